//! Mean: the average of the numbers given, each origin once.
//!
//! | symbol | here     | meaning                                          |
//! |--------|----------|--------------------------------------------------|
//! | `x_i`  | `x`      | the point of a vote, in the question's own units |
//! | `w_i`  | `weight` | its weight; an origin's sum to one               |
//! | `θ̂`    | `value`  | `Σ w x / Σ w`                                    |
//!
//! The standard error is the scatter, shrunk by one vote of the typical one, over `√Σ w`, as for the median
//! without its loss. Stops at once: a closed form. Categories are left to the majority.

use super::fit::{Both, Fitted, voices};
use super::majority::Majority;
use super::median::standard_error;
use super::points::{self, Typical, belief};
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

struct Mean {
    typical: Typical,
}

impl Model for Mean {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points::points(ledger, q, votes);
        let value = points::mean(&own);
        let sd = standard_error(&own, value, self.typical.scale(ledger, q));
        belief(ledger, q, &self.typical, (!own.is_empty()).then_some((value, sd)))
    }
}

/// The mean of each number question.
pub fn mean(ledger: &Ledger) -> Consensus {
    Fitted {
        method: "mean",
        voices: voices(ledger),
        objective: Vec::new(),
        stop: Stop::ClosedForm,
        warnings: Vec::new(),
        model: Box::new(Both {
            categories: Box::new(Majority),
            numbers: Box::new(Mean { typical: Typical::of(ledger) }),
        }),
    }
    .consensus(ledger)
}
