//! The shipped models on the treebanks' test parts, where those lie beside the checkout.

use std::fs;
use std::path::Path;

use corroborate::claims::language::Language;
use corroborate::claims::language::train::{measure, read_treebank};

/// Least percentage of right tags and right heads on every fourth sentence of a test part.
fn reaches(bank: &str, tags: f64, heads: f64) {
    let path = Path::new("../shared/data/text").join(bank).join("test.tsv");
    // The treebanks are not part of the repository.
    let Ok(text) = fs::read_to_string(path) else { return };
    let data: Vec<_> = read_treebank(&text, |_| true).into_iter().step_by(4).collect();
    let found = measure(Language::embedded(), &data);
    let (t, h) = (found.percent(found.tags), found.percent(found.heads));
    assert!(
        t >= tags && h >= heads,
        "{bank}: tags {t:.2} of {tags} wanted, heads {h:.2} of {heads}"
    );
}

#[test]
fn tags_and_heads_on_ewt() {
    reaches("ud_ewt", 93.5, 83.5);
}

#[test]
fn tags_and_heads_on_gum() {
    reaches("ud_gum", 95.5, 82.5);
}
