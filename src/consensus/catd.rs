//! CATD: weights that trust a source only as far as the number of its claims allows.
//!
//! | symbol       | here         | meaning                                                                     |
//! |--------------|--------------|-----------------------------------------------------------------------------|
//! | `x_sq`, `x*` | votes, truth | what `s` says; weighted vote for categories, weighted mean for numbers      |
//! | `n_s`        | `n`          | number of claims of `s`, by weight                                          |
//! | `d²`         | `losses`     | 0–1 loss for categories, `(x − x*)² / sd_q²` for numbers                    |
//! | `α`          | `catd_level` | significance of the confidence interval of a source's error variance        |
//! | `w_s`        | `weight`     | inverse of that interval's upper bound                                      |
//!
//! ```text
//! w_s = χ²(α/2; n_s) / (Σ_q d²(x*_q, x_sq) + d̄²)                  x*_q = Σ w_s x_sq / Σ w_s, or the weighted vote
//! ```
//!
//! `χ²(α/2; n)` is the lower quantile with `n` degrees of freedom. `d̄²`, the mean loss of all votes, is ours: without it
//! a source that was never wrong would weigh infinitely much. Starts from vote shares and medians, so no seed. No
//! objective. Stops when no weight moved more than the tolerance times the largest.
//!
//! # Reference
//!
//! Q. Li, Y. Li, J. Gao, L. Su, B. Zhao, M. Demirbas, W. Fan and J. Han (2014), "A confidence-aware approach for truth
//! discovery on long-tail data", PVLDB 8(4) 425–436, doi:10.14778/2735496.2735505.

use std::collections::BTreeMap;

use statrs::distribution::{ChiSquared, ContinuousCDF};

use super::crh::{losses, mean_loss, report};
use super::fit::{Both, Fitted, furthest, settle, voices};
use super::layout::{Domains, Panel};
use super::points::{Figures, Typical, belief, points, weighted_median};
use super::settings::Settings;
use super::trust::{TrustModel, lend};
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

/// A weighted mean with fixed weights.
struct WeightedMean {
    weight: Vec<f64>,
    typical: Typical,
}

impl Model for WeightedMean {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points(ledger, q, votes);
        let of = |s: u32| self.weight[s as usize];
        let total: f64 = own.iter().map(|p| p.weight * of(p.voice)).sum();
        if own.is_empty() || total <= 0.0 {
            return belief(ledger, q, &self.typical, None);
        }
        let value = own.iter().map(|p| p.weight * of(p.voice) * p.x).sum::<f64>() / total;
        // Variance of a weighted mean whose votes scatter as these do, with one of the typical.
        let scale = self.typical.scale(ledger, q);
        let n: f64 = own.iter().map(|p| p.weight).sum();
        let spread: f64 = own.iter().map(|p| p.weight * (p.x - value).powi(2)).sum();
        let square: f64 = own.iter().map(|p| (p.weight * of(p.voice)).powi(2)).sum();
        let sd = ((spread + scale * scale) / (n + 1.0) * square).sqrt() / total;
        belief(ledger, q, &self.typical, Some((value, sd)))
    }
}

/// Lower quantile of `χ²` with each number of degrees of freedom that occurs.
fn quantiles(n: impl Iterator<Item = f64>, level: f64) -> BTreeMap<u64, f64> {
    n.filter(|n| *n > 0.0)
        .map(|n| {
            let bound = ChiSquared::new(n).map_or(0.0, |c| c.inverse_cdf(level / 2.0));
            (n.to_bits(), bound)
        })
        .collect()
}

