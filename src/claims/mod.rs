//! Sentences → attributed claims. Knows language, knows no probability.

pub mod attribution;
mod claim;
mod lexicon;
pub mod speaker;
pub mod value;
pub mod language;
mod voices;
mod words;

pub use claim::{Claim, EventHint, Hedge, Manner, Stance, Update};
pub use lexicon::LexiconError;
pub use voices::{AxisSettings, VoiceSettings};
pub use words::{Phrases, Words};
