//! Counts, reals and dates: a belief over a grid, votes as intervals, heavy tails, house effects.
//!
//! | symbol | name here           | meaning                                                       |
//! |--------|---------------------|---------------------------------------------------------------|
//! | `θ_q`  | a grid node         | the truth, on the kind's scale: `ln` for counts                |
//! | `σ_s`  | `scatter`           | scatter of voice `s`, relative to the question's scale         |
//! | `d_q`  | `scale`             | how far votes on `q` scatter: difficulty, and the unit          |
//! | `β_s`  | `house`             | house effect of voice `s`, in units of `d_q`                   |
//! | `f_q`  | `favours`           | which way a higher number leans; 1 where nothing is declared    |
//! | `e_s`  | `exact`             | how often `s` gives the truth to the digit                     |
//!
//! ```text
//! y_sq = θ_q + d_q (β_s f_q + σ_s t₄)      with probability 1 − e_s, else θ_q exactly
//! P([l, h] | θ) = F((h − θ)/d σ − β f/σ) − F((l − θ)/d σ − β f/σ)
//! ```

use libm::{exp, fabs, log, round, sqrt};
use serde::{Deserialize, Serialize};

use super::joint::tally::{Tally, blocks, index};
use super::{Belief, NumberBelief};
use crate::ids::{Id, QuestionId};
use crate::ledger::{Answer, Kind, Ledger};
use crate::units::{Estimate, Interval};

/// How numbers are fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Nodes of the grid beside the stated values; 16 and up.
    pub nodes: usize,
    /// Share of a typical voice's error variance that all voices have in common, `[0, 1)`. Votes
    /// alone cannot show it: an error that everyone shares looks like the truth.
    pub shared_error: f64,
    /// Votes' worth of evidence that the typical scatter brings to each voice, above 0.
    pub scatter_prior: f64,
    /// The same where numbers are judged, not reported (many fine-grained figures on one scale), above 0. Much larger: a
    /// judge who is near the others is not by that a better judge.
    pub judged_scatter_prior: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { nodes: 64, shared_error: 0.4, scatter_prior: 4.0, judged_scatter_prior: 200.0 }
    }
}

/// Degrees of freedom of the error: heavy tails, and a cdf in closed form.
const NU: f64 = 4.0;

/// Excess agreement from which the truth is taken to be a value that voices can state to the digit.
const EXACT_FROM: f64 = 0.25;

/// The shape of errors.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Tails {
    /// Student's t with 4 degrees of freedom: a wild value moves nothing.
    Heavy,
    /// Normal: where voices judge rather than report, each judgement counts.
    Normal,
}

impl Tails {
    fn cdf(self, x: f64) -> f64 {
        match self {
            Self::Heavy => t_cdf(x),
            Self::Normal => 0.5 * libm::erfc(-x * std::f64::consts::FRAC_1_SQRT_2),
        }
    }

    fn density(self, x: f64) -> f64 {
        match self {
            Self::Heavy => t_density(x),
            Self::Normal => exp(-0.5 * x * x),
        }
    }

    /// `E[precision | residual]` relative to `1/σ²`.
    fn weight(self, z2: f64) -> f64 {
        match self {
            Self::Heavy => (NU + 1.0) / (NU + z2),
            Self::Normal => 1.0,
        }
    }
}

/// `F(x)` of Student's t with 4 degrees of freedom.
///
/// # Formula
///
/// ```text
/// ½ + ⅜ u (1 − u²/12 · …)      u = x / √(1 + x²/4):   F = ½ + ⅜ u (1 − u²/12)
/// ```
fn t_cdf(x: f64) -> f64 {
    if x.is_infinite() {
        return if x > 0.0 { 1.0 } else { 0.0 };
    }
    let u = x / sqrt(1.0 + x * x / 4.0);
    0.5 + 0.375 * u * (1.0 - u * u / 12.0)
}

/// Density of Student's t with 4 degrees of freedom: `⅜ (1 + x²/4)^(−5/2)`.
fn t_density(x: f64) -> f64 {
    let w = 1.0 + x * x / 4.0;
    0.375 / (w * w * sqrt(w))
}

/// A vote on the kind's scale: `[low, high]`, infinite where open.
#[derive(Clone, Copy, Debug)]
struct Range {
    low: f64,
    high: f64,
}

/// The kind's scale: where arithmetic is done.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Scale {
    Log,
    Linear,
}

