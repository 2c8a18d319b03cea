//! Labels that take sides ("terrorists", "regime"), where they stand, in whose voice, and of whom; and
//! wording that judges ("disgraceful", "slammed").

use std::path::PathBuf;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::lexicon::{self, LexiconError};
use super::value::noun::{Nouns, is_closed};
use super::words::{Phrases, Words};
use crate::corpus::Span;

/// What a label says of its referent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Charge {
    /// Calls it illegitimate or criminal.
    Hostile,
    /// The plain word for the same.
    Neutral,
    /// Calls it just.
    Friendly,
}

/// One use of a label.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mention {
    /// The article's name.
    pub document: String,
    /// Who prints it.
    pub outlet: String,
    /// Who says it: the outlet in its own voice, else the speaker of the quotation or account.
    pub voice: String,
    /// Whether the outlet says it in its own voice (scare quotes are not its own).
    pub own_voice: bool,
    /// The label, by its name in the lexicon.
    pub label: String,
    /// What it says of its referent.
    pub charge: Charge,
    /// Of whom: a canonical voice name where the words beside the label name somebody ("Tuareg
    /// rebels", "Wagner mercenaries"), else empty.
    pub referent: String,
    /// Where.
    pub span: Span,
}

/// The labels and their words.
#[derive(Clone, Debug)]
pub struct Labels {
    table: Phrases<(String, Charge)>,
}

const LABELS: (&str, &str) = ("models/loaded.csv", include_str!("../../models/loaded.csv"));

impl Labels {
    /// The built-in labels, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(LABELS, own)?;
        let mut table = Phrases::default();
        lexicon::read(&file, &text, &["label", "class", "forms"], |row| {
            let charge = match row.cell("class") {
                "hostile" => Charge::Hostile,
                "neutral" => Charge::Neutral,
                "friendly" => Charge::Friendly,
                _ => return Err(row.error("class", "hostile, neutral or friendly")),
            };
            for form in row.cell("forms").split('|') {
                table.insert(form, (row.cell("label").to_owned(), charge));
            }
            Ok(())
        })?;
        Ok(Self { table })
    }

    /// The labels of a sentence: words, label, charge, and the words that name the referent.
    pub fn find(&self, words: &Words<'_>, nouns: &Nouns) -> Vec<Use> {
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            let Some((len, (label, charge))) = self.table.at(words, i) else {
                i += 1;
                continue;
            };
            let to = i + len;
            found.push(Use {
                span: words.span(i, to),
                label: label.clone(),
                charge: *charge,
                referent: referent(words, nouns, i, to),
                scare_quoted: matches!(words.before(i), "“" | "\"" | "‘")
                    || matches!(words.get(to), "”" | "\"" | "’"),
            });
            i = to;
        }
        found
    }
}

/// Words that judge, inflame or belittle, by `models/wording.csv`.
#[derive(Clone, Debug)]
pub struct Wording {
    table: Phrases<Strength>,
}

/// How surely a word judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// Only beside others: "failed", "extremely".
    Weak,
    /// Wherever it stands: "disgraceful".
    Strong,
}

impl Wording {
    /// The built-in words, read once.
    pub fn get() -> &'static Self {
        static WORDING: OnceLock<Wording> = OnceLock::new();
        WORDING.get_or_init(|| {
            let mut table = Phrases::default();
            for row in super::attribution::rows(include_str!("../../models/wording.csv")) {
                if let [word, strength] = row[..] {
                    let strong = strength == "strong";
                    table.insert(word, if strong { Strength::Strong } else { Strength::Weak });
                }
            }
            Self { table }
        })
    }

    /// The words of a sentence that judge, with how surely.
    pub fn find(&self, words: &Words<'_>) -> Vec<(Span, Strength)> {
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            let len = match self.table.at(words, i) {
                Some((len, strength)) => {
                    found.push((words.span(i, i + len), *strength));
                    len
                }
                None => 1,
            };
            i += len.max(1);
        }
        found
    }

    /// Whether a sentence is worded to judge: by one strong word or two weak ones.
    pub fn judges(&self, words: &Words<'_>) -> bool {
        let found = self.find(words);
        found.len() >= 2 || found.iter().any(|(_, s)| *s == Strength::Strong)
    }
}

/// A label in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Use {
    /// Where.
    pub span: Span,
    /// Its name in the lexicon.
    pub label: String,
    /// What it says.
    pub charge: Charge,
    /// The words of the noun phrase that name the referent: "Tuareg rebels"; empty if it has none
    /// but the label.
    pub referent: String,
    /// Whether quotation marks touch it.
    pub scare_quoted: bool,
}

/// The names right before a label, with it ("Tuareg rebels", "Mali's junta"), or behind it ("rebels of
/// the CSP", "the Wagner mercenary group").
fn referent(words: &Words<'_>, nouns: &Nouns, from: usize, to: usize) -> String {
    let upper = words.is_upper_case();
    let named = |i: usize| {
        nouns.nation(words, i).is_some()
            || (!upper
                && i > 0
                && words.is_capitalised(i)
                && words.is_word(i)
                && !is_closed(words.get(i)))
    };
    let mut start = from;
    let mut names = false;
    while start > 0 && from - start < 5 {
        let w = words.get(start - 1);
        let clitic = matches!(w, "'s" | "’s");
        let hyphen = w == "-";
        if !(clitic || hyphen || named(start - 1)) {
            break;
        }
        names |= named(start - 1);
        start -= 1;
    }
    if names {
        return words.slice(start, to).to_owned();
    }
    // "rebels of the X", "militants from X"
    if matches!(words.get(to), "of" | "from") {
        let at = if words.get(to + 1) == "the" { to + 2 } else { to + 1 };
        let mut end = at;
        while end < words.len() && end - at < 5 && named(end) {
            end += 1;
        }
        if end > at {
            return words.slice(at, end).to_owned();
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::tokenize;

    #[test]
    fn one_strong_word_judges_and_a_weak_one_needs_another() {
        for (text, judges) in [
            ("The council approved the budget on Monday.", false),
            ("The plan failed.", false),
            ("The plan failed miserably.", true),
            ("A disgraceful plan was approved.", true),
        ] {
            let tokens = tokenize(text, Span::new(0, text.len()));
            assert_eq!(Wording::get().judges(&Words::new(text, &tokens)), judges, "{text}");
        }
    }
}
