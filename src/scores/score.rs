//! What a score is made of: plain data for tables, explanations and charts.

use serde::{Deserialize, Serialize};

use crate::ids::{QuestionId, VoiceId};
use crate::ledger::{Place, Role};
use crate::units::Estimate;

/// All scores, with the evidence behind them.
#[derive(Clone, Debug, Default)]
pub struct Scores {
    /// By voice.
    pub voices: Vec<VoiceScore>,
    /// A row for each checkable vote of each voice.
    pub evidence: Vec<Evidence>,
    /// Names of the axes, in the order of [`VoiceScore::axes`].
    pub axes: Vec<String>,
    /// Mean of the reliability prior learnt from the corpus.
    pub prior_mean: f64,
    /// Its strength, in claims.
    pub prior_strength: f64,
    /// What the intervals condition on, a sentence.
    pub conditions: String,
}

/// The scores of one voice.
#[derive(Clone, Debug)]
pub struct VoiceScore {
    /// Which voice.
    pub voice: VoiceId,
    /// Its name.
    pub name: String,
    /// Whether it publishes or is quoted.
    pub role: Role,
    /// How far its checkable claims agree with the consensus of independent others, 0–1; `None`
    /// where nothing of it can be checked.
    pub reliability: Option<Estimate>,
    /// How sharp its claims are, 0–1.
    pub specificity: Option<f64>,
    /// Its parts: values on the component's own scale, weights as in the config.
    pub components: Vec<Component>,
    /// One per axis.
    pub axes: Vec<AxisScore>,
    /// Claims it made.
    pub claims: usize,
    /// Independent origins among them.
    pub origins: usize,
    /// Claims that could be checked against independent others.
    pub checkable: usize,
    /// Admiralty letter.
    pub grade: Grade,
    /// Lowest and highest rank by reliability that its interval allows, from 1.
    pub rank: Option<(usize, usize)>,
}

/// The partisanship of one voice on one axis.
#[derive(Clone, Debug)]
pub struct AxisScore {
    /// −1 (the minus camp) … +1 (the plus camp); `None` where no component has evidence.
    pub partisanship: Option<Estimate>,
    /// What may be said of it.
    pub reading: LeanReading,
    /// Its parts.
    pub components: Vec<Component>,
    /// The camp the config puts the voice in.
    pub declared_camp: Option<String>,
}

/// What may be said of a lean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LeanReading {
    /// "toward the minus camp"
    TowardMinus,
    /// "toward the plus camp"
    TowardPlus,
    /// "no lean detected": the interval covers zero.
    NoLeanDetected,
    /// "party (declared)": the voice is a declared member of a camp.
    Party,
    /// "off the axis": declared so.
    OffAxis,
    /// Too little evidence to say anything.
    Unknown,
}

/// One part of a score.
#[derive(Clone, Debug)]
pub struct Component {
    /// Its name: `agreement`, `fidelity`, …
    pub name: &'static str,
    /// Its value and interval; `None` where there is no evidence (it then drops out of the mean).
    pub value: Option<Estimate>,
    /// Number of observations behind it.
    pub n: usize,
    /// Its weight in the config.
    pub weight: f64,
}

/// Admiralty letter of a voice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Grade {
    /// Completely reliable.
    A,
    /// Usually reliable.
    B,
    /// Fairly reliable.
    C,
    /// The point lies below C, but the interval does not rule C out: "C?".
    CDoubtful,
    /// Not usually reliable.
    D,
    /// Unreliable in the sense of the scale.
    E,
    /// Cannot be judged; says nothing bad.
    F,
}

impl Grade {
    /// As printed: `A` … `F`, `C?`.
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::CDoubtful => "C?",
            Self::D => "D",
            Self::E => "E",
            Self::F => "F",
        }
    }
}

/// How one vote fared against independent others.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Whose vote.
    pub voice: VoiceId,
    /// On what.
    pub question: QuestionId,
    /// Its place in [`crate::ledger::Ledger::all_votes`].
    pub vote: usize,
    /// How it fared.
    pub verdict: Verdict,
    /// `a_i`: probability that it is compatible with the truth, own origin left out; `None` if
    /// unattested.
    pub probability: Option<f64>,
    /// Its weight in the voice's reliability.
    pub weight: f64,
    /// How many other origins spoke to the question.
    pub others: usize,
    /// Where it stands.
    pub places: Vec<Place>,
}

/// How one claim fared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The consensus of others is compatible with it.
    Supported,
    /// The consensus of others is not.
    Contradicted,
    /// Fewer than two independent others spoke to it.
    Unattested,
}
