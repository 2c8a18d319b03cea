//! The names of places: "in X", "the town of X", "X province", and later mentions of a name so found.

use std::ops::Range;

use super::kind::EventKind;
use crate::claims::classes::Class;
use crate::claims::value::DateMention;
use crate::claims::value::noun::{Nouns, is_closed};
use crate::claims::words::Words;

/// A name reduced to what its spellings in other scripts share: "Tin Zaouatine", "Tinzaouaten" and
/// "Tinzaouatene" have one key.
///
/// ASCII letters in lower case, without vowels, h, w and y, doubles once; names with fewer than three
/// consonants keep their vowels.
pub fn place_key(name: &str) -> String {
    let plain: String = any_ascii::any_ascii(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let mut key = String::new();
    for c in plain.chars() {
        let c = match c {
            'q' | 'c' => 'k',
            'z' => 's',
            'v' => 'f',
            'j' => 'g',
            other => other,
        };
        if !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'h' | 'w' | 'y') && !key.ends_with(c) {
            key.push(c);
        }
    }
    if key.len() < 3 { plain } else { key }
}

/// Nouns whose "in PLACE" is a seat, a line each.
const SEATS: &str = include_str!("../../../models/seats.csv");

/// A place named in a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceMention {
    /// Its words.
    pub words: Range<usize>,
    /// Its name, as written.
    pub name: String,
    /// Whether the words around it say that it is a place ("in X"); else only its name does, known
    /// from elsewhere ("the X market").
    pub sure: bool,
}

/// The longest name of a place, in words.
const LONGEST_NAME: usize = 4;

/// The names of places in a sentence: "in X", "the town of X", "X province", "on Lake X".
///
/// `kinds` and `dates` are what the same words say of events and days: those are no places.
pub fn places(
    words: &Words<'_>,
    nouns: &Nouns,
    kinds: &[(Range<usize>, EventKind)],
    dates: &[DateMention],
) -> Vec<PlaceMention> {
    let mut found = Vec::new();
    let letters = (0..words.len()).filter(|&i| words.is_word(i)).count();
    let capitals = (0..words.len()).filter(|&i| words.is_capitalised(i)).count();
    // in a title in capitals they say nothing
    let capitals_speak = !words.is_upper_case() && capitals * 10 < letters * 7;
    let mut i = 0;
    while i < words.len() {
        let w = words.get(i);
        let feature = |at: usize| {
            Class::PlaceFeature.has(words.get(at))
                && words.is_capitalised(at)
                && words.is_capitalised(at + 1)
        };
        // "the town of X", "on the edge of X"
        let named_of =
            words.get(i + 1) == "of" && (Class::PlaceKind.has(w) || Class::PlacePart.has(w));
        let seat = i > 0 && w == "in" && SEATS.lines().any(|noun| noun == words.get(i - 1));
        let leads = Class::PlaceBefore.has(w) && !seat || (w == "on" && feature(i + 1));
        let mut at = match (named_of, leads) {
            (true, _) => i + 2,
            (_, true) => i + 1,
            _ => {
                i += 1;
                continue;
            }
        };
        while words.get(at) == "the" || Class::Direction.has(words.get(at)) {
            at += 1;
        }
        let start = at;
        at = name_end(words, start, capitals_speak || named_of);
        let next = words.get(at);
        let follows = Class::PlaceKind.has(next) && at > start;
        let range = start..at;
        let overlaps = |r: &Range<usize>| r.start < range.end && range.start < r.end;
        let is_event = kinds.iter().any(|(r, _)| overlaps(r) && r.start == start);
        let is_date = dates.iter().any(|d| overlaps(&d.words));
        let country = nouns.nation(words, start).is_some_and(|(len, _)| start + len >= at);
        let going = Class::PlaceGoing.has(w) && !follows && !feature(start);
        // institutes and companies stand "at" and "in" too, and are no places
        let body = range.clone().any(|j| Class::NoPlace.has(words.get(j)));
        let possessive = matches!(next, "'s" | "’s");
        if at > start && !(body || is_event || is_date || country || going || possessive) {
            let name = words.slice(start, at).to_owned();
            found.push(PlaceMention { words: range, name, sure: true });
        }
        i = at.max(i + 1);
    }
    found
}

/// One past the name that begins at word `start`; `start` where none does.
fn name_end(words: &Words<'_>, start: usize, capitals_speak: bool) -> usize {
    let mut at = start;
    while at < words.len() && at - start < LONGEST_NAME {
        let w = words.get(at);
        let name = words.is_capitalised(at) && words.is_word(at) && !is_closed(w);
        let inner = at > start && Class::NameInner.has(w) && words.is_capitalised(at + 1);
        if !(inner || (name && capitals_speak)) {
            break;
        }
        at += 1;
    }
    at
}

/// Adds to `found` the names in a sentence that are `known` to be of places from elsewhere: "the X
/// market", "a strike on X".
pub fn known_places(
    words: &Words<'_>,
    known: impl Fn(&str) -> bool,
    found: &mut Vec<PlaceMention>,
) {
    if words.is_upper_case() {
        return;
    }
    let mut i = 0;
    while i < words.len() {
        let taken = found.iter().any(|p| p.words.contains(&i));
        if !words.is_capitalised(i) || taken || (i > 0 && is_name(words, i - 1)) {
            i += 1;
            continue;
        }
        let longest = (i + 1..=(i + LONGEST_NAME).min(words.len()))
            .rev()
            .find(|&end| !is_name(words, end) && known(words.slice(i, end)));
        if let Some(end) = longest {
            let name = words.slice(i, end).to_owned();
            found.push(PlaceMention { words: i..end, name, sure: false });
            i = end;
        } else {
            i += 1;
        }
    }
}

/// Whether word `i` may be part of a longer name.
fn is_name(words: &Words<'_>, i: usize) -> bool {
    words.is_capitalised(i) && words.is_word(i) && !is_closed(words.get(i))
}
