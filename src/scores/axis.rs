//! Axis discovery: whether the votes themselves lie on a line, and where each voice stands on it.
//!
//! With enough contested questions an ideal point is fitted ([`super::ideal_point`]). With fewer,
//! the leading eigenvector of the signed agreement graph stands in: voices that answer alike are
//! friends, voices that contradict one another foes, and the eigenvector splits them. Either way the
//! line must earn its name: one vote in ten is masked, and the line must foretell the masked votes
//! better than each question's own split does. Otherwise no axis is proposed, and the reason is
//! given.

use super::components::Context;
use super::draws::Stream;
use super::ideal_point::{self, Ballot, Line, REACH};
use super::interval::{self, Plan};
use super::score::Component;
use crate::ids::{AnswerId, Id, VoiceId};
use crate::ledger::Kind;
use crate::units::Estimate;

/// What the votes say about an axis.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// How it was sought: `ideal point` or `signed graph`.
    pub method: &'static str,
    /// Where each voice stands, −1…+1; by voice, `None` for those with too few answers, and for all
    /// where no axis is proposed.
    pub positions: Vec<Option<Estimate>>,
    /// Contested questions it rests on.
    pub questions: usize,
    /// By how much the line foretells masked votes better than each question's split, in nats per
    /// vote; `None` where there was nothing to mask.
    pub gain: Option<f64>,
    /// Why no axis is proposed.
    pub refusal: Option<String>,
    /// Against the declared camps of each axis: members that stand with the other camp.
    pub disagreements: Vec<Disagreement>,
}

/// A declared member of a camp that stands with the other camp in the votes.
#[derive(Clone, Debug, PartialEq)]
pub struct Disagreement {
    /// The declared axis's name.
    pub axis: String,
    /// Who.
    pub voice: VoiceId,
    /// The camp it is declared to belong to.
    pub declared: String,
    /// Its position, −1…+1, turned so that the declared plus camp stands above the minus camp.
    pub position: f64,
}

/// One vote in this many is masked to test the line.
const MASKED: u64 = 10;
/// More ballots than this, and no axis is sought: the fit would take minutes.
const MAX_BALLOTS: usize = 1_000_000;

/// Looks for an axis in the categorical votes.
pub(crate) fn discover(context: &Context<'_>, plan: Plan) -> Discovery {
    let settings = &context.settings.discovery;
    let (ballots, items, questions) = ballots(context);
    let voices = context.ledger.voices().len();
    let mut answers = vec![0usize; voices];
    for b in &ballots {
        answers[b.voice as usize] += 1;
    }
    let placed: Vec<bool> = answers.iter().map(|&n| n >= settings.min_answers.max(1)).collect();
    let able = placed.iter().filter(|p| **p).count();
    let enough = questions >= settings.min_questions && able >= settings.min_voices;
    let mut found = Discovery {
        method: if enough { "ideal point" } else { "signed graph" },
        positions: vec![None; voices],
        questions,
        gain: None,
        refusal: None,
        disagreements: Vec::new(),
    };
    if questions < 2 || able < 3 {
        found.refusal = Some(format!(
            "{questions} contested questions answered by {able} voices with {} answers or more: an \
             axis needs two questions and three voices at least",
            settings.min_answers.max(1)
        ));
        return found;
    }
    if ballots.len() > MAX_BALLOTS {
        found.refusal = Some(format!(
            "{} votes on contested questions: too many to seek an axis in (at most {MAX_BALLOTS})",
            ballots.len()
        ));
        return found;
    }
    let gain = gain(&ballots, voices, items, enough, context.settings.intervals.seed);
    found.gain = gain;
    match gain {
        Some(g) if g >= settings.min_gain => {}
        Some(g) => {
            found.refusal = Some(format!(
                "a line foretells masked votes by {g:.3} nats per vote better than each question's \
                 own split; {} are needed",
                settings.min_gain
            ));
            return found;
        }
        None => {
            found.refusal = Some("too few votes to mask some and test a line on them".to_owned());
            return found;
        }
    }
    let start = ideal_point::eigenvector(&ballots, voices, items);
    let places: Vec<Option<(f64, f64)>> = if enough {
        let line = ideal_point::fit(&ballots, &start, items);
        line.positions.iter().map(|p| Some((p.mean / REACH, p.sd / REACH))).collect()
    } else {
        let top = start.iter().fold(0.0f64, |m, x| m.max(x.abs())).max(1e-12);
        start
            .iter()
            .zip(&answers)
            .map(|(x, &n)| Some((x / top, 1.0 / (n.max(1) as f64).sqrt())))
            .collect()
    };
    found.positions = places
        .into_iter()
        .zip(&placed)
        .map(|(p, placed)| p.filter(|_| *placed).and_then(|p| position(p, plan.level)))
        .collect();
    compare(context, &mut found);
    found
}

/// A position with its interval, kept on −1…+1.
fn position((mean, sd): (f64, f64), level: f64) -> Option<Estimate> {
    let z = interval::normal_quantile(1.0 - (1.0 - level) / 2.0);
    let [mean, low, high] = [mean, mean - z * sd, mean + z * sd].map(|x| x.clamp(-1.0, 1.0));
    Estimate::new(mean, low, high).ok()
}

