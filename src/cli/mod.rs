//! The command line: the only code that prints.

pub mod args;
mod articles;
mod claims;
#[cfg(feature = "cluster")]
mod cluster;
mod config;
mod consensus;
mod evaluate;
mod history;
mod kept;
mod ledger;
mod memory;
mod output;
mod score;
mod sweep;
mod timings;
mod tune;
mod whole;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, Parser};

use crate::corpus::{self, Inputs};
use crate::ledger::Kind;
use crate::pipeline::{self, Gathered, Run};
use crate::settings::{self, Settings};
use crate::tune::key;
use args::{Cli, Command, Common, Keeping, KindArg};

/// Why a command did not finish.
#[derive(Debug)]
pub struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// The run failed: exit code 1.
    fn run(message: impl ToString) -> Self {
        Self { code: 1, message: message.to_string() }
    }

    /// The command line or the settings are at fault, before any work: exit code 2.
    fn usage(message: impl ToString) -> Self {
        Self { code: 2, message: message.to_string() }
    }
}

/// What a command that finished has to tell.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// Number of inputs that were skipped.
    skipped: usize,
    /// Whether that is an error (`--strict`).
    strict: bool,
}

/// Parses the arguments and runs the subcommand they name.
///
/// Exit codes: 0 fine, 1 the run failed, 2 usage or settings, 3 finished with input skipped
/// (`--strict` only), 130 interrupted.
pub fn run() -> ExitCode {
    whole::clean_up_on_interrupt();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if !crate::ledger::is_decoding() {
            usual(info);
        }
    }));
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // clap prints help to standard output and errors to standard error.
            let _ = e.print();
            return ExitCode::from(u8::try_from(e.exit_code()).unwrap_or(2));
        }
    };
    let result = match cli.command {
        Command::Articles(args) => articles::run(&args),
        Command::Score(args) => score::run(&args),
        Command::Report(args) => score::report(&args),
        Command::Explain(args) => score::explain(&args),
        Command::Claims(args) => claims::run(&args),
        Command::Ledger(args) => ledger::run(&args),
        Command::Consensus(args) => consensus::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Tune(args) => tune::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        #[cfg(feature = "cluster")]
        Command::Cluster(args) => cluster::run(&args),
        Command::Methods => consensus::methods(),
        Command::Config(args) => config::run(&args),
        Command::Schema => score::schema(),
        Command::Completions { shell } => {
            let mut out = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "corroborate", &mut out);
            output::print(&String::from_utf8_lossy(&out)).map(|()| Done::default())
        }
        Command::Man => manual().map(|()| Done::default()),
    };
    match result {
        Ok(done) if done.strict && done.skipped > 0 => ExitCode::from(3),
        Ok(_) => ExitCode::SUCCESS,
        Err(failure) => {
            output::note(&format!("corroborate: {}", failure.message));
            ExitCode::from(failure.code)
        }
    }
}

fn manual() -> Result<(), Failure> {
    let mut page = Vec::new();
    clap_mangen::Man::new(Cli::command()).render(&mut page).map_err(Failure::run)?;
    output::print(&String::from_utf8_lossy(&page))
}

/// Inputs found, settings read, threads set: what every command does first.
struct Start {
    inputs: Inputs,
    settings: Settings,
    /// The settings file in force, if any.
    settings_file: Option<PathBuf>,
    /// Where readings of articles are kept, if anywhere.
    keeping: Option<PathBuf>,
}

impl Start {
    fn new(common: &Common) -> Result<Self, Failure> {
        let inputs = corpus::find(&common.inputs).map_err(Failure::usage)?;
        let settings_file =
            settings::find(common.config.as_deref(), inputs.first_folder.as_deref());
        let settings = match &settings_file {
            Some(path) => settings::load(path).map_err(Failure::usage)?,
            None => Settings::default(),
        };
        set_threads(common.threads)?;
        Ok(Self { inputs, settings, settings_file, keeping: None })
    }

    /// The same, keeping readings of articles in the folder named.
    fn keeping(self, keeping: &Keeping) -> Self {
        Self { keeping: keeping.folder.clone(), ..self }
    }

    /// Reads the inputs as far as votes.
    fn gather(&self, common: &Common) -> Result<Gathered, Failure> {
        let mut kept = self.keeping.as_deref().map(kept::read).transpose()?;
        let kind = kind(common);
        let gathered = pipeline::gather_keeping(&self.inputs, kind, &self.settings, kept.as_mut())
            .map_err(Failure::run)?;
        if let (Some(folder), Some(kept)) = (&self.keeping, &kept) {
            kept::write(folder, kept)?;
        }
        for line in &gathered.notes {
            output::note(line);
        }
        articles::tell_skipped(&self.inputs.skipped, &gathered.corpus);
        Ok(gathered)
    }

    /// The same, with what an answer key knows of some questions.
    fn gather_knowing(&self, common: &Common, answers: Option<&Path>) -> Result<Gathered, Failure> {
        let key = answers.map(read_answers).transpose()?;
        let mut gathered = self.gather(common)?;
        if let Some(key) = key {
            let missing = key.len() - key::know(&mut gathered, &key);
            if missing > 0 {
                output::note(&format!(
                    "{missing} of {} known answers are to questions that the input does not ask",
                    key.len()
                ));
            }
        }
        Ok(gathered)
    }

    /// Whether the inputs are votes and nothing else, taken as they stand.
    fn only_votes(&self) -> bool {
        let Inputs { articles, claims, ledgers, .. } = &self.inputs;
        !ledgers.is_empty()
            && articles.is_empty()
            && claims.is_empty()
            && self.settings.ledger.overrides.is_none()
    }

    /// Beliefs and scores of what was gathered.
    fn score(&self, gathered: Gathered) -> Result<Run, Failure> {
        pipeline::score(gathered, &self.settings).map_err(Failure::usage)
    }

    /// What a finished command tells.
    fn done(&self, common: &Common, gathered: &Gathered) -> Done {
        Done {
            skipped: self.inputs.skipped.len() + gathered.corpus.skipped.len(),
            strict: common.strict,
        }
    }
}

/// An answer key from a file.
fn read_answers(path: &Path) -> Result<key::Answers, Failure> {
    let shown = path.display().to_string();
    let file = corpus::open(path).map_err(|e| Failure::usage(format!("{shown}: {e}")))?;
    key::answers(&shown, file).map_err(Failure::usage)
}

/// Uses so many threads, if a number was named.
fn set_threads(threads: Option<u16>) -> Result<(), Failure> {
    let Some(n) = threads else { return Ok(()) };
    rayon::ThreadPoolBuilder::new().num_threads(usize::from(n)).build_global().map_err(Failure::run)
}

/// The kind that every question of a ledger is taken for, where one was named.
fn kind(common: &Common) -> Option<Kind> {
    common.kind.map(|k| match k {
        KindArg::Category => Kind::Category,
        KindArg::Count => Kind::Count,
        KindArg::Real => Kind::Real,
        KindArg::Date => Kind::Date,
        KindArg::YesNo => Kind::YesNo,
    })
}
