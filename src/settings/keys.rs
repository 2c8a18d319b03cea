//! Every key with its meaning, default and range: one source for the commented file, the schema, the
//! range checks and `docs/settings.md`.
//!
//! The meanings are the doc comments of the settings' own fields, read from the sources as they were
//! compiled in, so that no text is written twice.

use std::fmt::Write as _;
use std::sync::LazyLock;

use serde_json::json;
use toml::Value;

use super::Settings;

/// One key.
#[derive(Clone, Debug, PartialEq)]
pub struct Key {
    /// Its path: `reliability.weights.agreement`.
    pub path: String,
    /// What it means, its unit and range, in words.
    pub meaning: String,
    /// Its default; `None` for a key that is not set by default.
    pub default: Option<Value>,
    /// Smallest and largest number it takes, for numbers.
    pub range: Option<(f64, f64)>,
    /// The words it takes, for choices.
    pub choices: &'static [&'static str],
}

/// Where each table's struct stands: path of the table, source, name of the struct.
const TABLES: [(&str, &str, &str); 21] = [
    ("", include_str!("mod.rs"), "Settings"),
    ("corpus", include_str!("../corpus/read.rs"), "Settings"),
    ("numbers", include_str!("../claims/value/vague.rs"), "NumberSettings"),
    ("lexicons", include_str!("../claims/extract.rs"), "LexiconSettings"),
    ("claims", include_str!("../claims/extract.rs"), "LimitSettings"),
    ("ledger", include_str!("../ledger/settings.rs"), "Settings"),
    ("consensus", include_str!("../consensus/settings.rs"), "Settings"),
    ("consensus.calibration", include_str!("../consensus/calibration.rs"), "Settings"),
    ("consensus.joint", include_str!("../consensus/joint/mod.rs"), "Settings"),
    ("consensus.joint.copying", include_str!("../consensus/copying.rs"), "Settings"),
    ("consensus.joint.numbers", include_str!("../consensus/numbers.rs"), "Settings"),
    ("reliability", include_str!("../scores/settings.rs"), "ReliabilitySettings"),
    ("reliability.weights", include_str!("../scores/settings.rs"), "ReliabilityWeights"),
    ("partisanship", include_str!("../scores/settings.rs"), "PartisanshipSettings"),
    ("partisanship.weights", include_str!("../scores/settings.rs"), "PartisanshipWeights"),
    ("intervals", include_str!("../scores/settings.rs"), "IntervalSettings"),
    ("grades", include_str!("../scores/settings.rs"), "GradeSettings"),
    ("discovery", include_str!("../scores/settings.rs"), "DiscoverySettings"),
    ("report", include_str!("../report/settings.rs"), "Settings"),
    ("axis", include_str!("../claims/voices.rs"), "AxisSettings"),
    ("voice", include_str!("../claims/voices.rs"), "VoiceSettings"),
];

/// Tables that may stand several times, with an example of each.
const REPEATED: [(&str, &str); 2] = [
    (
        "axis",
        "# [[axis]]\n# name = \"government–opposition\"\n# minus = [\"the government\"]\n# plus = [\"the opposition\"]\n# off = [\"the electoral commission\"]\n",
    ),
    (
        "voice",
        "# [[voice]]\n# name = \"Ministry of Health\"\n# aliases = [\"health ministry\"]\n# kind = \"organisation\"\n",
    ),
];

/// Choices, by path.
const CHOICES: [(&str, &[&str]); 6] = [
    ("persons", &["role", "all", "none"]),
    ("numbers.preset", &["default", "acled", "ccc", "countlove"]),
    ("consensus.domain", &["auto", "shared", "open"]),
    ("intervals.method", &["auto", "bootstrap", "analytic"]),
    ("report.theme", &["light", "dark", "print"]),
    ("voice.kind", &["organisation", "person", "outlet", "agency", "anonymous"]),
];

