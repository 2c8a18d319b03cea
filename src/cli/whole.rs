//! Files and folders that appear whole or not at all, whatever ends the run.
//!
//! Output is prepared under a hidden name beside its place and takes its place in one step. An
//! interrupt removes what is in preparation; what a killed run left behind is removed by the next
//! run that writes to the same place.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Failure;

/// The exit code after an interrupt: 128 and the number of SIGINT, as shells have it.
const INTERRUPTED: i32 = 130;

/// What is being prepared now. Whoever holds the lock may put output in its place, or end the run.
static PREPARING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn preparing() -> MutexGuard<'static, Vec<PathBuf>> {
    PREPARING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on an interrupt (Ctrl-C) removes what is in preparation and ends the run with code 130.
pub fn clean_up_on_interrupt() {
    // Without a handler the system ends the run with the same code; the next run cleans up.
    let _ = ctrlc::set_handler(|| {
        let unfinished = preparing();
        unfinished.iter().for_each(|path| remove(path));
        std::process::exit(INTERRUPTED);
    });
}

fn remove(path: &Path) {
    // What is not there any more, or cannot be removed, is left.
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

/// A file or folder in preparation. It is removed again unless it takes its place.
#[derive(Debug)]
struct Prepared {
    path: PathBuf,
    target: PathBuf,
    /// Held as long as the run lives, which tells others that this is not abandoned.
    _lock: Option<File>,
}

impl Prepared {
    /// Clears the way for `target` and creates its preparation by `create`.
    fn new(target: &Path, create: impl FnOnce(&Path) -> io::Result<()>) -> io::Result<Self> {
        let name = target.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let prefix = format!(".{name}.partial-");
        remove_abandoned(target, &prefix);
        let path = target.with_file_name(format!("{prefix}{}", std::process::id()));
        preparing().push(path.clone());
        let mut prepared = Self { path, target: target.to_owned(), _lock: None };
        create(&prepared.path)?;
        // Where a system has no locks on folders, what a killed run leaves stays.
        prepared._lock = File::open(&prepared.path).ok().filter(|f| f.try_lock().is_ok());
        Ok(prepared)
    }

    /// Takes its place in one step. What was there before is gone only then.
    fn take_place(self) -> io::Result<()> {
        // No interrupt between the steps.
        let _held = preparing();
        if self.path.is_dir() && self.target.exists() {
            exchange(&self.path, &self.target)
        } else {
            fs::rename(&self.path, &self.target)
        }
    }
}

impl Drop for Prepared {
    /// Removes the preparation, or after an exchange what was there before.
    fn drop(&mut self) {
        let mut unfinished = preparing();
        unfinished.retain(|p| *p != self.path);
        remove(&self.path);
    }
}

/// Exchanges two folders, in one step where the file system can.
fn exchange(a: &Path, b: &Path) -> io::Result<()> {
    #[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        if renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE).is_ok() {
            return Ok(());
        }
    }
    let aside = a.with_extension("old");
    fs::rename(b, &aside)?;
    if let Err(e) = fs::rename(a, b) {
        fs::rename(&aside, b)?;
        return Err(e);
    }
    fs::rename(&aside, a)
}

/// Removes what killed runs were preparing for `target`: nobody holds its lock any more.
fn remove_abandoned(target: &Path, prefix: &str) {
    let parent = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let Ok(entries) = fs::read_dir(parent) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_string_lossy().starts_with(prefix)
            && File::open(entry.path()).is_ok_and(|f| f.try_lock().is_ok())
        {
            remove(&entry.path());
        }
    }
}

/// Writes one file, whole or not at all. A device or a pipe is written to as it stands.
///
/// # Errors
///
/// If the system refuses; the file is then as it was.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    stream_file(path, |mut file| file.write_all(bytes).map_err(|e| cannot_write(path, &e)))
}

/// The same for a file that `write` makes bit by bit.
///
/// # Errors
///
/// If the system refuses, or `write` fails; the file is then as it was.
pub fn stream_file(
    path: &Path,
    write: impl FnOnce(File) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let failed = |e: io::Error| cannot_write(path, &e);
    if fs::metadata(path).is_ok_and(|m| !m.is_file()) {
        return write(fs::OpenOptions::new().write(true).open(path).map_err(failed)?);
    }
    let prepared = Prepared::new(path, |beside| File::create(beside).map(drop)).map_err(failed)?;
    let open = || fs::OpenOptions::new().write(true).open(&prepared.path);
    let file = open().map_err(failed)?;
    write(file.try_clone().map_err(failed)?)?;
    // The disk has it before the rename, which so never exposes half of it.
    file.sync_all().and_then(|()| prepared.take_place()).map_err(failed)
}

fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    Failure::run(format!("{}: cannot be written: {error}", path.display()))
}

/// Writes a file and waits until the disk has it, so that a rename never exposes half of it.
fn write_through(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A folder being written beside its place; it takes its place on [`Folder::commit`], and leaves no
/// trace if it is dropped before.
#[derive(Debug)]
pub struct Folder(Prepared);

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
        if target.file_name().is_none() {
            return Err(Failure::usage(format!("--out {shown}: name a folder")));
        }
        let create = || {
            if let Some(parent) = target.parent().filter(|p| !p.as_os_str().is_empty()) {
                fs::create_dir_all(parent)?;
            }
            Prepared::new(target, |beside| fs::create_dir(beside))
        };
        create()
            .map(Self)
            .map_err(|e| Failure::run(format!("--out {shown}: cannot be written: {e}")))
    }

    /// Adds a file; `name` may hold `/` for sub-folders.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn add(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.0.path.join(name);
        let write = || -> io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            write_through(&path, bytes)
        };
        write().map_err(|e| {
            let target = self.0.target.display();
            Failure::run(format!("--out {target}: {name} cannot be written: {e}"))
        })
    }

    /// Begins a file that is written bit by bit.
    ///
    /// # Errors
    ///
    /// If the system refuses.
    pub fn create(&self, name: &str) -> Result<File, Failure> {
        File::create(self.0.path.join(name)).map_err(|e| {
            let target = self.0.target.display();
            Failure::run(format!("--out {target}: {name} cannot be written: {e}"))
        })
    }

    /// Puts the folder in its place. An earlier output there is replaced only now.
    ///
    /// # Errors
    ///
    /// If the system refuses; the earlier output is then as it was.
    pub fn commit(self) -> Result<(), Failure> {
        let target = self.0.target.clone();
        self.0.take_place().map_err(|e| {
            Failure::run(format!("--out {}: cannot be put in place: {e}", target.display()))
        })
    }
}
