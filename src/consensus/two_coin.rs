//! Two-coin: separate rates of asserting what is so and denying what is not, with Beta priors; EM.
//!
//! | symbol     | here              | meaning                                              |
//! |------------|-------------------|------------------------------------------------------|
//! | `z_q`      | (summed out)      | yes or no (or the two labels of a shared binary set) |
//! | `p`        | `classes`         | `P(z_q = yes)`, learnt, prior `Beta(2, 2)`           |
//! | `r_s`      | `assertion_prior` | `P(s says yes, given yes) ~ Beta`                    |
//! | `d_s`      | `denial_prior`    | `P(s says no, given no) ~ Beta`                      |
//! | `γ_q`      | `belief`          | `P(z_q = yes, given all votes)`                      |
//!
//! ```text
//! E:  γ_q ∝ p Π_{s: yes} r_s Π_{s: no} (1 − r_s)        1 − γ_q ∝ (1 − p) Π_{s: yes} (1 − d_s) Π_{s: no} d_s
//! M:  r_s = (a − 1 + Σ_{q: yes} γ_q) / (a + b − 2 + Σ_q γ_q)    and d_s likewise from 1 − γ_q
//! ```
//!
//! News needs it: on the Emergent rumour corpus assertions are right 61 % of the time and denials 96 %, and one
//! trust number per source does worse than majority.
//!
//! Starts from vote shares, so no seed. Objective: `ln P(votes, r, d, p)`; EM cannot lower it. Stops when a step adds
//! less than the tolerance per vote. Of a shared label set of two, the label met first takes the part of yes. Larger
//! label sets and open domains are answered by one-coin, numbers by the median.
//!
//! # Reference
//!
//! V. C. Raykar et al. (2010), "Learning from crowds", JMLR 11, 1297–1322, §2.

use super::dawid_skene::{Confusion, ConfusionModel, complete, estimates, fit};
use super::fit::{Fitted, voices};
use super::layout::{Domains, Labels};
use super::settings::Settings;
use super::{Consensus, Stop};
use crate::ledger::Ledger;

/// Label sets of this size have two coins.
pub(super) const TWO: usize = 2;

/// EM with Beta priors on binary label sets.
pub(super) fn fit_rates(
    labels: &Labels,
    settings: &Settings,
) -> (Confusion, Vec<f64>, Vec<f64>, Stop) {
    let priors = [settings.assertion_prior, settings.denial_prior];
    // A vote for the row's own label counts on the first shape, any other on the second.
    fit(labels, settings, 1.0, |_, truth, said| {
        let [a, b] = priors[truth.min(1)];
        if said == truth { a - 1.0 } else { b - 1.0 }
    })
}

/// The fit on binary label sets, completed by one-coin and the median.
pub(super) fn fitted(method: &'static str, ledger: &Ledger, settings: &Settings) -> Fitted {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, TWO);
    let (confusion, belief, objective, stop) = fit_rates(&labels, settings);
    let mut voices = voices(ledger);
    estimates(&labels, &belief, &mut voices);
    let model = Box::new(ConfusionModel { confusion, domains: domains.clone() });
    let fitted = Fitted { method, voices, objective, stop, warnings: Vec::new(), model };
    complete(ledger, domains, TWO, settings, fitted)
}

/// Finds both rates of every voice and the beliefs that follow.
pub fn two_coin(ledger: &Ledger, settings: &Settings) -> Consensus {
    fitted("two_coin", ledger, settings).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::settings::Domain;
    use super::super::testing::{never, of_kind};
    use super::*;
    use crate::ledger::Kind;

    /// s says yes to x and y; t says no to x.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let rows = [("s", "x", "yes"), ("t", "x", "no"), ("s", "y", "yes")];
        let ledger = of_kind(Kind::YesNo, rows.into_iter());
        let settings = never(3);
        let (a, b) = (settings.assertion_prior[0] - 1.0, settings.assertion_prior[1] - 1.0);
        let (mut x, mut y) = (0.5, 1.0f64);
        for _ in 0..3 {
            let p = (1.0 + x + y) / (2.0 + 2.0);
            let (n, m) = (x + y, 2.0 - x - y);
            let s = ((a + n) / (a + b + n), a / (a + b + m));
            let t = (a / (a + b + x), (a + 1.0 - x) / (a + b + 1.0 - x));
            let yes = p * s.0 * (1.0 - t.0);
            let no = (1.0 - p) * (1.0 - s.1) * t.1;
            x = yes / (yes + no);
            y = p * s.0 / (p * s.0 + (1.0 - p) * (1.0 - s.1));
        }
        let domains = Domains::of(&ledger, Domain::Auto, 0.0);
        let (_, belief, _, _) = fit_rates(&Labels::new(&ledger, &domains, TWO), &settings);
        for (got, want) in belief.iter().zip([x, 1.0 - x, y, 1.0 - y]) {
            assert!((got - want).abs() < 1e-12, "{belief:?} {want}");
        }
    }
}
