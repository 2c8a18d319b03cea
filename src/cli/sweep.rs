//! `corroborate sweep`: how scores move with each weight and preset.

use std::fmt::Write as _;

use super::args::Sweep;
use super::output::{note, print, table};
use super::whole::Folder;
use super::{Done, Failure, Start};
use crate::corpus::to_cell;
use crate::report::{self, Extras};
use crate::tune::sweep::{SURVIVES, sweep};
use crate::units::print_number;

pub(super) fn run(args: &Sweep) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?;
    let folder = args.out.as_deref().map(Folder::prepare).transpose()?;
    let gathered = start.gather(&args.common)?;
    let run = start.score(gathered)?;
    let found = sweep(&start.inputs, super::kind(&args.common), &run, &start.settings)
        .map_err(Failure::run)?;

    let mut effects =
        String::from("setting,low,high,change_at_low,change_at_high,grades_changed\n");
    let mut shown = table(["setting", "from", "to", "change at the one", "at the other", "grades"]);
    for e in &found.effects {
        let _ = writeln!(
            effects,
            "{},{},{},{},{},{}",
            e.setting,
            e.ends.0,
            e.ends.1,
            print_number(e.change.0),
            print_number(e.change.1),
            e.grades_changed
        );
        shown.add_row([
            e.setting.clone(),
            e.ends.0.clone(),
            e.ends.1.clone(),
            format!("{:+.3}", e.change.0),
            format!("{:+.3}", e.change.1),
            e.grades_changed.to_string(),
        ]);
    }
    let mut pairs = String::from("above,below,share_of_settings\n");
    for p in &found.pairs {
        let _ = writeln!(pairs, "{},{},{}", cell(&p.above), cell(&p.below), print_number(p.kept));
    }
    let survive = found.pairs.iter().filter(|p| p.kept >= SURVIVES).count();
    print(&format!(
        "{shown}\n\n{survive} of {} pairs of voices keep their order in {:.0} % of settings or more.\n{}",
        found.pairs.len(),
        SURVIVES * 100.0,
        report::LIMITS
    ))?;
    print("\n")?;
    if let Some(folder) = folder {
        folder.add("effects.csv", effects.as_bytes())?;
        folder.add("pairs.csv", pairs.as_bytes())?;
        let extras =
            Extras { effects: found.effects, rankings: found.rankings, ..Extras::default() };
        let mut settings = start.settings.report.clone();
        settings.only = vec!["sensitivity".to_owned(), "rank-flow".to_owned()];
        settings.page = false;
        super::score::write_report(&start, &run, &extras, &settings, &folder)?;
        let rows = super::consensus::answered(&run.gathered.ledger, &run.consensus);
        folder.add("run.json", (super::score::run_json(&start, &run, &rows)? + "\n").as_bytes())?;
        folder.commit()?;
        note(&format!(
            "wrote {}",
            args.out.as_deref().unwrap_or(std::path::Path::new("")).display()
        ));
    }
    Ok(start.done(&args.common, &run.gathered))
}

fn cell(text: &str) -> String {
    let text = to_cell(text);
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into_owned()
    }
}
