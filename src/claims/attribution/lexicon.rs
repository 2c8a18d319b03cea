//! The words that attribute: verbs, nouns, adjectives and fixed phrases, read from `models/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Kind;
use crate::claims::{Hedge, Stance};

/// What a cue may govern.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Frames(u16);

impl Frames {
    /// A clause: "that P", "P", "whether P".
    pub const CLAUSE: Self = Self(1);
    /// A quotation, or a parenthesis: "P, X said".
    pub const QUOTE: Self = Self(2);
    /// A noun phrase.
    pub const NOUN: Self = Self(4);
    /// An infinitive with the cue's own subject: "vowed to leave".
    pub const INFINITIVE: Self = Self(8);
    /// A gerund: "denied leaving".
    pub const GERUND: Self = Self(16);
    /// An object and an infinitive: "urged X to leave".
    pub const OBJECT: Self = Self(32);
    /// The object is the addressee: "told X that P".
    pub const ADDRESSEE: Self = Self(64);
    /// An object and a predicate: "called X a Y".
    pub const PREDICATE: Self = Self(128);
    /// For nouns: a document or an utterance that can itself speak.
    pub const DOCUMENT: Self = Self(256);
    /// For adjectives: a phrase after one of the prepositions.
    pub const PHRASE: Self = Self(512);
    /// A word for a number: "put the toll at 30". For nouns: such a word.
    pub const FIGURE: Self = Self(1024);
    /// Never a thing: what follows is a clause, whatever a tree makes of it.
    pub const NO_OBJECT: Self = Self(2048);

    fn parse(letters: &str) -> Self {
        Self(letters.chars().fold(0, |f, c| {
            f | match c {
                'c' => Self::CLAUSE.0,
                'q' => Self::QUOTE.0,
                'n' => Self::NOUN.0,
                'i' => Self::INFINITIVE.0,
                'g' => Self::GERUND.0,
                'o' => Self::OBJECT.0,
                'a' => Self::ADDRESSEE.0,
                's' => Self::PREDICATE.0,
                'd' => Self::DOCUMENT.0,
                'p' => Self::PHRASE.0,
                'f' => Self::FIGURE.0,
                'v' => Self::NO_OBJECT.0,
                _ => 0,
            }
        }))
    }

    /// These and those.
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether any of these is among them.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What the writer's choice of cue says of the content.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Tone {
    /// "said".
    Neutral,
    /// "claimed", "alleged".
    Doubt,
    /// "confirmed", "revealed".
    Endorse,
}

/// A cue's entry: a verb, noun or adjective.
#[derive(Clone, Debug)]
pub(crate) struct Cue {
    pub kind: Kind,
    pub frames: Frames,
    /// Content may follow these: "called for P".
    pub prepositions: Vec<&'static str>,
    pub stance: Stance,
    pub tone: Tone,
}

/// Which form of a verb a word is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Form {
    Base,
    Third,
    Past,
    /// Only where it differs from the past.
    Participle,
    Gerund,
}

/// What a fixed phrase does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// The speaker follows: "according to X".
    Source,
    /// Nobody is named: "reportedly".
    Agentless,
    /// The speaker follows and the clause's subject passes on: "citing X".
    Citing,
    /// Stands before a colon without speaking: "Watch:".
    Label,
}

/// A fixed phrase that attributes.
#[derive(Clone, Debug)]
pub(crate) struct Phrase {
    /// Its words, lower case.
    pub words: Vec<&'static str>,
    pub kind: Kind,
    pub role: Role,
    pub hedge: Hedge,
    pub tone: Tone,
}

/// All tables.
pub(crate) struct Lexicon {
    verbs: Vec<Cue>,
    /// By form; sorted.
    verb_forms: BTreeMap<String, (usize, Form)>,
    nouns: BTreeMap<&'static str, Cue>,
    noun_plurals: BTreeMap<String, &'static str>,
    adjectives: BTreeMap<&'static str, Cue>,
    /// By first word.
    phrases: BTreeMap<&'static str, Vec<Phrase>>,
    /// Words for times; `true` where they stand before one ("last").
    times: BTreeMap<&'static str, bool>,
}

/// The rows of a table in `models/`, without comments and header, as fields.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    table
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'))
        .skip(1)
        .map(|l| l.trim_end().split(',').collect())
}

fn kind(s: &str) -> Kind {
    if s == "mental" { Kind::Mental } else { Kind::Speech }
}

fn stance(s: &str) -> Stance {
    match s {
        "confirms" => Stance::Confirms,
        "denies" => Stance::Denies,
        "declines" => Stance::Declines,
        _ => Stance::Asserts,
    }
}

