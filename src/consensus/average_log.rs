//! Average·Log: Sums, with the mean belief of a voice's claims times the log of their number.
//!
//! | symbol  | here     | meaning                                            |
//! |---------|----------|----------------------------------------------------|
//! | `T(s)`  | `trust`  | trustworthiness of a voice, the largest 1          |
//! | `B(c)`  | `belief` | belief in a claim, the largest 1; 0.5 at the start |
//! | `|C_s|` | `n`      | number of claims of a voice, by weight             |
//!
//! ```text
//! T(s) = ln |C_s| · Σ_{c of s} w B(c) / |C_s| / max_s'         B(c) = Σ_{s gives c} w T(s) / max_c'
//! ```
//!
//! A voice of one claim has no trust; where only such voices spoke, their votes count alike. Starts even, so no seed. No
//! objective. Stops when no trust moved more than the tolerance. The printed belief is the share of a question. Numbers
//! are left to the median.
//!
//! # Reference
//!
//! J. Pasternack and D. Roth (2010), "Knowing what to believe (when you already know something)", COLING, 877–885.

use super::Consensus;
use super::layout::{Domains, Panel};
use super::settings::Settings;
use super::trust::{TrustModel, claims, consensus};
use crate::ledger::Ledger;

/// `ln |C_s| · Σ B / |C_s|`.
fn average_times_log(n: f64, sum: f64) -> f64 {
    if n > 1.0 { n.ln() * sum / n } else { 0.0 }
}

/// Iterates trust and belief to their fixed point.
pub fn average_log(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let n = claims(&panel);
    let (trust, stop) = super::sums::fit(&panel, settings, |s, sum| average_times_log(n[s], sum));
    let model = TrustModel { credit: trust.clone(), turn: Box::new(|_| {}) };
    consensus("average_log", ledger, &panel, &trust, stop, Box::new(model))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: s says C, u says C. z: s says D.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[
            ("s", "x", "A"),
            ("t", "x", "A"),
            ("u", "x", "B"),
            ("s", "y", "C"),
            ("u", "y", "C"),
            ("s", "z", "D"),
        ]);
        let (mut a, mut b, mut c, mut d) = (0.5f64, 0.5, 0.5, 0.5f64);
        let mut want = [0.0f64; 3];
        for _ in 0..3 {
            want = [3f64.ln() * (a + c + d) / 3.0, 0.0, 2f64.ln() * (b + c) / 2.0];
            let most = want[0].max(want[2]);
            want = want.map(|t| t / most);
            (a, b, c, d) = (want[0] + want[1], want[2], want[0] + want[2], want[0]);
            let most = a.max(b).max(c).max(d);
            (a, b, c, d) = (a / most, b / most, c / most, d / most);
        }
        let got = average_log(&ledger, &never(3));
        for (got, want) in got.voices.iter().zip(want) {
            assert!((got.trust.unwrap() - want).abs() < 1e-12, "{got:?} {want}");
        }
    }
}
