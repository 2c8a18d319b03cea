//! The folder in which readings of articles are kept (`--run`).

use std::fs;
use std::io::{BufWriter, ErrorKind};
use std::path::Path;

use super::Failure;
use super::output::note;
use super::whole::stream_file;
use crate::claims::Kept;

/// The file with the readings.
const FILE: &str = "readings.kept";

/// What earlier runs kept in a folder; nothing where there is no folder yet.
pub(super) fn read(folder: &Path) -> Result<Kept, Failure> {
    let path = folder.join(FILE);
    let failed = |e| Failure::usage(format!("--run {}: {FILE}: {e}", folder.display()));
    match fs::File::open(&path) {
        Ok(file) => Kept::read(file).map_err(failed),
        Err(e) if e.kind() == ErrorKind::NotFound => {
            fs::create_dir_all(folder).map_err(failed)?;
            Ok(Kept::default())
        }
        Err(e) => Err(failed(e)),
    }
}

/// Keeps the readings of this run, whole or not at all.
pub(super) fn write(folder: &Path, kept: &Kept) -> Result<(), Failure> {
    let damaged = match kept.damaged {
        0 => String::new(),
        n => format!("; {n} kept readings were damaged and left out"),
    };
    note(&format!("--run: {} articles read, {} kept from before{damaged}", kept.read, kept.reused));
    if kept.is_unchanged() {
        return Ok(());
    }
    stream_file(&folder.join(FILE), |file| {
        kept.write(BufWriter::new(file))
            .map_err(|e| Failure::run(format!("--run {}: {e}", folder.display())))
    })
}
