//! Calibration curve: of what the engine held to be 70 % likely, how much was true?

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::{Axis, Chart, Curve, Dot, Entry, Form, Plane, Plot, Point, Sample, Scale};

/// Points on the curve.
const BINS: usize = 10;
/// Fewer judged beliefs than this make no curve.
const FEWEST: usize = 20;
/// 95 % quantile of the standard normal: a 90 % interval's half width in standard errors.
const Z90: f64 = 1.644_854;

/// The chart; `None` with fewer than twenty judged beliefs.
pub fn calibration(inputs: &Inputs<'_>) -> Option<Chart> {
    let mut judged = inputs.extras.judged.clone();
    judged.retain(|(p, _)| p.is_finite());
    if judged.len() < FEWEST {
        return None;
    }
    judged.sort_by(|a, b| a.0.total_cmp(&b.0));
    let truth = |t: bool| f64::from(u8::from(t));
    let brier =
        judged.iter().map(|&(p, t)| (p - truth(t)).powi(2)).sum::<f64>() / judged.len() as f64;
    // Bins of equal size, so that each point rests on as much evidence.
    let bins = BINS.min(judged.len() / 8).max(2);
    let points: Vec<Point> = (0..bins)
        .map(|i| {
            let part = &judged[i * judged.len() / bins..(i + 1) * judged.len() / bins];
            let n = part.len() as f64;
            let stated = part.iter().map(|x| x.0).sum::<f64>() / n;
            let found = part.iter().map(|x| truth(x.1)).sum::<f64>() / n;
            let (low, high) = wilson(found, n);
            let clear = low > stated || high < stated;
            Point {
                x: stated,
                y: found,
                x_interval: None,
                y_interval: Some((low, high)),
                dot: Dot {
                    ink: if clear { Ink::Contradicted } else { Ink::Supported },
                    hollow: false,
                    form: if clear { Form::Square } else { Form::Circle },
                    radius: 5.0,
                    faint: false,
                },
                label: String::new(),
            }
        })
        .collect();
    let error = points.iter().map(|p| (p.x - p.y).abs()).sum::<f64>() / points.len() as f64;
    let summary = format!(
        "{} judged; mean distance from the diagonal {:.1} points, Brier score {:.3}.",
        inputs::count(judged.len(), "answer"),
        100.0 * error,
        brier
    );
    Some(Chart {
        name: "calibration".into(),
        title: "Does 70 % mean 70 %?".into(),
        subtitle: format!(
            "How often an answer was right, by the probability that the consensus gave it. {summary}"
        ),
        caption:
            "On the dashed line stated and found agree; below it the engine was too sure, above it \
                  too cautious. Each point holds as many answers as the next, with a 90 % interval \
                  (Wilson). Truth is the answer key's, which may err."
                .into(),
        left_out: String::new(),
        alt: format!(
            "Calibration curve. {summary} Stated and found: {}.",
            points
                .iter()
                .map(|p| format!("{:.0} % and {:.0} %", 100.0 * p.x, 100.0 * p.y))
                .collect::<Vec<_>>()
                .join("; ")
        ),
        legend: vec![
            Entry {
                sample: Sample::Dot(Dot::filled(Ink::Supported)),
                words: "agrees with the stated probability".into(),
            },
            Entry {
                sample: Sample::Dot(Dot { form: Form::Square, ..Dot::filled(Ink::Contradicted) }),
                words: "its interval misses it".into(),
            },
            Entry { sample: Sample::Dashed(Ink::Rule), words: "perfect calibration".into() },
        ],
        plot: Plot::Plane(Plane {
            x: Axis::new(Scale::Percent, 0.0, 1.0, "stated probability"),
            y: Axis::new(Scale::Percent, 0.0, 1.0, "found true"),
            shape: 0.62,
            areas: Vec::new(),
            lines: vec![
                Curve {
                    points: vec![(0.0, 0.0), (1.0, 1.0)],
                    ink: Ink::Rule,
                    width: 1.4,
                    dashed: true,
                },
                Curve {
                    points: points.iter().map(|p| (p.x, p.y)).collect(),
                    ink: Ink::Supported,
                    width: 1.2,
                    dashed: false,
                },
            ],
            points,
            labels: 0,
        }),
    })
}

/// Wilson's interval for a share.
///
/// # Formula
///
/// ```text
/// (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
/// ```
fn wilson(p: f64, n: f64) -> (f64, f64) {
    let z2 = Z90 * Z90;
    let middle = (p + z2 / (2.0 * n)) / (1.0 + z2 / n);
    let half = Z90 * (p * (1.0 - p) / n + z2 / (4.0 * n * n)).sqrt() / (1.0 + z2 / n);
    ((middle - half).max(0.0), (middle + half).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_matches_the_worked_value() {
        // 8 of 10 at 90 %: 0.541, 0.931 (Wilson 1927, computed by hand with z = 1.645).
        let (low, high) = wilson(0.8, 10.0);
        assert!((low - 0.5408).abs() < 5e-4 && (high - 0.9310).abs() < 1e-3, "{low} {high}");
    }
}
