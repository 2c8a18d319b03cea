//! Votes from CSV: a ledger of ours, or any `source,question,value` table.
//!
//! # What kind of answer a question takes
//!
//! A kind forced by the caller wins, then the `kind` column. Else it is inferred, per question, by
//! the first of these that fits all its values:
//!
//! | its values                                                                  | kind     |
//! |-----------------------------------------------------------------------------|----------|
//! | all are yes or no                                                           | yes_no   |
//! | all are days (`2024-10-05`) or ranges of days (`2024-10-05/2024-10-06`)     | date     |
//! | all are numbers; the table's numbers are all whole and from 0 to [`Settings::codes_up_to`] | category (codes) |
//! | all are numbers; the table's numbers fill a scale of 0…10, 0…100 or ±100, both ends taken | real |
//! | all are whole numbers, 0 and up                                             | count    |
//! | all are numbers                                                             | real     |
//! | anything else                                                               | category |
//!
//! `NaN`, `inf` and numbers too large to be held (`1e400`) do not take part: among numbers, days, or
//! yes and no they are no answers, and are kept out and counted; among words they are words.
//!
//! Codes and scales are looked for only where the table has [`Settings::codes_from_rows`] numbers
//! whose kind nobody stated. What was inferred and why stands in [`Report::kinds`].
//!
//! What several rows of one source on one question come to: see [`Resolved`].

mod column;
mod kind;

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use std::path::Path;

pub use kind::KindReason;

use super::Settings;
use super::build::{LedgerBuilder, Resolved, permute};
use super::cells::{Reading, is_no_finite_number, number, read_value, yes_or_no};
use super::source::Source;
use super::table::{Answer, Kind, Known, Ledger, Question, Role};
use crate::claims::Stance;
use crate::ids::{LabelId, Names};
use crate::units::Interval;
use column::{Columns, Field, Table};

pub(super) use column::COLUMNS;
use kind::Facts;

/// A votes table could not be read.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The file could not be opened or read.
    #[error("{file}: {source}")]
    File {
        /// Which file.
        file: String,
        /// Why.
        source: io::Error,
    },
    /// The header lacks a column.
    #[error("{file}: line 1: the header has no column `{missing}` (it has: {found}); {advice}")]
    Header {
        /// Which file.
        file: String,
        /// The column that is not there.
        missing: &'static str,
        /// The columns that are.
        found: String,
        /// What to do.
        advice: &'static str,
    },
    /// A row is not a row.
    #[error("{file}: line {line}: {problem}; {advice}")]
    Row {
        /// Which file.
        file: String,
        /// Which line, from 1.
        line: u64,
        /// What is wrong.
        problem: String,
        /// What to do.
        advice: &'static str,
    },
    /// A cell holds what its column cannot.
    #[error("{file}: line {line}, column {column} (`{name}`): {problem}, got `{value}`; {advice}")]
    Cell {
        /// Which file.
        file: String,
        /// Which line, from 1.
        line: u64,
        /// Which column, from 1.
        column: usize,
        /// The column's name.
        name: &'static str,
        /// What was expected.
        problem: &'static str,
        /// The cell as it stands.
        value: String,
        /// What to do.
        advice: &'static str,
    },
}

/// What was read, and what was made of it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// Rows read, headers apart.
    pub rows: usize,
    /// Rows without an answer: kept out of the votes.
    pub without_answer: usize,
    /// What came of rows in which a source answered a question again.
    pub resolved: Resolved,
    /// How many questions have which kind for which reason.
    pub kinds: Vec<(Kind, KindReason, usize)>,
    /// Why each question has its kind, by question.
    pub kind_reasons: Vec<KindReason>,
    /// Columns that a ledger does not have: kept out.
    pub columns_left_out: BTreeSet<String>,
    /// Columns of a foreign table that turned out to hold something else: kept out.
    pub columns_dropped: Vec<&'static str>,
    /// What a reader of the result should know.
    pub warnings: Vec<String>,
}

