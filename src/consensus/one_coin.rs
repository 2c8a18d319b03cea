//! One-coin Dawid–Skene: a voice is right with one probability, whatever the question; EM.
//!
//! | symbol   | here            | meaning                                                         |
//! |----------|-----------------|-----------------------------------------------------------------|
//! | `z_q`    | (summed out)    | the true answer of question `q`                                 |
//! | `K_q`    | answers + [`Panel::unseen`] | candidates of `q`: its label set, or the answers given and what nobody gave |
//! | `a_s`    | `accuracy`      | `P(y_sq = z_q)`                                                 |
//! | `α, β`   | `accuracy_prior`| `a_s ~ Beta(α, β)`                                              |
//! | `γ_q(v)` | `belief`        | `P(z_q = v, given all votes)`                                   |
//! | `w`      | `weight`        | weight of a vote: its power in the likelihood                   |
//!
//! ```text
//! P(y_sq = v | z_q = v) = a_s            P(y_sq = u | z_q = v) = (1 − a_s) / (K_q − 1),  u ≠ v
//! E:  γ_q(v) ∝ Π_s P(y_sq | z_q = v)^w
//! M:  a_s = (α − 1 + Σ_q w γ_q(y_sq)) / (α + β − 2 + Σ_q w)
//! ```
//!
//! Starts from vote shares, so no seed. Objective: `ln P(votes, a)`; EM cannot lower it. Stops when a step adds
//! less than the tolerance per vote. Numbers are left to the median.
//!
//! # References
//!
//! A. P. Dawid and A. M. Skene (1979), Applied Statistics 28(1) 20–28, doi:10.2307/2346806; one parameter a voice:
//! Y. Zhang, X. Chen, D. Zhou and M. I. Jordan (2016), JMLR 17(102) 1–44; the same model is "ZenCrowd":
//! G. Demartini, D. E. Difallah and P. Cudré-Mauroux (2012), WWW, doi:10.1145/2187836.2187900.

use super::fit::{Fitted, ascend, beta_estimate, voices, with_median_numbers};
use super::layout::{Cast, Domains, Panel, casts};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop, VoiceEstimate};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};
use crate::units::log_sum_exp;

/// Fitted accuracies.
pub(super) struct OneCoin {
    /// `ln a_s` and `ln (1 − a_s)`.
    odds: Vec<(f64, f64)>,
    domains: Domains,
}

impl OneCoin {
    fn new(accuracy: &[f64], domains: Domains) -> Self {
        Self { odds: accuracy.iter().map(|&a| (a.ln(), (-a).ln_1p())).collect(), domains }
    }
}

impl Model for OneCoin {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        if !votes.is_empty() {
            let own = casts(ledger, votes);
            posterior(&mut support, self.domains.unseen(ledger, q), &own, 0, &self.odds);
        }
        Belief { support, number: None }
    }
}

/// E-step of one question: fills `belief` (answers given) and returns `ln Σ_v Π_s P(y_sq | v) / K`.
///
/// Every candidate shares `Π_s (1 − a_s)/(K − 1)`; an answer that was given swaps its own voters'
/// factors. So the cost is one pass over the votes, however many candidates there are.
pub(super) fn posterior(
    belief: &mut [f64],
    unseen: f64,
    votes: &[Cast],
    answer_at: usize,
    odds: &[(f64, f64)],
) -> f64 {
    let candidates = belief.len() as f64 + unseen;
    let spread = (candidates - 1.0).max(1.0).ln();
    let mut base = 0.0;
    belief.fill(0.0);
    for v in votes {
        let (right, wrong) = odds[v.voice as usize];
        let wrong = wrong - spread;
        base += v.weight * wrong;
        belief[v.answer as usize - answer_at] += v.weight * (right - wrong);
    }
    let mut most = if unseen > 0.0 { 0.0 } else { f64::NEG_INFINITY };
    for b in belief.iter() {
        most = f64::max(most, *b);
    }
    let mut sum = if unseen > 0.0 { unseen * (-most).exp() } else { 0.0 };
    for b in belief.iter_mut() {
        *b = (*b - most).exp();
        sum += *b;
    }
    belief.iter_mut().for_each(|b| *b /= sum);
    base + most + sum.ln() - candidates.max(1.0).ln()
}

