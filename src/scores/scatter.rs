//! How far numbers of one kind of question typically lie apart: the unit of gaps and house effects.

use std::collections::BTreeMap;

use super::closeness::{median, midpoint};
use crate::ids::OriginId;
use crate::ledger::{Answer, Kind, Ledger};

/// Turns a median absolute deviation into the standard deviation of a normal law: 1/Φ⁻¹(¾).
const MAD_TO_SD: f64 = 1.4826;

/// Typical scatter by question, on the question's scale (log for counts, days for dates): the
/// median absolute deviation of votes from their question's median, times 1.4826, over all
/// questions of the same kind and measure. Each origin counts once.
///
/// Where more than half of all numbers are equal, the mean deviation stands in; where all are, 1.
pub(crate) fn typical(ledger: &Ledger, origins: &[OriginId]) -> Vec<f64> {
    let group = |q: crate::ids::QuestionId| {
        let question = ledger.question(q);
        (question.kind, question.measure.as_str())
    };
    let mut gaps: BTreeMap<(Kind, &str), Vec<f64>> = BTreeMap::new();
    for q in ledger.question_ids() {
        let kind = ledger.question(q).kind;
        let start = ledger.vote_range(q).start;
        let mut seen: Vec<(OriginId, f64)> = Vec::new();
        for (i, vote) in ledger.votes(q).iter().enumerate() {
            if let Answer::Number(n) = ledger.answer(q, vote.answer) {
                let said = (origins[start + i], midpoint(kind, n));
                if !seen.contains(&said) {
                    seen.push(said);
                }
            }
        }
        let n = seen.len();
        if n < 2 {
            continue;
        }
        let xs: Vec<f64> = seen.iter().map(|s| s.1).collect();
        let middle = median(xs.clone());
        // The median of n draws is itself near them: √(n/(n−1)) undoes that on average.
        let larger = (n as f64 / (n as f64 - 1.0)).sqrt();
        gaps.entry(group(q)).or_default().extend(xs.iter().map(|x| (x - middle).abs() * larger));
    }
    let scatter: BTreeMap<(Kind, &str), f64> = gaps
        .into_iter()
        .map(|(key, gaps)| {
            let mean = gaps.iter().sum::<f64>() / gaps.len() as f64;
            let robust = MAD_TO_SD * median(gaps);
            let s = if robust > 0.0 { robust } else { mean };
            (key, if s > 0.0 && s.is_finite() { s } else { 1.0 })
        })
        .collect();
    ledger.question_ids().map(|q| scatter.get(&group(q)).copied().unwrap_or(1.0)).collect()
}
