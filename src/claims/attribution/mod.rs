//! Who said what: every attribution in an article, with its speaker's mention, its cue and its content.

mod lexicon;

use super::{Hedge, Manner, Stance};
use crate::corpus::Span;

pub use lexicon::{Tone, tone_of};
pub(crate) use lexicon::{plural, rows, utterance};

/// One attribution: somebody is said to say (or think) something.
///
/// Attributions come in text order of their first byte; a nested one follows the one it is nested
/// in.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Whether words or a state of mind are attributed.
    pub kind: Kind,
    /// The speaker's mention; `None` where the text names nobody ("reportedly", "is said to").
    pub source: Option<Span>,
    /// What attributes: "said", "according to", "reportedly". `None` where a quotation or an
    /// account simply goes on from the sentence before.
    pub cue: Option<Span>,
    /// What is attributed, in order; a split quotation has several pieces. Empty where the speaker
    /// gives nothing ("declined to comment").
    pub content: Vec<Span>,
    /// In quotation marks or in the outlet's words.
    pub manner: Manner,
    /// What the speaker does with the content.
    pub stance: Stance,
    /// How firmly.
    pub hedge: Hedge,
    /// To whom it was said ("told Kyiv Post"): never the speaker.
    pub addressee: Option<Span>,
    /// Whom the speaker has it from by the speaker's own account: "…, citing X".
    pub citing: Vec<Span>,
    /// The attribution (by place in the list) in whose content this one is nested; its speaker
    /// passes this one on.
    pub parent: Option<usize>,
}

impl Attribution {
    /// From the first byte of the content to its last, where there is any.
    pub fn content_cover(&self) -> Option<Span> {
        Some(self.content.first()?.cover(*self.content.last()?))
    }
}

/// Whether words or a state of mind are attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Words: said, wrote, announced, according to.
    Speech,
    /// Belief, intention, feeling: thinks, plans, hopes. No claim is made of these.
    Mental,
}
