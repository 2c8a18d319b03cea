//! GTM, the Gaussian truth model: numbers scatter around the truth, each source with a variance of its own.
//!
//! | symbol      | here                 | meaning                                                                |
//! |-------------|----------------------|------------------------------------------------------------------------|
//! | `o_sq`      | `z`                  | what `s` says of `q`, standardised by the mean and deviation of `q`    |
//! | `μ_q`       | `truth`              | standardised truth, `N(0, σ₀²)`                                        |
//! | `σ₀²`       | `gtm_truth_variance` | prior variance of the truth                                            |
//! | `σ_s²`      | `variance`           | variance of source `s`, `InvGamma(α, β)`                               |
//! | `α, β`      | `gtm_variance`       | its prior                                                              |
//!
//! ```text
//! o_sq ~ N(μ_q, σ_s²)
//! μ_q = (Σ_s w o_sq / σ_s²) / (1/σ₀² + Σ_s w / σ_s²)
//! σ_s² = (2 β + Σ_q w (o_sq − μ_q)²) / (2 (α + 1) + Σ_q w)
//! ```
//!
//! Starts with every source at the prior mode `β / (α + 1)`, so no seed. Objective: the log of the joint density of votes,
//! truths and variances; each step maximises over one of them and cannot lower it. Stops when a step adds less than the
//! tolerance per vote. Categories are left to the majority.
//!
//! # Reference
//!
//! B. Zhao and J. Han (2012), "A probabilistic model for estimating real-valued truth from conflicting sources", QDB at VLDB.

use super::fit::{Both, Fitted, ascend, normal_estimate, voices};
use super::majority::Majority;
use super::points::{Figures, Point, Typical, belief, mean, points};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

struct Gtm {
    variance: Vec<f64>,
    truth_variance: f64,
    typical: Typical,
}

/// Mean and deviation of the points on one question; `or` where they do not scatter.
fn standard(own: &[Point], or: f64) -> (f64, f64) {
    let m = mean(own);
    let n: f64 = own.iter().map(|p| p.weight).sum();
    let var = own.iter().map(|p| p.weight * (p.x - m).powi(2)).sum::<f64>() / n.max(1e-300);
    (m, if own.len() > 1 && var > 0.0 { var.sqrt() } else { or })
}

/// Posterior mean and precision of one standardised truth.
fn truth(own: &[Point], (m, sd): (f64, f64), variance: &[f64], prior: f64) -> (f64, f64) {
    let (mut sum, mut precision) = (0.0, 1.0 / prior);
    for p in own {
        let w = p.weight / variance[p.voice as usize];
        sum += w * (p.x - m) / sd;
        precision += w;
    }
    (sum / precision, precision)
}

impl Model for Gtm {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points(ledger, q, votes);
        if own.is_empty() {
            return belief(ledger, q, &self.typical, None);
        }
        let (m, sd) = standard(&own, self.typical.scale(ledger, q));
        let (z, precision) = truth(&own, (m, sd), &self.variance, self.truth_variance);
        belief(ledger, q, &self.typical, Some((m + sd * z, sd / precision.sqrt())))
    }
}

fn fit(figures: &Figures, settings: &Settings) -> (Vec<f64>, Vec<f64>, Vec<f64>, Stop) {
    let [alpha, beta] = settings.gtm_variance;
    let prior = settings.gtm_truth_variance;
    let standards = figures.each_question(|i, own| standard(own, figures.scale[i]));
    let mut variance = vec![beta / (alpha + 1.0); figures.voices];
    let mut z = Vec::new();
    let (objective, stop) = ascend(settings, figures.points.len(), || {
        z = figures.each_question(|i, own| truth(own, standards[i], &variance, prior).0);
        let fitted = figures.each_voice(|_, own| {
            let (mut square, mut n) = (0.0, 0.0);
            for p in own {
                let q = p.question as usize;
                let (m, sd) = standards[q];
                square += p.weight * ((p.x - m) / sd - z[q]).powi(2);
                n += p.weight;
            }
            let v = (2.0 * beta + square) / (2.0 * (alpha + 1.0) + n);
            (v, -(n / 2.0 + alpha + 1.0) * v.ln() - (square / 2.0 + beta) / v)
        });
        variance = fitted.iter().map(|f| f.0).collect();
        let spread: f64 = z.iter().map(|z| z * z).sum();
        fitted.iter().map(|f| f.1).sum::<f64>() - spread / (2.0 * prior)
    });
    (variance, z, objective, stop)
}

/// Finds the truths and variances of highest joint density.
pub fn gtm(ledger: &Ledger, settings: &Settings) -> Consensus {
    let figures = Figures::new(ledger);
    let (variance, _, objective, stop) = fit(&figures, settings);
    let mut voices = voices(ledger);
    for (s, voice) in voices.iter_mut().enumerate() {
        let n = figures.of(s).len() as f64;
        if n > 0.0 {
            let sd = variance[s].sqrt();
            // A deviation estimated from n votes and the prior's 2(α + 1).
            let votes = n + 2.0 * (settings.gtm_variance[0] + 1.0);
            voice.scatter = normal_estimate(sd, sd / (2.0 * votes).sqrt());
        }
    }
    Fitted {
        method: "gtm",
        voices,
        objective,
        stop,
        warnings: Vec::new(),
        model: Box::new(Both {
            categories: Box::new(Majority),
            numbers: Box::new(Gtm {
                variance,
                truth_variance: settings.gtm_truth_variance,
                typical: Typical::of(ledger),
            }),
        }),
    }
    .consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{never, reals};
    use super::*;

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
        let sd = (38.0f64 / 3.0).sqrt();
        let o = [-3.0 / sd, -2.0 / sd, 5.0 / sd, -1.0, 1.0];
        let [mut s, mut t, mut u] = [10.0f64 / 11.0; 3];
        let (mut x, mut y) = (0.0, 0.0);
        for _ in 0..3 {
            x = (o[0] / s + o[1] / t + o[2] / u) / (1.0 + 1.0 / s + 1.0 / t + 1.0 / u);
            y = (o[3] / s + o[4] / u) / (1.0 + 1.0 / s + 1.0 / u);
            s = (20.0 + (o[0] - x).powi(2) + (o[3] - y).powi(2)) / (22.0 + 2.0);
            t = (20.0 + (o[1] - x).powi(2)) / (22.0 + 1.0);
            u = (20.0 + (o[2] - x).powi(2) + (o[4] - y).powi(2)) / (22.0 + 2.0);
        }
        let (variance, z, objective, _) = fit(&Figures::new(&ledger), &never(3));
        for (got, want) in variance.iter().chain(&z).zip([s, t, u, x, y]) {
            assert!((got - want).abs() < 1e-12, "{variance:?} {z:?} {want}");
        }
        assert!(objective.windows(2).all(|w| w[1] >= w[0]), "{objective:?}");
        // The scatter is told with the error of a deviation from so many votes and the prior's 22.
        let voices = gtm(&ledger, &never(3)).voices;
        for (voice, (variance, n)) in voices.iter().zip([(s, 2.0), (t, 1.0), (u, 2.0)]) {
            let sd = variance.sqrt();
            let scatter = voice.scatter.expect("it gave numbers");
            let half = 1.6449 * sd / (2.0 * (n + 22.0f64)).sqrt();
            assert!((scatter.mean() - sd).abs() < 1e-12, "{scatter:?}");
            assert!((scatter.high() - sd - half).abs() < 1e-3 * half, "{scatter:?} {half}");
        }
    }
}
