//! `corroborate cluster`: consensus of votes that several machines hold.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use super::args::{Cluster, ClusterCommand, ClusterConsensus, Format};
use super::consensus::write_parts;
use super::memory::for_sorting;
use super::output::note;
use super::whole::stream_file;
use super::{Done, Failure, set_threads};
use crate::cluster::{self, Job, LOST};
use crate::consensus::Stop;
use crate::consensus::stream::{Error as StreamError, Judge, Method};
use crate::ledger::Stream;
use crate::settings::{self, Settings};

pub(super) fn run(args: &Cluster) -> Result<Done, Failure> {
    let hosts = hosts(&args.hosts)?;
    if args.process >= hosts.len() {
        return Err(Failure::usage(format!(
            "--process {}: {} names {} processes, numbered from 0",
            args.process,
            args.hosts.display(),
            hosts.len()
        )));
    }
    let ClusterCommand::Consensus(consensus) = &args.command;
    say_who_is_lost(&hosts);
    let job = job(args, consensus, hosts)?;
    let (out, settings) = (consensus.out.clone(), job.settings.clone());
    let write = move |shard: &Path, stream: &Stream, judge: &Judge| {
        write_shard(&out, shard, stream, judge, &settings)
    };
    let answered = cluster::run(job, write).map_err(Failure::run)?;
    let how = match answered.stop {
        Stop::ClosedForm => "nothing to fit".to_owned(),
        Stop::Converged => format!("settled after {} steps", answered.steps),
        Stop::StepLimit => format!("stopped at the step limit, after {} steps", answered.steps),
    };
    let resumed = if answered.resumed { ", going on from a checkpoint" } else { "" };
    note(&format!("corroborate: process {}: {how}{resumed}", args.process));
    Ok(Done::default())
}

fn job(args: &Cluster, consensus: &ClusterConsensus, hosts: Vec<String>) -> Result<Job, Failure> {
    let Some(method) = Method::find(&consensus.method) else {
        return Err(Failure::usage(format!(
            "--method {}: a cluster fits {}",
            consensus.method,
            Method::ALL.map(Method::name).join(", ")
        )));
    };
    let settings = match &consensus.config {
        Some(path) => settings::load(path).map_err(Failure::usage)?,
        None => Settings::default(),
    };
    if settings.voice.iter().any(|v| v.trusted) {
        return Err(Failure::usage("trusted voices are learnt from in memory, not by a cluster"));
    }
    for shard in &consensus.shards {
        if !shard.is_file() {
            return Err(Failure::usage(format!("{}: there is no such file", shard.display())));
        }
    }
    let same = |a: &PathBuf, b: &PathBuf| a.file_stem() == b.file_stem();
    for (i, shard) in consensus.shards.iter().enumerate() {
        if consensus.shards[..i].iter().any(|other| same(shard, other)) {
            return Err(Failure::usage(format!(
                "{}: two shards of this name would have one file of answers",
                shard.display()
            )));
        }
    }
    let cannot = |e| Failure::usage(format!("--out {}: {e}", consensus.out.display()));
    fs::create_dir_all(&consensus.out).map_err(cannot)?;
    set_threads(consensus.threads)?;
    Ok(Job {
        hosts,
        process: args.process,
        workers: usize::from(args.workers),
        shards: consensus.shards.clone(),
        checkpoints: consensus.out.join("checkpoints"),
        method,
        settings: settings.consensus,
        ledger: settings.ledger,
        memory: for_sorting(&consensus.memory),
    })
}

/// The addresses in a hosts file: one a line; empty lines and those after `#` say nothing.
fn hosts(path: &Path) -> Result<Vec<String>, Failure> {
    let shown = path.display();
    let text = fs::read_to_string(path)
        .map_err(|e| Failure::usage(format!("--hosts {shown}: cannot be read: {e}")))?;
    let mut hosts = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let host = line.split('#').next().unwrap_or_default().trim();
        if host.is_empty() {
            continue;
        }
        let port = host.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
        if port.is_none() {
            return Err(Failure::usage(format!(
                "--hosts {shown}: line {}: `{host}` is no host:port",
                number + 1
            )));
        }
        hosts.push(host.to_owned());
    }
    if hosts.is_empty() {
        return Err(Failure::usage(format!("--hosts {shown}: names no host")));
    }
    Ok(hosts)
}

/// From now on a lost process ends this one with a message of its own, and exit code 1.
///
/// Timely dataflow tells of a broken connection by a panic of the thread that serves it, which is
/// named after the process at the other end.
fn say_who_is_lost(hosts: &[String]) {
    let hosts = hosts.to_vec();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let why = panic.payload().downcast_ref::<String>().map(String::as_str).unwrap_or_default();
        if !why.starts_with(LOST) {
            return usual(panic);
        }
        let thread = std::thread::current();
        let peer = thread.name().and_then(|n| n.rsplit_once('-')?.1.parse::<usize>().ok());
        let who = match peer.and_then(|p| Some((p, hosts.get(p)?))) {
            Some((p, host)) => format!("process {p} ({host})"),
            None => "another process".to_owned(),
        };
        note(&format!(
            "corroborate: {who} is gone: the run cannot go on. Start all processes again with the \
             same arguments: they go on from the last checkpoint"
        ));
        std::process::exit(1);
    }));
}

/// Writes the answers and beliefs of one shard.
fn write_shard(
    out: &Path,
    shard: &Path,
    stream: &Stream,
    judge: &Judge,
    settings: &crate::consensus::Settings,
) -> Result<(), StreamError> {
    let stem = shard.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let failed = |e: Failure| StreamError::Output(e.message);
    let write = |e: std::io::Error| StreamError::Output(e.to_string());
    stream_file(&out.join(format!("answers-{stem}.csv")), |mut answers| {
        stream_file(&out.join(format!("beliefs-{stem}.csv")), |mut beliefs| {
            let mut beliefs_to = |text: &str| beliefs.write_all(text.as_bytes()).map_err(write);
            write_parts(
                judge,
                stream,
                settings,
                Format::Csv,
                |text| answers.write_all(text.as_bytes()).map_err(write),
                Some(&mut beliefs_to),
            )
            .map_err(Failure::run)
        })
    })
    .map_err(failed)
}
