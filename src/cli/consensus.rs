//! `corroborate consensus` and `corroborate methods`: the believed answer of each question.

mod streamed;

#[cfg(feature = "cluster")]
pub(super) use streamed::write_parts;

use std::path::Path;

use serde::Serialize;

use super::args::{ConsensusArgs, Format};
use super::memory::beyond_memory;
use super::output::{note, print};
use super::whole::write_file;
use super::{Done, Failure, Start};
use crate::consensus::{self, Belief, Consensus, METHODS, Status};
use crate::corpus::to_cell;
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Kind, Ledger, kind_name, print_day};
use crate::tune::evaluate::{printed, unsaid_side};
use crate::units::print_number;

/// One believed answer: a row of `answers.csv`.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Answered {
    pub question: String,
    pub kind: &'static str,
    pub value: String,
    pub probability: f64,
    pub low: Option<Bound>,
    pub high: Option<Bound>,
    pub votes: usize,
    pub origins: usize,
    pub status: Status,
}

/// An end of an interval, as it is printed.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Bound {
    /// Of a count or a real number.
    Number(f64),
    /// Of a date: the day in ISO form.
    Day(String),
}

impl Bound {
    /// For a table cell, in full.
    fn print(&self) -> String {
        match self {
            Self::Number(x) => print_number(*x),
            Self::Day(day) => day.clone(),
        }
    }

    /// For people: three significant digits.
    fn short(&self) -> String {
        match self {
            Self::Number(x) => short(*x),
            Self::Day(day) => day.clone(),
        }
    }
}

pub(super) fn run(args: &ConsensusArgs) -> Result<Done, Failure> {
    let mut start = Start::new(&args.common)?;
    if let Some(method) = &args.method {
        consensus::methods::find(method).map_err(Failure::usage)?;
        start.settings.consensus.method.clone_from(method);
    }
    if beyond_memory(&start, &args.memory) {
        return streamed::run(&start, args);
    }
    let gathered = start.gather_knowing(&args.common, args.answers.as_deref())?;
    let consensus = crate::pipeline::believe(&gathered, &start.settings).map_err(Failure::usage)?;
    for warning in &consensus.warnings {
        note(&format!("warning: {}; {}", warning.what, warning.advice));
    }
    let beliefs = &consensus.beliefs;
    if let Some(path) = &args.beliefs {
        let csv = BELIEFS_HEADER.to_owned() + &beliefs_csv(&gathered.ledger, beliefs);
        write_file(Path::new(path), csv.as_bytes())?;
    }
    let rows = answered(&gathered.ledger, &consensus);
    match args.format {
        Format::Csv => print(&(ANSWERS_HEADER.to_owned() + &answers_csv(&rows)))?,
        Format::Json => {
            print(&(serde_json::to_string_pretty(&rows).map_err(Failure::run)? + "\n"))?
        }
        Format::Jsonl => print(&answers_jsonl(&rows)?)?,
        Format::Table => print(&table(&rows))?,
    }
    Ok(start.done(&args.common, &gathered))
}

/// The answers of a consensus.
pub(super) fn answered(ledger: &Ledger, consensus: &Consensus) -> Vec<Answered> {
    let known = |q| consensus.model.known(q).is_some();
    answered_by(ledger, &consensus.beliefs, known)
}

/// The answers that follow from beliefs; where one is known from outside, it is settled.
fn answered_by(
    ledger: &Ledger,
    beliefs: &[Belief],
    known: impl Fn(QuestionId) -> bool,
) -> Vec<Answered> {
    let round = |x: f64| (x * 1e6).round() / 1e6;
    ledger
        .question_ids()
        .map(|q| {
            let question = ledger.question(q);
            let bound = |x: f64| match question.kind {
                Kind::Date => Bound::Day(print_day(x)),
                _ => Bound::Number(round(x)),
            };
            let belief = &beliefs[q.index()];
            let (value, probability) = printed(ledger, q, belief);
            Answered {
                question: question.name.clone(),
                kind: kind_name(question.kind),
                value,
                probability: round(probability),
                low: belief.number.map(|n| bound(n.low)),
                high: belief.number.map(|n| bound(n.high)),
                votes: ledger.votes(q).len(),
                origins: consensus::origins(ledger, q),
                status: match known(q) {
                    true => Status::Settled,
                    false => consensus::status(ledger, q, belief),
                },
            }
        })
        .collect()
}

