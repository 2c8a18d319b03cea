//! Beliefs → a score per voice.

mod axis;
mod camps;
mod closeness;
mod components;
mod draws;
pub mod exchange;
mod explain;
mod grade;
mod history;
mod house;
mod ideal_point;
mod independent;
mod inputs;
mod interval;
mod judge;
mod partisanship;
mod prior;
mod reliability;
mod scatter;
mod score;
mod settings;
mod table;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

pub use axis::{Disagreement, Discovery};
pub use explain::{Node, Quote, explain_question, explain_voice};
pub use grade::{letter, probability_words};
pub use history::{ClaimChange, Move, Run, moves, print_moves};
pub use inputs::{ArticleInfo, Inputs, LabelMention, Printing, QuotedWords, VerbClass, VerbUse};
pub use score::{
    AxisScore, Component, Credibility, Evidence, Grade, Item, LeanReading, Scores, Source, Verdict,
    VoiceScore,
};
pub use settings::{
    DiscoverySettings, GradeSettings, IntervalMethod, IntervalSettings, PartisanshipSettings,
    PartisanshipWeights, ReliabilitySettings, ReliabilityWeights, Settings,
};
pub use table::{write_components, write_evidence, write_scores};

use crate::consensus::Consensus;
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::{Kind, Ledger};
use camps::Camps;
use components::Context;
use interval::Plan;
use partisanship::AxisKind;

/// Scores every voice of the ledger.
///
/// Judges each vote by the belief that independent others give, observes the components of
/// reliability and of partisanship on every axis, shrinks each toward its prior, and averages them
/// with the weights of the settings. Never fails: a voice without evidence has no score, and says
/// so.
pub fn score(
    ledger: &Ledger,
    consensus: &Consensus,
    inputs: &Inputs<'_>,
    settings: &Settings,
) -> Scores {
    let camps = Camps::new(inputs.axes, inputs.voices);
    let origins = independent::origins(ledger);
    let precedence = crate::ledger::precedence(ledger);
    let scatter = scatter::typical(ledger, &origins);
    let judged = judge::judge(&judge::Bench {
        ledger,
        consensus,
        camps: &camps,
        origins: &origins,
        precedence: &precedence,
        scatter: &scatter,
        settings: &settings.reliability,
    });
    let mut question_of = vec![QuestionId(0); ledger.all_votes().len()];
    for q in ledger.question_ids() {
        question_of[ledger.vote_range(q)].fill(q);
    }
    let documents = documents(inputs);
    let copies = copies(inputs);
    let context = Context {
        ledger,
        inputs,
        settings,
        camps: &camps,
        origins: &origins,
        precedence: &precedence,
        judged: &judged,
        question_of: &question_of,
        scatter: &scatter,
        documents: &documents,
        copies: &copies,
    };
    let plan = plan(ledger, &settings.intervals);
    let reliability = reliability::observe(&context);
    let discovery = settings.discovery.enabled.then(|| axis::discover(&context, plan));
    let axes = axes(&context, discovery.as_ref());
    let partisanship: Vec<_> =
        axes.iter().map(|(_, _, kind)| partisanship::observe(&context, kind)).collect();

    let mut votes_of: Vec<Vec<usize>> = vec![Vec::new(); ledger.voices().len()];
    for (at, vote) in ledger.all_votes().iter().enumerate() {
        votes_of[vote.voice.index()].push(at);
    }
    let mut voices: Vec<VoiceScore> = votes_of
        .par_iter()
        .enumerate()
        .map(|(i, votes)| {
            let voice = VoiceId::from_index(i);
            let (reliable, components) = reliability::of(&reliability, voice, plan);
            let claims: Vec<usize> = votes.iter().copied().filter(|&at| judged[at].claim).collect();
            let distinct = |of: &dyn Fn(usize) -> bool| {
                let mut seen: Vec<_> = claims
                    .iter()
                    .filter(|&&at| of(at))
                    .map(|&at| (question_of[at], origins[at]))
                    .collect();
                seen.sort_unstable();
                seen.dedup();
                seen.len()
            };
            let checkable = distinct(&|at| judged[at].support.is_some());
            let mut own: Vec<_> = claims.iter().map(|&at| origins[at]).collect();
            own.sort_unstable();
            own.dedup();
            VoiceScore {
                voice,
                name: ledger.voices().name(voice).to_owned(),
                role: ledger.role(voice),
                reliability: reliable,
                specificity: reliability::specificity(&context, votes),
                components,
                axes: axes
                    .iter()
                    .zip(&partisanship)
                    .map(|((_, _, kind), all)| partisanship::of(&context, kind, all, voice, plan))
                    .collect(),
                claims: claims.len(),
                origins: own.len(),
                checkable,
                grade: letter(reliable, checkable, &settings.grades),
                rank: None,
            }
        })
        .collect();
    rank(&mut voices);
    let prior = reliability[0].prior;
    Scores {
        evidence: evidence(&context, &reliability[0]),
        axes: axes.iter().map(|a| a.0.clone()).collect(),
        camps: axes.iter().map(|a| a.1.clone()).collect(),
        prior_mean: prior.mean,
        prior_strength: prior.strength,
        conditions: conditions(consensus, settings, plan),
        discovery,
        voices,
    }
}

