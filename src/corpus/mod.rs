//! Files → articles → sentences.

mod article;
mod decode;
mod furniture;
mod html;
mod manifest;
mod outlet;
mod read;
mod span;

pub use article::{Article, Block, BlockKind, Encoding, OutletFrom};
pub use manifest::{Manifest, ManifestError, Record};
pub use outlet::known as known_outlet;
pub use read::{
    ArticleFile, Corpus, Inputs, ReadError, Settings, Skipped, find, open, plain, read,
};
pub use span::Span;
