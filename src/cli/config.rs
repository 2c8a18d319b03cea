//! `corroborate config`: the settings in force.

use super::args::ConfigArgs;
use super::output::print;
use super::{Done, Failure};
use crate::settings::{self, Settings};

pub(super) fn run(args: &ConfigArgs) -> Result<Done, Failure> {
    let folder = args.inputs.iter().find(|p| p.is_dir());
    let file = settings::find(args.config.as_deref(), folder.map(|p| p.as_path()));
    let (settings, from) = match &file {
        Some(path) if !args.default => {
            (settings::load(path).map_err(Failure::usage)?, path.display().to_string())
        }
        _ => (Settings::default(), "defaults".to_owned()),
    };
    let text = toml::to_string(&settings).map_err(Failure::run)?;
    print(&format!("# {from}\n{text}"))?;
    Ok(Done::default())
}
