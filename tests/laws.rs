//! Laws from text to scores: what must not change when articles are repeated, relayed, shuffled,
//! packed otherwise, or taken away.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

use corroborate::corpus;
use corroborate::ids::{AnswerId, Id};
use corroborate::pipeline::{self, Run};
use corroborate::scores::Verdict;
use corroborate::settings::Settings;
use proptest::prelude::*;

/// An article of a small corpus.
#[derive(Clone, Debug)]
struct Text {
    outlet: &'static str,
    published: String,
    text: String,
}

const OUTLETS: [&str; 4] =
    ["Harbour Telegraph", "The Continental", "Lowland Courier", "Lake Monitor"];
const TOWNS: [(&str, &str, &str); 3] = [
    ("Karsova", "missile strike", "the regional governor"),
    ("Quilcapampa", "bus crash", "the highway police"),
    ("Narsinghpara", "factory fire", "the fire service"),
];

/// An outlet's account of an event: it happened the day before, and the outlet may err.
fn account(outlet: usize, event: usize, killed: u32, injured: u32, quoted: bool) -> Text {
    let (town, kind, speaker) = TOWNS[event];
    let day = 4 + 6 * event as u32;
    let mut text = format!("{killed} killed in {kind} near {town}\n\n");
    let said = if quoted { format!(", {speaker} said") } else { String::new() };
    let _ = match outlet {
        0 => writeln!(
            text,
            "A {kind} near {town} killed {killed} people and injured {injured} on March {day}{said}. \
             Our reporter saw the wounded being carried to buses in the rain."
        ),
        1 => writeln!(
            text,
            "At least {killed} people died on March {day} in a {kind} near {town}{said}. Hospitals took in \
             {injured} wounded, and the roads out of town were closed until dusk."
        ),
        2 => writeln!(
            text,
            "The toll of the {kind} near {town} on {day} March stands at {killed} dead{said}. Some \
             {injured} others were hurt. Shops stayed shut, and nobody could say who would pay."
        ),
        _ => writeln!(
            text,
            "Families near {town} were burying {killed} dead after the {kind} of March {day}{said}. There \
             were {injured} people injured. The council promised an inquiry before the summer."
        ),
    };
    Text { outlet: OUTLETS[outlet], published: format!("2025-03-{:02}", day + 1), text }
}

/// Every outlet on every event, with figures that differ here and there.
fn world(errs: &[bool], quoted: &[bool]) -> Vec<Text> {
    let mut all = Vec::new();
    for event in 0..TOWNS.len() {
        for outlet in 0..OUTLETS.len() {
            let i = event * OUTLETS.len() + outlet;
            let truth = 14 + 9 * event as u32;
            let killed = if errs[i] { truth + 11 } else { truth };
            all.push(account(outlet, event, killed, 2 * truth + 1, quoted[i]));
        }
    }
    all
}

/// Outlets that tell of one event alone.
const OTHERS: [&str; 4] = ["Straits Examiner", "Delta Star", "Savanna Post", "Correo Austral"];

fn run(files: &[(String, String)]) -> Run {
    run_with(files, &Settings::default())
}

fn run_with(files: &[(String, String)], settings: &Settings) -> Run {
    let temp = tempfile::tempdir().unwrap();
    for (name, text) in files {
        fs::write(temp.path().join(name), text).unwrap();
    }
    let inputs = corpus::find(&[temp.path().to_owned()]).unwrap();
    pipeline::score(pipeline::gather(&inputs, None, settings).unwrap(), settings).unwrap()
}

/// A file an article, in the given order of names, with a manifest.
fn files(texts: &[Text]) -> Vec<(String, String)> {
    let mut manifest = String::from("file,outlet,published\n");
    let mut files = Vec::new();
    for (i, t) in texts.iter().enumerate() {
        writeln!(manifest, "{i:03}.txt,{},{}", t.outlet, t.published).unwrap();
        files.push((format!("{i:03}.txt"), t.text.clone()));
    }
    files.push(("manifest.csv".to_owned(), manifest));
    files
}

/// The articles as lines of JSON, split into files of these sizes.
fn json_lines(texts: &[Text], sizes: &[usize]) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut rest = texts;
    for (n, size) in sizes.iter().enumerate() {
        let (now, later) = rest.split_at((*size).min(rest.len()));
        rest = if n + 1 == sizes.len() { &[] } else { later };
        let now = if n + 1 == sizes.len() { [now, later].concat() } else { now.to_vec() };
        let mut lines = String::new();
        for t in now {
            let line = serde_json::json!(
                {"outlet": t.outlet, "published": t.published, "text": t.text});
            writeln!(lines, "{line}").unwrap();
        }
        files.push((format!("part-{n}.jsonl"), lines));
    }
    files
}

/// Reliability of each voice; `None` where nothing of it can be checked.
fn scores(run: &Run) -> BTreeMap<String, Option<f64>> {
    let voices = run.scores.voices.iter();
    voices.map(|v| (v.name.clone(), v.reliability.as_ref().map(|r| r.mean()))).collect()
}

/// Whether no voice of `before` has moved by more than `most`.
fn assert_near(
    before: &BTreeMap<String, Option<f64>>,
    after: &BTreeMap<String, Option<f64>>,
    most: f64,
) -> Result<(), TestCaseError> {
    for (name, score) in before {
        let now = after.get(name).copied().flatten();
        prop_assert_eq!(score.is_some(), now.is_some(), "{}: {:?} and {:?}", name, score, now);
        let moved = score.zip(now).map_or(0.0, |(a, b)| (a - b).abs());
        prop_assert!(moved <= most, "{}: {:?} and {:?}", name, score, now);
    }
    Ok(())
}

