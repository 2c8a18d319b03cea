//! What events are called: `tinzaouaten-strike-2024-07-30`, from what most texts say of each.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{Event, Events, Facts, date_of};
use super::blocking::Description;

fn most<K: Clone + Ord>(counted: &BTreeMap<K, BTreeSet<u32>>) -> Option<K> {
    // The most texts; among equals the smallest.
    counted
        .iter()
        .max_by(|(a, x), (b, y)| x.len().cmp(&y.len()).then_with(|| b.cmp(a)))
        .map(|(k, _)| k.clone())
}

/// Names, each from what most texts say: `tinzaouaten-strike-2024-07-30`.
pub(super) fn name_events(facts: &Facts, events: &Events) -> Vec<Event> {
    let mut named: Vec<Event> = events
        .found
        .iter()
        .map(|found| {
            let exact: BTreeMap<_, _> = found
                .dates
                .iter()
                .filter(|((a, b), _)| b - a <= 1)
                .map(|(k, v)| (*k, v.clone()))
                .collect();
            // The date that most texts give; among equals the last before they were published.
            let published = found.seen.published.map_or(i32::MAX, |p| p.0);
            let late = |d: &(i32, i32)| (d.0 <= published, d.0, d.0 - d.1);
            let exact = exact
                .iter()
                .max_by(|(a, x), (b, y)| x.len().cmp(&y.len()).then_with(|| late(a).cmp(&late(b))))
                .map(|(d, _)| *d);
            let dates = exact.or_else(|| {
                // Of vague spans the shortest, then the most widely given.
                let shortest = found.dates.keys().map(|(a, b)| b - a).min()?;
                let spans = found.dates.iter().filter(|((a, b), _)| b - a == shortest);
                most(&spans.map(|(k, v)| (*k, v.clone())).collect())
            });
            let kind = most(&found.kinds);
            let place = most(&found.places).map(|p| facts.places.name(p).to_owned());
            let region = found.core.region.clone();
            let mut name = slug(place.as_deref().or(region.as_deref()).unwrap_or(""));
            for part in [slug(kind.as_deref().unwrap_or("")), day_part(dates, found.core.period)] {
                if !part.is_empty() {
                    if !name.is_empty() {
                        name.push('-');
                    }
                    name.push_str(&part);
                }
            }
            if name.is_empty() {
                name.push_str("event");
            }
            Event {
                name,
                place,
                kind,
                dates: dates.and_then(|(a, b)| Some((date_of(a)?, date_of(b)?))),
                claims: found.claims,
                articles: found.articles.len(),
                matches: found
                    .matches
                    .iter()
                    .map(|(d, m)| (print_description(d, facts), m.clone()))
                    .collect(),
            }
        })
        .collect();
    // Events of one name are numbered by their core, so that others cannot renumber them by
    // arriving first.
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (i, e) in named.iter().enumerate() {
        by_name.entry(e.name.clone()).or_default().push(i);
    }
    for same in by_name.values().filter(|v| v.len() > 1) {
        let mut same = same.clone();
        same.sort_by(|&a, &b| events.found[a].core.cmp(&events.found[b].core));
        for (n, &i) in same.iter().enumerate().skip(1) {
            named[i].name.push_str(&format!("-{}", n + 1));
        }
    }
    named
}

fn print_description(d: &Description, facts: &Facts) -> String {
    let place = d.place.map(|p| facts.places.name(p).to_owned()).or_else(|| d.region.clone());
    let days = day_part(d.dates, d.period);
    let parts = [place.unwrap_or_default(), d.kind.clone().unwrap_or_default(), days];
    parts.iter().filter(|p| !p.is_empty()).cloned().collect::<Vec<_>>().join(", ")
}

/// `2024-07-30`; a longer span by its month where it lies within one.
fn day_part(dates: Option<(i32, i32)>, period: bool) -> String {
    let Some((a, b)) = dates else { return String::new() };
    let (Some(first), Some(last)) = (date_of(a), date_of(b)) else { return String::new() };
    if period {
        return format!("since-{first}");
    }
    // A night that runs over into the next day is named by its second day, as news do.
    if b - a <= 1 {
        return last.to_string();
    }
    if (first.year(), first.month()) == (last.year(), last.month()) {
        return format!("{:04}-{:02}", first.year(), first.month());
    }
    if first.year() == last.year() && b - a > 62 {
        return format!("{:04}", first.year());
    }
    first.to_string()
}

/// Lower-case ASCII words joined by `-`.
pub(super) fn slug(text: &str) -> String {
    let ascii = any_ascii::any_ascii(text).to_lowercase();
    let words: Vec<&str> =
        ascii.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.join("-")
}
