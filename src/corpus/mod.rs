//! Files → articles → sentences.

mod article;
mod cell;
mod decode;
mod furniture;
mod manifest;
mod outlet;
mod page;
mod read;
mod sentence;
mod span;
mod token;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use cell::{from_cell, to_cell};
pub use manifest::{Manifest, ManifestError, Record};
pub use outlet::known as known_outlet;
pub use read::{
    ArticleFile, Corpus, Inputs, ReadError, Settings, Skipped, find, open, plain, read,
};
pub use sentence::sentences;
pub use span::Span;
pub use token::{Token, TokenKind, is_space, tokenize};