impl Scale {
    fn of(kind: Kind) -> Self {
        if kind == Kind::Count { Self::Log } else { Self::Linear }
    }

    /// A whole number `n` is `[n − ½, n + ½]`: what rounds to it.
    fn range(self, i: Interval, unit: f64) -> Range {
        let half = unit / 2.0;
        match self {
            Self::Log => Range {
                low: if i.low() > half { log(i.low() - half) } else { f64::NEG_INFINITY },
                high: i.high().map_or(f64::INFINITY, |h| log((h + half).max(half))),
            },
            Self::Linear => {
                Range { low: i.low() - half, high: i.high().map_or(f64::INFINITY, |h| h + half) }
            }
        }
    }

    fn point(self, x: f64) -> f64 {
        match self {
            Self::Log => log(x.max(0.3)),
            Self::Linear => x,
        }
    }

    fn back(self, x: f64) -> f64 {
        match self {
            Self::Log => round(exp(x.min(600.0))),
            Self::Linear => x,
        }
    }
}

/// One question's grid: nodes with the log of their prior mass.
struct Grid {
    at: Vec<f64>,
    log_prior: Vec<f64>,
}

/// The fitted voices and questions of one kind.
#[derive(Clone, Debug)]
pub(crate) struct Numbers {
    kind: Kind,
    settings: Settings,
    unit: f64,
    /// Whether voices state the truth to the digit more often than chance explains.
    to_the_digit: bool,
    tails: Tails,
    /// `σ_s`, by voice.
    scatter: Vec<f64>,
    /// `β_s`, by voice.
    house: Vec<f64>,
    /// Posterior sd of `β_s`.
    house_sd: Vec<f64>,
    /// `e_s`, by voice.
    exact: Vec<f64>,
    /// Votes by voice, for intervals of `σ_s`.
    votes: Vec<f64>,
    /// `d_q` by question of the ledger.
    scale: Vec<f64>,
    typical_scale: f64,
}

/// Sums over votes that the voices' parameters are made from.
#[derive(Clone, Copy, Default)]
struct VoiceSums {
    n: f64,
    squares: f64,
    weight: f64,
    residual: f64,
    exact: f64,
    total: f64,
}

impl Numbers {
    /// Fits all questions of one kind; the trace is empty if there are none.
    ///
    /// With `before`, an earlier fit and the number each voice had in it, the voices go on from there.
    pub(crate) fn fit(
        ledger: &Ledger,
        kind: Kind,
        tally: &Tally,
        settings: &Settings,
        before: Option<(&Self, &[Option<usize>])>,
        max_steps: usize,
        tolerance: f64,
    ) -> (Self, Vec<f64>, bool) {
        let voices = ledger.voices().len();
        let unit =
            if kind == Kind::Count || kind == Kind::Date { 1.0 } else { resolution(ledger, tally) };
        let to_the_digit = kind == Kind::Count || excess_agreement(ledger, tally) >= EXACT_FROM;
        let mut fit = Self {
            kind,
            settings: settings.clone(),
            unit,
            to_the_digit,
            tails: if to_the_digit { Tails::Heavy } else { Tails::Normal },
            scatter: vec![1.0; voices],
            house: vec![0.0; voices],
            house_sd: vec![0.0; voices],
            exact: vec![if to_the_digit { 0.05 } else { 1e-9 }; voices],
            votes: vec![0.0; voices],
            scale: vec![1.0; ledger.questions().len()],
            typical_scale: 1.0,
        };
        for (k, &v) in tally.voice.iter().enumerate() {
            fit.votes[index(v)] += tally.weight[k];
        }
        fit.set_scales(ledger, tally);
        if let Some((before, known)) = before {
            for (s, old) in known.iter().enumerate().filter_map(|(s, k)| Some((s, (*k)?))) {
                fit.scatter[s] = before.scatter[old];
                fit.house[s] = before.house[old];
                fit.exact[s] = before.exact[old];
            }
        }
        let mut trace: Vec<f64> = Vec::new();
        let mut converged = false;
        for _ in 0..max_steps {
            let before = fit.clone();
            let objective = fit.step(ledger, tally);
            if let Some(&last) = trace.last() {
                if objective < last {
                    // Quadrature inside an interval is approximate; a step that loses by it is undone.
                    fit = before;
                    converged = true;
                    break;
                }
                trace.push(objective);
                if objective - last < tolerance {
                    converged = true;
                    break;
                }
            } else {
                trace.push(objective);
            }
        }
        (fit, trace, converged)
    }

