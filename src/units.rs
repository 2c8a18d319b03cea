//! Numbers that carry their meaning: probabilities, leans, intervals and estimates.
//!
//! A value of one of these types has been checked once, at the door, so the numeric code never
//! asks again. A bare `f64` appears only inside a formula.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A number was outside the range its type promises.
#[derive(Clone, Debug, PartialEq)]
pub struct OutOfRange {
    /// What the number was to be, in words.
    pub what: &'static str,
    /// The number as given.
    pub got: f64,
    /// The range promised, in interval notation.
    pub range: &'static str,
}

impl fmt::Display for OutOfRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must lie in {}, got {}", self.what, self.range, self.got)
    }
}

impl std::error::Error for OutOfRange {}

macro_rules! checked {
    ($(#[$meta:meta])* $name:ident, $what:literal, $range:literal, |$x:ident| $ok:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
        #[serde(try_from = "f64", into = "f64")]
        pub struct $name(f64);

        impl $name {
            /// Checks the number.
            ///
            /// # Errors
            ///
            /// If it is NaN or outside the range that the type promises.
            pub fn new($x: f64) -> Result<Self, OutOfRange> {
                if $ok { Ok(Self($x)) } else { Err(OutOfRange { what: $what, got: $x, range: $range }) }
            }

            /// The bare number, for arithmetic and drawing.
            pub fn get(self) -> f64 {
                self.0
            }
        }

        impl TryFrom<f64> for $name {
            type Error = OutOfRange;
            fn try_from(x: f64) -> Result<Self, OutOfRange> {
                Self::new(x)
            }
        }

        impl From<$name> for f64 {
            fn from(x: $name) -> f64 {
                x.0
            }
        }
    };
}

checked!(
    /// A probability in the closed interval `[0, 1]`.
    Probability, "probability", "[0, 1]", |x| (0.0..=1.0).contains(&x)
);
checked!(
    /// How often a voice is right: strictly between 0 and 1, so `ln a` and `ln(1 − a)` are finite.
    Accuracy, "accuracy", "(0, 1)", |x| x > 0.0 && x < 1.0
);
checked!(
    /// A signed lean on one axis, `−1` (wholly toward the minus camp) to `+1` (the plus camp).
    Lean, "lean", "[-1, 1]", |x| (-1.0..=1.0).contains(&x)
);
checked!(
    /// A weight or prior strength: finite and not negative.
    Weight, "weight", "[0, ∞)", |x| x.is_finite() && x >= 0.0
);

/// A closed range of numbers, `[low, high]`; no `high` means no upper bound ("at least").
///
/// Counts, real numbers and dates (as days since 1970-01-01) all use it. `low` is always finite:
/// "up to N" of a count is `[0, N]`.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize, Deserialize)]
pub struct Interval {
    low: f64,
    high: Option<f64>,
}

impl Interval {
    /// Checks the bounds.
    ///
    /// # Errors
    ///
    /// If a bound is not finite, or `high` is below `low`.
    pub fn new(low: f64, high: Option<f64>) -> Result<Self, OutOfRange> {
        if !low.is_finite() {
            return Err(OutOfRange { what: "lower bound", got: low, range: "(-∞, ∞)" });
        }
        match high {
            Some(h) if !h.is_finite() || h < low => {
                Err(OutOfRange { what: "upper bound", got: h, range: "[low, ∞)" })
            }
            _ => Ok(Self { low, high }),
        }
    }

    /// The interval that holds one number. `None` if the number is not finite.
    pub fn exactly(x: f64) -> Option<Self> {
        Self::new(x, Some(x)).ok()
    }

    /// Lower bound, finite.
    pub fn low(self) -> f64 {
        self.low
    }

    /// Upper bound; `None` where there is none.
    pub fn high(self) -> Option<f64> {
        self.high
    }

    /// Whether the interval is one number.
    pub fn is_point(self) -> bool {
        self.high == Some(self.low)
    }

    /// Whether `x` lies inside.
    pub fn contains(self, x: f64) -> bool {
        x >= self.low && self.high.is_none_or(|h| x <= h)
    }

    /// Whether some number lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.high.is_none_or(|h| h >= other.low) && other.high.is_none_or(|h| h >= self.low)
    }

    /// The numbers in both, if any.
    pub fn intersection(self, other: Self) -> Option<Self> {
        let low = self.low.max(other.low);
        let high = match (self.high, other.high) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Self::new(low, high).ok()
    }

    /// The smallest interval that holds both.
    pub fn hull(self, other: Self) -> Self {
        let high = self.high.zip(other.high).map(|(a, b)| a.max(b));
        Self { low: self.low.min(other.low), high }
    }

    /// One number for a count where one is needed.
    ///
    /// # Formula
    ///
    /// ```text
    /// √(low · high)          "at least N": N
    /// ```
    pub fn count_point(self) -> f64 {
        match self.high {
            Some(h) => (self.low.max(0.0) * h.max(0.0)).sqrt(),
            None => self.low,
        }
    }
}

