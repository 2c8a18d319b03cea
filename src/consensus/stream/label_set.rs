//! Which label set the questions of a stream draw on, decided once for all its parts.

use super::super::layout::{Home, SHARED_LABELS, SHARED_USES};
use super::super::settings::{Domain, Settings};
use super::pack::{Facts, Packed};
use crate::ids::{LabelId, QuestionId};
use crate::ledger::{Answer, Kind, Ledger};

/// The label sets of a stream.
#[derive(Clone, Debug)]
pub struct LabelSet {
    /// The labels that category questions share, in order of name; `None`: each has a domain of its
    /// own.
    shared: Option<Vec<String>>,
    /// The number within `shared` of each label of the stream that was bound last.
    number: Vec<u32>,
    /// Whether some question takes yes or no alone.
    yes_no: bool,
    /// Whether some category question is none of these.
    open: bool,
    /// Candidates of an open domain that nobody gave.
    unseen: f64,
}

impl LabelSet {
    /// Decides as the methods in memory do.
    pub fn new(facts: &Facts, settings: &Settings) -> Self {
        let is_shared = match settings.domain {
            Domain::Shared => true,
            Domain::Open => false,
            Domain::Auto => {
                let n = facts.labels.len();
                !facts.many_labels && n <= SHARED_LABELS && facts.uses >= SHARED_USES * n
            }
        };
        Self {
            shared: is_shared.then(|| facts.labels.iter().cloned().collect()),
            number: Vec::new(),
            yes_no: facts.yes_no,
            open: facts.categories && !is_shared,
            unseen: settings.unseen_answers,
        }
    }

    /// Prepares for the votes of one stream, whose labels have numbers of its own.
    pub fn bind(&mut self, packed: &Packed) {
        let shared = self.shared.as_deref().unwrap_or_default();
        let number = |name: &String| shared.binary_search(name).map_or(0, |at| at as u32);
        self.number = packed.label_names.iter().map(number).collect();
    }

    /// The label set of a question; `yes_no` are the ids of these labels in its ledger.
    pub(super) fn home(&self, part: &Ledger, q: QuestionId, yes_no: [Option<LabelId>; 2]) -> Home {
        match part.question(q).kind {
            Kind::Count | Kind::Real | Kind::Date => Home::Number,
            _ => self.home_of(takes_yes_no(part, q, yes_no)),
        }
    }

    /// The label set of a category question.
    pub(super) fn home_of(&self, yes_no: bool) -> Home {
        match (yes_no, &self.shared) {
            (true, _) => Home::YesNo,
            (false, Some(_)) => Home::Shared,
            (false, None) => Home::Open,
        }
    }

    /// The number of an answer's label within its set.
    pub(super) fn label(&self, home: Home, answer: Answer, yes: Option<LabelId>) -> usize {
        match answer {
            Answer::Label(l) if home == Home::YesNo => usize::from(Some(l) != yes),
            Answer::Label(l) => self.shared_number(l.0),
            Answer::Number(_) => 0,
        }
    }

    /// The number within the shared set of the stream's label `label`.
    pub(super) fn shared_number(&self, label: u32) -> usize {
        self.number.get(label as usize).map_or(0, |&n| n as usize)
    }

    /// Sizes of the sets: yes/no (0 where nothing asks it), shared.
    pub fn sizes(&self) -> [usize; 2] {
        [if self.yes_no { 2 } else { 0 }, self.shared.as_ref().map_or(0, Vec::len)]
    }

    /// Whether some question has a domain of its own.
    pub fn any_open(&self) -> bool {
        self.open
    }

    /// How many candidates nobody gave, of a question with so many answers given.
    pub(super) fn unseen(&self, home: Home, given: usize) -> f64 {
        match home {
            Home::YesNo => 2usize.saturating_sub(given) as f64,
            Home::Shared => self.sizes()[1].saturating_sub(given) as f64,
            Home::Open | Home::Number => self.unseen,
        }
    }
}

/// Whether a question takes yes or no and nothing else was said.
pub(super) fn takes_yes_no(part: &Ledger, q: QuestionId, yes_no: [Option<LabelId>; 2]) -> bool {
    part.question(q).kind == Kind::YesNo
        && part.answers(q).iter().all(|a| match a {
            Answer::Label(l) => yes_no.contains(&Some(*l)),
            Answer::Number(_) => true,
        })
}