    /// `d_q`: the spread of the question's votes, shrunk toward that of all questions.
    fn set_scales(&mut self, ledger: &Ledger, tally: &Tally) {
        let scale = Scale::of(self.kind);
        let mut pooled = Vec::new();
        let mut own = Vec::new();
        for (i, &q) in tally.questions.iter().enumerate() {
            let mut points: Vec<f64> = tally
                .range(i)
                .map(|k| self.midpoint(ledger, q, tally.answer[k]))
                .map(|x| scale.point(x))
                .collect();
            points.sort_by(f64::total_cmp);
            let n = points.len();
            // A question of votes without weight is like any other.
            let median = points.get(n / 2).copied().unwrap_or(0.0);
            let ss: f64 = points.iter().map(|p| (p - median) * (p - median)).sum();
            if n > 1 {
                pooled.push(ss / (n - 1) as f64);
            }
            own.push(((n as f64 - 1.0).max(0.0), ss));
        }
        pooled.sort_by(f64::total_cmp);
        let floor = match scale {
            Scale::Log => 0.05,
            Scale::Linear => self.unit / 2.0,
        };
        // Reported numbers: the mean of the middle half, so that neither ties nor wild values set the
        // scale; and a little prior knowledge, so that one disputed question does not set it either.
        let mid = if self.to_the_digit {
            &pooled[pooled.len() / 4..(3 * pooled.len()).div_ceil(4)]
        } else {
            &pooled[..]
        };
        let prior = if scale == Scale::Log { TYPICAL_PRIOR } else { (0.0, 0.0) };
        let weight = prior.0 + mid.len() as f64;
        let typical = if weight > 0.0 {
            sqrt((prior.0 * prior.1 * prior.1 + mid.iter().sum::<f64>()) / weight).max(floor)
        } else {
            floor
        };
        self.typical_scale = typical;
        // Where numbers are judged, a question on which few differ is not by that an easier one.
        let prior = if self.to_the_digit { likeness(&own, typical, floor) } else { 1e6 };
        for (&q, (n, ss)) in tally.questions.iter().zip(own) {
            let v = (prior * typical * typical + ss) / (prior + n);
            self.scale[q.index()] = sqrt(v).max(floor);
        }
    }

    fn midpoint(&self, ledger: &Ledger, q: QuestionId, answer: u32) -> f64 {
        match ledger.answers(q)[answer as usize] {
            Answer::Number(i) => match self.kind {
                Kind::Count => i.count_point(),
                _ => i.high().map_or(i.low(), |h| (i.low() + h) / 2.0),
            },
            Answer::Label(_) => 0.0,
        }
    }

    fn interval(ledger: &Ledger, q: QuestionId, answer: usize) -> Interval {
        match ledger.answers(q)[answer] {
            Answer::Number(i) => i,
            Answer::Label(_) => Interval::exactly(0.0).expect("zero is finite"),
        }
    }

    /// Nodes: every stated value, and a regular grid wide enough for the tails.
    fn grid(&self, ledger: &Ledger, q: QuestionId) -> Grid {
        let scale = Scale::of(self.kind);
        let d = self.scale[q.index()];
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let mut at = Vec::new();
        for a in ledger.answers(q) {
            let Answer::Number(i) = a else { continue };
            for x in [Some(i.low()), i.high()].into_iter().flatten() {
                let x = scale.point(x);
                low = low.min(x);
                high = high.max(x);
            }
            if i.is_point() {
                at.push(scale.point(i.low()));
            }
        }
        let stated = at.len();
        if low > high {
            (low, high) = (0.0, 0.0);
        }
        let (low, high) = (low - 4.0 * d, high + 4.0 * d);
        let n = self.settings.nodes.max(16);
        let step = (high - low) / (n - 1) as f64;
        if !self.to_the_digit {
            return self.smooth_grid(ledger, q, low, high);
        }
        at.extend((0..n).map(|i| low + step * i as f64));
        // A stated value stands for the numbers that round to it, a grid node for its cell.
        let log_prior = (0..at.len())
            .map(|i| {
                let width = if i < stated {
                    match scale {
                        Scale::Log => (self.unit / exp(at[i]).max(self.unit)).min(1.0),
                        Scale::Linear => self.unit,
                    }
                } else {
                    step
                };
                log(width / (high - low))
            })
            .collect();
        Grid { at, log_prior }
    }