/// The first line of `answers.csv`.
pub(super) const ANSWERS_HEADER: &str =
    "question,kind,value,probability,low,high,votes,origins,status\n";

/// The first line of `beliefs.csv`.
pub(super) const BELIEFS_HEADER: &str = "question,value,probability\n";

/// The lines of `answers.csv` under its header.
pub(super) fn answers_csv(rows: &[Answered]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    let end = |x: &Option<Bound>| x.as_ref().map(Bound::print).unwrap_or_default();
    for r in rows {
        // Writing to memory cannot fail.
        let _ = csv.write_record([
            to_cell(&r.question).as_ref(),
            r.kind,
            to_cell(&r.value).as_ref(),
            &print_number(r.probability),
            &end(&r.low),
            &end(&r.high),
            &r.votes.to_string(),
            &r.origins.to_string(),
            r.status.name(),
        ]);
    }
    String::from_utf8(csv.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A JSON object a line.
fn answers_jsonl(rows: &[Answered]) -> Result<String, Failure> {
    let line = |row| serde_json::to_string(row).map(|json| json + "\n").map_err(Failure::run);
    rows.iter().map(line).collect()
}

/// The lines of `beliefs.csv` under its header, a line for each candidate of each question.
pub(super) fn beliefs_csv(ledger: &Ledger, beliefs: &[Belief]) -> String {
    let mut csv = csv::Writer::from_writer(Vec::new());
    for q in ledger.question_ids() {
        let belief = &beliefs[q.index()];
        let listed = belief
            .support
            .iter()
            .enumerate()
            .map(|(a, p)| (ledger.print_answer(q, AnswerId::from_index(a)), *p));
        for (value, p) in listed.chain(unsaid_side(ledger, q, belief)) {
            // Writing to memory cannot fail.
            let _ = csv.write_record([
                to_cell(&ledger.question(q).name).as_ref(),
                to_cell(&value).as_ref(),
                &print_number(p),
            ]);
        }
    }
    String::from_utf8(csv.into_inner().unwrap_or_default()).unwrap_or_default()
}

fn table(rows: &[Answered]) -> String {
    let mut table = super::output::list(["question", "answer", "p", "90 %", "origins", "status"]);
    // What sources dispute comes first, then what most of them speak to.
    let mut rows: Vec<&Answered> = rows.iter().collect();
    let rank = |status| match status {
        Status::Contested => 0,
        Status::Settled => 1,
        Status::Undetermined => 2,
    };
    rows.sort_by_key(|r| (rank(r.status), std::cmp::Reverse(r.origins)));
    for r in rows {
        let interval = match (&r.low, &r.high) {
            (Some(l), Some(h)) => format!("{}…{}", l.short(), h.short()),
            _ => String::new(),
        };
        table.add_row([
            r.question.clone(),
            r.value.clone(),
            format!("{:.2}", r.probability),
            interval,
            r.origins.to_string(),
            r.status.name().to_owned(),
        ]);
    }
    format!("{table}\n")
}

/// A number for people: three significant digits.
fn short(x: f64) -> String {
    let digits = if x == 0.0 { 0.0 } else { 2.0 - x.abs().log10().floor() };
    let scale = 10f64.powf(digits.max(0.0));
    print_number((x * scale).round() / scale)
}

pub(super) fn methods() -> Result<Done, Failure> {
    let mut table =
        super::output::table(["method", "what it is", "answers", "otherwise", "source"]);
    for m in METHODS {
        table.add_row([
            m.name.to_owned(),
            m.description.to_owned(),
            m.answers.to_string(),
            m.fallback.to_owned(),
            m.reference.to_owned(),
        ]);
    }
    print(&format!("{table}\n"))?;
    Ok(Done::default())
}
