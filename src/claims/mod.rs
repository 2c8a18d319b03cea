//! Sentences → attributed claims. Knows language, knows no probability.

pub mod attribution;
mod claim;
pub mod hedge;
pub mod language;
pub mod speaker;
mod voices;

pub use claim::{Claim, Hedge, Manner, Stance};
pub use voices::{AxisSettings, VoiceSettings};