/// Reads votes from files, one after the other, into one ledger.
///
/// # Errors
///
/// The first file, row or cell that cannot be read, with its place and what to do.
pub fn read(
    files: &[impl AsRef<Path>],
    kind: Option<Kind>,
    settings: &Settings,
) -> Result<(Ledger, Report), Error> {
    let mut reader = Reader::new(kind, settings.clone());
    for path in files {
        let mut table = Source::open(path.as_ref())?;
        let (name, header) = (table.name().to_owned(), table.header().clone());
        reader.table(&name, &header, |row| table.next(row))?;
    }
    Ok(reader.finish())
}

/// Marks a value that is a number of the builder, not a text.
const IS_NUMBER: u32 = 1 << 31;

/// Reads votes tables row by row; only what votes need is kept of each.
#[derive(Debug)]
pub struct Reader {
    settings: Settings,
    forced: Option<Kind>,
    builder: LedgerBuilder,
    texts: Names<LabelId>,
    /// By question: the kind that was stated, with its reason.
    stated: Vec<Option<Kind>>,
    /// What holds for the numbers of the whole table, where these rows are only a part of it.
    numbers: Option<TableNumbers>,
    /// By question of no stated kind: the first value that is no finite number, with its place.
    not_finite: BTreeMap<u32, String>,
    report: Report,
}

impl Reader {
    /// A reader that gives every question this kind, or infers it.
    pub fn new(kind: Option<Kind>, settings: Settings) -> Self {
        Self {
            settings,
            forced: kind,
            builder: LedgerBuilder::default(),
            texts: Names::default(),
            stated: Vec::new(),
            numbers: None,
            not_finite: BTreeMap::new(),
            report: Report::default(),
        }
    }

    /// A reader that goes on where another stopped: it knows the names given so far, and what holds
    /// for the numbers of the whole table.
    pub(super) fn resumed(
        kind: Option<Kind>,
        settings: Settings,
        known: Known,
        numbers: TableNumbers,
    ) -> Self {
        let builder = LedgerBuilder::resumed(known);
        Self { builder, numbers: Some(numbers), ..Self::new(kind, settings) }
    }

    /// Reads one table of CSV; gzip is recognised by its first bytes.
    ///
    /// # Errors
    ///
    /// The first row or cell that cannot be read, with its place and what to do.
    pub fn read(&mut self, file: &str, input: impl Read) -> Result<(), Error> {
        let mut table = Source::csv(file, Box::new(input))?;
        let header = table.header().clone();
        self.table(file, &header, |row| table.next(row))
    }

    /// Reads the rows that `next` puts into its argument, until it returns false.
    pub(super) fn table(
        &mut self,
        file: &str,
        header: &csv::ByteRecord,
        mut next: impl FnMut(&mut csv::ByteRecord) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        let columns = Columns::of(file, header, &mut self.report)?;
        let first_detail = self.builder.details_mut().len();
        let mut table = Table { file, columns, dropped: Vec::new() };
        let mut row = csv::ByteRecord::new();
        while next(&mut row)? {
            self.report.rows += 1;
            self.row(&mut table, &row)?;
        }
        for (field, line, value) in table.dropped {
            self.report.columns_dropped.push(field.name());
            self.report.warnings.push(format!(
                "{file}: column `{}` was left out: line {line} holds `{value}`, not {}; add a \
                 `kind` column to have the table read strictly",
                field.name(),
                field.expects()
            ));
            for detail in &mut self.builder.details_mut()[first_detail..] {
                field.clear(detail);
            }
        }
        Ok(())
    }

