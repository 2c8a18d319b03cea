//! What the scores can be told: weights, priors, thresholds, and how intervals are made.

use serde::{Deserialize, Serialize};

/// All settings of this stage. In the config each part is a table of its own: `[reliability]`,
/// `[partisanship]`, `[intervals]`, `[grades]`, `[discovery]`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How reliability is worked out.
    pub reliability: ReliabilitySettings,
    /// How partisanship is worked out.
    pub partisanship: PartisanshipSettings,
    /// How intervals are made.
    pub intervals: IntervalSettings,
    /// Where the Admiralty letters begin.
    pub grades: GradeSettings,
    /// When an axis is proposed from the votes.
    pub discovery: DiscoverySettings,
}

/// `[reliability]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReliabilitySettings {
    /// Mean of the prior before the corpus is seen, 0–1.
    pub prior_mean: f64,
    /// Strength of the prior before the corpus is seen, in claims (α₀ + β₀), above 0.
    pub prior_strength: f64,
    /// Whether the prior is learnt from all voices of the corpus (and then printed), or taken as
    /// given.
    pub learn_prior: bool,
    /// How many independent other origins must have spoken to a question before a claim on it is
    /// marked, 1 or more.
    pub min_origins: usize,
    /// Whether a voice's declared camp is left out of the consensus it is judged by, with its own
    /// origin.
    pub leave_camp_out: bool,
    /// Whether a doubtful judgement is read together with the voice's own record (a claim on which
    /// the others are at odds then says little), or taken at face value.
    pub own_record: bool,
    /// Weight of a claim against the voice's own interest, 0 or more; other claims weigh 1.
    pub against_interest: f64,
    /// Days after a claim's as-of day during which figures of others still count as known, 0 or
    /// more. Later figures of a growing toll can only refute an excess.
    pub as_of_days: i32,
    /// How many days after a question was first answered a report of it is twice as stale, above 0.
    pub staleness_days: f64,
    /// Weights of the components.
    pub weights: ReliabilityWeights,
}

impl Default for ReliabilitySettings {
    fn default() -> Self {
        Self {
            prior_mean: 0.5,
            prior_strength: 3.0,
            learn_prior: true,
            min_origins: 2,
            leave_camp_out: false,
            own_record: true,
            against_interest: 1.5,
            as_of_days: 0,
            staleness_days: 2.0,
            weights: ReliabilityWeights::default(),
        }
    }
}

/// `[reliability.weights]`: what each component counts, 0 or more. A component without evidence
/// drops out of the mean.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReliabilityWeights {
    /// Agreement of its claims with the consensus of independent others.
    pub agreement: f64,
    /// Whether an outlet passes a speaker's statement on unchanged.
    pub fidelity: f64,
    /// Whether an outlet attributes what is contested instead of asserting it in its own voice.
    pub attribution: f64,
    /// Whether a voice's own figures for one question agree over time.
    pub consistency: f64,
    /// How early an outlet reports, beside the first to do so.
    pub staleness: f64,
    /// How much of what an outlet prints goes back to no one else.
    pub originality: f64,
    /// Whether claims are hedged as far as they turn out doubtful.
    pub hedging: f64,
    /// Agreement of those claims that go against the voice's own interest.
    pub against_interest: f64,
}

impl Default for ReliabilityWeights {
    fn default() -> Self {
        Self {
            agreement: 1.0,
            fidelity: 0.3,
            attribution: 0.2,
            consistency: 0.2,
            staleness: 0.0,
            originality: 0.0,
            hedging: 0.1,
            against_interest: 0.0,
        }
    }
}

/// `[partisanship]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartisanshipSettings {
    /// Strength of the prior "no lean" of each component, in observations, above 0. For the house
    /// effect it is learnt from the corpus instead.
    pub prior_strength: f64,
    /// How many quoted words the prior of the quote balance is worth, above 0.
    pub quote_words: f64,
    /// A categorical question is contested while its best answer is believed less than this, or
    /// while at least this share of origins does not stand behind one answer, 0.5–1.
    pub contested: f64,
    /// A value of `favours` below this size, 0–1, is taken as favouring nobody.
    pub min_favours: f64,
    /// How many days after a question was first answered an outlet's articles could still have
    /// reported it, 0 or more.
    pub omission_days: i32,
    /// Fewest numbers a voice must share with others before it is laid on a number line where no
    /// camps are declared, 1 or more.
    pub min_numbers: usize,
    /// Weights of the components.
    pub weights: PartisanshipWeights,
}

