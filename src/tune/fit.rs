//! Fits settings to what is known, by cross-validation grouped by event.
//!
//! Each candidate's loss is worked out once for every question; a fold picks the candidate of least
//! loss on the other folds and is judged on its own. No event stands on both sides. The change of
//! the held-out loss is compared with its standard error over events before it is called an
//! improvement.

use std::collections::BTreeMap;

use rayon::prelude::*;
use toml::Value;

use super::key::Answers;
use super::search::{GRID, Point, compass, unit};
use super::{loss, vary};
use crate::consensus::Consensus;
use crate::ids::{AnswerId, Id};
use crate::ledger::{Kind, Ledger};
use crate::pipeline::{self, Gathered};
use crate::settings::Settings;

/// A setting that is fitted, with the box it is sought in.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Parameter {
    /// Its key.
    pub path: &'static str,
    /// Smallest value tried.
    pub low: f64,
    /// Largest value tried.
    pub high: f64,
    /// Whether it is sought on a log scale.
    pub log: bool,
}

/// What the consensus can be told, for fits to answers.
pub const CONSENSUS: [Parameter; 4] = [
    Parameter { path: "consensus.joint.unsaid", low: 0.001, high: 0.5, log: true },
    Parameter { path: "consensus.joint.copying.evidence", low: 2.0, high: 60.0, log: true },
    Parameter { path: "consensus.joint.numbers.shared_error", low: 0.0, high: 0.9, log: false },
    Parameter { path: "consensus.joint.numbers.scatter_prior", low: 0.5, high: 40.0, log: true },
];

