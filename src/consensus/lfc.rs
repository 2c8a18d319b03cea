//! LFC, learning from crowds: for numbers a precision per voice; for yes/no two rates with Beta priors.
//!
//! | symbol | here           | meaning                                                                              |
//! |--------|----------------|--------------------------------------------------------------------------------------|
//! | `y_sq` | `x`            | number that `s` gives to `q`                                                         |
//! | `z_q`  | `truth`        | the truth                                                                            |
//! | `λ_s`  | `precision`    | precision of `s`, in units of the typical scatter `c`                                |
//! | `ν`    | `lfc_strength` | prior votes at the typical scatter: `λ_s ~ Gamma`, mode 1                            |
//!
//! ```text
//! y_sq ~ N(z_q, c² / λ_s)
//! z_q = Σ_s w λ_s y_sq / Σ_s w λ_s           λ_s = (ν + Σ_q w) / (ν + Σ_q w (y_sq − z_q)² / c²)
//! ```
//!
//! The paper's likelihood has no maximum (one voice may be given infinite precision); `ν` is its Gamma prior. Binary label
//! sets use the two-coin model, which is the paper's binary case; a larger shared set uses its multi-class case, confusion
//! matrices with Dirichlet priors whose diagonal and rest are those of the two-coin model. Open domains are answered by
//! one-coin.
//!
//! Starts at equal precisions and vote shares, so no seed. Objective: the joint log density of each part, added; each step
//! maximises and cannot lower it. Stops when a step adds less than the tolerance per vote, each part by itself.
//!
//! # Reference
//!
//! V. C. Raykar, S. Yu, L. H. Zhao, G. H. Valadez, C. Florin, L. Bogoni and L. Moy (2010), "Learning from crowds",
//! JMLR 11, 1297–1322.

use super::dawid_skene::{self, ConfusionModel, complete, estimates};
use super::fit::{Both, Fitted, ascend, normal_estimate, voices};
use super::layout::{Domains, Labels};
use super::points::{Figures, Typical, belief, points};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop, two_coin};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

struct Precisions {
    precision: Vec<f64>,
    typical: Typical,
}

impl Model for Precisions {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points(ledger, q, votes);
        let (mut sum, mut total) = (0.0, 0.0);
        for p in &own {
            let w = p.weight * self.precision[p.voice as usize];
            sum += w * p.x;
            total += w;
        }
        let scale = self.typical.scale(ledger, q);
        let fit = (total > 0.0).then(|| (sum / total, scale / total.sqrt()));
        belief(ledger, q, &self.typical, fit)
    }
}

/// Coordinate ascent on numbers.
fn fit(ledger: &Ledger, figures: &Figures, settings: &Settings) -> (Vec<f64>, Vec<f64>, Stop) {
    let nu = settings.lfc_strength;
    let typical = Typical::of(ledger);
    let scale: Vec<f64> = figures.questions.iter().map(|&q| typical.scale(ledger, q)).collect();
    let mut precision = vec![1.0; figures.voices];
    let (objective, stop) = ascend(settings, figures.points.len(), || {
        let z = figures.each_question(|_, own| {
            let w = |s: u32| precision[s as usize];
            let total: f64 = own.iter().map(|p| p.weight * w(p.voice)).sum();
            own.iter().map(|p| p.weight * w(p.voice) * p.x).sum::<f64>() / total.max(1e-300)
        });
        let fitted = figures.each_voice(|_, own| {
            let (mut square, mut n) = (0.0, 0.0);
            for p in own {
                let q = p.question as usize;
                square += p.weight * ((p.x - z[q]) / scale[q]).powi(2);
                n += p.weight;
            }
            let l = (nu + n) / (nu + square);
            (l, (nu + n) / 2.0 * l.ln() - (nu + square) / 2.0 * l)
        });
        precision = fitted.iter().map(|f| f.0).collect();
        fitted.iter().map(|f| f.1).sum()
    });
    (precision, objective, stop)
}

/// Finds precisions and confusion rates, and the beliefs that follow.
pub fn lfc(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, usize::MAX);
    let priors = [settings.assertion_prior, settings.denial_prior];
    let sizes = labels.sizes;
    let (confusion, belief, mut objective, category_stop) =
        dawid_skene::fit(&labels, settings, 1.0, |set, truth, said| {
            let [a, b] = priors[if sizes[set] == two_coin::TWO { truth } else { 0 }];
            if said == truth { a - 1.0 } else { b - 1.0 }
        });
    let mut voices = voices(ledger);
    estimates(&labels, &belief, &mut voices);
    let model = Box::new(ConfusionModel { confusion, domains: domains.clone() });

    let figures = Figures::new(ledger);
    let (precision, more, number_stop) = fit(ledger, &figures, settings);
    for (s, voice) in voices.iter_mut().enumerate() {
        let n = figures.of(s).len() as f64;
        if n > 0.0 {
            let sd = 1.0 / precision[s].sqrt();
            voice.scatter = normal_estimate(sd, sd / (2.0 * (n + settings.lfc_strength)).sqrt());
        }
    }
    // The parts are independent; the shorter one stays where it stopped.
    let last = |of: &[f64], i: usize| of.get(i).or(of.last()).copied().unwrap_or(0.0);
    let steps = objective.len().max(more.len());
    objective = (0..steps).map(|i| last(&objective, i) + last(&more, i)).collect();
    let stop = if category_stop == Stop::StepLimit { category_stop } else { number_stop };
    let fitted = Fitted { method: "lfc", voices, objective, stop, warnings: Vec::new(), model };
    let mut fitted = complete(ledger, domains, usize::MAX, settings, fitted);
    fitted.model = Box::new(Both {
        categories: fitted.model,
        numbers: Box::new(Precisions { precision, typical: Typical::of(ledger) }),
    });
    fitted.consensus(ledger)
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
        // Mean absolute deviation from the medians 2 and 5.
        let c = (1.0 + 0.0 + 7.0 + 1.0 + 1.0) / 5.0;
        let [mut s, mut t, mut u] = [1.0f64; 3];
        for _ in 0..3 {
            let x = (s + 2.0 * t + 9.0 * u) / (s + t + u);
            let y = (4.0 * s + 6.0 * u) / (s + u);
            let d = |v: f64, z: f64| ((v - z) / c).powi(2);
            s = 3.0 / (1.0 + d(1.0, x) + d(4.0, y));
            t = 2.0 / (1.0 + d(2.0, x));
            u = 3.0 / (1.0 + d(9.0, x) + d(6.0, y));
        }
        let (precision, objective, _) = fit(&ledger, &Figures::new(&ledger), &never(3));
        for (got, want) in precision.iter().zip([s, t, u]) {
            assert!((got - want).abs() < 1e-12, "{precision:?} {want}");
        }
        assert!(objective.windows(2).all(|w| w[1] >= w[0]), "{objective:?}");
    }
}
