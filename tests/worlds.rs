//! Worlds that are hardly any, and names that bite: every output is defined, whole and harmless; the
//! same bytes on any number of threads, and the same answers for any order of rows.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use corroborate::corpus::from_cell;

/// Every file of a run over a table of votes, by name.
fn run(votes: &str, config: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    run_on("votes.csv", votes, config, more)
}

/// Every file of a run over one input file, by name.
fn run_on(name: &str, votes: &str, config: &str, more: &[&str]) -> BTreeMap<String, Vec<u8>> {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(name), votes).unwrap();
    fs::write(home.path().join("corroborate.toml"), config).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .current_dir(home.path())
        .args(["score", name, "--out", "out"])
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

/// The rows of a table in another order, by a fixed stride and backwards.
fn shuffled(table: &str) -> String {
    let (header, rows) = table.split_once('\n').unwrap();
    let mut rows: Vec<&str> = rows.lines().collect();
    rows.sort_by_key(|row| row.bytes().fold(7u32, |h, b| h.wrapping_mul(31) ^ u32::from(b)));
    format!("{header}\n{}\n", rows.join("\n"))
}

/// Votes of every kind, with days, origins, weights, revisions and repetitions.
fn world_of_all_kinds() -> String {
    let mut table = String::from("source,question,value,kind,role,date,origin,weight,favours\n");
    for (v, voice) in ["delta", "a", "c", "b", "echo", "B"].iter().enumerate() {
        for q in 0..14 {
            let day = 1 + (v * 5 + q * 3) % 27;
            let (value, kind) = match q % 5 {
                0 => (["yes", "no"][(v + q) % 2].to_owned(), "yes_no"),
                1 => (format!("{}", 10 + (v * q) % 4), "count"),
                2 => (format!("{}.5", (v * q * q) % 7), "real"),
                3 => (["x", "y", "z"][(v * q + v) % 3].to_owned(), "category"),
                _ => (format!("2024-03-{:02}", 1 + (v + q) % 5), "date"),
            };
            let origin = if (v + q) % 4 == 0 { "wire" } else { "" };
            let role = if voice.len() > 1 { "outlet" } else { "speaker" };
            let row = |value: &str, day: usize| {
                format!("{voice},q{q},{value},{kind},{role},2024-04-{day:02},{origin},1,0.5\n")
            };
            table += &row(&value, day);
            if (v + 2 * q) % 5 == 0 {
                table += &row(&value, day + 1);
            }
            if kind == "count" && v % 3 == 0 {
                table += &row("17", day + 2);
            }
        }
    }
    table
}

#[test]
fn neither_threads_nor_the_order_of_rows_change_a_byte() {
    let answer = |v: usize, q: usize| format!("{}", (v * q * q + v) % 3);
    for (what, world) in [
        ("codes", votes(&["e", "b", "c", "d", "a"], 19, answer)),
        ("all kinds", world_of_all_kinds()),
    ] {
        let threads = |n: &str| run(&world, CAMPS, &["--no-charts", "--threads", n]);
        let one = threads("1");
        for n in ["2", "8"] {
            assert_eq!(one, threads(n), "{what}: {n} threads");
        }
        let order = shuffled(&world);
        assert_ne!(world, order);
        let other = run(&order, CAMPS, &["--no-charts"]);
        let differing: Vec<&String> =
            one.keys().filter(|name| one[*name] != other[*name]).collect();
        assert_eq!(differing, [] as [&String; 0], "{what}: another order of rows");
    }
}

/// The sample articles, a JSON record a line.
fn records() -> Vec<String> {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds");
    let mut names: Vec<_> = fs::read_dir(seeds).unwrap().map(|e| e.unwrap().path()).collect();
    names.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    names.sort();
    let record = |path: &std::path::PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy();
        let text = fs::read_to_string(path).unwrap();
        serde_json::json!({ "id": name, "outlet": name, "text": text }).to_string()
    };
    names.iter().map(record).collect()
}

#[test]
fn the_order_of_records_and_of_claims_changes_no_byte() {
    let mut lines = records();
    let quiet = ["--no-charts"];
    let one = run_on("a.jsonl", &lines.join("\n"), "", &quiet);
    lines.reverse();
    assert_eq!(one, run_on("a.jsonl", &lines.join("\n"), "", &quiet));
    let table = String::from_utf8(one["claims.csv"].clone()).unwrap();
    let mut rows = csv::Reader::from_reader(table.as_bytes());
    let header = rows.headers().unwrap().clone();
    let mut rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    let table = |rows: &[csv::StringRecord]| {
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&header).unwrap();
        rows.iter().for_each(|row| out.write_record(row).unwrap());
        String::from_utf8(out.into_inner().unwrap()).unwrap()
    };
    assert!(rows.len() > 50);
    let one = run_on("claims.csv", &table(&rows), "", &quiet);
    rows.reverse();
    rows.rotate_left(31);
    assert_eq!(one, run_on("claims.csv", &table(&rows), "", &quiet));
}
