//! A table of invented sentences: which counts they hold, of whom, and which numbers are none.

use corroborate::claims::Words;
use corroborate::claims::value::{Measures, Nouns, Numbers, Preset, counts};
use corroborate::corpus::{Span, tokenize};

fn read(text: &str) -> Vec<String> {
    let numbers = Numbers::new(Preset::default(), None).unwrap();
    let nouns = Nouns::new(None).unwrap();
    let measures = Measures::new(None).unwrap();
    let tokens = tokenize(text, Span::new(0, text.len()));
    let words = Words::new(text, &tokens);
    counts(&words, &numbers, &nouns, &measures)
        .iter()
        .map(|c| {
            let value = match (&c.value, &c.label) {
                (Some(v), _) => v.to_string(),
                (None, Some(label)) => format!("\"{label}\""),
                (None, None) => "?".to_owned(),
            };
            format!("{} {} {value}", c.measure, c.subject.as_deref().unwrap_or("-"))
        })
        .collect()
}

/// Each line of the table: a sentence, then what it holds, as `measure subject value`.
const TABLE: &str = include_str!("corpus/quantities.txt");

#[test]
fn every_sentence_of_the_table_reads_as_it_says() {
    let mut wrong = Vec::new();
    let mut sentences = 0;
    let mut lines = TABLE.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).peekable();
    while let Some(sentence) = lines.next() {
        sentences += 1;
        let mut expected = Vec::new();
        while let Some(line) = lines.peek().and_then(|l| l.strip_prefix("    ")) {
            expected.push(line.to_owned());
            lines.next();
        }
        let got = read(sentence);
        if got != expected {
            wrong.push(format!("{sentence}\n  expected {expected:#?}\n  got      {got:#?}"));
        }
    }
    assert!(sentences >= 80, "the table has {sentences} sentences");
    assert!(wrong.is_empty(), "{} of {sentences}:\n{}", wrong.len(), wrong.join("\n"));
}
