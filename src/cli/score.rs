//! `corroborate score`, `report` and `explain`: scores printed, written, explained.

use std::path::Path;

use serde_json::json;

use super::args::{Explain, Format, Report, Score, TreeFormat};
use super::output::{note, print, text};
use super::timings::Timings;
use super::whole::Folder;
use super::{Done, Failure, Start, consensus as answers, history};
use crate::ledger;
use crate::pipeline::Run;
use crate::report::{self, Extras, HistoryPoint, KINDS};
use crate::scores::exchange::{self, About};
use crate::scores::{self, explain_question, explain_voice};
use crate::tune::presets;

pub(super) fn run(args: &Score) -> Result<Done, Failure> {
    let mut timings = Timings::start();
    let start = Start::new(&args.common)?.keeping(&args.keeping);
    let folder = args.out.as_deref().map(Folder::prepare).transpose()?;
    let since = args.since.as_deref().map(history::read).transpose()?;
    let gathered = start.gather_knowing(&args.common, args.answers.as_deref())?;
    timings.lap("read, extract and align");
    let run = start.score(gathered)?;
    timings.lap("consensus and scores");
    if let Some(folder) = folder {
        let earlier = args.since.as_deref().map(history::earlier).transpose()?;
        let history = history::with(earlier.unwrap_or_default(), &run);
        write_run(&start, &run, &history, &folder)?;
        if !args.no_charts {
            let extras = extras(&start, &run, history)?;
            write_report(&start, &run, &extras, &start.settings.report, &folder)?;
        }
        timings.lap("tables and charts");
        if args.timings {
            folder.add("timings.json", timings.json().as_bytes())?;
        }
        folder.commit()?;
        wrote(args.out.as_deref().unwrap_or(Path::new("")), !args.no_charts);
    }
    match args.format {
        Format::Table => print(&report::table(
            &run.report_inputs(&start.settings, &Extras::default()),
            TABLE_ROWS,
        ))?,
        Format::Csv => print(&text(|out| scores::write_scores(&run.scores, out))?)?,
        Format::Json => print(&pretty(&exchange::scores_json(&run.scores, about(&run)))?)?,
        Format::Jsonl => {
            return Err(Failure::usage("--format jsonl: scores come as table, csv or json"));
        }
    }
    if let Some(before) = since {
        print(&history::compare(&before, &run)?)?;
    }
    Ok(start.done(&args.common, &run.gathered))
}

/// Voices in the terminal table; the files hold all.
const TABLE_ROWS: usize = 60;

pub(super) fn report(args: &Report) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?.keeping(&args.keeping);
    let mut settings = start.settings.report.clone();
    if let Some(theme) = &args.theme {
        settings.theme = serde_json::from_value(json!(theme)).map_err(|_| {
            Failure::usage(format!("--theme {theme}: the themes are light, dark and print"))
        })?;
    }
    if let Some(top) = args.top {
        settings.top = top;
    }
    if let Some(size) = args.size {
        settings.width = f64::from(size);
    }
    settings.svg |= args.svg;
    if let Some(unknown) = args.only.iter().find(|o| {
        !KINDS.iter().any(|k| o.starts_with(k) || (!o.is_empty() && k.starts_with(o.as_str())))
    }) {
        return Err(Failure::usage(format!(
            "--only {unknown}: no chart is called so; there are {}",
            KINDS.join(", ")
        )));
    }
    if !args.only.is_empty() {
        settings.only.clone_from(&args.only);
    }
    let folder = Folder::prepare(&args.out)?;
    let gathered = start.gather_knowing(&args.common, args.answers.as_deref())?;
    let run = start.score(gathered)?;
    let history = history::with(Vec::new(), &run);
    write_run(&start, &run, &history, &folder)?;
    let extras = extras(&start, &run, history)?;
    write_report(&start, &run, &extras, &settings, &folder)?;
    folder.commit()?;
    wrote(&args.out, true);
    Ok(start.done(&args.common, &run.gathered))
}

/// Says where the output lies, and what of it to open first.
fn wrote(folder: &Path, report: bool) {
    let first = if report {
        format!("; open {}", folder.join("index.html").display())
    } else {
        String::new()
    };
    note(&format!("wrote {}{first}", folder.display()));
}

