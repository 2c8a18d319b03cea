//! How far answers and beliefs are from an answer key: pure functions, one measure each.
//!
//! Per-question losses take one question; summaries take what was computed for each. A summary of nothing is `None`,
//! never 0.

use crate::units::{Interval, OutOfRange};

/// Floor of a probability in a log loss: a certain mistake costs `ln 10⁶ ≈ 13.8` nats, not infinity.
pub const LEAST_PROBABILITY: f64 = 1e-6;

/// Two numbers closer than this are the same answer.
pub const SAME_NUMBER: f64 = 1e-9;

/// Arithmetic mean; `None` of nothing.
pub fn mean(xs: &[f64]) -> Option<f64> {
    (!xs.is_empty()).then(|| xs.iter().sum::<f64>() / xs.len() as f64)
}

/// Share of `true`; `None` of nothing. For accuracy: one entry for every question of the key, a
/// question left open being `false`.
pub fn share(hits: &[bool]) -> Option<f64> {
    let n = hits.iter().filter(|h| **h).count();
    (!hits.is_empty()).then(|| n as f64 / hits.len() as f64)
}

/// Log loss of one question in nats: `−ln max(p, 10⁻⁶)`, `p` the belief in all true answers together.
pub fn log_loss(p: f64) -> f64 {
    -p.clamp(LEAST_PROBABILITY, 1.0).ln()
}

/// Brier score of one question: squared distance of the beliefs from 1 on the true answers and 0 on the others.
///
/// # Formula
///
/// ```text
/// Σ_v (γ(v) − [v true])² + number of true answers without a belief
/// ```
///
/// `beliefs` are `(γ(v), whether v is true)`; `unlisted` counts true answers that are not among them.
/// 0 is best; with one truth 2 is worst. G. W. Brier (1950), doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2.
pub fn brier(beliefs: &[(f64, bool)], unlisted: usize) -> f64 {
    let listed: f64 = beliefs.iter().map(|(p, t)| (p - f64::from(u8::from(*t))).powi(2)).sum();
    listed + unlisted as f64
}

/// Mean absolute error of `(answer, truth)`; `None` of nothing.
pub fn mean_absolute_error(pairs: &[(f64, f64)]) -> Option<f64> {
    mean(&pairs.iter().map(|(x, t)| (x - t).abs()).collect::<Vec<_>>())
}

/// Root mean square error of `(answer, truth)`; `None` of nothing.
pub fn root_mean_square_error(pairs: &[(f64, f64)]) -> Option<f64> {
    mean(&pairs.iter().map(|(x, t)| (x - t).powi(2)).collect::<Vec<_>>()).map(f64::sqrt)
}

/// Share of answers that are the truth to nine decimals; `None` of nothing.
pub fn exact_share(pairs: &[(f64, f64)]) -> Option<f64> {
    share(&pairs.iter().map(|(x, t)| (x - t).abs() < SAME_NUMBER).collect::<Vec<_>>())
}

/// Share of truths inside their intervals, ends included; `None` of nothing.
pub fn coverage(cases: &[(Interval, f64)]) -> Option<f64> {
    share(&cases.iter().map(|(i, t)| i.contains(*t)).collect::<Vec<_>>())
}

/// Continuous ranked probability score of a normal belief, in the unit of the truth; 0 is best.
///
/// # Formula
///
/// ```text
/// sd · [z (2Φ(z) − 1) + 2φ(z) − 1/√π]         z = (truth − mean) / sd
/// ```
///
/// At `sd = 0` it is the absolute error. T. Gneiting and A. E. Raftery (2007), JASA 102, 359–378,
/// doi:10.1198/016214506000001437.
pub fn crps_normal(mean: f64, sd: f64, truth: f64) -> f64 {
    if sd <= 0.0 {
        return (truth - mean).abs();
    }
    let z = (truth - mean) / sd;
    let density = (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt();
    // 2Φ(z) − 1 = erf(z/√2)
    let centred = libm::erf(z / std::f64::consts::SQRT_2);
    sd * (z * centred + 2.0 * density - 1.0 / std::f64::consts::PI.sqrt())
}

/// Continuous ranked probability score of a discrete belief `(value, probability)`.
///
/// # Formula
///
/// ```text
/// Σ p |x − t| − ½ Σ Σ p p' |x − x'|
/// ```
///
/// Probabilities are divided by their sum; `None` if that is not above 0. O(n log n).
pub fn crps_discrete(belief: &[(f64, f64)], truth: f64) -> Option<f64> {
    let total: f64 = belief.iter().map(|b| b.1).sum();
    if total.is_nan() || total <= 0.0 {
        return None;
    }
    let mut sorted = belief.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut far, mut between) = (0.0, 0.0);
    let (mut below, mut sum_below) = (0.0, 0.0);
    for (x, p) in sorted {
        let p = p / total;
        far += p * (x - truth).abs();
        // Σ over earlier x' of p p' (x − x') counts each pair once: the half of the double sum.
        between += p * (x * below - sum_below);
        below += p;
        sum_below += p * x;
    }
    Some(far - between)
}

