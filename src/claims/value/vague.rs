//! What vague number words stand for, by preset, and the user's own words.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::units::Interval;

/// `[numbers]`: how vague numbers are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NumberSettings {
    /// The named rule set for vague numbers: `default`, `acled`, `ccc` or `countlove`.
    pub preset: String,
    /// Own meanings, over those of the preset: `dozens = [24, 99]`; one number means "this or
    /// more". The words are those of `models/numbers.toml`.
    pub words: BTreeMap<String, Vec<f64>>,
}

impl Default for NumberSettings {
    fn default() -> Self {
        Self { preset: "default".to_owned(), words: BTreeMap::new() }
    }
}

const TABLE: &str = include_str!("../../../models/numbers.toml");

/// A preset that cannot be used, with what to do.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PresetError {
    /// No preset has this name.
    #[error("numbers.preset: no preset is named \"{name}\"; use one of {known}")]
    Unknown {
        /// As given.
        name: String,
        /// Those there are.
        known: String,
    },
    /// An own word is none of those the grammar knows.
    #[error(
        "numbers.words: \"{word}\" is not a vague number word; use one of those in models/numbers.toml, such as \"dozens\""
    )]
    Word {
        /// As given.
        word: String,
    },
    /// A meaning is not one or two rising numbers.
    #[error(
        "numbers.words: \"{word}\" must be [low, high] with 0 <= low <= high, or [low], got {got:?}"
    )]
    Bounds {
        /// The word.
        word: String,
        /// As given.
        got: Vec<f64>,
    },
}

fn table() -> BTreeMap<String, toml::Table> {
    toml::from_str(TABLE).expect("models/numbers.toml is valid: a test reads it")
}

/// The names of all rule sets, in alphabetical order.
pub fn preset_names() -> Vec<String> {
    table().into_keys().collect()
}

/// A preset in force: the meaning of each vague word.
#[derive(Clone, Debug, PartialEq)]
pub struct Preset {
    /// Its name, as reports print it; `+ own words` where the user gave some.
    pub name: String,
    /// Whether "at least N" is read as the number N (as ACLED codes it).
    pub bounds_are_points: bool,
    words: BTreeMap<String, Interval>,
}

impl Preset {
    /// The preset that the settings name, with their own words over it.
    ///
    /// # Errors
    ///
    /// If no preset has that name, or an own word is unknown or has no valid bounds.
    pub fn new(settings: &NumberSettings) -> Result<Self, PresetError> {
        let table = table();
        let Some(own) = table.get(&settings.preset) else {
            return Err(PresetError::Unknown {
                name: settings.preset.clone(),
                known: table.keys().cloned().collect::<Vec<_>>().join(", "),
            });
        };
        let mut words = BTreeMap::new();
        let mut bounds_are_points = false;
        for layer in [table.get("default"), Some(own)].into_iter().flatten() {
            for (word, meaning) in layer {
                if word == "bounds" {
                    bounds_are_points = meaning.as_str() == Some("point");
                    continue;
                }
                let bounds: Vec<f64> = meaning
                    .as_array()
                    .into_iter()
                    .flatten()
                    .filter_map(|v| v.as_float().or_else(|| v.as_integer().map(|i| i as f64)))
                    .collect();
                words.insert(word.clone(), interval(word, &bounds)?);
            }
        }
        for (word, bounds) in &settings.words {
            if !words.contains_key(word) {
                return Err(PresetError::Word { word: word.clone() });
            }
            words.insert(word.clone(), interval(word, bounds)?);
        }
        let own_words = if settings.words.is_empty() { "" } else { " + own words" };
        Ok(Self { name: format!("{}{own_words}", settings.preset), bounds_are_points, words })
    }

    /// What a vague word stands for; `None` for a word that the table does not list.
    pub fn meaning(&self, word: &str) -> Option<Interval> {
        self.words.get(word).copied()
    }

    /// "at least `low`".
    pub fn open(&self, low: f64) -> Option<Interval> {
        Interval::new(low, if self.bounds_are_points { Some(low) } else { None }).ok()
    }
}

impl Default for Preset {
    fn default() -> Self {
        Self::new(&NumberSettings::default()).expect("the default preset is valid: a test reads it")
    }
}

fn interval(word: &str, bounds: &[f64]) -> Result<Interval, PresetError> {
    let wrong = || PresetError::Bounds { word: word.to_owned(), got: bounds.to_vec() };
    let (low, high) = match *bounds {
        [low] => (low, None),
        [low, high] => (low, Some(high)),
        _ => return Err(wrong()),
    };
    if low < 0.0 {
        return Err(wrong());
    }
    Interval::new(low, high).map_err(|_| wrong())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn preset(name: &str) -> Preset {
        Preset::new(&NumberSettings { preset: name.to_owned(), ..NumberSettings::default() })
            .unwrap()
    }

    #[test]
    fn presets_restate_their_published_rules() {
        assert_eq!(preset("default").meaning("dozens").unwrap().to_string(), "20–99");
        assert_eq!(preset("acled").meaning("dozens").unwrap().to_string(), "12");
        assert_eq!(preset("acled").meaning("hundreds").unwrap().to_string(), "100");
        assert_eq!(preset("ccc").meaning("thousands").unwrap().to_string(), "2000");
        assert_eq!(preset("countlove").meaning("about a dozen").unwrap().to_string(), "10");
        // not listed by the preset: the default
        assert_eq!(preset("ccc").meaning("scores").unwrap().to_string(), "40–99");
        assert_eq!(preset("acled").open(5.0).unwrap().to_string(), "5");
        assert_eq!(preset("ccc").open(5.0).unwrap().to_string(), "≥ 5");
    }

    #[test]
    fn own_words_win_and_wrong_ones_say_what_to_do() {
        let own = |word: &str, bounds: &[f64]| {
            Preset::new(&NumberSettings {
                words: BTreeMap::from([(word.to_owned(), bounds.to_vec())]),
                ..NumberSettings::default()
            })
        };
        assert_eq!(own("dozens", &[24.0]).unwrap().meaning("dozens").unwrap().to_string(), "≥ 24");
        assert!(own("dozens", &[9.0, 3.0]).unwrap_err().to_string().contains("dozens"));
        assert!(own("oodles", &[9.0]).unwrap_err().to_string().contains("oodles"));
        let unknown = NumberSettings { preset: "acle".to_owned(), ..NumberSettings::default() };
        let error = Preset::new(&unknown).unwrap_err().to_string();
        assert!(error.contains("acle") && error.contains("countlove"), "{error}");
    }
}
