//! What the ledger may be told: how tables are read, events matched and origins found.

use serde::{Deserialize, Serialize};

/// `[ledger]`: how claims become votes on shared questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Reading a table: whole numbers from 0 to this, throughout the table, are taken for codes of
    /// categories where no kind is stated. A count; 0 and up, default 9. 0 takes none for codes.
    pub codes_up_to: u32,
    /// Reading a table: numbers are taken for codes, or for a rating scale, only where the table
    /// has at least this many of them. A count; 1 and up, default 50.
    pub codes_from_rows: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { codes_up_to: 9, codes_from_rows: 50 }
    }
}
