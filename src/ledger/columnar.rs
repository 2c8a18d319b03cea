//! A ledger as a Parquet file: the columns of `ledger.csv`, names in dictionaries, sorted by question.
//!
//! | column                                                      | type                  |
//! |-------------------------------------------------------------|-----------------------|
//! | source, question, value, kind, stance, role, via, origin, document | text, dictionary |
//! | low, high, weight, favours                                  | double                |
//! | date                                                        | date                  |
//! | start, end                                                  | unsigned 32-bit       |
//!
//! A cell that says what its absence says too (`asserts`, `outlet`, weight 1) is left empty, and a
//! column that is empty throughout costs nothing to read. A file that others wrote is read as well:
//! any flat columns of texts, numbers, booleans and days, packed with Snappy or not at all.

use std::cell::Cell;
use std::fs::File;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{
    BoolType, ByteArray, ByteArrayType, DataType, DoubleType, FloatType, Int32Type, Int64Type,
};
use parquet::errors::{ParquetError, Result as ParquetResult};
use parquet::file::metadata::{KeyValue, SortingColumn};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use super::Ledger;
use super::cells::{day, day_number};
use super::read::{COLUMNS, Error};
use super::table::print_day;
use super::write::{by_name, each_row};
use crate::corpus::to_cell;

/// Rows of a row group: its columns lie in memory while it is written.
const GROUP_ROWS: usize = 1 << 19;
/// Rows decoded at once.
const BATCH_ROWS: usize = 1 << 13;
/// Bytes of texts in one column of a row group, beyond which the next begins.
const GROUP_BYTES: usize = 1 << 28;
/// Names of one row group that a dictionary may hold, in bytes; beyond, they are written out.
const DICTIONARY_BYTES: usize = 1 << 24;
/// The metadata key that marks a file of ours: its rows are sorted by question, its kinds stated.
const SORTED: &str = "corroborate.sorted";

const SCHEMA: &str = "message votes {
    required binary source (string); required binary question (string);
    required binary value (string); optional binary kind (string);
    optional double low; optional double high; optional binary stance (string);
    optional binary role (string); optional binary via (string); optional int32 date (date);
    optional binary origin (string); optional double weight; optional double favours;
    optional binary document (string); optional int32 start (integer(32,false));
    optional int32 end (integer(32,false));
}";

/// What the absence of a cell says.
fn by_default(column: usize) -> &'static str {
    match COLUMNS[column] {
        "stance" => "asserts",
        "role" => "outlet",
        "weight" => "1",
        _ => "",
    }
}

/// Writes rows to a Parquet file, a row group at a time.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: usize,
    group_rows: usize,
}

/// The cells of one column of the row group at hand.
struct Column {
    /// 1 where there is a cell, by row; kept only where the column may lack cells.
    levels: Option<Vec<i16>>,
    cells: Cells,
}

