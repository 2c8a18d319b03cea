//! ACCUCOPY: ACCU, with votes discounted by the probability that they were copied.
//!
//! | symbol         | here           | meaning                                                              |
//! |----------------|----------------|----------------------------------------------------------------------|
//! | `A(s)`, `P(v)` | as in ACCU     | accuracy, probability of a value                                     |
//! | `k_t, k_f, k_d`| `counts`       | questions where two sources share the likeliest value, share another, differ |
//! | `c`            | `copy_share`   | share of its values that a copier copies                             |
//! | `α`            | `copy_prior`   | prior probability of dependence; half for each direction             |
//! | `P(s→t)`       | `copies`       | probability that `s` copies from `t`                                 |
//! | `I(s)`         | `independent`  | probability that `s` gave `v` by itself                              |
//!
//! ```text
//! independent:  P_t = A(s) A(t)    P_f = (1 − A(s))(1 − A(t)) / n    P_d = 1 − P_t − P_f
//! s copies t:   P_t' = c A(t) + (1 − c) P_t    P_f' = c (1 − A(t)) + (1 − c) P_f    P_d' = (1 − c) P_d
//! P(s→t) ∝ (α/2) P_t'^k_t P_f'^k_f P_d'^k_d        independence ∝ (1 − α) P_t^k_t P_f^k_f P_d^k_d
//! I(s) = Π_{t before s among those who say v} (1 − c P(s→t))        C(v) = Σ_{s says v} w A'(s) I(s)
//! ```
//!
//! Voters of a value are taken in order of accuracy, the best first, so that the discount falls on the worse. Only pairs
//! that share a value other than its question's likeliest are looked at: agreeing on what is true is no sign of copying.
//! As in the paper, copying is looked for once accuracies have been estimated without it, and again each round.
//!
//! Starts every source at 0.8, so no seed. No objective: the discount is not part of a likelihood. Stops when no accuracy
//! moved more than the tolerance. Numbers are left to the median.
//!
//! # Reference
//!
//! X. L. Dong, L. Berti-Équille and D. Srivastava (2009), "Integrating conflicting data: the role of source dependence",
//! PVLDB 2(1) 550–561, doi:10.14778/1687627.1687690.

use rayon::prelude::*;

use super::accu::{accuracies, odds, probabilities};
use super::fit::{furthest, settle};
use super::layout::{Cast, Domains, Panel, casts};
use super::settings::Settings;
use super::trust::consensus;
use super::{Belief, Consensus, Model, Stop, Warning};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::{Ledger, Vote};
use crate::units::log_sum_exp;

/// Below this a probability of copying is not kept.
const NEGLIGIBLE: f64 = 1e-3;

/// Rounds of dependence and accuracy; each settles or not, but the whole may cycle.
const ROUNDS: usize = 30;

struct AccuCopy {
    accuracy: Vec<f64>,
    odds: Vec<f64>,
    domains: Domains,
    /// By voice, ordered by the other's number: whom it may copy, and how likely.
    copies: Vec<Vec<(u32, f64)>>,
    copy_share: f64,
    false_values: f64,
}

impl AccuCopy {
    /// `P(v)` of one question in place.
    fn posterior(&self, q: QuestionId, belief: &mut [f64], votes: &[Cast], answer_at: usize) {
        let n = self.domains.false_answers(q, self.false_values);
        let mut order: Vec<&Cast> = votes.iter().collect();
        order.sort_by(|a, b| {
            let by = |v: &Cast| self.accuracy[v.voice as usize];
            a.answer.cmp(&b.answer).then(by(b).total_cmp(&by(a))).then(a.voice.cmp(&b.voice))
        });
        belief.fill(0.0);
        for group in order.chunk_by(|a, b| a.answer == b.answer) {
            for (i, v) in group.iter().enumerate() {
                let known = &self.copies[v.voice as usize];
                let mut independent = 1.0;
                if !known.is_empty() {
                    for before in &group[..i] {
                        if let Ok(at) = known.binary_search_by_key(&before.voice, |k| k.0) {
                            independent *= 1.0 - self.copy_share * known[at].1;
                        }
                    }
                }
                belief[v.answer as usize - answer_at] +=
                    v.weight * (self.odds[v.voice as usize] + n.ln()) * independent;
            }
        }
        probabilities(belief, n);
    }
}

impl Model for AccuCopy {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        if !votes.is_empty() {
            self.posterior(q, &mut support, &casts(ledger, votes), 0);
        }
        Belief { support, number: None }
    }
}