    /// Where numbers are judged, what was stated is no likelier than what lies between: a regular
    /// grid, and a finer one about the mean, as narrow as many votes make the belief.
    fn smooth_grid(&self, ledger: &Ledger, q: QuestionId, low: f64, high: f64) -> Grid {
        // Each origin once.
        let mut said: Vec<(u32, u32)> =
            ledger.votes(q).iter().map(|v| (v.answer.0, v.origin.0)).collect();
        said.sort_unstable();
        said.dedup();
        let scale = Scale::of(self.kind);
        let count = said.len().max(1) as f64;
        let mid = said.iter().map(|&(a, _)| scale.point(self.midpoint(ledger, q, a))).sum::<f64>()
            / count;
        let reach = 6.0 * self.scale[q.index()] / sqrt(count);
        let n = self.settings.nodes.max(16);
        let even = |low: f64, high: f64| {
            (0..n).map(move |i| low + (high - low) * i as f64 / (n - 1) as f64)
        };
        let mut at: Vec<f64> = even(low, high).chain(even(mid - reach, mid + reach)).collect();
        at.sort_by(f64::total_cmp);
        at.dedup();
        let log_prior = (0..at.len())
            .map(|i| {
                let (before, after) = (at[i.saturating_sub(1)], at[(i + 1).min(at.len() - 1)]);
                log((after - before).max(1e-300) / (2.0 * (high - low)))
            })
            .collect();
        Grid { at, log_prior }
    }

    /// `ln P(vote | θ)` at every node, added into `out` times `weight`.
    #[allow(clippy::too_many_arguments)]
    fn add_vote(
        &self,
        grid: &Grid,
        q: QuestionId,
        voice: usize,
        i: Interval,
        f: f64,
        weight: f64,
        out: &mut [f64],
    ) {
        let scale = Scale::of(self.kind);
        let d = self.scale[q.index()];
        let sigma = self.scatter[voice] * d;
        let shift = self.house[voice] * f * d;
        let e = self.exact[voice];
        let r = scale.range(i, self.unit);
        let point = i.is_point().then(|| scale.point(i.low()));
        for (o, &theta) in out.iter_mut().zip(&grid.at) {
            let p = (self.tails.cdf((r.high - theta - shift) / sigma)
                - self.tails.cdf((r.low - theta - shift) / sigma))
            .max(1e-12);
            let hit = match point {
                Some(x) => fabs(x - theta) < 1e-9,
                None => theta >= r.low && theta <= r.high,
            };
            let hit = hit && self.to_the_digit;
            let p = (1.0 - e) * p + if hit { e } else { 0.0 };
            *o += weight * log(p);
        }
    }

    fn favours(ledger: &Ledger, at: usize) -> f64 {
        ledger.favours(at).unwrap_or(1.0)
    }

    /// Posterior over the nodes, and its log sum.
    fn posterior(
        &self,
        ledger: &Ledger,
        q: QuestionId,
        votes: impl Iterator<Item = (usize, u32, u32, f64)>,
    ) -> (Grid, Vec<f64>, f64) {
        let grid = self.grid(ledger, q);
        let mut p = grid.log_prior.clone();
        for (at, voice, answer, weight) in votes {
            let i = Self::interval(ledger, q, answer as usize);
            self.add_vote(&grid, q, index(voice), i, Self::favours(ledger, at), weight, &mut p);
        }
        let total = crate::units::log_sum_exp(&p);
        p.iter_mut().for_each(|x| *x = exp(*x - total));
        (grid, p, total)
    }

