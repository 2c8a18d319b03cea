//! What the user may set about the consensus; the defaults are one choice for all data.

use serde::{Deserialize, Serialize};

use super::{CalibrationSettings, JointSettings};

/// Settings of every consensus method.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The method, by its name in `corroborate methods`.
    pub method: String,
    /// When an iteration has settled: for methods with an objective, a step adds less than this in
    /// nats per vote; for the others, no trust or belief moved further than this. Above 0.
    pub tolerance: f64,
    /// Steps after which an iteration is given up, and says so. 1 and up.
    pub max_steps: usize,
    /// Seed of every random draw (`ltm` samples; `ebcc` breaks symmetry). Same seed, same bytes.
    pub seed: u64,
    /// Whether category questions share one label set (confusion matrices need one) or each has a
    /// value domain of its own. `auto` decides from how often labels recur.
    pub domain: Domain,
    /// Open domains: how many candidate answers nobody gave, which the truth may be. 0 and up.
    pub unseen_answers: f64,
    /// `one_coin`, `glad`: prior on a voice's accuracy, `Beta(a, b)` as `[a, b]`, both above 1.
    pub accuracy_prior: [f64; 2],
    /// `two_coin`, `lfc`: prior on the rate of saying yes where yes is true, `[a, b]`, above 1.
    pub assertion_prior: [f64; 2],
    /// `two_coin`, `lfc`: prior on the rate of saying no where no is true, `[a, b]`, above 1.
    pub denial_prior: [f64; 2],
    /// `dawid_skene`: pseudo-votes in every cell of a confusion matrix and on every label. Above 0;
    /// the paper has none, and then one vote decides a cell for good.
    pub confusion_smoothing: f64,
    /// `ibcc`, `ebcc`: Dirichlet prior of a confusion matrix, `[on the diagonal, off it]`.
    pub confusion_prior: [f64; 2],
    /// `ebcc`: correlated subtypes of each label. 1 and up; 1 is `ibcc`.
    pub subtypes: usize,
    /// `ebcc`: random starts, the best bound kept. 1 and up.
    pub starts: usize,
    /// `bwa`: prior strength of a voice's precision. Above 0.
    pub bwa_strength: f64,
    /// `truth_finder`: trust that every voice starts with, in (0, 1).
    pub truth_finder_trust: f64,
    /// `truth_finder`: dampening factor γ of the logistic, in (0, 1].
    pub truth_finder_dampening: f64,
    /// `truth_finder`: weight ρ of other answers to the same question, in \[0, 1\].
    pub truth_finder_influence: f64,
    /// `truth_finder`: how far a different answer speaks against one, in \[0, 1\]: the paper's
    /// `base_sim`, the implication between answers that have nothing in common being its negative.
    pub truth_finder_opposition: f64,
    /// `investment`: exponent g of belief growth, at least 1.
    pub investment_growth: f64,
    /// `pooled_investment`: exponent g of belief growth, at least 1.
    pub pooled_investment_growth: f64,
    /// `two_estimates`, `three_estimates`: weight λ of the linear part of the normalisation; the
    /// rest rounds to 0 or 1. In \[0, 1\].
    pub estimates_lambda: f64,
    /// `accu`, `accu_copy`: false values n of a question with an open value domain. Above 0.
    pub false_values: f64,
    /// `accu`, `accu_copy`: accuracy that every voice starts with, in (0, 1).
    pub accu_start: f64,
    /// `accu_copy`: prior probability that one of two voices copies the other, in (0, 1).
    pub copy_prior: f64,
    /// `accu_copy`: share of its votes that a copier copies, in (0, 1).
    pub copy_share: f64,
    /// `ltm`: prior of the false positive rate, `[false positives, true negatives]`.
    pub ltm_false_positive: [f64; 2],
    /// `ltm`: prior of sensitivity, `[true positives, false negatives]`.
    pub ltm_sensitivity: [f64; 2],
    /// `ltm`: prior of a claim's truth, `[true, false]`.
    pub ltm_truth: [f64; 2],
    /// `ltm`: Gibbs sweeps, first ones thrown away, every n-th of the rest kept.
    pub ltm_sweeps: [usize; 3],
    /// `catd`: significance level of the chi-square bound, in (0, 1).
    pub catd_level: f64,
    /// `gtm`: inverse-gamma prior of a voice's variance on standardised numbers, `[α, β]`, above 0.
    pub gtm_variance: [f64; 2],
    /// `gtm`: prior variance of a standardised truth. Above 0.
    pub gtm_truth_variance: f64,
    /// `lfc` on numbers: prior votes at the typical scatter, per voice. Above 0.
    pub lfc_strength: f64,
    /// `mace`: Beta prior of a voice's competence, `[knows, spams]`, above 0.
    pub mace_competence: [f64; 2],
    /// `mace`: Dirichlet prior of the labels a voice spams, per label. Above 0.
    pub mace_spam: f64,
    /// `glad`: prior standard deviation of ability and of log difficulty. Above 0.
    pub glad_spread: f64,
    /// `ideal_point`: prior standard deviation of discriminations and of difficulties. Above 0.
    pub ideal_point_spread: f64,
    /// `joint`: the default engine.
    pub joint: JointSettings,
    /// How beliefs are moved to where known answers say that they should be.
    pub calibration: CalibrationSettings,
}

/// Whether category questions share one label set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Domain {
    /// Shared where at most 64 labels recur five times or more each.
    #[default]
    Auto,
    /// All category questions share one label set.
    Shared,
    /// Each question has its own value domain.
    Open,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            method: "joint".to_owned(),
            tolerance: 1e-6,
            max_steps: 200,
            seed: 1,
            domain: Domain::Auto,
            unseen_answers: 1.0,
            accuracy_prior: [4.0, 2.0],
            assertion_prior: [2.0, 1.5],
            denial_prior: [2.0, 1.5],
            confusion_smoothing: 0.01,
            confusion_prior: [4.0, 1.0],
            subtypes: 10,
            starts: 4,
            bwa_strength: 15.0,
            truth_finder_trust: 0.9,
            truth_finder_dampening: 0.3,
            truth_finder_influence: 0.5,
            truth_finder_opposition: 0.0,
            investment_growth: 1.2,
            pooled_investment_growth: 1.4,
            estimates_lambda: 0.5,
            false_values: 100.0,
            accu_start: 0.8,
            copy_prior: 0.2,
            copy_share: 0.8,
            ltm_false_positive: [10.0, 1000.0],
            ltm_sensitivity: [50.0, 50.0],
            ltm_truth: [10.0, 10.0],
            ltm_sweeps: [100, 20, 4],
            catd_level: 0.05,
            gtm_variance: [10.0, 10.0],
            gtm_truth_variance: 1.0,
            lfc_strength: 1.0,
            mace_competence: [0.5, 0.5],
            mace_spam: 10.0,
            glad_spread: 1.0,
            ideal_point_spread: 5.0,
            joint: JointSettings::default(),
            calibration: CalibrationSettings::default(),
        }
    }
}
