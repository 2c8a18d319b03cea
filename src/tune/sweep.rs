//! How scores move with each weight and preset, and which orders of voices survive all of it.

use std::collections::BTreeMap;

use rayon::prelude::*;
use toml::Value;

use super::vary;
use crate::corpus::Inputs;
use crate::ledger::Kind;
use crate::pipeline::{self, PipelineError, Run};
use crate::report::{Ranking, SettingEffect};
use crate::scores::Grade;
use crate::settings::Settings;

/// What a sweep found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sweep {
    /// How far each setting moves the scores.
    pub effects: Vec<SettingEffect>,
    /// The order of voices under each variant, the settings in force first.
    pub rankings: Vec<Ranking>,
    /// For each pair of voices that are both scored: the share of variants in which the one that
    /// stands higher under the settings in force still does. The lower share first.
    pub pairs: Vec<Pair>,
}

/// Two voices whose order was watched.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Higher under the settings in force.
    pub above: String,
    /// Lower.
    pub below: String,
    /// Share of variants that keep the order, 0–1.
    pub kept: f64,
}

/// A conclusion survives where this share of variants keeps it.
pub const SURVIVES: f64 = 0.9;

/// A key with the two values it is set to.
struct Variation {
    path: String,
    ends: [Value; 2],
    /// Whether the text must be read again.
    rereads: bool,
}

/// What is varied: every weight between nothing and twice its value, priors between half and
/// double, rule sets and methods between their alternatives.
fn variations(settings: &Settings) -> Vec<Variation> {
    let mut all = Vec::new();
    let mut add = |path: &str, ends: [Value; 2], rereads| {
        all.push(Variation { path: path.to_owned(), ends, rereads });
    };
    for table in ["reliability.weights", "partisanship.weights"] {
        let Some(Value::Table(weights)) = vary::get(settings, table) else { continue };
        for (name, value) in weights {
            let w = value.as_float().unwrap_or(1.0);
            let high = if w > 0.0 { 2.0 * w } else { 0.5 };
            add(&format!("{table}.{name}"), [Value::Float(0.0), Value::Float(high)], false);
        }
    }
    for path in [
        "reliability.prior_strength",
        "reliability.against_interest",
        "partisanship.prior_strength",
    ] {
        let x = vary::get(settings, path).and_then(|v| v.as_float()).unwrap_or(1.0);
        add(path, [Value::Float(x / 2.0), Value::Float(x * 2.0)], false);
    }
    for path in ["reliability.leave_camp_out", "reliability.learn_prior", "reliability.own_record"]
    {
        add(path, [Value::Boolean(false), Value::Boolean(true)], false);
    }
    let text = |s: &str| Value::String(s.to_owned());
    add("consensus.method", [text("majority"), text("joint")], false);
    add("numbers.preset", [text("acled"), text("countlove")], true);
    all
}

/// Varies each weight, prior and preset over its range, one at a time.
///
/// # Errors
///
/// If a stage cannot do its work under the settings in force.
pub fn sweep(
    inputs: &Inputs,
    kind: Option<Kind>,
    base: &Run,
    settings: &Settings,
) -> Result<Sweep, PipelineError> {
    let jobs: Vec<(Variation, usize)> = variations(settings)
        .into_iter()
        .flat_map(|v| {
            (0..2).map(move |i| {
                let same =
                    Variation { path: v.path.clone(), ends: v.ends.clone(), rereads: v.rereads };
                (same, i)
            })
        })
        .collect();
    let from_text = !inputs.articles.is_empty();
    let results: Vec<Option<Shown>> = jobs
        .par_iter()
        .map(|(variation, end)| {
            if variation.rereads && !from_text {
                return Ok(None);
            }
            let Some(changed) = vary::with(settings, &variation.path, variation.ends[*end].clone())
            else {
                return Ok(None);
            };
            if variation.rereads {
                let gathered = pipeline::gather(inputs, kind, &changed)?;
                return pipeline::score(gathered, &changed).map(|run| Some(Shown::of(&run)));
            }
            pipeline::rescore(&base.gathered, &changed)
                .map(|(_, scores)| Some(Shown::from_scores(&scores)))
        })
        .collect::<Result<_, PipelineError>>()?;

    let in_force = Shown::of(base);
    let mut sweep = Sweep {
        rankings: vec![Ranking { variant: "in force".to_owned(), voices: in_force.order() }],
        ..Sweep::default()
    };
    for (pair, result) in jobs.chunks(2).zip(results.chunks(2)) {
        let variation = &pair[0].0;
        let (Some(low), Some(high)) = (&result[0], &result[1]) else { continue };
        let words = |v: &Value| match v {
            Value::Float(x) => crate::units::print_number(*x),
            Value::String(s) => s.clone(),
            other => other.to_string(),
        };
        let lean = variation.path.starts_with("partisanship");
        let effect = SettingEffect {
            setting: variation.path.clone(),
            ends: (words(&variation.ends[0]), words(&variation.ends[1])),
            change: (low.change(&in_force, lean), high.change(&in_force, lean)),
            grades_changed: low.grades_changed(&in_force).max(high.grades_changed(&in_force)),
        };
        sweep.effects.push(effect);
        for (shown, end) in [(low, 0), (high, 1)] {
            sweep.rankings.push(Ranking {
                variant: format!("{} = {}", variation.path, words(&variation.ends[end])),
                voices: shown.order(),
            });
        }
    }
    let variants: Vec<&Shown> = results.iter().flatten().collect();
    sweep.pairs = pairs(&in_force, &variants);
    Ok(sweep)
}

