//! BWA: Bayesian weighted average, each label a number between 0 and 1, each voice a precision; EM.
//!
//! | symbol   | here           | meaning                                                       |
//! |----------|----------------|---------------------------------------------------------------|
//! | `y_sqk`  | votes          | 1 where `s` gave label `k` to `q`, else 0                     |
//! | `z_qk`   | `z`            | how far `k` is true of `q`: `y_sqk ~ N(z_qk, 1 / v_sk)`       |
//! | `μ_k`    | `mu`           | mean of `z_qk`, which is `N(μ_k, 1)`                          |
//! | `v_sk`   | `precision`    | precision of `s` on label `k`, `Gamma(a/2, b_k/2)`            |
//! | `a`      | `bwa_strength` | prior votes of a voice                                        |
//! | `n_s`    | `votes`        | weight of the votes of `s`                                    |
//!
//! ```text
//! b_k = a · 4 (1 − 1/K) · Σ_q n_q z_qk (1 − z_qk) / Σ_q n_q        at the start, z = vote shares
//! v_sk = (a + n_s) / (b_k + Σ_q w (y_sqk − z_qk)²)
//! z_qk = (μ_k + Σ_s w v_sk y_sqk) / (1 + Σ_s w v_sk)                μ_k = mean_q z_qk
//! F = −Σ_sk (a + n_s)/2 · ln(b_k + Σ_q w (y_sqk − z_qk)²) − ½ Σ_qk (z_qk − μ_k)²
//! ```
//!
//! Starts from vote shares, so no seed. Objective: `F`, the log of the joint density with the precisions summed out; EM
//! cannot lower it. Stops when a step adds less than the tolerance per vote. The belief is `z_qk / Σ_k z_qk`. Open
//! domains are answered by one-coin, numbers by the median.
//!
//! # Reference
//!
//! Y. Li, B. I. P. Rubinstein and T. Cohn (2019), "Truth inference at scale: a Bayesian model for adjudicating highly
//! redundant crowd annotations", WWW, doi:10.1145/3308558.3313459.

use super::dawid_skene::{complete, estimates, label_casts};
use super::fit::{Fitted, ascend, voices};
use super::layout::{Cast, Domains, Home, Labels};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

struct Bwa {
    /// `v_sk` by voice, label set, label.
    precision: Vec<f64>,
    /// `μ_k` by label set.
    mu: [Vec<f64>; 2],
    sizes: [usize; 2],
    domains: Domains,
}

impl Bwa {
    /// `z_qk` of one question.
    fn average(&self, z: &mut [f64], set: usize, votes: &[Cast]) {
        let mut weight = vec![1.0; z.len()];
        z.copy_from_slice(&self.mu[set]);
        for v in votes {
            let at = v.voice as usize * (self.sizes[0] + self.sizes[1]) + set * self.sizes[0];
            for k in 0..z.len() {
                let p = v.weight * self.precision[at + k];
                weight[k] += p;
                if k == v.answer as usize {
                    z[k] += p;
                }
            }
        }
        for (z, w) in z.iter_mut().zip(&weight) {
            *z /= w;
        }
    }
}

impl Model for Bwa {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let home = self.domains.home(q);
        let answers = ledger.answers(q);
        let mut support = vec![0.0; answers.len()];
        if !votes.is_empty() {
            let mut z = vec![0.0; self.domains.size(home)];
            let own = label_casts(ledger, &self.domains, q, votes);
            self.average(&mut z, usize::from(home != Home::YesNo), &own);
            let total: f64 = z.iter().sum();
            for (s, a) in support.iter_mut().zip(answers) {
                *s = z[self.domains.label(home, *a)] / total.max(f64::MIN_POSITIVE);
            }
        }
        Belief { support, number: None }
    }
}

