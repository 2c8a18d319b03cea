//! Accuracy of every consensus method on truth-discovery tables, one row per method and table.
//!
//! usage: methods_table [--methods a,b] [--answers DIR] FOLDER[:KIND]...
//!
//! Each FOLDER has claims.csv[.gz] (source,question,value) and truth.csv (question,value); KIND forces
//! category (the default), yes_no, count or real. With --answers, every method's answers are written to
//! DIR/FOLDER.METHOD.csv.
#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Instant;

use corroborate::consensus::{METHODS, Settings, methods};
use corroborate::ids::{AnswerId, Id};
use corroborate::ledger::{Kind, Ledger, LedgerBuilder, Question, Role, Row};
use corroborate::units::Interval;

fn read(path: &Path) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    if path.exists() {
        std::fs::File::open(path)?.read_to_string(&mut text)?;
    } else {
        let packed = std::fs::File::open(path.with_extension("csv.gz"))?;
        flate2::read::GzDecoder::new(packed).read_to_string(&mut text)?;
    }
    Ok(text)
}

fn ledger(path: &Path, kind: Kind) -> Result<Ledger, Box<dyn Error>> {
    let text = read(path)?;
    let mut builder = LedgerBuilder::default();
    for row in csv::Reader::from_reader(text.as_bytes()).records() {
        let row = row?;
        let value = row[2].trim();
        let number = match kind {
            Kind::Category | Kind::YesNo => None,
            _ => value.parse().ok().and_then(Interval::exactly),
        };
        if value.is_empty() || (number.is_none() && matches!(kind, Kind::Count | Kind::Real)) {
            continue;
        }
        let label = match (kind, value) {
            (Kind::YesNo, "1") => "yes",
            (Kind::YesNo, "0") => "no",
            _ => value,
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
            label,
            number,
            origin: "",
            detail: None,
        });
    }
    Ok(builder.build())
}

/// Two million votes, drawn: 10 k sources, 200 k questions, 4 labels.
fn drawn() -> Ledger {
    let mut builder = LedgerBuilder::default();
    let mut state = 0x9E37_79B9_7F4A_7C15u64;
    let mut next = move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    };
    for q in 0..200_000u64 {
        let name = format!("q{q}");
        let truth = next() % 4;
        for _ in 0..10 {
            let s = next() % 10_000;
            let right = next() % 1000 < 450 + s % 500;
            let said = if right { truth } else { next() % 4 };
            builder.push(Row {
                voice: &format!("s{s}"),
                role: Role::Speaker,
                question: Question {
                    name: name.clone(),
                    kind: Kind::Category,
                    event: String::new(),
                    measure: String::new(),
                    subject: String::new(),
                },
                label: ["a", "b", "c", "d"][said as usize],
                number: None,
                origin: "",
                detail: None,
            });
        }
    }
    builder.build()
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let mut chosen: Option<Vec<String>> = None;
    let mut answers: Option<PathBuf> = None;
    let mut folders = Vec::new();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--methods" => chosen = args.next().map(|m| m.split(',').map(str::to_owned).collect()),
            "--answers" => answers = args.next().map(PathBuf::from),
            _ => folders.push(arg),
        }
    }
    let settings = Settings::default();
    for arg in folders {
        let (dir, kind) = arg.split_once(':').unwrap_or((&arg, ""));
        let kind = match kind {
            "real" => Kind::Real,
            "count" => Kind::Count,
            "yes_no" => Kind::YesNo,
            _ => Kind::Category,
        };
        let dir = Path::new(dir);
        let name = dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let made = name == "drawn";
        let ledger = if made { drawn() } else { ledger(&dir.join("claims.csv"), kind)? };
        let mut truth: BTreeMap<String, Vec<String>> = BTreeMap::new();
        if !made {
            for row in csv::Reader::from_reader(read(&dir.join("truth.csv"))?.as_bytes()).records()
            {
                let row = row?;
                if !row[1].is_empty() {
                    truth.entry(row[0].to_owned()).or_default().push(row[1].trim().to_owned());
                }
            }
        }
        for method in METHODS {
            if chosen.as_ref().is_some_and(|c| !c.iter().any(|c| c == method.name)) {
                continue;
            }
            let start = Instant::now();
            let got = methods::run(method.name, &ledger, &settings)?;
            let seconds = start.elapsed().as_secs_f64();
            let mut out = String::from("question,value\n");
            let (mut right, mut error, mut square, mut exact, mut covered, mut n) =
                (0usize, 0.0, 0.0, 0usize, 0usize, 0usize);
            for q in ledger.question_ids() {
                let belief = &got.beliefs[q.index()];
                let question = &ledger.question(q).name;
                let said = match (belief.number, belief.best()) {
                    (Some(x), _) => x.value.to_string(),
                    (None, Some(a)) => match ledger.print_answer(q, AnswerId::from_index(a)) {
                        yes if kind == Kind::YesNo && yes == "yes" => "1".to_owned(),
                        no if kind == Kind::YesNo && no == "no" => "0".to_owned(),
                        other => other,
                    },
                    (None, None) => continue,
                };
                if answers.is_some() {
                    out += &format!("\"{question}\",\"{said}\"\n");
                }
                let Some(truths) = truth.get(question) else { continue };
                if let (Some(x), Ok(t)) = (belief.number, truths[0].parse::<f64>()) {
                    n += 1;
                    error += (x.value - t).abs();
                    square += (x.value - t).powi(2);
                    exact += usize::from((x.value - t).abs() < 1e-9);
                    covered += usize::from(x.low <= t && t <= x.high);
                } else {
                    right += usize::from(truths.contains(&said));
                }
            }
            if let Some(dir) = &answers {
                std::fs::create_dir_all(dir)?;
                std::fs::write(dir.join(format!("{name}.{}.csv", method.name)), out)?;
            }
            let of = n.max(1) as f64;
            let score = if n > 0 {
                format!(
                    "mae {:.4} rmse {:.4} exact {:.2} covered90 {:.1}",
                    error / of,
                    f64::sqrt(square / of),
                    100.0 * exact as f64 / of,
                    100.0 * covered as f64 / of
                )
            } else {
                format!("accuracy {:.2}", 100.0 * right as f64 / truth.len().max(1) as f64)
            };
            let steps = got.objective.len();
            println!("{name},{},{score},{seconds:.3} s,{steps} steps,{:?}", method.name, got.stop);
        }
    }
    Ok(())
}
