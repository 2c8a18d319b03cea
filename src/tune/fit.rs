//! Fits settings to what is known, by nested cross-validation grouped by event.
//!
//! Each candidate's outcome is worked out once for every case. A fold picks the candidate of least
//! loss on the other folds, fits there what is cheap to fit (the recalibration of beliefs, whose own
//! strength of shrinkage is chosen by a cross-validation inside those folds), and is judged on its
//! own cases. No event stands on both sides. The change of the held-out loss is compared with its
//! standard error over events, and with what would be known without any votes, before it is called an
//! improvement.

use std::collections::BTreeMap;

use rayon::prelude::*;
use toml::Value;

use super::search::{GRID, Point, compass, unit};
use super::{loss, vary};
use crate::settings::Settings;

/// A setting that is sought, with the box it is sought in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its key.
    pub path: &'static str,
    /// Smallest value tried.
    pub low: f64,
    /// Largest value tried.
    pub high: f64,
    /// Whether it is sought on a log scale.
    pub log: bool,
}

impl Parameter {
    pub(super) fn value(&self, x: u16) -> f64 {
        let x = unit(x);
        four_digits(if self.log {
            self.low * (self.high / self.low).powf(x)
        } else {
            self.low + (self.high - self.low) * x
        })
    }

    pub(super) fn place(&self, v: f64) -> u16 {
        let x = if self.log {
            (v.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (v - self.low) / (self.high - self.low)
        };
        (x.clamp(0.0, 1.0) * f64::from(GRID)).round() as u16
    }
}

/// Four digits are as many as a reader of the file wants.
pub(super) fn four_digits(v: f64) -> f64 {
    let digits = 10f64.powf(3.0 - v.abs().max(1e-9).log10().floor());
    (v * digits).round() / digits
}

/// What a fit is to: cases that can be judged under given settings.
pub(super) trait Task: Sync {
    /// What settings make of all cases.
    type Outcome: Send + Sync;
    /// What is fitted beside the search, given an outcome.
    type Extra;

