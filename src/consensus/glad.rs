//! GLAD: an ability for each voice and a difficulty for each question; EM.
//!
//! | symbol | here          | meaning                                                                              |
//! |--------|---------------|--------------------------------------------------------------------------------------|
//! | `z_q`  | (summed out)  | true answer of `q`, uniform over its `K_q` candidates                                |
//! | `α_s`  | `ability`     | ability of `s`, `N(1, τ²)`; below 0 is adversarial                                   |
//! | `β_q`  | `exp(ease)`   | inverse difficulty of `q`, above 0; `ln β_q ~ N(1, τ²)`                              |
//! | `τ`    | `glad_spread` | prior standard deviation of both                                                     |
//! | `γ`    | `belief`      | `P(z_q = v, given all votes)`                                                        |
//!
//! ```text
//! P(y_sq = z_q) = σ(α_s β_q)               P(y_sq = u, given z_q ≠ u) = (1 − σ(α_s β_q)) / (K_q − 1)
//! E:  γ_q(v) ∝ Π_s P(y_sq | z_q = v)^w
//! M:  raise Q = Σ w [γ_q(y_sq) ln σ(α_s β_q) + (1 − γ_q(y_sq)) ln (1 − σ(α_s β_q))] + ln prior
//! ```
//!
//! The M-step takes Newton steps on each ability with all difficulties fixed, then on each difficulty with all abilities
//! fixed; a step that would lower `Q` is halved. So the objective `ln P(votes, α, β)` cannot fall (generalised EM). The
//! paper climbs by gradients. Starts at the prior means, so no seed. Stops when a step adds less than the tolerance per
//! vote. A belief asked from fewer votes keeps the question's difficulty. Numbers are left to the median.
//!
//! # Reference
//!
//! J. Whitehill, P. Ruvolo, T. Wu, J. Bergsma and J. Movellan (2009), "Whose vote should count more: optimal integration of
//! labels from labelers of unknown expertise", NIPS 22, 2035–2043.

use super::fit::{Fitted, agreement, ascend, voices, with_median_numbers};
use super::layout::{Cast, Domains, Panel, casts};
use super::settings::Settings;
use super::{Belief, Consensus, Model, Stop};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Ledger, Vote};

/// Newton steps on each parameter in one M-step.
const NEWTON_STEPS: usize = 1;

/// Halvings of a step before it is given up.
const HALVINGS: usize = 12;

struct Glad {
    ability: Vec<f64>,
    /// `ln β`, by question of the ledger.
    ease: Vec<f64>,
    domains: Domains,
}

/// `ln σ(x)`, safe at both ends.
fn log_sigmoid(x: f64) -> f64 {
    if x >= 0.0 { -(-x).exp().ln_1p() } else { x - x.exp().ln_1p() }
}

/// E-step of one question, as one-coin's with `σ(α β)` for the accuracy.
fn posterior(
    belief: &mut [f64],
    unseen: f64,
    votes: &[Cast],
    answer_at: usize,
    ability: &[f64],
    beta: f64,
) -> f64 {
    let candidates = belief.len() as f64 + unseen;
    let spread = (candidates - 1.0).max(1.0).ln();
    let mut base = 0.0;
    belief.fill(0.0);
    for v in votes {
        let x = ability[v.voice as usize] * beta;
        let wrong = log_sigmoid(-x) - spread;
        base += v.weight * wrong;
        belief[v.answer as usize - answer_at] += v.weight * (log_sigmoid(x) - wrong);
    }
    let most =
        belief.iter().copied().fold(if unseen > 0.0 { 0.0 } else { f64::NEG_INFINITY }, f64::max);
    let mut sum = if unseen > 0.0 { unseen * (-most).exp() } else { 0.0 };
    for b in belief.iter_mut() {
        *b = (*b - most).exp();
        sum += *b;
    }
    belief.iter_mut().for_each(|b| *b /= sum);
    base + most + sum.ln() - candidates.max(1.0).ln()
}

