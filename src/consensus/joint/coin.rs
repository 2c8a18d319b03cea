//! One accuracy per voice over open domains: candidates are the answers seen plus "none of these".
//!
//! ```text
//! a_s  ~ Beta(prior of voices with as many votes)
//! right votes: a_s each       wrong votes: 1 − a_s each, their values from a Chinese restaurant:
//! P(partition of n wrong votes into values of sizes n_1 … n_D) = ε^D Π Γ(n_d) · Γ(ε) / Γ(ε + n)
//! ```
//!
//! so a wrong value that many give costs little more than one that two give (POPACCU's idea, with the
//! spread of wrong values learnt: X. L. Dong, B. Saha, D. Srivastava 2012, PVLDB 6(2), 37–48,
//! doi:10.14778/2535568.2448938; the partition: D. Aldous 1985, doi:10.1007/BFb0099421).

use statrs::distribution::{Beta, ContinuousCDF};

use super::dirichlet::{self, ln_gamma};
use super::tally::{Tally, blocks, index};
use crate::units::{Estimate, log_sum_exp};

/// The fitted structure.
#[derive(Clone, Debug)]
pub(crate) struct Coin {
    /// `Beta(right, wrong)` of a voice never heard, by how much it speaks.
    priors: Vec<[f64; 2]>,
    /// Which prior each voice has; `u8::MAX` for a voice that is not heard here.
    bin: Vec<u8>,
    /// `Beta` posterior by voice.
    posterior: Vec<[f64; 2]>,
    /// `E[ln a_s]`, `E[ln (1 − a_s)]` by voice.
    logs: Vec<[f64; 2]>,
    /// Prior probability that nobody said the truth.
    unsaid: f64,
    /// Whether the answers are yes and no, said or not.
    two: bool,
    /// `ε`: how freely wrong votes scatter over values.
    spread: f64,
    /// What holds the priors in place: mean logs and weight in voices, by prior.
    anchors: Vec<([f64; 2], f64)>,
}

/// Pseudo-voices that hold the learnt prior in place, and what they are like: right four times of five.
const ANCHORS: f64 = 2.0;
const ANCHOR: [f64; 2] = [4.0, 1.0];
/// Voices' worth of all voices that each bin's prior starts from.
const COMMON: f64 = 10.0;
/// A voice with at least this many votes is in the next bin: prolific voices have a prior of their own.
const BINS: [f64; 4] = [2.0, 6.0, 24.0, 96.0];
/// Steps in which priors of the bins and the spread are still learnt from each other; then the trace begins.
const WARM_UP: usize = 15;
/// The same where a fit goes on from an earlier one.
const REFIT_WARM_UP: usize = 3;
/// Range of `ε`.
const SPREAD: std::ops::Range<f64> = 0.02..1e4;

impl Coin {
    /// Fits; also the objective after each step and whether it converged.
    pub fn fit(
        tally: &Tally,
        answers: &[usize],
        voices: usize,
        unsaid: f64,
        two: bool,
        max_steps: usize,
        tolerance: f64,
    ) -> (Self, Vec<f64>, bool) {
        let mut coin = Self {
            priors: vec![ANCHOR; BINS.len() + 1],
            bin: bins(tally, voices),
            posterior: vec![ANCHOR; voices],
            logs: vec![[0.0; 2]; voices],
            unsaid,
            two,
            spread: 2.0,
            anchors: vec![([0.0; 2], 0.0); BINS.len() + 1],
        };
        coin.refresh();
        coin.set_anchors();
        coin.climb(tally, answers, WARM_UP, max_steps, tolerance)
    }

    /// Goes on from a fit of other votes. `known[v]` is the number that voice `v` had then, if any.
    pub fn refit(
        &self,
        tally: &Tally,
        answers: &[usize],
        known: &[Option<usize>],
        max_steps: usize,
        tolerance: f64,
    ) -> (Self, Vec<f64>, bool) {
        let mut coin = Self {
            bin: bins(tally, known.len()),
            posterior: known.iter().map(|k| k.map_or(ANCHOR, |k| self.posterior[k])).collect(),
            logs: vec![[0.0; 2]; known.len()],
            ..self.clone()
        };
        coin.refresh();
        coin.climb(tally, answers, REFIT_WARM_UP, max_steps, tolerance)
    }

    fn climb(
        mut self,
        tally: &Tally,
        answers: &[usize],
        warm_up: usize,
        max_steps: usize,
        tolerance: f64,
    ) -> (Self, Vec<f64>, bool) {
        let mut trace: Vec<f64> = Vec::new();
        for step in 0..max_steps.max(warm_up + 2) {
            let now = self.step(tally, answers);
            if step < warm_up {
                self.learn_spread(tally, answers);
                self.set_anchors();
                continue;
            }
            let done = trace.last().is_some_and(|&last| now - last < tolerance);
            trace.push(now);
            if done {
                return (self, trace, true);
            }
        }
        (self, trace, false)
    }

