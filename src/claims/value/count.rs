//! Counts: which measure each quantity of a sentence answers, and of whom.
//!
//! Measure words come from `models/measures.csv`, each with a *frame* that says on which side of it
//! the counted stand:
//!
//! ```text
//! verb    the strike killed [21 people] · [21 people] were killed · [21 people] killed in strike
//! act     [21 people] died · [5,000] marched
//! state   left [21] dead · [21] were injured · [seven] dead soldiers
//! noun    [ten] deaths · the deaths of [dozens] · injuries to [12 people]
//! toll    death toll of [21] · the toll rose from 12 to [34]
//! lose    lost [54] of its troops
//! with    carrying [24 workers] · a convoy of [70 vehicles]
//! lives   claimed [21] lives
//! ```
//!
//! Coordinated counts are claims of their own, and so are subsets ("including 11 children").

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::PathBuf;

use super::noun::{Class, Group, Nouns, is_auxiliary, is_closed, is_preposition};
use super::number::{Form, Numbers, Quantity, Unit};
use crate::claims::Update;
use crate::claims::classes::Class as WordClass;
use crate::claims::lexicon::{self, LexiconError};
use crate::claims::words::{Phrases, Words};
use crate::units::Interval;

/// One count found in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// The words that carry it: the number, its noun and the measure word.
    pub words: Range<usize>,
    /// The number with its noun.
    pub counted: Range<usize>,
    /// The measure's word.
    pub trigger: Range<usize>,
    /// What is asked.
    pub measure: String,
    /// Of whom; `None` where the sentence does not say.
    pub subject: Option<String>,
    /// What the counted are, where the lexicon knows.
    pub class: Option<Class>,
    /// How many; `None` where only that there are some.
    pub value: Option<Interval>,
    /// The words for an answer without a number ("heavy", "large number").
    pub label: Option<String>,
    /// How it relates to earlier numbers.
    pub update: Update,
    /// Whether it is part of the count before it.
    pub subset: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Frame {
    Verb,
    Act,
    State,
    Noun,
    Toll,
    Lose,
    With,
    Lives,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Person,
    People,
    Thing,
    Things,
    Known,
    Any,
}

impl Of {
    fn accepts(self, group: &Group) -> bool {
        let class = group.class;
        let people = class.is_some_and(Class::is_people);
        let thing = class == Some(Class::Thing);
        match self {
            Self::Person => people || class.is_none(),
            Self::People => people || group.is_bare(),
            Self::Thing => thing || (class.is_none() && !group.is_bare()),
            Self::Things => thing,
            Self::Known => people || thing,
            Self::Any => people || thing || class.is_none(),
        }
    }
}

#[derive(Clone, Debug)]
struct Entry {
    measure: String,
    frame: Frame,
    of: Of,
    needs: Vec<String>,
}

/// The measure words.
#[derive(Clone, Debug)]
pub struct Measures {
    table: Phrases<Vec<Entry>>,
}

const MEASURES: (&str, &str) =
    ("models/measures.csv", include_str!("../../../models/measures.csv"));

