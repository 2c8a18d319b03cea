//! Structures for questions that share a small set of labels: one engine, several stories of how a
//! voice comes to say a label.
//!
//! Every structure is a table `ln P(y | k, s)` over states `k` (a class, or a subtype of one), so one
//! E-step serves them all, and the counts that it leaves behind are all that each M-step needs.

mod accuracy;
mod confusion;
mod data;
mod habit;
mod start;

use rayon::prelude::*;

use self::accuracy::Accuracy;
use self::confusion::Confusion;
pub(crate) use self::data::Data;
use self::habit::Habit;
use super::crowd::Crowd;
use super::dirichlet;
use crate::units::log_sum_exp;

/// How a voice comes to say a label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Story {
    /// One accuracy; the errors of all fall on the same wrong labels (see [`Crowd`]).
    Coin,
    /// It knows, or says what it likes to say, or errs as the crowd errs: weights per voice.
    Habit,
    /// A confusion matrix of its own, shrunk toward those of its community.
    Confusion {
        /// Communities of voices with a prior of their own.
        communities: usize,
        /// Subtypes of each class, which correlate the voices' errors.
        subtypes: usize,
        /// Whether votes on one question are drawn toward each other beyond what the class explains.
        crowd: bool,
    },
}

/// A story, and whether the share of each class is learnt or taken as equal.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spec {
    pub story: Story,
    pub learn_shares: bool,
}

impl Spec {
    fn subtypes(self) -> usize {
        match self.story {
            Story::Confusion { subtypes, .. } => subtypes,
            _ => 1,
        }
    }
}

/// How long a fit goes on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Effort {
    /// Steps before the crowd's habits are settled: they change what is maximised.
    pub warm_up: usize,
    /// Steps in all, at most.
    pub max_steps: usize,
    /// A step that gains less, in nats, is the last.
    pub tolerance: f64,
}

/// Steps at which the crowd's habits are learnt anew; always, too, when the warm-up ends.
const CROWD_STEPS: [usize; 5] = [1, 3, 6, 10, 16];

impl Effort {
    /// To convergence.
    pub fn full(max_steps: usize, tolerance: f64) -> Self {
        Self { warm_up: 25, max_steps, tolerance }
    }

    fn learns_crowd(self, step: usize) -> bool {
        step == self.warm_up || (step < self.warm_up && CROWD_STEPS.contains(&step))
    }
}

/// What an E-step leaves: expected counts, and the part of the objective that the questions bring.
struct Counts {
    /// `[(s · labels + y) · states + k]`.
    said: Vec<f64>,
    /// Questions per state.
    states: Vec<f64>,
    /// `[k][y]`: votes for `y` on questions of class `k`.
    crowd: Vec<f64>,
    log_likelihood: f64,
}

impl Counts {
    fn new(table: usize, states: usize, labels: usize) -> Self {
        Self {
            said: vec![0.0; table],
            states: vec![0.0; states],
            crowd: vec![0.0; labels * labels],
            log_likelihood: 0.0,
        }
    }

    fn add(&mut self, other: &Self) {
        let add = |a: &mut [f64], b: &[f64]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
        add(&mut self.said, &other.said);
        add(&mut self.states, &other.states);
        add(&mut self.crowd, &other.crowd);
        self.log_likelihood += other.log_likelihood;
    }
}

/// What an M-step of any story works from.
struct Step<'a> {
    labels: usize,
    said: &'a [f64],
    heard: &'a [bool],
    /// Whether priors are learnt in this step.
    learn: bool,
    /// Whether the objective is asked for.
    score: bool,
}

/// Parameters of the story, and their posteriors.
#[derive(Clone, Debug)]
enum Params {
    Coin(Accuracy),
    Habit(Habit),
    Confusion(Confusion),
}

/// A fitted structure.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    spec: Spec,
    labels: usize,
    states: usize,
    params: Params,
    heard: Vec<bool>,
    /// `[(s · labels + y) · states + k] = E[ln P(y | k, s)]`
    table: Vec<f64>,
    /// Counts behind the last step, in the same order; kept for [`Closed::predict`].
    said: Vec<f64>,
    /// `E[ln share]` by state.
    log_shares: Vec<f64>,
    crowd: Option<Crowd>,
    /// `ELBO` terms of the parameters, at the current tables.
    penalty: f64,
    /// Objective after each step once the crowd's habits are settled.
    pub trace: Vec<f64>,
    /// Whether the last step gained less than the tolerance.
    pub converged: bool,
}

