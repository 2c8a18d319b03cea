//! Worlds whose truth is known because it was drawn: what each method makes of them.
//!
//! usage: planted_worlds guard | recover | attack [METHOD,METHOD…] | warm
//!
//! `guard`: `joint` beside majority in random worlds. `recover`: how many 90 % intervals cover.
//! `attack`: how many liars it takes to flip half of the attacked answers, by method. `warm`: a refit
//! after 1 % more votes beside a fit from nothing. The tables of docs/consensus.md come from here.
#![allow(clippy::print_stdout)]

use std::time::Instant;

use corroborate::consensus::{self, Consensus, METHODS, Settings};
use corroborate::ids::{AnswerId, Id};
use corroborate::ledger::{Kind, Ledger, LedgerBuilder, Question, Role, Row};
use corroborate::units::Interval;

/// A generator: xorshift64*, uniform in [0, 1).
struct Draw(u64);

impl Draw {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn next(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() * n as f64) as usize
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.next()
    }

    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.next()).sum::<f64>() - 6.0
    }
}

/// `(voice, question, answer)`.
type Votes = Vec<(String, usize, String)>;

fn ledger(kind: Kind, votes: &Votes) -> Ledger {
    let mut builder = LedgerBuilder::default();
    for (voice, question, answer) in votes {
        let number = match kind {
            Kind::Category | Kind::YesNo => None,
            _ => answer.parse().ok().and_then(Interval::exactly),
        };
        builder.push(Row {
            voice,
            role: Role::Speaker,
            question: Question {
                name: format!("q{question}"),
                kind,
                event: String::new(),
                measure: String::new(),
                subject: String::new(),
            },
            label: answer,
            number,
            origin: "",
            detail: None,
        });
    }
    builder.build()
}

/// Share of these questions whose believed answer is the truth.
fn right(ledger: &Ledger, consensus: &Consensus, truths: &[String], of: &[usize]) -> f64 {
    let hits = of.iter().filter(|&&q| {
        ledger.find_question(&format!("q{q}")).is_some_and(|id| {
            let best = consensus.beliefs[id.index()].best();
            best.is_some_and(|b| ledger.print_answer(id, AnswerId::from_index(b)) == truths[q])
        })
    });
    hits.count() as f64 / of.len().max(1) as f64
}

fn run(method: &str, ledger: &Ledger) -> Consensus {
    consensus::run(method, ledger, &Settings::default()).expect("a method of the list")
}

/// `joint` beside majority in random worlds: voices, questions, labels, sparsity and skill drawn.
fn guard() {
    let (mut worse, mut sum, mut worst) = (0, 0.0, 0.0f64);
    const WORLDS: u64 = 300;
    for seed in 0..WORLDS {
        let mut draw = Draw::new(1000 + seed);
        let voices = 3 + draw.below(40);
        let questions = 10 + draw.below(200);
        let labels = if draw.next() < 0.5 { 2 } else { 2 + draw.below(6) };
        let open = draw.next() < 0.25;
        let density = draw.between(0.05, 1.0);
        let floor = 1.0 / labels as f64;
        let (low, high) = (draw.between(floor, 0.8), draw.between(0.6, 0.98));
        let skill: Vec<f64> = (0..voices).map(|_| draw.between(low, high.max(low))).collect();
        let share = draw.between(0.1, 0.9);
        let (mut votes, mut truths) = (Votes::new(), Vec::new());
        for q in 0..questions {
            let truth =
                if labels == 2 { usize::from(draw.next() < share) } else { draw.below(labels) };
            let name =
                |label: usize| if open { format!("{q}-{label}") } else { format!("v{label}") };
            truths.push(name(truth));
            for (s, a) in skill.iter().enumerate() {
                if draw.next() < density {
                    let wrong = (truth + 1 + draw.below(labels - 1)) % labels;
                    let said = if draw.next() < *a { truth } else { wrong };
                    votes.push((format!("s{s}"), q, name(said)));
                }
            }
        }
        let l = ledger(Kind::Category, &votes);
        let all: Vec<usize> = (0..questions).collect();
        let of = |method| right(&l, &run(method, &l), &truths, &all);
        let gap = of("joint") - of("majority");
        sum += gap;
        if -gap * questions as f64 > 4.0 {
            worse += 1;
            worst = worst.min(gap);
            println!(
                "  seed {seed}: {voices} voices {questions} questions {labels} labels open {open} density {density:.2} skill {low:.2}-{high:.2}: {gap:.3}"
            );
        }
    }
    println!(
        "guard: {WORLDS} worlds, mean gain {:.4}, more than four answers lost net in {worse}, worst {worst:.3}",
        sum / WORLDS as f64
    );
}

