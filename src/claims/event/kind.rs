//! The words that name kinds of event.

use std::ops::Range;
use std::path::PathBuf;

use crate::claims::lexicon::{self, LexiconError};
use crate::claims::value::DateMention;
use crate::claims::words::{Phrases, Words};

/// A kind of event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventKind {
    /// Its name.
    pub name: String,
    /// Kinds of one family may be words for one event.
    pub(super) family: String,
    /// Whether "attack" may mean it.
    pub(super) violent: bool,
}

impl EventKind {
    /// Whether it is an attack or a fight.
    pub fn is_violent(&self) -> bool {
        self.violent
    }

    /// Whether both may be words for one event: an "attack" may be a strike.
    pub fn fits(&self, other: &Self) -> bool {
        self.family == other.family
            || (self.violent && other.family == "violence")
            || (other.violent && self.family == "violence")
    }
}

/// The kinds of event and their words.
#[derive(Clone, Debug)]
pub struct EventKinds {
    table: Phrases<EventKind>,
}

const EVENTS: (&str, &str) = ("models/events.csv", include_str!("../../../models/events.csv"));

impl EventKinds {
    /// The built-in kinds, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(EVENTS, own)?;
        let mut table = Phrases::default();
        lexicon::read(&file, &text, &["kind", "family", "forms"], |row| {
            let family = row.cell("family");
            let kind = EventKind {
                name: row.cell("kind").to_owned(),
                family: family.trim_end_matches('*').to_owned(),
                violent: family.ends_with('*'),
            };
            for form in row.cell("forms").split('|') {
                table.insert(form, kind.clone());
            }
            Ok(())
        })?;
        Ok(Self { table })
    }

    /// Whether a noun phrase's last word names a kind of event.
    pub fn names(&self, phrase: &str) -> bool {
        let lower = phrase.to_lowercase();
        lower.rsplit(' ').next().is_some_and(|w| self.table.get(w).is_some())
    }

    /// The words of a sentence that name kinds of event; words of a date are none ("March 4").
    pub fn find(&self, words: &Words<'_>, dates: &[DateMention]) -> Vec<(Range<usize>, EventKind)> {
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            match self.table.at(words, i) {
                Some((len, kind)) => {
                    if !dates.iter().any(|d| d.words.contains(&i)) {
                        found.push((i..i + len, kind.clone()));
                    }
                    i += len;
                }
                None => i += 1,
            }
        }
        found
    }
}
