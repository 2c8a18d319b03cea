//! Files → articles → sentences.

mod article;
mod sentence;
mod span;
mod token;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use sentence::sentences;
pub use span::Span;
pub use token::{Token, TokenKind, is_space, tokenize};
