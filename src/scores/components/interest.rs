//! Against interest: agreement of those claims by which a voice's own camp stands to lose.

use super::{Context, Observed};
use crate::scores::score::Source;

/// Whether the voice's declared camp loses, on some axis, if this vote is believed.
pub(crate) fn against(context: &Context<'_>, vote: usize) -> bool {
    let name = context.ledger.voices().name(context.ledger.all_votes()[vote].voice);
    (0..context.inputs.axes.len()).any(|axis| {
        let side = context.camps.side(axis, name).and_then(|s| s.sign());
        matches!((side, context.favours(axis, vote)), (Some(s), Some(f)) if s * f < 0.0)
    })
}

/// The marks of [`super::agreement`] on claims against own interest, each at weight 1.
pub(crate) fn observe(context: &Context<'_>, agreement: &[Observed]) -> Vec<Observed> {
    agreement
        .iter()
        .filter(|o| matches!(o.source, Source::Vote(at) if against(context, at)))
        .cloned()
        .map(|mut o| {
            if let Source::Vote(at) = o.source {
                o.observation.weight = context.origin_share(at);
            }
            o
        })
        .collect()
}
