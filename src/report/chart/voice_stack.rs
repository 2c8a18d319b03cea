//! Voice stack: in which voice each outlet prints what it prints.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::common;
use super::{Axis, Chart, Column, Entry, Mark, Panel, Plot, Row, Rows, Sample, Scale};
use crate::ids::{Id, VoiceId};
use crate::ledger::{Answer, Role};

/// What one outlet printed: attributed, in own voice what a speaker claims too, own alone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Stack {
    attributed: usize,
    unattributed: usize,
    own: usize,
}

impl Stack {
    fn all(self) -> usize {
        self.attributed + self.unattributed + self.own
    }
}

/// The chart; `None` where no outlet printed what a speaker says. At most `top` outlets.
pub fn voice_stack(inputs: &Inputs<'_>, top: usize) -> Option<Chart> {
    let mut stacks: Vec<(VoiceId, Stack)> = count(inputs);
    stacks.retain(|s| s.1.all() > 0);
    // Where nobody is quoted, as in most ledgers of others, all bars would be alike.
    if stacks.iter().all(|s| s.1.own == s.1.all()) {
        return None;
    }
    let all = stacks.len();
    let name = |v: VoiceId| common::voice_name(inputs, v);
    stacks.sort_by(|a, b| b.1.all().cmp(&a.1.all()).then_with(|| name(a.0).cmp(name(b.0))));
    stacks.truncate(top);
    let share = |s: &Stack| s.unattributed as f64 / s.all() as f64;
    stacks
        .sort_by(|a, b| share(&b.1).total_cmp(&share(&a.1)).then_with(|| name(a.0).cmp(name(b.0))));
    let mut marks = Vec::new();
    for (i, (_, s)) in stacks.iter().enumerate() {
        let mut from = 0.0;
        for (n, ink) in
            [(s.unattributed, Ink::Strong), (s.own, Ink::Medium), (s.attributed, Ink::Light)]
        {
            let to = from + n as f64 / s.all() as f64;
            if n > 0 {
                let words = format!("{:.0} %", 100.0 * (to - from));
                marks.push((i, Mark::Bar { low: from, high: to, ink, words }));
            }
            from = to;
        }
    }
    let entry = |ink, words: &str| Entry {
        sample: Sample::Cell(super::Cell::Full(ink)),
        words: words.into(),
    };
    Some(Chart {
        name: "voice-stack".into(),
        title: "Where does an outlet state a party's claim in its own voice?".into(),
        subtitle: "What each outlet printed, by the voice it printed it in.".into(),
        caption: "Dark: the outlet states in its own voice an answer that a quoted speaker gives too; it \
                  may have it from that speaker or know it otherwise. One claim on one question counts \
                  once an outlet."
            .into(),
        left_out: common::left_out(stacks.len(), all, "outlet", "those that printed the most claims"),
        alt: format!(
            "Stacked bars for {}: {}.",
            inputs::count(stacks.len(), "outlet"),
            stacks
                .iter()
                .take(8)
                .map(|(v, s)| format!(
                    "{} {:.0} % of {} in own voice what a speaker claims",
                    name(*v),
                    100.0 * share(s),
                    inputs::count(s.all(), "claim")
                ))
                .collect::<Vec<_>>()
                .join("; ")
        ),
        legend: vec![
            entry(Ink::Strong, "own voice, an answer that a speaker gives too"),
            entry(Ink::Medium, "own voice, its own answer"),
            entry(Ink::Light, "attributed to a speaker"),
        ],
        plot: Plot::Rows(Rows {
            rows: stacks.iter().map(|(v, _)| Row::named(name(*v))).collect(),
            panels: vec![Panel {
                title: String::new(),
                axis: Axis::new(Scale::Percent, 0.0, 1.0, "share of printed claims"),
                bands: Vec::new(),
                rules: Vec::new(),
                marks,
                share: 1.0,
            }],
            columns: vec![Column {
                head: "claims".into(),
                cells: stacks.iter().map(|(_, s)| inputs::thousands(s.all() as f64)).collect(),
            }],
        }),
    })
}

fn count(inputs: &Inputs<'_>) -> Vec<(VoiceId, Stack)> {
    let ledger = inputs.ledger;
    let mut stacks = vec![Stack::default(); ledger.voices().len()];
    for q in ledger.question_ids() {
        let speakers: Vec<Answer> = ledger
            .votes(q)
            .iter()
            .filter(|v| ledger.role(v.voice) == Role::Speaker)
            .map(|v| ledger.answer(q, v.answer))
            .collect();
        for at in ledger.vote_range(q) {
            let vote = ledger.all_votes()[at];
            if ledger.role(vote.voice) == Role::Outlet {
                let said = ledger.answer(q, vote.answer);
                let shared = speakers.iter().any(|s| match (s, said) {
                    (Answer::Number(a), Answer::Number(b)) => a.overlaps(b),
                    (a, b) => *a == b,
                });
                let stack = &mut stacks[vote.voice.index()];
                if shared { stack.unattributed += 1 } else { stack.own += 1 }
            } else if let Some(detail) = ledger.detail(at) {
                let mut outlets: Vec<VoiceId> =
                    detail.places.iter().filter_map(|p| ledger.voices().find(&p.outlet)).collect();
                outlets.sort();
                outlets.dedup();
                for o in outlets {
                    stacks[o.index()].attributed += 1;
                }
            }
        }
    }
    (0..stacks.len())
        .map(VoiceId::from_index)
        .filter(|&v| ledger.role(v) == Role::Outlet)
        .map(|v| (v, stacks[v.index()]))
        .collect()
}
