//! `corroborate claims`: what the articles claim.

use super::args::{Claims, Format};
use super::output::{print, text};
use super::{Done, Failure, Start, articles};
use crate::claims::table;
use crate::corpus::{self, from_cell};
use crate::pipeline::{self, Gathered};

pub(super) fn run(args: &Claims) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?.keeping(&args.keeping);
    if args.explain {
        return explain(args, &start);
    }
    let gathered = start.gather(&args.common)?;
    match args.format {
        Format::Csv => print(&csv(&gathered)?)?,
        Format::Jsonl | Format::Json => print(&jsonl(&gathered)?)?,
        Format::Table => {
            return Err(Failure::usage("--format table: claims come as csv or jsonl"));
        }
    }
    Ok(start.done(&args.common, &gathered))
}

/// How each sentence was read.
fn explain(args: &Claims, start: &Start) -> Result<Done, Failure> {
    let corpus = corpus::read(&start.inputs.articles, &start.settings.corpus);
    let skipped = articles::tell_skipped(&start.inputs.skipped, &corpus);
    print(&pipeline::explain(&corpus, &start.settings).join("\n"))?;
    Ok(Done { skipped, strict: args.common.strict })
}

/// `claims.csv`.
pub(super) fn csv(gathered: &Gathered) -> Result<String, Failure> {
    text(|out| table::write(out, &gathered.claims, &gathered.corpus.articles))
}

/// The same rows, a JSON object a line, empty cells left out.
fn jsonl(gathered: &Gathered) -> Result<String, Failure> {
    let table = csv(gathered)?;
    let mut reader = csv::Reader::from_reader(table.as_bytes());
    let header = reader.headers().map_err(Failure::run)?.clone();
    let mut out = String::new();
    for row in reader.records() {
        let row = row.map_err(Failure::run)?;
        let object: serde_json::Map<_, _> = header
            .iter()
            .zip(&row)
            .filter(|(_, cell)| !cell.is_empty())
            .map(|(name, cell)| {
                let number = matches!(
                    name,
                    "start"
                        | "end"
                        | "low"
                        | "high"
                        | "favours"
                        | "speaker_start"
                        | "speaker_end"
                        | "cue_start"
                        | "cue_end"
                        | "fact_start"
                        | "fact_end"
                );
                let value = match cell.parse::<serde_json::Number>() {
                    Ok(n) if number => serde_json::Value::Number(n),
                    _ => serde_json::Value::String(from_cell(cell).to_owned()),
                };
                (name.to_owned(), value)
            })
            .collect();
        out.push_str(&serde_json::Value::Object(object).to_string());
        out.push('\n');
    }
    Ok(out)
}
