//! Laws of all pictures, on five invented corpora and in all themes.

use super::chart::Chart;
use super::scene::Rect;
use super::synthetic::{self, World};
use super::*;
use crate::ledger::Kind;
use crate::scores::IntervalMethod;
use crate::{corpus, pipeline, settings};
use std::path::PathBuf;

fn worlds() -> Vec<(&'static str, World)> {
    vec![
        ("tiny", synthetic::tiny()),
        ("small", synthetic::small()),
        ("scripts", synthetic::scripts()),
        ("500", synthetic::large(500)),
        ("2000", synthetic::large(2000)),
    ]
}

fn drawn(world: &World, width: f64) -> Vec<(Chart, scene::Scene)> {
    charts(&world.inputs(), &Settings::default())
        .into_iter()
        .map(|chart| {
            let scene = lay_out(&chart, &world.run.foot(), width);
            (chart, scene)
        })
        .collect()
}

/// Boxes that share less than this are taken to touch only.
const TOUCH: f64 = 0.6;

fn shrunk(r: &Rect) -> Rect {
    r.grown(-TOUCH)
}

#[test]
fn no_text_of_any_picture_overlaps_another_or_a_mark_or_leaves_the_picture() {
    let mut wrong = Vec::new();
    for (name, world) in worlds() {
        for width in if name == "2000" { vec![960.0] } else { vec![960.0, 620.0] } {
            for (chart, scene) in drawn(&world, width) {
                let at = format!("{name} {} at {width}", chart.name);
                wrong.extend(clashes(&scene).into_iter().map(|c| format!("{at}: {c}")));
            }
        }
    }
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} clashes:\n{shown}", wrong.len());
}

/// What overlaps what, or leaves the picture.
fn clashes(scene: &scene::Scene) -> Vec<String> {
    let mut out = Vec::new();
    let texts: Vec<_> = scene.texts().map(|t| (t, t.bounds())).collect();
    let frame = Rect::new(0.0, 0.0, scene.width, scene.height);
    for (i, (text, bounds)) in texts.iter().enumerate() {
        let words = text.words();
        if !frame.contains(bounds) {
            out.push(format!("{words:?} leaves the picture: {bounds:?}"));
        }
        for (other, taken) in &texts[..i] {
            if shrunk(bounds).overlaps(&shrunk(taken)) {
                out.push(format!("{words:?} overlaps {:?}", other.words()));
            }
        }
        if !text.on_mark && scene.marks.iter().any(|m| shrunk(bounds).overlaps(&shrunk(m))) {
            out.push(format!("{words:?} covers a mark"));
        }
    }
    out
}

/// A corpus on disk and the kind its votes are to be read as; benchmark data may be missing.
fn corpora() -> Vec<(&'static str, Option<Kind>, PathBuf)> {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let shared = here.join("../shared");
    [
        ("seeds", None, here.join("seeds")),
        ("founding", None, shared.join("seeds")),
        ("polls538", Some(Kind::Real), shared.join("data/sources/polls538/claims.csv")),
        ("emergent", Some(Kind::YesNo), shared.join("data/sources/emergent/claims.csv")),
    ]
    .into_iter()
    .filter(|(_, _, path)| path.exists())
    .collect()
}

#[test]
fn no_text_overlaps_in_the_pictures_of_real_corpora() {
    let mut wrong = Vec::new();
    for (name, kind, path) in corpora() {
        let inputs = corpus::find(&[path]).unwrap();
        let config = settings::find(None, inputs.first_folder.as_deref());
        let mut settings =
            config.map_or_else(settings::Settings::default, |c| settings::load(&c).unwrap());
        // Where the ends of intervals lie exactly is not what is looked at.
        settings.intervals.method = IntervalMethod::Analytic;
        let run = pipeline::score(pipeline::gather(&inputs, kind, &settings).unwrap(), &settings);
        let run = run.unwrap();
        let extras = Extras::default();
        let inputs = run.report_inputs(&settings, &extras);
        let charts = charts(&inputs, &settings.report);
        assert!(charts.len() >= 5, "{name}: only {} pictures", charts.len());
        for chart in &charts {
            for width in [960.0, 620.0] {
                let found = clashes(&lay_out(chart, &run.facts.foot(), width));
                let at = format!("{name} {} at {width}", chart.name);
                wrong.extend(found.into_iter().map(|c| format!("{at}: {c}")));
            }
        }
    }
    let shown = wrong.iter().take(40).cloned().collect::<Vec<_>>().join("\n");
    assert!(wrong.is_empty(), "{} clashes:\n{shown}", wrong.len());
}

