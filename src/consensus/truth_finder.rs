//! TruthFinder: a fact is true as its sources are trusted, a source trusted as its facts are true.
//!
//! | symbol  | here                     | meaning                                                       |
//! |---------|--------------------------|---------------------------------------------------------------|
//! | `t(s)`  | `trust`                  | trustworthiness: mean confidence of the facts of `s`          |
//! | `τ(s)`  | `credit`                 | `−ln(1 − t(s))`                                               |
//! | `σ(f)`  | `lend`                   | `Σ_{s gives f} τ(s)`                                          |
//! | `ρ`     | `truth_finder_influence` | weight of related facts                                       |
//! | `b`     | `truth_finder_opposition`| `base_sim`: facts of one question that have nothing in common imply `−b` |
//! | `γ`     | `truth_finder_dampening` | dampening, because sources are not independent                |
//! | `s(f)`  | `turn`                   | confidence of a fact                                          |
//!
//! ```text
//! σ*(f) = σ(f) − ρ b Σ_{f' ≠ f} σ(f')        s(f) = 1 / (1 + exp(−γ σ*(f)))        t(s) = mean_{f of s} s(f)
//! ```
//!
//! Starts every source at the paper's 0.9, so no seed. No objective. Stops when no trust moved more than the
//! tolerance. The belief in an answer is its share of its question's confidences. Labels are taken for equal or unlike;
//! the paper's string similarity is not. Numbers are left to the median.
//!
//! # Reference
//!
//! X. Yin, J. Han and P. S. Yu (2008), "Truth discovery with multiple conflicting information providers on the Web",
//! IEEE TKDE 20(6) 796–808, doi:10.1109/TKDE.2007.190745.

use super::fit::{furthest, settle};
use super::layout::{Domains, Panel};
use super::settings::Settings;
use super::trust::{TrustModel, claims, collect, consensus, lend};
use super::{Consensus, Stop};
use crate::ledger::Ledger;

/// `s(f)` of one question from `σ(f)`.
fn confidence(sums: &mut [f64], against: f64, dampening: f64) {
    let total: f64 = sums.iter().sum();
    for x in sums {
        let adjusted = *x - against * (total - *x);
        *x = 1.0 / (1.0 + (-dampening * adjusted).exp());
    }
}

/// `τ = −ln(1 − t)`. Trust is a mean of logistics and below 1; only rounding can bring it there.
fn credit(trust: &[f64]) -> Vec<f64> {
    trust.iter().map(|t| -(-t.min(1.0 - 1e-12)).ln_1p()).collect()
}

fn fit(panel: &Panel, settings: &Settings) -> (Vec<f64>, Stop) {
    let against = settings.truth_finder_influence * settings.truth_finder_opposition;
    let n = claims(panel);
    let mut trust = vec![settings.truth_finder_trust; panel.voices];
    let stop = settle(settings, || {
        let belief = lend(panel, &credit(&trust), |sums| {
            confidence(sums, against, settings.truth_finder_dampening);
        });
        let mut next = collect(panel, &belief);
        for ((t, n), old) in next.iter_mut().zip(&n).zip(&trust) {
            *t = if *n > 0.0 { *t / n } else { *old };
        }
        let moved = furthest(&next, &trust);
        trust = next;
        moved
    });
    (trust, stop)
}

/// Iterates trust and confidence to their fixed point.
pub fn truth_finder(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let (trust, stop) = fit(&panel, settings);
    let against = settings.truth_finder_influence * settings.truth_finder_opposition;
    let dampening = settings.truth_finder_dampening;
    let turn = Box::new(move |sums: &mut [f64]| {
        // Nobody gave it: no confidence, not the logistic's half.
        let given: Vec<bool> = sums.iter().map(|s| *s > 0.0).collect();
        confidence(sums, against, dampening);
        for (x, given) in sums.iter_mut().zip(given) {
            *x *= f64::from(u8::from(given));
        }
    });
    let model = TrustModel { credit: credit(&trust), turn };
    consensus("truth_finder", ledger, &panel, &trust, stop, Box::new(model))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: u says C.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "A"), ("u", "x", "B"), ("u", "y", "C")]);
        let settings = Settings { truth_finder_opposition: 0.5, ..never(3) };
        let (mut s, mut u): (f64, f64) = (0.9, 0.9);
        for _ in 0..3 {
            let (ts, tu) = (-(1.0 - s).ln(), -(1.0 - u).ln());
            let logistic = |x: f64| 1.0 / (1.0 + (-0.3 * x).exp());
            let a = logistic(2.0 * ts - 0.25 * tu);
            let b = logistic(tu - 0.25 * 2.0 * ts);
            let c = logistic(tu);
            (s, u) = (a, (b + c) / 2.0);
        }
        let domains = Domains::of(&ledger, settings.domain, 0.0);
        let (trust, stop) = fit(&Panel::new(&ledger, &domains), &settings);
        assert_eq!(stop, Stop::StepLimit);
        for (got, want) in trust.iter().zip([s, s, u]) {
            assert!((got - want).abs() < 1e-12, "{trust:?} {want}");
        }
    }
}
