//! Ideal points: the places on one line from which the voices' yes and no are most plausible.
//!
//! | symbol     | name here        | meaning                                                       |
//! |------------|------------------|---------------------------------------------------------------|
//! | `x_i`      | `position`       | place of voice `i`, `N(0, 1)`                                  |
//! | `y_ij`     | [`Ballot::yes`]  | its answer to item `j`                                         |
//! | `a, b, c`  | `item`           | the item's intercept, slope and curvature, `N(0, s²)` each     |
//! | `ω_ij`     | `omega`          | Pólya–Gamma variable that makes the logistic law quadratic     |
//!
//! ```text
//! P(y_ij = yes) = logistic(a_j + b_j x_i + c_j x_i²)
//! ```
//!
//! The two-parameter logistic model (Birnbaum 1968; for votes Clinton, Jackman and Rivers 2004,
//! doi:10.1017/S0003055404001194), with a curvature: both ends of a line may vote against its
//! middle (Duck-Mayr and Montgomery 2023, doi:10.1017/pan.2022.33), which a straight item would
//! read as moderation. Variational EM: `q(x_i)` on a grid, so that it may have any shape; `q(a, b,
//! c)` normal; the three `s` are learnt from all items, so that curvature goes away where nothing
//! asks for it (Imai, Lo and Olmsted 2016, doi:10.1017/S000305541600037X; Polson, Scott and Windle
//! 2013, doi:10.1080/01621459.2013.829001).

use rayon::prelude::*;

/// One voice's answer to one item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ballot {
    pub voice: u32,
    pub item: u32,
    pub yes: bool,
    /// 1, less for voices that repeat one another.
    pub weight: f64,
}

/// Where a voice stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Position {
    pub mean: f64,
    pub sd: f64,
}

/// The fitted line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// By voice; those without ballots stand at 0 with standard deviation 1.
    pub positions: Vec<Position>,
    items: Vec<Item>,
    spread: [f64; 3],
}

/// Grid of positions: −4 … +4.
const GRID: usize = 65;
const REACH: f64 = 4.0;
const MAX_STEPS: usize = 120;
const TOLERANCE: f64 = 1e-4;
/// Standard deviations of intercepts, slopes and curvatures before any item is seen, and how many
/// items that is worth.
const SPREAD: [f64; 3] = [1.5, 2.0, 0.5];
const SPREAD_ITEMS: f64 = 3.0;

type Vec3 = [f64; 3];
type Mat3 = [[f64; 3]; 3];

#[derive(Clone, Copy, Debug, Default)]
struct Item {
    mean: Vec3,
    cov: Mat3,
}

fn features(x: f64) -> Vec3 {
    [1.0, x, x * x]
}

fn grid(k: usize) -> f64 {
    REACH * (2.0 * k as f64 / (GRID - 1) as f64 - 1.0)
}

fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

/// `E[ω]` of a Pólya–Gamma(1, c) variable: `tanh(c/2)/(2c)`.
fn omega(c: f64) -> f64 {
    if c < 1e-4 { 0.25 } else { (c / 2.0).tanh() / (2.0 * c) }
}

/// `(A)⁻¹` of a symmetric positive definite 3 × 3 matrix, by cofactors.
fn inverse(a: &Mat3) -> Mat3 {
    let minor = |i: usize, j: usize| {
        let (r, s) = ((i + 1) % 3, (i + 2) % 3);
        let (t, u) = ((j + 1) % 3, (j + 2) % 3);
        a[r][t] * a[s][u] - a[r][u] * a[s][t]
    };
    let det = (0..3).map(|j| a[0][j] * minor(0, j)).sum::<f64>().max(1e-300);
    let mut out = [[0.0; 3]; 3];
    for (i, row) in out.iter_mut().enumerate() {
        for (j, cell) in row.iter_mut().enumerate() {
            *cell = minor(j, i) / det;
        }
    }
    out
}

/// Moments `E[x^k]`, k = 0 … 4, of a grid posterior.
fn moments(q: &[f64]) -> [f64; 5] {
    let mut m = [0.0; 5];
    for (k, p) in q.iter().enumerate() {
        let mut power = *p;
        for cell in &mut m {
            *cell += power;
            power *= grid(k);
        }
    }
    m
}

