//! Several stories told of one set of labels, weighed by how well each foresees masked votes.
//!
//! Yes and no are told apart by two benches of equal weight: habits, and confusion with its two rates.
//! With more than two labels the committee has three (one accuracy; habits; confusion), because they
//! fail apart: only the one accuracy cannot let a class drift into its neighbour, only confusion sees
//! that a voice says "relevant" too often. Within a bench, and with two other labels among all, a
//! story's weight falls with its loss on masked votes:
//!
//! ```text
//! w_i ∝ exp(−(LL_best − LL_i) / max(SE(LL_best − LL_i), 1))
//! ```
//!
//! With two labels, votes of voices that have spoken too rarely to be judged one by one are read as
//! anybody's ([`Pooled`]), and votes on one question count for less the more there are: beyond what a
//! story knows, errors gather.

use rayon::prelude::*;

use super::closed::{Closed, Data, Effort, Spec, Story};
use super::pooled::Pooled;
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
    /// Whether the labels are yes and no.
    yes_no: bool,
    members: Vec<(f64, Closed)>,
    /// See [`Limits::correlation`]; 0 for more than two labels.
    correlation: f64,
    /// Who is not known well enough to be judged as a voice.
    strangers: Option<Strangers>,
}

/// Two labels: what votes say whoever casts them.
#[derive(Clone, Debug)]
struct Strangers {
    pooled: Pooled,
    /// Votes of each seat.
    spoken: Vec<f64>,
}

impl Strangers {
    fn new(data: &Data, yes_no: bool) -> Self {
        let mut spoken = vec![0.0; data.voices];
        (0..data.questions()).flat_map(|q| data.votes(q)).for_each(|(s, _, w)| spoken[s] += w);
        Self { pooled: Pooled::fit(data, yes_no), spoken }
    }

    /// How far these votes come from strangers: the mean of `m / (m + votes of the voice)`.
    fn share(&self, votes: &[(usize, usize, f64)]) -> f64 {
        let (mut strange, mut all) = (0.0, 0.0);
        for &(s, _, w) in votes {
            strange += w * KNOWN / (KNOWN + self.spoken[s]);
            all += w;
        }
        if all > 0.0 { strange / all } else { 1.0 }
    }
}

/// How long and how boldly a committee works.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub max_steps: usize,
    pub tolerance: f64,
    /// How alike errors on one question of two labels are, in `[0, 1)`: see [`Closed::infer`].
    pub correlation: f64,
}

/// A voice with so many votes is taken half for itself, half for anybody.
const KNOWN: f64 = 10.0;
/// Votes on which stories are compared: enough to tell them apart.
const JURY: usize = 60_000;
/// Nats per vote that a step of the full fit must gain, in large ledgers.
const GAIN: f64 = 2e-4;
/// The same for a fit to a jury.
const JURY_GAIN: f64 = 1e-4;
/// A ledger with more votes is large: the jury's fits are brief, and only the winners hear all votes.
const MANY: usize = 250_000;
/// One in so many votes is masked at a time.
const FOLDS: u64 = 4;
/// A story with less weight than this is left out.
const LEAST: f64 = 0.02;
/// The same in large ledgers, where each story costs a pass over all votes.
const LEAST_OF_MANY: f64 = 0.25;

/// The stories that compete, by bench.
fn benches(labels: usize, yes_no: bool) -> Vec<Vec<Spec>> {
    let spec = |story, learn_shares| Spec { story, learn_shares };
    let matrix = |communities, subtypes, crowd| Story::Confusion { communities, subtypes, crowd };
    let even = [spec(matrix(1, 1, true), false), spec(matrix(2, 1, true), false)];
    let mut matrices = vec![
        spec(matrix(1, 1, true), true),
        spec(matrix(2, 1, true), true),
        spec(matrix(1, 2, false), true),
    ];
    let habits = vec![spec(Story::Habit, false), spec(Story::Habit, true)];
    if yes_no {
        matrices.extend(even);
        matrices.push(spec(matrix(1, 2, false), false));
        return vec![habits, matrices];
    }
    if labels == 2 {
        matrices.push(spec(matrix(1, 3, false), true));
        matrices.extend(habits);
        matrices.extend([spec(Story::Coin, true), spec(Story::Coin, false)]);
        matrices.extend(even);
        return vec![matrices];
    }
    vec![vec![spec(Story::Coin, false), spec(Story::Coin, true)], habits, matrices]
}

impl Committee {
    /// Fits the stories; also the trace of the objective (summed over members) and whether all
    /// converged.
    ///
    /// In large ledgers the stories compete on a jury, every n-th question, and the winners go on
    /// from what they learnt there.
    pub fn fit(
        ledger: &Ledger,
        tally: &Tally,
        dense: Vec<u16>,
        (labels, yes_no): (usize, bool),
        limits: Limits,
    ) -> (Self, Vec<f64>, bool) {
        let (seats, voices) = seats(ledger, tally);
        let data = Data::new(ledger, tally, &dense, labels, &seats, voices);
        let many = data.voice.len() > MANY;
        let jury = data.sample(JURY);
        let benches = benches(labels, yes_no);
        let tolerance = limits.tolerance;
        let chosen = choose(&data, jury.as_ref().unwrap_or(&data), &benches, tolerance);
        let jury = jury.filter(|_| many);
        let members = chosen
            .into_par_iter()
            .map(|(w, spec)| {
                let fit = match &jury {
                    None => Closed::fit(&data, spec, Effort::full(limits.max_steps, tolerance)),
                    Some(jury) => Closed::fit(jury, spec, brief(jury, tolerance)).refine(
                        &data,
                        limits.max_steps,
                        enough(&data, tolerance),
                    ),
                };
                (w, fit.settled())
            })
            .collect();
        Self::of((dense, seats), &data, members, yes_no, limits)
    }

