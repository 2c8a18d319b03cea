//! The ledger itself: every vote, grouped by question, in dense ids.
//!
//! Strings stop here. `votes` is a compressed sparse row table by question (12 bytes a vote), with
//! what only people read (spans, quotes, dates) in a table beside it.
//!
//! ```text
//! question   0        1     2
//! votes     [a a b]  [c]   [b d …]        offsets = 0, 3, 4, …
//! answers   ["pharmacy", "terrorists"]  [21, ≥ 21]  …
//! ```

use jiff::civil::{Date, date};
use serde::{Deserialize, Serialize};

use crate::claims::{Manner, Stance};
use crate::corpus::Span;
use crate::ids::{AnswerId, Id, LabelId, Names, OriginId, QuestionId, VoiceId};
use crate::units::Interval;

/// What kind of answer a question takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One of several names.
    Category,
    /// A whole number of things, 0 and up; compared on a log scale.
    Count,
    /// A real number.
    Real,
    /// A day, or a range of days since 1970-01-01.
    Date,
    /// Yes or no; the labels are "yes" and "no".
    YesNo,
}

/// Whether a voice publishes or is quoted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Publishes articles, and speaks for itself in them.
    Outlet,
    /// Is quoted.
    Speaker,
}

/// One answer to a question.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Answer {
    /// A category, or yes or no.
    Label(LabelId),
    /// A number: count, real or days.
    Number(Interval),
}

/// One voice's answer to one question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote {
    /// Who.
    pub voice: VoiceId,
    /// Which of the question's answers.
    pub answer: AnswerId,
    /// The utterance or wire text it goes back to. Votes of one origin count once together.
    pub origin: OriginId,
}

/// What only people need to know of a vote.
#[derive(Clone, Debug, PartialEq)]
pub struct Detail {
    /// What the voice does with the answer.
    pub stance: Stance,
    /// How it was printed.
    pub manner: Option<Manner>,
    /// Who passed it on.
    pub via: String,
    /// As-of day: when the figure could be known.
    pub date: Option<Date>,
    /// How much it counts, 1 by default.
    pub weight: f64,
    /// Which camp gains if it is believed, −1…+1.
    pub favours: Option<f64>,
    /// The articles and places it was found at.
    pub places: Vec<Place>,
}

/// A place in an article, with its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// The article's name.
    pub document: String,
    /// The outlet that printed it.
    pub outlet: String,
    /// The bytes.
    pub span: Span,
    /// The words.
    pub quote: String,
}

/// What several claims answer: event × measure × subject, at one place, in one time window.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Its name, unique: for extracted claims `event/measure/subject`.
    pub name: String,
    /// What kind of answer it takes.
    pub kind: Kind,
    /// The event, or empty.
    pub event: String,
    /// The measure, or empty.
    pub measure: String,
    /// The subject, or empty.
    pub subject: String,
}

/// An earlier answer of a voice that its own later one replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Revision {
    /// On what.
    pub question: QuestionId,
    /// Who.
    pub voice: VoiceId,
    /// What it said then.
    pub answer: Answer,
    /// Where that goes back to, where an origin has a name.
    pub origin: Option<OriginId>,
    /// When and where it said so.
    pub detail: Detail,
}

/// Every vote, grouped by question.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub(super) voices: Names<VoiceId>,
    pub(super) roles: Vec<Role>,
    pub(super) labels: Names<LabelId>,
    pub(super) origins: Names<OriginId>,
    pub(super) origin_count: usize,
    pub(super) questions: Vec<Question>,
    pub(super) answers: Vec<Answer>,
    pub(super) answer_offsets: Vec<usize>,
    pub(super) votes: Vec<Vote>,
    pub(super) vote_offsets: Vec<usize>,
    pub(super) details: Vec<Detail>,
    pub(super) revisions: Vec<Revision>,
}

/// Names that later parts of a table go on using.
#[derive(Clone, Debug, Default)]
pub(super) struct Known {
    pub voices: Names<VoiceId>,
    pub roles: Vec<Role>,
    pub labels: Names<LabelId>,
}

impl Ledger {
    /// Its names, for the next part of the same table.
    pub(super) fn into_known(self) -> Known {
        Known { voices: self.voices, roles: self.roles, labels: self.labels }
    }

    /// Names of the voices.
    pub fn voices(&self) -> &Names<VoiceId> {
        &self.voices
    }

    /// Whether a voice publishes or is quoted.
    pub fn role(&self, voice: VoiceId) -> Role {
        self.roles[voice.index()]
    }

    /// Names of categories, shared by all questions.
    pub fn labels(&self) -> &Names<LabelId> {
        &self.labels
    }

    /// How many origins there are.
    pub fn origin_count(&self) -> usize {
        self.origin_count
    }

