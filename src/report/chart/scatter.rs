//! Reliability × partisanship: every voice as a point with its two intervals.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common::{self, LIMITS, decimal, signed};
use super::{Axis, Chart, Dot, Entry, Form, Plane, Plot, Point, Sample, Scale};

/// Above so many voices only some are named, and only these keep their intervals drawn.
const CROWD: usize = 60;
/// So many of a crowd.
const NAMED: usize = 14;

/// The chart for one axis; `None` where no voice has both scores. The `top` voices by evidence
/// are named.
pub fn scatter(inputs: &Inputs<'_>, axis: usize, top: usize) -> Option<Chart> {
    let (minus, plus) = inputs.camps(axis);
    let ranked = common::by_evidence(inputs);
    let crowd = ranked.len() > CROWD;
    let top = if crowd { top.min(NAMED) } else { top };
    let mut points = Vec::new();
    let mut graded = 0;
    for voice in &ranked {
        let lean = voice.axes.get(axis).and_then(|a| a.partisanship);
        let (Some(r), Some(p)) = (voice.reliability, lean) else { continue };
        graded += usize::from(!common::abstains(voice));
        let n = points.len();
        let named = n < top;
        points.push(Point {
            x: p.mean(),
            y: r.mean(),
            x_interval: (named || !crowd).then(|| (p.low(), p.high())),
            y_interval: (named || !crowd).then(|| (r.low(), r.high())),
            dot: Dot {
                faint: crowd && !named,
                ..common::voice_dot(voice, radius(voice.checkable))
            },
            label: if named { common::marked_name(voice, axis) } else { String::new() },
        });
    }
    if points.is_empty() {
        return None;
    }
    let shown = points.len();
    let missing = ranked.len() - shown;
    let mut left_out = String::new();
    if shown > top {
        left_out = format!(
            "Named{}: the {top} voices with the most checkable claims. ",
            if crowd { " and drawn with intervals" } else { "" }
        );
    }
    if missing > 0 {
        left_out.push_str(&format!(
            "Not drawn: {} without both scores.",
            inputs::count(missing, "voice")
        ));
    }
    let alt = {
        let best = points
            .iter()
            .take(5)
            .map(|p| format!("{} (lean {}, reliability {})", p.label, signed(p.x), decimal(p.y)));
        format!(
            "Scatter plot of {}: across, partisanship from {minus} to {plus}; up, reliability from 0 \
             to 1; {graded} graded, the rest abstained. Most evidence: {}.",
            inputs::count(shown, "voice"),
            best.collect::<Vec<_>>().join("; "),
        )
    };
    let sample = |role: Form, ink, hollow, radius| {
        Sample::Dot(Dot { ink, hollow, form: role, radius, faint: false })
    };
    let mut legend = vec![
        Entry { sample: sample(Form::Circle, Ink::Outlet, false, 5.0), words: "outlet".into() },
        Entry { sample: sample(Form::Diamond, Ink::Speaker, false, 5.0), words: "speaker".into() },
        Entry {
            sample: sample(Form::Circle, Ink::Neutral, true, 5.0),
            words: "hollow: too little evidence to grade".into(),
        },
        Entry { sample: sample(Form::Circle, Ink::Neutral, false, radius(5)), words: "5".into() },
        Entry {
            sample: sample(Form::Circle, Ink::Neutral, false, radius(50)),
            words: "50 checkable claims".into(),
        },
    ];
    if points.iter().any(|p| p.label.ends_with('†')) {
        legend.push(Entry { sample: Sample::None, words: "† party (declared)".into() });
    }
    if points.iter().any(|p| p.label.ends_with('‡')) {
        legend.push(Entry { sample: Sample::None, words: "‡ off the axis (declared)".into() });
    }
    Some(Chart {
        name: named(inputs, axis, "reliability-partisanship"),
        title: "How reliable, and leaning where?".into(),
        subtitle: format!(
            "Agreement with independent sources (up) and lean between {minus} and {plus} (across), \
             with 90 % intervals. The two are separate: no corner is the good one."
        ),
        caption: format!(
            "{LIMITS} A cross that touches the middle line shows no lean detected; long crosses mean \
             little evidence. Size: independent claims that could be checked."
        ),
        left_out,
        alt,
        legend,
        plot: Plot::Plane(Plane {
            x: Axis::new(Scale::Linear, -1.0, 1.0, "partisanship").with_ends(&minus, &plus),
            y: Axis::new(Scale::Linear, 0.0, 1.0, "reliability"),
            shape: 0.62,
            areas: Vec::new(),
            lines: vec![super::Curve {
                points: vec![(0.0, 0.0), (0.0, 1.0)],
                ink: Ink::Rule,
                width: 1.2,
                dashed: false,
            }],
            points,
            labels: top,
        }),
    })
}

/// A chart's file name; with more than one axis the axis is part of it.
pub fn named(inputs: &Inputs<'_>, axis: usize, stem: &str) -> String {
    match inputs.scores.axes.get(axis) {
        Some(name) if inputs.scores.axes.len() > 1 => format!("{stem}-{}", common::slug(name)),
        _ => stem.to_owned(),
    }
}

/// Radius of a point: its area grows with the number of claims, within readable bounds.
fn radius(n: usize) -> f64 {
    (2.6 + 1.15 * (n as f64).sqrt()).min(15.0)
}