    /// The outcome under some settings, before the extra.
    fn outcome(&self, settings: &Settings) -> Option<Self::Outcome>;
    /// The extra as it is in force.
    fn in_force(&self) -> Self::Extra;
    /// The extra fitted to some cases, its hyper-parameters chosen within them.
    fn extra(&self, outcome: &Self::Outcome, cases: &[usize]) -> Self::Extra;
    /// The mean loss of some cases to which the extra was fitted, for the search.
    fn fitted_loss(&self, outcome: &Self::Outcome, cases: &[usize]) -> f64;
    /// The loss of one case.
    fn loss(&self, outcome: &Self::Outcome, extra: &Self::Extra, case: usize) -> f64;
    /// The loss of one case by somebody who knows the answers to others, but no votes.
    fn blind(&self, known: &[usize], case: usize) -> Option<f64>;
    /// More measures of one case: name and value.
    fn measures(
        &self,
        outcome: &Self::Outcome,
        extra: &Self::Extra,
        case: usize,
    ) -> Vec<(&'static str, f64)>;
    /// Keys that the extra sets: path, value in force, value fitted.
    fn changes(&self, extra: &Self::Extra) -> Vec<(String, f64, f64)>;
}

/// What a fit may be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// The held-out loss falls by more than twice its standard error.
    Improved,
    /// It does not.
    Noise,
    /// It does, but is no better than what would be known without any votes.
    Blind,
}

/// What came of a fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The loss that was lowered.
    pub loss: &'static str,
    /// Cases judged (questions or voices).
    pub cases: usize,
    /// Groups (events) they fall into.
    pub groups: usize,
    /// Held-out loss under the settings in force.
    pub before: f64,
    /// Held-out loss under the settings fitted on the other folds.
    pub after: f64,
    /// Standard error of `before − after` over groups.
    pub error: f64,
    /// Held-out loss of somebody who knows the other folds' answers but no votes.
    pub blind: Option<f64>,
    /// What may be said of it.
    pub finding: Finding,
    /// Held-out means of other measures: name, before, after.
    pub measures: Vec<(&'static str, f64, f64)>,
    /// Key, value in force, value fitted to all cases; only keys whose value changes.
    pub changes: Vec<(String, f64, f64)>,
}

/// Folds of the cross-validation.
pub(super) const FOLDS: usize = 5;
/// Rounds of a search.
const ROUNDS: usize = 40;
/// How much the loss may cost per squared distance from the settings in force, in units of the loss
/// there: settings far away must earn it.
const PENALTY: f64 = 0.02;
/// Standard errors that an improvement must exceed.
const BEYOND_NOISE: f64 = 2.0;

/// The fold of a group, by a hash of its name, so that an added question moves no other. Another
/// salt, other folds.
pub(super) fn fold_of(group: &str, salt: u64) -> usize {
    let hash = group.bytes().fold(0xcbf2_9ce4_8422_2325u64 ^ salt, |h, b| {
        (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
    });
    (hash >> 32) as usize % FOLDS
}

/// Mean of `before − after`, and its standard error: cases of one event share their luck, so it is
/// taken over events.
fn gain(before: &[f64], after: &[f64], groups: &[String]) -> (f64, f64) {
    let n = groups.len() as f64;
    let mean = before.iter().zip(after).map(|(b, a)| b - a).sum::<f64>() / n;
    let mut gains: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
    for (group, (b, a)) in groups.iter().zip(before.iter().zip(after)) {
        let gain = gains.entry(group).or_default();
        gain.0 += b - a;
        gain.1 += 1.0;
    }
    let k = gains.len() as f64;
    let squares: f64 = gains.values().map(|(sum, m)| (sum - mean * m).powi(2)).sum();
    (mean, (squares * k / (k - 1.0)).sqrt() / n)
}

/// Outcomes of the candidates tried so far.
struct Tried<'a, T: Task> {
    task: &'a T,
    settings: &'a Settings,
    parameters: &'a [Parameter],
    start: Point,
    known: BTreeMap<Point, Option<T::Outcome>>,
    tick: &'a (dyn Fn() + Sync),
}

impl<T: Task> Tried<'_, T> {
    fn at(&self, point: &Point) -> Option<Settings> {
        let mut changed = self.settings.clone();
        for (i, p) in self.parameters.iter().enumerate() {
            // Where the search has not moved, the value in force stays to the last digit.
            if point[i] != self.start[i] {
                changed = vary::with(&changed, p.path, Value::Float(p.value(point[i])))?;
            }
        }
        Some(changed)
    }

    fn outcome(&self, point: &Point) -> Option<&T::Outcome> {
        self.known.get(point)?.as_ref()
    }

    /// The candidate of least loss on some cases.
    fn search(&mut self, cases: &[usize]) -> Point {
        let start = self.start.clone();
        let mut at_start = None;
        compass(&start, ROUNDS, |points| {
            let missing: Vec<&Point> =
                points.iter().filter(|p| !self.known.contains_key(*p)).collect();
            let fresh: Vec<(Point, Option<T::Outcome>)> = missing
                .into_par_iter()
                .map(|p| {
                    let outcome = self.at(p).and_then(|s| self.task.outcome(&s));
                    (self.tick)();
                    (p.clone(), outcome)
                })
                .collect();
            self.known.extend(fresh);
            points
                .iter()
                .map(|p| {
                    let Some(outcome) = self.outcome(p) else { return f64::INFINITY };
                    let mean = self.task.fitted_loss(outcome, cases);
                    let unit_loss: f64 = *at_start.get_or_insert(mean);
                    let far: f64 =
                        p.iter().zip(&start).map(|(a, b)| (unit(*a) - unit(*b)).powi(2)).sum();
                    mean + PENALTY * unit_loss.abs() * far
                })
                .collect()
        })
        .0
    }
}

