//! How fast methods answer drawn votes, in votes per second; growth from one size to the next.
//!
//! The votes come from a fixed generator: 4 labels, 10 votes a question, 20 questions a voice, voices
//! right 45 to 95 % of the time. Every run asserts its accuracy, so a fast wrong answer cannot win.

use corroborate::consensus::{self, Consensus, Settings};
use corroborate::ids::{AnswerId, Id};
use corroborate::ledger::{Kind, Ledger, LedgerBuilder, Question, Role, Row};
use divan::Bencher;
use divan::counter::ItemsCount;

fn main() {
    divan::main();
}

const LABELS: [&str; 4] = ["a", "b", "c", "d"];
const VOTES_A_QUESTION: usize = 10;

/// Votes on so many questions, and the truths.
fn drawn(questions: usize) -> (Ledger, Vec<usize>) {
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = |below: usize| {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % below
    };
    let mut builder = LedgerBuilder::default();
    let mut truths = Vec::with_capacity(questions);
    for q in 0..questions {
        let truth = next(4);
        truths.push(truth);
        for _ in 0..VOTES_A_QUESTION {
            let voice = next(questions / 20);
            let said = if next(1000) < 450 + voice % 500 { truth } else { next(4) };
            builder.push(Row {
                voice: &format!("s{voice}"),
                role: Role::Speaker,
                question: Question {
                    name: format!("q{q}"),
                    kind: Kind::Category,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label: LABELS[said],
                number: None,
                origin: "",
                detail: None,
            });
        }
    }
    (builder.build(), truths)
}

fn accuracy(ledger: &Ledger, consensus: &Consensus, truths: &[usize]) -> f64 {
    let right = ledger.question_ids().filter(|&q| {
        let truth = ledger.question(q).name[1..].parse().map(|i: usize| LABELS[truths[i]]);
        let best = consensus.beliefs[q.index()].best();
        best.is_some_and(|b| {
            truth.as_ref().is_ok_and(|t| ledger.print_answer(q, AnswerId::from_index(b)) == *t)
        })
    });
    right.count() as f64 / truths.len() as f64
}

fn bench(bencher: Bencher<'_, '_>, method: &str, questions: usize) {
    let (ledger, truths) = drawn(questions);
    let settings = Settings::default();
    let run = || consensus::run(method, &ledger, &settings).expect("a method of the list");
    assert!(accuracy(&ledger, &run(), &truths) > 0.97, "{method} answers wrongly");
    bencher.counter(ItemsCount::new(questions * VOTES_A_QUESTION)).bench_local(run);
}

#[divan::bench(args = [2_000, 20_000, 200_000], sample_count = 3)]
fn majority(bencher: Bencher<'_, '_>, questions: usize) {
    bench(bencher, "majority", questions);
}

#[divan::bench(args = [2_000, 20_000, 200_000], sample_count = 3)]
fn one_coin(bencher: Bencher<'_, '_>, questions: usize) {
    bench(bencher, "one_coin", questions);
}

#[divan::bench(args = [2_000, 20_000, 200_000], sample_count = 3)]
fn dawid_skene(bencher: Bencher<'_, '_>, questions: usize) {
    bench(bencher, "dawid_skene", questions);
}

#[divan::bench(args = [2_000, 20_000, 200_000], sample_count = 3)]
fn joint(bencher: Bencher<'_, '_>, questions: usize) {
    bench(bencher, "joint", questions);
}

/// A refit after 1 % more questions, beside `joint` on all of them.
#[divan::bench(args = [2_000, 20_000, 200_000], sample_count = 3)]
fn joint_refit(bencher: Bencher<'_, '_>, questions: usize) {
    let (known, _) = drawn(questions * 99 / 100);
    let (ledger, truths) = drawn(questions);
    let before = consensus::run("joint", &known, &Settings::default()).expect("in the list");
    let run = || before.model.refit(&known, &ledger).expect("joint goes on");
    assert!(accuracy(&ledger, &run(), &truths) > 0.97, "a refit answers wrongly");
    bencher.counter(ItemsCount::new(questions * VOTES_A_QUESTION)).bench_local(run);
}
