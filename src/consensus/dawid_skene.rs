//! Dawid–Skene: a confusion matrix for every voice; EM.
//!
//! | symbol     | here          | meaning                                                      |
//! |------------|---------------|--------------------------------------------------------------|
//! | `z_q`      | (summed out)  | the true label of question `q`                               |
//! | `p_k`      | `classes`     | `P(z_q = k)`                                                 |
//! | `π_s(k,l)` | `confusion`   | `P(y_sq = l, given z_q = k)`                                 |
//! | `γ_q(k)`   | `belief`      | `P(z_q = k, given all votes)`                                |
//! | `ε`        | `confusion_smoothing` | pseudo-votes in every cell                           |
//! | `w`        | `weight`      | weight of a vote: its power in the likelihood                |
//!
//! ```text
//! E:  γ_q(k) ∝ p_k Π_s π_s(k, y_sq)^w
//! M:  π_s(k,l) = (ε + Σ_{q: y_sq = l} w γ_q(k)) / Σ_l' (…)          p_k = (ε + Σ_q γ_q(k)) / Σ_k' (…)
//! ```
//!
//! The paper is `ε → 0`. Starts from vote shares, so no seed. Objective: `ln P(votes, π, p)` with the Dirichlet
//! density that `ε` stands for; EM cannot lower it. Stops when a step adds less than the tolerance per vote.
//!
//! Confusion matrices need a label set shared by many questions. Yes/no questions have one of their own; questions
//! with an open value domain are answered by one-coin, numbers by the median.
//!
//! # Reference
//!
//! A. P. Dawid and A. M. Skene (1979), "Maximum likelihood estimation of observer error-rates using the EM
//! algorithm", Applied Statistics 28(1) 20–28, doi:10.2307/2346806.

use super::fit::{ByDomain, Fitted, ascend, beta_estimate, voices, with_median_numbers};
use super::layout::{Cast, Domains, Home, Labels, Panel, casts};
use super::one_coin::{self, normalise};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop, VoiceEstimate};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Ledger, Vote};

/// `ln π` and `ln p` (or their variational expectations), for both label sets.
#[derive(Clone)]
pub struct Confusion {
    /// `ln p_k`, by label set.
    pub classes: [Vec<f64>; 2],
    /// `ln π_s(k, l)` by voice, label set, voted label `l`, then true label `k`: so one vote reads
    /// one contiguous row.
    pub rows: Vec<f64>,
    /// Sizes of the label sets.
    pub sizes: [usize; 2],
}

impl Confusion {
    /// Numbers per voice.
    pub fn stride(sizes: [usize; 2]) -> usize {
        sizes[0] * sizes[0] + sizes[1] * sizes[1]
    }

    /// Where the row of a vote starts.
    pub fn row(sizes: [usize; 2], voice: u32, set: usize, label: usize) -> usize {
        voice as usize * Self::stride(sizes) + set * sizes[0] * sizes[0] + label * sizes[set]
    }

    /// E-step of one question: `γ ∝ p Π π^w`; returns `ln Σ_k`.
    pub(super) fn posterior(&self, belief: &mut [f64], set: usize, votes: &[Cast]) -> f64 {
        self.weigh(belief, set, votes.iter().map(|v| (v.voice, v.answer as usize, v.weight)))
    }

    /// The same of votes as (voice, label, weight).
    pub fn weigh(
        &self,
        belief: &mut [f64],
        set: usize,
        votes: impl Iterator<Item = (u32, usize, f64)>,
    ) -> f64 {
        belief.copy_from_slice(&self.classes[set]);
        let n = self.sizes[set];
        for (voice, label, weight) in votes {
            let at = Self::row(self.sizes, voice, set, label);
            for (b, l) in belief.iter_mut().zip(&self.rows[at..at + n]) {
                *b += weight * l;
            }
        }
        normalise(belief)
    }
}

/// A model that judges by confusion matrices.
pub(super) struct ConfusionModel {
    pub confusion: Confusion,
    pub domains: Domains,
}

impl Model for ConfusionModel {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let home = self.domains.home(q);
        let set = usize::from(home != Home::YesNo);
        let answers = ledger.answers(q);
        if votes.is_empty() {
            return Belief { support: vec![0.0; answers.len()], number: None };
        }
        let mut belief = vec![0.0; self.domains.size(home)];
        self.confusion.posterior(&mut belief, set, &label_casts(ledger, &self.domains, q, votes));
        let support = answers.iter().map(|a| belief[self.domains.label(home, *a)]).collect();
        Belief { support, number: None }
    }
}