/// What the scores can be told, for fits to labels of voices.
pub const SCORES: [Parameter; 6] = [
    Parameter { path: "reliability.prior_strength", low: 0.5, high: 30.0, log: true },
    Parameter { path: "reliability.weights.fidelity", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.attribution", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.consistency", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.originality", low: 0.0, high: 2.0, log: false },
    Parameter { path: "reliability.weights.staleness", low: 0.0, high: 2.0, log: false },
];

impl Parameter {
    fn value(&self, x: u16) -> f64 {
        let x = unit(x);
        let v = if self.log {
            self.low * (self.high / self.low).powf(x)
        } else {
            self.low + (self.high - self.low) * x
        };
        // Four digits are as many as a reader of the file wants.
        let digits = 10f64.powf(3.0 - v.abs().max(1e-9).log10().floor());
        (v * digits).round() / digits
    }

    fn place(&self, v: f64) -> u16 {
        let x = if self.log {
            (v.max(self.low) / self.low).ln() / (self.high / self.low).ln()
        } else {
            (v - self.low) / (self.high - self.low)
        };
        (x.clamp(0.0, 1.0) * f64::from(GRID)).round() as u16
    }
}

/// What came of a fit.
#[derive(Clone, Debug, PartialEq)]
pub struct Fitted {
    /// The loss that was lowered.
    pub loss: &'static str,
    /// Cases judged (questions or voices).
    pub cases: usize,
    /// Groups (events) they fall into.
    pub groups: usize,
    /// Held-out loss under the settings in force.
    pub before: f64,
    /// Held-out loss under the settings fitted on the other folds.
    pub after: f64,
    /// Standard error of `before − after` over groups.
    pub error: f64,
    /// Whether `before − after` is beyond twice its standard error.
    pub improved: bool,
    /// Key, value in force, value fitted to all cases; only keys whose value changes.
    pub changes: Vec<(String, f64, f64)>,
    /// Settings with these changes.
    pub settings: Settings,
}

/// Folds of the cross-validation.
const FOLDS: usize = 5;
/// Rounds of a search.
const ROUNDS: usize = 40;
/// How much the loss may cost per squared distance from the settings in force, in units of the loss
/// there: settings far away must earn it.
const PENALTY: f64 = 0.02;
/// Standard errors that an improvement must exceed.
const BEYOND_NOISE: f64 = 2.0;

/// A loss for each case under given settings; a case that cannot be judged is left out of all.
type Losses = Vec<f64>;

/// Fits consensus settings to known answers.
///
/// The loss is log loss for categories and, for numbers, the continuous ranked probability score
/// over the mean absolute error of the median of each question's own votes (so that both have
/// about the same size). `tick` is called after each candidate.
pub fn to_answers(
    gathered: &Gathered,
    key: &Answers,
    settings: &Settings,
    tick: &(dyn Fn() + Sync),
) -> Option<Fitted> {
    let ledger = &gathered.ledger;
    let cases: Vec<&String> = key
        .keys()
        .filter(|q| ledger.find_question(q).is_some_and(|q| !ledger.votes(q).is_empty()))
        .collect();
    let groups: Vec<String> = cases
        .iter()
        .map(|name| {
            let q = ledger.find_question(name).map(|q| ledger.question(q));
            q.filter(|q| !q.event.is_empty()).map_or_else(|| (*name).clone(), |q| q.event.clone())
        })
        .collect();
    let typical = typical_error(ledger, key, &cases);
    let judge = |changed: &Settings| -> Option<Losses> {
        let consensus = pipeline::believe(ledger, changed).ok()?;
        tick();
        Some(cases.iter().map(|name| one(ledger, &consensus, name, &key[*name], typical)).collect())
    };
    let parameters: Vec<Parameter> = CONSENSUS
        .into_iter()
        .filter(|p| {
            let numbers = cases.iter().any(|n| {
                ledger.find_question(n).is_some_and(|q| {
                    matches!(ledger.question(q).kind, Kind::Count | Kind::Real | Kind::Date)
                })
            });
            numbers || !p.path.contains(".numbers.")
        })
        .collect();
    fit("log loss / scaled CRPS", &parameters, &groups, settings, &judge)
}

/// Fits score settings to labels of voices: the loss of a voice is how far its rank by reliability
/// is from its rank by label, as a share of the voices.
pub fn to_labels(
    gathered: &Gathered,
    labels: &BTreeMap<String, f64>,
    settings: &Settings,
    tick: &(dyn Fn() + Sync),
) -> Option<Fitted> {
    let (_, scores) = pipeline::rescore(gathered, settings).ok()?;
    let cases: Vec<(String, f64)> = scores
        .voices
        .iter()
        .filter(|v| v.reliability.is_some())
        .filter_map(|v| Some((v.name.clone(), *labels.get(&v.name)?)))
        .collect();
    let wanted = ranks(&cases.iter().map(|c| c.1).collect::<Vec<_>>());
    let groups: Vec<String> = cases.iter().map(|c| c.0.clone()).collect();
    let judge = |changed: &Settings| -> Option<Losses> {
        let (_, scores) = pipeline::rescore(gathered, changed).ok()?;
        tick();
        let reliability: BTreeMap<&str, f64> = scores
            .voices
            .iter()
            .filter_map(|v| Some((v.name.as_str(), v.reliability?.mean())))
            .collect();
        let got: Vec<f64> =
            cases.iter().map(|c| reliability.get(c.0.as_str()).copied().unwrap_or(0.5)).collect();
        let n = cases.len() as f64;
        Some(ranks(&got).iter().zip(&wanted).map(|(a, b)| (a - b).abs() / n).collect())
    };
    fit("mean rank distance", &SCORES, &groups, settings, &judge)
}

/// Ranks from 0, ties at their middle.
fn ranks(xs: &[f64]) -> Vec<f64> {
    xs.iter()
        .map(|x| {
            let below = xs.iter().filter(|y| *y < x).count() as f64;
            let equal = xs.iter().filter(|y| *y == x).count() as f64;
            below + (equal - 1.0) / 2.0
        })
        .collect()
}

/// Mean distance of the votes' median from the truth, over the questions with numbers.
fn typical_error(ledger: &Ledger, key: &Answers, cases: &[&String]) -> f64 {
    let consensus = crate::consensus::median(ledger);
    let errors: Vec<f64> = cases
        .iter()
        .filter_map(|name| {
            let q = ledger.find_question(name)?;
            let truth: f64 = key[*name].first()?.parse().ok()?;
            Some((consensus.beliefs[q.index()].number?.value - truth).abs())
        })
        .collect();
    loss::mean(&errors).filter(|e| *e > 0.0).unwrap_or(1.0)
}

/// Loss of one question.
fn one(ledger: &Ledger, consensus: &Consensus, name: &str, truths: &[String], typical: f64) -> f64 {
    let Some(q) = ledger.find_question(name) else { return 0.0 };
    let belief = &consensus.beliefs[q.index()];
    if let (Some(n), Some(truth)) =
        (belief.number, truths.first().and_then(|t| t.parse::<f64>().ok()))
    {
        return loss::crps_normal(n.mean, n.sd, truth) / typical;
    }
    let yes_no = ledger.question(q).kind == Kind::YesNo;
    let truths: Vec<String> =
        truths.iter().map(|t| super::evaluate::same_words(t, yes_no)).collect();
    let p: f64 = belief
        .support
        .iter()
        .enumerate()
        .filter(|(a, _)| truths.contains(&ledger.print_answer(q, AnswerId::from_index(*a))))
        .map(|(_, p)| p)
        .sum();
    loss::log_loss(p)
}

fn fit(
    name: &'static str,
    parameters: &[Parameter],
    groups: &[String],
    settings: &Settings,
    judge: &(dyn Fn(&Settings) -> Option<Losses> + Sync),
) -> Option<Fitted> {
    let start: Point = parameters
        .iter()
        .map(|p| Some(p.place(vary::get(settings, p.path)?.as_float()?)))
        .collect::<Option<_>>()?;
    let at = |point: &Point| -> Option<Settings> {
        let mut changed = settings.clone();
        for (i, p) in parameters.iter().enumerate() {
            // Where the search has not moved, the value in force stays to the last digit.
            if point[i] != start[i] {
                changed = vary::with(&changed, p.path, Value::Float(p.value(point[i])))?;
            }
        }
        Some(changed)
    };
    let mut known: BTreeMap<Point, Option<Losses>> = BTreeMap::new();
    let mut names: Vec<&String> = groups.iter().collect();
    names.sort();
    names.dedup();
    if names.len() < FOLDS {
        return None;
    }
    // Groups fall into folds by a hash of their name, so that an added question moves no other.
    let fold_of = |group: &String| {
        let hash = group.bytes().fold(0xcbf2_9ce4_8422_2325u64, |h, b| {
            (h ^ u64::from(b)).wrapping_mul(0x100_0000_01b3)
        });
        (hash >> 32) as usize % FOLDS
    };
    let fold: Vec<usize> = groups.iter().map(fold_of).collect();

    let mut search = |keep: &dyn Fn(usize) -> bool| -> Point {
        let base = start.clone();
        let mean_over = |losses: &Losses| {
            let kept: Vec<f64> = losses
                .iter()
                .enumerate()
                .filter(|(i, _)| keep(fold[*i]))
                .map(|(_, l)| *l)
                .collect();
            loss::mean(&kept).unwrap_or(f64::INFINITY)
        };
        let mut at_start = None;
        compass(&start, ROUNDS, |points| {
            let missing: Vec<Point> =
                points.iter().filter(|p| !known.contains_key(*p)).cloned().collect();
            let fresh: Vec<Option<Losses>> =
                missing.par_iter().map(|p| at(p).and_then(|s| judge(&s))).collect();
            known.extend(missing.into_iter().zip(fresh));
            points
                .iter()
                .map(|p| {
                    let Some(Some(losses)) = known.get(p) else { return f64::INFINITY };
                    let mean = mean_over(losses);
                    let unit_loss = *at_start.get_or_insert(mean);
                    let far: f64 =
                        p.iter().zip(&base).map(|(a, b)| (unit(*a) - unit(*b)).powi(2)).sum();
                    mean + PENALTY * unit_loss.abs() * far
                })
                .collect()
        })
        .0
    };
    let chosen: Vec<Point> = (0..FOLDS).map(|held| search(&|f| f != held)).collect();
    let best = search(&|_| true);
    let before = known.get(&start)?.clone()?;
    let after: Losses = (0..groups.len())
        .map(|i| known.get(&chosen[fold[i]]).and_then(|l| Some(l.as_ref()?[i])))
        .collect::<Option<_>>()?;

    // Cases of one event share their luck: the error is taken over events.
    let mut gains: BTreeMap<&String, (f64, f64)> = BTreeMap::new();
    for (i, group) in groups.iter().enumerate() {
        let gain = gains.entry(group).or_default();
        gain.0 += before[i] - after[i];
        gain.1 += 1.0;
    }
    let n = groups.len() as f64;
    let mean_gain = before.iter().zip(&after).map(|(b, a)| b - a).sum::<f64>() / n;
    let k = gains.len() as f64;
    let squares: f64 = gains.values().map(|(sum, m)| (sum - mean_gain * m).powi(2)).sum();
    let error = (squares * k / (k - 1.0)).sqrt() / n;
    let changes = parameters
        .iter()
        .enumerate()
        .filter(|(i, _)| best[*i] != start[*i])
        .filter_map(|(i, p)| {
            let old = vary::get(settings, p.path)?.as_float()?;
            Some((p.path.to_owned(), old, p.value(best[i])))
        })
        .collect();
    Some(Fitted {
        loss: name,
        cases: groups.len(),
        groups: gains.len(),
        before: loss::mean(&before)?,
        after: loss::mean(&after)?,
        error,
        improved: mean_gain > BEYOND_NOISE * error && mean_gain > 0.0,
        changes,
        settings: at(&best)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::{LedgerBuilder, Question, Role, Row};

    #[test]
    fn places_and_values_of_a_parameter_are_inverse() {
        for p in CONSENSUS.iter().chain(&SCORES) {
            for x in [0, 17, 128, 255, GRID] {
                let back = p.place(p.value(x));
                assert!(back.abs_diff(x) <= 1, "{}: {x} → {} → {back}", p.path, p.value(x));
            }
        }
    }

    /// A world in which nothing can be learnt from the key: answers drawn without regard to votes.
    fn shuffled() -> (Gathered, Answers) {
        let mut state = 7u64;
        let mut next = move |n: u64| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) % n
        };
        let mut builder = LedgerBuilder::default();
        let mut key = Answers::new();
        for q in 0..120 {
            for s in 0..6 {
                builder.push(Row {
                    voice: &format!("s{s}"),
                    role: Role::Outlet,
                    question: Question {
                        name: format!("q{q}"),
                        kind: Kind::Category,
                        event: String::new(),
                        measure: String::new(),
                        subject: String::new(),
                    },
                    label: &format!("q{q}v{}", next(3)),
                    number: None,
                    origin: "",
                    detail: None,
                });
            }
            key.insert(format!("q{q}"), vec![format!("q{q}v{}", next(3))]);
        }
        (Gathered { ledger: builder.build(), ..Gathered::default() }, key)
    }

    #[test]
    fn noise_is_not_called_an_improvement() {
        let (gathered, key) = shuffled();
        let mut settings = Settings::default();
        settings.consensus.joint.unsaid = 0.05;
        let fitted = to_answers(&gathered, &key, &settings, &|| ()).unwrap();
        let gain = fitted.before - fitted.after;
        assert!(
            !fitted.improved || gain > BEYOND_NOISE * fitted.error,
            "{fitted:?}: an improvement must exceed its noise"
        );
        assert_eq!(fitted.groups, 120);
    }

    #[test]
    fn too_few_events_are_refused() {
        let (gathered, key) = shuffled();
        let few: Answers = key.into_iter().take(3).collect();
        assert_eq!(to_answers(&gathered, &few, &Settings::default(), &|| ()), None);
    }
}
