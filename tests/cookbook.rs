//! The cookbook's commands do what it says: each `console` block of `docs/cookbook.md` is run in a
//! folder that holds a copy of `seeds/`, in order, and prints what stands there.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

/// A command of the cookbook and the lines under it.
struct Step<'a> {
    line: usize,
    command: &'a str,
    printed: Vec<&'a str>,
}

fn steps(book: &str) -> Vec<Step<'_>> {
    let mut found: Vec<Step<'_>> = Vec::new();
    let mut inside = false;
    for (i, line) in book.lines().enumerate() {
        match line {
            "```console" => inside = true,
            "```" => inside = false,
            _ if !inside => {}
            _ => match line.strip_prefix("$ ") {
                Some(command) => {
                    found.push(Step { line: i + 1, command, printed: Vec::new() });
                }
                None => found.last_mut().expect("output before a command").printed.push(line),
            },
        }
    }
    found
}

/// Whether `output` has the lines in this order; `...` stands for any lines, and a line for every
/// line that begins like it.
fn prints(output: &str, wanted: &[&str]) -> bool {
    let Some((first, rest)) = wanted.split_first() else { return output.is_empty() };
    if *first == "..." {
        let starts = std::iter::once(0).chain(output.match_indices('\n').map(|(i, _)| i + 1));
        return rest.is_empty() || starts.into_iter().any(|at| prints(&output[at..], rest));
    }
    let (line, after) = output.split_once('\n').unwrap_or((output, ""));
    !output.is_empty() && line.starts_with(first.trim_end()) && prints(after, rest)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target)
        } else {
            fs::copy(&path, &target).map(drop).unwrap()
        }
    }
}

#[test]
fn every_command_prints_what_the_book_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let home = tempfile::tempdir().unwrap();
    copy(&root.join("seeds"), &home.path().join("seeds"));
    let program = Path::new(env!("CARGO_BIN_EXE_corroborate")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap_or_default());
    let book = fs::read_to_string(root.join("docs/cookbook.md")).unwrap();
    let steps = steps(&book);
    assert!(steps.len() >= 12, "a command for each of the twelve questions");
    let mut wrong = Vec::new();
    for step in &steps {
        let run = Command::new("sh")
            .args(["-c", &format!("{} 2>&1", step.command)])
            .current_dir(home.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        let output = String::from_utf8_lossy(&run.stdout);
        if !run.status.success() || !prints(&output, &step.printed) {
            let start: String = output.lines().take(12).collect::<Vec<_>>().join("\n");
            wrong.push(format!("line {}: $ {}\n{start}", step.line, step.command));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

#[test]
fn lines_are_compared_in_order() {
    assert!(prints("a\nb\nc\n", &["a", "...", "c"]));
    assert!(prints("a\nb\nc\n", &["...", "b", "..."]));
    assert!(prints("ab\n", &["a"]));
    assert!(!prints("a\nb\n", &["b"]));
    assert!(!prints("a\nb\n", &["...", "b", "a"]));
    assert!(!prints("a\n", &[]));
}
