//! Own-voice labels: what an outlet calls the camps when it speaks for itself.

use std::collections::BTreeSet;

use super::{Context, Observed};
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each loaded word for a member of a camp: its polarity, in the direction of that camp. The
/// same words printed twice by one outlet count once.
pub(crate) fn observe(context: &Context<'_>, axis: usize) -> Vec<Observed> {
    let mut seen = BTreeSet::new();
    context
        .inputs
        .labels
        .iter()
        .filter(|l| {
            let start = l.place.span.start();
            seen.insert((&l.outlet, &l.referent, &l.place.quote, &l.place.document, start))
        })
        .filter_map(|l| {
            let side = context.camps.side(axis, &l.referent)?.sign()?;
            Some(Observed {
                voice: context.voice(&l.outlet)?,
                observation: Observation {
                    value: (side * l.polarity).clamp(-1.0, 1.0),
                    weight: 1.0,
                    block: context.document_block(&l.place.document),
                    chance: None,
                },
                source: Source::Text(l.place.clone(), format!("a word for {}", l.referent)),
            })
        })
        .collect()
}
