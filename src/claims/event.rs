//! Which event a sentence speaks of: kind, place and days, with what the article said before.
//!
//! An article has a main event, told by its title and first sentences. A sentence that says nothing
//! of kind, day or place goes on about the event of the sentence before it; one that names another
//! day, or a kind that the events so far do not have, speaks of another event.

use std::ops::Range;
use std::path::PathBuf;

use jiff::ToSpan;
use jiff::civil::Date;

use super::EventHint;
use super::lexicon::{self, LexiconError};
use super::value::date::DateMention;
use super::value::noun::{Nouns, is_closed};
use super::words::{Phrases, Words};

/// A kind of event.
#[derive(Clone, Debug, PartialEq)]
pub struct EventKind {
    /// Its name.
    pub name: String,
    /// Kinds of one family may be words for one event.
    family: String,
    /// Whether "attack" may mean it.
    violent: bool,
}

impl EventKind {
    /// Whether it is an attack or a fight.
    pub fn is_violent(&self) -> bool {
        self.violent
    }

    /// Whether both may be words for one event: an "attack" may be a strike.
    pub fn fits(&self, other: &Self) -> bool {
        self.family == other.family
            || (self.violent && other.family == "violence")
            || (other.violent && self.family == "violence")
    }
}

/// The kinds of event and their words.
#[derive(Clone, Debug)]
pub struct EventKinds {
    table: Phrases<EventKind>,
}

const EVENTS: (&str, &str) = ("models/events.csv", include_str!("../../models/events.csv"));

impl EventKinds {
    /// The built-in kinds, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the table cannot be read.
    pub fn new(own: Option<&PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(EVENTS, own)?;
        let mut table = Phrases::default();
        lexicon::read(&file, &text, &["kind", "family", "forms"], |row| {
            let family = row.cell("family");
            let kind = EventKind {
                name: row.cell("kind").to_owned(),
                family: family.trim_end_matches('*').to_owned(),
                violent: family.ends_with('*'),
            };
            for form in row.cell("forms").split('|') {
                table.insert(form, kind.clone());
            }
            Ok(())
        })?;
        Ok(Self { table })
    }

    /// The words of a sentence that name kinds of event.
    pub fn find(&self, words: &Words<'_>) -> Vec<(Range<usize>, EventKind)> {
        let mut found = Vec::new();
        let mut i = 0;
        while i < words.len() {
            match self.table.at(words, i) {
                Some((len, kind)) => {
                    found.push((i..i + len, kind.clone()));
                    i += len;
                }
                None => i += 1,
            }
        }
        found
    }
}