fn tone(s: &str) -> Tone {
    match s {
        "doubt" => Tone::Doubt,
        "endorse" => Tone::Endorse,
        _ => Tone::Neutral,
    }
}

pub(crate) fn hedge(s: &str) -> Hedge {
    match s {
        "likely" => Hedge::Likely,
        "possible" => Hedge::Possible,
        "unverified" => Hedge::Unverified,
        _ => Hedge::None,
    }
}

fn list(s: &'static str) -> Vec<&'static str> {
    s.split('|').filter(|p| !p.is_empty()).collect()
}

/// The regular forms of a verb: third person, past, gerund.
fn regular(lemma: &str) -> [String; 3] {
    let consonant_y =
        lemma.ends_with('y') && !["ay", "ey", "oy", "uy"].iter().any(|e| lemma.ends_with(e));
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|e| lemma.ends_with(e));
    let mut chars = lemma.chars();
    chars.next_back();
    let stem = chars.as_str();
    let third = if consonant_y {
        format!("{stem}ies")
    } else if sibilant {
        format!("{lemma}es")
    } else {
        format!("{lemma}s")
    };
    if lemma.ends_with('e') && !lemma.ends_with("ee") {
        [third, format!("{lemma}d"), format!("{stem}ing")]
    } else if consonant_y {
        [third, format!("{stem}ied"), format!("{lemma}ing")]
    } else {
        [third, format!("{lemma}ed"), format!("{lemma}ing")]
    }
}

/// The plural of a noun.
pub(crate) fn plural(noun: &str) -> String {
    let [third, ..] = regular(noun);
    third
}

impl Lexicon {
    /// The tables that come with the program.
    pub fn get() -> &'static Self {
        static LEXICON: OnceLock<Lexicon> = OnceLock::new();
        LEXICON.get_or_init(Self::read)
    }

    fn read() -> Self {
        let mut verbs = Vec::new();
        let mut verb_forms = BTreeMap::new();
        for row in rows(include_str!("../../../models/cues.csv")) {
            let [lemma, k, frames, prepositions, s, t, forms] = row[..] else { continue };
            let at = verbs.len();
            let [third, past, gerund] = regular(lemma);
            let mut put = |form: String, f: Form| {
                verb_forms.entry(form).or_insert((at, f));
            };
            put(lemma.to_owned(), Form::Base);
            match list(forms)[..] {
                [third, past, participle, gerund] => {
                    put(third.to_owned(), Form::Third);
                    put(past.to_owned(), Form::Past);
                    put(participle.to_owned(), Form::Participle);
                    put(gerund.to_owned(), Form::Gerund);
                }
                _ => {
                    put(third, Form::Third);
                    put(past, Form::Past);
                    put(gerund, Form::Gerund);
                }
            }
            verbs.push(Cue {
                kind: kind(k),
                frames: Frames::parse(frames),
                prepositions: list(prepositions),
                stance: stance(s),
                tone: tone(t),
            });
        }
        let mut nouns = BTreeMap::new();
        let mut noun_plurals = BTreeMap::new();
        for row in rows(include_str!("../../../models/cue_nouns.csv")) {
            let [lemma, k, frames, s, t] = row[..] else { continue };
            noun_plurals.insert(plural(lemma), lemma);
            nouns.insert(
                lemma,
                Cue {
                    kind: kind(k),
                    frames: Frames::parse(frames),
                    prepositions: Vec::new(),
                    stance: stance(s),
                    tone: tone(t),
                },
            );
        }
        let mut adjectives = BTreeMap::new();
        for row in rows(include_str!("../../../models/cue_adjectives.csv")) {
            let [lemma, k, frames, prepositions, s] = row[..] else { continue };
            adjectives.insert(
                lemma,
                Cue {
                    kind: kind(k),
                    frames: Frames::parse(frames),
                    prepositions: list(prepositions),
                    stance: stance(s),
                    tone: Tone::Neutral,
                },
            );
        }
        let mut phrases: BTreeMap<&'static str, Vec<Phrase>> = BTreeMap::new();
        for row in rows(include_str!("../../../models/cue_phrases.csv")) {
            let [phrase, k, role, h, t] = row[..] else { continue };
            let words: Vec<_> = phrase.split(' ').collect();
            let role = match role {
                "source" => Role::Source,
                "citing" => Role::Citing,
                "label" => Role::Label,
                _ => Role::Agentless,
            };
            let phrase = Phrase { words, kind: kind(k), role, hedge: hedge(h), tone: tone(t) };
            phrases.entry(phrase.words[0]).or_default().push(phrase);
        }
        for list in phrases.values_mut() {
            list.sort_by_key(|p| std::cmp::Reverse(p.words.len()));
        }
        let times = rows(include_str!("../../../models/times.csv"))
            .filter_map(|row| Some((*row.first()?, row.get(1) == Some(&"modifier"))))
            .collect();
        Self { verbs, verb_forms, nouns, noun_plurals, adjectives, phrases, times }
    }

    /// The verb that this word (lower case) is a form of.
    pub fn verb(&self, form: &str) -> Option<(&Cue, Form)> {
        self.verb_forms.get(form).map(|&(i, f)| (&self.verbs[i], f))
    }

    /// The noun that this word (lower case) is a form of.
    pub fn noun(&self, form: &str) -> Option<&Cue> {
        self.nouns.get(form).or_else(|| self.nouns.get(self.noun_plurals.get(form)?))
    }

    /// The adjective.
    pub fn adjective(&self, form: &str) -> Option<&Cue> {
        self.adjectives.get(form)
    }

    /// Whether this word (lower case) names a time: "monday", "week".
    pub fn is_time(&self, word: &str) -> bool {
        self.times.get(word) == Some(&false)
    }

    /// Whether this word (lower case) stands before one: "last", "early".
    pub fn is_time_modifier(&self, word: &str) -> bool {
        self.times.get(word) == Some(&true)
    }

    /// The fixed phrases that begin with this word (lower case), longest first.
    pub fn phrases(&self, first: &str) -> &[Phrase] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }
}

