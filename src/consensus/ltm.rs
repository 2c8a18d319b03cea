//! LTM, the latent truth model: several answers to a question may be true; collapsed Gibbs sampling.
//!
//! A voice that answers a question asserts its answers and denies the others that were given.
//!
//! | symbol     | here                 | meaning                                                           |
//! |------------|----------------------|-------------------------------------------------------------------|
//! | `t_f`      | `truth`              | whether fact `f` (an answer to a question) is true                |
//! | `θ`        | `ltm_truth`          | `P(t_f = 1) = β₁ / (β₁ + β₀)` a priori                            |
//! | `φ⁰_s`     | `ltm_false_positive` | false positive rate: `P(s asserts f, given f false) ~ Beta`       |
//! | `φ¹_s`     | `ltm_sensitivity`    | sensitivity: `P(s asserts f, given f true) ~ Beta`                |
//! | `n_s(i,j)` | `n`                  | statements of `s` on facts of truth `i`; `j` 1 asserted, 0 denied |
//! | `α_i,j`    | the priors           | pseudo-statements                                                 |
//!
//! ```text
//! P(t_f = i | rest) ∝ β_i Π_s (n_s(i, o_sf) + α_i,o) / (n_s(i,0) + n_s(i,1) + α_i,0 + α_i,1)       counts without f
//! afterwards: φ̂_s(i) = (E n_s(i,1) + α_i,1) / (E n_s(i,·) + α_i,·),  P(t_f = 1) by Bayes with φ̂ (the paper's LTMinc)
//! ```
//!
//! Starts from random truths and samples, both from the seed. No objective: a sampler. Ends after its sweeps. An origin
//! counts once for each answer it gives; fractional weights count as whole statements. Numbers are left to the median.
//!
//! # Reference
//!
//! B. Zhao, B. I. P. Rubinstein, J. Gemmell and J. Han (2012), "A Bayesian approach to discovering truth from conflicting
//! sources for data integration", PVLDB 5(6) 550–561, doi:10.14778/2168651.2168656.

use super::fit::{Fitted, beta_estimate, voices, with_median_numbers};
use super::layout::{Domains, Panel};
use super::random::Random;
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};

struct Ltm {
    /// `ln β₁/β₀`.
    prior: f64,
    /// `ln φ¹/φ⁰` and `ln (1 − φ¹)/(1 − φ⁰)`, by voice.
    odds: Vec<[f64; 2]>,
}

impl Model for Ltm {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        if votes.is_empty() {
            return Belief { support, number: None };
        }
        // Every voice that spoke denies all, then takes back what it asserted.
        let mut own: Vec<_> = votes.iter().map(|(_, v)| (v.voice, v.answer)).collect();
        own.sort_unstable();
        own.dedup();
        let mut denied = self.prior;
        for group in own.chunk_by(|a, b| a.0 == b.0) {
            let odds = self.odds[group[0].0.index()];
            denied += odds[1];
            for (_, answer) in group {
                support[answer.index()] += odds[0] - odds[1];
            }
        }
        for s in &mut support {
            *s = 1.0 / (1.0 + (-(*s + denied)).exp());
        }
        Belief { support, number: None }
    }
}

/// Every statement: by question, the voices that spoke; by fact, who asserts it.
struct Statements {
    /// For each question, the voices that spoke on it, each once.
    spoke: Vec<Vec<u32>>,
    /// For each fact, whether each of those voices asserts it.
    asserted: Vec<Vec<bool>>,
}

fn statements(panel: &Panel) -> Statements {
    let mut all = Statements { spoke: Vec::new(), asserted: Vec::new() };
    for i in 0..panel.questions.len() {
        let mut spoke: Vec<u32> = panel.votes_on(i).iter().map(|v| v.voice).collect();
        spoke.sort_unstable();
        spoke.dedup();
        let at = panel.answer_at[i];
        let mut asserted = vec![vec![false; spoke.len()]; panel.answer_at[i + 1] - at];
        for v in panel.votes_on(i) {
            if let Ok(place) = spoke.binary_search(&v.voice) {
                asserted[v.answer as usize - at][place] = true;
            }
        }
        all.spoke.push(spoke);
        all.asserted.extend(asserted);
    }
    all
}

