//! `corroborate sweep`: how scores move with each weight and preset.

use super::args::Sweep;
use super::output::{note, print, table, text};
use super::whole::Folder;
use super::{Done, Failure, Start};
use crate::corpus::TableWriter;
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

    let effects = text(|out| {
        let header =
            ["setting", "low", "high", "change_at_low", "change_at_high", "grades_changed"];
        let mut table = TableWriter::new(out, header)?;
        for e in &found.effects {
            let change = [e.change.0, e.change.1].map(print_number);
            let grades = e.grades_changed.to_string();
            table.row([&e.setting, &e.ends.0, &e.ends.1, &change[0], &change[1], &grades])?;
        }
        table.finish().map(drop)
    })?;
    let pairs = text(|out| {
        let mut table = TableWriter::new(out, ["above", "below", "share_of_settings"])?;
        for p in &found.pairs {
            table.row([&p.above, &p.below, &print_number(p.kept)])?;
        }
        table.finish().map(drop)
    })?;
    let orders = text(|out| {
        let mut table = TableWriter::new(out, ["variant", "rank", "source"])?;
        for r in &found.rankings {
            for (rank, voice) in (1..).zip(&r.voices) {
                table.row([&r.variant, &rank.to_string(), voice])?;
            }
        }
        table.finish().map(drop)
    })?;
    let mut shown = table(["setting", "from", "to", "change at the one", "at the other", "grades"]);
    for e in &found.effects {
        shown.add_row([
            e.setting.clone(),
            e.ends.0.clone(),
            e.ends.1.clone(),
            format!("{:+.3}", e.change.0),
            format!("{:+.3}", e.change.1),
            e.grades_changed.to_string(),
        ]);
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
        folder.add("orders.csv", orders.as_bytes())?;
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
