//! What the ledger may be told: how tables are read, events matched and origins found.

use serde::{Deserialize, Serialize};

/// `[ledger]`: how claims become votes on shared questions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Reading a table: whole numbers from 0 to this, throughout the table, are taken for codes of
    /// categories where no kind is stated. A count; 0 and up, default 9. 0 takes none for codes.
    pub codes_up_to: u32,
    /// Reading a table: numbers are taken for codes, or for a rating scale, only where the table
    /// has at least this many of them. A count; 1 and up, default 50.
    pub codes_from_rows: usize,
    /// Two descriptions are one event from this score up: the sum of what speaks for it and
    /// against it, in the points that `docs/ledger.md` lists. Any number, default 3.5.
    pub match_threshold: f64,
    /// How many days apart two exact dates may be and still be one event without shared figures.
    /// Days; 0–3, default 1.
    pub day_window: i32,
    /// How many days apart two dates may be where two figures agree and both reports came out
    /// together: one of the dates is then taken for wrong. Days; 0 and up, default 40.
    pub wrong_date_days: i32,
    /// How far back an undated description may refer, counted from its publication. Days; 0 and
    /// up, default 30.
    pub lookback_days: i32,
    /// Statements of one voice, and reports that share figures, belong to one utterance where they
    /// came out within this time. Hours; 0 and up, default 48.
    pub news_cycle_hours: u32,
    /// A figure from this number up is rare enough to tell who has it from whom. A count; 1 and
    /// up, default 10.
    pub rare_from: f64,
    /// Words in a shingle when articles are compared. A count; 1–20, default 5.
    pub shingle_words: usize,
    /// Two texts are copies where this share of the shorter one's shingles stands in the other.
    /// 0–1, default 0.5.
    pub copy_containment: f64,
    /// Words in a shingle when quoted sentences are compared. A count; 1–20, default 3.
    pub sentence_shingle_words: usize,
    /// MinHash functions, in bands of two: more find weaker copies and take longer. A count, even;
    /// 2–1024, default 256.
    pub min_hashes: usize,
    /// Seed of the MinHash functions. Any number, default 1.
    pub seed: u64,
    /// A table of overrides (`merge.csv`): questions merged or split, votes moved, favours set on
    /// every run. A path; none by default.
    pub overrides: Option<std::path::PathBuf>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            codes_up_to: 9,
            codes_from_rows: 50,
            match_threshold: 3.5,
            day_window: 1,
            wrong_date_days: 40,
            lookback_days: 30,
            news_cycle_hours: 48,
            rare_from: 10.0,
            shingle_words: 5,
            copy_containment: 0.5,
            sentence_shingle_words: 3,
            min_hashes: 256,
            seed: 1,
            overrides: None,
        }
    }
}