/// Ranges of the numbers, by path; the first that begins the path counts. A number without one is
/// 0 or more.
const RANGES: [(&str, f64, f64); 55] = [
    ("corpus.max_article_bytes", 1.0, 1e9),
    ("corpus.max_table_bytes", 1.0, 1e15),
    ("corpus.max_line_bytes", 1.0, 1e12),
    ("claims.max_per_article", 1.0, 1e9),
    ("ledger.match_threshold", -100.0, 100.0),
    ("ledger.day_window", 0.0, 3.0),
    ("ledger.wrong_date_days", 0.0, 36500.0),
    ("ledger.lookback_days", 0.0, 36500.0),
    ("ledger.rare_from", 1.0, 1e12),
    ("ledger.shingle_words", 1.0, 20.0),
    ("ledger.sentence_shingle_words", 1.0, 20.0),
    ("ledger.copy_containment", 0.0, 1.0),
    ("ledger.min_hashes", 2.0, 1024.0),
    ("ledger.codes_from_rows", 1.0, 1e12),
    ("consensus.tolerance", 1e-15, 1.0),
    ("consensus.max_steps", 1.0, 1e6),
    ("consensus.accuracy_prior", 1.0, 1e6),
    ("consensus.assertion_prior", 1.0, 1e6),
    ("consensus.denial_prior", 1.0, 1e6),
    ("consensus.subtypes", 1.0, 1000.0),
    ("consensus.starts", 1.0, 1000.0),
    ("consensus.truth_finder_trust", 0.0, 1.0),
    ("consensus.truth_finder_dampening", 0.0, 1.0),
    ("consensus.truth_finder_influence", 0.0, 1.0),
    ("consensus.truth_finder_opposition", 0.0, 1.0),
    ("consensus.investment_growth", 1.0, 10.0),
    ("consensus.pooled_investment_growth", 1.0, 10.0),
    ("consensus.estimates_lambda", 0.0, 1.0),
    ("consensus.accu_start", 0.0, 1.0),
    ("consensus.copy_prior", 0.0, 1.0),
    ("consensus.copy_share", 0.0, 1.0),
    ("consensus.catd_level", 0.0, 1.0),
    ("consensus.calibration.slope", 0.0, 20.0),
    ("consensus.calibration.yes", -12.0, 12.0),
    ("consensus.calibration.assertions", -12.0, 12.0),
    ("consensus.calibration.denials", -12.0, 12.0),
    ("consensus.calibration.spread", 0.01, 100.0),
    ("consensus.calibration.shift", -1e9, 1e9),
    ("consensus.joint.max_steps", 1.0, 1e6),
    ("consensus.joint.numbers.nodes", 16.0, 100_000.0),
    ("reliability.prior_mean", 0.0, 1.0),
    ("reliability.prior_strength", 1e-6, 1e6),
    ("reliability.min_origins", 1.0, 1e6),
    ("reliability.as_of_days", 0.0, 36500.0),
    ("reliability.staleness_days", 1e-6, 36500.0),
    ("reliability.weights", 0.0, 1000.0),
    ("partisanship.contested", 0.5, 1.0),
    ("partisanship.min_favours", 0.0, 1.0),
    ("partisanship.weights", 0.0, 1000.0),
    ("partisanship.min_numbers", 1.0, 1e6),
    ("intervals.level", 0.01, 0.999),
    ("intervals.replicates", 50.0, 100_000.0),
    ("grades", 0.0, 1000.0),
    ("report.width", 480.0, 2400.0),
    ("report.dpi", 72.0, 600.0),
];

/// The smallest and largest number a key takes.
fn range_of(path: &str) -> (f64, f64) {
    RANGES
        .iter()
        .filter(|(p, ..)| path == *p || path.strip_prefix(p).is_some_and(|r| r.starts_with('.')))
        .max_by_key(|(p, ..)| p.len())
        .map_or((0.0, 1e18), |(_, low, high)| (*low, *high))
}

/// Fields of a struct in a source text, with their doc comments.
fn fields(source: &str, name: &str) -> Vec<(String, String)> {
    let head = format!("pub struct {name} {{");
    let Some(at) = source.find(&head) else { return Vec::new() };
    let (mut found, mut doc) = (Vec::new(), Vec::new());
    for line in source[at..].lines().skip(1) {
        let line = line.trim();
        if line == "}" {
            break;
        }
        if let Some(text) = line.strip_prefix("///") {
            doc.push(text.trim());
        } else if let Some(field) = line.strip_prefix("pub ") {
            let field = field.split(':').next().unwrap_or_default().to_owned();
            found.push((field, doc.join(" ").replace("\\[", "[").replace("\\]", "]")));
            doc.clear();
        }
    }
    found
}

