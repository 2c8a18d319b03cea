//! Attribution discipline: whether an outlet attributes what is contested instead of asserting it.

use std::collections::BTreeSet;

use super::{Context, Observed};
use crate::ids::Id;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each contested question and speaker that an outlet prints: 1 if it names a speaker, 0 if it
/// asserts the answer in its own voice.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let contested: Vec<bool> =
        context.ledger.question_ids().map(|q| context.contested(q)).collect();
    let mut seen = BTreeSet::new();
    context
        .inputs
        .printings
        .iter()
        .filter(|p| contested.get(p.question.index()) == Some(&true))
        .filter(|p| seen.insert((&p.outlet, &p.speaker, p.question, p.answer)))
        .filter_map(|p| {
            let own = p.speaker == p.outlet;
            Some(Observed {
                voice: context.voice(&p.outlet)?,
                observation: Observation {
                    value: f64::from(u8::from(!own)),
                    weight: 1.0,
                    block: context.question_block(p.question),
                    chance: None,
                },
                source: Source::Text(
                    p.place.clone(),
                    if own {
                        "a contested answer in its own voice".to_owned()
                    } else {
                        format!("a contested answer, attributed to {}", p.speaker)
                    },
                ),
            })
        })
        .collect()
}
