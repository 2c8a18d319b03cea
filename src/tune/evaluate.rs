//! How well beliefs, scores and claims match what is known from outside.

use std::collections::BTreeMap;

use super::key::{Answers, number, same_words};
use super::loss;
use crate::consensus::{Belief, Consensus, belief_in_yes};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Answer, Kind, Ledger, print_day};
use crate::scores::Scores;
use crate::units::{Interval, print_number};

/// How well beliefs match an answer key; a measure without cases is `None`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measured {
    /// Questions of the key.
    pub questions: usize,
    /// Those that the ledger holds with at least one vote.
    pub answered: usize,
    /// Share of the key's questions whose printed answer is true; categories, yes and no.
    pub accuracy: Option<f64>,
    /// Mean log loss in nats; categories, yes and no.
    pub log_loss: Option<f64>,
    /// Mean Brier score: over all answers of categories, `(γ(yes) − truth)²` for yes and no.
    pub brier: Option<f64>,
    /// Expected calibration error; categories, yes and no.
    pub calibration_error: Option<f64>,
    /// Mean absolute error; numbers.
    pub mean_absolute_error: Option<f64>,
    /// Root mean square error; numbers.
    pub root_mean_square_error: Option<f64>,
    /// Share of answers that are exact; numbers.
    pub exact: Option<f64>,
    /// Share of 90 % intervals that hold the truth; numbers.
    pub coverage: Option<f64>,
    /// Mean continuous ranked probability score, of a normal with the belief's mean and deviation;
    /// numbers.
    pub crps: Option<f64>,
}

/// Support from which a stated figure is printed in place of the middle of the belief.
const STATED_FROM: f64 = 0.5;

/// The answer to print of one question, with the belief in it: the believed number where there is
/// one, else the best-supported answer.
pub fn printed(ledger: &Ledger, q: QuestionId, belief: &Belief) -> (String, f64) {
    if let Some((side, p)) = unsaid_side(ledger, q, belief).filter(|(_, p)| *p > 0.5) {
        return (side, p);
    }
    let best = belief.best();
    let support = best.map_or(0.0, |b| belief.support[b]);
    // Where a figure that somebody gave is more likely right than not, it is printed rather than
    // the middle of what is possible: nobody counted 28 where all say 21 or "at least 21".
    let stated = (0..belief.support.len())
        .filter(|&a| belief.support[a] >= STATED_FROM)
        .filter(|&a| {
            matches!(ledger.answers(q)[a], Answer::Number(i) if i.is_point())
                && ledger.question(q).kind == Kind::Count
        })
        .reduce(|a, b| if belief.support[b] > belief.support[a] { b } else { a });
    let value = match (ledger.question(q).kind, belief.number) {
        (Kind::Count, Some(_)) if stated.is_some() => {
            stated.map_or_else(String::new, |a| ledger.print_answer(q, AnswerId::from_index(a)))
        }
        (Kind::Count | Kind::Real, Some(n)) => print_number(n.value),
        (Kind::Date, Some(n)) => print_day(n.value),
        _ => best
            .filter(|&b| belief.support[b] > 0.0)
            .map_or_else(String::new, |b| ledger.print_answer(q, AnswerId::from_index(b))),
    };
    (value, support)
}

/// The side of a yes/no question that nobody took, with the belief in it: what the other side leaves.
pub fn unsaid_side(ledger: &Ledger, q: QuestionId, belief: &Belief) -> Option<(String, f64)> {
    let yes = belief_in_yes(ledger, q, belief)?;
    let [said] = ledger.answers(q) else { return None };
    let said_yes = matches!(said, Answer::Label(l) if ledger.labels().name(*l) == "yes");
    Some(if said_yes { ("no".to_owned(), 1.0 - yes) } else { ("yes".to_owned(), yes) })
}

/// Stated probabilities and whether they came true: of yes on yes/no questions, of the best answer
/// on categories, over the questions that somebody answered.
pub fn judged(ledger: &Ledger, consensus: &Consensus, key: &Answers) -> Vec<(f64, bool)> {
    key.iter()
        .filter_map(|(question, truths)| {
            let q = ledger.find_question(question).filter(|&q| !ledger.votes(q).is_empty())?;
            let belief = &consensus.beliefs[q.index()];
            match ledger.question(q).kind {
                Kind::YesNo => {
                    let yes = belief_in_yes(ledger, q, belief)?;
                    Some((yes, truths.iter().any(|t| same_words(t, true) == "yes")))
                }
                Kind::Category => {
                    let (value, p) = printed(ledger, q, belief);
                    Some((p, truths.contains(&value)))
                }
                _ => None,
            }
        })
        .collect()
}

