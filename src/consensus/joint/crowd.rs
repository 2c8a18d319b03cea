//! What the crowd has in common on one question: wrong votes gather on the same wrong labels.
//!
//! Each question draws its own distribution `φ_q ~ Dirichlet(ε m_k)` around the crowd's habits `m_k`
//! for the class `k`, and is integrated out (Pólya's urn), so ten voices with one mistake weigh
//! little more than two. The idea of judging a false value by its popularity is POPACCU's:
//! X. L. Dong, B. Saha, D. Srivastava (2012), PVLDB 6(2), 37–48, doi:10.14778/2535568.2448938.

use super::coin::rise;

/// Habits `m_k`, spread `ε`, and tables of the urn's logs for small whole numbers of votes.
#[derive(Clone, Debug)]
pub(crate) struct Crowd {
    labels: usize,
    /// Whether only wrong votes gather: the story has an accuracy of its own for right ones.
    wrong_only: bool,
    /// `[k][y]`
    habits: Vec<f64>,
    /// `[k][y]`: `ln m_ky`
    ln_habits: Vec<f64>,
    spread: f64,
    /// `[k][y][n]`: `ln Γ(ε m_ky + n) − ln Γ(ε m_ky)`
    rises: Vec<f64>,
    /// `[n]`: `ln Γ(ε + n) − ln Γ(ε)`
    spread_rises: [f64; SMALL],
}

/// Numbers of votes below this are looked up.
const SMALL: usize = 16;
/// Votes of a habit that are given for nothing.
const SMOOTH: f64 = 0.5;
/// Range of `ε`: below it a question has one wrong answer, above it votes are independent.
const SPREAD: std::ops::Range<f64> = 0.05..1e4;

impl Crowd {
    pub fn new(labels: usize, wrong_only: bool) -> Self {
        let cells = labels * labels;
        let mut crowd = Self {
            labels,
            wrong_only,
            habits: vec![0.0; cells],
            ln_habits: vec![0.0; cells],
            spread: 5.0,
            rises: vec![0.0; cells * SMALL],
            spread_rises: [0.0; SMALL],
        };
        crowd.set_habits(&vec![0.0; cells]);
        crowd
    }

    /// `m_k` from votes `[k][y]`.
    pub fn set_habits(&mut self, votes: &[f64]) {
        for k in 0..self.labels {
            let row = &mut self.habits[k * self.labels..(k + 1) * self.labels];
            for (y, h) in row.iter_mut().enumerate() {
                *h = if self.wrong_only && y == k {
                    0.0
                } else {
                    votes[k * self.labels + y] + SMOOTH
                };
            }
            let total: f64 = row.iter().sum();
            row.iter_mut().for_each(|h| *h /= total);
        }
        self.tabulate();
    }

    /// Fills the tables from habits and spread.
    fn tabulate(&mut self) {
        for (cell, (&m, ln)) in self.habits.iter().zip(&mut self.ln_habits).enumerate() {
            *ln = m.ln();
            for (n, r) in self.rises[cell * SMALL..(cell + 1) * SMALL].iter_mut().enumerate() {
                *r = rise(self.spread * m, n as f64);
            }
        }
        for (n, r) in self.spread_rises.iter_mut().enumerate() {
            *r = rise(self.spread, n as f64);
        }
    }

    /// `ln P(these votes | k)` under the urn.
    ///
    /// # Formula
    ///
    /// ```text
    /// ln Γ(ε) − ln Γ(ε + n) + Σ_y [ln Γ(ε m_ky + n_y) − ln Γ(ε m_ky)]
    /// ```
    fn urn(&self, k: usize, tally: &[f64], n: f64) -> f64 {
        let mut sum = 0.0;
        for (y, &t) in tally.iter().enumerate() {
            if t > 0.0 && !(self.wrong_only && y == k) {
                let a = self.spread * self.habits[k * self.labels + y];
                sum += rise(a, t);
            }
        }
        let n = if self.wrong_only { n - tally[k] } else { n };
        sum - rise(self.spread, n)
    }

    /// What the urn adds to the votes' own terms: for stories that already say how likely each label
    /// is, only the gathering. The same as the urn's own logs, by table.
    pub fn ln_correction(&self, k: usize, tally: &[f64], n: f64) -> f64 {
        let at = k * self.labels;
        // Adds `n` votes' log from a table where it is a small whole number.
        let looked_up = |table: &[f64], a: f64, n: f64| {
            let i = n as usize;
            if i < SMALL && i as f64 == n { table[i] } else { rise(a, n) }
        };
        let mut sum = 0.0;
        for (y, &t) in tally.iter().enumerate() {
            if t > 0.0 && !(self.wrong_only && y == k) {
                let cell = at + y;
                let rises = &self.rises[cell * SMALL..(cell + 1) * SMALL];
                sum += looked_up(rises, self.spread * self.habits[cell], t);
                if !self.wrong_only {
                    sum -= t * self.ln_habits[cell];
                }
            }
        }
        let n = if self.wrong_only { n - tally[k] } else { n };
        sum - looked_up(&self.spread_rises, self.spread, n)
    }

    /// The factor by which the votes so far change the chance that the next one is `y`.
    pub fn next(&self, k: usize, y: usize, tally: &[f64], n: f64) -> f64 {
        let m = self.habits[k * self.labels + y];
        if self.wrong_only {
            if y == k {
                return 1.0;
            }
            return (self.spread * m + tally[y]) / (self.spread + n - tally[k]);
        }
        (self.spread * m + tally[y]) / (self.spread + n) / m
    }

    /// Moves `ε` to the best of its neighbours, given beliefs and tallies of some questions.
    pub fn learn_spread(&mut self, sample: &[(Vec<f64>, Vec<f64>)]) {
        let value = |crowd: &Self| -> f64 {
            sample
                .iter()
                .map(|(beliefs, tally)| {
                    let n = tally.iter().sum();
                    beliefs
                        .iter()
                        .enumerate()
                        .filter(|(_, g)| **g > 1e-6)
                        .map(|(k, g)| g * crowd.urn(k, tally, n))
                        .sum::<f64>()
                })
                .sum()
        };
        let mut best = value(self);
        for factor in [1.6, 1.0 / 1.6] {
            let mut other = self.clone();
            other.spread *= factor;
            while SPREAD.contains(&other.spread) {
                let v = value(&other);
                if v <= best {
                    break;
                }
                best = v;
                self.spread = other.spread;
                other.spread *= factor;
            }
        }
        self.tabulate();
    }
}