/// Quantile score: twice the mean pinball loss over stated quantiles `(level, value)`; the continuous ranked probability
/// score in the limit of all levels. `None` of nothing.
///
/// # Formula
///
/// ```text
/// 2/n Σ (level − [t < x]) (t − x)
/// ```
///
/// F. Laio and S. Tamea (2007), doi:10.5194/hess-11-1267-2007.
pub fn crps_quantiles(quantiles: &[(f64, f64)], truth: f64) -> Option<f64> {
    let each: Vec<f64> = quantiles
        .iter()
        .map(|&(level, x)| 2.0 * (level - f64::from(u8::from(truth < x))) * (truth - x))
        .collect();
    mean(&each)
}

/// Spearman's rank correlation of `(x, y)`, ties at their middle rank; `None` where either does not vary.
pub fn spearman(pairs: &[(f64, f64)]) -> Option<f64> {
    let x = ranks(&pairs.iter().map(|p| p.0).collect::<Vec<_>>());
    let y = ranks(&pairs.iter().map(|p| p.1).collect::<Vec<_>>());
    let (mx, my) = (mean(&x)?, mean(&y)?);
    let (mut xx, mut yy, mut xy) = (0.0, 0.0, 0.0);
    for (a, b) in x.iter().zip(&y) {
        xx += (a - mx).powi(2);
        yy += (b - my).powi(2);
        xy += (a - mx) * (b - my);
    }
    (xx > 0.0 && yy > 0.0).then(|| xy / (xx * yy).sqrt())
}

/// Area under the ROC curve of `(score, positive)`: the chance that a positive scores above a negative, ties half.
/// `None` without both.
///
/// # Formula
///
/// ```text
/// (R₊ − n₊ (n₊ + 1)/2) / (n₊ n₋)          R₊ the sum of ranks of the positives
/// ```
///
/// J. A. Hanley and B. J. McNeil (1982), doi:10.1148/radiology.143.1.7063747.
pub fn auc(cases: &[(f64, bool)]) -> Option<f64> {
    let ranks = ranks(&cases.iter().map(|c| c.0).collect::<Vec<_>>());
    let positive = cases.iter().filter(|c| c.1).count() as f64;
    let negative = cases.len() as f64 - positive;
    let sum: f64 = ranks.iter().zip(cases).filter(|(_, c)| c.1).map(|(r, _)| r).sum();
    (positive > 0.0 && negative > 0.0)
        .then(|| (sum - positive * (positive + 1.0) / 2.0) / (positive * negative))
}

/// Ranks from 1 up, ties at the mean of their ranks.
fn ranks(xs: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|&a, &b| xs[a].total_cmp(&xs[b]));
    let mut ranks = vec![0.0; xs.len()];
    let mut before = 0;
    for tie in order.chunk_by(|&a, &b| xs[a] == xs[b]) {
        for &i in tie {
            ranks[i] = before as f64 + (tie.len() as f64 + 1.0) / 2.0;
        }
        before += tie.len();
    }
    ranks
}