    /// One EM step; returns the objective before it.
    fn step(&mut self, ledger: &Ledger, tally: &Tally) -> f64 {
        let voices = self.scatter.len();
        let scale = Scale::of(self.kind);
        let parts = blocks(tally.questions.len(), |range| {
            let mut sums = vec![VoiceSums::default(); voices];
            let mut total = 0.0;
            for i in range {
                let q = tally.questions[i];
                let r = tally.range(i);
                let votes = r
                    .clone()
                    .map(|k| (tally.at[k], tally.voice[k], tally.answer[k], tally.weight[k]));
                let (grid, p, sum) = self.posterior(ledger, q, votes);
                total += sum;
                let d = self.scale[q.index()];
                for k in r {
                    let s = index(tally.voice[k]);
                    let f = Self::favours(ledger, tally.at[k]);
                    let interval = Self::interval(ledger, q, tally.answer[k] as usize);
                    let range = scale.range(interval, self.unit);
                    let (sigma, shift) = (self.scatter[s], self.house[s] * f);
                    let e = self.exact[s];
                    let point = interval.is_point().then(|| scale.point(interval.low()));
                    let out = &mut sums[s];
                    let w = tally.weight[k];
                    out.total += w;
                    for (&theta, &gamma) in grid.at.iter().zip(&p) {
                        if gamma < 1e-9 {
                            continue;
                        }
                        let (a, b) = ((range.low - theta) / d, (range.high - theta) / d);
                        let prob = (self.tails.cdf((b - shift) / sigma)
                            - self.tails.cdf((a - shift) / sigma))
                        .max(1e-12);
                        let hit = match point {
                            Some(x) => fabs(x - theta) < 1e-9,
                            None => theta >= range.low && theta <= range.high,
                        };
                        let spike =
                            if hit && self.to_the_digit { e / (e + (1.0 - e) * prob) } else { 0.0 };
                        out.exact += w * gamma * spike;
                        let gamma = w * gamma * (1.0 - spike);
                        out.n += gamma;
                        inside(self.tails, a - shift, b - shift, sigma, |x, share| {
                            let tau = self.tails.weight(x * x / (sigma * sigma));
                            let g = gamma * share * tau;
                            let y = x + shift;
                            out.weight += g * f * f;
                            out.residual += g * f * y;
                            out.squares += g * y * y;
                        });
                    }
                }
            }
            (total, sums)
        });
        let mut objective = self.penalty();
        let mut sums = vec![VoiceSums::default(); voices];
        for (total, part) in parts {
            objective += total;
            for (a, b) in sums.iter_mut().zip(part) {
                a.n += b.n;
                a.squares += b.squares;
                a.weight += b.weight;
                a.residual += b.residual;
                a.exact += b.exact;
                a.total += b.total;
            }
        }
        let (nu0, tau) = (self.scatter_prior(), HOUSE_SD);
        for (s, x) in sums.iter().enumerate() {
            if x.total == 0.0 {
                continue;
            }
            let variance = self.scatter[s] * self.scatter[s];
            let precision = x.weight / variance + 1.0 / (tau * tau);
            // First the house effect at the old scatter, then the scatter about the new house effect:
            // each half climbs by itself.
            let house = x.residual / variance / precision;
            let squares =
                (x.squares - 2.0 * house * x.residual + house * house * x.weight).max(0.0);
            self.house[s] = house;
            self.scatter[s] = sqrt((nu0 + squares) / (nu0 + x.n)).clamp(0.02, 50.0);
            self.house_sd[s] = sqrt(1.0 / precision);
            if !self.to_the_digit {
                continue;
            }
            self.exact[s] = (EXACT_PRIOR[0] - 1.0 + x.exact)
                / (EXACT_PRIOR[0] + EXACT_PRIOR[1] - 2.0 + x.total);
        }
        objective
    }

    fn scatter_prior(&self) -> f64 {
        if self.to_the_digit {
            self.settings.scatter_prior
        } else {
            self.settings.judged_scatter_prior
        }
    }

    /// Log prior of the voices' parameters.
    fn penalty(&self) -> f64 {
        let nu0 = self.scatter_prior();
        (0..self.scatter.len())
            .filter(|&s| self.votes[s] > 0.0)
            .map(|s| {
                let (v, b, e) = (self.scatter[s] * self.scatter[s], self.house[s], self.exact[s]);
                -nu0 / 2.0 * log(v) - nu0 / (2.0 * v) - b * b / (2.0 * HOUSE_SD * HOUSE_SD)
                    + (EXACT_PRIOR[0] - 1.0) * log(e)
                    + (EXACT_PRIOR[1] - 1.0) * log(1.0 - e)
            })
            .sum()
    }

