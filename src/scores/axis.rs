//! Axis discovery: whether the votes themselves lie on a line, and where each voice stands on it.

use super::components::Context;
use super::interval::{self, Mean, Plan, Scale};
use super::score::Component;
use crate::ids::VoiceId;
use crate::units::Estimate;

/// What the votes say about an axis.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// How it was found: `ideal point`, `signed graph`, or `none`.
    pub method: &'static str,
    /// Where each voice stands, −1…+1; by voice, `None` for those with too few answers.
    pub positions: Vec<Option<Estimate>>,
    /// Contested questions it rests on.
    pub questions: usize,
    /// Why no axis is proposed.
    pub refusal: Option<String>,
    /// Against the declared camps of each axis: voices that stand with the other camp.
    pub disagreements: Vec<Disagreement>,
}

/// A declared member of a camp that stands with the other camp in the votes.
#[derive(Clone, Debug)]
pub struct Disagreement {
    /// The declared axis's name.
    pub axis: String,
    /// Who.
    pub voice: VoiceId,
    /// The camp it is declared to belong to.
    pub declared: String,
    /// Its position, oriented so that most of the declared plus camp stands above 0.
    pub position: f64,
}

/// Score of one voice on a discovered axis.
pub(crate) fn score(
    context: &Context<'_>,
    position: Option<(f64, f64)>,
    plan: Plan,
) -> (Option<Estimate>, Vec<Component>) {
    let mean =
        position.map(|(value, sd)| Mean { value, sd, replicates: Vec::new(), marks: Vec::new() });
    let value = mean.as_ref().and_then(|m| interval::estimate(m, Scale::Signed, plan.level));
    let component = Component {
        name: "ideal_point",
        value,
        n: usize::from(value.is_some()),
        weight: context.settings.partisanship.weights.ideal_point,
        natural: None,
        prior_mean: 0.0,
        prior_strength: 0.0,
        items: Vec::new(),
    };
    (value, vec![component])
}
