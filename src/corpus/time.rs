//! Dates and times as manifests, metadata and credit lines write them.

use std::ops::RangeInclusive;

use jiff::civil::{Date, Time};

/// Years in which something may have been published. What lies outside stands for "unknown" (year 0,
/// 9999) or is a slip, and would only mislead.
const YEARS: RangeInclusive<i16> = 1000..=2999;

/// Whether something may have been published on this day.
pub fn is_plausible(day: Date) -> bool {
    YEARS.contains(&day.year())
}

/// A date, or date and time, as manifests and records write them: ISO 8601. None that lies outside the
/// years 1000 to 2999.
pub fn parse_time(text: &str) -> Option<(Date, Option<Time>)> {
    let text = text.trim();
    let found = if let Ok(at) = text.parse::<jiff::Timestamp>() {
        let at = at.to_zoned(jiff::tz::TimeZone::UTC);
        (at.date(), Some(at.time()))
    } else if text.len() > 10
        && let Ok(at) = text.replacen(' ', "T", 1).parse::<jiff::civil::DateTime>()
    {
        (at.date(), Some(at.time()))
    } else {
        (text.parse::<Date>().ok()?, None)
    };
    Some(found).filter(|(day, _)| is_plausible(*day))
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The first date in a publication line: ISO, "26 Aug 2024" or "August 26, 2024".
pub fn date_in(line: &str) -> Option<Date> {
    let words: Vec<&str> = line
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | 'T'))
        .filter(|w| !w.is_empty())
        .collect();
    if let Some(date) =
        words.iter().find_map(|w| w.parse::<Date>().ok().filter(|d| is_plausible(*d)))
    {
        return Some(date);
    }
    let month = |w: &str| {
        let w = w.trim_end_matches('.').to_lowercase();
        let i = MONTHS.iter().position(|m| *m == w || (w.len() >= 3 && m.starts_with(&w)))?;
        i8::try_from(i + 1).ok()
    };
    let day = |w: &str| w.trim_end_matches(|c: char| c.is_alphabetic()).parse::<i8>().ok();
    let year = |w: &str| w.parse::<i16>().ok().filter(|y| YEARS.contains(y));
    words.windows(3).find_map(|w| {
        let (d, m, y) = match (month(w[0]), month(w[1])) {
            (_, Some(m)) if day(w[0]).is_some() => (day(w[0])?, m, year(w[2])?),
            (Some(m), _) => (day(w[1])?, m, year(w[2])?),
            _ => return None,
        };
        Date::new(y, m, d).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time};

    #[test]
    fn publication_dates_are_read_in_the_usual_forms() {
        for line in [
            "Published On 26 Aug 2024",
            "Posted on August 26, 2024",
            "date 2024-08-26 News|World",
            "Updated: 26th August 2024",
        ] {
            assert_eq!(date_in(line), Some(date(2024, 8, 26)), "{line}");
        }
        assert_eq!(date_in("Published On 31 Feb 2024"), None);
        assert_eq!(date_in("Published 0001-01-01"), None);
        assert_eq!(date_in("31 December 9999"), None);
    }

    #[test]
    fn times_are_read_with_and_without_a_zone() {
        let day = date(2024, 8, 26);
        assert_eq!(parse_time("2024-08-26"), Some((day, None)));
        assert_eq!(parse_time("2024-08-26 06:00:00"), Some((day, Some(time(6, 0, 0, 0)))));
        assert_eq!(parse_time("2024-08-26T06:00:00+02:00"), Some((day, Some(time(4, 0, 0, 0)))));
        for text in [
            "yesterday",
            "0000-00-00",
            "0000-01-01",
            "0000-00-00 00:00:00",
            "0001-01-01T00:00:00Z",
            "9999-12-31",
            "9999-12-31T23:59:59Z",
            "-009999-01-01",
            "+12024-01-01",
        ] {
            assert_eq!(parse_time(text), None, "{text}");
        }
    }
}
