//! Scores as CSV: `scores.csv`, `components.csv` and `evidence.csv`.

use std::io::{self, Write};

use super::score::{AxisScore, Evidence, LeanReading, Scores, Verdict, VoiceScore};
use crate::corpus::TableWriter;
use crate::ledger::{Ledger, Role};
use crate::units::{Estimate, print_number};

/// Columns of `scores.csv`.
pub const SCORES: [&str; 16] = [
    "source",
    "role",
    "reliability",
    "reliability_low",
    "reliability_high",
    "specificity",
    "axis",
    "partisanship",
    "partisanship_low",
    "partisanship_high",
    "lean_reading",
    "claims",
    "origins",
    "checkable",
    "grade",
    "declared_camp",
];

/// Columns of `components.csv`.
pub const COMPONENTS: [&str; 8] =
    ["source", "score", "component", "value", "low", "high", "n", "weight"];

/// Columns of `evidence.csv`.
pub const EVIDENCE: [&str; 9] =
    ["source", "question", "verdict", "probability", "document", "start", "end", "quote", "others"];

impl Role {
    /// As printed: `outlet`, `speaker`.
    fn word(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Speaker => "speaker",
        }
    }
}

impl Verdict {
    /// As printed: `supported`, `contradicted`, `unattested`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Supported => "supported",
            Self::Contradicted => "contradicted",
            Self::Unattested => "unattested",
        }
    }
}

impl LeanReading {
    /// In words, given the names of the axis' camps.
    pub fn words(self, camps: &(String, String)) -> String {
        match self {
            Self::TowardMinus => format!("toward {}", camps.0),
            Self::TowardPlus => format!("toward {}", camps.1),
            Self::NoLeanDetected => "no lean detected".to_owned(),
            Self::Party => "party (declared)".to_owned(),
            Self::OffAxis => "off the axis (declared)".to_owned(),
            Self::Unknown => "unknown".to_owned(),
        }
    }
}

fn three(estimate: Option<Estimate>) -> [String; 3] {
    estimate.map_or_else(Default::default, |e| [e.mean(), e.low(), e.high()].map(print_number))
}

/// Writes `scores.csv`: a row for each voice and axis, one with an empty axis where there is none.
/// Where the grade is F the reliability stays empty: the counts say why.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_scores(scores: &Scores, out: impl Write) -> io::Result<()> {
    let mut table = TableWriter::new(out, SCORES)?;
    for v in &scores.voices {
        let none = (String::new(), String::new());
        if v.axes.is_empty() {
            table.row(score_row(v, "", None, &none))?;
        }
        for ((score, axis), camps) in v.axes.iter().zip(&scores.axes).zip(&scores.camps) {
            table.row(score_row(v, axis, Some(score), camps))?;
        }
    }
    table.finish().map(drop)
}

fn score_row(
    v: &VoiceScore,
    axis: &str,
    score: Option<&AxisScore>,
    camps: &(String, String),
) -> Vec<String> {
    let mut row = vec![v.name.clone(), v.role.word().to_owned()];
    row.extend(three(v.printed_reliability()));
    row.push(v.specificity.map_or_else(String::new, print_number));
    row.push(axis.to_owned());
    row.extend(three(score.and_then(|s| s.partisanship)));
    row.push(score.map_or_else(String::new, |s| s.reading.words(camps)));
    row.extend([v.claims, v.origins, v.checkable].map(|n| n.to_string()));
    row.push(v.grade.letter().to_owned());
    row.push(score.and_then(|s| s.declared_camp.clone()).unwrap_or_default());
    row
}

/// Writes `components.csv`: a row for each component that has evidence. `score` is `reliability` or
/// the axis' name.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_components(scores: &Scores, out: impl Write) -> io::Result<()> {
    let mut table = TableWriter::new(out, COMPONENTS)?;
    for v in &scores.voices {
        let parts = v.components.iter().map(|c| ("reliability", c));
        let leans = v
            .axes
            .iter()
            .zip(&scores.axes)
            .flat_map(|(a, name)| a.components.iter().map(move |c| (name.as_str(), c)));
        for (score, c) in parts.chain(leans).filter(|(_, c)| c.value.is_some()) {
            let [value, low, high] = three(c.value);
            let (n, weight) = (c.n.to_string(), print_number(c.weight));
            table.row([v.name.as_str(), score, c.name, &value, &low, &high, &n, &weight])?;
        }
    }
    table.finish().map(drop)
}

/// Writes `evidence.csv`: a row for each place of each claim, one without a place where the ledger
/// has none.
///
/// # Errors
///
/// If `out` cannot be written to.
pub fn write_evidence(scores: &Scores, ledger: &Ledger, out: impl Write) -> io::Result<()> {
    let mut table = TableWriter::new(out, EVIDENCE)?;
    for e in &scores.evidence {
        if e.places.is_empty() {
            table.row(evidence_row(e, ledger, ["", "", "", ""]))?;
        }
        for p in &e.places {
            let (start, end) = (p.span.start().to_string(), p.span.end().to_string());
            table.row(evidence_row(e, ledger, [&p.document, &start, &end, &p.quote]))?;
        }
    }
    table.finish().map(drop)
}

fn evidence_row(
    e: &Evidence,
    ledger: &Ledger,
    [document, start, end, quote]: [&str; 4],
) -> [String; 9] {
    [
        ledger.voices().name(e.voice).to_owned(),
        ledger.question(e.question).name.clone(),
        e.verdict.word().to_owned(),
        e.probability.map_or_else(String::new, print_number),
        document.to_owned(),
        start.to_owned(),
        end.to_owned(),
        quote.to_owned(),
        e.others.to_string(),
    ]
}
