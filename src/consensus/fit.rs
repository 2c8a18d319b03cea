//! What all methods share: iterating to a stop, and turning a fitted model into a consensus.

use rayon::prelude::*;
use statrs::function::beta::inv_beta_reg;

use super::layout::{Domains, Home, Panel, numbered};
use super::points::Typical;
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop, VoiceEstimate, Warning, median};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};
use crate::units::Estimate;

/// Repeats `step`, which returns its objective in nats, until it adds less than the tolerance
/// (nats per unit of `size`, the number of votes) or the limit comes.
pub(super) fn ascend(
    settings: &Settings,
    size: usize,
    mut step: impl FnMut() -> f64,
) -> (Vec<f64>, Stop) {
    let enough = settings.tolerance * size.max(1) as f64;
    let mut objective = Vec::new();
    loop {
        if objective.len() >= settings.max_steps {
            return (objective, Stop::StepLimit);
        }
        objective.push(step());
        if let [.., before, now] = objective[..]
            && now - before < enough
        {
            return (objective, Stop::Converged);
        }
    }
}

/// Repeats `step`, which returns how far it moved, until that is less than the tolerance or the
/// limit comes.
pub(super) fn settle(settings: &Settings, mut step: impl FnMut() -> f64) -> Stop {
    for _ in 0..settings.max_steps {
        if step() < settings.tolerance {
            return Stop::Converged;
        }
    }
    Stop::StepLimit
}

/// The largest difference between two tables.
pub(super) fn furthest(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).fold(0.0, |m, (x, y)| f64::max(m, (x - y).abs()))
}

/// Divides by the largest, so that it becomes 1. A table of zeros is left alone.
pub(super) fn scale_to_one(xs: &mut [f64]) {
    let most = xs.iter().copied().fold(0.0, f64::max);
    if most > 0.0 {
        xs.iter_mut().for_each(|x| *x /= most);
    }
}

/// `Beta(a, b)`: mean and 90 % interval. Both shapes must be above 0.
pub(super) fn beta_estimate(a: f64, b: f64) -> Option<Estimate> {
    let mean = a / (a + b);
    // Far out in sample size the quantiles are normal to six digits, and the inverse is slow there.
    if a + b > 1e5 {
        let sd = (mean * (1.0 - mean) / (a + b + 1.0)).sqrt();
        return normal_estimate(mean, sd);
    }
    Estimate::new(mean, inv_beta_reg(a, b, 0.05), inv_beta_reg(a, b, 0.95)).ok()
}

/// 95 % quantile of the standard normal.
pub(super) const Z90: f64 = 1.644_853_626_951_472_7;

/// A normal estimate: mean and 90 % interval.
pub(super) fn normal_estimate(mean: f64, sd: f64) -> Option<Estimate> {
    Estimate::new(mean, mean - Z90 * sd, mean + Z90 * sd).ok()
}

/// How often each voice agrees with beliefs: `Beta(1 + Σ w γ, 1 + Σ w (1 − γ))`.
///
/// The accuracy reported for methods whose own trust is on another scale. `belief` is by answer of
/// the panel.
pub(super) fn agreement(panel: &Panel, belief: &[f64]) -> Vec<Option<Estimate>> {
    panel.each_voice(|_, votes| {
        if votes.is_empty() {
            return None;
        }
        let (mut right, mut all) = (0.0, 0.0);
        for v in votes {
            right += v.weight * belief[v.answer as usize].clamp(0.0, 1.0);
            all += v.weight;
        }
        beta_estimate(1.0 + right, 1.0 + f64::max(all - right, 0.0))
    })
}

/// Empty estimates with the number of votes of each voice.
pub(super) fn voices(ledger: &Ledger) -> Vec<VoiceEstimate> {
    let mut voices = vec![VoiceEstimate::default(); ledger.voices().len()];
    for vote in ledger.all_votes() {
        voices[vote.voice.index()].votes += 1;
    }
    voices
}

