//! What the fixed-point methods share: beliefs that follow from one trust per voice.
//!
//! Each voice lends its credit to the answers it gave; a method then turns the sums into beliefs.

use super::fit::{Fitted, agreement, voices, with_median_numbers};
use super::layout::{Panel, casts};
use super::{Belief, Consensus, Model, Stop};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};

/// Turns the credit of one question's answers into beliefs, in place.
pub(super) type Turn = Box<dyn Fn(&mut [f64]) + Send + Sync>;

/// Trust fixed: beliefs are shares of what [`Turn`] makes of the credit.
pub(super) struct TrustModel {
    /// What each voice lends to each of its answers.
    pub credit: Vec<f64>,
    /// From sums of credit to beliefs.
    pub turn: Turn,
}

impl Model for TrustModel {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = casts(ledger, votes);
        let mut support = vec![0.0; ledger.answers(q).len()];
        if own.is_empty() {
            return Belief { support, number: None };
        }
        for v in &own {
            support[v.answer as usize] += v.weight * self.credit[v.voice as usize];
        }
        (self.turn)(&mut support);
        let mut total: f64 = support.iter().sum();
        // No voice here has any trust: their votes count alike.
        if total <= 0.0 || !total.is_finite() {
            support.fill(0.0);
            own.iter().for_each(|v| support[v.answer as usize] += v.weight);
            total = support.iter().sum();
        }
        // Where no vote weighs anything, nothing is believed.
        if total > 0.0 {
            support.iter_mut().for_each(|s| *s /= total);
        }
        Belief { support, number: None }
    }
}

/// `Σ_{s gives c} w · credit_s`, by answer, then `turn` on each question.
pub(super) fn lend(panel: &Panel, credit: &[f64], turn: impl Fn(&mut [f64]) + Sync) -> Vec<f64> {
    let mut belief = vec![0.0; panel.answers()];
    panel.each_question(&mut belief, |i, b| {
        for v in panel.votes_on(i) {
            b[v.answer as usize - panel.answer_at[i]] += v.weight * credit[v.voice as usize];
        }
        turn(b);
        0.0
    });
    belief
}

/// `Σ_{c of s} w · belief(c)`, by voice.
pub(super) fn collect(panel: &Panel, belief: &[f64]) -> Vec<f64> {
    panel.each_voice(|_, votes| votes.iter().map(|v| v.weight * belief[v.answer as usize]).sum())
}

/// `|C_s|`: how many answers each voice gave, by weight.
pub(super) fn claims(panel: &Panel) -> Vec<f64> {
    panel.each_voice(|_, votes| votes.iter().map(|v| v.weight).sum())
}

/// A consensus from a model and the trust it rests on.
pub(super) fn consensus(
    method: &'static str,
    ledger: &Ledger,
    panel: &Panel,
    trust: &[f64],
    stop: Stop,
    model: Box<dyn Model>,
) -> Consensus {
    let fitted = Fitted {
        method,
        voices: voices(ledger),
        objective: Vec::new(),
        stop,
        warnings: Vec::new(),
        model,
    };
    let mut consensus = with_median_numbers(ledger, fitted).consensus(ledger);
    let mut belief = Vec::with_capacity(panel.answers());
    for q in &panel.questions {
        belief.extend(&consensus.beliefs[q.index()].support);
    }
    for ((voice, t), a) in consensus.voices.iter_mut().zip(trust).zip(agreement(panel, &belief)) {
        voice.trust = a.is_some().then_some(*t);
        voice.accuracy = a;
    }
    consensus
}