    fn row(&mut self, table: &mut Table<'_>, row: &csv::ByteRecord) -> Result<(), Error> {
        let source = table.required(row, Field::Source)?;
        let question = table.required(row, Field::Question)?;
        let text = table.text(row, Field::Value)?;
        let declared = table.parsed(row, Field::Kind, kind_of)?;
        let role = table.parsed(row, Field::Role, role_of)?.unwrap_or(Role::Outlet);
        let q = match self.builder.known_question(question) {
            Some(q) => q,
            None => {
                self.stated.push(None);
                self.builder.question(named(question, table.columns.ours()))
            }
        };
        let kind = self.forced.or(self.kind_stated(q, declared, table, row)?);
        let low = table.parsed(row, Field::Low, number)?;
        let high = table.parsed(row, Field::High, number)?;
        let value = match (low, high) {
            (Some(low), high) if !matches!(kind, Some(Kind::Category | Kind::YesNo)) => {
                let Ok(i) = Interval::new(low, high) else {
                    return Err(table.cell(
                        row,
                        Field::High,
                        "a number not below `low`",
                        "swap the two, or empty `high` for \"at least\"",
                    ));
                };
                Some(self.checked_number(i, kind, table, row, Field::Low)?)
            }
            _ if text.is_empty() => None,
            _ => {
                if kind.is_none() && is_no_finite_number(text) {
                    let line = row.position().map_or(0, csv::Position::line);
                    let place = || format!("{}: line {line}: `{text}`", table.file);
                    self.not_finite.entry(q).or_insert_with(place);
                }
                Some(self.text_value(text, kind, table, row)?)
            }
        };
        let detail = table.detail(row)?;
        let Some(value) = value else {
            self.report.without_answer += 1;
            return Ok(());
        };
        let voice = self.builder.voice(source, role);
        let origin = table.text(row, Field::Origin)?;
        let origin = self.builder.origin(origin);
        self.builder.add(voice, q, value, origin, detail);
        Ok(())
    }

    /// The kind that the table states for a question, here or in an earlier row.
    fn kind_stated(
        &mut self,
        q: u32,
        here: Option<Kind>,
        table: &Table<'_>,
        row: &csv::ByteRecord,
    ) -> Result<Option<Kind>, Error> {
        let known = &mut self.stated[q as usize];
        match (*known, here) {
            (Some(a), Some(b)) if a != b => Err(table.cell(
                row,
                Field::Kind,
                "the kind that an earlier row gives this question",
                "give every row of a question the same kind",
            )),
            (None, Some(k)) => {
                *known = Some(k);
                Ok(*known)
            }
            (k, _) => Ok(k),
        }
    }

    fn checked_number(
        &mut self,
        i: Interval,
        kind: Option<Kind>,
        table: &Table<'_>,
        row: &csv::ByteRecord,
        field: Field,
    ) -> Result<u32, Error> {
        if kind == Some(Kind::Count) && i.low() < 0.0 {
            return Err(table.cell(
                row,
                field,
                "a count, 0 and up",
                "state the kind `real` where values may be negative",
            ));
        }
        Ok(IS_NUMBER | self.builder.number(i))
    }

    /// A value as its kind has it; a text to decide upon later where the kind is not known.
    fn text_value(
        &mut self,
        text: &str,
        kind: Option<Kind>,
        table: &Table<'_>,
        row: &csv::ByteRecord,
    ) -> Result<u32, Error> {
        let wrong = |problem, advice| Err(table.cell(row, Field::Value, problem, advice));
        let numbers = |reading: Option<Interval>, problem| {
            reading.ok_or_else(|| {
                table.cell(
                    row,
                    Field::Value,
                    problem,
                    "correct the cell, or let the kind be inferred",
                )
            })
        };
        match kind {
            Some(Kind::Count | Kind::Real) => {
                let i = numbers(read_value(text).number, "a number (21, ≥ 21, 5–15)")?;
                self.checked_number(i, kind, table, row, Field::Value)
            }
            Some(Kind::Date) => {
                let i = numbers(
                    read_value(text).days,
                    "a day (2024-10-05) or days (2024-10-05/2024-10-06)",
                )?;
                self.checked_number(i, kind, table, row, Field::Value)
            }
            Some(Kind::YesNo) => match yes_or_no(text) {
                Some(yes) => Ok(self.texts.id(if yes { "yes" } else { "no" }).0),
                None => wrong("yes or no", "correct the cell, or state the kind `category`"),
            },
            Some(Kind::Category) | None => Ok(self.texts.id(text).0),
        }
    }

