//! What a worker knows after a step, put aside so that a broken run goes on from there.
//!
//! Two files a worker, written in turn: when a machine is lost, some workers may be a step ahead of
//! others, never more.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::Error;

/// The state after a step.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct State {
    /// Which of the method's models is being fitted.
    pub part: u64,
    /// Steps whose parameters these are, from 1.
    pub step: u64,
    /// Whether the model is fitted.
    pub done: bool,
    /// Log prior of the parameters, in nats.
    pub prior: f64,
    /// The objective after each step but the last, in nats.
    pub objective: Vec<f64>,
    /// Parameters for all voices together.
    pub totals: Vec<f64>,
    /// Parameters of the worker's voices.
    pub by_voice: Vec<f64>,
}

/// One worker's checkpoints.
pub(super) struct Checkpoints {
    folder: PathBuf,
    worker: usize,
    /// Tells this run from others.
    run: u64,
}

impl Checkpoints {
    /// The checkpoints of a worker in `folder`; `run` is the same for runs that may go on from one
    /// another.
    pub fn new(folder: &Path, worker: usize, run: u64) -> Self {
        Self { folder: folder.to_owned(), worker, run }
    }

    fn path(&self, part: u64, slot: &str) -> PathBuf {
        self.folder.join(format!("worker-{}-part-{part}-{slot}.checkpoint", self.worker))
    }

    fn slot(state: &State) -> &'static str {
        match (state.done, state.step % 2) {
            (true, _) => "done",
            (false, 0) => "even",
            (false, _) => "odd",
        }
    }

    /// Puts a state aside, whole or not at all.
    pub fn save(&self, state: &State) -> Result<(), Error> {
        let path = self.path(state.part, Self::slot(state));
        let beside = path.with_extension("partial");
        let write = || {
            fs::create_dir_all(&self.folder)?;
            fs::write(&beside, self.bytes(state))?;
            fs::rename(&beside, &path)
        };
        write().map_err(|source| Error::Checkpoint { path: path.clone(), source })
    }

    /// The states of a part that can be gone on from, as (step, done).
    pub fn found(&self, part: u64) -> Vec<State> {
        ["even", "odd", "done"]
            .iter()
            .filter_map(|slot| self.parse(&fs::read(self.path(part, slot)).ok()?))
            .filter(|state| state.part == part)
            .collect()
    }

    /// Removes this worker's checkpoints, and the folder if it is empty then.
    pub fn clear(&self, parts: u64) {
        for part in 0..parts {
            for slot in ["even", "odd", "done"] {
                // One that was never written is not there.
                let _: io::Result<()> = fs::remove_file(self.path(part, slot));
            }
        }
        let _: io::Result<()> = fs::remove_dir(&self.folder);
    }

    fn bytes(&self, state: &State) -> Vec<u8> {
        let lists = [&state.objective, &state.totals, &state.by_voice];
        let head = [self.run, state.part, state.step, u64::from(state.done), state.prior.to_bits()];
        let numbers = head
            .into_iter()
            .chain(lists.iter().map(|list| list.len() as u64))
            .chain(lists.iter().flat_map(|list| list.iter().map(|x| x.to_bits())));
        numbers.flat_map(u64::to_le_bytes).collect()
    }

    /// `None` for what another run wrote, or was not written whole.
    fn parse(&self, bytes: &[u8]) -> Option<State> {
        let mut numbers =
            bytes.chunks_exact(8).filter_map(|b| b.try_into().ok()).map(u64::from_le_bytes);
        let mut next = || numbers.next();
        if next()? != self.run {
            return None;
        }
        let (part, step, done) = (next()?, next()?, next()? == 1);
        let prior = f64::from_bits(next()?);
        let lengths = [next()?, next()?, next()?];
        let whole = lengths.iter().try_fold(8u64, |sum, n| sum.checked_add(*n))?;
        if whole.checked_mul(8)? != bytes.len() as u64 {
            return None;
        }
        let mut list = |n: u64| -> Vec<f64> {
            numbers.by_ref().take(n as usize).map(f64::from_bits).collect()
        };
        let [objective, totals, by_voice] = lengths.map(&mut list);
        Some(State { part, step, done, prior, objective, totals, by_voice })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_comes_back_and_that_of_another_run_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let checkpoints = Checkpoints::new(folder.path(), 3, 77);
        let state = State {
            part: 1,
            step: 4,
            done: false,
            prior: -0.1,
            objective: vec![-3.0, -2.5],
            totals: Vec::new(),
            by_voice: vec![0.1, f64::MIN_POSITIVE, -1e300],
        };
        checkpoints.save(&state).unwrap();
        checkpoints.save(&State { step: 5, ..state.clone() }).unwrap();
        let steps: Vec<u64> = checkpoints.found(1).iter().map(|s| s.step).collect();
        assert_eq!(steps, [4, 5]);
        assert_eq!(checkpoints.found(1)[0], state);
        assert!(checkpoints.found(0).is_empty());
        assert!(Checkpoints::new(folder.path(), 3, 78).found(1).is_empty());
        let path = folder.path().join("worker-3-part-1-even.checkpoint");
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, &bytes[..bytes.len() - 8]).unwrap();
        assert_eq!(checkpoints.found(1).len(), 1, "half a file is none");
        checkpoints.clear(2);
        assert!(!folder.path().exists());
    }
}
