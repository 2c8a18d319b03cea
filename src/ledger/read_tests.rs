//! Votes tables in and out: kinds, repeated votes, errors with their place, the round trip.

use std::io::Write;

use proptest::prelude::*;

use super::*;
use crate::ids::Id;

fn table(text: &str) -> (Ledger, Report) {
    try_table(text).expect("a good table")
}

fn try_table(text: &str) -> Result<(Ledger, Report), Error> {
    let mut reader = Reader::new(None, Settings::default());
    reader.read("t.csv", text.as_bytes())?;
    Ok(reader.finish())
}

/// Every vote as text, sorted.
fn votes(ledger: &Ledger) -> Vec<String> {
    let mut out = Vec::new();
    for q in ledger.question_ids() {
        for at in ledger.vote_range(q) {
            let v = ledger.all_votes()[at];
            let day = ledger.detail(at).and_then(|d| d.date);
            out.push(format!(
                "{} | {} | {} | {:?} | {} | {:?}",
                ledger.question(q).name,
                ledger.voices().name(v.voice),
                ledger.print_answer(q, v.answer),
                ledger.question(q).kind,
                ledger.origin_name(v.origin).unwrap_or("own"),
                day,
            ));
        }
        for r in ledger.revisions().iter().filter(|r| r.question == q) {
            out.push(format!(
                "{} | {} | revised {:?} | {:?}",
                ledger.question(q).name,
                ledger.voices().name(r.voice),
                match r.answer {
                    Answer::Label(l) => ledger.labels().name(l).to_owned(),
                    Answer::Number(i) => i.to_string(),
                },
                r.detail.date
            ));
        }
    }
    out.sort();
    out
}

fn kind_of(text: &str, question: &str) -> (Kind, KindReason) {
    let (ledger, report) = table(text);
    let q = ledger.find_question(question).expect("the question");
    (ledger.question(q).kind, report.kind_reasons[q.index()])
}

#[test]
fn a_bare_table_keeps_no_details() {
    let (ledger, report) = table("source,question,value,colour\na,q,x,red\nb,q,y,blue\n");
    assert_eq!(ledger.all_votes().len(), 2);
    assert!(ledger.detail(0).is_none());
    assert!(report.columns_left_out.iter().eq(["colour"]));
    assert_eq!(ledger.origin_count(), 2);
}

#[test]
fn kinds_are_inferred_per_question() {
    let t = "source,question,value\na,words,x\nb,words,21\na,yn,Yes\nb,yn,no\na,day,2024-10-05\n\
             b,day,2024-10-04/2024-10-05\na,n,21\nb,n,≥ 15\na,x,-3.5\nb,x,2\n";
    assert_eq!(kind_of(t, "words"), (Kind::Category, KindReason::Words));
    assert_eq!(kind_of(t, "yn"), (Kind::YesNo, KindReason::YesNoWords));
    assert_eq!(kind_of(t, "day"), (Kind::Date, KindReason::Days));
    assert_eq!(kind_of(t, "n"), (Kind::Count, KindReason::WholeNumbers));
    assert_eq!(kind_of(t, "x"), (Kind::Real, KindReason::Numbers));
    let (ledger, _) = table(t);
    assert!(votes(&ledger).contains(&"n | b | ≥ 15 | Count | own | None".to_owned()));
}

#[test]
fn many_small_whole_numbers_are_codes_and_a_full_scale_is_not() {
    let rows = |values: &[&str]| {
        let mut t = "source,question,value\n".to_owned();
        for i in 0..60 {
            t += &format!("s{},q{},{}\n", i % 6, i / 6, values[i % values.len()]);
        }
        t
    };
    assert_eq!(kind_of(&rows(&["0", "1", "4"]), "q1"), (Kind::Category, KindReason::Codes));
    assert_eq!(kind_of(&rows(&["0", "3", "10"]), "q1"), (Kind::Real, KindReason::Scale));
    assert_eq!(kind_of(&rows(&["0", "-60", "100", "-100"]), "q1").0, Kind::Real);
    assert_eq!(kind_of(&rows(&["3", "21", "84"]), "q1"), (Kind::Count, KindReason::WholeNumbers));
    // Few numbers are no evidence of a code.
    assert_eq!(kind_of("source,question,value\na,q,3\nb,q,2\n", "q").0, Kind::Count);
}