    /// What these votes alone say: `(place in the ledger, voice, answer, weight)`.
    pub(crate) fn belief(
        &self,
        ledger: &Ledger,
        q: QuestionId,
        votes: impl Iterator<Item = (usize, u32, u32, f64)>,
    ) -> Belief {
        let (grid, p, _) = self.posterior(ledger, q, votes);
        let scale = Scale::of(self.kind);
        let mut order: Vec<usize> = (0..p.len()).collect();
        order.sort_by(|&a, &b| grid.at[a].total_cmp(&grid.at[b]));
        let d = self.scale[q.index()];
        let mean: f64 = grid.at.iter().zip(&p).map(|(x, g)| x * g).sum();
        let var: f64 = grid.at.iter().zip(&p).map(|(x, g)| (x - mean) * (x - mean) * g).sum();
        let quantile = |target: f64| {
            let mut sum = 0.0;
            let mut last = grid.at[order[0]];
            for &i in &order {
                if sum + p[i] >= target {
                    return last
                        + (grid.at[i] - last) * ((target - sum) / p[i].max(1e-300)).min(1.0);
                }
                sum += p[i];
                last = grid.at[i];
            }
            last
        };
        let rho = self.settings.shared_error;
        let shared = rho / (1.0 - rho) * d * d;
        let widen = |x: f64, centre: f64| {
            let z = (x - centre) / 1.645;
            let sd = sqrt(z * z + shared);
            if x < centre { centre - 1.645 * sd } else { centre + 1.645 * sd }
        };
        let median = quantile(0.5);
        let best = (0..p.len()).reduce(|a, b| if p[b] > p[a] { b } else { a }).unwrap_or(0);
        let centre = match (self.to_the_digit, p[best] > 0.5) {
            (true, true) => grid.at[best],
            (true, false) => median,
            (false, _) => mean,
        };
        let support = ledger
            .answers(q)
            .iter()
            .map(|a| match a {
                Answer::Number(i) => {
                    let r = scale.range(*i, self.unit);
                    grid.at
                        .iter()
                        .zip(&p)
                        .map(|(&x, &g)| {
                            let gap = (r.low - x).max(x - r.high).max(0.0);
                            let unit = if scale == Scale::Log { std::f64::consts::LN_2 } else { d };
                            g * exp(-gap / unit)
                        })
                        .sum::<f64>()
                        .min(1.0)
                }
                Answer::Label(_) => 0.0,
            })
            .collect();
        let (low, high) = (widen(quantile(0.05), median), widen(quantile(0.95), median));
        let sd = sqrt(var + shared);
        let (mean_out, sd_out) = match scale {
            Scale::Linear => (mean, sd),
            Scale::Log => (exp(mean + sd * sd / 2.0), exp(mean) * sd),
        };
        Belief {
            support,
            number: Some(NumberBelief {
                value: scale.back(centre),
                low: scale.back(low),
                high: scale.back(high),
                mean: mean_out,
                sd: sd_out,
            }),
        }
    }

    /// Which kind of number this is of.
    pub(crate) fn kind(&self) -> Kind {
        self.kind
    }

    /// `σ_s`, on the kind's scale.
    pub(crate) fn scatter(&self, s: usize) -> Option<Estimate> {
        let n = self.votes[s] + self.scatter_prior();
        let m = self.scatter[s] * self.typical_scale;
        let k = 1.645 / sqrt(2.0 * n);
        Estimate::new(m, m * exp(-k), m * exp(k)).ok()
    }

    /// `β_s`, on the kind's scale.
    pub(crate) fn house_effect(&self, s: usize) -> Option<Estimate> {
        let (m, sd) = (self.house[s] * self.typical_scale, self.house_sd[s] * self.typical_scale);
        Estimate::new(m, m - 1.645 * sd, m + 1.645 * sd).ok()
    }
}

/// What is known beforehand of the spread of reported counts, on their log scale: so many questions'
/// worth, and so much (a factor of 1.2).
const TYPICAL_PRIOR: (f64, f64) = (2.0, 0.2);
/// Strengths among which [`likeness`] chooses, in degrees of freedom.
const LIKENESS: [f64; 6] = [0.5, 1.0, 2.0, 4.0, 8.0, 16.0];

