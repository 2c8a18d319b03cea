//! Means that lean on a prior, with their intervals: by Bayesian bootstrap, and by formula.
//!
//! A component of a score is the mean of some observations, each from one question (or, for
//! wording, one article), shrunk toward a prior worth κ observations. Every component uses the same
//! two ways to an interval:
//!
//! | symbol   | name here          | meaning                                                       |
//! |----------|--------------------|---------------------------------------------------------------|
//! | `x_i`    | [`Observation::value`] | an observation; for marks: probability that a claim is right |
//! | `w_i`    | [`Observation::weight`] | its weight                                              |
//! | `μ, κ`   | [`Prior`]          | mean and strength of the prior                                |
//! | `π_i`    | [`Observation::chance`] | chance that a wrong claim looks like this one            |
//! | `g_j`    | `g`                | bootstrap weight of question `j`, exponential with mean 1      |
//!
//! **Bootstrap** (the reference; Rubin 1981, doi:10.1214/aos/1176345338). In each replicate every
//! *question* gets one weight, whoever answers it, so that votes of one origin and votes on one
//! question move together. The prior takes part as pseudo-observations: a Dirichlet process with κ
//! observations' strength, whose posterior is exactly this bootstrap (Ferguson 1973,
//! doi:10.1214/aos/1176342360):
//!
//! ```text
//! m* = (G₀ m₀ + Σ g_i w_i x_i) / (G₀ + Σ g_i w_i)      G₀ ~ Gamma(κ), m₀ ~ the prior of the mean
//! ```
//!
//! Without the pseudo-observations a voice with one claim would get an interval of width 0.
//!
//! **Analytic**: the first two moments of the same posterior, and the quantiles of the Beta (for
//! shares) or normal law (for leans) with these moments.
//!
//! **Doubtful marks.** A mark is a probability, not a verdict. With `own_record`, the mean `p` of
//! the marks is the accuracy under which the others' beliefs and the voice's answers are most
//! plausible:
//!
//! ```text
//! L(p) = Π_i [p x_i + (1 − p)(1 − x_i) π_i]^{w_i}
//! ```
//!
//! With certain marks (0 or 1) this is the binomial likelihood, and the posterior mean is
//! `(α₀ + Σ w a)/(α₀ + β₀ + Σ w)`. In general the posterior mean is that same formula with
//! `a_i = E[p x_i / (p x_i + (1 − p)(1 − x_i) π_i)]` (data augmentation: the mean over the unseen
//! verdicts). A claim on which the others are evenly split then moves nothing, where the plain mean
//! would pull every voice toward one half.

use statrs::distribution::{Beta, ContinuousCDF};

use super::draws::Stream;
use crate::units::Estimate;

/// One observation behind a component.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Observation {
    /// On the component's scale: 0–1 for shares, −1…+1 or any real number for leans.
    pub value: f64,
    /// 0 and up.
    pub weight: f64,
    /// Observations of one block get one bootstrap weight.
    pub block: u32,
    /// For doubtful marks: `π`, in (0, 1]; `None` for an observation taken at face value.
    pub chance: Option<f64>,
}

/// What is believed of a mean before its observations.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Prior {
    pub mean: f64,
    /// In observations, above 0.
    pub strength: f64,
    /// For real-valued means: standard deviation of the mean over voices.
    pub sd: f64,
}

/// The scale that a component lives on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Scale {
    /// 0–1, each observation taken at face value.
    Share,
    /// 0–1, each observation a doubtful mark.
    Marks,
    /// −1…+1.
    Signed,
    /// A real number, read through tanh.
    Real,
}

/// An estimated mean.
#[derive(Clone, Debug)]
pub(crate) struct Mean {
    pub value: f64,
    /// Standard deviation of the posterior.
    pub sd: f64,
    /// One value per replicate; empty for the analytic way.
    pub replicates: Vec<f64>,
    /// `a_i`: what each observation counted for in the mean, in order.
    pub marks: Vec<f64>,
}

/// How intervals are made in this run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Plan {
    pub replicates: usize,
    pub seed: u64,
    pub level: f64,
}

/// Keys that keep the streams of different uses apart.
const KEY_BLOCK: u64 = 0;
const KEY_PRIOR: u64 = 1;

