//! `scores.json`: all scores as one document; [`super::schema`] describes it.

use serde_json::{Value, json};

use super::{About, round};
use crate::scores::score::{AxisScore, Component, Scores, VoiceScore};
use crate::units::Estimate;

/// All scores as one JSON document.
pub fn scores_json(scores: &Scores, about: About<'_>) -> Value {
    let voices: Vec<Value> = scores.voices.iter().map(|v| voice(scores, v)).collect();
    json!({
        "version": about.version,
        "limits": about.limits,
        "conditions": scores.conditions,
        "prior": {"mean": round(scores.prior_mean), "strength": round(scores.prior_strength)},
        "voices": voices,
    })
}

fn voice(scores: &Scores, v: &VoiceScore) -> Value {
    let axes: Vec<Value> = v.axes.iter().zip(&scores.axes).map(|(a, name)| axis(name, a)).collect();
    json!({
        "source": v.name,
        "role": v.role,
        "reliability": estimate(v.printed_reliability()),
        "specificity": v.specificity.map(round),
        "claims": v.claims,
        "origins": v.origins,
        "checkable": v.checkable,
        "grade": v.grade.letter(),
        "misp_tag": v.grade.misp_tag(),
        "rank": v.rank,
        "components": components(&v.components),
        "axes": axes,
    })
}

fn axis(name: &str, a: &AxisScore) -> Value {
    json!({
        "axis": name,
        "partisanship": estimate(a.partisanship),
        "reading": a.reading,
        "declared_camp": a.declared_camp,
        "components": components(&a.components),
    })
}

fn components(list: &[Component]) -> Vec<Value> {
    list.iter()
        .map(|c| {
            json!({
                "component": c.name,
                "value": estimate(c.value),
                "n": c.n,
                "weight": round(c.weight),
            })
        })
        .collect()
}

fn estimate(e: Option<Estimate>) -> Value {
    e.map_or(
        Value::Null,
        |e| json!({"mean": round(e.mean()), "low": round(e.low()), "high": round(e.high())}),
    )
}
