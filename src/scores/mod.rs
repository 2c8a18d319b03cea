//! Beliefs → a score per voice.

mod score;

pub use score::{AxisScore, Component, Evidence, Grade, LeanReading, Scores, Verdict, VoiceScore};
