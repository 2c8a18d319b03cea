//! Score card of one voice: its reliability as a waterfall of components, its lean by component.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::caterpillar::words;
use super::common::{self, LIMITS, decimal, signed};
use super::{Axis, Chart, Column, Dot, Mark, Panel, Plot, Row, Rows, Rule, Scale};
use crate::ids::Id;
use crate::scores::{Component, Verdict, VoiceScore};

/// The card; `None` where no component has a value.
pub fn score_card(inputs: &Inputs<'_>, voice: &VoiceScore) -> Option<Chart> {
    let mut card = Card::default();
    let weighty: Vec<&Component> =
        voice.components.iter().filter(|c| c.value.is_some() && c.weight > 0.0).collect();
    let total: f64 = weighty.iter().map(|c| c.weight).sum();
    let group = "Reliability";
    let mut at = 0.0;
    for c in &weighty {
        let Some(value) = c.value else { continue };
        let to = at + c.weight * value.mean() / total;
        let mark = Mark::Bar { low: at, high: to, ink: Ink::Medium, words: String::new() };
        card.left.push((card.rows.len(), mark));
        card.row(group, &words(c.name), decimal(value.mean()), c);
        at = to;
    }
    for c in voice.components.iter().filter(|c| c.value.is_none() || c.weight == 0.0) {
        if c.value.is_none() && c.n == 0 && c.weight == 0.0 {
            continue;
        }
        let value = c.value.map_or_else(|| "–".to_owned(), |v| decimal(v.mean()));
        let reason = if c.value.is_none() { "no evidence" } else { "shown only, weight 0" };
        card.left.push((card.rows.len(), Mark::Missing(reason.into())));
        card.row(group, &words(c.name), value, c);
    }
    if let Some(r) = voice.reliability {
        let i = card.rows.len();
        let ink = common::role_ink(voice.role);
        let (low, high) = (r.low(), Some(r.high()));
        card.left.push((i, Mark::Interval { low, high, ink, width: 2.4 }));
        let dot = Dot { radius: 5.0, ..common::voice_dot(voice, 5.0) };
        card.left.push((i, Mark::At { at: r.mean(), dot }));
        card.total(
            group,
            "reliability, 90 % interval",
            if common::abstains(voice) { "–".into() } else { decimal(r.mean()) },
            voice.checkable,
        );
    }
    for (k, axis) in voice.axes.iter().enumerate() {
        let group = inputs.scores.axes.get(k).map_or("Partisanship", String::as_str);
        for c in &axis.components {
            let i = card.rows.len();
            match c.value {
                Some(v) => {
                    let ink = lean_ink(v.mean(), v.covers(0.0));
                    let (low, high) = (v.low(), Some(v.high()));
                    card.right.push((i, Mark::Interval { low, high, ink, width: 2.2 }));
                    card.right.push((i, Mark::At { at: v.mean(), dot: Dot::filled(ink) }));
                    card.row(group, &words(c.name), signed(v.mean()), c);
                }
                None => {
                    card.right.push((i, Mark::Missing("no evidence".into())));
                    card.row(group, &words(c.name), "–".into(), c);
                }
            }
        }
        if let Some(p) = axis.partisanship {
            let i = card.rows.len();
            let ink = lean_ink(p.mean(), p.covers(0.0));
            let (low, high) = (p.low(), Some(p.high()));
            card.right.push((i, Mark::Interval { low, high, ink, width: 2.4 }));
            let dot = Dot { radius: 5.0, ..Dot::filled(ink) };
            card.right.push((i, Mark::At { at: p.mean(), dot }));
            let n = axis.components.iter().filter(|c| c.value.is_some()).map(|c| c.n).sum();
            card.total(group, "partisanship, 90 % interval", signed(p.mean()), n);
        }
    }
    if card.left.is_empty() && card.right.is_empty() {
        return None;
    }
    Some(card.chart(inputs, voice))
}

