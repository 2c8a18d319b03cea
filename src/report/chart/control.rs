//! Control chart: one voice's reliability over runs, with the limits that chance alone would keep.

use super::super::inputs::{self, HistoryPoint, Inputs};
use super::super::theme::Ink;
use super::common::{self, decimal};
use super::{Axis, Chart, Curve, Dot, Entry, Form, Plane, Plot, Point, Region, Sample, Scale};

/// Fewer runs than this set no limits.
const FEWEST: usize = 8;
/// Control limits, in standard errors (Shewhart 1931).
const SIGMAS: f64 = 3.0;

/// Names of voices with enough runs, those with the most runs first.
pub fn voices_with_history<'a>(inputs: &Inputs<'a>) -> Vec<&'a str> {
    let mut names: Vec<(usize, &str)> = Vec::new();
    for p in &inputs.extras.history {
        match names.iter_mut().find(|n| n.1 == p.voice) {
            Some(n) => n.0 += 1,
            None => names.push((1, &p.voice)),
        }
    }
    names.retain(|n| n.0 >= FEWEST);
    names.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    names.into_iter().map(|n| n.1).collect()
}

/// The chart of one voice; `None` with fewer than eight runs.
///
/// # Formula
///
/// ```text
/// limits = p̄ ± 3 √(p̄ (1 − p̄) / nᵢ)        p̄: mean of the first eight runs by weight nᵢ
/// ```
///
/// The first runs set the limits and later ones are held against them: a change that went into the
/// mean would hide itself.
pub fn control(inputs: &Inputs<'_>, voice: &str) -> Option<Chart> {
    let mut runs: Vec<&HistoryPoint> =
        inputs.extras.history.iter().filter(|p| p.voice == voice && p.n > 0).collect();
    if runs.len() < FEWEST {
        return None;
    }
    runs.sort_by_key(|p| p.date);
    let base = &runs[..FEWEST];
    let weight: f64 = base.iter().map(|p| p.n as f64).sum();
    let mean = base.iter().map(|p| p.reliability * p.n as f64).sum::<f64>() / weight;
    let half = |p: &HistoryPoint| SIGMAS * (mean * (1.0 - mean) / p.n as f64).sqrt();
    let x = |p: &HistoryPoint| inputs::day_number(p.date);
    let mut outside = Vec::new();
    let points: Vec<Point> = runs
        .iter()
        .map(|p| {
            let out = (p.reliability - mean).abs() > half(p);
            if out {
                outside.push(*p);
            }
            Point {
                x: x(p),
                y: p.reliability,
                x_interval: None,
                y_interval: None,
                dot: Dot {
                    ink: if out { Ink::Contradicted } else { Ink::Supported },
                    hollow: false,
                    form: if out { Form::Square } else { Form::Circle },
                    radius: if out { 5.0 } else { 3.6 },
                    faint: false,
                },
                label: if out { inputs::short_day(p.date) } else { String::new() },
            }
        })
        .collect();
    let band: Vec<(f64, f64)> = runs
        .iter()
        .map(|p| (x(p), (mean + half(p)).min(1.0)))
        .chain(runs.iter().rev().map(|p| (x(p), (mean - half(p)).max(0.0))))
        .collect();
    let (first, last) = (x(runs[0]), x(runs[runs.len() - 1]));
    let low = points.iter().map(|p| p.y).chain(band.iter().map(|b| b.1)).fold(1.0, f64::min);
    let high = points.iter().map(|p| p.y).chain(band.iter().map(|b| b.1)).fold(0.0, f64::max);
    let pad = ((high - low) * 0.08).max(0.02);
    Some(Chart {
        name: format!("control-{}", common::slug(voice)),
        title: format!("{voice}: change, or chance?"),
        subtitle: format!(
            "Reliability run by run; {} outside the limits that chance alone would keep.",
            if outside.is_empty() {
                "none is".to_owned()
            } else {
                common::are(outside.len(), "run")
            }
        ),
        caption: format!(
            "{} The band is three standard errors about the mean of the first {FEWEST} runs, given each run's \
             number of checkable claims; narrower bands rest on more claims.",
            common::LIMITS
        ),
        left_out: String::new(),
        alt: format!(
            "Control chart of {voice}: {}, mean {}; outside the limits: {}.",
            inputs::count(runs.len(), "run"),
            decimal(mean),
            if outside.is_empty() {
                "none".to_owned()
            } else {
                outside
                    .iter()
                    .map(|p| format!("{} ({})", inputs::day(p.date), decimal(p.reliability)))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        ),
        legend: [
            Some(Entry { sample: Sample::Dot(Dot::filled(Ink::Supported)), words: "a run".into() }),
            (!outside.is_empty()).then(|| Entry {
                sample: Sample::Dot(Dot { form: Form::Square, ..Dot::filled(Ink::Contradicted) }),
                words: "outside the limits".into(),
            }),
            Some(Entry { sample: Sample::Band(Ink::Grid), words: "three standard errors".into() }),
            Some(Entry { sample: Sample::Dashed(Ink::Rule), words: "mean".into() }),
        ]
        .into_iter()
        .flatten()
        .collect(),
        plot: Plot::Plane(Plane {
            x: Axis::new(Scale::Days, first - 0.5, last + 0.5, ""),
            y: Axis::new(Scale::Linear, (low - pad).max(0.0), (high + pad).min(1.0), "reliability"),
            shape: 0.42,
            areas: vec![Region { points: band, ink: Ink::Grid, opacity: 0.7 }],
            lines: vec![
                Curve {
                    points: vec![(first, mean), (last, mean)],
                    ink: Ink::Rule,
                    width: 1.3,
                    dashed: true,
                },
                Curve {
                    points: points.iter().map(|p| (p.x, p.y)).collect(),
                    ink: Ink::Supported,
                    width: 1.0,
                    dashed: false,
                },
            ],
            points,
            labels: 12,
        }),
    })
}
