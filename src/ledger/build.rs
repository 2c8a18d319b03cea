//! Rows → a [`Ledger`]: gives ids, and lets each voice answer each question once.
//!
//! What a voice's several rows on one question come to:
//!
//! | kind          | the same answer again | another answer, later day | another answer, same day or no day |
//! |---------------|-----------------------|---------------------------|------------------------------------|
//! | count, date   | one vote              | the latest votes, the earlier are [`Revision`]s | what both ranges share; where they share nothing, the range over both |
//! | category, yes/no | one vote           | the latest votes, the earlier are revisions | all stay (a question may have several right answers) |
//! | real          | one vote for one day  | all stay: each is a measurement of its own | all stay |
//!
//! A row without a day counts as of the latest day. No rule looks at the order of the rows, so
//! shuffling them changes no vote.

#[allow(
    clippy::disallowed_types,
    reason = "looked up only, never iterated: order cannot show"
)]
use std::collections::HashMap;

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::table::{Answer, Detail, Kind, Known, Ledger, Place, Question, Revision, Role, Vote};
use super::write::stance_name;
use crate::ids::{AnswerId, Id, LabelId, Names, OriginId, QuestionId, VoiceId};
use crate::units::Interval;

/// One row on its way into a ledger.
#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// The voice's name.
    pub voice: &'a str,
    /// Whether it publishes or is quoted.
    pub role: Role,
    /// The question's name and what is known of it; the first row of a name settles the rest.
    pub question: Question,
    /// The answer: a number where `number` is given, else this label.
    pub label: &'a str,
    /// The answer where it is a number.
    pub number: Option<Interval>,
    /// The origin's name; empty: an origin of its own (voice and question).
    pub origin: &'a str,
    /// What people need to know; `None` keeps the table of details empty.
    pub detail: Option<Detail>,
}

/// What came of rows in which a voice answered a question again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Resolved {
    /// Rows that said the same again: one vote.
    pub repeated: usize,
    /// Rows that a later row of the same voice replaced.
    pub revised: usize,
    /// Rows that gave another answer as of the same day, or without a day.
    pub contradictory: usize,
}

/// No id.
const NONE: u32 = u32::MAX;

/// A row in ids: 20 bytes.
#[derive(Clone, Copy, Debug)]
struct Raw {
    question: u32,
    voice: u32,
    value: u32,
    /// [`NONE`]: an origin of its own.
    origin: u32,
    /// [`NONE`]: no detail.
    detail: u32,
}

/// A value as a key: its tag and the bits of its bounds.
type ValueKey = (u8, u64, u64);

/// Collects rows and sorts them into a [`Ledger`].
#[derive(Debug, Default)]
#[allow(clippy::disallowed_types, reason = "looked up only, never iterated: order cannot show")]
pub struct LedgerBuilder {
    voices: Names<VoiceId>,
    roles: Vec<Role>,
    labels: Names<LabelId>,
    origins: Names<OriginId>,
    names: Names<QuestionId>,
    questions: Vec<Question>,
    values: Vec<Answer>,
    value_ids: HashMap<ValueKey, u32>,
    rows: Vec<Raw>,
    details: Vec<Detail>,
    /// Answers without votes, as (question, value).
    stated: Vec<(u32, u32)>,
}

impl LedgerBuilder {
    /// A builder that knows the names given so far.
    pub(super) fn resumed(known: Known) -> Self {
        let Known { voices, roles, labels } = known;
        Self { voices, roles, labels, ..Self::default() }
    }

    /// Adds one row. What several rows of one voice on one question come to: see the module.
    pub fn push(&mut self, row: Row<'_>) {
        let voice = self.voice(row.voice, row.role);
        let question = match self.names.find(&row.question.name) {
            Some(q) => q.0,
            None => self.question(row.question),
        };
        let value = match row.number {
            Some(i) => self.number(i),
            None => self.label(row.label),
        };
        let origin = self.origin(row.origin);
        self.add(voice, question, value, origin, row.detail);
    }