/// EM on a panel: accuracies, beliefs by answer, objective, stop.
pub(super) fn fit(panel: &Panel, settings: &Settings) -> (Vec<f64>, Vec<f64>, Vec<f64>, Stop) {
    let [alpha, beta] = settings.accuracy_prior;
    let mut belief = panel.shares();
    let mut accuracy = Vec::new();
    let (objective, stop) = ascend(settings, panel.votes.len(), || {
        accuracy = panel.each_voice(|_, votes| {
            let (mut right, mut all) = (0.0, 0.0);
            for v in votes {
                right += v.weight * belief[v.answer as usize];
                all += v.weight;
            }
            (alpha - 1.0 + right) / (alpha + beta - 2.0 + all)
        });
        let odds: Vec<_> = accuracy.iter().map(|&a: &f64| (a.ln(), (-a).ln_1p())).collect();
        let prior: f64 =
            odds.iter().map(|(right, wrong)| (alpha - 1.0) * right + (beta - 1.0) * wrong).sum();
        let likelihood = panel.each_question(&mut belief, |i, b| {
            posterior(b, panel.unseen[i], panel.votes_on(i), panel.answer_at[i], &odds)
        });
        likelihood + prior
    });
    (accuracy, belief, objective, stop)
}

/// The posterior of each voice's accuracy given beliefs: `Beta(α + Σ w γ, β + Σ w (1 − γ))`.
pub(super) fn estimates(
    panel: &Panel,
    belief: &[f64],
    settings: &Settings,
    voices: &mut [VoiceEstimate],
) {
    let [alpha, beta] = settings.accuracy_prior;
    let all = panel.each_voice(|_, votes| {
        let (mut right, mut wrong) = (alpha, beta);
        for v in votes {
            right += v.weight * belief[v.answer as usize];
            wrong += v.weight * (1.0 - belief[v.answer as usize]).max(0.0);
        }
        if votes.is_empty() { None } else { beta_estimate(right, wrong) }
    });
    for (voice, a) in voices.iter_mut().zip(all) {
        voice.accuracy = a;
    }
}

/// A fitted one-coin model for other methods to fall back on where a domain is open.
pub(super) fn model(panel: &Panel, domains: &Domains, settings: &Settings) -> (OneCoin, Vec<f64>) {
    let (accuracy, belief, ..) = fit(panel, settings);
    (OneCoin::new(&accuracy, domains.clone()), belief)
}

/// Finds the accuracies that maximise `ln P(votes, a)` and the beliefs that follow.
pub fn one_coin(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let panel = Panel::new(ledger, &domains);
    let (accuracy, belief, objective, stop) = fit(&panel, settings);
    let mut voices = voices(ledger);
    estimates(&panel, &belief, settings, &mut voices);
    let fitted = Fitted {
        method: "one_coin",
        voices,
        objective,
        stop,
        warnings: Vec::new(),
        model: Box::new(OneCoin::new(&accuracy, domains)),
    };
    with_median_numbers(ledger, fitted).consensus(ledger)
}

/// `γ` in the notation of the module docs, for models that weigh candidates by logs.
pub(super) fn normalise(logs: &mut [f64]) -> f64 {
    let z = log_sum_exp(logs);
    logs.iter_mut().for_each(|l| *l = (*l - z).exp());
    z
}

#[cfg(test)]
mod tests {
    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Sources s0, s1, s2. Question x: s0 and s1 say "12", s2 says "30". Question y: s0 says
    /// "Tue". One candidate more than was said: x has 3, y has 2.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger =
            ledger(&[("s0", "x", "12"), ("s1", "x", "12"), ("s2", "x", "30"), ("s0", "y", "Tue")]);
        let (alpha, beta) = (4.0, 2.0);
        let (mut g12, mut g30, mut g_tue) = (2.0 / 3.0, 1.0 / 3.0, 1.0f64);
        let mut a = [0.0f64; 3];
        let mut objective = 0.0f64;
        for _ in 0..5 {
            a = [
                (alpha - 1.0 + g12 + g_tue) / (alpha + beta - 2.0 + 2.0),
                (alpha - 1.0 + g12) / (alpha + beta - 2.0 + 1.0),
                (alpha - 1.0 + g30) / (alpha + beta - 2.0 + 1.0),
            ];
            let w12 = a[0] * a[1] * (1.0 - a[2]) / 2.0;
            let w30 = (1.0 - a[0]) / 2.0 * (1.0 - a[1]) / 2.0 * a[2];
            let other = (1.0 - a[0]) / 2.0 * (1.0 - a[1]) / 2.0 * (1.0 - a[2]) / 2.0;
            (g12, g30) = (w12 / (w12 + w30 + other), w30 / (w12 + w30 + other));
            g_tue = a[0];
            objective = ((w12 + w30 + other) / 3.0).ln()
                + 0.5f64.ln()
                + a.iter().map(|a| 3.0 * a.ln() + (1.0 - a).ln()).sum::<f64>();
        }
        let domains = Domains::of(&ledger, Domain::Open, 1.0);
        let (got, belief, objectives, stop) = fit(&Panel::new(&ledger, &domains), &never(5));
        assert_eq!(stop, Stop::StepLimit);
        for (got, want) in got.iter().zip(a) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
        for (got, want) in belief.iter().zip([g12, g30, g_tue]) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
        assert!((objectives[4] - objective).abs() < 1e-12, "{objectives:?} {objective}");
    }
}
