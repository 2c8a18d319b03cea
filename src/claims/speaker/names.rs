//! The proper names of one article: full names, acronyms and what they were introduced with.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::mention::{self, Class, capital, normal};
use crate::corpus::{Token, TokenKind};

/// One proper name where it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct NameAt {
    /// First byte.
    pub at: usize,
    /// As written, without a title.
    pub name: String,
    /// Whether it is known to name a person: a title stands before it, or an age or a role after.
    pub person: bool,
}

/// The proper names of one article. What is kept of them is what [`super::Speakers`] are made of.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Names {
    pub(super) all: Vec<NameAt>,
    #[serde(skip)]
    /// Which of `all` end in a word (as compared).
    by_last: BTreeMap<String, Vec<usize>>,
    /// Short form (as compared) → long form, as defined in the text: "Long Name (LN)".
    pub(super) acronyms: BTreeMap<String, String>,
    /// Long form (as compared) → short form as written.
    pub(super) short_forms: BTreeMap<String, String>,
    #[serde(skip)]
    /// How often a country is named and where first, by printed name and adjective.
    pub(super) countries: BTreeMap<(&'static str, &'static str), (usize, usize)>,
    #[serde(skip)]
    /// Kind of body ("rebel") → the names that the text calls so: "the rebel group X", "X rebels".
    pub(super) kinds: BTreeMap<String, Vec<String>>,
}

/// Longest name that is kept together, in words.
const LONGEST: usize = 14;

/// Finds the names. Linear in the number of tokens.
pub(super) fn names(text: &str, tokens: &[Token]) -> Names {
    let mut found = Names::default();
    let word = |i: usize| tokens.get(i).map_or("", |t| t.of(text));
    let is_word = |i: usize| tokens.get(i).is_some_and(|t| t.kind == TokenKind::Word);
    let mut i = 0;
    while i < tokens.len() {
        if !is_word(i) || !capital(word(i)) {
            i += 1;
            continue;
        }
        let start = i;
        let mut end = i + 1;
        while end < tokens.len() && end - start < LONGEST {
            // One or two small words, then the name goes on.
            let small = || {
                matches!(
                    word(end),
                    "of" | "for"
                        | "the"
                        | "de"
                        | "la"
                        | "du"
                        | "van"
                        | "von"
                        | "der"
                        | "bin"
                        | "ibn"
                        | "al"
                        | "el"
                        | "ag"
                        | "wal"
                        | "ould"
                ) && (end + 1..end + 3).any(|j| {
                    is_word(j) && capital(word(j)) && (end + 1..j).all(|k| word(k) == "the")
                })
            };
            if !is_word(end) || !(capital(word(end)) || small()) {
                break;
            }
            end += 1;
        }
        i = end;
        let begins_sentence = start == 0
            || matches!(tokens[start - 1].kind, TokenKind::Stop | TokenKind::OpenQuote)
            || text[tokens[start - 1].span.end()..tokens[start].span.start()].contains('\n');
        let mut from = start;
        // "The", "On", "But" at the beginning of a sentence belong to no name.
        if begins_sentence && end - from > 1 && common(word(from)) {
            from += 1;
        }
        if begins_sentence && end - from == 1 && common(word(from)) {
            continue;
        }
        let mut person = false;
        // Titles come off the front, with what stands before them: "Foreign Minister Ines Duarte".
        let title = |w: &str| {
            let lower = w.to_lowercase();
            matches!(
                mention::class_of(lower.trim_end_matches('.')),
                Some(Class::Title | Class::Spokesperson)
            ) || (w.ends_with('.') && abbreviates_a_title(&lower))
        };
        if let Some(k) = (from..end - 1).rev().find(|&k| title(word(k)))
            && capital(word(k + 1))
        {
            person = true;
            from = k + 1;
        }
        if from > 0 && from == start {
            let before = word(start - 1).to_lowercase();
            person |= matches!(
                mention::class_of(before.trim_end_matches('.')),
                Some(Class::Title | Class::Spokesperson)
            );
        }
        if word(end) == "," {
            let next = word(end + 1).to_lowercase();
            person |= tokens.get(end + 1).is_some_and(|t| t.kind == TokenKind::Number)
                && word(end + 2) == ",";
            // ", a senior fellow at": a role among the next words.
            person |= !next.is_empty()
                && (end + 1..end + 7).take_while(|&j| is_word(j)).any(|j| {
                    matches!(
                        mention::class_of(&word(j).to_lowercase()),
                        Some(Class::Title | Class::Spokesperson | Class::Private)
                    )
                });
        }
        let name: Vec<&str> =
            (from..end).map(word).filter(|w| !matches!(*w, "'s" | "’s")).collect();
        if name.is_empty() {
            continue;
        }
        let name = name.join(" ");
        let at = tokens[from].span.start();
        for k in from..end {
            if let Some(c) = mention::adjective(word(k)).or_else(|| mention::country(word(k))) {
                found.countries.entry(c).or_insert((0, at)).0 += 1;
            }
        }
        if end - from > 1
            && let Some(c) = mention::country(&name)
        {
            found.countries.entry(c).or_insert((0, at)).0 += 1;
        }
        // "Long Name (LN)".
        if tokens.get(end).is_some_and(|t| t.kind == TokenKind::OpenBracket)
            && tokens.get(end + 2).is_some_and(|t| t.kind == TokenKind::CloseBracket)
        {
            let short = word(end + 1);
            if abbreviates(short, &name) {
                let long = name.strip_prefix("The ").unwrap_or(&name).to_owned();
                found.short_forms.entry(normal(&long)).or_insert_with(|| short.to_owned());
                found.acronyms.entry(normal(short)).or_insert(long);
            }
        }
        if !person && mention::adjective(&name).is_none() && mention::country(&name).is_none() {
            let lower = |k: usize| word(k).to_lowercase();
            let small = |k: usize| !capital(word(k));
            let group = |k: usize| mention::class_of(&lower(k)) == Some(Class::Group);
            let before = match from {
                2.. if small(from - 1) && group(from - 1) => {
                    mention::kind_of_body(&lower(from - 2))
                }
                1.. if small(from - 1) => mention::kind_of_body(&lower(from - 1)),
                _ => None,
            };
            // "the rebel alliance, the X", "the rebels, the X".
            let named_after = || {
                let comma = from.checked_sub(2).filter(|&k| word(k) == "," && word(k + 1) == "the");
                let noun = comma?.checked_sub(1).filter(|&k| small(k))?;
                let kind = if group(noun) { noun.checked_sub(1)? } else { noun };
                mention::kind_of_body(&lower(kind))
            };
            let before = before.or_else(named_after);
            let after = small(end).then(|| mention::kind_of_body(&lower(end))).flatten();
            let beside = (word(end) == "," && matches!(word(end + 1), "a" | "an" | "the"))
                .then(|| (end + 2..end + 5).find_map(|k| mention::kind_of_body(&lower(k))))
                .flatten();
            if let Some(kind) = before.or(after).or(beside) {
                found.kinds.entry(kind).or_default().push(name.clone());
            }
        }
        let key = normal(&name);
        let last = key.rsplit(' ').next().unwrap_or(&key).to_owned();
        found.by_last.entry(last).or_default().push(found.all.len());
        found.all.push(NameAt { at, name, person });
    }
    found
}

