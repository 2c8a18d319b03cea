//! Fits the consensus to known answers: its settings, and the recalibration of its beliefs.

use super::fit::{FOLDS, Fitted, Parameter, Task, fit, fold_of, four_digits};
use super::key::{Answers, number, same_words};
use super::{loss, search};
use crate::consensus::{CalibrationSettings, YesNo};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Kind, Ledger};
use crate::pipeline::Gathered;
use crate::settings::Settings;

/// What the consensus can be told.
pub const CONSENSUS: [Parameter; 4] = [
    Parameter { path: "consensus.joint.unsaid", low: 0.001, high: 0.5, log: true },
    Parameter { path: "consensus.joint.copying.evidence", low: 2.0, high: 60.0, log: true },
    Parameter { path: "consensus.joint.numbers.shared_error", low: 0.0, high: 0.9, log: false },
    Parameter { path: "consensus.joint.numbers.scatter_prior", low: 0.5, high: 40.0, log: true },
];

/// Strengths of the pull toward the defaults that the recalibration is tried with; infinitely strong
/// is among them: no recalibration.
const PULLS: [f64; 7] = [f64::INFINITY, 16.0, 4.0, 1.0, 0.25, 0.06, 0.015];
/// The pull while the consensus' own settings are sought.
const SEARCH_PULL: f64 = 1.0;

/// What is believed of one question with a known answer.
enum Case {
    YesNo {
        read: YesNo,
        yes: bool,
    },
    Category {
        support: Vec<f64>,
        truth: Vec<bool>,
    },
    Number {
        mean: f64,
        sd: f64,
        truth: f64,
        real: bool,
    },
    /// The method gives no belief that could be judged.
    None,
}

/// Known answers to fit to.
struct Known<'a> {
    gathered: &'a Gathered,
    settings: &'a Settings,
    questions: Vec<(QuestionId, &'a [String])>,
    groups: &'a [String],
    /// Mean distance of the votes' median from the truth: the unit of numeric losses.
    typical: f64,
    /// What of the recalibration the cases can tell.
    dials: Vec<Dial>,
}

/// One key of the recalibration.
#[derive(Clone, Copy)]
struct Dial {
    name: &'static str,
    /// How far it may go from its default at a pull of ½: the standard deviation of its prior.
    reach: f64,
    read: fn(&CalibrationSettings) -> f64,
    write: fn(&mut CalibrationSettings, f64),
}

/// Smallest spread, as the settings allow it.
const LEAST_SPREAD: f64 = 0.01;

fn dials(kinds: &[Kind], typical: f64) -> Vec<Dial> {
    let has = |wanted: &[Kind]| kinds.iter().any(|k| wanted.contains(k));
    let mut dials = Vec::new();
    let mut add = |wanted: &[Kind], name, reach, read, write| {
        if has(wanted) {
            dials.push(Dial { name, reach, read, write });
        }
    };
    let labels = [Kind::Category, Kind::YesNo];
    add(&labels, "slope", 0.5, |c| c.slope, |c, x| c.slope = x.clamp(0.0, 20.0));
    add(&[Kind::YesNo], "yes", 1.0, |c| c.yes, |c, x| c.yes = x.clamp(-12.0, 12.0));
    add(
        &[Kind::YesNo],
        "assertions",
        0.5,
        |c| c.assertions,
        |c, x| c.assertions = x.clamp(-12.0, 12.0),
    );
    add(&[Kind::YesNo], "denials", 0.5, |c| c.denials, |c, x| c.denials = x.clamp(-12.0, 12.0));
    // The spread is a factor: it is sought by its logarithm.
    let numbers = [Kind::Count, Kind::Real, Kind::Date];
    add(
        &numbers,
        "spread",
        0.5,
        |c| c.spread.ln(),
        |c, x| c.spread = x.exp().clamp(LEAST_SPREAD, 100.0),
    );
    add(&[Kind::Real], "shift", typical / 2.0, |c| c.shift, |c, x| c.shift = x);
    dials
}

