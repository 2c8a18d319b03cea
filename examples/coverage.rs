//! How often 90 % intervals of reliability hold what was planted, cell by cell:
//! `cargo run --release --example coverage -- [WORLDS]`
//!
//! Worlds of voices with 3, 10, 30 and 100 claims each; plain, with two camps whose members share
//! wrong answers, with clones that repeat a voice, and with answers that are revised later. The
//! believed answers are the default engine's own; nothing planted is told to it. Prints, for each
//! cell and both ways of making intervals, the share of voices whose planted accuracy lies inside,
//! and the mean width.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;

use corroborate::consensus;
use corroborate::ledger::{Detail, Kind, Ledger, LedgerBuilder, Question, Role, Row};
use corroborate::scores::{self, Inputs, IntervalMethod};

const CLAIMS: [usize; 4] = [3, 10, 30, 100];
const KINDS: [&str; 4] = ["plain", "camps", "clones", "revisions"];
/// Voices of a world, and how many of them answer a question on average.
const VOICES: usize = 48;
const HEARD: usize = 8;
/// Wrong answers of a question.
const WRONG: usize = 4;

/// Numbers by counter (splitmix64), the same on every run.
struct Dice(u64);

impl Dice {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }

    /// An accuracy: six of eight on average, as Beta(6, 2) by the order statistics of uniforms.
    fn accuracy(&mut self) -> f64 {
        let mut draws: Vec<f64> = (0..7).map(|_| self.uniform()).collect();
        draws.sort_by(f64::total_cmp);
        draws[5]
    }
}

/// A world and the planted accuracy of each voice that counts.
fn world(seed: u64, claims: usize, kind: &str) -> (Ledger, BTreeMap<String, f64>) {
    let mut dice = Dice(seed);
    let questions = VOICES * claims / HEARD;
    let mut builder = LedgerBuilder::default();
    let mut planted = BTreeMap::new();
    // On a fifth of the questions the members of a camp give the camp's own wrong answer half the time.
    let disputed = |q: usize| kind == "camps" && q % 5 == 0;
    for v in 0..VOICES {
        let (name, accuracy) = (format!("v{v}"), dice.accuracy());
        let mut expected = 0.0;
        // No voice speaks twice to one question.
        let mut chosen = std::collections::BTreeSet::new();
        while chosen.len() < claims {
            chosen.insert(dice.below(questions));
        }
        for (round, q) in chosen.into_iter().enumerate() {
            let sway = if disputed(q) { 0.5 } else { 0.0 };
            expected += accuracy * (1.0 - sway) / claims as f64;
            let mut answer = || -> usize {
                if dice.uniform() < sway {
                    1 + v % 2
                } else if dice.uniform() < accuracy {
                    0
                } else {
                    1 + dice.below(WRONG)
                }
            };
            let said = answer();
            let first = (kind == "revisions" && round % 3 == 0).then(&mut answer);
            let copies = if kind == "clones" && v % 4 == 0 { 3 } else { 1 };
            for copy in 0..copies {
                let voice = if copy == 0 { name.clone() } else { format!("{name} copy {copy}") };
                for (day, answer) in first.into_iter().map(|a| (1, a)).chain([(2, said)]) {
                    builder.push(Row {
                        voice: &voice,
                        role: Role::Speaker,
                        question: Question {
                            name: format!("q{q}"),
                            kind: Kind::Category,
                            event: String::new(),
                            measure: String::new(),
                            subject: String::new(),
                        },
                        label: &format!("q{q}a{answer}"),
                        number: None,
                        origin: &format!("{name}/{q}"),
                        detail: Some(Detail {
                            date: jiff::civil::Date::new(2024, 5, day).ok(),
                            ..Detail::default()
                        }),
                    });
                }
            }
        }
        planted.insert(name, expected);
    }
    (builder.build(), planted)
}

fn main() {
    let worlds: u64 = std::env::args().nth(1).and_then(|a| a.parse().ok()).unwrap_or(10);
    println!("kind,claims,method,voices,covered,width");
    let mut all = BTreeMap::<&str, (usize, usize)>::new();
    for kind in KINDS {
        for claims in CLAIMS {
            let mut cells = BTreeMap::<&str, (usize, usize, f64)>::new();
            for seed in 0..worlds {
                let (ledger, planted) = world(seed * 7919 + claims as u64, claims, kind);
                let consensus = consensus::joint(&ledger, &consensus::JointSettings::default());
                for (name, method) in [
                    ("bootstrap", IntervalMethod::Bootstrap),
                    ("analytic", IntervalMethod::Analytic),
                ] {
                    let mut settings = scores::Settings::default();
                    settings.intervals.method = method;
                    settings.discovery.enabled = false;
                    let found = scores::score(&ledger, &consensus, &Inputs::default(), &settings);
                    for v in &found.voices {
                        let (Some(truth), Some(e)) = (planted.get(&v.name), v.components[0].value)
                        else {
                            continue;
                        };
                        let cell = cells.entry(name).or_default();
                        cell.0 += 1;
                        cell.1 += usize::from(e.covers(*truth));
                        cell.2 += e.width();
                    }
                }
            }
            for (name, (n, covered, width)) in cells {
                let share = |k: usize| k as f64 / n as f64;
                println!(
                    "{kind},{claims},{name},{n},{:.3},{:.3}",
                    share(covered),
                    width / n as f64
                );
                let sum = all.entry(name).or_default();
                *sum = (sum.0 + n, sum.1 + covered);
            }
        }
    }
    for (name, (n, covered)) in all {
        println!("all,,{name},{n},{:.3},", covered as f64 / n as f64);
    }
}
