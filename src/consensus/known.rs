//! Questions whose answer is known from outside the votes: pinned.
//!
//! A known answer is certain: its question's belief is put there whatever the votes say, every vote
//! on it is judged by it alone (it needs no independent others), and what is learnt of the voices
//! from it is part of how they are judged. Where it comes from is an answer key, or the claims of a
//! voice that the settings trust.

use super::{Belief, Consensus, Link, Model, NumberBelief};
use crate::ids::{QuestionId, VoiceId};
use crate::ledger::{Answer, Kind, Ledger, Vote};

/// What is known of one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// The true answers; empty where nobody of the ledger gave one of them.
    pub answers: Vec<Answer>,
    /// The trusted voice that knows; `None` for an answer key.
    pub voice: Option<VoiceId>,
}

impl Truth {
    /// Whether an answer goes together with what is known: the same label, or an interval that
    /// overlaps.
    pub fn allows(&self, answer: Answer) -> bool {
        self.answers.iter().any(|truth| match (*truth, answer) {
            (Answer::Label(a), Answer::Label(b)) => a == b,
            (Answer::Number(a), Answer::Number(b)) => a.overlaps(b),
            _ => false,
        })
    }
}

/// What is known, by question; questions beyond the end are not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known(Vec<Option<Truth>>);

impl Known {
    /// What is known of a question.
    pub fn get(&self, q: QuestionId) -> Option<&Truth> {
        self.0.get(crate::ids::Id::index(q))?.as_ref()
    }

    /// Sets what is known of a question, in place of what was.
    pub fn set(&mut self, q: QuestionId, truth: Truth) {
        let at = crate::ids::Id::index(q);
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        self.0[at] = Some(truth);
    }

    /// How many questions are known.
    pub fn len(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds what trusted voices claim, where nothing is known yet. A question on which they
    /// contradict one another stays open.
    pub fn trust(&mut self, ledger: &Ledger, trusted: &[VoiceId]) {
        if trusted.is_empty() {
            return;
        }
        for q in ledger.question_ids() {
            if self.get(q).is_some() {
                continue;
            }
            let start = ledger.vote_range(q).start;
            let claims = ledger.votes(q).iter().enumerate().filter(|(i, v)| {
                // A denial says what is not so: it names no truth.
                trusted.contains(&v.voice)
                    && ledger
                        .detail(start + i)
                        .is_none_or(|d| d.stance == crate::claims::Stance::Asserts)
            });
            let mut truth: Option<Truth> = None;
            let mut agreed = true;
            for (_, v) in claims {
                let answer = ledger.answer(q, v.answer);
                match &mut truth {
                    None => truth = Some(Truth { answers: vec![answer], voice: Some(v.voice) }),
                    Some(t) => agreed &= t.allows(answer),
                }
            }
            if let (Some(truth), true) = (truth, agreed) {
                self.set(q, truth);
            }
        }
    }

    /// Puts the beliefs of a consensus, and those its model will give, where they are known to be.
    pub fn pin(&self, ledger: &Ledger, mut consensus: Consensus) -> Consensus {
        if self.is_empty() {
            return consensus;
        }
        for q in ledger.question_ids() {
            if let Some(truth) = self.get(q) {
                consensus.beliefs[crate::ids::Id::index(q)] = certain(ledger, q, truth);
            }
        }
        consensus.model = Box::new(Pinned { inner: consensus.model, known: self.clone() });
        consensus
    }
}

/// The belief in a known answer.
fn certain(ledger: &Ledger, q: QuestionId, truth: &Truth) -> Belief {
    let support = ledger.answers(q).iter().map(|a| f64::from(u8::from(truth.allows(*a)))).collect();
    let number = match (ledger.question(q).kind, truth.answers.first()) {
        (Kind::Count | Kind::Real | Kind::Date, Some(Answer::Number(i))) => {
            let middle = if ledger.question(q).kind == Kind::Count {
                i.count_point()
            } else {
                i.high().map_or(i.low(), |h| f64::midpoint(i.low(), h))
            };
            let high = i.high().unwrap_or(middle.max(i.low()));
            // A uniform law on what is left open.
            let sd = (high - i.low()) / 12f64.sqrt();
            Some(NumberBelief { value: middle, low: i.low(), high, mean: middle, sd })
        }
        _ => None,
    };
    Belief { support, number }
}

/// A model that knows some answers.
struct Pinned {
    inner: Box<dyn Model>,
    known: Known,
}

impl Model for Pinned {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        match self.known.get(q) {
            Some(truth) => certain(ledger, q, truth),
            None => self.inner.belief(ledger, q, votes),
        }
    }

    fn links(&self) -> &[Link] {
        self.inner.links()
    }

    fn known(&self, q: QuestionId) -> Option<&Truth> {
        self.known.get(q)
    }
}
