//! Who did it and who was hit: perpetrators and targets of an attack, from verbs and their neighbours.
//!
//! ```text
//! [drones] hit [a pharmacy]                     target
//! [the army] shelled [the village]              perpetrator, target
//! the strike was carried out by [the army]      perpetrator
//! a drone operated by [X]                       perpetrator
//! [a clinic] was the target of the strikes      target
//! an attack on [a convoy]                       target
//! ```

use std::ops::Range;
use std::path::PathBuf;

use super::noun::{Class, Nouns, is_auxiliary, is_closed, is_preposition};
use crate::claims::classes::{self, Class as WordClass};
use crate::claims::lexicon::{self, LexiconError};
use crate::claims::words::{Phrases, Words};

/// Which part somebody or something had in an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Did it.
    Perpetrator,
    /// Was hit.
    Target,
}

/// A party to an event, found in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Party {
    /// Which part.
    pub part: Part,
    /// The words that carry it: verb and party.
    pub words: Range<usize>,
    /// The party's noun phrase.
    pub phrase: Range<usize>,
    /// What its head names, where the lexicon knows.
    pub class: Option<Class>,
    /// The answer as printed: for targets the kind with the words ("civilians (miners)").
    pub label: String,
    /// The verb.
    pub verb: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    Hit,
    Harm,
    Carry,
    Aim,
    TargetNoun,
    Weapon,
    NoTarget,
}

/// The action words.
#[derive(Clone, Debug)]
pub struct Actions {
    verbs: Phrases<Role>,
    aims: Phrases<Role>,
    weapons: Phrases<Role>,
    others: Phrases<Role>,
}

const ACTIONS: (&str, &str) = ("models/actions.csv", include_str!("../../../models/actions.csv"));

impl Actions {
    /// The built-in action words, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(ACTIONS, own)?;
        let mut actions = Self {
            verbs: Phrases::default(),
            aims: Phrases::default(),
            weapons: Phrases::default(),
            others: Phrases::default(),
        };
        lexicon::read(&file, &text, &["role", "forms"], |row| {
            let (table, role) = match row.cell("role") {
                "hit" => (&mut actions.verbs, Role::Hit),
                "harm" => (&mut actions.verbs, Role::Harm),
                "carry" => (&mut actions.verbs, Role::Carry),
                "aim" => (&mut actions.aims, Role::Aim),
                "target_noun" => (&mut actions.verbs, Role::TargetNoun),
                "weapon" => (&mut actions.weapons, Role::Weapon),
                "no_target" => (&mut actions.others, Role::NoTarget),
                _ => return Err(row.error("role", "a role named in the header")),
            };
            for form in row.cell("forms").split('|') {
                table.insert(form, role);
            }
            Ok(())
        })?;
        Ok(actions)
    }
}

/// All parties of a sentence. `is_event(i)` tells whether word `i` names an attack.
pub fn parties(
    words: &Words<'_>,
    nouns: &Nouns,
    actions: &Actions,
    is_event: impl Fn(usize) -> bool,
) -> Vec<Party> {
    let r = Reader { words, nouns, actions };
    let mut found: Vec<Party> = Vec::new();
    let mut i = 0;
    while i < words.len() {
        if let Some((len, role)) = actions.verbs.at(words, i) {
            // "did not target civilians" names nobody who was hit.
            if r.negated(i) {
                i += len;
                continue;
            }
            match role {
                Role::Hit => r.hit(i, i + len, &mut found),
                Role::Harm => r.harm(i, i + len, &mut found),
                Role::Carry => r.carry(i, i + len, &is_event, &mut found),
                Role::TargetNoun => {
                    let at = r.before_auxiliaries(i);
                    r.push_left(Part::Target, at, i..i + len, &mut found);
                }
                Role::Aim | Role::Weapon | Role::NoTarget => {}
            }
            i += len;
            continue;
        }
        // "a strike on a market": the attack's noun right before the preposition
        if let Some((len, Role::Aim)) = actions.aims.at(words, i)
            && i > 0
            && is_event(i - 1)
            && actions.weapons.at(words, i - 1).is_some()
        {
            r.push_right(Part::Target, i + len, i - 1..i + len, &mut found);
        }
        i += 1;
    }
    let mut kept: Vec<Party> = Vec::new();
    for p in found {
        if !kept.iter().any(|k| k.part == p.part && k.phrase == p.phrase) {
            kept.push(p);
        }
    }
    kept
}