impl Model for Glad {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let mut support = vec![0.0; ledger.answers(q).len()];
        if !votes.is_empty() {
            let beta = self.ease[q.index()].exp();
            let unseen = self.domains.unseen(ledger, q);
            posterior(&mut support, unseen, &casts(ledger, votes), 0, &self.ability, beta);
        }
        Belief { support, number: None }
    }
}

/// Raises `value(x)` from `x` by damped Newton steps; `slope(x)` gives first and second derivative.
fn climb(mut x: f64, value: impl Fn(f64) -> f64, slope: impl Fn(f64) -> (f64, f64)) -> f64 {
    let mut now = value(x);
    for _ in 0..NEWTON_STEPS {
        let (g, h) = slope(x);
        // Where the curve bends up a Newton step would go the wrong way; a short one uphill does not.
        let mut step = if h < 0.0 { -g / h } else { g.signum() * 0.1 };
        step = step.clamp(-2.0, 2.0);
        for _ in 0..HALVINGS {
            let then = value(x + step);
            if then > now {
                x += step;
                now = then;
                break;
            }
            step /= 2.0;
        }
    }
    x
}

/// Generalised EM: abilities, log inverse difficulties by panel question, beliefs, objective, stop.
#[allow(clippy::type_complexity)]
fn fit(panel: &Panel, settings: &Settings) -> (Vec<f64>, Vec<f64>, Vec<f64>, Vec<f64>, Stop) {
    let tau = settings.glad_spread.powi(2);
    let mut ability = vec![1.0f64; panel.voices];
    let mut ease = vec![1.0f64; panel.questions.len()];
    let mut belief = vec![0.0; panel.answers()];
    let e_step = |belief: &mut [f64], ability: &[f64], ease: &[f64]| {
        let prior: f64 = ability.iter().chain(ease).map(|x| -(x - 1.0).powi(2) / (2.0 * tau)).sum();
        prior
            + panel.each_question(belief, |i, b| {
                let beta = ease[i].exp();
                let votes = panel.votes_on(i);
                posterior(b, panel.unseen[i], votes, panel.answer_at[i], ability, beta)
            })
    };
    let mut first = true;
    let (objective, stop) = ascend(settings, panel.votes.len(), || {
        if !first {
            ability = panel.each_voice(|s, votes| {
                let each = || {
                    votes.iter().map(|v| {
                        let right = belief[v.answer as usize];
                        (v.weight, right, ease[v.question as usize].exp())
                    })
                };
                climb(
                    ability[s],
                    |a| {
                        -(a - 1.0).powi(2) / (2.0 * tau)
                            + each().map(|(w, g, b)| w * expected(g, a * b)).sum::<f64>()
                    },
                    |a| {
                        let mut d = (-(a - 1.0) / tau, -1.0 / tau);
                        for (w, g, b) in each() {
                            let p = log_sigmoid(a * b).exp();
                            d.0 += w * b * (g - p);
                            d.1 -= w * b * b * p * (1.0 - p);
                        }
                        d
                    },
                )
            });
            let mut next = vec![0.0; ease.len()];
            let one: Vec<usize> = (0..=ease.len()).collect();
            panel.each_question_at(&one, &mut next, |i, out| {
                let each = || {
                    panel
                        .votes_on(i)
                        .iter()
                        .map(|v| (v.weight, belief[v.answer as usize], ability[v.voice as usize]))
                };
                out[0] = climb(
                    ease[i],
                    |e| {
                        -(e - 1.0).powi(2) / (2.0 * tau)
                            + each().map(|(w, g, a)| w * expected(g, a * e.exp())).sum::<f64>()
                    },
                    |e| {
                        let mut d = (-(e - 1.0) / tau, -1.0 / tau);
                        for (w, g, a) in each() {
                            let x = a * e.exp();
                            let p = log_sigmoid(x).exp();
                            d.0 += w * x * (g - p);
                            d.1 += w * x * (g - p) - w * x * x * p * (1.0 - p);
                        }
                        d
                    },
                );
                0.0
            });
            ease = next;
        }
        first = false;
        e_step(&mut belief, &ability, &ease)
    });
    (ability, ease, belief, objective, stop)
}

