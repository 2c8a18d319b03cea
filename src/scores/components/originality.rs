//! Originality: how much of what an outlet prints it does not have from another publication.

use std::collections::BTreeSet;

use super::{Context, Observed};
use crate::ids::Id;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each statement an outlet prints: 0 if it says it has it from an agency or another outlet, or
/// the ledger found it to repeat one; else 1.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let mut seen = BTreeSet::new();
    context
        .inputs
        .printings
        .iter()
        .filter(|p| p.question.index() < context.ledger.questions().len())
        .filter(|p| seen.insert((&p.outlet, &p.speaker, p.question, p.answer)))
        .filter_map(|p| {
            Some(Observed {
                voice: context.voice(&p.outlet)?,
                observation: Observation {
                    value: f64::from(u8::from(!p.relayed)),
                    weight: 1.0,
                    block: context.question_block(p.question),
                    chance: None,
                },
                source: Source::Text(
                    p.place.clone(),
                    if p.relayed { "taken from another publication" } else { "its own reporting" }
                        .to_owned(),
                ),
            })
        })
        .collect()
}