    /// The name of an origin; `None` for a vote that is an origin of its own.
    pub fn origin_name(&self, origin: OriginId) -> Option<&str> {
        (origin.index() < self.origins.len()).then(|| self.origins.name(origin))
    }

    /// Earlier answers that a later one of the same voice replaced, by question, voice and day.
    /// They cast no vote; they tell how consistent a voice is with itself.
    pub fn revisions(&self) -> &[Revision] {
        &self.revisions
    }

    /// Adds answers that nobody voted for, where they are not there yet.
    pub(super) fn add_answers(&mut self, mut more: Vec<(QuestionId, Answer)>) {
        more.sort_by_key(|m| m.0);
        let mut more = more.into_iter().peekable();
        let mut answers = Vec::with_capacity(self.answers.len() + more.len());
        let mut offsets = vec![0];
        for q in self.question_ids() {
            let first = answers.len();
            answers.extend_from_slice(self.answers(q));
            while let Some((_, answer)) = more.next_if(|m| m.0 == q) {
                if !answers[first..].contains(&answer) {
                    answers.push(answer);
                }
            }
            offsets.push(answers.len());
        }
        (self.answers, self.answer_offsets) = (answers, offsets);
    }

    /// The id of the question with this name.
    pub fn find_question(&self, name: &str) -> Option<QuestionId> {
        self.questions.iter().position(|q| q.name == name).map(QuestionId::from_index)
    }

    /// All questions, in order of id.
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Ids of all questions, in order.
    pub fn question_ids(&self) -> impl ExactSizeIterator<Item = QuestionId> + use<> {
        (0..self.questions.len()).map(QuestionId::from_index)
    }

    /// One question.
    pub fn question(&self, q: QuestionId) -> &Question {
        &self.questions[q.index()]
    }

    /// The distinct answers given to a question, in order of [`AnswerId`].
    pub fn answers(&self, q: QuestionId) -> &[Answer] {
        &self.answers[self.answer_offsets[q.index()]..self.answer_offsets[q.index() + 1]]
    }

    /// One answer.
    pub fn answer(&self, q: QuestionId, a: AnswerId) -> Answer {
        self.answers(q)[a.index()]
    }

    /// An answer as people write it.
    pub fn print_answer(&self, q: QuestionId, a: AnswerId) -> String {
        match self.answer(q, a) {
            Answer::Label(l) => self.labels.name(l).to_owned(),
            Answer::Number(i) if self.question(q).kind == Kind::Date => print_days(i),
            Answer::Number(i) => i.to_string(),
        }
    }

    /// The votes on a question, ordered by voice, then by order of arrival.
    pub fn votes(&self, q: QuestionId) -> &[Vote] {
        &self.votes[self.vote_range(q)]
    }

    /// Where a question's votes lie in [`Ledger::all_votes`] and in the details.
    pub fn vote_range(&self, q: QuestionId) -> std::ops::Range<usize> {
        self.vote_offsets[q.index()]..self.vote_offsets[q.index() + 1]
    }

    /// All votes, by question.
    pub fn all_votes(&self) -> &[Vote] {
        &self.votes
    }

    /// What people need to know of vote number `at` of [`Ledger::all_votes`]; `None` for a ledger
    /// read from a bare `source,question,value` table.
    pub fn detail(&self, at: usize) -> Option<&Detail> {
        self.details.get(at)
    }

    /// Which camp gains if vote number `at` is believed, where stated.
    pub fn favours(&self, at: usize) -> Option<f64> {
        self.details.get(at).and_then(|d| d.favours)
    }

    /// How much vote number `at` counts.
    pub fn weight(&self, at: usize) -> f64 {
        self.details.get(at).map_or(1.0, |d| d.weight)
    }
}

/// A day count since 1970-01-01 as an ISO date.
pub fn print_day(day: f64) -> String {
    Interval::exactly(day).map_or_else(String::new, print_days)
}

/// Days since 1970-01-01 as ISO dates, `2024-10-05` or `2024-10-05/2024-10-06`. What lies before the
/// first or after the last day that can be written is printed as that day.
pub(super) fn print_days(i: Interval) -> String {
    let day = |x: f64| {
        let span = jiff::Span::new().try_days(x as i64);
        let found = span.and_then(|s| date(1970, 1, 1).checked_add(s));
        found.unwrap_or(if x < 0.0 { date(0, 1, 1) } else { Date::MAX }).to_string()
    };
    match i.high() {
        Some(h) if h == i.low() => day(h),
        Some(h) => format!("{}/{}", day(i.low()), day(h)),
        None => format!("{}/", day(i.low())),
    }
}

impl Default for Detail {
    fn default() -> Self {
        Self {
            stance: Stance::Asserts,
            manner: None,
            via: String::new(),
            date: None,
            weight: 1.0,
            favours: None,
            places: Vec::new(),
        }
    }
}
