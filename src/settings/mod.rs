//! TOML → settings. Each stage owns its part, beside the code that reads it; here they meet.

mod load;

pub use load::{SettingsError, find, load, parse};

use serde::{Deserialize, Serialize};

use crate::claims::{AxisSettings, VoiceSettings};
use crate::{consensus, corpus, ledger, scores};

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// `[corpus]`: limits of reading.
    pub corpus: corpus::Settings,
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
    /// `[[axis]]`: camps set against each other.
    pub axis: Vec<AxisSettings>,
    /// `[[voice]]`: voices described by the user.
    pub voice: Vec<VoiceSettings>,
}

impl Settings {
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
        let range = |key: &str, x: f64, low: f64, high: f64| {
            if x >= low && x <= high {
                Ok(())
            } else {
                Err((
                    key.to_owned(),
                    format!("{x} is out of range; it must lie in [{low}, {high}]"),
                ))
            }
        };
        range("corpus.max_article_bytes", self.corpus.max_article_bytes as f64, 1.0, 1e9)?;
        for axis in &self.axis {
            if axis.name.trim().is_empty() {
                return Err(("axis.name".into(), "an axis needs a name".into()));
            }
            if let Some(both) = axis.minus.iter().find(|m| axis.plus.contains(m)) {
                return Err((
                    "axis.plus".into(),
                    format!("{both:?} is in both camps of axis {:?}", axis.name),
                ));
            }
        }
        let mut names: Vec<&str> = self.voice.iter().map(|v| v.name.as_str()).collect();
        names.sort_unstable();
        if let Some(pair) = names.windows(2).find(|p| p[0] == p[1]) {
            return Err(("voice.name".into(), format!("{:?} is declared twice", pair[0])));
        }
        if names.first().is_some_and(|n| n.trim().is_empty()) {
            return Err(("voice.name".into(), "a voice needs a name".into()));
        }
        Ok(())
    }
}
