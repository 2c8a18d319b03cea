//! Votes beyond the memory allowed are read from disk, said beforehand, and answered alike.

use std::fs;
use std::process::{Command, Output};

fn corroborate(arguments: &[&str], folder: &std::path::Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .current_dir(folder)
        .args(arguments)
        .output()
        .unwrap()
}

#[test]
fn a_run_beyond_memory_says_so_and_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let mut table = "source,question,value\n".to_owned();
    for i in 0..3_000 {
        let (s, q) = (i % 11, i / 11);
        let value = if (i * 7 + s) % 5 < 3 { "a" } else { ["b", "c"][i % 2] };
        table += &format!("s{s},q{q:04},{value}\n");
    }
    fs::write(folder.path().join("votes.csv"), table).unwrap();
    let text = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
    let written = corroborate(&["ledger", "votes.csv", "--out", "votes.parquet"], folder.path());
    assert_eq!(written.status.code(), Some(0));
    for method in ["majority", "one_coin", "dawid_skene"] {
        let run = |input: &str, more: &[&str]| {
            let arguments = [&["consensus", input, "--method", method], more].concat();
            corroborate(&arguments, folder.path())
        };
        let memory = run("votes.csv", &["--beliefs", "memory.csv"]);
        for input in ["votes.csv", "votes.parquet"] {
            let disk = run(input, &["--memory", "50K", "--beliefs", "disk.csv"]);
            let said = String::from_utf8_lossy(&disk.stderr).into_owned();
            assert!(said.contains("would take about") && said.contains("read from disk"), "{said}");
            assert_eq!(text(&memory), text(&disk));
            let file = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
            let sorted = |text: String| {
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                lines.sort_unstable();
                lines
            };
            assert_eq!(sorted(file("memory.csv")), sorted(file("disk.csv")));
        }
        // A columnar file is read like any other where memory allows.
        assert_eq!(text(&memory), text(&run("votes.parquet", &[])));
    }
    let refused = corroborate(&["consensus", "votes.csv", "--memory", "50K"], folder.path());
    assert_eq!(refused.status.code(), Some(2));
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("`joint` needs all votes in memory"), "{said}");
    assert!(said.contains("one_coin"), "{said}");
}
