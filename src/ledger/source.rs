//! The rows of a votes table as text cells, whatever the file: CSV, gzip or Parquet.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;

use super::columnar;
use super::read::{Error, row_error};
use crate::corpus::{self, Bounded, is_parquet};

/// Bytes read at once.
const BUFFER: usize = 1 << 18;

/// A votes table being read.
pub(super) struct Source<'a> {
    name: String,
    header: csv::ByteRecord,
    rows: Rows<'a>,
}

enum Rows<'a> {
    Csv(Box<csv::Reader<Box<dyn Read + 'a>>>),
    Parquet(Box<columnar::Rows>),
}

impl<'a> Source<'a> {
    /// Opens a file; its first bytes tell what it is.
    ///
    /// # Errors
    ///
    /// If the file cannot be opened, or has no header.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|source| Error::File { file: name.clone(), source })?;
        if !is_parquet(path) {
            return Self::csv(&name, Box::new(file));
        }
        let rows = columnar::Rows::open(&name, file)?;
        Ok(Self { header: rows.header().clone(), rows: Rows::Parquet(Box::new(rows)), name })
    }

    /// A table of CSV, packed or not.
    ///
    /// # Errors
    ///
    /// If it has no header.
    pub fn csv(name: &str, input: Box<dyn Read + 'a>) -> Result<Self, Error> {
        let fail = |source| Error::File { file: name.to_owned(), source };
        let mut input = BufReader::with_capacity(BUFFER, input);
        let mut magic = [0u8; 2];
        let got = read_up_to(&mut input, &mut magic).map_err(fail)?;
        let input = io::Cursor::new(magic[..got].to_vec()).chain(input);
        let input: Box<dyn Read + 'a> = if magic == [0x1f, 0x8b] {
            Box::new(MultiGzDecoder::new(BufReader::new(input)))
        } else {
            Box::new(input)
        };
        // No line fills the memory, however little it takes packed.
        let limits = corpus::Settings { max_table_bytes: u64::MAX, ..corpus::Settings::default() };
        let input: Box<dyn Read + 'a> = Box::new(Bounded::new(input, &limits));
        let mut csv = csv::ReaderBuilder::new().buffer_capacity(BUFFER).from_reader(input);
        let header = csv.byte_headers().map_err(|e| row_error(name, e))?.clone();
        Ok(Self { name: name.to_owned(), header, rows: Rows::Csv(Box::new(csv)) })
    }

    /// The file, as messages name it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The columns' names.
    pub fn header(&self) -> &csv::ByteRecord {
        &self.header
    }

    /// Puts the next row into `row`; false at the end.
    ///
    /// # Errors
    ///
    /// If the file is broken there.
    pub fn next(&mut self, row: &mut csv::ByteRecord) -> Result<bool, Error> {
        match &mut self.rows {
            Rows::Csv(csv) => csv.read_byte_record(row).map_err(|e| row_error(&self.name, e)),
            Rows::Parquet(rows) => rows.next(row),
        }
    }
}

/// Bytes of a CSV that are looked at to tell how long its rows are.
const SAMPLE: usize = 1 << 16;
/// How much smaller a packed CSV is, about.
const PACKED: u64 = 5;

/// About how many votes a table holds, told from its footer or its first lines; 0 where it cannot
/// be read.
pub fn rows_about(path: &Path) -> u64 {
    let read = || -> io::Result<u64> {
        let mut file = File::open(path)?;
        if is_parquet(path) {
            let rows = columnar::Rows::open(&path.display().to_string(), file);
            return rows.map(|r| r.len()).map_err(io::Error::other);
        }
        let bytes = file.metadata()?.len();
        let mut sample = vec![0; SAMPLE];
        let got = read_up_to(&mut file, &mut sample)?;
        if sample.starts_with(&[0x1f, 0x8b]) {
            let got = read_up_to(&mut crate::corpus::open(path)?, &mut sample)?;
            return Ok(rows_of(&sample[..got], bytes.saturating_mul(PACKED)));
        }
        Ok(rows_of(&sample[..got], bytes))
    };
    read().unwrap_or(0)
}

/// Rows in so many bytes that go on like the sample.
fn rows_of(sample: &[u8], bytes: u64) -> u64 {
    let lines = sample.iter().filter(|&&b| b == b'\n').count().max(1);
    bytes.saturating_mul(lines as u64) / sample.len().max(1) as u64
}

fn read_up_to(input: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match input.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(n) => got += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(got)
}