/// EM on shared label sets: model and `z`.
fn fit(labels: &Labels, domains: &Domains, settings: &Settings) -> (Bwa, Vec<f64>, Vec<f64>, Stop) {
    let a = settings.bwa_strength;
    let sizes = labels.sizes;
    let mut z = labels.shares();
    let mut b = [vec![0.0; sizes[0]], vec![0.0; sizes[1]]];
    let mut total = [0.0; 2];
    for i in 0..labels.questions.len() {
        let (set, at) = (labels.set(i), labels.label_at[i]);
        let n: f64 = labels.votes_on(i).iter().map(|v| v.weight).sum();
        total[set] += n;
        for (b, z) in b[set].iter_mut().zip(&z[at..]) {
            *b += n * z * (1.0 - z);
        }
    }
    for ((b, n), total) in b.iter_mut().zip(sizes).zip(total) {
        let correction = 4.0 * (1.0 - 1.0 / n.max(1) as f64);
        for b in b {
            // Where all agree from the start there is no scatter to learn; any small one does.
            *b = (a * correction * *b / f64::max(total, 1e-300)).max(1e-9);
        }
    }
    let asked: [f64; 2] = [0, 1]
        .map(|set| (0..labels.questions.len()).filter(|&i| labels.set(i) == set).count() as f64);
    let mut model = Bwa {
        precision: Vec::new(),
        mu: [Vec::new(), Vec::new()],
        sizes,
        domains: domains.clone(),
    };
    // Votes on one label set and their squared error on each label, of every voice.
    let errors = |z: &[f64]| {
        labels.each_voice(|_, votes| {
            let mut n = [0.0; 2];
            let mut square = vec![0.0; sizes[0] + sizes[1]];
            for v in votes {
                let q = v.question as usize;
                let (set, at) = (labels.set(q), labels.label_at[q]);
                n[set] += v.weight;
                let own = &mut square[set * sizes[0]..][..sizes[set]];
                for (k, e) in own.iter_mut().enumerate() {
                    let y = f64::from(u8::from(k == v.answer as usize));
                    *e += v.weight * (y - z[at + k]).powi(2);
                }
            }
            (n, square)
        })
    };
    let prior = |k: usize| if k < sizes[0] { (0, b[0][k]) } else { (1, b[1][k - sizes[0]]) };
    let mut error = errors(&z);
    let (objective, stop) = ascend(settings, labels.votes.len(), || {
        for (set, asked) in asked.iter().enumerate() {
            model.mu[set] = labels.totals(&z, set);
            model.mu[set].iter_mut().for_each(|m| *m /= asked.max(1.0));
        }
        model.precision = error
            .iter()
            .flat_map(|(n, square)| {
                square.iter().enumerate().map(|(k, e)| {
                    let (set, b) = prior(k);
                    (a + n[set]) / (b + e)
                })
            })
            .collect();
        let spread = labels.each_question(&mut z, |i, z| {
            let set = labels.set(i);
            model.average(z, set, labels.votes_on(i));
            z.iter().zip(&model.mu[set]).map(|(z, m)| (z - m).powi(2)).sum()
        });
        error = errors(&z);
        let fit: f64 = error
            .iter()
            .map(|(n, square)| {
                let terms = square.iter().enumerate().map(|(k, e)| {
                    let (set, b) = prior(k);
                    (a + n[set]) / 2.0 * (b + e).ln()
                });
                terms.sum::<f64>()
            })
            .sum();
        -fit - spread / 2.0
    });
    (model, z, objective, stop)
}

/// Finds the precisions and the beliefs that follow.
pub fn bwa(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, usize::MAX);
    let (model, z, objective, stop) = fit(&labels, &domains, settings);
    let mut voices = voices(ledger);
    estimates(&labels, &z, &mut voices);
    let wide = labels.sizes[0] + labels.sizes[1];
    for (s, voice) in voices.iter_mut().enumerate() {
        if wide > 0 && !labels.votes_of(s).is_empty() {
            let own = &model.precision[s * wide..(s + 1) * wide];
            voice.trust = Some(own.iter().sum::<f64>() / wide as f64);
        }
    }
    let model = Box::new(model);
    let fitted = Fitted { method: "bwa", voices, objective, stop, warnings: Vec::new(), model };
    complete(ledger, domains, usize::MAX, settings, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Voices s, t, u; labels A, B. x: s A, t A, u B. y: s B, u A. Only label A is followed here;
    /// with two labels B is its mirror.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[
            ("s", "x", "A"),
            ("t", "x", "A"),
            ("u", "x", "B"),
            ("s", "y", "B"),
            ("u", "y", "A"),
        ]);
        let (mut x, mut y): (f64, f64) = (2.0 / 3.0, 0.5);
        let b = 15.0 * 2.0 * (3.0 * x * (1.0 - x) + 2.0 * y * (1.0 - y)) / 5.0;
        let mut objective = 0.0;
        for _ in 0..3 {
            let mu = (x + y) / 2.0;
            let s = 17.0 / (b + (1.0 - x).powi(2) + y.powi(2));
            let t = 16.0 / (b + (1.0 - x).powi(2));
            let u = 17.0 / (b + x.powi(2) + (1.0 - y).powi(2));
            (x, y) = ((mu + s + t) / (1.0 + s + t + u), (mu + u) / (1.0 + s + u));
            objective = -(17.0 * (b + (1.0 - x).powi(2) + y.powi(2)).ln()
                + 16.0 * (b + (1.0 - x).powi(2)).ln()
                + 17.0 * (b + x.powi(2) + (1.0 - y).powi(2)).ln())
                - ((x - mu).powi(2) + (y - mu).powi(2));
        }
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let labels = Labels::new(&ledger, &domains, usize::MAX);
        let (_, z, objectives, _) = fit(&labels, &domains, &never(3));
        for (got, want) in z.iter().zip([x, 1.0 - x, y, 1.0 - y]) {
            assert!((got - want).abs() < 1e-12, "{z:?} {want}");
        }
        assert!((objectives[2] - objective).abs() < 1e-9, "{objectives:?} {objective}");
    }
}
