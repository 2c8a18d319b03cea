//! 3-Estimates: 2-Estimates with a difficulty for each fact.
//!
//! | symbol | here               | meaning                                                                       |
//! |--------|--------------------|-------------------------------------------------------------------------------|
//! | `π(f)` | `truth`            | estimate that fact `f` is true                                                |
//! | `φ(f)` | `difficulty`       | how error-prone `f` is; 0.4 at the start                                      |
//! | `ε(s)` | `error`            | error of voice `s`, who is wrong on `f` with probability `ε(s) φ(f)`; 0.4 at the start |
//! | `λ`    | `estimates_lambda` | normalisation, as in 2-Estimates                                              |
//!
//! ```text
//! π(f) = [Σ_{asserters} w (1 − ε(s) φ(f)) + Σ_{deniers} w ε(s) φ(f)] / n_f
//! φ(f) = [Σ_{asserters} w (1 − π(f)) / ε(s) + Σ_{deniers} w π(f) / ε(s)] / n_f                over ε(s) > 0
//! ε(s) = [Σ_{asserted} w (1 − π(f)) / φ(f) + Σ_{denied} w π(f) / φ(f)] / (statements of s)    over φ(f) > 0
//! ```
//!
//! each normalised after its step. Starts even, so no seed. No objective. Stops when no error moved more than the
//! tolerance. The printed belief is the question's share of `π` with `φ` at its mean over all facts, so that it can be
//! asked for from fewer votes. Numbers are left to the median.
//!
//! # Reference
//!
//! A. Galland, S. Abiteboul, A. Marian and P. Senellart (2010), "Corroborating information from disagreeing views", WSDM,
//! doi:10.1145/1718487.1718504.

use super::fit::{furthest, settle};
use super::layout::{Domains, Panel};
use super::settings::Settings;
use super::trust::consensus;
use super::two_estimates::{Estimates, both_sides, normalise};
use super::{Consensus, Stop};
use crate::ledger::Ledger;

/// Error and difficulty at the start: away from 0, where neither could move the other.
const START: f64 = 0.4;

/// Below this an error or a difficulty counts as 0 and is not divided by.
const NONE: f64 = 1e-9;

/// Errors by voice and difficulties by answer.
fn fit(panel: &Panel, settings: &Settings) -> (Vec<f64>, Vec<f64>, Stop) {
    let lambda = settings.estimates_lambda;
    let mut error = vec![START; panel.voices];
    let mut difficulty = vec![START; panel.answers()];
    let question: Vec<usize> = (0..panel.questions.len())
        .flat_map(|i| std::iter::repeat_n(i, panel.answer_at[i + 1] - panel.answer_at[i]))
        .collect();
    let stop = settle(settings, || {
        let mut truth: Vec<f64> = both_sides(panel, &error)
            .iter()
            .zip(&difficulty)
            .map(|([n, e, m, d], f)| if n + m > 0.0 { (n - e * f + d * f) / (n + m) } else { 0.0 })
            .collect();
        normalise(&mut truth, lambda);

        // 1/ε, and who has one.
        let one_over: Vec<f64> =
            error.iter().map(|e| if *e > NONE { 1.0 / e } else { 0.0 }).collect();
        let counted: Vec<f64> = error.iter().map(|e| f64::from(u8::from(*e > NONE))).collect();
        let over = both_sides(panel, &one_over);
        let count = both_sides(panel, &counted);
        for (((f, o), c), t) in difficulty.iter_mut().zip(&over).zip(&count).zip(&truth) {
            let n = c[1] + c[3];
            if n > 0.0 {
                *f = (o[1] * (1.0 - t) + o[3] * t) / n;
            }
        }
        normalise(&mut difficulty, lambda);

        // Of each question: Σ π/φ and the number of facts, over φ > 0.
        let mut denied = vec![[0.0; 2]; panel.questions.len()];
        for ((q, t), f) in question.iter().zip(&truth).zip(&difficulty) {
            if *f > NONE {
                denied[*q][0] += t / f;
                denied[*q][1] += 1.0;
            }
        }
        let mut next = panel.each_voice(|s, votes| {
            let (mut wrong, mut n) = (0.0, 0.0);
            for v in votes {
                let own = v.answer as usize;
                let [mut others, facts] = denied[v.question as usize];
                if difficulty[own] > NONE {
                    others += (1.0 - 2.0 * truth[own]) / difficulty[own];
                }
                wrong += v.weight * others;
                n += v.weight * facts;
            }
            if n > 0.0 { wrong / n } else { error[s] }
        });
        normalise(&mut next, lambda);
        let moved = furthest(&next, &error);
        error = next;
        moved
    });
    (error, difficulty, stop)
}