/// Expected counts `n_s(i, j)` by voice as `[i][j]`.
fn sample(panel: &Panel, settings: &Settings) -> Vec<[[f64; 2]; 2]> {
    let all = statements(panel);
    let [true_, false_] = settings.ltm_truth;
    // α by truth, then by what was said: denied, asserted.
    let [fp, tn] = settings.ltm_false_positive;
    let [tp, fneg] = settings.ltm_sensitivity;
    let alpha = [[tn, fp], [fneg, tp]];
    let mut random = Random::new(settings.seed);
    let mut truth: Vec<bool> = (0..panel.answers()).map(|_| random.uniform() < 0.5).collect();
    let mut n = vec![[[0.0; 2]; 2]; panel.voices];
    for i in 0..panel.questions.len() {
        for f in panel.answer_at[i]..panel.answer_at[i + 1] {
            for (s, o) in all.spoke[i].iter().zip(&all.asserted[f]) {
                n[*s as usize][usize::from(truth[f])][usize::from(*o)] += 1.0;
            }
        }
    }
    let [sweeps, burn, every] = settings.ltm_sweeps;
    let mut sum = vec![[[0.0; 2]; 2]; panel.voices];
    let mut kept: f64 = 0.0;
    for sweep in 0..sweeps {
        for i in 0..panel.questions.len() {
            for f in panel.answer_at[i]..panel.answer_at[i + 1] {
                let now = usize::from(truth[f]);
                let mut log = (true_ / false_).ln();
                for (s, o) in all.spoke[i].iter().zip(&all.asserted[f]) {
                    let (s, o) = (*s as usize, usize::from(*o));
                    n[s][now][o] -= 1.0;
                    let rate = |t: usize| {
                        let of = n[s][t][0] + n[s][t][1] + alpha[t][0] + alpha[t][1];
                        (n[s][t][o] + alpha[t][o]) / of
                    };
                    log += (rate(1) / rate(0)).ln();
                }
                truth[f] = random.uniform() < 1.0 / (1.0 + (-log).exp());
                for (s, o) in all.spoke[i].iter().zip(&all.asserted[f]) {
                    n[*s as usize][usize::from(truth[f])][usize::from(*o)] += 1.0;
                }
            }
        }
        if sweep >= burn && (sweep - burn) % every.max(1) == 0 {
            kept += 1.0;
            for (sum, n) in sum.iter_mut().flatten().flatten().zip(n.iter().flatten().flatten()) {
                *sum += n;
            }
        }
    }
    sum.iter_mut().flatten().flatten().for_each(|x| *x /= kept.max(1.0));
    sum
}

