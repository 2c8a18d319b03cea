//! Omission: which camp's good news an outlet leaves out though it was known.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Context, Observed};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::Role;
use crate::scores::interval::Observation;
use crate::scores::score::Source;

/// For each question that favours a camp, and that an outlet could have reported: +1 if it reports
/// what favours the plus camp or leaves out what favours the minus camp, −1 the other way round.
/// Both camps' questions weigh the same in sum, so that the mean is
/// `P(reports | favours plus) − P(reports | favours minus)`.
///
/// An outlet could have reported a question if it published an article on the day of the first
/// claim on it or within so many days after.
pub(crate) fn observe(context: &Context<'_>, axis: usize) -> Vec<Observed> {
    let mut published: BTreeMap<&str, Vec<Date>> = BTreeMap::new();
    for a in context.inputs.articles {
        if let Some(day) = a.published {
            published.entry(&a.outlet).or_default().push(day);
        }
    }
    let ledger = context.ledger;
    let mut questions: Vec<(QuestionId, f64, Date, BTreeSet<&str>)> = Vec::new();
    for q in ledger.question_ids() {
        let range = ledger.vote_range(q);
        let favours: Vec<(f64, f64)> = range
            .clone()
            .filter_map(|at| Some((context.favours(axis, at)?, context.voice_share(at))))
            .collect();
        let first = range.clone().filter_map(|at| ledger.detail(at).and_then(|d| d.date)).min();
        let (Some(first), false) = (first, favours.is_empty()) else { continue };
        let mean = favours.iter().map(|(f, share)| f * share).sum::<f64>()
            / favours.iter().map(|(_, share)| share).sum::<f64>();
        if mean.abs() < context.settings.partisanship.min_favours.max(1e-9) {
            continue;
        }
        let mut reported = BTreeSet::new();
        for at in range {
            let vote = ledger.all_votes()[at];
            if ledger.role(vote.voice) == Role::Outlet {
                reported.insert(ledger.voices().name(vote.voice));
            }
            if let Some(detail) = ledger.detail(at) {
                reported.extend(detail.places.iter().map(|p| p.outlet.as_str()));
            }
        }
        questions.push((q, mean.signum(), first, reported));
    }
    for p in context.inputs.printings {
        if let Ok(i) = questions.binary_search_by_key(&p.question, |k| k.0) {
            questions[i].3.insert(&p.outlet);
        }
    }
    let window =
        jiff::Span::new().days(context.settings.partisanship.omission_days.clamp(0, 36_500));
    let mut observed = Vec::new();
    for (outlet, days) in published {
        let Some(voice) = context.voice(outlet) else { continue };
        let known: Vec<&(QuestionId, f64, Date, BTreeSet<&str>)> = questions
            .iter()
            .filter(|(_, _, first, _)| {
                let last = first.checked_add(window).unwrap_or(*first);
                days.iter().any(|d| first <= d && *d <= last)
            })
            .collect();
        let plus = known.iter().filter(|k| k.1 > 0.0).count();
        let minus = known.len() - plus;
        if plus == 0 || minus == 0 {
            continue;
        }
        observed.extend(known.iter().map(|k| {
            let class = if k.1 > 0.0 { plus } else { minus };
            one(voice, k, outlet, known.len() as f64 / (2 * class) as f64)
        }));
    }
    observed
}

fn one(
    voice: VoiceId,
    (q, sign, _, reported): &(QuestionId, f64, Date, BTreeSet<&str>),
    outlet: &str,
    weight: f64,
) -> Observed {
    let reports = reported.contains(outlet);
    Observed {
        voice,
        observation: Observation {
            value: if reports { *sign } else { -sign },
            weight,
            block: q.index() as u32,
            chance: None,
        },
        source: Source::Question(*q, if reports { "reported" } else { "left out" }.to_owned()),
    }
}
