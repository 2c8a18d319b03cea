//! `joint`, the default: one model for categories, counts, reals, dates and yes/no.
//!
//! Questions are split by what they need: label sets that many questions share go to a
//! [`committee::Committee`], open domains to a [`coin::Coin`], numbers to
//! [`super::numbers::Numbers`]. Copiers are found first on raw shares, then on the beliefs of a first
//! fit, and count once.

mod closed;
mod coin;
mod committee;
mod crowd;
mod dirichlet;
#[cfg(test)]
mod laws;
mod pooled;
mod split;
pub(crate) mod tally;
#[cfg(test)]
mod tests;
mod voices;
mod warm;
mod warnings;

use serde::{Deserialize, Serialize};

use self::coin::Coin;
use self::committee::{Committee, Limits};
use self::split::{Group, split};
use self::tally::Tally;
use self::voices::estimates;
use self::warm::Before;
use super::copying::{self, Dependence};
use super::numbers::{self, Numbers};
use super::{Belief, Consensus, Model, Stop};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Answer, Kind, Ledger, Vote};

/// How `joint` works. One set of defaults serves all data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Prior probability that nobody said the truth of an open category question, `[0, 1)`.
    pub unsaid: f64,
    /// How alike errors on one question of two labels are beyond what voices explain, `[0, 1)`:
    /// `n` votes tell as much as `n / (1 + correlation (n − 1))`.
    pub correlation: f64,
    /// Most steps before giving up; 1 and up.
    pub max_steps: usize,
    /// Stop when a step adds less than this to the objective, in nats.
    pub tolerance: f64,
    /// How numbers are fitted.
    pub numbers: numbers::Settings,
    /// How copying is found.
    pub copying: copying::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unsaid: 0.05,
            correlation: 0.1,
            max_steps: 100,
            tolerance: 1e-3,
            numbers: numbers::Settings::default(),
            copying: copying::Settings::default(),
        }
    }
}

/// Times that copiers are looked for anew.
const PASSES: usize = 4;

/// A fitted part of the ledger: questions that share a structure.
enum Part {
    Coin(Coin),
    Committee(Box<Committee>),
    Numbers(Box<Numbers>),
}

struct Joint {
    settings: Settings,
    parts: Vec<Part>,
    /// Which part answers each question.
    part_of: Vec<usize>,
    dependence: Dependence,
}

impl Joint {
    fn infer(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let answers = ledger.answers(q).len();
        if votes.is_empty() {
            return Belief { support: vec![0.0; answers], number: None };
        }
        let mut weights = Vec::new();
        self.dependence.weights(ledger, votes, &mut weights);
        let stands = |v: &Vote| self.dependence.stands[v.voice.index()];
        let weighted =
            votes.iter().zip(&weights).map(|((at, v), &w)| (*at, stands(v), v.answer.0, w));
        match &self.parts[self.part_of[q.index()]] {
            Part::Coin(coin) => {
                let mut support = Vec::new();
                coin.infer(answers, weighted.map(|(_, s, a, w)| (s, a, w)), &mut support);
                support.truncate(answers);
                Belief { support, number: None }
            }
            Part::Committee(committee) => {
                let label = |answer: usize| match ledger.answers(q)[answer] {
                    Answer::Label(l) => committee.dense(l.index()),
                    Answer::Number(_) => 0,
                };
                let votes: Vec<(usize, usize, f64)> = weighted
                    .map(|(_, s, a, w)| (committee.seat(s), label(a as usize), w))
                    .collect();
                let belief = committee.infer(&votes);
                let support = (0..answers).map(|a| belief[label(a)]).collect();
                Belief { support, number: None }
            }
            Part::Numbers(numbers) => numbers.belief(ledger, q, weighted),
        }
    }

    fn infer_all(&self, ledger: &Ledger) -> Vec<Belief> {
        use rayon::prelude::*;
        ledger
            .question_ids()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|q| {
                let start = ledger.vote_range(q).start;
                let votes: Vec<(usize, Vote)> =
                    ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)).collect();
                self.infer(ledger, q, &votes)
            })
            .collect()
    }
}

impl Model for Joint {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        self.infer(ledger, q, votes)
    }

    fn links(&self) -> &[copying::Link] {
        &self.dependence.links
    }

    fn refit(&self, known: &Ledger, ledger: &Ledger) -> Option<Consensus> {
        Some(believe(ledger, &self.settings, Some((self, known))))
    }
}

/// Fits the default model to a ledger.
pub fn joint(ledger: &Ledger, settings: &Settings) -> Consensus {
    believe(ledger, settings, None)
}

