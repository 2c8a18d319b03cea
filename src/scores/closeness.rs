//! How far two answers go together, and the scales on which numbers are compared.

use crate::ledger::{Answer, Kind};
use crate::units::Interval;

/// A count as a number on the scale on which it is compared: log, with 0 near 1.
pub(crate) fn count_scale(x: f64) -> f64 {
    (x.max(0.0) + 0.5).ln()
}

/// An interval as a range on its kind's scale; an open top of a count is taken as half as much
/// again.
pub(crate) fn on_scale(kind: Kind, i: Interval) -> (f64, f64) {
    match kind {
        Kind::Count => {
            let high = i.high().unwrap_or(i.low().max(0.0) * 1.5);
            (count_scale(i.low()), count_scale(high))
        }
        _ => (i.low(), i.high().unwrap_or(i.low())),
    }
}

/// The middle of an interval on its kind's scale.
pub(crate) fn midpoint(kind: Kind, i: Interval) -> f64 {
    let (low, high) = on_scale(kind, i);
    (low + high) / 2.0
}

/// How far two answers go together, 0–1.
///
/// # Formula
///
/// ```text
/// same label: 1, else 0
/// intervals: 1 if they overlap, else exp(−|log2 gap|)         counts
///                               else exp(−gap / s)            real numbers and days
/// ```
///
/// where `s` is the typical scatter of that kind of question.
pub(crate) fn closeness(kind: Kind, a: Answer, b: Answer, scatter: f64) -> f64 {
    match (a, b) {
        (Answer::Label(a), Answer::Label(b)) => f64::from(u8::from(a == b)),
        (Answer::Number(a), Answer::Number(b)) => {
            if a.overlaps(b) {
                return 1.0;
            }
            let (below, above) = if a.low() < b.low() { (a, b) } else { (b, a) };
            let top = below.high().unwrap_or(f64::INFINITY);
            match kind {
                Kind::Count => {
                    let octaves =
                        (count_scale(above.low()) - count_scale(top)) / std::f64::consts::LN_2;
                    (-octaves.abs()).exp()
                }
                _ => (-(above.low() - top) / scatter).exp(),
            }
        }
        _ => 0.0,
    }
}

/// The median; the mean of the two middle ones of an even number. 0 for none.
pub(crate) fn median(mut xs: Vec<f64>) -> f64 {
    if xs.is_empty() {
        return 0.0;
    }
    xs.sort_by(f64::total_cmp);
    let n = xs.len();
    (xs[(n - 1) / 2] + xs[n / 2]) / 2.0
}