/// Measures beliefs against a key.
///
/// A category left open counts as wrong; a number left open is left out and counted. The same
/// definitions as an independent scorer over `answers.csv` and `beliefs.csv` would use.
pub fn answers(ledger: &Ledger, consensus: &Consensus, key: &Answers) -> Measured {
    let mut m = Measured { questions: key.len(), ..Measured::default() };
    let (mut hits, mut log_losses, mut briers) = (Vec::new(), Vec::new(), Vec::new());
    let (mut pairs, mut covered, mut crps) = (Vec::new(), Vec::new(), Vec::new());
    for (question, truths) in key {
        let Some(q) = ledger.find_question(question) else {
            hits.push(false);
            continue;
        };
        m.answered += usize::from(!ledger.votes(q).is_empty());
        let belief = &consensus.beliefs[q.index()];
        let (value, _) = printed(ledger, q, belief);
        if let Some(yes) = belief_in_yes(ledger, q, belief) {
            let truth = truths.iter().any(|t| same_words(t, true) == "yes");
            hits.push(same_words(&truths[0], true) == value);
            log_losses.push(loss::log_loss(if truth { yes } else { 1.0 - yes }));
            briers.push((yes - f64::from(u8::from(truth))).powi(2));
        } else if matches!(ledger.question(q).kind, Kind::Category | Kind::YesNo) {
            hits.push(truths.contains(&value));
            let listed: Vec<(f64, bool)> = belief
                .support
                .iter()
                .enumerate()
                .map(|(a, p)| {
                    let name = ledger.print_answer(q, AnswerId::from_index(a));
                    (*p, truths.contains(&name))
                })
                .collect();
            let true_listed = listed.iter().filter(|(_, t)| *t).count();
            let p: f64 = listed.iter().filter(|(_, t)| *t).map(|(p, _)| p).sum();
            log_losses.push(loss::log_loss(p));
            briers.push(loss::brier(&listed, truths.len() - true_listed));
        } else if let (Some(n), Some(truth)) = (belief.number, number(&truths[0])) {
            pairs.push((n.value, truth));
            if let Ok(i) = Interval::new(n.low, Some(n.high)) {
                covered.push((i, truth));
            }
            crps.push(loss::crps_normal(n.mean, n.sd, truth));
        }
    }
    let categories = !log_losses.is_empty();
    m.accuracy = if categories { loss::share(&hits) } else { None };
    m.log_loss = loss::mean(&log_losses);
    m.brier = loss::mean(&briers);
    m.calibration_error = calibration_error(&judged(ledger, consensus, key));
    m.mean_absolute_error = loss::mean_absolute_error(&pairs);
    m.root_mean_square_error = loss::root_mean_square_error(&pairs);
    m.exact = loss::exact_share(&pairs);
    m.coverage = loss::coverage(&covered);
    m.crps = loss::mean(&crps);
    m
}

/// One point of a reliability diagram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Stated probabilities from here …
    pub from: f64,
    /// … to here.
    pub to: f64,
    /// How many.
    pub n: usize,
    /// Their mean.
    pub stated: f64,
    /// The share of them that came true.
    pub found: f64,
}

/// Bins of a reliability diagram.
const BINS: usize = 10;

/// The reliability diagram of stated probabilities: ten bins of equal width, empty ones left out
/// (A. H. Murphy and R. L. Winkler 1977, doi:10.2307/2346866).
pub fn diagram(judged: &[(f64, bool)]) -> Vec<Bin> {
    let mut sums = [(0usize, 0.0, 0.0); BINS];
    for (p, came_true) in judged.iter().filter(|(p, _)| p.is_finite()) {
        let bin = &mut sums[((p * BINS as f64) as usize).min(BINS - 1)];
        bin.0 += 1;
        bin.1 += p;
        bin.2 += f64::from(u8::from(*came_true));
    }
    let edge = |i: usize| i as f64 / BINS as f64;
    sums.iter()
        .enumerate()
        .filter(|(_, s)| s.0 > 0)
        .map(|(i, &(n, stated, found))| Bin {
            from: edge(i),
            to: edge(i + 1),
            n,
            stated: stated / n as f64,
            found: found / n as f64,
        })
        .collect()
}

/// Expected calibration error; `None` of nothing.
///
/// # Formula
///
/// ```text
/// Σ_b n_b / N · |share of bin b that came true − mean stated probability of bin b|
/// ```
///
/// M. P. Naeini, G. F. Cooper and M. Hauskrecht (2015), doi:10.1609/aaai.v29i1.9602.
pub fn calibration_error(judged: &[(f64, bool)]) -> Option<f64> {
    let bins = diagram(judged);
    let all: usize = bins.iter().map(|b| b.n).sum();
    (all > 0).then(|| {
        bins.iter().map(|b| b.n as f64 * (b.found - b.stated).abs()).sum::<f64>() / all as f64
    })
}

/// How well reliability ranks voices as labels do.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ranked {
    /// Voices with a label and a reliability.
    pub voices: usize,
    /// Spearman's rank correlation.
    pub spearman: Option<f64>,
    /// Where there are just two labels: the chance that a voice of the higher label scores higher.
    pub auc: Option<f64>,
}

