//! The dates, kinds and places of a sentence, and which of them a claim is about.

use std::ops::Range;

use jiff::civil::Date;

use super::kind::EventKind;
use super::place::PlaceMention;
use crate::claims::classes::Class;
use crate::claims::value::DateMention;
use crate::claims::words::Words;

/// What a sentence, or a part of it, says of its event.
#[derive(Clone, Debug, Default)]
pub struct Mention {
    /// What kind.
    pub kind: Option<EventKind>,
    /// When.
    pub dates: Option<(Date, Date)>,
    /// Where.
    pub place: Option<String>,
    /// Other places named right beside it ("in X, on the edge of Y").
    pub beside: Vec<String>,
    /// Whether the article speaks of it as something else than before ("another attack").
    pub another: bool,
    /// The day on which somebody told of it: it cannot have happened later.
    pub told: Option<Date>,
}

/// The dates, kinds and places of a sentence, to be asked for what is nearest to a claim.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Dates.
    pub dates: Vec<DateMention>,
    /// Kinds of event.
    pub kinds: Vec<(Range<usize>, EventKind)>,
    /// Places.
    pub places: Vec<PlaceMention>,
    /// The day on which somebody speaks in it ("said on Monday that …").
    pub told: Option<Date>,
}

/// A period of more days than this is no event's date.
pub(super) const BACKGROUND: i64 = 62;

/// Days in a period.
pub(super) fn length(d: (Date, Date)) -> i64 {
    d.0.until(d.1).map_or(0, |s| i64::from(s.get_days()))
}

/// How far a name that only is known to be a place is behind one that the words say is one.
const UNSURE: usize = 12;

/// A place at most this many words from another is said to lie beside it.
const BESIDE: usize = 5;

/// What stands further away than this is of another clause altogether.
const APART: usize = 1000;

/// How many words apart; the beginning of another clause between counts as eight, of another
/// main clause (", and") as sixteen.
fn distance(words: &Words<'_>, a: &Range<usize>, b: &Range<usize>) -> usize {
    let between = if a.end <= b.start { a.end..b.start } else { b.end..a.start.max(b.end) };
    between
        .map(|i| match words.get(i) {
            "," => 8,
            // "that P and that Q": what is said of Q does not date P
            "that" if matches!(words.before(i), "and" | "but") => APART,
            "and" | "but" if words.before(i) == "," => 8,
            w if Class::Parting.has(w) => 8,
            _ => 1,
        })
        .sum()
}

/// Words that a sentence's opening date is away from any word of its first clause.
const OPENING: usize = 4;

/// How far a date is from what it may date: one that opens the sentence ("In August, …") is close
/// to all that follows.
fn reach(words: &Words<'_>, date: &Range<usize>, at: &Range<usize>) -> usize {
    let far = distance(words, date, at);
    if date.start <= 2 && words.get(date.end) == "," { far.min(OPENING) } else { far }
}

/// Whether something between a date and a verb of saying parts them: another clause, or an event
/// that the date is of.
pub fn is_parted(
    words: &Words<'_>,
    between: Range<usize>,
    kinds: &[(Range<usize>, EventKind)],
) -> bool {
    kinds.iter().any(|(r, _)| between.contains(&r.start))
        || between.into_iter().any(|i| Class::Parting.has(words.get(i)))
}

/// Whether a date is bound to a kind's word: "Tuesday's missile strike", "the strike on the port on
/// Tuesday".
fn is_bound(words: &Words<'_>, date: &Range<usize>, kind: &Range<usize>) -> bool {
    let inner = |mut between: Range<usize>| {
        !between.any(|j| {
            let w = words.get(j);
            w == "," || Class::Parting.has(w) || Class::Auxiliary.has(w) || Class::Clause.has(w)
        })
    };
    if date.end <= kind.start {
        let possessive = matches!(words.get(date.end), "'s" | "’s");
        let apart = kind.start - date.end;
        return (possessive && apart <= 6 && inner(date.end + 1..kind.start)) || apart == 0;
    }
    kind.end < date.start
        && date.start - kind.end <= 6
        && matches!(words.before(date.start), "on" | "of" | "in" | "last" | "this")
        && inner(kind.end..date.start)
}

