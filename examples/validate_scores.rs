//! Measures the scores against the outside world: `cargo run --release --example validate_scores -- DATA [PART]`
//!
//! DATA is a folder of benchmark data with `sources/polls538`, `sources/emergent`, …; PART one of
//! `polls`, `clone`, `emergent`, `senate`, `liar`, all by default. The numbers in `docs/method.md`
//! come from here.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

use corroborate::consensus;
use corroborate::ids::Id;
use corroborate::ledger::{self, Kind, Ledger, LedgerBuilder, Question, Role, Row};
use corroborate::scores::{self, Inputs, Scores};
use corroborate::units::Interval;

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
    if wanted("clone") {
        clone(&sources, method)?;
    }
    if wanted("senate") {
        senate(&sources)?;
    }
    if wanted("liar") {
        liar(&sources)?;
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
    let ledger = ledger_of(&folder.join("claims.csv"), Some(Kind::YesNo))?;
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
            type Pick = fn(&(f64, f64, f64)) -> (f64, f64);
            let of = |f: Pick| spearman(&with.iter().map(f).collect::<Vec<_>>());
            let (xy, xz, yz) = (of(|t| (t.0, t.1)), of(|t| (t.0, t.2)), of(|t| (t.1, t.2)));
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

/// The line found in the votes against DW-NOMINATE, within parties, with all votes and with 5 %.
fn senate(sources: &Path) -> Outcome {
    let folder = sources.join("voteview_senate");
    let labels = table(&folder.join("source_labels.csv"))?;
    let rows = votes(&folder.join("claims.csv.gz"))?;
    for (share, draws) in [(1.0, 1), (0.05, 4)] {
        let mut means = Vec::new();
        for draw in 0..draws {
            let kept = rows.iter().enumerate().filter(|(i, _)| chance(*i, draw) < share);
            let ledger = ledger_of_rows(kept.map(|(_, r)| r), Kind::YesNo);
            let scores = score(&ledger, "majority")?;
            let Some(found) = scores.discovery.filter(|d| d.refusal.is_none()) else {
                println!("senate, {share} of the votes: no axis");
                continue;
            };
            let at =
                |source: &str| Some(found.positions[ledger.voices().find(source)?.index()]?.mean());
            let mut line = Vec::new();
            for congress in ["101", "115", "117"] {
                let pairs = |party: &str| -> Vec<(f64, f64)> {
                    labels
                        .iter()
                        .filter(|r| r["congress"] == congress)
                        .filter(|r| party.is_empty() || r["party_code"] == party)
                        .filter_map(|r| Some((at(&r["source"])?, number(r, "nominate_dim1")?)))
                        .collect()
                };
                let sign = spearman(&pairs("")).signum();
                line.extend(["100", "200"].map(|p| sign * spearman(&pairs(p))));
            }
            let mean = line.iter().sum::<f64>() / line.len() as f64;
            means.push(mean);
            println!(
                "senate, {share} of the votes, draw {draw}: within D, R of S101, S115, S117: {line:.3?}, mean {mean:.3}, gain {:.3} nats",
                found.gain.unwrap_or_default()
            );
        }
        println!(
            "senate, {share} of the votes: mean {:.3}",
            means.iter().sum::<f64>() / means.len().max(1) as f64
        );
    }
    Ok(())
}

/// Votes of a table as (source, question, value).
fn votes(path: &Path) -> Result<Vec<[String; 3]>, Box<dyn Error>> {
    let file = std::fs::File::open(path)?;
    let mut reader = csv::Reader::from_reader(flate2::read::MultiGzDecoder::new(file));
    let mut rows = Vec::new();
    for row in reader.records() {
        let row = row?;
        rows.push([&row[0], &row[1], &row[2]].map(str::to_owned));
    }
    Ok(rows)
}

/// A number in `[0, 1)` for a row and a draw, the same on every run.
fn chance(row: usize, draw: u64) -> f64 {
    let mut z = (row as u64 ^ (draw << 40)).wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
}

fn ledger_of_rows<'a>(rows: impl Iterator<Item = &'a [String; 3]>, kind: Kind) -> Ledger {
    let mut builder = LedgerBuilder::default();
    for [source, question, value] in rows {
        let number = value.parse().ok().and_then(Interval::exactly);
        builder.push(Row {
            voice: source,
            role: Role::Speaker,
            question: Question {
                name: question.clone(),
                kind,
                event: String::new(),
                measure: String::new(),
                subject: String::new(),
            },
            label: match (kind, value.as_str()) {
                (Kind::YesNo, "1") => "yes",
                (Kind::YesNo, "0") => "no",
                (_, other) => other,
            },
            number: if kind == Kind::Real { number } else { None },
            origin: "",
            detail: None,
        });
    }
    builder.build()
}