/// All keys, in the order of the file. The sources are read once: every check of a settings file, and
/// so every candidate of a fit, asks for them.
pub fn keys() -> &'static [Key] {
    static KEYS: LazyLock<Vec<Key>> = LazyLock::new(read_keys);
    &KEYS
}

fn read_keys() -> Vec<Key> {
    let defaults =
        Value::try_from(Settings::default()).unwrap_or_else(|_| Value::Table(toml::Table::new()));
    let mut keys = Vec::new();
    for (table, source, name) in TABLES {
        for (field, meaning) in fields(source, name) {
            let path = if table.is_empty() { field } else { format!("{table}.{field}") };
            if TABLES.iter().any(|(t, ..)| *t == path) {
                continue;
            }
            let default =
                path.split('.').try_fold(&defaults, |v, part| v.as_table()?.get(part)).cloned();
            let numeric = default.as_ref().is_some_and(is_numeric) || path == "report.dpi";
            let choices = CHOICES.iter().find(|(p, _)| *p == path).map_or(&[] as &[_], |(_, c)| c);
            let range = numeric.then(|| range_of(&path));
            keys.push(Key { path, meaning, default, range, choices });
        }
    }
    keys
}

fn is_numeric(value: &Value) -> bool {
    match value {
        Value::Integer(_) | Value::Float(_) => true,
        Value::Array(list) => !list.is_empty() && list.iter().all(is_numeric),
        _ => false,
    }
}

/// Checks every number of the settings against its range.
pub(super) fn check_ranges(settings: &Settings) -> Result<(), (String, String)> {
    let Ok(value) = Value::try_from(settings) else { return Ok(()) };
    for key in keys() {
        let Some((low, high)) = key.range else { continue };
        let found = key.path.split('.').try_fold(&value, |v, part| v.as_table()?.get(part));
        for x in found.map(numbers).unwrap_or_default() {
            if !(x >= low && x <= high) {
                let what = format!(
                    "{x} is out of range; it must lie in [{}, {}]",
                    crate::units::print_number(low),
                    if high >= 1e18 {
                        "∞)".to_owned()
                    } else {
                        crate::units::print_number(high) + "]"
                    }
                );
                return Err((key.path.clone(), what.replace("∞)]", "∞)").replace("]]", "]")));
            }
        }
    }
    Ok(())
}

fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Integer(i) => vec![*i as f64],
        Value::Float(x) => vec![*x],
        Value::Array(list) => list.iter().flat_map(numbers).collect(),
        _ => Vec::new(),
    }
}

/// Breaks a text into comment lines of at most 100 columns.
fn comment(text: &str, out: &mut String) {
    let mut line = String::from("#");
    for word in text.split_whitespace() {
        if line.chars().count() + word.chars().count() + 1 > 100 {
            out.push_str(&line);
            out.push('\n');
            line = String::from("#");
        }
        line.push(' ');
        line.push_str(word);
    }
    if line.len() > 1 {
        out.push_str(&line);
        out.push('\n');
    }
}

fn table_of(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(table, _)| table)
}

fn name_of(path: &str) -> &str {
    path.rsplit_once('.').map_or(path, |(_, name)| name)
}

/// A settings file that sets every key to its default, each with a comment; reading it changes
/// nothing.
pub fn commented() -> String {
    let mut out = String::from(
        "# Settings of corroborate, all at their defaults. Keep the lines that you change.\n",
    );
    print(&mut out, keys(), |key, out| {
        out.push('\n');
        comment(&key.meaning, out);
        let mut notes = Vec::new();
        if !key.choices.is_empty() {
            notes.push(format!("One of {}.", key.choices.join(", ")));
        }
        if let Some((low, high)) = key.range {
            notes.push(format!("Range {}.", range_words(low, high)));
        }
        comment(&notes.join(" "), out);
        match &key.default {
            Some(value) => {
                let _ = writeln!(out, "{} = {value}", name_of(&key.path));
            }
            None => {
                let _ = writeln!(out, "# {} = (not set)", name_of(&key.path));
            }
        }
    });
    out
}

fn range_words(low: f64, high: f64) -> String {
    let number = crate::units::print_number;
    if high >= 1e15 {
        format!("{} and up", number(low))
    } else {
        format!("{} to {}", number(low), number(high))
    }
}

