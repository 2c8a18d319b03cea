//! Sentences → attributed claims. Knows language, knows no probability.

mod claim;
mod lexicon;
pub mod value;
mod voices;
mod words;

pub use claim::{Claim, EventHint, Hedge, Manner, Stance, Update};
pub use lexicon::LexiconError;
pub use voices::{AxisSettings, VoiceSettings};
pub use words::{Phrases, Words};
