//! One accuracy per voice over open domains: candidates are the answers seen plus "none of these".

use statrs::distribution::{Beta, ContinuousCDF};

use super::dirichlet;
use super::tally::{Tally, blocks, index};
use crate::units::{Estimate, log_sum_exp};

/// What is known of the answers that a question could take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Domain {
    /// Prior probability that nobody said the truth.
    pub unsaid: f64,
    /// Answers that exist beside the true one, at least; the seen ones always count.
    pub others: usize,
}

/// The fitted structure: `a_s ~ Beta`, one prior learnt from all voices.
#[derive(Clone, Debug)]
pub(super) struct Coin {
    /// `Beta(right, wrong)` of a voice never heard.
    pub prior: [f64; 2],
    /// `Beta` posterior by voice.
    pub posterior: Vec<[f64; 2]>,
    /// `E[ln a_s]`, `E[ln (1 − a_s)]` by voice.
    logs: Vec<[f64; 2]>,
    domain: Domain,
}

/// Pseudo-voices that hold the learnt prior in place, and what they are like: right four times of five.
const ANCHORS: f64 = 2.0;
const ANCHOR: [f64; 2] = [4.0, 1.0];

impl Coin {
    /// Every voice at the prior.
    pub fn new(voices: usize, domain: Domain) -> Self {
        let mut coin = Self {
            prior: ANCHOR,
            posterior: vec![ANCHOR; voices],
            logs: vec![[0.0; 2]; voices],
            domain,
        };
        coin.refresh();
        coin
    }

    fn refresh(&mut self) {
        for (p, l) in self.posterior.iter().zip(&mut self.logs) {
            dirichlet::expected_logs(p, l);
        }
    }

    /// Log joint of each answer, then of "none of these", from votes `(voice, answer, weight)`;
    /// returns its log sum and turns `out` into the belief.
    pub fn infer(
        &self,
        answers: usize,
        votes: impl Iterator<Item = (u32, u32, f64)>,
        out: &mut Vec<f64>,
    ) -> f64 {
        let open = self.domain.unsaid > 0.0;
        let wrong = (answers + usize::from(open)).max(self.domain.others + 1).max(2) - 1;
        let spread = (wrong as f64).ln();
        out.clear();
        out.resize(answers, ((1.0 - self.domain.unsaid) / answers as f64).ln());
        let mut base = 0.0;
        for (voice, answer, weight) in votes {
            let [right, miss] = self.logs[index(voice)];
            base += weight * (miss - spread);
            out[answer as usize] += weight * (right - miss + spread);
        }
        if open {
            out.push(self.domain.unsaid.ln());
        }
        let total = log_sum_exp(out);
        out.iter_mut().for_each(|o| *o = (*o - total).exp());
        total + base
    }

    /// One step: beliefs, then what they say of the voices and of the prior. Returns the objective
    /// before the step.
    ///
    /// # Formula
    ///
    /// ```text
    /// ELBO = Σ_q ln Σ_v P(v) exp(Σ_s w E[ln P(y_sq | v)]) − Σ_s KL(Beta_s ‖ prior)
    /// ```
    pub fn step(&mut self, tally: &Tally, answers: &[usize]) -> f64 {
        let n = self.posterior.len();
        let parts = blocks(tally.questions.len(), |range| {
            let mut counts = vec![[0.0; 2]; n];
            let mut sum = 0.0;
            let mut belief = Vec::new();
            for i in range {
                let r = tally.range(i);
                let votes = r.clone().map(|k| (tally.voice[k], tally.answer[k], tally.weight[k]));
                sum += self.infer(answers[i], votes, &mut belief);
                for k in r {
                    let right = belief[tally.answer[k] as usize];
                    let c = &mut counts[index(tally.voice[k])];
                    c[0] += tally.weight[k] * right;
                    c[1] += tally.weight[k] * (1.0 - right);
                }
            }
            (sum, counts)
        });
        let mut objective = self.objective_of_voices();
        let mut counts = vec![[0.0; 2]; n];
        for (sum, part) in parts {
            objective += sum;
            for (c, p) in counts.iter_mut().zip(part) {
                c[0] += p[0];
                c[1] += p[1];
            }
        }
        for (post, c) in self.posterior.iter_mut().zip(counts) {
            *post = [self.prior[0] + c[0], self.prior[1] + c[1]];
        }
        self.refresh();
        self.learn_prior();
        objective
    }

    fn objective_of_voices(&self) -> f64 {
        let mut anchor = [0.0; 2];
        dirichlet::expected_logs(&ANCHOR, &mut anchor);
        let held = (self.prior[0] - 1.0) * anchor[0] + (self.prior[1] - 1.0) * anchor[1]
            - dirichlet::ln_beta(&self.prior);
        let voices: f64 = self
            .posterior
            .iter()
            .zip(&self.logs)
            .map(|(p, l)| dirichlet::kl(p, &self.prior, l))
            .sum();
        ANCHORS * held - voices
    }

    /// The Beta prior under which the voices, and the anchors, are most likely.
    fn learn_prior(&mut self) {
        let mut mean = [0.0; 2];
        dirichlet::expected_logs(&ANCHOR, &mut mean);
        let total = self.logs.len() as f64 + ANCHORS;
        for (i, m) in mean.iter_mut().enumerate() {
            *m = (*m * ANCHORS + self.logs.iter().map(|l| l[i]).sum::<f64>()) / total;
        }
        dirichlet::fit(&mut self.prior, &mean, 3);
    }

    /// Mean and 90 % interval of `a_s`.
    pub fn accuracy(&self, voice: usize) -> Option<Estimate> {
        let [a, b] = self.posterior[voice];
        let beta = Beta::new(a, b).ok()?;
        Estimate::new(a / (a + b), beta.inverse_cdf(0.05), beta.inverse_cdf(0.95)).ok()
    }
}
