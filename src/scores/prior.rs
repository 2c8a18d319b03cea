//! The prior of a share, learnt from all voices (empirical Bayes).
//!
//! Voices' accuracies are taken as draws from `Beta(μκ, (1−μ)κ)`; `μ` and `κ` are those under which
//! all voices' marks together are most plausible (Robbins 1956; Morris 1983,
//! doi:10.1080/01621459.1983.10477920):
//!
//! ```text
//! Σ_s λ_s ln ∫ Beta(p; μκ, (1−μ)κ) L_s(p) dp  +  ln h(μ, κ)
//! ```
//!
//! `h` is a weak prior around the configured mean and strength, so that a corpus of five articles
//! keeps them and one of five thousand overrides them. `λ_s` is the share of a voice's observations
//! that are its own: each observation is divided among the voices that give it from one origin, so
//! that a clone adds nothing.
//!
//! Graded observations (a number half an octave off counts 0.6) vary less than right or wrong would:
//! by the factor `φ`, their variance within voices over `p(1 − p)`. Each then tells `1/φ` times as
//! much (quasi-likelihood, Wedderburn 1974, doi:10.1093/biomet/61.3.439); taken for coin tosses, they
//! would hide how far the voices differ.

use super::interval::{Observation, Prior, log_likelihood};
use crate::units::log_sum_exp;

/// Grid points of the accuracy.
const POINTS: usize = 60;
/// More voices than this are represented by every n-th.
const MAX_VOICES: usize = 4000;
/// How far `ln κ` may be from its configured value: standard deviation of `h`.
const STRENGTH_SD: f64 = 0.7;
/// How many voices the configured mean is worth.
const MEAN_VOICES: f64 = 3.0;

/// Learns mean and strength from each voice's observations and their shares `λ`.
pub(crate) fn learn(voices: &[(f64, Vec<Observation>)], start: Prior) -> Prior {
    let (dispersion, typical) = dispersion(voices);
    let step = voices.len().div_ceil(MAX_VOICES).max(1);
    let used: Vec<(f64, Vec<f64>)> = voices
        .iter()
        .step_by(step)
        .filter(|(share, obs)| *share > 0.0 && !obs.is_empty())
        .map(|(share, obs)| (*share * step as f64, likelihood(obs, dispersion)))
        .collect();
    if used.is_empty() {
        return start;
    }
    let objective = |mean: f64, strength: f64| {
        let log_prior = log_beta_cells(mean * strength, (1.0 - mean) * strength);
        let fit: f64 = used
            .iter()
            .map(|(share, l)| {
                let terms: Vec<f64> = l.iter().zip(&log_prior).map(|(a, b)| a + b).collect();
                share * log_sum_exp(&terms)
            })
            .sum();
        let z = (strength / start.strength).ln() / STRENGTH_SD;
        fit - 0.5 * z * z
            + MEAN_VOICES * (start.mean * mean.ln() + (1.0 - start.mean) * (-mean).ln_1p())
    };
    // Coordinates in which the optimum is not near a wall: logit μ and ln κ.
    let at = |x: f64, y: f64| (1.0 / (1.0 + (-x).exp()), y.exp().clamp(0.5, 500.0));
    let (mut x, mut y) = ((start.mean / (1.0 - start.mean)).ln(), start.strength.ln());
    let mut best = objective(at(x, y).0, at(x, y).1);
    let mut size = 1.0;
    // Pattern search (Hooke and Jeeves 1961, doi:10.1145/321062.321069): two coordinates, a smooth
    // objective, no derivative needed; 1/64 of a logit is finer than any voice can tell.
    while size > 1.0 / 64.0 {
        let moves = [(size, 0.0), (-size, 0.0), (0.0, size), (0.0, -size)];
        let next = moves
            .iter()
            .map(|(dx, dy)| (x + dx, y + dy))
            .filter(|(nx, ny)| nx.abs() < 6.0 && (0.5..500.0).contains(&ny.exp()))
            .map(|(nx, ny)| (nx, ny, objective(at(nx, ny).0, at(nx, ny).1)))
            .fold(None, |top: Option<(f64, f64, f64)>, c| match top {
                Some(t) if t.2 >= c.2 => Some(t),
                _ => Some(c),
            });
        match next {
            Some((nx, ny, value)) if value > best => (x, y, best) = (nx, ny, value),
            _ => size /= 2.0,
        }
    }
    let (mean, strength) = at(x, y);
    // From coin tosses back to observations.
    Prior { mean, strength: strength * typical, sd: start.sd }
}

/// Fewest graded observations beyond the first of their voices before `φ` is measured.
const MIN_DEGREES: f64 = 10.0;

