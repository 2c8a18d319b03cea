//! A table of nasty sentences: who says what in each, with which stance, hedge and number.

use corroborate::claims::language::Language;
use corroborate::claims::{Claim, Extraction, Manner, Settings, extract};
use corroborate::corpus::{Article, Block, BlockKind, Encoding, OutletFrom, Span};
use corroborate::ids::ArticleId;

/// The table; its head explains its lines.
const TABLE: &str = include_str!("nasty/cases.txt");

/// One text with what it must give.
struct Case {
    text: String,
    /// The lines below it, without `?`.
    expected: Vec<&'static str>,
    /// Why it is not read right yet, where it is not.
    open: Option<&'static str>,
}

fn cases() -> Vec<Case> {
    let mut cases: Vec<Case> = Vec::new();
    for line in TABLE.lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty()) {
        match (line.strip_prefix("    "), cases.last_mut()) {
            (None, _) => cases.push(Case {
                text: line.replace(" // ", "\n"),
                expected: Vec::new(),
                open: None,
            }),
            (Some(line), Some(case)) => match line.strip_prefix("? ") {
                Some(reason) => case.open = Some(reason),
                None => case.expected.push(line),
            },
            (Some(_), None) => panic!("the table begins with an expectation"),
        }
    }
    cases
}

fn article(number: usize, text: &str) -> Article {
    let mut at = 0;
    let blocks = text
        .split_inclusive('\n')
        .map(|line| {
            let span = Span::new(at, at + line.len()).trim(text);
            at += line.len();
            Block { span, kind: BlockKind::Paragraph }
        })
        .collect();
    Article {
        id: ArticleId(0),
        document: format!("n{number}.txt"),
        outlet: "Daily".to_owned(),
        outlet_from: OutletFrom::Manifest,
        published: Some(jiff::civil::date(2026, 3, 18)),
        published_time: None,
        title: None,
        byline: None,
        agency: None,
        url: None,
        language: None,
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        blocks,
    }
}

/// A claim as the table writes it, with every key.
fn print(c: &Claim) -> String {
    let answer = match (&c.value, &c.label) {
        (Some(value), _) if c.measure != "date" => value.to_string(),
        (_, Some(label)) => label.clone(),
        _ => String::new(),
    };
    let speaker = if c.manner == Manner::Own { "own" } else { named(&c.speaker) };
    format!(
        "{speaker} | {} | {} | {answer} | hedge={} via={} manner={} update={:?} place={} | {}",
        lower(&c.stance),
        c.measure,
        lower(&c.hedge),
        c.via.join("; "),
        lower(&c.manner),
        c.update,
        c.place.as_deref().unwrap_or(""),
        c.quote,
    )
}

fn lower(value: &impl std::fmt::Debug) -> String {
    format!("{value:?}").to_lowercase()
}

/// A speaker without the name of the article that an unnamed one carries.
fn named(speaker: &str) -> &str {
    speaker.split(" (n").next().unwrap_or(speaker)
}

fn same(a: &str, b: &str) -> bool {
    a.to_lowercase() == b.to_lowercase()
}

fn is_by(c: &Claim, names: &str) -> bool {
    names.split(" or ").any(|name| match name {
        "own" => c.manner == Manner::Own,
        name => c.manner != Manner::Own && c.speaker.split("; ").any(|s| same(named(s), name)),
    })
}

/// Whether one line of the table holds of what was found.
fn holds(line: &str, found: &Extraction) -> bool {
    if let Some(number) = line.strip_prefix("! = ") {
        return found.claims.iter().all(|c| c.value.is_none_or(|v| v.to_string() != number));
    }
    if let Some(speaker) = line.strip_prefix("! ") {
        return !found.claims.iter().any(|c| is_by(c, speaker));
    }
    let mut cells = line.split(" | ");
    let first = cells.next().unwrap_or_default();
    if let Some(word) = first.strip_prefix("label ") {
        let voice = cells.next().unwrap_or_default();
        return found.labels.iter().any(|l| {
            l.label == word && (if voice == "own" { l.own_voice } else { same(&l.voice, voice) })
        });
    }
    let (stance, measure, answer) =
        (cells.next().unwrap_or(""), cells.next().unwrap_or(""), cells.next().unwrap_or(""));
    let keys: Vec<&str> = cells.collect();
    found.claims.iter().any(|c| {
        let printed = print(c);
        let number = c.value.is_some_and(|v| v.to_string() == answer);
        let words = c.label.as_deref() == Some(answer) || c.quote.contains(answer);
        is_by(c, first)
            && lower(&c.stance) == stance
            && (measure == "*" || c.measure == measure)
            && (number || words)
            && keys.iter().all(|k| printed.contains(k))
    })
}

#[test]
fn every_sentence_reads_as_it_says_and_open_ones_are_still_open() {
    let cases = cases();
    assert!(cases.len() >= 60, "the table has {} sentences", cases.len());
    let mut wrong = Vec::new();
    let mut open = 0;
    for (i, case) in cases.iter().enumerate() {
        let found = extract(
            &[article(i, &case.text)],
            &Settings::default(),
            &[],
            &[],
            Language::embedded(),
        )
        .expect("the built-in tables are whole");
        let missed: Vec<&str> =
            case.expected.iter().copied().filter(|line| !holds(line, &found)).collect();
        open += usize::from(case.open.is_some());
        match (case.open, missed.is_empty()) {
            (None, false) => wrong.push(format!(
                "{}\n  missed {missed:#?}\n  found  {:#?}",
                case.text,
                found.claims.iter().map(print).collect::<Vec<_>>()
            )),
            (Some(reason), true) => {
                wrong.push(format!("{}\n  reads right now: take out \"? {reason}\"", case.text))
            }
            _ => {}
        }
    }
    let read = cases.len() - open;
    assert!(
        wrong.is_empty(),
        "{} of {}, {read} not open:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}
