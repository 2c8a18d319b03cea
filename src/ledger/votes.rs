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

use super::Settings;
use super::align::{AlignReport, Aligned, Facts, date_of};
use super::ask::{AS_SAID, ask};
use super::build::{LedgerBuilder, Row};
use super::favours::Camps;
use super::origin::{self, Copies};
use super::scope::is_civilian;
use super::settle::settle;
use super::statements::Statement;
use super::table::{Answer, Detail, Kind, Ledger, Place, Question, Role};
use super::voice::Voices;
use crate::claims::{AxisSettings, Claim, Manner, Stance, VoiceSettings};
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
    pub corrected: bool,
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
    pub revisions: Vec<(Answered, Option<i32>, Vec<usize>)>,
    /// The printings behind the answer (positions in `prints`).
    pub behind: Vec<usize>,
    pub stated_origin: Option<String>,
    pub origin: String,
    pub figure_of: Option<String>,
    pub kind: Kind,
}

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

pub(super) fn place(c: &Claim) -> Place {
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
                    text: p.text,
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