/// Fits the line. `start` is a first guess of the positions; its sign decides which end is plus.
pub(crate) fn fit(ballots: &[Ballot], start: &[f64], items: usize) -> Line {
    let voices = start.len();
    let mut by_voice: Vec<Vec<usize>> = vec![Vec::new(); voices];
    let mut by_item: Vec<Vec<usize>> = vec![Vec::new(); items];
    for (k, b) in ballots.iter().enumerate() {
        by_voice[b.voice as usize].push(k);
        by_item[b.item as usize].push(k);
    }
    // The first positions are points on the grid's scale.
    let norm = (start.iter().map(|x| x * x).sum::<f64>() / voices.max(1) as f64).sqrt().max(1e-12);
    let mut moment: Vec<[f64; 5]> = start
        .iter()
        .map(|x| {
            let x = (x / norm).clamp(-3.0, 3.0);
            [1.0, x, x * x + 0.1, x.powi(3), x.powi(4) + 0.1]
        })
        .collect();
    let mut posterior: Vec<Vec<f64>> = vec![Vec::new(); voices];
    let mut fitted = vec![Item::default(); items];
    let mut spread = SPREAD;
    let mut omegas = vec![0.2; ballots.len()];
    for step in 0..MAX_STEPS {
        // Items, given positions.
        fitted = by_item
            .par_iter()
            .map(|own| {
                let mut precision = [[0.0; 3]; 3];
                for (i, row) in precision.iter_mut().enumerate() {
                    row[i] = 1.0 / (spread[i] * spread[i]);
                }
                let mut pull = [0.0; 3];
                for &k in own {
                    let b = &ballots[k];
                    let m = &moment[b.voice as usize];
                    let half = b.weight * if b.yes { 0.5 } else { -0.5 };
                    for i in 0..3 {
                        pull[i] += half * m[i];
                        for j in 0..3 {
                            precision[i][j] += b.weight * omegas[k] * m[i + j];
                        }
                    }
                }
                let cov = inverse(&precision);
                let mean = std::array::from_fn(|i| (0..3).map(|j| cov[i][j] * pull[j]).sum());
                Item { mean, cov }
            })
            .collect();
        for (i, s) in spread.iter_mut().enumerate() {
            let squares: f64 = fitted.iter().map(|f| f.mean[i].powi(2) + f.cov[i][i]).sum();
            let prior = SPREAD_ITEMS * SPREAD[i] * SPREAD[i];
            *s = ((squares + prior) / (items as f64 + SPREAD_ITEMS)).sqrt();
        }
        // Positions, given items.
        posterior = by_voice
            .par_iter()
            .map(|own| {
                let mut log_q: Vec<f64> =
                    (0..GRID).map(|k| -0.5 * grid(k) * grid(k)).collect();
                // Σ of κ m and of ω (Σ + m mᵀ), then one pass over the grid.
                let mut linear = [0.0; 3];
                let mut square = [[0.0; 3]; 3];
                for &k in own {
                    let b = &ballots[k];
                    let f = &fitted[b.item as usize];
                    let half = b.weight * if b.yes { 0.5 } else { -0.5 };
                    for i in 0..3 {
                        linear[i] += half * f.mean[i];
                        for j in 0..3 {
                            square[i][j] +=
                                b.weight * omegas[k] * (f.cov[i][j] + f.mean[i] * f.mean[j]);
                        }
                    }
                }
                for (k, l) in log_q.iter_mut().enumerate() {
                    let f = features(grid(k));
                    for i in 0..3 {
                        *l += f[i] * linear[i];
                        for j in 0..3 {
                            *l -= 0.5 * f[i] * square[i][j] * f[j];
                        }
                    }
                }
                let top = log_q.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                log_q.iter_mut().for_each(|l| *l = (*l - top).exp());
                let total: f64 = log_q.iter().sum();
                log_q.iter_mut().for_each(|l| *l /= total);
                log_q
            })
            .collect();
        let next: Vec<[f64; 5]> = posterior.iter().map(|q| moments(q)).collect();
        let change =
            next.iter().zip(&moment).map(|(a, b)| (a[1] - b[1]).abs()).fold(0.0, f64::max);
        moment = next;
        // ω, given both: c² = E[ψ²] = Σ_ij E[f f′]_ij (Σ + m mᵀ)_ij.
        omegas = ballots
            .par_iter()
            .map(|b| {
                let (f, m) = (&fitted[b.item as usize], &moment[b.voice as usize]);
                let mut c2 = 0.0;
                for i in 0..3 {
                    for j in 0..3 {
                        c2 += m[i + j] * (f.cov[i][j] + f.mean[i] * f.mean[j]);
                    }
                }
                omega(c2.max(0.0).sqrt())
            })
            .collect();
        if step > 2 && change < TOLERANCE {
            break;
        }
    }
    let positions = moment
        .iter()
        .zip(&by_voice)
        .map(|(m, own)| {
            if own.is_empty() {
                Position { mean: 0.0, sd: 1.0 }
            } else {
                Position { mean: m[1], sd: (m[2] - m[1] * m[1]).max(0.0).sqrt() }
            }
        })
        .collect();
    drop(posterior);
    Line { positions, items: fitted, spread }
}

impl Line {
    /// Probability that a voice says yes to an item, by its mean position and the item's mean.
    pub(crate) fn predict(&self, voice: usize, item: usize) -> f64 {
        let f = features(self.positions[voice].mean);
        let m = &self.items[item].mean;
        logistic(f[0] * m[0] + f[1] * m[1] + f[2] * m[2])
    }

    /// Standard deviation of the slopes: 0 would be no line at all.
    pub(crate) fn slope(&self) -> f64 {
        self.spread[1]
    }
}

