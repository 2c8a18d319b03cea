//! The statements layer: what did a voice say about a question, as each outlet prints it?
//!
//! Printings of one utterance that differ between outlets (another number, no hedge left, the
//! speaker gone, the stance turned) are evidence of relay fidelity.

use jiff::civil::Date;

use super::table::Place;
use crate::claims::{Hedge, Manner, Stance};
use crate::ids::{AnswerId, QuestionId};

/// One outlet's printing of one voice's answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Statement {
    /// The claim, by its place among those that were aligned.
    pub claim: usize,
    /// Whose answer it is; the outlet itself for a claim in own voice.
    pub speaker: String,
    /// On what.
    pub question: QuestionId,
    /// What it says, as this outlet prints it.
    pub answer: AnswerId,
    /// Who prints it.
    pub outlet: String,
    /// The text it stands in: articles that copy one another share one number.
    pub text: u32,
    /// The utterance it goes back to, by name: printings of one utterance are to be compared.
    pub utterance: String,
    /// How firmly.
    pub hedge: Hedge,
    /// In what manner.
    pub manner: Manner,
    /// What the speaker does with the answer.
    pub stance: Stance,
    /// Day of publication.
    pub published: Option<Date>,
    /// Through whom the outlet has it, where it says so; nearest to the speaker first.
    pub via: Vec<String>,
    /// For a claim in the outlet's own voice: the speaker whose figure it is, where others
    /// attribute the same figure and nobody else gives it.
    pub figure_of: Option<String>,
    /// Where it stands.
    pub place: Place,
}

/// A voice that was asked and gave no answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Declined {
    /// Who.
    pub speaker: String,
    /// The question's name, `event/measure/subject`; it may have no votes.
    pub question: String,
    /// Where that is told.
    pub place: Place,
}