    /// Adds an answer to a known question that nobody may vote for: something that was printed.
    pub fn state(&mut self, question: &str, label: &str, number: Option<Interval>) {
        if let Some(q) = self.known_question(question) {
            let value = match number {
                Some(i) => self.number(i),
                None => self.label(label),
            };
            self.stated.push((q, value));
        }
    }

    /// The id of a voice; an outlet if any of its rows says so.
    pub(super) fn voice(&mut self, name: &str, role: Role) -> u32 {
        let id = self.voices.id(name);
        match self.roles.get_mut(id.index()) {
            Some(known) => *known = role.min(*known),
            None => self.roles.push(role),
        }
        id.0
    }

    /// The id of a question that may be known.
    pub(super) fn question(&mut self, question: Question) -> u32 {
        let id = self.names.id(&question.name);
        if id.index() == self.questions.len() {
            self.questions.push(question);
        }
        id.0
    }

    /// The id of a question with this name, if it is known.
    pub(super) fn known_question(&self, name: &str) -> Option<u32> {
        self.names.find(name).map(|q| q.0)
    }

    /// What is known of each question so far.
    pub(super) fn questions_mut(&mut self) -> &mut [Question] {
        &mut self.questions
    }

    /// The id of a category as a value.
    pub(super) fn label(&mut self, label: &str) -> u32 {
        let id = self.labels.id(label);
        self.value((0, u64::from(id.0), 0), Answer::Label(id))
    }

    /// The id of a number as a value.
    pub(super) fn number(&mut self, i: Interval) -> u32 {
        // No bound is NaN, and −0 is made 0, so equal numbers have equal bits.
        let bits = |x: f64| (x + 0.0).to_bits();
        let key = match i.high() {
            Some(h) => (1, bits(i.low()), bits(h)),
            None => (2, bits(i.low()), 0),
        };
        self.value(key, Answer::Number(i))
    }

    fn value(&mut self, key: ValueKey, answer: Answer) -> u32 {
        let next = u32::try_from(self.values.len()).expect("fewer than 2^32 values");
        let id = *self.value_ids.entry(key).or_insert(next);
        if id == next {
            self.values.push(answer);
        }
        id
    }

    /// The id of an origin; empty: none, an origin of its own.
    pub(super) fn origin(&mut self, name: &str) -> u32 {
        if name.is_empty() { NONE } else { self.origins.id(name).0 }
    }

    /// Adds a row in ids.
    pub(super) fn add(
        &mut self,
        voice: u32,
        question: u32,
        value: u32,
        origin: u32,
        detail: Option<Detail>,
    ) {
        let detail = detail.map_or(NONE, |d| {
            self.details.push(d);
            (self.details.len() - 1) as u32
        });
        self.rows.push(Raw { question, voice, value, origin, detail });
    }

