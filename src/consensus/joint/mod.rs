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
pub(crate) mod tally;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use self::coin::Coin;
use self::committee::Committee;
use self::tally::Tally;
use super::copying::{self, Dependence};
use super::numbers::{self, Numbers};
use super::{Belief, Consensus, Model, Stop, VoiceEstimate, Warning};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::{Answer, Kind, Ledger, Vote};
use crate::units::Estimate;

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
    /// How copying is found.
    pub copying: copying::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            unsaid: 0.05,
            max_steps: 100,
            tolerance: 1e-3,
            numbers: numbers::Settings::default(),
            copying: copying::Settings::default(),
        }
    }
}

/// Most labels of a set that is treated as closed.
const CLOSED_LABELS: usize = 64;
/// Votes that a closed set needs for each cell of a confusion matrix.
const VOTES_PER_CELL: usize = 8;
/// Questions that a closed set needs.
const CLOSED_QUESTIONS: usize = 20;
/// Cells of all voices' matrices together, at most: keeps memory in bounds.
const MOST_CELLS: usize = 8_000_000;

/// Times that copiers are looked for anew.
const PASSES: usize = 4;

/// A fitted part of the ledger: questions that share a structure.
enum Part {
    Coin(Coin),
    Committee(Box<Committee>),
    Numbers(Box<Numbers>),
}

struct Joint {
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
}

/// Fits the default model to a ledger.
pub fn joint(ledger: &Ledger, settings: &Settings) -> Consensus {
    let groups = split(ledger);
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
    // Before any fit, the answers that most voters give are taken for right: only what is shared
    // against them is evidence.
    let mut shares: Vec<Vec<f64>> = vec![Vec::new(); ledger.questions().len()];
    for &q in &categories {
        let mut count = vec![0.0; ledger.answers(q).len()];
        for v in ledger.votes(q).iter().filter(|v| clones.speaks(v)) {
            count[v.answer.index()] += 1.0;
        }
        let most = count.iter().copied().fold(1.0, f64::max);
        let n: f64 = count.iter().sum::<f64>().max(1.0);
        shares[q.index()] = count.iter().map(|&c| if c == most { 1.0 } else { c / n }).collect();
    }
    let first = clones.clone().find(ledger, &copyable, &settings.copying, |q, a| {
        shares[q.index()].get(a).copied().unwrap_or(0.0)
    });
    drop(shares);
    let mut fitted = fit(ledger, &groups, first, settings);
    let mut beliefs = fitted.model.infer_all(ledger);
    // What copiers share looks true until they are found, and what they contradict looks false: look
    // again at better beliefs.
    for _ in 0..PASSES {
        let next = clones.clone().find(ledger, &copyable, &settings.copying, |q, a| {
            beliefs[q.index()].support.get(a).copied().unwrap_or(0.0)
        });
        let known = &fitted.model.dependence;
        if next.partners == known.partners && next.stands == known.stands {
            break;
        }
        fitted = fit(ledger, &groups, next, settings);
        beliefs = fitted.model.infer_all(ledger);
    }
    let stop = match (fitted.objective.is_empty(), fitted.converged) {
        (true, _) => Stop::ClosedForm,
        (_, true) => Stop::Converged,
        (_, false) => Stop::StepLimit,
    };
    Consensus {
        method: "joint",
        voices: estimates(ledger, &fitted.model, &beliefs),
        warnings: warnings(ledger, &fitted.model),
        beliefs,
        objective: fitted.objective,
        stop,
        model: Box::new(fitted.model),
    }
}

struct Fitted {
    model: Joint,
    objective: Vec<f64>,
    converged: bool,
}

/// Questions that are fitted together.
enum Group {
    Open(Vec<QuestionId>),
    Closed { questions: Vec<QuestionId>, dense: Vec<u16>, labels: usize },
    Numbers(Kind, Vec<QuestionId>),
}

fn fit(ledger: &Ledger, groups: &[Group], dependence: Dependence, settings: &Settings) -> Fitted {
    let mut model =
        Joint { parts: Vec::new(), part_of: vec![0; ledger.questions().len()], dependence };
    let mut objective: Vec<f64> = Vec::new();
    let mut converged = true;
    let (steps, tolerance) = (settings.max_steps, settings.tolerance);
    for group in groups {
        let (Group::Open(questions)
        | Group::Closed { questions, .. }
        | Group::Numbers(_, questions)) = group;
        for q in questions {
            model.part_of[q.index()] = model.parts.len();
        }
        let tally = Tally::new(ledger, questions.clone(), &model.dependence);
        let (part, trace, done) = match group {
            Group::Open(_) => {
                let answers: Vec<usize> =
                    tally.questions.iter().map(|&q| ledger.answers(q).len()).collect();
                let voices = ledger.voices().len();
                let two = questions.iter().all(|&q| ledger.question(q).kind == Kind::YesNo);
                let (coin, trace, done) =
                    Coin::fit(&tally, &answers, voices, settings.unsaid, two, steps, tolerance);
                (Part::Coin(coin), trace, done)
            }
            Group::Closed { questions, dense, labels } => {
                let yes_no = questions.iter().all(|&q| ledger.question(q).kind == Kind::YesNo);
                let set = (*labels, yes_no && *labels == 2);
                let (committee, trace, done) =
                    Committee::fit(ledger, &tally, dense.clone(), set, steps, tolerance);
                (Part::Committee(Box::new(committee)), trace, done)
            }
            Group::Numbers(kind, _) => {
                let (numbers, trace, done) =
                    Numbers::fit(ledger, *kind, &tally, &settings.numbers, steps, tolerance);
                (Part::Numbers(Box::new(numbers)), trace, done)
            }
        };
        model.parts.push(part);
        converged &= done;
        objective = add_traces(&objective, &trace);
    }
    Fitted { model, objective, converged }
}

