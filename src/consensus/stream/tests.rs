//! A stream gives the answers of the methods in memory.

use std::io::Write;

use super::*;
use crate::consensus::run;
use crate::consensus::testing::uniform;
use crate::ledger::{ParquetWriter, Settings as LedgerSettings};

/// Votes of a planted world: categories, yes/no, counts and dates; weights, origins and repeats.
fn world(shared: bool) -> String {
    let mut draw = uniform(7);
    let mut csv = "source,question,value,weight,origin,date\n".to_owned();
    for q in 0..120 {
        let kind = q % 4;
        for s in 0..12 {
            if draw() < 0.4 {
                continue;
            }
            let right = draw() < 0.5 + 0.04 * f64::from(s);
            let value = match kind {
                0 if shared => {
                    ["red", "green", "blue"][if right { 0 } else { 1 + q % 2 }].to_owned()
                }
                0 => format!("name {q} {}", if right { 0 } else { s % 3 + 1 }),
                1 => if right { "yes" } else { "no" }.to_owned(),
                2 => format!("{}", if right { 20 } else { 20 + s }),
                _ => format!("2024-03-{:02}", if right { 4 } else { 5 + s }),
            };
            let weight = if s == 3 { "0.5" } else { "1" };
            let origin = if s > 9 { format!("wire {q}") } else { String::new() };
            csv += &format!("s{s},q{q},{value},{weight},{origin},2024-04-{:02}\n", 1 + s);
        }
    }
    csv
}

/// Answers of a method in memory and of the stream, by question: supports in order of the answer's
/// name, and the number.
fn both(csv: &str, method: Method, settings: &Settings) -> [Vec<(String, Vec<f64>)>; 2] {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("votes.csv");
    std::fs::File::create(&path).unwrap().write_all(csv.as_bytes()).unwrap();
    let (ledger, _) = ledger::read(&[&path], None, &LedgerSettings::default()).unwrap();
    let consensus = run(method.name(), &ledger, settings).unwrap();
    let memory = 10_000;
    let stream = Stream::open(&[path], None, &LedgerSettings::default(), memory).unwrap();
    let judged = fit(&stream, method, settings).unwrap();
    assert_eq!(judged.objective.len(), consensus.objective.len(), "{method:?}");
    for (a, b) in judged.objective.iter().zip(&consensus.objective) {
        assert!((a - b).abs() <= 1e-9 * b.abs(), "{method:?}: {a} {b}");
    }
    let mut streamed = Vec::new();
    let collect = |ledger: &Ledger, beliefs: &[Belief], out: &mut Vec<(String, Vec<f64>)>| {
        for q in ledger.question_ids() {
            let belief = &beliefs[q.index()];
            let mut named: Vec<(String, f64)> = belief
                .support
                .iter()
                .enumerate()
                .map(|(a, s)| (ledger.print_answer(q, crate::ids::AnswerId::from_index(a)), *s))
                .collect();
            named.sort_by(|a, b| a.0.cmp(&b.0));
            let number = belief.number.map(|n| [n.value, n.low, n.high]).into_iter().flatten();
            let numbers = named.into_iter().map(|n| n.1).chain(number).collect();
            out.push((ledger.question(q).name.clone(), numbers));
        }
    };
    judged
        .judge
        .each_part(&stream, settings, |part, beliefs| {
            collect(part, beliefs, &mut streamed);
            Ok(())
        })
        .unwrap();
    let mut memory = Vec::new();
    collect(&ledger, &consensus.beliefs, &mut memory);
    memory.sort_by(|a, b| a.0.cmp(&b.0));
    [memory, streamed]
}

#[test]
fn a_stream_gives_the_answers_of_the_method_in_memory() {
    use crate::consensus::settings::Domain;
    for shared in [true, false] {
        let csv = world(shared);
        for method in Method::ALL {
            for domain in [Domain::Auto, Domain::Open, Domain::Shared] {
                let settings = Settings { domain, ..Settings::default() };
                let [memory, streamed] = both(&csv, method, &settings);
                assert_eq!(memory.len(), streamed.len());
                for (a, b) in memory.iter().zip(&streamed) {
                    assert_eq!(a.0, b.0);
                    assert_eq!(a.1.len(), b.1.len(), "{} {method:?}", a.0);
                    for (x, y) in a.1.iter().zip(&b.1) {
                        assert!((x - y).abs() < 1e-9, "{} {method:?} {domain:?}: {x} {y}", a.0);
                    }
                }
            }
        }
    }
}

#[test]
fn a_sorted_file_gives_what_the_table_gives() {
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("votes.csv");
    std::fs::write(&csv, world(true)).unwrap();
    let settings = Settings::default();
    let table = Stream::open(&[csv], None, &LedgerSettings::default(), 1 << 20).unwrap();
    let file = folder.path().join("votes.parquet");
    let mut writer = ParquetWriter::new(std::fs::File::create(&file).unwrap(), 1).unwrap();
    table
        .each_part(usize::MAX, |part| writer.ledger(part).map_err(|e| Error::Output(e.to_string())))
        .unwrap();
    writer.finish().unwrap();
    let sorted = Stream::open(&[file], None, &LedgerSettings::default(), 1 << 20).unwrap();
    let fits = [&table, &sorted].map(|s| fit(s, Method::DawidSkene, &settings).unwrap().objective);
    assert_eq!(fits[0], fits[1]);
}
