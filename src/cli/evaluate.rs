//! `corroborate evaluate`: beliefs, scores and claims against what is known from outside.

use std::path::Path;

use regex_lite::Regex;
use serde_json::json;

use super::args::{Evaluate, Format};
use super::output::{note, print, table};
use super::timings::{Timings, peak_memory};
use super::whole::Folder;
use super::{Done, Failure, Start};
use crate::consensus::{METHODS, methods};
use crate::corpus::from_cell;
use crate::pipeline::{self, Gathered};
use crate::report::Extras;
use crate::tune::claims::{Extracted, Found, KeyClaim, compare};
use crate::tune::evaluate::{Measured, answers, diagram, judged, labels};
use crate::tune::key;
use crate::units::print_number;

pub(super) fn run(args: &Evaluate) -> Result<Done, Failure> {
    if args.answers.is_none() && args.labels.is_none() && args.claims_key.is_none() {
        return Err(Failure::usage("name what is known: --answers, --labels or --claims-key"));
    }
    let start = Start::new(&args.common)?;
    let answer_key = args.answers.as_deref().map(|p| read(p, key::answers)).transpose()?;
    let label_key = args.labels.as_deref().map(|p| read(p, key::labels)).transpose()?;
    let claims_key = args.claims_key.as_deref().map(ClaimsKey::read).transpose()?;
    let folder = args.out.as_deref().map(Folder::prepare).transpose()?;
    if folder.is_some() && answer_key.is_none() {
        return Err(Failure::usage("--out holds the reliability diagram: it needs --answers"));
    }
    let names: Vec<&str> = match args.method.as_deref() {
        Some("all") => METHODS.iter().map(|m| m.name).collect(),
        Some(name) => vec![methods::find(name).map_err(Failure::usage)?.name],
        None => vec![start.settings.consensus.method.as_str()],
    };
    let gathered = start.gather(&args.common)?;
    if let Some(key) = &claims_key {
        print(&claims_report(&key.against(&gathered), args.format)?)?;
    }
    if let Some(key) = &answer_key {
        let mut rows = Vec::new();
        for name in names {
            let mut timings = Timings::start();
            let consensus = methods::run(name, &gathered.ledger, &start.settings.consensus)
                .map_err(Failure::usage)?;
            let seconds = timings.lap("consensus");
            rows.push((name, answers(&gathered.ledger, &consensus, key), seconds, peak_memory()));
        }
        print(&answers_report(&rows, args.timings, args.format)?)?;
    }
    if let (Some(key), Some(folder)) = (&answer_key, folder) {
        return calibration(args, &start, gathered, key, folder);
    }
    let done = start.done(&args.common, &gathered);
    if let Some(key) = &label_key {
        let run = pipeline::score(gathered, &start.settings).map_err(Failure::usage)?;
        let ranked = labels(&run.scores, key);
        let number = |x: Option<f64>| x.map(print_number).unwrap_or_default();
        print(&match args.format {
            Format::Json | Format::Jsonl => {
                json!({"voices": ranked.voices, "spearman": ranked.spearman, "auc": ranked.auc})
                    .to_string()
                    + "\n"
            }
            _ => format!(
                "voices,spearman,auc\n{},{},{}\n",
                ranked.voices,
                number(ranked.spearman),
                number(ranked.auc)
            ),
        })?;
    }
    Ok(done)
}

/// The reliability diagram of the settings in force: its bins as a table, and the picture.
fn calibration(
    args: &Evaluate,
    start: &Start,
    gathered: Gathered,
    key: &key::Answers,
    folder: Folder,
) -> Result<Done, Failure> {
    let run = start.score(gathered)?;
    let judged = judged(&run.gathered.ledger, &run.consensus, key);
    let mut bins = String::from("from,to,n,stated,found\n");
    for b in diagram(&judged) {
        let row = [b.from, b.to, b.n as f64, b.stated, b.found].map(print_number);
        bins.push_str(&(row.join(",") + "\n"));
    }
    folder.add("reliability_diagram.csv", bins.as_bytes())?;
    let extras = Extras { judged, ..Extras::default() };
    let mut settings = start.settings.report.clone();
    settings.only = vec!["calibration".to_owned()];
    settings.page = false;
    super::score::write_report(start, &run, &extras, &settings, &folder)?;
    let rows = super::consensus::answered(&run.gathered.ledger, &run.consensus);
    folder.add("run.json", (super::score::run_json(start, &run, &rows)? + "\n").as_bytes())?;
    folder.commit()?;
    note(&format!("wrote {}", args.out.as_deref().unwrap_or(Path::new("")).display()));
    Ok(start.done(&args.common, &run.gathered))
}