/// `γ ln σ(x) + (1 − γ) ln (1 − σ(x))`.
fn expected(right: f64, x: f64) -> f64 {
    right * log_sigmoid(x) + (1.0 - right) * log_sigmoid(-x)
}

/// Finds abilities and difficulties, and the beliefs that follow.
pub fn glad(ledger: &Ledger, settings: &Settings) -> Consensus {
    let domains = Domains::of(ledger, settings.domain, settings.unseen_answers);
    let panel = Panel::new(ledger, &domains);
    let (ability, own, belief, objective, stop) = fit(&panel, settings);
    let mut ease = vec![1.0; ledger.questions().len()];
    for (q, e) in panel.questions.iter().zip(own) {
        ease[q.index()] = e;
    }
    let mut voices = voices(ledger);
    for ((voice, t), a) in voices.iter_mut().zip(&ability).zip(agreement(&panel, &belief)) {
        voice.trust = a.is_some().then_some(*t);
        voice.accuracy = a;
    }
    let model = Box::new(Glad { ability, ease, domains });
    let fitted = Fitted { method: "glad", voices, objective, stop, warnings: Vec::new(), model };
    with_median_numbers(ledger, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::settings::Domain;
    use super::super::testing::{ledger, never};
    use super::*;

    /// The first step is the E-step at α = 1, ln β = 1. Voices s, t, u; labels A, B, two candidates.
    #[test]
    fn the_e_step_agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "A"), ("u", "x", "B"), ("s", "y", "B")]);
        let p = 1.0 / (1.0 + (-1f64.exp()).exp());
        let (a, b) = (p * p * (1.0 - p), (1.0 - p) * (1.0 - p) * p);
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let (.., belief, objective, _) = fit(&Panel::new(&ledger, &domains), &never(1));
        for (got, want) in belief.iter().zip([a / (a + b), b / (a + b), p]) {
            assert!((got - want).abs() < 1e-12, "{belief:?} {want}");
        }
        let want = f64::midpoint(a, b).ln() + 0.5f64.ln();
        assert!((objective[0] - want).abs() < 1e-12, "{objective:?} {want}");
    }

    /// At the end no small move of any parameter raises the objective: a maximum, by differences.
    #[test]
    fn ends_where_no_small_move_helps() {
        let ledger = ledger(&[
            ("s", "x", "A"),
            ("t", "x", "A"),
            ("u", "x", "B"),
            ("s", "y", "B"),
            ("t", "y", "B"),
            ("u", "y", "B"),
            ("s", "z", "A"),
            ("t", "z", "B"),
            ("u", "z", "B"),
        ]);
        let domains = Domains::of(&ledger, Domain::Shared, 0.0);
        let panel = Panel::new(&ledger, &domains);
        let settings = Settings { tolerance: 1e-14, max_steps: 2000, ..Settings::default() };
        let (ability, ease, _, objective, _) = fit(&panel, &settings);
        assert!(objective.windows(2).all(|w| w[1] >= w[0] - 1e-10), "{objective:?}");
        let value = |ability: &[f64], ease: &[f64]| {
            let mut belief = vec![0.0; panel.answers()];
            let prior: f64 = ability.iter().chain(ease).map(|x| -(x - 1.0).powi(2) / 2.0).sum();
            prior
                + panel.each_question(&mut belief, |i, b| {
                    let votes = panel.votes_on(i);
                    posterior(b, panel.unseen[i], votes, panel.answer_at[i], ability, ease[i].exp())
                })
        };
        let best = value(&ability, &ease);
        for i in 0..6 {
            for step in [-1e-3, 1e-3] {
                let (mut a, mut e) = (ability.clone(), ease.clone());
                if i < 3 {
                    a[i] += step
                } else {
                    e[i - 3] += step
                }
                assert!(value(&a, &e) < best + 1e-9, "{i} {step}");
            }
        }
    }
}
