//! Ideal points: the places on one line from which the voices' yes and no are most plausible.
//!
//! | symbol     | name here        | meaning                                                       |
//! |------------|------------------|---------------------------------------------------------------|
//! | `x_i`      | `position`       | place of voice `i`, on a grid from −1.2 to 1.2                 |
//! | `y_ij`     | [`Ballot::yes`]  | its answer to item `j`                                         |
//! | `k`        | a [`Curve`]      | how yes depends on the place; one of some three hundred        |
//! | `r_jk`     | `belief`         | belief that item `j` follows curve `k`                         |
//! | `π_k`      | `share`          | share of items that follow curve `k`, learnt                   |
//!
//! ```text
//! P(y_ij = yes | k) = logistic(h [exp(−w²(x_i − yes_k)²/2) − exp(−w²(x_i − no_k)²/2)])
//! ```
//!
//! The spatial model of NOMINATE (Poole and Rosenthal 1985, doi:10.2307/2111172): each item offers a
//! place for yes and one for no, and a voice takes the nearer, with some noise. Its curves include
//! the two-parameter logistic (both places far out), the plain split (a constant), and both ends
//! against the middle (Duck-Mayr and Montgomery 2023, doi:10.1017/pan.2022.33), which a straight
//! item reads as moderation. Instead of estimating places and noise of each item, the belief over a
//! fixed set of curves is kept, and how common each curve is, is learnt from all items: with few
//! votes an item borrows from the others. Variational EM from the leading eigenvector of the
//! agreement matrix; `q(x_i)` lives on a grid and may have any shape.

use rayon::prelude::*;

use crate::units::log_sum_exp;

/// One voice's answer to one item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ballot {
    pub voice: u32,
    pub item: u32,
    pub yes: bool,
    /// 1, less for voices that repeat one another.
    pub weight: f64,
}

/// Where a voice stands, −1.2 … 1.2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Position {
    pub mean: f64,
    pub sd: f64,
}

/// The fitted line.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// By voice; those without ballots stand at the prior.
    pub positions: Vec<Position>,
    /// `q(x_i)`, by voice.
    posterior: Vec<Vec<f64>>,
    /// `P(yes | x)` on the grid, by item.
    yes: Vec<Vec<f64>>,
}

/// The grid of positions.
const GRID: usize = 33;
pub(crate) const REACH: f64 = 1.2;
/// Standard deviation of positions before any vote.
const SPREAD: f64 = 0.8;
/// Where an item's two places may lie: −1.5 … 1.5, this far apart.
const PLACE_STEP: f64 = 0.25;
const PLACES: i32 = 6;
/// `w`: how fast a place loses its pull with distance.
const WIDTH: f64 = 1.0;
/// `h`: how firmly voices follow the nearer place.
const FIRMNESS: [f64; 3] = [6.0, 12.0, 24.0];
/// Log odds of the items that do not depend on the place.
const CONSTANT: [f64; 9] = [-4.0, -3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.0];
/// Items' worth of evidence that each curve starts with.
const CURVE_ITEMS: f64 = 0.1;
const MAX_STEPS: usize = 40;
const TOLERANCE: f64 = 1e-3;

fn grid(x: usize) -> f64 {
    REACH * (2.0 * x as f64 / (GRID - 1) as f64 - 1.0)
}

/// `ln P(yes)` and `ln P(no)` of one curve on the grid.
struct Curve {
    log_yes: [f64; GRID],
    log_no: [f64; GRID],
}

impl Curve {
    fn new(log_odds: impl Fn(f64) -> f64) -> Self {
        let odds: [f64; GRID] = std::array::from_fn(|x| log_odds(grid(x)));
        Self { log_yes: odds.map(|z| -(-z).exp().ln_1p()), log_no: odds.map(|z| -z.exp().ln_1p()) }
    }

    fn log(&self, yes: bool) -> &[f64; GRID] {
        if yes { &self.log_yes } else { &self.log_no }
    }
}

