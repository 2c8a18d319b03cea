//! Structures for questions that share a small set of labels: one engine, several stories of how a
//! voice comes to say a label.
//!
//! Every structure is a table `ln P(y | k, s)` over states `k` (a class, or a subtype of one), so one
//! E-step serves them all, and the counts that it leaves behind are all that each M-step needs.

use super::crowd::Crowd;
use super::dirichlet;
use super::tally::{Tally, index};
use crate::ids::LabelId;
use crate::ledger::{Answer, Ledger};
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

/// Votes of questions that share `labels` labels; voices numbered anew from 0.
pub(crate) struct Data {
    pub labels: usize,
    pub voices: usize,
    pub offsets: Vec<usize>,
    pub voice: Vec<u32>,
    pub label: Vec<u16>,
    pub weight: Vec<f64>,
}

impl Data {
    /// `dense[label]` is the number of a label within the set, `seats[voice]` that of a voice.
    pub fn new(
        ledger: &Ledger,
        tally: &Tally,
        dense: &[u16],
        labels: usize,
        seats: &[u32],
        voices: usize,
    ) -> Self {
        let mut label = Vec::with_capacity(tally.voice.len());
        for (i, &q) in tally.questions.iter().enumerate() {
            let answers = ledger.answers(q);
            for k in tally.range(i) {
                label.push(match answers[tally.answer[k] as usize] {
                    Answer::Label(LabelId(l)) => dense[l as usize],
                    Answer::Number(_) => 0,
                });
            }
        }
        Self {
            labels,
            voices,
            offsets: tally.offsets.clone(),
            voice: tally.voice.iter().map(|&v| seats[index(v)]).collect(),
            label,
            weight: tally.weight.clone(),
        }
    }

    pub fn questions(&self) -> usize {
        self.offsets.len() - 1
    }

    /// Every n-th question, so that about `votes` votes remain.
    pub fn sample(&self, votes: usize) -> Self {
        let every = self.voice.len().div_ceil(votes.max(1)).max(1);
        let mut out = Self {
            labels: self.labels,
            voices: self.voices,
            offsets: vec![0],
            voice: Vec::new(),
            label: Vec::new(),
            weight: Vec::new(),
        };
        for q in (0..self.questions()).step_by(every) {
            let r = self.offsets[q]..self.offsets[q + 1];
            out.voice.extend_from_slice(&self.voice[r.clone()]);
            out.label.extend_from_slice(&self.label[r.clone()]);
            out.weight.extend_from_slice(&self.weight[r]);
            out.offsets.push(out.voice.len());
        }
        out
    }

    /// The same votes, some of them with no weight.
    pub fn masked(&self, mask: impl Fn(usize) -> bool) -> Self {
        Self {
            labels: self.labels,
            voices: self.voices,
            offsets: self.offsets.clone(),
            voice: self.voice.clone(),
            label: self.label.clone(),
            weight: (0..self.weight.len())
                .map(|i| if mask(i) { 0.0 } else { self.weight[i] })
                .collect(),
        }
    }