/// Pseudo-voices that hold a learnt prior in place: a community of few voices keeps a sane prior.
const ANCHORS: f64 = 2.0;
/// Blocks of questions that are summed apart, at most: fixed, so that the bytes do not depend on
/// threads.
const BLOCKS: usize = 8;
/// Voices that are summed apart, for the same reason.
const CHUNK: usize = 512;

impl Closed {
    /// Fits a structure from the shares of votes.
    pub fn fit(data: &Data, spec: Spec, effort: Effort) -> Self {
        let labels = data.labels;
        let states = labels * spec.subtypes();
        let mut fit = Self {
            spec,
            labels,
            states,
            params: match spec.story {
                Story::Coin => Params::Coin(Accuracy::new(data.voices)),
                Story::Habit => Params::Habit(Habit::new(labels, data.voices)),
                Story::Confusion { communities, .. } => {
                    Params::Confusion(Confusion::new((labels, states), communities, data.voices))
                }
            },
            heard: data.heard(),
            table: vec![0.0; data.voices * labels * states],
            said: Vec::new(),
            log_shares: vec![-(states as f64).ln(); states],
            crowd: match spec.story {
                Story::Coin if labels > 2 => Some(Crowd::new(labels, true)),
                Story::Confusion { crowd: true, .. } => Some(Crowd::new(labels, false)),
                _ => None,
            },
            penalty: 0.0,
            trace: Vec::new(),
            converged: false,
        };
        let counts = fit.expect(data, Some(&start::start(data, spec.subtypes())));
        fit.maximise(counts, false, false);
        fit.climb(data, effort);
        fit
    }

    /// Goes on from where a fit of fewer votes ended, with the crowd's habits settled early.
    pub fn refine(mut self, data: &Data, max_steps: usize, tolerance: f64) -> Self {
        self.heard = data.heard();
        self.climb(data, Effort { warm_up: 3, max_steps, tolerance });
        self
    }

    /// The same fit for other seats: `from[s]` is where the voice of the new seat `s` sat.
    pub fn reseated(&self, from: &[usize]) -> Self {
        let rows = self.labels * self.states;
        let mut fit = Self {
            table: from
                .iter()
                .flat_map(|&s| &self.table[s * rows..(s + 1) * rows])
                .copied()
                .collect(),
            ..self.clone()
        };
        fit.params = match &self.params {
            Params::Coin(accuracy) => Params::Coin(accuracy.reseated(from)),
            Params::Habit(habit) => Params::Habit(habit.reseated(from)),
            Params::Confusion(confusion) => Params::Confusion(confusion.reseated(from)),
        };
        fit
    }

    fn climb(&mut self, data: &Data, effort: Effort) {
        self.trace.clear();
        self.converged = false;
        for step in 1..=effort.max_steps.max(effort.warm_up + 2) {
            let counts = self.expect(data, None);
            let objective = counts.log_likelihood + self.penalty;
            if step > effort.warm_up {
                let last = self.trace.last().copied();
                self.trace.push(objective);
                let enough = effort.tolerance.max(2e-8 * objective.abs());
                if last.is_some_and(|l| objective - l < enough) {
                    self.converged = true;
                    break;
                }
            }
            if effort.learns_crowd(step) {
                self.learn_crowd(data, &counts);
            }
            self.maximise(counts, step >= 2, step >= effort.warm_up);
        }
    }

    /// Forgets what only [`Closed::predict`] and further steps need.
    pub fn settled(mut self) -> Self {
        self.said = Vec::new();
        self
    }