/// Writes keys under their table headings; repeated tables as commented examples.
fn print(out: &mut String, keys: &[Key], mut each: impl FnMut(&Key, &mut String)) {
    let mut table = "";
    for key in keys {
        let here = table_of(&key.path);
        if REPEATED.iter().any(|(t, _)| *t == here) {
            continue;
        }
        if here != table {
            let _ = writeln!(out, "\n[{here}]");
            table = here;
        }
        each(key, out);
    }
    for (table, example) in REPEATED {
        out.push('\n');
        for key in keys.iter().filter(|k| table_of(&k.path) == table) {
            comment(&format!("{}: {}", name_of(&key.path), key.meaning), out);
        }
        out.push_str(example);
    }
}

/// The settings in force, each key with where its value came from.
pub fn in_force(settings: &Settings, file: Option<&str>, text: Option<&str>) -> String {
    let value = Value::try_from(settings).unwrap_or_else(|_| Value::Table(toml::Table::new()));
    let set: toml::Table = text.and_then(|t| t.parse().ok()).unwrap_or_default();
    let set = Value::Table(set);
    let at = |v: &Value, path: &str| {
        path.split('.').try_fold(v.clone(), |v, part| v.as_table()?.get(part).cloned())
    };
    let mut out = String::new();
    let mut table = "";
    let keys = keys();
    for key in keys.iter().filter(|k| !REPEATED.iter().any(|(t, _)| *t == table_of(&k.path))) {
        let here = table_of(&key.path);
        if here != table {
            let _ = writeln!(out, "\n[{here}]");
            table = here;
        }
        let from = if at(&set, &key.path).is_some() { file.unwrap_or("file") } else { "default" };
        match at(&value, &key.path) {
            Some(v) => {
                let _ = writeln!(out, "{} = {v}  # {from}", name_of(&key.path));
            }
            None => {
                let _ = writeln!(out, "# {} is not set  # {from}", name_of(&key.path));
            }
        }
    }
    for (table, _) in REPEATED {
        for entry in value.get(table).and_then(Value::as_array).into_iter().flatten() {
            let _ = writeln!(out, "\n[[{table}]]  # {}", file.unwrap_or("file"));
            for (k, v) in entry.as_table().into_iter().flatten() {
                let _ = writeln!(out, "{k} = {v}");
            }
        }
    }
    out
}

/// A JSON Schema of the file, for editors.
pub fn schema() -> serde_json::Value {
    let mut root = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "corroborate.toml",
        "type": "object",
        "additionalProperties": false,
        "properties": {},
    });
    for key in keys() {
        let table = table_of(&key.path).to_owned();
        let mut node = &mut root;
        for part in table.split('.').filter(|p| !p.is_empty()) {
            let repeated = REPEATED.iter().any(|(t, _)| *t == part);
            let slot = &mut node["properties"][part];
            if slot.is_null() {
                let object =
                    json!({"type": "object", "additionalProperties": false, "properties": {}});
                *slot = if repeated { json!({"type": "array", "items": object}) } else { object };
            }
            node = if repeated { &mut slot["items"] } else { slot };
        }
        let mut schema = match &key.default {
            Some(Value::Boolean(_)) => json!({"type": "boolean"}),
            Some(Value::Integer(_)) => json!({"type": "integer"}),
            Some(Value::Float(_)) => json!({"type": "number"}),
            Some(Value::Array(list)) if !list.is_empty() && list.iter().all(is_numeric) => {
                json!({"type": "array", "items": {"type": "number"}})
            }
            Some(Value::Array(_)) => json!({"type": "array", "items": {"type": "string"}}),
            Some(Value::Table(_)) => json!({"type": "object"}),
            None if key.range.is_some() => json!({"type": "number"}),
            None if ["minus", "plus", "off", "aliases"].contains(&name_of(&key.path)) => {
                json!({"type": "array", "items": {"type": "string"}})
            }
            _ => json!({"type": "string"}),
        };
        if let (Some((low, high)), Some("integer" | "number")) =
            (key.range, schema["type"].as_str())
        {
            schema["minimum"] = json!(low);
            if high < 1e15 {
                schema["maximum"] = json!(high);
            }
        }
        if !key.choices.is_empty() {
            schema["enum"] = json!(key.choices);
        }
        schema["description"] = json!(key.meaning);
        if let Some(default) = key.default.as_ref().and_then(|d| serde_json::to_value(d).ok()) {
            schema["default"] = default;
        }
        node["properties"][name_of(&key.path)] = schema;
    }
    root
}