    /// Lets `change` put another value in each row, by question and value; `None` drops the row.
    pub(super) fn map_values(
        &mut self,
        mut change: impl FnMut(&mut Self, u32, u32) -> Option<u32>,
    ) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain_mut(|row| match change(self, row.question, row.value) {
            Some(value) => {
                row.value = value;
                true
            }
            None => false,
        });
        self.rows = rows;
    }

    /// Questions and values of the rows, in order of arrival.
    pub(super) fn answers_given(&self) -> impl Iterator<Item = (u32, u32)> {
        self.rows.iter().map(|r| (r.question, r.value))
    }

    /// The values so far, by id.
    pub(super) fn values(&self) -> &[Answer] {
        &self.values
    }

    /// The details so far.
    pub(super) fn details_mut(&mut self) -> &mut [Detail] {
        &mut self.details
    }

    /// Numbers voices, questions, labels and origins in the order of their names, so that nothing
    /// that follows shows in which order the rows came; returns the new number of each question.
    pub(super) fn sort_names(&mut self) -> Vec<u32> {
        let voices = self.voices.sort();
        let questions = self.names.sort();
        let labels = self.labels.sort();
        let origins = self.origins.sort();
        permute(&mut self.roles, &voices);
        permute(&mut self.questions, &questions);
        self.value_ids.retain(|key, _| key.0 != 0);
        for (i, value) in self.values.iter_mut().enumerate() {
            if let Answer::Label(label) = value {
                *label = LabelId(labels[label.index()]);
                self.value_ids.insert((0, u64::from(label.0), 0), i as u32);
            }
        }
        for row in &mut self.rows {
            row.voice = voices[row.voice as usize];
            row.question = questions[row.question as usize];
            if row.origin != NONE {
                row.origin = origins[row.origin as usize];
            }
        }
        self.stated.iter_mut().for_each(|s| s.0 = questions[s.0 as usize]);
        questions
    }

    /// Sorts what was pushed.
    pub fn build(self) -> Ledger {
        self.build_counting().0
    }

    /// Sorts what was pushed, and counts what voices said again.
    pub fn build_counting(mut self) -> (Ledger, Resolved) {
        let rows = sort_by_question(&self.rows, self.questions.len());
        let detailed = !self.details.is_empty();
        let mut details: Vec<Option<Detail>> =
            std::mem::take(&mut self.details).into_iter().map(Some).collect();
        let mut ledger =
            Ledger { answer_offsets: vec![0], vote_offsets: vec![0], ..Ledger::default() };
        ledger.votes.reserve_exact(rows.len());
        let mut own_origins = self.origins.len();
        let mut counts = Resolved::default();
        // A value's number among the answers of the question at hand, valid while `seen` says so.
        let mut local = vec![0u32; self.values.len()];
        let mut seen = vec![NONE; self.values.len()];
        self.stated.sort_by_key(|s| s.0);
        let stated = std::mem::take(&mut self.stated);
        let mut stated = stated.iter().peekable();
        let mut at = 0;
        for q in 0..self.questions.len() as u32 {
            let end = at + rows[at..].iter().take_while(|r| r.question == q).count();
            let mut of_question: Vec<Raw> = rows[at..end].to_vec();
            at = end;
            of_question.sort_by_key(|r| r.voice);
            let kind = self.questions[q as usize].kind;
            let mut votes: Vec<(Raw, Option<Detail>)> = Vec::with_capacity(of_question.len());
            for group in of_question.chunk_by(|a, b| a.voice == b.voice) {
                if let [only] = group {
                    votes.push((*only, take(&mut details, *only)));
                    continue;
                }
                let said: Vec<Said> = group
                    .iter()
                    .map(|r| Said::new(*r, self.values[r.value as usize], take(&mut details, *r)))
                    .collect();
                for said in settle(kind, &self.origins, said, &mut counts, |said| {
                    ledger.revisions.push(Revision {
                        question: QuestionId(q),
                        voice: VoiceId(said.raw.voice),
                        answer: said.answer,
                        origin: (said.raw.origin != NONE).then_some(OriginId(said.raw.origin)),
                        detail: said.detail.unwrap_or_default(),
                    });
                }) {
                    let mut raw = said.raw;
                    if let Answer::Number(i) = said.answer {
                        raw.value = self.number(i);
                    }
                    votes.push((raw, said.detail));
                }
            }
            local.resize(self.values.len(), 0);
            seen.resize(self.values.len(), NONE);
            let first = ledger.answers.len();
            let mut own = None;
            for (raw, detail) in votes {
                let value = raw.value as usize;
                if seen[value] != q {
                    seen[value] = q;
                    local[value] = (ledger.answers.len() - first) as u32;
                    ledger.answers.push(self.values[value]);
                }
                let origin = if raw.origin == NONE {
                    if own != Some(raw.voice) {
                        own = Some(raw.voice);
                        own_origins += 1;
                    }
                    OriginId::from_index(own_origins - 1)
                } else {
                    OriginId(raw.origin)
                };
                let answer = AnswerId(local[value]);
                ledger.votes.push(Vote { voice: VoiceId(raw.voice), answer, origin });
                if detailed {
                    ledger.details.push(detail.unwrap_or_default());
                }
            }
            while let Some((_, value)) = stated.next_if(|s| s.0 == q) {
                if seen[*value as usize] != q {
                    seen[*value as usize] = q;
                    ledger.answers.push(self.values[*value as usize]);
                }
            }
            ledger.answer_offsets.push(ledger.answers.len());
            ledger.vote_offsets.push(ledger.votes.len());
        }
        ledger.voices = self.voices;
        ledger.roles = self.roles;
        ledger.labels = self.labels;
        ledger.origins = self.origins;
        ledger.origin_count = own_origins;
        ledger.questions = self.questions;
        (ledger, counts)
    }
}

