//! Recalibration: beliefs moved to where an answer key says that they should be.
//!
//! | symbol   | name here                | meaning                                                   |
//! |----------|--------------------------|-----------------------------------------------------------|
//! | `γ`, `γ'` | [`Belief::support`]     | belief before and after                                   |
//! | `n_yes`, `n_no` |                   | independent origins that say yes, that say no             |
//!
//! ```text
//! yes and no    logit γ'(yes) = slope · logit γ(yes) + yes + assertions · ln(1 + n_yes) − denials · ln(1 + n_no)
//! categories    γ'(v) ∝ γ(v)^slope, "none of these" included
//! numbers       deviations from the middle times spread; real numbers also moved by shift
//! ```
//!
//! For yes and no this is Platt's map (1999, "Probabilistic outputs for support vector machines")
//! with what repetition tells beside it: how much the tenth assertion adds to the ninth cannot be
//! seen in votes alone, since rumours are repeated too. For categories it is a temperature (Guo et
//! al. 2017, arXiv:1706.04599). With the defaults nothing changes; `tune` fits them to known answers.

use serde::{Deserialize, Serialize};

use super::known::Truth;
use super::{Belief, Consensus, Link, Model};
use crate::ids::{AnswerId, Id, OriginId, QuestionId};
use crate::ledger::{Kind, Ledger, Vote};

/// `[consensus.calibration]`: how beliefs are moved; the defaults move nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How far the log odds of categories, yes and no are taken at face value, 0 and up: below 1
    /// pulls beliefs toward even, above 1 away from it.
    pub slope: f64,
    /// Log odds (nats) added to yes: below 0, claims are less often right than votes make believe.
    pub yes: f64,
    /// Log odds added to yes for each `ln(1 + origins that say yes)`.
    pub assertions: f64,
    /// Log odds taken from yes for each `ln(1 + origins that say no)`.
    pub denials: f64,
    /// Factor of the width of believed numbers, above 0: below 1 makes intervals narrower.
    pub spread: f64,
    /// Added to believed real numbers, in their own unit: an error that all sources share.
    pub shift: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { slope: 1.0, yes: 0.0, assertions: 0.0, denials: 0.0, spread: 1.0, shift: 0.0 }
    }
}

/// Log odds beyond these are taken for these: what is certain by votes stays within reach.
const FURTHEST: f64 = 12.0;

/// `ln(p / (1 − p))`, within ±12.
pub(crate) fn logit(p: f64) -> f64 {
    (p.max(1e-300) / (1.0 - p).max(1e-300)).ln().clamp(-FURTHEST, FURTHEST)
}

/// What a yes/no belief is recalibrated from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct YesNo {
    /// `logit γ(yes)`.
    pub log_odds: f64,
    /// `ln(1 + n_yes)`.
    pub assertions: f64,
    /// `ln(1 + n_no)`.
    pub denials: f64,
}

/// Belief in yes on a yes/no question, said or not; `None` without votes or on another kind.
pub fn belief_in_yes(ledger: &Ledger, q: QuestionId, belief: &Belief) -> Option<f64> {
    if ledger.question(q).kind != Kind::YesNo || ledger.votes(q).is_empty() {
        return None;
    }
    let of = |side: &str| {
        (0..belief.support.len())
            .find(|&a| ledger.print_answer(q, AnswerId::from_index(a)) == side)
            .map(|a| belief.support[a])
    };
    // Of two answers the one that nobody gave has what the other leaves.
    of("yes").or_else(|| of("no").map(|no| 1.0 - no))
}

impl YesNo {
    /// Reads a belief and the votes behind it; `None` on another kind of question.
    pub fn of(
        ledger: &Ledger,
        q: QuestionId,
        votes: impl Iterator<Item = Vote>,
        belief: &Belief,
    ) -> Option<Self> {
        let yes = belief_in_yes(ledger, q, belief)?;
        let mut sides: [Vec<OriginId>; 2] = [Vec::new(), Vec::new()];
        for v in votes {
            sides[usize::from(ledger.print_answer(q, v.answer) == "yes")].push(v.origin);
        }
        let [no, asserting] = sides.map(|mut origins| {
            origins.sort_unstable();
            origins.dedup();
            (origins.len() as f64).ln_1p()
        });
        Some(Self { log_odds: logit(yes), assertions: asserting, denials: no })
    }

