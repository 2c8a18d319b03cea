//! Files → articles → sentences.

mod article;
mod cell;
mod decode;
mod furniture;
mod inputs;
mod jsonl;
mod manifest;
mod outlet;
mod page;
mod read;
mod sentence;
mod span;
mod time;
mod token;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use cell::{TableWriter, from_cell, to_cell};
pub use inputs::{ArticleFile, Inputs, ReadError, find, is_parquet, some_of};
pub use manifest::{Manifest, ManifestError, Record};
pub use outlet::known as known_outlet;
pub use read::{Bounded, Corpus, Part, Settings, Skipped, open, open_table, parse, plain, read};
pub use sentence::{dateline, sentences};
pub use span::Span;
pub use time::is_plausible;
pub use token::{Token, TokenKind, is_space, tokenize};