    /// Infers what kinds nobody stated, and sorts the votes.
    pub fn finish(mut self) -> (Ledger, Report) {
        let readings: Vec<Reading> = self.texts.iter().map(|(_, t)| read_value(t)).collect();
        let mut reasons = self.infer(&readings);
        // A text's id among the builder's values: as a label, and as a number.
        let mut as_label = vec![None; readings.len()];
        let mut as_number = vec![None; readings.len()];
        let Self { mut builder, texts, mut report, not_finite, numbers, .. } = self;
        let kinds: Vec<Kind> = builder.questions_mut().iter().map(|q| q.kind).collect();
        // Of words, `NaN` is one more; among other values it is none.
        let no_answer = |q: u32, reading: Reading| {
            reading.not_finite
                && !matches!(
                    reasons[q as usize],
                    KindReason::Words | KindReason::Forced | KindReason::Stated
                )
        };
        let (mut unfit, mut kept_out, mut first) = (0, 0, None);
        builder.map_values(|builder, q, value| {
            let kind = kinds[q as usize];
            let numeric = matches!(kind, Kind::Count | Kind::Real | Kind::Date);
            if value & IS_NUMBER != 0 {
                let value = value & !IS_NUMBER;
                return match builder.values()[value as usize] {
                    Answer::Number(i) if !numeric => Some(builder.label(&i.to_string())),
                    _ => Some(value),
                };
            }
            let at = value as usize;
            let (text, reading) = (texts.name(LabelId(value)), readings[at]);
            if no_answer(q, reading) {
                kept_out += 1;
                first = first.min(Some(q)).or(Some(q));
                return None;
            }
            if !numeric {
                let yes = if kind == Kind::YesNo { yes_or_no(text) } else { None };
                let text = yes.map_or(text, |yes| if yes { "yes" } else { "no" });
                return Some(*as_label[at].get_or_insert_with(|| builder.label(text)));
            }
            let number = if kind == Kind::Date { reading.days } else { reading.number };
            if number.is_none() {
                unfit += 1;
            }
            number.map(|i| *as_number[at].get_or_insert_with(|| builder.number(i)))
        });
        if unfit > 0 {
            report.without_answer += unfit;
            report.warnings.push(format!(
                "{unfit} values do not fit the kind that a later row states for their question; \
                 they cast no vote"
            ));
        }
        if let Some(place) = first.and_then(|q| not_finite.get(&q)) {
            report.without_answer += kept_out;
            report.warnings.push(format!(
                "{kept_out} values are no finite numbers, in questions whose other values are \
                 numbers, days or yes and no (the first: {place}); they cast no vote; correct the \
                 cells or empty them"
            ));
        }
        // A part of a table goes on with the numbers that the parts before it gave.
        if numbers.is_none() {
            permute(&mut reasons, &builder.sort_names());
        }
        let (ledger, resolved) = builder.build_counting();
        report.resolved = resolved;
        let mut kinds = BTreeMap::new();
        for (question, reason) in ledger.questions().iter().zip(&reasons) {
            *kinds.entry((question.kind, *reason)).or_insert(0) += 1;
        }
        report.kinds = kinds.into_iter().map(|((k, r), n)| (k, r, n)).collect();
        report.kind_reasons = reasons;
        (ledger, report)
    }

    /// What holds for the numbers of these rows whose kind nobody stated, taken together.
    pub(super) fn numbers(&self) -> TableNumbers {
        let readings: Vec<Reading> = self.texts.iter().map(|(_, t)| read_value(t)).collect();
        self.join(&self.facts(&readings))
    }

    fn join(&self, facts: &[Facts]) -> TableNumbers {
        let mut table = TableNumbers::default();
        for (facts, stated) in facts.iter().zip(&self.stated) {
            if stated.is_none() && self.forced.is_none() && facts.numbers && !facts.bounds {
                table.0.join(*facts);
            }
        }
        table
    }

