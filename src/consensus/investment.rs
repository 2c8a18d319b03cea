//! Investment: voices invest their trust in their claims, and claims pay back with growing returns.
//!
//! | symbol  | here                | meaning                                                     |
//! |---------|---------------------|-------------------------------------------------------------|
//! | `T(s)`  | `trust`             | trustworthiness of a voice, the largest 1                   |
//! | `|C_s|` | `n`                 | number of claims of a voice, by weight: it invests evenly   |
//! | `H(c)`  | `stake`             | `Σ_{s gives c} w T(s) / |C_s|`                              |
//! | `B(c)`  | `belief`            | `H(c)^g`; at the start the share of the votes               |
//! | `g`     | `investment_growth` | growth, 1.2 in the paper                                    |
//!
//! ```text
//! T(s) ← Σ_{c of s} w B(c) · (T(s) / |C_s|) / H(c)              B(c) = H(c)^g
//! ```
//!
//! Trust is divided by its largest each step, which only changes the unit. Starts even, so no seed. No objective. Stops
//! when no trust moved more than the tolerance, or after 20 steps, the paper's number: growth above 1 lets the
//! strongest claims take everything in the end. The printed belief is the share of a question. Numbers are left to
//! the median.
//!
//! # Reference
//!
//! J. Pasternack and D. Roth (2010), "Knowing what to believe (when you already know something)", COLING, 877–885.

use super::fit::{furthest, scale_to_one, settle};
use super::layout::{Domains, Panel};
use super::settings::Settings;
use super::trust::{TrustModel, claims, consensus, lend};
use super::{Consensus, Stop};
use crate::ledger::Ledger;

/// Steps of the paper's experiments.
const STEPS: usize = 20;

/// The iteration that Investment and PooledInvestment share: `B = turn(H)` on each question, from
/// beliefs at the start. Returns trust, what each voice lends (`T(s) / |C_s|`), and why it stopped.
pub(super) fn fit(
    panel: &Panel,
    settings: &Settings,
    mut belief: Vec<f64>,
    turn: impl Fn(&mut [f64]) + Sync,
) -> (Vec<f64>, Vec<f64>, Stop) {
    let n = claims(panel);
    let lent = |trust: &[f64]| -> Vec<f64> {
        trust.iter().zip(&n).map(|(t, n)| if *n > 0.0 { t / n } else { 0.0 }).collect()
    };
    let mut trust = vec![1.0; panel.voices];
    let limited = Settings { max_steps: settings.max_steps.min(STEPS), ..settings.clone() };
    let stop = settle(&limited, || {
        let credit = lent(&trust);
        let stake = lend(panel, &credit, |_| {});
        let mut next = panel.each_voice(|s, votes| {
            votes
                .iter()
                .map(|v| {
                    let c = v.answer as usize;
                    if stake[c] > 0.0 { v.weight * belief[c] * credit[s] / stake[c] } else { 0.0 }
                })
                .sum()
        });
        scale_to_one(&mut next);
        belief = lend(panel, &lent(&next), &turn);
        let moved = furthest(&next, &trust);
        trust = next;
        moved
    });
    // The step limit is the method's own end here, not a failure to settle.
    let stop =
        if stop == Stop::StepLimit && settings.max_steps >= STEPS { Stop::Converged } else { stop };
    let credit = lent(&trust);
    (trust, credit, stop)
}

/// Twenty rounds of investing.
pub fn investment(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let g = settings.investment_growth;
    let turn = move |stake: &mut [f64]| stake.iter_mut().for_each(|x| *x = x.powf(g));
    let (trust, credit, stop) = fit(&panel, settings, panel.shares(), turn);
    let model = TrustModel { credit, turn: Box::new(turn) };
    consensus("investment", ledger, &panel, &trust, stop, Box::new(model))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: s says C.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "A"), ("u", "x", "B"), ("s", "y", "C")]);
        let (mut a, mut b, mut c) = (2.0 / 3.0, 1.0 / 3.0, 1.0f64);
        let (mut s, mut t, mut u) = (1.0f64, 1.0f64, 1.0f64);
        for _ in 0..3 {
            let h = s / 2.0 + t;
            (s, t, u) = (a * (s / 2.0) / h + c, a * t / h, b);
            let most = s.max(t).max(u);
            (s, t, u) = (s / most, t / most, u / most);
            (a, b, c) = ((s / 2.0 + t).powf(1.2), u.powf(1.2), (s / 2.0).powf(1.2));
        }
        let got = investment(&ledger, &never(3));
        for (got, want) in got.voices.iter().zip([s, t, u]) {
            assert!((got.trust.unwrap() - want).abs() < 1e-12, "{got:?} {want}");
        }
        assert!((got.beliefs[0].support[0] - a / (a + b)).abs() < 1e-12);
    }
}