/// The mean of `observations` under `prior`. `key` names voice and component, so that their
/// pseudo-observations differ. With `plan.replicates` 0 the analytic way is taken.
pub(crate) fn mean(
    observations: &[Observation],
    prior: Prior,
    scale: Scale,
    plan: Plan,
    key: [u64; 2],
) -> Mean {
    let (value, sd, marks) = match scale {
        Scale::Marks => marks_posterior(observations, prior),
        _ => plain_posterior(observations, prior, scale),
    };
    // The replicates start from the estimate itself ("warm"), so few steps suffice.
    let replicates = (0..plan.replicates)
        .map(|b| replicate(observations, prior, scale, plan.seed, b as u64, key, value))
        .collect();
    let link = |x: f64| if scale == Scale::Real { x.tanh() } else { x };
    // tanh is concave, so the spread shrinks by its slope.
    let sd = if scale == Scale::Real { sd * (1.0 - value.tanh().powi(2)) } else { sd };
    Mean { value: link(value), sd, replicates, marks }
}

/// Moments of the Dirichlet-process posterior of a mean.
///
/// # Formula
///
/// ```text
/// m   = (κ μ + Σ w x) / (κ + Σ w)
/// var = [κ (v₀ + (μ − m)²) + Σ w (x − m)²] / (κ + Σ w) / (κ + Σ w + 1)
/// ```
///
/// where `v₀` is the variance of one pseudo-observation.
fn plain_posterior(obs: &[Observation], prior: Prior, scale: Scale) -> (f64, f64, Vec<f64>) {
    let k = prior.strength;
    let total: f64 = obs.iter().map(|o| o.weight).sum();
    let sum: f64 = obs.iter().map(|o| o.weight * o.value).sum();
    let m = (k * prior.mean + sum) / (k + total);
    let v0 = match scale {
        Scale::Share | Scale::Marks => prior.mean * (1.0 - prior.mean),
        Scale::Signed => 1.0 - prior.mean * prior.mean,
        // The mean of the process has variance v₀/(κ + 1); that is to be sd².
        Scale::Real => prior.sd * prior.sd * (k + 1.0),
    };
    let spread: f64 = obs.iter().map(|o| o.weight * (o.value - m).powi(2)).sum::<f64>()
        + k * (v0 + (prior.mean - m).powi(2));
    let sd = (spread / (k + total) / (k + total + 1.0)).sqrt();
    (m, sd, obs.iter().map(|o| o.value).collect())
}

/// Log likelihood of an observation under accuracy `p`.
pub(crate) fn log_likelihood(p: f64, o: &Observation) -> f64 {
    match o.chance {
        Some(chance) => (p * o.value + (1.0 - p) * (1.0 - o.value) * chance).max(1e-12).ln(),
        None => o.value * p.ln() + (1.0 - o.value) * (-p).ln_1p(),
    }
}

/// What an observation counts for under accuracy `p`: the probability that the claim is right.
fn mark(p: f64, o: &Observation) -> f64 {
    match o.chance {
        Some(chance) => {
            let right = p * o.value;
            right / (right + (1.0 - p) * (1.0 - o.value) * chance).max(1e-12)
        }
        None => o.value,
    }
}

/// Grid points of the posterior of an accuracy.
const GRID: usize = 192;
/// Grid cells whose log density lies this far below the mode are left out of the fine grid.
const NEGLIGIBLE: f64 = 25.0;