/// Weights by voice, and why it stopped.
fn fit(panel: &Panel, figures: &Figures, settings: &Settings) -> (Vec<f64>, Stop) {
    let mut weight = vec![1.0; panel.voices];
    let mut truth = lend(panel, &weight, |_| {});
    let mut centre = figures.each_question(|_, own| {
        weighted_median(&mut own.iter().map(|p| (p.x, p.weight)).collect::<Vec<_>>())
    });
    let first = losses(panel, figures, &truth, &centre, 2);
    let bounds = quantiles(first.iter().map(|l| l.1), settings.catd_level);
    let stop = settle(settings, || {
        let losses = losses(panel, figures, &truth, &centre, 2);
        let mean = mean_loss(&losses);
        let mut next: Vec<f64> = losses
            .iter()
            .map(|(loss, n)| bounds.get(&n.to_bits()).map_or(0.0, |b| b / (loss + mean)))
            .collect();
        super::fit::scale_to_one(&mut next);
        let moved = furthest(&next, &weight);
        weight = next;
        truth = lend(panel, &weight, |_| {});
        centre = figures.each_question(|_, own| {
            let w = |s: u32| weight[s as usize];
            let total: f64 = own.iter().map(|p| p.weight * w(p.voice)).sum();
            own.iter().map(|p| p.weight * w(p.voice) * p.x).sum::<f64>() / total.max(1e-300)
        });
        moved
    });
    (weight, stop)
}

/// Iterates truths and weights over all kinds of question together.
pub fn catd(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let figures = Figures::new(ledger);
    let (weight, stop) = fit(&panel, &figures, settings);
    let mut voices = voices(ledger);
    report(&panel, &figures, &weight, &mut voices);
    Fitted {
        method: "catd",
        voices,
        objective: Vec::new(),
        stop,
        warnings: Vec::new(),
        model: Box::new(Both {
            categories: Box::new(TrustModel { credit: weight.clone(), turn: Box::new(|_| {}) }),
            numbers: Box::new(WeightedMean { weight, typical: Typical::of(ledger) }),
        }),
    }
    .consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{never, reals};
    use super::*;

    #[test]
    fn the_quantiles_are_the_tables() {
        // Lower 2.5 % points of χ² with 1, 10 and 100 degrees of freedom (Abramowitz & Stegun, table 26.8).
        let got = quantiles([1.0, 10.0, 100.0].into_iter(), 0.05);
        let got: Vec<f64> = [1.0f64, 10.0, 100.0].iter().map(|n| got[&n.to_bits()]).collect();
        for (got, want) in got.iter().zip([0.000_982, 3.246_97, 74.2219]) {
            assert!((got - want).abs() / want < 1e-3, "{got} {want}");
        }
    }

    /// x: s 1, t 2, u 9. y: s 4, u 6.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = reals(&[
            ("s", "x", 1.0),
            ("t", "x", 2.0),
            ("u", "x", 9.0),
            ("s", "y", 4.0),
            ("u", "y", 6.0),
        ]);
        let variance = [(9.0 + 4.0 + 25.0) / 3.0, 1.0];
        let (mut x, mut y) = (2.0, 5.0);
        let chi = [0.000_982_069_117_175_256_1, 0.050_635_615_968_579_79];
        let mut w = [0.0f64; 3];
        for _ in 0..3 {
            let d = |v: f64, x: f64, q: usize| (v - x).powi(2) / variance[q];
            let loss = [d(1.0, x, 0) + d(4.0, y, 1), d(2.0, x, 0), d(9.0, x, 0) + d(6.0, y, 1)];
            let mean = (loss[0] + loss[1] + loss[2]) / 5.0;
            w = [chi[1] / (loss[0] + mean), chi[0] / (loss[1] + mean), chi[1] / (loss[2] + mean)];
            let most = w[0].max(w[1]).max(w[2]);
            w = w.map(|w| w / most);
            x = (w[0] + 2.0 * w[1] + 9.0 * w[2]) / (w[0] + w[1] + w[2]);
            y = (4.0 * w[0] + 6.0 * w[2]) / (w[0] + w[2]);
        }
        let got = catd(&ledger, &never(3));
        for (got, want) in got.voices.iter().zip(w) {
            assert!((got.trust.unwrap() - want).abs() < 1e-6, "{got:?} {want}");
        }
        assert!((got.beliefs[0].number.unwrap().value - x).abs() < 1e-5);
        assert!((got.beliefs[1].number.unwrap().value - y).abs() < 1e-5);
    }
}
