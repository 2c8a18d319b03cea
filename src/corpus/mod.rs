//! Files → articles → sentences.

mod article;
mod span;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use span::Span;