    fn votes(&self, q: usize) -> impl Iterator<Item = (usize, usize, f64)> {
        (self.offsets[q]..self.offsets[q + 1])
            .map(|k| (index(self.voice[k]), self.label[k] as usize, self.weight[k]))
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

/// Parameters of the story, and their posteriors.
#[derive(Clone, Debug)]
enum Params {
    Coin {
        prior: [f64; 2],
        post: Vec<[f64; 2]>,
    },
    Habit {
        prior: [f64; 3],
        post: Vec<[f64; 3]>,
        bias_prior: Vec<f64>,
        bias: Vec<f64>,
        /// `[k][y]`: what the crowd says of class `k`.
        crowd: Vec<f64>,
    },
    Confusion {
        /// `[c][k][y]`
        alpha: Vec<f64>,
        shares: Vec<f64>,
        /// `[s][c]`
        member: Vec<f64>,
    },
}

/// A fitted structure.
#[derive(Clone, Debug)]
pub(crate) struct Closed {
    pub spec: Spec,
    labels: usize,
    states: usize,
    params: Params,
    heard: Vec<bool>,
    /// `[(s · labels + y) · states + k] = E[ln P(y | k, s)]`
    table: Vec<f64>,
    /// `P(y | k, s)` at the posterior mean, in the same order; made by [`Closed::finish`].
    mean: Vec<f64>,
    /// `E[ln share]` by state.
    log_shares: Vec<f64>,
    share_counts: Vec<f64>,
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
/// What an anchor is like: right four times of five.
const ANCHOR: [f64; 2] = [4.0, 1.0];
/// What an anchor is like under [`Story::Habit`]: knows, habit, crowd.
const HABIT_ANCHOR: [f64; 3] = [3.0, 0.7, 0.7];
/// Rows of an anchor's confusion matrix.
const CONFUSION_ANCHOR: [f64; 2] = [2.5, 0.5];
/// The trace begins after these steps: the crowd's habits change what is maximised.
const WARM_UP: usize = 25;
/// Steps at which the crowd's habits are learnt anew.
const CROWD_STEPS: [usize; 6] = [1, 3, 6, 10, 16, WARM_UP];
/// Blocks of questions that are summed apart: fixed, so that the bytes do not depend on threads.
const BLOCKS: usize = 8;

impl Closed {
    /// Fits a structure.
    pub fn fit(data: &Data, spec: Spec, max_steps: usize, tolerance: f64) -> Self {
        let labels = data.labels;
        let states = labels * spec.subtypes();
        let mut heard = vec![false; data.voices];
        for &v in &data.voice {
            heard[index(v)] = true;
        }
        let mut fit = Self {
            spec,
            labels,
            states,
            params: Params::start(spec, labels, states, data.voices),
            heard,
            table: vec![0.0; data.voices * labels * states],
            mean: Vec::new(),
            log_shares: vec![-(states as f64).ln(); states],
            share_counts: vec![1.0; states],
            crowd: match spec.story {
                Story::Coin if labels > 2 => Some(Crowd::new(labels, true)),
                Story::Confusion { crowd: true, .. } => Some(Crowd::new(labels, false)),
                _ => None,
            },
            penalty: 0.0,
            trace: Vec::new(),
            converged: false,
        };
        let counts = fit.expect(data, Some(&start(data, spec.subtypes())));
        fit.maximise(&counts, 0);
        for step in 1..=max_steps.max(WARM_UP + 2) {
            let counts = fit.expect(data, None);
            let objective = counts.log_likelihood + fit.penalty;
            if step > WARM_UP {
                let last = fit.trace.last().copied();
                fit.trace.push(objective);
                if last.is_some_and(|l| objective - l < tolerance.max(2e-8 * objective.abs())) {
                    fit.converged = true;
                    break;
                }
            }
            if CROWD_STEPS.contains(&step) {
                fit.learn_crowd(data, &counts);
            }
            fit.maximise(&counts, step);
        }
        fit.finish();
        fit
    }

    /// Log joint of every state, from votes `(voice, label, weight)`; returns its log sum and turns
    /// `out` into beliefs.
    fn infer_states(
        &self,
        votes: impl Iterator<Item = (usize, usize, f64)>,
        tally: &mut [f64],
        out: &mut [f64],
    ) -> f64 {
        out.copy_from_slice(&self.log_shares);
        tally.fill(0.0);
        let mut n = 0.0;
        for (s, y, w) in votes {
            if w == 0.0 {
                continue;
            }
            let row = &self.table[(s * self.labels + y) * self.states..][..self.states];
            for (o, t) in out.iter_mut().zip(row) {
                *o += w * t;
            }
            tally[y] += w;
            n += w;
        }
        if let Some(crowd) = &self.crowd {
            let m = self.states / self.labels;
            for k in 0..self.labels {
                let term = crowd.ln_correction(k, tally, n);
                out[k * m..(k + 1) * m].iter_mut().for_each(|o| *o += term);
            }
        }
        let total = log_sum_exp(out);
        out.iter_mut().for_each(|o| *o = (*o - total).exp());
        total
    }

    /// Belief in each label.
    pub fn infer(&self, votes: impl Iterator<Item = (usize, usize, f64)>) -> Vec<f64> {
        let mut states = vec![0.0; self.states];
        self.infer_states(votes, &mut vec![0.0; self.labels], &mut states);
        states.chunks(self.states / self.labels).map(|c| c.iter().sum()).collect()
    }

    /// `ln P(y_sq | the question's other votes)` of each vote that was masked in `data` (weight 0).
    pub fn predict(&self, data: &Data, logs: &mut Vec<f64>) {
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
                        let plain = self.mean[(s * self.labels + y) * self.states + k];
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

    fn expect(&self, data: &Data, given: Option<&[f64]>) -> Counts {
        use rayon::prelude::*;
        let n = data.questions();
        let size = n.div_ceil(BLOCKS).max(1);
        let parts: Vec<Counts> = (0..n.div_ceil(size))
            .into_par_iter()
            .map(|b| {
                let mut c = Counts {
                    said: vec![0.0; self.table.len()],
                    states: vec![0.0; self.states],
                    crowd: vec![0.0; self.labels * self.labels],
                    log_likelihood: 0.0,
                };
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
                        for (o, g) in row.iter_mut().zip(&states) {
                            *o += w * g;
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
        let Some(mut sum) = parts.next() else {
            return Counts {
                said: vec![0.0; self.table.len()],
                states: vec![0.0; self.states],
                crowd: vec![0.0; self.labels * self.labels],
                log_likelihood: 0.0,
            };
        };
        for p in parts {
            let add = |a: &mut [f64], b: &[f64]| a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
            add(&mut sum.said, &p.said);
            add(&mut sum.states, &p.states);
            add(&mut sum.crowd, &p.crowd);
            sum.log_likelihood += p.log_likelihood;
        }
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
    fn maximise(&mut self, counts: &Counts, step: usize) {
        let (labels, states) = (self.labels, self.states);
        self.penalty = 0.0;
        if self.spec.learn_shares {
            let alpha = vec![1.0 / (states / labels) as f64; states];
            self.share_counts = counts.states.iter().zip(&alpha).map(|(n, a)| n + a).collect();
            dirichlet::expected_logs(&self.share_counts, &mut self.log_shares);
            self.penalty -= dirichlet::kl(&self.share_counts, &alpha, &self.log_shares);
        }
        let learn = step >= 2;
        match &mut self.params {
            Params::Coin { prior, post } => {
                self.penalty +=
                    coin_step(prior, post, counts, labels, &self.heard, learn, &mut self.table);
            }
            Params::Habit { prior, post, bias_prior, bias, crowd } => {
                self.penalty += habit_step(
                    (prior, post),
                    (bias_prior, bias),
                    crowd,
                    counts,
                    labels,
                    &self.heard,
                    learn,
                    &mut self.table,
                );
            }
            Params::Confusion { alpha, shares, member } => {
                self.penalty += confusion_step(
                    alpha,
                    shares,
                    member,
                    counts,
                    (labels, states),
                    &self.heard,
                    learn,
                    &mut self.table,
                    &mut self.mean,
                );
            }
        }
    }

    /// Makes the predictive table.
    fn finish(&mut self) {
        let (labels, states) = (self.labels, self.states);
        match &self.params {
            Params::Coin { post, .. } => {
                self.mean = vec![0.0; self.table.len()];
                for (s, p) in post.iter().enumerate() {
                    let a = p[0] / (p[0] + p[1]);
                    for y in 0..labels {
                        for k in 0..states {
                            self.mean[(s * labels + y) * states + k] =
                                if y == k { a } else { 1.0 - a };
                        }
                    }
                }
            }
            Params::Habit { post, bias, crowd, .. } => {
                self.mean = vec![0.0; self.table.len()];
                for (s, p) in post.iter().enumerate() {
                    let total: f64 = p.iter().sum();
                    let b = &bias[s * labels..(s + 1) * labels];
                    let b_total: f64 = b.iter().sum();
                    for y in 0..labels {
                        for k in 0..states {
                            let knows = if y == k { p[0] } else { 0.0 };
                            self.mean[(s * labels + y) * states + k] =
                                (knows + p[1] * b[y] / b_total + p[2] * crowd[k * labels + y])
                                    / total;
                        }
                    }
                }
            }
            // Filled by each step: the counts are at hand only there.
            Params::Confusion { .. } => {}
        }
    }
}

impl Params {
    fn start(spec: Spec, labels: usize, states: usize, voices: usize) -> Self {
        match spec.story {
            Story::Coin => Self::Coin { prior: ANCHOR, post: vec![ANCHOR; voices] },
            Story::Habit => Self::Habit {
                prior: HABIT_ANCHOR,
                post: vec![HABIT_ANCHOR; voices],
                bias_prior: vec![1.0; labels],
                bias: vec![1.0; voices * labels],
                crowd: vec![1.0 / labels as f64; labels * labels],
            },
            Story::Confusion { communities, subtypes, .. } => {
                let mut alpha = vec![0.3; communities * states * labels];
                for c in 0..communities {
                    for k in 0..states {
                        let trust = if communities > 1 {
                            1.5 * (c + 1) as f64 / communities as f64 + 0.1
                        } else {
                            1.0
                        };
                        alpha[(c * states + k) * labels + k / subtypes] = 1.8 * trust;
                    }
                }
                Self::Confusion {
                    alpha,
                    shares: vec![1.0 / communities as f64; communities],
                    member: vec![1.0 / communities as f64; voices * communities],
                }
            }
        }
    }
}

/// Beliefs to start from: shares of votes, split over subtypes by how clear the vote is.
fn start(data: &Data, subtypes: usize) -> Vec<f64> {
    let (n, labels) = (data.questions(), data.labels);
    let mut shares = vec![1e-2; n * labels];
    let mut clear: Vec<(f64, usize)> = Vec::with_capacity(n);
    for q in 0..n {
        let row = &mut shares[q * labels..(q + 1) * labels];
        data.votes(q).for_each(|(_, y, w)| row[y] += w);
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|x| *x /= total);
        clear.push((row.iter().copied().fold(0.0, f64::max), q));
    }
    if subtypes == 1 {
        return shares;
    }
    clear.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let m = subtypes as f64;
    let mut out = vec![0.0; n * labels * subtypes];
    for (rank, &(_, q)) in clear.iter().enumerate() {
        let r = rank as f64 / n as f64;
        let mut kernel: Vec<f64> = (0..subtypes)
            .map(|i| {
                let x = (r - (i as f64 + 0.5) / m) * m / 0.7;
                (-x * x).exp() + 0.05
            })
            .collect();
        let total: f64 = kernel.iter().sum();
        kernel.iter_mut().for_each(|k| *k /= total);
        for y in 0..labels {
            for (i, k) in kernel.iter().enumerate() {
                out[(q * labels + y) * subtypes + i] = shares[q * labels + y] * k;
            }
        }
    }
    out
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

fn coin_step(
    prior: &mut [f64; 2],
    post: &mut [[f64; 2]],
    counts: &Counts,
    labels: usize,
    heard: &[bool],
    learn: bool,
    table: &mut [f64],
) -> f64 {
    let mut logs = vec![[0.0; 2]; post.len()];
    let (mut sum, mut n) = ([0.0; 2], 0.0);
    for (s, p) in post.iter_mut().enumerate() {
        let (mut right, mut total) = (0.0, 0.0);
        for y in 0..labels {
            let row = &counts.said[(s * labels + y) * labels..][..labels];
            right += row[y];
            total += row.iter().sum::<f64>();
        }
        *p = [prior[0] + right, prior[1] + (total - right).max(0.0)];
        dirichlet::expected_logs(p, &mut logs[s]);
        if heard[s] {
            sum[0] += logs[s][0];
            sum[1] += logs[s][1];
            n += 1.0;
        }
    }
    let mut objective = learn_prior(prior, &sum, n, &ANCHOR, learn);
    for (s, (p, l)) in post.iter().zip(&logs).enumerate() {
        if heard[s] {
            objective -= dirichlet::kl(p, prior, l);
        }
        for y in 0..labels {
            for k in 0..labels {
                table[(s * labels + y) * labels + k] = if y == k { l[0] } else { l[1] };
            }
        }
    }
    objective
}

#[allow(clippy::too_many_arguments)]
fn habit_step(
    (prior, post): (&mut [f64; 3], &mut [[f64; 3]]),
    (bias_prior, bias): (&mut [f64], &mut [f64]),
    crowd: &mut [f64],
    counts: &Counts,
    labels: usize,
    heard: &[bool],
    learn: bool,
    table: &mut [f64],
) -> f64 {
    let voices = post.len();
    let mut weights = vec![[0.0; 3]; voices];
    let mut likes = vec![0.0; voices * labels];
    let mut errs = vec![0.5; labels * labels];
    let mut ew = [0.0; 3];
    let mut eb = vec![0.0; labels];
    for s in 0..voices {
        if !heard[s] {
            continue;
        }
        dirichlet::expected_logs(&post[s], &mut ew);
        dirichlet::expected_logs(&bias[s * labels..(s + 1) * labels], &mut eb);
        let [knows, habit, err] = ew.map(f64::exp);
        for y in 0..labels {
            let b = habit * eb[y].exp();
            for k in 0..labels {
                let n = counts.said[(s * labels + y) * labels + k];
                if n == 0.0 {
                    continue;
                }
                let c = err * crowd[k * labels + y];
                let a = if y == k { knows } else { 0.0 };
                let total = a + b + c;
                weights[s][0] += n * a / total;
                weights[s][1] += n * b / total;
                weights[s][2] += n * c / total;
                likes[s * labels + y] += n * b / total;
                errs[k * labels + y] += n * c / total;
            }
        }
    }
    let mut objective = 0.0;
    for row in errs.chunks_mut(labels) {
        let total: f64 = row.iter().sum();
        row.iter_mut().for_each(|x| *x /= total);
        objective += 0.5 * row.iter().map(|x| x.ln()).sum::<f64>();
    }
    crowd.copy_from_slice(&errs);
    let mut sum_w = [0.0; 3];
    let mut sum_b = vec![0.0; labels];
    let mut n = 0.0;
    let mut logs_w = vec![[0.0; 3]; voices];
    let mut logs_b = vec![0.0; voices * labels];
    for s in 0..voices {
        for (p, (a, w)) in post[s].iter_mut().zip(prior.iter().zip(&weights[s])) {
            *p = a + w;
        }
        let b = &mut bias[s * labels..(s + 1) * labels];
        for (p, (a, w)) in b.iter_mut().zip(bias_prior.iter().zip(&likes[s * labels..])) {
            *p = a + w;
        }
        dirichlet::expected_logs(&post[s], &mut logs_w[s]);
        dirichlet::expected_logs(b, &mut logs_b[s * labels..(s + 1) * labels]);
        if heard[s] {
            n += 1.0;
            sum_w.iter_mut().zip(&logs_w[s]).for_each(|(a, b)| *a += b);
            sum_b.iter_mut().zip(&logs_b[s * labels..]).for_each(|(a, b)| *a += b);
        }
    }
    objective += learn_prior(prior, &sum_w, n, &HABIT_ANCHOR, learn);
    objective += learn_prior(bias_prior, &sum_b, n, &vec![1.0; labels], learn);
    for s in 0..voices {
        let b = &bias[s * labels..(s + 1) * labels];
        let lb = &logs_b[s * labels..(s + 1) * labels];
        if heard[s] {
            objective -= dirichlet::kl(&post[s], prior, &logs_w[s]);
            objective -= dirichlet::kl(b, bias_prior, lb);
        }
        let [knows, habit, err] = logs_w[s].map(f64::exp);
        for y in 0..labels {
            let b = habit * lb[y].exp();
            for k in 0..labels {
                let a = if y == k { knows } else { 0.0 };
                table[(s * labels + y) * labels + k] = (a + b + err * crowd[k * labels + y]).ln();
            }
        }
    }
    objective
}

#[allow(clippy::too_many_arguments)]
fn confusion_step(
    alpha: &mut [f64],
    shares: &mut [f64],
    member: &mut [f64],
    counts: &Counts,
    (labels, states): (usize, usize),
    heard: &[bool],
    learn: bool,
    table: &mut [f64],
    mean: &mut Vec<f64>,
) -> f64 {
    let communities = shares.len();
    let voices = heard.len();
    let rows = states * labels;
    let mut objective = 0.0;
    let mut sum_logs = vec![0.0; communities * rows];
    let mut size = vec![0.0; communities];
    let mut post = vec![0.0; communities * rows];
    let mut logs = vec![0.0; communities * rows];
    let ln_b: Vec<f64> = alpha.chunks(labels).map(dirichlet::ln_beta).collect();
    // First pass: posteriors under the present priors, memberships, and what the priors learn from.
    let posterior = |s: usize, alpha: &[f64], post: &mut [f64]| {
        for c in 0..communities {
            for k in 0..states {
                for y in 0..labels {
                    post[(c * states + k) * labels + y] = alpha[(c * states + k) * labels + y]
                        + counts.said[(s * labels + y) * states + k];
                }
            }
        }
    };
    for s in 0..voices {
        if !heard[s] {
            continue;
        }
        posterior(s, alpha, &mut post);
        for (p, l) in post.chunks(labels).zip(logs.chunks_mut(labels)) {
            dirichlet::expected_logs(p, l);
        }
        let m = &mut member[s * communities..(s + 1) * communities];
        if communities > 1 {
            for (c, m) in m.iter_mut().enumerate() {
                *m = shares[c].ln()
                    + (0..states)
                        .map(|k| {
                            let at = c * states + k;
                            dirichlet::ln_beta(&post[at * labels..(at + 1) * labels]) - ln_b[at]
                        })
                        .sum::<f64>();
            }
            let total = log_sum_exp(m);
            m.iter_mut().for_each(|x| *x = (*x - total).exp());
        }
        for c in 0..communities {
            size[c] += m[c];
            let at = c * rows..(c + 1) * rows;
            for (sum, l) in sum_logs[at.clone()].iter_mut().zip(&logs[at]) {
                *sum += m[c] * l;
            }
        }
    }
    // The posterior q(π_s | c) is kept at the old prior's until the tables are made below, so the
    // gain of a better prior is taken at once there.
    let subtypes = states / labels;
    let mut anchor = vec![CONFUSION_ANCHOR[1]; labels];
    for (c, &members) in size.iter().enumerate().take(communities) {
        for k in 0..states {
            anchor.fill(CONFUSION_ANCHOR[1]);
            anchor[k / subtypes] = CONFUSION_ANCHOR[0];
            let at = (c * states + k) * labels..(c * states + k + 1) * labels;
            objective +=
                learn_prior(&mut alpha[at.clone()], &sum_logs[at], members, &anchor, learn);
        }
    }
    let total: f64 = size.iter().sum();
    for (share, n) in shares.iter_mut().zip(&size) {
        *share = (n + 1.0) / (total + communities as f64);
        objective += share.ln();
    }
    mean.resize(table.len(), 0.0);
    for s in 0..voices {
        posterior(s, alpha, &mut post);
        for (p, l) in post.chunks(labels).zip(logs.chunks_mut(labels)) {
            dirichlet::expected_logs(p, l);
        }
        if !heard[s] {
            member[s * communities..(s + 1) * communities].copy_from_slice(shares);
        }
        let m = &member[s * communities..(s + 1) * communities];
        for y in 0..labels {
            for k in 0..states {
                let (mut t, mut e) = (0.0, 0.0);
                for (c, m) in m.iter().enumerate() {
                    let at = (c * states + k) * labels;
                    t += m * logs[at + y];
                    e += m * post[at + y] / post[at..at + labels].iter().sum::<f64>();
                }
                table[(s * labels + y) * states + k] = t;
                mean[(s * labels + y) * states + k] = e;
            }
        }
        if heard[s] {
            for (c, &m) in m.iter().enumerate() {
                if m > 1e-300 {
                    objective -= m * (m.ln() - shares[c].ln());
                }
                let kl: f64 = (0..states)
                    .map(|k| {
                        let at = (c * states + k) * labels..(c * states + k + 1) * labels;
                        dirichlet::kl(&post[at.clone()], &alpha[at.clone()], &logs[at])
                    })
                    .sum();
                objective -= m * kl;
            }
        }
    }
    objective
}