/// One model for categories, one for numbers.
pub(super) struct Both {
    /// Answers categories, yes and no.
    pub categories: Box<dyn Model>,
    /// Answers numbers.
    pub numbers: Box<dyn Model>,
}

impl Model for Both {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        use crate::ledger::Kind;
        match ledger.question(q).kind {
            Kind::Category | Kind::YesNo => self.categories.belief(ledger, q, votes),
            Kind::Count | Kind::Real | Kind::Date => self.numbers.belief(ledger, q, votes),
        }
    }
}

/// One model for questions on shared label sets, one for open domains.
pub(super) struct ByDomain {
    /// Which is which.
    pub domains: Domains,
    /// Label sets larger than this go to `open` too.
    pub largest: usize,
    /// Answers questions on a shared label set.
    pub shared: Box<dyn Model>,
    /// Answers the others.
    pub open: Box<dyn Model>,
}

impl Model for ByDomain {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        match self.domains.home(q) {
            home @ (Home::YesNo | Home::Shared) if self.domains.size(home) <= self.largest => {
                self.shared.belief(ledger, q, votes)
            }
            _ => self.open.belief(ledger, q, votes),
        }
    }
}

/// What a method learnt, before the beliefs are asked for.
pub(super) struct Fitted {
    /// The method's name.
    pub method: &'static str,
    /// By voice.
    pub voices: Vec<VoiceEstimate>,
    /// See [`Consensus::objective`].
    pub objective: Vec<f64>,
    /// Why it stopped.
    pub stop: Stop,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
    /// Its model.
    pub model: Box<dyn Model>,
}

impl Fitted {
    /// The consensus: every question asked of the model with all its votes.
    ///
    /// The beliefs and the leave-out beliefs so come from the same code.
    pub fn consensus(self, ledger: &Ledger) -> Consensus {
        let beliefs = (0..ledger.questions().len())
            .into_par_iter()
            .with_min_len(256)
            .map(|i| {
                let q = QuestionId::from_index(i);
                self.model.belief(ledger, q, &numbered(ledger, q))
            })
            .collect();
        let mut warnings = self.warnings;
        if self.stop == Stop::StepLimit {
            warnings.push(unsettled(self.method));
        }
        Consensus {
            method: self.method,
            beliefs,
            voices: self.voices,
            objective: self.objective,
            stop: self.stop,
            warnings,
            model: self.model,
        }
    }
}

/// What is said of a run that the step limit ended.
pub(super) fn unsettled(method: &str) -> Warning {
    let key = if method == "joint" { "consensus.joint" } else { "consensus" };
    Warning {
        what: format!("{method} stopped at the step limit before it settled"),
        advice: format!("raise {key}.max_steps, or {key}.tolerance"),
    }
}

/// A category method's fit, with numbers left to the median.
pub(super) fn with_median_numbers(ledger: &Ledger, mut fitted: Fitted) -> Fitted {
    let numbers = Box::new(median::MedianModel { typical: Typical::of(ledger) });
    fitted.model = Box::new(Both { categories: fitted.model, numbers });
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beta_intervals_hold_ninety_percent() {
        // R: qbeta(c(.05, .95), 3, 5) = 0.1287570 0.6587394 (by the incomplete beta, checked below)
        let e = beta_estimate(3.0, 5.0).unwrap();
        let inside = statrs::function::beta::beta_reg(3.0, 5.0, e.high())
            - statrs::function::beta::beta_reg(3.0, 5.0, e.low());
        assert!((inside - 0.9).abs() < 1e-9, "{inside}");
        assert!((e.mean() - 0.375).abs() < 1e-12);
    }

    #[test]
    fn the_normal_tail_of_the_beta_joins_smoothly() {
        let below = beta_estimate(70_000.0, 29_000.0).unwrap();
        let above = beta_estimate(70_000.0 * 1.02, 29_000.0 * 1.02).unwrap();
        assert!((below.width() / above.width() - 1.02f64.sqrt()).abs() < 1e-3);
    }
}
