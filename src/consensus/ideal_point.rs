//! Ideal points: where voices stand on an axis found in contested questions; 2PL, variational Bayes.
//!
//! | symbol       | here                 | meaning                                                              |
//! |--------------|----------------------|----------------------------------------------------------------------|
//! | `x_s`        | `position`           | position of `s`, `N(0, 1)`; variational `N(m_s, v_s)`                |
//! | `a_q, b_q`   | `item`               | discrimination and intercept of `q`, `N(0, τ²)`; variational `N(μ_q, Σ_q)` |
//! | `τ`          | `ideal_point_spread` | prior standard deviation of both                                     |
//! | `y_sq`       | `side`               | 1 where `s` takes the question's first side, else 0; `k = y − ½`     |
//! | `ω`, `c`     |                      | mean of a Pólya–Gamma weight; `c² = E (a_q x_s + b_q)²`              |
//!
//! ```text
//! P(y_sq = 1) = σ(a_q x_s + b_q)
//! c² = E a² E x² + 2 E ab E x + E b²                ω = tanh(c/2) / (2c)
//! Σ_q⁻¹ = I/τ² + Σ_s ω [E x², E x; E x, 1]          μ_q = Σ_q Σ_s k [E x, 1]
//! 1/v_s = 1 + Σ_q ω E a²                            m_s = v_s Σ_q (k E a − ω E ab)
//! L = Σ [ln σ(c) − c/2 + k E(a x + b)] − Σ KL(x_s) − Σ KL(a_q, b_q)
//! ```
//!
//! The sides of a question are its most frequent answer against all others; a question on which all agree, or one voice
//! alone spoke, says nothing and is left out. The axis has no sign and no name of its own: the voice furthest out is put
//! at plus. Mirror-image camps, and groups that share no question, cannot be told apart by any method; see the warnings.
//!
//! Starts from the leading direction of the signed votes (power iteration from a fixed vector), so no seed. Objective: the
//! evidence lower bound `L`; coordinate ascent cannot lower it. Stops when a step adds less than the tolerance per vote.
//! Standard errors are the variational `√v_s`, somewhat too small, as mean field is.
//!
//! # References
//!
//! A. Birnbaum (1968), in F. M. Lord and M. R. Novick, "Statistical theories of mental test scores", for the 2PL; as ideal
//! points: J. Clinton, S. Jackman and D. Rivers (2004), APSR 98(2) 355–370, doi:10.1017/S0003055404001194. The bound: N. G.
//! Polson, J. G. Scott and J. Windle (2013), JASA 108, 1339–1349, doi:10.1080/01621459.2013.829001.

use rayon::prelude::*;

use super::fit::{Fitted, ascend, normal_estimate, voices, with_median_numbers};
use super::layout::{Domains, Panel};
use super::majority::Majority;
use super::settings::Settings;
use super::{Consensus, Stop, Warning};
use crate::ids::QuestionId;
use crate::ledger::Ledger;
use crate::units::Estimate;

/// Rounds of power iteration at the start: a direction is enough.
const POWER_STEPS: usize = 40;

/// Positions of voices on a discovered axis.
#[derive(Clone, Debug)]
pub struct IdealPoints {
    /// By voice: position with its 90 % interval; `None` where no contested question was answered.
    pub positions: Vec<Option<Estimate>>,
    /// By voice: standard error of the position; 0 where there is none.
    pub standard_errors: Vec<f64>,
    /// The contested questions that were used, each with its discrimination (signed: how the first
    /// side lies on the axis).
    pub questions: Vec<(QuestionId, f64)>,
    /// The evidence lower bound after each step, in nats.
    pub objective: Vec<f64>,
    /// Why it stopped.
    pub stop: Stop,
    /// What a reader should know: no axis, disjoint groups.
    pub warnings: Vec<Warning>,
}

/// One vote on a contested question.
#[derive(Clone, Copy)]
struct Side {
    /// Question, in the table by voice; voice, in the table by question.
    other: u32,
    /// `k = ±½`.
    k: f64,
    weight: f64,
}

/// Contested questions, by question and by voice.
struct Contest {
    questions: Vec<QuestionId>,
    by_question: Vec<Vec<Side>>,
    by_voice: Vec<Vec<Side>>,
}

fn contest(ledger: &Ledger, settings: &Settings) -> Contest {
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let shares = panel.shares();
    let mut all = Contest {
        questions: Vec::new(),
        by_question: Vec::new(),
        by_voice: vec![Vec::new(); panel.voices],
    };
    for i in 0..panel.questions.len() {
        let range = panel.answer_at[i]..panel.answer_at[i + 1];
        let first = range.clone().reduce(|a, b| if shares[b] > shares[a] { b } else { a });
        if range.len() < 2 {
            continue;
        }
        let at = all.questions.len() as u32;
        let mut own = Vec::new();
        for v in panel.votes_on(i) {
            let k = if Some(v.answer as usize) == first { 0.5 } else { -0.5 };
            own.push(Side { other: v.voice, k, weight: v.weight });
            all.by_voice[v.voice as usize].push(Side { other: at, k, weight: v.weight });
        }
        all.questions.push(panel.questions[i]);
        all.by_question.push(own);
    }
    all
}

