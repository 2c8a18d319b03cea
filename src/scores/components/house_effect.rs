//! House effect: signed deviation of a voice's numbers from the consensus of others.

use super::{Context, Observed};
use crate::ids::Id;
use crate::ledger::{Answer, Kind};
use crate::scores::closeness::{midpoint, on_scale};
use crate::scores::house::{self, Fit, Number};
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// The numbers that can tell a lean on an axis. With `number_line`, real numbers without a stated
/// direction are read as they are: up is plus.
fn numbers(context: &Context<'_>, axis: usize, number_line: bool) -> Vec<Number> {
    let votes = context.ledger.all_votes();
    let mut numbers = Vec::new();
    for q in context.ledger.question_ids() {
        let kind = context.ledger.question(q).kind;
        for at in context.ledger.vote_range(q) {
            let Answer::Number(i) = context.ledger.answer(q, votes[at].answer) else { continue };
            if !context.judged[at].claim {
                continue;
            }
            let stated = context.favours(axis, at);
            let direction = match stated {
                Some(f) => f,
                None if number_line && kind == Kind::Real => 1.0,
                None => continue,
            };
            let unit = context.scatter[q.index()];
            let (low, high) = on_scale(kind, i);
            let top = if i.high().is_none() { f64::INFINITY } else { high };
            numbers.push(Number {
                voice: votes[at].voice,
                question: q,
                origin: context.origins[at],
                vote: at,
                x: midpoint(kind, i) / unit,
                range: (low / unit, top / unit),
                half: (high - low) / 2.0 / unit,
                direction,
                weight: context.origin_share(at),
                share: context.voice_share(at),
            });
        }
    }
    numbers
}

/// Each number's deviation toward the plus camp, in units of the typical scatter, and the fit
/// behind it.
pub(crate) fn observe(
    context: &Context<'_>,
    axis: usize,
    number_line: bool,
) -> (Vec<Observed>, Fit) {
    let numbers = numbers(context, axis, number_line);
    let (fit, deviations) =
        house::fit(&numbers, context.ledger.voices().len(), context.ledger.questions().len());
    let observed = numbers
        .iter()
        .zip(deviations)
        .filter_map(|(n, d)| {
            let d = d?;
            Some(Observed {
                voice: n.voice,
                observation: Observation {
                    value: d.toward_plus,
                    weight: d.weight,
                    block: n.question.index() as u32,
                    chance: None,
                },
                source: Source::Vote(n.vote),
            })
        })
        .collect();
    (observed, fit)
}
