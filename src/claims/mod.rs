//! Sentences → attributed claims. Knows language, knows no probability.

mod claim;
pub mod language;
pub mod speaker;
mod voices;

pub use claim::{Claim, Hedge, Manner, Stance};
pub use voices::{AxisSettings, VoiceSettings};