    /// Goes on from a fit of other votes on the same labels: its stories and their weights are kept.
    /// `known[v]` is the number that voice `v` had then, if it was heard.
    pub fn refit(
        &self,
        ledger: &Ledger,
        tally: &Tally,
        dense: Vec<u16>,
        known: &[Option<usize>],
        limits: Limits,
    ) -> (Self, Vec<f64>, bool) {
        let (seats, voices) = seats(ledger, tally);
        let data = Data::new(ledger, tally, &dense, self.labels, &seats, voices);
        let nobody = self.seats.iter().copied().max().unwrap_or(0) as usize;
        let mut from = vec![nobody; voices];
        for (v, &seat) in seats.iter().enumerate() {
            if let (Some(before), true) = (known[v], (seat as usize) + 1 < voices) {
                from[seat as usize] = self.seats[before] as usize;
            }
        }
        let tolerance = enough(&data, limits.tolerance);
        let members = self
            .members
            .par_iter()
            .map(|(w, m)| {
                let fit = m.reseated(&from).refine(&data, limits.max_steps, tolerance);
                (*w, fit.settled())
            })
            .collect();
        Self::of((dense, seats), &data, members, self.yes_no, limits)
    }

    fn of(
        (dense, seats): (Vec<u16>, Vec<u32>),
        data: &Data,
        members: Vec<(f64, Closed)>,
        yes_no: bool,
        limits: Limits,
    ) -> (Self, Vec<f64>, bool) {
        let two = data.labels == 2;
        let trace = members.iter().fold(Vec::new(), |t, (_, m)| super::add_traces(&t, &m.trace));
        let converged = members.iter().all(|(_, m)| m.converged);
        let committee = Self {
            dense,
            seats,
            labels: data.labels,
            yes_no,
            members,
            correlation: if two { limits.correlation } else { 0.0 },
            strangers: two.then(|| Strangers::new(data, yes_no)),
        };
        (committee, trace, converged)
    }

    /// How many labels the set has.
    pub fn labels(&self) -> usize {
        self.labels
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
        let strange = self.strangers.as_ref().map_or(0.0, |s| s.share(votes));
        for (w, member) in &self.members {
            let share = w * (1.0 - strange);
            member.infer(votes.iter().copied(), self.correlation, share, &mut belief);
        }
        if let Some(strangers) = &self.strangers {
            let mut tally = [0.0; 2];
            votes.iter().for_each(|(_, y, w)| tally[*y] += w);
            let one = strangers.pooled.belief(tally);
            belief[0] += strange * (1.0 - one);
            belief[1] += strange * one;
        }
        belief
    }
}

/// A seat for each voice that the set hears, in order of its votes, and one for all others; also
/// how many there are.
fn seats(ledger: &Ledger, tally: &Tally) -> (Vec<u32>, usize) {
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
    (seats, voices as usize + 1)
}

/// What a step must gain, in nats, to be followed by another.
fn enough(data: &Data, tolerance: f64) -> f64 {
    let votes = data.voice.len();
    if votes > MANY { tolerance.max(GAIN * votes as f64) } else { tolerance }
}

/// How long a story is fitted to a jury.
fn brief(jury: &Data, tolerance: f64) -> Effort {
    Effort {
        warm_up: 6,
        max_steps: 12,
        tolerance: tolerance.max(JURY_GAIN * jury.voice.len() as f64),
    }
}

/// The stories that are fitted, with their weights, which sum to 1.
fn choose(data: &Data, jury: &Data, benches: &[Vec<Spec>], tolerance: f64) -> Vec<(f64, Spec)> {
    let (many, votes) = (data.voice.len() > MANY, jury.voice.len());
    let (effort, folds, least, scale) = if many {
        // What a gap on the jury would be on all votes, in its own standard errors.
        let scale = (data.voice.len() as f64 / votes as f64).sqrt();
        (brief(jury, tolerance), 1, LEAST_OF_MANY, scale)
    } else {
        // The more votes, the fewer of them need to be masked to tell the stories apart.
        let folds = if votes > JURY / 8 { FOLDS / 2 } else { FOLDS };
        (Effort::full(40, tolerance.max(1e-2)), folds, LEAST, 1.0)
    };
    let folds: Vec<Data> =
        (0..folds).map(|fold| jury.masked(|vote| hash(vote) % FOLDS == fold)).collect();
    let mut chosen = Vec::new();
    for bench in benches {
        let losses: Vec<Vec<f64>> =
            bench.par_iter().map(|&spec| foresight(&folds, spec, effort)).collect();
        for (spec, w) in bench.iter().zip(weights(&losses, scale)) {
            if w > least {
                chosen.push((w / benches.len() as f64, *spec));
            }
        }
    }
    let total: f64 = chosen.iter().map(|c| c.0).sum();
    chosen.iter_mut().for_each(|c| c.0 /= total);
    chosen
}

/// `ln P(masked vote | the rest)`, by masked vote, all votes masked once (half of them in large
/// ledgers).
fn foresight(folds: &[Data], spec: Spec, effort: Effort) -> Vec<f64> {
    let mut logs = Vec::new();
    for masked in folds {
        Closed::fit(masked, spec, effort).predict(masked, &mut logs);
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

/// Weights of stories from their logs on the same masked votes; `scale` says how many times their
/// standard errors the gaps would grow to on all votes.
fn weights(logs: &[Vec<f64>], scale: f64) -> Vec<f64> {
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
            (-scale * mean * n / (var * n).sqrt().max(1.0)).exp()
        })
        .collect();
    let sum: f64 = out.iter().sum();
    out.iter_mut().for_each(|w| *w /= sum);
    out
}
