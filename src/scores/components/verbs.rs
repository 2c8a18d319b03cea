//! Attribution verbs: whose statements an outlet doubts or endorses by its verbs.

use super::{Context, Observed};
use crate::scores::inputs::VerbClass;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each attribution to a member of a camp: −1 (doubt), 0 or +1 (endorsement), in the direction
/// of that camp.
pub(crate) fn observe(context: &Context<'_>, axis: usize) -> Vec<Observed> {
    context
        .inputs
        .verbs
        .iter()
        .filter_map(|v| {
            let side = context.camps.side(axis, &v.speaker)?.sign()?;
            let (class, word) = match v.class {
                VerbClass::Doubt => (-1.0, "doubts"),
                VerbClass::Neutral => (0.0, "reports"),
                VerbClass::Endorse => (1.0, "endorses"),
            };
            Some(Observed {
                voice: context.voice(&v.outlet)?,
                observation: Observation {
                    value: side * class,
                    weight: 1.0,
                    block: context.document_block(&v.place.document),
                    chance: None,
                },
                source: Source::Text(v.place.clone(), format!("{word} {}", v.speaker)),
            })
        })
        .collect()
}
