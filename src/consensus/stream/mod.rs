//! Consensus of more votes than memory holds: a step is one reading of the votes.
//!
//! ```text
//! stream of votes ─ pack ─▶ blocks on disk ─┬─ sums by voice ─▶ parameters by voice ─┐
//!                                          └───────────◀── next step ◀─────────────┘
//! stream of votes ─ beliefs of each part ─▶ answers
//! ```
//!
//! The expectation and the next maximisation are done in one reading: the beliefs of a question are
//! added to its voices' sums and forgotten. What stays in memory is of the size of the voices. The
//! formulas are those of the methods in memory, whose functions are called; only the order of sums
//! differs. Sums are made over a number of runs that depends on the data alone, never on the threads.

mod block;
mod fit;
mod label_set;
mod pack;
#[cfg(test)]
mod tests;

pub use fit::{Fit, Method, Parameters, Sums};
pub use label_set::LabelSet;
pub use pack::{Facts, Packed};

use std::io;

use rayon::prelude::*;

use super::layout::{Home, casts, numbered};
use super::majority::Majority;
use super::median::MedianModel;
use super::one_coin::posterior;
use super::{Belief, Model, Settings, Stop};
use crate::ids::{Id, QuestionId};
use crate::ledger::{self, Ledger, Stream};

/// A stream of votes could not be judged.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The votes could not be read.
    #[error(transparent)]
    Votes(#[from] ledger::Error),
    /// The temporary files could not be written or read.
    #[error("temporary files in {folder}: {source}", folder = std::env::temp_dir().display())]
    Temporary {
        /// Why.
        source: io::Error,
    },
    /// The votes can be written nowhere.
    #[error("{0}")]
    Output(String),
}

impl From<io::Error> for Error {
    fn from(source: io::Error) -> Self {
        Self::Temporary { source }
    }
}

/// Judges a stream by a fitted method.
pub struct Judge {
    /// What was learnt of the voices.
    parameters: Vec<Parameters>,
    labels: LabelSet,
    numbers: MedianModel,
}

/// What a run over a stream came to.
pub struct Judged {
    /// To ask for beliefs.
    pub judge: Judge,
    /// The objective after each step, in nats.
    pub objective: Vec<f64>,
    /// Why it stopped.
    pub stop: Stop,
    /// Votes on categories.
    pub votes: usize,
}

/// Fits a method to a stream.
///
/// # Errors
///
/// If the votes cannot be read, or no temporary file written.
pub fn fit(stream: &Stream, method: Method, settings: &Settings) -> Result<Judged, Error> {
    let packed = Packed::new(stream, settings)?;
    let mut labels = packed.facts.label_set(settings);
    labels.bind(&packed);
    let mut parameters = Vec::new();
    let mut objective = Vec::new();
    let mut stop = Stop::ClosedForm;
    for fit in Fit::parts(method, &labels, settings) {
        let (fitted, steps, stopped) = ascend(&packed, &labels, &fit, settings)?;
        parameters.push(fitted);
        // The first part is the method itself; what follows are its stand-ins.
        if objective.is_empty() {
            (objective, stop) = (steps, stopped);
        }
    }
    let votes = packed.votes();
    let judge = Judge::new(parameters, labels, &packed.facts);
    Ok(Judged { judge, objective, stop, votes })
}

/// Repeats steps until one adds less than the tolerance, or the limit comes.
fn ascend(
    packed: &Packed,
    labels: &LabelSet,
    fit: &Fit,
    settings: &Settings,
) -> Result<(Parameters, Vec<f64>, Stop), Error> {
    let mut sums = packed.pass(fit, labels, None)?;
    let enough = settings.tolerance * sums.votes.max(1) as f64;
    let mut objective: Vec<f64> = Vec::new();
    loop {
        let (parameters, prior) = fit.maximise(sums);
        if objective.len() >= settings.max_steps {
            return Ok((parameters, objective, Stop::StepLimit));
        }
        sums = packed.pass(fit, labels, Some(&parameters))?;
        objective.push(sums.likelihood + prior);
        if let [.., before, now] = objective[..]
            && now - before < enough
        {
            return Ok((parameters, objective, Stop::Converged));
        }
        if objective.len() >= settings.max_steps {
            return Ok((parameters, objective, Stop::StepLimit));
        }
    }
}

impl Judge {
    /// A judge by these parameters, in the order of [`Fit::parts`].
    pub fn new(parameters: Vec<Parameters>, labels: LabelSet, facts: &Facts) -> Self {
        let numbers = MedianModel { typical: facts.deviations.typical() };
        Self { parameters, labels, numbers }
    }

    /// Calls `f` with every part of the stream and the beliefs of its questions.
    ///
    /// # Errors
    ///
    /// If the votes cannot be read, or `f` fails.
    pub fn each_part(
        &self,
        stream: &Stream,
        settings: &Settings,
        mut f: impl FnMut(&Ledger, &[Belief]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        stream.each_part(pack::labels_kept(settings), |part| {
            let yes = part.labels().find("yes");
            let no = part.labels().find("no");
            let beliefs: Vec<Belief> = (0..part.questions().len())
                .into_par_iter()
                .with_min_len(256)
                .map(|i| {
                    let q = QuestionId::from_index(i);
                    let belief = self.belief(part, q, [yes, no]);
                    settings.calibration.belief(part, q, part.votes(q).iter().copied(), belief)
                })
                .collect();
            f(part, &beliefs)
        })
    }

    fn belief(
        &self,
        part: &Ledger,
        q: QuestionId,
        yes_no: [Option<crate::ids::LabelId>; 2],
    ) -> Belief {
        let votes = numbered(part, q);
        let home = self.labels.home(part, q, yes_no);
        if home == Home::Number {
            return self.numbers.belief(part, q, &votes);
        }
        let answers = part.answers(q);
        let closed = matches!(home, Home::YesNo | Home::Shared);
        // The first that takes the question; where none does, the share of the votes.
        let parameters = self.parameters.iter().find(|p| closed || !p.needs_labels());
        let mut support = vec![0.0; answers.len()];
        match parameters {
            None => return Majority.belief(part, q, &votes),
            Some(_) if votes.is_empty() => {}
            Some(Parameters::Coin(odds)) => {
                let unseen = self.labels.unseen(home, answers.len());
                posterior(&mut support, unseen, &casts(part, &votes), 0, odds);
            }
            Some(Parameters::Confusion(confusion)) => {
                let set = usize::from(home != Home::YesNo);
                let label = |answer: usize| self.labels.label(home, answers[answer], yes_no[0]);
                let mut own = casts(part, &votes);
                own.iter_mut().for_each(|c| c.answer = label(c.answer as usize) as u32);
                let mut belief = vec![0.0; confusion.sizes[set]];
                confusion.posterior(&mut belief, set, &own);
                for (at, s) in support.iter_mut().enumerate() {
                    *s = belief[label(at)];
                }
            }
        }
        Belief { support, number: None }
    }
}
