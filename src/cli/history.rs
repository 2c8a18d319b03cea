//! `--since`: what moved since an earlier run.

use std::fs::File;
use std::path::Path;

use super::Failure;
use crate::pipeline::Run;
use crate::scores;

/// Reads an earlier run: its folder, or its `run.json`.
pub(super) fn read(path: &Path) -> Result<scores::Run, Failure> {
    let folder = if path.is_dir() { path } else { path.parent().unwrap_or(Path::new(".")) };
    let open = |name: &str| {
        let file = folder.join(name);
        File::open(&file).map_err(|e| {
            Failure::usage(format!("--since {}: {}: {e}", path.display(), file.display()))
        })
    };
    scores::Run::read(open("scores.csv")?, open("evidence.csv")?)
        .map_err(|e| Failure::usage(format!("--since {}: {e}", path.display())))
}

/// Which scores moved, by how much, and which claims moved them.
pub(super) fn compare(before: &scores::Run, run: &Run) -> Result<String, Failure> {
    let (mut scores, mut evidence) = (Vec::new(), Vec::new());
    scores::write_scores(&run.scores, &mut scores).map_err(Failure::run)?;
    scores::write_evidence(&run.scores, &run.gathered.ledger, &mut evidence)
        .map_err(Failure::run)?;
    let now = scores::Run::read(&scores[..], &evidence[..]).map_err(Failure::run)?;
    Ok(scores::print_moves(&scores::moves(before, &now)))
}