/// Which questions go together: label sets that many questions share, the rest of the categories,
/// yes/no, and each kind of number.
fn split(ledger: &Ledger) -> Vec<Group> {
    let of = |kind: Kind| -> Vec<QuestionId> {
        ledger.question_ids().filter(|&q| ledger.question(q).kind == kind).collect()
    };
    let mut groups = Vec::new();
    for kind in [Kind::Category, Kind::YesNo] {
        groups.extend(split_labels(ledger, of(kind)));
    }
    for kind in [Kind::Count, Kind::Real, Kind::Date] {
        let questions = of(kind);
        if !questions.is_empty() {
            groups.push(Group::Numbers(kind, questions));
        }
    }
    groups
}

fn split_labels(ledger: &Ledger, questions: Vec<QuestionId>) -> Vec<Group> {
    let labels = ledger.labels().len();
    let label = |a: &Answer| match a {
        Answer::Label(l) => Some(l.0),
        Answer::Number(_) => None,
    };
    // Labels that meet on a question belong to one set.
    let mut set: Vec<u32> = (0..labels as u32).collect();
    let root = |set: &[u32], mut l: u32| {
        while set[l as usize] != l {
            l = set[l as usize];
        }
        l
    };
    for &q in &questions {
        let mut first = None;
        for l in ledger.answers(q).iter().filter_map(label) {
            let a = root(&set, l);
            let b = *first.get_or_insert(a);
            set[a.max(b) as usize] = a.min(b);
            first = Some(a.min(b));
        }
    }
    for l in 0..labels {
        set[l] = root(&set, set[l]);
    }
    let mut size = vec![0usize; labels];
    let mut votes = vec![0usize; labels];
    let mut count = vec![0usize; labels];
    let mut used = vec![false; labels];
    let set_of =
        |q: QuestionId| ledger.answers(q).first().and_then(label).map(|l| set[l as usize] as usize);
    for &q in &questions {
        if let Some(s) = set_of(q) {
            votes[s] += ledger.votes(q).len();
            count[s] += 1;
            for l in ledger.answers(q).iter().filter_map(label) {
                if !std::mem::replace(&mut used[l as usize], true) {
                    size[s] += 1;
                }
            }
        }
    }
    let closed = |s: usize| {
        (2..=CLOSED_LABELS).contains(&size[s])
            && count[s] >= CLOSED_QUESTIONS
            && votes[s] >= VOTES_PER_CELL * size[s] * size[s]
            && votes[s] >= 2 * count[s]
            && ledger.voices().len().min(votes[s]) * size[s] * size[s] <= MOST_CELLS
    };
    let mut open = Vec::new();
    let mut sets: Vec<(usize, Vec<QuestionId>)> = Vec::new();
    for q in questions {
        match set_of(q) {
            Some(s) if closed(s) => match sets.iter_mut().find(|(r, _)| *r == s) {
                Some((_, list)) => list.push(q),
                None => sets.push((s, vec![q])),
            },
            _ => open.push(q),
        }
    }
    let mut groups: Vec<Group> = sets
        .into_iter()
        .map(|(s, questions)| {
            let mut dense = vec![u16::MAX; labels];
            let mut n = 0;
            for l in 0..labels {
                if used[l] && set[l] as usize == s {
                    dense[l] = n;
                    n += 1;
                }
            }
            Group::Closed { questions, dense, labels: n as usize }
        })
        .collect();
    if !open.is_empty() {
        groups.push(Group::Open(open));
    }
    groups
}

/// The sum of two traces; the shorter one stays at its last value.
fn add_traces(a: &[f64], b: &[f64]) -> Vec<f64> {
    let at = |xs: &[f64], i: usize| xs.get(i).or(xs.last()).copied().unwrap_or(0.0);
    (0..a.len().max(b.len())).map(|i| at(a, i) + at(b, i)).collect()
}

/// `Beta` counts of one rate: expected hits and misses, and the variance that beliefs add.
#[derive(Clone, Copy, Default)]
struct Rate {
    hit: f64,
    miss: f64,
    doubt: f64,
}

impl Rate {
    fn add(&mut self, weight: f64, hit: f64, miss: f64) {
        self.hit += weight * hit;
        self.miss += weight * miss;
        self.doubt += weight * weight * hit * miss;
    }

