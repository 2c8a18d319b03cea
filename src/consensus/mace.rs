//! MACE: a voice either knows the answer or spams labels of its own liking; variational Bayes.
//!
//! | symbol   | here              | meaning                                                                  |
//! |----------|-------------------|--------------------------------------------------------------------------|
//! | `T_q`    | `belief`          | true label of `q`, uniform a priori, `q(T_q = k) = γ_q(k)`               |
//! | `θ_s`    | `competence`      | `P(s knows) ~ Beta(mace_competence)`                                     |
//! | `ξ_s(l)` | `spam`            | `P(s says l, given it spams) ~ Dirichlet(mace_spam)`                     |
//! | `κ_s,q`  | (in the M-step)   | `P(s knew on q, given its vote)`                                         |
//! | `~`      |                   | `exp E ln` under the variational Beta or Dirichlet                       |
//!
//! ```text
//! γ_q(k) ∝ Π_s (θ̃_s [y_sq = k] + (1−θ)~_s ξ̃_s(y_sq))^w
//! knew = Σ_q w γ_q(y_sq) · θ̃_s / (θ̃_s + (1−θ)~_s ξ̃_s(y_sq))               θ_s ~ Beta(a + knew, b + n_s − knew)
//! spammed(l) = Σ_{q: y_sq = l} w (1 − γ_q(l) θ̃_s / (θ̃_s + (1−θ)~_s ξ̃_s(l)))        ξ_s ~ Dirichlet(d + spammed)
//! L = Σ_q ln (1/K) Σ_k Π_s(…) − Σ_s KL(θ_s) − Σ_s KL(ξ_s)
//! ```
//!
//! The paper restarts at random; here the start is fixed: vote shares, and a voice whose vote is right knew it with the
//! odds of an even chance against even spam. Objective: the evidence lower bound `L`; coordinate ascent cannot lower it
//! (votes of weight 1). Stops when a step adds less than the tolerance per vote. Open domains are answered by
//! one-coin, numbers by the median.
//!
//! # Reference
//!
//! D. Hovy, T. Berg-Kirkpatrick, A. Vaswani and E. Hovy (2013), "Learning whom to trust with MACE", NAACL-HLT, 1120–1130.

use super::dawid_skene::{complete, estimates, label_casts};
use super::dirichlet::{divergence, expected_logs};
use super::fit::{Fitted, ascend, beta_estimate, voices};
use super::layout::{Cast, Domains, Home, Labels};
use super::one_coin::normalise;
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};

#[derive(Clone)]
struct Mace {
    /// `θ̃_s`.
    knows: Vec<f64>,
    /// `(1 − θ)~_s ξ̃_s(l)` by voice, label set, label.
    spam: Vec<f64>,
    sizes: [usize; 2],
    domains: Domains,
}

impl Mace {
    fn at(&self, voice: u32, set: usize, label: u32) -> usize {
        voice as usize * (self.sizes[0] + self.sizes[1]) + set * self.sizes[0] + label as usize
    }

    /// `γ_q` of one question; returns `ln (1/K) Σ`.
    fn posterior(&self, belief: &mut [f64], set: usize, votes: &[Cast]) -> f64 {
        belief.fill(0.0);
        let mut all = 0.0;
        for v in votes {
            let spam = self.spam[self.at(v.voice, set, v.answer)];
            let own = spam + self.knows[v.voice as usize];
            all += v.weight * spam.ln();
            belief[v.answer as usize] += v.weight * (own.ln() - spam.ln());
        }
        all + normalise(belief) - (belief.len() as f64).ln()
    }
}

impl Model for Mace {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let home = self.domains.home(q);
        let answers = ledger.answers(q);
        let mut support = vec![0.0; answers.len()];
        if !votes.is_empty() {
            let mut belief = vec![0.0; self.domains.size(home)];
            let own = label_casts(ledger, &self.domains, q, votes);
            self.posterior(&mut belief, usize::from(home != Home::YesNo), &own);
            for (s, a) in support.iter_mut().zip(answers) {
                *s = belief[self.domains.label(home, *a)];
            }
        }
        Belief { support, number: None }
    }
}

