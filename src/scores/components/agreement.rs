//! Agreement: how far a voice's claims go together with what independent others make believe.

use super::{Context, Observed};
use crate::ids::Id;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// A mark for each checkable vote: the belief in it from other origins, one origin counting once,
/// claims against the voice's own interest as much as the settings say.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let votes = context.ledger.all_votes();
    (0..votes.len())
        .filter_map(|at| {
            let judged = &context.judged[at];
            let interest = if super::interest::against(context, at) {
                context.settings.reliability.against_interest
            } else {
                1.0
            };
            Some(Observed {
                voice: votes[at].voice,
                observation: Observation {
                    value: judged.support?,
                    weight: context.origin_share(at)
                        * context.ledger.weight(at).max(0.0)
                        * interest,
                    block: context.question_of[at].index() as u32,
                    chance: judged.chance,
                },
                source: Source::Vote(at),
            })
        })
        .collect()
}
