//! Reliability: components observed, shrunk toward what is usual in the corpus, and averaged.

use super::components::{self, Context, Observed};
use super::interval::{self, Mean, Plan, Prior, Scale};
use super::prior;
use super::score::{Component, Item, Source};
use crate::ids::{Id, VoiceId};
use crate::units::Estimate;

/// A component observed on all voices.
pub(crate) struct Observations {
    pub name: &'static str,
    pub weight: f64,
    pub scale: Scale,
    pub prior: Prior,
    pub by_voice: Vec<Vec<Observed>>,
}

impl Observations {
    pub(crate) fn new(
        name: &'static str,
        weight: f64,
        scale: Scale,
        prior: Prior,
        observed: Vec<Observed>,
        voices: usize,
    ) -> Self {
        let mut by_voice: Vec<Vec<Observed>> = (0..voices).map(|_| Vec::new()).collect();
        for o in observed {
            // An observation of weight 0 says nothing and is no evidence.
            if o.observation.weight > 0.0 && o.observation.value.is_finite() {
                by_voice[o.voice.index()].push(o);
            }
        }
        Self { name, weight, scale, prior, by_voice }
    }

    /// Value and interval for one voice; `None` without evidence.
    pub(crate) fn mean(&self, voice: VoiceId, plan: Plan, number: u64) -> Option<Mean> {
        let observed = &self.by_voice[voice.index()];
        let plain: Vec<_> = observed.iter().map(|o| o.observation).collect();
        (!plain.is_empty()).then(|| {
            interval::mean(&plain, self.prior, self.scale, plan, [voice.index() as u64, number])
        })
    }

    /// As the score shows it.
    pub(crate) fn component(&self, voice: VoiceId, mean: Option<&Mean>, level: f64) -> Component {
        let observed = &self.by_voice[voice.index()];
        let items = observed
            .iter()
            .enumerate()
            .map(|(i, o)| Item {
                value: o.observation.value,
                mark: mean.map_or(o.observation.value, |m| m.marks[i]),
                weight: o.observation.weight,
                source: o.source.clone(),
            })
            .collect();
        Component {
            name: self.name,
            value: mean.and_then(|m| interval::estimate(m, self.scale, level)),
            n: observed.len(),
            weight: self.weight,
            natural: match (self.scale, mean) {
                (Scale::Real, Some(m)) => Some(m.value.clamp(-1.0 + 1e-12, 1.0 - 1e-12).atanh()),
                _ => None,
            },
            prior_mean: self.prior.mean,
            prior_strength: self.prior.strength,
            items,
        }
    }
}

/// Observes all components of reliability; learns their priors.
pub(crate) fn observe(context: &Context<'_>) -> Vec<Observations> {
    let settings = &context.settings.reliability;
    let weights = &settings.weights;
    let voices = context.ledger.voices().len();
    let agreement = components::agreement::observe(context);
    let interest = components::interest::observe(context, &agreement);
    let all = [
        ("agreement", weights.agreement, Scale::Marks, agreement),
        ("fidelity", weights.fidelity, Scale::Share, components::fidelity::observe(context)),
        (
            "attribution",
            weights.attribution,
            Scale::Share,
            components::attribution::observe(context),
        ),
        (
            "consistency",
            weights.consistency,
            Scale::Share,
            components::consistency::observe(context),
        ),
        ("staleness", weights.staleness, Scale::Share, components::staleness::observe(context)),
        (
            "originality",
            weights.originality,
            Scale::Share,
            components::originality::observe(context),
        ),
        ("hedging", weights.hedging, Scale::Share, components::hedging::observe(context)),
        ("against_interest", weights.against_interest, Scale::Marks, interest),
    ];
    let start = Prior {
        mean: settings.prior_mean.clamp(0.01, 0.99),
        strength: if settings.prior_strength.is_finite() {
            settings.prior_strength.clamp(0.5, 500.0)
        } else {
            3.0
        },
        sd: 0.0,
    };
    all.into_iter()
        .map(|(name, weight, scale, observed)| {
            let mut o = Observations::new(name, weight, scale, start, observed, voices);
            if settings.learn_prior {
                let shares: Vec<(f64, Vec<_>)> = o
                    .by_voice
                    .iter()
                    .filter(|v| !v.is_empty())
                    .map(|v| (own_share(context, v), v.iter().map(|x| x.observation).collect()))
                    .collect();
                o.prior = prior::learn(&shares, start);
            }
            o
        })
        .collect()
}

/// The share of a voice's observations that is its own and not also a clone's.
fn own_share(context: &Context<'_>, observed: &[Observed]) -> f64 {
    let share = |o: &Observed| match &o.source {
        Source::Vote(at) => f64::from(u8::from(context.speaks(*at))),
        Source::Text(place, _) => context.text_share(&place.document),
        Source::Question(..) => 1.0,
    };
    observed.iter().map(share).sum::<f64>() / observed.len().max(1) as f64
}

/// Reliability and components of one voice. There is no reliability without a mark from others:
/// agreement of its claims, or fidelity of what it relays.
pub(crate) fn of(
    all: &[Observations],
    voice: VoiceId,
    plan: Plan,
) -> (Option<Estimate>, Vec<Component>) {
    let means: Vec<Option<Mean>> =
        all.iter().enumerate().map(|(i, o)| o.mean(voice, plan, i as u64)).collect();
    let components =
        all.iter().zip(&means).map(|(o, m)| o.component(voice, m.as_ref(), plan.level)).collect();
    let marked = all
        .iter()
        .zip(&means)
        .any(|(o, m)| matches!(o.name, "agreement" | "fidelity") && o.weight > 0.0 && m.is_some());
    let parts: Vec<(f64, &Mean)> =
        all.iter().zip(&means).filter_map(|(o, m)| Some((o.weight, m.as_ref()?))).collect();
    let total = interval::combine(&parts)
        .filter(|_| marked)
        .and_then(|m| interval::estimate(&m, Scale::Share, plan.level));
    (total, components)
}

/// How sharp a voice's numbers are: the mean of `1/(1 + log2(high/low))` over its counts; an open
/// top counts as half as much again. Categories are sharp. `None` without a claim.
pub(crate) fn specificity(context: &Context<'_>, votes: &[usize]) -> Option<f64> {
    use crate::ledger::{Answer, Kind};
    let mut sum = 0.0;
    let mut n = 0.0;
    for &at in votes.iter().filter(|&&at| context.judged[at].claim) {
        let q = context.question_of[at];
        let answer = context.ledger.answer(q, context.ledger.all_votes()[at].answer);
        sum += match (answer, context.ledger.question(q).kind) {
            (Answer::Number(i), Kind::Count) => {
                let (low, high) = super::closeness::on_scale(Kind::Count, i);
                1.0 / (1.0 + (high - low) / std::f64::consts::LN_2)
            }
            (Answer::Number(i), _) => {
                let width = i.high().map_or(0.0, |h| h - i.low());
                1.0 / (1.0 + (1.0 + width / context.scatter[q.index()]).log2())
            }
            (Answer::Label(_), _) => 1.0,
        };
        n += 1.0;
    }
    (n > 0.0).then(|| sum / n)
}