/// Posterior mean, standard deviation, and the mark of each observation.
///
/// Two grids: a coarse one over (0, 1) to find where the mass is, then a fine one there, so that
/// ten thousand claims are resolved as well as three.
fn marks_posterior(obs: &[Observation], prior: Prior) -> (f64, f64, Vec<f64>) {
    let (a, b) = (prior.mean * prior.strength, (1.0 - prior.mean) * prior.strength);
    let merged = merge(obs);
    // On the cosine grid dp/du = π √(p(1−p)), so the prior's exponents grow by one half: a prior
    // that crowds toward 0 and 1 is still resolved.
    let log_density = |p: f64| {
        (a - 0.5) * p.ln()
            + (b - 0.5) * (-p).ln_1p()
            + merged.iter().map(|o| o.weight * log_likelihood(p, o)).sum::<f64>()
    };
    let grid = |low: f64, high: f64| -> Vec<(f64, f64, f64)> {
        let step = (high - low) / GRID as f64;
        (0..GRID)
            .map(|i| {
                let u = low + (i as f64 + 0.5) * step;
                let p = ((1.0 - (std::f64::consts::PI * u).cos()) / 2.0).clamp(1e-9, 1.0 - 1e-9);
                (u, p, log_density(p))
            })
            .collect()
    };
    let mut cells = grid(0.0, 1.0);
    let half = 0.5 / GRID as f64;
    let top = cells.iter().map(|c| c.2).fold(f64::NEG_INFINITY, f64::max);
    let kept: Vec<f64> = cells.iter().filter(|c| c.2 > top - NEGLIGIBLE).map(|c| c.0).collect();
    if let (Some(first), Some(last)) = (kept.first(), kept.last())
        && last - first < 0.5
    {
        // One coarse cell to each side: the mode may lie between two grid points.
        cells = grid((first - 3.0 * half).max(0.0), (last + 3.0 * half).min(1.0));
    }
    let top = cells.iter().map(|c| c.2).fold(f64::NEG_INFINITY, f64::max);
    let mut total = 0.0;
    let (mut m1, mut m2) = (0.0, 0.0);
    let weights: Vec<(f64, f64)> = cells
        .iter()
        .map(|&(_, p, l)| {
            let w = (l - top).exp();
            total += w;
            m1 += w * p;
            m2 += w * p * p;
            (p, w)
        })
        .collect();
    let mean = m1 / total;
    let sd = (m2 / total - mean * mean).max(0.0).sqrt();
    // For few observations the marks are exact averages over p; for many, the posterior of p is so
    // narrow that its mean serves.
    let marks: Vec<f64> = obs
        .iter()
        .map(|o| {
            if obs.len() <= 64 {
                weights.iter().map(|&(p, w)| w * mark(p, o)).sum::<f64>() / total
            } else {
                mark(mean, o)
            }
        })
        .collect();
    // The mean by the method's formula over these marks: equal to the grid's up to its step, and
    // exactly the sum of the parts that an explanation shows.
    let (mut sum, mut total) = (a, a + b);
    for (o, mark) in obs.iter().zip(&marks) {
        sum += o.weight * mark;
        total += o.weight;
    }
    (sum / total, sd, marks)
}

/// Many observations, merged where value (to a thousandth) and chance are equal.
fn merge(obs: &[Observation]) -> Vec<Observation> {
    if obs.len() <= 64 {
        return obs.to_vec();
    }
    let mut sorted: Vec<Observation> = obs
        .iter()
        .map(|o| Observation { value: (o.value * 1000.0).round() / 1000.0, ..*o })
        .collect();
    let chance = |o: &Observation| o.chance.unwrap_or(-1.0);
    sorted.sort_by(|a, b| a.value.total_cmp(&b.value).then(chance(a).total_cmp(&chance(b))));
    let mut merged: Vec<Observation> = Vec::new();
    for o in sorted {
        match merged.last_mut() {
            Some(last) if last.value == o.value && last.chance == o.chance => {
                last.weight += o.weight
            }
            _ => merged.push(o),
        }
    }
    merged
}

/// Steps of the fixed point within a replicate at most, and the change at which it ends.
const STEPS: usize = 60;
const TOLERANCE: f64 = 1e-5;

fn replicate(
    obs: &[Observation],
    prior: Prior,
    scale: Scale,
    seed: u64,
    b: u64,
    key: [u64; 2],
    start: f64,
) -> f64 {
    let mut pseudo = Stream::new(seed, &[KEY_PRIOR, b, key[0], key[1]]);
    let k = prior.strength;
    // G₀ and G₀ m₀.
    let (g0, gm) = match scale {
        Scale::Share | Scale::Marks => {
            let right = pseudo.gamma(k * prior.mean);
            (right + pseudo.gamma(k * (1.0 - prior.mean)), right)
        }
        Scale::Signed => {
            let plus = pseudo.gamma(k * (1.0 + prior.mean) / 2.0);
            let minus = pseudo.gamma(k * (1.0 - prior.mean) / 2.0);
            (plus + minus, plus - minus)
        }
        Scale::Real => {
            let g = pseudo.gamma(k);
            (g, g * (prior.mean + prior.sd * pseudo.normal()))
        }
    };
    let block = |o: &Observation| {
        o.weight * Stream::new(seed, &[KEY_BLOCK, b, u64::from(o.block)]).exponential()
    };
    if scale != Scale::Marks {
        let (mut total, mut sum) = (g0, gm);
        for o in obs {
            let g = block(o);
            total += g;
            sum += g * o.value;
        }
        let m = if total > 0.0 { sum / total } else { prior.mean };
        return if scale == Scale::Real { m.tanh() } else { m };
    }
    let weights: Vec<f64> = obs.iter().map(block).collect();
    let total = g0 + weights.iter().sum::<f64>();
    if total <= 0.0 {
        return prior.mean;
    }
    let mut p = start;
    for _ in 0..STEPS {
        let right: f64 = obs.iter().zip(&weights).map(|(o, g)| g * mark(p, o)).sum();
        let next = (gm + right) / total;
        let done = (next - p).abs() < TOLERANCE;
        p = next;
        if done {
            break;
        }
    }
    p
}

