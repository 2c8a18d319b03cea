//! Which question each claim answers, and what each voice is printed as saying to it.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{AlignReport, Facts, day_of};
use super::scope::{Counted, Scopes};
use super::statements::Declined;
use super::table::Kind;
use super::voice::Voices;
use super::votes::{Answered, Print, place};
use super::{cells, label};
use crate::claims::value::SOME;
use crate::claims::{Claim, Stance, Update};
use crate::units::Interval;

/// The fourth part of the name of a question whether a number is as it was said.
pub(super) const AS_SAID: &str = "as said";

/// Measures that are about the event as a whole.
const OF_EVENT: [&str; 4] = ["target", "perpetrator", "cause", "date"];

/// A question on its way: what it asks, and what each voice says.
#[derive(Debug)]
pub(super) struct Asked {
    pub event: String,
    pub measure: String,
    pub subject: String,
    pub kind: Kind,
    pub said: BTreeMap<String, Vec<Print>>,
}

/// Claims by question.
pub(super) fn ask(
    claims: &[Claim],
    facts: &Facts,
    voices: &Voices,
    report: &mut AlignReport,
    declined: &mut Vec<Declined>,
) -> BTreeMap<String, Asked> {
    let event_of = |i: usize| -> String {
        let c = &claims[facts.claims[i].claim];
        if c.event.is_empty() && c.value.is_some() {
            // Numbers about no event known can be compared within one article alone.
            return format!("in {}", c.document.replace('/', "-"));
        }
        c.event.clone()
    };
    let scopes = scopes(claims, facts, voices, &event_of);
    let mut questions: BTreeMap<String, Asked> = BTreeMap::new();
    let mut denials: Vec<usize> = Vec::new();
    for (i, fact) in facts.claims.iter().enumerate() {
        let c = &claims[fact.claim];
        let event = event_of(i);
        if c.event.is_empty() {
            report.without_event += 1;
        }
        let subject = subject_of(c, &event, &fact.subject, &scopes);
        let name = question_name(&event, &c.measure, &subject);
        let says_no = c.stance == Stance::Denies
            && c.label.as_deref().is_some_and(|l| cells::yes_or_no(l.trim()).is_some());
        match c.stance {
            Stance::Denies if says_no => {}
            Stance::Declines => {
                for speaker in speakers(c, voices) {
                    declined.push(Declined { speaker, question: name.clone(), place: place(c) });
                }
                continue;
            }
            Stance::Denies => {
                denials.push(i);
                continue;
            }
            Stance::Asserts | Stance::Confirms => {}
        }
        if c.measure == "date" && fact.inherited && !c.hint.inherited {
            // the day of the news
            report.without_answer += 1;
            continue;
        }
        if c.update == Update::Added {
            report.further += 1;
            continue;
        }
        let answer = if says_no {
            Some((Kind::YesNo, Answered::Words(vec!["no".to_owned()])))
        } else {
            answer(c, voices)
        };
        let Some((kind, answer)) = answer else {
            report.without_answer += 1;
            continue;
        };
        let asked = questions.entry(name).or_insert_with(|| Asked {
            event: event.clone(),
            measure: c.measure.clone(),
            subject: subject.clone(),
            kind,
            said: BTreeMap::new(),
        });
        asked.kind = wider(asked.kind, kind);
        add(asked, c, fact.claim, fact.text, answer, speakers(c, voices), voices);
    }
    // Where a question has numbers, words for a number are no answers.
    for asked in questions.values_mut() {
        if matches!(asked.kind, Kind::Count | Kind::Real | Kind::Date) {
            for prints in asked.said.values_mut() {
                let before = prints.len();
                prints.retain(|p| matches!(p.answer, Answered::Number(_)));
                report.without_answer += before - prints.len();
            }
            asked.said.retain(|_, prints| !prints.is_empty());
        }
    }
    questions.retain(|_, asked| !asked.said.is_empty());
    ask_whether(claims, facts, voices, &denials, &event_of, &scopes, &mut questions);
    ask_when(claims, facts, voices, &mut questions);
    questions
}

/// Subjects that are one question, by event and measure.
type ScopesOf = BTreeMap<(String, String), BTreeMap<String, String>>;

