//! A voice knows, or says what it likes to say, or errs as the crowd does: three weights per voice.
//!
//! After D. Hovy, T. Berg-Kirkpatrick, A. Vaswani, E. Hovy (2013), "Learning whom to trust with MACE",
//! NAACL-HLT, 1120–1130, with the crowd's errors as a third way.

use rayon::prelude::*;

use super::{CHUNK, Step, learn_prior};
use crate::consensus::joint::dirichlet;

/// What an anchor is like: knows, habit, crowd.
const ANCHOR: [f64; 3] = [3.0, 0.7, 0.7];

/// Priors and posteriors of weights and of what each voice likes to say.
#[derive(Clone, Debug)]
pub(super) struct Habit {
    labels: usize,
    prior: [f64; 3],
    post: Vec<[f64; 3]>,
    bias_prior: Vec<f64>,
    /// `[s][y]`
    bias: Vec<f64>,
    /// `[k][y]`: what the crowd says of class `k`.
    crowd: Vec<f64>,
}

/// What some voices bring to the shared parameters.
struct Sums {
    /// `[k][y]`
    errs: Vec<f64>,
    weights: [f64; 3],
    bias: Vec<f64>,
    voices: f64,
}

impl Habit {
    pub fn new(labels: usize, voices: usize) -> Self {
        Self {
            labels,
            prior: ANCHOR,
            post: vec![ANCHOR; voices],
            bias_prior: vec![1.0; labels],
            bias: vec![1.0; voices * labels],
            crowd: vec![1.0 / labels as f64; labels * labels],
        }
    }

