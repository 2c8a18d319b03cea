//! Side-taking: which camp a voice's answers to contested questions favour.

use super::{Context, Observed};
use crate::ids::Id;
use crate::ledger::Kind;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each contested categorical question that a voice answers: which camp its answer favours,
/// −1…+1. A question is contested where origins contradict one another and no answer has nearly all
/// of them behind it.
pub(crate) fn observe(context: &Context<'_>, axis: usize) -> Vec<Observed> {
    let votes = context.ledger.all_votes();
    let mut observed = Vec::new();
    for q in context.ledger.question_ids() {
        let kind = context.ledger.question(q).kind;
        if !matches!(kind, Kind::Category | Kind::YesNo) || !contested(context, q) {
            continue;
        }
        for at in context.ledger.vote_range(q) {
            if let (true, Some(favours)) = (context.judged[at].claim, context.favours(axis, at)) {
                observed.push(Observed {
                    voice: votes[at].voice,
                    observation: Observation {
                        value: favours.clamp(-1.0, 1.0),
                        weight: context.origin_share(at),
                        block: q.index() as u32,
                        chance: None,
                    },
                    source: Source::Vote(at),
                });
            }
        }
    }
    observed
}

fn contested(context: &Context<'_>, q: crate::ids::QuestionId) -> bool {
    let votes = context.ledger.all_votes();
    let mut said: Vec<_> = context
        .ledger
        .vote_range(q)
        .filter(|&at| context.judged[at].claim)
        .map(|at| (context.origins[at], votes[at].answer))
        .collect();
    said.sort_unstable();
    said.dedup();
    let mut behind = vec![0usize; context.ledger.answers(q).len()];
    for (_, answer) in &said {
        behind[answer.index()] += 1;
    }
    let most = behind.iter().copied().max().unwrap_or(0);
    let limit = context.settings.partisanship.contested;
    behind.iter().filter(|n| **n > 0).count() >= 2 && (most as f64) < limit * said.len() as f64
}
