//! Claims → votes on shared questions: all votes, by question.

mod build;
mod cells;
mod read;
mod settings;
mod table;
mod write;

#[cfg(test)]
mod read_tests;

pub use build::{LedgerBuilder, Resolved, Row};
pub use read::{Error, KindReason, Reader, Report, read};
pub use settings::Settings;
pub use table::{Answer, Detail, Kind, Ledger, Place, Question, Revision, Role, Vote, print_day};
pub use write::{kind_name, stance_name, write};
