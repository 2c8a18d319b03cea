//! How firmly a question is answered: settled, contested or undetermined.

use serde::{Deserialize, Serialize};

use super::Belief;
use crate::ids::QuestionId;
use crate::ledger::{Answer, Kind, Ledger};

/// How firmly a question is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Two or more independent origins, and they leave little doubt.
    Settled,
    /// Independent origins, and they leave doubt.
    Contested,
    /// One origin, or none: nothing to compare.
    Undetermined,
}

impl Status {
    /// As printed.
    pub fn name(self) -> &'static str {
        match self {
            Self::Settled => "settled",
            Self::Contested => "contested",
            Self::Undetermined => "undetermined",
        }
    }
}

/// Support that the best answer needs for a question to be settled.
const SETTLED_FROM: f64 = 0.8;
/// Widest 90 % interval of a settled count, as a ratio of its ends.
const SETTLED_RATIO: f64 = 2.0;

/// Independent origins that voted on a question.
pub fn origins(ledger: &Ledger, q: QuestionId) -> usize {
    let mut origins: Vec<_> = ledger.votes(q).iter().map(|v| v.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    origins.len()
}

/// Whether a question is settled by a belief.
///
/// Undetermined with fewer than two independent origins. A category is settled where the best
/// answer has a support of 0.8 or more. A number is settled where nearly all of the belief is
/// compatible with every answer given, or its 90 % interval is narrow: within a factor of two for
/// counts, within the answers' own typical distance for reals, within two days for dates.
pub fn status(ledger: &Ledger, q: QuestionId, belief: &Belief) -> Status {
    if origins(ledger, q) < 2 {
        return Status::Undetermined;
    }
    let given = |at: usize| ledger.votes(q).iter().any(|v| crate::ids::Id::index(v.answer) == at);
    let least = belief
        .support
        .iter()
        .enumerate()
        .filter(|(at, _)| given(*at))
        .map(|(_, s)| *s)
        .fold(1.0, f64::min);
    let settled = match (ledger.question(q).kind, belief.number) {
        (Kind::Category | Kind::YesNo, _) | (_, None) => {
            belief.best().is_some_and(|b| belief.support[b] >= SETTLED_FROM)
        }
        _ if least >= SETTLED_FROM => true,
        (Kind::Count, Some(n)) => n.low > 0.0 && n.high <= SETTLED_RATIO * n.low,
        (Kind::Date, Some(n)) => n.high - n.low <= 2.0,
        (Kind::Real, Some(n)) => n.high - n.low <= spread(ledger, q),
    };
    if settled { Status::Settled } else { Status::Contested }
}

/// Distance between the quartiles of the answers given.
fn spread(ledger: &Ledger, q: QuestionId) -> f64 {
    let mut points: Vec<f64> = ledger
        .votes(q)
        .iter()
        .filter_map(|v| match ledger.answer(q, v.answer) {
            Answer::Number(i) => Some(i.high().map_or(i.low(), |h| f64::midpoint(i.low(), h))),
            Answer::Label(_) => None,
        })
        .collect();
    points.sort_by(f64::total_cmp);
    let at = |share: f64| points[((points.len() - 1) as f64 * share).round() as usize];
    if points.is_empty() { 0.0 } else { at(0.75) - at(0.25) }
}