    /// Every voice at the prior, before any vote.
    #[cfg(test)]
    pub fn untrained(voices: usize, unsaid: f64) -> Self {
        let mut coin = Self {
            priors: vec![ANCHOR; BINS.len() + 1],
            bin: vec![0; voices],
            posterior: vec![ANCHOR; voices],
            logs: vec![[0.0; 2]; voices],
            unsaid,
            two: false,
            spread: 2.0,
            anchors: vec![([0.0; 2], 0.0); BINS.len() + 1],
        };
        coin.refresh();
        coin
    }

    fn refresh(&mut self) {
        for (p, l) in self.posterior.iter().zip(&mut self.logs) {
            dirichlet::expected_logs(p, l);
        }
    }

    /// Each bin's prior leans on what voices of all bins are like.
    fn set_anchors(&mut self) {
        let mut mean = [0.0; 2];
        dirichlet::expected_logs(&ANCHOR, &mut mean);
        let mut n = ANCHORS;
        mean = mean.map(|m| m * ANCHORS);
        for (l, &b) in self.logs.iter().zip(&self.bin) {
            if b != u8::MAX {
                mean[0] += l[0];
                mean[1] += l[1];
                n += 1.0;
            }
        }
        self.anchors.fill((mean.map(|m| m / n), COMMON));
    }

    /// Log joint of each answer, then of "none of these", from votes `(voice, answer, weight)`;
    /// returns its log sum and turns `out` into the belief.
    pub fn infer(
        &self,
        answers: usize,
        votes: impl Iterator<Item = (u32, u32, f64)>,
        out: &mut Vec<f64>,
    ) -> f64 {
        // Of yes and no, the one that nobody said is as likely beforehand as the other.
        let unsaid = match (self.two, answers) {
            (true, 1) => 0.5,
            (true, _) => 0.0,
            (false, _) => self.unsaid,
        };
        let open = unsaid > 0.0;
        out.clear();
        out.resize(answers, ((1.0 - unsaid) / answers as f64).ln());
        let mut count = vec![0.0; answers];
        let (mut base, mut n) = (0.0, 0.0);
        for (voice, answer, weight) in votes {
            let [right, miss] = self.logs[index(voice)];
            base += weight * miss;
            out[answer as usize] += weight * (right - miss);
            count[answer as usize] += weight;
            n += weight;
        }
        let tables: f64 = count.iter().map(|&c| self.seat(c)).sum();
        for (o, &c) in out.iter_mut().zip(&count) {
            *o += tables - self.seat(c) - rise(self.spread, n - c);
        }
        if open {
            // One more wrong value than otherwise: a new one has to be thought of.
            out.push(unsaid.ln() + tables - rise(self.spread, n));
        }
        let total = log_sum_exp(out);
        out.iter_mut().for_each(|o| *o = (*o - total).exp());
        total + base
    }

    /// `ln (ε Γ(n))`, and a share of it below one vote.
    fn seat(&self, n: f64) -> f64 {
        if n <= 1.0 { n * self.spread.ln() } else { self.spread.ln() + ln_gamma(n) }
    }

    /// One step: beliefs, then what they say of the voices and of the prior. Returns the objective
    /// before the step.
    ///
    /// # Formula
    ///
    /// ```text
    /// ELBO = Σ_q ln Σ_v P(v) exp(Σ_s w E[ln P(y_sq | v)]) − Σ_s KL(Beta_s ‖ prior)
    /// ```
    fn step(&mut self, tally: &Tally, answers: &[usize]) -> f64 {
        let n = self.posterior.len();
        let parts = blocks(tally.questions.len(), |range| {
            // Only pairs of a voice and what it got right: a block meets few of the voices.
            let mut counts: Vec<(u32, [f64; 2])> = Vec::new();
            let mut sum = 0.0;
            let mut belief = Vec::new();
            for i in range {
                let r = tally.range(i);
                let votes = r.clone().map(|k| (tally.voice[k], tally.answer[k], tally.weight[k]));
                sum += self.infer(answers[i], votes, &mut belief);
                for k in r {
                    let right = belief[tally.answer[k] as usize];
                    let w = tally.weight[k];
                    counts.push((tally.voice[k], [w * right, w * (1.0 - right)]));
                }
            }
            (sum, counts)
        });
        let mut objective = self.objective_of_voices();
        let mut counts = vec![[0.0; 2]; n];
        for (sum, part) in parts {
            objective += sum;
            for (v, p) in part {
                counts[index(v)][0] += p[0];
                counts[index(v)][1] += p[1];
            }
        }
        for ((post, c), &b) in self.posterior.iter_mut().zip(counts).zip(&self.bin) {
            let prior = self.priors[(b as usize).min(BINS.len())];
            *post = [prior[0] + c[0], prior[1] + c[1]];
        }
        self.refresh();
        self.learn_priors();
        objective
    }

