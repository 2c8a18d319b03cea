//! One mention of a speaker, taken apart: determiner, modifiers, title, name, head noun, apposition.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use crate::corpus::{Token, TokenKind};

/// What a noun of `models/roles.csv` says of those it names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Spokesperson,
    Official,
    Anonymous,
    Private,
    Title,
    Group,
    Outlet,
}

struct Tables {
    roles: BTreeMap<&'static str, Class>,
    groups: BTreeMap<&'static str, &'static str>,
    /// Country by any of its names, lower case; the seats of government with a mark of their own.
    countries: BTreeMap<String, usize>,
    seats: BTreeMap<String, usize>,
    adjectives: BTreeMap<String, usize>,
    printed: Vec<(&'static str, &'static str)>,
    /// Kinds of armed or political body, singular.
    kinds: BTreeSet<&'static str>,
    /// Nouns that refer back to a body named before; `true` where any body can be meant.
    refer: BTreeMap<&'static str, bool>,
    /// Pronouns for nobody or everybody.
    nobody: BTreeSet<&'static str>,
    /// Words that count those named after "of".
    many: BTreeSet<&'static str>,
    /// Words for one of several named before.
    one: BTreeSet<&'static str>,
    /// Participles that say who made something: "compiled by".
    makes: BTreeSet<&'static str>,
}

fn tables() -> &'static Tables {
    static TABLES: OnceLock<Tables> = OnceLock::new();
    TABLES.get_or_init(|| {
        let rows = crate::claims::attribution::rows;
        let mut t = Tables {
            roles: BTreeMap::new(),
            groups: BTreeMap::new(),
            countries: BTreeMap::new(),
            seats: BTreeMap::new(),
            adjectives: BTreeMap::new(),
            printed: Vec::new(),
            kinds: BTreeSet::new(),
            refer: BTreeMap::new(),
            nobody: BTreeSet::new(),
            many: BTreeSet::new(),
            one: BTreeSet::new(),
            makes: BTreeSet::new(),
        };
        for row in rows(include_str!("../../../models/bodies.csv")) {
            match row[..] {
                [noun, "kind"] => {
                    t.kinds.insert(noun);
                }
                [word, "makes"] => {
                    t.makes.insert(word);
                }
                [word, "one"] => {
                    t.one.insert(word);
                }
                [word, "many"] => {
                    t.many.insert(word);
                }
                [pronoun, "nobody"] => {
                    t.nobody.insert(pronoun);
                }
                [noun, class] => {
                    t.refer.insert(noun, class == "any");
                }
                _ => {}
            }
        }
        for row in rows(include_str!("../../../models/roles.csv")) {
            let [noun, class] = row[..] else { continue };
            let class = match class {
                "spokesperson" => Class::Spokesperson,
                "official" => Class::Official,
                "anonymous" => Class::Anonymous,
                "private" => Class::Private,
                "title" => Class::Title,
                "outlet" => Class::Outlet,
                _ => Class::Group,
            };
            t.roles.insert(noun, class);
        }
        for row in rows(include_str!("../../../models/groups.csv")) {
            let [noun, printed] = row[..] else { continue };
            t.groups.insert(noun, printed);
        }
        for row in rows(include_str!("../../../models/countries.csv")) {
            let [country, adjective, seat] = row[..] else { continue };
            let at = t.printed.len();
            let first = |s: &'static str| s.split('|').next().unwrap_or(s);
            let adjective_printed =
                if adjective.is_empty() { first(country) } else { first(adjective) };
            t.printed.push((first(country), adjective_printed));
            for (list, into) in
                [(country, &mut t.countries), (seat, &mut t.seats), (adjective, &mut t.adjectives)]
            {
                for name in list.split('|').filter(|n| !n.is_empty()) {
                    into.entry(normal(name)).or_insert(at);
                }
            }
        }
        t
    })
}

