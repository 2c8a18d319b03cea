//! Claims of any number of articles → events → questions → votes.
//!
//! Events are found by leaders, not by chains: descriptions are taken in order (exactly dated ones
//! first, the most widely given before the rare), and each joins the event whose *first*
//! description it fits best, or starts one. So an event never drifts from one day to the next
//! through a row of in-between descriptions. Two exact dates that one article keeps apart are never
//! one event.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};

use super::agree::{KindFit, Match, agree, gap, kinds_fit};
use super::blocking::{Blocks, Description, Figure, Seen};
use super::cells::day_number;
use super::name::name_events;
use super::origin::{Copies, Origins};
use super::place::{Places, is_region};
use super::statements::{Declined, Statement};
use super::voice::Voices;
use super::{Ledger, Resolved, Settings, votes};
use crate::claims::{AxisSettings, Claim, Stance, Update, VoiceSettings};

/// What became of the claims.
#[derive(Clone, Debug, Default)]
pub struct Aligned {
    /// All votes, by question: the world layer. What happened?
    pub ledger: Ledger,
    /// Every printing of every answer: the statements layer. Who said what, as whom prints it?
    pub statements: Vec<Statement>,
    /// Voices that were asked and gave no answer.
    pub declined: Vec<Declined>,
    /// The events, in order of name.
    pub events: Vec<Event>,
    /// Which votes go back to one utterance or one text, and why.
    pub origins: Origins,
    /// For the second and later axes of the config: which camp gains if a vote is believed, by
    /// axis from 1, then by vote.
    pub favours: Vec<Vec<Option<f64>>>,
    /// What was counted on the way.
    pub report: AlignReport,
}

/// An event that claims are about.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// Its name: place, kind and date; unique.
    pub name: String,
    /// Where, in the spelling that most articles use.
    pub place: Option<String>,
    /// What kind.
    pub kind: Option<String>,
    /// First and last day, as most texts have it.
    pub dates: Option<(Date, Date)>,
    /// How many claims are about it.
    pub claims: usize,
    /// In how many articles.
    pub articles: usize,
    /// Why each description beside the first was taken for the same event.
    pub matches: Vec<(String, Match)>,
}

/// What was counted on the way from claims to votes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AlignReport {
    /// Claims that came in.
    pub claims: usize,
    /// Votes that came of them.
    pub votes: usize,
    /// Claims that name no event; compared by measure and subject alone, numbers within one
    /// article only.
    pub without_event: usize,
    /// Claims without an answer that can be compared: words for a number, no answer at all.
    pub without_answer: usize,
    /// Numbers on top of an earlier toll ("two more"): no totals, so no votes.
    pub further: usize,
    /// What came of several answers of one voice to one question.
    pub resolved: Resolved,
}

/// Lays claims side by side.
///
/// Fills in [`Claim::event`], and [`Claim::event_date`] and [`Claim::place`] where they were not
/// known. `copies` says which articles are copies of one another ([`Copies::find`]; by default only
/// articles that make the same claims in the same words are).
pub fn align(
    claims: &mut [Claim],
    copies: &Copies,
    settings: &Settings,
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
) -> Aligned {
    let declared = voices;
    let voices = Voices::new(declared, axes, claims);
    let order = canonical_order(claims);
    let texts = copies.texts_of(claims);
    let mut facts = Facts::new(claims, &order, &texts, &voices);
    let events = find_events(&facts, settings);
    for (fact, dates_news) in facts.claims.iter_mut().zip(&events.dates_news) {
        fact.inherited |= dates_news;
    }
    let named = name_events(&facts, &events);
    for (at, fact) in facts.claims.iter().enumerate() {
        let claim = &mut claims[fact.claim];
        match events.of_claim[at] {
            Some(e) => {
                let event = &named[e as usize];
                claim.event.clone_from(&event.name);
                claim.event_date = claim.event_date.or(event.dates);
                if claim.place.is_none() {
                    claim.place.clone_from(&event.place);
                }
            }
            None => claim.event.clear(),
        }
    }
    let mut aligned = votes::vote(claims, &facts, copies, settings, &voices, declared, axes);
    aligned.events = named;
    aligned.events.sort_by(|a, b| a.name.cmp(&b.name));
    aligned
}

/// Claims by document and place in it, so that no result depends on the order they came in.
fn canonical_order(claims: &[Claim]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..claims.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |i: usize| {
            let c = &claims[i];
            (&c.document, c.content, &c.speaker, &c.measure, &c.subject, &c.label)
        };
        let number =
            |i: usize| claims[i].value.map(|v| (v.low(), v.high().unwrap_or(f64::INFINITY)));
        key(a)
            .cmp(&key(b))
            .then_with(|| number(a).partial_cmp(&number(b)).unwrap_or(std::cmp::Ordering::Equal))
    });
    order
}

