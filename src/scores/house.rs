//! House effects: how far each voice's numbers deviate from those of the others, toward a camp.
//!
//! | symbol  | name here       | meaning                                                          |
//! |---------|-----------------|------------------------------------------------------------------|
//! | `x_i`   | [`Number::x`]   | a voice's number on a question, in typical scatters               |
//! | `f_i`   | [`Number::direction`] | which way is toward the plus camp: `favours`, −1…+1        |
//! | `θ_q`   |                 | the true number, a free parameter of each question                |
//! | `β_s`   | `beta`          | the voice's house effect, `τ t_ν`: most are small, some are not    |
//! | `σ`     | `sigma`         | what is left: Student's t with ν degrees of freedom               |
//!
//! ```text
//! x_i = θ_q + f_i β_s + ε_i            β_s ~ τ t_ν             ε_i ~ σ t_ν
//! ```
//!
//! A two-way mixed model (Jackman 2005, doi:10.1080/10361140500302472, for polls), fitted by EM;
//! the t law (as a normal with a weight per number, Lange, Little and Taylor 1989,
//! doi:10.1080/01621459.1989.10478852) keeps a single wild number from passing for a lean, and a
//! few leaning voices from making all others lean the other way. The
//! consensus that a number is compared with is made of the *other* voices' numbers, each corrected
//! by its own house effect: a voice that shares its questions with a partisan one is not pulled
//! along. Whether all voices lean together cannot be seen from their numbers.

use crate::ids::{Id, OriginId, QuestionId, VoiceId};

/// One voice's number on one question.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Number {
    pub voice: VoiceId,
    pub question: QuestionId,
    pub origin: OriginId,
    /// Place in the ledger.
    pub vote: usize,
    /// Its middle, in typical scatters of its kind of question.
    pub x: f64,
    /// Its ends, infinite where open: an interval deviates from what it contains by nothing.
    pub range: (f64, f64),
    /// Half its width, an open top taken as half as much again: how little it tells.
    pub half: f64,
    /// −1…+1, not 0.
    pub direction: f64,
    /// 1, less where the voice gives several numbers from one origin.
    pub weight: f64,
    /// 1, less where several voices give numbers from this origin: what the number counts for
    /// others.
    pub share: f64,
}

impl Number {
    /// How far it lies from `theta`: 0 where its interval contains it.
    fn gap(&self, theta: f64) -> f64 {
        let (low, high) = self.range;
        theta.clamp(low.min(high), high.max(low)) - theta
    }

    /// Variance of a uniform law over its interval.
    fn vagueness(&self) -> f64 {
        self.half * self.half / 3.0
    }
}

/// A number's deviation from the consensus of other voices.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deviation {
    /// Toward the plus camp, in units of `σ`.
    pub toward_plus: f64,
    /// How much it tells, 0–1: less where the consensus of others is itself uncertain, and less far
    /// from it.
    pub weight: f64,
}

/// The fitted model.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fit {
    /// Residual scatter, in typical scatters.
    pub sigma: f64,
    /// Spread of house effects among voices, in units of `σ`.
    pub tau: f64,
}

/// Degrees of freedom of the residuals.
const FREEDOM: f64 = 4.0;
const MAX_STEPS: usize = 200;
const TOLERANCE: f64 = 1e-7;
/// `τ²/σ²` is kept above this, so that κ = σ²/τ² stays finite.
const MIN_RATIO: f64 = 0.01;
/// The prior of `τ²` and `σ²`: worth this many voices and numbers that lean half a scatter.
const PRIOR_VOICES: f64 = 2.0;