/// The class of a noun, or of the last word of a longer one.
pub(super) fn class_of(noun: &str) -> Option<Class> {
    tables().roles.get(noun).copied()
}

/// The noun under which bodies of this kind are printed.
pub(super) fn group_noun(noun: &str) -> Option<&'static str> {
    tables().groups.get(noun).copied()
}

/// The country of this name: its printed name and adjective.
pub(super) fn country(name: &str) -> Option<(&'static str, &'static str)> {
    let t = tables();
    t.countries.get(&normal(name)).map(|&i| t.printed[i])
}

/// The country whose government this seat stands for.
pub(super) fn seat(name: &str) -> Option<(&'static str, &'static str)> {
    let t = tables();
    t.seats.get(&normal(name)).map(|&i| t.printed[i])
}

/// The country of this adjective.
pub(super) fn adjective(name: &str) -> Option<(&'static str, &'static str)> {
    let t = tables();
    t.adjectives.get(&normal(name)).map(|&i| t.printed[i])
}

/// A name in the form in which names are compared: ASCII, lower case, words parted by one space,
/// without article, possessive and marks.
pub(super) fn normal(name: &str) -> String {
    let folded = if name.is_ascii() { name.to_owned() } else { any_ascii::any_ascii(name) };
    let mut out = String::with_capacity(folded.len());
    let folded = folded.trim();
    let folded = folded
        .strip_suffix("'s")
        .or(folded.strip_suffix("s'").map(|_| &folded[..folded.len() - 1]))
        .unwrap_or(folded);
    for c in folded.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if c == '\'' || c == '.' || c == '`' {
            // "U.S.", "Sana'a": the marks do not part words.
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let out = out.trim_end();
    let stripped = ["the ", "a ", "an "].iter().find_map(|d| out.strip_prefix(d)).unwrap_or(out);
    stripped.to_owned()
}

/// How a noun phrase is introduced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Determiner {
    /// "the", "this", "that", "these", "both".
    Definite,
    /// "a", "an", "one", "some", "several", a number.
    Indefinite,
    /// "another", "other", "a second".
    Another,
}

/// One noun phrase of a mention.
#[derive(Clone, Debug, Default)]
pub(super) struct Phrase {
    /// Its words, as written, without determiner, up to the first preposition.
    pub words: Vec<String>,
    pub determiner: Option<Determiner>,
    /// Words of a proper name at its end, with the place where they begin in `words`.
    pub name: Option<usize>,
    /// Where the last title or role noun stands in `words`, and its class.
    pub role: Option<(usize, Class)>,
    /// Words after the first "of", "for", "from", "at", "with", "in" (with that preposition).
    pub tail: Vec<String>,
}

impl Phrase {
    /// The head noun, lower case.
    pub fn head(&self) -> String {
        self.words.last().map(|w| w.to_lowercase()).unwrap_or_default()
    }

    /// The words before place `i`.
    pub fn before(&self, i: usize) -> String {
        self.words[..i].join(" ")
    }

    /// Whether only abbreviated titles stand before the name: "Mrs. Duarte", "Lt. Gen. Diallo".
    pub fn titled_by_abbreviation(&self) -> bool {
        self.name.is_some_and(|n| n > 0 && self.words[..n].iter().all(|w| w.ends_with('.')))
    }

    /// The name's words.
    pub fn name(&self) -> Option<String> {
        self.name.map(|i| self.words[i..].join(" "))
    }

    /// The whole phrase without its determiner.
    pub fn full(&self) -> String {
        let mut all = self.words.clone();
        all.extend(self.tail.iter().cloned());
        joined(&all)
    }

    /// What follows its preposition.
    pub fn object(&self) -> Option<String> {
        (self.tail.len() > 1).then(|| joined(&self.tail[1..]))
    }

    /// Whether it has a capital letter somewhere.
    pub fn is_proper(&self) -> bool {
        self.words.iter().any(|w| capital(w))
    }
}