pub(super) fn explain(args: &Explain) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?.keeping(&args.keeping);
    let gathered = start.gather_knowing(&args.common, args.answers.as_deref())?;
    let run = start.score(gathered)?;
    let ledger = &run.gathered.ledger;
    let tree = match (&args.voice, &args.question) {
        (Some(name), _) => {
            let names: Vec<&str> = ledger.voices().iter().map(|(_, n)| n).collect();
            let voice = ledger
                .voices()
                .iter()
                .find(|(_, n)| n.to_lowercase() == name.to_lowercase())
                .ok_or_else(|| Failure::usage(no_such("voice", name, &names)))?;
            explain_voice(&run.scores, ledger, voice.0)
        }
        (None, Some(name)) => {
            let names: Vec<&str> = ledger.questions().iter().map(|q| q.name.as_str()).collect();
            let q = ledger
                .find_question(name)
                .ok_or_else(|| Failure::usage(no_such("question", name, &names)))?;
            explain_question(&run.scores, ledger, &run.consensus, q)
        }
        (None, None) => return Err(Failure::usage("name a --voice or a --question")),
    };
    print(&match args.format {
        TreeFormat::Text => tree.to_text(),
        TreeFormat::Json => tree.to_json() + "\n",
        TreeFormat::Markdown => tree.to_markdown(),
    })?;
    Ok(start.done(&args.common, &run.gathered))
}

/// "no voice …", with names that come near.
fn no_such(what: &str, name: &str, known: &[&str]) -> String {
    let lower = name.to_lowercase();
    let mut near: Vec<&&str> = known
        .iter()
        .filter(|k| {
            let k = k.to_lowercase();
            k.contains(&lower) || lower.split_whitespace().any(|w| w.len() > 2 && k.contains(w))
        })
        .collect();
    if near.is_empty() {
        near = known.iter().collect();
    }
    near.sort_unstable();
    near.truncate(12);
    let near: Vec<String> = near.iter().map(|n| format!("{n:?}")).collect();
    format!("there is no {what} {name:?}; there are, among others: {}", near.join(", "))
}

/// Every table, `run.json`, and the same for other tools: `scores.json`, ClaimReview, Web Annotation, data package.
fn write_run(
    start: &Start,
    run: &Run,
    history: &[HistoryPoint],
    folder: &Folder,
) -> Result<(), Failure> {
    let ledger = &run.gathered.ledger;
    let beliefs = &run.consensus.beliefs;
    let rows = answers::answered(ledger, &run.consensus);
    let mut tables = vec![
        ("ledger.csv", text(|out| ledger::write(ledger, out))?),
        ("answers.csv", answers::ANSWERS_HEADER.to_owned() + &answers::answers_csv(&rows)),
        (
            "beliefs.csv",
            answers::BELIEFS_HEADER.to_owned() + &answers::beliefs_csv(ledger, beliefs),
        ),
        ("scores.csv", text(|out| scores::write_scores(&run.scores, out))?),
        ("components.csv", text(|out| scores::write_components(&run.scores, out))?),
        ("evidence.csv", text(|out| scores::write_evidence(&run.scores, ledger, out))?),
        ("history.csv", history::csv(history)?),
    ];
    if !run.gathered.claims.is_empty() {
        tables.insert(0, ("claims.csv", super::claims::csv(&run.gathered)?));
    }
    for (name, table) in &tables {
        folder.add(name, table.as_bytes())?;
    }
    let about = about(run);
    let bytes: Vec<(&str, &[u8])> = tables.iter().map(|(n, t)| (*n, t.as_bytes())).collect();
    let texts = run
        .gathered
        .corpus
        .articles
        .iter()
        .map(|a| (a.document.as_str(), a.text.as_str()))
        .collect();
    for (name, value) in [
        ("scores.json", exchange::scores_json(&run.scores, about)),
        ("claimreview.jsonld", exchange::claim_reviews(ledger, &run.consensus, about)),
        ("annotations.jsonld", exchange::annotations(&run.scores, ledger, &texts, about)),
        ("datapackage.json", exchange::data_package(&bytes, about)),
    ] {
        folder.add(name, pretty(&value)?.as_bytes())?;
    }
    folder.add("run.json", (run_json(start, run, &rows)? + "\n").as_bytes())
}

