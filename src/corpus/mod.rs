//! Files → articles → sentences.

mod article;
mod cell;
mod span;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use cell::{from_cell, to_cell};
pub use span::Span;
