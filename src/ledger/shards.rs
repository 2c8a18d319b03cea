//! A ledger in several Parquet files, each question whole in one of them.

use std::io::Write;

use parquet::errors::Result as ParquetResult;

use super::columnar::Writer;
use super::read::COLUMNS;
use super::write::each_row;
use super::Ledger;

/// The shard of a question: FNV-1a of its name, so every machine and version agrees.
pub fn shard_of(question: &str, shards: usize) -> usize {
    let hash = question.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    // The high bits are better mixed than the low ones.
    ((u128::from(hash) * shards as u128) >> 64) as usize
}

/// The shards being written.
pub struct Shards<W: Write + Send> {
    writers: Vec<Writer<W>>,
}

impl<W: Write + Send> Shards<W> {
    /// Begins a shard in each of `outputs`.
    ///
    /// # Errors
    ///
    /// What an output says.
    pub fn new(outputs: Vec<W>) -> ParquetResult<Self> {
        let at_once = outputs.len();
        let writers =
            outputs.into_iter().map(|o| Writer::new(o, at_once)).collect::<ParquetResult<_>>()?;
        Ok(Self { writers })
    }

    /// Writes every vote of a ledger, or of the next part of one; questions come in order of name.
    ///
    /// # Errors
    ///
    /// What an output says.
    pub fn ledger(&mut self, ledger: &Ledger) -> ParquetResult<()> {
        each_row(ledger, &mut |cells: [&str; COLUMNS.len()]| {
            let shard = shard_of(cells[1], self.writers.len());
            self.writers[shard].row(cells)
        })
    }

    /// Finishes all files; gives the outputs back.
    ///
    /// # Errors
    ///
    /// What an output says.
    pub fn finish(self) -> ParquetResult<Vec<W>> {
        self.writers.into_iter().map(Writer::finish).collect()
    }
}
