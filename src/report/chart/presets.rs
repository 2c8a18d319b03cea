//! Range bars: low, best and high of each question under several rules for vague numbers.

use super::super::inputs::{self, Inputs, PresetRange};
use super::super::theme::Ink;
use super::{Chart, Column, Entry, Mark, Panel, Plot, Row, Rows, Sample};
use crate::ids::QuestionId;
use crate::ledger::Kind;

/// The chart; `None` where the run has fewer than two presets. At most `top` questions.
pub fn presets(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    let ranges = &inputs.extras.presets;
    let mut questions: Vec<QuestionId> = Vec::new();
    let mut names: Vec<&str> = Vec::new();
    for r in ranges {
        if !questions.contains(&r.question) {
            questions.push(r.question);
        }
        if !names.contains(&r.preset.as_str()) {
            names.push(&r.preset);
        }
    }
    if names.len() < 2 {
        return None;
    }
    let all = questions.len();
    let of = |q: QuestionId| -> Vec<&PresetRange> {
        ranges.iter().filter(|r| r.question == q).collect()
    };
    // How far the presets lie apart, in factors.
    let spread = |q: QuestionId| -> f64 {
        let bests: Vec<f64> = of(q).iter().map(|r| r.best.max(0.5)).collect();
        let high = bests.iter().copied().fold(f64::MIN, f64::max);
        let low = bests.iter().copied().fold(f64::MAX, f64::min);
        high / low
    };
    questions.sort_by(|a, b| spread(*b).total_cmp(&spread(*a)).then(a.cmp(b)));
    questions.truncate(top);
    let mut rows = Vec::new();
    let mut marks = Vec::new();
    let mut figures = Vec::new();
    let mut values = Vec::new();
    for &q in &questions {
        for r in of(q) {
            let i = rows.len();
            rows.push(Row { group: inputs.question_words(q), ..Row::named(&r.preset) });
            let ink = if r.preset == names[0] { Ink::Strong } else { Ink::Medium };
            let (low, high) = (r.range.low(), r.range.high());
            marks.push((i, Mark::Interval { low, high, ink, width: 4.0 }));
            marks.push((i, Mark::Stroke { at: r.best, ink }));
            figures.push(format!(
                "{} / {} / {}",
                inputs::thousands(low),
                inputs::thousands(r.best),
                high.map_or_else(|| "–".to_owned(), inputs::thousands)
            ));
            values.push(r.range);
        }
    }
    let axis =
        super::claims::number_axis(Kind::Count, values.into_iter(), None, "people or things")?;
    Some(Chart {
        name: "presets".into(),
        title: "What do the counting rules change?".into(),
        subtitle: "Lowest, best and highest figure of each event under each rule set for vague numbers \
                   (\u{201C}dozens\u{201D}, \u{201C}several\u{201D})."
            .into(),
        caption: "The words of the sources are the same in every row; only the rule that turns them into \
                  numbers differs. The stroke is the best figure. Rule sets are named after the data \
                  sets whose coding rules they follow."
            .into(),
        left_out: super::common::left_out(
            questions.len(),
            all,
            "question",
            "those on which the rule sets differ most",
        ),
        alt: format!(
            "Range bars for {} under the rule sets {}.",
            inputs::count(questions.len(), "question"),
            names.join(", ")
        ),
        legend: vec![
            Entry { sample: Sample::Bar(Ink::Strong), words: format!("{} (in force)", names[0]) },
            Entry { sample: Sample::Bar(Ink::Medium), words: "other rule sets".into() },
        ],
        plot: Plot::Rows(Rows {
            rows,
            panels: vec![Panel {
                title: String::new(),
                axis,
                bands: Vec::new(),
                rules: Vec::new(),
                marks,
                share: 1.0,
            }],
            columns: vec![Column { head: "low / best / high".into(), cells: figures }],
        }),
    })
}
