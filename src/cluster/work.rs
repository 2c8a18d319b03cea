//! What one worker does: reads its shards at every step, shares sums, puts checkpoints aside, and
//! has the answers written.

use std::path::{Path, PathBuf};

use timely::worker::Worker;

use super::checkpoint::{Checkpoints, State};
use super::exchange::Exchange;
use super::voices::Voices;
use super::{Error, Job};
use crate::consensus::Stop;
use crate::consensus::stream::{
    Error as StreamError, Facts, Fit, Judge, LabelSet, Packed, Parameters,
};
use crate::ledger::Stream;

/// How a run on several machines ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Steps taken, those before a break included.
    pub steps: usize,
    /// Why it stopped.
    pub stop: Stop,
    /// Whether it went on from a checkpoint.
    pub resumed: bool,
}

/// One table of votes and its label numbers.
struct Shard {
    path: PathBuf,
    stream: Stream,
    labels: LabelSet,
}

/// A worker with all it needs for a step.
struct Work<'a> {
    job: &'a Job,
    packed: Vec<Packed>,
    shards: Vec<Shard>,
    voices: Voices,
    numbers: Exchange<f64>,
    /// Steps at which checkpoints lie.
    steps: Exchange<u64>,
    checkpoints: Checkpoints,
}

/// Does all of it.
pub(super) fn work(
    job: &Job,
    worker: &mut Worker,
    write: &dyn Fn(&Path, &Stream, &Judge) -> Result<(), StreamError>,
) -> Result<Answered, Error> {
    let mut facts = Exchange::<Facts>::new(worker);
    let mut names = Exchange::<String>::new(worker);
    let mut places = Exchange::<u32>::new(worker);
    let numbers = Exchange::<f64>::new(worker);
    let steps = Exchange::<u64>::new(worker);

    let thread = worker.index() % job.workers;
    let mut streams = Vec::new();
    let mut packed = Vec::new();
    for path in job.shards.iter().skip(thread).step_by(job.workers) {
        let stream = Stream::open(std::slice::from_ref(path), None, &job.ledger, job.memory)
            .map_err(StreamError::from)?;
        packed.push(Packed::new(&stream, &job.settings)?);
        streams.push((path.clone(), stream));
    }
    let own = packed.iter().map(|p| p.facts.clone()).collect();
    let mut all = Facts::default();
    facts.send_to_all(worker, own)?.into_iter().flatten().for_each(|f| all.join(f));
    let labels = all.label_set(&job.settings);
    let shards: Vec<Shard> = streams
        .into_iter()
        .zip(&packed)
        .map(|((path, stream), packed)| {
            let mut labels = labels.clone();
            labels.bind(packed);
            Shard { path, stream, labels }
        })
        .collect();
    let voices = Voices::new(worker, &packed, &mut names, &mut places)?;
    let checkpoints = Checkpoints::new(
        &job.checkpoints,
        voices.worker(),
        run_of(job, worker, &shards, &packed, &voices),
    );
    let mut work = Work { job, packed, shards, voices, numbers, steps, checkpoints };

    let fits = Fit::parts(job.method, &labels, &job.settings);
    let mut answered = Answered { steps: 0, stop: Stop::ClosedForm, resumed: false };
    let mut fitted: Vec<State> = Vec::new();
    for (part, fit) in fits.iter().enumerate() {
        let (state, stop, resumed) = work.fit(worker, part as u64, fit)?;
        if part == 0 {
            answered.stop = stop;
        }
        answered.steps += state.objective.len();
        answered.resumed |= resumed;
        fitted.push(state);
    }
    for (at, shard) in work.shards.iter().enumerate() {
        let parameters =
            fits.iter().zip(&fitted).map(|(fit, state)| work.parameters(fit, at, state)).collect();
        let judge = Judge::new(parameters, shard.labels.clone(), &all);
        write(&shard.path, &shard.stream, &judge)?;
    }
    // Only when all have written is nothing left to go on from.
    work.steps.send_to_all(worker, Vec::new())?;
    work.checkpoints.clear(fits.len() as u64);
    Ok(answered)
}