/// Fits the model and gives each number's deviation (`None` where no other voice answered).
pub(crate) fn fit(
    numbers: &[Number],
    voices: usize,
    questions: usize,
) -> (Fit, Vec<Option<Deviation>>) {
    let mut by_question: Vec<Vec<usize>> = vec![Vec::new(); questions];
    for (i, n) in numbers.iter().enumerate() {
        by_question[n.question.index()].push(i);
    }
    by_question.retain(|g| g.iter().any(|&i| numbers[i].voice != numbers[g[0]].voice));
    let used: Vec<usize> = by_question.iter().flatten().copied().collect();
    let mut beta = vec![0.0; voices];
    let mut spread = vec![0.25; voices]; // posterior variance of β
    let (mut sigma2, mut tau2) = (1.0, 0.25);
    let mut robust = vec![1.0; numbers.len()];
    let mut usual: Vec<f64> = vec![1.0; voices];
    // Where up is plus in all numbers, adding to all house effects and taking from all truths
    // changes no number: the prior alone decides, and gets there faster at one stroke.
    let one_direction = numbers.iter().all(|n| n.direction == 1.0);
    for _ in 0..MAX_STEPS {
        // θ_q from all, given β; each number as precise as its residual and its voice's β.
        let mut precision: Vec<f64> = usual.iter().map(|u| u / tau2).collect();
        let mut pull = vec![0.0; voices];
        let mut scatter = (PRIOR_VOICES * sigma2, PRIOR_VOICES);
        let mut own_part = vec![(0.0, 0.0); voices];
        for group in &by_question {
            for &i in group {
                let n = &numbers[i];
                let Some((theta, var)) = others(numbers, group, i, &beta, &spread, &robust, sigma2)
                else {
                    continue;
                };
                let gap = n.gap(theta);
                let noise = sigma2 / robust[i] + var + n.vagueness();
                let w = n.weight / noise;
                precision[n.voice.index()] += w * n.direction * n.direction;
                pull[n.voice.index()] += w * n.direction * gap;
                let residual = gap - n.direction * beta[n.voice.index()];
                let known = n.direction.powi(2) * spread[n.voice.index()];
                // What of the squared residual is this number's own scatter.
                let own = sigma2 / (sigma2 + var);
                let square = own * own * (residual * residual + known) + own * var;
                robust[i] = (FREEDOM + 1.0) / (FREEDOM + square / sigma2);
                scatter.0 += n.weight * n.share * robust[i] * square;
                scatter.1 += n.weight * n.share;
                own_part[n.voice.index()].0 += n.share;
                own_part[n.voice.index()].1 += 1.0;
            }
        }
        let mut change: f64 = 0.0;
        let part: Vec<f64> =
            own_part.iter().map(|(own, n)| if *n > 0.0 { own / n } else { 0.0 }).collect();
        let new: Vec<f64> = (0..voices).map(|s| pull[s] / precision[s]).collect();
        let centre = if one_direction {
            let sum = |f: &dyn Fn(usize) -> f64| -> f64 { (0..voices).map(f).sum() };
            let total = sum(&|s| part[s] * usual[s]);
            if total > 0.0 { sum(&|s| part[s] * usual[s] * new[s]) / total } else { 0.0 }
        } else {
            0.0
        };
        let (mut squares, mut heard) = (PRIOR_VOICES * 0.25 * sigma2, PRIOR_VOICES);
        for s in 0..voices {
            let new = if part[s] > 0.0 { new[s] - centre } else { 0.0 };
            change = change.max((new - beta[s]).abs());
            beta[s] = new;
            spread[s] = 1.0 / precision[s];
            let square = beta[s] * beta[s] + spread[s];
            usual[s] = (FREEDOM + 1.0) / (FREEDOM + square / tau2);
            // A clone has no part of its own, so it does not count as one more voice.
            squares += part[s] * usual[s] * square;
            heard += part[s];
        }
        sigma2 = (scatter.0 / scatter.1).max(1e-12);
        tau2 = (squares / heard).max(MIN_RATIO * sigma2);
        if change < TOLERANCE || used.is_empty() {
            break;
        }
    }
    let mut deviations = vec![None; numbers.len()];
    for group in &by_question {
        for &i in group {
            deviations[i] =
                others(numbers, group, i, &beta, &spread, &robust, sigma2).map(|(theta, var)| {
                    let n = &numbers[i];
                    let noise = sigma2 / robust[i] + var + n.vagueness();
                    Deviation {
                        // A vote that favours a camp only faintly tells little, and is not blown up.
                        toward_plus: n.direction.signum() * n.gap(theta) / sigma2.sqrt(),
                        weight: n.weight * n.direction.abs() * sigma2 / noise,
                    }
                });
        }
    }
    (Fit { sigma: sigma2.sqrt(), tau: (tau2 / sigma2).sqrt() }, deviations)
}

