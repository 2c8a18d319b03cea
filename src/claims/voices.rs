//! Who is who, as the user declares it: names, aliases, camps and axes.

use serde::{Deserialize, Serialize};

/// `[[voice]]`: a voice that the user describes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoiceSettings {
    /// The name under which it is scored.
    pub name: String,
    /// Other names and spellings of it.
    pub aliases: Vec<String>,
    /// The camp it belongs to, where that is not said by an axis.
    pub camp: Option<String>,
    /// What it is: `organisation`, `person`, `outlet`, `agency`, `anonymous`.
    pub kind: Option<String>,
    /// Whether what it asserts is taken for known: its answers are believed, and others are judged
    /// by them.
    pub trusted: bool,
}

/// `[[axis]]`: two camps set against each other; other parties are off the axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AxisSettings {
    /// The axis's name, as printed.
    pub name: String,
    /// The name of the minus camp, as printed; by default the part of the axis's name before its
    /// dash.
    pub minus_name: Option<String>,
    /// The name of the plus camp; by default the part of the axis's name after its dash.
    pub plus_name: Option<String>,
    /// Voices of the minus camp.
    pub minus: Vec<String>,
    /// Voices of the plus camp.
    pub plus: Vec<String>,
    /// Parties that are off the axis, not in its middle.
    pub off: Vec<String>,
}
