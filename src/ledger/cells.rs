//! One cell of a votes table: numbers, ranges, days, yes and no, as people write them.

use jiff::civil::{Date, date};

use crate::units::{Interval, is_usable};

/// What a value's text may be read as. Several may hold at once: `1` is a number and a yes.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Reading {
    /// As a number or a range of numbers.
    pub number: Option<Interval>,
    /// Whether the number is whole, not negative, and written without a decimal point.
    pub whole: bool,
    /// As a day or a range of days since 1970-01-01.
    pub days: Option<Interval>,
    /// As yes or no in words.
    pub yes: Option<bool>,
    /// Whether it is a number only for computers: see [`is_no_finite_number`].
    pub not_finite: bool,
}

/// Reads a value in every way that fits.
pub(super) fn read_value(text: &str) -> Reading {
    let number = number_or_range(text);
    let days = if number.is_some() { None } else { days(text) };
    let yes = match text {
        _ if text.eq_ignore_ascii_case("yes") => Some(true),
        _ if text.eq_ignore_ascii_case("no") => Some(false),
        _ => None,
    };
    let whole = number.is_some_and(|i| i.low() >= 0.0) && !text.contains(['.', 'e', 'E']);
    let not_finite = number.is_none() && is_no_finite_number(text);
    Reading { number, whole, days, yes, not_finite }
}

/// Whether a text is what programs write where they have no finite number: `NaN`, `inf`, `-Infinity`,
/// or a number beyond all that is counted or measured, such as `1e400`.
pub(super) fn is_no_finite_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let maybe = match unsigned.bytes().next() {
        Some(b'n' | b'N' | b'i' | b'I') => unsigned.len() <= "infinity".len(),
        Some(b'0'..=b'9' | b'.') => unsigned.len() > 50 || unsigned.contains(['e', 'E']),
        _ => false,
    };
    maybe && text.parse::<f64>().is_ok_and(|x| !is_usable(x))
}

/// Yes or no, where the question is known to ask for one: also true and false, 1 and 0.
pub(super) fn yes_or_no(text: &str) -> Option<bool> {
    match text.to_ascii_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Some(true),
        "no" | "n" | "false" | "0" => Some(false),
        _ => None,
    }
}

/// `21`, `-3.5`, `1,000,230`; never NaN, infinite or beyond what can be reckoned with.
pub(super) fn number(text: &str) -> Option<f64> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    if let Ok(x) = text.parse::<f64>() {
        return is_usable(x).then_some(x);
    }
    if !text.contains(',') {
        return None;
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let digits_only = |g: &str| !g.is_empty() && g.bytes().all(|b| b.is_ascii_digit());
    if !digits_only(first) || first.len() > 3 {
        return None;
    }
    let mut whole = first.to_owned();
    for group in groups {
        if group.len() != 3 || !digits_only(group) {
            return None;
        }
        whole.push_str(group);
    }
    whole.parse::<f64>().ok().filter(|x| is_usable(*x)).map(|x| sign * x)
}

/// A number, `5–15` (en dash) or `5..15`, `≥ 21`, `>= 21`, `21+`, `≤ 9`, `<= 9`.
pub(super) fn number_or_range(text: &str) -> Option<Interval> {
    if let Some(x) = number(text) {
        return Interval::exactly(x);
    }
    for mark in ["≥", ">="] {
        if let Some(rest) = text.strip_prefix(mark) {
            return Interval::new(number(rest.trim_start())?, None).ok();
        }
    }
    for mark in ["≤", "<="] {
        if let Some(rest) = text.strip_prefix(mark) {
            return Interval::new(0.0, Some(number(rest.trim_start())?)).ok();
        }
    }
    if let Some(rest) = text.strip_suffix('+') {
        return Interval::new(number(rest.trim_end())?, None).ok();
    }
    let (low, high) = text.split_once('–').or_else(|| text.split_once(".."))?;
    Interval::new(number(low.trim())?, Some(number(high.trim())?)).ok()
}

/// `2024-10-05` or `2024-10-05/2024-10-06`, as days since 1970-01-01.
pub(super) fn days(text: &str) -> Option<Interval> {
    match text.split_once('/') {
        Some((from, "")) => Interval::new(day_number(day(from)?), None).ok(),
        Some((from, to)) => Interval::new(day_number(day(from)?), Some(day_number(day(to)?))).ok(),
        None => Interval::exactly(day_number(day(text)?)),
    }
}

/// `2024-10-05`, and nothing looser: a date that could be read two ways is no date.
pub(super) fn day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    text.parse().ok()
}

/// Days since 1970-01-01.
pub(super) fn day_number(day: Date) -> f64 {
    f64::from(day.since(date(1970, 1, 1)).map_or(0, |s| s.get_days()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let exactly = |x| Interval::exactly(x);
        assert_eq!(number_or_range("21"), exactly(21.0));
        assert_eq!(number_or_range("-3.5"), exactly(-3.5));
        assert_eq!(number_or_range("1,000,230"), exactly(1_000_230.0));
        assert_eq!(number_or_range("≥ 21"), Interval::new(21.0, None).ok());
        assert_eq!(number_or_range("21+"), Interval::new(21.0, None).ok());
        assert_eq!(number_or_range("5–15"), Interval::new(5.0, Some(15.0)).ok());
        for text in ["", "nan", "inf", "D12", "10,00", "15–5", "twelve", "2024-10-05", "5-15", "+"]
        {
            assert_eq!(number_or_range(text), None, "{text}");
        }
    }

    #[test]
    fn no_finite_number_is_told_from_words() {
        let digits = "9".repeat(400);
        for text in [
            "NaN",
            "nan",
            "inf",
            "-inf",
            "Infinity",
            "+infinity",
            "1e400",
            "1e60",
            "-1E999",
            &digits,
        ] {
            assert!(read_value(text).not_finite, "{text}");
        }
        for text in ["", "Nan Goldin", "Ina", "info", "1e4", "21", "no", "-", "e", "1e"] {
            assert!(!read_value(text).not_finite, "{text}");
        }
    }

    #[test]
    fn days_count_from_1970() {
        assert_eq!(days("1970-01-02"), Interval::exactly(1.0));
        assert_eq!(days("2024-10-05/2024-10-06"), Interval::new(20001.0, Some(20002.0)).ok());
        for text in ["5/6", "2024-13-01", "2024-1-1", "20241005", "2024-10-06/2024-10-05"] {
            assert_eq!(days(text), None, "{text}");
        }
    }
}
