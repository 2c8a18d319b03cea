//! `datapackage.json`: the tables of a run described as a Frictionless tabular data package, so that
//! they can be read with the right types and cited.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::About;

/// Type and meaning of every column of our tables, by name.
const COLUMNS: [(&str, &str, &str); 56] = [
    ("axis", "string", "the axis; empty where there is none"),
    ("checkable", "integer", "claims that could be checked against independent others"),
    ("claims", "integer", "claims made"),
    ("component", "string", "part of a score"),
    ("cue_end", "integer", "byte behind the cue of the attribution"),
    ("cue_start", "integer", "byte at which the cue of the attribution starts"),
    ("date", "string", "as-of day"),
    ("declared_camp", "string", "camp that the settings put the voice in"),
    ("document", "string", "the article's name"),
    ("end", "integer", "one past the last byte"),
    ("event", "string", "the event asked about"),
    ("event_date", "string", "day or days of the event"),
    ("fact_end", "integer", "one past the last byte of the answer itself"),
    ("fact_start", "integer", "first byte of the answer itself"),
    ("favours", "number", "which camp gains if it is believed, −1 to +1"),
    ("grade", "string", "Admiralty letter; F cannot be judged"),
    ("hedge", "string", "how firmly it is said"),
    ("high", "number", "upper bound; empty beside a lower one: no bound"),
    ("kind", "string", "kind of answer: category, count, real, date, yes_no"),
    ("label", "string", "an answer that is no number"),
    ("lean_reading", "string", "what may be said of the lean"),
    ("low", "number", "lower bound"),
    ("manner", "string", "direct, indirect or own voice"),
    ("measure", "string", "what is asked of the event"),
    ("n", "integer", "observations"),
    ("origin", "string", "utterance or wire text it goes back to; counts once"),
    ("origins", "integer", "independent origins"),
    ("others", "integer", "independent other origins that spoke to the question"),
    ("outlet", "string", "who published"),
    ("partisanship", "number", "−1 (minus camp) to +1 (plus camp)"),
    ("partisanship_high", "number", "end of its 90 % interval"),
    ("partisanship_low", "number", "start of its 90 % interval"),
    ("place", "string", "where it happened"),
    ("probability", "number", "belief, 0 to 1"),
    ("published", "string", "day of publication"),
    ("question", "string", "what is asked: event, measure and subject"),
    ("quote", "string", "the words"),
    (
        "reliability",
        "number",
        "agreement with independent others, 0 to 1; empty where the grade is F",
    ),
    ("reliability_high", "number", "end of its 90 % interval"),
    ("reliability_low", "number", "start of its 90 % interval"),
    ("role", "string", "outlet or speaker"),
    ("score", "string", "reliability, or the axis"),
    ("source", "string", "the voice"),
    ("speaker", "string", "who asserts it"),
    ("speaker_end", "integer", "byte behind the speaker's name"),
    ("speaker_start", "integer", "byte at which the speaker's name starts"),
    ("specificity", "number", "how sharp the claims are, 0 to 1"),
    ("stance", "string", "asserts, confirms, denies or declines"),
    ("start", "integer", "first byte"),
    ("status", "string", "settled, contested or undetermined"),
    ("subject", "string", "of whom or what it is asked"),
    ("value", "string", "the answer"),
    ("verdict", "string", "supported, contradicted or unattested"),
    ("via", "string", "who passed it on"),
    ("votes", "integer", "votes cast"),
    ("weight", "number", "how much it counts"),
];

/// Describes tables, given as name (`scores.csv`) and bytes. A column that this list does not know is
/// a string.
pub fn data_package(tables: &[(&str, &[u8])], about: About<'_>) -> Value {
    let resources: Vec<Value> = tables
        .iter()
        .map(|(path, bytes)| {
            let name = path.strip_suffix(".csv").unwrap_or(path);
            let header = csv::Reader::from_reader(*bytes)
                .headers()
                .map(|h| h.iter().map(str::to_owned).collect::<Vec<_>>())
                .unwrap_or_default();
            let fields: Vec<Value> = header.iter().map(|column| field(name, column)).collect();
            json!({
                "name": name,
                "path": path,
                "profile": "tabular-data-resource",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": bytes.len(),
                "hash": format!("sha256:{}", hex(&Sha256::digest(bytes))),
                "schema": {"fields": fields, "missingValues": [""]},
            })
        })
        .collect();
    json!({
        "profile": "tabular-data-package",
        "name": "corroborate-run",
        "description": about.limits,
        "version": about.version,
        "resources": resources,
    })
}

fn field(table: &str, column: &str) -> Value {
    let (kind, meaning) =
        COLUMNS.iter().find(|c| c.0 == column).map_or(("string", ""), |c| (c.1, c.2));
    // A component's value is a number, an answer may be a word, and its interval may be of days.
    let kind = match (table, column) {
        ("components", "value") => "number",
        ("answers", "low" | "high") => "any",
        _ => kind,
    };
    json!({"name": column, "type": kind, "description": meaning})
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
