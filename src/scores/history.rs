//! Which scores moved since a previous run, and which claims moved them.

use std::collections::BTreeMap;
use std::io::Read;

use serde::{Deserialize, Serialize};

use crate::corpus::from_cell;

/// A score that moved.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Move {
    /// Whose score.
    pub source: String,
    /// `reliability`, or the name of the axis.
    pub score: String,
    /// Before; `None` if there was none.
    pub before: Option<f64>,
    /// Now; `None` if there is none.
    pub now: Option<f64>,
    /// Grade before and now, where it changed.
    pub grade: Option<(String, String)>,
    /// The voice's claims that are new, gone or judged otherwise, those that changed most first.
    pub claims: Vec<ClaimChange>,
}

/// A claim that is new, gone or judged otherwise.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ClaimChange {
    /// On what.
    pub question: String,
    /// Verdict before; `None` for a new claim.
    pub before: Option<String>,
    /// Verdict now; `None` for a claim that is gone.
    pub now: Option<String>,
    /// Probability before.
    pub probability_before: Option<f64>,
    /// Probability now.
    pub probability_now: Option<f64>,
    /// Where it stands now, or stood.
    pub document: String,
    /// Its words.
    pub quote: String,
}

/// One run's scores and evidence, as read from its CSV files.
#[derive(Clone, Debug, Default)]
pub struct Run {
    scores: BTreeMap<(String, String), (Option<f64>, String)>,
    claims: BTreeMap<String, BTreeMap<(String, String, String), ClaimRow>>,
}

#[derive(Clone, Debug)]
struct ClaimRow {
    verdict: String,
    probability: Option<f64>,
    quote: String,
}

#[derive(Deserialize)]
struct ScoreCells {
    source: String,
    reliability: Option<f64>,
    axis: String,
    partisanship: Option<f64>,
    grade: String,
}

#[derive(Deserialize)]
struct EvidenceCells {
    source: String,
    question: String,
    verdict: String,
    probability: Option<f64>,
    document: String,
    start: String,
    quote: String,
}

impl Run {
    /// Reads a run's `scores.csv` and `evidence.csv`.
    ///
    /// # Errors
    ///
    /// If a required column is missing or a number is none, with the row.
    pub fn read(scores: impl Read, evidence: impl Read) -> Result<Self, csv::Error> {
        let mut run = Self::default();
        let text = |cell: &str| from_cell(cell).to_owned();
        for row in csv::Reader::from_reader(scores).deserialize() {
            let row: ScoreCells = row?;
            let source = text(&row.source);
            if !row.axis.is_empty() {
                let score = (row.partisanship, String::new());
                run.scores.insert((source.clone(), text(&row.axis)), score);
            }
            run.scores.insert((source, "reliability".to_owned()), (row.reliability, row.grade));
        }
        for row in csv::Reader::from_reader(evidence).deserialize() {
            let row: EvidenceCells = row?;
            let claim = ClaimRow {
                verdict: row.verdict,
                probability: row.probability,
                quote: text(&row.quote),
            };
            run.claims
                .entry(text(&row.source))
                .or_default()
                .insert((text(&row.question), text(&row.document), row.start), claim);
        }
        Ok(run)
    }
}

/// How far a number must move to be listed: the last printed digit is not a move.
const NOTICEABLE: f64 = 5e-4;

