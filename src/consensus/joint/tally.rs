//! The votes of some questions in dense arrays, each with the weight at which it counts.

use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};

/// Votes by question: voice, answer and weight side by side.
#[derive(Debug, Default)]
pub(crate) struct Tally {
    /// The questions, ascending.
    pub questions: Vec<QuestionId>,
    /// Where each question's votes start; one longer than `questions`.
    pub offsets: Vec<usize>,
    /// Who, by vote.
    pub voice: Vec<u32>,
    /// Which of the question's answers, by vote.
    pub answer: Vec<u32>,
    /// How much it counts, by vote.
    pub weight: Vec<f64>,
}

impl Tally {
    /// The votes on these questions.
    pub fn new(ledger: &Ledger, questions: Vec<QuestionId>) -> Self {
        let mut tally = Self { offsets: vec![0], ..Self::default() };
        let mut votes = Vec::new();
        let mut weights = Vec::new();
        for &q in &questions {
            let start = ledger.vote_range(q).start;
            votes.clear();
            votes.extend(ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)));
            shares(ledger, &votes, &mut weights);
            for ((_, vote), &w) in votes.iter().zip(&weights) {
                tally.voice.push(vote.voice.0);
                tally.answer.push(vote.answer.0);
                tally.weight.push(w);
            }
            tally.offsets.push(tally.voice.len());
        }
        tally.questions = questions;
        tally
    }

    /// Where the votes of question number `i` lie.
    pub fn range(&self, i: usize) -> std::ops::Range<usize> {
        self.offsets[i]..self.offsets[i + 1]
    }
}

/// The weight of each vote among these on one question.
///
/// # Formula
///
/// ```text
/// stated weight / max(votes of its origin, votes of its voice)
/// ```
///
/// One utterance counts once however many relay it, and a voice that gives three answers gives each
/// a third.
pub(crate) fn shares(ledger: &Ledger, votes: &[(usize, Vote)], out: &mut Vec<f64>) {
    out.clear();
    let distinct = |key: fn(&Vote) -> u32| {
        let mut keys: Vec<u32> = votes.iter().map(|(_, v)| key(v)).collect();
        keys.sort_unstable();
        keys
    };
    let origins = distinct(|v| v.origin.0);
    let voices = distinct(|v| v.voice.0);
    let count = |keys: &[u32], key: u32| {
        keys.partition_point(|&k| k <= key) - keys.partition_point(|&k| k < key)
    };
    for (at, vote) in votes {
        let n = count(&origins, vote.origin.0).max(count(&voices, vote.voice.0)).max(1);
        out.push(ledger.weight(*at) / n as f64);
    }
}

/// Sums over `0..n` in blocks of fixed size, added in order: the same bytes on any number of threads.
pub(crate) fn blocks<T: Send>(
    n: usize,
    work: impl Fn(std::ops::Range<usize>) -> T + Sync,
) -> Vec<T> {
    use rayon::prelude::*;
    const BLOCK: usize = 4096;
    (0..n.div_ceil(BLOCK))
        .into_par_iter()
        .map(|b| work(b * BLOCK..((b + 1) * BLOCK).min(n)))
        .collect()
}

/// The index of a voice.
pub(crate) fn index(voice: u32) -> usize {
    crate::ids::VoiceId(voice).index()
}