impl fmt::Display for Interval {
    /// `47`, `5–15`, `≥ 21`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.high {
            Some(h) if h == self.low => write!(f, "{h}"),
            Some(h) => write!(f, "{}–{h}", self.low),
            None => write!(f, "≥ {}", self.low),
        }
    }
}

/// An estimated number with its interval: mean and (by default 90 %) bounds, `low ≤ mean ≤ high`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Estimate {
    mean: f64,
    low: f64,
    high: f64,
}

impl Estimate {
    /// Checks the three numbers.
    ///
    /// # Errors
    ///
    /// If one is not finite. Bounds on the wrong side of the mean are moved to it: a percentile
    /// interval of a skewed sample may miss its own mean by rounding.
    pub fn new(mean: f64, low: f64, high: f64) -> Result<Self, OutOfRange> {
        for x in [mean, low, high] {
            if !x.is_finite() {
                return Err(OutOfRange { what: "estimate", got: x, range: "(-∞, ∞)" });
            }
        }
        Ok(Self { mean, low: low.min(mean), high: high.max(mean) })
    }

    /// The estimate itself.
    pub fn mean(self) -> f64 {
        self.mean
    }

    /// Lower bound of the interval.
    pub fn low(self) -> f64 {
        self.low
    }

    /// Upper bound of the interval.
    pub fn high(self) -> f64 {
        self.high
    }

    /// Width of the interval.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// Whether the interval contains `x`.
    pub fn covers(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }
}

/// `ln Σ exp(xᵢ)`, safe against overflow and underflow; `-inf` for an empty slice.
///
/// The largest term is taken out first: `m + ln Σ exp(xᵢ − m)`.
pub fn log_sum_exp(xs: &[f64]) -> f64 {
    let m = xs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if m == f64::NEG_INFINITY {
        return m;
    }
    m + xs.iter().map(|x| (x - m).exp()).sum::<f64>().ln()
}

/// Whether a number can be reckoned with: finite, and no farther from 0 than 10⁵⁰, so that no square or
/// product of a few such numbers overflows. Nothing that can be counted or measured lies beyond.
pub fn is_usable(x: f64) -> bool {
    x.abs() <= 1e50
}

