//! Votes → beliefs, and what was learnt about each voice on the way. Knows no language.
//!
//! | symbol   | name here                     | meaning                                              |
//! |----------|-------------------------------|------------------------------------------------------|
//! | `q`      | [`crate::ids::QuestionId`]    | a question                                           |
//! | `s`      | [`crate::ids::VoiceId`]       | a voice                                              |
//! | `y_sq`   | [`crate::ledger::Vote`]       | what `s` answered to `q`                             |
//! | `γ_q(v)` | [`Belief::support`]           | belief that answer `v` is compatible with the truth  |
//! | `a_s`    | [`VoiceEstimate::accuracy`]   | how often `s` is right on categories                 |
//! | `σ_s`    | [`VoiceEstimate::scatter`]    | scatter of `s` on numbers                            |
//! | `β_s`    | [`VoiceEstimate::house_effect`] | signed deviation of `s` toward the plus camp       |

pub mod methods;
pub mod settings;
mod status;
pub mod stream;

mod dirichlet;
mod fit;
mod layout;
mod points;
mod random;
#[cfg(test)]
pub(crate) mod testing;

mod accu;
mod accu_copy;
mod average_log;
mod bwa;
mod calibration;
mod catd;
mod copying;
mod crh;
mod dawid_skene;
mod ebcc;
mod glad;
mod gtm;
mod ibcc;
mod ideal_point;
mod investment;
mod joint;
mod known;
mod lfc;
mod ltm;
mod mace;
mod majority;
mod mean;
mod median;
mod numbers;
mod one_coin;
mod pooled_investment;
mod sums;
mod three_estimates;
mod trust;
mod truth_finder;
mod two_coin;
mod two_estimates;
mod weighted_majority;
mod weighted_median;

pub use accu::accu;
pub use accu_copy::accu_copy;
pub use average_log::average_log;
pub use bwa::bwa;
pub use calibration::{Settings as CalibrationSettings, YesNo, belief_in_yes};
pub use catd::catd;
pub use copying::{Link, Settings as CopyingSettings};
pub use crh::crh;
pub use dawid_skene::dawid_skene;
pub use ebcc::ebcc;
pub use glad::glad;
pub use gtm::gtm;
pub use ibcc::ibcc;
pub use ideal_point::{IdealPoints, ideal_point, ideal_points};
pub use investment::investment;
pub use joint::{Settings as JointSettings, joint};
pub use known::{Known, Truth};
pub use lfc::lfc;
pub use ltm::ltm;
pub use mace::mace;
pub use majority::majority;
pub use mean::mean;
pub use median::median;
pub use methods::{METHODS, Method, UnknownMethod, run};
pub use numbers::Settings as NumberSettings;
pub use one_coin::one_coin;
pub use pooled_investment::pooled_investment;
pub use settings::Settings;
pub use status::{Status, origins, status};
pub use sums::sums;
pub use three_estimates::three_estimates;
pub use truth_finder::truth_finder;
pub use two_coin::two_coin;
pub use two_estimates::two_estimates;
pub use weighted_majority::weighted_majority;
pub use weighted_median::weighted_median;

use crate::ids::QuestionId;
use crate::ledger::{Ledger, Vote};
use crate::units::Estimate;

/// What is believed of one question.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Belief {
    /// `γ_q(v)`, by answer: the probability that it is compatible with the truth.
    ///
    /// For categories these sum to at most 1; the rest is "something nobody said". For numbers each
    /// answer is an interval, they may overlap, and each is in `[0, 1]` by itself.
    pub support: Vec<f64>,
    /// For numbers: the believed number.
    pub number: Option<NumberBelief>,
}

impl Belief {
    /// The answer with the most support, the earliest among equals; `None` if there is none.
    pub fn best(&self) -> Option<usize> {
        (0..self.support.len()).reduce(|a, b| if self.support[b] > self.support[a] { b } else { a })
    }
}

/// A believed number, in the question's own units (days for dates).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NumberBelief {
    /// The answer to print: the posterior median (snapped to a stated value where the method says).
    pub value: f64,
    /// 5 % quantile.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
    /// Posterior mean.
    pub mean: f64,
    /// Posterior standard deviation.
    pub sd: f64,
}

/// What was learnt about one voice. A parameter that the method does not have is `None`.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct VoiceEstimate {
    /// `a_s` in `(0, 1)`: how often it is right on categories.
    pub accuracy: Option<Estimate>,
    /// The method's own trust in it, on the method's own scale: to rank by, not to compare.
    pub trust: Option<f64>,
    /// `P(says yes | yes)`.
    pub assertion_rate: Option<Estimate>,
    /// `P(says no | no)`.
    pub denial_rate: Option<Estimate>,
    /// `σ_s`: scatter on numbers, in the kind's scale (log for counts).
    pub scatter: Option<Estimate>,
    /// `β_s`: signed house effect.
    pub house_effect: Option<Estimate>,
    /// Votes it cast.
    pub votes: usize,
}

/// Why a method stopped. A run that hit the limit says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// There is nothing to iterate.
    ClosedForm,
    /// The last step changed less than the tolerance.
    Converged,
    /// The limit came first.
    StepLimit,
}

/// Something the reader of a result should know.
#[derive(Clone, Debug, PartialEq)]
pub struct Warning {
    /// What was noticed and why it matters.
    pub what: String,
    /// What to try.
    pub advice: String,
}

/// All beliefs, with what was learnt about each voice.
pub struct Consensus {
    /// The method's name, as `corroborate methods` lists it.
    pub method: &'static str,
    /// By question.
    pub beliefs: Vec<Belief>,
    /// By voice.
    pub voices: Vec<VoiceEstimate>,
    /// The objective after each step, in nats; never falls. Empty for closed forms.
    pub objective: Vec<f64>,
    /// Why it stopped.
    pub stop: Stop,
    /// What a reader should know.
    pub warnings: Vec<Warning>,
    /// The fitted model, to ask for beliefs from fewer votes.
    pub model: Box<dyn Model>,
}

/// A fitted model: voice parameters fixed, asked for the belief that some votes alone would give.
///
/// The scores use it to judge a voice by the others: its own origin (and on request its whole camp)
/// is left out of `votes`.
pub trait Model: Send + Sync {
    /// The belief on `q` from these of its votes only (each with its place in
    /// [`Ledger::all_votes`]). With no votes: support 0 everywhere.
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief;

    /// Pairs of voices that depend on each other, where the method looks for copying.
    fn links(&self) -> &[Link] {
        &[]
    }

    /// What is known of a question from outside the votes.
    fn known(&self, _: QuestionId) -> Option<&Truth> {
        None
    }

    /// The consensus of `ledger`, starting from what was learnt on `known`, the ledger that this
    /// model was fitted to: voices and labels are the same where their names are. After a few more
    /// votes this costs a fraction of a fit from nothing and comes to nearly the same. `None` where the
    /// method has to be run anew.
    fn refit(&self, _known: &Ledger, _ledger: &Ledger) -> Option<Consensus> {
        None
    }
}
