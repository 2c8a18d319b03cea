//! The events of one article, in the order it tells of them.
//!
//! An article has a main event, told by its title and first sentences. A sentence that says nothing
//! of kind, day or place goes on about the event of the sentence before it; one that names another
//! day, or a kind that the events so far do not have, speaks of another event.

use std::collections::BTreeSet;

use jiff::ToSpan;
use jiff::civil::Date;

use super::kind::EventKind;
use super::scene::{BACKGROUND, Mention, length};
use crate::claims::EventHint;

#[derive(Clone, Debug)]
struct Event {
    kind: Option<EventKind>,
    dates: Option<(Date, Date)>,
    place: Option<String>,
    /// Places named right beside it.
    beside: BTreeSet<String>,
    /// The days are only those up to publication, not said.
    assumed: bool,
    /// A time with all that happened in it ("since Friday"), not one event.
    period: bool,
}

/// The events of one article.
#[derive(Clone, Debug)]
pub struct Events {
    list: Vec<Event>,
    current: usize,
}

/// News is of the last few days, where no day is said.
const NEWS_DAYS: i64 = 3;

/// What somebody tells of happened within these days, unless it goes by the same word.
const TOLD_WITHIN: i64 = 14;

fn overlap(a: (Date, Date), b: (Date, Date)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

impl Events {
    /// An article whose title and first sentences say `main`.
    pub fn new(main: Mention, published: Option<Date>) -> Self {
        let assumed = main.dates.is_none();
        let dates = main.dates.or_else(|| {
            let p = published?;
            Some((p.checked_sub(NEWS_DAYS.days()).ok()?, p))
        });
        let beside = main.beside.into_iter().collect();
        let event =
            Event { kind: main.kind, dates, place: main.place, beside, assumed, period: false };
        Self { list: vec![event], current: 0 }
    }

    /// The event of a mention, by its place in the article's list, and a new one where it fits none.
    pub fn locate(&mut self, mention: &Mention) -> usize {
        let at = self.find(mention);
        let event = &mut self.list[at];
        // an event learns what it lacks
        if let Some(d) = mention.dates
            && length(d) <= 31
            && (event.assumed
                || event.dates.is_none_or(|known| overlap(known, d) && length(d) < length(known)))
        {
            event.dates = Some(d);
            event.assumed = false;
        }
        if event.place.is_none() {
            event.place.clone_from(&mention.place);
        }
        if event.place == mention.place {
            event.beside.extend(mention.beside.iter().cloned());
        }
        match (&event.kind, &mention.kind) {
            (None, Some(k)) => event.kind = Some(k.clone()),
            (Some(old), Some(new)) if old.family == "violence" && new.violent => {
                event.kind = Some(new.clone());
            }
            _ => {}
        }
        at
    }

    fn find(&mut self, mention: &Mention) -> usize {
        let order = self.order();
        let fits_kind = |e: &Event| match (&e.kind, &mention.kind) {
            (Some(a), Some(b)) => a.fits(b),
            _ => true,
        };
        let same_kind =
            |e: &Event| matches!((&e.kind, &mention.kind), (Some(a), Some(b)) if a.fits(b));
        if let Some(d) = mention.dates {
            let dated = |e: &Event| {
                e.dates.is_some_and(|known| {
                    overlap(known, d) && (length(d) <= 45) == (length(known) <= 45)
                })
            };
            let hit = order
                .iter()
                .find(|&&i| dated(&self.list[i]) && same_kind(&self.list[i]))
                .or_else(|| {
                    order.iter().find(|&&i| dated(&self.list[i]) && fits_kind(&self.list[i]))
                })
                .or_else(|| {
                    // an event without days yet, of the same kind
                    order
                        .iter()
                        .find(|&&i| self.list[i].dates.is_none() && same_kind(&self.list[i]))
                });
            if let Some(&i) = hit {
                return i;
            }
        } else if let Some(kind) = &mention.kind {
            // told long after an event that goes by another word: news of another
            let old = |e: &Event| {
                let other = e.kind.as_ref().is_some_and(|k| k.name != kind.name);
                matches!((mention.told, e.dates), (Some(told), Some((_, last)))
                    if other && length((last, told)) > TOLD_WITHIN)
            };
            let same = order.iter().find(|&&i| same_kind(&self.list[i]) && !old(&self.list[i]));
            if !mention.another
                && let Some(&i) = same
            {
                return i;
            }
            // an unspecific word, or an event whose kind was not said yet
            if kind.family == "violence" {
                return self.current;
            }
            if let Some(&i) = order.iter().find(|&&i| self.list[i].kind.is_none()) {
                return i;
            }
        } else {
            // what only a day made an event of is not what the article goes on about
            let now = &self.list[self.current];
            return if now.kind.is_none() && now.place.is_none() { 0 } else { self.current };
        }
        let event = Event {
            kind: mention.kind.clone(),
            dates: mention.dates.or_else(|| {
                let told = mention.told?;
                Some((told.checked_sub(NEWS_DAYS.days()).ok()?, told))
            }),
            place: mention.place.clone(),
            beside: BTreeSet::new(),
            assumed: mention.dates.is_none() && mention.told.is_some(),
            period: false,
        };
        self.list.push(event);
        self.list.len() - 1
    }

    /// The time that a mention gives with all that happened in it ("since Friday"), by its place in
    /// the article's list.
    pub fn period(&mut self, mention: &Mention) -> usize {
        let known = |e: &Event| e.period && e.dates == mention.dates && e.place == mention.place;
        if let Some(at) = self.list.iter().position(known) {
            return at;
        }
        let main = &self.list[0];
        self.list.push(Event {
            kind: mention.kind.clone().or_else(|| main.kind.clone()),
            dates: mention.dates,
            place: mention.place.clone().or_else(|| main.place.clone()),
            beside: BTreeSet::new(),
            assumed: false,
            period: true,
        });
        self.list.len() - 1
    }

    /// The current event, then the others from the latest, then the main one.
    fn order(&self) -> Vec<usize> {
        let mut order = vec![self.current];
        let others = |i: &usize| *i != self.current && !self.list[*i].period;
        order.extend((0..self.list.len()).rev().filter(others));
        order
    }

    /// Goes on about this event. A period of months or years is background: what follows is not
    /// about it.
    pub fn go_on(&mut self, at: usize) {
        if self.list[at].dates.is_none_or(|d| length(d) <= BACKGROUND) {
            self.current = at;
        }
    }

    /// The event that sentences without a hint of their own are about.
    pub fn current(&self) -> usize {
        self.current
    }

    /// What is known of an event by now.
    pub fn hint(&self, at: usize) -> EventHint {
        let e = &self.list[at];
        EventHint {
            kind: e.kind.as_ref().map(|k| k.name.clone()),
            place: e.place.clone(),
            dates: e.dates,
            beside: e.beside.iter().cloned().collect(),
            participants: Vec::new(),
            inherited: e.assumed,
        }
    }
}
