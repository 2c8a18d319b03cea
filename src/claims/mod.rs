//! Sentences → attributed claims. Knows language, knows no probability.

pub mod attribution;
mod claim;
mod classes;
pub mod event;
mod explain;
mod extract;
pub mod hedge;
pub mod language;
mod lexicon;
pub mod loaded;
pub mod speaker;
pub mod table;
pub mod value;
mod voices;
mod words;

pub use claim::{Claim, EventHint, Hedge, Manner, STATEMENT, Stance, Update, VIEW};
pub use extract::{
    Extraction, Kept, LexiconSettings, LimitSettings, Quoted, Settings, SettingsError, Tables,
    VerbUse, explain, extract, extract_keeping,
};
pub use lexicon::LexiconError;
pub use loaded::Mention;
pub use speaker::Persons;
pub use value::NumberSettings;
pub use voices::{AxisSettings, VoiceSettings, check_names, compared_name};
pub use words::{Phrases, Words};
