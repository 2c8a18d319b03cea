//! The columns of a votes table, and what a row says in each.

use super::super::cells::{day, number};
use super::super::table::{Detail, Place};
use super::{Error, Report, stance_of};
use crate::claims::{Manner, Stance};
use crate::corpus::{Span, from_cell, is_plausible, some_of};

/// A column of a ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Source,
    Question,
    Value,
    Kind,
    Low,
    High,
    Stance,
    Role,
    Via,
    Date,
    Origin,
    Weight,
    Favours,
    Document,
    Start,
    End,
}

/// Their names, in the order of the enum: the order of `ledger.csv`.
pub(in crate::ledger) const COLUMNS: [&str; 16] = [
    "source", "question", "value", "kind", "low", "high", "stance", "role", "via", "date",
    "origin", "weight", "favours", "document", "start", "end",
];

impl Field {
    pub(super) fn name(self) -> &'static str {
        COLUMNS[self as usize]
    }

    pub(super) fn expects(self) -> &'static str {
        match self {
            Self::Source | Self::Question => "a name",
            Self::Value | Self::Via | Self::Origin | Self::Document => "a text",
            Self::Kind => "category, count, real, date or yes_no",
            Self::Low | Self::High => "a number or nothing",
            Self::Stance => "asserts, confirms, denies or declines",
            Self::Role => "outlet or speaker",
            Self::Date => "a day such as 2024-10-05, in the years 1000 to 2999",
            Self::Weight => "a number, 0 and up",
            Self::Favours => "a number from -1 to 1",
            Self::Start | Self::End => "a byte offset, `start` not above `end`",
        }
    }

    pub(super) fn clear(self, detail: &mut Detail) {
        let blank = Detail::default();
        match self {
            Self::Stance => detail.stance = blank.stance,
            Self::Date => detail.date = None,
            Self::Weight => detail.weight = blank.weight,
            Self::Favours => detail.favours = None,
            Self::Start | Self::End => {
                detail.places.iter_mut().for_each(|p| p.span = Span::new(0, 0))
            }
            _ => {}
        }
    }
}

/// Which cell of a row holds which field.
#[derive(Clone, Copy, Debug)]
pub(super) struct Columns([Option<usize>; 16]);

impl Columns {
    pub(super) fn of(
        file: &str,
        header: &csv::ByteRecord,
        report: &mut Report,
    ) -> Result<Self, Error> {
        let names: Vec<String> = header
            .iter()
            .map(|h| {
                String::from_utf8_lossy(h).trim_start_matches('\u{feff}').trim().to_lowercase()
            })
            .collect();
        let at = COLUMNS.map(|name| names.iter().position(|n| n == name));
        for missing in ["source", "question", "value"] {
            if !names.iter().any(|n| n == missing) {
                let advice = if names.len() == 1 && names[0].contains([';', '\t']) {
                    "separate the columns by commas"
                } else {
                    "a votes table needs source, question and value"
                };
                let found = some_of(&names);
                return Err(Error::Header { file: file.to_owned(), missing, found, advice });
            }
        }
        report
            .columns_left_out
            .extend(names.into_iter().filter(|name| !COLUMNS.contains(&name.as_str())));
        Ok(Self(at))
    }

    /// A table with a `kind` column is a ledger of ours, and is read strictly.
    pub(super) fn ours(self) -> bool {
        self.has(Field::Kind)
    }

    pub(super) fn has(self, field: Field) -> bool {
        self.0[field as usize].is_some()
    }

    pub(super) fn detailed(self) -> bool {
        use Field::{Date, Document, Favours, Stance, Via, Weight};
        [Stance, Via, Date, Weight, Favours, Document].into_iter().any(|f| self.has(f))
    }
}

/// The table being read.
pub(super) struct Table<'a> {
    pub file: &'a str,
    pub columns: Columns,
    /// Columns of a foreign table that turned out to hold something else.
    pub dropped: Vec<(Field, u64, String)>,
}

impl Table<'_> {
    /// A cell's text, trimmed; empty where there is no such column.
    pub(super) fn text<'r>(
        &self,
        row: &'r csv::ByteRecord,
        field: Field,
    ) -> Result<&'r str, Error> {
        let Some(cell) = self.columns.0[field as usize].and_then(|at| row.get(at)) else {
            return Ok("");
        };
        match std::str::from_utf8(cell) {
            Ok(text) => Ok(from_cell(text.trim())),
            Err(_) => Err(self.cell(row, field, "UTF-8", "save the file as UTF-8")),
        }
    }

    pub(super) fn required<'r>(
        &self,
        row: &'r csv::ByteRecord,
        field: Field,
    ) -> Result<&'r str, Error> {
        let text = self.text(row, field)?;
        if text.is_empty() {
            return Err(self.cell(row, field, field.expects(), "fill the cell or delete the row"));
        }
        Ok(text)
    }

    /// A cell read by `parse`. Where a foreign table's cell does not fit, the column is left out.
    pub(super) fn parsed<T>(
        &mut self,
        row: &csv::ByteRecord,
        field: Field,
        parse: impl Fn(&str) -> Option<T>,
    ) -> Result<Option<T>, Error> {
        let text = self.text(row, field)?;
        if text.is_empty() {
            return Ok(None);
        }
        match parse(text) {
            Some(x) => Ok(Some(x)),
            None if self.columns.ours() => {
                Err(self.cell(row, field, field.expects(), "correct the cell or empty it"))
            }
            None => {
                self.columns.0[field as usize] = None;
                let line = row.position().map_or(0, csv::Position::line);
                self.dropped.push((field, line, text.to_owned()));
                Ok(None)
            }
        }
    }

    pub(super) fn detail(&mut self, row: &csv::ByteRecord) -> Result<Option<Detail>, Error> {
        if !self.columns.detailed() {
            return Ok(None);
        }
        let unit = |t: &str| number(t).filter(|x| (-1.0..=1.0).contains(x));
        let offset = |t: &str| t.parse::<u32>().ok().map(|x| x as usize);
        let stance = self.parsed(row, Field::Stance, stance_of)?.unwrap_or(Stance::Asserts);
        let date = self.parsed(row, Field::Date, |t| day(t).filter(|d| is_plausible(*d)))?;
        let weight = self.parsed(row, Field::Weight, |t| number(t).filter(|x| *x >= 0.0))?;
        let favours = self.parsed(row, Field::Favours, unit)?;
        let via = self.text(row, Field::Via)?.to_owned();
        let document = self.text(row, Field::Document)?.to_owned();
        let start = self.parsed(row, Field::Start, offset)?.unwrap_or(0);
        let end = self.parsed(row, Field::End, |t| offset(t).filter(|e| *e >= start))?;
        let places = if document.is_empty() {
            Vec::new()
        } else {
            let span = Span::new(start, end.unwrap_or(start));
            vec![Place { document, outlet: String::new(), span, quote: String::new() }]
        };
        let manner: Option<Manner> = None;
        let weight = weight.unwrap_or(1.0);
        Ok(Some(Detail { stance, manner, via, date, weight, favours, places }))
    }

    pub(super) fn cell(
        &self,
        row: &csv::ByteRecord,
        field: Field,
        problem: &'static str,
        advice: &'static str,
    ) -> Error {
        let at = self.columns.0[field as usize].unwrap_or(0);
        Error::Cell {
            file: self.file.to_owned(),
            line: row.position().map_or(0, csv::Position::line),
            column: at + 1,
            name: field.name(),
            problem,
            value: row
                .get(at)
                .map_or_else(String::new, |b| String::from_utf8_lossy(b).into_owned()),
            advice,
        }
    }
}
