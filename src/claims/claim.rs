//! One asserted answer to one question, found at a byte span of an article.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::extract::exact;
use crate::corpus::Span;
use crate::ids::ArticleId;
use crate::units::Interval;

/// Who asserts what, who passes it on, who prints it, in what manner: a row of `claims.csv`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// The article it stands in, where it was extracted in this run (none for a claims table read
    /// from a file).
    #[serde(skip)]
    pub article: Option<ArticleId>,
    /// The article's name.
    pub document: String,
    /// Where the answer stands in the article's text.
    pub content: Span,
    /// The piece of an attribution's content that the answer stands in, where it is more than the
    /// answer: "that *twelve people died* and forty were hurt". `None` in the outlet's own voice.
    pub attributed: Option<Span>,
    /// Who prints it.
    pub outlet: String,
    /// When it was printed.
    #[serde(with = "exact::day")]
    pub published: Option<Date>,
    /// The voice that asserts it, by canonical name; the outlet for a claim in own voice.
    pub speaker: String,
    /// Who passed it on inside the article, nearest to the speaker first (`RFI`; the agency).
    pub via: Vec<String>,
    /// In what manner it is printed.
    pub manner: Manner,
    /// What the speaker does with it.
    pub stance: Stance,
    /// How firmly.
    pub hedge: Hedge,
    /// The event it is about; empty until the ledger has named it.
    pub event: String,
    /// First and last day of the event, where known.
    #[serde(with = "exact::days")]
    pub event_date: Option<(Date, Date)>,
    /// Where, canonical spelling.
    pub place: Option<String>,
    /// What is asked: `killed`, `injured`, `captured`, `missing`, `displaced`, `destroyed`,
    /// `damaged`, `present`, `casualties`, `losses`, `target`, `perpetrator`, `date`, …; [`STATEMENT`] and [`VIEW`] for
    /// whatever else is attributed.
    pub measure: String,
    /// Of whom or what, as a canonical group name ("civilians", "Malian army").
    pub subject: String,
    /// The answer, where it is a number.
    #[serde(with = "exact::interval")]
    pub value: Option<Interval>,
    /// The answer, where it is a category.
    pub label: Option<String>,
    /// Which camp gains if this is believed, −1…+1, where it was stated.
    #[serde(skip)]
    pub favours: Option<f64>,
    /// The origin, where it was stated.
    pub origin: Option<String>,
    /// The words of the content.
    pub quote: String,
    /// The speaker's mention.
    pub speaker_span: Option<Span>,
    /// The cue that attributes ("said", "according to").
    pub cue_span: Option<Span>,
    /// What the sentence (or the article, where the sentence is silent) says of the event, for the
    /// ledger to name it.
    pub hint: EventHint,
    /// How the number relates to earlier ones.
    pub update: Update,
}

/// The measure of what somebody says in words that no other measure covers.
pub const STATEMENT: &str = "statement";

/// The measure of what somebody thinks, hopes, fears or plans.
pub const VIEW: &str = "view";

impl Claim {
    /// Whether it is kept in its own words: two such claims are neither the same answer nor
    /// different ones.
    pub fn is_in_free_words(&self) -> bool {
        matches!(self.measure.as_str(), STATEMENT | VIEW)
    }
}

/// What is known of the event that a claim is about, before events are named.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventHint {
    /// What kind of event, as the event lexicon names it: `strike`, `clash`, `ambush`, `capture`,
    /// `protest`, `earthquake`, …
    pub kind: Option<String>,
    /// Where, in the spelling of the article.
    pub place: Option<String>,
    /// Other places that the article names right beside it ("in X, on the edge of Y"), sorted.
    pub beside: Vec<String>,
    /// First and last day it can have happened on.
    #[serde(with = "exact::days")]
    pub dates: Option<(Date, Date)>,
    /// Groups that take part, by canonical name, sorted.
    pub participants: Vec<String>,
    /// Whether the facts above were inherited from the article's main event, not said in the
    /// sentence or its section.
    pub inherited: bool,
}

/// How a number relates to earlier ones for the same question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Update {
    /// Stands alone ("21 people died").
    #[default]
    Plain,
    /// Counts on top of an earlier toll ("two more"): not a total.
    Added,
    /// A total that replaces a lower one ("rose to 34").
    Risen,
    /// A total that corrects an earlier one ("revised to 5").
    Corrected,
    /// A total over a longer time ("so far this year").
    ToDate,
}

/// In what manner an outlet prints a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Manner {
    /// In quotation marks.
    Direct,
    /// In the outlet's words, attributed to a speaker.
    Indirect,
    /// In the outlet's own voice.
    Own,
}

/// What a speaker does with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stance {
    /// Says it is so.
    Asserts,
    /// Says that what others said is so.
    Confirms,
    /// Says it is not so.
    Denies,
    /// Gives no answer though asked.
    Declines,
}

/// How firmly something is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Hedge {
    /// No hedge.
    None,
    /// "likely", "probably", "appears", "estimated".
    Likely,
    /// "may", "could", "possibly", "allegedly", "reportedly".
    Possible,
    /// "unconfirmed", "could not be verified".
    Unverified,
}