/// Fits consensus settings and the recalibration to known answers.
///
/// The loss is log loss for categories, yes and no; for numbers the continuous ranked probability
/// score over the mean absolute error of the median of each question's own votes, so that both have
/// about the same size. `tick` is called after each candidate. `None` with fewer than five events.
pub fn to_answers(
    gathered: &Gathered,
    key: &Answers,
    settings: &Settings,
    tick: &(dyn Fn() + Sync),
) -> Option<Fitted> {
    let ledger = &gathered.ledger;
    let questions: Vec<(QuestionId, &[String])> = key
        .iter()
        .filter_map(|(name, truths)| {
            let q = ledger.find_question(name).filter(|&q| !ledger.votes(q).is_empty())?;
            let numeric = matches!(ledger.question(q).kind, Kind::Count | Kind::Real | Kind::Date);
            (!numeric || number(&truths[0]).is_some()).then_some((q, truths.as_slice()))
        })
        .collect();
    let groups: Vec<String> = questions
        .iter()
        .map(|(q, _)| {
            let question = ledger.question(*q);
            let own = if question.event.is_empty() { &question.name } else { &question.event };
            own.clone()
        })
        .collect();
    let kinds: Vec<Kind> = questions.iter().map(|(q, _)| ledger.question(*q).kind).collect();
    let typical = typical_error(ledger, &questions);
    let task = Known {
        gathered,
        settings,
        dials: dials(&kinds, typical),
        questions,
        groups: &groups,
        typical,
    };
    let numbers = kinds.iter().any(|k| !matches!(k, Kind::Category | Kind::YesNo));
    let joint = settings.consensus.method == "joint";
    let parameters: Vec<Parameter> = CONSENSUS
        .into_iter()
        .filter(|p| joint && (numbers || !p.path.contains(".numbers.")))
        .filter(|p| kinds.contains(&Kind::Category) || p.path.contains(".numbers."))
        .collect();
    fit(&task, "log loss / scaled CRPS", &parameters, &groups, settings, tick)
}

/// Mean distance of the votes' median from the truth, over the questions with numbers.
fn typical_error(ledger: &Ledger, questions: &[(QuestionId, &[String])]) -> f64 {
    let consensus = crate::consensus::median(ledger);
    let errors: Vec<f64> = questions
        .iter()
        .filter_map(|(q, truths)| {
            Some((consensus.beliefs[q.index()].number?.value - number(&truths[0])?).abs())
        })
        .collect();
    loss::mean(&errors).filter(|e| *e > 0.0).unwrap_or(1.0)
}

