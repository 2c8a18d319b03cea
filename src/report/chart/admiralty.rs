//! Admiralty grid: claims counted by the letter of their voice and the number of the claim.

use std::collections::BTreeMap;

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::{Cell, Chart, Grid, Plot, Row};
use crate::ids::{Id, OriginId, QuestionId};
use crate::ledger::Answer;
use crate::scores::Grade;

const LETTERS: [(Grade, &str); 7] = [
    (Grade::A, "A  completely reliable"),
    (Grade::B, "B  usually reliable"),
    (Grade::C, "C  fairly reliable"),
    (Grade::CDoubtful, "C?  the interval leaves it open"),
    (Grade::D, "D  not usually reliable"),
    (Grade::E, "E  seldom agrees"),
    (Grade::F, "F  cannot be judged"),
];

const NUMBERS: [&str; 6] = [
    "1 confirmed by others",
    "2 probably true",
    "3 possibly true",
    "4 doubtful",
    "5 improbable",
    "6 cannot be judged",
];

/// The chart; `None` where there is no vote.
pub fn admiralty(inputs: &Inputs<'_>) -> Option<Chart> {
    let ledger = inputs.ledger;
    let mut counts = [[0_usize; 6]; 7];
    let grade: Vec<Option<Grade>> = {
        let mut by_voice = vec![None; ledger.voices().len()];
        for v in &inputs.scores.voices {
            if let Some(slot) = by_voice.get_mut(v.voice.index()) {
                *slot = Some(v.grade);
            }
        }
        by_voice
    };
    let camps = camps(inputs);
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let vote = ledger.all_votes()[at];
            let Some(Some(letter)) = grade.get(vote.voice.index()) else { continue };
            let row = LETTERS.iter().position(|l| l.0 == *letter).unwrap_or(6);
            counts[row][usize::from(credibility(inputs, &camps, q, at)) - 1] += 1;
        }
    }
    let all: usize = counts.iter().flatten().sum();
    if all == 0 {
        return None;
    }
    // F and 6 stand in the margin, so they set no scale.
    let largest = counts[..6].iter().flat_map(|r| &r[..5]).copied().max().unwrap_or(0).max(1);
    let mut cells = Vec::new();
    for (i, row) in counts.iter().enumerate() {
        for (j, &n) in row.iter().enumerate() {
            let margin = i == 6 || j == 5;
            let share = if margin { 0.0 } else { n as f64 / largest as f64 };
            cells.push(Cell::Count(u32::try_from(n).unwrap_or(u32::MAX), share));
        }
    }
    let judged: usize = counts[..6].iter().flat_map(|r| &r[..5]).sum();
    Some(Chart {
        name: "admiralty".into(),
        title: "How good is the voice, how good is the claim?".into(),
        subtitle: format!(
            "{} by the letter of the voice that made it and the number of the claim itself; F and 6 \
             say that nothing can be judged.",
            inputs::count(all, "claim")
        ),
        caption: "Letter and number come from different evidence: the letter from a voice's record on \
                  other questions too, the number from what other origins say of this one. Numbers \
                  compare claims within this corpus; 1 is confirmed here, not proven. The wording of \
                  the scale follows the Admiralty code."
            .into(),
        left_out: String::new(),
        alt: format!(
            "Grid of letters A to F by numbers 1 to 6: {judged} of {} can be judged on both. {}.",
            inputs::count(all, "claim"),
            LETTERS
                .iter()
                .zip(&counts)
                .map(|((g, _), row)| format!("{}: {}", g.letter(), row.iter().sum::<usize>()))
                .collect::<Vec<_>>()
                .join(", ")
        ),
        legend: Vec::new(),
        plot: Plot::Grid(Grid {
            row_title: "voice".into(),
            column_title: "claim".into(),
            rows: LETTERS
                .iter()
                .map(|(g, words)| Row {
                    ink: if *g == Grade::F { Ink::Muted } else { Ink::Text },
                    ..Row::named(words)
                })
                .collect(),
            columns: NUMBERS.iter().map(|n| (*n).to_owned()).collect(),
            cells,
            ends: counts.iter().map(|r| inputs::thousands(r.iter().sum::<usize>() as f64)).collect(),
            ends_head: "all".into(),
        }),
    })
}

/// Declared camp of each voice: −1, +1, or none.
fn camps(inputs: &Inputs<'_>) -> Vec<Option<i8>> {
    let mut out = vec![None; inputs.ledger.voices().len()];
    for axis in inputs.axes {
        for (names, side) in [(&axis.minus, -1), (&axis.plus, 1)] {
            for name in names {
                if let Some(v) = inputs.ledger.voices().find(name) {
                    out[v.index()] = Some(side);
                }
            }
        }
    }
    out
}

/// The number of one claim, 1–6, from the other origins on its question.
///
/// 1 = two or more agree, one of them outside its camp, none contradicts · 2 = one agrees, none
/// contradicts · 3 = some agree and some contradict, or none agrees but the consensus does · 4 = one
/// contradicts, none agrees · 5 = two or more contradict, and more than agree · 6 = nobody else
/// spoke to it.
fn credibility(inputs: &Inputs<'_>, camps: &[Option<i8>], q: QuestionId, at: usize) -> u8 {
    let ledger = inputs.ledger;
    let own = ledger.all_votes()[at];
    let said = ledger.answer(q, own.answer);
    let camp = camps.get(own.voice.index()).copied().flatten();
    // Each other origin once: does any vote of it agree, and is one outside the camp?
    let mut others: BTreeMap<OriginId, (bool, bool)> = BTreeMap::new();
    for vote in ledger.votes(q) {
        if vote.origin == own.origin || vote.voice == own.voice {
            continue;
        }
        let agrees = match (ledger.answer(q, vote.answer), said) {
            (Answer::Number(a), Answer::Number(b)) => a.overlaps(b),
            (a, b) => a == b,
        };
        let outside = camp.is_none() || camps.get(vote.voice.index()).copied().flatten() != camp;
        let entry = others.entry(vote.origin).or_default();
        entry.0 |= agrees;
        entry.1 |= agrees && outside;
    }
    let agree = others.values().filter(|o| o.0).count();
    let against = others.len() - agree;
    let outside = others.values().any(|o| o.1);
    let believed = inputs
        .consensus
        .beliefs
        .get(q.index())
        .and_then(|b| b.support.get(own.answer.index()))
        .is_some_and(|&s| s >= 0.5);
    match (agree, against) {
        (0, 0) => 6,
        (a, 0) if a >= 2 && outside => 1,
        (_, 0) => 2,
        (a, c) if c >= 2 && c > a && !(a == 0 && believed) => 5,
        (0, _) if !believed => 4,
        _ => 3,
    }
}
