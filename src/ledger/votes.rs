//! Claims on events → what each voice says about each question → votes.
//!
//! A question is event × measure × subject. A voice's answers to it are taken in order of the day
//! they could be known:
//!
//! - a number that can be true together with the one before narrows it ("at least 20", then 21);
//! - a higher one, or one marked as a correction, replaces it: the one before is a revision;
//! - a lower one of a toll, printed later and not marked as a correction, is an earlier figure
//!   printed late: it is a revision too, as of the day before the figure that replaced it;
//! - of several numbers printed on one day, the one that most texts have stands (copies count
//!   once); those that cannot be true together with it are errors of relay: they are kept in the
//!   statements and cast no vote;
//! - answers in words within one news cycle are one statement; a later statement replaces it.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{AlignReport, Aligned, Facts, date_of, day_of};
use super::build::{LedgerBuilder, Row};
use super::cells;
use super::favours::Camps;
use super::lexicon::lexicon;
use super::origin::{self, Copies};
use super::scope::{Counted, Scopes, is_civilian};
use super::statements::{Declined, Statement};
use super::table::{Answer, Detail, Kind, Ledger, Place, Question, Role};
use super::voice::Voices;
use super::{Settings, label};
use crate::claims::value::SOME;
use crate::claims::{AxisSettings, Claim, Manner, Stance, Update, VoiceSettings};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::units::Interval;

/// An answer before it has an id.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answered {
    Number(Interval),
    /// Names, sorted.
    Words(Vec<String>),
}

impl Answered {
    /// The same text for the same answer.
    pub(super) fn key(&self) -> String {
        match self {
            Self::Number(i) => i.to_string(),
            Self::Words(words) => words.join(" + "),
        }
    }
}

/// One printing of an answer.
#[derive(Clone, Debug)]
pub(super) struct Print {
    /// The claim, as it came in.
    pub claim: usize,
    pub document: String,
    pub outlet: String,
    pub text: u32,
    pub quote: String,
    pub via: Vec<String>,
    pub day: Option<i32>,
    pub answer: Answered,
    corrected: bool,
}

/// What one voice says about one question.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    pub question: String,
    pub event: String,
    pub measure: String,
    pub subject: String,
    pub voice: String,
    /// Whether it is an outlet speaking for itself.
    pub own_voice: bool,
    pub answer: Answered,
    /// As-of day.
    pub day: Option<i32>,
    /// All printings.
    pub prints: Vec<Print>,
    /// Earlier answers with their days and printings (positions in `prints`).
    revisions: Vec<(Answered, Option<i32>, Vec<usize>)>,
    /// The printings behind the answer (positions in `prints`).
    behind: Vec<usize>,
    pub stated_origin: Option<String>,
    pub origin: String,
    pub figure_of: Option<String>,
    kind: Kind,
}

/// A question on its way: what it asks, and what each voice says.
#[derive(Debug)]
struct Asked {
    event: String,
    measure: String,
    subject: String,
    kind: Kind,
    said: BTreeMap<String, Vec<Print>>,
}

/// Measures that are about the event as a whole.
const OF_EVENT: [&str; 4] = ["target", "perpetrator", "cause", "date"];

