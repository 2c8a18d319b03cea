//! Staleness: whether an outlet prints figures that newer ones had already replaced.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::{Context, Observed};
use crate::ids::Id;
use crate::ledger::{Answer, Kind};
use crate::scores::interval::Observation;
use crate::scores::score::Source;
use crate::units::Interval;

/// Days from one day to a later one; 0 if it is not later.
fn days(from: Date, to: Date) -> f64 {
    from.until(to).map_or(0.0, |s| f64::from(s.get_days()).max(0.0))
}

/// For each figure of a toll that an outlet prints: 1 if no higher one was in print by the day
/// before, else `2^(−days since then / half-life)`.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let questions = context.ledger.questions();
    let mut in_print: Vec<Vec<(Date, Interval)>> = vec![Vec::new(); questions.len()];
    let number = |p: &crate::scores::Printing| {
        let question = questions.get(p.question.index())?;
        match context.ledger.answers(p.question).get(p.answer.index()) {
            Some(Answer::Number(i)) if question.kind == Kind::Count => Some((p.published?, *i)),
            _ => None,
        }
    };
    for p in context.inputs.printings {
        if let Some(figure) = number(p) {
            in_print[p.question.index()].push(figure);
        }
    }
    let mut seen = BTreeSet::new();
    context
        .inputs
        .printings
        .iter()
        .filter(|p| seen.insert((&p.outlet, p.question, p.answer, p.published)))
        .filter_map(|p| {
            let (day, mine) = number(p)?;
            let newer = in_print[p.question.index()]
                .iter()
                .filter(|(when, figure)| {
                    *when < day && mine.high().is_some_and(|h| figure.low() > h)
                })
                .map(|(when, _)| *when)
                .min();
            let late = newer.map_or(0.0, |when| days(when, day));
            Some(Observed {
                voice: context.voice(&p.outlet)?,
                observation: Observation {
                    value: (-late / context.settings.reliability.staleness_days.max(1e-6)).exp2(),
                    weight: 1.0,
                    block: context.question_block(p.question),
                    chance: None,
                },
                source: Source::Text(p.place.clone(), format!("{late} days after a newer figure")),
            })
        })
        .collect()
}
