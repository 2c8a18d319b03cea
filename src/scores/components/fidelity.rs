//! Relay fidelity: whether an outlet passes a speaker's statement on as other outlets do.
//!
//! Layer 1 of the method: the voices are outlets, the question is "what did this speaker say?", and
//! an outlet whose number or hedge differs from what the others print of one utterance is the odd
//! one out. With fewer than two other outlets nobody can tell who changed it.

use super::{Context, Observed};
use crate::ids::Id;
use crate::scores::closeness::closeness;
use crate::scores::inputs::Printing;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// What the number counts beside the hedge.
const ANSWER_SHARE: f64 = 0.75;

/// For each printing of an utterance that at least two other outlets print, each from a text of its own: ¾ how far its answer
/// goes together with theirs, ¼ the share of them with the same hedge.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let mut observed = Vec::new();
    for ((speaker, q, _), group) in context.utterances() {
        for (i, mine) in group.iter().enumerate() {
            let Some(voice) = context.voice(&mine.outlet) else { continue };
            let same = |p: &Printing| p.outlet == mine.outlet && p.answer == mine.answer;
            if mine.outlet == speaker || group[..i].iter().any(|p| same(p)) {
                continue;
            }
            // Each other outlet once, by its first printing, and each text once: a copy of a text is
            // no other reader of what was said.
            let mut others: Vec<&Printing> = Vec::new();
            for p in &group {
                let same =
                    |o: &Printing| o.outlet == p.outlet || (o.text.is_some() && o.text == p.text);
                if !same(mine) && !others.iter().any(|o| same(o)) {
                    others.push(p);
                }
            }
            if others.len() < context.settings.reliability.min_origins.max(1) {
                continue;
            }
            let answers = context.ledger.answers(q);
            let answer = |p: &Printing| answers.get(p.answer.index()).copied();
            let Some(own) = answer(mine) else { continue };
            let kind = context.ledger.question(q).kind;
            let n = others.len() as f64;
            let near: f64 = others
                .iter()
                .filter_map(|o| answer(o))
                .map(|a| closeness(kind, own, a, context.scatter[q.index()]))
                .sum::<f64>()
                / n;
            let hedged = others.iter().filter(|o| o.hedge == mine.hedge).count() as f64 / n;
            observed.push(Observed {
                voice,
                observation: Observation {
                    value: ANSWER_SHARE * near + (1.0 - ANSWER_SHARE) * hedged,
                    weight: 1.0,
                    block: context.question_block(q),
                    chance: None,
                },
                source: Source::Text(
                    mine.place.clone(),
                    format!("statement of {speaker}, printed by {n} other outlets"),
                ),
            });
        }
    }
    observed
}