/// A first guess of the positions: the leading eigenvector of the voices' agreement, each item
/// centred on its own split, by power iteration from a fixed start.
pub(crate) fn eigenvector(ballots: &[Ballot], voices: usize, items: usize) -> Vec<f64> {
    let mut split = vec![(0.0, 0.0); items];
    for b in ballots {
        let s = &mut split[b.item as usize];
        s.0 += b.weight * f64::from(u8::from(b.yes));
        s.1 += b.weight;
    }
    let centred: Vec<f64> = ballots
        .iter()
        .map(|b| {
            let (yes, n) = split[b.item as usize];
            f64::from(u8::from(b.yes)) - yes / n.max(1e-12)
        })
        .collect();
    let mut heard = vec![0.0f64; voices];
    for b in ballots {
        heard[b.voice as usize] += b.weight;
    }
    // A voice with many ballots would otherwise be the axis.
    let scale: Vec<f64> = heard.iter().map(|n| 1.0 / n.max(1.0).sqrt()).collect();
    let mut x: Vec<f64> = (0..voices).map(|i| ((i as f64 + 1.0) * 0.754_877_666).fract() - 0.5).collect();
    for _ in 0..200 {
        let mut of_item = vec![0.0; items];
        for (b, c) in ballots.iter().zip(&centred) {
            let v = b.voice as usize;
            of_item[b.item as usize] += b.weight * c * x[v] * scale[v];
        }
        let mut next = vec![0.0; voices];
        for (b, c) in ballots.iter().zip(&centred) {
            let v = b.voice as usize;
            next[v] += b.weight * c * of_item[b.item as usize] * scale[v];
        }
        let norm = next.iter().map(|x| x * x).sum::<f64>().sqrt();
        if norm < 1e-12 {
            return vec![0.0; voices];
        }
        let change: f64 =
            next.iter().zip(&x).map(|(a, b)| (a / norm - b).abs()).fold(0.0, f64::max);
        x = next.iter().map(|v| v / norm).collect();
        if change < 1e-9 {
            break;
        }
    }
    x.iter().zip(&scale).map(|(v, s)| v * s).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::draws::Stream;

    fn correlation(a: &[f64], b: &[f64]) -> f64 {
        let n = a.len() as f64;
        let (ma, mb) = (a.iter().sum::<f64>() / n, b.iter().sum::<f64>() / n);
        let sum = |f: &dyn Fn(f64, f64) -> f64| -> f64 {
            a.iter().zip(b).map(|(x, y)| f(x - ma, y - mb)).sum()
        };
        sum(&|x, y| x * y) / (sum(&|x, _| x * x) * sum(&|_, y| y * y)).sqrt()
    }

    /// 40 voices on a line, 80 items; every fourth item has both ends against the middle.
    fn world() -> (Vec<f64>, Vec<Ballot>) {
        let mut r = Stream::new(3, &[1]);
        let xs: Vec<f64> = (0..40).map(|_| 1.2 * r.normal()).collect();
        let mut ballots = Vec::new();
        for item in 0..80 {
            let (a, b) = (r.normal(), 2.0 * r.normal());
            for (voice, x) in xs.iter().enumerate() {
                let psi = if item % 4 == 0 { 2.0 - 2.0 * x * x } else { a + b * x };
                if r.uniform() < 0.7 {
                    let yes = r.uniform() < logistic(psi);
                    ballots.push(Ballot { voice: voice as u32, item, yes, weight: 1.0 });
                }
            }
        }
        (xs, ballots)
    }

    #[test]
    fn planted_positions_are_found() {
        let (xs, ballots) = world();
        let line = fit(&ballots, &eigenvector(&ballots, 40, 80), 80);
        let found: Vec<f64> = line.positions.iter().map(|p| p.mean).collect();
        let r = correlation(&xs, &found);
        assert!(r.abs() > 0.93, "{r}");
        assert!(line.slope() > 0.5 && (0.0..=1.0).contains(&line.predict(0, 0)));
    }

    #[test]
    fn nothing_gives_nothing_and_no_nan() {
        let line = fit(&[], &[0.0; 3], 0);
        assert_eq!(line.positions, [Position { mean: 0.0, sd: 1.0 }; 3]);
        let same: Vec<Ballot> = (0..6)
            .map(|k| Ballot { voice: k % 3, item: k / 3, yes: true, weight: 1.0 })
            .collect();
        let line = fit(&same, &eigenvector(&same, 3, 2), 2);
        assert!(line.positions.iter().all(|p| p.mean.is_finite() && p.sd.is_finite()));
    }

    #[test]
    fn an_inverse_is_one() {
        let a = [[2.0, 0.5, 0.1], [0.5, 1.0, 0.2], [0.1, 0.2, 3.0]];
        let b = inverse(&a);
        for i in 0..3 {
            for j in 0..3 {
                let cell: f64 = (0..3).map(|k| a[i][k] * b[k][j]).sum();
                assert!((cell - f64::from(u8::from(i == j))).abs() < 1e-12);
            }
        }
    }
}