/// How alike questions are in how far their votes scatter: the degrees of freedom `ν` of the
/// scaled inverse χ² from which the questions' variances come.
///
/// # Formula
///
/// With `n_q` degrees of freedom and sum of squares `S_q`, up to what does not depend on `ν`:
///
/// ```text
/// ln P(S | ν) = Σ_q ln Γ((ν+n_q)/2) − ln Γ(ν/2) + ν/2 ln(ν t²) − (ν+n_q)/2 ln(ν t² + S_q)
/// ```
///
/// (Gelman et al. 2013, Bayesian Data Analysis, §2.6 and §5.3; the largest of [`LIKENESS`].)
fn likeness(questions: &[(f64, f64)], typical: f64, floor: f64) -> f64 {
    let t2 = typical * typical;
    let fit = |nu: f64| -> f64 {
        questions
            .iter()
            .filter(|(n, _)| *n > 0.0)
            .map(|&(n, ss)| {
                let ss = ss.max(n * floor * floor);
                libm::lgamma((nu + n) / 2.0) - libm::lgamma(nu / 2.0) + nu / 2.0 * log(nu * t2)
                    - (nu + n) / 2.0 * log(nu * t2 + ss)
            })
            .sum()
    };
    LIKENESS.into_iter().max_by(|a, b| fit(*a).total_cmp(&fit(*b))).unwrap_or(LIKENESS[0])
}

/// Prior sd of `β_s`, in units of the question's scale.
const HOUSE_SD: f64 = 0.25;
/// `e_s ~ Beta`.
const EXACT_PRIOR: [f64; 2] = [1.2, 4.0];

/// Runs over the part of `[a, b]` where t₄ with scale `sigma` about 0 has its mass: points and their
/// shares, which sum to 1.
fn inside(tails: Tails, a: f64, b: f64, sigma: f64, mut each: impl FnMut(f64, f64)) {
    let reach = 8.0 * sigma;
    if b - a <= 0.5 * sigma {
        each((a + b) / 2.0, 1.0);
        return;
    }
    let (low, high) = (a.max(-reach), b.min(reach));
    if low >= high {
        // Wholly in a tail: the end nearest the centre.
        each(if a > 0.0 { a } else { b }, 1.0);
        return;
    }
    const POINTS: usize = 8;
    let step = (high - low) / POINTS as f64;
    let density: [f64; POINTS] =
        std::array::from_fn(|i| tails.density((low + step * (i as f64 + 0.5)) / sigma));
    let total: f64 = density.iter().sum();
    for (i, p) in density.iter().enumerate() {
        each(low + step * (i as f64 + 0.5), p / total);
    }
}

/// The unit in which reals are stated: the largest power of ten that nine in ten stated values are a
/// multiple of.
fn resolution(ledger: &Ledger, tally: &Tally) -> f64 {
    let mut counts = [0usize; 9];
    let mut total = 0;
    for &q in &tally.questions {
        for a in ledger.answers(q) {
            let Answer::Number(i) = a else { continue };
            total += 1;
            for (places, c) in counts.iter_mut().enumerate() {
                let x = i.low() * 10f64.powi(places as i32);
                if fabs(x - round(x)) < 1e-6 * fabs(x).max(1.0) {
                    *c += 1;
                }
            }
        }
    }
    let places = counts.iter().position(|&c| c * 10 >= total * 9).unwrap_or(8);
    10f64.powi(-(places as i32))
}

/// How much more often two votes on one question are the same number than votes on any two.
///
/// # Formula
///
/// ```text
/// (P(same | one question) − P(same)) / (1 − P(same))
/// ```
///
/// High where a number is reported (a temperature, a toll), low where it is judged (a mood, a poll),
/// however round the numbers are.
fn excess_agreement(ledger: &Ledger, tally: &Tally) -> f64 {
    let mut all: Vec<f64> = Vec::with_capacity(tally.voice.len());
    let (mut same, mut pairs) = (0.0, 0.0);
    for (i, &q) in tally.questions.iter().enumerate() {
        let mut count = vec![0.0; ledger.answers(q).len()];
        for k in tally.range(i) {
            count[tally.answer[k] as usize] += 1.0;
            if let Answer::Number(x) = ledger.answers(q)[tally.answer[k] as usize] {
                all.push(x.low());
            }
        }
        let n: f64 = count.iter().sum();
        pairs += n * (n - 1.0);
        same += count.iter().map(|c| c * (c - 1.0)).sum::<f64>();
    }
    if pairs == 0.0 {
        return 0.0;
    }
    all.sort_by(f64::total_cmp);
    let n = all.len() as f64;
    let chance: f64 = all.chunk_by(|a, b| a == b).map(|c| (c.len() as f64 / n).powi(2)).sum();
    (same / pairs - chance) / (1.0 - chance).max(1e-9)
}