/// Variational parameters of one question: means of `a`, `b`; variances and covariance.
#[derive(Clone, Copy)]
struct Item {
    a: f64,
    b: f64,
    aa: f64,
    bb: f64,
    ab: f64,
}

/// Variational parameters of one voice.
#[derive(Clone, Copy)]
struct Position {
    m: f64,
    v: f64,
}

/// `E (a x + b)²`.
fn second_moment(item: Item, p: Position) -> f64 {
    let xx = p.m * p.m + p.v;
    (item.a * item.a + item.aa) * xx
        + 2.0 * (item.a * item.b + item.ab) * p.m
        + item.b * item.b
        + item.bb
}

/// `tanh(c/2) / (2c)`, 1/4 at 0.
fn omega(c: f64) -> f64 {
    if c < 1e-6 { 0.25 } else { (c / 2.0).tanh() / (2.0 * c) }
}

fn fit(contest: &Contest, settings: &Settings) -> (Vec<Position>, Vec<Item>, Vec<f64>, Stop) {
    let prior = 1.0 / settings.ideal_point_spread.powi(2);
    let mut positions = start(contest);
    let blank = Item { a: 0.0, b: 0.0, aa: 1.0 / prior, bb: 1.0 / prior, ab: 0.0 };
    let mut items = vec![blank; contest.questions.len()];
    // At blank items every ω is tiny; the first pass takes ω at its largest, as at c = 0.
    let mut first = true;
    let votes: usize = contest.by_question.iter().map(Vec::len).sum();
    let (objective, stop) = ascend(settings, votes, || {
        let fitted: Vec<(Item, f64)> = contest
            .by_question
            .par_iter()
            .with_min_len(16)
            .zip(&items)
            .map(|(own, &before)| {
                let (mut p11, mut p12, mut p22) = (prior, 0.0, prior);
                let (mut r1, mut r2) = (0.0, 0.0);
                for side in own {
                    let p = positions[side.other as usize];
                    let w =
                        if first { 0.25 } else { omega(second_moment(before, p).max(0.0).sqrt()) };
                    let w = w * side.weight;
                    p11 += w * (p.m * p.m + p.v);
                    p12 += w * p.m;
                    p22 += w;
                    r1 += side.weight * side.k * p.m;
                    r2 += side.weight * side.k;
                }
                let det = p11 * p22 - p12 * p12;
                let (aa, bb, ab) = (p22 / det, p11 / det, -p12 / det);
                let item = Item { a: aa * r1 + ab * r2, b: ab * r1 + bb * r2, aa, bb, ab };
                let cov = aa * bb - ab * ab;
                let kl = 0.5
                    * (prior * (aa + bb + item.a.powi(2) + item.b.powi(2))
                        - 2.0
                        - cov.ln()
                        - 2.0 * prior.ln());
                (item, kl)
            })
            .collect();
        first = false;
        items = fitted.iter().map(|f| f.0).collect();
        let item_cost: f64 = fitted.iter().map(|f| f.1).sum();
        let moved: Vec<(Position, f64)> = contest
            .by_voice
            .par_iter()
            .with_min_len(16)
            .zip(&positions)
            .map(|(own, &before)| {
                let (mut precision, mut r) = (1.0, 0.0);
                for side in own {
                    let i = items[side.other as usize];
                    let w = side.weight * omega(second_moment(i, before).max(0.0).sqrt());
                    precision += w * (i.a * i.a + i.aa);
                    r += side.weight * side.k * i.a - w * (i.a * i.b + i.ab);
                }
                let p = Position { m: r / precision, v: 1.0 / precision };
                (p, 0.5 * (p.v + p.m * p.m - 1.0 - p.v.ln()))
            })
            .collect();
        positions = moved.iter().map(|m| m.0).collect();
        let position_cost: f64 = moved.iter().map(|m| m.1).sum();
        let bounds: Vec<f64> = contest
            .by_question
            .par_iter()
            .with_min_len(16)
            .zip(&items)
            .map(|(own, &item)| {
                own.iter()
                    .map(|side| {
                        let p = positions[side.other as usize];
                        let c = second_moment(item, p).max(0.0).sqrt();
                        let mean = item.a * p.m + item.b;
                        // ln σ(c) − c/2 = −c/2 − ln(1 + e^−c)
                        side.weight * (-c / 2.0 - (-c).exp().ln_1p() + side.k * mean)
                    })
                    .sum()
            })
            .collect();
        bounds.iter().sum::<f64>() - item_cost - position_cost
    });
    (positions, items, objective, stop)
}