fn scopes(
    claims: &[Claim],
    facts: &Facts,
    voices: &Voices,
    event_of: &dyn Fn(usize) -> String,
) -> ScopesOf {
    let mut counted: BTreeMap<(String, String), Vec<Counted<'_>>> = BTreeMap::new();
    for (i, fact) in facts.claims.iter().enumerate() {
        let c = &claims[fact.claim];
        let key = (event_of(i), c.measure.clone());
        counted.entry(key).or_default().push((&fact.subject, fact.article, c.value));
    }
    counted
        .into_iter()
        .map(|(k, v)| (k, Scopes::merge(&v, &|voice, nation| voices.is_of_nation(voice, nation))))
        .collect()
}

fn subject_of(c: &Claim, event: &str, subject: &str, scopes: &ScopesOf) -> String {
    if OF_EVENT.contains(&c.measure.as_str()) && !event.is_empty() {
        return "event".to_owned();
    }
    scopes
        .get(&(event.to_owned(), c.measure.clone()))
        .and_then(|m| m.get(subject))
        .map_or_else(|| subject.to_owned(), Clone::clone)
}

fn question_name(event: &str, measure: &str, subject: &str) -> String {
    let event = if event.is_empty() { "general" } else { event };
    let clean = |s: &str| s.replace('/', "-");
    format!("{event}/{}/{}", clean(measure), clean(subject))
}

/// The voices that a claim speaks for.
fn speakers(c: &Claim, voices: &Voices) -> BTreeSet<String> {
    let named = c.speaker.split(';').map(str::trim).filter(|s| !s.is_empty());
    let mut out: BTreeSet<String> = named.map(|s| voices.resolve(s)).collect();
    if out.is_empty() {
        out.insert(voices.resolve(&c.outlet));
    }
    out
}

/// The kind and answer of a claim; `None` where it gives none that can be compared.
fn answer(c: &Claim, voices: &Voices) -> Option<(Kind, Answered)> {
    if c.is_in_free_words() {
        return None;
    }
    let label = c.label.as_deref().map(str::trim).filter(|l| !l.is_empty());
    if c.measure == "date" {
        let days = label.and_then(cells::days).or(c.value).or_else(|| {
            let (a, b) = c.hint.dates?;
            Interval::new(f64::from(day_of(a)), Some(f64::from(day_of(b)))).ok()
        })?;
        return Some((Kind::Date, Answered::Number(days)));
    }
    if let Some(value) = c.value {
        if label == Some(SOME) {
            // "the villagers were killed": that there were some is no number
            return None;
        }
        let whole = |x: f64| x >= 0.0 && x.fract() == 0.0;
        let count = whole(value.low()) && value.high().is_none_or(whole);
        return Some((if count { Kind::Count } else { Kind::Real }, Answered::Number(value)));
    }
    if let word @ ("yes" | "no") = label?.to_ascii_lowercase().as_str() {
        return Some((Kind::YesNo, Answered::Words(vec![word.to_owned()])));
    }
    let words = label::answers(&c.measure, label?, voices);
    (!words.is_empty()).then_some((Kind::Category, Answered::Words(words)))
}

fn wider(a: Kind, b: Kind) -> Kind {
    match (a, b) {
        (Kind::Category | Kind::YesNo, k) if k != Kind::YesNo => k,
        (k, Kind::Category) => k,
        (Kind::Real, _) | (_, Kind::Real) => Kind::Real,
        (a, _) => a,
    }
}

fn add(
    asked: &mut Asked,
    c: &Claim,
    at: usize,
    text: u32,
    answer: Answered,
    who: BTreeSet<String>,
    voices: &Voices,
) {
    for speaker in who {
        asked.said.entry(speaker).or_default().push(Print {
            claim: at,
            document: c.document.clone(),
            outlet: c.outlet.clone(),
            text,
            quote: c.quote.clone(),
            via: c.via.iter().map(|v| voices.resolve(v)).collect(),
            day: c.published.map(day_of).or_else(|| c.event_date.map(|(_, last)| day_of(last))),
            answer: answer.clone(),
            corrected: c.update == Update::Corrected,
        });
    }
}