/// Coordinate ascent: model, Beta shapes of each competence, beliefs, bound, stop.
#[allow(clippy::type_complexity)]
fn fit(
    labels: &Labels,
    domains: &Domains,
    settings: &Settings,
) -> (Mace, Vec<[f64; 2]>, Vec<f64>, Vec<f64>, Stop) {
    let prior = settings.mace_competence;
    let sizes = labels.sizes;
    let wide = sizes[0] + sizes[1];
    let mut belief = labels.shares();
    let flat: Vec<f64> =
        sizes.iter().flat_map(|&n| std::iter::repeat_n(0.5 / n.max(1) as f64, n)).collect();
    let mut model = Mace {
        knows: vec![0.5; labels.voices],
        spam: flat.repeat(labels.voices),
        sizes,
        domains: domains.clone(),
    };
    let mut shapes = Vec::new();
    let (objective, stop) = ascend(settings, labels.votes.len(), || {
        let fitted = labels.each_voice(|s, votes| {
            let mut theta = prior;
            let mut spammed = vec![settings.mace_spam; wide];
            for v in votes {
                let q = v.question as usize;
                let set = labels.set(q);
                let spam = model.spam[model.at(s as u32, set, v.answer)];
                let knew = belief[labels.label_at[q] + v.answer as usize] * model.knows[s]
                    / (model.knows[s] + spam);
                theta[0] += v.weight * knew;
                theta[1] += v.weight * (1.0 - knew);
                spammed[set * sizes[0] + v.answer as usize] += v.weight * (1.0 - knew);
            }
            let mut cost = divergence(&theta, |i| prior[i]);
            let mut logs = theta;
            expected_logs(&mut logs);
            let (first, second) = spammed.split_at_mut(sizes[0]);
            for set in [first, second] {
                if !set.is_empty() {
                    cost += divergence(set, |_| settings.mace_spam);
                    expected_logs(set);
                    set.iter_mut().for_each(|x| *x = (*x + logs[1]).exp());
                }
            }
            (theta, logs[0].exp(), spammed, cost)
        });
        shapes.clear();
        model.knows.clear();
        model.spam.clear();
        let mut cost = 0.0;
        for (theta, knows, spam, c) in fitted {
            shapes.push(theta);
            model.knows.push(knows);
            model.spam.extend(spam);
            cost += c;
        }
        labels.each_question(&mut belief, |i, b| {
            model.posterior(b, labels.set(i), labels.votes_on(i))
        }) - cost
    });
    (model, shapes, belief, objective, stop)
}

/// Finds competences and spam habits, and the beliefs that follow.
pub fn mace(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let labels = Labels::new(ledger, &domains, usize::MAX);
    let (model, shapes, belief, objective, stop) = fit(&labels, &domains, settings);
    let mut voices = voices(ledger);
    estimates(&labels, &belief, &mut voices);
    for (s, voice) in voices.iter_mut().enumerate() {
        if !labels.votes_of(s).is_empty() {
            voice.trust = shapes.get(s).and_then(|[a, b]| beta_estimate(*a, *b)).map(|e| e.mean());
        }
    }
    let model = Box::new(model);
    let fitted = Fitted { method: "mace", voices, objective, stop, warnings: Vec::new(), model };
    complete(ledger, domains, usize::MAX, settings, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use statrs::function::gamma::digamma as psi;

    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// Voices s, t; labels A, B. x: s A, t B. y: s A.
    #[test]
    fn agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "B"), ("s", "y", "A")]);
        let (mut x, mut y) = (0.5, 1.0);
        // θ̃, and (1 − θ)~ ξ̃ of the label each voice uses.
        let (mut s, mut t) = ((0.5, 0.25), (0.5, 0.25));
        for _ in 0..3 {
            let s_knew = (x + y) * s.0 / (s.0 + s.1);
            let t_knew = (1.0 - x) * t.0 / (t.0 + t.1);
            let update = |knew: f64, n: f64| {
                let spammed = n - knew;
                let theta = (psi(0.5 + knew) - psi(1.0 + n)).exp();
                let not = psi(0.5 + spammed) - psi(1.0 + n);
                let xi = psi(10.0 + spammed) - psi(20.0 + spammed);
                (theta, (not + xi).exp())
            };
            (s, t) = (update(s_knew, 2.0), update(t_knew, 1.0));
            let (a, b) = ((s.0 + s.1) * t.1, s.1 * (t.0 + t.1));
            x = a / (a + b);
            y = (s.0 + s.1) / (s.0 + s.1 + s.1);
        }
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let labels = Labels::new(&ledger, &domains, usize::MAX);
        let (_, _, belief, objective, _) = fit(&labels, &domains, &never(3));
        for (got, want) in belief.iter().zip([x, 1.0 - x, y, 1.0 - y]) {
            assert!((got - want).abs() < 1e-12, "{belief:?} {want}");
        }
        assert!(objective.windows(2).all(|w| w[1] >= w[0] - 1e-12), "{objective:?}");
    }
}