/// The leading direction of the centred signed votes, scaled to unit variance.
fn start(contest: &Contest) -> Vec<Position> {
    let n = contest.by_voice.len();
    let mean: Vec<f64> = contest
        .by_question
        .iter()
        .map(|own| own.iter().map(|s| s.k).sum::<f64>() / own.len().max(1) as f64)
        .collect();
    // Any fixed vector that is not constant; golden-ratio steps are spread evenly and repeat nowhere.
    let mut x: Vec<f64> =
        (0..n).map(|s| (s as f64 * 0.618_033_988_749_894_9).fract() - 0.5).collect();
    for _ in 0..POWER_STEPS {
        let lean: Vec<f64> = contest
            .by_question
            .iter()
            .zip(&mean)
            .map(|(own, m)| own.iter().map(|s| (s.k - m) * x[s.other as usize]).sum())
            .collect();
        x = contest
            .by_voice
            .iter()
            .map(|own| {
                // Per vote, so that a voice heard often is not taken for an extreme one.
                let sum: f64 = own
                    .iter()
                    .map(|s| (s.k - mean[s.other as usize]) * lean[s.other as usize])
                    .sum();
                if own.is_empty() { 0.0 } else { sum / own.len() as f64 }
            })
            .collect();
        let square = x.iter().map(|x| x * x).sum::<f64>() / n.max(1) as f64;
        if square <= 0.0 {
            break;
        }
        x.iter_mut().for_each(|x| *x /= square.sqrt());
    }
    x.into_iter().map(|m| Position { m, v: 0.1 }).collect()
}

/// Groups of voices that share no contested question: number of groups with a voice that spoke.
fn groups(contest: &Contest) -> usize {
    let n = contest.by_voice.len();
    let mut parent: Vec<usize> = (0..n).collect();
    fn root(parent: &mut [usize], mut s: usize) -> usize {
        while parent[s] != s {
            parent[s] = parent[parent[s]];
            s = parent[s];
        }
        s
    }
    for own in &contest.by_question {
        for pair in own.windows(2) {
            let a = root(&mut parent, pair[0].other as usize);
            let b = root(&mut parent, pair[1].other as usize);
            parent[a.max(b)] = a.min(b);
        }
    }
    (0..n).filter(|&s| !contest.by_voice[s].is_empty() && root(&mut parent, s) == s).count()
}

/// Finds an axis in the contested questions and places every voice on it.
pub fn ideal_points(ledger: &Ledger, settings: &Settings) -> IdealPoints {
    let contest = contest(ledger, settings);
    let (mut positions, mut items, objective, stop) = fit(&contest, settings);
    let furthest = positions
        .iter()
        .map(|p| p.m)
        .fold(0.0f64, |most, m| if m.abs() > most.abs() { m } else { most });
    if furthest < 0.0 {
        positions.iter_mut().for_each(|p| p.m = -p.m);
        items.iter_mut().for_each(|i| i.a = -i.a);
    }
    let mut warnings = Vec::new();
    let separate = groups(&contest);
    if separate > 1 {
        warnings.push(Warning {
            what: format!(
                "the voices fall into {separate} groups that share no contested question"
            ),
            advice: "positions compare within a group only".to_owned(),
        });
    }
    // An axis explains something if positions stand further apart than their errors.
    let spoke: Vec<_> = positions
        .iter()
        .zip(&contest.by_voice)
        .filter(|(_, v)| !v.is_empty())
        .map(|(p, _)| p)
        .collect();
    let n = spoke.len().max(1) as f64;
    let between = spoke.iter().map(|p| p.m * p.m).sum::<f64>() / n;
    let within = spoke.iter().map(|p| p.v).sum::<f64>() / n;
    if between <= within {
        warnings.push(Warning {
            what: "the contested questions do not support an axis: positions differ less than their errors"
                .to_owned(),
            advice: "declare the camps, or add questions on which voices disagree".to_owned(),
        });
    }
    let spoken = |s: usize| !contest.by_voice[s].is_empty();
    IdealPoints {
        positions: positions
            .iter()
            .enumerate()
            .map(|(s, p)| if spoken(s) { normal_estimate(p.m, p.v.sqrt()) } else { None })
            .collect(),
        standard_errors: positions
            .iter()
            .enumerate()
            .map(|(s, p)| if spoken(s) { p.v.sqrt() } else { 0.0 })
            .collect(),
        questions: contest.questions.iter().copied().zip(items.iter().map(|i| i.a)).collect(),
        objective,
        stop,
        warnings,
    }
}

