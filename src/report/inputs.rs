//! What a report is made from: the products of all stages, and the facts of the run.

use jiff::civil::Date;

use crate::claims::{AxisSettings, Claim};
use crate::consensus::Consensus;
use crate::corpus::Article;
use crate::ids::QuestionId;
use crate::ledger::Ledger;
use crate::scores::Scores;
use crate::units::Interval;

/// Everything that a report may show. What a run did not produce is an empty slice.
#[derive(Clone, Copy)]
pub struct Inputs<'a> {
    /// All votes, by question.
    pub ledger: &'a Ledger,
    /// What is believed.
    pub consensus: &'a Consensus,
    /// A score for each voice.
    pub scores: &'a Scores,
    /// The claims behind the votes; empty for a ledger read from a file.
    pub claims: &'a [Claim],
    /// The articles read; empty for a claims table or a ledger.
    pub articles: &'a [Article],
    /// The declared axes, in the order of [`Scores::axes`]; may be empty.
    pub axes: &'a [AxisSettings],
    /// Who ran what on what.
    pub run: &'a RunFacts,
    /// What only some runs produce.
    pub extras: &'a Extras,
}

/// Who ran what on what: the facts printed at the foot of every picture.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunFacts {
    /// Version of this program.
    pub version: String,
    /// Hash of the corpus, hexadecimal.
    pub corpus_hash: String,
    /// Hash of the settings, hexadecimal.
    pub config_hash: String,
    /// Names of the rule sets in force: what, which (`numbers`, `default`).
    pub presets: Vec<(String, String)>,
    /// Weights in force, for the page: key and value.
    pub weights: Vec<(String, f64)>,
    /// Articles read.
    pub articles: usize,
    /// Outlets among the voices.
    pub outlets: usize,
    /// Speakers among the voices.
    pub speakers: usize,
    /// Claims.
    pub claims: usize,
    /// Independent origins.
    pub origins: usize,
    /// Questions.
    pub questions: usize,
    /// First and last day of publication, or of the votes of a ledger.
    pub dates: Option<(Date, Date)>,
    /// What was skipped: reason and count.
    pub skipped: Vec<(String, usize)>,
}

/// What only some runs produce: repeated runs, answer keys, earlier runs.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extras {
    /// Low, best and high of a question under each preset.
    pub presets: Vec<PresetRange>,
    /// How far each setting moves the scores.
    pub effects: Vec<SettingEffect>,
    /// The order of voices under each variant of the settings, the variant in force first.
    pub rankings: Vec<Ranking>,
    /// Stated probability and whether it came true, from an answer key.
    pub judged: Vec<(f64, bool)>,
    /// Reliability over runs, oldest first.
    pub history: Vec<HistoryPoint>,
}

/// One question under one preset.
#[derive(Clone, Debug, PartialEq)]
pub struct PresetRange {
    /// Which question.
    pub question: QuestionId,
    /// The preset's name.
    pub preset: String,
    /// Lowest and highest figure that the sources' words allow under it.
    pub range: Interval,
    /// The best figure.
    pub best: f64,
}

/// How far one setting moves the scores when it goes from one end of its range to the other.
#[derive(Clone, Debug, PartialEq)]
pub struct SettingEffect {
    /// The setting's key.
    pub setting: String,
    /// Its lower and upper value, as printed.
    pub ends: (String, String),
    /// Mean change of the score at the lower and at the upper end.
    pub change: (f64, f64),
    /// Voices whose grade changes at either end.
    pub grades_changed: usize,
}

/// The order of voices under one variant of the settings.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranking {
    /// The variant's name.
    pub variant: String,
    /// Names, the highest reliability first.
    pub voices: Vec<String>,
}

/// One voice's reliability in one run.
#[derive(Clone, Debug, PartialEq)]
pub struct HistoryPoint {
    /// The voice's name.
    pub voice: String,
    /// The day that the run covers up to.
    pub date: Date,
    /// Reliability.
    pub reliability: f64,
    /// Independent checkable claims of that run.
    pub n: usize,
}

impl RunFacts {
    /// The two lines at the foot of every picture.
    pub fn foot(&self) -> [String; 2] {
        let short = |hash: &str| hash.get(..12).unwrap_or(hash).to_owned();
        let mut first = format!("corroborate {}", self.version);
        if !self.corpus_hash.is_empty() {
            first.push_str(&format!(" · corpus {}", short(&self.corpus_hash)));
        }
        if !self.config_hash.is_empty() {
            first.push_str(&format!(" · config {}", short(&self.config_hash)));
        }
        for (what, which) in &self.presets {
            first.push_str(&format!(" · {what}: {which}"));
        }
        let mut second: Vec<String> = [
            (self.articles, "article"),
            (self.outlets, "outlet"),
            (self.speakers, "speaker"),
            (self.claims, "claim"),
            (self.origins, "independent origin"),
        ]
        .into_iter()
        .filter(|&(n, _)| n > 0)
        .map(|(n, what)| count(n, what))
        .collect();
        if let Some((first, last)) = self.dates {
            second.push(dates(first, last));
        }
        [first, second.join(" · ")]
    }
}

/// `1 claim`, `1,204 claims`.
pub fn count(n: usize, what: &str) -> String {
    format!("{} {what}{}", thousands(n as f64), if n == 1 { "" } else { "s" })
}

