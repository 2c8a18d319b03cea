//! `tune --write` as a user runs it: votes, a key and a commented settings file in, fitted numbers out.

use std::fs;
use std::process::Command;

/// Rumours that everyone repeats; the false ones are sometimes denied.
fn world(seed: u64) -> (String, String) {
    let mut state = seed;
    let mut next = move |n: u64| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % n
    };
    let (mut votes, mut key) =
        (String::from("source,question,value\n"), String::from("question,value\n"));
    for q in 0..90 {
        let is_true = next(3) == 0;
        for _ in 0..1 + next(6) {
            votes += &format!("s{},q{q},yes\n", next(40));
        }
        if next(10) < if is_true { 1 } else { 7 } {
            votes += &format!("s{},q{q},no\n", 40 + next(20));
        }
        key += &format!("q{q},{}\n", if is_true { "yes" } else { "no" });
    }
    (votes, key)
}

const SETTINGS: &str = "\
# Desk settings.
[consensus]   # not the default
method = \"two_coin\"
calibration = { slope = 1.0, yes = 0.0 } # fitted below
[[axis]] # kept
name = \"a–b\"";

fn tune(folder: &std::path::Path, key: &str) -> String {
    let out = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .args(["tune", "votes.csv", "--answers", key, "--write"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    String::from_utf8(out.stdout).unwrap() + &String::from_utf8(out.stderr).unwrap()
}

#[test]
fn fitted_numbers_are_written_among_the_users_comments_and_a_backup_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (votes, key) = world(3);
    fs::write(path("votes.csv"), votes).unwrap();
    fs::write(path("key.csv"), &key).unwrap();
    fs::write(path("corroborate.toml"), SETTINGS).unwrap();
    let said = tune(folder.path(), "key.csv");
    assert!(said.contains("\nan improvement beyond noise\n"), "{said}");
    let fitted = fs::read_to_string(path("corroborate.toml")).unwrap();
    for line in [
        "# Desk settings.\n[consensus]   # not the default\n",
        " # fitted below\n",
        "[[axis]] # kept\n",
    ] {
        assert!(fitted.contains(line), "{fitted}");
    }
    assert!(
        fitted.contains("# fitted: corroborate tune --answers, key ")
            && !fitted.contains("slope = 1.0")
    );
    assert_eq!(fs::read_to_string(path("corroborate.toml.bak")).unwrap(), SETTINGS);
    // The engine reads what was written, and no loss is left to fit away.
    let again = tune(folder.path(), "key.csv");
    assert!(again.contains("no improvement beyond noise"), "{again}");
}

#[test]
fn shuffled_answers_write_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let (votes, key) = world(3);
    let mut rows: Vec<(&str, &str)> =
        key.lines().skip(1).filter_map(|l| l.split_once(',')).collect();
    let answers: Vec<&str> = rows.iter().map(|r| r.1).collect();
    rows.iter_mut().enumerate().for_each(|(i, r)| r.1 = answers[(i + 37) % answers.len()]);
    let shuffled: String = rows.iter().map(|(q, a)| format!("{q},{a}\n")).collect();
    fs::write(path("votes.csv"), votes).unwrap();
    fs::write(path("shuffled.csv"), format!("question,value\n{shuffled}")).unwrap();
    fs::write(path("corroborate.toml"), SETTINGS).unwrap();
    let said = tune(folder.path(), "shuffled.csv");
    assert!(said.contains("no improvement beyond noise"), "{said}");
    assert_eq!(fs::read_to_string(path("corroborate.toml")).unwrap(), SETTINGS);
}