/// Coverage of 90 % intervals and the mean error of recovered parameters.
fn recover() {
    let mut accuracy = (0, 0);
    let mut clean = (0, 0);
    let (mut truth, mut house, mut rates) = ((0, 0), (0, 0), (0, 0));
    let count = |cell: &mut (usize, usize), hit: bool| {
        cell.0 += usize::from(hit);
        cell.1 += 1;
    };
    for seed in 0..12 {
        let mut draw = Draw::new(seed + 1);
        // Categories, three labels; half of the worlds with two copiers of the worst voice.
        let skill: Vec<f64> = (0..15).map(|_| draw.between(0.4, 0.95)).collect();
        let copied = seed % 2 == 0;
        let mut votes = Votes::new();
        for q in 0..200 {
            let truth = draw.below(1000);
            for (s, a) in skill.iter().enumerate() {
                let said = if draw.next() < *a { truth } else { draw.below(1000) };
                votes.push((format!("s{s}"), q, format!("{q}-{said}")));
                if copied && s == 0 {
                    for c in 0..2 {
                        let own = if draw.next() < 0.9 { said } else { draw.below(1000) };
                        votes.push((format!("c{c}"), q, format!("{q}-{own}")));
                    }
                }
            }
        }
        let l = ledger(Kind::Category, &votes);
        let c = run("joint", &l);
        for (s, a) in skill.iter().enumerate() {
            let id = l.voices().find(&format!("s{s}")).expect("it voted");
            let hit = c.voices[id.index()].accuracy.is_some_and(|e| e.covers(*a));
            count(if copied { &mut accuracy } else { &mut clean }, hit);
        }
        // Yes and no, two rates a voice.
        let skill: Vec<[f64; 2]> =
            (0..20).map(|_| [draw.between(0.5, 0.98), draw.between(0.5, 0.98)]).collect();
        let mut votes = Votes::new();
        for q in 0..200 {
            let yes = draw.next() < 0.5;
            for (s, [a, d]) in skill.iter().enumerate() {
                if draw.next() < 0.5 {
                    let right = draw.next() < if yes { *a } else { *d };
                    votes.push((
                        format!("s{s}"),
                        q,
                        if right == yes { "yes" } else { "no" }.into(),
                    ));
                }
            }
        }
        let l = ledger(Kind::YesNo, &votes);
        let c = run("joint", &l);
        for (s, [a, d]) in skill.iter().enumerate() {
            let id = l.voices().find(&format!("s{s}")).expect("it voted");
            let v = &c.voices[id.index()];
            count(&mut rates, v.assertion_rate.is_some_and(|e| e.covers(*a)));
            count(&mut rates, v.denial_rate.is_some_and(|e| e.covers(*d)));
        }
        // Reals with house effects and errors that all share, as the default expects them.
        let rho = Settings::default().joint.numbers.shared_error;
        let bias: Vec<f64> = (0..12).map(|_| 1.0 * draw.normal()).collect();
        let middle = bias.iter().sum::<f64>() / 12.0;
        let mut votes = Votes::new();
        let mut truths = Vec::new();
        for q in 0..150 {
            let t = 30.0 * draw.normal();
            let shared = 4.0 * (rho / (1.0 - rho)).sqrt() * draw.normal();
            truths.push(t);
            for (s, b) in bias.iter().enumerate() {
                if draw.next() < 0.6 {
                    let x = t + shared + b + 4.0 * draw.normal();
                    votes.push((format!("s{s}"), q, format!("{x:.1}")));
                }
            }
        }
        let l = ledger(Kind::Real, &votes);
        let c = run("joint", &l);
        for (q, t) in truths.iter().enumerate() {
            let Some(id) = l.find_question(&format!("q{q}")) else { continue };
            let b = c.beliefs[id.index()].number.expect("a number");
            count(&mut truth, b.low <= *t && *t <= b.high);
        }
        for (s, b) in bias.iter().enumerate() {
            let id = l.voices().find(&format!("s{s}")).expect("it voted");
            let e = c.voices[id.index()].house_effect.expect("a number");
            count(&mut house, e.covers(b - middle));
        }
    }
    let share =
        |(hit, all): (usize, usize)| format!("{:.1} % of {all}", 100.0 * hit as f64 / all as f64);
    println!("world,what,90 % intervals that cover");
    println!("open categories,accuracy of a voice,{}", share(clean));
    println!("the same with copiers,accuracy of a voice,{}", share(accuracy));
    println!("yes/no,assertion and denial rates,{}", share(rates));
    println!("reals with a shared error,the number,{}", share(truth));
    println!("reals with a shared error,house effect of a voice,{}", share(house));
}

/// How the attackers behave on questions that are not attacked.
#[derive(Clone, Copy)]
enum Attack {
    /// Always lie together.
    Collude,
    /// Repeat one honest voice, and lie together where attacked.
    Sybil,
    /// Honest in the first half, liars in the second.
    Sleep,
    /// Honest but on one question in twenty.
    Camouflage,
}

