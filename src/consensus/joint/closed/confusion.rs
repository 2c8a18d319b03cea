//! A confusion matrix for every voice, shrunk toward those of the communities it may belong to.
//!
//! After H.-C. Kim & Z. Ghahramani (2012), PMLR 22, 619–627, with the communities of M. Venanzi et al.
//! (2014), doi:10.1145/2566486.2567989, and priors learnt from all voices.

use rayon::prelude::*;

use super::{CHUNK, Step, learn_prior};
use crate::consensus::joint::dirichlet;
use crate::units::log_sum_exp;

/// Rows of an anchor's confusion matrix: on the diagonal, off it.
const ANCHOR: [f64; 2] = [2.5, 0.5];

/// Priors of the communities, and how likely each voice belongs to each.
#[derive(Clone, Debug)]
pub(super) struct Confusion {
    labels: usize,
    states: usize,
    /// `[c][k][y]`
    alpha: Vec<f64>,
    shares: Vec<f64>,
    /// `[s][c]`
    member: Vec<f64>,
}

impl Confusion {
    pub fn new((labels, states): (usize, usize), communities: usize, voices: usize) -> Self {
        let subtypes = states / labels;
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
        Self {
            labels,
            states,
            alpha,
            shares: vec![1.0 / communities as f64; communities],
            member: vec![1.0 / communities as f64; voices * communities],
        }
    }

    /// `alpha + counts` of voice `s`, written into `post` as `[c][k][y]`.
    fn posterior(&self, said: &[f64], s: usize, post: &mut [f64]) {
        let (labels, states) = (self.labels, self.states);
        let own = &said[s * labels * states..(s + 1) * labels * states];
        for (post, alpha) in
            post.chunks_mut(states * labels).zip(self.alpha.chunks(states * labels))
        {
            for k in 0..states {
                for y in 0..labels {
                    post[k * labels + y] = alpha[k * labels + y] + own[y * states + k];
                }
            }
        }
    }

    fn logs(&self, post: &[f64], logs: &mut [f64]) {
        for (p, l) in post.chunks(self.labels).zip(logs.chunks_mut(self.labels)) {
            dirichlet::expected_logs(p, l);
        }
    }

    /// Memberships and priors from counts, then the table; returns the objective's part.
    pub fn step(&mut self, step: &Step, table: &mut [f64]) -> f64 {
        let (labels, states, communities) = (self.labels, self.states, self.shares.len());
        let rows = states * labels;
        let (size, sum_logs) = self.join(step);
        let mut objective = 0.0;
        let subtypes = states / labels;
        let mut anchor = vec![ANCHOR[1]; labels];
        for (c, &members) in size.iter().enumerate() {
            for k in 0..states {
                anchor.fill(ANCHOR[1]);
                anchor[k / subtypes] = ANCHOR[0];
                let at = c * rows + k * labels..c * rows + (k + 1) * labels;
                objective += learn_prior(
                    &mut self.alpha[at.clone()],
                    &sum_logs[at],
                    members,
                    &anchor,
                    step.learn,
                );
            }
        }
        let total: f64 = size.iter().sum();
        for (share, n) in self.shares.iter_mut().zip(&size) {
            *share = (n + 1.0) / (total + communities as f64);
            objective += share.ln();
        }
        for (s, m) in self.member.chunks_mut(communities).enumerate() {
            if !step.heard[s] {
                m.copy_from_slice(&self.shares);
            }
        }
        objective + self.fill(step, table)
    }

