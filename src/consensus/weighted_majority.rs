//! Weighted majority: a vote counts as much as its voice agrees with the plain majority.
//!
//! | symbol   | here       | meaning                                             |
//! |----------|------------|-----------------------------------------------------|
//! | `m_q`    | `leader`   | the answer most origins give to `q`                 |
//! | `t_s`    | `trust`    | share of the votes of `s` that are `m_q`            |
//! | `γ_q(v)` | `support`  | weighted share of the votes                         |
//!
//! ```text
//! t_s = Σ_q w [y_sq = m_q] / Σ_q w          γ_q(v) = Σ_{s: y_sq = v} w t_s / Σ_s w t_s
//! ```
//!
//! Known as "worker agreement with aggregate" (Appen, 2021; crowd-kit's `Wawa`, D. Ustalov,
//! N. Pavlichenko and B. Tseitlin 2024, JOSS 9(96) 6227, doi:10.21105/joss.06227). Stops after its two
//! passes: a closed form. Where every voice on a question has trust 0, the plain majority stands. Numbers
//! are left to the weighted median.

use super::fit::{Both, Fitted, agreement, voices};
use super::layout::{Domains, Panel, casts};
use super::settings::Settings;
use super::weighted_median::WeightedMedian;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

struct WeightedMajority {
    trust: Vec<f64>,
}

impl Model for WeightedMajority {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let casts = casts(ledger, votes);
        let mut support = vec![0.0; ledger.answers(q).len()];
        let trusted: f64 = casts.iter().map(|c| c.weight * self.trust[c.voice as usize]).sum();
        let mut total = 0.0;
        for c in &casts {
            let t = if trusted > 0.0 { self.trust[c.voice as usize] } else { 1.0 };
            support[c.answer as usize] += c.weight * t;
            total += c.weight * t;
        }
        if total > 0.0 {
            support.iter_mut().for_each(|s| *s /= total);
        }
        Belief { support, number: None }
    }
}

/// Two passes: agreement with the majority, then the majority again, weighted by it.
pub fn weighted_majority(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let shares = panel.shares();
    let leader: Vec<u32> = (0..panel.questions.len())
        .map(|i| {
            let range = panel.answer_at[i]..panel.answer_at[i + 1];
            range.reduce(|a, b| if shares[b] > shares[a] { b } else { a }).unwrap_or(0) as u32
        })
        .collect();
    let trust = panel.each_voice(|_, votes| {
        let (mut right, mut all) = (0.0, 0.0);
        for v in votes {
            right += if leader[v.question as usize] == v.answer { v.weight } else { 0.0 };
            all += v.weight;
        }
        if all > 0.0 { right / all } else { 0.0 }
    });
    let mut voices = voices(ledger);
    for ((voice, t), a) in voices.iter_mut().zip(&trust).zip(agreement(&panel, &shares)) {
        voice.trust = a.is_some().then_some(*t);
        voice.accuracy = a;
    }
    let numbers = WeightedMedian::fit(ledger, &mut voices);
    Fitted {
        method: "weighted_majority",
        voices,
        objective: Vec::new(),
        stop: Stop::ClosedForm,
        warnings: Vec::new(),
        model: Box::new(Both {
            categories: Box::new(WeightedMajority { trust }),
            numbers: Box::new(numbers),
        }),
    }
    .consensus(ledger)
}
