//! The one-way data flow, checked on the sources: a module imports only modules to its left.

use std::fs;
use std::path::{Path, PathBuf};

/// Modules in pipeline order. To allow a new edge, move a module; do not add an exception.
const PIPELINE: [&str; 13] = [
    "units",
    "ids",
    "corpus",
    "claims",
    "ledger",
    "consensus",
    "cluster",
    "scores",
    "report",
    "settings",
    "pipeline",
    "tune",
    "cli",
];

fn sources(of: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(of).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
    found.sort();
}

/// Every source file with its top-level module and text.
fn files() -> Vec<(PathBuf, String, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sources(&src, &mut found);
    found
        .into_iter()
        // Files of tests may reach and print as they need.
        .filter(|path| {
            let name = path.file_stem().unwrap().to_string_lossy();
            name != "tests" && !name.ends_with("_tests") && name != "synthetic" && name != "testing"
        })
        .map(|path| {
            let relative = path.strip_prefix(&src).unwrap();
            let module = relative.components().next().unwrap().as_os_str().to_string_lossy();
            let module = module.trim_end_matches(".rs").to_owned();
            let text = fs::read_to_string(&path).unwrap();
            (path, module, text)
        })
        .collect()
}

/// The part of a file before its tests: tests may reach wherever they need.
fn product(text: &str) -> &str {
    text.split("#[cfg(test)]").next().unwrap_or(text)
}

#[test]
fn modules_import_only_earlier_modules() {
    for (path, module, text) in files() {
        let Some(place) = PIPELINE.iter().position(|m| *m == module) else {
            assert!(module == "lib" || module == "main", "{}: not in PIPELINE", path.display());
            continue;
        };
        for (number, line) in product(&text).lines().enumerate() {
            if line.trim_start().starts_with("//") {
                continue;
            }
            for part in line.split("crate::").skip(1) {
                let imported: String =
                    part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = PIPELINE.contains(&imported.as_str());
                assert!(
                    !known || imported == module || PIPELINE[..place].contains(&imported.as_str()),
                    "{}:{}: `{module}` may not import `{imported}`; data flows {PIPELINE:?} and never back",
                    path.display(),
                    number + 1,
                );
            }
        }
    }
}

#[test]
fn every_file_opens_with_a_sentence() {
    for (path, _, text) in files() {
        assert!(
            text.starts_with("//! "),
            "{}: open with `//! <what this file is for>`",
            path.display()
        );
    }
}

fn only(what: &[&str], allowed: impl Fn(&Path, &str) -> bool, why: &str) {
    for (path, module, text) in files() {
        if allowed(&path, &module) {
            continue;
        }
        for (number, line) in product(&text).lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for word in what {
                assert!(!code.contains(word), "{}:{}: `{word}`: {why}", path.display(), number + 1);
            }
        }
    }
}

#[test]
fn only_the_command_line_prints() {
    only(
        &["println!", "eprintln!", "print!(", "stdout()", "stderr()"],
        |_, module| module == "cli",
        "only `cli` prints",
    );
}

#[test]
fn only_draw_knows_the_drawing_libraries() {
    only(
        &["plotters::", "resvg::", "use plotters", "use resvg"],
        |path, _| path.ends_with("report/draw.rs"),
        "charts are plain data; only report/draw.rs draws",
    );
}

#[test]
fn nothing_reads_the_clock_or_the_network() {
    only(
        &["SystemTime", "Instant::now", "Zoned::now", "Timestamp::now", "std::net", "TcpStream"],
        |path, _| path.ends_with("cli/timings.rs"),
        "the same input gives the same bytes, offline; only cli/timings.rs measures time",
    );
}

#[test]
fn language_knows_no_probability_and_consensus_no_language() {
    only(
        &["statrs", "Probability", "consensus::"],
        |_, module| module != "claims",
        "`claims` knows no probability",
    );
    only(
        &["language::", "Token", "tokenize", "sentences("],
        |_, module| module != "consensus",
        "`consensus` knows no language",
    );
}
