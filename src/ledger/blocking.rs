//! What claims say of their events, and which events are worth comparing with which.
//!
//! All claims that describe an event in the same way are one [`Description`], so the work grows
//! with the number of ways in which events are described, not with the number of claims. Two
//! descriptions are compared only where they share a block: place and day, place and figure, or,
//! without a place, day and kind.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;

use super::scope::same_group;
use crate::units::Interval;

/// How some claims describe their event.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Description {
    /// The place, as a number of [`super::place::Places`].
    pub place: Option<u32>,
    /// A country or part of one, where no place is named; lower case.
    pub region: Option<String>,
    /// The kind of event.
    pub kind: Option<String>,
    /// First and last day, counted from 1970-01-01.
    pub dates: Option<(i32, i32)>,
    /// Whether it is a time with all that happened in it ("since Friday"), not one event.
    pub period: bool,
}

impl Description {
    /// Whether the other says no less of the event and nothing else.
    pub(super) fn is_part_of(&self, fuller: &Self) -> bool {
        fn part<T: PartialEq>(less: &Option<T>, more: &Option<T>) -> bool {
            less.is_none() || less == more
        }
        self != fuller
            && self.period == fuller.period
            && part(&self.place, &fuller.place)
            && (fuller.place.is_some() || part(&self.region, &fuller.region))
            && part(&self.kind, &fuller.kind)
            && part(&self.dates, &fuller.dates)
    }

    /// Whether it says nothing.
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// A number with what it counts: equal figures in two reports tie them together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Figure {
    measure: String,
    /// Bits of the bounds; both are 0 and up, so they sort as the numbers do.
    low: u64,
    high: u64,
    subject: String,
}

/// What figures that may be the same number have in common: measure and lower bound.
pub(super) type FigureKey = (String, u64);

impl Figure {
    pub(super) fn new(measure: &str, subject: &str, i: Interval) -> Self {
        Self {
            measure: measure.to_owned(),
            low: i.low().max(0.0).to_bits(),
            high: i.high().unwrap_or(f64::INFINITY).max(0.0).to_bits(),
            subject: subject.to_owned(),
        }
    }

    pub(super) fn low(&self) -> f64 {
        f64::from_bits(self.low)
    }

    fn high(&self) -> f64 {
        f64::from_bits(self.high)
    }

    pub(super) fn key(&self) -> FigureKey {
        (self.measure.clone(), self.low)
    }

    /// Whether both are one number of one group in other words: "at least 84 mercenaries" and "84
    /// of Wagner's mercenaries".
    pub(super) fn is_same_number(&self, other: &Self) -> bool {
        let bound = |f: &Self| f.high().is_infinite();
        self.measure == other.measure
            && self.low == other.low
            && (self.high == other.high || bound(self) || bound(other))
            && same_group(&self.subject, &other.subject)
    }

    pub(super) fn interval_overlaps(&self, other: &Self) -> bool {
        self.high() >= other.low() && other.high() >= self.low()
    }

    pub(super) fn counts_same(&self, other: &Self) -> bool {
        self.subject == other.subject
    }

    /// All figures of the same measure.
    pub(super) fn same_measure(&self) -> RangeInclusive<Self> {
        let with = |bits, subject: &str| Self {
            measure: self.measure.clone(),
            low: bits,
            high: bits,
            subject: subject.to_owned(),
        };
        with(0, "")..=with(u64::MAX, "\u{10ffff}")
    }
}

/// What is known beside the description: who, how many, in which articles.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Who took part, with the texts that say so (copies count once).
    pub participants: BTreeMap<String, BTreeSet<u32>>,
    /// Figures, with the texts that give them.
    pub figures: BTreeMap<Figure, BTreeSet<u32>>,
    /// Texts, copies counted once.
    pub texts: BTreeSet<u32>,
    /// Articles in which an exact date is said of it, not inherited.
    pub dated_in: BTreeSet<u32>,
    /// First and last day of publication.
    pub published: Option<(i32, i32)>,
    /// Other places that are named right beside its own.
    pub beside: BTreeSet<u32>,
}

impl Seen {
    pub(super) fn absorb(&mut self, other: &Self) {
        for (k, v) in &other.participants {
            self.participants.entry(k.clone()).or_default().extend(v);
        }
        for (k, v) in &other.figures {
            self.figures.entry(k.clone()).or_default().extend(v);
        }
        self.texts.extend(&other.texts);
        self.dated_in.extend(&other.dated_in);
        self.beside.extend(&other.beside);
        self.published = match (self.published, other.published) {
            (Some(a), Some(b)) => Some((a.0.min(b.0), a.1.max(b.1))),
            (a, b) => a.or(b),
        };
    }

