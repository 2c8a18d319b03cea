//! Outputs appear whole or not at all: whatever kills the run, what lay at the place before is
//! either still there, whole, or replaced, whole; inputs are never touched.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

const LEDGER: &str = "source,question,value\na,q,yes\nb,q,yes\nc,q,no\na,r,no\nb,r,no\n";

fn corroborate() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_corroborate"));
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn score(input: &Path, out: &Path) -> Command {
    let mut command = corroborate();
    command.arg("score").arg(input).arg("--out").arg(out);
    command
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status();
    assert!(sent.is_ok(), "no `kill` on this machine");
}

/// Every file below a folder, by name, hidden ones too.
fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Waits for pseudo-random parts of a run, so that kills fall into every stage of it.
fn moments(n: u32, up_to_ms: u64) -> impl Iterator<Item = Duration> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    (0..n).map(move |_| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        Duration::from_millis(state % up_to_ms)
    })
}

/// Kills `n` runs over two alternating inputs at random moments. After each, the output is exactly
/// that of one of the two, and nothing else is there once a run has ended by itself.
fn kill_runs(n: u32) {
    let home = tempfile::tempdir().unwrap();
    let (first, second) = (home.path().join("first.csv"), home.path().join("second.csv"));
    fs::write(&first, LEDGER).unwrap();
    fs::write(&second, LEDGER.replace("c,q,no", "c,q,yes")).unwrap();
    let inputs_before = (fs::read(&first).unwrap(), fs::read(&second).unwrap());
    let place = home.path().join("place");
    let mut whole = Vec::new();
    let mut slowest = Duration::ZERO;
    for input in [&first, &second] {
        let begun = std::time::Instant::now();
        assert!(score(input, &place).status().unwrap().success());
        slowest = slowest.max(begun.elapsed());
        whole.push(files(&place));
    }
    assert_ne!(whole[0], whole[1], "the two inputs must give different outputs");
    let up_to = u64::try_from(slowest.as_millis()).unwrap().max(1);
    for (i, moment) in moments(n, up_to + up_to / 4).enumerate() {
        let mut run = score([&first, &second][i % 2], &place).spawn().unwrap();
        sleep(moment);
        signal(&run, "-KILL");
        run.wait().unwrap();
        assert!(whole.contains(&files(&place)), "torn after kill {i} at {moment:?}");
    }
    assert!(score(&first, &place).status().unwrap().success());
    assert_eq!(files(&place), whole[0]);
    assert_eq!((fs::read(&first).unwrap(), fs::read(&second).unwrap()), inputs_before);
    let left: Vec<_> = fs::read_dir(home.path())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .filter(|n| n.starts_with('.'))
        .collect();
    assert_eq!(left, [] as [String; 0], "left behind by killed runs");
}

#[test]
fn a_killed_run_tears_nothing() {
    kill_runs(6);
}

/// By hand: `cargo test --release --test whole -- --ignored`.
#[test]
#[ignore = "two hundred runs"]
fn two_hundred_killed_runs_tear_nothing() {
    kill_runs(200);
}

#[test]
fn an_interrupt_ends_the_run_with_130_and_leaves_no_trace() {
    let home = tempfile::tempdir().unwrap();
    let input = home.path().join("votes.csv");
    // Standard input that never comes: the run is surely under way when the signal arrives.
    let mut run = corroborate()
        .args(["score", "-", "--out"])
        .arg(home.path().join("place"))
        .stdin(Stdio::piped())
        .spawn()
        .unwrap();
    fs::write(&input, LEDGER).unwrap();
    let partial = || {
        fs::read_dir(home.path())
            .unwrap()
            .any(|e| e.unwrap().file_name().to_string_lossy().starts_with(".place.partial-"))
    };
    for _ in 0..500 {
        if partial() {
            break;
        }
        sleep(Duration::from_millis(20));
    }
    assert!(partial(), "the run never began");
    signal(&run, "-INT");
    assert_eq!(run.wait().unwrap().code(), Some(130));
    assert_eq!(files(home.path()).into_keys().collect::<Vec<_>>(), ["votes.csv"]);
}

#[test]
fn a_full_disk_is_an_error_and_the_old_file_stays() {
    if !Path::new("/dev/full").exists() {
        return;
    }
    let home = tempfile::tempdir().unwrap();
    let input = home.path().join("votes.csv");
    fs::write(&input, LEDGER).unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .arg("ledger")
        .arg(&input)
        .args(["--out", "/dev/full"])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    let said = String::from_utf8_lossy(&run.stderr);
    assert!(said.contains("/dev/full: cannot be written"), "{said}");
    assert!(!Path::new("/dev/full").is_file(), "the device was replaced by a file");
}

#[test]
fn a_folder_that_cannot_be_written_is_named() {
    let home = tempfile::tempdir().unwrap();
    let input = home.path().join("votes.csv");
    fs::write(&input, LEDGER).unwrap();
    // A file where a folder is needed refuses even the superuser.
    let run = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .arg("score")
        .arg(&input)
        .arg("--out")
        .arg(input.join("place"))
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&run.stderr).contains("cannot be written"));
    assert_eq!(fs::read_to_string(&input).unwrap(), LEDGER);
}
