//! EBCC: enhanced Bayesian classifier combination, where voices err together on subtypes of a label; variational.
//!
//! | symbol       | here              | meaning                                                            |
//! |--------------|-------------------|--------------------------------------------------------------------|
//! | `z_q`, `g_q` | `joint`           | true label and its subtype, `q(z_q = k, g_q = m) = ρ_q(k,m)`       |
//! | `M`          | `subtypes`        | subtypes of each label                                             |
//! | `τ`          | `tau`             | shares of the labels, `Dirichlet(1)`                               |
//! | `π_k`        | `pi`              | shares of the subtypes of `k`, `Dirichlet(0.1 / M)`                |
//! | `v_s(k,m,·)` | `rows`            | what `s` says to subtype `m` of `k`, `Dirichlet(β_k)`              |
//! | `β_kl`       | `confusion_prior` | `[on, off]` the diagonal                                           |
//!
//! ```text
//! ν_k = 1 + Σ_qm ρ_q(k,m)     η_k(m) = 0.1/M + Σ_q ρ_q(k,m)     μ_s(k,m,l) = β_kl + Σ_{q: y_sq = l} w ρ_q(k,m)
//! ρ_q(k,m) ∝ exp(E ln τ_k + E ln π_k(m) + Σ_s w E ln v_s(k, m, y_sq))
//! L = Σ_q ln Σ_km exp(…) − KL(ν) − Σ_k KL(η_k) − Σ_skm KL(μ_s(k,m,·))
//! ```
//!
//! Subtypes start at random (flat Dirichlet draws times the vote shares), as in the paper: from the seed, `starts` times,
//! and the run with the best bound is kept. Objective: the evidence lower bound `L` of that run; coordinate ascent cannot
//! lower it. Stops when a step adds less than the tolerance per vote. Yes/no questions and a shared label set are fitted
//! apart. Open domains are answered by one-coin, numbers by the median.
//!
//! # Reference
//!
//! Y. Li, B. I. P. Rubinstein and T. Cohn (2019), "Exploiting worker correlation for label aggregation in crowdsourcing",
//! ICML, PMLR 97, 3886–3895.

use super::dawid_skene::{complete, estimates, label_casts};
use super::dirichlet::{divergence, expected_logs};
use super::fit::{Fitted, ascend, voices};
use super::layout::{Cast, Domains, Home, Labels};
use super::one_coin::normalise;
use super::random::Random;
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

/// Prior weight of the subtypes of a label together, as in the authors' experiments.
const SUBTYPE_PRIOR: f64 = 0.1;

/// Expected logs of one fit; both label sets side by side.
#[derive(Clone, Default)]
struct Parameters {
    /// `E ln τ_k + E ln π_k(m)` by label set, label, subtype.
    types: [Vec<f64>; 2],
    /// `E ln v_s(k,m,l)` by voice, label set, voted label, label, subtype.
    rows: Vec<f64>,
    sizes: [usize; 2],
    subtypes: usize,
}

impl Parameters {
    fn stride(&self) -> usize {
        self.subtypes * (self.sizes[0] * self.sizes[0] + self.sizes[1] * self.sizes[1])
    }

    /// Where in a voice's rows those of a voted label start.
    fn row(&self, set: usize, label: usize) -> usize {
        self.subtypes * (set * self.sizes[0] * self.sizes[0] + label * self.sizes[set])
    }

    /// `ρ_q` of one question; returns `ln Σ`.
    fn posterior(&self, joint: &mut [f64], set: usize, votes: &[Cast]) -> f64 {
        joint.copy_from_slice(&self.types[set]);
        for v in votes {
            let at = v.voice as usize * self.stride() + self.row(set, v.answer as usize);
            for (j, e) in joint.iter_mut().zip(&self.rows[at..]) {
                *j += v.weight * e;
            }
        }
        normalise(joint)
    }
}

struct Ebcc {
    parameters: Parameters,
    domains: Domains,
}

impl Model for Ebcc {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let home = self.domains.home(q);
        let answers = ledger.answers(q);
        let mut support = vec![0.0; answers.len()];
        if !votes.is_empty() {
            let m = self.parameters.subtypes;
            let mut joint = vec![0.0; self.domains.size(home) * m];
            let own = label_casts(ledger, &self.domains, q, votes);
            self.parameters.posterior(&mut joint, usize::from(home != Home::YesNo), &own);
            for (s, a) in support.iter_mut().zip(answers) {
                *s = joint[self.domains.label(home, *a) * m..][..m].iter().sum();
            }
        }
        Belief { support, number: None }
    }
}

