//! CRH: one weight per voice across all kinds of question, the weight falling with its loss.
//!
//! | symbol      | here     | meaning                                                                          |
//! |-------------|----------|----------------------------------------------------------------------------------|
//! | `x_sq`      | votes    | what `s` says of `q`                                                             |
//! | `x*_q`      | `truth`  | truth: weighted vote for categories, weighted median for numbers                 |
//! | `d(x*, x)`  | `losses` | 0–1 loss for categories; `|x* − x| / sd_q` for numbers                           |
//! | `L_s`       | `loss`   | mean loss of `s`, with one vote at the mean loss of all                          |
//! | `w_s`       | `weight` | weight of `s`                                                                    |
//!
//! ```text
//! x*_q = argmin_x Σ_s w_s d(x, x_sq)              w_s = −ln(L_s / Σ_s' L_s')
//! ```
//!
//! The one vote at the mean loss is ours: with sparse votes a voice that agreed once would have loss 0 and an infinite
//! weight. Losses are means, as the paper takes them where votes are missing. Starts from vote shares and medians, so no
//! seed. No objective, since mean losses leave the paper's one. Stops when no weight moved more than the tolerance times
//! the largest.
//!
//! # Reference
//!
//! Q. Li, Y. Li, J. Gao, B. Zhao, W. Fan and J. Han (2014), "Resolving conflicts in heterogeneous data by truth discovery and
//! source reliability estimation", SIGMOD, doi:10.1145/2588555.2610509.

use super::fit::{Both, Fitted, agreement, furthest, normal_estimate, settle, voices};
use super::layout::{Domains, Panel};
use super::median::standard_error;
use super::points::{Figures, Typical, belief, points, weighted_median};
use super::settings::Settings;
use super::trust::{TrustModel, lend};
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

/// Sum of losses and number of votes of every voice, at these truths.
///
/// `truth` is a weight for each answer of the panel, the heaviest of a question being its truth;
/// `centre` is the truth of each number question. `power` 1 takes distances, 2 their squares.
pub(super) fn losses(
    panel: &Panel,
    figures: &Figures,
    truth: &[f64],
    centre: &[f64],
    power: i32,
) -> Vec<(f64, f64)> {
    let best: Vec<u32> = (0..panel.questions.len())
        .map(|i| {
            let range = panel.answer_at[i]..panel.answer_at[i + 1];
            range.reduce(|a, b| if truth[b] > truth[a] { b } else { a }).unwrap_or(0) as u32
        })
        .collect();
    panel.each_voice(|s, votes| {
        let (mut loss, mut n) = (0.0, 0.0);
        for v in votes {
            loss += if best[v.question as usize] == v.answer { 0.0 } else { v.weight };
            n += v.weight;
        }
        for p in figures.of(s) {
            let q = p.question as usize;
            loss += p.weight * ((p.x - centre[q]) / figures.scale[q]).abs().powi(power);
            n += p.weight;
        }
        (loss, n)
    })
}

/// Mean loss over all votes: what a voice of whom nothing is known is charged. Above 0.
pub(super) fn mean_loss(losses: &[(f64, f64)]) -> f64 {
    let (loss, n) = losses.iter().fold((0.0, 0.0), |a, b| (a.0 + b.0, a.1 + b.1));
    if loss > 0.0 && n > 0.0 { loss / n } else { 1e-6 }
}

/// A weighted median with fixed weights.
struct WeightedMedian {
    weight: Vec<f64>,
    typical: Typical,
}

impl Model for WeightedMedian {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let own = points(ledger, q, votes);
        let mut xs: Vec<_> =
            own.iter().map(|p| (p.x, p.weight * self.weight[p.voice as usize])).collect();
        let value = weighted_median(&mut xs);
        let sd = (std::f64::consts::PI / 2.0).sqrt()
            * standard_error(&own, value, self.typical.scale(ledger, q));
        belief(ledger, q, &self.typical, (!own.is_empty()).then_some((value, sd)))
    }
}

/// Weights by voice, and why it stopped.
fn fit(panel: &Panel, figures: &Figures, settings: &Settings) -> (Vec<f64>, Stop) {
    let mut weight = vec![1.0; panel.voices];
    let stop = settle(settings, || {
        let truth = lend(panel, &weight, |_| {});
        let centre = figures.each_question(|_, own| {
            let mut xs: Vec<_> =
                own.iter().map(|p| (p.x, p.weight * weight[p.voice as usize])).collect();
            weighted_median(&mut xs)
        });
        let losses = losses(panel, figures, &truth, &centre, 1);
        let mean = mean_loss(&losses);
        let each: Vec<f64> = losses.iter().map(|(l, n)| (l + mean) / (n + 1.0)).collect();
        let total: f64 = each.iter().sum();
        let next: Vec<f64> = each.iter().map(|l| -(l / total).ln()).collect();
        let most = next.iter().copied().fold(1e-300, f64::max);
        let moved = furthest(&next, &weight) / most;
        weight = next;
        moved
    });
    (weight, stop)
}

