//! Consensus on several machines: each holds some shards of the votes, and what is learnt of the
//! voices is shared.
//!
//! ```text
//! worker 0:  shards ─ one reading ─ sums of its voices ─┐  each voice has one    ┌─ parameters ─▶ next reading
//! worker 1:  shards ─ one reading ─ sums of its voices ─┴▶ owner: sums in the ──┴─ parameters ─▶ next reading
//! …                                                       order of workers
//! ```
//!
//! Runs on timely dataflow, which moves the numbers and tells when all of a round have come. After
//! every step each worker puts its parameters aside, so that a run that lost a machine goes on from
//! there. Knows neither who runs it nor how answers are printed.

mod checkpoint;
mod exchange;
#[cfg(test)]
mod tests;
mod voices;
mod work;

use std::path::{Path, PathBuf};

pub use work::Answered;

use crate::consensus::stream::{Error as StreamError, Judge, Method};
use crate::consensus::{Settings, Stop};
use crate::ledger::{self, Stream};

/// A run on several machines.
pub struct Job {
    /// The addresses of all processes, `host:port`.
    pub hosts: Vec<String>,
    /// Which of them this is, from 0.
    pub process: usize,
    /// Threads of this process that hold shards.
    pub workers: usize,
    /// The tables of votes that this process holds. No question may be in two shards.
    pub shards: Vec<PathBuf>,
    /// The folder for checkpoints.
    pub checkpoints: PathBuf,
    /// What to fit.
    pub method: Method,
    /// Its settings.
    pub settings: Settings,
    /// How tables are read.
    pub ledger: ledger::Settings,
    /// Bytes that sorting may take, where a shard is not sorted.
    pub memory: usize,
}

/// A run on several machines failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The votes of a shard could not be judged.
    #[error(transparent)]
    Shard(#[from] StreamError),
    /// The checkpoint could not be written.
    #[error("{}: the checkpoint cannot be written: {source}", path.display())]
    Checkpoint {
        /// Where.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A worker ended before its work was done.
    #[error("worker {0} ended before its work was done; its own message says why")]
    Left(usize),
    /// The processes could not be brought together.
    #[error("the cluster cannot be started: {0}")]
    Start(String),
    /// A worker broke down.
    #[error("a worker broke down: {0}")]
    Broken(String),
}

/// Runs this process's part; returns when all processes are done.
///
/// `write` is called with each shard and its judge.
///
/// # Errors
///
/// If a shard cannot be judged, or another process ends before its time. One that dies tears down
/// the others by a panic whose message starts with [`LOST`].
pub fn run(
    job: Job,
    write: impl Fn(&Path, &Stream, &Judge) -> Result<(), StreamError> + Send + Sync + 'static,
) -> Result<Answered, Error> {
    let config = timely::Config {
        communication: timely::CommunicationConfig::Cluster {
            threads: job.workers,
            process: job.process,
            addresses: job.hosts.clone(),
            report: false,
            zerocopy: false,
        },
        worker: timely::WorkerConfig::default(),
    };
    let guards = timely::execute(config, move |worker| work::work(&job, worker, &write))
        .map_err(Error::Start)?;
    let mut answered = Answered { steps: 0, stop: Stop::ClosedForm, resumed: false };
    let mut failed = None;
    for result in guards.join() {
        match result.map_err(Error::Broken).flatten() {
            Ok(own) => answered = own,
            // Whoever noticed that another left knows less than that other.
            Err(Error::Left(w)) => failed = failed.or(Some(Error::Left(w))),
            Err(why) => failed = Some(why),
        }
    }
    failed.map_or(Ok(answered), Err)
}

/// How the panic of timely dataflow begins when another process is gone.
pub const LOST: &str = "timely communication error";