/// Articles that side data come from, numbered by name.
fn documents<'a>(inputs: &Inputs<'a>) -> BTreeMap<&'a str, u32> {
    let mut names: BTreeMap<&str, u32> = BTreeMap::new();
    let places = inputs
        .labels
        .iter()
        .map(|l| &l.place)
        .chain(inputs.quotes.iter().map(|q| &q.place))
        .chain(inputs.verbs.iter().map(|v| &v.place));
    for place in places {
        names.insert(&place.document, 0);
    }
    for (i, number) in names.values_mut().enumerate() {
        *number = i as u32;
    }
    names
}

/// By article: how many outlets print its text.
fn copies<'a>(inputs: &Inputs<'a>) -> BTreeMap<&'a str, usize> {
    let mut outlets: BTreeMap<u32, BTreeSet<&str>> = BTreeMap::new();
    let told = || inputs.printings.iter().filter_map(|p| Some((p, p.text?)));
    for (p, text) in told() {
        outlets.entry(text).or_default().insert(&p.outlet);
    }
    told().map(|(p, text)| (p.place.document.as_str(), outlets[&text].len())).collect()
}

fn plan(ledger: &Ledger, settings: &IntervalSettings) -> Plan {
    let bootstrap = match settings.method {
        IntervalMethod::Auto => ledger.all_votes().len() <= settings.bootstrap_votes,
        IntervalMethod::Bootstrap => true,
        IntervalMethod::Analytic => false,
    };
    Plan {
        replicates: if bootstrap { settings.replicates.max(50) } else { 0 },
        seed: settings.seed,
        level: if settings.level > 0.0 && settings.level < 1.0 { settings.level } else { 0.9 },
    }
}

/// The axes that voices are scored on: those declared, else a number line where there are real
/// numbers, else the line that was found in the votes.
fn axes(
    context: &Context<'_>,
    discovery: Option<&Discovery>,
) -> Vec<(String, (String, String), AxisKind)> {
    if !context.inputs.axes.is_empty() {
        return context
            .inputs
            .axes
            .iter()
            .enumerate()
            .map(|(i, a)| (a.name.clone(), camps::camp_names(a), AxisKind::Declared(i)))
            .collect();
    }
    let real = context.ledger.questions().iter().any(|q| q.kind == Kind::Real);
    if real {
        let ends = ("low".to_owned(), "high".to_owned());
        return vec![("low–high".to_owned(), ends, AxisKind::NumberLine)];
    }
    if let Some(d) = discovery.filter(|d| d.refusal.is_none()) {
        let ends = ("the minus end".to_owned(), "the plus end".to_owned());
        return vec![("discovered".to_owned(), ends, AxisKind::Discovered(d.positions.clone()))];
    }
    Vec::new()
}

/// Lowest and highest rank that each interval allows: voices whose intervals overlap are not
/// ranked against one another. Voices graded F have none.
fn rank(voices: &mut [VoiceScore]) {
    let known: Vec<(f64, f64)> = voices
        .iter()
        .filter(|v| v.grade != Grade::F)
        .filter_map(|v| v.reliability.map(|r| (r.low(), r.high())))
        .collect();
    let mut lows: Vec<f64> = known.iter().map(|k| k.0).collect();
    let mut highs: Vec<f64> = known.iter().map(|k| k.1).collect();
    lows.sort_by(f64::total_cmp);
    highs.sort_by(f64::total_cmp);
    for v in voices.iter_mut().filter(|v| v.grade != Grade::F) {
        v.rank = v.reliability.map(|r| {
            let surely_above = lows.len() - lows.partition_point(|&l| l <= r.high());
            let surely_below = highs.partition_point(|&h| h < r.low());
            (surely_above + 1, known.len() - surely_below)
        });
    }
}

/// A row for each claim of each voice, in order of voice, then question.
fn evidence(context: &Context<'_>, agreement: &reliability::Observations) -> Vec<Evidence> {
    let votes = context.ledger.all_votes();
    let mut weights = vec![0.0; votes.len()];
    for o in agreement.by_voice.iter().flatten() {
        if let Source::Vote(at) = o.source {
            weights[at] = o.observation.weight;
        }
    }
    let mut order: Vec<usize> = (0..votes.len()).filter(|&at| context.judged[at].claim).collect();
    order.sort_by_key(|&at| (votes[at].voice, at));
    order
        .into_iter()
        .map(|at| {
            let judged = &context.judged[at];
            Evidence {
                voice: votes[at].voice,
                question: context.question_of[at],
                vote: at,
                verdict: judged.verdict,
                probability: judged.support,
                weight: weights[at],
                others: judged.others,
                agree: judged.agree,
                contradict: judged.contradict,
                credibility: judged.credibility,
                known: judged.known,
                places: context.ledger.detail(at).map_or_else(Vec::new, |d| d.places.clone()),
            }
        })
        .collect()
}

/// What the intervals condition on.
fn conditions(consensus: &Consensus, settings: &Settings, plan: Plan) -> String {
    let how = if plan.replicates > 0 {
        format!(
            "Bayesian bootstrap over questions, {} replicates, seed {}",
            plan.replicates, plan.seed
        )
    } else {
        "posterior quantiles by formula".to_owned()
    };
    format!(
        "{:.0} % intervals ({how}) for agreement with independent other sources in this corpus, not \
         accuracy; given the extracted claims, their grouping into questions and origins, the \
         parameters that the {} method learnt{}, and the prior {}.",
        plan.level * 100.0,
        consensus.method,
        if settings.reliability.leave_camp_out { ", own camp left out" } else { "" },
        if settings.reliability.learn_prior { "learnt from the corpus" } else { "of the settings" },
    )
}