/// `docs/settings.md`.
pub fn document() -> String {
    let mut out = String::from(
        "# Settings\n\nEvery key of `corroborate.toml`, with its default and range. Made by `corroborate config --markdown`; a test\ncompares. `corroborate config` prints what is in force and where each value came from.\n",
    );
    let mut table = "-";
    for key in keys() {
        let here = table_of(&key.path).to_owned();
        if here != table {
            let title = match here.as_str() {
                "" => "Top level".to_owned(),
                t if REPEATED.iter().any(|(r, _)| *r == t) => format!("`[[{t}]]`, repeated"),
                t => format!("`[{t}]`"),
            };
            let _ = write!(
                out,
                "\n## {title}\n\n| key | default | range | meaning |\n|---|---|---|---|\n"
            );
            table = TABLES.iter().map(|(t, ..)| *t).find(|t| *t == here).unwrap_or("");
        }
        let default = key.default.as_ref().map_or("–".to_owned(), |d| format!("`{d}`"));
        let range = match (key.range, key.choices) {
            (_, choices) if !choices.is_empty() => choices.join(", "),
            (Some((low, high)), _) => range_words(low, high),
            _ => String::new(),
        };
        let meaning = key.meaning.replace('|', "\\|");
        let _ = writeln!(out, "| `{}` | {default} | {range} | {meaning} |", name_of(&key.path));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paths of all values that the defaults serialise to.
    fn leaves(value: &Value, at: &str, out: &mut Vec<String>) {
        for (name, v) in value.as_table().into_iter().flatten() {
            let path = if at.is_empty() { name.clone() } else { format!("{at}.{name}") };
            match v {
                Value::Table(t) if !t.is_empty() => leaves(v, &path, out),
                _ => out.push(path),
            }
        }
    }

    #[test]
    fn every_key_is_documented_and_every_documented_key_exists() {
        let defaults = Value::try_from(Settings::default()).unwrap();
        let mut all = Vec::new();
        leaves(&defaults, "", &mut all);
        let keys = keys();
        for path in all.iter().filter(|p| !TABLES.iter().any(|(t, ..)| t == p)) {
            let key = keys.iter().find(|k| k.path == *path);
            let key = key.unwrap_or_else(|| panic!("{path} is in no struct of TABLES"));
            assert!(!key.meaning.is_empty(), "{path} has no doc comment");
        }
        for (path, ..) in RANGES {
            assert!(
                keys.iter().any(|k| k.path == path || k.path.starts_with(&format!("{path}."))),
                "RANGES names {path}, which is no key"
            );
        }
        for (path, _) in CHOICES {
            assert!(keys.iter().any(|k| k.path == path), "CHOICES names {path}, which is no key");
        }
    }

    #[test]
    fn the_commented_file_changes_nothing() {
        let parsed = crate::settings::parse(&commented(), "default").unwrap();
        assert_eq!(parsed, Settings::default());
    }

    #[test]
    fn defaults_lie_in_their_ranges() {
        assert_eq!(check_ranges(&Settings::default()), Ok(()));
    }

    #[test]
    fn a_number_out_of_range_is_refused_with_its_place() {
        let text = "[grades]\nmin_claims = 5\n\n[intervals]\nlevel = 1.5\n";
        let error = crate::settings::parse(text, "c.toml").unwrap_err().to_string();
        assert_eq!(
            error,
            "c.toml:5:1: intervals.level: 1.5 is out of range; it must lie in [0.01, 0.999]"
        );
    }

    #[test]
    fn the_document_is_up_to_date() {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/settings.md");
        let on_disk = std::fs::read_to_string(file).unwrap_or_default();
        // Line by line, so that a failure shows the line and not the whole document.
        let advice =
            "docs/settings.md is out of date: corroborate config --markdown > docs/settings.md";
        let document = document();
        for (old, new) in on_disk.lines().zip(document.lines()) {
            assert_eq!(old, new, "{advice}");
        }
        assert_eq!(on_disk.lines().count(), document.lines().count(), "{advice}");
    }
}