#[test]
fn a_sweep_of_many_settings_shows_those_that_move_voices_most() {
    let mut world = synthetic::small();
    let order = world.extras.rankings[0].voices.clone();
    let reversed: Vec<String> = order.iter().rev().cloned().collect();
    world.extras.rankings.extend((0..40).map(|i| Ranking {
        variant: format!("reliability.weights.something_{i} = 0.25"),
        voices: if i % 10 == 7 { reversed.clone() } else { order.clone() },
    }));
    let chart = chart::rank_flow(&world.inputs(), 24).unwrap();
    let chart::Plot::Flow(flow) = &chart.plot else { panic!("not a flow") };
    let wanted = [7, 17, 27, 37].map(|i| format!("something_{i} = 0.25"));
    assert_eq!(flow.columns[1..], wanted);
    assert!(chart.left_out.contains("orders.csv"), "{}", chart.left_out);
    let found = clashes(&lay_out(&chart, &world.run.foot(), 960.0));
    assert!(found.is_empty(), "{found:?}");
}

#[test]
fn a_clash_is_noticed() {
    let mut scene = scene::Scene::new(200.0);
    scene.height = 100.0;
    let start = scene::Anchor::Start;
    scene.text("one", (20.0, 50.0), start, 12.0, false, theme::Ink::Text);
    assert_eq!(clashes(&scene).len(), 0);
    scene.text("two", (30.0, 52.0), start, 12.0, false, theme::Ink::Text);
    scene.text("three", (190.0, 20.0), start, 12.0, false, theme::Ink::Text);
    scene.marks.push(Rect::new(20.0, 40.0, 25.0, 55.0));
    assert_eq!(clashes(&scene).len(), 3, "{:?}", clashes(&scene));
}

#[test]
fn what_is_measured_is_what_is_drawn() {
    for world in [synthetic::small(), synthetic::scripts()] {
        for (chart, scene) in drawn(&world, 960.0).into_iter().take(4) {
            let svg = draw::svg(&scene, ThemeName::Light).unwrap();
            let boxes = draw::rendered_text_boxes(&svg);
            let runs: Vec<(f64, f64, String)> = scene
                .texts()
                .filter(|t| !t.upward)
                .flat_map(|t| {
                    let mut x = t.at.0;
                    t.shaped.runs.iter().filter_map(move |r| {
                        let (from, to) = (x + r.lead * t.size, x + r.width * t.size);
                        x = to;
                        (!r.text.is_empty()).then(|| (from, to, r.text.clone()))
                    })
                })
                .collect();
            for (from, to, words) in &runs {
                let found = boxes
                    .iter()
                    .any(|b| (b.x0 / 10.0 - from).abs() < 1.5 && b.x1 / 10.0 <= to + 1.5);
                let found =
                    found || boxes.iter().any(|b| (b.x0 - from).abs() < 1.5 && b.x1 <= to + 1.5);
                assert!(found, "{} {words:?} {from} {to}", chart.name);
            }
        }
    }
}

#[test]
fn every_picture_states_its_limits_and_its_words_accuse_nobody() {
    const NEVER: [&str; 6] =
        ["liar", "fake", "propaganda", "disinformation", "unreliable", "biased"];
    for (name, world) in worlds() {
        for chart in charts(&world.inputs(), &Settings::default()) {
            assert!(!chart.caption.is_empty() && !chart.alt.is_empty(), "{name} {}", chart.name);
            let own = [&chart.title, &chart.subtitle, &chart.caption, &chart.left_out, &chart.alt];
            for text in own {
                for word in NEVER {
                    assert!(
                        !text.to_lowercase().contains(word),
                        "{word} in {} of {name}",
                        chart.name
                    );
                }
            }
        }
    }
}

