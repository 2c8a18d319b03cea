//! A votes table in parts of whole questions: any number of votes in bounded memory.
//!
//! A Parquet file that `ledger` wrote is sorted by question and is read as it stands; other tables
//! are sorted first. The parts share one numbering of voices and labels, so what was learnt of a
//! voice in one part holds in the next. Names of voices and of recurring labels stay in memory.

use std::path::{Path, PathBuf};

use super::Settings;
use super::columnar::Rows;
use super::read::{COLUMNS, Error, Reader, TableNumbers};
use super::sort::{Merge, Sorted, Sorter};
use super::source::Source;
use super::table::{Kind, Known, Ledger};

/// Rows of a part, before the question at hand is completed.
const PART_ROWS: usize = 1 << 16;

/// A votes table that is read in parts, as often as needed.
pub struct Stream {
    name: String,
    table: Table,
    header: csv::ByteRecord,
    numbers: TableNumbers,
    forced: Option<Kind>,
    settings: Settings,
    /// What a reader of the result should know.
    pub warnings: Vec<String>,
    /// Rows in all.
    pub rows: u64,
}

enum Table {
    /// A sorted Parquet file.
    File(PathBuf),
    /// Rows that were sorted on the way.
    Sorted(Sorted),
}

enum Cursor {
    File(Box<Rows>),
    Sorted(Merge),
}

impl Stream {
    /// Opens tables as one stream, sorting them if need be, within about `memory` bytes.
    ///
    /// # Errors
    ///
    /// The first file, row or cell that cannot be read, with its place and what to do.
    pub fn open(
        files: &[PathBuf],
        kind: Option<Kind>,
        settings: &Settings,
        memory: usize,
    ) -> Result<Self, Error> {
        let settings = settings.clone();
        let name = files.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ");
        if let [file] = files
            && kind.is_none()
            && let Some(rows) = sorted_rows(file)?
        {
            return Ok(Self {
                table: Table::File(file.clone()),
                header: rows.header().clone(),
                rows: rows.len(),
                name,
                numbers: TableNumbers::default(),
                forced: kind,
                settings,
                warnings: Vec::new(),
            });
        }
        let (sorted, header, rows) = sort(files, memory)?;
        let mut stream = Self {
            table: Table::Sorted(sorted),
            header,
            rows,
            name,
            numbers: TableNumbers::default(),
            forced: kind,
            settings,
            warnings: Vec::new(),
        };
        stream.survey()?;
        Ok(stream)
    }

    /// Learns what decides kinds across the whole table, and which columns cannot be read.
    fn survey(&mut self) -> Result<(), Error> {
        let mut numbers = TableNumbers::default();
        let mut dropped: Vec<&str> = Vec::new();
        let mut warnings = Vec::new();
        let mut parts = Parts::new(self)?;
        loop {
            let mut reader = Reader::new(self.forced, self.settings.clone());
            if !parts.fill(&mut reader)? {
                break;
            }
            numbers.add(reader.numbers());
            let (_, report) = reader.finish();
            for (column, warning) in report.columns_dropped.iter().zip(report.warnings) {
                if !dropped.contains(column) {
                    dropped.push(column);
                    warnings.push(warning);
                }
            }
        }
        let blank = |name: &[u8]| dropped.iter().any(|d| d.as_bytes() == name);
        // A column without a name is no column of a ledger.
        let header = self.header.iter().map(|name| if blank(name) { &b"-"[..] } else { name });
        self.header = header.collect();
        self.numbers = numbers;
        self.warnings = warnings;
        Ok(())
    }

    /// Calls `f` with every part in turn: a ledger of some whole questions.
    ///
    /// Voices have the same ids in all parts and in all readings. Labels too, as long as there are
    /// no more than `labels` of them; beyond, each part numbers its own.
    ///
    /// # Errors
    ///
    /// What the file says, or `f`.
    pub fn each_part<E: From<Error>>(
        &self,
        labels: usize,
        mut f: impl FnMut(&Ledger) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut parts = Parts::new(self)?;
        let mut known = Known::default();
        loop {
            let mut reader =
                Reader::resumed(self.forced, self.settings.clone(), known, self.numbers);
            if !parts.fill(&mut reader)? {
                return Ok(());
            }
            let (ledger, _) = reader.finish();
            f(&ledger)?;
            known = ledger.into_known();
            if known.labels.len() > labels {
                known.labels = Default::default();
            }
        }
    }
}

/// The rows of a Parquet file that is sorted by question; `None` for any other table.
fn sorted_rows(path: &Path) -> Result<Option<Rows>, Error> {
    let name = path.display().to_string();
    if !crate::corpus::is_parquet(path) {
        return Ok(None);
    }
    let file =
        std::fs::File::open(path).map_err(|source| Error::File { file: name.clone(), source })?;
    let rows = Rows::open(&name, file)?;
    Ok(rows.sorted().then_some(rows))
}