/// The number that the other voices' numbers make believe, and its variance.
fn others(
    numbers: &[Number],
    group: &[usize],
    i: usize,
    beta: &[f64],
    spread: &[f64],
    robust: &[f64],
    sigma2: f64,
) -> Option<(f64, f64)> {
    let mine = &numbers[i];
    let (mut sum, mut total) = (0.0, 0.0);
    for &j in group {
        let n = &numbers[j];
        if n.voice == mine.voice || n.origin == mine.origin {
            continue;
        }
        let s = n.voice.index();
        let noise = sigma2 / robust[j] + n.direction * n.direction * spread[s] + n.vagueness();
        let w = n.weight * n.share / noise;
        sum += w * (n.x - n.direction * beta[s]);
        total += w;
    }
    (total > 0.0).then(|| (sum / total, 1.0 / total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::draws::Stream;

    fn exactly(x: f64) -> Number {
        Number {
            voice: VoiceId(0),
            question: QuestionId(0),
            origin: OriginId(0),
            vote: 0,
            x,
            range: (x, x),
            half: 0.0,
            direction: 1.0,
            weight: 1.0,
            share: 1.0,
        }
    }

    fn world(leans: &[f64], questions: usize, noise: f64) -> Vec<Number> {
        let mut numbers = Vec::new();
        for q in 0..questions {
            let mut r = Stream::new(5, &[q as u64]);
            let truth = 10.0 * r.normal();
            for (s, lean) in leans.iter().enumerate() {
                if r.uniform() < 0.5 {
                    numbers.push(Number {
                        voice: VoiceId::from_index(s),
                        question: QuestionId::from_index(q),
                        origin: OriginId::from_index(numbers.len()),
                        vote: numbers.len(),
                        ..exactly(truth + lean + noise * r.normal())
                    });
                }
            }
        }
        numbers
    }

    fn lean(numbers: &[Number], deviations: &[Option<Deviation>], voice: usize) -> f64 {
        let (mut sum, mut total) = (0.0, 0.0);
        for (n, d) in numbers.iter().zip(deviations) {
            if let (true, Some(d)) = (n.voice.index() == voice, d) {
                sum += d.weight * d.toward_plus;
                total += d.weight;
            }
        }
        sum / total
    }

    #[test]
    fn planted_leans_are_found_though_leaning_voices_meet() {
        let leans = [1.5, -1.5, 0.0, 0.0, 0.0, 0.5, -0.5, 0.0];
        let numbers = world(&leans, 120, 1.0);
        let (fit, deviations) = fit(&numbers, leans.len(), 120);
        for (s, planted) in leans.iter().enumerate() {
            let found = lean(&numbers, &deviations, s) * fit.sigma;
            assert!((found - planted).abs() < 0.4, "voice {s}: {found} for {planted}, {fit:?}");
        }
        // Student's t with 4 degrees of freedom has scale below its standard deviation.
        assert!((0.7..1.2).contains(&fit.sigma), "{fit:?}");
        assert!((0.4..1.3).contains(&fit.tau), "{fit:?}");
    }

    #[test]
    fn one_voice_or_none_gives_no_deviation_and_no_nan() {
        let (f, none) = fit(&[], 0, 0);
        assert!(none.is_empty() && f.sigma.is_finite() && f.tau > 0.0);
        let numbers = world(&[1.0], 10, 1.0);
        let (f, alone) = fit(&numbers, 1, 10);
        assert!(alone.iter().all(Option::is_none) && f.tau.is_finite());
        let same: Vec<Number> = world(&[0.0, 0.0], 10, 1.0)
            .into_iter()
            .map(|n| Number { x: 3.0, range: (3.0, 3.0), ..n })
            .collect();
        let (f, equal) = fit(&same, 2, 10);
        assert!(f.sigma > 0.0 && f.tau.is_finite());
        assert!(equal.iter().flatten().all(|d| d.toward_plus.abs() < 1e-9));
    }

    #[test]
    fn an_interval_deviates_by_what_it_misses_and_tells_less_the_wider_it_is() {
        let at_least = Number { range: (2.0, f64::INFINITY), half: 1.0, ..exactly(3.0) };
        assert_eq!((at_least.gap(5.0), at_least.gap(2.0), at_least.gap(0.5)), (0.0, 0.0, 1.5));
        // Three exact voices agree on 0; a fourth says "−3 to 3" each time: no lean, and little said.
        let mut numbers = Vec::new();
        for q in 0..20 {
            for v in 0..4 {
                let one = exactly(0.1 * f64::from(q % 3));
                let vague = Number { range: (-3.0, 3.0), half: 3.0, ..exactly(0.0) };
                let n = if v == 3 { vague } else { one };
                let (voice, question) =
                    (VoiceId::from_index(v), QuestionId::from_index(q as usize));
                let origin = OriginId::from_index(numbers.len());
                numbers.push(Number { voice, question, origin, ..n });
            }
        }
        let (_, deviations) = fit(&numbers, 4, 20);
        let (exact, vague) = (deviations[0].unwrap(), deviations[3].unwrap());
        assert_eq!(vague.toward_plus, 0.0);
        assert!(vague.weight < exact.weight / 3.0, "{exact:?} {vague:?}");
    }
}
