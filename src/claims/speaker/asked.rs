//! What the reading of one article asks of all of them.
//!
//! An article is read with what the whole corpus knows of names and places. Whoever keeps a reading
//! keeps the questions with their answers beside it: as long as a larger corpus answers them alike,
//! reading the article again would give the same.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// Something that the corpus knows and one article does not. Names are in compared form.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Question {
    /// The outlet or agency of this name.
    #[serde(rename = "o")]
    Outlet(String),
    /// What this acronym stands for.
    #[serde(rename = "l")]
    LongForm(String),
    /// The acronym of this name.
    #[serde(rename = "s")]
    ShortForm(String),
    /// Whether the first is written more often than the second.
    #[serde(rename = "m")]
    MoreOften(String, String),
    /// Whether the name is written at least twice.
    #[serde(rename = "r")]
    Repeated(String),
    /// Whether the name is known to be a person's.
    #[serde(rename = "p")]
    Person(String),
    /// The one longer name of a person, for names that end so.
    #[serde(rename = "f")]
    Fuller(String),
    /// The usual spelling.
    #[serde(rename = "w")]
    Spelling(String),
    /// Whether some article introduces this, as written, as a place.
    #[serde(rename = "a")]
    Place(String),
}

/// What the corpus knows: a name, or `None`; where yes or no is asked, an empty name is yes.
pub type Answer = Option<String>;

/// The questions asked, with their answers.
#[derive(Debug, Default)]
pub struct Asked(Mutex<BTreeMap<Question, Answer>>);

impl Asked {
    pub(super) fn note(&self, question: Question, answer: Answer) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(question, answer);
    }

    /// All that was asked, each once.
    pub fn into_answers(self) -> Vec<(Question, Answer)> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner).into_iter().collect()
    }
}

/// Yes or no, as an answer.
pub(super) fn yes(is: bool) -> Answer {
    is.then(String::new)
}
