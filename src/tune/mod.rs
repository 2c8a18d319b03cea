//! Settings + answer key → better settings; the measures they are judged by.

pub mod claims;
pub mod evaluate;
pub mod fit;
pub mod key;
pub mod loss;
pub mod search;
pub mod sweep;
pub mod vary;
pub mod write;
