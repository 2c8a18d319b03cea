//! Admiralty grid: claims counted by the letter of their voice and the number of the claim.

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::{Cell, Chart, Grid, Plot, Row};
use crate::ids::Id;
use crate::scores::{Credibility, Grade};

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
    let mut number = vec![Credibility::CannotBeJudged; ledger.all_votes().len()];
    for e in &inputs.scores.evidence {
        if let Some(slot) = number.get_mut(e.vote) {
            *slot = e.credibility;
        }
    }
    for (vote, number) in ledger.all_votes().iter().zip(&number) {
        let Some(Some(letter)) = grade.get(vote.voice.index()) else { continue };
        let row = LETTERS.iter().position(|l| l.0 == *letter).unwrap_or(6);
        counts[row][usize::from(number.number()) - 1] += 1;
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
