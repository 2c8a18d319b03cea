//! Fits the scores to labels of voices.

use std::collections::BTreeMap;

use super::fit::{Fitted, Parameter, Task, fit};
use crate::pipeline::{self, Gathered};
use crate::settings::Settings;

/// What the scores can be told.
pub const SCORES: [Parameter; 6] = [
    Parameter { path: "reliability.prior_strength", low: 0.5, high: 30.0, log: true },
    Parameter { path: "reliability.weights.fidelity", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.attribution", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.consistency", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.originality", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.staleness", low: 0.0, high: 2.0, log: false },
];

/// Labelled voices to fit to.
struct Labelled<'a> {
    gathered: &'a Gathered,
    voices: Vec<String>,
    /// Their ranks by label.
    wanted: Vec<f64>,
}

/// Fits score settings to labels of voices: the loss of a voice is how far its rank by reliability
/// is from its rank by label, as a share of the voices. `None` with fewer than five voices.
pub fn to_labels(
    gathered: &Gathered,
    labels: &BTreeMap<String, f64>,
    settings: &Settings,
    tick: &(dyn Fn() + Sync),
) -> Option<Fitted> {
    let (_, scores) = pipeline::rescore(gathered, settings).ok()?;
    let cases: Vec<(String, f64)> = scores
        .voices
        .iter()
        .filter(|v| v.reliability.is_some())
        .filter_map(|v| Some((v.name.clone(), *labels.get(&v.name)?)))
        .collect();
    let wanted = ranks(&cases.iter().map(|c| c.1).collect::<Vec<_>>());
    let voices: Vec<String> = cases.into_iter().map(|c| c.0).collect();
    let task = Labelled { gathered, voices: voices.clone(), wanted };
    fit(&task, "mean rank distance", &SCORES, &voices, settings, tick)
}

/// Ranks from 0, ties at their middle.
fn ranks(xs: &[f64]) -> Vec<f64> {
    xs.iter()
        .map(|x| {
            let below = xs.iter().filter(|y| *y < x).count() as f64;
            let equal = xs.iter().filter(|y| *y == x).count() as f64;
            below + (equal - 1.0) / 2.0
        })
        .collect()
}

impl Task for Labelled<'_> {
    /// Each voice's distance between its two ranks.
    type Outcome = Vec<f64>;
    type Extra = ();

    fn outcome(&self, settings: &Settings) -> Option<Vec<f64>> {
        let (_, scores) = pipeline::rescore(self.gathered, settings).ok()?;
        let reliability: BTreeMap<&str, f64> = scores
            .voices
            .iter()
            .filter_map(|v| Some((v.name.as_str(), v.reliability?.mean())))
            .collect();
        let got: Vec<f64> = self
            .voices
            .iter()
            .map(|v| reliability.get(v.as_str()).copied().unwrap_or(0.5))
            .collect();
        let n = self.voices.len() as f64;
        Some(ranks(&got).iter().zip(&self.wanted).map(|(a, b)| (a - b).abs() / n).collect())
    }

    fn in_force(&self) {}

    fn extra(&self, _: &Vec<f64>, _: &[usize]) {}

    fn fitted_loss(&self, distances: &Vec<f64>, of: &[usize]) -> f64 {
        of.iter().map(|&i| distances[i]).sum::<f64>() / of.len().max(1) as f64
    }

    fn loss(&self, distances: &Vec<f64>, (): &(), i: usize) -> f64 {
        distances[i]
    }

    fn blind(&self, _: &[usize], _: usize) -> Option<f64> {
        None
    }

    fn measures(&self, _: &Vec<f64>, (): &(), _: usize) -> Vec<(&'static str, f64)> {
        Vec::new()
    }

    fn changes(&self, (): &()) -> Vec<(String, f64, f64)> {
        Vec::new()
    }
}
