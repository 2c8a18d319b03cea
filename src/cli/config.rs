//! `corroborate config`: the settings in force, all keys, the schema.

use super::args::ConfigArgs;
use super::output::print;
use super::{Done, Failure};
use crate::settings::{self, Settings, keys};

pub(super) fn run(args: &ConfigArgs) -> Result<Done, Failure> {
    let text = if args.default {
        keys::commented()
    } else if args.schema {
        serde_json::to_string_pretty(&keys::schema()).map_err(Failure::run)? + "\n"
    } else if args.markdown {
        keys::document()
    } else {
        let folder = args.inputs.iter().find(|p| p.is_dir());
        let file = settings::find(args.config.as_deref(), folder.map(|p| p.as_path()));
        match &file {
            Some(path) => {
                let settings = settings::load(path).map_err(Failure::usage)?;
                let text = std::fs::read_to_string(path).map_err(Failure::usage)?;
                keys::in_force(&settings, Some(&path.display().to_string()), Some(&text))
            }
            None => keys::in_force(&Settings::default(), None, None),
        }
    };
    print(&text)?;
    Ok(Done::default())
}
