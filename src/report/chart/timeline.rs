//! Toll timeline of one question: figures by day, with the known lower bound as a step line.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common;
use super::{Axis, Chart, Curve, Dot, Entry, Form, Plane, Plot, Point, Sample, Scale};
use crate::ids::QuestionId;
use crate::ledger::{Answer, Kind};
use crate::scores::Verdict;
use crate::units::Interval;

/// Fewer dated origins than this make no timeline.
const FEWEST: usize = 4;

/// The chart; `None` where fewer than four dated origins on two days give counts. The `top`
/// origins printed most are named.
pub fn timeline(inputs: &Inputs<'_>, q: QuestionId, top: usize) -> Option<Chart> {
    if inputs.ledger.question(q).kind != Kind::Count {
        return None;
    }
    let verdicts = common::verdicts(inputs);
    let mut told: Vec<(f64, Interval, String, Option<Verdict>, usize)> = common::origins(inputs, q)
        .iter()
        .filter_map(|o| {
            let vote = inputs.ledger.all_votes()[o.lead];
            let Answer::Number(value) = inputs.ledger.answer(q, vote.answer) else { return None };
            let name = common::voice_name(inputs, vote.voice).to_owned();
            let verdict = verdicts.get(o.lead).copied().flatten();
            Some((o.date?, value, name, verdict, o.outlets.len()))
        })
        .collect();
    told.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.2.cmp(&b.2)));
    let (first, last) = (told.first()?.0, told.last()?.0);
    if told.len() < FEWEST || last <= first {
        return None;
    }
    let steps = lower_bound(&told);
    let known = |day: f64| steps.iter().rev().find(|s| s.0 <= day).map_or(0.0, |s| s.1);
    let highest = told.iter().map(|t| t.1.high().unwrap_or(t.1.low())).fold(1.0, f64::max);
    let top_of_axis = highest * 1.12 + 1.0;
    let mut stale = 0;
    let mut points: Vec<(usize, Point)> = told
        .iter()
        .map(|(day, value, name, verdict, copies)| {
            let (low, high) = (value.low(), value.high());
            let old = high.is_some_and(|h| h < known(*day));
            stale += usize::from(old);
            let contradicted = *verdict == Some(Verdict::Contradicted);
            let ink = if old {
                Ink::Neutral
            } else if contradicted {
                Ink::Contradicted
            } else {
                Ink::Supported
            };
            let form = if contradicted && !old { Form::Square } else { Form::Circle };
            let point = Point {
                x: *day,
                y: if high.is_some() { value.count_point() } else { low },
                x_interval: None,
                y_interval: (!value.is_point()).then(|| (low, high.unwrap_or(top_of_axis))),
                dot: Dot { ink, hollow: old, form, radius: 4.6, faint: false },
                label: format!("{name} {}", super::claims::interval_words(*value)),
            };
            (*copies, point)
        })
        .collect();
    // The most printed first: their names are placed first.
    points.sort_by_key(|p| std::cmp::Reverse(p.0));
    let points: Vec<Point> = points.into_iter().map(|p| p.1).collect();
    let pad = ((last - first) * 0.04).max(0.6);
    let mut line: Vec<(f64, f64)> = Vec::new();
    for &(day, bound) in &steps {
        if let Some(&(_, before)) = line.last() {
            line.push((day, before));
        }
        line.push((day, bound));
    }
    if let Some(&(_, bound)) = line.last() {
        line.push((last + pad, bound));
    }
    let words = inputs.question_words(q);
    let bound = steps.last().map_or(0.0, |s| s.1);
    let mut legend = vec![
        Entry { sample: Sample::Line(Ink::Text), words: "known lower bound".into() },
        Entry {
            sample: Sample::Dot(Dot::filled(Ink::Supported)),
            words: "figure of one origin".into(),
        },
    ];
    if points.iter().any(|p| p.dot.form == Form::Square) {
        let dot = Dot { form: Form::Square, ..Dot::filled(Ink::Contradicted) };
        legend.push(Entry { sample: Sample::Dot(dot), words: "does not fit the others".into() });
    }
    if stale > 0 {
        let dot = Dot::hollow(Ink::Neutral);
        legend.push(Entry {
            sample: Sample::Dot(dot),
            words: "stale: below what was already known".into(),
        });
    }
    Some(Chart {
        name: format!("timeline-{}", common::slug(&words)),
        title: format!("Which figure was right when? {}", common::capital(&words)),
        subtitle: "Each origin's figure on the day it was known; upright lines are ranges, and reach the \
                   top where the figure is \u{201C}at least\u{201D}. The step line is the highest lower bound that \
                   the others bear out."
            .into(),
        caption: "A low figure given early is not an error: tolls rise. A figure is stale where a higher \
                  lower bound had been published before it. Days are days of publication where the text \
                  gives no other."
            .into(),
        left_out: if points.len() > top {
            format!("Named where there is room: the {top} origins printed by the most outlets.")
        } else {
            String::new()
        },
        alt: format!(
            "Timeline of {} from {}: {}. Known lower bound at the end: {}; {} stale.",
            words,
            inputs::count(told.len(), "origin"),
            inputs::day_of(first)
                .zip(inputs::day_of(last))
                .map_or_else(String::new, |(a, b)| inputs::dates(a, b)),
            inputs::thousands(bound),
            common::are(stale, "figure"),
        ),
        legend,
        plot: Plot::Plane(Plane {
            x: Axis::new(Scale::Days, first - pad, last + pad * 1.5, ""),
            y: Axis::new(Scale::Linear, 0.0, top_of_axis, &inputs.ledger.question(q).measure),
            shape: 0.46,
            areas: Vec::new(),
            lines: vec![Curve { points: line, ink: Ink::Text, width: 1.8, dashed: false }],
            points,
            labels: top,
        }),
    })
}

/// Days on which the known lower bound rises, and to what: the highest lower end so far among
/// figures that independent others do not contradict.
fn lower_bound(told: &[(f64, Interval, String, Option<Verdict>, usize)]) -> Vec<(f64, f64)> {
    let mut steps: Vec<(f64, f64)> = Vec::new();
    for (day, value, _, verdict, _) in told {
        if *verdict != Some(Verdict::Supported) {
            continue;
        }
        if steps.last().is_none_or(|s| value.low() > s.1) {
            match steps.last_mut() {
                Some(s) if s.0 == *day => s.1 = value.low(),
                _ => steps.push((*day, value.low())),
            }
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_lower_bound_only_rises_and_only_by_supported_figures() {
        let told = |day: f64, low: f64, verdict| {
            (day, Interval::new(low, None).expect("finite"), String::new(), Some(verdict), 1)
        };
        let steps = lower_bound(&[
            told(1.0, 6.0, Verdict::Supported),
            told(1.0, 9.0, Verdict::Supported),
            told(2.0, 50.0, Verdict::Contradicted),
            told(3.0, 8.0, Verdict::Supported),
            told(4.0, 21.0, Verdict::Supported),
        ]);
        assert_eq!(steps, [(1.0, 9.0), (4.0, 21.0)]);
    }
}
