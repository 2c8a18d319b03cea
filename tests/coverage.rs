//! 90 % intervals of reliability hold what was planted, cell by cell.
//!
//! Worlds of voices with 3, 10, 30 and 100 claims each; plain, with two camps whose members share
//! wrong answers, with clones that repeat a voice, and with answers that are revised later. The
//! believed answers are the default engine's own; nothing planted is told to it. A few worlds are
//! run as a test; the table of many is printed by
//! `cargo test --release --test coverage -- --ignored --nocapture`.

#![allow(clippy::print_stdout)]

use std::collections::{BTreeMap, BTreeSet};

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
    let disputed = |q: usize| kind == "camps" && q.is_multiple_of(5);
    for v in 0..VOICES {
        let (name, accuracy) = (format!("v{v}"), dice.accuracy());
        let mut expected = 0.0;
        // No voice speaks twice to one question.
        let mut chosen = BTreeSet::new();
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

/// Voices of a cell, how many planted accuracies lay inside, and the widths of all intervals.
#[derive(Clone, Copy, Default)]
struct Cell {
    voices: usize,
    covered: usize,
    widths: f64,
}

impl Cell {
    fn share(self) -> f64 {
        self.covered as f64 / self.voices as f64
    }

    fn add(&mut self, other: Self) {
        self.voices += other.voices;
        self.covered += other.covered;
        self.widths += other.widths;
    }
}

/// Both ways of making intervals.
const METHODS: [IntervalMethod; 2] = [IntervalMethod::Bootstrap, IntervalMethod::Analytic];

/// One cell under both ways.
fn cell(kind: &str, claims: usize, worlds: u64, replicates: usize) -> [Cell; 2] {
    let mut cells = [Cell::default(); 2];
    for seed in 0..worlds {
        let (ledger, planted) = world(seed * 7919 + claims as u64, claims, kind);
        let consensus = consensus::joint(&ledger, &consensus::JointSettings::default());
        for (cell, method) in cells.iter_mut().zip(METHODS) {
            let mut settings = scores::Settings::default();
            settings.intervals.method = method;
            settings.intervals.replicates = replicates;
            settings.discovery.enabled = false;
            let found = scores::score(&ledger, &consensus, &Inputs::default(), &settings);
            for v in &found.voices {
                let agreement = v.components.iter().find(|c| c.name == "agreement");
                let estimate = agreement.and_then(|c| c.value);
                let (Some(truth), Some(e)) = (planted.get(&v.name), estimate) else { continue };
                cell.add(Cell {
                    voices: 1,
                    covered: usize::from(e.covers(*truth)),
                    widths: e.width(),
                });
            }
        }
    }
    cells
}

/// Few worlds, so the bounds leave room for chance: two standard errors of 96 voices are 6 %.
#[test]
fn intervals_cover_what_was_planted_in_every_kind_of_world() {
    let mut all = [Cell::default(); 2];
    for kind in KINDS {
        for claims in &CLAIMS[..3] {
            for (sum, c) in all.iter_mut().zip(cell(kind, *claims, 2, 200)) {
                assert!(c.voices > 80, "{kind} {claims}: {} voices", c.voices);
                assert!((0.80..=0.99).contains(&c.share()), "{kind} {claims}: {}", c.share());
                sum.add(c);
            }
        }
    }
    for sum in all {
        assert!((0.87..=0.94).contains(&sum.share()), "{} of {}", sum.covered, sum.voices);
    }
}

#[test]
#[ignore = "prints the table of docs/method.md; ten seconds in a release build"]
fn table() {
    println!("kind,claims,method,voices,covered,width");
    let mut all = [Cell::default(); 2];
    for kind in KINDS {
        for claims in CLAIMS {
            for ((sum, c), method) in all.iter_mut().zip(cell(kind, claims, 6, 500)).zip(METHODS) {
                let width = c.widths / c.voices as f64;
                println!("{kind},{claims},{method:?},{},{:.3},{width:.3}", c.voices, c.share());
                assert!((0.85..=0.95).contains(&c.share()), "{kind} {claims} {method:?}");
                sum.add(c);
            }
        }
    }
    for (sum, method) in all.iter().zip(METHODS) {
        println!("all,,{method:?},{},{:.3},", sum.voices, sum.share());
        assert!((0.88..=0.92).contains(&sum.share()), "{method:?}");
    }
}
