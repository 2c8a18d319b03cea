//! How good the models are on a treebank.

use super::Sentence;
use crate::claims::language::Language;
use crate::claims::language::weights::{ModelError, relabel};

/// How good a tagger and a parser are on gold words.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Accuracy {
    /// Words counted.
    pub words: usize,
    /// Words with the right tag.
    pub tags: usize,
    /// Words with the right lemma.
    pub lemmas: usize,
    /// Words with the right head, on predicted tags (unlabelled attachment).
    pub heads: usize,
    /// Words with the right head and relation (labelled attachment).
    pub relations: usize,
}

impl Accuracy {
    /// A count as a percentage of the words.
    pub fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.words.max(1) as f64
    }
}

/// Measures the models on a treebank, punctuation included.
pub fn measure(language: &Language, data: &[Sentence]) -> Accuracy {
    let mut found = Accuracy::default();
    for gold in data {
        let analysis = language.analyse_words(&gold.forms);
        for i in 0..gold.forms.len() {
            let head = analysis.heads[i].unwrap_or(gold.forms.len());
            let attached = head == gold.heads[i];
            found.words += 1;
            found.tags += usize::from(analysis.tags[i] == gold.tags[i]);
            found.lemmas += usize::from(analysis.lemma(i) == gold.lemmas[i]);
            found.heads += usize::from(attached);
            found.relations += usize::from(attached && analysis.relations[i] == gold.relations[i]);
        }
    }
    found
}

/// The model file with one header line set, its body untouched.
///
/// # Errors
///
/// If the file is no model of the kind that its header names.
pub fn set_header(file: &[u8], key: &str, value: &str) -> Result<Vec<u8>, ModelError> {
    relabel(file, key, value)
}