    fn objective_of_voices(&self) -> f64 {
        let mut sum = 0.0;
        for (prior, (anchor, n)) in self.priors.iter().zip(&self.anchors) {
            sum += n
                * ((prior[0] - 1.0) * anchor[0] + (prior[1] - 1.0) * anchor[1]
                    - dirichlet::ln_beta(prior));
        }
        for ((p, l), &b) in self.posterior.iter().zip(&self.logs).zip(&self.bin) {
            if b != u8::MAX {
                sum -= dirichlet::kl(p, &self.priors[b as usize], l);
            }
        }
        sum
    }

    fn learn_priors(&mut self) {
        let mut sums: Vec<([f64; 2], f64)> =
            self.anchors.iter().map(|(a, n)| (a.map(|x| x * n), *n)).collect();
        for (l, &b) in self.logs.iter().zip(&self.bin) {
            if b != u8::MAX {
                let s = &mut sums[b as usize];
                s.0[0] += l[0];
                s.0[1] += l[1];
                s.1 += 1.0;
            }
        }
        for (prior, (sum, n)) in self.priors.iter_mut().zip(sums) {
            dirichlet::fit(prior, &sum.map(|x| x / n), 3);
        }
    }

    /// Moves `ε` to the best of its neighbours on a sample of questions.
    fn learn_spread(&mut self, tally: &Tally, answers: &[usize]) {
        let every = tally.questions.len().div_ceil(5000).max(1);
        let mut sample: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
        let mut belief = Vec::new();
        for i in (0..tally.questions.len()).step_by(every) {
            if answers[i] < 2 {
                continue;
            }
            let votes = tally.range(i).map(|k| (tally.voice[k], tally.answer[k], tally.weight[k]));
            let mut count = vec![0.0; answers[i]];
            votes.clone().for_each(|(_, a, w)| count[a as usize] += w);
            self.infer(answers[i], votes, &mut belief);
            sample.push((belief.clone(), count));
        }
        let value = |coin: &Self| -> f64 {
            let mut sum = 0.0;
            for (belief, count) in &sample {
                let n: f64 = count.iter().sum();
                let seats: Vec<f64> = count.iter().map(|&c| coin.seat(c)).collect();
                let all: f64 = seats.iter().sum();
                for (v, g) in belief.iter().enumerate() {
                    let (seat, c) = if v < seats.len() { (seats[v], count[v]) } else { (0.0, 0.0) };
                    sum += g * (all - seat - rise(coin.spread, n - c));
                }
            }
            sum
        };
        let mut best = value(self);
        for factor in [1.6, 1.0 / 1.6] {
            let mut other = Self { spread: self.spread * factor, ..self.shell() };
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
    }

    /// Only what the arithmetic of `ε` needs.
    fn shell(&self) -> Self {
        Self {
            priors: Vec::new(),
            bin: Vec::new(),
            posterior: Vec::new(),
            logs: Vec::new(),
            unsaid: self.unsaid,
            two: self.two,
            spread: self.spread,
            anchors: Vec::new(),
        }
    }
}

/// How much each voice speaks, as the number of its prior; `u8::MAX` where it is not heard.
fn bins(tally: &Tally, voices: usize) -> Vec<u8> {
    let mut heard = vec![0.0; voices];
    for (&v, &w) in tally.voice.iter().zip(&tally.weight) {
        heard[index(v)] += w;
    }
    let bin = |n: f64| BINS.iter().filter(|&&b| n >= b).count() as u8;
    heard.iter().map(|&n| if n == 0.0 { u8::MAX } else { bin(n) }).collect()
}

/// Mean and 90 % interval of a Beta.
pub(crate) fn beta_estimate(a: f64, b: f64) -> Option<Estimate> {
    let beta = Beta::new(a, b).ok()?;
    Estimate::new(a / (a + b), beta.inverse_cdf(0.05), beta.inverse_cdf(0.95)).ok()
}

/// `ln Γ(a + n) − ln Γ(a)`: small whole `n` by a product.
pub(crate) fn rise(a: f64, n: f64) -> f64 {
    if n < 16.0 && n == n.floor() {
        let mut p = 1.0;
        let mut i = 0.0;
        while i < n {
            p *= a + i;
            i += 1.0;
        }
        return p.ln();
    }
    ln_gamma(a + n) - ln_gamma(a)
}
