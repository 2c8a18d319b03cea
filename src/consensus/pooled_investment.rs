//! PooledInvestment: Investment, with the returns of a question's claims scaled to what was invested in them.
//!
//! | symbol  | here                       | meaning                                                   |
//! |---------|----------------------------|-----------------------------------------------------------|
//! | `T(s)`  | `trust`                    | trustworthiness of a voice, the largest 1                 |
//! | `H(c)`  | `stake`                    | `Σ_{s gives c} w T(s) / |C_s|`                            |
//! | `B(c)`  | `belief`                   | at the start 1 over the number of answers to the question |
//! | `g`     | `pooled_investment_growth` | growth, 1.4 in the paper                                  |
//!
//! ```text
//! T(s) ← Σ_{c of s} w B(c) · (T(s) / |C_s|) / H(c)         B(c) = H(c) · H(c)^g / Σ_{d of the question} H(d)^g
//! ```
//!
//! Starts even, so no seed. No objective. Stops when no trust moved more than the tolerance, or after the paper's 20
//! steps. The printed belief is the share of a question. Numbers are left to the median.
//!
//! # Reference
//!
//! J. Pasternack and D. Roth (2010), "Knowing what to believe (when you already know something)", COLING, 877–885.

use super::Consensus;
use super::investment::fit;
use super::layout::{Domains, Panel};
use super::settings::Settings;
use super::trust::{TrustModel, consensus};
use crate::ledger::Ledger;

/// Twenty rounds of investing in pools.
pub fn pooled_investment(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let g = settings.pooled_investment_growth;
    let turn = move |stake: &mut [f64]| {
        let pool: f64 = stake.iter().map(|x| x.powf(g)).sum();
        if pool > 0.0 {
            stake.iter_mut().for_each(|x| *x *= x.powf(g) / pool);
        }
    };
    let mut even = vec![0.0; panel.answers()];
    panel.each_question(&mut even, |_, b| {
        b.fill(1.0 / b.len().max(1) as f64);
        0.0
    });
    let (trust, credit, stop) = fit(&panel, settings, even, turn);
    let model = TrustModel { credit, turn: Box::new(turn) };
    consensus("pooled_investment", ledger, &panel, &trust, stop, Box::new(model))
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: s says C.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "A"), ("u", "x", "B"), ("s", "y", "C")]);
        let (mut a, mut b, mut c) = (0.5, 0.5, 1.0f64);
        let (mut s, mut t, mut u) = (1.0f64, 1.0f64, 1.0f64);
        for _ in 0..3 {
            let h = s / 2.0 + t;
            (s, t, u) = (a * (s / 2.0) / h + c, a * t / h, b);
            let most = s.max(t).max(u);
            (s, t, u) = (s / most, t / most, u / most);
            let (ha, hb): (f64, f64) = (s / 2.0 + t, u);
            let pool = ha.powf(1.4) + hb.powf(1.4);
            (a, b, c) = (ha * ha.powf(1.4) / pool, hb * hb.powf(1.4) / pool, s / 2.0);
        }
        let got = pooled_investment(&ledger, &never(3));
        for (got, want) in got.voices.iter().zip([s, t, u]) {
            assert!((got.trust.unwrap() - want).abs() < 1e-12, "{got:?} {want}");
        }
        assert!((got.beliefs[0].support[0] - a / (a + b)).abs() < 1e-12);
    }
}
