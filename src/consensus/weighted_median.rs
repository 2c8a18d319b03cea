//! Weighted median: a vote counts as much as its voice is close to the plain median.
//!
//! | symbol | here      | meaning                                                             |
//! |--------|-----------|---------------------------------------------------------------------|
//! | `θ⁰_q` | `first`   | plain median of question `q`                                        |
//! | `c_q`  | `scale`   | scatter of question `q`                                             |
//! | `d_s`  | `distance`| mean of `|x_sq − θ⁰_q| / c_q` over the votes of `s`, with one vote of 1 |
//! | `θ̂_q`  | `value`   | half of `Σ w / d_s` lies on either side                             |
//!
//! ```text
//! d_s = (1 + Σ_q w |x_sq − θ⁰_q| / c_q) / (1 + Σ_q w)          weight of a vote: w / d_s
//! ```
//!
//! `1/d` is the maximum-likelihood precision of a Laplace error, for which the weighted median is the
//! maximum-likelihood centre (F. Y. Edgeworth 1888; R. Koenker 2005, doi:10.1017/CBO9780511754098). The one
//! vote of distance 1 keeps a voice seen once from deciding alone. Stops after its two passes: a closed form.
//! Categories are left to the majority.

use super::fit::{Both, Fitted, normal_estimate, voices};
use super::majority::Majority;
use super::median::standard_error;
use super::points::{Figures, Typical, belief, points, weighted_median as middle};
use super::{Belief, Consensus, Model, Stop, VoiceEstimate};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

pub(super) struct WeightedMedian {
    distance: Vec<f64>,
    typical: Typical,
}

impl WeightedMedian {
    /// Measures every voice's distance from the plain medians and notes it as its scatter.
    pub fn fit(ledger: &Ledger, voices: &mut [VoiceEstimate]) -> Self {
        let figures = Figures::new(ledger);
        let first = figures.each_question(|_, own| {
            middle(&mut own.iter().map(|p| (p.x, p.weight)).collect::<Vec<_>>())
        });
        let distance = figures.each_voice(|_, own| {
            let (mut d, mut n) = (1.0, 1.0);
            for p in own {
                let q = p.question as usize;
                d += p.weight * (p.x - first[q]).abs() / figures.scale[q];
                n += p.weight;
            }
            d / n
        });
        for (s, voice) in voices.iter_mut().enumerate() {
            let n: f64 = figures.of(s).iter().map(|p| p.weight).sum();
            if n > 0.0 {
                // The mean of n exponential distances has standard error d / √n.
                voice.scatter = normal_estimate(distance[s], distance[s] / (n + 1.0).sqrt());
            }
        }
        Self { distance, typical: Typical::of(ledger) }
    }
}

impl Model for WeightedMedian {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points(ledger, q, votes);
        let mut xs: Vec<_> =
            own.iter().map(|p| (p.x, p.weight / self.distance[p.voice as usize])).collect();
        let value = middle(&mut xs);
        let sd = (std::f64::consts::PI / 2.0).sqrt()
            * standard_error(&own, value, self.typical.scale(ledger, q));
        belief(ledger, q, &self.typical, (!own.is_empty()).then_some((value, sd)))
    }
}

/// The weighted median of each number question.
pub fn weighted_median(ledger: &Ledger) -> Consensus {
    let mut voices = voices(ledger);
    let numbers = WeightedMedian::fit(ledger, &mut voices);
    Fitted {
        method: "weighted_median",
        voices,
        objective: Vec::new(),
        stop: Stop::ClosedForm,
        warnings: Vec::new(),
        model: Box::new(Both { categories: Box::new(Majority), numbers: Box::new(numbers) }),
    }
    .consensus(ledger)
}