/// A number as the output files print it: at most six decimals, no trailing zeros, never `-0`.
///
/// Six decimals hide the last bits, which differ between processors' `exp` and `ln`, so the same
/// input gives the same bytes on all of them.
pub fn print_number(x: f64) -> String {
    let mut s = format!("{x:.6}");
    if s.contains('.') {
        s.truncate(s.trim_end_matches('0').trim_end_matches('.').len());
    }
    if s == "-0" { "0".to_owned() } else { s }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every interval with whole bounds from −3 to 3, and those without an upper one.
    fn intervals() -> Vec<Interval> {
        let mut all = Vec::new();
        for low in -3..=3 {
            for high in low..=3 {
                all.push(Interval::new(f64::from(low), Some(f64::from(high))).expect("in order"));
            }
            all.push(Interval::new(f64::from(low), None).expect("finite"));
        }
        all
    }

    /// The oracle: the whole numbers from −4 to 9 that lie in an interval, told from its parts. With
    /// whole bounds, two intervals share a number only if they share a whole one.
    fn members(i: Interval) -> Vec<i32> {
        (-4..=9)
            .filter(|&x| f64::from(x) >= i.low && !matches!(i.high, Some(h) if f64::from(x) > h))
            .collect()
    }

    #[test]
    fn intervals_are_the_sets_that_they_stand_for() {
        for a in intervals() {
            let of_a = members(a);
            for x in -4..=9 {
                assert_eq!(a.contains(f64::from(x)), of_a.contains(&x), "{a:?} {x}");
            }
            assert_eq!(a.low(), f64::from(of_a[0]));
            assert_eq!(a.high(), a.high.map(|_| f64::from(of_a[of_a.len() - 1])));
            assert_eq!(a.is_point(), of_a.len() == 1, "{a:?}");
            for b in intervals() {
                let both: Vec<i32> =
                    of_a.iter().copied().filter(|x| members(b).contains(x)).collect();
                assert_eq!(a.overlaps(b), !both.is_empty(), "{a:?} {b:?}");
                let shared = a.intersection(b);
                assert_eq!(shared.map(members).unwrap_or_default(), both, "{a:?} {b:?}");
                // The smallest of all intervals that hold both.
                let holds =
                    |i: &Interval| of_a.iter().chain(&members(b)).all(|x| members(*i).contains(x));
                let smallest =
                    intervals().into_iter().filter(holds).min_by_key(|i| members(*i).len());
                assert_eq!(Some(a.hull(b)), smallest, "{a:?} {b:?}");
            }
        }
        assert!(Interval::new(2.0, Some(1.0)).is_err());
        assert!(Interval::new(1.0, Some(1.0)).is_ok());
        assert!(Interval::new(f64::NAN, None).is_err());
        assert!(Interval::new(0.0, Some(f64::INFINITY)).is_err());
        assert_eq!(Interval::exactly(f64::INFINITY), None);
        assert_eq!(Interval::exactly(7.0), Interval::new(7.0, Some(7.0)).ok());
    }

    #[test]
    fn an_interval_prints_and_stands_for_one_number_as_stated() {
        let print = |low, high| Interval::new(low, high).expect("in order").to_string();
        assert_eq!(print(47.0, Some(47.0)), "47");
        assert_eq!(print(5.0, Some(15.0)), "5–15");
        assert_eq!(print(21.0, None), "≥ 21");
        let point = |low, high| Interval::new(low, high).expect("in order").count_point();
        assert_eq!(point(4.0, Some(9.0)), 6.0);
        assert_eq!(point(4.0, None), 4.0);
        assert_eq!(point(-4.0, Some(9.0)), 0.0);
        assert_eq!(point(-4.0, Some(-1.0)), 0.0);
    }

    #[test]
    fn checked_numbers_take_their_range_and_no_more() {
        fn taken<T>(
            new: fn(f64) -> Result<T, OutOfRange>,
            get: fn(T) -> f64,
            xs: &[f64],
        ) -> Vec<f64> {
            xs.iter().filter_map(|&x| new(x).ok().map(get)).collect()
        }
        let xs = [f64::NEG_INFINITY, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, f64::INFINITY, f64::NAN];
        assert_eq!(taken(Probability::new, Probability::get, &xs), [0.0, 0.5, 1.0]);
        assert_eq!(taken(Accuracy::new, Accuracy::get, &xs), [0.5]);
        assert_eq!(taken(Lean::new, Lean::get, &xs), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        assert_eq!(taken(Weight::new, Weight::get, &xs), [0.0, 0.5, 1.0, 1.5]);
        assert_eq!(taken(Lean::try_from, f64::from, &xs), [-1.0, -0.5, 0.0, 0.5, 1.0]);
        let said = Probability::new(1.5).expect_err("too large").to_string();
        assert_eq!(said, "probability must lie in [0, 1], got 1.5");
    }

    #[test]
    fn an_estimate_holds_its_mean() {
        let e = Estimate::new(0.5, 0.2, 0.9).expect("finite");
        assert_eq!((e.mean(), e.low(), e.high()), (0.5, 0.2, 0.9));
        assert!((e.width() - 0.7).abs() < 1e-12);
        for (x, inside) in [(0.1, false), (0.2, true), (0.5, true), (0.9, true), (1.0, false)] {
            assert_eq!(e.covers(x), inside, "{x}");
        }
        let moved = Estimate::new(0.5, 0.6, 0.4).expect("finite");
        assert_eq!((moved.low(), moved.high()), (0.5, 0.5));
        for bad in [f64::NAN, f64::INFINITY] {
            assert!(Estimate::new(bad, 0.0, 1.0).is_err());
            assert!(Estimate::new(0.5, bad, 1.0).is_err());
            assert!(Estimate::new(0.5, 0.0, bad).is_err());
        }
    }

    #[test]
    fn log_sum_exp_is_the_log_of_the_sum_and_bears_any_size() {
        let xs = [0.3_f64, -1.2, 2.0];
        let plain: f64 = xs.iter().map(|x| x.exp()).sum();
        assert!((log_sum_exp(&xs) - plain.ln()).abs() < 1e-12);
        assert!((log_sum_exp(&[1000.0, 1000.0]) - (1000.0 + 2f64.ln())).abs() < 1e-9);
        assert!((log_sum_exp(&[-1000.0, -1000.0]) - (2f64.ln() - 1000.0)).abs() < 1e-9);
        assert_eq!(log_sum_exp(&[]), f64::NEG_INFINITY);
        assert_eq!(log_sum_exp(&[f64::NEG_INFINITY]), f64::NEG_INFINITY);
    }

    #[test]
    fn numbers_print_with_six_decimals_at_most() {
        for (x, text) in [
            (0.5, "0.5"),
            (-0.0, "0"),
            (-1e-9, "0"),
            (100.0, "100"),
            (0.123_456_7, "0.123457"),
            (-2.5, "-2.5"),
        ] {
            assert_eq!(print_number(x), text);
        }
        assert!(is_usable(1e50) && is_usable(-1e50) && is_usable(0.0));
        assert!(!is_usable(1.1e50) && !is_usable(f64::NAN) && !is_usable(f64::NEG_INFINITY));
    }
}
