//! iBCC: independent Bayesian classifier combination, Dawid–Skene with Dirichlet priors; variational Bayes.
//!
//! | symbol     | here              | meaning                                                    |
//! |------------|-------------------|------------------------------------------------------------|
//! | `z_q`      | `belief`          | the true label, `q(z_q = k) = γ_q(k)`                      |
//! | `p`        | `classes`         | shares of the labels, `Dirichlet(1)`                       |
//! | `π_s(k,·)` | `rows`            | what `s` says where `k` is true, `Dirichlet(β_k)`          |
//! | `β_kl`     | `confusion_prior` | `[on, off]` the diagonal                                   |
//! | `ν, μ`     | `classes`, `rows` | variational Dirichlet parameters, then their expected logs |
//!
//! ```text
//! ν_k = 1 + Σ_q γ_q(k)                         E ln p_k = ψ(ν_k) − ψ(Σ ν)
//! μ_s(k,l) = β_kl + Σ_{q: y_sq = l} w γ_q(k)   E ln π_s(k,l) = ψ(μ_s(k,l)) − ψ(Σ_l' μ_s(k,l'))
//! γ_q(k) ∝ exp(E ln p_k + Σ_s w E ln π_s(k, y_sq))
//! L = Σ_q ln Σ_k exp(…) − KL(ν ‖ 1) − Σ_sk KL(μ_s(k,·) ‖ β_k)
//! ```
//!
//! Starts from vote shares, so no seed. Objective: the evidence lower bound `L`; coordinate ascent cannot lower it.
//! Stops when a step adds less than the tolerance per vote. Open domains are answered by one-coin, numbers by the median.
//!
//! # References
//!
//! H.-C. Kim and Z. Ghahramani (2012), "Bayesian classifier combination", AISTATS, PMLR 22, 619–627; variational:
//! E. Simpson, S. Roberts, I. Psorakis and A. Smith (2013), doi:10.1007/978-3-642-36406-8_1.

use super::dawid_skene::{Confusion, ConfusionModel, complete, counts, each_column, estimates};
use super::dirichlet::{divergence, expected_logs};
use super::fit::{Fitted, ascend, voices};
use super::layout::{Domains, Labels};
use super::settings::Settings;
use super::{Consensus, Stop};
use crate::ledger::Ledger;

/// Coordinate ascent on shared label sets.
fn fit(labels: &Labels, settings: &Settings) -> (Confusion, Vec<f64>, Vec<f64>, Stop) {
    let [on, off] = settings.confusion_prior;
    let mut belief = labels.shares();
    let mut confusion =
        Confusion { classes: [Vec::new(), Vec::new()], rows: Vec::new(), sizes: labels.sizes };
    let (objective, stop) = ascend(settings, labels.votes.len(), || {
        let mut cost = 0.0;
        for set in 0..2 {
            let mut classes = labels.totals(&belief, set);
            classes.iter_mut().for_each(|c| *c += 1.0);
            cost += if classes.is_empty() { 0.0 } else { divergence(&classes, |_| 1.0) };
            expected_logs(&mut classes);
            confusion.classes[set] = classes;
        }
        confusion.rows = counts(labels, &belief);
        each_column(labels.sizes, &mut confusion.rows, |_, _, k, column| {
            let prior = |l| if l == k { on } else { off };
            for (l, c) in column.iter_mut().enumerate() {
                *c += prior(l);
            }
            cost += divergence(column, prior);
            expected_logs(column);
        });
        labels.each_question(&mut belief, |i, b| {
            confusion.posterior(b, labels.set(i), labels.votes_on(i))
        }) - cost
    });
    (confusion, belief, objective, stop)
}

/// Finds the variational posterior and the beliefs that follow.
pub fn ibcc(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, usize::MAX);
    let (confusion, belief, objective, stop) = fit(&labels, settings);
    let mut voices = voices(ledger);
    estimates(&labels, &belief, &mut voices);
    let model = Box::new(ConfusionModel { confusion, domains: domains.clone() });
    let fitted = Fitted { method: "ibcc", voices, objective, stop, warnings: Vec::new(), model };
    complete(ledger, domains, usize::MAX, settings, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use statrs::function::gamma::digamma as psi;

    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Voices s, t; labels A, B. x: s A, t B. y: s A.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "B"), ("s", "y", "A")]);
        let (mut x, mut y) = (0.5, 1.0f64);
        for _ in 0..3 {
            let n = x + y;
            let p = (psi(1.0 + n), psi(3.0 - n));
            // E ln P(s says A | A), | B), then of t saying B.
            let s = (psi(4.0 + n) - psi(5.0 + n), psi(1.0 + 2.0 - n) - psi(5.0 + 2.0 - n));
            let t = (psi(1.0 + x) - psi(5.0 + x), psi(4.0 + 1.0 - x) - psi(5.0 + 1.0 - x));
            let (xa, xb) = ((p.0 + s.0 + t.0).exp(), (p.1 + s.1 + t.1).exp());
            let (ya, yb) = ((p.0 + s.0).exp(), (p.1 + s.1).exp());
            (x, y) = (xa / (xa + xb), ya / (ya + yb));
        }
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let (_, belief, objective, _) = fit(&Labels::new(&ledger, &domains, usize::MAX), &never(3));
        for (got, want) in belief.iter().zip([x, 1.0 - x, y, 1.0 - y]) {
            assert!((got - want).abs() < 1e-12, "{belief:?} {want}");
        }
        assert!(objective.windows(2).all(|w| w[1] >= w[0]), "{objective:?}");
    }
}