    /// Log joint of every state, from votes `(voice, label, weight)`; returns its log sum and turns
    /// `out` into beliefs. `tally` is left with the votes by label.
    fn infer_states(
        &self,
        votes: impl Iterator<Item = (usize, usize, f64)>,
        tally: &mut [f64],
        out: &mut [f64],
    ) -> f64 {
        out.copy_from_slice(&self.log_shares);
        tally.fill(0.0);
        let mut n = 0.0;
        // The usual numbers of states at compile time, so that a row is a register or two.
        let mut add = |s: usize, y: usize, w: f64| {
            let row = &self.table[(s * self.labels + y) * self.states..][..self.states];
            match out.len() {
                2 => add_row::<2>(out, row, w),
                4 => add_row::<4>(out, row, w),
                _ => out.iter_mut().zip(row).for_each(|(o, t)| *o += w * t),
            }
            tally[y] += w;
            n += w;
        };
        votes.filter(|v| v.2 != 0.0).for_each(|(s, y, w)| add(s, y, w));
        if let Some(crowd) = &self.crowd {
            let m = self.states / self.labels;
            for k in 0..self.labels {
                let term = crowd.ln_correction(k, tally, n);
                out[k * m..(k + 1) * m].iter_mut().for_each(|o| *o += term);
            }
        }
        let most = out.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut total = 0.0;
        for o in out.iter_mut() {
            *o = (*o - most).exp();
            total += *o;
        }
        out.iter_mut().for_each(|o| *o /= total);
        most + total.ln()
    }

    /// Belief in each label, added into `out` times `share`.
    ///
    /// # Formula
    ///
    /// ```text
    /// P(k | votes) ∝ P(k) · P(votes | k)^τ          τ = 1 / (1 + ρ (n − 1))
    /// ```
    ///
    /// `ρ` is `correlation`, how alike errors on one question are beyond what the story knows, so that
    /// `n` votes tell as much as `n τ` (L. Kish 1965, "Survey Sampling", §5.4: the design effect).
    pub fn infer(
        &self,
        votes: impl Iterator<Item = (usize, usize, f64)>,
        correlation: f64,
        share: f64,
        out: &mut [f64],
    ) {
        let mut states = vec![0.0; self.states];
        let mut tally = vec![0.0; self.labels];
        self.infer_states(votes, &mut tally, &mut states);
        if correlation > 0.0 {
            let n: f64 = tally.iter().sum();
            let tau = 1.0 / (1.0 + correlation * (n - 1.0).max(0.0));
            for (s, l) in states.iter_mut().zip(&self.log_shares) {
                *s = l + tau * (s.max(f64::MIN_POSITIVE).ln() - l);
            }
            let total = log_sum_exp(&states);
            states.iter_mut().for_each(|s| *s = (*s - total).exp());
        }
        for (o, c) in out.iter_mut().zip(states.chunks(self.states / self.labels)) {
            *o += share * c.iter().sum::<f64>();
        }
    }

    /// `ln P(y_sq | the question's other votes)` of each vote that was masked in `data` (weight 0).
    pub fn predict(&self, data: &Data, logs: &mut Vec<f64>) {
        let mean = match &self.params {
            Params::Coin(accuracy) => accuracy.mean(self.labels),
            Params::Habit(habit) => habit.mean(),
            Params::Confusion(confusion) => confusion.mean(&self.said),
        };
        let mut states = vec![0.0; self.states];
        let mut tally = vec![0.0; self.labels];
        let m = self.states / self.labels;
        for q in 0..data.questions() {
            if data.votes(q).all(|v| v.2 > 0.0) {
                continue;
            }
            self.infer_states(data.votes(q), &mut tally, &mut states);
            let total: f64 = tally.iter().sum();
            for (s, y, w) in data.votes(q) {
                if w > 0.0 {
                    continue;
                }
                let mut p = 0.0;
                for (k, &g) in states.iter().enumerate() {
                    let at = |y: usize| {
                        let plain = mean[(s * self.labels + y) * self.states + k];
                        self.crowd
                            .as_ref()
                            .map_or(plain, |c| plain * c.next(k / m, y, &tally, total))
                    };
                    let norm = match self.spec.story {
                        Story::Confusion { crowd: true, .. } => {
                            (0..self.labels).map(at).sum::<f64>()
                        }
                        _ => 1.0,
                    };
                    p += g * at(y) / norm;
                }
                logs.push(p.max(1e-12).ln());
            }
        }
    }