/// These votes with labels for answers.
pub(super) fn label_casts(
    ledger: &Ledger,
    domains: &Domains,
    q: QuestionId,
    votes: &[(usize, Vote)],
) -> Vec<Cast> {
    let mut own = casts(ledger, votes);
    for c in &mut own {
        let answer = ledger.answer(q, AnswerId::from_index(c.answer as usize));
        c.answer = domains.label(domains.home(q), answer) as u32;
    }
    own
}

/// Expected votes `Σ w γ` by voice, label set, voted label, true label: the M-step's counts.
pub(super) fn counts(labels: &Labels, belief: &[f64]) -> Vec<f64> {
    let stride = Confusion::stride(labels.sizes);
    labels
        .each_voice(|_, votes| {
            let mut own = vec![0.0; stride];
            for v in votes {
                let q = v.question as usize;
                let set = labels.set(q);
                let n = labels.sizes[set];
                let at = set * labels.sizes[0] * labels.sizes[0] + v.answer as usize * n;
                let from = labels.label_at[q];
                for (c, g) in own[at..at + n].iter_mut().zip(&belief[from..from + n]) {
                    *c += v.weight * g;
                }
            }
            own
        })
        .concat()
}

/// `f(voice, set, true label, column of counts over voted labels)` in place, for every column.
pub(super) fn each_column(
    sizes: [usize; 2],
    table: &mut [f64],
    mut f: impl FnMut(usize, usize, usize, &mut [f64]),
) {
    let stride = Confusion::stride(sizes);
    if stride == 0 {
        return;
    }
    let mut column = vec![0.0; sizes[0].max(sizes[1])];
    for (s, own) in table.chunks_mut(stride).enumerate() {
        for (set, &n) in sizes.iter().enumerate() {
            let at = set * sizes[0] * sizes[0];
            for k in 0..n {
                for l in 0..n {
                    column[l] = own[at + l * n + k];
                }
                f(s, set, k, &mut column[..n]);
                for l in 0..n {
                    own[at + l * n + k] = column[l];
                }
            }
        }
    }
}

/// EM on shared label sets.
///
/// `pseudo(set, k, l)` votes are put in cell `(k, l)` of every matrix, and `class_pseudo` on every
/// label: Dirichlet priors of one more.
pub(super) fn fit(
    labels: &Labels,
    settings: &Settings,
    class_pseudo: f64,
    pseudo: impl Fn(usize, usize, usize) -> f64,
) -> (Confusion, Vec<f64>, Vec<f64>, Stop) {
    let mut belief = labels.shares();
    let mut confusion =
        Confusion { classes: [Vec::new(), Vec::new()], rows: Vec::new(), sizes: labels.sizes };
    let (objective, stop) = ascend(settings, labels.votes.len(), || {
        let mut prior = 0.0;
        for set in 0..2 {
            let mut classes = labels.totals(&belief, set);
            log_shares(&mut classes, |_| class_pseudo);
            prior += class_pseudo * classes.iter().sum::<f64>();
            confusion.classes[set] = classes;
        }
        confusion.rows = counts(labels, &belief);
        each_column(labels.sizes, &mut confusion.rows, |_, set, k, column| {
            log_shares(column, |l| pseudo(set, k, l));
            prior += column.iter().enumerate().map(|(l, x)| pseudo(set, k, l) * x).sum::<f64>();
        });
        let likelihood = labels.each_question(&mut belief, |i, b| {
            confusion.posterior(b, labels.set(i), labels.votes_on(i))
        });
        likelihood + prior
    });
    (confusion, belief, objective, stop)
}

/// `ln (ε_l + x_l) / Σ (ε + x)`.
pub(super) fn log_shares(xs: &mut [f64], epsilon: impl Fn(usize) -> f64) {
    let total: f64 = xs.iter().enumerate().map(|(l, x)| x + epsilon(l)).sum();
    for (l, x) in xs.iter_mut().enumerate() {
        *x = ((*x + epsilon(l)) / total).ln();
    }
}