/// Scores that moved from `before` to `now`, those that moved most first, each with the claims of
/// the same voice that changed. A score that appears or goes away counts as a move.
pub fn moves(before: &Run, now: &Run) -> Vec<Move> {
    let mut keys: Vec<_> = before.scores.keys().chain(now.scores.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut moves: Vec<Move> = keys
        .into_iter()
        .filter_map(|key| {
            let none = (None, String::new());
            let (old, old_grade) = before.scores.get(key).unwrap_or(&none);
            let (new, new_grade) = now.scores.get(key).unwrap_or(&none);
            let graded = old_grade != new_grade;
            let moved = match (old, new) {
                (Some(a), Some(b)) => (a - b).abs() >= NOTICEABLE,
                (None, None) => false,
                _ => true,
            };
            (moved || graded).then(|| Move {
                source: key.0.clone(),
                score: key.1.clone(),
                before: *old,
                now: *new,
                grade: graded.then(|| (old_grade.clone(), new_grade.clone())),
                claims: changes(before.claims.get(&key.0), now.claims.get(&key.0)),
            })
        })
        .collect();
    let size = |m: &Move| match (m.before, m.now) {
        (Some(a), Some(b)) => (a - b).abs(),
        (None, None) => 0.0,
        _ => 1.0,
    };
    moves.sort_by(|a, b| {
        size(b).total_cmp(&size(a)).then_with(|| (&a.source, &a.score).cmp(&(&b.source, &b.score)))
    });
    moves
}

type Claims = BTreeMap<(String, String, String), ClaimRow>;

fn changes(before: Option<&Claims>, now: Option<&Claims>) -> Vec<ClaimChange> {
    let empty = Claims::new();
    let (before, now) = (before.unwrap_or(&empty), now.unwrap_or(&empty));
    let mut keys: Vec<_> = before.keys().chain(now.keys()).collect();
    keys.sort();
    keys.dedup();
    let mut changes: Vec<ClaimChange> = keys
        .into_iter()
        .filter_map(|key| {
            let (old, new) = (before.get(key), now.get(key));
            if let (Some(o), Some(n)) = (old, new) {
                let gap = (o.probability.unwrap_or(-1.0) - n.probability.unwrap_or(-1.0)).abs();
                if o.verdict == n.verdict && gap < NOTICEABLE {
                    return None;
                }
            }
            Some(ClaimChange {
                question: key.0.clone(),
                before: old.map(|r| r.verdict.clone()),
                now: new.map(|r| r.verdict.clone()),
                probability_before: old.and_then(|r| r.probability),
                probability_now: new.and_then(|r| r.probability),
                document: key.1.clone(),
                quote: new.or(old).map(|r| r.quote.clone()).unwrap_or_default(),
            })
        })
        .collect();
    let size = |c: &ClaimChange| match (c.probability_before, c.probability_now) {
        (Some(a), Some(b)) => (a - b).abs(),
        (None, None) => 0.0,
        _ => 1.0,
    };
    changes.sort_by(|a, b| size(b).total_cmp(&size(a)));
    changes
}

/// The moves as text, a block each.
pub fn print_moves(moves: &[Move]) -> String {
    use crate::units::print_number;
    use std::fmt::Write;
    let number = |x: Option<f64>| x.map_or_else(|| "none".to_owned(), print_number);
    let mut text = String::new();
    if moves.is_empty() {
        text.push_str("no score moved\n");
    }
    for m in moves {
        // Writing to a String cannot fail.
        let _ = write!(text, "{}, {}: {} → {}", m.source, m.score, number(m.before), number(m.now));
        if let (Some(a), Some(b)) = (m.before, m.now) {
            let _ = write!(text, " ({}{})", if b > a { "+" } else { "" }, print_number(b - a));
        }
        if let Some((a, b)) = &m.grade {
            let _ = write!(text, ", grade {a} → {b}");
        }
        text.push('\n');
        for c in &m.claims {
            let what = match (&c.before, &c.now) {
                (None, Some(n)) => format!("new, {n}"),
                (Some(_), None) => "gone".to_owned(),
                (Some(b), Some(n)) if b == n => format!("still {n}"),
                (Some(b), Some(n)) => format!("{b} → {n}"),
                (None, None) => String::new(),
            };
            let _ = write!(text, "  {}: {what}", c.question);
            if let (Some(a), Some(b)) = (c.probability_before, c.probability_now) {
                let _ = write!(text, ", {} → {}", print_number(a), print_number(b));
            }
            if !c.quote.is_empty() {
                let _ = write!(text, " — “{}” ({})", c.quote, c.document);
            }
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCORES: &str = "source,reliability,axis,partisanship,grade\n";
    const EVIDENCE: &str = "source,question,verdict,probability,document,start,quote\n";

    fn run(scores: &str, evidence: &str) -> Run {
        let (scores, evidence) = (format!("{SCORES}{scores}"), format!("{EVIDENCE}{evidence}"));
        Run::read(scores.as_bytes(), evidence.as_bytes()).unwrap()
    }

    #[test]
    fn a_reversed_claim_is_named_as_what_moved_the_score() {
        let before = run(
            "A,0.8,x–y,0.1,B\nB,0.5,x–y,,C\n",
            "A,q1,supported,0.9,d.txt,3,\"nine dead\"\nA,q2,supported,0.8,d.txt,9,ten\n",
        );
        let now = run(
            "A,0.6,x–y,0.1,C\nB,0.5,x–y,,C\n",
            "A,q1,contradicted,0.2,d.txt,3,\"nine dead\"\nA,q2,supported,0.8,d.txt,9,ten\nA,q3,unattested,,e.txt,1,new\n",
        );
        let found = moves(&before, &now);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].grade, Some(("B".into(), "C".into())));
        assert_eq!(found[0].claims.len(), 2);
        assert_eq!(found[0].claims[0].question, "q1");
        let text = print_moves(&found);
        assert!(text.starts_with("A, reliability: 0.8 → 0.6 (-0.2), grade B → C\n"), "{text}");
        assert!(text.contains("q1: supported → contradicted, 0.9 → 0.2 — “nine dead” (d.txt)"));
        assert_eq!(print_moves(&moves(&now, &now)), "no score moved\n");
    }

    #[test]
    fn names_come_back_as_they_were() {
        let run = run("'=A,0.8,'+x,0.1,B\n", "'=A,'@q,supported,0.9,'-d.txt,3,'=ten\n");
        let found = moves(&Run::default(), &run);
        let names: Vec<_> = found.iter().map(|m| (&*m.source, &*m.score)).collect();
        assert_eq!(names, [("=A", "+x"), ("=A", "reliability")]);
        let claim = &found[0].claims[0];
        assert_eq!((&*claim.question, &*claim.document, &*claim.quote), ("@q", "-d.txt", "=ten"));
    }

    #[test]
    fn the_largest_move_stands_first_and_a_mere_grade_last() {
        let before = run("A,,,,F\nB,0.5,,,C\nC,0.5,,,C\n", "");
        let now = run("A,,,,E\nB,0.7,,,C\nC,0.1,,,C\n", "");
        let found = moves(&before, &now);
        assert_eq!(found.iter().map(|m| &*m.source).collect::<Vec<_>>(), ["C", "B", "A"]);
    }

    #[test]
    fn a_new_voice_is_a_move() {
        let found = moves(&run("", ""), &run("A,0.8,,,B\n", ""));
        assert_eq!((found[0].before, found[0].now), (None, Some(0.8)));
    }
}
