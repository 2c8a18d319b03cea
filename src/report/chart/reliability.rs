//! Reliability of each voice with its 90 % interval, against the prior learnt from the corpus.

use statrs::distribution::{Beta, ContinuousCDF};

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common::{self, LIMITS, decimal};
use super::{
    Axis, Chart, Column, Dot, Entry, Form, Mark, Panel, Plot, Row, Rows, Rule, Sample, Scale,
};
use crate::scores::VoiceScore;

/// The chart; `None` where there is no voice. At most `top` voices, those with the most evidence.
pub fn reliability(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    let all = common::by_evidence(inputs);
    let mut voices: Vec<&VoiceScore> = all.iter().copied().take(top).collect();
    if voices.iter().all(|v| v.reliability.is_none()) {
        return None;
    }
    voices.sort_by(|a, b| {
        let key = |v: &VoiceScore| {
            (common::abstains(v), v.reliability.is_none(), v.reliability.map_or(0.0, |r| -r.mean()))
        };
        let (a0, a1, a2) = key(a);
        let (b0, b1, b2) = key(b);
        (a0, a1).cmp(&(b0, b1)).then(a2.total_cmp(&b2)).then_with(|| a.name.cmp(&b.name))
    });
    let graded = voices.iter().filter(|v| !common::abstains(v)).count();
    let mut rows = Vec::new();
    let mut marks = Vec::new();
    let (mut n, mut grades, mut means) = (Vec::new(), Vec::new(), Vec::new());
    for (i, voice) in voices.iter().enumerate() {
        // Headings only where there are two groups.
        let group = match (voice.reliability.is_none(), common::abstains(voice)) {
            (true, _) => "Nothing to check against",
            (false, true) => "Too little evidence to grade",
            (false, false) => "Graded",
        };
        rows.push(Row {
            group: group.into(),
            ink: if common::abstains(voice) { Ink::Muted } else { Ink::Text },
            ..Row::named(&voice.name)
        });
        match voice.reliability {
            Some(r) => {
                let ink = if common::abstains(voice) {
                    Ink::Neutral
                } else {
                    common::role_ink(voice.role)
                };
                let dot = Dot { ink, ..common::voice_dot(voice, 4.2) };
                let (low, high) = (r.low(), Some(r.high()));
                marks.push((i, Mark::Interval { low, high, ink, width: 2.2 }));
                marks.push((i, Mark::At { at: r.mean(), dot }));
                means.push(if common::abstains(voice) { String::new() } else { decimal(r.mean()) });
            }
            None => means.push(String::new()),
        }
        n.push(inputs::thousands(voice.checkable as f64));
        grades.push(voice.grade.letter().to_owned());
    }
    // A heading that stands over all rows says nothing.
    if rows.iter().all(|r| r.group == rows[0].group) {
        rows.iter_mut().for_each(|r| r.group.clear());
    }
    let (bands, rules, prior_words) = prior(inputs);
    let dot = |ink, form, hollow| Sample::Dot(Dot { ink, hollow, form, radius: 4.2, faint: false });
    let mut legend = vec![
        Entry { sample: dot(Ink::Outlet, Form::Circle, false), words: "outlet".into() },
        Entry { sample: dot(Ink::Speaker, Form::Diamond, false), words: "speaker".into() },
    ];
    if graded < voices.len() {
        let sample = dot(Ink::Neutral, Form::Circle, true);
        legend.push(Entry { sample, words: "no grade (F): too little evidence".into() });
    }
    if !bands.is_empty() {
        legend.push(Entry {
            sample: Sample::Band(Ink::Grid),
            words: "prior: what the corpus says of a voice not yet heard, 90 %".into(),
        });
    }
    let first = voices.iter().find(|v| !common::abstains(v));
    let alt = format!(
        "Reliability of {}, each with a 90 % interval; {graded} graded. {}{prior_words}",
        inputs::count(voices.len(), "voice"),
        first.and_then(|v| v.reliability.map(|r| (v, r))).map_or_else(String::new, |(v, r)| {
            format!(
                "Highest: {}, {} ({} to {}). ",
                v.name,
                decimal(r.mean()),
                decimal(r.low()),
                decimal(r.high())
            )
        }),
    );
    Some(Chart {
        name: "reliability".into(),
        title: "Who agrees with independent others, and how sure is that?".into(),
        subtitle:
            "Reliability of each voice: the share of its checkable claims that fit the consensus \
                   of others, with its 90 % interval."
                .into(),
        caption: format!(
            "{LIMITS} Each voice's own origins are left out of the consensus that it is judged by. \
             Overlapping intervals mean that the order of two voices is not settled. {}",
            if graded < voices.len() { common::ABSTAIN } else { "" }
        ),
        left_out: common::left_out(
            voices.len(),
            all.len(),
            "voice",
            "those with the most checkable claims",
        ),
        alt,
        legend,
        plot: Plot::Rows(Rows {
            rows,
            panels: vec![Panel {
                title: String::new(),
                axis: Axis::new(Scale::Linear, 0.0, 1.0, "reliability"),
                bands,
                rules,
                marks,
                share: 1.0,
            }],
            columns: [
                (graded > 0).then(|| Column { head: "mean".into(), cells: means }),
                Some(Column { head: "checkable claims".into(), cells: n }),
                Some(Column { head: "grade".into(), cells: grades }),
            ]
            .into_iter()
            .flatten()
            .collect(),
        }),
    })
}

/// The prior's 90 % range and mean, drawn and in words.
fn prior(inputs: &Inputs<'_>) -> (Vec<(f64, f64, Ink)>, Vec<Rule>, String) {
    let (mean, strength) = (inputs.scores.prior_mean, inputs.scores.prior_strength);
    let Ok(beta) = Beta::new(mean * strength, (1.0 - mean) * strength) else {
        return (Vec::new(), Vec::new(), String::new());
    };
    let (low, high) = (beta.inverse_cdf(0.05), beta.inverse_cdf(0.95));
    let rule = Rule { at: mean, ink: Ink::Rule, dashed: true };
    let words =
        format!("Prior mean {}, 90 % {} to {}.", decimal(mean), decimal(low), decimal(high));
    (vec![(low, high, Ink::Grid)], vec![rule], words)
}
