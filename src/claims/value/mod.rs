//! What is claimed: one file per kind of answer.

pub mod count;
pub mod date;
pub mod noun;
pub mod number;
pub mod vague;
pub mod who;

pub(crate) use count::{ACCOUNT, SOME};
pub use count::{Count, Measures, counts};
pub use date::{Anchor, DateMention, dates};
pub use noun::{Class, Group, Nouns};
pub use number::{Form, Numbers, Quantity, Unit};
pub use vague::{NumberSettings, Preset, PresetError, preset_names};
pub use who::{Actions, Part, Party, parties};
