//! The votes of some questions in dense arrays, each with the weight at which it counts.

use crate::consensus::copying::Dependence;
use crate::ids::{Id, QuestionId};
use crate::ledger::Ledger;

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
    /// How much it counts, by vote; above 0.
    pub weight: Vec<f64>,
    /// Its place in [`Ledger::all_votes`], by vote.
    pub at: Vec<usize>,
}

impl Tally {
    /// The votes on these questions; those that count for nothing are left out.
    pub fn new(ledger: &Ledger, questions: Vec<QuestionId>, dependence: &Dependence) -> Self {
        let mut tally = Self { offsets: vec![0], ..Self::default() };
        let mut votes = Vec::new();
        let mut weights = Vec::new();
        for &q in &questions {
            let start = ledger.vote_range(q).start;
            votes.clear();
            votes.extend(ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)));
            dependence.weights(ledger, &votes, &mut weights);
            for ((at, vote), &w) in votes.iter().zip(&weights).filter(|(_, w)| **w > 0.0) {
                tally.voice.push(dependence.stands[vote.voice.index()]);
                tally.answer.push(vote.answer.0);
                tally.weight.push(w);
                tally.at.push(*at);
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