impl Known<'_> {
    fn case(
        &self,
        consensus: &crate::consensus::Consensus,
        q: QuestionId,
        truths: &[String],
    ) -> Case {
        let ledger = &self.gathered.ledger;
        let belief = &consensus.beliefs[q.index()];
        let kind = ledger.question(q).kind;
        match kind {
            Kind::YesNo => {
                let votes = ledger.votes(q).iter().copied();
                let yes = truths.iter().any(|t| same_words(t, true) == "yes");
                YesNo::of(ledger, q, votes, belief)
                    .map_or(Case::None, |read| Case::YesNo { read, yes })
            }
            Kind::Category => {
                let truth = (0..belief.support.len())
                    .map(|a| truths.contains(&ledger.print_answer(q, AnswerId::from_index(a))))
                    .collect();
                Case::Category { support: belief.support.clone(), truth }
            }
            _ => match (belief.number, number(&truths[0])) {
                (Some(n), Some(truth)) => {
                    Case::Number { mean: n.mean, sd: n.sd, truth, real: kind == Kind::Real }
                }
                _ => Case::None,
            },
        }
    }

    fn case_loss(&self, case: &Case, c: &CalibrationSettings) -> f64 {
        match case {
            Case::YesNo { read, yes } => {
                let p = read.recalibrated(c);
                loss::log_loss(if *yes { p } else { 1.0 - p })
            }
            Case::Category { support, truth } => loss::log_loss(true_part(support, truth, c)),
            Case::Number { mean, sd, truth, real } => {
                let shift = if *real { c.shift } else { 0.0 };
                loss::crps_normal(mean + shift, sd * c.spread, *truth) / self.typical
            }
            Case::None => 0.0,
        }
    }

    fn mean_loss(&self, cases: &[Case], of: &[usize], c: &CalibrationSettings) -> f64 {
        let sum: f64 = of.iter().map(|&i| self.case_loss(&cases[i], c)).sum();
        sum / of.len().max(1) as f64
    }

    /// The recalibration of least loss on some cases, pulled toward the defaults.
    fn recalibration(&self, cases: &[Case], of: &[usize], pull: f64) -> CalibrationSettings {
        if pull.is_infinite() || of.is_empty() {
            return CalibrationSettings::default();
        }
        let identity = CalibrationSettings::default();
        let default: Vec<f64> = self.dials.iter().map(|d| (d.read)(&identity)).collect();
        let settings = |x: &[f64]| {
            let mut c = CalibrationSettings::default();
            self.dials.iter().zip(x).for_each(|(d, &x)| (d.write)(&mut c, x));
            c
        };
        let found = search::descend(&default, &|x| {
            let far: f64 = self
                .dials
                .iter()
                .zip(x.iter().zip(&default))
                .map(|(d, (x, x0))| ((x - x0) / d.reach).powi(2))
                .sum();
            self.mean_loss(cases, of, &settings(x)) + pull * far / of.len() as f64
        });
        let mut rounded = settings(&found);
        for d in &self.dials {
            let x = (d.read)(&rounded);
            (d.write)(&mut rounded, four_digits(x));
        }
        rounded.spread = four_digits(rounded.spread);
        rounded
    }
}

/// Belief in the true answers of a category, recalibrated.
fn true_part(support: &[f64], truth: &[bool], c: &CalibrationSettings) -> f64 {
    c.categories(support).iter().zip(truth).filter(|(_, t)| **t).map(|(p, _)| p).sum()
}

