//! Losses without a number: "heavy losses", "the commander was among the dead", "the villagers were
//! killed".

use std::ops::Range;

use super::measure::Frame;
use super::{Count, Reader, Trigger, is_plural};
use crate::claims::Update;
use crate::claims::classes::Class as WordClass;
use crate::claims::value::noun::{Class, Group};
use crate::units::Interval;

/// The measure of those who had to leave their homes.
pub(super) const DISPLACED: &str = "displaced";

/// Measures that an account strings together, a line each.
pub(crate) const ACCOUNT: &str = include_str!("../../../../models/account.csv");

impl Reader<'_> {
    /// Losses without a number: "sustained heavy losses".
    pub(super) fn unnumbered(&self) -> Vec<Count> {
        let words = self.words;
        let mut counts = Vec::new();
        for t in &self.triggers {
            let noun = words.get(t.from);
            if !matches!(noun, "losses" | "casualties") || t.to != t.from + 1 {
                continue;
            }
            if t.from > 0 && self.chunk_at[t.from - 1].is_some() {
                continue;
            }
            let mut from = t.from;
            let mut label = None;
            while from > 0 && t.from - from < 3 {
                let w = words.get(from - 1);
                if WordClass::Heavy.has(w) {
                    label = Some("heavy");
                } else if WordClass::Light.has(w) {
                    label = Some("light");
                } else if !matches!(
                    w,
                    "troop"
                        | "human"
                        | "combat"
                        | "civilian"
                        | "military"
                        | "battlefield"
                        | "their"
                        | "its"
                        | "the"
                ) {
                    break;
                }
                from -= 1;
            }
            let verb = words.before(from);
            let suffers = WordClass::Suffers.has(verb);
            let among = matches!(words.get(t.to), "among" | "amongst" | "within");
            if label.is_none() && !suffers {
                continue;
            }
            let stops = |j: usize| self.trigger_at[j];
            let inflicted = verb.starts_with("inflict");
            let subject = if among && words.get(t.to + 1) != "its" && words.get(t.to + 1) != "their"
            {
                let g = self.nouns.group(words, t.to + 1, stops);
                g.name
            } else if inflicted {
                None
            } else if suffers {
                self.owner_before(from - 1)
            } else {
                None
            };
            counts.push(Count {
                words: if suffers { from - 1 } else { from }..t.to,
                counted: from..t.to,
                trigger: t.from..t.to,
                measure: noun.to_owned(),
                subject,
                class: None,
                value: None,
                label: Some(label.unwrap_or(SOME).to_owned()),
                update: Update::Plain,
                subset: false,
            });
        }
        counts
    }

    /// "The commander was among the dead": one.
    pub(super) fn among(&self) -> Vec<Count> {
        let words = self.words;
        let mut counts = Vec::new();
        for i in 2..words.len() {
            let several = matches!(words.get(i - 1), "were" | "are");
            if words.get(i) != "among"
                || !(several || matches!(words.get(i - 1), "was" | "is" | "be"))
            {
                continue;
            }
            let at = if matches!(words.get(i + 1), "the" | "those") { i + 2 } else { i + 1 };
            let measure = match words.get(at) {
                "dead" | "killed" | "casualties" | "victims" | "fatalities" | "slain" => "killed",
                "injured" | "wounded" => "injured",
                "missing" => "missing",
                "arrested" | "detained" => "arrested",
                "captured" => "captured",
                _ => continue,
            };
            // "four of its members were among the dead"
            if several {
                let chunk = (i.saturating_sub(8)..i - 1).rev().find_map(|j| self.chunk_at[j]);
                let Some(chunk) = chunk.map(|c| &self.chunks[c]).filter(|c| !c.single) else {
                    continue;
                };
                let clear = (chunk.end()..i - 1).all(|j| {
                    words.is_word(j) && !self.trigger_at[j] && !WordClass::Clause.has(words.get(j))
                });
                if clear && chunk.q.value.is_some() {
                    counts.push(Count {
                        words: chunk.q.from..at + 1,
                        counted: chunk.q.from..chunk.end(),
                        trigger: at..at + 1,
                        measure: measure.to_owned(),
                        subject: chunk
                            .group
                            .name
                            .clone()
                            .filter(|_| chunk.group.class.is_some_and(Class::is_people)),
                        class: chunk.group.class,
                        value: chunk.q.value,
                        label: None,
                        update: Update::Plain,
                        subset: true,
                    });
                }
                continue;
            }
            // the subject begins where the clause does
            let start = (0..i - 1)
                .rev()
                .find(|&j| {
                    matches!(words.get(j), "that" | "said" | ";" | ":" | "." | "and" | "though")
                })
                .map_or(0, |j| j + 1);
            let group = self.nouns.group(words, start, |j| j >= i - 1);
            counts.push(Count {
                words: start..at + 1,
                counted: start..i - 1,
                trigger: at..at + 1,
                measure: measure.to_owned(),
                subject: group.name.filter(|_| group.class.is_some_and(Class::is_people)),
                class: group.class,
                value: Interval::exactly(1.0),
                label: None,
                update: Update::Plain,
                subset: true,
            });
        }
        counts
    }

    /// Groups without a number: "the villagers were killed", "gunmen killed policemen", "the murder
    /// of the priests". At least two; a measure that a number of the sentence answers is left out.
    pub(super) fn groups(&self, counts: &[Count]) -> Vec<Count> {
        let words = self.words;
        let mut found: Vec<Count> = Vec::new();
        for t in &self.triggers {
            let known = |m: &str| counts.iter().chain(&found).any(|c| c.measure == m);
            let told = t.entries.iter().find_map(|e| {
                let phrase = match e.frame {
                    Frame::Verb => self.verb_group(t),
                    Frame::Act => self.group_before(t.from),
                    Frame::Noun if matches!(words.get(t.to), "of" | "to" | "among") => {
                        self.group_at(t.to + 1)
                    }
                    _ => None,
                };
                let (phrase, group) = phrase?;
                let people = group.class.is_some_and(Class::is_people);
                // Who did it and ran away has lost no home.
                let gone = e.measure == DISPLACED
                    && (group.class == Some(Class::Force)
                        || group.name.as_deref().is_some_and(|n| n.ends_with("suspects")));
                (people
                    && !gone
                    && self.has_needed(t, e)
                    && is_account(&e.measure)
                    && e.of.accepts(&group)
                    && !known(&e.measure))
                .then_some((e, phrase, group))
            });
            let Some((entry, phrase, group)) = told else { continue };
            found.push(Count {
                words: phrase.start.min(t.from)..phrase.end.max(t.to),
                counted: phrase,
                trigger: t.from..t.to,
                measure: entry.measure.clone(),
                subject: group.name,
                class: group.class,
                value: Interval::new(2.0, None).ok(),
                label: Some(SOME.to_owned()),
                update: Update::Plain,
                subset: false,
            });
        }
        found
    }

    /// The group that a verb's victims are: behind it, or before its passive.
    fn verb_group(&self, t: &Trigger<'_>) -> Option<(Range<usize>, Group)> {
        let verb = self.words.get(t.from);
        let (_, passive) = self.before_verb(t.from);
        let happened = verb.ends_with("ed") || verb.ends_with("ing") || t.to > t.from + 1;
        match (passive, happened) {
            (true, _) => self.group_before(t.from),
            (false, true) => self.group_at(t.to).filter(|_| self.is_told(t.from)),
            _ => None,
        }
    }

    /// Whether the verb at `at` tells of something that happened: not "to kill", "would have died".
    fn is_told(&self, at: usize) -> bool {
        let (start, _) = self.before_verb(at);
        !(start.saturating_sub(1)..at).any(|j| WordClass::Unreal.has(self.words.get(j)))
    }

    /// The plural of people that ends where the verb at `at`, with its auxiliaries, begins.
    fn group_before(&self, at: usize) -> Option<(Range<usize>, Group)> {
        let (start, _) = self.before_verb(at);
        let from = (start.saturating_sub(3)..start)
            .find(|&j| self.nouns.at(self.words, j).is_some_and(|(len, _)| j + len == start))?;
        let article = is_article(self.words.before(from));
        let group = self.nouns.group(self.words, from, |j| j >= start);
        let plural = is_plural(self.words.get(start - 1));
        let free = (from..start).all(|j| self.chunk_at[j].is_none());
        let begins = if article { from - 1 } else { from };
        (plural && free && self.is_told(at)).then_some((begins..start, group))
    }

    /// The plural of people that begins at `at`.
    fn group_at(&self, at: usize) -> Option<(Range<usize>, Group)> {
        let stops = |j: usize| self.trigger_at[j] || self.chunk_at[j].is_some();
        if at >= self.words.len() || stops(at) {
            return None;
        }
        let group = self.nouns.group(self.words, at, stops);
        let plural = group.to > at && is_plural(self.words.get(group.to - 1));
        plural.then_some((at..group.to, group))
    }
}

/// The answer of a group without a number, and of losses without one.
pub(crate) const SOME: &str = "some";

fn is_account(measure: &str) -> bool {
    ACCOUNT.lines().any(|m| m == measure)
}

fn is_article(word: &str) -> bool {
    matches!(word, "the" | "its" | "their" | "his" | "her" | "these" | "those" | "all")
}