struct Reader<'a> {
    words: &'a Words<'a>,
    nouns: &'a Nouns,
    actions: &'a Actions,
}

impl Reader<'_> {
    /// Whether "not" or "never" stands among the auxiliaries of the verb at `at`.
    fn negated(&self, at: usize) -> bool {
        (self.before_auxiliaries(at)..at)
            .chain(at.checked_sub(1))
            .any(|j| matches!(self.words.get(j), "not" | "n't" | "n’t" | "never" | "cannot"))
    }

    fn hit(&self, from: usize, to: usize, found: &mut Vec<Party>) {
        let words = self.words;
        let start = self.before_auxiliaries(from);
        let passive = (start..from).any(|j| {
            matches!(words.get(j), "is" | "are" | "was" | "were" | "been" | "being" | "be")
        });
        let verb = from..to;
        let noun_use =
            matches!(words.get(from), "attack" | "attacks" | "hits" | "target" | "targets")
                && (start == from
                    && from > 0
                    && matches!(
                        words.get(from - 1),
                        "the"
                            | "a"
                            | "an"
                            | "drone"
                            | "air"
                            | "this"
                            | "that"
                            | "high-value"
                            | "of"
                            | "his"
                            | "their"
                            | "its"
                            | "these"
                    ));
        if noun_use
            || matches!(words.get(from), "shelling" | "bombing") && words.before(from) == "the"
        {
            return;
        }
        if passive {
            self.push_left(Part::Target, start, verb.clone(), found);
            self.by(to, verb, found);
            return;
        }
        if words.get(to) == "by" && !words.get(from).ends_with("ing") {
            self.by(to, verb, found);
            return;
        }
        let before = found.len();
        self.push_right(Part::Target, to, verb.clone(), found);
        if found.len() > before {
            self.push_left(Part::Perpetrator, start, verb, found);
        }
    }

    /// "[the army] killed seven", "seven were killed by [the army]".
    fn harm(&self, from: usize, to: usize, found: &mut Vec<Party>) {
        let words = self.words;
        let start = self.before_auxiliaries(from);
        let passive = (start..from).any(|j| {
            matches!(words.get(j), "is" | "are" | "was" | "were" | "been" | "being" | "be")
        });
        if passive || words.get(to) == "by" {
            // Who shot the gunman is not who did what is told of.
            let gunman = (start.saturating_sub(24)..start).rev().find_map(|j| {
                let (_, noun) = self.nouns.at(words, j)?;
                (noun.class.is_people()).then(|| noun.printed == "suspects")
            });
            if gunman != Some(true) {
                self.by(to, from..to, found);
            }
            return;
        }
        // active only with an object: a number, an article, a noun
        let object = words.get(to);
        let followed = words.get(to).starts_with(|c: char| c.is_ascii_digit())
            || (words.is_word(to) && !is_closed(object))
            || matches!(
                object,
                "the"
                    | "a"
                    | "an"
                    | "his"
                    | "her"
                    | "their"
                    | "at"
                    | "more"
                    | "about"
                    | "up"
                    | "over"
                    | "as"
            );
        if followed {
            self.push_left(Part::Perpetrator, start, from..to, found);
        }
    }

    fn carry(
        &self,
        from: usize,
        to: usize,
        is_event: &impl Fn(usize) -> bool,
        found: &mut Vec<Party>,
    ) {
        let words = self.words;
        // "carried out by X": the attack stands before
        if words.get(to) == "by" || words.get(to + 1) == "by" {
            let attack = (from.saturating_sub(8)..from).any(|j| is_event(j) || self.is_weapon(j));
            if attack {
                self.by(to, from..to, found);
            }
            return;
        }
        // "X launched drone strikes": the attack stands behind
        let attack = (to..to + 7)
            .take_while(|&j| !matches!(words.get(j), "," | ";" | "." | "that" | "and" | "against"))
            .any(|j| is_event(j) || self.is_weapon(j));
        if attack {
            let start = self.before_auxiliaries(from);
            self.push_left(Part::Perpetrator, start, from..to, found);
        }
    }

    /// "… by X": the agent of a passive.
    fn by(&self, to: usize, verb: Range<usize>, found: &mut Vec<Party>) {
        let words = self.words;
        for j in to..(to + 4).min(words.len()) {
            if words.get(j) == "by" {
                self.push_right(Part::Perpetrator, j + 1, verb, found);
                return;
            }
            if matches!(words.get(j), "," | ";" | "." | "and") {
                return;
            }
        }
    }

    fn is_weapon(&self, i: usize) -> bool {
        self.actions.weapons.at(self.words, i).is_some()
    }

    /// Where the auxiliaries and adverbs before the verb at `at` begin.
    fn before_auxiliaries(&self, mut at: usize) -> usize {
        while at > 0 {
            let w = self.words.get(at - 1);
            let adverb = w.ends_with("ly") && w.len() > 4;
            if is_auxiliary(w)
                || adverb
                || matches!(
                    w,
                    "also" | "not" | "n't" | "n’t" | "again" | "then" | "reportedly" | "to"
                )
            {
                at -= 1;
            } else {
                break;
            }
        }
        at
    }

    /// The noun phrases, joined by "and", that begin at `at`.
    fn push_right(&self, part: Part, at: usize, verb: Range<usize>, found: &mut Vec<Party>) {
        let words = self.words;
        let mut at = at;
        for _ in 0..3 {
            // "what it termed a “coalition of terrorists”"
            if words.get(at) == "what" {
                at += 1;
                while at < words.len()
                    && !matches!(words.get(at), "a" | "an" | "the" | "as" | "“" | "\"")
                    && is_word_of_naming(words.get(at))
                {
                    at += 1;
                }
                if words.get(at) == "as" {
                    at += 1;
                }
            }
            let end = self.phrase_end(at);
            if end == at {
                return;
            }
            self.push(part, at..end, verb.clone(), found);
            at = match words.get(end) {
                "and" | "as" if words.get(end) == "and" => end + 1,
                _ => return,
            };
            // "hit a school and killed nine": no party
            if self.actions.verbs.at(words, at).is_some() {
                return;
            }
        }
    }

    /// The noun phrase that ends before word `at`.
    fn push_left(&self, part: Part, at: usize, verb: Range<usize>, found: &mut Vec<Party>) {
        let words = self.words;
        let mut end = at;
        // "the army, backed by X, attacked": the subject stands before the commas
        if end > 0 && words.get(end - 1) == "," {
            if let Some(open) =
                (end.saturating_sub(16)..end - 1).rev().find(|&j| words.get(j) == ",")
            {
                end = open;
            } else {
                return;
            }
        }
        // "the group that attacked", "drones that hit": the subject is before the pronoun
        if end > 0 && matches!(words.get(end - 1), "that" | "which" | "who") {
            end -= 1;
            if end > 0 && words.get(end - 1) == "," {
                end -= 1;
            }
        }
        let mut from = end;
        let mut hops = 0;
        while from > 0 && end - from < 12 {
            let w = words.get(from - 1);
            let inner = matches!(
                w,
                "of" | "the"
                    | "a"
                    | "an"
                    | "'s"
                    | "’s"
                    | "its"
                    | "their"
                    | "and"
                    | "with"
                    | "("
                    | ")"
                    | "what"
            );
            // "a strike near X killed": the subject stands before where it was
            if WordClass::PlaceBefore.has(w) && from < end && hops < 2 {
                hops += 1;
                end = from - 1;
                from = end;
                continue;
            }
            if !inner && (is_closed(w) || !(words.is_word(from - 1) || w == "-")) {
                break;
            }
            from -= 1;
        }
        while from < end
            && (matches!(words.get(from), "and" | "of" | "with" | "what" | ")")
                || !words.is_word(from))
        {
            from += 1;
        }
        if from < end {
            self.push(part, from..end, verb, found);
        }
    }

    /// One past the noun phrase that begins at `at`, "of" phrases included.
    fn phrase_end(&self, at: usize) -> usize {
        let words = self.words;
        let mut end = at;
        while end < words.len() && end - at < 12 {
            let w = words.get(end);
            let opens =
                end == at || (end > at && matches!(words.get(end - 1), "of" | "“" | "\"" | "by"));
            let article = opens
                && matches!(
                    w,
                    "the"
                        | "a"
                        | "an"
                        | "its"
                        | "their"
                        | "his"
                        | "her"
                        | "this"
                        | "these"
                        | "some"
                        | "several"
                );
            let quote = matches!(w, "“" | "\"" | "‘")
                && (end == at || matches!(words.get(end - 1), "a" | "the" | "an"));
            let inner = matches!(w, "'s" | "’s" | "-") || (w == "of" && end > at);
            // "a vehicle carrying fighters": the phrase ends before the participle
            let participle = end > at
                && w.ends_with("ing")
                && w.len() > 5
                && !self.nouns.is_noun(words, end)
                && self.nouns.is_noun(words, end - 1);
            if participle || (!(article || quote || inner) && (is_closed(w) || !words.is_word(end)))
            {
                break;
            }
            end += 1;
        }
        while end > at
            && matches!(words.get(end - 1), "of" | "the" | "a" | "an" | "“" | "\"" | "'s" | "’s")
        {
            end -= 1;
        }
        end
    }

    fn push(&self, part: Part, phrase: Range<usize>, verb: Range<usize>, found: &mut Vec<Party>) {
        let words = self.words;
        let mut from = phrase.start;
        while from < phrase.end
            && (matches!(
                words.get(from),
                "the" | "a" | "an" | "its" | "their" | "his" | "some" | "by"
            ) || !words.is_word(from))
        {
            from += 1;
        }
        let mut end = phrase.end;
        while end > from && matches!(words.get(end - 1), "and" | "of" | "the") {
            end -= 1;
        }
        let dated =
            words.get(from).starts_with(|c: char| c.is_ascii_digit()) || is_time(words.get(from));
        if from >= end || dated {
            return;
        }
        let phrase = from..end;
        // the head: the last known noun before "of", or of what follows "group of"
        let stop = (phrase.clone()).find(|&j| words.get(j) == "of").unwrap_or(phrase.end);
        let mut group = self.nouns.group(words, phrase.start, |j| j >= stop);
        if group.class.is_none_or(|c| c == Class::Group) && stop < phrase.end {
            let inner = self.nouns.group(words, stop + 1, |j| j >= phrase.end);
            if inner.class.is_some() {
                group = inner;
            }
        }
        let class = group.class;
        let weapon =
            phrase.clone().take_while(|&j| j < stop).last().is_some_and(|j| self.is_weapon(j));
        let text = words.slice(phrase.start, phrase.end);
        let label = match part {
            Part::Perpetrator => {
                let pronoun =
                    matches!(words.get(phrase.start), "it" | "they" | "he" | "she" | "we");
                let named = phrase
                    .clone()
                    .any(|j| words.is_capitalised(j) || self.nouns.nation(words, j).is_some());
                let agent = class.is_some_and(|c| {
                    matches!(c, Class::Force | Class::Group | Class::Person | Class::People)
                });
                // victims of another verb are no agents: "21 people killed"
                let counted = words.before(phrase.start).starts_with(|c: char| c.is_ascii_digit());
                let hurt = matches!(class, Some(Class::People | Class::Person | Class::Child));
                if weapon
                    || pronoun
                    || counted
                    || hurt
                    || matches!(class, Some(Class::Event | Class::Thing | Class::Place))
                    || !(named || agent)
                {
                    return;
                }
                text.to_owned()
            }
            Part::Target => {
                let no_target = phrase.clone().any(|j| self.actions.others.at(words, j).is_some());
                let vague = class.is_none()
                    && matches!(words.before(phrase.start), "on" | "against" | "targeting")
                    && !words.is_capitalised(phrase.start);
                if weapon
                    || class == Some(Class::Event)
                    || (no_target && class.is_none_or(|c| c == Class::Thing))
                    || vague
                {
                    return;
                }
                let plain = text.to_lowercase();
                match class {
                    Some(Class::People) => "civilians".to_owned(),
                    Some(Class::Person | Class::Child) => specify("civilians", &plain),
                    Some(Class::Force) => specify("fighters", &plain),
                    Some(Class::Thing) => match group.name {
                        Some(name) if !plain.contains(&name) => {
                            format!("{} ({plain})", name.rsplit(' ').next().unwrap_or(&name))
                        }
                        _ => plain,
                    },
                    _ => plain,
                }
            }
        };
        found.push(Party {
            part,
            words: verb.start.min(phrase.start)..verb.end.max(phrase.end),
            phrase,
            class,
            label,
            verb: verb.start,
        });
    }
}

/// Months, weekdays and the like: "an attack on Monday" names no target.
fn is_time(word: &str) -> bool {
    word.len() > 2
        && (WordClass::Month.has(word)
            || WordClass::Time.has(word)
            || classes::weekday(word).is_some())
}

fn specify(kind: &str, words: &str) -> String {
    if words == kind { kind.to_owned() } else { format!("{kind} ({words})") }
}

/// Words between "what" and the name: "what it termed", "what the army called".
fn is_word_of_naming(word: &str) -> bool {
    !is_preposition(word) && word.chars().next().is_some_and(char::is_alphanumeric)
}