impl Measures {
    /// The built-in measure words, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(MEASURES, own)?;
        let mut by_form: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        let columns = &["measure", "frame", "of", "forms", "needs"];
        lexicon::read(&file, &text, columns, |row| {
            let frame = match row.cell("frame") {
                "verb" => Frame::Verb,
                "act" => Frame::Act,
                "state" => Frame::State,
                "noun" => Frame::Noun,
                "toll" => Frame::Toll,
                "lose" => Frame::Lose,
                "with" => Frame::With,
                "lives" => Frame::Lives,
                _ => return Err(row.error("frame", "a frame named in the header")),
            };
            let of = match row.cell("of") {
                "person" => Of::Person,
                "people" => Of::People,
                "thing" => Of::Thing,
                "things" => Of::Things,
                "known" => Of::Known,
                "any" => Of::Any,
                _ => return Err(row.error("of", "person, people, thing, things, known or any")),
            };
            let list = |cell: &str| -> Vec<String> {
                cell.split('|')
                    .map(str::trim)
                    .filter(|f| !f.is_empty())
                    .map(str::to_owned)
                    .collect()
            };
            for form in list(row.cell("forms")) {
                by_form.entry(form).or_default().push(Entry {
                    measure: row.cell("measure").to_owned(),
                    frame,
                    of,
                    needs: list(row.cell("needs")),
                });
            }
            Ok(())
        })?;
        let mut table = Phrases::default();
        for (form, entries) in by_form {
            table.insert(&form, entries);
        }
        Ok(Self { table })
    }

    /// Measure and subject that the words `at` ask for without answering: "the number of troops
    /// lost", "the death toll".
    pub fn asked(
        &self,
        words: &Words<'_>,
        at: Range<usize>,
        nouns: &Nouns,
    ) -> Option<(String, String)> {
        let (trigger, entries) = at
            .clone()
            .find_map(|i| self.table.at(words, i).map(|(len, entries)| (i..i + len, entries)))?;
        let measure = entries.iter().find(|e| e.frame != Frame::With)?.measure.clone();
        let stops = |j: usize| j == trigger.start || j >= at.end;
        let subject = at
            .clone()
            .filter(|j| !trigger.contains(j))
            .find_map(|j| {
                let (_, noun) = nouns.at(words, j)?;
                noun.class.is_people().then(|| nouns.group(words, j, stops).name).flatten()
            })
            .unwrap_or_else(|| "people".to_owned());
        Some((measure, subject))
    }
}

/// A measure word in the sentence.
struct Trigger<'a> {
    from: usize,
    to: usize,
    entries: &'a [Entry],
}

/// A quantity with its noun.
struct Chunk {
    q: Quantity,
    group: Group,
    /// It is an article or "one", counting a single thing: it answers only beside a verb.
    single: bool,
}

impl Chunk {
    fn end(&self) -> usize {
        self.group.to.max(self.q.to)
    }
}

/// What was found for a chunk, before it is written out.
struct Found {
    chunk: usize,
    trigger: Range<usize>,
    measure: String,
    subset: bool,
}

/// Reads one sentence.
struct Reader<'a> {
    words: &'a Words<'a>,
    nouns: &'a Nouns,
    triggers: Vec<Trigger<'a>>,
    chunks: Vec<Chunk>,
    /// By word: the chunk it lies in.
    chunk_at: Vec<Option<usize>>,
    /// By word: whether a trigger begins here.
    trigger_at: Vec<bool>,
    /// By word: whether a trigger that is a verb begins here.
    verb_at: Vec<bool>,
}

/// All counts of a sentence, in order of their numbers.
pub fn counts(
    words: &Words<'_>,
    numbers: &Numbers,
    nouns: &Nouns,
    measures: &Measures,
) -> Vec<Count> {
    let mut triggers = Vec::new();
    let mut trigger_at = vec![false; words.len()];
    let mut verb_at = vec![false; words.len()];
    let mut i = 0;
    while i < words.len() {
        match measures.table.at(words, i) {
            Some((len, entries)) => {
                triggers.push(Trigger { from: i, to: i + len, entries });
                trigger_at[i] = true;
                verb_at[i] = entries.iter().any(|e| {
                    matches!(e.frame, Frame::Verb | Frame::Act | Frame::Lose | Frame::With)
                });
                i += len;
            }
            None => i += 1,
        }
    }
    if triggers.is_empty() {
        return Vec::new();
    }
    let mut reader = Reader {
        words,
        nouns,
        triggers,
        chunks: Vec::new(),
        chunk_at: vec![None; words.len()],
        trigger_at,
        verb_at,
    };
    reader.find_chunks(numbers);
    let mut found = Vec::new();
    for t in 0..reader.triggers.len() {
        reader.read(t, &mut found);
    }
    reader.subsets(&mut found);
    let mut counts: Vec<Count> = Vec::new();
    found.sort_by_key(|f| (f.chunk, f.trigger.start));
    for f in &found {
        if reader.is_restrictive(f, &found) {
            continue;
        }
        let count = reader.count(f, &found);
        let twice = counts.iter().any(|c| c.measure == count.measure && c.counted == count.counted);
        if !twice {
            counts.push(count);
        }
    }
    counts.extend(reader.unnumbered());
    counts.extend(reader.among());
    counts.sort_by_key(|c| (c.counted.start, c.words.start));
    reader.settle_updates(&mut counts);
    counts
}

