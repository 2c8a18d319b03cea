//! Sentences → attributed claims. Knows language, knows no probability.

mod claim;
mod voices;

pub use claim::{Claim, EventHint, Hedge, Manner, Stance, Update};
pub use voices::{AxisSettings, VoiceSettings};
