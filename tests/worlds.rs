//! Worlds that are hardly any, and names that bite: every output is defined, whole and harmless; the
//! same bytes on any number of threads, and the same answers for any order of rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use corroborate::corpus::from_cell;

/// Every file of a run over a table of votes, by name.
fn run(votes: &str, config: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join("votes.csv"), votes).unwrap();
    fs::write(home.path().join("corroborate.toml"), config).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .current_dir(home.path())
        .args(["score", "votes.csv", "--out", "out"])
        .args(more)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr).into_owned();
    assert!(run.status.success(), "{votes}\n{said}");
    let mut found = BTreeMap::new();
    collect(&home.path().join("out"), &home.path().join("out"), &mut found);
    let beside: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(beside.len(), 3, "wrote beside the output: {beside:?}");
    found
}

fn collect(root: &Path, here: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in fs::read_dir(here).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, found);
        } else {
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            found.insert(name, fs::read(&path).unwrap());
        }
    }
}

/// What is wrong with the tables of a run: cells that are no numbers, or that a spreadsheet would run.
fn faults(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    let mut found = Vec::new();
    for (name, bytes) in files {
        if name.ends_with(".csv") {
            for row in csv::Reader::from_reader(bytes.as_slice()).records() {
                for cell in &row.unwrap() {
                    let number = cell.parse::<f64>();
                    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
                    if number.as_ref().is_ok_and(|x| !x.is_finite()) || runs && number.is_err() {
                        found.push(format!("{name}: {cell:?}"));
                    }
                }
            }
        } else if name.contains(".json") {
            // JSON has no NaN: a number that is none would be written as null.
            let text = String::from_utf8(bytes.clone()).unwrap();
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            nulls(&value, name, &mut found);
            if text.contains(": NaN") || text.contains(": inf") {
                found.push(format!("{name}: NaN"));
            }
        }
    }
    found
}

/// Estimates of which a part is null.
fn nulls(value: &serde_json::Value, at: &str, found: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(map) => {
            let some = |k: &str| map.get(k).is_some_and(|v| !v.is_null());
            let null = |k: &str| map.get(k).is_some_and(serde_json::Value::is_null);
            if some("mean") && (null("low") || null("high")) {
                found.push(format!("{at}: half an estimate"));
            }
            map.iter().for_each(|(k, v)| nulls(v, &format!("{at}/{k}"), found));
        }
        serde_json::Value::Array(list) => list.iter().for_each(|v| nulls(v, at, found)),
        _ => {}
    }
}

const CAMPS: &str =
    "[[axis]]\nname = \"left–right\"\nminus = [\"a\", \"b\"]\nplus = [\"c\", \"d\"]\n";

/// Rows of `source,question,value`, an answer of each of some voices to each of some questions.
fn votes(voices: &[&str], questions: usize, answer: impl Fn(usize, usize) -> String) -> String {
    let mut table = String::from("source,question,value\n");
    for (v, voice) in voices.iter().enumerate() {
        for q in 0..questions {
            table += &format!("{voice},q{q},{}\n", answer(v, q));
        }
    }
    table
}

#[test]
fn degenerate_worlds_have_defined_answers() {
    let four = ["a", "b", "c", "d"];
    let yes = |_: usize, _: usize| "yes".to_owned();
    let zero = "[reliability.weights]\nagreement = 0.0\nfidelity = 0.0\nattribution = 0.0\n\
                consistency = 0.0\noriginality = 0.0\nstaleness = 0.0\n";
    for (what, table, config) in [
        ("one vote", votes(&["a"], 1, yes), ""),
        ("one voice", votes(&["a"], 30, yes), CAMPS),
        ("one question", votes(&four, 1, yes), CAMPS),
        ("all agree", votes(&four, 12, yes), CAMPS),
        ("all disagree", votes(&four, 12, |v, q| format!("x{v}{q}")), CAMPS),
        ("mirror camps", votes(&four, 12, |v, _| if v < 2 { "yes" } else { "no" }.into()), CAMPS),
        ("one number", votes(&four, 3, |_, _| "7".into()), CAMPS),
        ("zeros", votes(&four, 3, |_, _| "0".into()), ""),
        ("huge", votes(&four, 3, |v, _| format!("{v}e49")), ""),
        ("too huge", votes(&four, 3, |v, _| format!("{v}e300")), ""),
        ("tiny", votes(&four, 3, |v, _| format!("{v}e-300")), ""),
        ("days", votes(&four, 3, |v, _| format!("999{}-12-31", 6 + v)), ""),
        ("no finite number", votes(&four, 3, |v, _| ["1", "NaN", "inf", "2"][v].into()), ""),
        ("no votes", "source,question,value\n".to_owned(), CAMPS),
        ("no answers", votes(&four, 3, |_, _| String::new()), CAMPS),
        (
            "votes without weight",
            "source,question,value,weight\na,q,yes,0\nb,q,no,0\n".to_owned(),
            CAMPS,
        ),
        ("zero weights", votes(&four, 6, |v, q| format!("{}", (v * q) % 2)), zero),
    ] {
        let files = run(&table, config, &["--no-charts"]);
        assert_eq!(faults(&files), [] as [String; 0], "{what}");
        assert!(files.contains_key("run.json"), "{what}");
    }
}

