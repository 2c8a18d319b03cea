//! Where a number line carries numbers, so that they are round and do not touch.

use super::super::chart::{Axis, Scale};
use super::super::font;
use super::super::inputs;

/// Gap between neighbouring numbers, in pixels.
const GAP: f64 = 12.0;

/// The numbers of an axis `length` pixels long: value and words.
pub fn ticks(axis: &Axis, length: f64, size: f64) -> Vec<(f64, String)> {
    if !axis.names.is_empty() {
        let pitch = length / axis.names.len() as f64 - 8.0;
        let short = |(at, words): &(f64, String)| (*at, font::shorten(words, size, false, pitch));
        return axis.names.iter().map(short).collect();
    }
    let candidates: Vec<Vec<(f64, String)>> = match axis.scale {
        Scale::Linear | Scale::Percent => linear(axis),
        Scale::Log => log(axis),
        Scale::Days => days(axis),
    };
    candidates
        .into_iter()
        .find(|set| !set.is_empty() && fits(set, axis, length, size))
        .unwrap_or_else(|| vec![(axis.low, number(axis.low, 0))])
}

/// Place of a value along an axis, 0–1; outside where the value is.
pub fn place(axis: &Axis, value: f64) -> f64 {
    let (low, high, x) = match axis.scale {
        Scale::Log => (axis.low.ln(), axis.high.ln(), value.max(f64::MIN_POSITIVE).ln()),
        _ => (axis.low, axis.high, value),
    };
    if high > low { (x - low) / (high - low) } else { 0.5 }
}

fn fits(set: &[(f64, String)], axis: &Axis, length: f64, size: f64) -> bool {
    let mut last = f64::NEG_INFINITY;
    set.iter().all(|(x, words)| {
        let middle = place(axis, *x) * length;
        let half = font::width(words, size, false) / 2.0;
        let free = middle - half >= last;
        last = middle + half + GAP;
        free
    })
}

/// Sets of round numbers, the densest first, at most nine numbers each.
fn linear(axis: &Axis) -> Vec<Vec<(f64, String)>> {
    let span = axis.high - axis.low;
    if span <= 0.0 || !span.is_finite() {
        return vec![vec![(axis.low, number(axis.low, 0))]];
    }
    let start = (span / 8.0).log10().floor() as i32;
    let mut sets = Vec::new();
    for exponent in start..start + 4 {
        for factor in [1.0, 2.0, 5.0] {
            let step = factor * 10_f64.powi(exponent);
            let first = (axis.low / step - 1e-9).ceil() as i64;
            let last = (axis.high / step + 1e-9).floor() as i64;
            if last - first > 9 {
                continue;
            }
            let decimals = usize::try_from(-exponent).unwrap_or(0);
            let set: Vec<(f64, String)> = (first..=last)
                .map(|i| {
                    let x = i as f64 * step;
                    let words = match axis.scale {
                        Scale::Percent => {
                            format!("{} %", number(x * 100.0, decimals.saturating_sub(2)))
                        }
                        _ => number(x, decimals),
                    };
                    (x, words)
                })
                .collect();
            if set.len() >= 2 {
                sets.push(set);
            }
        }
    }
    sets.push(vec![(axis.low, number(axis.low, 2)), (axis.high, number(axis.high, 2))]);
    sets
}

fn log(axis: &Axis) -> Vec<Vec<(f64, String)>> {
    let (low, high) = (axis.low.max(1e-9), axis.high);
    let decades = |factors: &[f64], every: i32| {
        let mut set = Vec::new();
        for exponent in low.log10().floor() as i32..=high.log10().ceil() as i32 {
            if exponent.rem_euclid(every) != 0 {
                continue;
            }
            for factor in factors {
                let x = factor * 10_f64.powi(exponent);
                if x >= low * 0.999 && x <= high * 1.001 {
                    let whole = usize::try_from(-exponent).unwrap_or(0);
                    let decimals =
                        if exponent < 1 && factor.fract() > 0.0 { whole + 1 } else { whole };
                    set.push((x, number(x, decimals)));
                }
            }
        }
        set
    };
    let mut sets: Vec<_> = [
        decades(&[1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 7.0], 1),
        decades(&[1.0, 2.0, 3.0, 5.0], 1),
        decades(&[1.0, 2.0, 5.0], 1),
        decades(&[1.0, 3.0], 1),
        decades(&[1.0], 1),
        decades(&[1.0], 2),
        decades(&[1.0], 3),
    ]
    .into_iter()
    .filter(|set| set.len() >= 2)
    .collect();
    sets.push(vec![(low, number(low.round(), 0)), (high, number(high.round(), 0))]);
    sets
}

