//! `corroborate tune`: weights fitted to what is known, checked, and written back.

use std::path::PathBuf;

use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};

use super::args::Tune;
use super::output::{note, print};
use super::whole::write_file;
use super::{Done, Failure, Start};
use crate::tune::answers::to_answers;
use crate::tune::fit::{Finding, Fitted};
use crate::tune::labels::to_labels;
use crate::tune::{key, write};
use crate::units::print_number;

pub(super) fn run(args: &Tune) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?;
    let file = args.answers.as_ref().or(args.labels.as_ref());
    let Some(file) = file else { return Err(Failure::usage("name --answers or --labels")) };
    let shown = file.display().to_string();
    let known = std::fs::read(file).map_err(|e| Failure::usage(format!("{shown}: {e}")))?;
    let open = || crate::corpus::open(file).map_err(|e| Failure::usage(format!("{shown}: {e}")));
    let gathered = start.gather(&args.common)?;
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} fitting: {pos} settings tried") {
        bar.set_style(style);
    }
    let tick = || bar.inc(1);
    let fitted = if args.answers.is_some() {
        let answers = key::answers(&shown, open()?).map_err(Failure::usage)?;
        to_answers(&gathered, &answers, &start.settings, &tick)
    } else {
        let labels = key::labels(&shown, open()?).map_err(Failure::usage)?;
        to_labels(&gathered, &labels, &start.settings, &tick)
    };
    bar.finish_and_clear();
    let Some(fitted) = fitted else {
        return Err(Failure::run(format!(
            "{shown}: fewer than five events (or voices) of the key are in the input; that is too few to fit anything and check it"
        )));
    };
    print(&report(&fitted))?;
    if args.write {
        if fitted.finding == Finding::Improved && !fitted.changes.is_empty() {
            let hash: String =
                Sha256::digest(&known).iter().take(6).map(|b| format!("{b:02x}")).collect();
            write_settings(&start, args, &fitted, &hash)?;
        } else {
            note("nothing written: no improvement beyond noise");
        }
    }
    Ok(start.done(&args.common, &gathered))
}

fn report(f: &Fitted) -> String {
    let mut out = format!(
        "held-out {} over {} cases in {} events: {:.4} before, {:.4} after; change {:+.4} ± {:.4} (standard error)\n",
        f.loss,
        f.cases,
        f.groups,
        f.before,
        f.after,
        f.after - f.before,
        f.error
    );
    for (name, before, after) in &f.measures {
        out.push_str(&format!("  held-out {name}: {before:.4} before, {after:.4} after\n"));
    }
    if let Some(blind) = f.blind {
        out.push_str(&format!(
            "  without any votes, from the other known answers alone: {blind:.4}\n"
        ));
    }
    out.push_str(match f.finding {
        Finding::Improved => "an improvement beyond noise\n",
        Finding::Noise => "no improvement beyond noise\n",
        Finding::Blind => {
            "no improvement beyond noise: knowing only how often each answer is right does as well\n"
        }
    });
    for (path, old, new) in &f.changes {
        out.push_str(&format!("  {path}: {} → {}\n", print_number(*old), print_number(*new)));
    }
    out
}

/// Writes the fitted values into the settings file in force, beside a backup of it.
fn write_settings(start: &Start, args: &Tune, f: &Fitted, hash: &str) -> Result<(), Failure> {
    let path: PathBuf =
        start.settings_file.clone().unwrap_or_else(|| match &start.inputs.first_folder {
            Some(folder) => folder.join("corroborate.toml"),
            None => PathBuf::from("corroborate.toml"),
        });
    let old = if path.is_file() {
        std::fs::read_to_string(&path)
            .map_err(|e| Failure::run(format!("{}: {e}", path.display())))?
    } else {
        String::new()
    };
    let what = if args.answers.is_some() { "--answers" } else { "--labels" };
    let remark = format!(
        "corroborate tune {what}, key {hash}, held-out {} {:.4} → {:.4} ± {:.4}",
        f.loss, f.before, f.after, f.error
    );
    let changes: Vec<(String, f64)> = f.changes.iter().map(|(p, _, x)| (p.clone(), *x)).collect();
    let text = write::set(&old, &changes, &remark)
        .map_err(|e| Failure::run(format!("{}: {e}", path.display())))?;
    // What was written must be what the program reads.
    crate::settings::parse(&text, &path.display().to_string()).map_err(Failure::run)?;
    if !old.is_empty() {
        write_file(&path.with_extension("toml.bak"), old.as_bytes())?;
    }
    write_file(&path, text.as_bytes())?;
    note(&format!("wrote {}", path.display()));
    Ok(())
}