/// One claim as the ledger sees it.
#[derive(Clone, Debug)]
pub(super) struct Fact {
    /// Its place among the claims as they came in.
    pub claim: usize,
    /// The article, numbered in order of name.
    pub article: u32,
    /// The text: articles that copy one another share one.
    pub text: u32,
    /// What it says of its event.
    pub description: Description,
    /// Whether the description was inherited from the article.
    pub inherited: bool,
    pub participants: Vec<String>,
    /// Day of publication, counted from 1970-01-01.
    pub published: Option<i32>,
    /// Of whom or what, by its one name.
    pub subject: String,
    /// Other places that are named right beside its own.
    pub beside: Vec<u32>,
    /// Its number, where it helps to tell events apart.
    pub figure: Option<Figure>,
}

/// All claims as the ledger sees them, in canonical order.
#[derive(Debug)]
pub(super) struct Facts {
    pub claims: Vec<Fact>,
    pub places: Places,
}

/// Days since 1970-01-01.
pub(super) fn day_of(d: Date) -> i32 {
    day_number(d) as i32
}

/// The day with this number.
pub(super) fn date_of(day: i32) -> Option<Date> {
    let span = jiff::Span::new().try_days(i64::from(day)).ok()?;
    date(1970, 1, 1).checked_add(span).ok()
}

impl Facts {
    fn new(
        claims: &[Claim],
        order: &[usize],
        texts: &BTreeMap<String, u32>,
        voices: &Voices,
    ) -> Self {
        let articles: BTreeMap<&str, u32> = claims
            .iter()
            .map(|c| c.document.as_str())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .enumerate()
            .map(|(i, d)| (d, i as u32))
            .collect();
        let place_of = |c: &Claim| c.hint.place.clone().or_else(|| c.place.clone());
        let mut uses: BTreeMap<String, BTreeSet<u32>> = BTreeMap::new();
        for claim in claims {
            let text = texts.get(&claim.document).copied().unwrap_or_default();
            let named = place_of(claim).into_iter().chain(claim.hint.beside.iter().cloned());
            for place in named.filter(|p| !is_region(p)) {
                uses.entry(place).or_default().insert(text);
            }
        }
        let places = Places::new(&uses);
        let facts = order
            .iter()
            .map(|&i| {
                let c = &claims[i];
                let place = place_of(c);
                let dates = c.hint.dates.or(c.event_date).map(|(a, b)| {
                    let (a, b) = (day_of(a), day_of(b));
                    (a.min(b), a.max(b))
                });
                let mut participants: Vec<String> =
                    c.hint.participants.iter().map(|p| voices.resolve(p)).collect();
                participants.sort();
                participants.dedup();
                let subject = voices.resolve_group(&c.subject);
                let counts = c.update == Update::Plain && c.stance != Stance::Denies;
                // One is said of everything.
                let figure = c.value.filter(|v| counts && v.low() >= 2.0);
                Fact {
                    figure: figure.map(|v| Figure::new(&c.measure, &subject, v)),
                    claim: i,
                    article: articles[c.document.as_str()],
                    text: texts.get(&c.document).copied().unwrap_or_default(),
                    description: Description {
                        place: place.as_deref().and_then(|p| places.id(p)),
                        region: place.filter(|p| is_region(p)).map(|p| p.to_lowercase()),
                        kind: c.hint.kind.clone(),
                        dates,
                        period: c.update == Update::ToDate,
                    },
                    inherited: c.hint.inherited,
                    beside: c.hint.beside.iter().filter_map(|p| places.id(p)).collect(),
                    participants,
                    published: c.published.map(day_of),
                    subject,
                }
            })
            .collect();
        Self { claims: facts, places }
    }
}

/// Claims and the events they are about.
#[derive(Debug, Default)]
pub(super) struct Events {
    /// By claim, in canonical order.
    pub of_claim: Vec<Option<u32>>,
    /// By claim: whether the day it gives is that of the news, not of its event.
    dates_news: Vec<bool>,
    pub found: Vec<Found>,
}

/// An event in the making.
#[derive(Debug)]
pub(super) struct Found {
    pub core: Description,
    pub seen: Seen,
    /// The days that descriptions overlapping the core's days say it took.
    pub extent: Option<(i32, i32)>,
    /// Dates, with the texts that give them.
    pub dates: BTreeMap<(i32, i32), BTreeSet<u32>>,
    pub kinds: BTreeMap<String, BTreeSet<u32>>,
    pub places: BTreeMap<u32, BTreeSet<u32>>,
    pub matches: Vec<(Description, Match)>,
    pub claims: usize,
    pub articles: BTreeSet<u32>,
}