/// Words as one text, possessive marks joined to what they follow.
pub(super) fn joined(words: &[String]) -> String {
    let mut out = String::new();
    for w in words {
        let clitic = matches!(w.as_str(), "'s" | "’s" | "'" | "’");
        if !out.is_empty() && !clitic {
            out.push(' ');
        }
        out.push_str(w);
    }
    out
}

/// The kind of body that a noun names those of, singular: "rebels" and "rebel" give "rebel".
pub(super) fn kind_of_body(noun: &str) -> Option<String> {
    let t = tables();
    let known = |n: &str| t.kinds.contains(n).then(|| n.to_owned());
    known(noun).or_else(|| known(noun.strip_suffix('s')?))
}

/// Whether a pronoun is no voice: "nobody", "everyone".
pub(super) fn means_nobody(pronoun: &str) -> bool {
    tables().nobody.contains(pronoun)
}

/// Whether a participle says who made a figure or a text: "compiled by".
pub(super) fn makes_known(participle: &str) -> bool {
    tables().makes.contains(participle)
}

/// Whether a word stands for one of several named before: "one", "the other".
pub(super) fn one_of_several(word: &str) -> bool {
    tables().one.contains(word)
}

/// Whether a word counts those named after "of": "hundreds of people".
pub(super) fn counts_people(word: &str) -> bool {
    tables().many.contains(word)
}

/// Whether "the NOUN" refers back to a body named before: "the group", "the ministry".
pub(super) fn refers_back(noun: &str) -> bool {
    tables().refer.contains_key(noun)
}

/// Whether "the NOUN" can mean a body of any kind: "the group", not "the ministry".
pub(super) fn means_any_body(noun: &str) -> bool {
    tables().refer.get(noun) == Some(&true)
}

/// Whether a word begins with a capital letter (past "al-", "el-", "d'").
pub(super) fn capital(word: &str) -> bool {
    let lower = word.to_lowercase();
    let bare = ["al-", "el-", "d'", "d’", "ag-", "pro-", "anti-", "ex-"]
        .iter()
        .find(|p| lower.starts_with(**p))
        .map_or(word, |p| word.get(p.len()..).unwrap_or(word));
    bare.chars().next().is_some_and(char::is_uppercase)
}

/// Words that stand inside names without a capital.
pub(super) fn particle(word: &str) -> bool {
    matches!(
        word,
        "of" | "for"
            | "the"
            | "and"
            | "de"
            | "la"
            | "le"
            | "du"
            | "des"
            | "van"
            | "von"
            | "der"
            | "den"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "ag"
            | "ould"
            | "da"
            | "dos"
            | "del"
            | "wal"
            | "&"
            | "on"
            | "to"
    )
}

const PREPOSITIONS: [&str; 16] = [
    "of",
    "for",
    "from",
    "at",
    "with",
    "in",
    "on",
    "to",
    "within",
    "inside",
    "near",
    "close",
    "linked",
    "affiliated",
    "familiar",
    "loyal",
];