/// Fits from nothing, or from a fit of fewer votes and the ledger that it knew.
fn believe(ledger: &Ledger, settings: &Settings, before: Option<(&Joint, &Ledger)>) -> Consensus {
    let groups = split(ledger);
    let before = before.map(|(fit, known)| Before::new(fit, known, ledger));
    let categories: Vec<QuestionId> = ledger
        .question_ids()
        .filter(|&q| matches!(ledger.question(q).kind, Kind::Category | Kind::YesNo))
        .collect();
    // In a small label set errors meet by themselves; only clones can be told there.
    let mut copyable: Vec<QuestionId> = groups
        .iter()
        .filter_map(|g| match g {
            Group::Open(questions) => Some(questions.iter().copied()),
            _ => None,
        })
        .flatten()
        .collect();
    copyable.sort_unstable();
    let clones = Dependence::clones(ledger, &categories, &settings.copying);
    let first = match &before {
        Some(before) => before.dependence(&clones),
        None => by_majority(ledger, &copyable, &clones, &settings.copying),
    };
    let mut fitted = fit(ledger, &groups, first, settings, before.as_ref());
    let mut beliefs = fitted.model.infer_all(ledger);
    // What copiers share looks true until they are found, and what they contradict looks false: look
    // again at better beliefs.
    for _ in 0..PASSES {
        let next = clones.clone().find(ledger, &copyable, &settings.copying, |q, a| {
            beliefs[q.index()].support.get(a).copied().unwrap_or(0.0)
        });
        let known = &mut fitted.model.dependence;
        if next.partners == known.partners && next.stands == known.stands {
            *known = next;
            break;
        }
        fitted = fit(ledger, &groups, next, settings, before.as_ref());
        beliefs = fitted.model.infer_all(ledger);
    }
    let stop = match (fitted.objective.is_empty(), fitted.converged) {
        (true, _) => Stop::ClosedForm,
        (_, true) => Stop::Converged,
        (_, false) => Stop::StepLimit,
    };
    let voices = estimates(ledger, &fitted.model, &beliefs);
    let mut warnings = warnings::warnings(ledger, &fitted.model, &beliefs, &voices);
    if stop == Stop::StepLimit {
        warnings.push(super::fit::unsettled("joint"));
    }
    Consensus {
        method: "joint",
        warnings,
        voices,
        beliefs,
        objective: fitted.objective,
        stop,
        model: Box::new(fitted.model),
    }
}

/// Copiers, before any fit: the answers that most voters give are taken for right, and only what is
/// shared against them is evidence.
fn by_majority(
    ledger: &Ledger,
    questions: &[QuestionId],
    clones: &Dependence,
    settings: &copying::Settings,
) -> Dependence {
    let mut shares: Vec<Vec<f64>> = vec![Vec::new(); ledger.questions().len()];
    for &q in questions {
        let mut count = vec![0.0; ledger.answers(q).len()];
        for v in clones.heard(ledger, q) {
            count[v.answer.index()] += 1.0;
        }
        let most = count.iter().copied().fold(1.0, f64::max);
        let n: f64 = count.iter().sum::<f64>().max(1.0);
        shares[q.index()] = count.iter().map(|&c| if c == most { 1.0 } else { c / n }).collect();
    }
    clones
        .clone()
        .find(ledger, questions, settings, |q, a| shares[q.index()].get(a).copied().unwrap_or(0.0))
}

struct Fitted {
    model: Joint,
    objective: Vec<f64>,
    converged: bool,
}

fn fit(
    ledger: &Ledger,
    groups: &[Group],
    dependence: Dependence,
    settings: &Settings,
    before: Option<&Before>,
) -> Fitted {
    let mut model = Joint {
        parts: Vec::new(),
        part_of: vec![0; ledger.questions().len()],
        dependence,
        settings: settings.clone(),
    };
    let mut objective: Vec<f64> = Vec::new();
    let mut converged = true;
    for group in groups {
        let (Group::Open(questions)
        | Group::Closed { questions, .. }
        | Group::Numbers(_, questions)) = group;
        for q in questions {
            model.part_of[q.index()] = model.parts.len();
        }
        let tally = Tally::new(ledger, questions.clone(), &model.dependence);
        let (part, trace, done) = fit_part(ledger, group, &tally, settings, before);
        model.parts.push(part);
        converged &= done;
        objective = add_traces(&objective, &trace);
    }
    Fitted { model, objective, converged }
}

fn fit_part(
    ledger: &Ledger,
    group: &Group,
    tally: &Tally,
    settings: &Settings,
    before: Option<&Before>,
) -> (Part, Vec<f64>, bool) {
    let (steps, tolerance) = (settings.max_steps, settings.tolerance);
    let limits = Limits { max_steps: steps, tolerance, correlation: settings.correlation };
    let earlier = before.and_then(|b| Some((b.part(ledger, group)?, b.voices.as_slice())));
    match group {
        Group::Open(questions) => {
            let answers: Vec<usize> =
                tally.questions.iter().map(|&q| ledger.answers(q).len()).collect();
            let (coin, trace, done) = match earlier {
                Some((Part::Coin(coin), known)) => {
                    coin.refit(tally, &answers, known, steps, tolerance)
                }
                _ => {
                    let two = all_yes_no(ledger, questions);
                    let voices = ledger.voices().len();
                    Coin::fit(tally, &answers, voices, settings.unsaid, two, steps, tolerance)
                }
            };
            (Part::Coin(coin), trace, done)
        }
        Group::Closed { questions, dense, labels } => {
            let dense = dense.clone();
            let (committee, trace, done) = match earlier {
                Some((Part::Committee(committee), known)) => {
                    committee.refit(ledger, tally, dense, known, limits)
                }
                _ => {
                    let set = (*labels, all_yes_no(ledger, questions) && *labels == 2);
                    Committee::fit(ledger, tally, dense, set, limits)
                }
            };
            (Part::Committee(Box::new(committee)), trace, done)
        }
        Group::Numbers(kind, _) => {
            let earlier = match earlier {
                Some((Part::Numbers(numbers), known)) => Some((numbers.as_ref(), known)),
                _ => None,
            };
            let (numbers, trace, done) =
                Numbers::fit(ledger, *kind, tally, &settings.numbers, earlier, steps, tolerance);
            (Part::Numbers(Box::new(numbers)), trace, done)
        }
    }
}

fn all_yes_no(ledger: &Ledger, questions: &[QuestionId]) -> bool {
    questions.iter().all(|&q| ledger.question(q).kind == Kind::YesNo)
}

/// The sum of two traces; the shorter one stays at its last value.
fn add_traces(a: &[f64], b: &[f64]) -> Vec<f64> {
    let at = |xs: &[f64], i: usize| xs.get(i).or(xs.last()).copied().unwrap_or(0.0);
    (0..a.len().max(b.len())).map(|i| at(a, i) + at(b, i)).collect()
}