pub(super) fn vote(
    claims: &[Claim],
    facts: &Facts,
    copies: &Copies,
    settings: &Settings,
    voices: &Voices,
    declared: &[VoiceSettings],
    axes: &[AxisSettings],
) -> Aligned {
    let mut report = AlignReport { claims: claims.len(), ..AlignReport::default() };
    let mut declined = Vec::new();
    let questions = ask(claims, facts, voices, &mut report, &mut declined);
    let cycle = i32::try_from(settings.news_cycle_hours.div_ceil(24)).unwrap_or(i32::MAX);
    let mut units: Vec<Unit> = Vec::new();
    for (name, asked) in questions {
        for (voice, prints) in asked.said {
            units.extend(settle(
                &name,
                &asked.event,
                &asked.measure,
                &asked.subject,
                asked.kind,
                voice,
                prints,
                cycle,
                claims,
            ));
        }
    }
    for u in &mut units {
        u.own_voice = u.prints.iter().all(|p| voices.resolve(&p.outlet) == u.voice);
    }
    let origins = origin::group(&mut units, copies, settings);
    let civilians_hit = civilians_hit(&units);
    let perpetrators = perpetrators(&units);
    let camps: Vec<Camps<'_>> = axes.iter().map(|a| Camps::new(a, declared, voices)).collect();
    let favours_of = |axis: usize, u: &Unit, label: Option<&str>| {
        let camps = camps.get(axis)?;
        let by = perpetrators.get(&u.event);
        let by = by.and_then(|names| names.iter().find(|n| camps.side(n).is_some()));
        let (measure, subject, no) = match (label, u.kind) {
            (Some("no"), Kind::YesNo) => (u.measure.as_str(), u.subject.as_str(), true),
            _ => (u.measure.as_str(), u.subject.as_str(), false),
        };
        let label = if u.kind == Kind::YesNo {
            // "Did it happen as said": the question's fourth part is the answer in question.
            u.question.split('/').nth(3).filter(|l| *l != AS_SAID)
        } else {
            label
        };
        let hit = civilians_hit.contains(&u.event);
        let favours = camps.favours(measure, subject, label, by.map(String::as_str), hit)?;
        Some(if no { -favours } else { favours })
    };
    let mut builder = LedgerBuilder::default();
    for u in &units {
        push(&mut builder, u, claims, voices, &|label| {
            u.prints
                .iter()
                .find_map(|p| claims[p.claim].favours)
                .or_else(|| favours_of(0, u, label))
        });
    }
    for u in &units {
        // Answers that were printed but cast no vote are answers all the same.
        for p in &u.prints {
            match &p.answer {
                Answered::Number(i) => builder.state(&u.question, "", Some(*i)),
                Answered::Words(words) => {
                    words.iter().for_each(|w| builder.state(&u.question, w, None));
                }
            }
        }
    }
    let (ledger, resolved) = builder.build_counting();
    report.resolved = resolved;
    report.votes = ledger.all_votes().len();
    let unit_of: BTreeMap<(&str, &str), &Unit> =
        units.iter().map(|u| ((u.question.as_str(), u.voice.as_str()), u)).collect();
    let favours = (1..axes.len())
        .map(|axis| {
            let mut by_vote = Vec::with_capacity(ledger.all_votes().len());
            for q in ledger.question_ids() {
                for v in ledger.votes(q) {
                    let voice = ledger.voices().name(v.voice);
                    let unit = unit_of.get(&(ledger.question(q).name.as_str(), voice));
                    let label = match ledger.answer(q, v.answer) {
                        Answer::Label(l) => Some(ledger.labels().name(l)),
                        Answer::Number(_) => None,
                    };
                    by_vote.push(unit.and_then(|u| favours_of(axis, u, label)));
                }
            }
            by_vote
        })
        .collect();
    let statements = statements(&ledger, &units, claims);
    Aligned { ledger, statements, declined, events: Vec::new(), origins, favours, report }
}

/// The fourth part of the name of a question whether a number is as it was said.
const AS_SAID: &str = "as said";