/// Pairs of voices that share an answer other than the most believed of its question.
fn candidates(panel: &Panel, belief: &[f64]) -> Vec<(u32, u32)> {
    let mut pairs: Vec<(u32, u32)> = (0..panel.questions.len())
        .into_par_iter()
        .with_min_len(256)
        .flat_map_iter(|i| {
            let best = likeliest(panel, belief, i);
            let mut own: Vec<_> = panel.votes_on(i).iter().filter(|v| v.answer != best).collect();
            own.sort_by_key(|v| (v.answer, v.voice));
            let mut found = Vec::new();
            for group in own.chunk_by(|a, b| a.answer == b.answer) {
                for (j, a) in group.iter().enumerate() {
                    let others = group[j + 1..].iter().filter(|b| b.voice != a.voice);
                    found.extend(others.map(|b| (a.voice, b.voice)));
                }
            }
            found
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The most believed answer of a question, the earliest among equals.
fn likeliest(panel: &Panel, belief: &[f64], i: usize) -> u32 {
    let range = panel.answer_at[i]..panel.answer_at[i + 1];
    range.reduce(|a, b| if belief[b] > belief[a] { b } else { a }).unwrap_or(0) as u32
}

/// `k_t, k_f, k_d` of two voices: one walk along both lists of votes.
fn counts(panel: &Panel, best: &[u32], s: u32, t: u32) -> [f64; 3] {
    let (a, b) = (panel.votes_of(s as usize), panel.votes_of(t as usize));
    let (mut i, mut j) = (0, 0);
    let mut k = [0.0; 3];
    while i < a.len() && j < b.len() {
        match a[i].question.cmp(&b[j].question) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                let kind = if a[i].answer != b[j].answer {
                    2
                } else {
                    usize::from(a[i].answer != best[a[i].question as usize])
                };
                k[kind] += 1.0;
                i += 1;
                j += 1;
            }
        }
    }
    k
}

/// `(P(s→t), P(t→s))`.
fn dependence(k: [f64; 3], s: f64, t: f64, n: f64, settings: &Settings) -> (f64, f64) {
    let (c, alpha) = (settings.copy_share, settings.copy_prior);
    let shared = s * t;
    let wrong = (1.0 - s) * (1.0 - t) / n;
    let other = 1.0 - shared - wrong;
    let log = |p: [f64; 3]| -> f64 { p.iter().zip(k).map(|(p, k)| k * p.ln()).sum() };
    let from = |original: f64| {
        log([
            c * original + (1.0 - c) * shared,
            c * (1.0 - original) + (1.0 - c) * wrong,
            (1.0 - c) * other,
        ])
    };
    let logs = [
        (1.0 - alpha).ln() + log([shared, wrong, other]),
        (alpha / 2.0).ln() + from(t),
        (alpha / 2.0).ln() + from(s),
    ];
    let z = log_sum_exp(&logs);
    ((logs[1] - z).exp(), (logs[2] - z).exp())
}

fn fit(panel: &Panel, domains: &Domains, settings: &Settings) -> (AccuCopy, Stop) {
    // Two voices meet on questions of several kinds; their chance of one false value is taken at the
    // geometric mean of all.
    let logs = panel
        .questions
        .iter()
        .map(|&q| domains.false_answers(q, settings.false_values).ln())
        .sum::<f64>();
    let n = (logs / panel.questions.len().max(1) as f64).exp();
    let mut belief = panel.shares();
    let accuracy = vec![settings.accu_start; panel.voices];
    let mut model = AccuCopy {
        odds: odds(&accuracy),
        domains: domains.clone(),
        accuracy,
        copies: vec![Vec::new(); panel.voices],
        copy_share: settings.copy_share,
        false_values: settings.false_values,
    };
    let mut round = 0;
    let limited = Settings { max_steps: settings.max_steps.min(ROUNDS), ..settings.clone() };
    let stop = settle(&limited, || {
        // Without copying first: the shares alone cannot tell who is accurate.
        if round > 0 {
            let best: Vec<u32> =
                (0..panel.questions.len()).map(|i| likeliest(panel, &belief, i)).collect();
            let found: Vec<_> = candidates(panel, &belief)
                .into_par_iter()
                .map(|(s, t)| {
                    let k = counts(panel, &best, s, t);
                    let of = |v: u32| model.accuracy[v as usize];
                    (s, t, dependence(k, of(s), of(t), n, settings))
                })
                .collect();
            let mut copies = vec![Vec::new(); panel.voices];
            for (s, t, (from_t, from_s)) in found {
                if from_t > NEGLIGIBLE {
                    copies[s as usize].push((t, from_t));
                }
                if from_s > NEGLIGIBLE {
                    copies[t as usize].push((s, from_s));
                }
            }
            copies.iter_mut().for_each(|c| c.sort_by_key(|k| k.0));
            model.copies = copies;
        }
        round += 1;
        panel.each_question(&mut belief, |i, b| {
            model.posterior(panel.questions[i], b, panel.votes_on(i), panel.answer_at[i]);
            0.0
        });
        let next = accuracies(panel, &belief, &model.accuracy);
        let moved = furthest(&next, &model.accuracy);
        model.odds = odds(&next);
        model.accuracy = next;
        moved
    });
    (model, stop)
}

/// Iterates dependence, probability and accuracy.
pub fn accu_copy(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, 0.0);
    let panel = Panel::new(ledger, &domains);
    let (model, stop) = fit(&panel, &domains, settings);
    let trust = model.accuracy.clone();
    let mut linked = Vec::new();
    for (s, known) in model.copies.iter().enumerate() {
        for (t, p) in known {
            let back = &model.copies[*t as usize];
            let mutual = back.binary_search_by_key(&(s as u32), |k| k.0).map_or(0.0, |i| back[i].1);
            if p + mutual > 0.9 && (*p > mutual || (*p == mutual && s < *t as usize)) {
                linked.push((VoiceId::from_index(s), VoiceId(*t), p + mutual));
            }
        }
    }
    let mut consensus = consensus("accu_copy", ledger, &panel, &trust, stop, Box::new(model));
    consensus.warnings.extend(linked.into_iter().map(|(s, t, p)| {
        let name = |v| ledger.voices().name(v);
        Warning {
            what: format!(
                "`{}` and `{}` share false answers: dependent with probability {p:.3}",
                name(s),
                name(t)
            ),
            advice: "count them as one origin".to_owned(),
        }
    }));
    consensus
}

