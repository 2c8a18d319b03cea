//! What is known from outside the corpus: answers to questions, labels of voices.

use std::collections::BTreeMap;
use std::io::Read;

use thiserror::Error;

use crate::consensus::Truth;
use crate::corpus::from_cell;
use crate::ledger::{Answer, Kind};
use crate::pipeline::Gathered;
use crate::units::Interval;

/// A key could not be read.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("{file}:{line}: {what}")]
pub struct KeyError {
    file: String,
    line: u64,
    what: String,
}

/// Known answers, by question; a question may have several true values.
pub type Answers = BTreeMap<String, Vec<String>>;

/// Reads `question,value`; other columns are left alone, rows without a value too.
///
/// # Errors
///
/// If it is not CSV or lacks a column, with file and line.
pub fn answers(file: &str, input: impl Read) -> Result<Answers, KeyError> {
    let mut found = Answers::new();
    rows(file, input, ["question", "value"], |_, [question, value]| {
        if !value.trim().is_empty() {
            let values = found.entry(question.to_owned()).or_default();
            let value = value.trim().to_owned();
            if !values.contains(&value) {
                values.push(value);
            }
        }
        Ok(())
    })?;
    Ok(found)
}

/// Adds what a key knows of the questions that were asked; how many of the key's those are. Numbers
/// are taken as exact, days as they stand.
pub fn know(gathered: &mut Gathered, key: &Answers) -> usize {
    let mut found = 0;
    for (name, values) in key {
        let ledger = &gathered.ledger;
        let Some(q) = ledger.find_question(name) else { continue };
        found += 1;
        let kind = ledger.question(q).kind;
        let answers = values
            .iter()
            .filter_map(|value| match kind {
                Kind::Category | Kind::YesNo => {
                    let label = same_words(value, kind == Kind::YesNo);
                    ledger.labels().find(&label).map(Answer::Label)
                }
                Kind::Count | Kind::Real | Kind::Date => {
                    number(value).and_then(Interval::exactly).map(Answer::Number)
                }
            })
            .collect();
        gathered.known.set(q, Truth { answers, voice: None });
    }
    found
}

/// A key's way of writing a label as the ledger has it.
pub(crate) fn same_words(text: &str, yes_no: bool) -> String {
    match text.trim().to_lowercase().as_str() {
        "1" | "true" | "yes" if yes_no => "yes".to_owned(),
        "0" | "false" | "no" if yes_no => "no".to_owned(),
        _ => text.trim().to_owned(),
    }
}

/// A key's number, or day as days since 1970.
pub(crate) fn number(text: &str) -> Option<f64> {
    let text = text.trim();
    if let Ok(x) = text.parse::<f64>() {
        return x.is_finite().then_some(x);
    }
    let day = text.parse::<jiff::civil::Date>().ok()?;
    let since = jiff::civil::date(1970, 1, 1).until(day).ok()?;
    Some(f64::from(since.get_days()))
}

/// Reads `source,label`; a label is a number, higher for more reliable.
///
/// # Errors
///
/// If it is not CSV, lacks a column, or a label is not a number, with file and line.
pub fn labels(file: &str, input: impl Read) -> Result<BTreeMap<String, f64>, KeyError> {
    let mut found = BTreeMap::new();
    rows(file, input, ["source", "label"], |line, [source, label]| {
        if label.trim().is_empty() {
            return Ok(());
        }
        match label.trim().parse::<f64>() {
            Ok(x) if x.is_finite() => {
                found.insert(source.to_owned(), x);
                Ok(())
            }
            _ => Err(KeyError {
                file: file.to_owned(),
                line,
                what: format!("column \"label\": {label:?} is not a number"),
            }),
        }
    })?;
    Ok(found)
}

fn rows<const N: usize>(
    file: &str,
    input: impl Read,
    columns: [&str; N],
    mut each: impl FnMut(u64, [&str; N]) -> Result<(), KeyError>,
) -> Result<(), KeyError> {
    let fail = |line: u64, what: String| KeyError { file: file.to_owned(), line, what };
    let mut reader = csv::Reader::from_reader(input);
    let header = reader.headers().map_err(|e| fail(1, e.to_string()))?.clone();
    let mut at = [0; N];
    for (i, name) in columns.iter().enumerate() {
        let bare = |h: &str| h.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name);
        at[i] = header.iter().position(bare).ok_or_else(|| {
            let known: Vec<&str> = header.iter().collect();
            fail(1, format!("column {name:?} is missing; the columns are {}", known.join(",")))
        })?;
    }
    for row in reader.records() {
        let row =
            row.map_err(|e| fail(e.position().map_or(0, csv::Position::line), e.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        each(line, at.map(|i| from_cell(row.get(i).unwrap_or_default())))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_may_have_several_answers_and_blanks_are_none() {
        let key = answers("k.csv", &b"question,value,note\nq,a,\nq,b,x\nr,,\n"[..]).unwrap();
        assert_eq!(key["q"], ["a", "b"]);
        assert!(!key.contains_key("r"));
    }

    #[test]
    fn a_missing_column_and_a_bad_label_are_named() {
        let error = answers("k.csv", &b"question,answer\n"[..]).unwrap_err().to_string();
        assert_eq!(error, "k.csv:1: column \"value\" is missing; the columns are question,answer");
        let error = labels("l.csv", &b"source,label\nA,high\n"[..]).unwrap_err().to_string();
        assert_eq!(error, "l.csv:2: column \"label\": \"high\" is not a number");
    }
}
