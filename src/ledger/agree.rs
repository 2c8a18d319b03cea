//! How far two descriptions are of one event: a score in points, with its reasons.
//!
//! | what is compared              | points                                                        |
//! |-------------------------------|---------------------------------------------------------------|
//! | place                         | same +3; named beside the other +2; same region only +0.5; one unknown 0; different: never |
//! | date                          | exact dates overlap +2; spans of days overlap +2 where they share half of the longer, else +1; for kinds that last for days the span that the event is known to fill counts as its date, +1; within the day window 0; 2 days −1; 3 days −2; more −4, beyond 10 days −5; beyond `wrong_date_days`: never |
//! | the day of the news           | of kinds that do not soon happen again at one place, the later day is the one it was printed on: +1 |
//! | no date                       | published up to 3 days after the event +1; up to 10 days 0; up to `lookback_days` −1; else never |
//! | kind of event                 | same +1; same family +0.3; one unknown 0; different: −1 for attacks with two shared figures, else never |
//! | who took part                 | someone in common +0.3, +1 where the place is unknown; nobody −0.7 |
//! | figures                       | first shared +1.5 and each further +1, up to +3.5 (half for small ones); none shared though the same is counted, and no range in common −1.5 |
//! | one date is wrong             | two figures shared and published within two days +2           |
//!
//! Beyond 3 days apart two shared figures are required whatever the score.

use super::Settings;
use super::blocking::{Description, Figure, Seen};
use super::lexicon::{Lasts, lexicon};

/// Points for and against, with their reasons.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Match {
    /// Their sum.
    pub score: f64,
    /// What counted, in words, with its points.
    pub reasons: Vec<(&'static str, f64)>,
}

const SHARED_FIGURES: &str = "shared figures";
const DAY_OF_NEWS: &str = "the later day is that of its news";

impl Match {
    /// Whether the day that one of them gives is of the news, not of the event.
    pub(super) fn dates_news(&self) -> bool {
        self.reasons.iter().any(|(why, _)| *why == DAY_OF_NEWS)
    }

    /// Whether a figure stands in both.
    pub(super) fn shares_figures(&self) -> bool {
        self.reasons.iter().any(|(why, _)| *why == SHARED_FIGURES)
    }

    fn add(&mut self, why: &'static str, points: f64) {
        if points != 0.0 {
            self.score += points;
            self.reasons.push((why, points));
        }
    }
}

impl std::fmt::Display for Match {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (i, (why, points)) in self.reasons.iter().enumerate() {
            let sep = if i > 0 { ", " } else { "" };
            write!(f, "{sep}{why} {points:+}")?;
        }
        Ok(())
    }
}

/// How two kinds of event go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum KindFit {
    Same,
    Family,
    Unknown,
    Different,
}

pub(super) fn kinds_fit(a: Option<&str>, b: Option<&str>) -> KindFit {
    let (Some(a), Some(b)) = (a, b) else { return KindFit::Unknown };
    if a == b {
        return KindFit::Same;
    }
    let kinds = &lexicon().event_kinds;
    match (kinds.get(a), kinds.get(b)) {
        (Some(x), Some(y))
            if x.family == y.family
                || x.general.contains(&y.family)
                || y.general.contains(&x.family) =>
        {
            KindFit::Family
        }
        _ => KindFit::Different,
    }
}

/// Days between two spans of days; 0 where they overlap.
pub(super) fn gap(a: (i32, i32), b: (i32, i32)) -> i32 {
    (b.0 - a.1).max(a.0 - b.1).max(0)
}

fn is_vague(dates: (i32, i32)) -> bool {
    dates.1 - dates.0 > 1
}

/// Scores a description `new` against the `core` of an event and what is known of it by now;
/// `extent` are the days that descriptions overlapping the core say it took. `None`: never the same.
pub(super) fn agree(
    new: (&Description, &Seen),
    core: (&Description, &Seen),
    extent: Option<(i32, i32)>,
    settings: &Settings,
) -> Option<Match> {
    let ((a, seen_a), (b, seen_b)) = (new, core);
    let mut m = Match::default();
    if a.period != b.period {
        return None;
    }
    let same_place = match (a.place, b.place) {
        (Some(x), Some(y)) if x != y => {
            if !seen_a.beside.contains(&y) && !seen_b.beside.contains(&x) {
                return None;
            }
            m.add("one place lies beside the other", 2.0);
            false
        }
        (Some(_), Some(_)) => {
            m.add("same place", 3.0);
            true
        }
        _ => {
            if let (Some(x), Some(y)) = (&a.region, &b.region)
                && x == y
            {
                m.add("same region", 0.5);
            }
            false
        }
    };
    // Tolls rise; on another day where another event may follow, a higher one is that event's.
    let apart = matches!((a.dates, b.dates), (Some(x), Some(y)) if gap(x, y) > 0);
    let rises = !apart || alone_for(a, b) > 0;
    let figures = compare_figures(seen_a, seen_b, rises, settings);
    match kinds_fit(a.kind.as_deref(), b.kind.as_deref()) {
        KindFit::Same => m.add("same kind of event", 1.0),
        KindFit::Family => m.add("related kind of event", 0.3),
        KindFit::Unknown => {}
        // One may call a battle what the other calls an attack from the air; the figures tell.
        KindFit::Different if figures.shared >= 2 && are_violent(a, b) => {
            m.add("another kind of attack", -1.0);
        }
        KindFit::Different => return None,
    }
    if !seen_a.participants.is_empty() && !seen_b.participants.is_empty() {
        if seen_a.participants.keys().any(|p| seen_b.participants.contains_key(p)) {
            m.add("someone took part in both", if same_place { 0.3 } else { 1.0 });
        } else {
            m.add("nobody took part in both", -0.7);
        }
    }
    m.add(SHARED_FIGURES, figures.points);
    let together = seen_a.published_near(seen_b, 2);
    match (a.dates, b.dates) {
        (Some(x), Some(y)) if a.period => {
            // "Since Friday" is one question with "since Friday" alone.
            if x.0 != y.0 {
                return None;
            }
            m.add("since the same day", 2.0);
        }
        (Some(x), Some(y)) => match gap(x, y) {
            0 if share_half(x, y) || !(is_vague(x) || is_vague(y)) => m.add("same date", 2.0),
            0 => m.add("one date lies in the other's span", 1.0),
            _ if lasts_days(a, b) && extent.is_some_and(|e| gap(x, e) == 0) => {
                m.add("within the days it lasted", 1.0);
            }
            d if d <= settings.day_window => {}
            d if same_place && d <= alone_for(a, b) && dates_its_news((x, seen_a), (y, seen_b)) => {
                m.add(DAY_OF_NEWS, 1.0);
            }
            d => {
                if d > settings.wrong_date_days || (d > 3 && figures.shared < 2) {
                    return None;
                }
                let points = match d {
                    ..=2 => -1.0,
                    3 => -2.0,
                    4..=10 => -4.0,
                    _ => -5.0,
                };
                m.add("dates apart", points);
                if figures.shared >= 2 && together {
                    m.add("same figures published together", 2.0);
                }
            }
        },
        (Some(event), None) => m.add("reported after it", lag(event, seen_b, settings)?),
        (None, Some(event)) => m.add("reported after it", lag(event, seen_a, settings)?),
        (None, None) => {
            if !together {
                return None;
            }
            m.add("published together", 1.0);
        }
    }
    if figures.clash && figures.shared == 0 {
        m.add("other figures", -1.5);
    }
    Some(m)
}

