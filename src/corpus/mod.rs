//! Files → articles → sentences.

mod article;
mod cell;
mod sentence;
mod span;
mod token;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use cell::{from_cell, to_cell};
pub use sentence::sentences;
pub use span::Span;
pub use token::{Token, TokenKind, is_space, tokenize};
