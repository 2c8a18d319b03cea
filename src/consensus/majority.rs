//! Majority: the answer that most origins give. The yardstick.

use super::{Belief, Consensus, Model, Stop, VoiceEstimate};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};

struct Majority;

impl Model for Majority {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        for (_, vote) in votes {
            support[vote.answer.index()] += 1.0;
        }
        if !votes.is_empty() {
            support.iter_mut().for_each(|s| *s /= votes.len() as f64);
        }
        Belief { support, number: None }
    }
}

/// One vote each, equal weight; the share of votes is the belief.
pub fn majority(ledger: &Ledger) -> Consensus {
    let beliefs = ledger
        .question_ids()
        .map(|q| {
            let at = ledger.vote_range(q).start;
            let votes: Vec<_> =
                ledger.votes(q).iter().enumerate().map(|(i, v)| (at + i, *v)).collect();
            Majority.belief(ledger, q, &votes)
        })
        .collect();
    let mut voices = vec![VoiceEstimate::default(); ledger.voices().len()];
    for vote in ledger.all_votes() {
        voices[vote.voice.index()].votes += 1;
    }
    Consensus {
        method: "majority",
        beliefs,
        voices,
        objective: Vec::new(),
        stop: Stop::ClosedForm,
        warnings: Vec::new(),
        model: Box::new(Majority),
    }
}
