//! `corroborate ledger`: questions and votes after alignment, and who repeats whom.

use super::args::LedgerArgs;
use super::output::print;
use super::whole::write_file;
use super::{Done, Failure, Start};
use crate::ledger;
use crate::pipeline::Gathered;

pub(super) fn run(args: &LedgerArgs) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?;
    let gathered = start.gather(&args.common)?;
    let mut out = Vec::new();
    if args.origins {
        out.extend(origins(&gathered).into_bytes());
    } else {
        ledger::write(&gathered.ledger, &mut out).map_err(Failure::run)?;
    }
    match &args.out {
        Some(path) => write_file(path, &out)?,
        None => print(&String::from_utf8_lossy(&out))?,
    }
    Ok(start.done(&args.common, &gathered))
}

/// Who repeats whom: every origin behind more than one printing, with the reasons.
fn origins(gathered: &Gathered) -> String {
    use std::fmt::Write as _;
    let mut out = String::new();
    for group in &gathered.aligned.origins.groups {
        let _ = writeln!(out, "{}", group.name);
        for member in &group.members {
            let via = if member.via.is_empty() {
                String::new()
            } else {
                format!(" via {}", member.via.join(", "))
            };
            let _ = writeln!(
                out,
                "  {} on {}{via}; printed by {}",
                member.voice,
                member.question,
                member.outlets.join(", ")
            );
        }
        for reason in &group.reasons {
            let _ = writeln!(out, "  because {reason}");
        }
    }
    if out.is_empty() {
        out.push_str("every vote has an origin of its own\n");
    }
    out
}