/// Five clones of the most partisan pollster: how far any other score moves.
fn clone(sources: &Path, method: &str) -> Outcome {
    let rows: Vec<[String; 3]> = table(&sources.join("polls538").join("claims.csv"))?
        .into_iter()
        .map(|r| [r["source"].clone(), r["question"].clone(), r["value"].clone()])
        .collect();
    let before = ledger_of_rows(rows.iter(), Kind::Real);
    let plain = score(&before, method)?;
    let polls = |v: &scores::VoiceScore| v.claims;
    let lean = |v: &scores::VoiceScore| v.axes[0].partisanship.map_or(0.0, |p| p.mean().abs());
    let Some(source) =
        plain.voices.iter().filter(|v| polls(v) >= 20).max_by(|a, b| lean(a).total_cmp(&lean(b)))
    else {
        return Ok(());
    };
    let mut cloned = rows.clone();
    for copy in 0..5 {
        let own = rows.iter().filter(|r| r[0] == source.name);
        cloned.extend(own.map(|r| [format!("clone {copy}"), r[1].clone(), r[2].clone()]));
    }
    let after = score(&ledger_of_rows(cloned.iter(), Kind::Real), method)?;
    let (mut lean_moved, mut reliability_moved) = (0.0f64, 0.0f64);
    for (a, b) in plain.voices.iter().zip(&after.voices) {
        if let (Some(x), Some(y)) = (a.axes[0].partisanship, b.axes[0].partisanship) {
            lean_moved = lean_moved.max((x.mean() - y.mean()).abs());
        }
        if let (Some(x), Some(y)) = (a.reliability, b.reliability) {
            reliability_moved = reliability_moved.max((x.mean() - y.mean()).abs());
        }
    }
    println!(
        "five clones of pollster {} ({} polls, lean {:.2}) move no lean by more than {lean_moved:.4} and no reliability by more than {reliability_moved:.4} ({method})",
        source.name,
        source.claims,
        lean(source),
    );
    Ok(())
}

/// Speakers' later statements from earlier ones: the answers of the first four fifths are given as a
/// voice of their own that everyone is judged by.
fn liar(sources: &Path) -> Outcome {
    let mut rows: Vec<(u64, String, f64)> = table(&sources.join("liar").join("claims.csv"))?
        .into_iter()
        .filter_map(|r| Some((r["num"].parse().ok()?, r["source"].clone(), number(&r, "value")?)))
        .collect();
    rows.sort_by_key(|r| r.0);
    let cut = rows.len() * 4 / 5;
    let (past, later) = rows.split_at(cut);
    // Each statement is a question of its own; two checkers of one mind give the known answer.
    let mut builder = LedgerBuilder::default();
    let mut add = |voice: &str, question: &str, x: f64| {
        builder.push(Row {
            voice,
            role: Role::Speaker,
            question: Question {
                name: question.to_owned(),
                kind: Kind::Real,
                event: String::new(),
                measure: String::new(),
                subject: String::new(),
            },
            label: "",
            number: Interval::exactly(x),
            origin: "",
            detail: None,
        });
    };
    for (num, speaker, truth) in past {
        let question = num.to_string();
        add(speaker, &question, 5.0);
        add("checker 1", &question, *truth);
        add("checker 2", &question, *truth);
    }
    let ledger = builder.build();
    let mut settings = scores::Settings::default();
    settings.intervals.method = scores::IntervalMethod::Analytic;
    // The checkers are one origin: they say the same of everything.
    settings.reliability.min_origins = 1;
    let consensus = consensus::run("median", &ledger, &consensus::Settings::default())?;
    let scores = scores::score(&ledger, &consensus, &Inputs::default(), &settings);
    let mut pairs: Vec<(f64, bool)> = Vec::new();
    for (_, speaker, truth) in later {
        let Some(v) = scores.voices.iter().find(|v| &v.name == speaker) else { continue };
        if let (Some(r), true) = (v.reliability, v.claims >= 5) {
            pairs.push((r.mean(), *truth >= 3.0));
        }
    }
    println!(
        "liar: speakers seen 5 times or more, {} later statements, AUC {:.3}; prior {:.3} × {:.1}",
        pairs.len(),
        auc(&pairs),
        scores.prior_mean,
        scores.prior_strength
    );
    Ok(())
}

/// Probability that a true one ranks above a false one, ties half.
fn auc(pairs: &[(f64, bool)]) -> f64 {
    let rank = ranks(&pairs.iter().map(|p| p.0).collect::<Vec<_>>());
    let yes = pairs.iter().filter(|p| p.1).count() as f64;
    let sum: f64 = pairs.iter().zip(&rank).filter(|(p, _)| p.1).map(|(_, r)| r + 1.0).sum();
    (sum - yes * (yes + 1.0) / 2.0) / (yes * (pairs.len() as f64 - yes))
}