#[test]
fn every_kind_of_picture_is_drawn_for_the_small_war() {
    let world = synthetic::small();
    let names: Vec<String> =
        charts(&world.inputs(), &Settings::default()).into_iter().map(|c| c.name).collect();
    let others = ["reliability-partisanship", "partisanship-components"];
    for kind in KINDS.into_iter().chain(others) {
        assert!(names.iter().any(|n| n.starts_with(kind)), "{kind} is missing from {names:?}");
    }
    let known = |n: &String| KINDS.iter().any(|k| n.starts_with(k));
    assert!(names.iter().all(known), "{names:?}");
    let only = Settings { only: vec!["coverage".into()], ..Settings::default() };
    assert_eq!(charts(&world.inputs(), &only).len(), 1);
}

#[test]
fn a_report_is_the_same_bytes_twice_and_names_every_file_once() {
    let world = synthetic::small();
    let settings = Settings { svg: true, questions: 1, cards: 1, ..Settings::default() };
    let make = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        pool.install(|| {
            report(&world.inputs(), &settings, &mut |name, bytes| {
                files.push((name.to_owned(), bytes.to_vec()));
                Ok(())
            })
        })
        .unwrap();
        files
    };
    let (one, two) = (make(1), make(2));
    assert_eq!(one, two);
    let mut names: Vec<&String> = one.iter().map(|f| &f.0).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), one.len());
    assert!(one.iter().any(|f| f.0.ends_with(".svg")) && one.iter().any(|f| f.0 == "index.md"));
}

#[test]
fn nothing_in_a_run_makes_no_picture_and_no_panic() {
    let world = synthetic::empty();
    assert_eq!(charts(&world.inputs(), &Settings::default()), []);
    let mut files = 0;
    report(&world.inputs(), &Settings::default(), &mut |_, _| {
        files += 1;
        Ok(())
    })
    .unwrap();
    assert!(files >= 2);
}

#[test]
#[ignore = "writes every picture of every synthetic corpus, to be looked at"]
fn draw_all() {
    let theme = match std::env::var("THEME").as_deref() {
        Ok("dark") => ThemeName::Dark,
        Ok("print") => ThemeName::Print,
        _ => ThemeName::Light,
    };
    let only: Vec<String> = std::env::var("ONLY")
        .map(|o| o.split(',').map(str::to_owned).collect())
        .unwrap_or_default();
    let corpora = std::env::var("CORPORA").unwrap_or_default();
    for (name, world) in worlds() {
        if !corpora.is_empty() && !corpora.split(',').any(|c| c == name) {
            continue;
        }
        let folder = format!("{}/target/pictures/{name}", env!("CARGO_MANIFEST_DIR"));
        let _ = std::fs::remove_dir_all(&folder);
        std::fs::create_dir_all(format!("{folder}/charts")).unwrap();
        let settings = Settings { theme, only: only.clone(), svg: true, ..Settings::default() };
        let start = std::time::Instant::now();
        let listed = report(&world.inputs(), &settings, &mut |file, bytes| {
            std::fs::write(format!("{folder}/{file}"), bytes)
        })
        .unwrap();
        std::fs::write(
            format!("{folder}/time.txt"),
            format!("{} pictures in {:?}\n", listed.len(), start.elapsed()),
        )
        .unwrap();
        std::fs::write(format!("{folder}/table.txt"), table(&world.inputs(), 60)).unwrap();
        if name == "small" {
            let huge = synthetic::huge();
            std::fs::write(format!("{folder}/huge.html"), page(&huge.inputs(), theme)).unwrap();
        }
    }
}