    /// First pass: posteriors under the present priors, memberships, and what the priors learn
    /// from: members and summed logs by community.
    fn join(&mut self, step: &Step) -> (Vec<f64>, Vec<f64>) {
        let communities = self.shares.len();
        let rows = self.states * self.labels;
        let ln_b: Vec<f64> = self.alpha.chunks(self.labels).map(dirichlet::ln_beta).collect();
        let mut member = std::mem::take(&mut self.member);
        let parts: Vec<(Vec<f64>, Vec<f64>)> = member
            .par_chunks_mut(CHUNK * communities)
            .enumerate()
            .map(|(chunk, members)| {
                let mut size = vec![0.0; communities];
                let mut sum_logs = vec![0.0; communities * rows];
                let mut post = vec![0.0; communities * rows];
                let mut logs = vec![0.0; communities * rows];
                for (i, m) in members.chunks_mut(communities).enumerate() {
                    let s = chunk * CHUNK + i;
                    if !step.heard[s] {
                        continue;
                    }
                    self.posterior(step.said, s, &mut post);
                    self.logs(&post, &mut logs);
                    if communities > 1 {
                        let gains = post.chunks(self.labels).zip(&ln_b);
                        let gains: Vec<f64> =
                            gains.map(|(p, b)| dirichlet::ln_beta(p) - b).collect();
                        for (c, m) in m.iter_mut().enumerate() {
                            let own = &gains[c * self.states..(c + 1) * self.states];
                            *m = self.shares[c].ln() + own.iter().sum::<f64>();
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
                (size, sum_logs)
            })
            .collect();
        self.member = member;
        let mut size = vec![0.0; communities];
        let mut sum_logs = vec![0.0; communities * rows];
        for part in parts {
            size.iter_mut().zip(&part.0).for_each(|(a, b)| *a += b);
            sum_logs.iter_mut().zip(&part.1).for_each(|(a, b)| *a += b);
        }
        (size, sum_logs)
    }

    /// Second pass: the table under the new priors; returns minus the divergences.
    fn fill(&self, step: &Step, table: &mut [f64]) -> f64 {
        let (labels, states, communities) = (self.labels, self.states, self.shares.len());
        let rows = states * labels;
        let parts: Vec<f64> = table
            .par_chunks_mut(CHUNK * rows)
            .enumerate()
            .map(|(chunk, tables)| {
                let mut objective = 0.0;
                let mut post = vec![0.0; communities * rows];
                let mut logs = vec![0.0; communities * rows];
                for (i, table) in tables.chunks_mut(rows).enumerate() {
                    let s = chunk * CHUNK + i;
                    self.posterior(step.said, s, &mut post);
                    self.logs(&post, &mut logs);
                    let m = &self.member[s * communities..(s + 1) * communities];
                    for y in 0..labels {
                        for k in 0..states {
                            let of = |c: usize| m[c] * logs[c * rows + k * labels + y];
                            table[y * states + k] = (0..communities).map(of).sum();
                        }
                    }
                    if step.heard[s] && step.score {
                        objective -= self.divergence(m, &post, &logs);
                    }
                }
                objective
            })
            .collect();
        parts.iter().sum()
    }

    /// How far a voice's membership and matrices are from their priors, in nats.
    fn divergence(&self, member: &[f64], post: &[f64], logs: &[f64]) -> f64 {
        let (labels, rows) = (self.labels, self.states * self.labels);
        let mut sum = 0.0;
        for (c, &m) in member.iter().enumerate() {
            if m > 1e-300 {
                sum += m * (m.ln() - self.shares[c].ln());
            }
            let at = c * rows..(c + 1) * rows;
            let kl: f64 = post[at.clone()]
                .chunks(labels)
                .zip(self.alpha[at.clone()].chunks(labels))
                .zip(logs[at].chunks(labels))
                .map(|((post, alpha), logs)| dirichlet::kl(post, alpha, logs))
                .sum();
            sum += m * kl;
        }
        sum
    }

    /// `P(y | k, s)` at the posterior mean, given the counts behind the last step.
    pub fn mean(&self, said: &[f64]) -> Vec<f64> {
        let (labels, states, communities) = (self.labels, self.states, self.shares.len());
        let rows = states * labels;
        let mut post = vec![0.0; communities * rows];
        let mut mean = vec![0.0; said.len()];
        for (s, own) in mean.chunks_mut(rows).enumerate() {
            self.posterior(said, s, &mut post);
            for (c, m) in self.member[s * communities..(s + 1) * communities].iter().enumerate() {
                for k in 0..states {
                    let row = &post[c * rows + k * labels..][..labels];
                    let total: f64 = row.iter().sum();
                    for (y, p) in row.iter().enumerate() {
                        own[y * states + k] += m * p / total;
                    }
                }
            }
        }
        mean
    }

    /// The same for other seats: `from[s]` is where the voice of the new seat `s` sat.
    pub fn reseated(&self, from: &[usize]) -> Self {
        let n = self.shares.len();
        let member = from.iter().flat_map(|&s| &self.member[s * n..(s + 1) * n]).copied().collect();
        Self { member, ..self.clone() }
    }
}