    /// Belief in yes after recalibration.
    pub fn recalibrated(self, s: &Settings) -> f64 {
        let z = s.slope * self.log_odds + s.yes + s.assertions * self.assertions
            - s.denials * self.denials;
        1.0 / (1.0 + (-z.clamp(-FURTHEST, FURTHEST)).exp())
    }
}

impl Settings {
    /// Whether these settings move nothing.
    pub fn is_identity(&self) -> bool {
        *self == Self::default()
    }

    /// Candidates' probabilities, "none of these" last, each to the power of the slope.
    pub fn categories(&self, support: &[f64]) -> Vec<f64> {
        let rest = (1.0 - support.iter().sum::<f64>()).max(0.0);
        let powers: Vec<f64> = support
            .iter()
            .chain(std::iter::once(&rest))
            .map(|&p| if p > 0.0 { p.powf(self.slope) } else { 0.0 })
            .collect();
        let total: f64 = powers.iter().sum();
        powers.iter().map(|p| if total > 0.0 { p / total } else { 0.0 }).collect()
    }

    /// A belief moved; `votes` are those it rests on.
    pub fn belief(
        &self,
        ledger: &Ledger,
        q: QuestionId,
        votes: impl Iterator<Item = Vote>,
        mut belief: Belief,
    ) -> Belief {
        if self.is_identity() || belief.support.iter().all(|s| *s == 0.0) {
            return belief;
        }
        match ledger.question(q).kind {
            Kind::YesNo => {
                if let Some(read) = YesNo::of(ledger, q, votes, &belief) {
                    let yes = read.recalibrated(self);
                    for (a, s) in belief.support.iter_mut().enumerate() {
                        let asserts = ledger.print_answer(q, AnswerId::from_index(a)) == "yes";
                        *s = if asserts { yes } else { 1.0 - yes };
                    }
                }
            }
            Kind::Category => {
                let mut moved = self.categories(&belief.support);
                moved.pop();
                belief.support = moved;
            }
            kind => {
                if let Some(n) = &mut belief.number {
                    let shift = if kind == Kind::Real { self.shift } else { 0.0 };
                    let middle = n.value;
                    n.low = middle + self.spread * (n.low - middle) + shift;
                    n.high = middle + self.spread * (n.high - middle) + shift;
                    // A count lies at zero or above.
                    if kind == Kind::Count {
                        n.low = n.low.max(0.0);
                    }
                    n.sd *= self.spread;
                    n.mean += shift;
                    n.value += shift;
                }
            }
        }
        belief
    }
}

/// A model whose beliefs are moved.
struct Calibrated {
    inner: Box<dyn Model>,
    settings: Settings,
}

impl Model for Calibrated {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        let belief = self.inner.belief(ledger, q, votes);
        self.settings.belief(ledger, q, votes.iter().map(|(_, v)| *v), belief)
    }

    fn links(&self) -> &[Link] {
        self.inner.links()
    }

    fn known(&self, q: QuestionId) -> Option<&Truth> {
        self.inner.known(q)
    }
}

/// All beliefs of a consensus moved, and those that its model will give.
pub(crate) fn calibrate(
    ledger: &Ledger,
    mut consensus: Consensus,
    settings: &Settings,
) -> Consensus {
    if settings.is_identity() {
        return consensus;
    }
    for (q, belief) in ledger.question_ids().zip(&mut consensus.beliefs) {
        let votes = ledger.votes(q).iter().copied();
        *belief = settings.belief(ledger, q, votes, std::mem::take(belief));
    }
    consensus.model = Box::new(Calibrated { inner: consensus.model, settings: settings.clone() });
    consensus
}

