//! Treebanks → models: averaged-perceptron training of the tagger and the parser, and their
//! accuracy.
//!
//! Everything is integers and one fixed order, so the same data give the same model file.

mod accuracy;
mod learner;
mod parser;
mod tagger;
mod treebank;

pub use accuracy::{Accuracy, measure, set_header};
pub use parser::train_parser;
pub use tagger::{tag_by_others, train_tagger};
pub use treebank::{Sentence, join_hyphens, read_treebank};

/// How to train.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// Trainings from different seeds, whose averages are added: scores are linear in the weights,
    /// so the sum decides as a committee would, at the price of one.
    pub runs: usize,
    /// Passes over the data in each run.
    pub epochs: usize,
    /// Seed of the order of sentences.
    pub seed: u64,
    /// Weights change not only after a mistake but whenever the right choice leads by less.
    pub margin: i32,
    /// What one unit of an eight-bit weight is worth.
    pub unit: f64,
    /// Features whose largest averaged weight is below this are dropped.
    pub least: f64,
    /// Of those left, so many are kept: the ones with the largest weights (moves and tags).
    pub keep: usize,
    /// The same for the features of relations.
    pub keep_labels: usize,
}

impl Plan {
    /// The plan by which the shipped tagger was trained.
    pub const TAGGER: Self = Self {
        runs: 2,
        epochs: 5,
        seed: 1,
        margin: 80,
        unit: 0.4,
        least: 1.2,
        keep: 220_000,
        keep_labels: 0,
    };
    /// The plan by which the taggers were trained that tag for the parser's training.
    pub const FOLD: Self = Self {
        runs: 1,
        epochs: 4,
        margin: 0,
        unit: 0.25,
        least: 0.5,
        keep: usize::MAX,
        ..Self::TAGGER
    };
    /// The plan by which the shipped parser was trained.
    pub const PARSER: Self = Self {
        runs: 1,
        epochs: 8,
        seed: 1,
        margin: 60,
        unit: 0.6,
        least: 1.5,
        keep: 700_000,
        keep_labels: 80_000,
    };
}

/// Makes the lemma list: known base forms, and the forms that the rules get wrong.
pub fn train_lemmas(data: &[Sentence]) -> String {
    super::lemma::learn(data.iter().flat_map(|s| {
        s.forms
            .iter()
            .zip(&s.tags)
            .zip(&s.lemmas)
            .map(|((form, &tag), lemma)| (form.as_str(), tag, lemma.as_str()))
    }))
}
