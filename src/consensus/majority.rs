//! Majority: the answer that most origins give. The yardstick.
//!
//! | symbol   | here                    | meaning                                    |
//! |----------|-------------------------|--------------------------------------------|
//! | `w_i`    | [`layout::weights`]     | weight of a vote; an origin's sum to one   |
//! | `γ_q(v)` | [`Belief::support`]     | share of the votes                         |
//!
//! ```text
//! γ_q(v) = Σ_{i: y_i = v} w_i / Σ_i w_i
//! ```
//!
//! Stops at once: a closed form. Numbers are left to the median.

use super::fit::{Fitted, agreement, voices, with_median_numbers};
use super::layout::{self, Domains, Panel};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};

pub(super) struct Majority;

impl Model for Majority {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        let mut total = 0.0;
        for ((_, vote), w) in votes.iter().zip(layout::weights(ledger, votes)) {
            support[vote.answer.index()] += w;
            total += w;
        }
        if total > 0.0 {
            support.iter_mut().for_each(|s| *s /= total);
        }
        Belief { support, number: None }
    }
}

/// The share of origins that give an answer is the belief in it.
pub fn majority(ledger: &Ledger) -> Consensus {
    let settings = Settings::default();
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let mut voices = voices(ledger);
    for (voice, a) in voices.iter_mut().zip(agreement(&panel, &panel.shares())) {
        voice.accuracy = a;
    }
    let fitted = Fitted {
        method: "majority",
        voices,
        objective: Vec::new(),
        stop: Stop::ClosedForm,
        warnings: Vec::new(),
        model: Box::new(Majority),
    };
    with_median_numbers(ledger, fitted).consensus(ledger)
}