/// The belief in each answer, by question and answer.
fn beliefs(run: &Run) -> BTreeMap<String, f64> {
    let ledger = &run.gathered.ledger;
    let mut all = BTreeMap::new();
    for q in ledger.question_ids() {
        let belief = &run.consensus.beliefs[q.index()];
        for (i, support) in belief.support.iter().enumerate() {
            let answer = ledger.print_answer(q, AnswerId::from_index(i));
            all.insert(format!("{} {answer}", ledger.question(q).name), *support);
        }
    }
    all
}

/// How far two readings of the same corpus may be apart: rounding.
const SAME: f64 = 1e-6;

fn assert_same(a: &Run, b: &Run) -> Result<(), TestCaseError> {
    prop_assert_eq!(scores(a).len(), scores(b).len());
    assert_near(&scores(a), &scores(b), SAME)?;
    assert_believed_alike(a, b)
}

fn assert_believed_alike(a: &Run, b: &Run) -> Result<(), TestCaseError> {
    let (x, y) = (beliefs(a), beliefs(b));
    prop_assert_eq!(x.keys().collect::<Vec<_>>(), y.keys().collect::<Vec<_>>());
    for (name, p) in &x {
        prop_assert!((p - y[name]).abs() < SAME, "{}: {} and {}", name, p, y[name]);
    }
    Ok(())
}

prop_compose! {
    fn worlds()(
        errs in proptest::collection::vec(proptest::bool::weighted(0.2), 12),
        quoted in proptest::collection::vec(any::<bool>(), 12),
    ) -> Vec<Text> {
        world(&errs, &quoted)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn an_article_printed_again_changes_no_score(texts in worlds(), at in 0..12usize) {
        let mut again = texts.clone();
        again.push(texts[at].clone());
        assert_same(&run(&files(&texts)), &run(&files(&again)))?;
    }

    /// Somebody who only reprints another outlet's articles is heard with it, not beside it.
    #[test]
    fn an_outlet_that_only_copies_another_moves_nobody_else(texts in worlds(), of in 0..4usize) {
        let mut cloned = texts.clone();
        let copies = texts.iter().filter(|t| t.outlet == OUTLETS[of]);
        cloned.extend(copies.map(|t| Text { outlet: "Echo", ..t.clone() }));
        let (before, after) = (run(&files(&texts)), run(&files(&cloned)));
        assert_near(&scores(&before), &scores(&after), SAME)?;
        assert_believed_alike(&before, &after)?;
    }

    /// What is told of a claim does not contradict itself.
    #[test]
    fn whoever_is_contradicted_has_an_origin_against_it(texts in worlds()) {
        for e in run(&files(&texts)).scores.evidence {
            prop_assert!(e.agree + e.contradict <= e.others, "{e:?}");
            let nobody_against = e.agree > 0 && e.contradict == 0 && !e.known;
            prop_assert!(!nobody_against || e.verdict != Verdict::Contradicted, "{e:?}");
            let agrees = e.probability.is_none_or(|p| (p >= 0.5) == (e.verdict == Verdict::Supported));
            prop_assert!(agrees, "{e:?}");
        }
    }

    #[test]
    fn the_order_of_the_articles_changes_nothing(texts in worlds(), seed in any::<u64>()) {
        let mut mixed = texts.clone();
        let mut state = seed | 1;
        for i in (1..mixed.len()).rev() {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            mixed.swap(i, (state >> 33) as usize % (i + 1));
        }
        assert_same(&run(&files(&texts)), &run(&files(&mixed)))?;
    }

    #[test]
    fn splitting_a_corpus_over_files_changes_nothing(texts in worlds(), first in 1..11usize) {
        let whole = run(&json_lines(&texts, &[texts.len()]));
        let split = run(&json_lines(&texts, &[first, texts.len() - first]));
        assert_same(&whole, &split)?;
        assert_same(&whole, &run(&files(&texts)))?;
    }

    /// What is believed of one event rests on others only through the voices they share.
    #[test]
    fn taking_away_an_event_changes_the_others_through_shared_voices_alone(
        texts in worlds(),
        gone in 0..3usize,
    ) {
        // Nobody who tells of the event that is taken away tells of another.
        let alone: Vec<Text> = texts
            .iter()
            .enumerate()
            .map(|(i, t)| {
                let outlet = if i / OUTLETS.len() == gone { OTHERS[i % OUTLETS.len()] } else { t.outlet };
                Text { outlet, ..t.clone() }
            })
            .collect();
        let rest: Vec<Text> = alone.iter().filter(|t| !OTHERS.contains(&t.outlet)).cloned().collect();
        let mut majority = Settings::default();
        majority.consensus.method = "majority".to_owned();
        let (with, without) =
            (run_with(&files(&alone), &majority), run_with(&files(&rest), &majority));
        let (x, y) = (beliefs(&with), beliefs(&without));
        prop_assert!(!y.is_empty() && x.len() > y.len());
        for (name, p) in &y {
            prop_assert!((p - x[name]).abs() < SAME, "{}: {} and {}", name, p, x[name]);
        }
    }
}
