//! Median: the middle of the numbers given, each origin once.
//!
//! | symbol | here        | meaning                                                        |
//! |--------|-------------|----------------------------------------------------------------|
//! | `x_i`  | `x`         | the point of a vote, in the question's own units               |
//! | `w_i`  | `weight`    | its weight; an origin's sum to one                             |
//! | `θ̂`    | `value`     | half of the weight lies on either side                         |
//! | `s`    | `scale`     | mean absolute deviation from the median, shrunk by one vote    |
//!
//! ```text
//! s² = (Σ w (x − θ̂)² + s₀²) / (Σ w + 1)          sd(θ̂) = √(π/2) · s / √Σ w
//! ```
//!
//! `s₀` is the typical scatter of that kind of question; `√(π/2)` is the loss of efficiency of a median on
//! normal data (P.-S. Laplace 1818; S. M. Stigler 1973, Biometrika 60(3) 439–445, doi:10.1093/biomet/60.3.439).
//! Stops at once: a closed form. Categories are left to the majority.

use super::fit::{Both, Fitted, voices};
use super::majority::Majority;
use super::points::{Point, Typical, belief, points, weighted_median};
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

pub(super) struct MedianModel {
    pub typical: Typical,
}

impl Model for MedianModel {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points(ledger, q, votes);
        let mut xs: Vec<_> = own.iter().map(|p| (p.x, p.weight)).collect();
        let value = weighted_median(&mut xs);
        let sd = (std::f64::consts::PI / 2.0).sqrt()
            * standard_error(&own, value, self.typical.scale(ledger, q));
        belief(ledger, q, &self.typical, (!own.is_empty()).then_some((value, sd)))
    }
}

/// `√((Σ w (x − centre)² + s₀²) / (Σ w + 1)) / √Σ w`: the scatter with one vote's worth of the
/// typical one, over the root of the votes. 0 of none.
pub(super) fn standard_error(points: &[Point], centre: f64, typical: f64) -> f64 {
    let n: f64 = points.iter().map(|p| p.weight).sum();
    if n <= 0.0 {
        return 0.0;
    }
    let ss: f64 = points.iter().map(|p| p.weight * (p.x - centre).powi(2)).sum();
    ((ss + typical * typical) / (n + 1.0) / n).sqrt()
}

/// The median of each number question.
pub fn median(ledger: &Ledger) -> Consensus {
    Fitted {
        method: "median",
        voices: voices(ledger),
        objective: Vec::new(),
        stop: Stop::ClosedForm,
        warnings: Vec::new(),
        model: Box::new(Both {
            categories: Box::new(Majority),
            numbers: Box::new(MedianModel { typical: Typical::of(ledger) }),
        }),
    }
    .consensus(ledger)
}
