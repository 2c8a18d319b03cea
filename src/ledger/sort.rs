//! Rows sorted by question in bounded memory: an external merge sort.
//!
//! Rows are gathered until the memory is full, sorted, and put aside as a run in a temporary file
//! that vanishes with the process; the runs are then merged. Rows stand by question, then source,
//! then the rest of their cells, so the order in which they came does not show.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, Write};

use rayon::prelude::*;

/// A row as bytes: for each cell its length and its text, the question first, the source second;
/// then the line it came from.
type Row = Vec<u8>;

/// Gathers rows.
pub(super) struct Sorter {
    /// Bytes held before a run is put aside.
    memory: usize,
    bytes: Vec<u8>,
    places: Vec<(usize, usize)>,
    runs: Vec<File>,
}

impl Sorter {
    /// A sorter that holds about so many bytes of rows.
    pub fn new(memory: usize) -> Self {
        Self { memory, bytes: Vec::new(), places: Vec::new(), runs: Vec::new() }
    }

    /// Adds a row of `line`, its cells with the question first and the source second.
    ///
    /// # Errors
    ///
    /// If the temporary files cannot be written.
    pub fn push<'a>(&mut self, line: u64, cells: impl Iterator<Item = &'a [u8]>) -> io::Result<()> {
        let from = self.bytes.len();
        for cell in cells {
            self.bytes.extend_from_slice(&(cell.len() as u32).to_le_bytes());
            self.bytes.extend_from_slice(cell);
        }
        self.bytes.extend_from_slice(&line.to_le_bytes());
        self.places.push((from, self.bytes.len()));
        let held = self.bytes.len() + self.places.len() * size_of::<(usize, usize)>();
        if held >= self.memory { self.put_aside() } else { Ok(()) }
    }

    fn put_aside(&mut self) -> io::Result<()> {
        let bytes = &self.bytes;
        self.places.par_sort_unstable_by(|&(a, b), &(c, d)| compare(&bytes[a..b], &bytes[c..d]));
        let mut run = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        for (from, to) in self.places.drain(..) {
            run.write_all(&((to - from) as u32).to_le_bytes())?;
            run.write_all(&bytes[from..to])?;
        }
        self.bytes.clear();
        self.runs.push(run.into_inner().map_err(io::IntoInnerError::into_error)?);
        Ok(())
    }

    /// The rows in order.
    ///
    /// # Errors
    ///
    /// If the temporary files cannot be written.
    pub fn finish(mut self) -> io::Result<Sorted> {
        self.put_aside()?;
        Ok(Sorted { runs: self.runs })
    }
}

/// Sorted rows, to be read as often as needed.
pub(super) struct Sorted {
    runs: Vec<File>,
}

impl Sorted {
    /// Begins to read, from the first row on.
    ///
    /// # Errors
    ///
    /// If the temporary files cannot be read.
    pub fn read(&self) -> io::Result<Merge> {
        let mut merge = Merge { runs: Vec::new(), heads: BinaryHeap::new() };
        for (at, run) in self.runs.iter().enumerate() {
            let mut run = run.try_clone()?;
            run.rewind()?;
            merge.runs.push(BufReader::with_capacity(1 << 20, run));
            merge.advance(at, Row::new())?;
        }
        Ok(merge)
    }
}

/// The runs being merged.
pub(super) struct Merge {
    runs: Vec<BufReader<File>>,
    heads: BinaryHeap<Reverse<Head>>,
}

impl Merge {
    /// Puts the next row's cells, in the order they were pushed, into `cells`; returns its line,
    /// `None` at the end.
    ///
    /// # Errors
    ///
    /// If a temporary file cannot be read.
    pub fn next(&mut self, cells: &mut csv::ByteRecord) -> io::Result<Option<u64>> {
        let Some(Reverse(Head { row, run })) = self.heads.pop() else { return Ok(None) };
        cells.clear();
        let (mut rest, line) = row.split_at(row.len() - 8);
        while !rest.is_empty() {
            let (cell, tail) = split_cell(rest);
            cells.push_field(cell);
            rest = tail;
        }
        let line = line.try_into().map_or(0, u64::from_le_bytes);
        self.advance(run, row)?;
        Ok(Some(line))
    }

    /// Takes the next row of a run among the heads; `row` is a buffer to use again.
    fn advance(&mut self, run: usize, mut row: Row) -> io::Result<()> {
        let mut length = [0; 4];
        match self.runs[run].read_exact(&mut length) {
            Ok(()) => {}
            Err(e) if e.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
            Err(e) => return Err(e),
        }
        row.resize(u32::from_le_bytes(length) as usize, 0);
        self.runs[run].read_exact(&mut row)?;
        self.heads.push(Reverse(Head { row, run }));
        Ok(())
    }
}

/// The first row of a run that was not read yet.
#[derive(PartialEq, Eq)]
struct Head {
    row: Row,
    run: usize,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.row, &other.row).then(self.run.cmp(&other.run))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// By question, source, the other cells, line.
fn compare(a: &[u8], b: &[u8]) -> Ordering {
    let ((question_a, rest_a), (question_b, rest_b)) = (split_cell(a), split_cell(b));
    let ((source_a, rest_a), (source_b, rest_b)) = (split_cell(rest_a), split_cell(rest_b));
    question_a.cmp(question_b).then_with(|| source_a.cmp(source_b)).then_with(|| rest_a.cmp(rest_b))
}

/// The first cell, and what follows.
fn split_cell(row: &[u8]) -> (&[u8], &[u8]) {
    let (length, rest) = row.split_at(4);
    let length = length.try_into().map_or(0, u32::from_le_bytes);
    rest.split_at(length as usize)
}