impl Work<'_> {
    /// Fits one model, from a checkpoint that all workers have, if there is one.
    fn fit(
        &mut self,
        worker: &mut Worker,
        part: u64,
        fit: &Fit,
    ) -> Result<(State, Stop, bool), Error> {
        let settings = &self.job.settings;
        let found = self.common(worker, part)?;
        let resumed = found.is_some();
        let mut before = match found {
            Some(state) if state.done => {
                let stop = self.stop(&state);
                return Ok((state, stop, true));
            }
            other => other,
        };
        loop {
            let sums = self.read(fit, before.as_ref())?;
            let shared = self.voices.share(worker, fit, &sums, &mut self.numbers)?;
            let mut objective = Vec::new();
            if let Some(mut state) = before {
                state.objective.push(shared.likelihood + state.prior);
                let enough = settings.tolerance * shared.votes.max(1.0);
                let settled = matches!(state.objective[..], [.., a, b] if b - a < enough);
                if settled || state.objective.len() >= settings.max_steps {
                    state.done = true;
                    self.checkpoints.save(&state)?;
                    let stop = if settled { Stop::Converged } else { Stop::StepLimit };
                    return Ok((state, stop, resumed));
                }
                objective = state.objective;
            }
            let state = State {
                part,
                step: objective.len() as u64 + 1,
                done: false,
                prior: shared.prior,
                objective,
                totals: shared.totals,
                by_voice: shared.by_voice,
            };
            self.checkpoints.save(&state)?;
            before = Some(state);
        }
    }

    /// Why a fitted model stopped.
    fn stop(&self, state: &State) -> Stop {
        if state.objective.len() >= self.job.settings.max_steps {
            Stop::StepLimit
        } else {
            Stop::Converged
        }
    }

    /// The latest state of which every worker has its part.
    fn common(&mut self, worker: &mut Worker, part: u64) -> Result<Option<State>, Error> {
        let mut found = self.checkpoints.found(part);
        let key = |state: &State| state.step * 2 + u64::from(state.done);
        let keys: Vec<Vec<u64>> =
            self.steps.send_to_all(worker, found.iter().map(key).collect())?;
        found.retain(|state| keys.iter().all(|of| of.contains(&key(state))));
        Ok(found.into_iter().max_by_key(key))
    }

    /// One reading of all shards.
    fn read(
        &self,
        fit: &Fit,
        state: Option<&State>,
    ) -> Result<crate::consensus::stream::Sums, Error> {
        let mut sums = self.voices.nothing(fit);
        for (at, (shard, packed)) in self.shards.iter().zip(&self.packed).enumerate() {
            let parameters = state.map(|state| self.parameters(fit, at, state));
            let own = packed.pass(fit, &shard.labels, parameters.as_ref())?;
            self.voices.add(fit, at, own, &mut sums);
        }
        Ok(sums)
    }

    fn parameters(&self, fit: &Fit, shard: usize, state: &State) -> Parameters {
        let by_voice = self.voices.of_shard(fit, shard, &state.by_voice);
        fit.parameters(by_voice, state.totals.clone())
    }
}

/// Tells runs apart: what is fitted, how, on how many workers and which votes.
fn run_of(job: &Job, worker: &Worker, shards: &[Shard], packed: &[Packed], voices: &Voices) -> u64 {
    let mut text = format!("{:?} {:?} {} {}", job.method, job.settings, worker.peers(), voices.all);
    for (shard, packed) in shards.iter().zip(packed) {
        let name = shard.path.file_name().unwrap_or_default().to_string_lossy();
        text += &format!(" {name} {} {}", packed.votes(), packed.voices.len());
    }
    crate::ledger::fnv1a(text.as_bytes())
}