/// Puts each item at its new number.
pub(super) fn permute<T: Clone>(items: &mut Vec<T>, new_of: &[u32]) {
    let mut order = vec![0; new_of.len()];
    for (old, &new) in new_of.iter().enumerate() {
        order[new as usize] = old;
    }
    *items = order.into_iter().map(|old| items[old].clone()).collect();
}

/// Rows by question, in order of arrival within each: a counting sort.
fn sort_by_question(rows: &[Raw], questions: usize) -> Vec<Raw> {
    let mut starts = vec![0usize; questions + 1];
    for row in rows {
        starts[row.question as usize + 1] += 1;
    }
    for q in 0..questions {
        starts[q + 1] += starts[q];
    }
    let blank = Raw { question: 0, voice: 0, value: 0, origin: NONE, detail: NONE };
    let mut sorted = vec![blank; rows.len()];
    for row in rows {
        let at = &mut starts[row.question as usize];
        sorted[*at] = *row;
        *at += 1;
    }
    sorted
}

fn take(details: &mut [Option<Detail>], row: Raw) -> Option<Detail> {
    details.get_mut(row.detail as usize).and_then(Option::take)
}

/// One answer of a voice that has several rows on one question.
struct Said {
    raw: Raw,
    answer: Answer,
    detail: Option<Detail>,
    /// The days on which it was said, in order.
    days: Vec<Date>,
}

impl Said {
    fn new(raw: Raw, answer: Answer, detail: Option<Detail>) -> Self {
        let days = detail.iter().filter_map(|d| d.date).collect();
        Self { raw, answer, detail, days }
    }

    /// An order that does not depend on the order of arrival, so that what is kept of equal rows
    /// does not either: by day, then named origins before none, then by all that is kept.
    fn sort_key(&self, day: Option<Date>, origins: &Names<OriginId>) -> impl Ord + use<> {
        let origin =
            (self.raw.origin != NONE).then(|| origins.name(OriginId(self.raw.origin)).to_owned());
        let places = self.detail.as_ref().map_or_else(Vec::new, |d| {
            d.places.iter().map(|p| (p.document.clone(), p.span.start(), p.span.end())).collect()
        });
        let bounds = match self.answer {
            Answer::Number(i) => (i.low().to_bits(), i.high().map(f64::to_bits)),
            Answer::Label(_) => (0, None),
        };
        let kept = self.detail.as_ref().map(|d| {
            (stance_name(d.stance), d.via.clone(), d.weight.to_bits(), d.favours.map(f64::to_bits))
        });
        (day, origin.is_none(), origin, places, bounds, kept)
    }

    fn absorb(&mut self, other: Self) {
        // A named origin says more than none.
        if self.raw.origin == NONE {
            self.raw.origin = other.raw.origin;
        }
        self.days.extend(other.days);
        self.days.sort_unstable();
        match (&mut self.detail, other.detail) {
            (Some(mine), Some(theirs)) => {
                mine.weight = mine.weight.max(theirs.weight);
                mine.favours = mine.favours.or(theirs.favours);
                add_places(&mut mine.places, theirs.places);
            }
            (mine @ None, theirs) => *mine = theirs,
            (Some(_), None) => {}
        }
    }

    /// Sets the as-of day: the first on which it was said, after `before`.
    fn date_after(&mut self, before: Option<Date>) {
        let since = self.days.iter().copied().find(|d| Some(*d) > before);
        if let Some(detail) = &mut self.detail {
            detail.date = since.or(detail.date);
        }
    }
}