#[test]
fn a_forced_kind_wins_and_is_checked() {
    let mut reader = Reader::new(Some(Kind::YesNo), Settings::default());
    reader.read("t.csv", &b"source,question,value\na,q,1\nb,q,False\n"[..]).expect("fits");
    let (ledger, report) = reader.finish();
    assert_eq!(
        votes(&ledger),
        ["q | a | yes | YesNo | own | None", "q | b | no | YesNo | own | None"]
    );
    assert_eq!(report.kinds, [(Kind::YesNo, KindReason::Forced, 1)]);
    let mut reader = Reader::new(Some(Kind::Count), Settings::default());
    let e = reader
        .read("t.csv", &b"source,question,value\na,q,1\nb,q,F80\n"[..])
        .expect_err("no count");
    assert_eq!(
        e.to_string(),
        "t.csv: line 3, column 3 (`value`): a number (21, ≥ 21, 5–15), got `F80`; correct the \
         cell, or let the kind be inferred"
    );
}

#[test]
fn the_same_vote_again_counts_once() {
    let (ledger, report) = table("source,question,value\na,q,x\na,q,x\na,q,x\nb,q,x\n");
    assert_eq!(ledger.all_votes().len(), 2);
    assert_eq!(report.resolved, Resolved { repeated: 2, revised: 0, contradictory: 0 });
}

#[test]
fn a_later_count_of_the_same_voice_replaces_the_earlier() {
    let (ledger, report) = table(
        "source,question,value,date\na,q,21,2024-07-02\na,q,6,2024-07-01\na,q,34,2024-07-05\na,q,34,2024-07-09\n",
    );
    assert_eq!(
        votes(&ledger),
        [
            "q | a | 34 | Count | own | Some(2024-07-05)",
            "q | a | revised \"21\" | Some(2024-07-02)",
            "q | a | revised \"6\" | Some(2024-07-01)",
        ]
    );
    assert_eq!(report.resolved, Resolved { repeated: 1, revised: 2, contradictory: 0 });
}

#[test]
fn two_counts_of_one_day_are_what_they_share_or_the_range_over_both() {
    let (ledger, _) = table("source,question,value\na,q,≥ 20\na,q,21\nb,q,21\nb,q,30\n");
    assert_eq!(
        votes(&ledger),
        ["q | a | 21 | Count | own | None", "q | b | 21–30 | Count | own | None"]
    );
}

#[test]
fn categories_of_one_day_all_stay_and_a_later_one_replaces_them() {
    let (ledger, _) = table("source,question,value\na,authors,x\na,authors,y\n");
    assert_eq!(ledger.all_votes().len(), 2);
    // Both are one origin: the voice's own.
    assert_eq!(ledger.origin_count(), 1);
    let (ledger, _) =
        table("source,question,value,date\na,q,x,2024-01-01\na,q,y,2024-01-01\na,q,z,2024-01-02\n");
    assert_eq!(ledger.all_votes().len(), 1);
    assert_eq!(ledger.revisions().len(), 2);
}

#[test]
fn measurements_all_stay() {
    let (ledger, _) = table(
        "source,question,value,date\na,q,-3.5,2024-01-01\na,q,-2.5,2024-01-02\na,q,-2.5,2024-01-03\n",
    );
    assert_eq!(ledger.all_votes().len(), 3);
}

