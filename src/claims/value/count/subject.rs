//! Who is counted: the noun of the number, or what the words around it say.

use super::{Chunk, Count, Found, Reader};
use crate::claims::value::noun::{Class, is_auxiliary, is_closed};
use crate::claims::value::number::Quantity;
use crate::claims::words::Words;

impl Reader<'_> {
    /// Writes out what was found for a chunk.
    pub(super) fn count(&self, f: &Found, found: &[Found]) -> Count {
        let chunk = &self.chunks[f.chunk];
        let counted = chunk.q.from..chunk.end();
        let mut class = chunk.group.class;
        let mut subject = self.subject(f, chunk);
        if class.is_none_or(|k| k == Class::People)
            && subject.as_deref().is_none_or(|s| s == "people")
            && let Some((name, k)) = self.borrowed(f, found)
        {
            subject = Some(name);
            class = k;
        }
        Count {
            words: counted.start.min(f.trigger.start)..counted.end.max(f.trigger.end),
            counted,
            trigger: f.trigger.clone(),
            measure: f.measure.clone(),
            subject,
            class,
            value: chunk.q.value,
            label: match chunk.q.value {
                Some(_) => None,
                None => Some(existence_label(self.words, &chunk.q)),
            },
            update: chunk.q.update,
            subset: f.subset,
        }
    }

    /// Who is counted: the number's noun, or what the words around the measure say.
    pub(super) fn subject(&self, f: &Found, chunk: &Chunk) -> Option<String> {
        let words = self.words;
        // "54 of its troops": whose, if somebody is the subject of the measure word
        if matches!(words.get(chunk.q.to), "of")
            && matches!(words.get(chunk.q.to + 1), "its" | "their" | "his")
            && let (Some(name), Some(owner)) =
                (&chunk.group.name, self.owner_before(f.trigger.start.min(chunk.q.from)))
            && !name.contains(&owner)
        {
            return Some(format!("{owner} {name}"));
        }
        // "three of the 12 climbers", "three of them"
        if chunk.group.is_bare() && words.get(chunk.q.to) == "of" {
            let whole = (chunk.q.to..chunk.q.to + 3)
                .filter_map(|j| self.chunk_at.get(j).copied().flatten())
                .find(|&c| self.chunks[c].q.from > chunk.q.from);
            if let Some(name) = whole.and_then(|c| self.chunks[c].group.name.clone()) {
                return Some(name);
            }
        }
        if let Some(name) = &chunk.group.name
            && chunk.group.class != Some(Class::Group)
        {
            return Some(name.clone());
        }
        // "seven dead soldiers", "ten deaths among civilians", "the toll of captured Russians"
        let stops = |j: usize| self.trigger_at[j] || self.chunk_at[j].is_some();
        let mut at = f.trigger.end;
        if matches!(words.get(at), "”" | "\"") {
            at += 1;
        }
        if matches!(words.get(at), "among" | "of" | "amongst") {
            at += 1;
        }
        if at < words.len() && self.chunk_at[at].is_none() {
            let group = self.nouns.group(words, at, stops);
            if group.class.is_some_and(|c| c.is_people() || c == Class::Thing) {
                return group.name;
            }
        }
        // "Malian troops suffered a dozen losses"
        let verb = words.before(chunk.q.from);
        if matches!(
            verb,
            "suffered"
                | "suffer"
                | "suffers"
                | "suffering"
                | "sustained"
                | "sustaining"
                | "took"
                | "incurred"
        ) {
            return self.owner_before(chunk.q.from - 1);
        }
        None
    }

    /// A bare number in a list takes the noun of its neighbour: "killed seven miners and injured
    /// three".
    pub(super) fn borrowed(&self, f: &Found, found: &[Found]) -> Option<(String, Option<Class>)> {
        let chunk = &self.chunks[f.chunk];
        let bare = chunk.group.is_bare()
            || matches!(self.words.get(chunk.group.from), "others" | "other" | "more");
        if !bare {
            return None;
        }
        found
            .iter()
            .rev()
            // not from a part ("328 people, including 50 children, killed and 90 arrested")
            .filter(|o| o.chunk < f.chunk && f.chunk - o.chunk <= 3 && (f.subset || !o.subset))
            .map(|o| &self.chunks[o.chunk].group)
            .find_map(|g| match (g.class, &g.name) {
                (Some(Class::People), _) => None,
                (Some(c), Some(name)) if c.is_people() => Some((name.clone(), g.class)),
                (None, Some(name)) => Some((name.clone(), None)),
                _ => None,
            })
    }

    /// The named group that ends before word `at`: whose losses they are.
    pub(super) fn owner_before(&self, at: usize) -> Option<String> {
        let words = self.words;
        let mut at = at;
        while at > 0
            && (is_auxiliary(words.get(at - 1))
                || matches!(words.get(at - 1), "also" | "reportedly" | "themselves" | ","))
        {
            at -= 1;
        }
        let end = at;
        let mut from = at;
        while from > 0 && end - from < 7 {
            let w = words.get(from - 1);
            let joined = (w == "and"
                || matches!(w, "its" | "their") && words.before(from - 1) == "and")
                && from < end;
            let part =
                words.is_word(from - 1) && !is_closed(w) || matches!(w, "'s" | "’s") || joined;
            if !part || self.trigger_at[from - 1] {
                break;
            }
            from -= 1;
        }
        if from == end {
            return None;
        }
        if words.get(from) == "and" {
            from += 1;
        }
        let group = self.nouns.group(words, from, |j| j >= end);
        match group.class {
            Some(_) if group.to == end || group.class.is_some_and(Class::is_people) => group.name,
            _ => Some(words.slice(from, end).to_owned()),
        }
    }
}

/// The words of an answer without a number, without articles.
fn existence_label(words: &Words<'_>, q: &Quantity) -> String {
    let label = words.slice(q.from, q.to).to_lowercase();
    let label = label.trim_start_matches("a ").trim_end_matches(" of");
    label.to_owned()
}