impl Task for Known<'_> {
    type Outcome = Vec<Case>;
    type Extra = CalibrationSettings;

    fn outcome(&self, settings: &Settings) -> Option<Vec<Case>> {
        let mut plain = settings.clone();
        plain.consensus.calibration = CalibrationSettings::default();
        let ledger = &self.gathered.ledger;
        // What is known must not be given to those who are asked for it.
        let consensus =
            crate::consensus::run(&plain.consensus.method, ledger, &plain.consensus).ok()?;
        Some(self.questions.iter().map(|(q, t)| self.case(&consensus, *q, t)).collect())
    }

    fn in_force(&self) -> CalibrationSettings {
        self.settings.consensus.calibration.clone()
    }

    fn extra(&self, cases: &Vec<Case>, of: &[usize]) -> CalibrationSettings {
        let inner: Vec<usize> = of.iter().map(|&i| fold_of(&self.groups[i], 1)).collect();
        let held_out = |pull: f64| -> f64 {
            (0..FOLDS)
                .map(|held| {
                    let part = |own: bool| -> Vec<usize> {
                        let of = of.iter().zip(&inner);
                        of.filter(|(_, f)| (**f == held) == own).map(|(i, _)| *i).collect()
                    };
                    let own = part(true);
                    let c = self.recalibration(cases, &part(false), pull);
                    self.mean_loss(cases, &own, &c) * own.len() as f64
                })
                .sum()
        };
        let best = PULLS
            .into_iter()
            .map(|pull| (pull, held_out(pull)))
            .reduce(|a, b| if b.1 < a.1 { b } else { a });
        self.recalibration(cases, of, best.map_or(f64::INFINITY, |b| b.0))
    }

    fn fitted_loss(&self, cases: &Vec<Case>, of: &[usize]) -> f64 {
        self.mean_loss(cases, of, &self.recalibration(cases, of, SEARCH_PULL))
    }

    fn loss(&self, cases: &Vec<Case>, c: &CalibrationSettings, i: usize) -> f64 {
        self.case_loss(&cases[i], c)
    }

    /// Yes and no: the share of the known answers that are yes. Categories: the share of each label
    /// among the known answers, of those that were given here. Numbers: a normal law with the mean
    /// and deviation of the known answers of that kind.
    fn blind(&self, known: &[usize], case: usize) -> Option<f64> {
        let ledger = &self.gathered.ledger;
        let (q, truths) = self.questions[case];
        let kind = ledger.question(q).kind;
        let others = || {
            known
                .iter()
                .map(|&i| self.questions[i])
                .filter(|(q, _)| ledger.question(*q).kind == kind)
        };
        match kind {
            Kind::YesNo => {
                let is_yes = |t: &[String]| t.iter().any(|t| same_words(t, true) == "yes");
                let n = others().count() as f64;
                let yes = others().filter(|(_, t)| is_yes(t)).count() as f64;
                let p = (yes + 1.0) / (n + 2.0);
                Some(loss::log_loss(if is_yes(truths) { p } else { 1.0 - p }))
            }
            Kind::Category => {
                let given: Vec<String> = (0..ledger.answers(q).len())
                    .map(|a| ledger.print_answer(q, AnswerId::from_index(a)))
                    .collect();
                let count = |label: &String| {
                    1.0 + others().filter(|(_, t)| t.contains(label)).count() as f64
                };
                let total: f64 = given.iter().map(count).sum::<f64>() + 1.0;
                let right: f64 = given.iter().filter(|g| truths.contains(g)).map(count).sum();
                Some(loss::log_loss(right / total))
            }
            _ => {
                let all: Vec<f64> = others().filter_map(|(_, t)| number(&t[0])).collect();
                let mean = loss::mean(&all)?;
                let var = all.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / all.len() as f64;
                Some(loss::crps_normal(mean, var.sqrt(), number(&truths[0])?) / self.typical)
            }
        }
    }

    fn measures(
        &self,
        cases: &Vec<Case>,
        c: &CalibrationSettings,
        i: usize,
    ) -> Vec<(&'static str, f64)> {
        let hit = |right: bool| ("accuracy", f64::from(u8::from(right)));
        match &cases[i] {
            Case::YesNo { read, yes } => {
                let p = read.recalibrated(c);
                let error = p - f64::from(u8::from(*yes));
                vec![hit((p > 0.5) == *yes), ("Brier score", error * error)]
            }
            Case::Category { support, truth } => {
                let p = c.categories(support);
                let best = (0..truth.len()).reduce(|a, b| if p[b] > p[a] { b } else { a });
                let unlisted = usize::from(!truth.contains(&true));
                let listed: Vec<(f64, bool)> =
                    p.iter().copied().zip(truth.iter().copied()).collect();
                vec![
                    hit(best.is_some_and(|b| truth[b])),
                    ("Brier score", loss::brier(&listed, unlisted)),
                ]
            }
            Case::Number { .. } => {
                vec![("CRPS", self.case_loss(&cases[i], c) * self.typical)]
            }
            Case::None => Vec::new(),
        }
    }

    fn changes(&self, extra: &CalibrationSettings) -> Vec<(String, f64, f64)> {
        let in_force = self.in_force();
        self.dials
            .iter()
            .map(|d| {
                let natural = |c: &CalibrationSettings| {
                    if d.name == "spread" { c.spread } else { (d.read)(c) }
                };
                let path = format!("consensus.calibration.{}", d.name);
                (path, natural(&in_force), natural(extra))
            })
            .collect()
    }
}

#[cfg(test)]
#[path = "answers_tests.rs"]
mod tests;
