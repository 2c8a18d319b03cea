//! What is claimed: one file per kind of answer.

pub mod number;
pub mod vague;

pub use number::{Form, Numbers, Quantity, Unit};
pub use vague::{NumberSettings, Preset, PresetError};
