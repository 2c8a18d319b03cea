//! The command line: the only code that prints.

use std::process::ExitCode;

/// Parses the arguments and runs the subcommand they name.
pub fn run() -> ExitCode {
    ExitCode::SUCCESS
}
