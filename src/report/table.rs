//! The table of scores for a terminal: at most 100 columns, whatever the names.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

use super::chart::by_evidence;
use super::inputs::{self, Inputs};
use crate::ledger::Role;
use crate::scores::{Grade, LeanReading, VoiceScore};
use crate::units::Estimate;

/// The widest line, in columns.
const WIDTH: usize = 100;
/// Columns a name may take.
const NAME: usize = 28;

/// The scores of all voices: graded ones first by reliability, then the rest by evidence; at most
/// `top`, with a line that says how many there are. One lean column: the first axis.
pub fn table(inputs: &Inputs<'_>, top: usize) -> String {
    let mut voices = by_evidence(inputs);
    let all = voices.len();
    voices.sort_by(|a, b| {
        let graded = |v: &VoiceScore| v.grade != Grade::F;
        let mean = |v: &VoiceScore| v.reliability.map_or(0.0, Estimate::mean);
        match (graded(a), graded(b)) {
            (true, true) => mean(b).total_cmp(&mean(a)),
            // The sort is stable: by evidence among the rest.
            (x, y) => y.cmp(&x),
        }
    });
    voices.truncate(top);
    let lean = !inputs.scores.axes.is_empty();
    let (minus, plus) = inputs.camps(0);
    let mut head = vec!["voice", "role", "grade", "reliab.", "90 %", "n"];
    if lean {
        head.extend(["lean", "90 %", "reading"]);
    }
    let mut rows: Vec<Vec<String>> = vec![head.into_iter().map(str::to_owned).collect()];
    for v in &voices {
        let mut row = vec![
            fit(&v.name, if lean { NAME } else { NAME + 26 }),
            match v.role {
                Role::Outlet => "outlet".to_owned(),
                Role::Speaker => "speaker".to_owned(),
            },
            v.grade.letter().to_owned(),
        ];
        // Grade F: counts only.
        let shown = v.reliability.filter(|_| v.grade != Grade::F);
        row.push(shown.map_or_else(dash, |r| format!("{:.2}", r.mean())));
        row.push(shown.map_or_else(dash, |r| format!("{:.2}–{:.2}", r.low(), r.high())));
        row.push(v.checkable.to_string());
        if lean {
            let axis = v.axes.first();
            let p = axis.and_then(|a| a.partisanship);
            row.push(p.map_or_else(dash, |p| signed(p.mean())));
            row.push(p.map_or_else(dash, |p| format!("{}…{}", signed(p.low()), signed(p.high()))));
            row.push(axis.map_or_else(dash, |a| reading(a.reading).to_owned()));
        }
        rows.push(row);
    }
    let mut out = columns(&rows);
    out.push('\n');
    if lean {
        out.push_str(&clip(&format!("lean: −1 {minus} … +1 {plus}")));
    }
    if voices.len() < all {
        out.push_str(&clip(&format!(
            "{} of {} shown; scores.csv has all",
            voices.len(),
            inputs::count(all, "voice")
        )));
    }
    out.push_str(&clip(
        "grade F: fewer than five checkable claims or a wide interval; says nothing bad",
    ));
    out.push_str(&clip(super::LIMITS));
    out
}

fn reading(reading: LeanReading) -> &'static str {
    match reading {
        LeanReading::TowardMinus => "toward −",
        LeanReading::TowardPlus => "toward +",
        LeanReading::NoLeanDetected => "none found",
        LeanReading::Party => "party",
        LeanReading::OffAxis => "off axis",
        LeanReading::Unknown => "too little",
    }
}

fn dash() -> String {
    "–".to_owned()
}

fn signed(x: f64) -> String {
    super::chart::signed(x)
}

fn clip(line: &str) -> String {
    let mut line = fit(line, WIDTH);
    line.push('\n');
    line
}

/// Rows as columns two spaces apart, numbers flush right, a rule under the head.
fn columns(rows: &[Vec<String>]) -> String {
    const NUMERIC: [usize; 5] = [3, 4, 5, 6, 7];
    let n = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widths: Vec<usize> =
        (0..n).map(|i| rows.iter().map(|r| r[i].width()).max().unwrap_or(0)).collect();
    let mut out = String::new();
    for (k, row) in rows.iter().enumerate() {
        let mut line = String::new();
        for (i, cell) in row.iter().enumerate() {
            let space = " ".repeat(widths[i] - cell.width());
            let (before, after) =
                if NUMERIC.contains(&i) { (space.as_str(), "") } else { ("", space.as_str()) };
            line.push_str(before);
            line.push_str(cell);
            line.push_str(after);
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
        if k == 0 {
            let all = widths.iter().sum::<usize>() + 2 * widths.len().saturating_sub(1);
            out.push_str(&"─".repeat(all));
            out.push('\n');
        }
    }
    out
}

/// The text in at most so many columns, its middle left out where it is longer. Wide characters
/// take two columns, combining marks none.
fn fit(text: &str, columns: usize) -> String {
    let text: String = text.chars().filter(|c| !c.is_control()).collect();
    if text.width() <= columns {
        return text;
    }
    let clusters: Vec<&str> = text.graphemes(true).collect();
    let fitting = |widths: &mut dyn Iterator<Item = usize>, room: usize| -> usize {
        let mut used = 0;
        widths
            .take_while(|w| {
                used += w;
                used <= room
            })
            .count()
    };
    let head = fitting(&mut clusters.iter().map(|c| c.width()), (columns - 1) * 3 / 5);
    let front = clusters[..head].concat();
    let room = columns - 1 - front.width();
    let tail = fitting(&mut clusters[head..].iter().rev().map(|c| c.width()), room);
    let back = clusters[clusters.len() - tail..].concat();
    format!("{}…{}", front.trim_end(), back.trim_start())
}

#[cfg(test)]
mod tests {
    use super::super::synthetic;
    use super::*;

    #[test]
    fn no_line_is_wider_than_a_hundred_columns_in_any_script() {
        for world in
            [synthetic::tiny(), synthetic::small(), synthetic::scripts(), synthetic::large(500)]
        {
            let text = table(&world.inputs(), 60);
            for line in text.lines() {
                assert!(line.width() <= 100, "{} {line}", line.width());
            }
        }
    }

    #[test]
    fn a_voice_without_a_grade_has_counts_but_no_number() {
        let world = synthetic::small();
        let abstained =
            world.scores.voices.iter().find(|v| v.grade == Grade::F).expect("some abstain");
        let text = table(&world.inputs(), 60);
        let line = text.lines().find(|l| l.contains(&abstained.name)).expect("it is listed");
        assert!(line.contains("F  ") && line.contains(" – "), "{line}");
        assert!(line.contains(&format!(" {} ", abstained.checkable)), "{line}");
    }

    #[test]
    fn what_is_left_out_is_said() {
        let world = synthetic::large(500);
        let text = table(&world.inputs(), 20);
        assert!(text.contains("20 of 500 voices shown"), "{text}");
    }
}