/// What the writer's choice of cue says of the content, from the cue's words: the tone of the
/// strongest word among them.
pub fn tone_of(cue: &str) -> Tone {
    let lexicon = Lexicon::get();
    let mut found = Tone::Neutral;
    for word in cue.split(|c: char| !c.is_alphanumeric() && c != '-') {
        let word = word.to_lowercase();
        let t = lexicon
            .verb(&word)
            .map(|(c, _)| c.tone)
            .or_else(|| lexicon.noun(&word).map(|c| c.tone))
            .or_else(|| lexicon.phrases(&word).iter().find(|p| p.words.len() == 1).map(|p| p.tone));
        found = found.max(t.unwrap_or(Tone::Neutral));
    }
    found
}

/// Whether a mention names who publishes: a known outlet or agency, or a noun for one.
pub(crate) fn publishes(mention: &str) -> bool {
    static OUTLETS: OnceLock<Vec<String>> = OnceLock::new();
    let outlets = OUTLETS.get_or_init(|| {
        let known = rows(include_str!("../../../models/outlets.csv")).flat_map(|row| {
            let mut names = vec![row[0]];
            names.extend(row.get(1).into_iter().flat_map(|a| list(a)));
            names
        });
        let nouns = rows(include_str!("../../../models/roles.csv"))
            .filter(|r| r.get(1) == Some(&"outlet"))
            .map(|r| r[0]);
        let mut all: Vec<String> = known.chain(nouns).map(str::to_lowercase).collect();
        all.sort();
        all
    });
    let lower = mention.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '-' && c != '/')
        .filter(|w| !w.is_empty())
        .collect();
    (0..words.len()).any(|i| {
        (i + 1..=words.len().min(i + 4))
            .any(|j| outlets.binary_search(&words[i..j].join(" ")).is_ok())
    })
}

/// Whether a noun names an utterance or a document, behind which its author stands.
pub(crate) fn utterance(noun: &str) -> bool {
    Lexicon::get().noun(noun).is_some_and(|c| c.frames.has(Frames::DOCUMENT))
}

/// Whether a noun names what somebody said or counted: "the claim", "this toll".
pub(crate) fn names_a_statement(noun: &str) -> bool {
    let said = Frames::DOCUMENT.or(Frames::FIGURE).or(Frames::CLAUSE);
    Lexicon::get().noun(noun).is_some_and(|c| c.kind == Kind::Speech && c.frames.has(said))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_found_by_any_form() {
        let l = Lexicon::get();
        for (form, lemma) in [
            ("said", "say"),
            ("saying", "say"),
            ("denies", "deny"),
            ("denied", "deny"),
            ("alleged", "allege"),
            ("claiming", "claim"),
            ("told", "tell"),
            ("admitted", "admit"),
            ("stressed", "stress"),
            ("stresses", "stress"),
            ("announces", "announce"),
            ("agreed", "agree"),
        ] {
            let entry = |word| l.verb(word).map(|(cue, _)| std::ptr::from_ref(cue));
            assert!(entry(form).is_some() && entry(form) == entry(lemma), "{form}");
        }
        assert!(l.verb("walked").is_none());
        assert!(l.noun("allegations").is_some());
    }

    #[test]
    fn tone_is_read_from_the_cue() {
        assert_eq!(tone_of("has claimed"), Tone::Doubt);
        assert_eq!(tone_of("confirmed"), Tone::Endorse);
        assert_eq!(tone_of("said in a statement"), Tone::Neutral);
    }
}