#[cfg(test)]
mod tests {
    use super::super::testing::ledger;
    use super::*;

    #[test]
    fn dependence_agrees_with_the_formulas_worked_longhand() {
        let settings = Settings::default();
        let (s, t): (f64, f64) = (0.6, 0.7);
        let (pt, pf): (f64, f64) = (0.42, 0.4 * 0.3 / 100.0);
        let pd = 1.0 - pt - pf;
        let alone = 0.8 * pt.powi(5) * pf.powi(2) * pd.powi(3);
        let copy = |a: f64| {
            0.1 * (0.8 * a + 0.2 * pt).powi(5)
                * (0.8 * (1.0 - a) + 0.2 * pf).powi(2)
                * (0.2 * pd).powi(3)
        };
        let (from_t, from_s) = dependence([5.0, 2.0, 3.0], s, t, 100.0, &settings);
        let z = alone + copy(t) + copy(s);
        assert!((from_t - copy(t) / z).abs() < 1e-12 && (from_s - copy(s) / z).abs() < 1e-12);
        // Agreement on what is true alone says next to nothing.
        let (a, b) = dependence([5.0, 0.0, 3.0], 0.9, 0.9, 100.0, &settings);
        assert!(a + b < 0.2, "{a} {b}");
    }

    #[test]
    fn three_copies_of_a_falsehood_lose_to_two_who_are_independent() {
        // Five questions where the copiers c1, c2, c3 say the same wrong thing; on ten others all
        // but they agree with the two honest ones as well.
        let mut rows = Vec::new();
        let names: Vec<String> = (0..20).map(|i| format!("q{i:02}")).collect();
        for (i, q) in names.iter().enumerate() {
            for s in ["h1", "h2"] {
                rows.push((s, q.as_str(), "true"));
            }
            for s in ["c1", "c2", "c3"] {
                rows.push((s, q.as_str(), if i % 2 == 0 { "false" } else { "true" }));
            }
            for s in ["h3", "h4", "h5"] {
                // Others answer the first fourteen only.
                if i < 14 {
                    rows.push((s, q.as_str(), "true"));
                }
            }
        }
        let ledger = ledger(&rows);
        let open = Settings { domain: super::super::settings::Domain::Open, ..Settings::default() };
        let got = accu_copy(&ledger, &open);
        for (i, belief) in got.beliefs.iter().enumerate() {
            assert_eq!(belief.best(), Some(0), "q{i}: {belief:?}");
        }
        assert!(
            got.warnings
                .iter()
                .any(|w| w.what.contains("`c1` and `c2`") || w.what.contains("`c2` and `c1`"))
        );
        assert!(!got.warnings.iter().any(|w| w.what.contains("`h")), "{:?}", got.warnings);
    }
}