/// Takes a mention apart into noun phrases: the first is the core, the rest stand in apposition.
/// Coordinated mentions give several lists.
pub(super) fn phrases(text: &str, tokens: &[Token]) -> Vec<Vec<Phrase>> {
    let mut all: Vec<Vec<Phrase>> = Vec::new();
    let mut now: Vec<&str> = Vec::new();
    let mut pieces: Vec<Phrase> = Vec::new();
    let mut depth = 0usize;
    let words: Vec<(&str, TokenKind)> = tokens.iter().map(|t| (t.of(text), t.kind)).collect();
    let flush = |now: &mut Vec<&str>, pieces: &mut Vec<Phrase>| {
        if !now.is_empty() {
            pieces.push(phrase(now));
            now.clear();
        }
    };
    let commas = words.iter().filter(|w| w.0 == ",").count();
    let listing = commas >= 1
        && words.iter().enumerate().any(|(i, w)| {
            i >= 2
                && matches!(w.0, "and" | "or")
                && words[i - 1].0 == ","
                && words.get(i + 1).is_some_and(|n| n.0 != "who")
        })
        && !words.iter().any(|w| matches!(w.0, "who" | "which" | "whose" | "including"));
    let mut i = 0;
    while i < words.len() {
        let (w, kind) = words[i];
        if i == 0 && listing && matches!(w, "and" | "or") {
            i += 1;
            continue;
        }
        match kind {
            TokenKind::OpenBracket => depth += 1,
            TokenKind::CloseBracket => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            // "A, B, or C": a list, not an apposition.
            TokenKind::Punctuation if w == "," && listing && !now.is_empty() => {
                flush(&mut now, &mut pieces);
                all.push(std::mem::take(&mut pieces));
            }
            TokenKind::Punctuation
                if w == "," || w.starts_with(['–', '—']) || w == "--" || w == "-" =>
            {
                flush(&mut now, &mut pieces);
                // A relative clause, "including …", an age: nothing of the name comes after.
                if words.get(i + 1).is_some_and(|(n, _)| {
                    matches!(
                        n.to_lowercase().as_str(),
                        "who"
                            | "which"
                            | "whose"
                            | "whom"
                            | "including"
                            | "where"
                            | "when"
                            | "speaking"
                            | "citing"
                            | "quoting"
                    )
                }) {
                    break;
                }
            }

            // "the armed group calling itself X": X stands beside the group.
            TokenKind::Word
                if !now.is_empty()
                    && words.get(i + 1).is_some_and(|(n, _)| {
                        matches!((w, *n), ("calling", "itself" | "themselves") | ("known", "as"))
                    }) =>
            {
                flush(&mut now, &mut pieces);
                i += 1;
            }
            TokenKind::Word
                if matches!(w, "who" | "which" | "whose" | "that" | "whom") && i > 0 =>
            {
                break;
            }
            TokenKind::Word
                if matches!(w, "and" | "or" | "nor") && !now.is_empty() && splits(&words, i) =>
            {
                flush(&mut now, &mut pieces);
                all.push(std::mem::take(&mut pieces));
            }
            TokenKind::Word
            | TokenKind::Number
            | TokenKind::Symbol
            | TokenKind::Mention
            | TokenKind::Hashtag
            | TokenKind::Url => {
                now.push(w);
            }
            _ => {}
        }
        i += 1;
    }
    // "the ministry's announcement": the ministry.
    if matches!(now.last(), Some(&("'s" | "’s" | "'" | "’"))) && now.len() > 1 {
        now.pop();
    }
    flush(&mut now, &mut pieces);
    if !pieces.is_empty() {
        all.push(pieces);
    }
    all.retain(|list| {
        list.first()
            .is_some_and(|p| !p.words.is_empty() && !matches!(p.words[0].as_str(), "and" | "or"))
    });
    all
}

/// Whether the "and" at `i` parts two speakers, rather than two words of one name.
fn splits(words: &[(&str, TokenKind)], i: usize) -> bool {
    let Some(&(next, _)) = words.get(i + 1) else { return false };
    let Some(&(prev, _)) = i.checked_sub(1).and_then(|p| words.get(p)) else { return false };
    let lower = next.to_lowercase();
    if matches!(
        lower.as_str(),
        "the" | "a" | "an" | "his" | "her" | "its" | "their" | "other" | "another"
    ) {
        // "the People and the Land" inside a name is rare; "of the X and the Y" after a role is not.
        return true;
    }
    let rest = words[i + 1..].iter().take_while(|(_, k)| *k == TokenKind::Word);
    let last = rest.clone().last().map_or("", |w| w.0);
    match (capital(prev), capital(next)) {
        // "Mali and Wagner": two names; "Defence and Security Ministry" ends in a group noun.
        (true, true) => {
            let one_name = class_of(&last.to_lowercase()).is_some()
                && words[..i]
                    .iter()
                    .all(|(w, _)| class_of(&w.to_lowercase()).is_none() || particle(w));
            !(one_name && rest.count() > 1 && words[..i].len() <= 3)
        }
        // "local officials and rebels": both nouns name people.
        (false, false) => {
            class_of(&prev.to_lowercase()).is_some()
                && class_of(&last.to_lowercase()).is_some()
                && !matches!(words[..i].first().map(|w| w.0), Some("civilian" | "security"))
        }
        (_, true) => true,
        (true, false) => class_of(&last.to_lowercase()).is_some(),
    }
}