fn add_places(places: &mut Vec<Place>, more: Vec<Place>) {
    for place in more {
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.sort_by(|a, b| (&a.document, a.span).cmp(&(&b.document, b.span)));
}

/// Applies the rule of the module's table to the rows of one voice on one question.
fn settle(
    kind: Kind,
    origins: &Names<OriginId>,
    mut said: Vec<Said>,
    counts: &mut Resolved,
    mut revise: impl FnMut(Said),
) -> Vec<Said> {
    said.sort_by_cached_key(|s| s.sort_key(s.days.first().copied(), origins));
    let rows = said.len();
    // By value; for measurements by day and origin too.
    let mut known: BTreeMap<(u32, Option<Date>, u32), usize> = BTreeMap::new();
    let mut distinct: Vec<Said> = Vec::new();
    for row in said {
        let key = match kind {
            Kind::Real => (row.raw.value, row.days.first().copied(), row.raw.origin),
            _ => (row.raw.value, None, NONE),
        };
        match known.get(&key) {
            Some(&at) => distinct[at].absorb(row),
            None => {
                known.insert(key, distinct.len());
                distinct.push(row);
            }
        }
    }
    counts.repeated += rows - distinct.len();
    if kind == Kind::Real || distinct.len() == 1 {
        distinct.iter_mut().for_each(|s| s.date_after(None));
        return distinct;
    }
    let latest = distinct.iter().filter_map(|s| s.days.last().copied()).max();
    let (mut current, older): (Vec<Said>, Vec<Said>) =
        distinct.into_iter().partition(|s| s.days.is_empty() || s.days.last().copied() == latest);
    let replaced = older.iter().filter_map(|s| s.days.last().copied()).max();
    // Several answers of one day are of that day; a single one holds since it was first said.
    let since = if current.len() > 1 { latest.and_then(|d| d.yesterday().ok()) } else { replaced };
    current.iter_mut().for_each(|s| s.date_after(since));
    let day = |s: &Said| s.detail.as_ref().and_then(|d| d.date);
    let mut retire = |mut older: Vec<Said>, counts: &mut Resolved| {
        counts.revised += older.len();
        older.iter_mut().for_each(|s| s.date_after(None));
        older.sort_by_cached_key(|s| s.sort_key(day(s), origins));
        older.into_iter().for_each(&mut revise);
    };
    counts.contradictory += current.len() - 1;
    if current.len() < 2 || matches!(kind, Kind::Category | Kind::YesNo) {
        current.sort_by_cached_key(|s| s.sort_key(day(s), origins));
        retire(older, counts);
        return current;
    }
    let intervals: Vec<Interval> = current
        .iter()
        .filter_map(|s| match s.answer {
            Answer::Number(i) => Some(i),
            Answer::Label(_) => None,
        })
        .collect();
    let Some(one) = combine(&intervals) else {
        retire(older, counts);
        return current;
    };
    // Whoever said before what the answers of the last day come to had said it already.
    let (same, older): (Vec<Said>, Vec<Said>) =
        older.into_iter().partition(|s| s.answer == Answer::Number(one));
    counts.repeated += same.len();
    let since = match same.len() {
        0 => since,
        _ => older.iter().filter_map(|s| s.days.last().copied()).max(),
    };
    let merged = current.into_iter().chain(same).reduce(|mut a, b| {
        a.absorb(b);
        a
    });
    retire(older, counts);
    merged
        .map(|mut s| {
            s.answer = Answer::Number(one);
            s.date_after(since);
            s
        })
        .into_iter()
        .collect()
}

/// What all ranges share; where they share nothing, the range over all.
pub(super) fn combine(intervals: &[Interval]) -> Option<Interval> {
    let (first, rest) = intervals.split_first()?;
    let shared = rest.iter().try_fold(*first, |a, b| a.intersection(*b));
    shared.or_else(|| {
        let low = intervals.iter().map(|i| i.low()).fold(f64::INFINITY, f64::min);
        // An open "at least" range says nothing of how high; the highest number named bounds it.
        let high = intervals.iter().map(|i| i.high().unwrap_or(i.low())).fold(low, f64::max);
        Interval::new(low, Some(high)).ok()
    })
}