enum Cells {
    /// The bytes of all texts, and where each lies.
    Texts(Vec<u8>, Vec<(u32, u32)>),
    Numbers(Vec<f64>),
    Days(Vec<i32>),
    Offsets(Vec<i32>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file whose rows will come sorted by question.
    ///
    /// `at_once` files are being written side by side, and share the memory of one.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn new(output: W, at_once: usize) -> ParquetResult<Self> {
        let question = SortingColumn { column_idx: 1, descending: false, nulls_first: false };
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_dictionary_page_size_limit(DICTIONARY_BYTES)
            .set_max_row_group_row_count(None)
            .set_created_by(concat!("corroborate ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(vec![KeyValue::new(
                SORTED.to_owned(),
                "question".to_owned(),
            )]))
            .set_sorting_columns(Some(vec![question]))
            .build();
        let schema = Arc::new(parse_message_type(SCHEMA)?);
        let file = SerializedFileWriter::new(output, schema, Arc::new(properties))?;
        let columns = COLUMNS
            .iter()
            .enumerate()
            .map(|(at, name)| Column {
                levels: (at > 2).then(Vec::new),
                cells: match *name {
                    "low" | "high" | "weight" | "favours" => Cells::Numbers(Vec::new()),
                    "date" => Cells::Days(Vec::new()),
                    "start" | "end" => Cells::Offsets(Vec::new()),
                    _ => Cells::Texts(Vec::new(), Vec::new()),
                },
            })
            .collect();
        let group_rows = (GROUP_ROWS / at_once.max(1)).max(BATCH_ROWS);
        Ok(Self { file, columns, rows: 0, group_rows })
    }

    /// Writes every vote of a ledger, or of the next part of one, by question.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn ledger(&mut self, ledger: &Ledger) -> ParquetResult<()> {
        each_row(ledger, by_name(ledger), &mut |cells| self.row(cells))
    }

    /// Writes one row, its cells in the order of the ledger's columns as [`super::write()`] prints
    /// them.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn row(&mut self, cells: [&str; COLUMNS.len()]) -> ParquetResult<()> {
        for (at, (column, cell)) in self.columns.iter_mut().zip(cells).enumerate() {
            column.push(if cell == by_default(at) && at > 2 { "" } else { cell });
        }
        self.rows += 1;
        let full = self.columns.iter().any(|c| c.text_bytes() >= GROUP_BYTES);
        if full || self.rows == self.group_rows { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> ParquetResult<()> {
        self.rows = 0;
        let mut group = self.file.next_row_group()?;
        for column in &mut self.columns {
            let mut writer = group
                .next_column()?
                .ok_or_else(|| ParquetError::General("fewer columns than the schema".into()))?;
            column.write(&mut writer)?;
            writer.close()?;
        }
        group.close()?;
        Ok(())
    }

    /// Writes what is left and the footer; gives the output back.
    ///
    /// # Errors
    ///
    /// What the output says.
    pub fn finish(mut self) -> ParquetResult<W> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.file.into_inner()
    }
}

impl Column {
    fn push(&mut self, cell: &str) {
        if let Some(levels) = &mut self.levels {
            levels.push(i16::from(!cell.is_empty()));
            if cell.is_empty() {
                return;
            }
        }
        match &mut self.cells {
            Cells::Texts(bytes, places) => {
                // Rows stand by question: a cell often repeats the one above.
                if let Some(&(from, to)) = places.last()
                    && bytes[from as usize..to as usize] == *cell.as_bytes()
                {
                    places.push((from, to));
                    return;
                }
                let from = bytes.len() as u32;
                bytes.extend_from_slice(cell.as_bytes());
                places.push((from, bytes.len() as u32));
            }
            // What is pushed was printed by the ledger, so it parses.
            Cells::Numbers(numbers) => numbers.push(cell.parse().unwrap_or(0.0)),
            Cells::Days(days) => days.push(day(cell).map_or(0, |d| day_number(d) as i32)),
            Cells::Offsets(offsets) => offsets.push(cell.parse::<u32>().unwrap_or(0) as i32),
        }
    }

    fn text_bytes(&self) -> usize {
        match &self.cells {
            Cells::Texts(bytes, _) => bytes.len(),
            _ => 0,
        }
    }

    /// Writes the cells and forgets them.
    fn write(&mut self, to: &mut SerializedColumnWriter<'_>) -> ParquetResult<()> {
        let levels = self.levels.as_deref();
        match &mut self.cells {
            Cells::Texts(bytes, places) => {
                let all = ByteArray::from(std::mem::take(bytes));
                let texts: Vec<ByteArray> = places
                    .drain(..)
                    .map(|(from, to)| all.slice(from as usize, (to - from) as usize))
                    .collect();
                to.typed::<ByteArrayType>().write_batch(&texts, levels, None)?;
            }
            Cells::Numbers(numbers) => {
                to.typed::<DoubleType>().write_batch(numbers, levels, None)?;
                numbers.clear();
            }
            Cells::Days(cells) | Cells::Offsets(cells) => {
                to.typed::<Int32Type>().write_batch(cells, levels, None)?;
                cells.clear();
            }
        }
        if let Some(levels) = &mut self.levels {
            levels.clear();
        }
        Ok(())
    }
}

/// The rows of a Parquet file as text cells.
pub(super) struct Rows {
    name: String,
    file: SerializedFileReader<File>,
    header: csv::ByteRecord,
    /// Which columns of the file are read.
    columns: Vec<usize>,
    next_group: usize,
    batch: Vec<Batch>,
    at: usize,
    len: usize,
    row: u64,
    sorted: bool,
}

/// Some cells of one column.
struct Batch {
    reader: ColumnReader,
    levels: Vec<i16>,
    values: Values,
    /// The next of `values`.
    next: usize,
    days: bool,
    unsigned: bool,
}

