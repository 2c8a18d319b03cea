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

use jiff::civil::Date;
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

/// Every vote, grouped by question.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    voices: Names<VoiceId>,
    roles: Vec<Role>,
    labels: Names<LabelId>,
    origins: Names<OriginId>,
    questions: Vec<Question>,
    answers: Vec<Answer>,
    answer_offsets: Vec<usize>,
    votes: Vec<Vote>,
    vote_offsets: Vec<usize>,
    details: Vec<Detail>,
}

impl Ledger {
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

    /// Names of the origins.
    pub fn origins(&self) -> &Names<OriginId> {
        &self.origins
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

/// Days since 1970-01-01 as ISO dates, `2024-10-05` or `2024-10-05/2024-10-06`.
fn print_days(i: Interval) -> String {
    let day = |x: f64| {
        let epoch = jiff::civil::date(1970, 1, 1);
        epoch
            .checked_add(jiff::Span::new().try_days(x as i64).unwrap_or_default())
            .map_or_else(|_| x.to_string(), |d| d.to_string())
    };
    match i.high() {
        Some(h) if h == i.low() => day(h),
        Some(h) => format!("{}/{}", day(i.low()), day(h)),
        None => format!("{}/", day(i.low())),
    }
}

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

/// Collects rows and sorts them into a [`Ledger`].
#[derive(Debug, Default)]
pub struct LedgerBuilder {
    voices: Names<VoiceId>,
    roles: Vec<Role>,
    labels: Names<LabelId>,
    origins: Names<OriginId>,
    names: Names<QuestionId>,
    questions: Vec<Question>,
    answers: Vec<Vec<Answer>>,
    votes: Vec<Vec<(Vote, Option<Detail>)>>,
}

impl LedgerBuilder {
    /// Adds one vote. The same voice may vote on a question more than once with different answers
    /// (a multi-valued question); the same vote from the same origin twice counts once.
    pub fn push(&mut self, row: Row<'_>) {
        let voice = self.voices.id(row.voice);
        if voice.index() == self.roles.len() {
            self.roles.push(row.role);
        }
        let q: QuestionId = self.names.id(&row.question.name);
        if q.index() == self.questions.len() {
            self.questions.push(row.question);
            self.answers.push(Vec::new());
            self.votes.push(Vec::new());
        }
        let answer = match row.number {
            Some(i) => Answer::Number(i),
            None => Answer::Label(self.labels.id(row.label)),
        };
        let answers = &mut self.answers[q.index()];
        let at = answers.iter().position(|a| *a == answer).unwrap_or_else(|| {
            answers.push(answer);
            answers.len() - 1
        });
        let origin = if row.origin.is_empty() {
            self.origins.id(&format!("{}\u{1f}{}", row.voice, self.questions[q.index()].name))
        } else {
            self.origins.id(row.origin)
        };
        let vote = Vote { voice, answer: AnswerId::from_index(at), origin };
        let votes = &mut self.votes[q.index()];
        match votes.iter_mut().find(|(v, _)| *v == vote) {
            Some((_, Some(known))) => {
                if let Some(detail) = row.detail {
                    known.places.extend(detail.places);
                }
            }
            Some((_, None)) => {}
            None => votes.push((vote, row.detail)),
        }
    }

    /// Sorts what was pushed.
    pub fn build(self) -> Ledger {
        let mut ledger = Ledger {
            voices: self.voices,
            roles: self.roles,
            labels: self.labels,
            origins: self.origins,
            questions: self.questions,
            answer_offsets: vec![0],
            vote_offsets: vec![0],
            ..Ledger::default()
        };
        let detailed = self.votes.iter().flatten().any(|(_, d)| d.is_some());
        for (answers, mut votes) in self.answers.into_iter().zip(self.votes) {
            ledger.answers.extend(answers);
            ledger.answer_offsets.push(ledger.answers.len());
            votes.sort_by_key(|(v, _)| v.voice);
            for (vote, detail) in votes {
                ledger.votes.push(vote);
                if detailed {
                    ledger.details.push(detail.unwrap_or_default());
                }
            }
            ledger.vote_offsets.push(ledger.votes.len());
        }
        ledger
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
