//! What stands on either side of a measure word: subjects before it, objects behind it.

use super::measure::{Entry, Frame};
use super::{Chunk, Reader};
use crate::claims::classes::Class as WordClass;
use crate::claims::value::noun::{Class, is_auxiliary, is_closed, is_preposition};

impl Reader<'_> {
    /// Where the auxiliaries and adverbs before a verb begin, and whether they make it passive.
    pub(super) fn before_verb(&self, at: usize) -> (usize, bool) {
        let words = self.words;
        let mut start = at;
        let mut passive = false;
        let mut steps = 0;
        while start > 0 && steps < 8 {
            let w = words.get(start - 1);
            let aux = is_auxiliary(w);
            let skipped = WordClass::BeforeVerb.has(w) || (w.ends_with("ly") && w.len() > 4);
            // "were shot and killed", "were killed or injured"
            let pair = matches!(w, "and" | "or")
                && start >= 2
                && self.chunk_at[start - 2].is_none()
                && (words.get(start - 2).ends_with("ed") || words.get(start - 2) == "shot");
            if self.chunk_at[start - 1].is_some() {
                break;
            }
            if aux || skipped {
                passive |= matches!(
                    w,
                    "is" | "are"
                        | "was"
                        | "were"
                        | "be"
                        | "been"
                        | "being"
                        | "get"
                        | "got"
                        | "gets"
                ) || (matches!(w, "feared" | "reported" | "found" | "confirmed")
                    && start == at);
                start -= 1;
            } else if pair {
                start -= 2;
            } else {
                break;
            }
            steps += 1;
        }
        (start, passive)
    }

    /// The chunks that are the subject of what stands at word `at`. `far`: other words may lie
    /// between, as before a finite verb.
    pub(super) fn left(&self, at: usize, entry: &Entry, far: bool) -> Vec<(usize, bool)> {
        let words = self.words;
        let mut hits: Vec<(usize, bool)> = Vec::new();
        let mut at = if far { self.before_verb(at).0 } else { at };
        let mut joined = true;
        let mut gap = 0;
        let touching = match words.before(at) {
            "who" | "that" | "which" => at - 1,
            _ => at,
        };
        if far {
            at = touching;
        }
        while at > 0 && gap < 22 {
            let w = words.get(at - 1);
            if let Some(c) = self.chunk_at[at - 1] {
                let chunk = &self.chunks[c];
                let lead = self.lead(chunk.q.from);
                let before = words.before(lead);
                // "three of the 12": the three are the subject
                // "of 90 people from 30 families" the 90
                let partitive = matches!(before, "of" | "from" | "across")
                    && lead >= 2
                    && self.chunk_at[lead - 2].is_some();
                // what touches the verb is its subject wherever it stands: "of the ten who died"
                let inside = is_preposition(before)
                    && !(hits.is_empty() && chunk.end() >= touching && !partitive)
                    && !matches!(before, "with" | "about" | "around" | "over" | "up");
                if inside && hits.is_empty() {
                    // "in two villages", "on one of the two boats": not the subject itself
                    at = lead - 1;
                    gap += 1;
                    joined = true;
                    continue;
                }
                let subset = matches!(before, "including" | "included")
                    || (before == "them"
                        && matches!(words.before(chunk.q.from - 1), "among" | "of"));
                if !joined && hits.iter().all(|(_, s)| !s) && !hits.is_empty() {
                    break;
                }
                if entry.of.accepts(&chunk.group) && !inside {
                    hits.push((c, subset));
                } else if !subset && (!far || !hits.is_empty()) {
                    break;
                } else if hits.is_empty() && !subset && !is_preposition(before) {
                    // another subject with a number of its own
                    if chunk.group.class.is_some() && chunk.group.class != Some(Class::Group) {
                        break;
                    }
                }
                at = chunk.q.from;
                joined = false;
                if subset {
                    joined = true;
                    at = at.saturating_sub(1);
                }
                gap = 0;
                continue;
            }
            let whole = hits.last().is_some_and(|(_, s)| !s);
            // “at least 200 people” had died: marks around the subject alone
            if matches!(w, "”" | "\"" | "“") && hits.is_empty() && gap == 0 && far {
                at -= 1;
                continue;
            }
            if matches!(w, "–" | "—" | ")" | "]") && hits.is_empty() {
                // an insertion between dashes or in brackets is stepped over
                let open = (at.saturating_sub(30)..at - 1).rev().find(|&j| {
                    matches!((w, words.get(j)), (")", "(") | ("]", "[") | ("–", "–") | ("—", "—"))
                });
                if let Some(j) = open {
                    at = j;
                    gap += 1;
                    continue;
                }
            }
            if matches!(w, "and" | "or" | "," | "&" | "plus") {
                joined = true;
                if !far && hits.is_empty() && w != "," {
                    break;
                }
            } else if (whole && (w == "with" || (!far && !words.is_word(at - 1))))
                || matches!(w, ";" | ":" | "." | "?" | "!" | "“" | "”" | "\"" | "but" | "because")
            {
                break;
            } else if !hits.is_empty() && hits.last().is_some_and(|(_, s)| !s) && !is_preposition(w)
            {
                // between coordinated counts only phrases like "from Mali" may stand
                if self.trigger_at[at - 1] || is_auxiliary(w) || WordClass::Clause.has(w) || gap > 5
                {
                    break;
                }
            } else if is_auxiliary(w) || WordClass::Clause.has(w) || self.verb_at[at - 1] {
                // a relative clause may stand between: "21 people who were on the bus"
                let relative = (at.saturating_sub(12)..at - 1)
                    .rev()
                    .find(|&j| matches!(words.get(j), "who" | "which" | "whom"));
                // "two fighters captured by X had died", "the men carrying it were hurt"
                let modifier =
                    far && self.verb_at[at - 1] && at > 1 && self.chunk_at[at - 2].is_some();
                match relative {
                    Some(j) if far && !hits.iter().any(|_| true) => at = j + 1,
                    _ if modifier => {}
                    _ => break,
                }
            } else if !far
                && hits.is_empty()
                && gap == 0
                && !is_preposition(w)
                && !words.is_word(at - 1)
                && w != ")"
                && w != "–"
                && w != "—"
            {
                break;
            }
            at -= 1;
            gap += 1;
            if !far && hits.is_empty() && gap > 7 {
                break;
            }
        }
        // without an auxiliary only a noun phrase that touches the verb, or a subset at its end
        if !far && hits.len() == 1 && hits[0].1 {
            hits.clear();
        }
        hits
    }

    /// Where the noun phrase of a chunk begins: before its article.
    pub(super) fn lead(&self, from: usize) -> usize {
        let article = matches!(
            self.words.before(from),
            "the" | "its" | "their" | "his" | "her" | "these" | "those" | "all"
        );
        if article { from - 1 } else { from }
    }

    /// The chunks that are the object beginning at word `at`.
    pub(super) fn right(&self, at: usize, entry: &Entry) -> Vec<(usize, bool)> {
        let words = self.words;
        let mut hits = Vec::new();
        let mut at = at;
        while matches!(words.get(at), "off" | "the" | "of" | "up" | "down" | "instantly" | "also") {
            at += 1;
        }
        let mut first = true;
        let mut subset = false;
        let mut with_and = true;
        for _ in 0..24 {
            let here = self.chunk_at.get(at).copied().flatten();
            match here {
                Some(c) if self.chunks[c].q.from == at => {
                    let chunk = &self.chunks[c];
                    let end = chunk.end();
                    if !first {
                        // "killed 21 and 30 were injured", "killed 21, 30 injured"
                        let own_verb = self.trigger_at.get(end).copied().unwrap_or(false)
                            && !self.has_object(end)
                            || is_auxiliary(words.get(end));
                        if own_verb || (!with_and && chunk.group.is_bare()) {
                            break;
                        }
                    }
                    if !entry.of.accepts(&chunk.group) {
                        // "destroyed 24 fighters and two tanks": a list may hold others
                        if first && !subset {
                            break;
                        }
                    } else if entry.frame != Frame::Lose || self.is_lost(chunk) {
                        hits.push((c, subset));
                    }
                    first = false;
                    at = end;
                }
                _ if first => {
                    // "killed the manager and 20 others"
                    let Some(c) = self.after_named(at) else { break };
                    if entry.of.accepts(&self.chunks[c].group) && matches!(entry.frame, Frame::Verb)
                    {
                        hits.push((c, false));
                    }
                    break;
                }
                _ => {}
            }
            if first {
                break;
            }
            // what may follow: phrases, commas, "and", "including"
            let mut steps = 0;
            loop {
                match words.get(at) {
                    w if is_preposition(w) && w != "to" && steps < 3 => {
                        at = self.skip_phrase(at + 1);
                        steps += 1;
                    }
                    "," | "(" if matches!(words.get(at + 1), "including" | "among") => at += 1,
                    _ => break,
                }
            }
            match words.get(at) {
                "including" => {
                    subset = true;
                    with_and = true;
                    at += 1;
                    // "including the manager and 11 children"
                    if self.chunk_at.get(at).copied().flatten().is_none()
                        && let Some(c) = self.after_named(at)
                    {
                        at = self.chunks[c].q.from;
                    }
                }
                "," if matches!(words.get(at + 1), "and" | "or") => {
                    with_and = true;
                    at += 2;
                }
                "," => {
                    with_and = false;
                    at += 1;
                }
                "and" | "or" | "plus" | "&" => {
                    with_and = true;
                    at += 1;
                }
                "as" if words.get(at + 1) == "well" && words.get(at + 2) == "as" => {
                    with_and = true;
                    at += 3;
                }
                _ => break,
            }
            if self.chunk_at.get(at).copied().flatten().is_none() {
                break;
            }
        }
        hits
    }

    /// Whether an object with a number follows the trigger at `at`: it is active then.
    pub(super) fn has_object(&self, at: usize) -> bool {
        self.chunk_at.get(at + 1).copied().flatten().is_some()
    }

    /// "lost 54 of its troops", "lost 20 soldiers": people, said to be so.
    pub(super) fn is_lost(&self, chunk: &Chunk) -> bool {
        chunk.group.class.is_some_and(Class::is_people)
    }

    /// The chunk behind "and" after an object without a number: "the manager and 20 others".
    pub(super) fn after_named(&self, at: usize) -> Option<usize> {
        let words = self.words;
        for j in at..(at + 8).min(words.len()) {
            let w = words.get(j);
            if w == "and" || w == "along" && words.get(j + 1) == "with" {
                let k = if w == "and" { j + 1 } else { j + 2 };
                let c = self.chunk_at.get(k).copied().flatten()?;
                return (self.chunks[c].q.from == k && j > at).then_some(c);
            }
            let closed =
                is_closed(w) && !matches!(w, "the" | "of" | "its" | "his" | "her" | "their" | "a");
            if closed || self.trigger_at[j] || (!words.is_word(j) && w != "'s" && w != "’s") {
                return None;
            }
        }
        None
    }

    /// Past the noun phrase that begins at `at`.
    pub(super) fn skip_phrase(&self, mut at: usize) -> usize {
        let words = self.words;
        let start = at;
        while at < words.len() && at < start + 8 {
            if let Some(c) = self.chunk_at[at] {
                return self.chunks[c].end();
            }
            let w = words.get(at);
            let article =
                matches!(w, "the" | "a" | "an" | "its" | "their" | "his" | "her" | "this");
            let clitic = matches!(w, "'s" | "’s" | "-" | "–");
            if (is_closed(w) && !article) || self.trigger_at[at] || (!words.is_word(at) && !clitic)
            {
                break;
            }
            at += 1;
        }
        at
    }
}
