//! Reading lexicons: CSV tables of words with `#` header comments, built in and overridable.

use std::path::{Path, PathBuf};

/// A lexicon that cannot be used: which, where, and what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{file}, line {line}, column {column}: {what}")]
pub struct LexiconError {
    /// Which table.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The column's name.
    pub column: &'static str,
    /// What is wrong, with the value, and what to do.
    pub what: String,
}

/// One row, with its place for messages.
pub(crate) struct Row<'a> {
    file: &'a str,
    line: u64,
    columns: &'static [&'static str],
    record: csv::StringRecord,
}

impl Row<'_> {
    /// A cell; empty if the row is too short.
    pub(crate) fn cell(&self, column: &'static str) -> &str {
        let at = self.columns.iter().position(|c| *c == column);
        at.and_then(|i| self.record.get(i)).unwrap_or("")
    }

    /// The error that this row's `column` is wrong.
    pub(crate) fn error(&self, column: &'static str, expected: &str) -> LexiconError {
        LexiconError {
            file: self.file.to_owned(),
            line: self.line,
            column,
            what: format!("expected {expected}, got \"{}\"", self.cell(column)),
        }
    }
}

/// Reads a table with exactly these columns.
///
/// # Errors
///
/// If the header differs or `each` refuses a row.
pub(crate) fn read(
    file: &str,
    text: &str,
    columns: &'static [&'static str],
    mut each: impl FnMut(&Row<'_>) -> Result<(), LexiconError>,
) -> Result<(), LexiconError> {
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).flexible(true).from_reader(text.as_bytes());
    let error = |line: u64, what: String| LexiconError {
        file: file.to_owned(),
        line,
        column: columns[0],
        what,
    };
    let header = reader.headers().map_err(|e| error(1, e.to_string()))?.clone();
    if !header.iter().map(str::trim).eq(columns.iter().copied()) {
        let line = header.position().map_or(1, csv::Position::line);
        let got = header.iter().collect::<Vec<_>>().join(",");
        return Err(error(
            line,
            format!("the header must be \"{}\", got \"{got}\"", columns.join(",")),
        ));
    }
    for record in reader.records() {
        let record = record.map_err(|e| {
            error(e.position().map_or(0, csv::Position::line), "unreadable row".to_owned())
        })?;
        let line = record.position().map_or(0, csv::Position::line);
        each(&Row { file, line, columns, record })?;
    }
    Ok(())
}

/// The text of a lexicon: the user's file where one is named, else the built-in table.
///
/// # Errors
///
/// If the user's file cannot be read.
pub(crate) fn text(
    builtin: (&'static str, &'static str),
    own: Option<&PathBuf>,
) -> Result<(String, String), LexiconError> {
    let Some(path) = own else {
        return Ok((builtin.0.to_owned(), builtin.1.to_owned()));
    };
    let name = Path::new(path).display().to_string();
    match std::fs::read_to_string(path) {
        Ok(text) => Ok((name, text)),
        Err(e) => Err(LexiconError {
            file: name,
            line: 0,
            column: "file",
            what: format!("cannot be read ({e}); check the path under [claims.lexicons]"),
        }),
    }
}
