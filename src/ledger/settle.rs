//! What a voice's printings of its answer to one question come to: see [`super::votes`].

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::lexicon;
use super::table::Kind;
use super::votes::{Answered, Print, Unit};
use crate::claims::Claim;
use crate::units::Interval;

/// What a voice's printings come to: see the module.
#[allow(clippy::too_many_arguments)]
pub(super) fn settle(
    name: &str,
    event: &str,
    measure: &str,
    subject: &str,
    kind: Kind,
    voice: String,
    prints: Vec<Print>,
    cycle: i32,
    claims: &[Claim],
) -> Option<Unit> {
    let settled = if matches!(kind, Kind::Category | Kind::YesNo) {
        settle_words(&prints, cycle)
    } else {
        settle_numbers(&prints, lexicon().tolls.contains(measure))
    };
    let Settled { answer, day, behind, revisions } = settled?;
    Some(Unit {
        question: name.to_owned(),
        event: event.to_owned(),
        measure: measure.to_owned(),
        subject: subject.to_owned(),
        voice,
        own_voice: false,
        answer,
        day,
        stated_origin: prints.iter().find_map(|p| claims[p.claim].origin.clone()),
        prints,
        revisions,
        behind,
        origin: String::new(),
        figure_of: None,
        kind,
    })
}

struct Settled {
    answer: Answered,
    day: Option<i32>,
    behind: Vec<usize>,
    revisions: Vec<(Answered, Option<i32>, Vec<usize>)>,
}

/// Printings by day; those without one last.
fn by_day(prints: &[Print]) -> BTreeMap<(bool, Option<i32>), Vec<usize>> {
    let mut days: BTreeMap<(bool, Option<i32>), Vec<usize>> = BTreeMap::new();
    for (i, p) in prints.iter().enumerate() {
        days.entry((p.day.is_none(), p.day)).or_default().push(i);
    }
    days
}

fn settle_numbers(prints: &[Print], toll: bool) -> Option<Settled> {
    struct Current {
        value: Interval,
        day: Option<i32>,
        behind: Vec<usize>,
    }
    let mut current: Option<Current> = None;
    let mut revisions = Vec::new();
    for ((_, day), of_day) in by_day(prints) {
        let Some((value, behind)) = number_of_day(prints, &of_day) else { continue };
        let Some(known) = &mut current else {
            current = Some(Current { value, day, behind });
            continue;
        };
        let corrected = behind.iter().any(|&i| prints[i].corrected);
        match known.value.intersection(value).filter(|_| !corrected) {
            Some(both) if both == known.value => known.behind.extend(behind),
            Some(both) => {
                let before = std::mem::replace(known, Current { value: both, day, behind });
                revisions.push((Answered::Number(before.value), before.day, before.behind));
            }
            None if toll && !corrected && value.low() < known.value.low() => {
                let earlier = known.day.map(|d| day.map_or(d - 1, |x| x.min(d - 1)));
                revisions.push((Answered::Number(value), earlier, behind));
            }
            None => {
                let before = std::mem::replace(known, Current { value, day, behind });
                revisions.push((Answered::Number(before.value), before.day, before.behind));
            }
        }
    }
    let Current { value, day, behind } = current?;
    Some(Settled { answer: Answered::Number(value), day, behind, revisions })
}

/// The number that most texts of one day have, narrowed by those that can be true with it.
fn number_of_day(prints: &[Print], of_day: &[usize]) -> Option<(Interval, Vec<usize>)> {
    let mut values: Vec<(Interval, BTreeSet<u32>, Vec<usize>)> = Vec::new();
    for &i in of_day {
        let Answered::Number(value) = prints[i].answer else { continue };
        match values.iter_mut().find(|(v, _, _)| *v == value) {
            Some((_, texts, at)) => {
                texts.insert(prints[i].text);
                at.push(i);
            }
            None => values.push((value, BTreeSet::from([prints[i].text]), vec![i])),
        }
    }
    // Most texts, then the sharpest, then the highest.
    let width = |v: &Interval| v.high().map_or(f64::INFINITY, |h| h - v.low());
    values.sort_by(|(a, x, _), (b, y, _)| {
        y.len()
            .cmp(&x.len())
            .then_with(|| width(a).total_cmp(&width(b)))
            .then_with(|| b.low().total_cmp(&a.low()))
    });
    let mut values = values.into_iter();
    let (mut value, _, mut behind) = values.next()?;
    for (other, _, at) in values {
        if let Some(both) = value.intersection(other) {
            value = both;
            behind.extend(at);
        }
    }
    Some((value, behind))
}

fn settle_words(prints: &[Print], cycle: i32) -> Option<Settled> {
    // Statements: runs of days that begin within one news cycle.
    let mut said: Vec<(BTreeSet<String>, Option<i32>, Vec<usize>)> = Vec::new();
    for ((_, day), of_day) in by_day(prints) {
        let words = of_day.iter().flat_map(|&i| match &prints[i].answer {
            Answered::Words(words) => words.clone(),
            Answered::Number(i) => vec![i.to_string()],
        });
        match said.last_mut() {
            Some((known, first, behind))
                if matches!((*first, day), (Some(f), Some(d)) if d - f <= cycle)
                    || *first == day =>
            {
                known.extend(words);
                behind.extend(of_day.iter().copied());
            }
            _ => said.push((words.collect(), day, of_day.clone())),
        }
    }
    let (mut words, mut day, mut behind) = said.pop()?;
    let mut revisions = Vec::new();
    while let Some((before, first, at)) = said.pop() {
        if before == words && revisions.is_empty() {
            // Said before and since: it holds since it was first said.
            (day, words) = (first.or(day), before);
            behind.extend(at);
        } else {
            revisions.push((Answered::Words(before.into_iter().collect()), first, at));
        }
    }
    Some(Settled { answer: Answered::Words(words.into_iter().collect()), day, behind, revisions })
}
