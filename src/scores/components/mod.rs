//! The parts of a score, one file each: what is observed of each voice.

pub(crate) mod agreement;
pub(crate) mod attribution;
pub(crate) mod consistency;
pub(crate) mod fidelity;
pub(crate) mod hedging;
pub(crate) mod house_effect;
pub(crate) mod interest;
pub(crate) mod labels;
pub(crate) mod omission;
pub(crate) mod originality;
pub(crate) mod quote_balance;
pub(crate) mod side_taking;
pub(crate) mod staleness;
pub(crate) mod verbs;

use std::collections::BTreeMap;

use super::camps::Camps;
use super::inputs::{Inputs, Printing};
use super::interval::Observation;
use super::judge::Judged;
use super::score::Source;
use super::settings::Settings;
use crate::ids::{Id, OriginId, QuestionId, VoiceId};
use crate::ledger::Ledger;

/// Everything that a component may look at.
pub(crate) struct Context<'a> {
    pub ledger: &'a Ledger,
    pub inputs: &'a Inputs<'a>,
    pub settings: &'a Settings,
    pub camps: &'a Camps,
    /// By vote: its origin, clones merged.
    pub origins: &'a [OriginId],
    /// By voice: its place among those that may speak for an origin.
    pub precedence: &'a [u32],
    /// By vote: how it fared.
    pub judged: &'a [Judged],
    /// By vote: its question.
    pub question_of: &'a [QuestionId],
    /// By question: typical scatter of its numbers.
    pub scatter: &'a [f64],
    /// Articles, numbered: the bootstrap blocks of what is observed in texts.
    pub documents: &'a BTreeMap<&'a str, u32>,
    /// By article: how many outlets print its text.
    pub copies: &'a BTreeMap<&'a str, usize>,
}

/// One observation of a voice, with where it comes from.
#[derive(Clone, Debug)]
pub(crate) struct Observed {
    pub voice: VoiceId,
    pub observation: Observation,
    pub source: Source,
}

impl Context<'_> {
    /// The bootstrap block of a question.
    pub(crate) fn question_block(&self, q: QuestionId) -> u32 {
        q.index() as u32
    }

    /// The bootstrap block of an article.
    pub(crate) fn document_block(&self, document: &str) -> u32 {
        let first = self.ledger.questions().len() as u32;
        first + self.documents.get(document).copied().unwrap_or(0)
    }

    /// The voice of this name.
    pub(crate) fn voice(&self, name: &str) -> Option<VoiceId> {
        self.ledger.voices().find(name)
    }

    /// Which camp of an axis gains if a vote is believed; `None` where that is unknown or too
    /// little.
    pub(crate) fn favours(&self, axis: usize, vote: usize) -> Option<f64> {
        let stated = match axis {
            0 => self.ledger.favours(vote),
            _ => self.inputs.favours.get(axis - 1).and_then(|f| f.get(vote).copied().flatten()),
        };
        stated.filter(|f| f.abs() >= self.settings.partisanship.min_favours && f.is_finite())
    }

    /// Votes of one voice on a question that share an origin count once together: the share of
    /// each.
    pub(crate) fn origin_share(&self, vote: usize) -> f64 {
        let votes = self.ledger.all_votes();
        let range = self.ledger.vote_range(self.question_of[vote]);
        let same = range
            .filter(|&i| {
                votes[i].voice == votes[vote].voice && self.origins[i] == self.origins[vote]
            })
            .count();
        1.0 / same.max(1) as f64
    }

    /// Several voices may vote from one origin: the share of each, so that a clone is no voice more.
    pub(crate) fn voice_share(&self, vote: usize) -> f64 {
        let votes = self.ledger.all_votes();
        let mut voices: Vec<VoiceId> = self
            .ledger
            .vote_range(self.question_of[vote])
            .filter(|&i| self.origins[i] == self.origins[vote])
            .map(|i| votes[i].voice)
            .collect();
        voices.dedup();
        1.0 / voices.len().max(1) as f64
    }

    /// Whether a vote's voice is the one that speaks for its origin: what voices are like is learnt
    /// from it alone.
    pub(crate) fn speaks(&self, vote: usize) -> bool {
        let votes = self.ledger.all_votes();
        let place = |i: usize| self.precedence[votes[i].voice.index()];
        self.ledger
            .vote_range(self.question_of[vote])
            .filter(|&i| self.origins[i] == self.origins[vote])
            .all(|i| place(vote) <= place(i))
    }

    /// Several outlets may print one text: the share of each.
    pub(crate) fn text_share(&self, document: &str) -> f64 {
        1.0 / self.copies.get(document).copied().unwrap_or(1).max(1) as f64
    }

    /// Whether independent origins contradict one another on a question.
    pub(crate) fn contested(&self, q: QuestionId) -> bool {
        self.ledger.vote_range(q).any(|i| self.judged[i].contradict > 0)
    }

    /// Printings by (speaker, question, utterance).
    pub(crate) fn utterances(&self) -> BTreeMap<(&str, QuestionId, &str), Vec<&Printing>> {
        let mut groups: BTreeMap<(&str, QuestionId, &str), Vec<&Printing>> = BTreeMap::new();
        for p in self.inputs.printings {
            if p.question.index() < self.ledger.questions().len() {
                let key = (p.speaker.as_str(), p.question, p.utterance.as_str());
                groups.entry(key).or_default().push(p);
            }
        }
        groups
    }
}