fn find_events(facts: &Facts, settings: &Settings) -> Events {
    let said = within_articles(&facts.claims);
    let mut nodes: BTreeMap<&Description, Seen> = BTreeMap::new();
    for (fact, description) in facts.claims.iter().zip(&said) {
        if description.is_empty() {
            continue;
        }
        let seen = nodes.entry(description).or_default();
        add_to_seen(seen, fact, description);
    }
    let mut queue: Vec<(&Description, Seen)> = nodes.into_iter().collect();
    queue.sort_by(|(a, x), (b, y)| {
        rank(a).cmp(&rank(b)).then_with(|| y.texts.len().cmp(&x.texts.len())).then_with(|| a.cmp(b))
    });
    let mut events = Events::default();
    let mut blocks = Blocks::default();
    let mut event_of: BTreeMap<&Description, u32> = BTreeMap::new();
    // A vague description that may mean two events waits until all that is sure has been said of
    // both.
    let mut waiting: Vec<(&Description, &Seen)> = Vec::new();
    for (description, seen) in &queue {
        let (best, sure) = best_event(description, seen, &events, &blocks, settings);
        if best.is_some() && !sure && rank(description).0 > 0 {
            waiting.push((description, seen));
            continue;
        }
        event_of.insert(description, events.take(description, seen, best, &mut blocks));
    }
    for (description, seen) in waiting {
        let (best, _) = best_event(description, seen, &events, &blocks, settings);
        event_of.insert(description, events.take(description, seen, best, &mut blocks));
    }
    events.of_claim = said.iter().map(|d| event_of.get(d).copied()).collect();
    let news: BTreeSet<&Description> = events
        .found
        .iter()
        .flat_map(|f| f.matches.iter().filter(|(_, m)| m.dates_news()).map(|(d, _)| d))
        .collect();
    let dates_news = said.iter().map(|d| news.contains(d)).collect();
    events.dates_news = dates_news;
    for (fact, event) in facts.claims.iter().zip(&events.of_claim) {
        if let Some(e) = event {
            let found = &mut events.found[*e as usize];
            found.claims += 1;
            found.articles.insert(fact.article);
        }
    }
    events
}

/// A match by shared figures that is better than the next by this many points is sure.
const SURE_MARGIN: f64 = 1.0;

/// The event that a description fits best, and whether that is sure: no other is possible, or it
/// shares figures and no other comes near.
fn best_event(
    description: &Description,
    seen: &Seen,
    events: &Events,
    blocks: &Blocks,
    settings: &Settings,
) -> (Option<(u32, Match)>, bool) {
    let mut best: Option<(u32, Match)> = None;
    let mut possible = 0;
    let mut next = f64::NEG_INFINITY;
    for e in blocks.candidates(description, seen, settings.lookback_days) {
        let found = &events.found[e as usize];
        if kept_apart(description, seen, found) {
            continue;
        }
        let core = (&found.core, &found.seen);
        let Some(m) = agree((description, seen), core, found.extent, settings) else { continue };
        possible += 1;
        if m.score < settings.match_threshold {
            next = next.max(m.score);
            continue;
        }
        // The better match; among equals the event that more texts tell of, then the later.
        let rest = |e: u32| {
            let found = &events.found[e as usize];
            (found.seen.texts.len(), found.core.dates.map(|d| d.0))
        };
        match &best {
            Some((known, b))
                if m.score < b.score - 1e-9
                    || (m.score < b.score + 1e-9 && rest(e) <= rest(*known)) =>
            {
                next = next.max(m.score);
            }
            _ => {
                next = best.as_ref().map_or(next, |(_, b)| next.max(b.score));
                best = Some((e, m));
            }
        }
    }
    let sure = possible < 2
        || best.as_ref().is_some_and(|(_, m)| m.shares_figures() && m.score - next >= SURE_MARGIN);
    (best, sure)
}

