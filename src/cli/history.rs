//! `--since`: what moved since an earlier run, and how scores went from run to run.

use std::fs::File;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Failure;
use super::output::text;
use crate::corpus::{TableWriter, from_cell};
use crate::pipeline::Run;
use crate::report::HistoryPoint;
use crate::scores;
use crate::units::print_number;

/// The folder of an earlier run, named itself or by its `run.json`.
fn folder(path: &Path) -> PathBuf {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new(".")) };
    folder.to_owned()
}

/// A row of `history.csv`.
#[derive(Deserialize)]
struct Row {
    source: String,
    /// The last day that the run's articles or votes reach.
    date: String,
    reliability: String,
    checkable: usize,
}

/// How scores went up to an earlier run; empty where that run kept no history.
pub(super) fn earlier(path: &Path) -> Result<Vec<HistoryPoint>, Failure> {
    let file = folder(path).join("history.csv");
    let Ok(open) = File::open(&file) else { return Ok(Vec::new()) };
    let wrong = |what: &str| Failure::usage(format!("{}: {what}", file.display()));
    csv::Reader::from_reader(open)
        .deserialize()
        .map(|row| {
            let row: Row = row.map_err(|e| wrong(&e.to_string()))?;
            let reliability: f64 = row.reliability.parse().map_err(|_| {
                wrong(&format!("reliability: a number from 0 to 1, got `{}`", row.reliability))
            })?;
            let date = row.date.parse().map_err(|_| {
                wrong(&format!("date: a day such as 2024-10-05, got `{}`", row.date))
            })?;
            let voice = from_cell(&row.source).to_owned();
            Ok(HistoryPoint { voice, date, reliability, n: row.checkable })
        })
        .collect()
}

/// The history with this run at its end. A run that reaches to the same day as an earlier one
/// replaces it.
pub(super) fn with(mut earlier: Vec<HistoryPoint>, run: &Run) -> Vec<HistoryPoint> {
    let Some((_, date)) = run.facts.dates else { return earlier };
    earlier.retain(|p| p.date != date);
    earlier.extend(run.scores.voices.iter().filter_map(|v| {
        let reliability = v.printed_reliability()?.mean();
        Some(HistoryPoint { voice: v.name.clone(), date, reliability, n: v.checkable })
    }));
    earlier
}

/// `history.csv`: reliability of each voice in each run, oldest first.
pub(super) fn csv(history: &[HistoryPoint]) -> Result<String, Failure> {
    text(|out| {
        let mut table = TableWriter::new(out, ["source", "date", "reliability", "checkable"])?;
        for p in history {
            let (date, n) = (p.date.to_string(), p.n.to_string());
            table.row([&p.voice, &date, &print_number(p.reliability), &n])?;
        }
        table.finish().map(drop)
    })
}

/// Reads an earlier run: its folder, or its `run.json`.
pub(super) fn read(path: &Path) -> Result<scores::Run, Failure> {
    let open = |name: &str| {
        let file = folder(path).join(name);
        File::open(&file).map_err(|e| {
            Failure::usage(format!("--since {}: {}: {e}", path.display(), file.display()))
        })
    };
    scores::Run::read(open("scores.csv")?, open("evidence.csv")?)
        .map_err(|e| Failure::usage(format!("--since {}: {e}", path.display())))
}

/// Which scores moved, by how much, and which claims moved them.
pub(super) fn compare(before: &scores::Run, run: &Run) -> Result<String, Failure> {
    let (mut scores, mut evidence) = (Vec::new(), Vec::new());
    scores::write_scores(&run.scores, &mut scores).map_err(Failure::run)?;
    scores::write_evidence(&run.scores, &run.gathered.ledger, &mut evidence)
        .map_err(Failure::run)?;
    let now = scores::Run::read(&scores[..], &evidence[..]).map_err(Failure::run)?;
    Ok(scores::print_moves(&scores::moves(before, &now)))
}
