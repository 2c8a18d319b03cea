//! The same text under each rule set for vague numbers: low, best and high of every count.

use rayon::prelude::*;
use toml::Value;

use super::evaluate::printed;
use super::vary;
use crate::claims::value::preset_names;
use crate::consensus::Consensus;
use crate::corpus::Inputs;
use crate::ids::QuestionId;
use crate::ledger::{Answer, Kind, Ledger};
use crate::pipeline::{self, PipelineError, Run};
use crate::report::PresetRange;
use crate::settings::Settings;
use crate::units::Interval;

/// Reads the text anew under every rule set and answers every count; the rule set in force first.
///
/// Questions are those of `base`; one that a rule set does not bring forth has no range under it.
/// Empty where the input is no text: figures of a table stand as they are.
///
/// # Errors
///
/// If a stage cannot do its work under the settings in force.
pub fn ranges(
    inputs: &Inputs,
    base: &Run,
    settings: &Settings,
) -> Result<Vec<PresetRange>, PipelineError> {
    if inputs.articles.is_empty() {
        return Ok(Vec::new());
    }
    let in_force = &settings.numbers.preset;
    let others: Vec<String> = preset_names().into_iter().filter(|n| n != in_force).collect();
    let found: Vec<Vec<PresetRange>> = others
        .par_iter()
        .map(|name| {
            let value = Value::String(name.clone());
            let Some(changed) = vary::with(settings, "numbers.preset", value) else {
                return Ok(Vec::new());
            };
            let gathered = pipeline::gather(inputs, None, &changed)?;
            let consensus = pipeline::believe(&gathered, &changed)?;
            Ok(of(&base.gathered.ledger, &gathered.ledger, &consensus, name))
        })
        .collect::<Result<_, PipelineError>>()?;
    let ledger = &base.gathered.ledger;
    let mut all = of(ledger, ledger, &base.consensus, in_force);
    all.extend(found.into_iter().flatten());
    Ok(all)
}

/// What one rule set makes of the counts that `base` asks for.
fn of(base: &Ledger, ledger: &Ledger, consensus: &Consensus, preset: &str) -> Vec<PresetRange> {
    base.question_ids()
        .filter(|&q| base.question(q).kind == Kind::Count)
        .filter_map(|question| {
            let q = ledger.find_question(&base.question(question).name)?;
            let belief = &consensus.beliefs[crate::ids::Id::index(q)];
            let best: f64 = printed(ledger, q, belief).0.parse().ok()?;
            let range = hull(ledger, q)?;
            Some(PresetRange { question, preset: preset.to_owned(), range, best })
        })
        .collect()
}

/// From the lowest to the highest figure that the votes on a question allow; open where one is.
fn hull(ledger: &Ledger, q: QuestionId) -> Option<Interval> {
    let figures = ledger.votes(q).iter().filter_map(|v| match ledger.answer(q, v.answer) {
        Answer::Number(i) => Some(i),
        Answer::Label(_) => None,
    });
    figures.reduce(|a, b| a.hull(b))
}