fn curves() -> Vec<Curve> {
    let place = |k: i32| f64::from(k) * PLACE_STEP;
    let pull = |x: f64, at: f64| (-0.5 * (WIDTH * (x - at)).powi(2)).exp();
    let mut curves = Vec::new();
    for firmness in FIRMNESS {
        for yes in -PLACES..=PLACES {
            for no in (-PLACES..=PLACES).filter(|no| *no != yes) {
                curves.push(Curve::new(|x| firmness * (pull(x, place(yes)) - pull(x, place(no)))));
            }
        }
    }
    curves.extend(CONSTANT.map(|z| Curve::new(|_| z)));
    curves
}

/// Turns log weights into probabilities.
fn normalise(logs: &mut [f64]) {
    let total = log_sum_exp(logs);
    logs.iter_mut().for_each(|l| *l = (*l - total).exp());
}

/// Fits the line. `start` is a first guess of the positions; its sign decides which end is plus.
pub(crate) fn fit(ballots: &[Ballot], start: &[f64], items: usize) -> Line {
    let voices = start.len();
    let mut by_voice: Vec<Vec<&Ballot>> = vec![Vec::new(); voices];
    let mut by_item: Vec<Vec<&Ballot>> = vec![Vec::new(); items];
    for b in ballots {
        by_voice[b.voice as usize].push(b);
        by_item[b.item as usize].push(b);
    }
    let curves = curves();
    let norm = (start.iter().map(|x| x * x).sum::<f64>() / voices.max(1) as f64).sqrt().max(1e-12);
    let mut posterior: Vec<Vec<f64>> = start
        .iter()
        .map(|x| {
            let guess = (x / norm * REACH / 2.0).clamp(-0.9 * REACH, 0.9 * REACH);
            let mut q: Vec<f64> =
                (0..GRID).map(|k| -0.5 * ((grid(k) - guess) / (0.25 * REACH)).powi(2)).collect();
            normalise(&mut q);
            q
        })
        .collect();
    let mut share = vec![-(curves.len() as f64).ln(); curves.len()];
    let mut belief: Vec<Vec<f64>> = Vec::new();
    for step in 0..MAX_STEPS {
        // What each voice would say under each curve, its place averaged out.
        let said: Vec<[Vec<f64>; 2]> = posterior
            .par_iter()
            .map(|q| {
                [false, true].map(|yes| {
                    let mean = |c: &Curve| q.iter().zip(c.log(yes)).map(|(p, l)| p * l).sum();
                    curves.iter().map(mean).collect()
                })
            })
            .collect();
        belief = by_item
            .par_iter()
            .map(|own| {
                let mut r = share.clone();
                for b in own {
                    let logs = &said[b.voice as usize][usize::from(b.yes)];
                    r.iter_mut().zip(logs).for_each(|(r, l)| *r += b.weight * l);
                }
                normalise(&mut r);
                r
            })
            .collect();
        let mut counts = vec![CURVE_ITEMS; curves.len()];
        for r in belief.iter().zip(&by_item).filter(|(_, own)| !own.is_empty()).map(|(r, _)| r) {
            counts.iter_mut().zip(r).for_each(|(c, r)| *c += r);
        }
        let total: f64 = counts.iter().sum();
        share = counts.iter().map(|c| (c / total).ln()).collect();
        // What each place would make of each item, its curve averaged out.
        let item: Vec<[[f64; GRID]; 2]> = belief
            .par_iter()
            .map(|r| {
                [false, true].map(|yes| {
                    let mut mean = [0.0; GRID];
                    for (r, c) in r.iter().zip(&curves).filter(|(r, _)| **r > 1e-6) {
                        mean.iter_mut().zip(c.log(yes)).for_each(|(m, l)| *m += r * l);
                    }
                    mean
                })
            })
            .collect();
        let next: Vec<Vec<f64>> = by_voice
            .par_iter()
            .map(|own| {
                let mut q: Vec<f64> =
                    (0..GRID).map(|k| -0.5 * (grid(k) / SPREAD).powi(2)).collect();
                for b in own {
                    let logs = &item[b.item as usize][usize::from(b.yes)];
                    q.iter_mut().zip(logs).for_each(|(q, l)| *q += b.weight * l);
                }
                normalise(&mut q);
                q
            })
            .collect();
        let change = next
            .iter()
            .zip(&posterior)
            .map(|(a, b)| (place(a).mean - place(b).mean).abs())
            .fold(0.0, f64::max);
        posterior = next;
        if step > 2 && change < TOLERANCE {
            break;
        }
    }
    let yes = belief
        .par_iter()
        .map(|r| {
            (0..GRID)
                .map(|x| r.iter().zip(&curves).map(|(r, c)| r * c.log_yes[x].exp()).sum())
                .collect()
        })
        .collect();
    Line { positions: posterior.iter().map(|q| place(q)).collect(), posterior, yes }
}