    /// Mean and 90 % interval, given what voices are like: the Beta whose variance adds that of not
    /// knowing which answers were right.
    fn estimate(&self, prior: [f64; 2]) -> Option<Estimate> {
        let (a, b) = (prior[0] + self.hit, prior[1] + self.miss);
        let n = a + b;
        let mean = a / n;
        let var = mean * (1.0 - mean) / (n + 1.0) + self.doubt / (n * n);
        let strength = (mean * (1.0 - mean) / var - 1.0).max(0.1);
        coin::beta_estimate(mean * strength, (1.0 - mean) * strength)
    }
}

/// Prior of a population of rates, by moments: as wide as the rates differ beyond chance.
fn population(rates: &[Rate]) -> [f64; 2] {
    let (mut hit, mut n) = (3.2, 4.0);
    for r in rates {
        hit += r.hit;
        n += r.hit + r.miss;
    }
    let mean: f64 = hit / n;
    let (mut between, mut within, mut m) = (0.0, 0.0, 0.0);
    for r in rates {
        let k = r.hit + r.miss;
        if k >= 1.0 {
            let d = r.hit / k - mean;
            between += k * d * d;
            within += mean * (1.0 - mean);
            m += k;
        }
    }
    let var = if m > 0.0 { ((between - within) / m).max(0.0) } else { 0.05 };
    // Between 2 votes' worth (voices may be anything) and 200 (all alike).
    let strength = (mean * (1.0 - mean) / var.max(1e-9) - 1.0).clamp(2.0, 200.0);
    [mean * strength, (1.0 - mean) * strength]
}

fn estimates(ledger: &Ledger, model: &Joint, beliefs: &[Belief]) -> Vec<VoiceEstimate> {
    let n = ledger.voices().len();
    let mut voices = vec![VoiceEstimate::default(); n];
    // A voice may have voted on several kinds of number; the kind it voted on most describes it.
    let mut heard = vec![vec![0usize; model.parts.len()]; n];
    let (mut right, mut yes, mut no) =
        (vec![Rate::default(); n], vec![Rate::default(); n], vec![Rate::default(); n]);
    let mut weights = Vec::new();
    let mut votes: Vec<(usize, Vote)> = Vec::new();
    for q in ledger.question_ids() {
        let start = ledger.vote_range(q).start;
        votes.clear();
        votes.extend(ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)));
        model.dependence.weights(ledger, &votes, &mut weights);
        let support = &beliefs[q.index()].support;
        let kind = ledger.question(q).kind;
        for (at, vote) in &votes {
            let s = vote.voice.index();
            voices[s].votes += 1;
            heard[s][model.part_of[q.index()]] += 1;
            if !matches!(kind, Kind::Category | Kind::YesNo) {
                continue;
            }
            let (w, g) = (ledger.weight(*at), support[vote.answer.index()]);
            right[s].add(w, g, 1.0 - g);
            if kind == Kind::YesNo {
                // A vote for yes tells of `P(yes | yes)` as far as the truth is yes, and of
                // `P(no | no)` as far as it is no.
                if ledger.print_answer(q, vote.answer) == "yes" {
                    yes[s].hit += w * g;
                    no[s].miss += w * (1.0 - g);
                } else {
                    no[s].hit += w * g;
                    yes[s].miss += w * (1.0 - g);
                }
            }
        }
    }
    let [right_prior, yes_prior, no_prior] = [&right, &yes, &no].map(|rates| {
        let own = rates.iter().enumerate().filter(|(s, _)| {
            let voice = VoiceId::from_index(*s);
            model.dependence.stands[*s] == voice.0
        });
        population(&own.map(|(_, r)| *r).collect::<Vec<_>>())
    });
    for (s, voice) in voices.iter_mut().enumerate() {
        if right[s].hit + right[s].miss > 0.0 {
            voice.accuracy = right[s].estimate(right_prior);
        }
        if yes[s].hit + yes[s].miss + no[s].hit + no[s].miss > 0.0 {
            voice.assertion_rate = yes[s].estimate(yes_prior);
            voice.denial_rate = no[s].estimate(no_prior);
        }
        let mut order: Vec<usize> = (0..model.parts.len()).filter(|&i| heard[s][i] > 0).collect();
        order.sort_by_key(|&i| std::cmp::Reverse(heard[s][i]));
        for i in order {
            if let Part::Numbers(n) = &model.parts[i] {
                let s = model.dependence.stands[s] as usize;
                voice.scatter = voice.scatter.or_else(|| n.scatter(s));
                voice.house_effect = voice.house_effect.or_else(|| n.house_effect(s));
            }
        }
    }
    voices
}

fn warnings(ledger: &Ledger, model: &Joint) -> Vec<Warning> {
    let mut out = Vec::new();
    for group in model.dependence.groups() {
        let names: Vec<&str> = group.iter().map(|&v| ledger.voices().name(v)).collect();
        let shared = model
            .dependence
            .links
            .iter()
            .filter(|l| group.contains(&l.a))
            .map(|l| l.shared)
            .fold(0.0, f64::max);
        out.push(Warning {
            what: format!(
                "{} share up to {shared:.0} values that are likely false and that few others give; \
                 they count once together",
                names.join(", ")
            ),
            advice: "see who was first, or give their votes one origin".to_owned(),
        });
    }
    out
}
