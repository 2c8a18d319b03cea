//! What is claimed: one file per kind of answer.

pub mod count;
pub mod noun;
pub mod number;
pub mod vague;

pub use count::{Count, Measures, counts};
pub use noun::{Class, Group, Nouns};
pub use number::{Form, Numbers, Quantity, Unit};
pub use vague::{NumberSettings, Preset, PresetError};
