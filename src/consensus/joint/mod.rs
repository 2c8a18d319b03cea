//! `joint`, the default: one model for categories, counts, reals, dates and yes/no.

mod coin;
mod dirichlet;
pub(crate) mod tally;

use serde::{Deserialize, Serialize};

use self::coin::{Coin, Domain};
use self::tally::{Tally, shares};
use super::numbers::{self, Numbers};
use super::{Belief, Consensus, Model, Stop, VoiceEstimate};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Kind, Ledger, Vote};

/// How `joint` works. One set of defaults serves all data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Prior probability that nobody said the truth of an open category question, `[0, 1)`.
    pub unsaid: f64,
    /// Most steps before giving up; 1 and up.
    pub max_steps: usize,
    /// Stop when a step adds less than this to the objective, in nats.
    pub tolerance: f64,
    /// How numbers are fitted.
    pub numbers: numbers::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unsaid: 0.05,
            max_steps: 100,
            tolerance: 1e-3,
            numbers: numbers::Settings::default(),
        }
    }
}

/// A fitted part of the ledger: the questions of one kind.
enum Part {
    Coin(Coin),
    Numbers(Numbers),
}

struct Joint {
    parts: Vec<Part>,
    /// Which part answers each question.
    part_of: Vec<usize>,
}

impl Joint {
    fn infer(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let answers = ledger.answers(q).len();
        if votes.is_empty() {
            return Belief { support: vec![0.0; answers], number: None };
        }
        let mut weights = Vec::new();
        shares(ledger, votes, &mut weights);
        let weighted =
            votes.iter().zip(&weights).map(|((at, v), &w)| (*at, v.voice.0, v.answer.0, w));
        match &self.parts[self.part_of[q.index()]] {
            Part::Coin(coin) => {
                let mut support = Vec::new();
                coin.infer(answers, weighted.map(|(_, s, a, w)| (s, a, w)), &mut support);
                support.truncate(answers);
                Belief { support, number: None }
            }
            Part::Numbers(numbers) => numbers.belief(ledger, q, weighted),
        }
    }
}

impl Model for Joint {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        self.infer(ledger, q, votes)
    }
}

/// Fits the default model to a ledger.
pub fn joint(ledger: &Ledger, settings: &Settings) -> Consensus {
    let mut model = Joint { parts: Vec::new(), part_of: vec![0; ledger.questions().len()] };
    let mut objective: Vec<f64> = Vec::new();
    let mut converged = true;
    for kind in [Kind::Category, Kind::YesNo, Kind::Count, Kind::Real, Kind::Date] {
        let questions: Vec<QuestionId> =
            ledger.question_ids().filter(|&q| ledger.question(q).kind == kind).collect();
        if questions.is_empty() {
            continue;
        }
        for q in &questions {
            model.part_of[q.index()] = model.parts.len();
        }
        let tally = Tally::new(ledger, questions);
        let (part, trace, done) = match kind {
            Kind::Category | Kind::YesNo => {
                let (coin, trace, done) = fit_coin(ledger, kind, &tally, settings);
                (Part::Coin(coin), trace, done)
            }
            _ => {
                let (numbers, trace, done) = Numbers::fit(
                    ledger,
                    kind,
                    &tally,
                    &settings.numbers,
                    settings.max_steps,
                    settings.tolerance,
                );
                (Part::Numbers(numbers), trace, done)
            }
        };
        model.parts.push(part);
        converged &= done;
        objective = add_traces(&objective, &trace);
    }
    let beliefs = {
        use rayon::prelude::*;
        ledger
            .question_ids()
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(|q| {
                let start = ledger.vote_range(q).start;
                let votes: Vec<(usize, Vote)> =
                    ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)).collect();
                model.infer(ledger, q, &votes)
            })
            .collect()
    };
    let voices = estimates(ledger, &model);
    let stop = match (objective.is_empty(), converged) {
        (true, _) => Stop::ClosedForm,
        (_, true) => Stop::Converged,
        (_, false) => Stop::StepLimit,
    };
    Consensus {
        method: "joint",
        beliefs,
        voices,
        objective,
        stop,
        warnings: Vec::new(),
        model: Box::new(model),
    }
}

/// The sum of two traces; the shorter one stays at its last value.
fn add_traces(a: &[f64], b: &[f64]) -> Vec<f64> {
    let at = |xs: &[f64], i: usize| xs.get(i).or(xs.last()).copied().unwrap_or(0.0);
    (0..a.len().max(b.len())).map(|i| at(a, i) + at(b, i)).collect()
}

fn fit_coin(
    ledger: &Ledger,
    kind: Kind,
    tally: &Tally,
    settings: &Settings,
) -> (Coin, Vec<f64>, bool) {
    let domain = match kind {
        Kind::YesNo => Domain { unsaid: 0.0, others: 1 },
        _ => Domain { unsaid: settings.unsaid, others: 1 },
    };
    let answers: Vec<usize> = tally.questions.iter().map(|&q| ledger.answers(q).len()).collect();
    let mut coin = Coin::new(ledger.voices().len(), domain);
    let mut trace: Vec<f64> = Vec::new();
    for _ in 0..settings.max_steps {
        let now = coin.step(tally, &answers);
        let done = trace.last().is_some_and(|&last| now - last < settings.tolerance);
        trace.push(now);
        if done {
            return (coin, trace, true);
        }
    }
    (coin, trace, false)
}

fn estimates(ledger: &Ledger, model: &Joint) -> Vec<VoiceEstimate> {
    let mut voices = vec![VoiceEstimate::default(); ledger.voices().len()];
    // A voice may have voted on several kinds; the kind it voted on most describes it.
    let mut heard = vec![vec![0usize; model.parts.len()]; voices.len()];
    for q in ledger.question_ids() {
        for vote in ledger.votes(q) {
            voices[vote.voice.index()].votes += 1;
            heard[vote.voice.index()][model.part_of[q.index()]] += 1;
        }
    }
    for (s, (voice, heard)) in voices.iter_mut().zip(&heard).enumerate() {
        let mut order: Vec<usize> = (0..heard.len()).filter(|&i| heard[i] > 0).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(heard[i]));
        for i in order {
            match &model.parts[i] {
                Part::Coin(coin) => voice.accuracy = voice.accuracy.or_else(|| coin.accuracy(s)),
                Part::Numbers(n) => {
                    voice.scatter = voice.scatter.or_else(|| n.scatter(s));
                    voice.house_effect = voice.house_effect.or_else(|| n.house_effect(s));
                }
            }
        }
    }
    voices
}
