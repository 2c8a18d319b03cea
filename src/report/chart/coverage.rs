//! Outlets × questions: who reported, who relayed, who was contradicted, who was silent.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common;
use super::{Cell, Chart, Entry, Grid, Plot, Row, Sample};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::Role;
use crate::scores::Verdict;

/// At most so many outlets.
const OUTLETS: usize = 24;

const REPORTED: Cell = Cell::Full(Ink::Strong);
const RELAYED: Cell = Cell::Half(Ink::Medium);
const CONTRADICTED: Cell = Cell::Crossed(Ink::Contradicted);
const ABSENT: Cell = Cell::Open(Ink::Rule);
const BEFORE: Cell = Cell::Speck(Ink::Rule);

/// The chart; `None` with fewer than two outlets or no question that two of them speak to. At
/// most `top` questions.
pub fn coverage(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    let outlets: Vec<VoiceId> = inputs
        .ledger
        .voices()
        .iter()
        .map(|(id, _)| id)
        .filter(|&v| inputs.ledger.role(v) == Role::Outlet)
        .collect();
    let verdicts = common::verdicts(inputs);
    let last_seen = last_published(inputs);
    // States of every question that at least two outlets speak to.
    let mut questions: Vec<(usize, QuestionId, Vec<Cell>)> = Vec::new();
    for q in inputs.ledger.question_ids() {
        let row = states(inputs, q, &outlets, &verdicts, &last_seen);
        let spoke = row.iter().filter(|c| spoken(**c)).count();
        if spoke >= 2 {
            questions.push((spoke, q, row));
        }
    }
    if outlets.len() < 2 || questions.is_empty() {
        return None;
    }
    let all_questions = questions.len();
    questions.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    questions.truncate(top);

    // Outlets by how many of these questions they speak to.
    let mut order: Vec<(usize, usize)> = (0..outlets.len())
        .map(|o| (questions.iter().filter(|(_, _, row)| spoken(row[o])).count(), o))
        .collect();
    order.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    order.truncate(OUTLETS);
    let columns: Vec<String> =
        order.iter().map(|&(_, o)| common::voice_name(inputs, outlets[o]).to_owned()).collect();
    let mut cells = Vec::new();
    let (mut rows, mut ends) = (Vec::new(), Vec::new());
    for (spoke, q, row) in &questions {
        cells.extend(order.iter().map(|&(_, o)| row[o]));
        let question = inputs.ledger.question(*q);
        let mut line = Row::named(&inputs.question_words(*q));
        if !question.event.is_empty() && !question.measure.is_empty() {
            let what = [question.subject.as_str(), question.measure.as_str()].join(" ");
            line = Row { note: inputs::event_words(&question.event), ..Row::named(what.trim()) };
        }
        rows.push(line);
        ends.push(format!("{spoke} of {}", outlets.len()));
    }
    let present = |cell: Cell| cells.contains(&cell);
    let legend = [
        (REPORTED, "reported in own voice"),
        (RELAYED, "relayed a speaker"),
        (CONTRADICTED, "own figure contradicted by others"),
        (ABSENT, "absent though known"),
        (BEFORE, "absent before it was known"),
    ]
    .into_iter()
    .filter(|(cell, _)| present(*cell))
    .map(|(cell, words)| Entry { sample: Sample::Cell(cell), words: words.into() })
    .collect();
    let silent = |(spoke, o): &(usize, usize)| {
        format!("{} {spoke}", common::voice_name(inputs, outlets[*o]))
    };
    let mut left_out = String::new();
    if questions.len() < all_questions {
        left_out = format!(
            "Shown: {} of {}, those with the most outlets. ",
            questions.len(),
            inputs::count(all_questions, "question")
        );
    }
    if columns.len() < outlets.len() {
        left_out.push_str(&format!(
            "{} of {}, those that speak to the most of these questions.",
            columns.len(),
            inputs::count(outlets.len(), "outlet")
        ));
    }
    Some(Chart {
        name: "coverage".into(),
        title: "What did each outlet leave out?".into(),
        subtitle: "Questions that at least two outlets speak to, and what each outlet did with them.".into(),
        caption: "Only articles in this corpus count: an outlet may have reported elsewhere what is \
                  missing here. \u{201C}Though known\u{201D} means that another source in the corpus had \
                  published it by the day of the outlet's last article; without dates every silence is \
                  drawn so."
            .into(),
        left_out,
        alt: format!(
            "Matrix of {} by {}. Questions spoken to, by outlet: {}.",
            inputs::count(rows.len(), "question"),
            inputs::count(columns.len(), "outlet"),
            order.iter().map(silent).collect::<Vec<_>>().join(", ")
        ),
        legend,
        plot: Plot::Grid(Grid {
            row_title: "question".into(),
            column_title: String::new(),
            rows,
            columns,
            cells,
            ends,
            ends_head: "outlets".into(),
        }),
    })
}

fn spoken(cell: Cell) -> bool {
    [REPORTED, RELAYED, CONTRADICTED].contains(&cell)
}

/// The last day each voice published, from the articles, else from the dates of its claims.
fn last_published(inputs: &Inputs<'_>) -> Vec<Option<f64>> {
    let mut last: Vec<Option<f64>> = vec![None; inputs.ledger.voices().len()];
    let mut note = |outlet: &str, day: f64| {
        if let Some(id) = inputs.ledger.voices().find(outlet) {
            let slot = &mut last[id.index()];
            *slot = Some(slot.map_or(day, |d: f64| d.max(day)));
        }
    };
    for a in inputs.articles {
        if let Some(date) = a.published {
            note(&a.outlet, inputs::day_number(date));
        }
    }
    for c in inputs.claims {
        if let Some(date) = c.published {
            note(&c.outlet, inputs::day_number(date));
        }
    }
    for at in 0..inputs.ledger.all_votes().len() {
        if let Some(detail) = inputs.ledger.detail(at)
            && let Some(date) = detail.date
        {
            for place in &detail.places {
                note(&place.outlet, inputs::day_number(date));
            }
        }
    }
    last
}

fn states(
    inputs: &Inputs<'_>,
    q: QuestionId,
    outlets: &[VoiceId],
    verdicts: &[Option<Verdict>],
    last_seen: &[Option<f64>],
) -> Vec<Cell> {
    let ledger = inputs.ledger;
    let known = ledger
        .vote_range(q)
        .filter_map(|at| ledger.detail(at).and_then(|d| d.date))
        .map(inputs::day_number)
        .reduce(f64::min);
    outlets
        .iter()
        .map(|&outlet| {
            let name = ledger.voices().name(outlet);
            let mut cell = None;
            for at in ledger.vote_range(q) {
                let vote = ledger.all_votes()[at];
                if vote.voice == outlet {
                    if verdicts[at] == Some(Verdict::Contradicted) {
                        return CONTRADICTED;
                    }
                    cell = Some(REPORTED);
                } else if cell.is_none()
                    && ledger.detail(at).is_some_and(|d| d.places.iter().any(|p| p.outlet == name))
                {
                    cell = Some(RELAYED);
                }
            }
            cell.unwrap_or_else(|| match (known, last_seen[outlet.index()]) {
                (Some(known), Some(last)) if last < known => BEFORE,
                _ => ABSENT,
            })
        })
        .collect()
}