/// A whole number with separators: `12,400`.
pub fn thousands(x: f64) -> String {
    let digits = format!("{:.0}", x.abs());
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    if x < 0.0 && digits != "0" { format!("−{out}") } else { out }
}

/// `24 July 2024`.
pub fn day(date: Date) -> String {
    format!("{} {} {}", date.day(), month(date), date.year())
}

/// `24 Jul`.
pub fn short_day(date: Date) -> String {
    format!("{} {}", date.day(), &month(date)[..3])
}

/// `24 July – 28 August 2024`.
pub fn dates(first: Date, last: Date) -> String {
    if first == last {
        return day(first);
    }
    if first.year() != last.year() {
        return format!("{} – {}", day(first), day(last));
    }
    if first.month() == last.month() {
        return format!("{}–{}", first.day(), day(last));
    }
    format!("{} {} – {}", first.day(), month(first), day(last))
}

fn month(date: Date) -> &'static str {
    const NAMES: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    NAMES[usize::from(date.month().unsigned_abs()).saturating_sub(1).min(11)]
}

/// An event's name in words: `kessa-strike-2024-08-25` → `Kessa strike, 25 August 2024`. A name
/// that the user wrote stays as it is.
pub fn event_words(event: &str) -> String {
    let made =
        event.chars().all(|c| c.is_lowercase() || c.is_ascii_digit() || c == '-' || !c.is_ascii());
    if !made || !event.contains('-') {
        return event.to_owned();
    }
    let mut parts: Vec<&str> = event.split('-').filter(|p| !p.is_empty()).collect();
    // The numbers at the end are a date: year, month, day, as far as known; a further one tells
    // events of one day apart.
    let first = parts.iter().position(|p| p.len() == 4 && p.chars().all(|c| c.is_ascii_digit()));
    let numbers: Vec<i16> = first
        .map_or(Vec::new(), |i| parts.split_off(i).iter().filter_map(|p| p.parse().ok()).collect());
    let name = parts.join(" ");
    let mut letters = name.chars();
    let name: String =
        letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect());
    let known = |m: i16, d: i16| {
        let (m, d) = (i8::try_from(m).ok()?, i8::try_from(d).ok()?);
        Date::new(numbers[0], m, d).ok()
    };
    let when = match numbers.as_slice() {
        [] => None,
        [y] => Some(y.to_string()),
        [y, m] => known(*m, 1).map(|date| format!("{} {y}", month(date))),
        [_, m, d, rest @ ..] => known(*m, *d).map(|date| {
            let number = rest.first().map_or_else(String::new, |n| format!(" ({n})"));
            format!("{}{number}", day(date))
        }),
    };
    match (name.is_empty(), when) {
        (_, None) => event.to_owned(),
        (true, Some(when)) => when,
        (false, Some(when)) => format!("{name}, {when}"),
    }
}

/// Days since 1970-01-01.
pub fn day_number(date: Date) -> f64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0.0, |s| f64::from(s.get_days()))
}

/// The day with this number since 1970-01-01.
pub fn day_of(number: f64) -> Option<Date> {
    let span = jiff::Span::new().try_days(number.round() as i64).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(span).ok()
}

impl Inputs<'_> {
    /// The names of an axis's camps: as scored, else the two sides of its name's dash.
    pub fn camps(&self, axis: usize) -> (String, String) {
        if let Some((minus, plus)) = self.scores.camps.get(axis)
            && !minus.is_empty()
            && !plus.is_empty()
        {
            return (minus.clone(), plus.clone());
        }
        let name = self.scores.axes.get(axis).map_or("", String::as_str);
        match name.split_once('–').or_else(|| name.split_once('-')) {
            Some((a, b)) => (a.trim().to_owned(), b.trim().to_owned()),
            None => ("the minus camp".to_owned(), "the plus camp".to_owned()),
        }
    }

    /// A question in words: "killed, civilians — Tinzaouaten strike".
    pub fn question_words(&self, q: QuestionId) -> String {
        let question = self.ledger.question(q);
        let what = match (question.measure.as_str(), question.subject.as_str()) {
            ("", "") => String::new(),
            ("", s) => s.to_owned(),
            (m, "") => m.to_owned(),
            (m, s) => format!("{s} {m}"),
        };
        match (what.is_empty(), question.event.is_empty()) {
            // A bare number would read as a figure.
            (true, _) if question.name.bytes().all(|b| b.is_ascii_digit()) => {
                format!("question {}", question.name)
            }
            (true, _) => question.name.clone(),
            (false, true) => what,
            (false, false) => format!("{what}, {}", event_words(&question.event)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_named_by_the_ledger_reads_as_words() {
        for (name, words) in [
            ("tessal-strike-2024-08-25", "Tessal strike, 25 August 2024"),
            ("clash-2024-07", "Clash, July 2024"),
            ("bamako-clash-2022", "Bamako clash, 2022"),
            ("strike-2024-10-06-2", "Strike, 6 October 2024 (2)"),
            ("Tessal drone strike", "Tessal drone strike"),
            ("clash", "clash"),
            ("odd-2024-99-99", "odd-2024-99-99"),
        ] {
            assert_eq!(event_words(name), words);
        }
    }
}
