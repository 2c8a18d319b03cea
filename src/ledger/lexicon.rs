//! The ledger's word tables: kinds of events, who is part of whom, words for one answer.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// How long an event of a kind lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasts {
    /// Hours.
    Point,
    /// Days; it may be dated by any of them.
    Days,
}

/// A kind of event.
#[derive(Clone, Debug)]
pub(super) struct EventKind {
    pub family: String,
    pub lasts: Lasts,
    /// Families that the kind may stand for.
    pub general: Vec<String>,
    /// Within how many days no other of the kind is to be expected at one place.
    pub alone_for: i32,
}

/// A subject that is part of another.
#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub within: String,
    /// Whether it is the same group in other words unless both occur apart.
    pub same: bool,
}

/// All tables.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub event_kinds: BTreeMap<String, EventKind>,
    pub scopes: BTreeMap<String, Scope>,
    /// General subject → words that the full name of such a group contains.
    pub group_words: BTreeMap<String, Vec<String>>,
    /// (measure, word) → printed value; an empty measure holds for all.
    pub values: BTreeMap<(String, String), String>,
    /// Country names and adjectives, lower case.
    pub countries: BTreeMap<String, String>,
    /// What it means for a group when a measure counts it.
    pub effects: BTreeMap<String, Effect>,
    /// Measures whose numbers do not fall unless they are corrected.
    pub tolls: BTreeSet<String>,
}

/// What it means for the group that a measure counts, when the count is high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// The group is worse off, and whoever did it looks strong, or guilty where civilians are hit.
    Loss,
    /// The group is strong.
    Strength,
}

static SHIPPED: LazyLock<Lexicon> = LazyLock::new(Lexicon::shipped);

/// The tables that come with the program.
pub(super) fn lexicon() -> &'static Lexicon {
    &SHIPPED
}

/// Rows of a table with `#` comments; a row that is no CSV is passed over (a test reads them all).
fn rows(text: &str) -> impl Iterator<Item = csv::StringRecord> + '_ {
    csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(text.as_bytes())
        .into_records()
        .filter_map(Result::ok)
        .collect::<Vec<_>>()
        .into_iter()
}

fn list(cell: Option<&str>) -> Vec<String> {
    cell.unwrap_or("")
        .split('|')
        .map(str::trim)
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect()
}

impl Lexicon {
    fn shipped() -> Self {
        let mut lexicon = Self::default();
        for row in rows(include_str!("../../models/event_families.csv")) {
            let cell = |i| row.get(i).unwrap_or("");
            let kind = EventKind {
                family: cell(1).to_owned(),
                lasts: if cell(2) == "days" { Lasts::Days } else { Lasts::Point },
                general: list(row.get(3)),
                alone_for: cell(4).parse().unwrap_or_default(),
            };
            lexicon.event_kinds.insert(cell(0).to_owned(), kind);
        }
        for row in rows(include_str!("../../models/scopes.csv")) {
            let cell = |i| row.get(i).unwrap_or("");
            let scope = Scope { within: cell(1).to_owned(), same: cell(2) == "yes" };
            lexicon.scopes.insert(cell(0).to_owned(), scope);
        }
        for row in rows(include_str!("../../models/group_words.csv")) {
            lexicon.group_words.insert(row.get(0).unwrap_or("").to_owned(), list(row.get(1)));
        }
        for row in rows(include_str!("../../models/equivalent_values.csv")) {
            let cell = |i| row.get(i).unwrap_or("");
            for word in list(row.get(2)) {
                lexicon.values.insert((cell(0).to_owned(), word), cell(1).to_owned());
            }
        }
        for row in rows(include_str!("../../models/measure_effects.csv")) {
            let effect =
                if row.get(1) == Some("strength") { Effect::Strength } else { Effect::Loss };
            let measure = row.get(0).unwrap_or("");
            lexicon.effects.insert(measure.to_owned(), effect);
            if row.get(2) == Some("yes") {
                lexicon.tolls.insert(measure.to_owned());
            }
        }
        for row in rows(include_str!("../../models/countries.csv")) {
            let name = list(row.get(0)).first().cloned().unwrap_or_default().to_lowercase();
            for word in list(row.get(0)).into_iter().chain(list(row.get(1))) {
                lexicon.countries.insert(word.to_lowercase(), name.clone());
            }
        }
        lexicon
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_read_whole() {
        let tables = [
            include_str!("../../models/event_families.csv"),
            include_str!("../../models/scopes.csv"),
            include_str!("../../models/group_words.csv"),
            include_str!("../../models/equivalent_values.csv"),
            include_str!("../../models/measure_effects.csv"),
        ];
        for text in tables {
            let lines = text.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).count();
            assert_eq!(rows(text).count(), lines - 1, "{}", text.lines().next().unwrap_or(""));
        }
        let l = lexicon();
        for kind in l.event_kinds.values() {
            for family in &kind.general {
                assert!(l.event_kinds.values().any(|k| k.family == *family), "{family}");
            }
        }
        // Who is part of whom never runs in a circle.
        for subject in l.scopes.keys() {
            let mut at = subject.as_str();
            for _ in 0..=l.scopes.len() {
                match l.scopes.get(at) {
                    Some(s) => at = &s.within,
                    None => break,
                }
            }
            assert!(!l.scopes.contains_key(at), "{subject} is part of itself");
        }
    }
}
