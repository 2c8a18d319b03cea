//! A ledger written as Parquet is the ledger; a stream of it too.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use proptest::prelude::*;

use super::{Ledger, ParquetWriter, Settings, Shards, Stream, read, shard_of, write};

const HEADER: &str = "source,question,value,kind,low,high,stance,role,via,date,origin,weight,favours,document,start,end\n";

fn csv(ledger: &Ledger) -> String {
    let mut out = Vec::new();
    write(ledger, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

/// The lines of a table, header first, the rest sorted: questions may stand in another order.
fn lines(csv: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = csv.lines().collect();
    lines[1..].sort_unstable();
    lines
}

/// CSV → ledger → Parquet, in memory and by a stream that must sort on disk → ledger → CSV.
fn there_and_back(table: &str) -> [String; 3] {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let file = |name: &str| fs::File::create(path(name)).expect("a file");
    let back = |name: &str| csv(&read(&[path(name)], None, &Settings::default()).expect(name).0);
    fs::write(path("votes.csv"), table).expect("written");
    let (ledger, _) = read(&[path("votes.csv")], None, &Settings::default()).expect("reads");

    let mut writer = ParquetWriter::new(file("whole.parquet"), 1).expect("begins");
    writer.ledger(&ledger).expect("written");
    writer.finish().expect("finished");

    let inputs: Vec<PathBuf> = vec![path("votes.csv")];
    let stream = Stream::open(&inputs, None, &Settings::default(), 2_000).expect("sorts");
    let mut writer = ParquetWriter::new(file("parts.parquet"), 1).expect("begins");
    stream
        .each_part(0, |part| {
            writer.ledger(part).expect("written");
            Ok::<(), super::Error>(())
        })
        .expect("streams");
    writer.finish().expect("finished");
    [csv(&ledger), back("whole.parquet"), back("parts.parquet")]
}

fn cell(values: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop::sample::select(values).prop_map(str::to_owned)
}

/// A row of a ledger of ours. The kind follows from the question, as it must.
fn row() -> impl Strategy<Value = String> {
    let value = (0..5usize, 0u32..40, 0u32..9).prop_map(|(kind, low, more)| {
        let high = low + more;
        match kind {
            0 => format!("q0,name {low},category,,"),
            1 => format!("q1,{},yes_no,,", if low % 2 == 0 { "yes" } else { "no" }),
            2 => format!(
                "strike/killed/people,x,count,{low},{}",
                if more == 0 { String::new() } else { high.to_string() }
            ),
            3 => format!("\"q3, \"\"real\"\"\",x,real,-{high}.25,-{low}.125"),
            _ => format!("q4,2024-03-{:02}/2024-04-{:02},date,,", 1 + low % 28, 1 + more),
        }
    });
    (
        cell(&["Aél", "B", "'=1+1", "علي", "\"a voice, with a comma\""]),
        value,
        cell(&["asserts", "confirms", "denies"]),
        cell(&["", "via B", "\"two\nlines\""]),
        cell(&["", "2024-05-01", "1999-12-31"]),
        cell(&["", "wire"]),
        cell(&["1", "0.5", "0.333333"]),
        cell(&["", "-1", "0.25"]),
        cell(&[",,", "a.txt,0,12", "b.txt,7,4000000000"]),
    )
        .prop_map(|(source, value, stance, via, date, origin, weight, favours, place)| {
            format!("{source},{value},{stance},speaker,{via},{date},{origin},{weight},{favours},{place}\n")
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_ledger_comes_back_from_parquet_as_it_was(rows in prop::collection::vec(row(), 1..60)) {
        let [memory, whole, parts] = there_and_back(&(HEADER.to_owned() + &rows.concat()));
        prop_assert_eq!(lines(&memory), lines(&whole));
        prop_assert_eq!(lines(&whole), lines(&parts));
    }
}

#[test]
fn what_was_said_before_is_not_revised_by_what_two_answers_come_to() {
    let rows = "B,q4,2024-03-26/2024-04-01,date,,,asserts,speaker,,1999-12-31,,1,,,,\n\
                B,q4,2024-03-26/2024-04-02,date,,,asserts,speaker,,2024-05-01,,1,,,,\n\
                B,q4,2024-03-01/2024-04-01,date,,,asserts,speaker,,,,1,,,,\n";
    let [memory, whole, parts] = there_and_back(&(HEADER.to_owned() + rows));
    assert_eq!(lines(&memory).len(), 2, "{memory:?}");
    assert_eq!(lines(&memory), lines(&whole));
    assert_eq!(lines(&whole), lines(&parts));
}

#[test]
fn a_foreign_table_gives_the_same_kinds_in_parts_as_at_once() {
    // Codes and scales are told by the whole table, and a column that does not fit is left out.
    let mut table = "source,question,value,date\n".to_owned();
    for i in 0..400 {
        table += &format!(
            "s{},q{},{},{}\n",
            i % 7,
            i / 7,
            i % 3,
            if i == 390 { "soon" } else { "2024-01-01" }
        );
    }
    let [memory, whole, parts] = there_and_back(&table);
    assert!(memory.contains(",category,"), "{memory}");
    assert_eq!(lines(&memory), lines(&whole));
    assert_eq!(lines(&whole), lines(&parts));
}

#[test]
fn shards_hold_every_question_once_and_about_as_many() {
    let mut table = "source,question,value\n".to_owned();
    for i in 0..2_000 {
        table += &format!("s{},question {},{}\n", i % 3, i / 3, ["a", "b"][i % 2]);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let path = |n: usize| folder.path().join(format!("{n}.parquet"));
    let csv_path = folder.path().join("votes.csv");
    fs::write(&csv_path, &table).expect("written");
    let stream = Stream::open(&[csv_path], None, &Settings::default(), 10_000).expect("sorts");
    let files = (0..4).map(|n| fs::File::create(path(n)).expect("a file")).collect();
    let mut shards = Shards::new(files).expect("begins");
    stream
        .each_part(0, |part| {
            shards.ledger(part).expect("written");
            Ok::<(), super::Error>(())
        })
        .expect("streams");
    shards.finish().expect("finished");
    let mut seen = BTreeMap::new();
    for n in 0..4 {
        let (ledger, _) = read(&[path(n)], None, &Settings::default()).expect("reads");
        assert!(ledger.questions().len() > 100, "{}", ledger.questions().len());
        for q in ledger.question_ids() {
            let name = ledger.question(q).name.clone();
            assert_eq!(shard_of(&name, 4), n);
            assert_eq!(seen.insert(name, ledger.votes(q).len()), None);
        }
    }
    assert_eq!(seen.values().sum::<usize>(), 2_000);
}

#[test]
fn a_file_that_is_no_parquet_is_an_error_that_names_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("broken.parquet");
    fs::write(&path, b"PAR1 and nothing else").expect("written");
    let error = read(&[path], None, &Settings::default()).expect_err("broken").to_string();
    assert!(error.contains("broken.parquet"), "{error}");
}