/// Coordinate ascent from one table of `ρ`: parameters, bound after each step, stop.
fn fit(
    labels: &Labels,
    settings: &Settings,
    mut joint: Vec<f64>,
) -> (Parameters, Vec<f64>, Vec<f64>, Stop) {
    let [on, off] = settings.confusion_prior;
    let subtypes = settings.subtypes.max(1);
    let mut p = Parameters { sizes: labels.sizes, subtypes, ..Parameters::default() };
    let at: Vec<usize> = labels.label_at.iter().map(|a| a * subtypes).collect();
    let (objective, stop) = ascend(settings, labels.votes.len(), || {
        let mut cost = 0.0;
        for set in 0..2 {
            let mut types = vec![0.0; labels.sizes[set] * subtypes];
            for i in (0..labels.questions.len()).filter(|&i| labels.set(i) == set) {
                for (t, j) in types.iter_mut().zip(&joint[at[i]..]) {
                    *t += j;
                }
            }
            let mut tau: Vec<f64> =
                types.chunks(subtypes).map(|own| 1.0 + own.iter().sum::<f64>()).collect();
            cost += if tau.is_empty() { 0.0 } else { divergence(&tau, |_| 1.0) };
            expected_logs(&mut tau);
            for (own, tau) in types.chunks_mut(subtypes).zip(&tau) {
                let prior = SUBTYPE_PRIOR / subtypes as f64;
                own.iter_mut().for_each(|x| *x += prior);
                cost += divergence(own, |_| prior);
                expected_logs(own);
                own.iter_mut().for_each(|x| *x += tau);
            }
            p.types[set] = types;
        }
        let stride = p.stride();
        let fitted = labels.each_voice(|_, votes| {
            let mut own = vec![0.0; stride];
            for v in votes {
                let q = v.question as usize;
                let set = labels.set(q);
                let n = labels.sizes[set] * subtypes;
                let row = p.row(set, v.answer as usize);
                for (c, j) in own[row..row + n].iter_mut().zip(&joint[at[q]..]) {
                    *c += v.weight * j;
                }
            }
            let mut cost = 0.0;
            let mut column = Vec::new();
            for (set, &n) in labels.sizes.iter().enumerate() {
                for km in 0..n * subtypes {
                    let k = km / subtypes;
                    let prior = |l: usize| if l == k { on } else { off };
                    column.clear();
                    column.extend((0..n).map(|l| own[p.row(set, l) + km] + prior(l)));
                    cost += divergence(&column, prior);
                    expected_logs(&mut column);
                    for (l, c) in column.iter().enumerate() {
                        own[p.row(set, l) + km] = *c;
                    }
                }
            }
            (own, cost)
        });
        cost += fitted.iter().map(|f| f.1).sum::<f64>();
        p.rows.clear();
        fitted.iter().for_each(|f| p.rows.extend(&f.0));
        labels.each_question_at(&at, &mut joint, |i, j| {
            p.posterior(j, labels.set(i), labels.votes_on(i))
        }) - cost
    });
    (p, joint, objective, stop)
}

/// Vote shares, split over subtypes at random.
fn start(labels: &Labels, subtypes: usize, random: &mut Random) -> Vec<f64> {
    let mut joint = Vec::with_capacity(labels.beliefs() * subtypes);
    let mut split = vec![0.0; subtypes];
    for share in labels.shares() {
        random.dirichlet(&mut split);
        joint.extend(split.iter().map(|x| x * share));
    }
    joint
}

/// Finds the variational posterior with the best bound and the beliefs that follow.
pub fn ebcc(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, usize::MAX);
    let subtypes = settings.subtypes.max(1);
    let mut random = Random::new(settings.seed);
    let mut best: Option<(Parameters, Vec<f64>, Vec<f64>, Stop)> = None;
    for _ in 0..settings.starts.max(1) {
        let run = fit(&labels, settings, start(&labels, subtypes, &mut random));
        if best.as_ref().is_none_or(|b| run.2.last() > b.2.last()) {
            best = Some(run);
        }
    }
    let (parameters, joint, objective, stop) =
        best.unwrap_or_else(|| (Parameters::default(), Vec::new(), Vec::new(), Stop::StepLimit));
    let belief: Vec<f64> = joint.chunks(subtypes).map(|own| own.iter().sum()).collect();
    let mut voices = voices(ledger);
    estimates(&labels, &belief, &mut voices);
    let model = Box::new(Ebcc { parameters, domains: domains.clone() });
    let fitted = Fitted { method: "ebcc", voices, objective, stop, warnings: Vec::new(), model };
    complete(ledger, domains, usize::MAX, settings, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use statrs::function::gamma::digamma as psi;

    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Voices s, t; labels A, B; two subtypes each. x: s A, t B. y: s A.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "B"), ("s", "y", "A")]);
        let settings = Settings { subtypes: 2, ..never(2) };
        // ρ of (A,1) (A,2) (B,1) (B,2).
        let mut x = [0.3, 0.2, 0.1, 0.4];
        let mut y = [0.8, 0.2, 0.0, 0.0];
        let given = [x, y].concat();
        for _ in 0..2 {
            let n: Vec<f64> = (0..4).map(|i| x[i] + y[i]).collect();
            let tau = [psi(1.0 + n[0] + n[1]), psi(1.0 + n[2] + n[3])];
            let mut logs = [[0.0; 4]; 2];
            for i in 0..4 {
                let k = i / 2;
                let pi = psi(0.05 + n[i]) - psi(0.1 + n[2 * k] + n[2 * k + 1]);
                let (a, b) = if k == 0 { (4.0, 1.0) } else { (1.0, 4.0) };
                let s_says_a = psi(a + n[i]) - psi(5.0 + n[i]);
                let t_says_b = psi(b + x[i]) - psi(5.0 + x[i]);
                logs[0][i] = (tau[k] + pi + s_says_a + t_says_b).exp();
                logs[1][i] = (tau[k] + pi + s_says_a).exp();
            }
            x = logs[0].map(|l| l / logs[0].iter().sum::<f64>());
            y = logs[1].map(|l| l / logs[1].iter().sum::<f64>());
        }
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let labels = Labels::new(&ledger, &domains, usize::MAX);
        let (_, joint, objective, _) = fit(&labels, &settings, given);
        for (got, want) in joint.iter().zip(x.iter().chain(&y)) {
            assert!((got - want).abs() < 1e-12, "{joint:?} {want}");
        }
        assert!(objective[1] >= objective[0], "{objective:?}");
    }
}