#[test]
fn errors_say_where_what_and_what_to_do() {
    let error = |t: &str| try_table(t).expect_err("a bad table").to_string();
    assert_eq!(
        error("source;question;value\na;q;x\n"),
        "t.csv: line 1: the header has no column `source` (it has: source;question;value); \
         separate the columns by commas"
    );
    assert_eq!(
        error("source,question,value\na,q,x\n,q,x\n"),
        "t.csv: line 3, column 1 (`source`): a name, got ``; fill the cell or delete the row"
    );
    assert_eq!(
        error("source,question,value\na,q,x\na,q\n"),
        "t.csv: line 3: 2 cells where the header has 3; put cells that contain a comma or a \
         quotation mark in quotation marks"
    );
    assert_eq!(
        error("source,question,value,kind,date\na,q,x,category,5 Oct\n"),
        "t.csv: line 2, column 5 (`date`): a day such as 2024-10-05, in the years 1000 to 2999, got `5 Oct`; correct the \
         cell or empty it"
    );
    assert_eq!(
        error("source,question,value,kind,low,high\na,q,,count,5,3\n"),
        "t.csv: line 2, column 6 (`high`): a number not below `low`, got `3`; swap the two, or \
         empty `high` for \"at least\""
    );
    assert!(error("source,question,value,kind\na,q,x,category\nb,q,3,count\n").contains("line 3"));
}

#[test]
fn a_foreign_column_that_does_not_fit_is_left_out_with_a_warning() {
    let (ledger, report) =
        table("source,question,value,stance\na,q,1,asserts\nb,q,0,against\nc,q,,observing\n");
    assert_eq!(report.warnings.len(), 1);
    assert!(report.warnings[0].contains("line 3 holds `against`"), "{}", report.warnings[0]);
    assert_eq!(report.without_answer, 1);
    assert_eq!(ledger.all_votes().len(), 2);
}

#[test]
fn gzip_and_a_byte_order_mark_are_read() {
    let text = "\u{feff}source,question,value\r\na,q,x\r\n";
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gz.write_all(text.as_bytes()).expect("memory");
    let gz = gz.finish().expect("memory");
    let mut reader = Reader::new(None, Settings::default());
    reader.read("t.csv.gz", &gz[..]).expect("gzip");
    assert_eq!(votes(&reader.finish().0), ["q | a | x | Category | own | None"]);
}

#[test]
fn a_formula_is_written_as_text_and_read_back() {
    let (ledger, _) = table("source,question,value\n=cmd(),q,-x\n");
    let mut out = Vec::new();
    write(&ledger, &mut out).expect("memory");
    let text = String::from_utf8(out).expect("UTF-8");
    assert!(text.contains("'=cmd(),q,'-x,"), "{text}");
    assert_eq!(votes(&table(&text).0), votes(&ledger));
}

/// Rows of a random table: sources, questions of each kind, days, origins, places.
fn rows() -> impl Strategy<Value = Vec<String>> {
    let row = (0..4u8, 0..4u8, 0..5u8, prop::option::of(1..4u8), prop::option::of(0..2u8), 0..3u8);
    prop::collection::vec(row, 1..30).prop_map(|rows| {
        rows.into_iter()
            .map(|(s, q, v, day, origin, place)| {
                let value = match q {
                    0 => ["x", "y", "=z", "21", "a, \"b\""][v as usize].to_owned(),
                    1 => ["21", "≥ 15", "20–99", "84", "3"][v as usize].to_owned(),
                    2 => ["-1.5", "2", "0.25", "7", "-3"][v as usize].to_owned(),
                    _ => format!("2024-10-0{}", v + 1),
                };
                let kind = ["category", "count", "real", "date"][q as usize];
                let day = day.map_or(String::new(), |d| format!("2024-11-0{d}"));
                let origin = origin.map_or(String::new(), |o| format!("o{o}"));
                format!(
                    "s{s},q{q},\"{}\",{kind},{day},{origin},d{place}.txt,{place},{}\n",
                    value.replace('"', "\"\""),
                    place + v
                )
            })
            .collect()
    })
}

const HEADER: &str = "source,question,value,kind,date,origin,document,start,end\n";