fn read<T>(
    path: &Path,
    with: impl FnOnce(&str, Box<dyn std::io::Read>) -> Result<T, key::KeyError>,
) -> Result<T, Failure> {
    let shown = path.display().to_string();
    let file = crate::corpus::open(path).map_err(|e| Failure::usage(format!("{shown}: {e}")))?;
    with(&shown, file).map_err(Failure::usage)
}

const COLUMNS: [&str; 14] = [
    "method",
    "questions",
    "answered",
    "accuracy",
    "log_loss",
    "brier",
    "ece",
    "mae",
    "rmse",
    "exact",
    "coverage_90",
    "crps",
    "seconds",
    "peak_mb",
];

fn answers_report(
    rows: &[(&str, Measured, f64, Option<f64>)],
    timings: bool,
    format: Format,
) -> Result<String, Failure> {
    // Seconds and memory differ from run to run: only where asked, so that all else stays the same.
    let columns = &COLUMNS[..if timings { 14 } else { 12 }];
    let cells = |(name, m, seconds, memory): &(&str, Measured, f64, Option<f64>)| -> [String; 14] {
        let number = |x: Option<f64>| x.map(|x| format!("{x:.4}")).unwrap_or_default();
        [
            (*name).to_owned(),
            m.questions.to_string(),
            m.answered.to_string(),
            number(m.accuracy),
            number(m.log_loss),
            number(m.brier),
            number(m.calibration_error),
            number(m.mean_absolute_error),
            number(m.root_mean_square_error),
            number(m.exact),
            number(m.coverage),
            number(m.crps),
            format!("{seconds:.3}"),
            memory.map(|m| format!("{m:.0}")).unwrap_or_default(),
        ]
    };
    Ok(match format {
        Format::Table => {
            // Columns that no row fills would only push the others together.
            let all: Vec<[String; 14]> = rows.iter().map(cells).collect();
            let used: Vec<usize> =
                (0..columns.len()).filter(|&c| all.iter().any(|r| !r[c].is_empty())).collect();
            let mut out = table(["method"]);
            out.set_header(used.iter().map(|&c| COLUMNS[c]));
            for row in &all {
                out.add_row(used.iter().map(|&c| row[c].clone()));
            }
            format!("{out}\n")
        }
        Format::Csv => {
            let mut out = columns.join(",") + "\n";
            for row in rows {
                out.push_str(&cells(row)[..columns.len()].join(","));
                out.push('\n');
            }
            out
        }
        Format::Json | Format::Jsonl => {
            let objects: Vec<_> = rows
                .iter()
                .map(|row| {
                    let cells = cells(row);
                    let object: serde_json::Map<_, _> = columns
                        .iter()
                        .zip(cells)
                        .filter(|(_, c)| !c.is_empty())
                        .map(|(n, c)| {
                            let value = c.parse::<f64>().map_or_else(|_| json!(c), |x| json!(x));
                            ((*n).to_owned(), value)
                        })
                        .collect();
                    serde_json::Value::Object(object)
                })
                .collect();
            serde_json::to_string_pretty(&objects).map_err(Failure::run)? + "\n"
        }
    })
}

/// A human key of claims, with what else may stand for its names.
struct ClaimsKey {
    claims: Vec<KeyClaim>,
    speakers: Vec<(String, Regex)>,
    subjects: Vec<(String, Regex)>,
}

impl ClaimsKey {
    /// Reads the key, and `speakers.csv` and `subjects.csv` (name,pattern) beside it where they are.
    fn read(path: &Path) -> Result<Self, Failure> {
        let file = crate::corpus::open(path)
            .map_err(|e| Failure::usage(format!("{}: {e}", path.display())))?;
        let claims = key_claims(&path.display().to_string(), file)?;
        let beside = |name: &str| patterns(&path.with_file_name(name));
        Ok(Self { claims, speakers: beside("speakers.csv")?, subjects: beside("subjects.csv")? })
    }

    fn against(&self, gathered: &Gathered) -> Extracted {
        let mut found = super::claims::csv(gathered)
            .ok()
            .and_then(|text| key_claims("claims", text.as_bytes()).ok())
            .unwrap_or_default();
        // What casts no vote answers a question of its own.
        for (i, claim) in found.iter_mut().enumerate() {
            claim.question = i.to_string();
        }
        for s in &gathered.aligned.statements {
            if let Some(claim) = found.get_mut(s.claim) {
                claim.question.clone_from(&gathered.ledger.question(s.question).name);
            }
        }
        let same = |list: &[(String, Regex)], key: &str, printed: &str| match list
            .iter()
            .find(|(name, _)| name == key)
        {
            Some((_, pattern)) => pattern.is_match(printed),
            None => printed.to_lowercase().contains(&key.to_lowercase()),
        };
        compare(
            &self.claims,
            &found,
            &|key, printed| same(&self.speakers, key, printed),
            &|key, printed| same(&self.subjects, key, printed),
        )
    }
}