/// Samples truths, learns both rates of every voice, and believes by Bayes.
pub fn ltm(ledger: &Ledger, settings: &Settings) -> Consensus {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let n = sample(&panel, settings);
    let [fp, tn] = settings.ltm_false_positive;
    let [tp, fneg] = settings.ltm_sensitivity;
    let mut voices = voices(ledger);
    let mut odds = Vec::with_capacity(n.len());
    for (s, n) in n.iter().enumerate() {
        let yes = (n[1][1] + tp) / (n[1][0] + n[1][1] + tp + fneg);
        let no = (n[0][1] + fp) / (n[0][0] + n[0][1] + fp + tn);
        odds.push([(yes / no).ln(), ((1.0 - yes) / (1.0 - no)).ln()]);
        if !panel.votes_of(s).is_empty() {
            voices[s].assertion_rate = beta_estimate(n[1][1] + tp, n[1][0] + fneg);
            voices[s].denial_rate = beta_estimate(n[0][0] + tn, n[0][1] + fp);
            // Of what it asserted: how much is true.
            voices[s].accuracy = beta_estimate(n[1][1] + 1.0, n[0][1] + 1.0);
        }
    }
    let prior = (settings.ltm_truth[0] / settings.ltm_truth[1]).ln();
    let fitted = Fitted {
        method: "ltm",
        voices,
        objective: Vec::new(),
        stop: Stop::Converged,
        warnings: Vec::new(),
        model: Box::new(Ltm { prior, odds }),
    };
    with_median_numbers(ledger, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, uniform};
    use super::*;

    /// One question, two voices, three facts: s says A and B, t says A; the posterior by Bayes.
    #[test]
    fn belief_agrees_with_bayes_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("s", "x", "B"), ("t", "x", "A"), ("u", "x", "C")]);
        let rates = [(0.6f64, 0.05f64), (0.7, 0.1), (0.5, 0.2)];
        let odds =
            rates.iter().map(|(y, n)| [(y / n).ln(), ((1.0 - y) / (1.0 - n)).ln()]).collect();
        let model = Ltm { prior: 0.0, odds };
        let all = super::super::layout::numbered(&ledger, QuestionId(0));
        let got = model.belief(&ledger, QuestionId(0), &all);
        let of = |said: [bool; 3]| {
            let p = |truth: bool| -> f64 {
                said.iter()
                    .zip(rates)
                    .map(|(said, (y, n))| {
                        let rate = if truth { y } else { n };
                        if *said { rate } else { 1.0 - rate }
                    })
                    .product()
            };
            p(true) / (p(true) + p(false))
        };
        let want = [of([true, true, false]), of([true, false, false]), of([false, false, true])];
        for (got, want) in got.support.iter().zip(want) {
            assert!((got - want).abs() < 1e-12, "{got} {want}");
        }
    }

    /// Two answers of four are true; voices differ in how many they name and how often they err.
    #[test]
    fn finds_several_truths_and_both_rates() {
        let mut next = uniform(4);
        let rates = [(0.9, 0.02), (0.8, 0.05), (0.7, 0.02), (0.6, 0.1), (0.9, 0.3), (0.8, 0.03)];
        let mut rows = Vec::new();
        for q in 0..250 {
            for (s, (yes, no)) in rates.iter().enumerate() {
                for (v, answer) in ["a", "b", "c", "d"].iter().enumerate() {
                    if next() < if v < 2 { *yes } else { *no } {
                        rows.push((format!("s{s}"), format!("q{q:03}"), *answer));
                    }
                }
            }
        }
        let rows: Vec<_> = rows.iter().map(|(s, q, v)| (s.as_str(), q.as_str(), *v)).collect();
        let ledger = ledger(&rows);
        let settings = Settings {
            ltm_false_positive: [1.0, 10.0],
            ltm_sensitivity: [2.0, 2.0],
            ..Settings::default()
        };
        let got = ltm(&ledger, &settings);
        let (mut wrong, mut all) = (0, 0);
        for q in ledger.question_ids() {
            for (a, p) in got.beliefs[q.index()].support.iter().enumerate() {
                let name = ledger.print_answer(q, crate::ids::AnswerId::from_index(a));
                wrong += usize::from((*p > 0.5) != (name == "a" || name == "b"));
                all += 1;
            }
        }
        assert!(wrong * 25 < all, "{wrong} of {all}");
        for (s, (yes, _)) in rates.iter().enumerate() {
            // A voice's number is the order of its first vote, not that of the planted rates.
            let v = &got.voices[ledger.voices().find(&format!("s{s}")).unwrap().index()];
            // A question on which a voice names nothing is not one that it covers, so the rates
            // come out a little high.
            assert!((v.assertion_rate.unwrap().mean() - yes).abs() < 0.1, "s{s}: {v:?} {yes}");
        }
    }
}
