//! What a score is made of: plain data for tables, explanations and charts.

use serde::{Deserialize, Serialize};

use super::axis::Discovery;
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
    /// Names of the minus and plus camps, in the order of `axes`.
    pub camps: Vec<(String, String)>,
    /// What the votes themselves say about an axis; `None` where discovery is switched off.
    pub discovery: Option<Discovery>,
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

impl VoiceScore {
    /// The reliability to print: none where the grade is F, which says nothing bad and ranks
    /// nobody.
    pub fn printed_reliability(&self) -> Option<Estimate> {
        self.reliability.filter(|_| self.grade != Grade::F)
    }
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
    /// The same value in the unit it was measured in, where that differs: a house effect in typical
    /// scatters, before tanh.
    pub natural: Option<f64>,
    /// Mean of the prior it is shrunk toward.
    pub prior_mean: f64,
    /// Strength of that prior, in observations.
    pub prior_strength: f64,
    /// What it is made of.
    pub items: Vec<Item>,
}

/// One observation behind a component.
#[derive(Clone, Debug)]
pub struct Item {
    /// As observed, on the component's scale.
    pub value: f64,
    /// What it counted for: differs from `value` for doubtful marks, which are read together with
    /// the voice's own record.
    pub mark: f64,
    /// Its weight.
    pub weight: f64,
    /// Where it comes from.
    pub source: Source,
}

/// Where an observation comes from.
#[derive(Clone, Debug)]
pub enum Source {
    /// A vote, by its place in [`crate::ledger::Ledger::all_votes`].
    Vote(usize),
    /// A question as such, with what was observed of it.
    Question(QuestionId, String),
    /// Words of an article, with what was observed of them.
    Text(Place, String),
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
    /// Machine tag of the MISP taxonomy `admiralty-scale`. "C?" has the tag of C.
    pub fn misp_tag(self) -> &'static str {
        match self {
            Self::A => "admiralty-scale:source-reliability=\"a\"",
            Self::B => "admiralty-scale:source-reliability=\"b\"",
            Self::C | Self::CDoubtful => "admiralty-scale:source-reliability=\"c\"",
            Self::D => "admiralty-scale:source-reliability=\"d\"",
            Self::E => "admiralty-scale:source-reliability=\"e\"",
            Self::F => "admiralty-scale:source-reliability=\"f\"",
        }
    }

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
    /// How many of them say the same.
    pub agree: usize,
    /// How many of them say otherwise.
    pub contradict: usize,
    /// Admiralty number of the claim, from the other claims alone.
    pub credibility: Credibility,
    /// Whether it was judged by an answer known from outside the votes.
    pub known: bool,
    /// Where it stands.
    pub places: Vec<Place>,
}

/// Admiralty number of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Credibility {
    /// 1: two or more other origins say the same, one of them outside the voice's camp, and none
    /// says otherwise.
    Confirmed,
    /// 2: one other origin says the same, or only the voice's own camp does.
    ProbablyTrue,
    /// 3: others are divided, or it stands alone inside their range.
    PossiblyTrue,
    /// 4: it stands alone outside their range.
    Doubtful,
    /// 5: two or more other origins say otherwise, none the same.
    Improbable,
    /// 6: nobody else spoke to it.
    CannotBeJudged,
}

impl Credibility {
    /// By how many other origins agree and contradict, whether all that agree are of the voice's
    /// own camp, and whether a number lies inside the others' range.
    pub(crate) fn of(agree: usize, contradict: usize, allies_only: bool, inside: bool) -> Self {
        match (agree, contradict) {
            (0, 0) => Self::CannotBeJudged,
            (1.., 1..) => Self::PossiblyTrue,
            (2.., 0) if !allies_only => Self::Confirmed,
            (_, 0) => Self::ProbablyTrue,
            _ if inside => Self::PossiblyTrue,
            (_, 1) => Self::Doubtful,
            _ => Self::Improbable,
        }
    }

    /// 1–6.
    pub fn number(self) -> u8 {
        self as u8 + 1
    }

    /// Machine tag of the MISP taxonomy `admiralty-scale`.
    pub fn misp_tag(self) -> &'static str {
        match self {
            Self::Confirmed => "admiralty-scale:information-credibility=\"1\"",
            Self::ProbablyTrue => "admiralty-scale:information-credibility=\"2\"",
            Self::PossiblyTrue => "admiralty-scale:information-credibility=\"3\"",
            Self::Doubtful => "admiralty-scale:information-credibility=\"4\"",
            Self::Improbable => "admiralty-scale:information-credibility=\"5\"",
            Self::CannotBeJudged => "admiralty-scale:information-credibility=\"6\"",
        }
    }
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

impl Verdict {
    /// By the probability that a claim is compatible with the truth.
    pub(crate) fn of(support: f64) -> Self {
        if support >= 0.5 { Self::Supported } else { Self::Contradicted }
    }
}
