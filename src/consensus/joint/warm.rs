//! Going on from an earlier fit: who was who, and which part of it answers for which questions now.

use super::split::Group;
use super::{Joint, Part};
use crate::consensus::copying::{Dependence, Link};
use crate::ids::{Id, LabelId, VoiceId};
use crate::ledger::Ledger;

/// An earlier fit, seen from a ledger with more votes.
pub(super) struct Before<'a> {
    fit: &'a Joint,
    known: &'a Ledger,
    /// The number that each voice had then, if it was heard.
    pub voices: Vec<Option<usize>>,
}

impl<'a> Before<'a> {
    /// Voices are the same where their names are.
    pub fn new(fit: &'a Joint, known: &'a Ledger, ledger: &Ledger) -> Self {
        let voices = (0..ledger.voices().len())
            .map(|v| ledger.voices().name(Id::from_index(v)))
            .map(|name| known.voices().find(name).map(Id::index))
            .collect();
        Self { fit, known, voices }
    }

    /// Who was found to copy whom, beside the clones found now.
    pub fn dependence(&self, clones: &Dependence) -> Dependence {
        let mut now = vec![None; self.known.voices().len()];
        for (v, old) in self.voices.iter().enumerate() {
            if let Some(old) = old {
                now[*old] = Some(v as u32);
            }
        }
        let mut found = clones.clone();
        for (v, old) in self.voices.iter().enumerate() {
            let partners = old.map_or(&[][..], |o| &self.fit.dependence.partners[o]);
            found.partners[v] = partners.iter().filter_map(|&p| now[p as usize]).collect();
            found.partners[v].sort_unstable();
        }
        let name = |v: VoiceId| now[v.index()].map(VoiceId);
        found.links.extend(
            self.fit
                .dependence
                .links
                .iter()
                .filter_map(|&link| Some(Link { a: name(link.a)?, b: name(link.b)?, ..link })),
        );
        found
    }

    /// The part that answered for such questions; `None` where it heard other labels.
    pub fn part(&self, ledger: &Ledger, group: &Group) -> Option<&'a Part> {
        self.fit.parts.iter().find(|part| match (part, group) {
            (Part::Coin(_), Group::Open(_)) => true,
            (Part::Numbers(numbers), Group::Numbers(kind, _)) => numbers.kind() == *kind,
            (Part::Committee(committee), Group::Closed { dense, labels, .. }) => {
                committee.labels() == *labels
                    && dense.iter().enumerate().filter(|(_, d)| **d != u16::MAX).all(|(l, &d)| {
                        let name = ledger.labels().name(LabelId::from_index(l));
                        let then = self.known.labels().find(name);
                        then.is_some_and(|l| committee.dense(l.index()) == d as usize)
                    })
            }
            _ => false,
        })
    }
}
