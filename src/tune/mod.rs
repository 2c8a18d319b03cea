//! Settings + answer key → better settings; the measures they are judged by.

pub mod answers;
pub mod claims;
pub mod evaluate;
pub mod fit;
pub mod key;
pub mod labels;
pub mod loss;
pub mod presets;
pub mod search;
pub mod sweep;
pub mod vary;
pub mod write;