    /// What holds for all values of each question.
    fn facts(&self, readings: &[Reading]) -> Vec<Facts> {
        let mut facts = vec![Facts::default(); self.stated.len()];
        let builder = &self.builder;
        for (q, value) in builder.answers_given() {
            let facts = &mut facts[q as usize];
            if value & IS_NUMBER != 0 {
                facts.add_bounds(&builder.values()[(value & !IS_NUMBER) as usize]);
            } else {
                facts.add(readings[value as usize]);
            }
        }
        facts
    }

    /// Sets each question's kind; returns why.
    fn infer(&mut self, readings: &[Reading]) -> Vec<KindReason> {
        let facts = self.facts(readings);
        let table = self.numbers.unwrap_or_else(|| self.join(&facts)).0;
        let enough = table.n >= self.settings.codes_from_rows;
        let codes = enough && table.whole && table.high <= f64::from(self.settings.codes_up_to);
        let ends = [(0.0, 10.0), (0.0, 100.0), (-10.0, 10.0), (-100.0, 100.0)];
        let scale = enough && ends.contains(&(table.low, table.high));
        let forced = self.forced;
        let mut reasons = Vec::with_capacity(facts.len());
        for ((question, facts), stated) in
            self.builder.questions_mut().iter_mut().zip(&facts).zip(&self.stated)
        {
            let (kind, reason) = match (forced, *stated) {
                (Some(kind), _) => (kind, KindReason::Forced),
                (None, Some(kind)) => (kind, KindReason::Stated),
                (None, None) => facts.kind(codes, scale),
            };
            question.kind = kind;
            reasons.push(reason);
        }
        reasons
    }
}

/// What holds for the numbers of a table whose kind nobody stated.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct TableNumbers(Facts);

impl TableNumbers {
    /// Adds what holds for other rows of the table.
    pub(super) fn add(&mut self, other: Self) {
        self.0.join(other.0);
    }
}

pub(super) fn row_error(file: &str, error: csv::Error) -> Error {
    let line = error.position().map_or(0, csv::Position::line);
    let file = file.to_owned();
    match error.into_kind() {
        csv::ErrorKind::Io(source) => Error::File { file, source },
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => Error::Row {
            file,
            line,
            problem: format!("{len} cells where the header has {expected_len}"),
            advice: "put cells that contain a comma or a quotation mark in quotation marks",
        },
        _ => Error::Row { file, line, problem: "not CSV".to_owned(), advice: "correct the row" },
    }
}

/// A question by its name; a ledger of ours names them `event/measure/subject`.
fn named(name: &str, ours: bool) -> Question {
    let mut parts = name.split('/');
    let (event, measure, subject) =
        match (ours, parts.next(), parts.next(), parts.next(), parts.next()) {
            (true, Some(e), Some(m), Some(s), None) => (e, m, s),
            _ => ("", "", ""),
        };
    Question {
        name: name.to_owned(),
        kind: Kind::Category,
        event: event.to_owned(),
        measure: measure.to_owned(),
        subject: subject.to_owned(),
    }
}

fn kind_of(text: &str) -> Option<Kind> {
    Some(match text {
        "category" => Kind::Category,
        "count" => Kind::Count,
        "real" => Kind::Real,
        "date" => Kind::Date,
        "yes_no" => Kind::YesNo,
        _ => return None,
    })
}

fn role_of(text: &str) -> Option<Role> {
    Some(match text {
        "outlet" => Role::Outlet,
        "speaker" => Role::Speaker,
        _ => return None,
    })
}

fn stance_of(text: &str) -> Option<Stance> {
    Some(match text {
        "asserts" => Stance::Asserts,
        "confirms" => Stance::Confirms,
        "denies" => Stance::Denies,
        "declines" => Stance::Declines,
        _ => return None,
    })
}