/// Iterates truth, difficulty and error to their fixed point.
pub fn three_estimates(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let (error, difficulty, stop) = fit(&panel, settings);
    let mean = difficulty.iter().sum::<f64>() / difficulty.len().max(1) as f64;
    let trust: Vec<f64> = error.iter().map(|e| 1.0 - e).collect();
    let wrong = error.iter().map(|e| e * mean).collect();
    consensus("three_estimates", ledger, &panel, &trust, stop, Box::new(Estimates { wrong }))
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
            let low = xs.iter().copied().fold(f64::INFINITY, f64::min);
            let high = xs.iter().copied().fold(0.0, f64::max);
            if high > low {
                for x in xs {
                    *x = 0.5 * (*x - low) / (high - low) + 0.5 * x.clamp(0.0, 1.0).round();
                }
            }
        };
        let [mut s, mut t, mut u] = [0.4; 3];
        let mut f = [0.4; 4];
        for _ in 0..3 {
            let mut p = [
                ((1.0 - s * f[0]) + (1.0 - t * f[0]) + u * f[0]) / 3.0,
                (s * f[1] + t * f[1] + (1.0 - u * f[1])) / 3.0,
                ((1.0 - s * f[2]) + u * f[2]) / 2.0,
                (s * f[3] + (1.0 - u * f[3])) / 2.0,
            ];
            norm(&mut p);
            // Voices and facts of no error are left out of the means.
            let mean = |terms: &[(f64, f64)]| {
                let kept: Vec<_> = terms.iter().filter(|x| x.1 > 1e-9).collect();
                (!kept.is_empty())
                    .then(|| kept.iter().map(|x| x.0 / x.1).sum::<f64>() / kept.len() as f64)
            };
            f = [
                mean(&[(1.0 - p[0], s), (1.0 - p[0], t), (p[0], u)]).unwrap_or(f[0]),
                mean(&[(p[1], s), (p[1], t), (1.0 - p[1], u)]).unwrap_or(f[1]),
                mean(&[(1.0 - p[2], s), (p[2], u)]).unwrap_or(f[2]),
                mean(&[(p[3], s), (1.0 - p[3], u)]).unwrap_or(f[3]),
            ];
            norm(&mut f);
            let mut e = [
                mean(&[(1.0 - p[0], f[0]), (p[1], f[1]), (1.0 - p[2], f[2]), (p[3], f[3])])
                    .unwrap_or(s),
                mean(&[(1.0 - p[0], f[0]), (p[1], f[1])]).unwrap_or(t),
                mean(&[(p[0], f[0]), (1.0 - p[1], f[1]), (p[2], f[2]), (1.0 - p[3], f[3])])
                    .unwrap_or(u),
            ];
            norm(&mut e);
            [s, t, u] = e;
        }
        let domains = Domains::of(&ledger, never(3).domain, 0.0);
        let (error, ..) = fit(&Panel::new(&ledger, &domains), &never(3));
        for (got, want) in error.iter().zip([s, t, u]) {
            assert!((got - want).abs() < 1e-10, "{error:?} {want}");
        }
    }
}
