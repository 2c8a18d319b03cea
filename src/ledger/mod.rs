//! Claims → votes on shared questions: all votes, by question.

mod agree;
mod align;
mod ask;
mod blocking;
mod build;
mod cells;
mod columnar;
mod copies;
mod favours;
mod label;
mod lexicon;
mod name;
mod origin;
mod overrides;
mod place;
mod read;
mod relay;
mod scope;
mod settings;
mod settle;
mod shards;
mod sort;
mod source;
mod statements;
mod stream;
mod table;
mod voice;
mod votes;
mod write;

#[cfg(test)]
mod align_tests;
#[cfg(test)]
mod columnar_tests;
#[cfg(test)]
mod read_tests;

pub use agree::Match;
pub use align::{AlignReport, Aligned, Event, align};
pub use build::{LedgerBuilder, Resolved, Row};
pub use columnar::{Writer as ParquetWriter, is_decoding};
pub use copies::{CopyPair, Text, near_duplicates};
pub use favours::favours;
pub use origin::{Copies, OriginGroup, OriginMember, Origins};
pub use overrides::Overrides;
pub use read::{Error, KindReason, Reader, Report, read};
pub(crate) use relay::precedence;
pub use settings::Settings;
pub use shards::{Shards, fnv1a, shard_of};
pub use source::rows_about;
pub use statements::{Declined, Statement};
pub use stream::Stream;
pub use table::{Answer, Detail, Kind, Ledger, Place, Question, Revision, Role, Vote, print_day};
pub use write::{kind_name, stance_name, write};
