//! The frames: which numbers a measure word takes, by where it lets the counted stand.

use super::measure::{Entry, Frame, Of};
use super::unnumbered::DISPLACED;
use super::{Found, Reader, Trigger};
use crate::claims::Update;
use crate::claims::classes::Class as WordClass;
use crate::claims::value::noun::{Class, is_auxiliary};
use crate::claims::value::number::Quantity;
use crate::claims::words::Words;

/// How many words away from a measure word the one may stand that it needs.
const NEEDED: usize = 6;

/// The measure of the dead.
const KILLED: &str = "killed";

impl Reader<'_> {
    /// Whether bodies are counted: they are the dead, whatever else the sentence tells ("received 27
    /// bodies and 48 wounded").
    fn are_remains(&self, chunk: usize) -> bool {
        let group = &self.chunks[chunk].group;
        (group.from..group.to).any(|j| WordClass::Remains.has(self.words.get(j)))
    }

    pub(super) fn read(&self, t: usize, found: &mut Vec<Found>) {
        let trigger = &self.triggers[t];
        for entry in trigger.entries {
            if !self.has_needed(trigger, entry) {
                continue;
            }
            let hits = match entry.frame {
                Frame::Verb => self.verb(trigger, entry),
                Frame::Act => self.left(trigger.from, entry, true),
                Frame::State => self.state(trigger, entry),
                Frame::Noun | Frame::Lives => self.noun(trigger, entry),
                Frame::Toll => self.toll(trigger, entry),
                Frame::Lose | Frame::With => self.right(trigger.to, entry),
            };
            for (chunk, subset) in hits {
                let single = self.chunks[chunk].single;
                // One who fled, came or marched is a story, not a count of those who did.
                let one_of_many = entry.frame == Frame::Act
                    && (entry.of == Of::People || entry.measure == DISPLACED);
                if single && (one_of_many || matches!(entry.frame, Frame::With | Frame::Toll)) {
                    continue;
                }
                if entry.measure != KILLED && self.are_remains(chunk) {
                    continue;
                }
                found.push(Found {
                    chunk,
                    trigger: trigger.from..trigger.to,
                    measure: entry.measure.clone(),
                    subset,
                });
            }
        }
    }

    pub(super) fn has_needed(&self, trigger: &Trigger<'_>, entry: &Entry) -> bool {
        entry.needs.is_empty()
            || (trigger.from.saturating_sub(NEEDED)..trigger.to + NEEDED)
                .any(|i| entry.needs.iter().any(|n| n == self.words.get(i)))
    }

    /// "killed 21", "21 were killed", "21 killed".
    pub(super) fn verb(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
        let words = self.words;
        let gerund = words.get(trigger.from).ends_with("ing");
        let (start, passive) = self.before_verb(trigger.from);
        if passive && !gerund {
            return self.left(trigger.from, entry, true);
        }
        let right = self.right(trigger.to, entry);
        if !right.is_empty() {
            return right;
        }
        let third = words.get(trigger.from).ends_with('s');
        // an object without a number follows: "the two men killed the mayor"
        let object = matches!(
            words.get(trigger.to),
            "the" | "his" | "her" | "their" | "its" | "a" | "an" | "him" | "them" | "more" | "this"
        );
        if gerund || third || object {
            return Vec::new();
        }
        self.left(start, entry, false)
    }

    /// "21 dead", "21 were dead", "seven dead soldiers".
    pub(super) fn state(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
        let (start, _) = self.before_verb(trigger.from);
        let copula = start < trigger.from;
        self.left(if copula { trigger.from } else { start }, entry, copula)
    }

    /// Whether "among them" or "of them" stands right before word `at`, or before its verb.
    fn has_among(&self, at: usize) -> bool {
        (at.saturating_sub(3)..at).any(|j| matches!(self.words.get(j), "among" | "of"))
    }

    /// Whether the trigger at `at` only says which ones: "two fighters captured by X had died".
    pub(super) fn is_restrictive(&self, f: &Found, found: &[Found]) -> bool {
        let end = self.chunks[f.chunk].end();
        f.trigger.start == end
            && self.words.get(f.trigger.end) == "by"
            && found.iter().any(|o| {
                o.chunk == f.chunk
                    && o.trigger.start > f.trigger.end
                    && (f.trigger.end..o.trigger.start).any(|j| is_auxiliary(self.words.get(j)))
            })
    }

    /// "ten deaths", "the deaths of dozens", "injuries to 12 people".
    pub(super) fn noun(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
        let words = self.words;
        if let Some(c) = trigger.from.checked_sub(1).and_then(|j| self.chunk_at[j]) {
            let chunk = &self.chunks[c];
            // a known noun of another kind between: "two village deaths" is fine, "two cars deaths" is not
            let fits = chunk.group.is_bare()
                || chunk.group.class.is_none_or(|k| k.is_people() || k == Class::Group);
            if chunk.end() == trigger.from && fits && !chunk.q.update_is_gap(words) {
                return vec![(c, false)];
            }
        }
        if entry.frame == Frame::Noun
            && matches!(words.get(trigger.to), "of" | "to" | "among" | "for")
        {
            let mut hits = self.right(trigger.to + 1, entry);
            if hits.is_empty() {
                // "the death of one of its leaders" stands in `right`; "deaths of the 12" here
                let at = trigger.to + 2;
                if words.get(trigger.to + 1) == "the" {
                    hits = self.right(at, entry);
                }
            }
            return hits;
        }
        Vec::new()
    }

    /// "death toll of 21", "the toll rose from 12 to 34", "the number of dead is estimated at 30".
    pub(super) fn toll(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
        let words = self.words;
        let mut at = trigger.to;
        let mut hits = Vec::new();
        // "bringing to seven the number of people killed"
        if words.before(trigger.from) == "the"
            && let Some(c) = trigger.from.checked_sub(2).and_then(|j| self.chunk_at[j])
            && words.before(self.chunks[c].q.from) == "to"
        {
            return vec![(c, false)];
        }
        while at < words.len() && at < trigger.to + 22 {
            let w = words.get(at);
            if matches!(w, ";" | "." | "?" | "!" | "”") {
                break;
            }
            if let Some(c) = self.chunk_at[at] {
                let chunk = &self.chunks[c];
                if chunk.q.from == at {
                    let before = words.before(at);
                    let led = WordClass::TollLedBy.has(before) || at == trigger.to;
                    let difference = before == "by" && words.get(chunk.end()) == "to";
                    let countable = chunk.group.class.is_none_or(Class::is_people)
                        || chunk.group.class == Some(Class::Thing);
                    let past = words.before(at) == "from";
                    let replaces = matches!(chunk.q.update, Update::Risen | Update::Corrected);
                    if led
                        && !difference
                        && countable
                        && !past
                        && !chunk.single
                        && (hits.is_empty() || replaces)
                    {
                        hits = self.right(at, entry);
                        if hits.is_empty() {
                            hits.push((c, false));
                        }
                    }
                }
                at = chunk.end().max(at + 1);
                continue;
            }
            at += 1;
        }
        hits
    }

    /// A number without a noun that adds to the one before it: "and a further 17", "and another 30".
    fn further(&self, c: usize, found: &[Found]) -> Option<Found> {
        let chunk = &self.chunks[c];
        let before = self.words.before(chunk.q.from);
        let adds = chunk.q.update == Update::Added
            && chunk.group.is_bare()
            && matches!(before, "and" | "with")
            && !self.verb_at.get(chunk.end()).copied().unwrap_or(false)
            && !is_auxiliary(self.words.get(chunk.end()));
        let whole = found.iter().rev().find(|f| adds && f.chunk + 1 == c && !f.subset)?;
        let (trigger, measure) = (whole.trigger.clone(), whole.measure.clone());
        (trigger.end <= chunk.q.from).then_some(Found { chunk: c, trigger, measure, subset: false })
    }

    /// A bare number that another voice sets against the one before: "police put the crowd at 40,000;
    /// organisers claimed 150,000".
    fn other_figure(&self, c: usize, found: &[Found]) -> Option<Found> {
        let chunk = &self.chunks[c];
        let at = chunk.q.from.checked_sub(1)?;
        let says = WordClass::Figure.has(self.words.get(at));
        let end = self.words.get(chunk.end());
        let closed = chunk.end() >= self.words.len() || matches!(end, "." | "," | ";" | ")");
        if !says || !chunk.group.is_bare() || !closed {
            return None;
        }
        let before = found.iter().rev().find(|f| f.chunk + 1 == c && !f.subset)?;
        let parted = (self.chunks[before.chunk].end()..at)
            .any(|j| matches!(self.words.get(j), ";" | "," | "while" | "but" | "and"));
        parted.then(|| Found {
            chunk: c,
            trigger: at..chunk.q.from,
            measure: before.measure.clone(),
            subset: false,
        })
    }

    /// Subsets that no measure word claimed: they answer the measure of the count before them.
    pub(super) fn subsets(&self, found: &mut Vec<Found>) {
        let words = self.words;
        for (c, chunk) in self.chunks.iter().enumerate() {
            if found.iter().any(|f| f.chunk == c) || chunk.single || chunk.q.value.is_none() {
                continue;
            }
            let mut before = words.before(chunk.q.from);
            // "among them were four children"
            if matches!(before, "was" | "were" | "are") && chunk.q.from > 1 {
                before = words.before(chunk.q.from - 1);
            }
            let part = matches!(before, "including" | "includes" | "included" | "include")
                || (before == "them" && self.has_among(chunk.q.from))
                || (before == "whom" && matches!(words.before(chunk.q.from - 1), "among" | "of"))
                || (matches!(words.get(chunk.q.to), "among" | "of")
                    && words.get(chunk.q.to + 1) == "them")
                || (before == "and" || before == ",")
                    && c > 0
                    && self.chunks[c - 1].end() + 1 == chunk.q.from
                    && found.iter().any(|f| f.chunk == c - 1 && f.subset);
            // "41 bodies were found in X and a further 17 in Y"
            if let Some(f) = self.further(c, found).or_else(|| self.other_figure(c, found)) {
                found.push(f);
                continue;
            }
            if !part {
                continue;
            }
            let whole = found.iter().rev().find(|f| f.chunk < c);
            let dead = || {
                // "the dead include three children"
                self.triggers
                    .iter()
                    .rev()
                    .find(|t| t.to <= chunk.q.from && t.to + 3 >= chunk.q.from)
            };
            let people = chunk.group.class.is_none_or(Class::is_people);
            if let Some(f) = whole {
                let measure = f.measure.clone();
                let fits = people == !matches!(&*measure, "destroyed" | "damaged");
                if fits {
                    let trigger = f.trigger.clone();
                    found.push(Found { chunk: c, trigger, measure, subset: true });
                }
            } else if let Some(t) = dead()
                && let Some(e) = t.entries.iter().find(|e| e.frame != Frame::With)
                && people
            {
                let trigger = t.from..t.to;
                found.push(Found { chunk: c, trigger, measure: e.measure.clone(), subset: true });
            }
        }
    }
}

impl Quantity {
    /// Whether the number is a difference ("two fewer deaths").
    fn update_is_gap(&self, words: &Words<'_>) -> bool {
        matches!(words.get(self.to), "fewer" | "less")
    }
}