/// The quantile of sorted numbers at `q`, linear between neighbours (type 7 of Hyndman and Fan 1996,
/// doi:10.2307/2684934).
fn quantile(sorted: &[f64], q: f64) -> f64 {
    let at = q * (sorted.len() - 1) as f64;
    let (i, rest) = (at.floor() as usize, at.fract());
    let next = sorted[(i + 1).min(sorted.len() - 1)];
    sorted[i] + rest * (next - sorted[i])
}

/// Value and interval of a mean, on its scale.
pub(crate) fn estimate(mean: &Mean, scale: Scale, level: f64) -> Option<Estimate> {
    let tail = (1.0 - level) / 2.0;
    if !mean.replicates.is_empty() {
        let mut sorted = mean.replicates.clone();
        sorted.sort_by(f64::total_cmp);
        return Estimate::new(mean.value, quantile(&sorted, tail), quantile(&sorted, 1.0 - tail))
            .ok();
    }
    let (low, high) = match scale {
        Scale::Share | Scale::Marks => beta_interval(mean.value, mean.sd, tail),
        Scale::Signed | Scale::Real => {
            // The interval is symmetrical where a lean is not bounded: before tanh.
            let z = mean.value.clamp(-1.0 + 1e-9, 1.0 - 1e-9).atanh();
            let slope = 1.0 - mean.value.powi(2);
            let half = normal_quantile(1.0 - tail) * mean.sd / slope.max(1e-9);
            ((z - half).tanh(), (z + half).tanh())
        }
    };
    Estimate::new(mean.value, low, high).ok()
}

/// Quantiles of the Beta law with this mean and standard deviation.
fn beta_interval(mean: f64, sd: f64, tail: f64) -> (f64, f64) {
    let strength = mean * (1.0 - mean) / (sd * sd).max(1e-12) - 1.0;
    let inside = mean > 0.0 && mean < 1.0 && strength > 0.0;
    match inside.then(|| Beta::new(mean * strength, (1.0 - mean) * strength)) {
        Some(Ok(beta)) => (beta.inverse_cdf(tail), beta.inverse_cdf(1.0 - tail)),
        _ => (mean, mean),
    }
}

/// The standard normal quantile.
pub(crate) fn normal_quantile(q: f64) -> f64 {
    statrs::distribution::Normal::standard().inverse_cdf(q)
}

/// The weighted mean of several means; those without evidence are not among them. `None` for none,
/// or where all weigh 0.
///
/// # Formula
///
/// ```text
/// Σ w_c m_c / Σ w_c          within each replicate; analytic: variances add as w_c²
/// ```
pub(crate) fn combine(parts: &[(f64, &Mean)]) -> Option<Mean> {
    let total: f64 = parts.iter().map(|p| p.0).sum();
    if total <= 0.0 {
        return None;
    }
    let of = |f: &dyn Fn(&Mean) -> f64| parts.iter().map(|(w, m)| w * f(m)).sum::<f64>() / total;
    let n = parts.iter().map(|p| p.1.replicates.len()).min().unwrap_or(0);
    Some(Mean {
        value: of(&|m| m.value),
        sd: parts.iter().map(|(w, m)| (w * m.sd).powi(2)).sum::<f64>().sqrt() / total,
        replicates: (0..n).map(|b| of(&|m| m.replicates[b])).collect(),
        marks: Vec::new(),
    })
}

#[cfg(test)]
#[path = "interval_tests.rs"]
mod tests;