/// Accuracy, assertion and denial rates of every voice, with the intervals of their Beta posteriors
/// under a flat prior: `Beta(1 + Σ w γ(agreed), 1 + Σ w γ(not))`.
pub(super) fn estimates(labels: &Labels, belief: &[f64], voices: &mut [VoiceEstimate]) {
    let all = labels.each_voice(|_, votes| {
        let mut agreed = [1.0, 1.0];
        let mut rate = [[1.0; 2]; 2];
        for v in votes {
            let q = v.question as usize;
            let at = labels.label_at[q];
            let g = belief[at + v.answer as usize];
            agreed[0] += v.weight * g;
            agreed[1] += v.weight * (1.0 - g).max(0.0);
            if labels.yes_no[q] {
                for (truth, rate) in rate.iter_mut().enumerate() {
                    rate[usize::from(v.answer as usize != truth)] += v.weight * belief[at + truth];
                }
            }
        }
        let spoke = votes.iter().any(|v| labels.yes_no[v.question as usize]);
        let of = |r: [f64; 2]| if spoke { beta_estimate(r[0], r[1]) } else { None };
        let accuracy = if votes.is_empty() { None } else { beta_estimate(agreed[0], agreed[1]) };
        (accuracy, of(rate[0]), of(rate[1]))
    });
    for (voice, (accuracy, yes, no)) in voices.iter_mut().zip(all) {
        voice.accuracy = accuracy;
        voice.assertion_rate = yes;
        voice.denial_rate = no;
    }
}

/// Joins a model for shared label sets with one-coin for open domains and the median for numbers.
pub(super) fn complete(
    ledger: &Ledger,
    domains: Domains,
    largest: usize,
    settings: &Settings,
    mut fitted: Fitted,
) -> Fitted {
    if domains.any_beyond(largest) {
        let panel = Panel::new(ledger, &domains);
        let (open, belief) = one_coin::model(&panel, &domains, settings);
        let mut others = voices(ledger);
        one_coin::estimates(&panel, &belief, settings, &mut others);
        for (voice, other) in fitted.voices.iter_mut().zip(others) {
            voice.accuracy = voice.accuracy.or(other.accuracy);
        }
        let open = Box::new(open);
        fitted.model = Box::new(ByDomain { domains, largest, shared: fitted.model, open });
    }
    with_median_numbers(ledger, fitted)
}

/// Finds the confusion matrices that maximise `ln P(votes, π, p)` and the beliefs that follow.
pub fn dawid_skene(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, usize::MAX);
    let epsilon = settings.confusion_smoothing;
    let (confusion, belief, objective, stop) = fit(&labels, settings, epsilon, |_, _, _| epsilon);
    let mut voices = voices(ledger);
    estimates(&labels, &belief, &mut voices);
    let model = Box::new(ConfusionModel { confusion, domains: domains.clone() });
    let fitted =
        Fitted { method: "dawid_skene", voices, objective, stop, warnings: Vec::new(), model };
    complete(ledger, domains, usize::MAX, settings, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Voices s, t, u; labels A, B. x: s A, t A, u B. y: s B, t A.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[
            ("s", "x", "A"),
            ("t", "x", "A"),
            ("u", "x", "B"),
            ("s", "y", "B"),
            ("t", "y", "A"),
        ]);
        let e = 0.01;
        // γ of A on x and y; B is the rest.
        let (mut x, mut y) = (2.0 / 3.0, 0.5);
        let mut objective = 0.0f64;
        for _ in 0..4 {
            let share = |a: f64, b: f64| (e + a) / (2.0 * e + a + b);
            let p = share(x + y, 2.0 - x - y);
            // P(says A | truth A), P(says A | truth B)
            let s = (share(x, y), share(1.0 - x, 1.0 - y));
            let t = (share(x + y, 0.0), share(2.0 - x - y, 0.0));
            let u = (share(0.0, x), share(0.0, 1.0 - x));
            let xa = p * s.0 * t.0 * (1.0 - u.0);
            let xb = (1.0 - p) * s.1 * t.1 * (1.0 - u.1);
            let ya = p * (1.0 - s.0) * t.0;
            let yb = (1.0 - p) * (1.0 - s.1) * t.1;
            (x, y) = (xa / (xa + xb), ya / (ya + yb));
            objective = (xa + xb).ln() + (ya + yb).ln();
            for r in [p, s.0, s.1, t.0, t.1, u.0, u.1] {
                objective += e * (r.ln() + (1.0 - r).ln());
            }
        }
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let labels = Labels::new(&ledger, &domains, usize::MAX);
        let (_, belief, objectives, stop) = fit(&labels, &never(4), e, |_, _, _| e);
        assert_eq!(stop, Stop::StepLimit);
        for (got, want) in belief.iter().zip([x, 1.0 - x, y, 1.0 - y]) {
            assert!((got - want).abs() < 1e-10, "{belief:?} {want}");
        }
        assert!((objectives[3] - objective).abs() < 1e-9, "{objectives:?} {objective}");
    }
}
