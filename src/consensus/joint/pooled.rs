//! Two labels whoever says them: all voices alike, their rates unknown and averaged over.
//!
//! ```text
//! votes for label 1 on a question of class k  ~  Beta-binomial(n, mean r_k, strength s_k)     r_0 < r_1
//! P(class 1 | votes) = Σ_g w_g P(class 1 | votes, g)      g = (r_0, r_1, s_0, s_1, share of class 1)
//! w_g ∝ P(all votes | g),  g on a grid: rates and shares even in their logits, strengths in their logs
//! ```
//!
//! Where voices speak once or twice each, nothing can be learnt of them one by one, and the votes fit
//! a world in which three claims of four are true as well as one in which every second is. One best
//! fit picks either; the average over all says how little is known. The distribution: J. G. Skellam
//! (1948), JRSS B 10(2), 257–261, doi:10.1111/j.2517-6161.1948.tb00014.x.

use super::closed::Data;
use super::coin::rise;

/// Rates of the grid lie evenly between these logits: 1/400 to 399/400.
const LOGITS: std::ops::RangeInclusive<i32> = -6..=6;
/// Strengths: 1, votes on one question are nearly all alike; 64, nearly independent.
const STRENGTHS: [f64; 4] = [1.0, 4.0, 16.0, 64.0];
/// Shares of class 1.
const SHARES: [f64; 9] = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
/// Points kept: the likeliest.
const POINTS: usize = 400;
/// Whole numbers of votes below this are looked up.
const SMALL: usize = 16;

/// One class's way of being voted on: mean rate of label 1 and its strength, as Beta shapes.
#[derive(Clone, Copy, Debug)]
struct Class {
    shapes: [f64; 2],
}

impl Class {
    /// `ln P(these votes in order)`.
    fn log(self, [zero, one]: [f64; 2]) -> f64 {
        let [b, a] = self.shapes;
        rise(a, one) + rise(b, zero) - rise(a + b, zero + one)
    }
}

/// A point of the grid with its weight.
#[derive(Clone, Copy, Debug)]
struct Point {
    weight: f64,
    classes: [Class; 2],
    share: f64,
}

impl Point {
    /// `P(class 1 | votes)`.
    fn belief(&self, votes: [f64; 2]) -> f64 {
        let gap = self.classes[1].log(votes) - self.classes[0].log(votes);
        let odds = self.share / (1.0 - self.share) * gap.exp();
        if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 }
    }
}

/// The fitted points.
#[derive(Clone, Debug)]
pub(crate) struct Pooled {
    points: Vec<Point>,
    /// `[n_0][n_1]`: the belief in class 1 after so many votes.
    known: Vec<f64>,
}

impl Pooled {
    /// Weighs the grid by the votes on all questions.
    ///
    /// Each label is said more often than not where it is true, but for yes and no: what is false may
    /// be asserted by most.
    pub fn fit(data: &Data, yes_no: bool) -> Self {
        // Questions with the same votes count together.
        let mut tallies: Vec<[f64; 2]> = (0..data.questions()).map(|q| tally(data, q)).collect();
        tallies.sort_by(|a, b| a[0].total_cmp(&b[0]).then(a[1].total_cmp(&b[1])));
        let counts: Vec<([f64; 2], f64)> =
            tallies.chunk_by(|a, b| a == b).map(|c| (c[0], c.len() as f64)).collect();
        let classes: Vec<Vec<(Class, Vec<f64>)>> = LOGITS
            .map(|logit| 1.0 / (1.0 + f64::exp(-f64::from(logit))))
            .map(|r| {
                let class = |s: &f64| Class { shapes: [(1.0 - r) * s, r * s] };
                let logs = |c: Class| counts.iter().map(|(t, _)| c.log(*t)).collect();
                STRENGTHS.iter().map(class).map(|c| (c, logs(c))).collect()
            })
            .collect();
        let mut points = Vec::new();
        let middle = classes.len() / 2;
        let pairs = (0..classes.len())
            .flat_map(|i| (i + 1..classes.len()).map(move |j| (i, j)))
            .filter(|&(i, j)| yes_no || (i < middle && j > middle));
        for (i, j) in pairs {
            for zero in &classes[i] {
                for one in &classes[j] {
                    // Only the ratio of the classes depends on the share.
                    let mut base = 0.0;
                    let mut sums = [0.0; SHARES.len()];
                    for ((a, b), (_, n)) in zero.1.iter().zip(&one.1).zip(&counts) {
                        let most = a.max(*b);
                        base += n * most;
                        let (a, b) = ((a - most).exp(), (b - most).exp());
                        for (sum, p) in sums.iter_mut().zip(SHARES) {
                            *sum += n * ((1.0 - p) * a + p * b).ln();
                        }
                    }
                    for (sum, share) in sums.iter().zip(SHARES) {
                        let classes = [zero.0, one.0];
                        points.push(Point { weight: base + sum, classes, share });
                    }
                }
            }
        }
        points.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        points.truncate(POINTS);
        let most = points[0].weight;
        points.iter_mut().for_each(|p| p.weight = (p.weight - most).exp());
        let total: f64 = points.iter().map(|p| p.weight).sum();
        points.iter_mut().for_each(|p| p.weight /= total);
        let mut pooled = Self { points, known: Vec::new() };
        pooled.known = (0..SMALL * SMALL)
            .map(|i| pooled.ask([(i / SMALL) as f64, (i % SMALL) as f64]))
            .collect();
        pooled
    }

    fn ask(&self, votes: [f64; 2]) -> f64 {
        self.points.iter().map(|p| p.weight * p.belief(votes)).sum()
    }

    /// Belief in class 1, given votes by label.
    pub fn belief(&self, votes: [f64; 2]) -> f64 {
        let [zero, one] = votes.map(|n| n as usize);
        let whole = [zero as f64, one as f64] == votes;
        if whole && zero < SMALL && one < SMALL {
            return self.known[zero * SMALL + one];
        }
        self.ask(votes)
    }
}

fn tally(data: &Data, q: usize) -> [f64; 2] {
    let mut votes = [0.0; 2];
    data.votes(q).for_each(|(_, y, w)| votes[y] += w);
    votes
}