    /// E-step: expected counts under the present tables, or under `given` beliefs over states.
    fn expect(&self, data: &Data, given: Option<&[f64]>) -> Counts {
        let n = data.questions();
        // Each block has counts of its own: no more of them than their votes pay for.
        let blocks = (4 * data.voice.len() / self.table.len().max(1)).clamp(1, BLOCKS);
        let size = n.div_ceil(blocks).max(1);
        let parts: Vec<Counts> = (0..n.div_ceil(size))
            .into_par_iter()
            .map(|b| {
                let mut c = Counts::new(self.table.len(), self.states, self.labels);
                let mut states = vec![0.0; self.states];
                let mut tally = vec![0.0; self.labels];
                let m = self.states / self.labels;
                for q in b * size..((b + 1) * size).min(n) {
                    match given {
                        Some(g) => {
                            states.copy_from_slice(&g[q * self.states..(q + 1) * self.states]);
                            tally.fill(0.0);
                            data.votes(q).for_each(|(_, y, w)| tally[y] += w);
                        }
                        None => {
                            c.log_likelihood +=
                                self.infer_states(data.votes(q), &mut tally, &mut states);
                        }
                    }
                    for (s, y, w) in data.votes(q) {
                        let row = &mut c.said[(s * self.labels + y) * self.states..][..self.states];
                        match row.len() {
                            2 => add_row::<2>(row, &states, w),
                            4 => add_row::<4>(row, &states, w),
                            _ => row.iter_mut().zip(&states).for_each(|(o, g)| *o += w * g),
                        }
                    }
                    for (k, g) in states.iter().enumerate() {
                        c.states[k] += g;
                        let row = &mut c.crowd[(k / m) * self.labels..][..self.labels];
                        for (o, t) in row.iter_mut().zip(&tally) {
                            *o += g * t;
                        }
                    }
                }
                c
            })
            .collect();
        let mut parts = parts.into_iter();
        let mut sum =
            parts.next().unwrap_or_else(|| Counts::new(self.table.len(), self.states, self.labels));
        parts.for_each(|p| sum.add(&p));
        sum
    }

    fn learn_crowd(&mut self, data: &Data, counts: &Counts) {
        let Some(mut crowd) = self.crowd.take() else { return };
        crowd.set_habits(&counts.crowd);
        // A sample settles one number well enough.
        let every = data.questions().div_ceil(1500).max(1);
        let mut sample = Vec::new();
        let mut states = vec![0.0; self.states];
        let mut tally = vec![0.0; self.labels];
        self.crowd = Some(crowd.clone());
        for q in (0..data.questions()).step_by(every) {
            self.infer_states(data.votes(q), &mut tally, &mut states);
            let m = self.states / self.labels;
            let classes: Vec<f64> = states.chunks(m).map(|c| c.iter().sum()).collect();
            sample.push((classes, tally.clone()));
        }
        crowd.learn_spread(&sample);
        self.crowd = Some(crowd);
    }

    /// New posteriors from counts, then new priors from posteriors, then tables.
    fn maximise(&mut self, counts: Counts, learn: bool, score: bool) {
        let (labels, states) = (self.labels, self.states);
        self.penalty = 0.0;
        if self.spec.learn_shares {
            let alpha = vec![1.0 / (states / labels) as f64; states];
            let post: Vec<f64> = counts.states.iter().zip(&alpha).map(|(n, a)| n + a).collect();
            dirichlet::expected_logs(&post, &mut self.log_shares);
            self.penalty -= dirichlet::kl(&post, &alpha, &self.log_shares);
        }
        let step = Step { labels, said: &counts.said, heard: &self.heard, learn, score };
        self.penalty += match &mut self.params {
            Params::Coin(accuracy) => accuracy.step(&step, &mut self.table),
            Params::Habit(habit) => habit.step(&step, &mut self.table),
            Params::Confusion(confusion) => confusion.step(&step, &mut self.table),
        };
        self.said = counts.said;
    }
}

/// `out += w · row`, of a length known beforehand.
#[inline(always)]
fn add_row<const N: usize>(out: &mut [f64], row: &[f64], w: f64) {
    let (out, row) = (&mut out[..N], &row[..N]);
    for i in 0..N {
        out[i] += w * row[i];
    }
}

/// The prior under which posteriors with these mean logs, and the anchors, are most likely; returns
/// the anchors' part of the objective.
fn learn_prior(prior: &mut [f64], logs: &[f64], weight: f64, anchor: &[f64], learn: bool) -> f64 {
    let mut held = vec![0.0; prior.len()];
    dirichlet::expected_logs(anchor, &mut held);
    if learn {
        let mean: Vec<f64> =
            logs.iter().zip(&held).map(|(l, h)| (l + ANCHORS * h) / (weight + ANCHORS)).collect();
        dirichlet::fit(prior, &mean, 3);
    }
    ANCHORS
        * (prior.iter().zip(&held).map(|(a, h)| (a - 1.0) * h).sum::<f64>()
            - dirichlet::ln_beta(prior))
}
