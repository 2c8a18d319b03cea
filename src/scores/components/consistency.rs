//! Self-consistency: whether a voice's own answers to one question agree over time.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Context, Observed};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::{Answer, Detail, Kind};
use crate::scores::closeness::closeness;
use crate::scores::interval::Observation;
use crate::scores::score::Source;
use crate::units::Interval;

/// One answer of a voice, now or earlier.
struct Said<'a> {
    day: Option<Date>,
    answer: Answer,
    detail: Option<&'a Detail>,
}

/// For each pair of successive answers of one voice to one question: how far they go together. A
/// toll that grows from one day to the next is no contradiction, so its earlier figure is read as
/// "at least". Several measurements (real numbers) and several categories on one day are none
/// either.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observed> {
    let ledger = context.ledger;
    let mut said: BTreeMap<(QuestionId, VoiceId), Vec<Said<'_>>> = BTreeMap::new();
    for r in ledger.revisions() {
        said.entry((r.question, r.voice)).or_default().push(Said {
            day: r.detail.date,
            answer: r.answer,
            detail: Some(&r.detail),
        });
    }
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let vote = ledger.all_votes()[at];
            let detail = ledger.detail(at);
            let now = Said {
                day: detail.and_then(|d| d.date),
                answer: ledger.answer(q, vote.answer),
                detail,
            };
            said.entry((q, vote.voice)).or_default().push(now);
        }
    }
    let mut observed = Vec::new();
    for ((q, voice), mut answers) in said {
        let kind = ledger.question(q).kind;
        if kind == Kind::Real || answers.len() < 2 {
            continue;
        }
        // An answer without a day is the latest, as in the ledger.
        answers.sort_by_key(|s| (s.day.is_none(), s.day));
        for pair in answers.windows(2) {
            let (a, b) = (&pair[0], &pair[1]);
            let later = match (a.day, b.day) {
                (Some(a), Some(b)) => a < b,
                (Some(_), None) => true,
                _ => false,
            };
            let first = match a.answer {
                Answer::Label(_) if !later => continue,
                Answer::Number(i) if later && kind == Kind::Count => {
                    Interval::new(i.low(), None).map_or(a.answer, Answer::Number)
                }
                other => other,
            };
            let text = format!("{}, then {}", print(context, a.answer), print(context, b.answer));
            let place = a.detail.and_then(|d| d.places.first());
            observed.push(Observed {
                voice,
                observation: Observation {
                    value: closeness(kind, first, b.answer, context.scatter[q.index()]),
                    weight: 1.0,
                    block: q.index() as u32,
                    chance: None,
                },
                source: match place {
                    Some(p) => Source::Text(p.clone(), text),
                    None => Source::Question(q, text),
                },
            });
        }
    }
    observed
}

fn print(context: &Context<'_>, answer: Answer) -> String {
    match answer {
        Answer::Label(l) => context.ledger.labels().name(l).to_owned(),
        Answer::Number(i) => i.to_string(),
    }
}