#[cfg(test)]
mod tests {
    use super::super::testing::question;
    use super::*;
    use crate::consensus::majority;
    use crate::ledger::{LedgerBuilder, Role, Row};
    use crate::units::Interval;

    fn ledger(kind: Kind, votes: &[(&str, &str, Option<f64>)]) -> Ledger {
        let mut builder = LedgerBuilder::default();
        for (voice, label, x) in votes {
            builder.push(Row {
                voice,
                role: Role::Outlet,
                question: question("q", kind),
                label,
                number: x.and_then(Interval::exactly),
                origin: "",
                detail: None,
            });
        }
        builder.build()
    }

    #[test]
    fn defaults_move_nothing() {
        let ledger =
            ledger(Kind::Category, &[("a", "x", None), ("b", "x", None), ("c", "y", None)]);
        let plain = majority(&ledger);
        let moved = calibrate(&ledger, majority(&ledger), &Settings::default());
        assert_eq!(plain.beliefs, moved.beliefs);
    }

    #[test]
    fn yes_is_moved_by_the_formula_worked_longhand() {
        let votes = [("a", "yes", None), ("b", "yes", None), ("c", "yes", None), ("d", "no", None)];
        let ledger = ledger(Kind::YesNo, &votes);
        let s = Settings {
            slope: 0.5,
            yes: -1.0,
            assertions: 0.3,
            denials: 0.7,
            ..Settings::default()
        };
        // Majority believes yes 3/4: 0.5 ln 3 − 1 + 0.3 ln 4 − 0.7 ln 2.
        let z: f64 = 0.5 * 3f64.ln() - 1.0 + 0.3 * 4f64.ln() - 0.7 * 2f64.ln();
        let want = 1.0 / (1.0 + (-z).exp());
        let moved = calibrate(&ledger, majority(&ledger), &s);
        let q = QuestionId(0);
        assert!((belief_in_yes(&ledger, q, &moved.beliefs[0]).unwrap() - want).abs() < 1e-12);
        assert!((moved.beliefs[0].support.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        // The model is moved alike: the same votes give the same belief.
        let all: Vec<(usize, Vote)> = ledger.votes(q).iter().copied().enumerate().collect();
        assert_eq!(moved.model.belief(&ledger, q, &all), moved.beliefs[0]);
    }

    #[test]
    fn what_only_one_side_said_leaves_the_rest_to_the_other() {
        let ledger = ledger(Kind::YesNo, &[("a", "no", None)]);
        let belief = Belief { support: vec![0.9], number: None };
        let yes = belief_in_yes(&ledger, QuestionId(0), &belief).unwrap();
        assert!((yes - 0.1).abs() < 1e-12);
    }

    #[test]
    fn a_slope_of_zero_believes_all_alike_and_a_steep_one_the_first() {
        let support = [0.6, 0.3];
        let flat = Settings { slope: 0.0, ..Settings::default() }.categories(&support);
        assert!(flat.iter().all(|p| (p - 1.0 / 3.0).abs() < 1e-12), "{flat:?}");
        let steep = Settings { slope: 20.0, ..Settings::default() }.categories(&support);
        assert!(steep[0] > 0.999 && (steep.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn numbers_are_widened_and_reals_moved() {
        let votes = [("a", "", Some(10.0)), ("b", "", Some(12.0)), ("c", "", Some(17.0))];
        let ledger = ledger(Kind::Real, &votes);
        let plain = crate::consensus::median(&ledger);
        let before = plain.beliefs[0].number.unwrap();
        let s = Settings { spread: 2.0, shift: -1.0, ..Settings::default() };
        let after = calibrate(&ledger, plain, &s).beliefs[0].number.unwrap();
        assert!((after.value - (before.value - 1.0)).abs() < 1e-12);
        assert!((after.high - after.low - 2.0 * (before.high - before.low)).abs() < 1e-9);
        assert!((after.sd - 2.0 * before.sd).abs() < 1e-12);
    }
}