/// Sorts the rows of all tables; returns them with their common header and their number.
fn sort(files: &[PathBuf], memory: usize) -> Result<(Sorted, csv::ByteRecord, u64), Error> {
    // The question first, the source second, then what any of the tables has.
    let mut columns = vec!["question", "source"];
    let mut tables = Vec::new();
    for file in files {
        let table = Source::open(file)?;
        let names = names(table.header());
        for column in COLUMNS {
            if names.iter().any(|n| n == column) && !columns.contains(&column) {
                columns.push(column);
            }
        }
        for needed in ["source", "question", "value"] {
            if !names.iter().any(|n| n == needed) {
                // The reader words this best.
                Reader::new(None, Settings::default()).table(
                    table.name(),
                    table.header(),
                    |_| Ok(false),
                )?;
            }
        }
        tables.push((table, names));
    }
    let mut sorter = Sorter::new(memory);
    let mut row = csv::ByteRecord::new();
    let mut rows = 0;
    for (mut table, names) in tables {
        let cells: Vec<Option<usize>> =
            columns.iter().map(|c| names.iter().position(|n| n == c)).collect();
        while table.next(&mut row)? {
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |at: &Option<usize>| at.and_then(|at| row.get(at)).unwrap_or_default();
            sorter.push(line, cells.iter().map(cell)).map_err(temporary)?;
            rows += 1;
        }
    }
    let sorted = sorter.finish().map_err(temporary)?;
    Ok((sorted, csv::ByteRecord::from(columns), rows))
}

fn names(header: &csv::ByteRecord) -> Vec<String> {
    header
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim_start_matches('\u{feff}').trim().to_lowercase())
        .collect()
}

fn temporary(source: std::io::Error) -> Error {
    Error::File { file: std::env::temp_dir().display().to_string(), source }
}

/// The rows of one reading, handed out in parts.
struct Parts<'a> {
    name: &'a str,
    header: &'a csv::ByteRecord,
    cursor: Cursor,
    /// Which cell names the question.
    question: usize,
    /// The first row of the next part, if it was read already.
    ahead: csv::ByteRecord,
    has_ahead: bool,
}

impl<'a> Parts<'a> {
    fn new(stream: &'a Stream) -> Result<Self, Error> {
        let cursor = match &stream.table {
            Table::Sorted(sorted) => Cursor::Sorted(sorted.read().map_err(temporary)?),
            Table::File(path) => {
                let name = path.display().to_string();
                let file = std::fs::File::open(path)
                    .map_err(|source| Error::File { file: name.clone(), source })?;
                Cursor::File(Box::new(Rows::open(&name, file)?))
            }
        };
        let question = stream.header.iter().position(|h| h == b"question").unwrap_or(0);
        Ok(Self {
            name: &stream.name,
            header: &stream.header,
            cursor,
            question,
            ahead: csv::ByteRecord::new(),
            has_ahead: false,
        })
    }

    /// Reads the next whole questions; false at the end.
    fn fill(&mut self, reader: &mut Reader) -> Result<bool, Error> {
        let mut rows = 0;
        let mut question: Vec<u8> = Vec::new();
        let (name, header) = (self.name, self.header);
        reader.table(name, header, |row| {
            if !self.has_ahead {
                self.has_ahead = self.cursor.next(&mut self.ahead)?;
                if !self.has_ahead {
                    return Ok(false);
                }
            }
            let next = &self.ahead[self.question];
            if next != question.as_slice() {
                if rows > 0 && next < question.as_slice() {
                    return Err(unsorted(name, &self.ahead));
                }
                if rows >= PART_ROWS {
                    return Ok(false);
                }
                question.clear();
                question.extend_from_slice(next);
            }
            rows += 1;
            std::mem::swap(row, &mut self.ahead);
            self.has_ahead = false;
            Ok(true)
        })?;
        Ok(rows > 0)
    }
}

fn unsorted(file: &str, row: &csv::ByteRecord) -> Error {
    Error::Row {
        file: file.to_owned(),
        line: row.position().map_or(0, csv::Position::line),
        problem: "not sorted by question, though the file says so".to_owned(),
        advice: "write it anew with `corroborate ledger --out`",
    }
}

impl Cursor {
    fn next(&mut self, row: &mut csv::ByteRecord) -> Result<bool, Error> {
        match self {
            Self::File(rows) => rows.next(row),
            Self::Sorted(merge) => {
                let Some(line) = merge.next(row).map_err(temporary)? else { return Ok(false) };
                let mut position = csv::Position::new();
                position.set_line(line);
                row.set_position(Some(position));
                Ok(true)
            }
        }
    }
}
