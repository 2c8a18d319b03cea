//! Consensus of votes that would not fit in memory: read from disk at every step, answers written
//! part by part.

use std::io::Write;

use super::super::args::{ConsensusArgs, Format};
use super::super::memory::{for_sorting, limit, needed, print_bytes};
use super::super::output::{note, print};
use super::super::whole::stream_file;
use super::super::{Done, Failure, Start, kind};
use super::{ANSWERS_HEADER, BELIEFS_HEADER, answered_by, answers_csv, answers_jsonl, beliefs_csv};
use crate::consensus::stream::{self, Error, Judge, Method};
use crate::consensus::{Settings, Stop};
use crate::ledger::Stream;

/// Fits and prints; says beforehand that it streams, and why.
pub(super) fn run(start: &Start, args: &ConsensusArgs) -> Result<Done, Failure> {
    let name = &start.settings.consensus.method;
    let what = format!(
        "these votes would take about {} of memory, of {} allowed (--memory)",
        print_bytes(needed(&start.inputs.ledgers)),
        print_bytes(limit(&args.memory)),
    );
    let Some(method) = Method::find(name) else {
        let streaming = Method::ALL.map(Method::name).join(", ");
        return Err(Failure::usage(format!(
            "{what}, and `{name}` needs all votes in memory; name a method that can stream with \
             --method ({streaming}), or allow more"
        )));
    };
    if args.answers.is_some() || start.settings.voice.iter().any(|v| v.trusted) {
        return Err(Failure::usage(format!(
            "{what}, and known answers and trusted voices are learnt from in memory; allow more"
        )));
    }
    if !matches!(args.format, Format::Csv | Format::Jsonl) {
        return Err(Failure::usage(format!(
            "{what}; a stream is printed as --format csv or jsonl"
        )));
    }
    note(&format!("corroborate: {what}; they are read from disk at every step"));
    let ledgers = &start.inputs.ledgers;
    let stream = Stream::open(
        ledgers,
        kind(&args.common),
        &start.settings.ledger,
        for_sorting(&args.memory),
    )
    .map_err(Failure::run)?;
    stream.warnings.iter().for_each(|line| note(line));
    let fitted = stream::fit(&stream, method, &start.settings.consensus).map_err(Failure::run)?;
    if fitted.stop == Stop::StepLimit {
        note(&format!("{name} stopped at the step limit before it settled"));
    }
    let judge = &fitted.judge;
    let settings = &start.settings.consensus;
    let answers = |text: &str| print(text).map_err(|e| Error::Output(e.message));
    match &args.beliefs {
        Some(path) => stream_file(path, |mut file| {
            let mut beliefs = |text: &str| file.write_all(text.as_bytes()).map_err(|e| output(&e));
            write_parts(judge, &stream, settings, args.format, answers, Some(&mut beliefs))
                .map_err(Failure::run)
        })?,
        None => write_parts(judge, &stream, settings, args.format, answers, None)
            .map_err(Failure::run)?,
    }
    Ok(Done { skipped: start.inputs.skipped.len(), strict: args.common.strict })
}

/// Takes a text to write next.
type Writer<'a> = &'a mut dyn FnMut(&str) -> Result<(), Error>;

/// Writes answers, and beliefs where they are wanted, part by part.
pub(in crate::cli) fn write_parts(
    judge: &Judge,
    stream: &Stream,
    settings: &Settings,
    format: Format,
    mut answers: impl FnMut(&str) -> Result<(), Error>,
    mut beliefs_to: Option<Writer<'_>>,
) -> Result<(), Error> {
    if format == Format::Csv {
        answers(ANSWERS_HEADER)?;
    }
    if let Some(to) = &mut beliefs_to {
        to(BELIEFS_HEADER)?;
    }
    judge.each_part(stream, settings, |part, beliefs| {
        let rows = answered_by(part, beliefs, |_| false);
        match format {
            Format::Jsonl => {
                answers(&answers_jsonl(&rows).map_err(|e| Error::Output(e.message))?)?;
            }
            _ => answers(&answers_csv(&rows))?,
        }
        match &mut beliefs_to {
            Some(to) => to(&beliefs_csv(part, beliefs)),
            None => Ok(()),
        }
    })
}

/// An error of the output.
pub(in crate::cli) fn output(error: &dyn std::fmt::Display) -> Error {
    Error::Output(error.to_string())
}
