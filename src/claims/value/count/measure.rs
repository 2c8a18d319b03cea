//! The measure words of `models/measures.csv`, and where each lets the counted stand.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use crate::claims::lexicon::{self, LexiconError};
use crate::claims::value::noun::{Class, Group, Nouns};
use crate::claims::words::{Phrases, Words};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Frame {
    Verb,
    Act,
    State,
    Noun,
    Toll,
    Lose,
    With,
    Lives,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Person,
    People,
    Thing,
    Things,
    Known,
    Any,
}

impl Of {
    pub(super) fn accepts(self, group: &Group) -> bool {
        let class = group.class;
        let people = class.is_some_and(Class::is_people);
        let thing = class == Some(Class::Thing);
        match self {
            Self::Person => people || class.is_none(),
            Self::People => people || group.is_bare(),
            Self::Thing => thing || (class.is_none() && !group.is_bare()),
            Self::Things => thing,
            Self::Known => people || thing,
            Self::Any => people || thing || class.is_none(),
        }
    }
}

#[derive(Clone, Debug)]
pub(super) struct Entry {
    pub measure: String,
    pub frame: Frame,
    pub of: Of,
    pub needs: Vec<String>,
}

/// The measure words.
#[derive(Clone, Debug)]
pub struct Measures {
    pub(super) table: Phrases<Vec<Entry>>,
}

const MEASURES: (&str, &str) =
    ("models/measures.csv", include_str!("../../../../models/measures.csv"));

impl Measures {
    /// The built-in measure words, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(MEASURES, own)?;
        let mut by_form: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let columns = &["measure", "frame", "of", "forms", "needs"];
        lexicon::read(&file, &text, columns, |row| {
            let frame = match row.cell("frame") {
                "verb" => Frame::Verb,
                "act" => Frame::Act,
                "state" => Frame::State,
                "noun" => Frame::Noun,
                "toll" => Frame::Toll,
                "lose" => Frame::Lose,
                "with" => Frame::With,
                "lives" => Frame::Lives,
                _ => return Err(row.error("frame", "a frame named in the header")),
            };
            let of = match row.cell("of") {
                "person" => Of::Person,
                "people" => Of::People,
                "thing" => Of::Thing,
                "things" => Of::Things,
                "known" => Of::Known,
                "any" => Of::Any,
                _ => return Err(row.error("of", "person, people, thing, things, known or any")),
            };
            let list = |cell: &str| -> Vec<String> {
                cell.split('|')
                    .map(str::trim)
                    .filter(|f| !f.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            for form in list(row.cell("forms")) {
                by_form.entry(form).or_default().push(Entry {
                    measure: row.cell("measure").to_owned(),
                    frame,
                    of,
                    needs: list(row.cell("needs")),
                });
            }
            Ok(())
        })?;
        let mut table = Phrases::default();
        for (form, entries) in by_form {
            table.insert(&form, entries);
        }
        Ok(Self { table })
    }

    /// Measure and subject that the words `at` ask for without answering: "the number of troops
    /// lost", "the death toll".
    pub fn asked(
        &self,
        words: &Words<'_>,
        at: Range<usize>,
        nouns: &Nouns,
    ) -> Option<(String, String)> {
        let (trigger, entries) = at
            .clone()
            .find_map(|i| self.table.at(words, i).map(|(len, entries)| (i..i + len, entries)))?;
        let measure = entries.iter().find(|e| e.frame != Frame::With)?.measure.clone();
        let stops = |j: usize| j == trigger.start || j >= at.end;
        let subject = at
            .clone()
            .filter(|j| !trigger.contains(j))
            .find_map(|j| {
                let (_, noun) = nouns.at(words, j)?;
                noun.class.is_people().then(|| nouns.group(words, j, stops).name).flatten()
            })
            .unwrap_or_else(|| "people".to_owned());
        Some((measure, subject))
    }
}
