//! Votes of questions that share a label set, side by side: 5 bytes a vote where all weigh the same.

use crate::consensus::joint::tally::{Tally, index};
use crate::ids::LabelId;
use crate::ledger::{Answer, Ledger};

/// Votes of questions that share `labels` labels; voices numbered anew from 0.
#[derive(Debug)]
pub(crate) struct Data {
    pub labels: usize,
    pub voices: usize,
    /// Where each question's votes start; one longer than the questions.
    pub offsets: Vec<u32>,
    /// Who, by vote.
    pub voice: Vec<u32>,
    /// Which label of the set, by vote.
    pub label: Vec<u8>,
    /// How much it counts, by vote; empty where every vote counts 1.
    weight: Vec<f64>,
}

impl Data {
    /// `dense[label]` is the number of a label within the set, `seats[voice]` that of a voice.
    pub fn new(
        ledger: &Ledger,
        tally: &Tally,
        dense: &[u16],
        labels: usize,
        seats: &[u32],
        voices: usize,
    ) -> Self {
        let mut label = Vec::with_capacity(tally.voice.len());
        for (i, &q) in tally.questions.iter().enumerate() {
            let answers = ledger.answers(q);
            for k in tally.range(i) {
                label.push(match answers[tally.answer[k] as usize] {
                    Answer::Label(LabelId(l)) => dense[l as usize] as u8,
                    Answer::Number(_) => 0,
                });
            }
        }
        let alike = tally.weight.iter().all(|&w| w == 1.0);
        Self {
            labels,
            voices,
            offsets: tally.offsets.iter().map(|&o| o as u32).collect(),
            voice: tally.voice.iter().map(|&v| seats[index(v)]).collect(),
            label,
            weight: if alike { Vec::new() } else { tally.weight.clone() },
        }
    }

    pub fn questions(&self) -> usize {
        self.offsets.len() - 1
    }

    fn range(&self, q: usize) -> std::ops::Range<usize> {
        self.offsets[q] as usize..self.offsets[q + 1] as usize
    }

    fn weight(&self, vote: usize) -> f64 {
        self.weight.get(vote).copied().unwrap_or(1.0)
    }

    /// Every n-th question, so that about `votes` votes remain; `None` where all would.
    pub fn sample(&self, votes: usize) -> Option<Self> {
        let every = self.voice.len().div_ceil(votes.max(1));
        if every < 2 {
            return None;
        }
        let mut out = Self {
            labels: self.labels,
            voices: self.voices,
            offsets: vec![0],
            voice: Vec::new(),
            label: Vec::new(),
            weight: Vec::new(),
        };
        for q in (0..self.questions()).step_by(every) {
            let r = self.range(q);
            out.voice.extend_from_slice(&self.voice[r.clone()]);
            out.label.extend_from_slice(&self.label[r.clone()]);
            out.weight.extend_from_slice(self.weight.get(r).unwrap_or_default());
            out.offsets.push(out.voice.len() as u32);
        }
        Some(out)
    }

    /// The same votes, some of them with no weight.
    pub fn masked(&self, mask: impl Fn(usize) -> bool) -> Self {
        Self {
            labels: self.labels,
            voices: self.voices,
            offsets: self.offsets.clone(),
            voice: self.voice.clone(),
            label: self.label.clone(),
            weight: (0..self.voice.len())
                .map(|i| if mask(i) { 0.0 } else { self.weight(i) })
                .collect(),
        }
    }

    /// The votes on a question: voice, label, weight.
    pub fn votes(&self, q: usize) -> impl Iterator<Item = (usize, usize, f64)> + Clone {
        self.range(q).map(|k| (index(self.voice[k]), self.label[k] as usize, self.weight(k)))
    }

    /// Whether each voice is heard, masked or not.
    pub fn heard(&self) -> Vec<bool> {
        let mut heard = vec![false; self.voices];
        for &v in &self.voice {
            heard[index(v)] = true;
        }
        heard
    }
}
