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

mod chunk;
mod frame;
mod measure;
mod sides;
mod subject;
mod unnumbered;

use std::ops::Range;

use super::noun::{Class, Group, Nouns};
use super::number::{Numbers, Quantity};
use crate::claims::Update;
use crate::claims::words::Words;
use crate::units::Interval;
use measure::{Entry, Frame};

pub use measure::Measures;
pub(crate) use unnumbered::{ACCOUNT, SOME};

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
        match measures.table.at(words, i).filter(|_| !is_month(words, numbers, i)) {
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
    counts.extend(reader.groups(&counts));
    counts.sort_by_key(|c| (c.counted.start, c.words.start));
    reader.settle_updates(&mut counts);
    counts
}

impl Reader<'_> {
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
                    && t.entries
                        .iter()
                        .any(|e| e.frame == Frame::State && e.measure == counts[i].measure)
                    && !t.entries.iter().any(|e| e.frame == Frame::Verb)
            });
            let since =
                (end..(end + 4).min(self.words.len())).any(|j| self.words.get(j) == "since");
            let to_date = to_date || (since && perfect && !adjective);
            if to_date && counts[i].update == Update::Plain {
                counts[i].update = Update::ToDate;
            }
        }
    }
}

/// Whether a word that may be a month stands in a date: "March 10" is no march.
fn is_month(words: &Words<'_>, numbers: &Numbers, i: usize) -> bool {
    let digits = |w: &str| w.starts_with(|c: char| c.is_ascii_digit());
    numbers.month(words, i).is_some()
        && words.is_capitalised(i)
        && (digits(words.get(i + 1))
            || digits(words.before(i))
            || matches!(words.before(i), "in" | "of" | "since" | "until" | "late" | "early"))
}

fn is_plural(word: &str) -> bool {
    (word.ends_with('s') && !word.ends_with("ss") && !matches!(word, "bus"))
        || matches!(
            word,
            "men" | "women" | "children" | "people" | "police" | "personnel" | "troops"
        )
        || word.ends_with("men")
}
