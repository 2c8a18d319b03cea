//! One accuracy per voice: `a_s ~ Beta(prior)`; what a wrong vote says is the crowd's affair.

use super::{Step, learn_prior};
use crate::consensus::joint::dirichlet;

/// What an anchor is like: right four times of five.
const ANCHOR: [f64; 2] = [4.0, 1.0];

/// The prior of accuracies and each voice's posterior.
#[derive(Clone, Debug)]
pub(super) struct Accuracy {
    prior: [f64; 2],
    post: Vec<[f64; 2]>,
}

impl Accuracy {
    pub fn new(voices: usize) -> Self {
        Self { prior: ANCHOR, post: vec![ANCHOR; voices] }
    }

    /// New posteriors from counts, then the prior, then the table; returns the objective's part.
    pub fn step(&mut self, step: &Step, table: &mut [f64]) -> f64 {
        let (labels, prior) = (step.labels, &mut self.prior);
        let mut logs = vec![[0.0; 2]; self.post.len()];
        let (mut sum, mut n) = ([0.0; 2], 0.0);
        for (s, p) in self.post.iter_mut().enumerate() {
            let (mut right, mut total) = (0.0, 0.0);
            for y in 0..labels {
                let row = &step.said[(s * labels + y) * labels..][..labels];
                right += row[y];
                total += row.iter().sum::<f64>();
            }
            *p = [prior[0] + right, prior[1] + (total - right).max(0.0)];
            dirichlet::expected_logs(p, &mut logs[s]);
            if step.heard[s] {
                sum[0] += logs[s][0];
                sum[1] += logs[s][1];
                n += 1.0;
            }
        }
        let mut objective = learn_prior(prior, &sum, n, &ANCHOR, step.learn);
        for (s, (p, l)) in self.post.iter().zip(&logs).enumerate() {
            if step.heard[s] && step.score {
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

    /// `P(y | k, s)` at the posterior mean; a wrong vote's share of its label is the crowd's.
    pub fn mean(&self, labels: usize) -> Vec<f64> {
        let mut mean = vec![0.0; self.post.len() * labels * labels];
        for (p, rows) in self.post.iter().zip(mean.chunks_mut(labels * labels)) {
            let a = p[0] / (p[0] + p[1]);
            for y in 0..labels {
                for k in 0..labels {
                    rows[y * labels + k] = if y == k { a } else { 1.0 - a };
                }
            }
        }
        mean
    }

    /// The same for other seats: `from[s]` is where the voice of the new seat `s` sat.
    pub fn reseated(&self, from: &[usize]) -> Self {
        Self { prior: self.prior, post: from.iter().map(|&s| self.post[s]).collect() }
    }
}