fn lean_ink(mean: f64, covers_zero: bool) -> Ink {
    match (covers_zero, mean < 0.0) {
        (true, _) => Ink::Neutral,
        (false, true) => Ink::Minus,
        (false, false) => Ink::Plus,
    }
}

#[derive(Default)]
struct Card {
    rows: Vec<Row>,
    left: Vec<(usize, Mark)>,
    right: Vec<(usize, Mark)>,
    values: Vec<String>,
    n: Vec<String>,
    weights: Vec<String>,
}

impl Card {
    fn row(&mut self, group: &str, name: &str, value: String, c: &Component) {
        self.rows.push(Row { group: group.to_owned(), ..Row::named(name) });
        self.values.push(value);
        self.n.push(inputs::thousands(c.n as f64));
        self.weights.push(crate::units::print_number(c.weight));
    }

    fn total(&mut self, group: &str, name: &str, value: String, n: usize) {
        self.rows.push(Row { group: group.to_owned(), ..Row::named(name) });
        self.values.push(value);
        self.n.push(inputs::thousands(n as f64));
        self.weights.push(String::new());
    }

    fn chart(self, inputs: &Inputs<'_>, voice: &VoiceScore) -> Chart {
        let (supported, contradicted) = verdicts(inputs, voice);
        let grade = if common::abstains(voice) {
            "no grade (F): too little evidence".to_owned()
        } else {
            format!("grade {}", voice.grade.letter())
        };
        let record = format!(
            "{grade}; {} of {} fit the consensus of independent others, {contradicted} did not.",
            supported,
            inputs::count(supported + contradicted, "checked claim"),
        );
        let mut panels = Vec::new();
        if !self.left.is_empty() {
            panels.push(Panel {
                title: "reliability: what each component adds".into(),
                axis: Axis::new(Scale::Linear, 0.0, 1.0, ""),
                bands: Vec::new(),
                rules: Vec::new(),
                marks: self.left,
                share: 1.0,
            });
        }
        if !self.right.is_empty() {
            let (minus, plus) = inputs.camps(0);
            let several = voice.axes.len() > 1;
            let mut axis = Axis::new(Scale::Linear, -1.0, 1.0, "");
            if !several {
                axis = axis.with_ends(&minus, &plus);
            }
            panels.push(Panel {
                title: "partisanship".into(),
                axis,
                bands: Vec::new(),
                rules: vec![Rule { at: 0.0, ink: Ink::Rule, dashed: false }],
                marks: self.right,
                share: 1.0,
            });
        }
        Chart {
            name: format!("score-card-{}", common::slug(&voice.name)),
            title: voice.name.clone(),
            subtitle: common::capital(&record),
            caption: format!(
                "{LIMITS} Bars add up, by weight, to the reliability; each component has first been drawn \
                 toward what is usual in the corpus, the more so the fewer its observations (n). The \
                 evidence for every mark stands in evidence.csv."
            ),
            left_out: String::new(),
            alt: format!(
                "Score card of {}: {record} Components: {}.",
                voice.name,
                self.rows
                    .iter()
                    .zip(&self.values)
                    .map(|(r, v)| format!("{} {v}", r.label))
                    .collect::<Vec<_>>()
                    .join(", ")
            ),
            legend: Vec::new(),
            plot: Plot::Rows(Rows {
                rows: self.rows,
                panels,
                columns: vec![
                    Column { head: "value".into(), cells: self.values },
                    Column { head: "n".into(), cells: self.n },
                    Column { head: "weight".into(), cells: self.weights },
                ],
            }),
        }
    }
}

fn verdicts(inputs: &Inputs<'_>, voice: &VoiceScore) -> (usize, usize) {
    let of = |v: Verdict| {
        inputs
            .scores
            .evidence
            .iter()
            .filter(|e| e.voice.index() == voice.voice.index() && e.verdict == v)
            .count()
    };
    (of(Verdict::Supported), of(Verdict::Contradicted))
}