/// Whether two spans share half of the longer one's days.
fn share_half(a: (i32, i32), b: (i32, i32)) -> bool {
    let shared = a.1.min(b.1) - a.0.max(b.0) + 1;
    2 * shared > (a.1 - a.0).max(b.1 - b.0)
}

/// Points for an undated report, by the days from the event to its publication.
fn lag(event: (i32, i32), report: &Seen, settings: &Settings) -> Option<f64> {
    let Some((first, _)) = report.published else { return Some(0.0) };
    match first - event.1 {
        d if d < -1 => None,
        ..=3 => Some(1.0),
        4..=10 => Some(0.0),
        d if d <= settings.lookback_days => Some(-1.0),
        _ => None,
    }
}

/// Whether both are kinds that "attack" may stand for.
fn are_violent(a: &Description, b: &Description) -> bool {
    let kinds = &lexicon().event_kinds;
    let violent = |kind: &Option<String>| {
        let kind = kind.as_deref().and_then(|k| kinds.get(k));
        kind.is_some_and(|k| kinds.get("attack").is_some_and(|a| a.general.contains(&k.family)))
    };
    violent(&a.kind) && violent(&b.kind)
}

/// Whether the later of two days is the one on which it was printed, or the day before.
fn dates_its_news(a: ((i32, i32), &Seen), b: ((i32, i32), &Seen)) -> bool {
    let (days, seen) = if a.0.0 > b.0.0 { a } else { b };
    seen.published.is_some_and(|(first, _)| first - days.1 <= 1)
}

/// For how many days no other event of their kind is to be expected where one was.
fn alone_for(a: &Description, b: &Description) -> i32 {
    let days = |kind: &Option<String>| {
        let kind = kind.as_deref().and_then(|k| lexicon().event_kinds.get(k));
        kind.map_or(0, |k| k.alone_for)
    };
    days(&a.kind).min(days(&b.kind))
}

/// Whether both may last for days, so that any of their days dates them.
fn lasts_days(a: &Description, b: &Description) -> bool {
    let days = |kind: &Option<String>| {
        kind.as_deref()
            .and_then(|k| lexicon().event_kinds.get(k))
            .is_some_and(|k| k.lasts == Lasts::Days)
    };
    days(&a.kind) && days(&b.kind)
}

struct Figures {
    shared: usize,
    points: f64,
    clash: bool,
}

fn compare_figures(a: &Seen, b: &Seen, rises: bool, settings: &Settings) -> Figures {
    let mut found = Figures { shared: 0, points: 0.0, clash: false };
    let (few, many) = if a.figures.len() <= b.figures.len() { (a, b) } else { (b, a) };
    for figure in few.figures.keys() {
        let others = || many.figures.range(figure.same_measure()).map(|(f, _)| f);
        if others().any(|other| figure.is_same_number(other)) {
            let first = if found.shared == 0 { 1.5 } else { 1.0 };
            let small = figure.low() < settings.rare_from;
            found.shared += 1;
            found.points += if small { first / 2.0 } else { first };
        } else {
            let mut apart = false;
            let mut together = false;
            for other in others().filter(|o| figure.counts_same(o)) {
                let risen = rises && has_risen((figure, few), (other, many));
                if risen || figure.interval_overlaps(other) {
                    together = true;
                } else {
                    apart = true;
                }
            }
            found.clash |= apart && !together;
        }
    }
    found.points = found.points.min(3.5);
    found
}

/// Whether the higher of two figures was printed after the lower: tolls rise.
fn has_risen(a: (&Figure, &Seen), b: (&Figure, &Seen)) -> bool {
    let (lower, higher) = if a.0.low() < b.0.low() { (a.1, b.1) } else { (b.1, a.1) };
    matches!((lower.published, higher.published), (Some(l), Some(h)) if l.0 < h.1)
}