/// As a method of the registry: positions as house effects, answers by majority and median.
pub fn ideal_point(ledger: &Ledger, settings: &Settings) -> Consensus {
    let found = ideal_points(ledger, settings);
    let panel = Panel::new(ledger, &Domains::of(ledger, settings.domain, 0.0));
    let agreed = super::fit::agreement(&panel, &panel.shares());
    let mut voices = voices(ledger);
    for (s, (voice, a)) in voices.iter_mut().zip(agreed).enumerate() {
        voice.house_effect = found.positions[s];
        voice.accuracy = a;
    }
    let fitted = Fitted {
        method: "ideal_point",
        voices,
        objective: found.objective,
        stop: found.stop,
        warnings: found.warnings,
        model: Box::new(Majority),
    };
    with_median_numbers(ledger, fitted).consensus(ledger)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{ledger, never, uniform};
    use super::*;

    /// One contested question, voices s (A), t (A), u (B); one step from a given start, by hand.
    #[test]
    fn one_step_agrees_with_the_formulas_worked_longhand() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "A"), ("u", "x", "B")]);
        let contest = contest(&ledger, &Settings::default());
        let x: Vec<f64> = start(&contest).iter().map(|p| p.m).collect();
        let prior = 1.0 / 25.0;
        let k = [0.5, 0.5, -0.5];
        let (mut p11, mut p12, mut r1) = (prior, 0.0, 0.0);
        for (x, k) in x.iter().zip(k) {
            p11 += 0.25 * (x * x + 0.1);
            p12 += 0.25 * x;
            r1 += k * x;
        }
        let (p22, r2) = (prior + 0.75, 0.5);
        let det = p11 * p22 - p12 * p12;
        let (a, b) = ((p22 * r1 - p12 * r2) / det, (p11 * r2 - p12 * r1) / det);
        let (eaa, eab, ebb) = (a * a + p22 / det, a * b - p12 / det, b * b + p11 / det);
        let mut want = Vec::new();
        for (x, k) in x.iter().zip(k) {
            let c = (eaa * (x * x + 0.1) + 2.0 * eab * x + ebb).sqrt();
            let w = (c / 2.0).tanh() / (2.0 * c);
            want.push((k * a - w * eab) / (1.0 + w * eaa));
        }
        let (positions, items, ..) = fit(&contest, &never(1));
        assert!((items[0].a - a).abs() < 1e-12 && (items[0].b - b).abs() < 1e-12);
        for (got, want) in positions.iter().zip(want) {
            assert!((got.m - want).abs() < 1e-12, "{} {want}", got.m);
        }
    }

    /// Planted positions come back in order, and the bound never falls.
    #[test]
    fn recovers_planted_positions() {
        let mut next = uniform(9);
        let planted: Vec<f64> = (0..24).map(|s| -1.6 + 3.2 * f64::from(s) / 23.0).collect();
        let mut rows = Vec::new();
        for q in 0..150 {
            let (a, b) =
                (if next() < 0.5 { -1.5 } else { 1.5 } * (0.5 + next()), 2.0 * next() - 1.0);
            for (s, x) in planted.iter().enumerate() {
                let yes = next() < 1.0 / (1.0 + (-(a * x + b)).exp());
                rows.push((format!("s{s:02}"), format!("q{q:03}"), if yes { "1" } else { "0" }));
            }
        }
        let rows: Vec<_> = rows.iter().map(|(s, q, v)| (s.as_str(), q.as_str(), *v)).collect();
        let got = ideal_points(&ledger(&rows), &Settings::default());
        assert!(got.objective.windows(2).all(|w| w[1] >= w[0] - 1e-9), "{:?}", got.objective);
        let x: Vec<f64> = got.positions.iter().map(|p| p.unwrap().mean()).collect();
        let mean = x.iter().sum::<f64>() / 24.0;
        let cov: f64 = x.iter().zip(&planted).map(|(x, p)| (x - mean) * p).sum();
        let r = cov.abs()
            / (x.iter().map(|x| (x - mean).powi(2)).sum::<f64>()
                * planted.iter().map(|p| p * p).sum::<f64>())
            .sqrt();
        assert!(r > 0.97, "{r} {x:?}");
        assert!(got.warnings.is_empty(), "{:?}", got.warnings);
    }

    #[test]
    fn disjoint_groups_are_reported() {
        let ledger = ledger(&[("s", "x", "A"), ("t", "x", "B"), ("u", "y", "A"), ("v", "y", "B")]);
        let got = ideal_points(&ledger, &Settings::default());
        assert!(got.warnings.iter().any(|w| w.what.contains("2 groups")), "{:?}", got.warnings);
    }
}