/// Claims by question.
fn ask(
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
    counted.into_iter().map(|(k, v)| (k, Scopes::merge(&v, &|voice, nation| voices.is_of_nation(voice, nation)))).collect()
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
    // Two statements in free words are neither the same answer nor different ones.
    if c.measure == "statement" {
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

/// What a voice's printings come to: see the module.
#[allow(clippy::too_many_arguments)]
fn settle(
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

/// Events in which somebody says that civilians were hit.
fn civilians_hit(units: &[Unit]) -> BTreeSet<String> {
    let hit = |u: &&Unit| {
        let harm = matches!(u.measure.as_str(), "killed" | "injured" | "casualties");
        let words = matches!(&u.answer, Answered::Words(w) if w.iter().any(|w| w == "civilians"));
        (harm && is_civilian(&u.subject)) || (u.measure == "target" && words)
    };
    units.iter().filter(hit).map(|u| u.event.clone()).collect()
}

/// Who is held to have done it, by event: those that most voices name first.
fn perpetrators(units: &[Unit]) -> BTreeMap<String, Vec<String>> {
    let mut named: BTreeMap<String, BTreeMap<&str, usize>> = BTreeMap::new();
    for u in units.iter().filter(|u| u.measure == "perpetrator" && u.kind == Kind::Category) {
        if let Answered::Words(words) = &u.answer {
            let counts = named.entry(u.event.clone()).or_default();
            for w in words {
                *counts.entry(w).or_default() += 1;
            }
        }
    }
    named
        .into_iter()
        .map(|(event, counts)| {
            let mut names: Vec<(&str, usize)> = counts.into_iter().collect();
            names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
            (event, names.into_iter().map(|(n, _)| n.to_owned()).collect())
        })
        .collect()
}

fn place(c: &Claim) -> Place {
    Place {
        document: c.document.clone(),
        outlet: c.outlet.clone(),
        span: c.content,
        quote: c.quote.clone(),
    }
}

/// Adds a unit's vote and revisions to the ledger.
fn push(
    builder: &mut LedgerBuilder,
    u: &Unit,
    claims: &[Claim],
    voices: &Voices,
    favours: &dyn Fn(Option<&str>) -> Option<f64>,
) {
    let role = if voices.is_outlet(&u.voice) { Role::Outlet } else { Role::Speaker };
    let question = Question {
        name: u.question.clone(),
        kind: u.kind,
        event: u.event.clone(),
        measure: u.measure.clone(),
        subject: u.subject.clone(),
    };
    let earlier = u.revisions.iter().map(|(a, day, at)| (a, *day, at));
    for (answer, day, at) in std::iter::once((&u.answer, u.day, &u.behind)).chain(earlier) {
        let detail = |label: Option<&str>, weight: f64| {
            let first =
                at.iter().filter_map(|&i| u.prints.get(i)).min_by_key(|p| (p.day, &p.document));
            let via: BTreeSet<&String> = at.iter().flat_map(|&i| &u.prints[i].via).collect();
            let mut places: Vec<Place> =
                at.iter().map(|&i| place(&claims[u.prints[i].claim])).collect();
            places.sort_by(|a, b| (&a.document, a.span).cmp(&(&b.document, b.span)));
            places.dedup();
            Detail {
                stance: first.map_or(Stance::Asserts, |p| claims[p.claim].stance),
                manner: first.map(|p| claims[p.claim].manner),
                via: via.into_iter().cloned().collect::<Vec<_>>().join("; "),
                date: day.and_then(date_of),
                weight,
                favours: favours(label),
                places,
            }
        };
        let mut row = |label: &str, number: Option<Interval>, detail: Detail| {
            builder.push(Row {
                voice: &u.voice,
                role,
                question: question.clone(),
                label,
                number,
                origin: &u.origin,
                detail: Some(detail),
            });
        };
        match answer {
            Answered::Number(i) => row("", Some(*i), detail(None, 1.0)),
            Answered::Words(words) => {
                for w in words {
                    row(w, None, detail(Some(w), 1.0 / words.len() as f64));
                }
            }
        }
    }
}

/// Every printing, with the ids of its question and answer.
fn statements(ledger: &Ledger, units: &[Unit], claims: &[Claim]) -> Vec<Statement> {
    let ids: BTreeMap<&str, QuestionId> =
        ledger.question_ids().map(|q| (ledger.question(q).name.as_str(), q)).collect();
    let mut out = Vec::new();
    for u in units {
        let Some(&question) = ids.get(u.question.as_str()) else { continue };
        let find = |printed: Answer| {
            ledger.answers(question).iter().position(|a| *a == printed).map(AnswerId::from_index)
        };
        for p in &u.prints {
            let c = &claims[p.claim];
            let answers: Vec<AnswerId> = match &p.answer {
                Answered::Number(i) => find(Answer::Number(*i)).into_iter().collect(),
                Answered::Words(words) => words
                    .iter()
                    .filter_map(|w| find(Answer::Label(ledger.labels().find(w)?)))
                    .collect(),
            };
            for answer in answers {
                out.push(Statement {
                    claim: p.claim,
                    speaker: u.voice.clone(),
                    question,
                    answer,
                    outlet: c.outlet.clone(),
                    utterance: u.origin.clone(),
                    hedge: c.hedge,
                    manner: if u.own_voice { Manner::Own } else { c.manner },
                    stance: c.stance,
                    published: c.published,
                    via: p.via.clone(),
                    figure_of: u.figure_of.clone(),
                    place: place(c),
                });
            }
        }
    }
    out
}
