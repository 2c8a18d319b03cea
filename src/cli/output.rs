//! Output that appears whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::Failure;

/// Prints to standard output. A closed pipe (`| head`) is not an error: the reader has had enough.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|e| Failure::run(format!("cannot write to standard output: {e}"))),
    }
}

/// Prints a line to standard error.
pub fn note(text: &str) {
    // Nothing can be said where standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{text}");
}

/// Writes one file, whole or not at all.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let beside = beside(path);
    let fail = |e: io::Error| {
        let _ = fs::remove_file(&beside);
        Failure::run(format!("{}: cannot be written: {e}", path.display()))
    };
    let write = |beside: &Path| -> io::Result<()> {
        let mut file = fs::File::create(beside)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(beside, path)
    };
    write(&beside).map_err(fail)
}

/// The name under which output is prepared.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!(".{name}.partial-{}", std::process::id()))
}

/// A folder being written beside its place; it takes its place on [`Folder::commit`], and leaves no
/// trace if it is dropped before.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    partial: PathBuf,
    done: bool,
}

/// The file by which a folder of ours is known.
const MARK: &str = "run.json";

impl Folder {
    /// Prepares a folder at `target`, before the long work begins.
    ///
    /// # Errors
    ///
    /// If something else than an earlier output lies there, or its parent cannot be written.
    pub fn prepare(target: &Path) -> Result<Self, Failure> {
        let shown = target.display();
        if target.is_file() {
            return Err(Failure::usage(format!("--out {shown}: there is a file of that name")));
        }
        let holds_something = fs::read_dir(target).is_ok_and(|mut d| d.next().is_some());
        if holds_something && !target.join(MARK).is_file() {
            return Err(Failure::usage(format!(
                "--out {shown}: the folder holds files that are not an earlier output (no {MARK} in it); name another folder, or empty it yourself"
            )));
        }
        let target = match target.file_name() {
            Some(_) => target.to_owned(),
            None => return Err(Failure::usage(format!("--out {shown}: name a folder"))),
        };
        let partial = beside(&target);
        let fail = |e: io::Error| Failure::run(format!("--out {shown}: cannot be written: {e}"));
        if let Some(parent) = target.parent().filter(|p| !p.as_os_str().is_empty()) {
            fs::create_dir_all(parent).map_err(fail)?;
        }
        // Left over from a process of the same number that was killed.
        let _ = fs::remove_dir_all(&partial);
        fs::create_dir(&partial).map_err(fail)?;
        Ok(Self { target, partial, done: false })
    }

    /// Adds a file; `name` may hold `/` for sub-folders.
    pub fn add(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.partial.join(name);
        let write = || -> io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = fs::File::create(&path)?;
            file.write_all(bytes)?;
            file.sync_all()
        };
        write().map_err(|e| {
            Failure::run(format!("--out {}: {name} cannot be written: {e}", self.target.display()))
        })
    }

    /// Puts the folder in its place. An earlier output there is replaced only now.
    pub fn commit(mut self) -> Result<(), Failure> {
        let old = self.partial.with_extension("old");
        let swap = || -> io::Result<()> {
            if self.target.exists() {
                fs::rename(&self.target, &old)?;
                if let Err(e) = fs::rename(&self.partial, &self.target) {
                    fs::rename(&old, &self.target)?;
                    return Err(e);
                }
                fs::remove_dir_all(&old)
            } else {
                fs::rename(&self.partial, &self.target)
            }
        };
        swap().map_err(|e| {
            Failure::run(format!("--out {}: cannot be put in place: {e}", self.target.display()))
        })?;
        self.done = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.done {
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

/// A table of at most 100 columns, without colour.
pub fn table<const N: usize>(header: [&str; N]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(comfy_table::ContentArrangement::Dynamic)
        .set_width(100)
        .set_header(header);
    table
}
