//! The noun phrase after a number: what is counted, and under which name it is printed.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::claims::classes;
use crate::claims::lexicon::{self, LexiconError};
use crate::claims::words::{Phrases, Words};

/// What a noun names, as far as counting goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// Anyone: "people", "others".
    People,
    /// Civilians by trade, role or kinship.
    Person,
    /// Children.
    Child,
    /// People under arms.
    Force,
    /// Vehicles, buildings, aircraft.
    Thing,
    /// A body of people or vehicles.
    Group,
    /// Villages, countries.
    Place,
    /// Attacks, elections, votes.
    Event,
}

impl Class {
    /// Whether it names human beings one by one.
    pub fn is_people(self) -> bool {
        matches!(self, Self::People | Self::Person | Self::Child | Self::Force)
    }
}

/// A noun of the lexicon.
#[derive(Clone, Debug, PartialEq)]
pub struct Noun {
    /// The name printed for its kind.
    pub printed: String,
    /// What it names.
    pub class: Class,
}

/// Nouns, nations and the closed-class words that end a noun phrase.
#[derive(Clone, Debug)]
pub struct Nouns {
    nouns: Phrases<Noun>,
    /// Countries and their adjectives, with the adjective as printed.
    nations: Phrases<String>,
}

const NOUNS: (&str, &str) = ("models/nouns.csv", include_str!("../../../models/nouns.csv"));
const COUNTRIES: (&str, &str) =
    ("models/countries.csv", include_str!("../../../models/countries.csv"));

/// A noun phrase.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// First word.
    pub from: usize,
    /// One past the last word.
    pub to: usize,
    /// What its head names, where the lexicon knows it.
    pub class: Option<Class>,
    /// Under which name it is printed; `None` for a bare number.
    pub name: Option<String>,
}

impl Group {
    /// Whether a number stands alone, without a noun.
    pub fn is_bare(&self) -> bool {
        self.from >= self.to
    }
}