    pub(super) fn published_near(&self, other: &Self, days: i32) -> bool {
        match (self.published, other.published) {
            (Some(a), Some(b)) => super::agree::gap(a, b) <= days,
            _ => false,
        }
    }
}

/// No place, as a block.
const NOWHERE: u32 = u32::MAX;

/// Dates further apart than this meet through figures alone, or as the news of one event that does
/// not soon happen again.
const DAYS_APART: i32 = 14;

/// A span longer than this is entered by its ends alone; nothing meets in the middle of a year.
const LONGEST_SPAN: i32 = 92;

/// Finds the events that a description may belong to.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    by_day: BTreeMap<(u32, i32), Vec<u32>>,
    by_figure: BTreeMap<(u32, FigureKey), Vec<u32>>,
    undated: BTreeMap<u32, Vec<u32>>,
    /// Events by day alone, for descriptions without a place.
    anywhere: BTreeMap<i32, Vec<u32>>,
}

impl Blocks {
    /// Enters an event under its core description, and under the places beside it.
    pub(super) fn enter(&mut self, event: u32, core: &Description, beside: &BTreeSet<u32>) {
        let place = core.place.unwrap_or(NOWHERE);
        match core.dates {
            Some(dates) => {
                for day in days(dates) {
                    self.by_day.entry((place, day)).or_default().push(event);
                    for &place in beside {
                        self.by_day.entry((place, day)).or_default().push(event);
                    }
                    self.anywhere.entry(day).or_default().push(event);
                }
            }
            None => self.undated.entry(place).or_default().push(event),
        }
    }

    pub(super) fn enter_figures(&mut self, event: u32, core: &Description, seen: &Seen) {
        let Some(place) = core.place else { return };
        for figure in seen.figures.keys() {
            let events = self.by_figure.entry((place, figure.key())).or_default();
            if !events.contains(&event) {
                events.push(event);
            }
        }
    }

    /// The events worth comparing with a description, in order.
    pub(super) fn candidates(&self, d: &Description, seen: &Seen, lookback: i32) -> BTreeSet<u32> {
        let mut found = BTreeSet::new();
        let place = d.place.unwrap_or(NOWHERE);
        let around = match (d.dates, seen.published) {
            (Some((first, last)), _) if d.place.is_some() => {
                (first - DAYS_APART, last + DAYS_APART)
            }
            // without a place only what is nearly of one day is worth a look
            (Some((first, last)), _) => (first - 3, last + 3),
            (None, Some((first, last))) => (first - lookback, last + 1),
            (None, None) => (i32::MIN, i32::MAX),
        };
        let (first, last) = around;
        if d.place.is_none() && around != (i32::MIN, i32::MAX) {
            found.extend(self.anywhere.range(first..=last).flat_map(|(_, e)| e));
        } else {
            for &place in seen.beside.iter().chain([&place]) {
                found
                    .extend(self.by_day.range((place, first)..=(place, last)).flat_map(|(_, e)| e));
            }
        }
        for at in [place, NOWHERE] {
            found.extend(self.undated.get(&at).into_iter().flatten());
        }
        if d.place.is_some() {
            for figure in seen.figures.keys() {
                found.extend(self.by_figure.get(&(place, figure.key())).into_iter().flatten());
            }
        }
        found
    }
}

fn days((first, last): (i32, i32)) -> impl Iterator<Item = i32> {
    let ends = last - first > LONGEST_SPAN;
    (first..=last).filter(move |d| !ends || *d == first || *d == last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_is_part_of_one_that_says_more_and_nothing_else() {
        let of = |place: Option<u32>, kind: Option<&str>, dates| Description {
            place,
            kind: kind.map(str::to_owned),
            dates,
            ..Description::default()
        };
        let full = of(Some(1), Some("strike"), Some((5, 6)));
        for (less, part) in [
            (of(Some(1), None, None), true),
            (of(None, Some("strike"), None), true),
            (of(None, None, Some((5, 6))), true),
            (of(Some(2), None, None), false),
            (of(None, Some("clash"), None), false),
            (of(None, None, Some((5, 7))), false),
            (full.clone(), false),
            (Description { period: true, ..of(Some(1), None, None) }, false),
        ] {
            assert_eq!(less.is_part_of(&full), part, "{less:?}");
        }
        assert!(!full.is_part_of(&of(Some(1), Some("strike"), None)));
        let region =
            |name: &str| Description { region: Some(name.into()), ..Description::default() };
        let kind = Description { kind: Some("strike".into()), ..region("north") };
        assert!(region("north").is_part_of(&kind) && !region("south").is_part_of(&kind));
        // Where the fuller one has a place, a region adds nothing.
        assert!(region("south").is_part_of(&full));
    }
}
