//! Posterior of one question: how far each answer that was given is believed.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::claims::consensus_words;
use super::common;
use super::{Axis, Chart, Column, Mark, Panel, Plot, Row, Rows, Scale};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Answer, Kind};

/// The chart; `None` where the question has no belief. At most `top` answers, the likeliest.
pub fn posterior(inputs: &Inputs<'_>, q: QuestionId, top: usize) -> Option<Chart> {
    let belief = inputs.consensus.beliefs.get(q.index())?;
    let answers = inputs.ledger.answers(q);
    if belief.support.len() != answers.len() || answers.is_empty() {
        return None;
    }
    let numeric = matches!(answers[0], Answer::Number(_));
    let mut order: Vec<usize> = (0..answers.len()).collect();
    order.sort_by(|&a, &b| belief.support[b].total_cmp(&belief.support[a]).then(a.cmp(&b)));
    order.truncate(top);
    if numeric {
        // Figures read best in their own order.
        let key = |a: usize| match answers[a] {
            Answer::Number(i) => (i.low(), i.high().unwrap_or(f64::MAX)),
            Answer::Label(_) => (0.0, 0.0),
        };
        order.sort_by(|&a, &b| {
            let (x, y) = (key(a), key(b));
            x.0.total_cmp(&y.0).then(x.1.total_cmp(&y.1))
        });
    }
    let origins: Vec<usize> = (0..answers.len())
        .map(|a| {
            let mut of: Vec<_> = inputs
                .ledger
                .votes(q)
                .iter()
                .filter(|v| v.answer.index() == a)
                .map(|v| v.origin)
                .collect();
            of.sort();
            of.dedup();
            of.len()
        })
        .collect();
    let best = belief.best();
    let mut rows: Vec<Row> = order.iter().map(|&a| Row::named(&words(inputs, q, a))).collect();
    let mut marks: Vec<(usize, Mark)> = order
        .iter()
        .enumerate()
        .map(|(i, &a)| {
            let ink = if Some(a) == best { Ink::Strong } else { Ink::Medium };
            let high = belief.support[a].clamp(0.0, 1.0);
            (i, Mark::Bar { low: 0.0, high, ink, words: String::new() })
        })
        .collect();
    let percent = |p: f64| format!("{:.0} %", 100.0 * p);
    let mut shares: Vec<String> = order.iter().map(|&a| percent(belief.support[a])).collect();
    let mut counts: Vec<String> = order.iter().map(|&a| origins[a].to_string()).collect();
    if !numeric {
        let rest = (1.0 - belief.support.iter().sum::<f64>()).clamp(0.0, 1.0);
        let i = rows.len();
        rows.push(Row { ink: Ink::Muted, ..Row::named("something nobody said") });
        let (ink, words) = (Ink::Light, String::new());
        marks.push((i, Mark::Bar { low: 0.0, high: rest, ink, words }));
        shares.push(percent(rest));
        counts.push("0".into());
    }
    let question = inputs.question_words(q);
    Some(Chart {
        name: format!("posterior-{}", common::slug(&question)),
        title: format!("How sure is that? {}", common::capital(&question)),
        subtitle: format!(
            "{} {}",
            if numeric {
                "Probability that each figure given is compatible with the truth, by the consensus."
            } else {
                "Probability of each answer, by the consensus."
            },
            consensus_words(inputs, q)
        ),
        caption: if numeric {
            "Figures can be compatible with each other (\u{201C}at least 15\u{201D} and \u{201C}21\u{201D}), so these need not add \
             up to 100 %. The consensus knows only the sources in this corpus; all may be wrong."
                .into()
        } else {
            "The consensus knows only the sources in this corpus; all may be wrong.".into()
        },
        left_out: common::left_out(order.len(), answers.len(), "answer", "the likeliest"),
        alt: format!(
            "Probabilities of the answers to {question}: {}.",
            rows.iter()
                .zip(&shares)
                .map(|(r, s)| format!("{} {s}", r.label))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        legend: Vec::new(),
        plot: Plot::Rows(Rows {
            rows,
            panels: vec![Panel {
                title: String::new(),
                axis: Axis::new(Scale::Percent, 0.0, 1.0, "probability"),
                bands: Vec::new(),
                rules: Vec::new(),
                marks,
                share: 1.0,
            }],
            columns: vec![
                Column { head: "probability".into(), cells: shares },
                Column { head: "origins".into(), cells: counts },
            ],
        }),
    })
}

fn words(inputs: &Inputs<'_>, q: QuestionId, a: usize) -> String {
    match inputs.ledger.answers(q)[a] {
        Answer::Number(i) if inputs.ledger.question(q).kind != Kind::Date => {
            super::claims::interval_words(i)
        }
        Answer::Number(i) => inputs::day_of(i.low()).map_or_else(String::new, inputs::day),
        Answer::Label(_) => inputs.ledger.print_answer(q, AnswerId::from_index(a)),
    }
}