/// The names of places in a sentence: "in X", "the town of X", "X province".
pub fn places(words: &Words<'_>, nouns: &Nouns, kinds: &EventKinds) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let upper = words.is_upper_case();
    let letters = (0..words.len()).filter(|&i| words.is_word(i)).count();
    let capitals = (0..words.len()).filter(|&i| words.is_capitalised(i)).count();
    // in a title in capitals they say nothing
    let capitals_speak = !upper && capitals * 10 < letters * 7;
    let kind = |w: &str| {
        matches!(
            w,
            "city"
                | "town"
                | "village"
                | "hamlet"
                | "province"
                | "district"
                | "region"
                | "port"
                | "department"
                | "municipality"
                | "county"
                | "state"
                | "suburb"
                | "neighbourhood"
                | "neighborhood"
                | "area"
                | "settlement"
                | "island"
                | "valley"
                | "capital"
        )
    };
    let mut i = 0;
    while i < words.len() {
        let w = words.get(i);
        let named_of = kind(w) && words.get(i + 1) == "of";
        let preposition =
            matches!(w, "in" | "near" | "at" | "around" | "outside" | "inside" | "from" | "to");
        let seat = i > 0 && w == "in" && SEATS.lines().any(|noun| noun == words.get(i - 1));
        let mut at = if named_of {
            i + 2
        } else if preposition && !seat {
            i + 1
        } else {
            i += 1;
            continue;
        };
        while matches!(
            words.get(at),
            "the"
                | "north"
                | "northern"
                | "south"
                | "southern"
                | "east"
                | "eastern"
                | "west"
                | "western"
                | "central"
                | "downtown"
                | "nearby"
                | "neighbouring"
                | "neighboring"
        ) {
            at += 1;
        }
        let start = at;
        while at < words.len() && at - start < 4 {
            let w = words.get(at);
            let name = words.is_capitalised(at) && words.is_word(at) && !is_closed(w);
            let inner = at > start && matches!(w, "de" | "del" | "la" | "al" | "el" | "du");
            if !(inner || (name && (capitals_speak || named_of))) {
                break;
            }
            at += 1;
        }
        let next = words.get(at);
        let follows = kind(next) && at > start;
        let is_event = kinds.table.at(words, start).is_some();
        let is_date = matches!(
            words.get(start),
            "january"
                | "february"
                | "march"
                | "april"
                | "may"
                | "june"
                | "july"
                | "august"
                | "september"
                | "october"
                | "november"
                | "december"
                | "jan"
                | "feb"
                | "aug"
                | "sept"
                | "oct"
                | "nov"
                | "dec"
                | "monday"
                | "tuesday"
                | "wednesday"
                | "thursday"
                | "friday"
                | "saturday"
                | "sunday"
                | "parliament"
                | "congress"
                | "god"
                | "president"
                | "mr"
        );
        let country = nouns.nation(words, start).is_some_and(|(len, _)| start + len >= at);
        let going = matches!(w, "from" | "to") && !follows;
        // institutes and companies stand "at" and "in" too, and are no places
        let body = (start..at).any(|j| {
            matches!(
                words.get(j),
                "center"
                    | "centre"
                    | "institute"
                    | "university"
                    | "council"
                    | "ministry"
                    | "group"
                    | "press"
                    | "agency"
                    | "office"
                    | "court"
                    | "committee"
                    | "union"
                    | "bank"
                    | "party"
                    | "army"
                    | "school"
                    | "college"
                    | "congress"
                    | "senate"
                    | "foundation"
                    | "association"
                    | "corporation"
                    | "company"
                    | "department"
                    | "forces"
                    | "post"
                    | "times"
                    | "news"
                    | "house"
                    | "movement"
                    | "front"
                    | "league"
                    | "telegram"
                    | "facebook"
                    | "twitter"
            )
        });
        if at > start
            && !body
            && !is_event
            && !is_date
            && !country
            && !going
            && next != "'s"
            && next != "’s"
        {
            found.push((start..at, words.slice(start, at).to_owned()));
        }
        i = at.max(i + 1);
    }
    found
}

/// A name reduced to what its spellings in other scripts share: "Tin Zaouatine", "Tinzaouaten" and
/// "Tinzaouatene" have one key.
///
/// ASCII letters in lower case, without vowels, h, w and y, doubles once; names with fewer than three
/// consonants keep their vowels.
pub fn place_key(name: &str) -> String {
    let plain: String = any_ascii::any_ascii(name)
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
        .collect();
    let mut key = String::new();
    for c in plain.chars() {
        let c = match c {
            'q' | 'c' => 'k',
            'z' => 's',
            'v' => 'f',
            'j' => 'g',
            other => other,
        };
        if !matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'h' | 'w' | 'y') && !key.ends_with(c) {
            key.push(c);
        }
    }
    if key.len() < 3 { plain } else { key }
}

/// Nouns whose "in PLACE" is a seat, a line each.
const SEATS: &str = include_str!("../../models/seats.csv");

/// What a sentence, or a part of it, says of its event.
#[derive(Clone, Debug, Default)]
pub struct Mention {
    /// What kind.
    pub kind: Option<EventKind>,
    /// When.
    pub dates: Option<(Date, Date)>,
    /// Where.
    pub place: Option<String>,
    /// Whether the article speaks of it as something else than before ("another attack").
    pub another: bool,
}

#[derive(Clone, Debug)]
struct Event {
    kind: Option<EventKind>,
    dates: Option<(Date, Date)>,
    place: Option<String>,
    /// The days are only those up to publication, not said.
    assumed: bool,
}

/// The events of one article.
#[derive(Clone, Debug)]
pub struct Events {
    list: Vec<Event>,
    current: usize,
}

