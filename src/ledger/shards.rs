//! A ledger in several Parquet files, each question whole in one of them.

use std::io::Write;

use parquet::errors::Result as ParquetResult;

use super::Ledger;
use super::columnar::Writer;
use super::read::COLUMNS;
use super::write::{by_name, each_row};

/// FNV-1a, a hash that every machine and version agrees on.
///
/// G. Fowler, L. C. Noll, K.-P. Vo and D. Eastlake, "The FNV Non-Cryptographic Hash Algorithm".
pub fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

/// The shard of a question, told from its name.
pub fn shard_of(question: &str, shards: usize) -> usize {
    // FNV's high bits hardly know the last letters; one more multiplication (2⁶⁴ over the golden
    // ratio) mixes them in.
    let hash = fnv1a(question.as_bytes());
    let mixed = (hash ^ hash >> 32).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    ((u128::from(mixed) * shards as u128) >> 64) as usize
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

    /// Writes every vote of a ledger, or of the next part of one, by question.
    ///
    /// # Errors
    ///
    /// What an output says.
    pub fn ledger(&mut self, ledger: &Ledger) -> ParquetResult<()> {
        each_row(ledger, by_name(ledger), &mut |cells: [&str; COLUMNS.len()]| {
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
