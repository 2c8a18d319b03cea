//! The numbers of a sentence with their nouns.

use super::measure::Frame;
use super::{Chunk, Reader, is_plural};
use crate::claims::Update;
use crate::claims::value::noun::Class;
use crate::claims::value::number::{Form, Numbers, Quantity, Unit};
use crate::units::Interval;

impl Reader<'_> {
    pub(super) fn find_chunks(&mut self, numbers: &Numbers) {
        let words = self.words;
        let mut quantities = numbers.find(words, |i| self.nouns.is_noun(words, i));
        // "how many people died?" is a question
        let asked = |q: &Quantity| words.before(q.from) == "how";
        quantities.retain(|q| q.unit == Unit::Count && !asked(q));
        let starts: Vec<usize> = quantities.iter().map(|q| q.from).collect();
        let mut at = 0;
        let mut i = 0;
        while i < words.len() {
            while starts.get(at).is_some_and(|s| *s < i) {
                at += 1;
            }
            let next = starts.get(at).copied();
            let q = if next == Some(i) {
                Some((quantities[at].clone(), false))
            } else {
                self.zero(i).map(|q| (q, false)).or_else(|| self.article(i).map(|q| (q, true)))
            };
            let Some((q, single)) = q else {
                i += 1;
                continue;
            };
            let stops = |j: usize| starts.contains(&j) || (self.trigger_at[j] && !self.modifies(j));
            let group = self.nouns.group(words, q.to, stops);
            let one = single || (q.value.is_some_and(|v| v.is_point() && v.low() == 1.0));
            // an article counts only what the lexicon knows to be one of a kind
            let known = group.class.is_some_and(|c| c.is_people() || c == Class::Thing)
                && (group.from..group.to).last().is_some_and(|h| !is_plural(words.get(h)));
            if single && !known {
                i += 1;
                continue;
            }
            let chunk = Chunk { q, group, single: one };
            let end = chunk.end();
            for w in i..end.min(words.len()) {
                self.chunk_at[w] = Some(self.chunks.len());
            }
            self.chunks.push(chunk);
            i = end.max(i + 1);
        }
    }

    /// Whether the trigger word at `j` stands before a noun that it describes: "two wounded men".
    pub(super) fn modifies(&self, j: usize) -> bool {
        let w = self.words.get(j);
        let participle = w.ends_with("ed") || w.ends_with("ing") || matches!(w, "dead" | "missing");
        if !participle {
            // "victims", "casualties" and the like may be nouns of the lexicon, never modifiers
            return false;
        }
        // only between the number and its noun, not after a noun
        j > 0
            && !self.nouns.is_noun(self.words, j - 1)
            && self.nouns.is_noun(self.words, j + 1)
            && self.words.get(j + 1) != "others"
    }

    /// "no one", "nobody", "no casualties": zero.
    pub(super) fn zero(&self, i: usize) -> Option<Quantity> {
        let to = match self.words.get(i) {
            "nobody" | "none" => i + 1,
            "no" if self.words.get(i + 1) == "one" => i + 2,
            "no" if self.nouns.at(self.words, i + 1).is_some_and(|(_, n)| n.class.is_people())
                || self.is_noun_trigger(i + 1) =>
            {
                i + 1
            }
            _ => return None,
        };
        Some(Quantity {
            from: i,
            to,
            value: Interval::exactly(0.0),
            form: Form::Exact,
            unit: Unit::Count,
            update: Update::Plain,
        })
    }

    /// "a soldier", "another helicopter": one, if the noun can be counted.
    pub(super) fn article(&self, i: usize) -> Option<Quantity> {
        matches!(self.words.get(i), "a" | "an" | "another").then(|| Quantity {
            from: i,
            to: i + 1,
            value: Interval::exactly(1.0),
            form: Form::Exact,
            unit: Unit::Count,
            update: Update::Plain,
        })
    }

    pub(super) fn is_noun_trigger(&self, i: usize) -> bool {
        self.triggers
            .iter()
            .any(|t| t.from == i && t.entries.iter().any(|e| e.frame == Frame::Noun))
    }
}
