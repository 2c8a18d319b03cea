//! `corroborate ledger`: questions and votes after alignment, and who repeats whom.

use super::args::LedgerArgs;
use super::output::{print, write_file};
use super::{Done, Failure, Start};
use crate::ledger;

pub(super) fn run(args: &LedgerArgs) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?;
    let gathered = start.gather(&args.common)?;
    let mut out = Vec::new();
    if args.origins {
        out.extend(gathered.origins_text().into_bytes());
    } else {
        ledger::write(&gathered.ledger, &mut out).map_err(Failure::run)?;
    }
    match &args.out {
        Some(path) => write_file(path, &out)?,
        None => print(&String::from_utf8_lossy(&out))?,
    }
    Ok(start.done(&args.common, &gathered))
}