fn phrase(words: &[&str]) -> Phrase {
    let mut determiner = None;
    let mut at = 0;
    while let Some(w) = words.get(at) {
        let d = match w.to_lowercase().as_str() {
            "the" | "this" | "that" | "these" | "those" | "both" | "neither" | "either" | "all" => {
                Determiner::Definite
            }
            "a" | "an" | "one" | "some" | "several" | "many" | "two" | "three" | "four" | "few"
            | "multiple" | "numerous" | "various" => Determiner::Indefinite,
            "another" | "other" | "second" | "third" | "others" => Determiner::Another,
            "of" if determiner.is_some() => Determiner::Indefinite,
            _ => break,
        };
        if determiner != Some(Determiner::Another) {
            determiner = Some(d);
        }
        if at + 1 == words.len() {
            break;
        }
        at += 1;
    }
    let words = &words[at..];
    // Up to the first preposition that is not inside a name.
    let mut end = words.len();
    for (i, w) in words.iter().enumerate().skip(1) {
        let lower = w.to_lowercase();
        // "sources contacted by X", "residents reached by phone": what was done to them.
        if lower == "by" && i >= 2 {
            end = i - 1;
            break;
        }
        if matches!(
            lower.as_str(),
            "known"
                | "called"
                | "speaking"
                | "based"
                | "involved"
                | "fighting"
                | "operating"
                | "led"
                | "backed"
        ) && i + 1 < words.len()
            && !capital(w)
        {
            end = i;
            break;
        }
        if PREPOSITIONS.contains(&lower.as_str()) && !capital(w) {
            let before = words[i - 1];
            let after = words[i + 1..].iter().find(|w| !particle(w));
            let role_before = class_of(&before.to_lowercase()).is_some_and(|c| {
                matches!(
                    c,
                    Class::Spokesperson
                        | Class::Title
                        | Class::Official
                        | Class::Anonymous
                        | Class::Private
                )
            });
            let inside = capital(before)
                && !role_before
                && after.is_some_and(|w| capital(w))
                && matches!(lower.as_str(), "of" | "for" | "on" | "to");
            if !inside {
                end = i;
                break;
            }
        }
    }
    let tail = words[end..].iter().map(|w| (*w).to_owned()).collect();
    let words: Vec<String> = words[..end].iter().map(|w| (*w).to_owned()).collect();
    // The last role noun: the words after it, if capital, are a name.
    let role = words
        .iter()
        .enumerate()
        .rev()
        .find_map(|(i, w)| class_of(&w.to_lowercase()).map(|c| (i, c)));
    let mut name = words.len();
    while name > 0
        && (capital(&words[name - 1]) || (particle(&words[name - 1]) && name < words.len()))
    {
        name -= 1;
    }
    while name < words.len() && !capital(&words[name]) {
        name += 1;
    }
    if let Some((r, c)) = role
        && matches!(c, Class::Title | Class::Spokesperson | Class::Private | Class::Official)
        && r >= name
        && r + 1 < words.len()
    {
        name = r + 1;
    }
    // "Lieutenant Colonel", "Mr.": titles are no part of the name.
    while name + 1 < words.len()
        && words[name].ends_with('.')
        && words[name].chars().count() > 2
        && !matches!(words[name].as_str(), "U.S." | "U.N." | "U.K.")
    {
        name += 1;
    }
    Phrase { name: (name < words.len()).then_some(name), words, determiner, role, tail }
}