impl Default for PartisanshipSettings {
    fn default() -> Self {
        Self {
            prior_strength: 3.0,
            quote_words: 50.0,
            contested: 0.9,
            min_favours: 0.1,
            omission_days: 14,
            min_numbers: 1,
            weights: PartisanshipWeights::default(),
        }
    }
}

/// `[partisanship.weights]`: what each component counts, 0 or more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PartisanshipWeights {
    /// Signed deviation of its numbers from the consensus of others.
    pub house_effect: f64,
    /// Which camp its answers to contested categorical questions favour.
    pub side_taking: f64,
    /// Whose words it quotes.
    pub quote_balance: f64,
    /// What it calls the camps in its own voice.
    pub labels: f64,
    /// Whose statements it doubts or endorses by its verbs.
    pub verbs: f64,
    /// Which camp's bad news it leaves out.
    pub omission: f64,
    /// Its place on a line found in the votes themselves; only on axes that are not declared.
    pub ideal_point: f64,
}

impl Default for PartisanshipWeights {
    fn default() -> Self {
        Self {
            house_effect: 1.0,
            side_taking: 0.8,
            quote_balance: 0.4,
            labels: 0.5,
            verbs: 0.3,
            omission: 0.3,
            ideal_point: 1.0,
        }
    }
}

/// `[intervals]`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IntervalSettings {
    /// How much an interval is to cover, between 0 and 1.
    pub level: f64,
    /// How intervals are made.
    pub method: IntervalMethod,
    /// Replicates of the bootstrap, 50 or more.
    pub replicates: usize,
    /// `auto` takes the analytic way for ledgers with more votes than this.
    pub bootstrap_votes: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for IntervalSettings {
    fn default() -> Self {
        Self {
            level: 0.9,
            method: IntervalMethod::Auto,
            replicates: 500,
            bootstrap_votes: 20_000,
            seed: 1,
        }
    }
}

/// How intervals are made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IntervalMethod {
    /// Bootstrap for small ledgers, analytic for large ones.
    #[default]
    Auto,
    /// Bayesian bootstrap over questions.
    Bootstrap,
    /// Quantiles of the posterior, by formula.
    Analytic,
}

/// `[grades]`: where the Admiralty letters begin.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GradeSettings {
    /// Fewer independent checkable claims than this: F.
    pub min_claims: usize,
    /// A wider interval than this: F.
    pub max_width: f64,
    /// A from this reliability.
    pub a: f64,
    /// A only where the interval begins at least here.
    pub a_low: f64,
    /// B from this reliability.
    pub b: f64,
    /// C from this reliability.
    pub c: f64,
    /// D from this reliability; E below.
    pub d: f64,
    /// D only where the interval ends below this; otherwise "C?".
    pub d_high: f64,
    /// E only where the interval ends below this; otherwise "C?".
    pub e_high: f64,
}

impl Default for GradeSettings {
    fn default() -> Self {
        Self {
            min_claims: 5,
            max_width: 0.5,
            a: 0.90,
            a_low: 0.75,
            b: 0.70,
            c: 0.45,
            d: 0.25,
            d_high: 0.50,
            e_high: 0.35,
        }
    }
}

/// `[discovery]`: when an axis is proposed from the votes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiscoverySettings {
    /// Whether an axis is sought at all.
    pub enabled: bool,
    /// Fewest contested questions for an ideal point.
    pub min_questions: usize,
    /// Fewest voices that answered at least `min_answers` of them.
    pub min_voices: usize,
    /// Fewest contested questions that a voice must have answered to be placed.
    pub min_answers: usize,
    /// How many nats per vote a line must gain over "every question has its own split" before it is
    /// called an axis, 0 or more.
    pub min_gain: f64,
}

impl Default for DiscoverySettings {
    fn default() -> Self {
        Self { enabled: true, min_questions: 15, min_voices: 6, min_answers: 3, min_gain: 0.02 }
    }
}