enum Values {
    Bool(Vec<bool>),
    Int(Vec<i32>),
    Long(Vec<i64>),
    Float(Vec<f32>),
    Double(Vec<f64>),
    Text(Vec<ByteArray>),
}

impl Rows {
    /// Reads the footer of a file.
    ///
    /// # Errors
    ///
    /// If it is no Parquet file.
    pub fn open(name: &str, file: File) -> Result<Self, Error> {
        guarded(|| Self::read_footer(name, file)).map_err(|e| broken(name, e))
    }

    fn read_footer(name: &str, file: File) -> ParquetResult<Self> {
        let file = SerializedFileReader::new(file)?;
        let meta = file.metadata();
        let schema = meta.file_metadata().schema_descr();
        let mut header = csv::ByteRecord::new();
        let mut columns = Vec::new();
        for (at, column) in schema.columns().iter().enumerate() {
            let empty = meta.row_groups().iter().all(|group| {
                let chunk = group.column(at);
                let nulls = chunk.statistics().and_then(|s| s.null_count_opt());
                nulls.is_some_and(|n| n == chunk.num_values() as u64)
            });
            let required = matches!(column.name(), "source" | "question" | "value" | "kind");
            let flat = column.max_rep_level() == 0 && column.path().parts().len() == 1;
            if flat && (required || !empty) {
                header.push_field(column.name().as_bytes());
                columns.push(at);
            }
        }
        let sorted = meta
            .file_metadata()
            .key_value_metadata()
            .is_some_and(|all| all.iter().any(|kv| kv.key == SORTED));
        Ok(Self {
            name: name.to_owned(),
            file,
            header,
            columns,
            next_group: 0,
            batch: Vec::new(),
            at: 0,
            len: 0,
            row: 0,
            sorted,
        })
    }

    /// The names of the columns that hold anything.
    pub fn header(&self) -> &csv::ByteRecord {
        &self.header
    }

    /// Whether the rows are sorted by question, and their kinds stated.
    pub fn sorted(&self) -> bool {
        self.sorted
    }

    /// How many rows there are.
    pub fn len(&self) -> u64 {
        u64::try_from(self.file.metadata().file_metadata().num_rows()).unwrap_or(0)
    }

    /// Puts the next row into `row`; false at the end.
    ///
    /// # Errors
    ///
    /// If the file is broken there.
    pub fn next(&mut self, row: &mut csv::ByteRecord) -> Result<bool, Error> {
        while self.at == self.len {
            if !guarded(|| self.more()).map_err(|e| broken(&self.name, e))? {
                return Ok(false);
            }
        }
        row.clear();
        for batch in &mut self.batch {
            batch.push_to(self.at, row).map_err(|e| broken(&self.name, e))?;
        }
        self.at += 1;
        self.row += 1;
        // Messages count lines from the header on, as in a CSV of the same rows.
        let mut position = csv::Position::new();
        position.set_line(self.row + 1);
        row.set_position(Some(position));
        Ok(true)
    }

    /// Decodes the next rows; false at the end of the file.
    fn more(&mut self) -> ParquetResult<bool> {
        self.at = 0;
        self.len = 0;
        for (nth, batch) in self.batch.iter_mut().enumerate() {
            let len = batch.read()?;
            if nth > 0 && len != self.len {
                return Err(ParquetError::General("columns of different lengths".into()));
            }
            self.len = len;
        }
        if self.len == 0 {
            if self.next_group == self.file.num_row_groups() {
                return Ok(false);
            }
            let group = self.file.get_row_group(self.next_group)?;
            self.next_group += 1;
            let schema = self.file.metadata().file_metadata().schema_descr_ptr();
            self.batch = self
                .columns
                .iter()
                .map(|&at| {
                    let converted = schema.column(at).converted_type();
                    let days = converted == ConvertedType::DATE;
                    let unsigned = converted == ConvertedType::UINT_32;
                    Batch::new(group.get_column_reader(at)?, days, unsigned)
                })
                .collect::<ParquetResult<_>>()?;
        }
        Ok(true)
    }
}