/// The scores of one variant, by name.
struct Shown {
    reliability: BTreeMap<String, f64>,
    lean: BTreeMap<String, f64>,
    grades: BTreeMap<String, Grade>,
}

impl Shown {
    fn of(run: &Run) -> Self {
        Self::from_scores(&run.scores)
    }

    fn from_scores(scores: &crate::scores::Scores) -> Self {
        let mut shown =
            Self { reliability: BTreeMap::new(), lean: BTreeMap::new(), grades: BTreeMap::new() };
        for v in &scores.voices {
            if let Some(r) = v.reliability {
                shown.reliability.insert(v.name.clone(), r.mean());
            }
            if let Some(p) = v.axes.first().and_then(|a| a.partisanship) {
                shown.lean.insert(v.name.clone(), p.mean());
            }
            shown.grades.insert(v.name.clone(), v.grade);
        }
        shown
    }

    /// Names by reliability, the highest first; equals by name.
    fn order(&self) -> Vec<String> {
        let mut names: Vec<(&String, f64)> =
            self.reliability.iter().map(|(n, r)| (n, *r)).collect();
        names.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
        names.into_iter().map(|(n, _)| n.clone()).collect()
    }

    /// Mean change of reliability, or of the size of the lean, over voices scored both times.
    fn change(&self, base: &Self, lean: bool) -> f64 {
        let (mine, theirs) =
            if lean { (&self.lean, &base.lean) } else { (&self.reliability, &base.reliability) };
        let size = |x: f64| if lean { x.abs() } else { x };
        let changes: Vec<f64> = theirs
            .iter()
            .filter_map(|(name, before)| Some(size(*mine.get(name)?) - size(*before)))
            .collect();
        if changes.is_empty() { 0.0 } else { changes.iter().sum::<f64>() / changes.len() as f64 }
    }

    fn grades_changed(&self, base: &Self) -> usize {
        base.grades
            .iter()
            .filter(|(name, grade)| self.grades.get(*name).is_some_and(|g| g != *grade))
            .count()
    }
}

/// How often each pair keeps its order. Voices that a variant does not score are left out of it.
fn pairs(base: &Shown, variants: &[&Shown]) -> Vec<Pair> {
    let order = base.order();
    let mut found = Vec::new();
    for (i, above) in order.iter().enumerate() {
        for below in &order[i + 1..] {
            if base.reliability[above] <= base.reliability[below] {
                continue;
            }
            let votes: Vec<bool> = variants
                .iter()
                .filter_map(|v| Some(v.reliability.get(above)? > v.reliability.get(below)?))
                .collect();
            if votes.is_empty() {
                continue;
            }
            let kept = votes.iter().filter(|k| **k).count() as f64 / votes.len() as f64;
            found.push(Pair { above: above.clone(), below: below.clone(), kept });
        }
    }
    found.sort_by(|a, b| {
        b.kept
            .total_cmp(&a.kept)
            .then_with(|| a.above.cmp(&b.above))
            .then_with(|| a.below.cmp(&b.below))
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(scores: &[(&str, f64)]) -> Shown {
        Shown {
            reliability: scores.iter().map(|(n, r)| ((*n).to_owned(), *r)).collect(),
            lean: BTreeMap::new(),
            grades: BTreeMap::new(),
        }
    }

    #[test]
    fn a_pair_survives_as_often_as_its_order_is_kept() {
        let base = shown(&[("a", 0.9), ("b", 0.5)]);
        let same = shown(&[("a", 0.8), ("b", 0.6)]);
        let other = shown(&[("a", 0.4), ("b", 0.6)]);
        let without = shown(&[("a", 0.4)]);
        let got = pairs(&base, &[&same, &same, &same, &other, &without]);
        assert_eq!(got, [Pair { above: "a".into(), below: "b".into(), kept: 0.75 }]);
    }
}
