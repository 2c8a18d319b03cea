//! Intervals against textbook laws, and the fast way against the bootstrap.

use super::*;
use proptest::prelude::*;

fn obs(values: &[f64]) -> Vec<Observation> {
    let one = |(i, &value): (usize, &f64)| Observation {
        value,
        weight: 1.0,
        block: i as u32,
        chance: Some(1.0),
    };
    values.iter().enumerate().map(one).collect()
}

const PLAN: Plan = Plan { replicates: 2000, seed: 1, level: 0.9 };
const FAST: Plan = Plan { replicates: 0, ..PLAN };
const HALF: Prior = Prior { mean: 0.5, strength: 3.0, sd: 0.0 };

#[test]
fn certain_marks_give_the_textbook_beta_posterior() {
    // Three right, one wrong, prior Beta(1.5, 1.5): posterior Beta(4.5, 2.5), whose 5 % and
    // 95 % quantiles are 0.337 and 0.894 (R 4.3: qbeta(c(.05, .95), 4.5, 2.5)).
    let m = mean(&obs(&[1.0, 1.0, 1.0, 0.0]), HALF, Scale::Marks, FAST, [0, 0]);
    assert!((m.value - 4.5 / 7.0).abs() < 1e-4, "{}", m.value);
    let e = estimate(&m, Scale::Marks, 0.9).unwrap();
    let exact = Beta::new(4.5, 2.5).unwrap();
    assert!((e.low() - exact.inverse_cdf(0.05)).abs() < 2e-3, "{e:?}");
    assert!((e.high() - exact.inverse_cdf(0.95)).abs() < 2e-3, "{e:?}");
    assert_eq!(m.marks.iter().map(|a| a.round()).collect::<Vec<_>>(), [1.0, 1.0, 1.0, 0.0]);
}

#[test]
fn the_fast_way_agrees_with_the_bootstrap() {
    let worlds = [
        vec![0.95, 0.9, 0.8, 0.99, 0.1, 0.7],
        vec![0.5; 4],
        vec![1.0, 0.0, 1.0],
        (0..120).map(|i| if i % 4 == 0 { 0.08 } else { 0.93 }).collect(),
    ];
    for world in &worlds {
        for scale in [Scale::Marks, Scale::Share] {
            let slow = mean(&obs(world), HALF, scale, PLAN, [3, 1]);
            let fast = mean(&obs(world), HALF, scale, FAST, [3, 1]);
            let (s, f) =
                (estimate(&slow, scale, 0.9).unwrap(), estimate(&fast, scale, 0.9).unwrap());
            assert!((s.mean() - f.mean()).abs() < 1e-9);
            assert!((s.low() - f.low()).abs() < 0.06, "{scale:?} {world:?} {s:?} {f:?}");
            assert!((s.high() - f.high()).abs() < 0.06, "{scale:?} {world:?} {s:?} {f:?}");
        }
    }
    let real = Prior { mean: 0.0, strength: 2.0, sd: 0.7 };
    let slow = mean(&obs(&[1.1, 0.2, 0.9, 2.0]), real, Scale::Real, PLAN, [0, 0]);
    let fast = mean(&obs(&[1.1, 0.2, 0.9, 2.0]), real, Scale::Real, FAST, [0, 0]);
    let (s, f) =
        (estimate(&slow, Scale::Real, 0.9).unwrap(), estimate(&fast, Scale::Real, 0.9).unwrap());
    assert!((s.low() - f.low()).abs() < 0.1 && (s.high() - f.high()).abs() < 0.1, "{s:?} {f:?}");
}

#[test]
fn a_claim_on_which_others_are_evenly_split_moves_nothing() {
    let before = mean(&obs(&[1.0, 1.0, 0.0]), HALF, Scale::Marks, FAST, [0, 0]);
    let after = mean(&obs(&[1.0, 1.0, 0.0, 0.5, 0.5]), HALF, Scale::Marks, FAST, [0, 0]);
    assert!((before.value - after.value).abs() < 1e-9);
}

#[test]
fn one_claim_has_a_wide_interval_and_ten_thousand_a_narrow_one() {
    let one = mean(&obs(&[1.0]), HALF, Scale::Marks, PLAN, [0, 0]);
    assert!(estimate(&one, Scale::Marks, 0.9).unwrap().width() > 0.5);
    let many: Vec<f64> = (0..10_000).map(|i| f64::from(i % 5 != 0)).collect();
    let many = mean(&obs(&many), HALF, Scale::Marks, FAST, [0, 0]);
    let e = estimate(&many, Scale::Marks, 0.9).unwrap();
    assert!(
        (e.mean() - 0.8).abs() < 1e-3 && (e.width() - 2.0 * 1.645 * 0.004).abs() < 1e-3,
        "{e:?}"
    );
}

proptest! {
    /// The parts add up: the mean is the formula of the method over the marks it reports.
    #[test]
    fn marks_add_up_to_the_mean(xs in prop::collection::vec(0.0..=1.0f64, 0..30), k in 0.5..20.0f64, mu in 0.05..0.95f64) {
        let prior = Prior { mean: mu, strength: k, sd: 0.0 };
        for scale in [Scale::Marks, Scale::Share] {
            let m = mean(&obs(&xs), prior, scale, FAST, [0, 0]);
            let sum = (k * mu + m.marks.iter().sum::<f64>()) / (k + xs.len() as f64);
            prop_assert!((m.value - sum).abs() < 1e-9, "{} {}", m.value, sum);
            prop_assert!(m.value > 0.0 && m.value < 1.0 && m.sd.is_finite());
        }
    }

    /// A better mark never lowers the mean.
    #[test]
    fn the_mean_rises_with_each_mark(xs in prop::collection::vec(0.0..=1.0f64, 1..12), up in 0.0..=1.0f64) {
        for scale in [Scale::Marks, Scale::Share] {
            let before = mean(&obs(&xs), HALF, scale, FAST, [0, 0]).value;
            let mut better = xs.clone();
            better[0] += up * (1.0 - better[0]);
            prop_assert!(mean(&obs(&better), HALF, scale, FAST, [0, 0]).value >= before - 1e-9);
        }
    }
}