impl Batch {
    fn new(reader: ColumnReader, days: bool, unsigned: bool) -> ParquetResult<Self> {
        let values = match &reader {
            ColumnReader::BoolColumnReader(_) => Values::Bool(Vec::new()),
            ColumnReader::Int32ColumnReader(_) => Values::Int(Vec::new()),
            ColumnReader::Int64ColumnReader(_) => Values::Long(Vec::new()),
            ColumnReader::FloatColumnReader(_) => Values::Float(Vec::new()),
            ColumnReader::DoubleColumnReader(_) => Values::Double(Vec::new()),
            ColumnReader::ByteArrayColumnReader(_) => Values::Text(Vec::new()),
            _ => return Err(ParquetError::NYI("columns of 96-bit or fixed-length values".into())),
        };
        Ok(Self { reader, levels: Vec::new(), values, next: 0, days, unsigned })
    }

    /// Decodes the next cells; how many rows they belong to.
    fn read(&mut self) -> ParquetResult<usize> {
        fn fill<T: DataType>(
            reader: &mut ColumnReaderImpl<T>,
            levels: &mut Vec<i16>,
            values: &mut Vec<T::T>,
        ) -> ParquetResult<usize> {
            values.clear();
            Ok(reader.read_records(BATCH_ROWS, Some(levels), None, values)?.0)
        }
        self.levels.clear();
        self.next = 0;
        let levels = &mut self.levels;
        match (&mut self.reader, &mut self.values) {
            (ColumnReader::BoolColumnReader(r), Values::Bool(v)) => fill::<BoolType>(r, levels, v),
            (ColumnReader::Int32ColumnReader(r), Values::Int(v)) => fill::<Int32Type>(r, levels, v),
            (ColumnReader::Int64ColumnReader(r), Values::Long(v)) => {
                fill::<Int64Type>(r, levels, v)
            }
            (ColumnReader::FloatColumnReader(r), Values::Float(v)) => {
                fill::<FloatType>(r, levels, v)
            }
            (ColumnReader::DoubleColumnReader(r), Values::Double(v)) => {
                fill::<DoubleType>(r, levels, v)
            }
            (ColumnReader::ByteArrayColumnReader(r), Values::Text(v)) => {
                fill::<ByteArrayType>(r, levels, v)
            }
            _ => Ok(0),
        }
    }

    /// Adds the cell of row `at` of the batch to a record.
    fn push_to(&mut self, at: usize, row: &mut csv::ByteRecord) -> ParquetResult<()> {
        if self.levels.get(at) == Some(&0) {
            row.push_field(b"");
            return Ok(());
        }
        let i = self.next;
        self.next += 1;
        let cell = match &self.values {
            Values::Text(v) => v.get(i).map(|text| match std::str::from_utf8(text.data()) {
                Ok(text) => row.push_field(to_cell(text).as_bytes()),
                Err(_) => row.push_field(text.data()),
            }),
            Values::Int(v) => v.get(i).map(|&x| {
                let text = match (self.days, self.unsigned) {
                    (true, _) => print_day(f64::from(x)),
                    (_, true) => (x as u32).to_string(),
                    _ => x.to_string(),
                };
                row.push_field(text.as_bytes());
            }),
            Values::Long(v) => v.get(i).map(|x| row.push_field(x.to_string().as_bytes())),
            Values::Float(v) => v.get(i).map(|x| row.push_field(x.to_string().as_bytes())),
            Values::Double(v) => v.get(i).map(|x| row.push_field(x.to_string().as_bytes())),
            Values::Bool(v) => v.get(i).map(|x| row.push_field(if *x { b"yes" } else { b"no" })),
        };
        cell.ok_or_else(|| ParquetError::General("fewer values than rows".into()))
    }
}

thread_local! {
    static DECODING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread decodes a file, so that a panic will be told as an error of that file.
pub fn is_decoding() -> bool {
    DECODING.get()
}

/// Runs what decodes a file. The decoder panics at some files whose lengths contradict each other;
/// to the user they are broken files like others.
fn guarded<T>(decode: impl FnOnce() -> ParquetResult<T>) -> ParquetResult<T> {
    DECODING.set(true);
    let result = catch_unwind(AssertUnwindSafe(decode));
    DECODING.set(false);
    result.unwrap_or_else(|_| {
        Err(ParquetError::General("the file is broken: its lengths contradict each other".into()))
    })
}

fn broken(file: &str, error: ParquetError) -> Error {
    Error::File { file: file.to_owned(), source: std::io::Error::other(error) }
}