/// Names as an enemy would choose them.
const NAMES: [&str; 8] = [
    "=HYPERLINK(\"http://a.example\",\"b\")",
    "@SUM(1+1)",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "../../../x",
    "</text></svg><script>alert(1)</script> ]]> ![x](javascript:alert(1))",
];

fn hostile() -> String {
    let mut table = csv::Writer::from_writer(Vec::new());
    table.write_record(["source", "question", "value"]).unwrap();
    for (v, voice) in NAMES.iter().enumerate() {
        for (q, question) in NAMES.iter().enumerate() {
            let value = if (v + q) % 3 == 0 { NAMES[(q + 1) % NAMES.len()] } else { NAMES[q] };
            table.write_record([voice, question, value]).unwrap();
        }
    }
    String::from_utf8(table.into_inner().unwrap()).unwrap()
}

#[test]
fn hostile_names_do_nothing_in_any_output() {
    let config = "[report]\nsvg = true\nonly = [\"reliability\", \"claims\", \"score-card\"]\n";
    let files = run(&hostile(), config, &[]);
    assert_eq!(faults(&files), [] as [String; 0]);
    let mut drawn = 0;
    for (name, bytes) in &files {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/');
        assert!(name.chars().all(plain) && !name.contains(".."), "{name}");
        if name.ends_with(".html") || name.ends_with(".svg") {
            let text = String::from_utf8_lossy(bytes);
            for bad in ["<script>alert", "<img src=x", "</text></svg><script"] {
                assert!(!text.contains(bad), "{bad} in {name}");
            }
            drawn += usize::from(name.ends_with(".svg"));
            let page = name.ends_with(".html");
            assert!(!page || text.contains("Content-Security-Policy"), "{name}");
        }
        if name.ends_with(".md") {
            let text = String::from_utf8_lossy(bytes);
            assert!(!text.contains("](javascript"), "{name}");
            assert!(!text.contains("<script") || text.contains("\\<script"), "{name}");
        }
    }
    assert!(drawn > 2, "no picture of hostile names");
    // Read back, the names are what they were.
    let mut reader = csv::Reader::from_reader(files["scores.csv"].as_slice());
    let mut back: Vec<String> =
        reader.records().map(|r| from_cell(&r.unwrap()[0]).to_owned()).collect();
    back.sort();
    back.dedup();
    let mut names = NAMES.map(str::to_owned).to_vec();
    names.sort();
    assert_eq!(back, names);
}

#[test]
fn threads_change_no_byte_and_order_no_answer() {
    let world = votes(&["a", "b", "c", "d", "e"], 9, |v, q| format!("{}", (v * q * q + v) % 3));
    let (header, rows) = world.split_once('\n').unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    let ledger = |rows: &[&str]| format!("{header}\n{}\n", rows.join("\n"));
    let threads = |n: &str| run(&world, CAMPS, &["--no-charts", "--threads", n]);
    let one = threads("1");
    for n in ["2", "8"] {
        assert_eq!(one, threads(n), "{n} threads");
    }
    let mut shuffled = rows.clone();
    shuffled.rotate_left(17);
    shuffled.reverse();
    let other = run(&ledger(&shuffled), CAMPS, &["--no-charts"]);
    let sorted = |files: &BTreeMap<String, Vec<u8>>, name: &str| {
        let text = String::from_utf8(files[name].clone()).unwrap();
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    for name in ["ledger.csv", "answers.csv"] {
        assert_eq!(sorted(&one, name), sorted(&other, name), "{name} after shuffling");
    }
    // Intervals are drawn in the order of the table; the scores themselves do not know it.
    let scores = |files| -> Vec<Vec<String>> {
        let short = |row: &String| row.split(',').take(3).map(str::to_owned).collect();
        sorted(files, "scores.csv").iter().map(short).collect()
    };
    assert_eq!(scores(&one), scores(&other));
}