/// A denial makes a question of its own: did it happen as said? Whoever asserts it votes yes.
fn ask_whether(
    claims: &[Claim],
    facts: &Facts,
    voices: &Voices,
    denials: &[usize],
    event_of: &dyn Fn(usize) -> String,
    scopes: &ScopesOf,
    questions: &mut BTreeMap<String, Asked>,
) {
    let word = |w: &str| Answered::Words(vec![w.to_owned()]);
    let mut whether: BTreeMap<String, Asked> = BTreeMap::new();
    for &i in denials {
        let fact = &facts.claims[i];
        let c = &claims[fact.claim];
        let event = event_of(i);
        let subject = subject_of(c, &event, &fact.subject, scopes);
        let base = question_name(&event, &c.measure, &subject);
        let denied = answer(c, voices).map(|(_, a)| a);
        let parts: Vec<(String, Option<String>)> = match &denied {
            Some(Answered::Words(words)) => words
                .iter()
                .map(|w| (format!("{base}/{}", w.replace('/', "-")), Some(w.clone())))
                .collect(),
            _ => vec![(format!("{base}/{AS_SAID}"), None)],
        };
        for (name, denied_word) in parts {
            let asked = whether.entry(name).or_insert_with(|| {
                let mut asked = Asked {
                    event: event.clone(),
                    measure: c.measure.clone(),
                    subject: subject.clone(),
                    kind: Kind::YesNo,
                    said: BTreeMap::new(),
                };
                let said = questions.get(&base).map(|q| &q.said);
                for (voice, prints) in said.into_iter().flatten() {
                    for p in prints {
                        let yes = match (&p.answer, &denied_word, &denied) {
                            (Answered::Words(words), Some(w), _) => words.contains(w),
                            (Answered::Number(x), None, Some(Answered::Number(y))) => {
                                x.overlaps(*y)
                            }
                            (Answered::Number(_), None, _) => true,
                            _ => false,
                        };
                        if yes {
                            let p = Print { answer: word("yes"), ..p.clone() };
                            asked.said.entry(voice.clone()).or_default().push(p);
                        }
                    }
                }
                asked
            });
            add(asked, c, fact.claim, fact.text, word("no"), speakers(c, voices), voices);
        }
    }
    questions.extend(whether);
}

/// Where the descriptions of one event give different dates, when it happened is a question of
/// its own. The day beside a figure is the outlet's word, so outlets vote on it; speakers vote where
/// the date itself is their claim.
fn ask_when(
    claims: &[Claim],
    facts: &Facts,
    voices: &Voices,
    questions: &mut BTreeMap<String, Asked>,
) {
    let mut dated: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, fact) in facts.claims.iter().enumerate() {
        let c = &claims[fact.claim];
        let says = !fact.inherited && c.hint.dates.is_some() && !fact.description.period;
        if says && !c.event.is_empty() && !matches!(c.stance, Stance::Denies | Stance::Declines) {
            dated.entry(&c.event).or_default().push(i);
        }
    }
    for (event, members) in dated {
        let dates_of = |i: &usize| {
            let (a, b) = claims[facts.claims[*i].claim].hint.dates?;
            Some((day_of(a), day_of(b)))
        };
        let exact: BTreeSet<(i32, i32)> =
            members.iter().filter_map(dates_of).filter(|(a, b)| b - a <= 1).collect();
        let name = question_name(event, "date", "event");
        if exact.len() < 2 && !questions.contains_key(&name) {
            continue;
        }
        let asked = questions.entry(name).or_insert_with(|| Asked {
            event: event.to_owned(),
            measure: "date".to_owned(),
            subject: "event".to_owned(),
            kind: Kind::Date,
            said: BTreeMap::new(),
        });
        for i in members {
            let fact = &facts.claims[i];
            let c = &claims[fact.claim];
            let Some((a, b)) = dates_of(&i) else { continue };
            // A whole month says too little to be an answer, and an explicit answer is there.
            if b - a > 7 || c.measure == "date" {
                continue;
            }
            let Ok(days) = Interval::new(f64::from(a), Some(f64::from(b))) else { continue };
            let outlet = BTreeSet::from([voices.resolve(&c.outlet)]);
            add(asked, c, fact.claim, fact.text, Answered::Number(days), outlet, voices);
        }
    }
    questions.retain(|_, asked| !asked.said.is_empty());
}