impl Names {
    /// The names that end in this word (as compared), in order: an article of thousands of names is
    /// not searched through for every mention.
    pub(super) fn ending_in(&self, last: &str) -> impl Iterator<Item = &NameAt> {
        self.by_last.get(last).into_iter().flatten().map(|&i| &self.all[i])
    }
}

/// Whether `short` can stand for `long`: its letters are found in order among the initials of the
/// long name's words, the first of them being the first initial, or most of them are.
pub(super) fn abbreviates(short: &str, long: &str) -> bool {
    let letters: Vec<char> = short
        .split(['-', '/'])
        .next()
        .unwrap_or(short)
        .chars()
        .filter(|c| c.is_alphanumeric())
        .collect();
    let capitals = short.chars().filter(|c| c.is_uppercase()).count();
    if letters.len() < 2 || letters.len() > 10 || capitals < 2 || capitals * 2 < letters.len() {
        return false;
    }
    let initials: Vec<char> = long
        .split([' ', '-'])
        .filter_map(|w| w.chars().next())
        .map(|c| c.to_ascii_uppercase())
        .collect();
    let mut at = 0;
    let mut hit = 0;
    for l in &letters {
        if let Some(k) =
            initials[at.min(initials.len())..].iter().position(|i| i == &l.to_ascii_uppercase())
        {
            at += k + 1;
            hit += 1;
        }
    }
    // Acronyms are often of another language than the name printed: two thirds will do, or a name
    // of at least three words before a bracket with capitals only.
    hit * 3 >= letters.len() * 2 || (initials.len() >= 3 && capitals == letters.len())
}

fn abbreviates_a_title(lower: &str) -> bool {
    matches!(
        lower,
        "mr."
            | "mrs."
            | "ms."
            | "dr."
            | "gen."
            | "col."
            | "lt."
            | "capt."
            | "maj."
            | "sgt."
            | "sen."
            | "rep."
            | "gov."
            | "rev."
            | "prof."
            | "adm."
            | "cmdr."
            | "brig."
            | "cpl."
            | "hon."
            | "fr."
            | "st."
            | "pres."
    )
}

/// A word that begins sentences and is no name.
fn common(word: &str) -> bool {
    matches!(
        word.to_lowercase().as_str(),
        "the"
            | "a"
            | "an"
            | "on"
            | "in"
            | "at"
            | "but"
            | "and"
            | "or"
            | "he"
            | "she"
            | "it"
            | "they"
            | "we"
            | "i"
            | "you"
            | "this"
            | "that"
            | "these"
            | "those"
            | "there"
            | "his"
            | "her"
            | "its"
            | "their"
            | "our"
            | "my"
            | "as"
            | "after"
            | "before"
            | "when"
            | "while"
            | "if"
            | "since"
            | "for"
            | "from"
            | "by"
            | "with"
            | "according"
            | "although"
            | "though"
            | "because"
            | "however"
            | "meanwhile"
            | "earlier"
            | "later"
            | "another"
            | "some"
            | "many"
            | "most"
            | "all"
            | "both"
            | "neither"
            | "either"
            | "no"
            | "not"
            | "what"
            | "who"
            | "how"
            | "why"
            | "where"
            | "which"
            | "also"
            | "more"
            | "at-least"
            | "under"
            | "over"
            | "during"
            | "despite"
            | "following"
            | "local"
            | "so"
            | "to"
            | "of"
            | "one"
            | "two"
            | "three"
            | "four"
            | "five"
            | "six"
            | "seven"
            | "eight"
            | "nine"
            | "ten"
            | "officials"
            | "residents"
            | "witnesses"
            | "sources"
            | "police"
            | "authorities"
            | "government"
            | "rebels"
            | "people"
            | "asked"
            | "speaking"
            | "then"
            | "now"
            | "once"
            | "yet"
            | "still"
            | "even"
            | "such"
            | "other"
            | "several"
            | "dozens"
            | "hundreds"
            | "thousands"
            | "last"
            | "next"
            | "today"
            | "yesterday"
            | "first"
            | "additionally"
            | "therefore"
            | "between"
            | "about"
            | "around"
    )
}
