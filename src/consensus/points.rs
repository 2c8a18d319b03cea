//! A ledger's number votes as points, and what all number methods share.
//!
//! The yardsticks take an interval for one point, in the question's own units, as their papers do:
//! the geometric middle of a count, the middle of a real or date, the lower bound of "at least".

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::fit::Z90;
use super::layout::{numbered, weights};
use super::{Belief, NumberBelief};
use crate::ids::QuestionId;
use crate::ledger::{Answer, Kind, Ledger, Vote};
use crate::units::Interval;

/// The point that stands for an answer.
///
/// # Formula
///
/// ```text
/// count: √(low · high)     real, date: (low + high) / 2     no high: low
/// ```
pub(super) fn point(kind: Kind, i: Interval) -> f64 {
    match (kind, i.high()) {
        (Kind::Count, _) => i.count_point(),
        (_, Some(h)) => i.low() + (h - i.low()) / 2.0,
        (_, None) => i.low(),
    }
}

/// Whether a question takes a number.
pub(super) fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Count | Kind::Real | Kind::Date)
}

/// One vote as a point.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point {
    /// Who.
    pub voice: u32,
    /// Which question of the figures.
    pub question: u32,
    /// The point.
    pub x: f64,
    /// How much it counts.
    pub weight: f64,
}