impl Events {
    /// Puts a description with its best event, or starts one.
    fn take(
        &mut self,
        description: &Description,
        seen: &Seen,
        best: Option<(u32, Match)>,
        blocks: &mut Blocks,
    ) -> u32 {
        let event = match best {
            Some((e, m)) => {
                let found = &mut self.found[e as usize];
                found.seen.absorb(seen);
                if let (Some(a), Some(b)) = (description.dates, found.core.dates)
                    && gap(a, b) == 0
                {
                    found.extent = found.extent.map(|e| (e.0.min(a.0), e.1.max(a.1)));
                }
                found.matches.push((description.clone(), m));
                e
            }
            None => {
                let e = self.found.len() as u32;
                blocks.enter(e, description, &seen.beside);
                self.found.push(Found {
                    core: description.clone(),
                    seen: seen.clone(),
                    extent: description.dates,
                    dates: BTreeMap::new(),
                    kinds: BTreeMap::new(),
                    places: BTreeMap::new(),
                    matches: Vec::new(),
                    claims: 0,
                    articles: BTreeSet::new(),
                });
                e
            }
        };
        let found = &mut self.found[event as usize];
        blocks.enter_figures(event, &found.core, seen);
        if let Some(dates) = description.dates {
            found.dates.entry(dates).or_default().extend(&seen.texts);
        }
        if let Some(kind) = &description.kind {
            found.kinds.entry(kind.clone()).or_default().extend(&seen.texts);
        }
        if let Some(place) = description.place {
            found.places.entry(place).or_default().extend(&seen.texts);
        }
        event
    }
}

/// Descriptions that say more come first: exactly dated and placed, then vaguely dated, then
/// undated, then without a place.
fn rank(d: &Description) -> (u8, i32) {
    let span = d.dates.map(|(a, b)| b - a);
    let class = match (d.place, span) {
        (Some(_), Some(..=1)) => 0,
        (Some(_), Some(_)) => 1,
        (Some(_), None) => 2,
        (None, Some(..=1)) => 3,
        (None, Some(_)) => 4,
        (None, None) => 5,
    };
    (class, span.unwrap_or(0).max(1))
}

fn add_to_seen(seen: &mut Seen, fact: &Fact, description: &Description) {
    seen.texts.insert(fact.text);
    seen.beside.extend(&fact.beside);
    for p in &fact.participants {
        seen.participants.entry(p.clone()).or_default().insert(fact.text);
    }
    if let Some(figure) = &fact.figure {
        seen.figures.entry(figure.clone()).or_default().insert(fact.text);
    }
    if !fact.inherited && description.dates.is_some_and(|(a, b)| b - a <= 1) {
        seen.dated_in.insert(fact.article);
    }
    if let Some(day) = fact.published {
        seen.published = match seen.published {
            Some((a, b)) => Some((a.min(day), b.max(day))),
            None => Some((day, day)),
        };
    }
}

/// Whether one article gives an exact date for both that differs by more than a night.
fn kept_apart(description: &Description, seen: &Seen, found: &Found) -> bool {
    let (Some(a), Some(b)) = (description.dates, found.core.dates) else { return false };
    gap(a, b) > 0
        && a.1 - a.0 <= 1
        && seen.dated_in.intersection(&found.seen.dated_in).next().is_some()
}

/// Within an article, a claim that says less of its event than another does means that one: the
/// only one it fits, else the last that the article spoke of before it.
fn within_articles(facts: &[Fact]) -> Vec<Description> {
    let mut said: Vec<Description> = facts.iter().map(|f| f.description.clone()).collect();
    let mut at = 0;
    while at < facts.len() {
        let article = facts[at].article;
        let end = at + facts[at..].iter().take_while(|f| f.article == article).count();
        let distinct: BTreeSet<Description> = said[at..end].iter().cloned().collect();
        // What is said most fully: no other description says the same and more.
        let fullest: Vec<&Description> =
            distinct.iter().filter(|d| !distinct.iter().any(|other| d.is_part_of(other))).collect();
        let mut last: Option<Description> = None;
        for description in &mut said[at..end] {
            if description.is_empty() {
                // General statements are about no event, unless the reader is told otherwise.
                continue;
            }
            let fits: Vec<&&Description> =
                fullest.iter().filter(|full| description.is_part_of(full)).collect();
            let meant = match (fits.as_slice(), &last) {
                ([], _) => None,
                ([only], _) => Some((**only).clone()),
                (several, Some(l)) if several.iter().any(|d| **d == l) => Some(l.clone()),
                (several, _) => {
                    // The only one of exactly the same kind, if there is one.
                    let same: Vec<_> = several
                        .iter()
                        .filter(|d| {
                            kinds_fit(description.kind.as_deref(), d.kind.as_deref())
                                == KindFit::Same
                        })
                        .collect();
                    match same.as_slice() {
                        [one] => Some((***one).clone()),
                        _ => None,
                    }
                }
            };
            if let Some(meant) = meant {
                *description = meant;
            }
            last = Some(description.clone());
        }
        at = end;
    }
    said
}
