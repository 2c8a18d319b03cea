//! How settings move the scores: a tornado of effects, and the order of voices under each variant.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common::signed;
use super::{
    Axis, Cell, Chart, Column, Entry, Flow, Link, Mark, Node, Panel, Plot, Row, Rows, Rule, Sample,
    Scale,
};

/// The tornado; `None` where the run tried no settings. At most `top` settings.
pub fn tornado(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    let mut effects: Vec<_> = inputs.extras.effects.iter().collect();
    let span = |e: &super::super::inputs::SettingEffect| e.change.0.abs().max(e.change.1.abs());
    effects.sort_by(|a, b| span(b).total_cmp(&span(a)).then_with(|| a.setting.cmp(&b.setting)));
    let all = effects.len();
    effects.truncate(top);
    let reach = (effects.iter().map(|e| span(e)).reduce(f64::max)? * 1.15).max(0.01);
    let mut marks = Vec::new();
    for (i, e) in effects.iter().enumerate() {
        for (change, ink) in [(e.change.0, Ink::Medium), (e.change.1, Ink::Strong)] {
            let words = String::new();
            marks.push((i, Mark::Bar { low: change.min(0.0), high: change.max(0.0), ink, words }));
        }
    }
    let cell = |ink| Sample::Cell(Cell::Full(ink));
    Some(Chart {
        name: "sensitivity".into(),
        title: "Which settings matter?".into(),
        subtitle:
            "Mean change of reliability (for partisanship settings: of the size of the lean) when one setting goes to its lower and to its upper value, \
                   all else as in the config."
                .into(),
        caption:
            "Each setting is moved alone; together they may move scores more. A short bar means \
                  that the choice hardly matters for this corpus, not that it never does."
                .into(),
        left_out: super::common::left_out(
            effects.len(),
            all,
            "setting",
            "those with the largest effect",
        ),
        alt: format!(
            "Tornado chart. {}.",
            effects
                .iter()
                .take(6)
                .map(|e| format!("{}: {} to {}", e.setting, signed(e.change.0), signed(e.change.1)))
                .collect::<Vec<_>>()
                .join("; ")
        ),
        legend: vec![
            Entry { sample: cell(Ink::Medium), words: "at its lower value".into() },
            Entry { sample: cell(Ink::Strong), words: "at its upper value".into() },
        ],
        plot: Plot::Rows(Rows {
            rows: effects.iter().map(|e| Row::named(&e.setting)).collect(),
            panels: vec![Panel {
                title: String::new(),
                axis: Axis::new(Scale::Linear, -reach, reach, "mean change"),
                bands: Vec::new(),
                rules: vec![Rule { at: 0.0, ink: Ink::Rule, dashed: false }],
                marks,
                share: 1.0,
            }],
            columns: vec![
                Column {
                    head: "from – to".into(),
                    cells: effects.iter().map(|e| format!("{} – {}", e.ends.0, e.ends.1)).collect(),
                },
                Column {
                    head: "grades that change".into(),
                    cells: effects.iter().map(|e| e.grades_changed.to_string()).collect(),
                },
            ],
        }),
    })
}

/// Columns of the rank flow, the one in force included: with more, names no longer fit between them.
const COLUMNS: usize = 5;

/// Places by which the kept voices of `variant` stand away from their order under the settings in
/// force, summed.
fn disorder(kept: &[&String], variant: &[String]) -> usize {
    let order = variant.iter().filter(|v| kept.contains(v));
    order
        .enumerate()
        .filter_map(|(place, v)| kept.iter().position(|k| *k == v).map(|home| home.abs_diff(place)))
        .sum()
}

/// The end of a setting's key and its value: "agreement = 0". Whole keys do not fit above a column.
fn heading(variant: &str) -> String {
    match variant.split_once(" = ") {
        Some((key, value)) => format!("{} = {value}", key.rsplit('.').next().unwrap_or(key)),
        None => variant.to_owned(),
    }
}

/// The rank flow; `None` with fewer than two variants. At most `top` voices, and of the variants
/// the few that move them most, in the order of the sweep.
pub fn rank_flow(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    let all = &inputs.extras.rankings;
    let [first, others @ ..] = all.as_slice() else { return None };
    if first.voices.is_empty() || others.is_empty() {
        return None;
    }
    let kept: Vec<&String> = first.voices.iter().take(top).collect();
    let mut shown: Vec<usize> = (0..others.len()).collect();
    // The sort is stable: of equals the earlier stays.
    shown.sort_by_key(|&i| std::cmp::Reverse(disorder(&kept, &others[i].voices)));
    shown.truncate(COLUMNS - 1);
    shown.sort_unstable();
    let mut variants = vec![first];
    variants.extend(shown.into_iter().map(|i| &others[i]));
    let columns_left_out = super::common::left_out(
        variants.len(),
        all.len(),
        "variant",
        "the one in force and those that move voices most",
    );
    let mut flow = Flow {
        columns: variants.iter().map(|v| heading(&v.variant)).collect(),
        nodes: Vec::new(),
        links: Vec::new(),
    };
    let mut movers: Vec<(usize, &str)> = Vec::new();
    for (column, variant) in variants.iter().enumerate() {
        // Ranks among the voices kept, so that the columns have no holes.
        let order: Vec<(usize, &String)> =
            variant.voices.iter().enumerate().filter(|(_, v)| kept.contains(v)).collect();
        for (place, (rank, voice)) in order.iter().enumerate() {
            let home = kept.iter().position(|k| k == voice).unwrap_or(place);
            let moved = home.abs_diff(place);
            if moved > 0 {
                movers.push((moved, voice.as_str()));
            }
            let ink = if moved >= 3 { Ink::Contradicted } else { Ink::Medium };
            let id = flow.nodes.len();
            if column > 0
                && let Some(from) =
                    flow.nodes.iter().position(|n| n.column == column - 1 && n.label == **voice)
            {
                flow.links.push(Link { from, to: id, weight: 0.35, ink });
            }
            flow.nodes.push(Node {
                column,
                place: place as f64,
                label: (*voice).clone(),
                note: (rank + 1).to_string(),
                weight: 0.2,
                ink,
            });
        }
    }
    movers.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(b.1)));
    movers.dedup_by_key(|m| m.1);
    Some(Chart {
        name: "rank-flow".into(),
        title: "Does the order survive other choices?".into(),
        subtitle:
            "Voices by reliability under variants of the settings, the one in force at the left. \
                   Red: three or more places from there."
                .into(),
        caption:
            "Ranks invite more trust than they deserve: neighbours whose intervals overlap have no \
                  settled order under any variant."
                .into(),
        left_out: [
            super::common::left_out(
                kept.len(),
                first.voices.len(),
                "voice",
                "the first by reliability under the settings in force",
            ),
            columns_left_out,
        ]
        .iter()
        .filter(|s| !s.is_empty())
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(" "),
        alt: format!(
            "Order of {} under {}. Farthest moves: {}.",
            inputs::count(kept.len(), "voice"),
            flow.columns.join(", "),
            if movers.is_empty() {
                "none".to_owned()
            } else {
                movers
                    .iter()
                    .take(5)
                    .map(|(n, v)| format!("{v} {}", inputs::count(*n, "place")))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        ),
        legend: Vec::new(),
        plot: Plot::Flow(flow),
    })
}