impl Nouns {
    /// The built-in nouns, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If a table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(NOUNS, own)?;
        let mut nouns = Phrases::default();
        lexicon::read(&file, &text, &["printed", "class", "forms"], |row| {
            let class = match row.cell("class") {
                "people" => Class::People,
                "person" => Class::Person,
                "child" => Class::Child,
                "force" => Class::Force,
                "thing" => Class::Thing,
                "group" => Class::Group,
                "place" => Class::Place,
                "event" => Class::Event,
                _ => return Err(row.error("class", "a class named in the header")),
            };
            for form in row.cell("forms").split('|') {
                nouns.insert(form, Noun { printed: row.cell("printed").to_owned(), class });
            }
            Ok(())
        })?;
        let mut nations: BTreeMap<String, String> = BTreeMap::new();
        let (file, text) = COUNTRIES;
        lexicon::read(file, text, &["country", "adjective", "seat"], |row| {
            let adjectives: Vec<&str> = row.cell("adjective").split('|').collect();
            let printed = match adjectives[0] {
                "" => row.cell("country").split('|').next().unwrap_or_default(),
                adjective => adjective,
            };
            for name in row.cell("country").split('|').chain(adjectives.iter().copied()) {
                nations.entry(name.to_lowercase()).or_insert_with(|| printed.to_owned());
            }
            Ok(())
        })?;
        let mut table = Phrases::default();
        for (name, printed) in nations {
            table.insert(&name, printed);
        }
        Ok(Self { nouns, nations: table })
    }

    /// The noun that begins at word `i`, and its length in words. Nationals count as people:
    /// "Russians".
    pub fn at(&self, words: &Words<'_>, i: usize) -> Option<(usize, Noun)> {
        if let Some((len, noun)) = self.nouns.at(words, i) {
            return Some((len, noun.clone()));
        }
        self.nationals(words.get(i)).map(|name| (1, Noun { printed: name, class: Class::Person }))
    }

    /// Whether something that can be counted begins at word `i`.
    pub fn is_noun(&self, words: &Words<'_>, i: usize) -> bool {
        self.nouns.at(words, i).is_some() || self.nationals(words.get(i)).is_some()
    }

    /// "Russians", "Chadians": an adjective of nationality with an s.
    fn nationals(&self, word: &str) -> Option<String> {
        let stem = word.strip_suffix('s')?;
        if !stem.ends_with(['n', 'i', 'h', 'k', 't']) {
            return None;
        }
        self.nations.get(stem).map(|adjective| format!("{adjective}s"))
    }

    /// The nation that begins at word `i`, as an adjective, and its length in words.
    pub fn nation(&self, words: &Words<'_>, i: usize) -> Option<(usize, &str)> {
        self.nations.at(words, i).map(|(len, name)| (len, name.as_str()))
    }

    /// The noun phrase that begins at word `i`; `stops(j)` ends it before word `j`.
    pub fn group(&self, words: &Words<'_>, i: usize, stops: impl Fn(usize) -> bool) -> Group {
        let mut from = i;
        // "three of its troops", "two of the men", "dozens more", "21 other people"
        if words.get(from) == "of" {
            from += 1;
        }
        while matches!(
            words.get(from),
            "the"
                | "its"
                | "their"
                | "his"
                | "her"
                | "our"
                | "these"
                | "those"
                | "them"
                | "more"
                | "all"
                | "different"
                | "a"
                | "an"
        ) && from < words.len()
        {
            from += 1;
        }
        let mut to = from;
        while to < words.len() && to < from + 8 {
            let w = words.get(to);
            let clitic = matches!(w, "'s" | "’s" | "'" | "’");
            let opens = matches!(w, "“" | "\"" | "‘") && to == from;
            if (!clitic && !opens && !words.is_word(to)) || is_closed(w) || stops(to) {
                break;
            }
            to += 1;
        }
        // the head is the last noun that the lexicon knows; what follows it may be a verb
        let mut head: Option<(usize, usize, Noun)> = None;
        let mut j = from;
        while j < to {
            match self.at(words, j) {
                // "police officers" is one noun, "car bomb victims" ends in the people, and "members
                // of the army" goes on where a phrase of the lexicon does
                Some((len, noun)) if j + len <= to || len > 2 => {
                    head = Some((j, len, noun));
                    j += len;
                }
                _ => j += 1,
            }
        }
        let upper = words.is_upper_case();
        let (class, mut name) = match &head {
            Some((at, len, noun)) => {
                to = at + len;
                let mut parts = self.modifiers(words, from, *at, upper);
                // a body is called what the text calls it: "the army", not "groups"
                let body = matches!(noun.class, Class::Group | Class::Place | Class::Event);
                parts.push(if body {
                    words.slice(*at, to).to_lowercase()
                } else {
                    noun.printed.clone()
                });
                (Some(noun.class), Some(parts.join(" ")))
            }
            None if to > from => {
                // an unknown noun: the words up to the first plural
                let plural = (from..to).find(|&k| {
                    let w = words.get(k);
                    w.ends_with('s') && !w.ends_with("ss") && w.len() > 3
                });
                match plural {
                    Some(k) => {
                        to = k + 1;
                        (None, Some(words.slice(from, to).to_lowercase()))
                    }
                    None => {
                        to = from;
                        (None, None)
                    }
                }
            }
            None => (None, None),
        };
        // "troops from Mali", "soldiers of Burkina Faso": the nation goes before the noun
        if let Some(name) = &mut name
            && matches!(words.get(to), "from" | "of")
            && let Some((_, nation)) = self.nation(words, to + 1)
            && class.is_some_and(Class::is_people)
            && !name.contains(nation)
        {
            *name = format!("{nation} {name}");
        }
        Group { from, to, class, name }
    }

    /// The words before a head that say whose or of what kind: nations, names, nouns.
    fn modifiers(&self, words: &Words<'_>, from: usize, to: usize, upper: bool) -> Vec<String> {
        let mut parts: Vec<String> = Vec::new();
        let mut j = from;
        while j < to {
            if let Some((len, nation)) = self.nation(words, j) {
                parts.push(nation.to_owned());
                j += len;
                continue;
            }
            let w = words.get(j);
            if matches!(w, "'s" | "’s") {
                j += 1;
                continue;
            }
            let named = !upper && words.is_capitalised(j) && j > 0;
            let kind =
                matches!(w, "civilian" | "government" | "enemy" | "foreign" | "gold" | "mine")
                    || (self.nouns.at(words, j).is_some() && !matches!(w, "other" | "others"));
            if named {
                parts.push(words.original(j).to_owned());
            } else if kind {
                parts.push(w.to_owned());
            }
            j += 1;
        }
        parts
    }
}

/// Words of the closed classes: none of them stands inside a noun phrase after its number.
pub(crate) fn is_closed(word: &str) -> bool {
    classes::any(
        word,
        &[
            classes::Class::Closed,
            classes::Class::Preposition,
            classes::Class::Auxiliary,
            classes::Class::Monday,
            classes::Class::Tuesday,
            classes::Class::Wednesday,
            classes::Class::Thursday,
            classes::Class::Friday,
            classes::Class::Saturday,
            classes::Class::Sunday,
        ],
    )
}

/// Prepositions that open a phrase of their own.
pub(crate) fn is_preposition(word: &str) -> bool {
    classes::Class::Preposition.has(word)
}

/// Auxiliaries and modals.
pub(crate) fn is_auxiliary(word: &str) -> bool {
    classes::Class::Auxiliary.has(word)
}
