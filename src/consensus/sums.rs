//! Sums (Hubs and Authorities): a voice is as good as the sum of its claims, a claim as the sum of its voices.
//!
//! | symbol | here     | meaning                                             |
//! |--------|----------|-----------------------------------------------------|
//! | `T(s)` | `trust`  | trustworthiness of a voice, the largest 1           |
//! | `B(c)` | `belief` | belief in a claim, the largest 1; 0.5 at the start  |
//!
//! ```text
//! T(s) = Σ_{c of s} w B(c) / max_s'            B(c) = Σ_{s gives c} w T(s) / max_c'
//! ```
//!
//! Starts even, so no seed. No objective: the fixed point is the leading eigenvector. Stops when no trust moved more than
//! the tolerance. The printed belief is the share of a question. Numbers are left to the median.
//!
//! # References
//!
//! J. Pasternack and D. Roth (2010), "Knowing what to believe (when you already know something)", COLING, 877–885;
//! J. M. Kleinberg (1999), JACM 46(5) 604–632, doi:10.1145/324133.324140.

use super::fit::{furthest, scale_to_one, settle};
use super::layout::{Domains, Panel};
use super::settings::Settings;
use super::trust::{TrustModel, collect, consensus, lend};
use super::{Consensus, Stop};
use crate::ledger::Ledger;

/// The iteration that Sums and AverageLog share: `T = adjust(Σ B)`.
pub(super) fn fit(
    panel: &Panel,
    settings: &Settings,
    adjust: impl Fn(usize, f64) -> f64,
) -> (Vec<f64>, Stop) {
    let mut belief = vec![0.5; panel.answers()];
    let mut trust = vec![0.0; panel.voices];
    let stop = settle(settings, || {
        let mut next = collect(panel, &belief);
        for (s, t) in next.iter_mut().enumerate() {
            *t = adjust(s, *t);
        }
        scale_to_one(&mut next);
        belief = lend(panel, &next, |_| {});
        scale_to_one(&mut belief);
        let moved = furthest(&next, &trust);
        trust = next;
        moved
    });
    (trust, stop)
}

/// Iterates to the leading eigenvector.
pub fn sums(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let (trust, stop) = fit(&panel, settings, |_, sum| sum);
    let model = TrustModel { credit: trust.clone(), turn: Box::new(|_| {}) };
    consensus("sums", ledger, &panel, &trust, stop, Box::new(model))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: s says C.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "A"), ("u", "x", "B"), ("s", "y", "C")]);
        let (mut a, mut b, mut c) = (0.5f64, 0.5f64, 0.5f64);
        let mut want = [0.0; 3];
        for _ in 0..4 {
            let most = (a + c).max(a).max(b);
            want = [(a + c) / most, a / most, b / most];
            (a, b, c) = (want[0] + want[1], want[2], want[0]);
            let most = a.max(b).max(c);
            (a, b, c) = (a / most, b / most, c / most);
        }
        let domains = Domains::of(&ledger, never(4).domain, 0.0);
        let (trust, _) = fit(&Panel::new(&ledger, &domains), &never(4), |_, sum| sum);
        for (got, want) in trust.iter().zip(want) {
            assert!((got - want).abs() < 1e-12, "{trust:?} {want}");
        }
    }
}