fn days(axis: &Axis) -> Vec<Vec<(f64, String)>> {
    let mut sets = Vec::new();
    let words = |set: Vec<f64>| -> Vec<(f64, String)> {
        let mut year = None;
        set.into_iter()
            .filter_map(|x| {
                let date = inputs::day_of(x)?;
                let with_year = year != Some(date.year());
                year = Some(date.year());
                let words = if with_year { inputs::day(date) } else { inputs::short_day(date) };
                Some((x, words.replace("January", "Jan").replace("February", "Feb")))
            })
            .map(|(x, w)| (x, shorten_month(&w)))
            .collect()
    };
    for step in [1.0, 2.0, 7.0, 14.0] {
        let first = axis.low.ceil();
        if (axis.high - first) / step <= 8.0 {
            let n = ((axis.high - first) / step).floor() as usize;
            sets.push(words((0..=n).map(|i| first + i as f64 * step).collect()));
        }
    }
    // First days of months, then of years.
    for months in [1, 2, 3, 6, 12, 24, 60, 120] {
        let Some(start) = inputs::day_of(axis.low) else { continue };
        let mut set = Vec::new();
        let mut index = i32::from(start.year()) * 12 + i32::from(start.month()) - 1;
        while set.len() <= 9 {
            let (year, month) = (index.div_euclid(12), index.rem_euclid(12) + 1);
            let (Ok(year), Ok(month)) = (i16::try_from(year), i8::try_from(month)) else { break };
            let Ok(date) = jiff::civil::Date::new(year, month, 1) else { break };
            let x = inputs::day_number(date);
            if x > axis.high {
                break;
            }
            if x >= axis.low && index.rem_euclid(months) == 0 {
                set.push(x);
            }
            index += 1;
        }
        if (2..=9).contains(&set.len()) {
            sets.push(words(set));
        }
    }
    sets.push(words(vec![axis.low, axis.high]));
    sets.push(words(vec![axis.low]));
    sets
}

fn shorten_month(words: &str) -> String {
    let mut parts: Vec<String> = words.split(' ').map(str::to_owned).collect();
    if let Some(month) = parts.get_mut(1) {
        *month = month.chars().take(3).collect();
    }
    parts.join(" ")
}

/// A number with separators and a true minus sign.
fn number(x: f64, decimals: usize) -> String {
    if decimals == 0 || x.abs() >= 1000.0 {
        return inputs::thousands(x);
    }
    let words = format!("{:.decimals$}", x.abs());
    let zero = words.chars().all(|c| c == '0' || c == '.');
    if x < 0.0 && !zero { format!("−{words}") } else { words }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(axis: &Axis, length: f64) -> Vec<String> {
        ticks(axis, length, 11.0).into_iter().map(|t| t.1).collect()
    }

    #[test]
    fn numbers_are_round_and_thin_out_where_room_is_short() {
        let axis = Axis::new(Scale::Linear, -1.0, 1.0, "");
        assert_eq!(words(&axis, 400.0), ["−1.0", "−0.5", "0.0", "0.5", "1.0"]);
        assert!(words(&axis, 60.0).len() <= 3);
        let axis = Axis::new(Scale::Log, 10.0, 500.0, "");
        assert_eq!(words(&axis, 300.0).first().map(String::as_str), Some("10"));
        let axis = Axis::new(Scale::Percent, 0.0, 1.0, "");
        assert_eq!(words(&axis, 300.0).last().map(String::as_str), Some("100 %"));
    }

    #[test]
    fn days_are_dates_with_the_year_once() {
        let from = inputs::day_number(jiff::civil::date(2024, 7, 20));
        let axis = Axis::new(Scale::Days, from, from + 40.0, "");
        let words = words(&axis, 600.0);
        assert_eq!(words.iter().filter(|w| w.contains("2024")).count(), 1, "{words:?}");
    }

    #[test]
    fn no_axis_is_left_without_numbers_or_loops() {
        for scale in [Scale::Linear, Scale::Log, Scale::Days, Scale::Percent] {
            for (low, high) in [(1.0, 1.0), (0.5, 1e9), (3.0, 4.0), (1.0, 200_000.0)] {
                // An axis too short for two numbers keeps one.
                let axis = Axis::new(scale, low, high, "");
                assert!(!ticks(&axis, 4.0, 11.0).is_empty(), "{scale:?} {low} {high}");
                let axis = Axis::new(scale, low, high, "");
                assert!(!ticks(&axis, 500.0, 11.0).is_empty(), "{scale:?} {low} {high}");
            }
        }
    }
}