impl Scene {
    /// What the words nearest to `at` say.
    pub fn near(&self, words: &Words<'_>, at: &Range<usize>) -> Mention {
        let near = |r: &Range<usize>| distance(words, r, at) < APART;
        let kind =
            self.kinds.iter().filter(|k| near(&k.0)).min_by_key(|(r, _)| distance(words, r, at));
        let dates = self
            .dates
            .iter()
            .filter(|d| !d.bound && near(&d.words))
            // "in late July" dates an event; "two years ago" in the same sentence is background.
            .min_by_key(|d| {
                let background = length((d.first, d.last)) > BACKGROUND;
                let named = kind.is_some_and(|(r, _)| is_bound(words, &d.words, r));
                (background, !named, reach(words, &d.words, at))
            })
            .map(|d| (d.first, d.last));
        let another = kind.is_some_and(|(r, _)| {
            matches!(words.before(r.start), "another" | "separate" | "second" | "third")
        });
        let place = self
            .places
            .iter()
            .min_by_key(|p| distance(words, &p.words, at) + if p.sure { 0 } else { UNSURE });
        let beside = place.map_or_else(Vec::new, |place| self.beside(words, place));
        // "in X, on the edge of Y": in X
        let place = place.map(|place| {
            let first = beside.iter().map(|b| b.words.start).min();
            let first = first.filter(|first| *first < place.words.start);
            self.places.iter().find(|p| Some(p.words.start) == first).unwrap_or(place)
        });
        let beside = place.map_or_else(Vec::new, |place| self.beside(words, place));
        Mention {
            kind: kind.map(|(_, k)| k.clone()),
            dates,
            place: place.map(|p| p.name.clone()),
            beside: beside.into_iter().map(|p| p.name.clone()).collect(),
            another,
            told: self.told,
        }
    }

    /// The places that a sentence names right beside another: "in X, on the edge of Y".
    fn beside(&self, words: &Words<'_>, place: &PlaceMention) -> Vec<&PlaceMention> {
        let near = |other: &&PlaceMention| {
            let (a, b) = (&place.words, &other.words);
            let mut between = if a.end <= b.start { a.end..b.start } else { b.end..a.start };
            other.name != place.name
                && other.sure
                && between.len() <= BESIDE
                && !between.any(|j| matches!(words.get(j), "and" | "or" | "to" | "from"))
        };
        self.places.iter().filter(near).collect()
    }

    /// What the words `at` themselves say.
    pub fn within(&self, at: Range<usize>) -> Mention {
        let inside = |r: &Range<usize>| at.start <= r.start && r.end <= at.end;
        let dates = self.dates.iter().find(|d| !d.bound && inside(&d.words));
        Mention {
            kind: self.kinds.iter().find(|(r, _)| inside(r)).map(|(_, k)| k.clone()),
            dates: dates.map(|d| (d.first, d.last)),
            place: self.places.iter().find(|p| inside(&p.words)).map(|p| p.name.clone()),
            ..Mention::default()
        }
    }

    /// What its first words say.
    pub fn lead(&self, words: &Words<'_>) -> Mention {
        self.near(words, &(0..1))
    }

    /// The day that the sentence gives to an event of `kind`: one bound to a word of that kind,
    /// else the first beside which no other kind is spoken of.
    pub fn day_of(
        &self,
        words: &Words<'_>,
        kind: Option<&EventKind>,
        fits: impl Fn((Date, Date)) -> bool,
    ) -> Option<(Date, Date)> {
        let same = |k: &EventKind| kind.is_none_or(|kind| kind.fits(k));
        self.dates
            .iter()
            .filter(|d| !d.bound && fits((d.first, d.last)))
            // days that no kind is named beside may be those of something else
            .filter(|d| self.near(words, &d.words).kind.map_or(!d.is_days(), |k| same(&k)))
            .min_by_key(|d| {
                !self.kinds.iter().any(|(r, k)| same(k) && is_bound(words, &d.words, r))
            })
            .map(|d| (d.first, d.last))
    }

    /// Since when the words after `at` count ("have died since Friday"), to the last of the days.
    pub fn since(&self, at: usize) -> Option<Date> {
        let since = |d: &&DateMention| d.bound && d.words.start >= at && d.words.start <= at + 8;
        self.dates.iter().find(since).map(|d| d.first)
    }
}