/// The interval of a belief, for [`coverage`].
///
/// # Errors
///
/// If a bound is not finite or they are the wrong way round.
pub fn interval(low: f64, high: f64) -> Result<Interval, OutOfRange> {
    Interval::new(low, Some(high))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(got: Option<f64>, want: f64) {
        assert!((got.unwrap() - want).abs() < 1e-9, "{got:?} {want}");
    }

    #[test]
    fn categories_worked_longhand() {
        near(share(&[true, false, true, true]), 0.75);
        assert!((log_loss(0.25) - 4f64.ln()).abs() < 1e-12);
        assert!((log_loss(0.0) - 1e6f64.ln()).abs() < 1e-9);
        assert_eq!(log_loss(1.0 + 1e-15), 0.0);
        // Beliefs .7 and .2, the first true, and one true answer nobody gave.
        assert!((brier(&[(0.7, true), (0.2, false)], 1) - (0.09 + 0.04 + 1.0)).abs() < 1e-12);
    }

    #[test]
    fn numbers_worked_longhand() {
        let pairs = [(1.0, 2.0), (5.0, 5.0), (9.0, 6.0)];
        near(mean_absolute_error(&pairs), 4.0 / 3.0);
        near(root_mean_square_error(&pairs), (10.0f64 / 3.0).sqrt());
        near(exact_share(&pairs), 1.0 / 3.0);
        let cases = [(interval(1.0, 2.0).unwrap(), 2.0), (interval(1.0, 2.0).unwrap(), 2.5)];
        near(coverage(&cases), 0.5);
        assert!(interval(2.0, 1.0).is_err());
    }

    #[test]
    fn the_score_of_a_normal_is_the_integral_that_defines_it() {
        // ∫ (Φ((x − m)/sd) − [x ≥ t])² dx by the midpoint rule.
        let (m, sd, t) = (2.0, 1.5, 3.1);
        let phi = |x: f64| 0.5 * (1.0 + libm::erf((x - m) / sd / std::f64::consts::SQRT_2));
        let h = 1e-3;
        let integral: f64 = (0..40_000)
            .map(|i| -18.0 + h * (f64::from(i) + 0.5))
            .map(|x| h * (phi(x) - if x >= t { 1.0 } else { 0.0 }).powi(2))
            .sum();
        assert!((crps_normal(m, sd, t) - integral).abs() < 1e-4);
        assert_eq!(crps_normal(2.0, 0.0, 5.0), 3.0);
    }

    #[test]
    fn the_score_of_a_discrete_belief_worked_longhand() {
        // ½ on 1, ¼ on 2, ¼ on 5; truth 2.
        let belief = [(5.0, 0.5), (1.0, 1.0), (2.0, 0.5)];
        let far = 0.5 + 0.0 + 0.75;
        let between = 0.5 * 0.25 * 1.0 + 0.5 * 0.25 * 4.0 + 0.25 * 0.25 * 3.0;
        near(crps_discrete(&belief, 2.0), far - between);
        near(crps_discrete(&[(7.0, 1.0)], 4.0), 3.0);
        assert!(crps_discrete(&[(1.0, 0.0)], 1.0).is_none());
    }

    #[test]
    fn many_quantiles_of_a_normal_give_the_score_of_the_normal() {
        use statrs::distribution::{ContinuousCDF, Normal};
        let normal = Normal::new(2.0, 1.5).unwrap();
        let quantiles: Vec<_> = (0..2000)
            .map(|i| (f64::from(i) + 0.5) / 2000.0)
            .map(|p| (p, normal.inverse_cdf(p)))
            .collect();
        let got = crps_quantiles(&quantiles, 3.1).unwrap();
        assert!((got - crps_normal(2.0, 1.5, 3.1)).abs() < 1e-3, "{got}");
    }

    #[test]
    fn ranks_worked_longhand() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0]), [3.5, 1.0, 3.5, 2.0]);
        // Ranks 1 2 3 against 1 3 2: 1 − 6·2/(3·8).
        near(spearman(&[(1.0, 10.0), (2.0, 30.0), (5.0, 20.0)]), 0.5);
        assert!(spearman(&[(1.0, 1.0), (1.0, 2.0)]).is_none());
        // Positives .9 and .4, negatives .4 and .1: pairs won 1, 1, ½, 1 of 4.
        near(auc(&[(0.9, true), (0.4, true), (0.4, false), (0.1, false)]), 3.5 / 4.0);
        assert!(auc(&[(0.9, true)]).is_none());
    }
}
