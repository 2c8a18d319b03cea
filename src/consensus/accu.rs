//! ACCU: a source's accuracy is the mean probability of its values, a value's that of its sources' odds.
//!
//! | symbol  | here           | meaning                                                              |
//! |---------|----------------|----------------------------------------------------------------------|
//! | `A(s)`  | `accuracy`     | accuracy of source `s`                                               |
//! | `n`     | `false_values` | false values of a question, all equally likely; one less than a shared label set |
//! | `A'(s)` | `odds`         | `ln(n A(s) / (1 − A(s)))`                                            |
//! | `C(v)`  | `belief`       | confidence: `Σ_{s says v} w A'(s)`                                   |
//! | `P(v)`  | `belief`       | `e^C(v) / (Σ_{v' said} e^C(v') + n + 1 − #said)`                     |
//!
//! ```text
//! A(s) = Σ_{v of s} w P(v) / Σ w            kept inside [0.01, 0.99]
//! ```
//!
//! Starts every source at the paper's 0.8, so no seed. Objective: `ln P(values | A)`; the iteration is EM for it and cannot
//! lower it. Stops when a step adds less than the tolerance per vote. Numbers are left to the median.
//!
//! # Reference
//!
//! X. L. Dong, L. Berti-Équille and D. Srivastava (2009), "Integrating conflicting data: the role of source dependence",
//! PVLDB 2(1) 550–561, doi:10.14778/1687627.1687690.

use super::fit::{Fitted, agreement, ascend, voices, with_median_numbers};
use super::layout::{Cast, Domains, Panel, casts};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

/// Accuracies are kept this far from 0 and 1, as in the authors' experiments.
pub(super) const MARGIN: f64 = 0.01;

/// `P(v)` of one question in place, from `C(v)`; returns `ln Σ` with the values nobody said.
pub(super) fn probabilities(confidence: &mut [f64], false_values: f64) -> f64 {
    let unseen = (false_values + 1.0 - confidence.len() as f64).max(0.0);
    let most = confidence.iter().copied().fold(0.0, f64::max);
    let mut sum = unseen * (-most).exp();
    for c in confidence.iter_mut() {
        *c = (*c - most).exp();
        sum += *c;
    }
    confidence.iter_mut().for_each(|c| *c /= sum);
    most + sum.ln()
}

/// `ln(A / (1 − A))`: `A'` without its `ln n`.
pub(super) fn odds(accuracy: &[f64]) -> Vec<f64> {
    accuracy.iter().map(|a| (a / (1.0 - a)).ln()).collect()
}

/// `A(s)` from `P(v)`; a silent source keeps its own.
pub(super) fn accuracies(panel: &Panel, belief: &[f64], before: &[f64]) -> Vec<f64> {
    panel.each_voice(|s, votes| {
        let (mut right, mut n) = (0.0, 0.0);
        for v in votes {
            right += v.weight * belief[v.answer as usize];
            n += v.weight;
        }
        if n > 0.0 { (right / n).clamp(MARGIN, 1.0 - MARGIN) } else { before[s] }
    })
}

struct Accu {
    odds: Vec<f64>,
    false_values: f64,
    domains: Domains,
}

impl Model for Accu {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        let own: Vec<Cast> = casts(ledger, votes);
        let n = self.domains.false_answers(q, self.false_values);
        for v in &own {
            support[v.answer as usize] += v.weight * (self.odds[v.voice as usize] + n.ln());
        }
        if !own.is_empty() {
            probabilities(&mut support, n);
        }
        Belief { support, number: None }
    }
}

fn fit(
    panel: &Panel,
    domains: &Domains,
    settings: &Settings,
) -> (Vec<f64>, Vec<f64>, Vec<f64>, Stop) {
    let mut accuracy = vec![settings.accu_start; panel.voices];
    let mut belief = vec![0.0; panel.answers()];
    let mut first = true;
    let (objective, stop) = ascend(settings, panel.votes.len(), || {
        if !first {
            accuracy = accuracies(panel, &belief, &accuracy);
        }
        first = false;
        let odds = odds(&accuracy);
        panel.each_question(&mut belief, |i, b| {
            let n = domains.false_answers(panel.questions[i], settings.false_values);
            b.fill(0.0);
            let mut base = 0.0;
            for v in panel.votes_on(i) {
                b[v.answer as usize - panel.answer_at[i]] +=
                    v.weight * (odds[v.voice as usize] + n.ln());
                base += v.weight * ((1.0 - accuracy[v.voice as usize]) / n).ln();
            }
            base + probabilities(b, n) - (n + 1.0).ln()
        })
    });
    (accuracy, belief, objective, stop)
}

/// Iterates accuracy and probability to their fixed point.
pub fn accu(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, 0.0);
    let panel = Panel::new(ledger, &domains);
    let (accuracy, belief, objective, stop) = fit(&panel, &domains, settings);
    let mut voices = voices(ledger);
    for ((voice, t), a) in voices.iter_mut().zip(&accuracy).zip(agreement(&panel, &belief)) {
        voice.trust = a.is_some().then_some(*t);
        voice.accuracy = a;
    }
    let model =
        Box::new(Accu { odds: odds(&accuracy), false_values: settings.false_values, domains });
    let fitted = Fitted { method: "accu", voices, objective, stop, warnings: Vec::new(), model };
    with_median_numbers(ledger, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: s says C, u says D.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[
            ("s", "x", "A"),
            ("t", "x", "A"),
            ("u", "x", "B"),
            ("s", "y", "C"),
            ("u", "y", "D"),
        ]);
        let n = 100.0;
        let (mut s, mut t, mut u) = (0.8f64, 0.8f64, 0.8f64);
        for step in 0..4 {
            let odds = |a: f64| n * a / (1.0 - a);
            let (x, y) = (odds(s) * odds(t) + odds(u) + 99.0, odds(s) + odds(u) + 99.0);
            let (a, b, c, d) = (odds(s) * odds(t) / x, odds(u) / x, odds(s) / y, odds(u) / y);
            if step < 3 {
                s = f64::midpoint(a, c).min(0.99);
                t = a.min(0.99);
                u = f64::midpoint(b, d).max(0.01);
            }
        }
        let domains = Domains::of(&ledger, Domain::Open, 0.0);
        let (accuracy, _, objective, _) = fit(&Panel::new(&ledger, &domains), &domains, &never(4));
        for (got, want) in accuracy.iter().zip([s, t, u]) {
            assert!((got - want).abs() < 1e-12, "{accuracy:?} {want}");
        }
        assert!(objective.windows(2).all(|w| w[1] >= w[0] - 1e-12), "{objective:?}");
    }
}
