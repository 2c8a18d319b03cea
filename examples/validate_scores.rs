//! Measures the scores against the outside world: `cargo run --release --example validate_scores -- DATA [PART]`
//!
//! DATA is a folder of benchmark data with `sources/polls538`, `sources/emergent`, …; PART one of
//! `polls`, `clone`, `emergent`, `senate`, `liar`, `planted`, all by default. The numbers in
//! `docs/method.md` come from here.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use corroborate::consensus;
use corroborate::ids::Id;
use corroborate::ledger::{self, Kind, Ledger};
use corroborate::scores::{self, Inputs, Scores};

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let Some(data) = args.first() else {
        return Err("usage: validate_scores DATA [PART] [METHOD]".into());
    };
    let sources = Path::new(data).join("sources");
    let part = args.get(1).map_or("all", String::as_str);
    let method = args.get(2).map_or("joint", String::as_str);
    let wanted = |name| part == "all" || part == name;
    if wanted("polls") {
        polls(&sources, method)?;
    }
    if wanted("emergent") {
        emergent(&sources, method)?;
    }
    Ok(())
}

/// A CSV table as rows of column → cell.
fn table(path: &Path) -> Result<Vec<BTreeMap<String, String>>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    Ok(reader.deserialize().collect::<Result<_, _>>()?)
}

fn number(row: &BTreeMap<String, String>, column: &str) -> Option<f64> {
    row.get(column)?.parse().ok().filter(|x: &f64| x.is_finite())
}

fn ledger_of(path: &Path, kind: Option<Kind>) -> Result<Ledger, Box<dyn Error>> {
    Ok(ledger::read(&[path], kind, &ledger::Settings::default())?.0)
}

fn score(ledger: &Ledger, method: &str) -> Result<Scores, Box<dyn Error>> {
    let consensus = consensus::run(method, ledger, &consensus::Settings::default())?;
    Ok(scores::score(ledger, &consensus, &Inputs::default(), &scores::Settings::default()))
}

/// Ranks, ties sharing their mean.
fn ranks(xs: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..xs.len()).collect();
    order.sort_by(|&a, &b| xs[a].total_cmp(&xs[b]));
    let mut ranks = vec![0.0; xs.len()];
    let mut i = 0;
    while i < order.len() {
        let mut j = i;
        while j + 1 < order.len() && xs[order[j + 1]] == xs[order[i]] {
            j += 1;
        }
        for &k in &order[i..=j] {
            ranks[k] = (i + j) as f64 / 2.0;
        }
        i = j + 1;
    }
    ranks
}

fn pearson(x: &[f64], y: &[f64]) -> f64 {
    let n = x.len() as f64;
    let (mx, my) = (x.iter().sum::<f64>() / n, y.iter().sum::<f64>() / n);
    let sum =
        |f: &dyn Fn(f64, f64) -> f64| x.iter().zip(y).map(|(a, b)| f(a - mx, b - my)).sum::<f64>();
    sum(&|a, b| a * b) / (sum(&|a, _| a * a) * sum(&|_, b| b * b)).sqrt()
}

fn spearman(pairs: &[(f64, f64)]) -> f64 {
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    pearson(&ranks(&x), &ranks(&y))
}