/// A ballot for each contested answer: whether the voice gave this answer or another. A question
/// with two answers is one item.
fn ballots(context: &Context<'_>) -> (Vec<Ballot>, usize, usize) {
    let ledger = context.ledger;
    let mut ballots = Vec::new();
    let (mut items, mut questions) = (0u32, 0);
    for q in ledger.question_ids() {
        if !matches!(ledger.question(q).kind, Kind::Category | Kind::YesNo) {
            continue;
        }
        let claims: Vec<usize> =
            ledger.vote_range(q).filter(|&at| context.judged[at].claim).collect();
        let votes = ledger.all_votes();
        let given: Vec<AnswerId> = (0..ledger.answers(q).len())
            .map(AnswerId::from_index)
            .filter(|a| claims.iter().any(|&at| votes[at].answer == *a))
            .collect();
        if given.len() < 2 || claims.len() < 3 {
            continue;
        }
        questions += 1;
        let used = if given.len() == 2 { &given[..1] } else { &given[..] };
        for answer in used {
            for &at in &claims {
                ballots.push(Ballot {
                    voice: votes[at].voice.0,
                    item: items,
                    yes: votes[at].answer == *answer,
                    weight: context.voice_share(at),
                });
            }
            items += 1;
        }
    }
    (ballots, items as usize, questions)
}

/// By how many nats per masked vote a line beats each item's own split.
fn gain(ballots: &[Ballot], voices: usize, items: usize, ideal: bool, seed: u64) -> Option<f64> {
    let masked =
        |k: usize| (Stream::new(seed, &[77, k as u64]).uniform() * MASKED as f64) as u64 == 0;
    let seen: Vec<Ballot> =
        (0..ballots.len()).filter(|&k| !masked(k)).map(|k| ballots[k]).collect();
    let hidden: Vec<Ballot> =
        (0..ballots.len()).filter(|&k| masked(k)).map(|k| ballots[k]).collect();
    let mut split = vec![(0.5, 1.0); items];
    let mut heard = vec![0usize; voices];
    for b in &seen {
        let s = &mut split[b.item as usize];
        s.0 += f64::from(u8::from(b.yes));
        s.1 += 1.0;
        heard[b.voice as usize] += 1;
    }
    let tested: Vec<&Ballot> = hidden.iter().filter(|b| heard[b.voice as usize] > 0).collect();
    if tested.is_empty() || seen.is_empty() {
        return None;
    }
    let start = ideal_point::eigenvector(&seen, voices, items);
    let line: Option<Line> = ideal.then(|| ideal_point::fit(&seen, &start, items));
    // For the graph: a vote goes with those of the same side of the eigenvector.
    let side = |v: u32| start[v as usize] >= 0.0;
    let mut by_side = vec![[(0.0, 0.0); 2]; items];
    for b in &seen {
        let s = &mut by_side[b.item as usize][usize::from(side(b.voice))];
        s.0 += f64::from(u8::from(b.yes));
        s.1 += 1.0;
    }
    let log = |p: f64, yes: bool| (if yes { p } else { 1.0 - p }).clamp(1e-6, 1.0).ln();
    let total: f64 = tested
        .iter()
        .map(|b| {
            let (item, voice) = (b.item as usize, b.voice as usize);
            let alone = split[item].0 / split[item].1;
            let with = match &line {
                Some(l) => l.predict(voice, item),
                None => {
                    let (yes, n) = by_side[item][usize::from(side(b.voice))];
                    // Shrunk toward the item's own split by one vote.
                    (yes + alone) / (n + 1.0)
                }
            };
            log(with, b.yes) - log(alone, b.yes)
        })
        .sum();
    Some(total / tested.len() as f64)
}

/// Lists declared members of a camp who stand with the other camp. The line is turned so that the
/// declared plus camp of the first axis with members on both sides stands above.
fn compare(context: &Context<'_>, found: &mut Discovery) {
    let names = context.ledger.voices();
    let mut turned = false;
    for (i, axis) in context.inputs.axes.iter().enumerate() {
        let members: Vec<(VoiceId, f64, f64)> = names
            .iter()
            .filter_map(|(v, name)| {
                let side = context.camps.side(i, name)?.sign()?;
                Some((v, side, found.positions[v.index()]?.mean()))
            })
            .collect();
        let mean = |sign: f64| {
            let own: Vec<f64> = members.iter().filter(|m| m.1 == sign).map(|m| m.2).collect();
            (!own.is_empty()).then(|| own.iter().sum::<f64>() / own.len() as f64)
        };
        let (Some(minus), Some(plus)) = (mean(-1.0), mean(1.0)) else { continue };
        let flip = if plus >= minus { 1.0 } else { -1.0 };
        let middle = (minus + plus) / 2.0;
        for (voice, side, at) in &members {
            let position = flip * (at - middle);
            if position * side < 0.0 {
                found.disagreements.push(Disagreement {
                    axis: axis.name.clone(),
                    voice: *voice,
                    declared: context
                        .camps
                        .camp(i, names.name(*voice))
                        .unwrap_or_default()
                        .to_owned(),
                    position: (flip * at).clamp(-1.0, 1.0),
                });
            }
        }
        if flip < 0.0 && !turned {
            for p in found.positions.iter_mut().flatten() {
                if let Ok(e) = Estimate::new(-p.mean(), -p.high(), -p.low()) {
                    *p = e;
                }
            }
        }
        turned = true;
    }
}

/// Score of one voice on a discovered axis.
pub(crate) fn score(
    context: &Context<'_>,
    position: Option<Estimate>,
) -> (Option<Estimate>, Vec<Component>) {
    let component = Component {
        name: "ideal_point",
        value: position,
        n: usize::from(position.is_some()),
        weight: context.settings.partisanship.weights.ideal_point,
        natural: None,
        prior_mean: 0.0,
        prior_strength: 0.0,
        items: Vec::new(),
    };
    (position, vec![component])
}
