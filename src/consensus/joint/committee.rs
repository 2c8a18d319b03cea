//! Several stories told of one set of labels, weighed by how well each foresees masked votes.
//!
//! Yes and no are asserted and denied: most asserters repeat, and repeating says little, while who
//! denies has mostly looked. So the classes are equally likely beforehand (their shares learnt from
//! votes only say how often a claim is repeated), and two benches of equal weight tell it apart:
//! habits, and confusion with its two rates.
//!
//! With more than two labels the committee has three benches of equal weight (one accuracy; habits;
//! confusion), because they fail apart: only the one accuracy cannot let a class drift into its
//! neighbour, only confusion sees that a voice says "relevant" too often. Within a bench, and with
//! two other labels among all, a story's weight falls with its loss on masked votes:
//!
//! ```text
//! w_i ∝ exp(−(LL_best − LL_i) / max(SE(LL_best − LL_i), 1))
//! ```

use super::closed::{Closed, Data, Spec, Story};
use super::tally::{Tally, index};
use crate::ledger::Ledger;

/// The fitted stories of one label set.
#[derive(Clone, Debug)]
pub(crate) struct Committee {
    /// Number of a label within the set, by [`crate::ids::LabelId`]; `u16::MAX` outside it.
    dense: Vec<u16>,
    /// Number of a voice within the set, by [`crate::ids::VoiceId`]; the last number is for voices
    /// that the set has not heard.
    seats: Vec<u32>,
    labels: usize,
    members: Vec<(f64, Closed)>,
}

/// Votes on which stories are compared: enough to tell them apart.
const JURY: usize = 60_000;
/// Share of votes masked at a time.
const FOLDS: u64 = 4;
/// A story with less weight than this is left out.
const LEAST: f64 = 0.02;

fn confusion(communities: usize, subtypes: usize, crowd: bool) -> Spec {
    Spec { story: Story::Confusion { communities, subtypes, crowd }, learn_shares: true }
}

/// The stories that compete, by bench.
fn benches(labels: usize, yes_no: bool) -> Vec<Vec<Spec>> {
    if yes_no {
        // How often yes is right is what is asked: votes alone show only how often it is said.
        let even = |story| Spec { story, learn_shares: false };
        let matrices = [confusion(1, 1, true), confusion(2, 1, true), confusion(1, 2, false)];
        return vec![vec![even(Story::Habit)], matrices.map(|m| even(m.story)).to_vec()];
    }
    let plain = |story, learn_shares| Spec { story, learn_shares };
    let habits = vec![plain(Story::Habit, false), plain(Story::Habit, true)];
    let mut matrices = vec![confusion(1, 1, true), confusion(2, 1, true), confusion(1, 2, false)];
    if labels == 2 {
        matrices.push(confusion(1, 3, false));
        matrices.extend(habits);
        matrices.push(plain(Story::Coin, true));
        return vec![matrices];
    }
    vec![vec![plain(Story::Coin, false), plain(Story::Coin, true)], habits, matrices]
}

impl Committee {
    /// Fits the stories; also the trace of the objective (summed over members) and whether all
    /// converged.
    pub fn fit(
        ledger: &Ledger,
        tally: &Tally,
        dense: Vec<u16>,
        (labels, yes_no): (usize, bool),
        max_steps: usize,
        tolerance: f64,
    ) -> (Self, Vec<f64>, bool) {
        use rayon::prelude::*;
        let mut seats = vec![u32::MAX; ledger.voices().len()];
        let mut voices = 0;
        for &v in &tally.voice {
            let seat = &mut seats[index(v)];
            if *seat == u32::MAX {
                *seat = voices;
                voices += 1;
            }
        }
        seats.iter_mut().filter(|s| **s == u32::MAX).for_each(|s| *s = voices);
        let data = Data::new(ledger, tally, &dense, labels, &seats, voices as usize + 1);
        let jury = data.sample(JURY);
        let mut chosen = Vec::new();
        let benches = benches(labels, yes_no);
        for bench in &benches {
            let losses: Vec<Vec<f64>> =
                bench.par_iter().map(|&spec| foresight(&jury, spec, tolerance)).collect();
            for (spec, w) in bench.iter().zip(weights(&losses)) {
                if w > LEAST {
                    chosen.push((w / benches.len() as f64, *spec));
                }
            }
        }
        let total: f64 = chosen.iter().map(|c| c.0).sum();
        let members: Vec<(f64, Closed)> = chosen
            .into_par_iter()
            .map(|(w, spec)| (w / total, Closed::fit(&data, spec, max_steps, tolerance)))
            .collect();
        let trace = members.iter().fold(Vec::new(), |t, (_, m)| super::add_traces(&t, &m.trace));
        let converged = members.iter().all(|(_, m)| m.converged);
        (Self { dense, seats, labels, members }, trace, converged)
    }

    /// Number of a label within the set.
    pub fn dense(&self, label: usize) -> usize {
        self.dense[label] as usize
    }

    /// Number of a voice within the set.
    pub fn seat(&self, voice: u32) -> usize {
        self.seats[index(voice)] as usize
    }

    /// Belief in each label of the set, from votes `(voice, label of the set, weight)`.
    pub fn infer(&self, votes: &[(usize, usize, f64)]) -> Vec<f64> {
        let mut belief = vec![0.0; self.labels];
        for (w, member) in &self.members {
            for (b, x) in belief.iter_mut().zip(member.infer(votes.iter().copied())) {
                *b += w * x;
            }
        }
        belief
    }
}

/// `ln P(masked vote | the rest)`, by masked vote, all votes masked once (half of them in large
/// ledgers).
fn foresight(data: &Data, spec: Spec, tolerance: f64) -> Vec<f64> {
    let folds = if data.voice.len() > JURY / 8 { FOLDS / 2 } else { FOLDS };
    let mut logs = Vec::new();
    for fold in 0..folds {
        let masked = data.masked(|vote| hash(vote) % FOLDS == fold);
        let fit = Closed::fit(&masked, spec, 40, tolerance.max(1e-2));
        fit.predict(&masked, &mut logs);
    }
    logs
}

/// A fixed scramble of a vote's place, so that masks follow no pattern of the data (splitmix64).
fn hash(vote: usize) -> u64 {
    let mut z = (vote as u64).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

fn weights(logs: &[Vec<f64>]) -> Vec<f64> {
    let total = |x: &Vec<f64>| x.iter().sum::<f64>();
    let Some(best) = logs.iter().reduce(|a, b| if total(b) > total(a) { b } else { a }) else {
        return Vec::new();
    };
    let n = best.len().max(1) as f64;
    let mut out: Vec<f64> = logs
        .iter()
        .map(|x| {
            let gap = best.iter().zip(x).map(|(b, x)| b - x);
            let mean = gap.clone().sum::<f64>() / n;
            let var = gap.map(|g| (g - mean) * (g - mean)).sum::<f64>() / n;
            (-mean * n / (var * n).sqrt().max(1.0)).exp()
        })
        .collect();
    let sum: f64 = out.iter().sum();
    out.iter_mut().for_each(|w| *w /= sum);
    out
}