/// Iterates truths and weights over all kinds of question together.
pub fn crh(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let figures = Figures::new(ledger);
    let (weight, stop) = fit(&panel, &figures, settings);
    let mut voices = voices(ledger);
    report(&panel, &figures, &weight, &mut voices);
    Fitted {
        method: "crh",
        voices,
        objective: Vec::new(),
        stop,
        warnings: Vec::new(),
        model: Box::new(Both {
            categories: Box::new(TrustModel { credit: weight.clone(), turn: Box::new(|_| {}) }),
            numbers: Box::new(WeightedMedian { weight, typical: Typical::of(ledger) }),
        }),
    }
    .consensus(ledger)
}

/// Notes weights as trust, agreement with the weighted vote as accuracy, and on numbers the mean
/// distance from the weighted median as scatter.
pub(super) fn report(
    panel: &Panel,
    figures: &Figures,
    weight: &[f64],
    voices: &mut [super::VoiceEstimate],
) {
    let truth = lend(panel, weight, |sums| {
        let total: f64 = sums.iter().sum();
        sums.iter_mut().for_each(|s| *s /= total.max(f64::MIN_POSITIVE));
    });
    let centre = figures.each_question(|_, own| {
        let mut xs: Vec<_> =
            own.iter().map(|p| (p.x, p.weight * weight[p.voice as usize])).collect();
        weighted_median(&mut xs)
    });
    for (s, (voice, a)) in voices.iter_mut().zip(agreement(panel, &truth)).enumerate() {
        voice.accuracy = a;
        let own = figures.of(s);
        if !own.is_empty() {
            let distance: f64 = own
                .iter()
                .map(|p| {
                    (p.x - centre[p.question as usize]).abs() / figures.scale[p.question as usize]
                })
                .sum();
            let n = own.len() as f64;
            voice.scatter = normal_estimate(distance / n, distance / n / n.sqrt());
        }
        voice.trust = (a.is_some() || !own.is_empty()).then_some(weight[s]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never, reals};
    use super::*;

    /// Sources s, t, u. x: s and t say A, u says B. y: s says C, u says D.
    #[test]
    fn agrees_with_the_formulas_worked_longhand_on_categories() {
        let ledger = ledger(&[
            ("s", "x", "A"),
            ("t", "x", "A"),
            ("u", "x", "B"),
            ("s", "y", "C"),
            ("u", "y", "D"),
        ]);
        // At equal weights A wins x; C, the earlier, wins y. u is wrong twice: 2 of 5 votes.
        let l = [0.4 / 3.0, 0.4 / 2.0, 2.4 / 3.0f64];
        let w = l.map(|x| -(x / (l[0] + l[1] + l[2])).ln());
        let panel = Panel::new(&ledger, &Domains::of(&ledger, never(1).domain, 0.0));
        let (weight, _) = fit(&panel, &Figures::new(&ledger), &never(1));
        for (got, want) in weight.iter().zip(w) {
            assert!((got - want).abs() < 1e-12, "{weight:?} {want}");
        }
        let got = crh(&ledger, &never(1));
        assert!((got.beliefs[1].support[0] - w[0] / (w[0] + w[2])).abs() < 1e-12);
    }

    /// x: s 1, t 2, u 9.
    #[test]
    fn agrees_with_the_formulas_worked_longhand_on_numbers() {
        let ledger = reals(&[("s", "x", 1.0), ("t", "x", 2.0), ("u", "x", 9.0)]);
        let sd = ((3.0f64.powi(2) + 2.0f64.powi(2) + 5.0f64.powi(2)) / 3.0).sqrt();
        let d = [1.0 / sd, 0.0, 7.0 / sd];
        let mean = (d[0] + d[2]) / 3.0;
        let l = d.map(|d| (d + mean) / 2.0);
        let panel = Panel::new(&ledger, &Domains::of(&ledger, never(1).domain, 0.0));
        let (weight, _) = fit(&panel, &Figures::new(&ledger), &never(1));
        for (got, l) in weight.iter().zip(l) {
            let want = -(l / (mean * 3.0)).ln();
            assert!((got - want).abs() < 1e-12, "{weight:?} {want}");
        }
    }
}
