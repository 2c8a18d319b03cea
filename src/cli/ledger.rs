//! `corroborate ledger`: questions and votes after alignment, and who repeats whom.

use std::path::Path;

use super::args::LedgerArgs;
use super::memory::for_sorting;
use super::output::{note, print};
use super::whole::{Folder, stream_file, write_file};
use super::{Done, Failure, Start, kind};
use crate::consensus::stream::Error;
use crate::ledger::{self, Ledger, ParquetWriter, Shards, Stream};
use crate::pipeline::Gathered;

pub(super) fn run(args: &LedgerArgs) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?.keeping(&args.keeping);
    let columnar =
        |path: &Path| path.extension().is_some_and(|e| e.eq_ignore_ascii_case("parquet"));
    if let (Some(out), Some(n)) = (&args.out, args.shards) {
        return shards(&start, args, out, usize::from(n));
    }
    if let Some(out) = args.out.as_deref().filter(|out| columnar(out) && !args.origins) {
        return parquet(&start, args, out);
    }
    let gathered = start.gather(&args.common)?;
    let mut out = Vec::new();
    if args.origins {
        out.extend(origins(&gathered).into_bytes());
    } else {
        ledger::write(&gathered.ledger, &mut out).map_err(Failure::run)?;
    }
    match &args.out {
        Some(path) => write_file(path, &out)?,
        None => print(&String::from_utf8_lossy(&out))?,
    }
    Ok(start.done(&args.common, &gathered))
}

/// Writes one columnar file.
fn parquet(start: &Start, args: &LedgerArgs, out: &Path) -> Result<Done, Failure> {
    let mut done = Done::default();
    stream_file(out, |file| {
        let mut writer = ParquetWriter::new(file, 1).map_err(Failure::run)?;
        done = each_part(start, args, |part| {
            writer.ledger(part).map_err(|e| Error::Output(e.to_string()))
        })?;
        writer.finish().map_err(Failure::run).map(drop)
    })?;
    Ok(done)
}

/// Writes `n` columnar files to a folder.
fn shards(start: &Start, args: &LedgerArgs, out: &Path, n: usize) -> Result<Done, Failure> {
    let folder = Folder::prepare(out)?;
    let files = (1..=n)
        .map(|i| folder.create(&format!("shard-{i:04}-of-{n:04}.parquet")))
        .collect::<Result<_, _>>()?;
    let mut shards = Shards::new(files).map_err(Failure::run)?;
    let mut votes = 0;
    let done = each_part(start, args, |part| {
        votes += part.all_votes().len();
        shards.ledger(part).map_err(|e| Error::Output(e.to_string()))
    })?;
    shards.finish().map_err(Failure::run)?;
    let run = serde_json::json!({ "shards": n, "votes": votes });
    folder.add("run.json", format!("{run:#}\n").as_bytes())?;
    folder.commit()?;
    Ok(done)
}

/// Calls `f` with all votes in order of question: tables of votes in parts, so that memory does not
/// grow with them; what comes of articles at once.
fn each_part(
    start: &Start,
    args: &LedgerArgs,
    mut f: impl FnMut(&Ledger) -> Result<(), Error>,
) -> Result<Done, Failure> {
    if !start.only_votes() {
        let gathered = start.gather(&args.common)?;
        f(&gathered.ledger).map_err(Failure::run)?;
        return Ok(start.done(&args.common, &gathered));
    }
    let memory = for_sorting(&args.memory);
    let kind = kind(&args.common);
    let stream = Stream::open(&start.inputs.ledgers, kind, &start.settings.ledger, memory)
        .map_err(Failure::run)?;
    stream.warnings.iter().for_each(|line| note(line));
    stream.each_part(0, f).map_err(Failure::run)?;
    Ok(Done { skipped: start.inputs.skipped.len(), strict: args.common.strict })
}

/// Who repeats whom: every origin behind more than one printing, with the reasons.
fn origins(gathered: &Gathered) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for group in &gathered.aligned.origins.groups {
        let _ = writeln!(out, "{}", group.name);
        for member in &group.members {
            let via = if member.via.is_empty() {
                String::new()
            } else {
                format!(" via {}", member.via.join(", "))
            };
            let _ = writeln!(
                out,
                "  {} on {}{via}; printed by {}",
                member.voice,
                member.question,
                member.outlets.join(", ")
            );
        }
        for reason in &group.reasons {
            let _ = writeln!(out, "  because {reason}");
        }
    }
    if out.is_empty() {
        out.push_str("every vote has an origin of its own\n");
    }
    out
}
