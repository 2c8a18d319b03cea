//! An attribution on its way: in words, before its boundaries are settled.

use super::Kind;
use crate::claims::{Hedge, Stance};

/// From one word to another, both included.
pub(super) type Words = (usize, usize);

/// An attribution in words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    pub kind: Kind,
    /// The word that makes it one: the verb, the noun, the first word of a phrase.
    pub head: usize,
    pub source: Option<Words>,
    pub antecedent: Option<Words>,
    pub cue: Option<Words>,
    pub content: Vec<Words>,
    pub stance: Stance,
    pub hedge: Hedge,
    pub addressee: Option<Words>,
    pub citing: Vec<Words>,
    /// The draft, by place, whose content this one answers.
    pub about: Option<usize>,
    /// Whether the content is a clause or a quotation, not a topic.
    pub clausal: bool,
    /// Whether the cue frames what stands before it ("P, X said").
    pub floating: bool,
}

impl Draft {
    /// With nothing but its head and cue.
    pub fn new(kind: Kind, head: usize, cue: Words, stance: Stance) -> Self {
        Self {
            kind,
            head,
            source: None,
            antecedent: None,
            cue: Some(cue),
            content: Vec::new(),
            stance,
            hedge: Hedge::None,
            addressee: None,
            citing: Vec::new(),
            about: None,
            clausal: false,
            floating: false,
        }
    }

    /// First and last word of the content.
    pub fn cover(&self) -> Option<Words> {
        Some((self.content.first()?.0, self.content.last()?.1))
    }
}