/// Fits by nested cross-validation. `groups` are the cases' events. `None` with fewer than five, or
/// where the settings in force cannot be judged.
pub(super) fn fit<T: Task>(
    task: &T,
    name: &'static str,
    parameters: &[Parameter],
    groups: &[String],
    settings: &Settings,
    tick: &(dyn Fn() + Sync),
) -> Option<Fitted> {
    let start: Point = parameters
        .iter()
        .map(|p| Some(p.place(vary::get(settings, p.path)?.as_float()?)))
        .collect::<Option<_>>()?;
    let mut names: Vec<&String> = groups.iter().collect();
    names.sort();
    names.dedup();
    if names.len() < FOLDS {
        return None;
    }
    let cases: Vec<usize> = (0..groups.len()).collect();
    let fold: Vec<usize> = groups.iter().map(|g| fold_of(g, 0)).collect();
    let mut tried =
        Tried { task, settings, parameters, start: start.clone(), known: BTreeMap::new(), tick };

    let in_force = task.in_force();
    let mut after = vec![0.0; cases.len()];
    let mut blind: Vec<Option<f64>> = vec![None; cases.len()];
    let mut measured: BTreeMap<&'static str, (f64, f64, f64)> = BTreeMap::new();
    let mut before = vec![0.0; cases.len()];
    for held in 0..FOLDS {
        let (own, others): (Vec<usize>, Vec<usize>) = cases.iter().partition(|&&i| fold[i] == held);
        if own.is_empty() {
            continue;
        }
        let chosen = tried.search(&others);
        let base = tried.outcome(&start)?;
        let outcome = tried.outcome(&chosen)?;
        let extra = task.extra(outcome, &others);
        for i in own {
            before[i] = task.loss(base, &in_force, i);
            after[i] = task.loss(outcome, &extra, i);
            blind[i] = task.blind(&others, i);
            let now = task.measures(outcome, &extra, i);
            for ((name, b), (_, a)) in task.measures(base, &in_force, i).into_iter().zip(now) {
                let m = measured.entry(name).or_default();
                *m = (m.0 + b, m.1 + a, m.2 + 1.0);
            }
        }
    }
    let best = tried.search(&cases);
    let extra = task.extra(tried.outcome(&best)?, &cases);
    let mut changes: Vec<(String, f64, f64)> = parameters
        .iter()
        .enumerate()
        .filter(|(i, _)| best[*i] != start[*i])
        .filter_map(|(i, p)| {
            let old = vary::get(settings, p.path)?.as_float()?;
            Some((p.path.to_owned(), old, p.value(best[i])))
        })
        .collect();
    changes.extend(task.changes(&extra).into_iter().filter(|(_, old, new)| old != new));

    let (mean_gain, error) = gain(&before, &after, groups);
    let blind: Option<Vec<f64>> = blind.into_iter().collect();
    let finding = if mean_gain <= BEYOND_NOISE * error || mean_gain <= 0.0 {
        Finding::Noise
    } else {
        match blind.as_ref().map(|b| gain(b, &after, groups)) {
            Some((over_blind, noise)) if over_blind <= BEYOND_NOISE * noise => Finding::Blind,
            _ => Finding::Improved,
        }
    };
    Some(Fitted {
        loss: name,
        cases: groups.len(),
        groups: names.len(),
        before: loss::mean(&before)?,
        after: loss::mean(&after)?,
        error,
        blind: blind.and_then(|b| loss::mean(&b)),
        finding,
        measures: measured.into_iter().map(|(n, (b, a, k))| (n, b / k, a / k)).collect(),
        changes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_of_a_gain_is_taken_over_events() {
        let groups: Vec<String> = ["x", "x", "y", "z"].map(str::to_owned).to_vec();
        let (mean, error) = gain(&[1.0, 1.0, 0.0, 0.0], &[0.0; 4], &groups);
        assert!((mean - 0.5).abs() < 1e-12);
        // Sums less mean by event: 2 − 1, 0 − ½, 0 − ½; squares 1 + ¼ + ¼; times 3/2.
        assert!((error - (1.5f64 * 1.5).sqrt() / 4.0).abs() < 1e-12);
    }

    #[test]
    fn folds_depend_on_the_name_and_on_nothing_else() {
        let names: Vec<String> = (0..200).map(|i| format!("event {i}")).collect();
        let mut sizes = [0; FOLDS];
        names.iter().for_each(|n| sizes[fold_of(n, 0)] += 1);
        assert!(sizes.iter().all(|&n| n > 15), "{sizes:?}");
        assert!(names.iter().any(|n| fold_of(n, 0) != fold_of(n, 1)));
    }
}
