//! Partisanship of each voice with its 90 % interval, in order of lean; and the same by component.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common::{self, signed};
use super::scatter::named;
use super::{
    Axis, Chart, Column, Dot, Entry, Form, Mark, Panel, Plot, Row, Rows, Rule, Sample, Scale,
};
use crate::ledger::Role;
use crate::scores::{AxisScore, LeanReading, VoiceScore};
use crate::units::Estimate;

/// At most so many components side by side.
const COMPONENTS: usize = 6;

/// The caterpillar plot of one axis; `None` where no voice has a lean.
pub fn caterpillar(inputs: &Inputs<'_>, axis: usize, top: usize) -> Option<Chart> {
    let (voices, all) = leaning(inputs, axis, top)?;
    let (minus, plus) = inputs.camps(axis);
    let mut marks = Vec::new();
    let (mut n, mut readings) = (Vec::new(), Vec::new());
    for (i, (voice, score, lean)) in voices.iter().enumerate() {
        push_estimate(&mut marks, i, *lean, voice.role, score.reading);
        n.push(inputs::thousands(observations(score) as f64));
        readings.push(reading(score.reading, &minus, &plus));
    }
    let clear = voices.iter().filter(|v| !v.2.covers(0.0)).count();
    let extremes = [voices.first(), voices.last()].into_iter().flatten().map(|(v, _, p)| {
        format!("{} {} ({} to {})", v.name, signed(p.mean()), signed(p.low()), signed(p.high()))
    });
    let alt = format!(
        "Partisanship of {} from {minus} (left) to {plus} (right), in order, with 90 % intervals; \
         {} clear of zero. Ends of the list: {}.",
        inputs::count(voices.len(), "voice"),
        common::are(clear, "interval"),
        extremes.collect::<Vec<_>>().join("; "),
    );
    Some(Chart {
        name: named(inputs, axis, "partisanship"),
        title: "Is this lean real or noise?".into(),
        subtitle: format!(
            "Partisanship of each voice between {minus} and {plus}, with its 90 % interval. Grey: the \
             interval covers zero, so no lean is detected."
        ),
        caption: "Measured from what a voice says, how it says it and what it leaves out, against the \
                  other sources in this corpus; not a judgement of intent. Zero is this corpus's \
                  middle, not the middle of the conflict. Parties are printed as declared, never as \
                  discovered."
            .into(),
        left_out: omitted(inputs, voices.len(), all),
        alt,
        legend: legend(&minus, &plus),
        plot: Plot::Rows(Rows {
            rows: names(&voices),
            panels: vec![Panel {
                title: String::new(),
                axis: Axis::new(Scale::Linear, -1.0, 1.0, "partisanship").with_ends(&minus, &plus),
                bands: Vec::new(),
                rules: vec![Rule { at: 0.0, ink: Ink::Rule, dashed: false }],
                marks,
                share: 1.0,
            }],
            columns: vec![
                Column { head: "reading".into(), cells: readings },
                Column { head: "n".into(), cells: n },
            ],
        }),
    })
}

/// Small multiples: one narrow panel per component; `None` with fewer than two components.
pub fn components(inputs: &Inputs<'_>, axis: usize, top: usize) -> Option<Chart> {
    let (voices, all) = leaning(inputs, axis, top)?;
    let (minus, plus) = inputs.camps(axis);
    let mut names_n: Vec<(&'static str, usize)> = Vec::new();
    for (_, score, _) in &voices {
        for c in score.components.iter().filter(|c| c.value.is_some()) {
            match names_n.iter_mut().find(|x| x.0 == c.name) {
                Some(x) => x.1 += c.n,
                None => names_n.push((c.name, c.n)),
            }
        }
    }
    if names_n.len() < 2 {
        return None;
    }
    names_n.sort_by_key(|x| std::cmp::Reverse(x.1));
    names_n.truncate(COMPONENTS);
    let panels = names_n
        .iter()
        .map(|&(name, _)| {
            let mut marks = Vec::new();
            let mut reach = 1.0_f64;
            for (i, (voice, score, _)) in voices.iter().enumerate() {
                let found = score.components.iter().find(|c| c.name == name);
                if let Some(value) = found.and_then(|c| c.value) {
                    reach = reach.max(value.mean().abs());
                    push_estimate(&mut marks, i, value, voice.role, score.reading);
                }
            }
            Panel {
                title: words(name),
                axis: Axis::new(Scale::Linear, -reach, reach, ""),
                bands: Vec::new(),
                rules: vec![Rule { at: 0.0, ink: Ink::Rule, dashed: false }],
                marks,
                share: 1.0,
            }
        })
        .collect();
    Some(Chart {
        name: named(inputs, axis, "partisanship-components"),
        title: "What is each lean made of?".into(),
        subtitle: format!(
            "Components of partisanship, {minus} at the left of each panel and {plus} at the right, \
             with 90 % intervals. An empty place: no evidence for that component."
        ),
        caption: "A component without evidence drops out of the weighted mean and never counts as \
                  zero. Grey: the interval covers zero."
            .into(),
        left_out: omitted(inputs, voices.len(), all),
        alt: format!(
            "The components of partisanship of {}, one panel each: {}.",
            inputs::count(voices.len(), "voice"),
            names_n.iter().map(|x| words(x.0)).collect::<Vec<_>>().join(", ")
        ),
        legend: legend(&minus, &plus),
        plot: Plot::Rows(Rows { rows: names(&voices), panels, columns: Vec::new() }),
    })
}

type Leaning<'a> = (&'a VoiceScore, &'a AxisScore, Estimate);

/// The `top` voices by evidence among those with a lean, in order of lean; and how many have one.
fn leaning<'a>(inputs: &Inputs<'a>, axis: usize, top: usize) -> Option<(Vec<Leaning<'a>>, usize)> {
    let mut voices: Vec<Leaning<'a>> = common::by_evidence(inputs)
        .into_iter()
        .filter_map(|v| {
            let score = v.axes.get(axis)?;
            Some((v, score, score.partisanship?))
        })
        .collect();
    let all = voices.len();
    voices.truncate(top);
    voices.sort_by(|a, b| a.2.mean().total_cmp(&b.2.mean()).then_with(|| a.0.name.cmp(&b.0.name)));
    (!voices.is_empty()).then_some((voices, all))
}

