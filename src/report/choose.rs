//! Which pictures a run supports, in the order in which a reader wants them.

use super::chart::{self, Chart};
use super::inputs::Inputs;
use super::settings::Settings;

/// What `only` may name: the kinds of pictures, each the beginning of its pictures' names.
pub const KINDS: [&str; 15] = [
    "reliability",
    "partisanship",
    "claims",
    "timeline",
    "posterior",
    "coverage",
    "voice-stack",
    "origin-graph",
    "admiralty",
    "presets",
    "sensitivity",
    "rank-flow",
    "calibration",
    "control",
    "score-card",
];

/// All pictures that the data support, the overview first.
pub fn charts(inputs: &Inputs<'_>, settings: &Settings) -> Vec<Chart> {
    let top = settings.top.max(1);
    let axes = inputs.scores.axes.len();
    let mut out: Vec<Option<Chart>> = Vec::new();
    let wants = |name: &str| {
        settings.only.is_empty()
            || settings.only.iter().any(|o| name.starts_with(o.as_str()) || o.starts_with(name))
    };
    if wants("reliability-partisanship") {
        out.extend((0..axes).map(|a| chart::scatter(inputs, a, top)));
    }
    if wants("reliability") {
        out.push(chart::reliability(inputs, top));
    }
    for a in 0..axes {
        if wants("partisanship") {
            out.push(chart::caterpillar(inputs, a, top));
            out.push(chart::components(inputs, a, top));
        }
    }
    let contested = chart::contested(inputs);
    for &q in contested.iter().take(settings.questions) {
        if wants("claims") {
            out.push(chart::claims(inputs, q, top));
        }
        if wants("timeline") {
            out.push(chart::timeline(inputs, q, top));
        }
        if wants("posterior") {
            out.push(chart::posterior(inputs, q, top));
        }
    }
    if wants("coverage") {
        out.push(chart::coverage(inputs, top.min(28)));
    }
    if wants("voice-stack") {
        out.push(chart::voice_stack(inputs, top));
    }
    if wants("origin-graph") {
        out.push(chart::origin_graph(inputs, top.min(16)));
    }
    if wants("admiralty") {
        out.push(chart::admiralty(inputs));
    }
    if wants("presets") {
        out.push(chart::presets(inputs, top.min(8)));
    }
    if wants("sensitivity") {
        out.push(chart::tornado(inputs, top.min(20)));
    }
    if wants("rank-flow") {
        out.push(chart::rank_flow(inputs, top.min(24)));
    }
    if wants("calibration") {
        out.push(chart::calibration(inputs));
    }
    if wants("control") {
        let voices = chart::voices_with_history(inputs);
        out.extend(voices.into_iter().take(settings.cards).map(|v| chart::control(inputs, v)));
    }
    if wants("score-card") {
        let voices = chart::by_evidence(inputs);
        out.extend(voices.into_iter().take(settings.cards).map(|v| chart::score_card(inputs, v)));
    }
    let mut out: Vec<Chart> = out
        .into_iter()
        .flatten()
        .filter(|c| {
            settings.only.is_empty() || settings.only.iter().any(|o| c.name.starts_with(o.as_str()))
        })
        .collect();
    // Two questions may have one name; the second gets a number.
    let mut seen: Vec<String> = Vec::new();
    for c in &mut out {
        let n = seen.iter().filter(|s| **s == c.name).count();
        seen.push(c.name.clone());
        if n > 0 {
            c.name.push_str(&format!("-{}", n + 1));
        }
    }
    out
}