/// A period of more days than this is no event's date.
const BACKGROUND: i64 = 62;

/// Days in a period.
fn length(d: (Date, Date)) -> i64 {
    d.0.until(d.1).map_or(0, |s| i64::from(s.get_days()))
}

fn overlap(a: (Date, Date), b: (Date, Date)) -> bool {
    a.0 <= b.1 && b.0 <= a.1
}

impl Events {
    /// An article whose title and first sentences say `main`.
    pub fn new(main: Mention, published: Option<Date>) -> Self {
        let assumed = main.dates.is_none();
        let dates = main.dates.or_else(|| {
            let p = published?;
            Some((p.checked_sub(3.days()).ok()?, p))
        });
        let event = Event { kind: main.kind, dates, place: main.place, assumed };
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
            if !mention.another
                && let Some(&i) = order.iter().find(|&&i| same_kind(&self.list[i]))
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
            return self.current;
        }
        let event = Event {
            kind: mention.kind.clone(),
            dates: mention.dates,
            place: mention.place.clone(),
            assumed: false,
        };
        self.list.push(event);
        self.list.len() - 1
    }

    /// The current event, then the others from the latest, then the main one.
    fn order(&self) -> Vec<usize> {
        let mut order = vec![self.current];
        order.extend((0..self.list.len()).rev().filter(|&i| i != self.current));
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
            participants: Vec::new(),
            inherited: e.assumed,
        }
    }
}

/// The dates, kinds and places of a sentence, to be asked for what is nearest to a claim.
#[derive(Clone, Debug, Default)]
pub struct Scene {
    /// Dates.
    pub dates: Vec<DateMention>,
    /// Kinds of event.
    pub kinds: Vec<(Range<usize>, EventKind)>,
    /// Places.
    pub places: Vec<(Range<usize>, String)>,
}

/// How many words apart; a clause boundary between counts as eight.
fn distance(words: &Words<'_>, a: &Range<usize>, b: &Range<usize>) -> usize {
    let between = if a.end <= b.start { a.end..b.start } else { b.end..a.start.max(b.end) };
    let clause = |w: &str| {
        matches!(
            w,
            "," | ";"
                | "–"
                | "—"
                | "that"
                | "which"
                | "where"
                | "who"
                | "while"
                | "after"
                | "as"
                | "before"
                | "when"
                | "but"
                | "although"
                | "because"
                | "since"
        )
    };
    between.map(|i| if clause(words.get(i)) { 8 } else { 1 }).sum()
}

impl Scene {
    /// What the words nearest to `at` say.
    pub fn near(&self, words: &Words<'_>, at: &Range<usize>) -> Mention {
        let dates = self
            .dates
            .iter()
            .filter(|d| !d.bound)
            // "in late July" dates an event; "two years ago" in the same sentence is background.
            .min_by_key(|d| (length((d.first, d.last)) > BACKGROUND, distance(words, &d.words, at)))
            .map(|d| (d.first, d.last));
        let kind = self.kinds.iter().min_by_key(|(r, _)| distance(words, r, at));
        let another = kind.is_some_and(|(r, _)| {
            matches!(words.before(r.start), "another" | "separate" | "second" | "third")
        });
        let place =
            self.places.iter().min_by_key(|(r, _)| distance(words, r, at)).map(|(_, p)| p.clone());
        Mention { kind: kind.map(|(_, k)| k.clone()), dates, place, another }
    }

    /// What the words `at` themselves say.
    pub fn within(&self, at: Range<usize>) -> Mention {
        let inside = |r: &Range<usize>| at.start <= r.start && r.end <= at.end;
        let dates = self.dates.iter().find(|d| !d.bound && inside(&d.words));
        Mention {
            kind: self.kinds.iter().find(|(r, _)| inside(r)).map(|(_, k)| k.clone()),
            dates: dates.map(|d| (d.first, d.last)),
            place: self.places.iter().find(|(r, _)| inside(r)).map(|(_, p)| p.clone()),
            another: false,
        }
    }

    /// What its first words say.
    pub fn lead(&self, words: &Words<'_>) -> Mention {
        self.near(words, &(0..1))
    }
}