proptest! {
    #[test]
    fn a_written_ledger_reads_back_the_same(rows in rows()) {
        let (ledger, _) = table(&(HEADER.to_owned() + &rows.concat()));
        let mut out = Vec::new();
        write(&ledger, &mut out).expect("memory");
        let text = String::from_utf8(out).expect("UTF-8");
        let (again, _) = table(&text);
        prop_assert_eq!(votes(&again), votes(&ledger));
        let mut out = Vec::new();
        write(&again, &mut out).expect("memory");
        prop_assert_eq!(String::from_utf8(out).expect("UTF-8"), text);
    }

    #[test]
    fn the_order_of_rows_changes_no_vote(rows in rows(), seed in any::<u64>()) {
        let (ledger, report) = table(&(HEADER.to_owned() + &rows.concat()));
        let mut shuffled = rows;
        let mut state = seed;
        for i in (1..shuffled.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            shuffled.swap(i, (state >> 33) as usize % (i + 1));
        }
        let (other, other_report) = table(&(HEADER.to_owned() + &shuffled.concat()));
        prop_assert_eq!(votes(&other), votes(&ledger));
        prop_assert_eq!(other_report.resolved, report.resolved);
    }

    #[test]
    fn two_files_are_one_table(rows in rows(), cut in 0..30usize) {
        let cut = cut.min(rows.len());
        let (whole, _) = table(&(HEADER.to_owned() + &rows.concat()));
        let mut reader = Reader::new(None, Settings::default());
        for part in [&rows[..cut], &rows[cut..]] {
            reader.read("part.csv", (HEADER.to_owned() + &part.concat()).as_bytes()).expect("fits");
        }
        prop_assert_eq!(votes(&reader.finish().0), votes(&whole));
    }
}

#[test]
fn no_finite_number_among_numbers_is_kept_out_with_its_place() {
    for bad in ["NaN", "inf", "-inf", "1e400"] {
        let text = format!("source,question,value\na,q,21\nb,q,{bad}\nc,q,23\nd,r,{bad}\nd,r,x\n");
        let mut reader = Reader::new(None, Settings::default());
        reader.read("t.csv", text.as_bytes()).expect("a table");
        let (ledger, report) = reader.finish();
        let q = ledger.find_question("q").expect("asked");
        assert_eq!(ledger.question(q).kind, Kind::Count, "{bad}");
        assert_eq!(ledger.votes(q).len(), 2, "{bad}");
        let r = ledger.find_question("r").expect("asked");
        assert_eq!(ledger.votes(r).len(), 2, "among words it is a word");
        assert_eq!(report.without_answer, 1);
        let place = format!(
            "1 values are no finite numbers, in questions whose other values are \
             numbers, days or yes and no (the first: t.csv: line 3: `{bad}`)"
        );
        assert!(report.warnings[0].starts_with(&place), "{:?}", report.warnings);
        // Where the kind is stated it is an error.
        let stated = format!("source,question,value,kind\na,q,{bad},count\n");
        let error = Reader::new(None, Settings::default()).read("t.csv", stated.as_bytes());
        let error = error.expect_err("no number").to_string();
        assert!(error.contains("line 2") && error.contains(bad), "{error}");
    }
}

#[test]
fn a_million_columns_are_read_in_linear_time() {
    let names: Vec<String> = (0..1_000_000).map(|i| format!("c{i}")).collect();
    let table = format!("source,question,value,{}\n", names.join(","));
    let mut reader = Reader::new(None, Settings::default());
    reader.read("wide.csv", table.as_bytes()).expect("a wide header");
    assert_eq!(reader.finish().1.columns_left_out.len(), 1_000_000);
    let error = Reader::new(None, Settings::default()).read("wide.csv", names.join(",").as_bytes());
    let error = error.expect_err("no source").to_string();
    assert!(error.len() < 500 && error.contains("and 999988 more"), "{error}");
}

#[test]
fn impossible_days_of_votes_are_refused_or_told() {
    for day in ["0000-00-00", "0000-01-01", "9999-12-31"] {
        let row = |kind: &str| format!("source,question,value,date{kind}\na,q,x,{day}");
        let foreign = row("");
        let mut reader = Reader::new(None, Settings::default());
        reader.read("t.csv", foreign.as_bytes()).expect("a foreign table");
        let warnings = reader.finish().1.warnings;
        assert!(warnings[0].contains("line 2") && warnings[0].contains(day), "{warnings:?}");
        let ours = row(",kind") + ",category";
        let error = Reader::new(None, Settings::default()).read("t.csv", ours.as_bytes());
        let error = error.expect_err("an impossible day").to_string();
        assert!(error.contains("line 2") && error.contains(day), "{error}");
    }
}
