//! Partisanship: toward which camp of an axis a voice deviates, component by component.

use super::components::{self, Context};
use super::interval::{self, Mean, Plan, Prior, Scale};
use super::reliability::Observations;
use super::score::{AxisScore, LeanReading};
use crate::ids::{Id, VoiceId};
use crate::scores::camps::Side;
use crate::units::Estimate;

/// What an axis is measured by.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum AxisKind {
    /// Declared in the config, by its number.
    Declared(usize),
    /// Real numbers as they are: up is plus.
    NumberLine,
    /// Found in the votes: positions by voice.
    Discovered(Vec<Option<Estimate>>),
}

/// Observes all components on one axis.
pub(crate) fn observe(context: &Context<'_>, axis: &AxisKind) -> Vec<Observations> {
    let settings = &context.settings.partisanship;
    let weights = &settings.weights;
    let voices = context.ledger.voices().len();
    let strength = settings.prior_strength;
    let none = Prior {
        mean: 0.0,
        strength: if strength.is_finite() { strength.clamp(0.1, 1000.0) } else { 3.0 },
        sd: 0.0,
    };
    let new = |name, weight, observed| {
        Observations::new(name, weight, Scale::Signed, none, observed, voices)
    };
    let (number, number_line) = match axis {
        AxisKind::Declared(i) => {
            let declared = &context.inputs.axes[*i];
            (*i, declared.minus.is_empty() && declared.plus.is_empty())
        }
        AxisKind::NumberLine => (usize::MAX, true),
        AxisKind::Discovered(_) => return Vec::new(),
    };
    let (deviations, fit) = components::house_effect::observe(context, number, number_line);
    // κ = σ²/τ²: how many numbers it takes to believe half of a house effect.
    let learnt = Prior { mean: 0.0, strength: 1.0 / (fit.tau * fit.tau), sd: fit.tau };
    let mut house = Observations::new(
        "house_effect",
        weights.house_effect,
        Scale::Real,
        learnt,
        deviations,
        voices,
    );
    if *axis == AxisKind::NumberLine {
        for own in house.by_voice.iter_mut().filter(|own| own.len() < settings.min_numbers) {
            own.clear();
        }
        return vec![house];
    }
    let (quotes, quote_strength) = components::quote_balance::observe(context, number);
    let quote_prior = Prior { strength: quote_strength, ..none };
    vec![
        house,
        new("side_taking", weights.side_taking, components::side_taking::observe(context, number)),
        Observations::new(
            "quote_balance",
            weights.quote_balance,
            Scale::Signed,
            quote_prior,
            quotes,
            voices,
        ),
        new("labels", weights.labels, components::labels::observe(context, number)),
        new("verbs", weights.verbs, components::verbs::observe(context, number)),
        new("omission", weights.omission, components::omission::observe(context, number)),
    ]
}

/// One voice on one axis.
pub(crate) fn of(
    context: &Context<'_>,
    axis: &AxisKind,
    all: &[Observations],
    voice: VoiceId,
    plan: Plan,
) -> AxisScore {
    let name = context.ledger.voices().name(voice);
    let declared = match axis {
        AxisKind::Declared(i) => Some(*i),
        _ => None,
    };
    let side = declared.and_then(|i| context.camps.side(i, name));
    let (partisanship, components) = match axis {
        AxisKind::Discovered(positions) => super::axis::score(context, positions[voice.index()]),
        _ => {
            let means: Vec<Option<Mean>> =
                all.iter().enumerate().map(|(i, o)| o.mean(voice, plan, 100 + i as u64)).collect();
            let parts: Vec<(f64, &Mean)> =
                all.iter().zip(&means).filter_map(|(o, m)| Some((o.weight, m.as_ref()?))).collect();
            let total = interval::combine(&parts)
                .and_then(|m| interval::estimate(&m, Scale::Signed, plan.level));
            let components = all
                .iter()
                .zip(&means)
                .map(|(o, m)| o.component(voice, m.as_ref(), plan.level))
                .collect();
            (total, components)
        }
    };
    let reading = match (side, partisanship) {
        (Some(Side::Off), _) => LeanReading::OffAxis,
        (Some(_), _) => LeanReading::Party,
        (None, None) => LeanReading::Unknown,
        (None, Some(p)) if p.covers(0.0) => LeanReading::NoLeanDetected,
        (None, Some(p)) if p.mean() > 0.0 => LeanReading::TowardPlus,
        (None, Some(_)) => LeanReading::TowardMinus,
    };
    AxisScore {
        partisanship,
        reading,
        components,
        declared_camp: declared.and_then(|i| context.camps.camp(i, name)).map(str::to_owned),
    }
}
