//! Forty short articles about twelve planted events: which claims speak of one event, and answer
//! one question? (`tests/corpus/events/README.md` says what is planted.)

use std::path::Path;
use std::process::Command;

const FOLDER: &str = "tests/corpus/events";

fn measured(folder: &str, key: &str) -> serde_json::Value {
    let out = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .args(["evaluate", folder, "--claims-key", key, "--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    serde_json::from_slice(&out.stdout).unwrap()
}

#[test]
fn forty_articles_tell_of_twelve_events() {
    let got = measured(FOLDER, "tests/corpus/events/key/claims.csv");
    let counts = got["claims"].as_array().unwrap().iter().find(|r| r["what"] == "counts").unwrap();
    assert!(counts["recall"].as_f64().unwrap() >= 0.90, "counts {counts}");
    let events = got["events_b3_f1"].as_f64().unwrap();
    let questions = got["questions_b3_f1"].as_f64().unwrap();
    assert!(events >= 0.95, "events {events:.3}");
    assert!(questions >= 0.90, "questions {questions:.3}");
}

/// No strike is taken for one of another day at the same place, and no toll over weeks for one
/// strike's: a cluster never holds two planted events.
#[test]
fn no_two_planted_events_are_taken_for_one() {
    let out = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .args(["claims", FOLDER])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    let read = |bytes: &[u8]| -> Vec<std::collections::BTreeMap<String, String>> {
        csv::Reader::from_reader(bytes).deserialize().collect::<Result<_, _>>().unwrap()
    };
    let claims = read(&out.stdout);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join("key/claims.csv");
    let mut planted = std::collections::BTreeMap::new();
    for k in read(&std::fs::read(path).unwrap()) {
        let span = |r: &std::collections::BTreeMap<String, String>| {
            (r["start"].parse::<usize>().unwrap(), r["end"].parse::<usize>().unwrap())
        };
        for c in &claims {
            let ((a, b), (x, y)) = (span(&k), span(c));
            if c["document"] == k["document"] && c["measure"] == k["measure"] && a < y && x < b {
                let first = planted.entry(c["event"].clone()).or_insert(k["event"].clone());
                assert_eq!(*first, k["event"], "{}: {}", c["document"], c["event"]);
            }
        }
    }
    assert!(planted.len() >= 13, "{planted:?}");
}