fn patterns(path: &Path) -> Result<Vec<(String, Regex)>, Failure> {
    if !path.is_file() {
        return Ok(Vec::new());
    }
    let fail = |e: String| Failure::usage(format!("{}: {e}", path.display()));
    let mut reader = csv::Reader::from_path(path).map_err(|e| fail(e.to_string()))?;
    let mut list = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| fail(e.to_string()))?;
        let (Some(name), Some(pattern)) = (row.get(0), row.get(1)) else { continue };
        let regex = Regex::new(&format!("(?i){pattern}")).map_err(|e| fail(e.to_string()))?;
        list.push((name.to_owned(), regex));
    }
    Ok(list)
}

fn key_claims(file: &str, input: impl std::io::Read) -> Result<Vec<KeyClaim>, Failure> {
    let fail = |e: String| Failure::usage(format!("{file}: {e}"));
    let mut reader = csv::Reader::from_reader(input);
    let header = reader.headers().map_err(|e| fail(e.to_string()))?.clone();
    let column = |name: &str| header.iter().position(|h| h == name);
    for needed in ["document", "start", "end", "speaker", "measure"] {
        if column(needed).is_none() {
            return Err(fail(format!("column {needed:?} is missing")));
        }
    }
    let mut claims = Vec::new();
    for row in reader.records() {
        let row = row.map_err(|e| fail(e.to_string()))?;
        let cell =
            |name: &str| from_cell(column(name).and_then(|c| row.get(c)).unwrap_or_default());
        let speaker = if cell("speaker").is_empty() { cell("outlet") } else { cell("speaker") };
        let manner = if cell("manner").is_empty() { cell("attribution") } else { cell("manner") };
        claims.push(KeyClaim {
            document: cell("document").rsplit('/').next().unwrap_or_default().to_owned(),
            start: cell("start").parse().unwrap_or_default(),
            end: cell("end").parse().unwrap_or_default(),
            speaker: speaker.to_owned(),
            own: manner == "own",
            stance: cell("stance").to_owned(),
            event: cell("event").to_owned(),
            question: if cell("event").is_empty() {
                String::new()
            } else {
                [cell("event"), cell("measure"), cell("subject")].join("/")
            },
            measure: cell("measure").to_owned(),
            subject: cell("subject").to_owned(),
            low: cell("low").parse().ok(),
            high: cell("high").parse().ok(),
        });
    }
    Ok(claims)
}

fn claims_report(got: &Extracted, format: Format) -> Result<String, Failure> {
    let mut rows: Vec<(String, Found)> = vec![
        ("counts".into(), got.counts),
        ("counts + speaker".into(), got.with_speaker),
        ("counts + speaker + subject".into(), got.with_subject),
    ];
    rows.extend(got.by_measure.iter().map(|(m, f)| (format!("counts: {m}"), *f)));
    rows.extend(got.by_manner.iter().map(|(m, f)| (format!("found with speaker: {m}"), *f)));
    rows.push(("stance".into(), got.stance));
    let printed = |f: Option<f64>| f.map(|f| format!("{f:.3}")).unwrap_or_default();
    let clusters = [("events", printed(got.events)), ("questions", printed(got.questions))];
    Ok(match format {
        Format::Json | Format::Jsonl => {
            let all: Vec<_> = rows
                .iter()
                .map(|(n, f)| {
                    json!({"what": n, "key": f.key, "predicted": f.predicted, "right": f.right,
                        "precision": f.precision(), "recall": f.recall(), "f1": f.f1()})
                })
                .collect();
            serde_json::to_string_pretty(&json!({"claims": all, "events_b3_f1": got.events,
                "questions_b3_f1": got.questions}))
            .map_err(Failure::run)?
                + "\n"
        }
        Format::Csv => {
            let mut out = String::from("what,key,predicted,right,precision,recall,f1\n");
            for (name, f) in &rows {
                out.push_str(&format!(
                    "{name},{},{},{},{:.4},{:.4},{:.4}\n",
                    f.key,
                    f.predicted,
                    f.right,
                    f.precision(),
                    f.recall(),
                    f.f1()
                ));
            }
            for (what, f1) in clusters {
                out.push_str(&format!("{what} b3,,,,,,{f1}\n"));
            }
            out
        }
        Format::Table => {
            let mut out = table(["what", "key", "predicted", "right", "P", "R", "F1"]);
            for (name, f) in &rows {
                out.add_row([
                    name.clone(),
                    f.key.to_string(),
                    f.predicted.to_string(),
                    f.right.to_string(),
                    format!("{:.3}", f.precision()),
                    format!("{:.3}", f.recall()),
                    format!("{:.3}", f.f1()),
                ]);
            }
            for (what, f1) in clusters {
                let mut row = vec![format!("{what} (B-cubed)")];
                row.resize(6, String::new());
                row.push(f1);
                out.add_row(row);
            }
            format!("{out}\n")
        }
    })
}