/// Watches a page from inside: errors, requests, and how long opening, sorting and filtering take.
const WATCH: &str = r##"
"use strict";
const faults = [];
addEventListener("error", e => faults.push(String(e.message)));
addEventListener("securitypolicyviolation", e => faults.push("policy: " + e.violatedDirective));
addEventListener("load", () => {
  const opened = performance.now();
  const time = f => { const t = performance.now(); f(); document.body.offsetHeight; return Math.round(performance.now() - t); };
  const sort = [...document.querySelectorAll("thead button")].map(b => time(() => b.click()));
  const input = document.querySelector("input[type=search]");
  const filter = ["r", "radio", "radio of kessa", ""].map(w => time(() => { input.value = w; input.dispatchEvent(new Event("input")); }));
  const rows = document.querySelectorAll("tbody tr").length;
  const requests = performance.getEntriesByType("resource").map(r => r.name).filter(n => !n.startsWith("data:"));
  const visit = h => new Promise(done => { addEventListener("hashchange", () => setTimeout(() => done(document.querySelectorAll("main *").length), 0), {once: true}); location.hash = h; });
  (async () => {
    const sizes = [];
    const start = performance.now();
    for (const h of ["#/voice/1", "#/questions", "#/question/0", "#/question/7", "#/about", "#/voice/999999", "#/voices"]) sizes.push(await visit(h));
    const walk = Math.round(performance.now() - start);
    document.documentElement.dataset.watched = JSON.stringify({opened: Math.round(opened), sort, filter, rows, requests, faults, sizes, walk});
  })();
});
"##;

/// The first of the usual names of the browser that is on the path.
fn browser() -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|d| ["chromium", "chromium-browser", "google-chrome"].map(|n| d.join(n)))
        .find(|p| p.is_file())
}

#[test]
#[ignore = "needs a browser: cargo test --release --lib page_in_a_browser -- --ignored --nocapture"]
#[expect(clippy::print_stdout, reason = "this test reports what it measured")]
fn page_in_a_browser() {
    let Some(browser) = browser() else {
        println!("skipped: no chromium on the path");
        return;
    };
    let scratch = tempfile::tempdir().unwrap();
    for (name, world) in [
        ("small", synthetic::small()),
        ("scripts", synthetic::scripts()),
        ("huge", synthetic::huge()),
    ] {
        let html = page::page_with(&world.inputs(), ThemeName::Light, WATCH);
        let file = scratch.path().join(format!("{name}.html"));
        std::fs::write(&file, &html).unwrap();
        let run = std::process::Command::new(&browser)
            .args([
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
            ])
            .args(["--enable-logging=stderr", "--virtual-time-budget=20000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", scratch.path().join("profile").display()))
            .arg(format!("file://{}", file.display()))
            .output()
            .unwrap();
        let dom = String::from_utf8_lossy(&run.stdout);
        let log = String::from_utf8_lossy(&run.stderr);
        let found = dom
            .split_once("data-watched=\"")
            .and_then(|(_, rest)| rest.split_once('"'))
            .map(|(json, _)| json.replace("&quot;", "\""))
            .unwrap_or_else(|| panic!("{name}: the page did not finish: {log}"));
        println!(
            "{name}: {} votes, {} KB: {found}",
            world.ledger.all_votes().len(),
            html.len() / 1024
        );
        let seen: serde_json::Value = serde_json::from_str(&found).unwrap();
        assert_eq!(seen["faults"], serde_json::json!([]), "{name}");
        assert_eq!(seen["requests"], serde_json::json!([]), "{name}");
        assert!(!log.contains("CONSOLE"), "{name}: {log}");
        let slow =
            |key: &str| seen[key].as_array().unwrap().iter().any(|t| t.as_u64().unwrap() > 100);
        // Other work on the machine may slow a run, so one at fault is told apart from a slow page
        // by the numbers printed above.
        assert!(!slow("sort") && !slow("filter"), "{name}: {found}");
        assert!(seen["opened"].as_u64().unwrap() < 2000, "{name}: {found}");
        assert!(
            seen["sizes"].as_array().unwrap().iter().all(|n| n.as_u64().unwrap() > 10),
            "{name}: {found}"
        );
    }
}