fn names(voices: &[Leaning<'_>]) -> Vec<Row> {
    voices
        .iter()
        .map(|(v, s, _)| {
            let mark = match s.reading {
                LeanReading::Party => " †",
                LeanReading::OffAxis => " ‡",
                _ => "",
            };
            Row::named(&format!("{}{mark}", v.name))
        })
        .collect()
}

fn push_estimate(
    marks: &mut Vec<(usize, Mark)>,
    row: usize,
    value: Estimate,
    role: Role,
    reading: LeanReading,
) {
    let ink = if value.covers(0.0) {
        Ink::Neutral
    } else if value.mean() < 0.0 {
        Ink::Minus
    } else {
        Ink::Plus
    };
    let form = match role {
        Role::Outlet => Form::Circle,
        Role::Speaker => Form::Diamond,
    };
    let hollow = reading == LeanReading::Unknown;
    let (low, high) = (value.low(), Some(value.high()));
    marks.push((row, Mark::Interval { low, high, ink, width: 2.2 }));
    let dot = Dot { ink, hollow, form, radius: 4.0, faint: false };
    marks.push((row, Mark::At { at: value.mean(), dot }));
}

/// Observations behind a lean, over all components.
fn observations(score: &AxisScore) -> usize {
    score.components.iter().filter(|c| c.value.is_some()).map(|c| c.n).sum()
}

fn reading(reading: LeanReading, minus: &str, plus: &str) -> String {
    match reading {
        LeanReading::TowardMinus => format!("toward {minus}"),
        LeanReading::TowardPlus => format!("toward {plus}"),
        LeanReading::NoLeanDetected => "no lean detected".into(),
        LeanReading::Party => "party (declared)".into(),
        LeanReading::OffAxis => "off the axis (declared)".into(),
        LeanReading::Unknown => "too little evidence".into(),
    }
}

fn legend(minus: &str, plus: &str) -> Vec<Entry> {
    let dot = |ink, form| Sample::Dot(Dot { ink, hollow: false, form, radius: 4.0, faint: false });
    vec![
        Entry { sample: Sample::Bar(Ink::Minus), words: format!("toward {minus}") },
        Entry { sample: Sample::Bar(Ink::Plus), words: format!("toward {plus}") },
        Entry { sample: Sample::Bar(Ink::Neutral), words: "interval covers zero".into() },
        Entry { sample: dot(Ink::Muted, Form::Circle), words: "outlet".into() },
        Entry { sample: dot(Ink::Muted, Form::Diamond), words: "speaker".into() },
    ]
}

fn omitted(inputs: &Inputs<'_>, shown: usize, all: usize) -> String {
    let mut out = common::left_out(shown, all, "voice", "those with the most checkable claims");
    let without = inputs.scores.voices.len().saturating_sub(all);
    if without > 0 {
        let sep = if out.is_empty() { "" } else { " " };
        out.push_str(&format!(
            "{sep}{} without any evidence of a lean.",
            inputs::count(without, "voice")
        ));
    }
    out
}

/// A component's name in words: `house_effect` → `house effect`.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}