/// Lean without truth or flags against the share of polls done for a party.
fn polls(sources: &Path, method: &str) -> Outcome {
    let folder = sources.join("polls538");
    let ledger = ledger_of(&folder.join("claims.csv"), Some(Kind::Real))?;
    let scores = score(&ledger, method)?;
    let mut flag = BTreeMap::new();
    let mut house = BTreeMap::new();
    for row in table(&folder.join("source_labels.csv"))? {
        let lean = number(&row, "pctD").unwrap_or(0.0) - number(&row, "pctR").unwrap_or(0.0);
        flag.insert(row["source"].clone(), lean);
        if let Some(h) = number(&row, "House Effect") {
            house.insert(row["source"].clone(), h);
        }
    }
    let mut polls: BTreeMap<&str, usize> = BTreeMap::new();
    for vote in ledger.all_votes() {
        *polls.entry(ledger.voices().name(vote.voice)).or_default() += 1;
    }
    for least in [5, 10, 20] {
        let rows: Vec<(f64, f64, f64)> = scores
            .voices
            .iter()
            .filter(|v| polls.get(v.name.as_str()).is_some_and(|&n| n >= least))
            .filter_map(|v| {
                let lean = v.axes.first()?.partisanship?.mean();
                Some((lean, *flag.get(&v.name)?, *house.get(&v.name)?))
            })
            .collect();
        let partisan: Vec<(f64, f64)> =
            rows.iter().filter(|r| r.1 != 0.0).map(|r| (r.0, r.1)).collect();
        let right = partisan.iter().filter(|p| p.0 * p.1 > 0.0).count();
        let house: Vec<(f64, f64)> = rows.iter().map(|r| (r.0, r.2)).collect();
        println!(
            "polls538 ≥{least} polls: partisan pollsters {}, Spearman {:.3}, sign right {:.3} ({right}); all {}: with 538's house effect {:.3}",
            partisan.len(),
            spearman(&partisan),
            right as f64 / partisan.len() as f64,
            rows.len(),
            spearman(&house),
        );
    }
    Ok(())
}

/// Reliability of outlets, truth unseen, against expert ratings; and given the size of lean.
fn emergent(sources: &Path, method: &str) -> Outcome {
    let folder = sources.join("emergent");
    let ledger = ledger_of(&folder.join("claims.csv"), None)?;
    let scores = score(&ledger, method)?;
    let truth: Vec<String> = table(&folder.join("truth.csv"))?
        .into_iter()
        .filter(|r| !r["value"].is_empty())
        .map(|r| r["question"].clone())
        .collect();
    let mut resolved = vec![0usize; ledger.voices().len()];
    for q in ledger.question_ids() {
        if truth.contains(&ledger.question(q).name) {
            for v in ledger.votes(q) {
                resolved[v.voice.index()] += 1;
            }
        }
    }
    let lean = |name: &str| match name {
        "left" | "right" => Some(2.0),
        "left-center" | "right-center" => Some(1.0),
        "center" | "neutral" | "least biased" => Some(0.0),
        _ => None,
    };
    let labels: BTreeMap<String, BTreeMap<String, String>> =
        table(&folder.join("source_labels.csv"))?
            .into_iter()
            .map(|r| (r["source"].clone(), r))
            .collect();
    println!("emergent ({method}): prior {:.3} × {:.1}", scores.prior_mean, scores.prior_strength);
    for least in [1, 3, 5, 8] {
        for column in ["pc1", "reliability_label"] {
            let rows: Vec<(f64, f64, Option<f64>)> = scores
                .voices
                .iter()
                .filter(|v| resolved[v.voice.index()] >= least)
                .filter_map(|v| {
                    let row = labels.get(&v.name)?;
                    let r = v.reliability?.mean();
                    Some((r, number(row, column)?, lean(&row["mbfc_bias"])))
                })
                .collect();
            let pairs: Vec<(f64, f64)> = rows.iter().map(|r| (r.0, r.1)).collect();
            let with: Vec<(f64, f64, f64)> =
                rows.iter().filter_map(|r| Some((r.0, r.1, r.2?))).collect();
            let of = |f: &dyn Fn(&(f64, f64, f64)) -> (f64, f64)| {
                spearman(&with.iter().map(f).collect::<Vec<_>>())
            };
            let (xy, xz, yz) = (of(&|t| (t.0, t.1)), of(&|t| (t.0, t.2)), of(&|t| (t.1, t.2)));
            let partial = (xy - xz * yz) / ((1.0 - xz * xz) * (1.0 - yz * yz)).sqrt();
            println!(
                "  ≥{least} resolved, {column}: n {} Spearman {:.3}; given |lean| (n {}) {:.3}",
                pairs.len(),
                spearman(&pairs),
                with.len(),
                partial
            );
        }
    }
    Ok(())
}
