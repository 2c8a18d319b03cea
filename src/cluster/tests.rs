//! Several workers come to what one comes to.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::*;
use crate::consensus::stream;
use crate::consensus::testing::uniform;
use crate::ids::{AnswerId, Id};

type Beliefs = BTreeMap<String, Vec<f64>>;

/// Shards of a planted world: each voice is right as often as its number says.
fn shards(folder: &Path, n: usize) -> Vec<PathBuf> {
    let mut draw = uniform(3);
    let mut tables = vec!["source,question,value\n".to_owned(); n];
    for q in 0..90 {
        for s in 0..15 {
            if draw() < 0.5 {
                continue;
            }
            let right = draw() < 0.4 + 0.035 * f64::from(s);
            let value = match (q % 3, right) {
                (0, right) => if right { "yes" } else { "no" }.to_owned(),
                (1, right) => format!("label {}", if right { q % 2 } else { 2 + s % 2 }),
                (_, right) => format!("{}", if right { 50 } else { 50 + s }),
            };
            tables[q as usize % n] += &format!("s{s},q{q},{value}\n");
        }
    }
    tables
        .iter()
        .enumerate()
        .map(|(i, table)| {
            let path = folder.join(format!("shard-{i}.csv"));
            std::fs::write(&path, table).expect("written");
            path
        })
        .collect()
}

fn collect(judge: &Judge, stream: &Stream, to: &mut Beliefs) {
    judge
        .each_part(stream, &Settings::default(), |part, beliefs| {
            for (q, belief) in part.question_ids().zip(beliefs) {
                let answer = |a| part.print_answer(q, AnswerId::from_index(a));
                let mut named: Vec<(String, f64)> =
                    belief.support.iter().enumerate().map(|(a, s)| (answer(a), *s)).collect();
                // Answers are numbered in the order of voices, which differs between streams.
                named.sort_by(|a, b| a.0.cmp(&b.0));
                let number = belief.number.map(|n| [n.value, n.sd]).into_iter().flatten();
                let numbers = named.into_iter().map(|n| n.1).chain(number).collect();
                to.insert(part.question(q).name.clone(), numbers);
            }
            Ok(())
        })
        .expect("judged");
}

#[test]
fn workers_on_shards_come_to_what_one_run_over_all_votes_comes_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let paths = shards(folder.path(), 5);
    let ledger = ledger::Settings::default();
    let settings = Settings::default();
    for method in [Method::OneCoin, Method::DawidSkene, Method::Majority] {
        let all = Stream::open(&paths, None, &ledger, 1 << 20).expect("opens");
        let judged = stream::fit(&all, method, &settings).expect("fits");
        let mut expected = Beliefs::new();
        collect(&judged.judge, &all, &mut expected);
        for workers in [1, 3] {
            let got = Arc::new(Mutex::new(Beliefs::new()));
            let job = Job {
                hosts: vec!["127.0.0.1:1".to_owned()],
                process: 0,
                workers,
                shards: paths.clone(),
                checkpoints: folder.path().join("checkpoints"),
                method,
                settings: settings.clone(),
                ledger: ledger.clone(),
                memory: 1 << 20,
            };
            let to = Arc::clone(&got);
            let answered = run(job, move |_, stream, judge| {
                collect(judge, stream, &mut to.lock().expect("no panic"));
                Ok(())
            })
            .expect("runs");
            assert_eq!(answered.stop, judged.stop);
            assert!(!answered.resumed);
            let got = got.lock().expect("no panic");
            assert_eq!(got.len(), expected.len());
            for (question, beliefs) in got.iter() {
                for (a, b) in beliefs.iter().zip(&expected[question]) {
                    assert!((a - b).abs() < 1e-9, "{method:?} {workers} {question}: {a} {b}");
                }
            }
        }
    }
}
