//! A stream's category votes, packed for many readings, and what must be known before the first.

use std::collections::BTreeSet;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::super::layout::{SHARED_LABELS, casts, numbered};
use super::super::points::Deviations;
use super::super::settings::{Domain, Settings};
use super::block::{Spill, SpillWriter};
use super::label_set::takes_yes_no;
use super::{Error, Fit, LabelSet, Parameters, Sums};
use crate::ids::Id;
use crate::ledger::{Answer, Kind, Stream};

/// Bytes that the sums by voice of all runs together may take.
const SUMS_BYTES: usize = 1 << 29;
/// Runs of blocks that are summed side by side, at most.
const MOST_RUNS: usize = 16;

/// What holds for all questions of a stream, or of several together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// The labels of category questions, as far as they may be shared.
    pub(super) labels: BTreeSet<String>,
    /// There are more than may be shared.
    pub(super) many_labels: bool,
    /// How often labels were answers to category questions.
    pub(super) uses: usize,
    /// Some question takes yes or no alone.
    pub(super) yes_no: bool,
    /// Some question takes a category.
    pub(super) categories: bool,
    pub(super) deviations: Deviations,
}

impl Facts {
    /// Adds what holds for other questions.
    pub fn join(&mut self, other: Self) {
        self.labels.extend(other.labels);
        self.many_labels |= other.many_labels;
        self.uses += other.uses;
        self.yes_no |= other.yes_no;
        self.categories |= other.categories;
        self.deviations.join(other.deviations);
    }

    /// Which label sets the questions draw on.
    pub fn label_set(&self, settings: &Settings) -> LabelSet {
        LabelSet::new(self, settings)
    }
}

/// A stream's category votes, packed, with what holds for all of them.
pub struct Packed {
    spill: Spill,
    /// What holds for all questions.
    pub facts: Facts,
    /// The names of the voices, by id.
    pub voices: Vec<String>,
    /// The names of the labels, by id, as far as they may be shared.
    pub(super) label_names: Vec<String>,
}

/// How many labels keep their number through a stream.
pub(super) fn labels_kept(settings: &Settings) -> usize {
    match settings.domain {
        // Yes and no beside the shared ones.
        Domain::Auto => SHARED_LABELS + 2,
        Domain::Shared => usize::MAX,
        Domain::Open => 0,
    }
}

impl Packed {
    /// Reads a stream once.
    ///
    /// # Errors
    ///
    /// If the votes cannot be read, or no temporary file written.
    pub fn new(stream: &Stream, settings: &Settings) -> Result<Self, Error> {
        let kept = labels_kept(settings);
        let mut spill = SpillWriter::new()?;
        let mut facts = Facts::default();
        let mut voices: Vec<String> = Vec::new();
        let mut label_names: Vec<String> = Vec::new();
        stream.each_part(kept, |part| {
            let [yes, no] = ["yes", "no"].map(|l| part.labels().find(l));
            facts.deviations.add(part);
            for (id, name) in part.voices().iter().skip(voices.len()) {
                debug_assert_eq!(id.index(), voices.len());
                voices.push(name.to_owned());
            }
            facts.many_labels |= part.labels().len() > kept;
            if !facts.many_labels {
                let known = label_names.len();
                label_names.extend(part.labels().iter().skip(known).map(|(_, n)| n.to_owned()));
            }
            for q in part.question_ids() {
                if matches!(part.question(q).kind, Kind::Count | Kind::Real | Kind::Date) {
                    continue;
                }
                let yes_no = takes_yes_no(part, q, [yes, no]);
                facts.yes_no |= yes_no;
                facts.categories |= !yes_no;
                let labels = part.answers(q).iter().map(|a| match a {
                    Answer::Label(l) if yes_no => u32::from(Some(*l) != yes),
                    Answer::Label(l) => l.0,
                    Answer::Number(_) => 0,
                });
                if !yes_no {
                    facts.uses += part.answers(q).len();
                    if !facts.many_labels {
                        for l in labels.clone() {
                            let name = &label_names[l as usize];
                            if !facts.labels.contains(name) {
                                facts.labels.insert(name.clone());
                            }
                        }
                    }
                }
                spill.push(yes_no, labels, casts(part, &numbered(part, q)))?;
            }
            Ok::<(), Error>(())
        })?;
        if facts.many_labels {
            facts.labels.clear();
            label_names.clear();
        }
        Ok(Self { spill: spill.finish()?, facts, voices, label_names })
    }

    /// Votes on categories.
    pub fn votes(&self) -> usize {
        self.spill.votes()
    }

    /// Bytes that a reading reads.
    pub fn bytes(&self) -> u64 {
        self.spill.bytes()
    }

    /// One reading: beliefs by `parameters` (by vote shares where there are none), added to the sums
    /// of their voices.
    ///
    /// # Errors
    ///
    /// If the temporary file cannot be read.
    pub fn pass(
        &self,
        fit: &Fit,
        labels: &LabelSet,
        parameters: Option<&Parameters>,
    ) -> Result<Sums, Error> {
        let bytes = (fit.width() * self.voices.len() * size_of::<f64>()).max(1);
        let runs = self.spill.runs((SUMS_BYTES / bytes).clamp(1, MOST_RUNS));
        let sums: Vec<Sums> = runs
            .into_par_iter()
            .map(|run| {
                let mut sums = Sums::new(fit, self.voices.len());
                let mut belief = Vec::new();
                self.spill.each_block(run, |block| {
                    block.each_question(|yes_no, answers, votes| {
                        let question = (labels.home_of(yes_no), answers, votes);
                        fit.expect(question, labels, parameters, &mut belief, &mut sums);
                    });
                })?;
                Ok::<_, Error>(sums)
            })
            .collect::<Result<_, _>>()?;
        let mut sums = sums.into_iter();
        let first = sums.next().unwrap_or_else(|| Sums::new(fit, self.voices.len()));
        Ok(sums.fold(first, Sums::join))
    }
}