/// These votes on one number question as points; `question` is 0.
pub(super) fn points(ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Vec<Point> {
    let kind = ledger.question(q).kind;
    votes
        .iter()
        .zip(weights(ledger, votes))
        .filter_map(|((_, v), weight)| match ledger.answer(q, v.answer) {
            Answer::Number(i) if weight > 0.0 => {
                Some(Point { voice: v.voice.0, question: 0, x: point(kind, i), weight })
            }
            _ => None,
        })
        .collect()
}

/// All number questions with their points.
pub(super) struct Figures {
    /// Number of voices in the ledger.
    pub voices: usize,
    /// The questions.
    pub questions: Vec<QuestionId>,
    /// Where each question's points start.
    pub at: Vec<usize>,
    /// Points by question.
    pub points: Vec<Point>,
    /// Where each voice's points start.
    pub voice_at: Vec<usize>,
    /// Points by voice, in order of question.
    pub by_voice: Vec<Point>,
    /// Typical scatter of each question; above 0.
    pub scale: Vec<f64>,
}

impl Figures {
    /// Collects the number questions.
    pub fn new(ledger: &Ledger) -> Self {
        let questions: Vec<_> =
            ledger.question_ids().filter(|&q| is_number(ledger.question(q).kind)).collect();
        let mut all = Vec::new();
        let mut at = vec![0];
        for (i, &q) in questions.iter().enumerate() {
            let own = points(ledger, q, &numbered(ledger, q));
            all.extend(own.into_iter().map(|p| Point { question: i as u32, ..p }));
            at.push(all.len());
        }
        let voices = ledger.voices().len();
        let mut voice_at = vec![0usize; voices + 1];
        for p in &all {
            voice_at[p.voice as usize + 1] += 1;
        }
        for s in 0..voices {
            voice_at[s + 1] += voice_at[s];
        }
        let mut by_voice = all.clone();
        by_voice.sort_by_key(|p| p.voice);
        let scale = scales(ledger, &questions, &at, &all);
        Self { voices, questions, at, points: all, voice_at, by_voice, scale }
    }

    /// The points of question `i`.
    pub fn on(&self, i: usize) -> &[Point] {
        &self.points[self.at[i]..self.at[i + 1]]
    }

    /// The points of voice `s`.
    pub fn of(&self, s: usize) -> &[Point] {
        &self.by_voice[self.voice_at[s]..self.voice_at[s + 1]]
    }

    /// `f(points of q)` for every question, in order, in parallel.
    pub fn each_question<T: Send>(&self, f: impl Fn(usize, &[Point]) -> T + Sync) -> Vec<T> {
        (0..self.questions.len())
            .into_par_iter()
            .with_min_len(256)
            .map(|i| f(i, self.on(i)))
            .collect()
    }

    /// `f(points of s)` for every voice, in order, in parallel.
    pub fn each_voice<T: Send>(&self, f: impl Fn(usize, &[Point]) -> T + Sync) -> Vec<T> {
        (0..self.voices).into_par_iter().with_min_len(16).map(|s| f(s, self.of(s))).collect()
    }
}

/// Scatter of each question: its standard deviation, where it has one, else the typical one of its
/// kind and measure, else 1.
fn scales(ledger: &Ledger, questions: &[QuestionId], at: &[usize], all: &[Point]) -> Vec<f64> {
    let typical = Typical::of(ledger);
    questions
        .iter()
        .enumerate()
        .map(|(i, &q)| {
            let own = &all[at[i]..at[i + 1]];
            let m = mean(own);
            let n: f64 = own.iter().map(|p| p.weight).sum();
            let var = own.iter().map(|p| p.weight * (p.x - m).powi(2)).sum::<f64>() / n.max(1e-300);
            if own.len() > 1 && var > 0.0 { var.sqrt() } else { typical.scale(ledger, q) }
        })
        .collect()
}

/// Weighted mean of points; 0 of none.
pub(super) fn mean(points: &[Point]) -> f64 {
    let n: f64 = points.iter().map(|p| p.weight).sum();
    if n > 0.0 { points.iter().map(|p| p.weight * p.x).sum::<f64>() / n } else { 0.0 }
}

/// Weighted median of `(x, weight)`: the middle of the first and last `x` with half the weight on
/// either side. 0 of none.
pub(super) fn weighted_median(xs: &mut [(f64, f64)]) -> f64 {
    xs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let total: f64 = xs.iter().map(|x| x.1).sum();
    let half = total / 2.0;
    // A tie is a tie to rounding: 0.1 + 0.2 against 0.3 must not decide between two neighbours.
    let slack = total * 1e-12;
    let mut sum = 0.0;
    for i in 0..xs.len() {
        sum += xs[i].1;
        if sum > half + slack {
            return xs[i].0;
        }
        if sum >= half - slack {
            let next = xs[i + 1..].iter().find(|x| x.1 > 0.0).map_or(xs[i].0, |x| x.0);
            return xs[i].0 + (next - xs[i].0) / 2.0;
        }
    }
    xs.last().map_or(0.0, |x| x.0)
}

/// Typical scatter of each kind and measure of question: the mean absolute deviation of votes from
/// their question's median, over questions with two votes and more.
#[derive(Clone, Debug)]
pub(super) struct Typical {
    by_measure: BTreeMap<(Kind, String), f64>,
    by_kind: BTreeMap<Kind, f64>,
}

/// Absolute deviations and weights, summed by kind and measure: what [`Typical`] is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Deviations(BTreeMap<(Kind, String), (f64, f64)>);

impl Deviations {
    /// Adds the questions of a ledger.
    pub fn add(&mut self, ledger: &Ledger) {
        for q in ledger.question_ids() {
            let question = ledger.question(q);
            if !is_number(question.kind) || ledger.votes(q).len() < 2 {
                continue;
            }
            let own = points(ledger, q, &numbered(ledger, q));
            let mut xs: Vec<_> = own.iter().map(|p| (p.x, p.weight)).collect();
            let m = weighted_median(&mut xs);
            let n: f64 = own.iter().map(|p| p.weight).sum();
            let d: f64 = own.iter().map(|p| p.weight * (p.x - m).abs()).sum();
            self.count((question.kind, question.measure.clone()), (d, n));
        }
    }

    /// Adds what was summed over other questions.
    pub fn join(&mut self, other: Self) {
        for (key, sums) in other.0 {
            self.count(key, sums);
        }
    }

    fn count(&mut self, key: (Kind, String), (d, n): (f64, f64)) {
        let sum = self.0.entry(key).or_default();
        sum.0 += d;
        sum.1 += n;
    }

    /// What is typical by these sums.
    pub fn typical(&self) -> Typical {
        let ratio = |(d, n): (f64, f64)| if n > 0.0 { d / n } else { 0.0 };
        let mut kinds: BTreeMap<Kind, (f64, f64)> = BTreeMap::new();
        for ((kind, _), (d, n)) in &self.0 {
            let sum = kinds.entry(*kind).or_default();
            sum.0 += d;
            sum.1 += n;
        }
        Typical {
            by_measure: self.0.iter().map(|(k, v)| (k.clone(), ratio(*v))).collect(),
            by_kind: kinds.into_iter().map(|(k, v)| (k, ratio(v))).collect(),
        }
    }
}

impl Typical {
    /// Measures it.
    pub fn of(ledger: &Ledger) -> Self {
        let mut deviations = Deviations::default();
        deviations.add(ledger);
        deviations.typical()
    }

    /// The scatter of votes on questions like `q`; 1 where nothing is known. Above 0.
    pub fn scale(&self, ledger: &Ledger, q: QuestionId) -> f64 {
        let question = ledger.question(q);
        // A pair key that borrows would need a wrapper type; this is once a question.
        let own = self.by_measure.get(&(question.kind, question.measure.clone()));
        [own, self.by_kind.get(&question.kind)]
            .into_iter()
            .flatten()
            .copied()
            .find(|s| *s > 0.0)
            .unwrap_or(1.0)
    }
}

/// The belief of a number method: a normal around `value`, with the support of each answer.
///
/// # Formula
///
/// ```text
/// support = 1 where the answer contains value, else exp(−|log₂ gap|) for counts and
/// exp(−|gap| / s) for reals and dates, s the typical scatter
/// ```
///
/// The gap of counts is a ratio, taken half a unit up so that 0 has a logarithm. With no votes the
/// support is 0 and there is no number.
pub(super) fn belief(
    ledger: &Ledger,
    q: QuestionId,
    typical: &Typical,
    fit: Option<(f64, f64)>,
) -> Belief {
    let answers = ledger.answers(q);
    let Some((value, sd)) = fit else {
        return Belief { support: vec![0.0; answers.len()], number: None };
    };
    let kind = ledger.question(q).kind;
    let scale = typical.scale(ledger, q);
    let support = answers
        .iter()
        .map(|a| match a {
            Answer::Label(_) => 0.0,
            Answer::Number(i) if i.contains(value) => 1.0,
            Answer::Number(i) => {
                let near = if value < i.low() { i.low() } else { i.high().unwrap_or(value) };
                let gap = if kind == Kind::Count {
                    ((near.max(0.0) + 0.5) / (value.max(0.0) + 0.5)).log2()
                } else {
                    (near - value) / scale
                };
                (-gap.abs()).exp()
            }
        })
        .collect();
    let low = value - Z90 * sd;
    let low = if kind == Kind::Count { low.max(0.0).min(value) } else { low };
    let number = NumberBelief { value, low, high: value + Z90 * sd, mean: value, sd };
    Belief { support, number: Some(number) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_weighted_median_has_half_the_weight_on_either_side() {
        assert_eq!(weighted_median(&mut [(3.0, 1.0), (1.0, 1.0), (2.0, 1.0)]), 2.0);
        assert_eq!(weighted_median(&mut [(1.0, 1.0), (2.0, 1.0)]), 1.5);
        assert_eq!(weighted_median(&mut [(1.0, 1.0), (2.0, 1.0), (9.0, 3.0)]), 9.0);
        assert_eq!(weighted_median(&mut [(1.0, 0.1), (2.0, 0.2), (9.0, 0.3)]), 5.5);
        assert_eq!(weighted_median(&mut []), 0.0);
    }

    #[test]
    fn an_open_interval_stands_for_its_lower_bound() {
        let at_least = Interval::new(21.0, None).unwrap();
        assert_eq!(point(Kind::Count, at_least), 21.0);
        let between = Interval::new(4.0, Some(9.0)).unwrap();
        assert_eq!(point(Kind::Count, between), 6.0);
        assert_eq!(point(Kind::Real, between), 6.5);
    }
}