/// What the pictures need beside the run: the counts under other rule sets, and earlier runs.
fn extras(start: &Start, run: &Run, history: Vec<HistoryPoint>) -> Result<Extras, Failure> {
    let few = run.gathered.corpus.articles.len() <= start.settings.report.presets_up_to;
    let presets = match few {
        true => presets::ranges(&start.inputs, run, &start.settings).map_err(Failure::run)?,
        false => Vec::new(),
    };
    Ok(Extras { presets, history, ..Extras::default() })
}

/// Pictures, index and page.
pub(super) fn write_report(
    start: &Start,
    run: &Run,
    extras: &Extras,
    settings: &report::Settings,
    folder: &Folder,
) -> Result<(), Failure> {
    let inputs = run.report_inputs(&start.settings, extras);
    let mut failure = None;
    report::report(&inputs, settings, &mut |name, bytes| {
        folder.add(name, bytes).map_err(|f| {
            let text = f.message.clone();
            failure = Some(f);
            std::io::Error::other(text)
        })
    })
    .map_err(|e| failure.take().unwrap_or_else(|| Failure::run(e)))?;
    Ok(())
}

/// What our exchange formats say of themselves.
fn about(run: &Run) -> About<'_> {
    About { version: &run.facts.version, limits: report::LIMITS }
}

fn pretty(value: &serde_json::Value) -> Result<String, Failure> {
    Ok(serde_json::to_string_pretty(value).map_err(Failure::run)? + "\n")
}

/// `corroborate schema`.
pub(super) fn schema() -> Result<Done, Failure> {
    print(&pretty(&exchange::schema())?)?;
    Ok(Done::default())
}

fn round(x: f64) -> f64 {
    (x * 1e6).round() / 1e6
}

/// What a run was made from and how it went: the same bytes for the same input and settings.
pub(super) fn run_json(
    start: &Start,
    run: &Run,
    rows: &[answers::Answered],
) -> Result<String, Failure> {
    let facts = &run.facts;
    let ledger = &run.gathered.ledger;
    let undetermined: Vec<&str> = rows
        .iter()
        .filter(|r| r.status == crate::consensus::Status::Undetermined)
        .map(|r| r.question.as_str())
        .collect();
    let map = |pairs: &[(String, String)]| -> serde_json::Map<String, serde_json::Value> {
        pairs.iter().map(|(k, v)| (k.clone(), json!(v))).collect()
    };
    let discovery = run.scores.discovery.as_ref().map(|d| {
        json!({
            "method": d.method,
            "questions": d.questions,
            "refusal": d.refusal,
            "disagreements": d.disagreements.iter().map(|x| json!({
                "axis": x.axis,
                "voice": ledger.voices().name(x.voice),
                "declared": x.declared,
                "position": round(x.position),
            })).collect::<Vec<_>>(),
        })
    });
    let declared: Vec<_> = start
        .settings
        .axis
        .iter()
        .map(|a| json!({"axis": a.name, "minus": a.minus, "plus": a.plus, "off": a.off}))
        .collect();
    let all = json!({
        "version": facts.version,
        "limits": report::LIMITS,
        "corpus_hash": facts.corpus_hash,
        "config_hash": facts.config_hash,
        "presets": map(&facts.presets),
        "weights": facts.weights.iter().map(|(k, w)| (k.clone(), json!(w))).collect::<serde_json::Map<_, _>>(),
        "articles": facts.articles,
        "outlets": facts.outlets,
        "speakers": facts.speakers,
        "claims": facts.claims,
        "questions": facts.questions,
        "votes": ledger.all_votes().len(),
        "origins": facts.origins,
        "dates": facts.dates.map(|(a, b)| [a.to_string(), b.to_string()]),
        "skipped": facts.skipped.iter().map(|(k, n)| (k.clone(), json!(n))).collect::<serde_json::Map<_, _>>(),
        "method": run.consensus.method,
        "stop": format!("{:?}", run.consensus.stop),
        "steps": run.consensus.objective.len(),
        "objective": run.consensus.objective.last().map(|x| round(*x)),
        "warnings": run.consensus.warnings.iter().map(|w| json!({"what": w.what, "advice": w.advice})).collect::<Vec<_>>(),
        "notes": run.gathered.notes,
        "conditions": run.scores.conditions,
        "prior": {"mean": round(run.scores.prior_mean), "strength": round(run.scores.prior_strength)},
        "declared_camps": declared,
        "discovered": discovery,
        "undetermined": undetermined,
    });
    serde_json::to_string_pretty(&all).map_err(Failure::run)
}