/// Measures reliability against labels of voices.
pub fn labels(scores: &Scores, labels: &BTreeMap<String, f64>) -> Ranked {
    let pairs: Vec<(f64, f64)> = scores
        .voices
        .iter()
        .filter_map(|v| Some((v.reliability?.mean(), *labels.get(&v.name)?)))
        .collect();
    let top = pairs.iter().map(|p| p.1).fold(f64::NEG_INFINITY, f64::max);
    let mut distinct: Vec<f64> = pairs.iter().map(|p| p.1).collect();
    distinct.sort_by(f64::total_cmp);
    distinct.dedup();
    let auc = (distinct.len() == 2)
        .then(|| loss::auc(&pairs.iter().map(|p| (p.0, p.1 >= top)).collect::<Vec<_>>()))
        .flatten();
    Ranked { voices: pairs.len(), spearman: loss::spearman(&pairs), auc }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consensus::majority;
    use crate::ledger::{LedgerBuilder, Question, Role, Row};

    fn ledger() -> Ledger {
        let mut builder = LedgerBuilder::default();
        for (voice, question, label) in
            [("a", "x", "red"), ("b", "x", "red"), ("c", "x", "blue"), ("a", "y", "dog")]
        {
            builder.push(Row {
                voice,
                role: Role::Outlet,
                question: Question {
                    name: question.into(),
                    kind: Kind::Category,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label,
                number: None,
                origin: "",
                detail: None,
            });
        }
        builder.build()
    }

    #[test]
    fn agrees_with_the_measures_worked_longhand() {
        let ledger = ledger();
        let key: Answers = [
            ("x".to_owned(), vec!["red".to_owned()]),
            ("y".to_owned(), vec!["cat".to_owned()]),
            ("z".to_owned(), vec!["nobody asked".to_owned()]),
        ]
        .into();
        let m = answers(&ledger, &majority(&ledger), &key);
        assert_eq!((m.questions, m.answered), (3, 2));
        assert!((m.accuracy.unwrap() - 1.0 / 3.0).abs() < 1e-12);
        // x: belief 2/3 in the truth; y: 0, floored at 1e-6.
        let log_loss = (-(2.0f64 / 3.0).ln() - (1e-6f64).ln()) / 2.0;
        assert!((m.log_loss.unwrap() - log_loss).abs() < 1e-9);
        // x: (1/3)² + (1/3)²; y: 1² for the dog, 1 for the cat.
        assert!((m.brier.unwrap() - (2.0 / 9.0 + 2.0) / 2.0).abs() < 1e-12);
        assert_eq!(m.mean_absolute_error, None);
    }

    #[test]
    fn the_diagram_and_its_error_are_those_worked_longhand() {
        // Two stated at .62 and .68, one of them true; one at 1, true; one at .05, false.
        let judged = [(0.62, true), (0.68, false), (1.0, true), (0.05, false)];
        let bins = diagram(&judged);
        assert_eq!(bins.iter().map(|b| b.n).collect::<Vec<_>>(), [1, 2, 1]);
        assert!((bins[1].stated - 0.65).abs() < 1e-12 && (bins[1].found - 0.5).abs() < 1e-12);
        let error = (0.05 + 2.0 * 0.15 + 0.0) / 4.0;
        assert!((calibration_error(&judged).unwrap() - error).abs() < 1e-12);
        assert_eq!(calibration_error(&[]), None);
    }

    #[test]
    fn what_nobody_said_of_two_answers_has_what_the_other_leaves() {
        let mut builder = LedgerBuilder::default();
        for voice in ["a", "b"] {
            builder.push(Row {
                voice,
                role: Role::Outlet,
                question: Question {
                    name: "q".into(),
                    kind: Kind::YesNo,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label: "yes",
                number: None,
                origin: "",
                detail: None,
            });
        }
        let ledger = builder.build();
        let mut consensus = majority(&ledger);
        consensus.beliefs[0].support = vec![0.3];
        assert_eq!(printed(&ledger, QuestionId(0), &consensus.beliefs[0]), ("no".into(), 0.7));
        let key: Answers = [("q".to_owned(), vec!["0".to_owned()])].into();
        let m = answers(&ledger, &consensus, &key);
        assert_eq!(m.accuracy, Some(1.0));
        assert!((m.brier.unwrap() - 0.09).abs() < 1e-12);
        assert!((m.log_loss.unwrap() + 0.7f64.ln()).abs() < 1e-12);
    }

    /// Three say 21, two say "at least 21": the answer is 21, not the middle of what is possible.
    #[test]
    fn a_stated_figure_is_printed_where_it_is_likely() {
        let mut builder = LedgerBuilder::default();
        for (voice, high) in
            [("a", Some(21.0)), ("b", Some(21.0)), ("c", Some(21.0)), ("d", None), ("e", None)]
        {
            builder.push(Row {
                voice,
                role: Role::Speaker,
                question: Question {
                    name: "toll".into(),
                    kind: Kind::Count,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label: "",
                number: Interval::new(21.0, high).ok(),
                origin: "",
                detail: None,
            });
        }
        let ledger = builder.build();
        let settings = crate::consensus::JointSettings::default();
        let consensus = crate::consensus::joint(&ledger, &settings);
        let q = ledger.find_question("toll").unwrap();
        assert_eq!(printed(&ledger, q, &consensus.beliefs[q.index()]).0, "21");
    }
}
