//! Self-consistency: whether a voice's own answers to one question agree over time.

use super::{Context, Observed};
use crate::ids::Id;
use crate::ledger::{Answer, Kind};
use crate::scores::interval::Observation;
use crate::scores::judge::closeness;
use crate::scores::score::Source;
use crate::units::Interval;

/// For each pair of successive answers of one voice to one question: how far they go together. A
/// toll that grows from one day to the next is no contradiction, so its earlier figure is read as
/// "at least". Several measurements (real numbers) and several categories on one day are none
/// either.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let votes = context.ledger.all_votes();
    let mut observed = Vec::new();
    for q in context.ledger.question_ids() {
        let kind = context.ledger.question(q).kind;
        if kind == Kind::Real {
            continue;
        }
        let day = |at: usize| context.ledger.detail(at).and_then(|d| d.date);
        let mut own: Vec<usize> = context.ledger.vote_range(q).collect();
        own.sort_by_key(|&at| (votes[at].voice, day(at), at));
        for pair in own.windows(2) {
            let (a, b) = (pair[0], pair[1]);
            if votes[a].voice != votes[b].voice || votes[a].answer == votes[b].answer {
                continue;
            }
            let later = matches!((day(a), day(b)), (Some(a), Some(b)) if a < b);
            let (first, second) = (
                context.ledger.answer(q, votes[a].answer),
                context.ledger.answer(q, votes[b].answer),
            );
            let first = match first {
                Answer::Label(_) if !later => continue,
                Answer::Number(i) if later && kind == Kind::Count => {
                    Interval::new(i.low(), None).map_or(first, Answer::Number)
                }
                other => other,
            };
            observed.push(Observed {
                voice: votes[b].voice,
                observation: Observation {
                    value: closeness(kind, first, second, context.scatter[q.index()]),
                    weight: 1.0,
                    block: q.index() as u32,
                    chance: None,
                },
                source: Source::Vote(b),
            });
        }
    }
    observed
}
