//! Which worker knows which voices, and who adds up what is known of each.
//!
//! All workers number all voices alike, in order of name. The voice with number `g` is owned by the
//! worker `g mod n`: it gets the sums of all who know the voice, adds them in the order of workers,
//! and sends the parameters back to them alone.

use std::collections::BTreeSet;

use timely::worker::Worker;

use super::Error;
use super::exchange::Exchange;
use crate::consensus::stream::{Fit, Packed, Sums};

/// The voices of one worker's shards.
pub(super) struct Voices {
    /// By shard, then by the shard's own number: place in `mine`.
    place: Vec<Vec<u32>>,
    /// Numbers of the voices that this worker knows, in order.
    mine: Vec<u32>,
    /// By worker: places, among the voices owned here, of those it knows.
    known_by: Vec<Vec<u32>>,
    /// How many voices are owned here.
    owned: usize,
    /// How many there are in all.
    pub all: usize,
    index: usize,
    peers: usize,
}

/// What all workers' sums came to.
pub(super) struct Shared {
    /// Parameters of the voices this worker knows, one voice after the other.
    pub by_voice: Vec<f64>,
    /// Parameters for all voices together.
    pub totals: Vec<f64>,
    /// Their log prior, in nats.
    pub prior: f64,
    /// `ln P(votes)` by the parameters before, in nats.
    pub likelihood: f64,
    /// Votes in all.
    pub votes: f64,
}

impl Voices {
    /// Numbers the voices of all workers.
    pub fn new(
        worker: &mut Worker,
        shards: &[Packed],
        names: &mut Exchange<String>,
        numbers: &mut Exchange<u32>,
    ) -> Result<Self, Error> {
        let (index, peers) = (worker.index(), worker.peers());
        let own: BTreeSet<&str> =
            shards.iter().flat_map(|s| s.voices.iter().map(String::as_str)).collect();
        let own: Vec<String> = own.into_iter().map(str::to_owned).collect();
        let mut all: Vec<String> = names.send_to_all(worker, own.clone())?.concat();
        all.sort_unstable();
        all.dedup();
        // Every name of one's own came back with the others'.
        let number = |name: &String| all.binary_search(name).map_or(0, |at| at as u32);
        let mine: Vec<u32> = own.iter().map(number).collect();
        let place = shards
            .iter()
            .map(|shard| {
                let place = |name| own.binary_search(name).map_or(0, |at| at as u32);
                shard.voices.iter().map(place).collect()
            })
            .collect();
        let mut lists: Vec<Vec<u32>> = vec![Vec::new(); peers];
        for &g in &mine {
            lists[g as usize % peers].push(g / peers as u32);
        }
        let known_by = numbers.all_to_all(worker, lists)?;
        let owned = (all.len() + peers - 1 - index) / peers;
        Ok(Self { place, mine, known_by, owned, all: all.len(), index, peers })
    }

    /// Adds one shard's sums to those of this worker.
    pub fn add(&self, fit: &Fit, shard: usize, sums: Sums, to: &mut Sums) {
        let width = fit.width();
        for (own, &place) in sums.by_voice.chunks_exact(width.max(1)).zip(&self.place[shard]) {
            let at = place as usize * width;
            to.by_voice[at..at + width].iter_mut().zip(own).for_each(|(sum, x)| *sum += x);
        }
        to.totals.iter_mut().zip(&sums.totals).for_each(|(sum, x)| *sum += x);
        to.likelihood += sums.likelihood;
        to.votes += sums.votes;
    }

    /// Sums of nothing, for this worker's voices.
    pub fn nothing(&self, fit: &Fit) -> Sums {
        Sums::new(fit, self.mine.len())
    }

    /// Adds up the sums of all workers and works out the parameters.
    pub fn share(
        &self,
        worker: &mut Worker,
        fit: &Fit,
        sums: &Sums,
        numbers: &mut Exchange<f64>,
    ) -> Result<Shared, Error> {
        let (width, totals) = (fit.width(), fit.totals());
        let head = || {
            let scalars = [sums.likelihood, sums.votes as f64];
            scalars.into_iter().chain(sums.totals.iter().copied()).collect::<Vec<f64>>()
        };
        let mut send: Vec<Vec<f64>> = (0..self.peers).map(|_| head()).collect();
        for (&g, own) in self.mine.iter().zip(sums.by_voice.chunks_exact(width.max(1))) {
            send[g as usize % self.peers].extend(own);
        }
        let came = numbers.all_to_all(worker, send)?;
        let mut heads = vec![0.0; 2 + totals];
        let mut owned = vec![0.0; self.owned * width];
        for (numbers, places) in came.iter().zip(&self.known_by) {
            let (head, voices) = numbers.split_at(heads.len().min(numbers.len()));
            heads.iter_mut().zip(head).for_each(|(sum, x)| *sum += x);
            for (own, &place) in voices.chunks_exact(width.max(1)).zip(places) {
                let at = place as usize * width;
                owned[at..at + width].iter_mut().zip(own).for_each(|(sum, x)| *sum += x);
            }
        }
        let mut prior = 0.0;
        for voice in owned.chunks_exact_mut(width.max(1)) {
            prior += fit.maximise_voice(voice);
        }
        let send = self
            .known_by
            .iter()
            .map(|places| {
                let voice = |&place: &u32| {
                    let at = place as usize * width;
                    owned[at..at + width].iter().copied()
                };
                std::iter::once(prior).chain(places.iter().flat_map(voice)).collect()
            })
            .collect();
        let came: Vec<Vec<f64>> = numbers.all_to_all(worker, send)?;
        let mut totals = heads.split_off(2);
        let mut prior = fit.maximise_totals(&mut totals);
        let mut owners: Vec<_> = came
            .iter()
            .map(|numbers| {
                let (own, voices) = numbers.split_at(1.min(numbers.len()));
                prior += own.iter().sum::<f64>();
                voices.chunks_exact(width.max(1))
            })
            .collect();
        let mut by_voice = Vec::with_capacity(self.mine.len() * width);
        for &g in &self.mine {
            by_voice.extend(owners[g as usize % self.peers].next().unwrap_or_default());
        }
        Ok(Shared { by_voice, totals, prior, likelihood: heads[0], votes: heads[1] })
    }

    /// The parameters of one shard's voices, in the shard's own order.
    pub fn of_shard(&self, fit: &Fit, shard: usize, by_voice: &[f64]) -> Vec<f64> {
        let width = fit.width();
        let voice = |&place: &u32| {
            let at = place as usize * width;
            by_voice[at..at + width].iter().copied()
        };
        self.place[shard].iter().flat_map(voice).collect()
    }

    /// This worker's number.
    pub fn worker(&self) -> usize {
        self.index
    }
}
