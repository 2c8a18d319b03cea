//! Dates: absolute and relative, anchored on the publication day and on other dates of the text.
//!
//! ```text
//! Oct. 5 · 5 October 2024 · July 22 and 27 · between July 25 to 27 · 5-6 October · 2024-10-05
//! in July · late July · in 2012 · July's · last month · this week · two days ago · a day later
//! Tuesday · last Tuesday · the night of Saturday to Sunday · yesterday · this morning
//! ```
//!
//! A day of the month or a weekday without a year is the last such day up to publication, unless
//! the sentence speaks of the future.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::number::Numbers;
use crate::claims::classes;
use crate::claims::words::Words;
use crate::units::Interval;

/// A date or a period in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct DateMention {
    /// Its words.
    pub words: Range<usize>,
    /// First and last day that it can mean.
    pub first: Date,
    /// See `first`.
    pub last: Date,
    /// Whether it only says when something began or ended ("since 2012", "until May").
    pub bound: bool,
}

impl DateMention {
    /// Whether it spans days, more than a night and less than a month ("between July 22 and 27").
    pub fn is_days(&self) -> bool {
        let days = self.first.until(self.last).map_or(0, |s| s.get_days());
        (2..=14).contains(&days)
    }
}

/// What relative dates are relative to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Anchor {
    /// The day of publication.
    pub published: Option<Date>,
    /// The last day the text spoke of ("a day later").
    pub previous: Option<Date>,
}

/// All dates of a sentence, left to right.
pub fn dates(words: &Words<'_>, numbers: &Numbers, anchor: Anchor) -> Vec<DateMention> {
    let future = (0..words.len())
        .any(|i| matches!(words.get(i), "will" | "upcoming" | "scheduled" | "plans" | "planned"));
    let reader = Reader { words, numbers, published: anchor.published, future };
    let mut found: Vec<DateMention> = Vec::new();
    let mut previous = anchor.previous;
    let mut i = 0;
    while i < words.len() {
        match reader.at(i, previous) {
            Some((to, first, last)) if first <= last => {
                let before = words.before(i);
                let second = i.checked_sub(2).map_or("", |j| words.get(j));
                let bound = matches!(before, "since" | "until" | "till")
                    || matches!(second, "since" | "until");
                // "since the war began last October"
                let began = (i.saturating_sub(6)..i).any(|j| words.get(j) == "since")
                    && (i.saturating_sub(3)..i)
                        .any(|j| matches!(words.get(j), "began" | "started" | "erupted" | "broke"));
                let bound = bound || began;
                // "the worst since 2009, when 112 were killed": what follows was then
                let told = words.get(to) == "," && words.get(to + 1) == "when";
                let bound = bound && !told;
                previous = Some(last);
                found.push(DateMention { words: i..to, first, last, bound });
                i = to;
            }
            _ => i += 1,
        }
    }
    // "the night of Saturday to Sunday", "Saturday and Sunday": one period
    let mut merged: Vec<DateMention> = Vec::new();
    for m in found {
        if let Some(before) = merged.last_mut()
            && ((m.words.start == before.words.end + 1
                && matches!(words.get(before.words.end), "to" | "-" | "–" | "until" | "into"))
                || (m.words.start == before.words.end + 2
                    && matches!(words.get(before.words.end), "on" | "in")
                    && words.get(before.words.end + 1) == "to"))
            && before.first <= m.last
        {
            before.words.end = m.words.end;
            before.last = m.last;
            continue;
        }
        merged.push(m);
    }
    merged
}

/// Days since 1970-01-01, as numbers of a date claim.
pub fn day_number(date: Date) -> f64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    f64::from(epoch.until(date).map_or(0, |span| span.get_days()))
}

/// A period as an interval of days since 1970-01-01.
pub fn days(first: Date, last: Date) -> Option<Interval> {
    Interval::new(day_number(first), Some(day_number(last))).ok()
}

/// A period as `2024-10-05` or `2024-10-05/2024-10-06`.
pub fn print_period(first: Date, last: Date) -> String {
    if first == last { first.to_string() } else { format!("{first}/{last}") }
}