impl Reader<'_> {
    fn find_chunks(&mut self, numbers: &Numbers) {
        let words = self.words;
        let mut quantities = numbers.find(words, |i| self.nouns.is_noun(words, i));
        quantities.retain(|q| q.unit == Unit::Count);
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
    fn modifies(&self, j: usize) -> bool {
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
    fn zero(&self, i: usize) -> Option<Quantity> {
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
    fn article(&self, i: usize) -> Option<Quantity> {
        matches!(self.words.get(i), "a" | "an" | "another").then(|| Quantity {
            from: i,
            to: i + 1,
            value: Interval::exactly(1.0),
            form: Form::Exact,
            unit: Unit::Count,
            update: Update::Plain,
        })
    }

    fn is_noun_trigger(&self, i: usize) -> bool {
        self.triggers
            .iter()
            .any(|t| t.from == i && t.entries.iter().any(|e| e.frame == Frame::Noun))
    }

    fn read(&self, t: usize, found: &mut Vec<Found>) {
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
                if single && matches!(entry.frame, Frame::With | Frame::Toll) {
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

    fn has_needed(&self, trigger: &Trigger<'_>, entry: &Entry) -> bool {
        entry.needs.is_empty()
            || (trigger.from.saturating_sub(5)..trigger.to + 5)
                .any(|i| entry.needs.iter().any(|n| n == self.words.get(i)))
    }

    /// "killed 21", "21 were killed", "21 killed".
    fn verb(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
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
    fn state(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
        let (start, _) = self.before_verb(trigger.from);
        let copula = start < trigger.from;
        self.left(if copula { trigger.from } else { start }, entry, copula)
    }

    /// Where the auxiliaries and adverbs before a verb begin, and whether they make it passive.
    fn before_verb(&self, at: usize) -> (usize, bool) {
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
    fn left(&self, at: usize, entry: &Entry, far: bool) -> Vec<(usize, bool)> {
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
                let partitive = before == "of" && lead >= 2 && self.chunk_at[lead - 2].is_some();
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
                if self.trigger_at[at - 1] || is_auxiliary(w) || WordClass::Clause.has(w) || gap > 5 {
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
    fn lead(&self, from: usize) -> usize {
        let article = matches!(
            self.words.before(from),
            "the" | "its" | "their" | "his" | "her" | "these" | "those" | "all"
        );
        if article { from - 1 } else { from }
    }

    /// The chunks that are the object beginning at word `at`.
    fn right(&self, at: usize, entry: &Entry) -> Vec<(usize, bool)> {
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
    fn has_object(&self, at: usize) -> bool {
        self.chunk_at.get(at + 1).copied().flatten().is_some()
    }

    /// "lost 54 of its troops", "lost 20 soldiers": people, said to be so.
    fn is_lost(&self, chunk: &Chunk) -> bool {
        chunk.group.class.is_some_and(Class::is_people)
    }

    /// The chunk behind "and" after an object without a number: "the manager and 20 others".
    fn after_named(&self, at: usize) -> Option<usize> {
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
    fn skip_phrase(&self, mut at: usize) -> usize {
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

    /// Whether the trigger at `at` only says which ones: "two fighters captured by X had died".
    fn is_restrictive(&self, f: &Found, found: &[Found]) -> bool {
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
    fn noun(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
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
    fn toll(&self, trigger: &Trigger<'_>, entry: &Entry) -> Vec<(usize, bool)> {
        let words = self.words;
        let mut at = trigger.to;
        let mut hits = Vec::new();
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

    /// Subsets that no measure word claimed: they answer the measure of the count before them.
    fn subsets(&self, found: &mut Vec<Found>) {
        let words = self.words;
        for (c, chunk) in self.chunks.iter().enumerate() {
            if found.iter().any(|f| f.chunk == c) || chunk.single || chunk.q.value.is_none() {
                continue;
            }
            let before = words.before(chunk.q.from);
            let part = matches!(before, "including" | "includes" | "included" | "include")
                || (before == "them" && matches!(words.before(chunk.q.from - 1), "among" | "of"))
                || (before == "whom" && matches!(words.before(chunk.q.from - 1), "among" | "of"))
                || (matches!(words.get(chunk.q.to), "among" | "of")
                    && words.get(chunk.q.to + 1) == "them")
                || (before == "and" || before == ",")
                    && c > 0
                    && self.chunks[c - 1].end() + 1 == chunk.q.from
                    && found.iter().any(|f| f.chunk == c - 1 && f.subset);
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

    /// Writes out what was found for a chunk.
    fn count(&self, f: &Found, found: &[Found]) -> Count {
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
    fn subject(&self, f: &Found, chunk: &Chunk) -> Option<String> {
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
    fn borrowed(&self, f: &Found, found: &[Found]) -> Option<(String, Option<Class>)> {
        let chunk = &self.chunks[f.chunk];
        let bare = chunk.group.is_bare()
            || matches!(self.words.get(chunk.group.from), "others" | "other" | "more");
        if !bare {
            return None;
        }
        found
            .iter()
            .rev()
            .filter(|o| o.chunk < f.chunk && f.chunk - o.chunk <= 2)
            .map(|o| &self.chunks[o.chunk].group)
            .find_map(|g| match (g.class, &g.name) {
                (Some(Class::People), _) => None,
                (Some(c), Some(name)) if c.is_people() => Some((name.clone(), g.class)),
                (None, Some(name)) => Some((name.clone(), None)),
                _ => None,
            })
    }

    /// The named group that ends before word `at`: whose losses they are.
    fn owner_before(&self, at: usize) -> Option<String> {
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

    /// Losses without a number: "sustained heavy losses".
    fn unnumbered(&self) -> Vec<Count> {
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
                label: Some(label.unwrap_or("some").to_owned()),
                update: Update::Plain,
                subset: false,
            });
        }
        counts
    }

    /// "The commander was among the dead": one.
    fn among(&self) -> Vec<Count> {
        let words = self.words;
        let mut counts = Vec::new();
        for i in 2..words.len() {
            if words.get(i) != "among" || !matches!(words.get(i - 1), "was" | "is" | "be") {
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

    /// "three more injured" after other victims adds no toll: there was none of the injured yet.
    fn settle_updates(&self, counts: &mut [Count]) {
        for i in 0..counts.len() {
            if counts[i].update == Update::Added
                && counts[..i].iter().any(|c| c.measure != counts[i].measure)
                && !counts[..i].iter().any(|c| c.measure == counts[i].measure)
            {
                counts[i].update = Update::Plain;
            }
            let total = |w: &str| matches!(w, "far" | "date");
            let end = counts[i].words.end;
            let to_date = (end..(end + 6).min(self.words.len())).any(|j| {
                total(self.words.get(j)) && matches!(self.words.before(j), "so" | "to")
                    || self.words.get(j) == "year" && self.words.before(j) == "this"
            });
            // "have died since Friday"; "missing since Friday" is one event's
            let perfect = (counts[i].words.start..end)
                .any(|j| matches!(self.words.get(j), "have" | "has" | "been"));
            let adjective = self.triggers.iter().any(|t| {
                t.from == counts[i].trigger.start
                    && t.entries.iter().any(|e| e.frame == Frame::State && e.measure == counts[i].measure)
                    && !t.entries.iter().any(|e| e.frame == Frame::Verb)
            });
            let since = (end..(end + 4).min(self.words.len())).any(|j| self.words.get(j) == "since");
            let to_date = to_date || (since && perfect && !adjective);
            if to_date && counts[i].update == Update::Plain {
                counts[i].update = Update::ToDate;
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

fn is_plural(word: &str) -> bool {
    (word.ends_with('s') && !word.ends_with("ss") && !matches!(word, "bus"))
        || matches!(
            word,
            "men" | "women" | "children" | "people" | "police" | "personnel" | "troops"
        )
        || word.ends_with("men")
}

/// The words of an answer without a number, without articles.
fn existence_label(words: &Words<'_>, q: &Quantity) -> String {
    let label = words.slice(q.from, q.to).to_lowercase();
    let label = label.trim_start_matches("a ").trim_end_matches(" of");
    label.to_owned()
}
