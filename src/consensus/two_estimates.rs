//! 2-Estimates: truth of facts and error of voices, each the mean of what the other says, spread to 0…1.
//!
//! A voice that answers a question asserts its answer and denies the question's others.
//!
//! | symbol | here               | meaning                                                                   |
//! |--------|--------------------|---------------------------------------------------------------------------|
//! | `π(f)` | `truth`            | estimate that fact `f` (an answer to a question) is true                  |
//! | `ε(s)` | `error`            | error of voice `s`; 0 at the start                                        |
//! | `n_f`  | `n + m`            | weight of the votes on the question of `f`                                |
//! | `λ`    | `estimates_lambda` | normalisation: `λ · (x − min)/(max − min) + (1 − λ) · round(x)`           |
//!
//! ```text
//! π(f) = [Σ_{s asserts f} w (1 − ε(s)) + Σ_{s denies f} w ε(s)] / n_f                          then normalise all π
//! ε(s) = [Σ_{f asserted} w (1 − π(f)) + Σ_{f denied} w π(f)] / (statements of s)               then normalise all ε
//! ```
//!
//! Starts at no error, so no seed. No objective: the normalisation keeps it off the trivial fixed point. Stops when no
//! error moved more than the tolerance. The printed belief is the share of a question. Numbers are left to the median.
//!
//! # Reference
//!
//! A. Galland, S. Abiteboul, A. Marian and P. Senellart (2010), "Corroborating information from disagreeing views", WSDM,
//! doi:10.1145/1718487.1718504.

use super::fit::{furthest, settle};
use super::layout::{Domains, Panel, casts};
use super::settings::Settings;
use super::trust::consensus;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

/// The paper's normalisation, in place: to 0…1, and part of the way to the nearer end.
pub(super) fn normalise(xs: &mut [f64], lambda: f64) {
    let low = xs.iter().copied().fold(f64::INFINITY, f64::min);
    let high = xs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if high <= low {
        return;
    }
    for x in xs {
        let linear = (*x - low) / (high - low);
        *x = lambda * linear + (1.0 - lambda) * x.clamp(0.0, 1.0).round();
    }
}

/// For each answer: weight and `Σ w x_s` of those who assert it, then of those who deny it.
pub(super) fn both_sides(panel: &Panel, x: &[f64]) -> Vec<[f64; 4]> {
    let mut out = Vec::with_capacity(panel.answers());
    for i in 0..panel.questions.len() {
        let at = panel.answer_at[i];
        out.resize(panel.answer_at[i + 1], [0.0; 4]);
        let (mut n, mut sum) = (0.0, 0.0);
        for v in panel.votes_on(i) {
            let wx = v.weight * x[v.voice as usize];
            out[v.answer as usize][0] += v.weight;
            out[v.answer as usize][1] += wx;
            n += v.weight;
            sum += wx;
        }
        for o in &mut out[at..] {
            o[2] = n - o[0];
            o[3] = sum - o[1];
        }
    }
    out
}

fn fit(panel: &Panel, settings: &Settings) -> (Vec<f64>, Stop) {
    let mut error = vec![0.0; panel.voices];
    let stop = settle(settings, || {
        let mut truth: Vec<f64> = both_sides(panel, &error)
            .iter()
            .map(|[n, e, m, d]| if n + m > 0.0 { (n - e + d) / (n + m) } else { 0.0 })
            .collect();
        normalise(&mut truth, settings.estimates_lambda);
        let totals: Vec<f64> = (0..panel.questions.len())
            .map(|i| truth[panel.answer_at[i]..panel.answer_at[i + 1]].iter().sum())
            .collect();
        let mut next = panel.each_voice(|_, votes| {
            let (mut wrong, mut n) = (0.0, 0.0);
            for v in votes {
                let q = v.question as usize;
                let answers = (panel.answer_at[q + 1] - panel.answer_at[q]) as f64;
                let own = truth[v.answer as usize];
                wrong += v.weight * ((1.0 - own) + (totals[q] - own));
                n += v.weight * answers;
            }
            if n > 0.0 { wrong / n } else { 0.0 }
        });
        normalise(&mut next, settings.estimates_lambda);
        let moved = furthest(&next, &error);
        error = next;
        moved
    });
    (error, stop)
}

/// Errors fixed: beliefs are a question's shares of `π`.
pub(super) struct Estimates {
    /// `P(s is wrong)`, by voice.
    pub wrong: Vec<f64>,
}

impl Model for Estimates {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        let own = casts(ledger, votes);
        let errors: f64 = own.iter().map(|v| v.weight * self.wrong[v.voice as usize]).sum();
        if !own.is_empty() {
            // Everybody denies everything, then the asserters take it back.
            support.fill(errors);
        }
        for v in &own {
            let wrong = self.wrong[v.voice as usize];
            support[v.answer as usize] += v.weight * (1.0 - 2.0 * wrong);
        }
        let total: f64 = support.iter().map(|s| s.max(0.0)).sum();
        for s in &mut support {
            *s = if total > 0.0 { s.max(0.0) / total } else { 0.0 };
        }
        Belief { support, number: None }
    }
}

/// Iterates truth and error to their fixed point.
pub fn two_estimates(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let (error, stop) = fit(&panel, settings);
    let trust: Vec<f64> = error.iter().map(|e| 1.0 - e).collect();
    consensus("two_estimates", ledger, &panel, &trust, stop, Box::new(Estimates { wrong: error }))
}

#[cfg(test)]
mod tests {
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
        let norm = |xs: &mut [f64]| {
            let low = xs.iter().copied().fold(1.0, f64::min);
            let high = xs.iter().copied().fold(0.0, f64::max);
            for x in xs {
                *x = 0.5 * (*x - low) / (high - low) + 0.5 * x.round();
            }
        };
        let (mut s, mut t, mut u) = (0.0, 0.0, 0.0);
        for _ in 0..3 {
            let mut p = [
                ((1.0 - s) + (1.0 - t) + u) / 3.0,
                (s + t + (1.0 - u)) / 3.0,
                ((1.0 - s) + u) / 2.0,
                (s + (1.0 - u)) / 2.0,
            ];
            norm(&mut p);
            let mut e = [
                ((1.0 - p[0]) + p[1] + (1.0 - p[2]) + p[3]) / 4.0,
                ((1.0 - p[0]) + p[1]) / 2.0,
                (p[0] + (1.0 - p[1]) + p[2] + (1.0 - p[3])) / 4.0,
            ];
            norm(&mut e);
            [s, t, u] = e;
        }
        let domains = Domains::of(&ledger, never(3).domain, 0.0);
        let (error, _) = fit(&Panel::new(&ledger, &domains), &never(3));
        for (got, want) in error.iter().zip([s, t, u]) {
            assert!((got - want).abs() < 1e-12, "{error:?} {want}");
        }
    }
}
