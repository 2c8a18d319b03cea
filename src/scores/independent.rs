//! Which votes count as one: the ledger's origins, and voices that repeat another number for number.

use std::collections::BTreeMap;

use crate::ids::{Id, OriginId, VoiceId};
use crate::ledger::{Answer, Kind, Ledger};

/// Two voices with the same numbers on the same questions, and at least this many of them, are one
/// source: real numbers do not agree to the last digit five times by being right.
const REPEATS: usize = 5;

/// The origin of each vote: the ledger's own, but voices that repeat another on everything they say
/// share its origins.
///
/// Only real numbers are compared. Accurate voices give equal categories and counts because they
/// are right, and whether those who share *wrong* answers copy is the consensus' question.
pub(crate) fn origins(ledger: &Ledger) -> Vec<OriginId> {
    let votes = ledger.all_votes();
    let mut said: Vec<Vec<(usize, u64, u64)>> = vec![Vec::new(); ledger.voices().len()];
    let mut only_real = vec![true; said.len()];
    for q in ledger.question_ids() {
        for vote in ledger.votes(q) {
            let real = ledger.question(q).kind == Kind::Real;
            match ledger.answer(q, vote.answer) {
                Answer::Number(i) if real => said[vote.voice.index()].push((
                    q.index(),
                    i.low().to_bits(),
                    i.high().map_or(u64::MAX, f64::to_bits),
                )),
                _ => only_real[vote.voice.index()] = false,
            }
        }
    }
    let mut first: BTreeMap<&[(usize, u64, u64)], VoiceId> = BTreeMap::new();
    let mut stands_for: Vec<VoiceId> = (0..said.len()).map(VoiceId::from_index).collect();
    said.iter_mut().for_each(|s| s.sort_unstable());
    for (voice, numbers) in said.iter().enumerate() {
        if only_real[voice] && numbers.len() >= REPEATS {
            stands_for[voice] = *first.entry(numbers).or_insert(VoiceId::from_index(voice));
        }
    }
    let mut origins: Vec<OriginId> = votes.iter().map(|v| v.origin).collect();
    for q in ledger.question_ids() {
        let range = ledger.vote_range(q);
        for at in range.clone() {
            let vote = votes[at];
            let original = stands_for[vote.voice.index()];
            if original != vote.voice
                && let Some(same) = range
                    .clone()
                    .find(|&i| votes[i].voice == original && votes[i].answer == vote.answer)
            {
                origins[at] = votes[same].origin;
            }
        }
    }
    origins
}