/// Fewest attackers that flip half of the attacked answers; `None` if as many as twice the honest do not.
fn attack(methods: &[&str]) {
    const HONEST: usize = 10;
    const QUESTIONS: usize = 100;
    println!("method,colluders,sybils,sleepers,camouflage");
    for method in methods {
        let mut cells = Vec::new();
        let mut named = Vec::new();
        for attack in [Attack::Collude, Attack::Sybil, Attack::Sleep, Attack::Camouflage] {
            let mut needed = None;
            let mut suspected = false;
            for liars in 1..=2 * HONEST {
                let mut flipped = 0.0;
                for seed in 0..3 {
                    let (votes, truths, attacked) = world(attack, HONEST, QUESTIONS, liars, seed);
                    let l = ledger(Kind::Category, &votes);
                    let c = run(method, &l);
                    flipped += 1.0 - right(&l, &c, &truths, &attacked);
                    suspected |= c.warnings.iter().any(|w| w.what.contains("liar"));
                }
                if flipped / 3.0 >= 0.5 {
                    needed = Some(liars);
                    break;
                }
            }
            cells.push(needed.map_or_else(|| format!("> {}", 2 * HONEST), |n| n.to_string()));
            named.push(suspected);
        }
        let marks: Vec<String> = cells
            .iter()
            .zip(&named)
            .map(|(c, n)| if *n { format!("{c} (named)") } else { c.clone() })
            .collect();
        println!("{method},{}", marks.join(","));
    }
}

/// Honest voices, right 60 to 95 % of the time in open domains of 20 values, and liars.
fn world(
    attack: Attack,
    honest: usize,
    questions: usize,
    liars: usize,
    seed: u64,
) -> (Votes, Vec<String>, Vec<usize>) {
    let mut draw = Draw::new(77 + seed);
    let skill: Vec<f64> = (0..honest).map(|_| draw.between(0.6, 0.95)).collect();
    let (mut votes, mut truths, mut attacked) = (Votes::new(), Vec::new(), Vec::new());
    for q in 0..questions {
        let truth = draw.below(20);
        let name = |v: usize| format!("{q}-{v}");
        truths.push(name(truth));
        let lie = (truth + 1 + draw.below(19)) % 20;
        let target = match attack {
            Attack::Collude => true,
            Attack::Sybil => q % 3 == 0,
            Attack::Sleep => q >= questions / 2,
            Attack::Camouflage => q % 20 == 0,
        };
        if target {
            attacked.push(q);
        }
        let mut first = truth;
        for (s, a) in skill.iter().enumerate() {
            let said = if draw.next() < *a { truth } else { draw.below(20) };
            if s == 0 {
                first = said;
            }
            votes.push((format!("s{s}"), q, name(said)));
        }
        for i in 0..liars {
            // A liar now and then does something else, so that none is a mere clone.
            let own = if draw.next() < 0.9 { truth } else { draw.below(20) };
            let said = match (target, attack) {
                (true, _) => {
                    if draw.next() < 0.97 {
                        lie
                    } else {
                        own
                    }
                }
                (false, Attack::Sybil) => {
                    if draw.next() < 0.97 {
                        first
                    } else {
                        own
                    }
                }
                (false, _) => own,
            };
            votes.push((format!("liar{i}"), q, name(said)));
        }
    }
    (votes, truths, attacked)
}

/// A refit after 1 % more questions beside a fit from nothing.
fn warm() {
    let mut draw = Draw::new(5);
    let skill: Vec<f64> = (0..2000).map(|_| draw.between(0.45, 0.95)).collect();
    let mut votes = Votes::new();
    let questions = 40_000;
    for q in 0..questions {
        let truth = draw.below(4);
        for _ in 0..8 {
            let s = draw.below(skill.len());
            let said = if draw.next() < skill[s] { truth } else { draw.below(4) };
            votes.push((format!("s{s}"), q, format!("v{said}")));
        }
    }
    let before: Votes = votes.iter().filter(|v| v.1 < questions * 99 / 100).cloned().collect();
    let (known, all) = (ledger(Kind::Category, &before), ledger(Kind::Category, &votes));
    let first = run("joint", &known);
    let start = Instant::now();
    let batch = run("joint", &all);
    let cold = start.elapsed().as_secs_f64();
    let start = Instant::now();
    let refit = first.model.refit(&known, &all).expect("joint goes on");
    let warm = start.elapsed().as_secs_f64();
    let (mut furthest, mut other) = (0.0f64, 0);
    for (a, b) in batch.beliefs.iter().zip(&refit.beliefs) {
        other += usize::from(a.best() != b.best());
        for (x, y) in a.support.iter().zip(&b.support) {
            furthest = furthest.max((x - y).abs());
        }
    }
    println!(
        "{} votes: from nothing {cold:.2} s, refit {warm:.2} s; furthest belief {furthest:.4}, other answers {other}",
        votes.len()
    );
}

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.first().map(String::as_str) {
        Some("guard") => guard(),
        Some("recover") => recover(),
        Some("attack") => match args.get(1) {
            Some(names) => attack(&names.split(',').collect::<Vec<_>>()),
            None => attack(&METHODS.iter().map(|m| m.name).collect::<Vec<_>>()),
        },
        Some("warm") => warm(),
        _ => println!("usage: planted_worlds guard | recover | attack [METHODS] | warm"),
    }
}