/// `φ` of the graded observations, and its mean over all observations (1 for those that are not
/// graded).
///
/// # Formula
///
/// ```text
/// φ = Σ_s Σ_i (x_i − m_s)² / Σ_s n_s m_s (1 − m_s)
/// ```
fn dispersion(voices: &[(f64, Vec<Observation>)]) -> (f64, f64) {
    let (mut squares, mut degrees, mut tosses, mut graded, mut all) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (share, obs) in voices {
        let own: Vec<&Observation> = obs.iter().filter(|o| o.chance.is_none()).collect();
        graded += share * own.len() as f64;
        all += share * obs.len() as f64;
        if own.len() < 2 {
            continue;
        }
        let n = own.len() as f64;
        let mean = own.iter().map(|o| o.value).sum::<f64>() / n;
        let square: f64 = own.iter().map(|o| (o.value - mean).powi(2)).sum();
        squares += share * square;
        degrees += share * (n - 1.0);
        // Tosses with this mean would have exactly these squares.
        tosses += share * n * mean * (1.0 - mean);
    }
    if degrees < MIN_DEGREES || tosses <= 0.0 || all <= 0.0 {
        return (1.0, 1.0);
    }
    let phi = (squares / tosses).clamp(0.05, 1.0);
    (phi, (graded * phi + all - graded) / all)
}

/// Middle of grid cell `i`. Cells are narrower toward 0 and 1, where accuracies crowd.
fn point(i: usize) -> f64 {
    let u = (i as f64 + 0.5) / POINTS as f64;
    (1.0 - (std::f64::consts::PI * u).cos()) / 2.0
}

/// Log mass of the Beta law in each cell, normalised.
fn log_beta_cells(a: f64, b: f64) -> Vec<f64> {
    let cells: Vec<f64> = (0..POINTS)
        .map(|i| {
            let p = point(i);
            // dp/du of the cosine grid is proportional to √(p(1−p)).
            (a - 0.5) * p.ln() + (b - 0.5) * (-p).ln_1p()
        })
        .collect();
    let total = log_sum_exp(&cells);
    cells.iter().map(|c| c - total).collect()
}

/// Log likelihood of one voice's observations at each grid point.
fn likelihood(obs: &[Observation], dispersion: f64) -> Vec<f64> {
    (0..POINTS)
        .map(|i| {
            let p = point(i);
            let told = |o: &Observation| if o.chance.is_none() { 1.0 / dispersion } else { 1.0 };
            obs.iter().map(|o| o.weight * told(o) * log_likelihood(p, o)).sum()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::draws::Stream;

    const START: Prior = Prior { mean: 0.5, strength: 3.0, sd: 0.0 };

    fn voice(right: usize, n: usize) -> (f64, Vec<Observation>) {
        let one = |i| Observation {
            value: f64::from(u8::from(i < right)),
            weight: 1.0,
            block: i as u32,
            chance: Some(1.0),
        };
        (1.0, (0..n).map(one).collect())
    }

    #[test]
    fn without_voices_the_configured_prior_stays() {
        assert_eq!(learn(&[], START), START);
    }

    #[test]
    fn a_planted_prior_is_found() {
        // 400 voices, accuracies from Beta(8, 2): mean .8, strength 10.
        let voices: Vec<_> = (0..400)
            .map(|s| {
                let mut r = Stream::new(11, &[s]);
                let (a, b) = (r.gamma(8.0), r.gamma(2.0));
                let p = a / (a + b);
                voice((0..20).filter(|_| r.uniform() < p).count(), 20)
            })
            .collect();
        let prior = learn(&voices, START);
        assert!((prior.mean - 0.8).abs() < 0.03, "{prior:?}");
        assert!((6.0..16.0).contains(&prior.strength), "{prior:?}");
    }

    #[test]
    fn graded_marks_show_how_far_voices_differ() {
        // Fifty voices around .3 and fifty around .5, every mark within .1 of its voice's.
        let voices: Vec<_> = (0..100)
            .map(|s| {
                let centre = if s % 2 == 0 { 0.3 } else { 0.5 };
                let one = |i: usize| Observation {
                    value: centre + if i.is_multiple_of(2) { 0.1 } else { -0.1 },
                    weight: 1.0,
                    block: i as u32,
                    chance: None,
                };
                (1.0, (0..6).map(one).collect())
            })
            .collect();
        let prior = learn(&voices, START);
        // Marks vary by .01, means by .01: one mark tells as much as the prior.
        assert!((prior.mean - 0.4).abs() < 0.03, "{prior:?}");
        assert!((0.4..3.0).contains(&prior.strength), "{prior:?}");
    }

    #[test]
    fn three_voices_move_it_little() {
        let prior = learn(&[voice(2, 2), voice(1, 2), voice(2, 2)], START);
        assert!(prior.mean < 0.75 && (1.0..12.0).contains(&prior.strength), "{prior:?}");
    }

    #[test]
    fn a_clone_that_shares_its_origin_changes_nothing() {
        let two = [voice(9, 10), voice(3, 10)];
        let mut three = two.to_vec();
        three[0].0 = 0.5;
        three.push(three[0].clone());
        let (a, b) = (learn(&two, START), learn(&three, START));
        assert!((a.mean - b.mean).abs() < 1e-9 && (a.strength - b.strength).abs() < 1e-6);
    }
}
