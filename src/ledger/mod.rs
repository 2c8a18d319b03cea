//! Claims → votes on shared questions: all votes, by question.

mod table;

pub use table::{Answer, Detail, Kind, Ledger, LedgerBuilder, Place, Question, Role, Row, Vote};