    /// New posteriors from counts, then priors and the crowd, then the table; returns the
    /// objective's part.
    pub fn step(&mut self, step: &Step, table: &mut [f64]) -> f64 {
        let labels = self.labels;
        let (prior, bias_prior, crowd) = (&mut self.prior, &mut self.bias_prior, &mut self.crowd);
        // Each voice's counts are shared out over the three ways, then give its new posteriors.
        let parts: Vec<Sums> = self
            .post
            .par_chunks_mut(CHUNK)
            .zip(self.bias.par_chunks_mut(CHUNK * labels))
            .enumerate()
            .map(|(chunk, (post, bias))| {
                let mut sums = Sums {
                    errs: vec![0.0; labels * labels],
                    weights: [0.0; 3],
                    bias: vec![0.0; labels],
                    voices: 0.0,
                };
                let mut logs_w = [0.0; 3];
                let mut logs_b = vec![0.0; labels];
                let mut likes = vec![0.0; labels];
                for (i, (post, bias)) in post.iter_mut().zip(bias.chunks_mut(labels)).enumerate() {
                    let s = chunk * CHUNK + i;
                    let mut ways = [0.0; 3];
                    likes.fill(0.0);
                    if step.heard[s] {
                        dirichlet::expected_logs(post, &mut logs_w);
                        dirichlet::expected_logs(bias, &mut logs_b);
                        let [knows, habit, err] = logs_w.map(f64::exp);
                        for y in 0..labels {
                            let b = habit * logs_b[y].exp();
                            for k in 0..labels {
                                let n = step.said[(s * labels + y) * labels + k];
                                if n == 0.0 {
                                    continue;
                                }
                                let c = err * crowd[k * labels + y];
                                let a = if y == k { knows } else { 0.0 };
                                let share = n / (a + b + c);
                                ways[0] += share * a;
                                ways[1] += share * b;
                                ways[2] += share * c;
                                likes[y] += share * b;
                                sums.errs[k * labels + y] += share * c;
                            }
                        }
                    }
                    for (p, (a, w)) in post.iter_mut().zip(prior.iter().zip(&ways)) {
                        *p = a + w;
                    }
                    for (p, (a, w)) in bias.iter_mut().zip(bias_prior.iter().zip(&likes)) {
                        *p = a + w;
                    }
                    if step.heard[s] {
                        dirichlet::expected_logs(post, &mut logs_w);
                        dirichlet::expected_logs(bias, &mut logs_b);
                        sums.voices += 1.0;
                        sums.weights.iter_mut().zip(&logs_w).for_each(|(a, b)| *a += b);
                        sums.bias.iter_mut().zip(&logs_b).for_each(|(a, b)| *a += b);
                    }
                }
                sums
            })
            .collect();
        let (mut sum_w, mut sum_b, mut n) = ([0.0; 3], vec![0.0; labels], 0.0);
        crowd.fill(0.5);
        for part in parts {
            crowd.iter_mut().zip(&part.errs).for_each(|(a, b)| *a += b);
            sum_w.iter_mut().zip(&part.weights).for_each(|(a, b)| *a += b);
            sum_b.iter_mut().zip(&part.bias).for_each(|(a, b)| *a += b);
            n += part.voices;
        }
        let mut objective = 0.0;
        for row in crowd.chunks_mut(labels) {
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|x| *x /= total);
            objective += 0.5 * row.iter().map(|x| x.ln()).sum::<f64>();
        }
        objective += learn_prior(prior, &sum_w, n, &ANCHOR, step.learn);
        objective += learn_prior(bias_prior, &sum_b, n, &vec![1.0; labels], step.learn);
        objective + self.fill(step, table)
    }

    /// The table from the posteriors; returns minus their divergence from the priors.
    fn fill(&self, step: &Step, table: &mut [f64]) -> f64 {
        let labels = self.labels;
        let parts: Vec<f64> = table
            .par_chunks_mut(CHUNK * labels * labels)
            .enumerate()
            .map(|(chunk, rows)| {
                let mut objective = 0.0;
                let mut logs_w = [0.0; 3];
                let mut logs_b = vec![0.0; labels];
                for (i, rows) in rows.chunks_mut(labels * labels).enumerate() {
                    let s = chunk * CHUNK + i;
                    let bias = &self.bias[s * labels..(s + 1) * labels];
                    dirichlet::expected_logs(&self.post[s], &mut logs_w);
                    dirichlet::expected_logs(bias, &mut logs_b);
                    if step.heard[s] && step.score {
                        objective -= dirichlet::kl(&self.post[s], &self.prior, &logs_w);
                        objective -= dirichlet::kl(bias, &self.bias_prior, &logs_b);
                    }
                    let [knows, habit, err] = logs_w.map(f64::exp);
                    for y in 0..labels {
                        let b = habit * logs_b[y].exp();
                        for k in 0..labels {
                            let a = if y == k { knows } else { 0.0 };
                            rows[y * labels + k] = (a + b + err * self.crowd[k * labels + y]).ln();
                        }
                    }
                }
                objective
            })
            .collect();
        parts.iter().sum()
    }

    /// `P(y | k, s)` at the posterior mean.
    pub fn mean(&self) -> Vec<f64> {
        let labels = self.labels;
        let mut mean = vec![0.0; self.post.len() * labels * labels];
        for (s, p) in self.post.iter().enumerate() {
            let total: f64 = p.iter().sum();
            let b = &self.bias[s * labels..(s + 1) * labels];
            let b_total: f64 = b.iter().sum();
            for y in 0..labels {
                for k in 0..labels {
                    let knows = if y == k { p[0] } else { 0.0 };
                    mean[(s * labels + y) * labels + k] =
                        (knows + p[1] * b[y] / b_total + p[2] * self.crowd[k * labels + y]) / total;
                }
            }
        }
        mean
    }

    /// The same for other seats: `from[s]` is where the voice of the new seat `s` sat.
    pub fn reseated(&self, from: &[usize]) -> Self {
        let n = self.labels;
        Self {
            post: from.iter().map(|&s| self.post[s]).collect(),
            bias: from.iter().flat_map(|&s| &self.bias[s * n..(s + 1) * n]).copied().collect(),
            ..self.clone()
        }
    }
}
