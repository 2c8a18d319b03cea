//! Hedging: whether a voice is as firm as its claims turn out to be sound.

use std::collections::BTreeSet;

use super::{Context, Observed};
use crate::claims::Hedge;
use crate::ids::Id;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// What a hedge lets a reader take the probability to be: the middle of the ICD 203 band of the
/// nearest words.
fn firmness(hedge: Hedge) -> f64 {
    match hedge {
        Hedge::None => 0.95,
        Hedge::Likely => 0.75,
        Hedge::Possible | Hedge::Unverified => 0.5,
    }
}

/// For each checkable claim that a voice makes for itself: 1 − (f − γ)², the Brier score of its
/// firmness `f` against the belief of others `γ` (Brier 1950,
/// doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2).
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let votes = context.ledger.all_votes();
    let mut seen = BTreeSet::new();
    context
        .inputs
        .printings
        .iter()
        .filter(|p| p.question.index() < context.ledger.questions().len())
        .filter_map(|p| {
            let voice = context.voice(&p.speaker)?;
            let at = context
                .ledger
                .vote_range(p.question)
                .find(|&i| votes[i].voice == voice && votes[i].answer == p.answer)?;
            // A speaker's hedge in one outlet's words counts once, by its first printing.
            if !seen.insert(at) {
                return None;
            }
            let belief = context.judged[at].support?;
            Some(Observed {
                voice,
                observation: Observation {
                    value: 1.0 - (firmness(p.hedge) - belief).powi(2),
                    weight: 1.0,
                    block: context.question_block(p.question),
                    chance: None,
                },
                source: Source::Vote(at),
            })
        })
        .collect()
}
