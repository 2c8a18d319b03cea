//! TOML → settings. Each stage owns its part, beside the code that reads it; here they meet.

pub mod keys;
mod load;

pub use load::{SettingsError, find, load, parse};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::claims::{AxisSettings, VoiceSettings};
use crate::{claims, consensus, corpus, ledger, report, scores};

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who is scored by name: `role` (persons in a public role), `all`, `none`.
    pub persons: claims::Persons,
    /// `[corpus]`: limits of reading.
    pub corpus: corpus::Settings,
    /// `[numbers]`: how vague numbers are read.
    pub numbers: claims::NumberSettings,
    /// `[lexicons]`: own word tables in place of the built-in ones.
    pub lexicons: claims::LexiconSettings,
    /// `[claims]`: how much is taken from an article.
    pub claims: claims::LimitSettings,
    /// `[ledger]`: how claims become votes.
    pub ledger: ledger::Settings,
    /// `[consensus]`: how votes become beliefs.
    pub consensus: consensus::Settings,
    /// `[reliability]`: how reliability is worked out.
    pub reliability: scores::ReliabilitySettings,
    /// `[partisanship]`: how partisanship is worked out.
    pub partisanship: scores::PartisanshipSettings,
    /// `[intervals]`: how intervals are made.
    pub intervals: scores::IntervalSettings,
    /// `[grades]`: where the Admiralty letters begin.
    pub grades: scores::GradeSettings,
    /// `[discovery]`: when an axis is proposed from the votes.
    pub discovery: scores::DiscoverySettings,
    /// `[report]`: which pictures, and how they look.
    pub report: report::Settings,
    /// `[[axis]]`: camps set against each other.
    pub axis: Vec<AxisSettings>,
    /// `[[voice]]`: voices described by the user.
    pub voice: Vec<VoiceSettings>,
}

impl Settings {
    /// The part that extraction reads.
    pub fn claims(&self) -> claims::Settings {
        claims::Settings {
            persons: self.persons,
            numbers: self.numbers.clone(),
            lexicons: self.lexicons.clone(),
            limits: self.claims.clone(),
        }
    }

    /// SHA-256 of all settings that a result depends on, in hexadecimal. How pictures look is left
    /// out.
    pub fn hash(&self) -> String {
        let mut settings = self.clone();
        settings.report = report::Settings::default();
        let text = toml::to_string(&settings).unwrap_or_default();
        Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
    }

    /// Names of the rule sets in force.
    pub fn presets(&self) -> Vec<(String, String)> {
        vec![
            ("numbers".to_owned(), self.numbers.preset.clone()),
            ("consensus".to_owned(), self.consensus.method.clone()),
        ]
    }

    /// Keys and values of the published weights.
    pub fn weights(&self) -> Vec<(String, f64)> {
        let mut weights = Vec::new();
        for (table, value) in [
            ("reliability.weights", toml::Table::try_from(&self.reliability.weights)),
            ("partisanship.weights", toml::Table::try_from(&self.partisanship.weights)),
        ] {
            for (key, value) in value.unwrap_or_default() {
                if let Some(w) = value.as_float() {
                    weights.push((format!("{table}.{key}"), w));
                }
            }
        }
        weights
    }

    /// The part that the scores read.
    pub fn scores(&self) -> scores::Settings {
        scores::Settings {
            reliability: self.reliability.clone(),
            partisanship: self.partisanship.clone(),
            intervals: self.intervals.clone(),
            grades: self.grades.clone(),
            discovery: self.discovery.clone(),
        }
    }

    /// Checks what the types alone do not: ranges, and that names do not contradict each other.
    ///
    /// # Errors
    ///
    /// The key and what is wrong with its value.
    pub fn check(&self) -> Result<(), (String, String)> {
        keys::check_ranges(self)?;
        for axis in &self.axis {
            if axis.name.trim().is_empty() {
                return Err(("axis.name".into(), "an axis needs a name".into()));
            }
        }
        claims::check_names(&self.voice, &self.axis).map_err(|(key, what)| (key.to_owned(), what))
    }
}