/// Reads [`print_period`]'s form; `None` if it is no such thing.
pub fn parse_period(text: &str) -> Option<(Date, Date)> {
    let (first, last) = text.split_once('/').unwrap_or((text, text));
    let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
    (first <= last).then_some((first, last))
}

struct Reader<'a> {
    words: &'a Words<'a>,
    numbers: &'a Numbers,
    published: Option<Date>,
    future: bool,
}

type Period = (usize, Date, Date);

impl Reader<'_> {
    fn at(&self, i: usize, previous: Option<Date>) -> Option<Period> {
        self.iso(i)
            .or_else(|| self.month_first(i))
            .or_else(|| self.day_first(i))
            .or_else(|| self.weekday(i))
            .or_else(|| self.relative(i, previous))
            .or_else(|| self.year_alone(i))
    }

    /// `2024-10-05`
    fn iso(&self, i: usize) -> Option<Period> {
        let w = self.words.get(i);
        if w.len() != 10 || w.as_bytes()[4] != b'-' {
            return None;
        }
        let d: Date = w.parse().ok()?;
        Some((i + 1, d, d))
    }

    /// "October 5", "Oct. 5, 2024", "July 25 to 27", "July 2024", "late July", "mid-July".
    fn month_first(&self, i: usize) -> Option<Period> {
        let (m, part) = self.month(i)?;
        let mut at = i + 1;
        if self.words.get(at) == "." {
            at += 1;
        }
        let Some(day) = self.day(at) else {
            // a month alone: "may" and "march" need a preposition or a capital
            let name = self.words.get(i);
            let led = matches!(
                self.words.before(i),
                "in" | "since"
                    | "until"
                    | "last"
                    | "late"
                    | "early"
                    | "mid"
                    | "of"
                    | "this"
                    | "during"
                    | "by"
                    | "from"
                    | "next"
                    | "between"
                    | "the"
                    | "and"
                    | "to"
            );
            let sure = !matches!(name, "may" | "march" | "mar" | "sun" | "jan" | "second")
                || (led
                    && (self.words.is_capitalised(i) || self.year(at).is_some())
                    && self.words.before(i) != "and"
                    && self.words.before(i) != "to"
                    && self.words.before(i) != "the");
            if !sure {
                return None;
            }
            let year = self.year(at);
            let end = if year.is_some() { at + 1 } else { at };
            let (first, last) = self.whole_month(m, year)?;
            return Some(self.part(end, first, last, part.or_else(|| self.part_before(i))));
        };
        at += 1;
        let mut last_day = day;
        let mut last_month = m;
        let between = self.words.before(i) == "between";
        let joins = matches!(self.words.get(at), "to" | "-" | "–" | "until")
            || (self.words.get(at) == "and" && (between || self.day_pair(at + 1)));
        if joins {
            if let Some(d) = self.day(at + 1).filter(|d| *d >= day) {
                last_day = d;
                at += 2;
            } else if let (Some((m2, _)), Some(d)) = (self.month(at + 1), self.day(at + 2)) {
                last_month = m2;
                last_day = d;
                at += 3;
            }
        }
        let comma = usize::from(self.words.get(at) == ",");
        let year = self.year(at + comma);
        if year.is_some() {
            at += comma + 1;
        }
        let first = self.day_of(m, day, year)?;
        let last = self.day_of(last_month, last_day, year)?;
        Some((at, first.min(last), last.max(first)))
    }

    /// "5 October", "3-4 October", "the 5th of October".
    fn day_first(&self, i: usize) -> Option<Period> {
        let w = self.words.get(i);
        let range = w.split_once(['-', '–']).and_then(|(a, b)| {
            let (a, b): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
            (a < b && b <= 31).then_some((a, b))
        });
        let (first_day, last_day, mut at) = match range {
            Some((a, b)) => (a, b, i + 1),
            None => {
                let a = self.day(i)?;
                match self.words.get(i + 1) {
                    "-" | "–" | "to" | "and" if self.day(i + 2).is_some_and(|b| b > a) => {
                        (a, self.day(i + 2)?, i + 3)
                    }
                    _ => (a, a, i + 1),
                }
            }
        };
        if self.words.get(at) == "of" {
            at += 1;
        }
        let (m, _) = self.month(at)?;
        // "5 may have died"
        if self.words.get(at) == "may" && !self.words.is_capitalised(at) {
            return None;
        }
        at += 1;
        let year = self.year(at).or_else(|| self.short_year(at));
        if year.is_some() {
            at += 1;
        }
        let (a, b) = (self.day_of(m, first_day, year)?, self.day_of(m, last_day, year)?);
        Some((at, a.min(b), b.max(a)))
    }

    /// "Tuesday", "last Tuesday", "next Tuesday".
    fn weekday(&self, i: usize) -> Option<Period> {
        let day = classes::weekday(self.words.get(i))?;
        let day = Weekday::from_monday_zero_offset(day as i8).ok()?;
        if self.words.get(i).len() < 6 && !self.words.is_capitalised(i) {
            return None;
        }
        let published = self.published?;
        let next = self.words.before(i) == "next";
        let since = published.weekday().since(day);
        // "will rest after Friday's crash": what is planned lies ahead, not the day of its cause
        let past = matches!(self.words.before(i), "last" | "after" | "since")
            || matches!(self.words.get(i + 1), "'s" | "’s");
        let date = if next || (self.future && !past) {
            let ahead = day.since(published.weekday());
            published.checked_add(i64::from(if ahead == 0 { 7 } else { ahead }).days()).ok()?
        } else {
            let back = if since == 0 && self.words.before(i) == "last" { 7 } else { since };
            published.checked_sub(i64::from(back).days()).ok()?
        };
        Some((i + 1, date, date))
    }

    /// "yesterday", "last month", "two days ago", "a day later".
    fn relative(&self, i: usize, previous: Option<Date>) -> Option<Period> {
        let words = self.words;
        let published = self.published?;
        let back = |n: i64| published.checked_sub(n.days()).ok();
        let one = |len: usize, d: Date| Some((i + len, d, d));
        match (words.get(i), words.get(i + 1)) {
            ("today" | "tonight", _) => return one(1, published),
            ("yesterday", _) => return one(1, back(1)?),
            ("tomorrow", _) => return one(1, published.tomorrow().ok()?),
            ("this", "morning" | "afternoon" | "evening") => return one(2, published),
            ("overnight", _) => return Some((i + 1, back(1)?, published)),
            ("last", "night") => return Some((i + 2, back(1)?, published)),
            ("last" | "past" | "previous", "week") => return Some((i + 2, back(13)?, back(3)?)),
            ("this", "week") => return Some((i + 2, back(6)?, published)),
            ("last" | "previous", "month") => {
                let d = published.first_of_month().yesterday().ok()?;
                return Some((i + 2, d.first_of_month(), d));
            }
            ("this", "month") => return Some((i + 2, published.first_of_month(), published)),
            ("last" | "previous", "year") => {
                let d = published.first_of_year().yesterday().ok()?;
                return Some((i + 2, d.first_of_year(), d));
            }
            ("this", "year") => return Some((i + 2, published.first_of_year(), published)),
            ("next" | "following", "day") | ("day", "later" | "after")
                if !matches!(words.before(i), "every" | "each") =>
            {
                let d = previous?.tomorrow().ok()?;
                return one(2, d);
            }
            ("day", "before" | "earlier") => return one(2, previous?.yesterday().ok()?),
            _ => {}
        }
        // "two days ago", "a week earlier"
        let (n, at) = match words.get(i) {
            "a" | "an" => (1.0, i + 1),
            _ => self.numbers.cardinal(words, i)?,
        };
        if n > 2000.0 {
            return None;
        }
        let n = n as i64;
        let named = words.is_word(at + 2)
            && !matches!(words.get(at + 2), "in" | "on" | "at" | "and" | "but");
        let anchor = match words.get(at + 1) {
            "ago" => published,
            // "two days before the strike" counts from the strike, not from the last day named
            "earlier" | "before" if !named => previous?,
            _ => return None,
        };
        let to = at + 2;
        let (first, last) = match words.get(at) {
            "day" | "days" => {
                let d = anchor.checked_sub(n.days()).ok()?;
                (d, d)
            }
            "week" | "weeks" => {
                let d = anchor.checked_sub((7 * n).days()).ok()?;
                (d.checked_sub(3.days()).ok()?, d.checked_add(3.days()).ok()?)
            }
            "month" | "months" => {
                let d = anchor.checked_sub(n.months()).ok()?;
                (d.first_of_month(), d.last_of_month())
            }
            "year" | "years" => {
                let d = anchor.checked_sub(n.years()).ok()?;
                (d.first_of_year(), d.last_of_year())
            }
            "hour" | "hours" | "minutes" => {
                let days = if words.get(at).starts_with('m') { 0 } else { n / 24 };
                let d = anchor.checked_sub((days + 1).days()).ok()?;
                (d, anchor)
            }
            _ => return None,
        };
        Some((to, first, last))
    }

    /// "in 2012", "since 2020".
    fn year_alone(&self, i: usize) -> Option<Period> {
        let led = matches!(
            self.words.before(i),
            "in" | "since"
                | "until"
                | "during"
                | "by"
                | "from"
                | "of"
                | "and"
                | "between"
                | "early"
                | "late"
                | "mid"
                | "("
        );
        let year = self.year(i).filter(|_| led)?;
        let first = Date::new(year, 1, 1).ok()?;
        let mut last = first.last_of_year();
        if let Some(p) = self.published
            && p >= first
        {
            last = last.min(p);
        }
        Some((i + 1, first, last))
    }

    fn month(&self, i: usize) -> Option<(i8, Option<&'static str>)> {
        if let Some(m) = self.numbers.month(self.words, i) {
            return Some((m, None));
        }
        let (part, name) = self.words.get(i).split_once('-')?;
        let part = match part {
            "mid" => "mid",
            "early" => "early",
            "late" => "late",
            _ => return None,
        };
        Some((self.numbers.month_named(name)?, Some(part)))
    }

    fn part_before(&self, i: usize) -> Option<&'static str> {
        match self.words.before(i) {
            "early" => Some("early"),
            "late" => Some("late"),
            "mid" => Some("mid"),
            "-" if i > 1 && self.words.get(i - 2) == "mid" => Some("mid"),
            _ => None,
        }
    }

    fn part(&self, to: usize, first: Date, last: Date, part: Option<&str>) -> Period {
        let day = |n: i64| first.checked_add((n - 1).days()).unwrap_or(last).min(last);
        match part {
            Some("early") => (to, first, day(12)),
            Some("mid") => (to, day(8), day(22)),
            Some("late") => (to, day(19), last),
            _ => (to, first, last),
        }
    }

    /// A day of the month: 5, 05, 5th.
    fn day(&self, i: usize) -> Option<i8> {
        let w = self.words.get(i);
        let digits = w.trim_end_matches(['s', 't', 'n', 'd', 'r', 'h']);
        if digits.len() > 2 || !matches!(&w[digits.len()..], "" | "st" | "nd" | "rd" | "th") {
            return None;
        }
        digits.parse().ok().filter(|d| (1..=31).contains(d))
    }

    /// Whether word `i` is a bare day: not followed by what it would count.
    fn day_pair(&self, i: usize) -> bool {
        self.day(i).is_some()
            && !self.words.get(i + 1).chars().next().is_some_and(char::is_alphabetic)
    }

    fn year(&self, i: usize) -> Option<i16> {
        let w = self.words.get(i);
        if w.len() != 4 || !w.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        w.parse().ok().filter(|y| (1500..2200).contains(y))
    }

    /// "4 FEB 90": two digits after a month, as wire services wrote them.
    fn short_year(&self, i: usize) -> Option<i16> {
        let w = self.words.get(i);
        if w.len() != 2 || !w.bytes().all(|b| b.is_ascii_digit()) || w.as_bytes()[0] < b'3' {
            return None;
        }
        w.parse::<i16>().ok().map(|y| 1900 + y)
    }

    fn whole_month(&self, m: i8, year: Option<i16>) -> Option<(Date, Date)> {
        let first = match year {
            Some(y) => Date::new(y, m, 1).ok()?,
            None => {
                let p = self.published?;
                let same = Date::new(p.year(), m, 1).ok()?;
                let ahead = same > p && !self.future;
                if ahead { Date::new(p.year() - 1, m, 1).ok()? } else { same }
            }
        };
        let last = first.last_of_month();
        Some((
            first,
            match self.published {
                Some(p) if first <= p && !self.future => last.min(p),
                _ => last,
            },
        ))
    }

    /// A day, in the year stated or the last one in which it lies before publication.
    fn day_of(&self, m: i8, day: i8, year: Option<i16>) -> Option<Date> {
        if let Some(y) = year {
            return Date::new(y, m, day).ok();
        }
        let p = self.published?;
        let same = Date::new(p.year(), m, day).ok()?;
        // a few days of grace: publication days are often those of an earlier version
        if same > p.checked_add(3.days()).ok()? && !self.future {
            return Date::new(p.year() - 1, m, day).ok();
        }
        if self.future && same < p.checked_sub(270.days()).ok()? {
            return Date::new(p.year() + 1, m, day).ok();
        }
        Some(same)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::claims::value::Preset;
    use crate::corpus::{Span, tokenize};

    fn read(text: &str) -> Vec<String> {
        let numbers = Numbers::new(Preset::default(), None).unwrap();
        let tokens = tokenize(text, Span::new(0, text.len()));
        let words = Words::new(text, &tokens);
        // a Tuesday
        let published = Some(jiff::civil::date(2024, 10, 8));
        dates(&words, &numbers, Anchor { published, previous: None })
            .iter()
            .map(|d| print_period(d.first, d.last))
            .collect()
    }

    #[test]
    fn dates_read_as_the_days_people_mean() {
        for (text, expected) in [
            ("on Oct. 5", "2024-10-05"),
            ("on October 5, 2023,", "2023-10-05"),
            ("on 5 October", "2024-10-05"),
            ("on the 5th of October", "2024-10-05"),
            ("on 12 December", "2023-12-12"),
            ("between July 25 to 27", "2024-07-25/2024-07-27"),
            ("between July 22 and 27", "2024-07-22/2024-07-27"),
            ("from Sept. 30 to Oct. 2", "2024-09-30/2024-10-02"),
            ("on the night of Oct. 5 on to Oct. 6", "2024-10-05/2024-10-06"),
            ("on Oct. 5, two days before the strike", "2024-10-05"),
            ("in July", "2024-07-01/2024-07-31"),
            ("in late July", "2024-07-19/2024-07-31"),
            ("in mid-July", "2024-07-08/2024-07-22"),
            ("in July 2019", "2019-07-01/2019-07-31"),
            ("in December", "2023-12-01/2023-12-31"),
            ("on Sunday", "2024-10-06"),
            ("on Tuesday", "2024-10-08"),
            ("last Tuesday", "2024-10-01"),
            ("the night of Saturday to Sunday", "2024-10-05/2024-10-06"),
            ("yesterday", "2024-10-07"),
            ("last month", "2024-09-01/2024-09-30"),
            ("two days ago", "2024-10-06"),
            ("in 2012", "2012-01-01/2012-12-31"),
            ("2024-10-05", "2024-10-05"),
            ("GUATEMALA CITY, 4 FEB 90", "1990-02-04"),
            ("the vote will be held on November 5", "2024-11-05"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn words_that_look_like_dates_are_left_alone() {
        for text in
            ["it may rain", "they march on", "5 may have died", "Flight 2012", "a 5 percent rise"]
        {
            assert_eq!(read(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn a_day_later_counts_from_the_day_before_it_in_the_text() {
        assert_eq!(read("on Oct. 2, and a day later"), ["2024-10-02", "2024-10-03"]);
    }

    #[test]
    fn periods_print_and_parse_back() {
        let d = |day| jiff::civil::date(2024, 10, day);
        for (first, last) in [(d(5), d(5)), (d(5), d(6))] {
            assert_eq!(parse_period(&print_period(first, last)), Some((first, last)));
        }
        assert_eq!(parse_period("2024-10-06/2024-10-05"), None);
        assert_eq!(day_number(jiff::civil::date(1970, 1, 2)), 1.0);
    }
}
