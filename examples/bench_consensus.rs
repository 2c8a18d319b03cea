//! Runs `joint` on truth-discovery tables and prints accuracy, for development.
//!
//! usage: bench_consensus DATA_DIR... (each with claims.csv[.gz] and truth.csv); append `:real`,
//! `:count` or `:yes_no` to a folder to force the kind.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::Path;
use std::time::Instant;

use corroborate::consensus::{JointSettings, joint, majority};
use corroborate::ids::Id;
use corroborate::ledger::{Kind, Ledger, LedgerBuilder, Question, Role, Row};
use corroborate::units::Interval;

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    let gz = path.with_extension("csv.gz");
    if path.exists() {
        std::fs::File::open(path)?.read_to_string(&mut text)?;
    } else {
        flate2::read::GzDecoder::new(std::fs::File::open(gz)?).read_to_string(&mut text)?;
    }
    Ok(text)
}

fn ledger(path: &Path, kind: Kind) -> Result<Ledger, Box<dyn Error>> {
    let text = read(path)?;
    let mut rows = csv::Reader::from_reader(text.as_bytes());
    let mut builder = LedgerBuilder::default();
    for row in rows.records() {
        let row = row?;
        let value = row[2].trim();
        if value.is_empty() {
            continue;
        }
        let value = match (kind, value) {
            (Kind::YesNo, "1") => "yes",
            (Kind::YesNo, "0") => "no",
            (_, v) => v,
        };
        let number = match kind {
            Kind::Category | Kind::YesNo => None,
            _ => value.parse().ok().and_then(Interval::exactly),
        };
        builder.push(Row {
            voice: &row[0],
            role: Role::Speaker,
            question: Question {
                name: row[1].to_owned(),
                kind,
                event: String::new(),
                measure: String::new(),
                subject: String::new(),
            },
            label: value,
            number,
            origin: "",
            detail: None,
        });
    }
    Ok(builder.build())
}

fn main() -> Result<(), Box<dyn Error>> {
    for arg in std::env::args().skip(1) {
        let (dir, kind) = arg.split_once(':').unwrap_or((&arg, ""));
        let kind = match kind {
            "real" => Kind::Real,
            "count" => Kind::Count,
            "yes_no" => Kind::YesNo,
            _ => Kind::Category,
        };
        let dir = Path::new(dir);
        let ledger = ledger(&dir.join("claims.csv"), kind)?;
        let mut truth: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for row in csv::Reader::from_reader(read(&dir.join("truth.csv"))?.as_bytes()).records() {
            let row = row?;
            if !row[1].is_empty() {
                truth.entry(row[0].to_owned()).or_default().push(row[1].trim().to_owned());
            }
        }
        let start = Instant::now();
        let consensus = joint(&ledger, &JointSettings::default());
        let seconds = start.elapsed().as_secs_f64();
        let baseline = majority(&ledger);
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (mut right, mut usual) = (0, 0);
        let (mut error, mut exact, mut covered, mut n) = (0.0, 0usize, 0usize, 0usize);
        for q in ledger.question_ids() {
            let Some(t) = truth.get(&ledger.question(q).name) else { continue };
            let belief = &consensus.beliefs[q.index()];
            n += 1;
            if let Some(b) = belief.number {
                let t: f64 = t[0].parse()?;
                error += (b.value - t).abs();
                exact += usize::from((b.value - t).abs() < 1e-9);
                covered += usize::from(b.low <= t && t <= b.high);
            } else {
                let says = |b: Option<usize>| {
                    b.map(|a| ledger.print_answer(q, corroborate::ids::AnswerId::from_index(a)))
                };
                let said = |b: Option<usize>| {
                    says(b).is_some_and(|s| {
                        let s = match (kind, s.as_str()) {
                            (Kind::YesNo, "yes") => "1".to_owned(),
                            (Kind::YesNo, "no") => "0".to_owned(),
                            _ => s,
                        };
                        t.contains(&s)
                    })
                };
                right += usize::from(said(belief.best()));
                usual += usize::from(said(baseline.beliefs[q.index()].best()));
            }
        }
        for w in consensus.warnings.iter().take(12) {
            println!("  {}", w.what);
        }
        if kind == Kind::YesNo {
            let mut rows: Vec<(f64, bool)> = Vec::new();
            for q in ledger.question_ids() {
                let Some(t) = truth.get(&ledger.question(q).name) else { continue };
                let yes = (0..ledger.answers(q).len()).find(|&a| {
                    ledger.print_answer(q, corroborate::ids::AnswerId::from_index(a)) == "yes"
                });
                let b = &consensus.beliefs[q.index()].support;
                rows.push((
                    yes.map_or_else(|| 1.0 - b[0], |a| b[a]),
                    t[0] == "1" || t[0] == "true",
                ));
            }
            let (mut auc, mut pairs) = (0.0, 0.0);
            for a in rows.iter().filter(|r| r.1) {
                for b in rows.iter().filter(|r| !r.1) {
                    pairs += 1.0;
                    auc += if a.0 > b.0 {
                        1.0
                    } else if a.0 == b.0 {
                        0.5
                    } else {
                        0.0
                    };
                }
            }
            let brier: f64 =
                rows.iter().map(|r| (r.0 - f64::from(u8::from(r.1))).powi(2)).sum::<f64>();
            println!(
                "  AUC {:.3} Brier {:.3} n {}",
                auc / pairs,
                brier / rows.len() as f64,
                rows.len()
            );
        }
        let falls =
            consensus.objective.windows(2).filter(|w| w[1] < w[0] - 1e-9 * w[0].abs()).count();
        if matches!(kind, Kind::Category | Kind::YesNo) {
            let total = truth.len() as f64 / 100.0;
            println!(
                "{name:20} joint {:6.2} majority {:6.2}  {seconds:.2} s, {} steps {:?} falls {falls}",
                right as f64 / total,
                usual as f64 / total,
                consensus.objective.len(),
                consensus.stop
            );
        } else {
            let total = n as f64;
            println!(
                "{name:20} MAE {:.4} exact {:.2} % cover90 {:.2} %  {seconds:.2} s, {} steps {:?} falls {falls}",
                error / total,
                100.0 * exact as f64 / total,
                100.0 * covered as f64 / total,
                consensus.objective.len(),
                consensus.stop
            );
        }
    }
    Ok(())
}
