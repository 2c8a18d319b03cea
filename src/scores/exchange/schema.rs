//! The published schema of `scores.json` (JSON Schema, draft 2020-12).

use serde_json::{Value, json};

/// The schema that every `scores.json` of this version fulfils.
pub fn schema() -> Value {
    let text = |what: &str| json!({"type": "string", "description": what});
    let count = |what: &str| json!({"type": "integer", "minimum": 0, "description": what});
    let estimate = |low: f64, what: &str| {
        json!({
            "description": what,
            "type": ["object", "null"],
            "properties": {
                "mean": {"type": "number", "minimum": low, "maximum": 1},
                "low": {"type": "number", "minimum": low, "maximum": 1},
                "high": {"type": "number", "minimum": low, "maximum": 1},
            },
            "required": ["mean", "low", "high"],
            "additionalProperties": false,
        })
    };
    let components = json!({
        "type": "array",
        "items": object(
            json!({
                "component": text("its name: agreement, fidelity, house_effect, …"),
                "value": estimate(-1.0, "mean and interval; null without evidence: it then drops out"),
                "n": count("observations behind it"),
                "weight": {"type": "number", "minimum": 0, "description": "its weight in the settings"},
            }),
        ),
    });
    let axis = object(json!({
        "axis": text("the axis's name"),
        "partisanship": estimate(-1.0, "−1 (minus camp) to +1 (plus camp); null without evidence"),
        "reading": {
            "description": "what may be said of it",
            "enum": ["toward-minus", "toward-plus", "no-lean-detected", "party", "off-axis", "unknown"],
        },
        "declared_camp": {"type": ["string", "null"], "description": "the camp that the settings put the voice in"},
        "components": components,
    }));
    let voice = object(json!({
        "source": text("the voice's name"),
        "role": {"enum": ["outlet", "speaker"], "description": "whether it publishes or is quoted"},
        "reliability": estimate(0.0, "agreement with independent others; null where the grade is F"),
        "specificity": {"type": ["number", "null"], "minimum": 0, "maximum": 1, "description": "how sharp its claims are"},
        "claims": count("claims it made"),
        "origins": count("independent origins among them"),
        "checkable": count("claims that could be checked"),
        "grade": {"enum": ["A", "B", "C", "C?", "D", "E", "F"], "description": "Admiralty letter; F: cannot be judged, says nothing bad"},
        "misp_tag": text("the grade as a tag of the MISP taxonomy admiralty-scale"),
        "rank": {
            "description": "lowest and highest rank that the intervals allow; null where not ranked",
            "type": ["array", "null"],
            "items": {"type": "integer", "minimum": 1},
        },
        "components": components,
        "axes": {"type": "array", "items": axis},
    }));
    let mut root = object(json!({
        "version": text("version of the program"),
        "limits": text("what the numbers are not"),
        "conditions": text("what the intervals condition on"),
        "prior": object(
            json!({
                "mean": {"type": "number", "minimum": 0, "maximum": 1},
                "strength": {"type": "number", "minimum": 0},
            }),
        ),
        "voices": {"type": "array", "items": voice},
    }));
    root["$schema"] = json!("https://json-schema.org/draft/2020-12/schema");
    root["title"] = json!("Scores of outlets and speakers");
    root
}

/// An object that has these properties, always, and no others.
fn object(properties: Value) -> Value {
    let required: Vec<String> =
        properties.as_object().map(|p| p.keys().cloned().collect()).unwrap_or_default();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
