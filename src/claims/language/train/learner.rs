//! An averaged perceptron while it learns, and its weights in eight bits.

use std::collections::BTreeMap;

use super::Plan;

/// Weights while they are learnt: exact names, whole numbers, running averages.
pub struct Learner<const N: usize> {
    /// Name and row + 1 of a feature; row 0 of the weights stays zero.
    index: Vec<(u32, u32)>,
    pub names: Vec<u32>,
    weights: Vec<[i16; N]>,
    /// Σ of changes, each times the step at which it was made: the average of the weights over all
    /// steps is `weights − sums / steps`.
    sums: Vec<[i64; N]>,
    pub steps: i64,
}

impl<const N: usize> Learner<N> {
    pub fn new() -> Self {
        Self {
            index: vec![(0, 0); 1 << 16],
            names: vec![0],
            weights: vec![[0; N]],
            sums: vec![[0; N]],
            steps: 1,
        }
    }

    #[inline(always)]
    fn slot(&self, name: u32) -> usize {
        let mask = self.index.len() - 1;
        let mut slot = name as usize & mask;
        while self.index[slot].1 != 0 && self.index[slot].0 != name {
            slot = (slot + 1) & mask;
        }
        slot
    }

    pub fn scores(&self, names: &[u32]) -> [i32; N] {
        // All rows are looked up before any is added, so that the waits for memory overlap.
        let mut rows = [0u32; 256];
        for (row, &f) in rows.iter_mut().zip(names) {
            *row = self.index[self.slot(f)].1;
        }
        let mut scores = [0; N];
        for &row in rows.iter().take(names.len()).filter(|&&row| row != 0) {
            for (s, &w) in scores.iter_mut().zip(&self.weights[row as usize]) {
                *s += i32::from(w);
            }
        }
        scores
    }

    pub fn change(&mut self, names: &[u32], right: usize, wrong: usize) {
        for &name in names {
            let mut slot = self.slot(name);
            if self.index[slot].1 == 0 {
                if 2 * self.names.len() >= self.index.len() {
                    self.grow();
                    slot = self.slot(name);
                }
                self.index[slot] = (name, self.names.len() as u32);
                self.names.push(name);
                self.weights.push([0; N]);
                self.sums.push([0; N]);
            }
            let row = self.index[slot].1 as usize;
            let weights = &mut self.weights[row];
            weights[right] = weights[right].saturating_add(1);
            weights[wrong] = weights[wrong].saturating_sub(1);
            self.sums[row][right] += self.steps;
            self.sums[row][wrong] -= self.steps;
        }
    }

    fn grow(&mut self) {
        let size = 2 * self.index.len();
        self.index = vec![(0, 0); size];
        for (row, &name) in self.names.iter().enumerate().skip(1) {
            let mut slot = name as usize & (size - 1);
            while self.index[slot].1 != 0 {
                slot = (slot + 1) & (size - 1);
            }
            self.index[slot] = (name, row as u32);
        }
    }

    /// Adds the averages to those of earlier runs.
    pub fn average_into(&self, means: &mut BTreeMap<u32, [f32; N]>) {
        for (row, &name) in self.names.iter().enumerate().skip(1) {
            let mean = means.entry(name).or_insert([0.0; N]);
            for (k, mean) in mean.iter_mut().enumerate() {
                *mean += f32::from(self.weights[row][k])
                    - (self.sums[row][k] as f64 / self.steps as f64) as f32;
            }
        }
    }
}

/// The averages in eight bits, in order of name: one unit is `unit` of a weight. Rows whose
/// largest average is below `least` are dropped.
pub fn quantised<const N: usize>(
    means: &BTreeMap<u32, [f32; N]>,
    plan: Plan,
) -> Vec<(u32, [i8; N])> {
    let unit = plan.unit * plan.runs as f64;
    means
        .iter()
        .filter_map(|(&name, means)| {
            let most = means.iter().fold(0.0f32, |most, m| most.max(m.abs()));
            let q = means.map(|m| (f64::from(m) / unit).round().clamp(-127.0, 127.0) as i8);
            let kept =
                f64::from(most) >= plan.least * plan.runs as f64 && q.iter().any(|&w| w != 0);
            kept.then_some((name, q))
        })
        .collect()
}

/// The `keep` rows with the largest weights, still in order of name.
pub fn largest<const N: usize>(mut rows: Vec<(u32, [i8; N])>, keep: usize) -> Vec<(u32, [i8; N])> {
    let size = |row: &[i8; N]| row.iter().map(|w| w.unsigned_abs()).max();
    rows.sort_by_key(|(name, row)| (std::cmp::Reverse(size(row)), *name));
    rows.truncate(keep);
    rows.sort_by_key(|&(name, _)| name);
    rows
}

/// A small generator of pseudo-random numbers (xorshift64*), for the order of sentences.
pub struct Random(pub u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, n: usize) -> usize {
        (self.next() >> 33) as usize % n
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

/// The best column, and the best of those that are not right.
pub fn best_two(scores: &[i32], columns: usize, right: usize) -> (usize, Option<usize>) {
    let (mut best, mut rival) = (0, None);
    for k in 0..columns {
        if scores[k] > scores[best] {
            best = k;
        }
        if k != right && rival.is_none_or(|r: usize| scores[k] > scores[r]) {
            rival = Some(k);
        }
    }
    (best, rival)
}
