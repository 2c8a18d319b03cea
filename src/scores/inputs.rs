//! What the scores need beside votes and beliefs: who is who, and what the articles show of each
//! outlet's manner.

use jiff::civil::Date;

use crate::claims::{AxisSettings, Hedge, VoiceSettings};
use crate::ids::{AnswerId, QuestionId};
use crate::ledger::Place;

/// Everything beside the ledger and the consensus. All parts may be empty: what has no evidence
/// drops out.
#[derive(Clone, Copy, Debug, Default)]
pub struct Inputs<'a> {
    /// The declared axes.
    pub axes: &'a [AxisSettings],
    /// The declared voices.
    pub voices: &'a [VoiceSettings],
    /// The articles that were read.
    pub articles: &'a [ArticleInfo],
    /// Every printing of every statement, repeats included.
    pub printings: &'a [Printing],
    /// What outlets call whom, in their own voice.
    pub labels: &'a [LabelMention],
    /// How many words outlets quote from whom.
    pub quotes: &'a [QuotedWords],
    /// With which verbs outlets attribute statements.
    pub verbs: &'a [VerbUse],
    /// For the second and later axes: which camp gains if a vote is believed, by axis from 1, then
    /// by vote. The first axis reads the ledger.
    pub favours: &'a [Vec<Option<f64>>],
}

/// One article.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleInfo {
    /// Its name, as in [`Place::document`].
    pub document: String,
    /// Who published it.
    pub outlet: String,
    /// When.
    pub published: Option<Date>,
}

/// One outlet's printing of one voice's statement on one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Printing {
    /// Who printed it.
    pub outlet: String,
    /// Whose statement it is; the outlet itself for a claim in own voice.
    pub speaker: String,
    /// On what.
    pub question: QuestionId,
    /// What the statement says, as this outlet prints it.
    pub answer: AnswerId,
    /// The utterance it goes back to, by name: printings of one utterance are compared with one
    /// another. Empty: all undated printings of the speaker on the question are one utterance.
    pub utterance: String,
    /// The text it stands in, by number: copies of one text share it. `None`: a text of its own.
    pub text: Option<u32>,
    /// How firmly it is printed.
    pub hedge: Hedge,
    /// Day of publication.
    pub published: Option<Date>,
    /// Whether the outlet says that it has it from somebody else (an agency, another outlet).
    pub relayed: bool,
    /// Where it stands.
    pub place: Place,
}

/// A loaded word for a party, in an outlet's own voice.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelMention {
    /// Who uses it.
    pub outlet: String,
    /// Whom it names: a voice, a group or a camp.
    pub referent: String,
    /// −1 (degrading: "terrorists", "regime") … +1 (dignifying: "heroes", "liberators").
    pub polarity: f64,
    /// Where it stands.
    pub place: Place,
}

/// Words quoted from one speaker in one article.
#[derive(Clone, Debug, PartialEq)]
pub struct QuotedWords {
    /// Who quotes.
    pub outlet: String,
    /// Who is quoted.
    pub speaker: String,
    /// How many words, direct and indirect speech together.
    pub words: usize,
    /// Where the quotation stands.
    pub place: Place,
}

/// What a verb of attribution lets the reader think of the statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VerbClass {
    /// "claimed", "alleged", "purported".
    Doubt,
    /// "said", "told", "according to".
    Neutral,
    /// "confirmed", "revealed", "admitted".
    Endorse,
}

/// One attribution of a statement to a speaker.
#[derive(Clone, Debug, PartialEq)]
pub struct VerbUse {
    /// Who attributes.
    pub outlet: String,
    /// To whom.
    pub speaker: String,
    /// With what kind of verb.
    pub class: VerbClass,
    /// Where it stands.
    pub place: Place,
}
