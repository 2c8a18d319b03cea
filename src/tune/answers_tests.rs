//! Planted worlds in which there is something to learn, and shuffled ones in which there is nothing.

use super::*;
use crate::ledger::{LedgerBuilder, Question, Role, Row};
use crate::tune::fit::Finding;
use crate::tune::labels::SCORES;
use crate::units::Interval;

#[test]
fn places_and_values_of_a_parameter_are_inverse() {
    for p in CONSENSUS.iter().chain(&SCORES) {
        for x in [0, 17, 128, 255, search::GRID] {
            let back = p.place(p.value(x));
            assert!(back.abs_diff(x) <= 1, "{}: {x} → {} → {back}", p.path, p.value(x));
        }
    }
}

/// Whole numbers below `n`, the same on every run.
fn dice(seed: u64) -> impl FnMut(u64) -> u64 {
    let mut state = seed;
    move |n| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    }
}

fn push(
    builder: &mut LedgerBuilder,
    voice: u64,
    name: &str,
    kind: Kind,
    label: &str,
    x: Option<f64>,
) {
    builder.push(Row {
        voice: &format!("s{voice}"),
        role: Role::Outlet,
        question: Question {
            name: name.to_owned(),
            kind,
            event: String::new(),
            measure: String::new(),
            subject: String::new(),
        },
        label,
        number: x.and_then(Interval::exactly),
        origin: "",
        detail: None,
    });
}

/// Rumours, a third of them true: most are only repeated; of the false ones some are denied.
fn rumours(seed: u64) -> (Gathered, Answers) {
    let mut next = dice(seed);
    let mut builder = LedgerBuilder::default();
    let mut key = Answers::new();
    for q in 0..100 {
        let name = format!("q{q}");
        let is_true = next(3) == 0;
        for _ in 0..1 + next(6) {
            push(&mut builder, next(40), &name, Kind::YesNo, "yes", None);
        }
        if next(10) < if is_true { 1 } else { 7 } {
            for _ in 0..1 + next(2) {
                push(&mut builder, 40 + next(20), &name, Kind::YesNo, "no", None);
            }
        }
        key.insert(name, vec![if is_true { "yes" } else { "no" }.to_owned()]);
    }
    (Gathered { ledger: builder.build(), ..Gathered::default() }, key)
}

/// The same answers, each to the next question.
fn shuffled(key: &Answers) -> Answers {
    let mut values: Vec<Vec<String>> = key.values().cloned().collect();
    values.rotate_left(37);
    key.keys().cloned().zip(values).collect()
}

fn quick() -> Settings {
    let mut settings = Settings::default();
    // No search of the engine's own settings: what is tested is the recalibration.
    settings.consensus.method = "two_coin".to_owned();
    settings
}

fn tuned(gathered: &Gathered, key: &Answers) -> Fitted {
    to_answers(gathered, key, &quick(), &|| ()).expect("a hundred events are enough")
}

fn measure(f: &Fitted, name: &str) -> (f64, f64) {
    f.measures.iter().find(|m| m.0 == name).map(|m| (m.1, m.2)).expect("it was measured")
}

#[test]
fn what_repetition_tells_is_learnt_from_known_answers() {
    let (gathered, key) = rumours(3);
    let f = tuned(&gathered, &key);
    assert_eq!(f.finding, Finding::Improved, "{f:?}");
    let (brier_before, brier) = measure(&f, "Brier score");
    assert!(brier < 0.17 && brier < brier_before - 0.05, "{f:?}");
    assert!(measure(&f, "accuracy").1 > measure(&f, "accuracy").0, "{f:?}");
    assert!(f.changes.iter().all(|c| c.0.starts_with("consensus.calibration.")), "{f:?}");
    // What was fitted is what the settings then do.
    let mut settings = toml::Table::try_from(quick()).unwrap();
    for (path, _, x) in &f.changes {
        let name = path.rsplit('.').next().unwrap().to_owned();
        settings["consensus"]["calibration"][name.as_str()] = toml::Value::Float(*x);
    }
    let settings: Settings = settings.try_into().unwrap();
    let consensus = crate::pipeline::believe(&gathered, &settings).unwrap();
    let now = crate::tune::evaluate::answers(&gathered.ledger, &consensus, &key);
    assert!(now.brier.unwrap() < brier + 0.02, "{now:?}");
}

#[test]
fn shuffled_answers_are_no_improvement_beyond_noise() {
    for seed in 1..=4 {
        let (gathered, key) = rumours(seed);
        let f = tuned(&gathered, &shuffled(&key));
        assert_ne!(f.finding, Finding::Improved, "seed {seed}: {f:?}");
    }
}

#[test]
fn shuffled_categories_and_numbers_are_none_either() {
    let mut next = dice(7);
    let (mut categories, mut numbers) = (LedgerBuilder::default(), LedgerBuilder::default());
    let (mut labels, mut figures) = (Answers::new(), Answers::new());
    for q in 0..60 {
        let name = format!("q{q}");
        let (right, truth) = (next(3), 10.0 * next(40) as f64);
        for s in 0..6 {
            let said = if next(4) == 0 { next(3) } else { right };
            push(&mut categories, s, &name, Kind::Category, &format!("v{said}"), None);
            let x = truth + next(11) as f64 - 5.0;
            push(&mut numbers, s, &name, Kind::Real, "", Some(x));
        }
        labels.insert(name.clone(), vec![format!("v{right}")]);
        figures.insert(name, vec![format!("{truth}")]);
    }
    let gathered = |b: LedgerBuilder| Gathered { ledger: b.build(), ..Gathered::default() };
    let (categories, numbers) = (gathered(categories), gathered(numbers));
    assert_ne!(tuned(&categories, &shuffled(&labels)).finding, Finding::Improved);
    let f = tuned(&numbers, &shuffled(&figures));
    assert_ne!(f.finding, Finding::Improved, "{f:?}");
}

#[test]
fn a_shared_error_of_numbers_is_learnt() {
    let mut next = dice(5);
    let mut builder = LedgerBuilder::default();
    let mut key = Answers::new();
    for q in 0..60 {
        let name = format!("q{q}");
        let truth = next(100) as f64;
        for s in 0..5 {
            // All sources together are four too high.
            let x = truth + 4.0 + next(9) as f64 - 4.0;
            push(&mut builder, s, &name, Kind::Real, "", Some(x));
        }
        key.insert(name, vec![format!("{truth}")]);
    }
    let gathered = Gathered { ledger: builder.build(), ..Gathered::default() };
    let f = tuned(&gathered, &key);
    assert_eq!(f.finding, Finding::Improved, "{f:?}");
    let shift = f.changes.iter().find(|c| c.0.ends_with(".shift")).expect("it was fitted").2;
    assert!((shift + 4.0).abs() < 1.0, "{f:?}");
    assert!(measure(&f, "CRPS").1 < measure(&f, "CRPS").0);
}

#[test]
fn too_few_events_are_refused() {
    let (gathered, key) = rumours(1);
    let few: Answers = key.into_iter().take(3).collect();
    assert_eq!(to_answers(&gathered, &few, &quick(), &|| ()), None);
}