/// Mean and standard deviation of a grid posterior.
fn place(q: &[f64]) -> Position {
    let mean: f64 = q.iter().enumerate().map(|(k, p)| p * grid(k)).sum();
    let square: f64 = q.iter().enumerate().map(|(k, p)| p * (grid(k) - mean).powi(2)).sum();
    // Between two points of the grid nothing is known.
    let cell = 2.0 * REACH / (GRID - 1) as f64;
    Position { mean, sd: (square + cell * cell / 12.0).sqrt() }
}

impl Line {
    /// Probability that a voice says yes to an item.
    pub(crate) fn predict(&self, voice: usize, item: usize) -> f64 {
        self.posterior[voice].iter().zip(&self.yes[item]).map(|(q, p)| q * p).sum()
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
    let mut x: Vec<f64> =
        (0..voices).map(|i| ((i as f64 + 1.0) * 0.754_877_666).fract() - 0.5).collect();
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
                    let yes = r.uniform() < 1.0 / (1.0 + (-psi).exp());
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
        assert!((0.0..=1.0).contains(&line.predict(0, 0)));
    }

    #[test]
    fn a_posterior_has_the_moments_of_its_masses() {
        let mut q = [0.0; GRID];
        (q[GRID - 1], q[GRID - 5]) = (0.25, 0.75);
        let (a, b) = (grid(GRID - 1), grid(GRID - 5));
        let mean = 0.25 * a + 0.75 * b;
        let cell = grid(1) - grid(0);
        let var = 0.25 * (a - mean).powi(2) + 0.75 * (b - mean).powi(2) + cell * cell / 12.0;
        let found = place(&q);
        assert!((found.mean - mean).abs() < 1e-12);
        assert!((found.sd - var.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_voice_that_votes_rarely_starts_where_its_camp_does() {
        // Two camps of five; the last of each votes on 10 of the 40 items.
        let mut ballots = Vec::new();
        for item in 0..40 {
            for voice in 0..10 {
                if voice % 5 != 4 || item < 10 {
                    ballots.push(Ballot { voice, item, yes: voice < 5, weight: 1.0 });
                }
            }
        }
        let x = eigenvector(&ballots, 10, 40);
        for (rare, often) in [(4, 0), (9, 5)] {
            assert!((0.7..1.4).contains(&(x[rare] / x[often])), "{x:?}");
        }
        assert!(x[0] * x[5] < 0.0);
    }

    #[test]
    fn nothing_gives_nothing_and_no_nan() {
        let line = fit(&[], &[0.0; 3], 0);
        assert!(line.positions.iter().all(|p| p.mean.abs() < 1e-9 && p.sd > 0.4));
        let same: Vec<Ballot> =
            (0..6).map(|k| Ballot { voice: k % 3, item: k / 3, yes: true, weight: 1.0 }).collect();
        let line = fit(&same, &eigenvector(&same, 3, 2), 2);
        assert!(line.positions.iter().all(|p| p.mean.is_finite() && p.sd.is_finite()));
    }
}
