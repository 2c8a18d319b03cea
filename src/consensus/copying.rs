//! Who copies whom: voices that share false values which few others give.
//!
//! Accurate voices agree because they are right; only a shared **false** value is evidence. For a
//! pair `(s, t)` and a value `v` that both give to `q`:
//!
//! ```text
//! ln LR += (1 − γ_q(v)) · ln ((c + (1 − c) p) / p)      p = share of the other voters that give v
//! ln LR += ln (1 − c)                                    where s and t differ
//! ```
//!
//! | symbol   | name here | meaning                                                        |
//! |----------|-----------|----------------------------------------------------------------|
//! | `c`      | `RATE`    | how much of its votes a copier copies                            |
//! | `γ_q(v)` | `belief`  | belief in the value; before any fit, its share of the votes      |
//!
//! Only pairs that share a rare false value are looked at (an inverted index by value), so the cost
//! follows the number of such values, not the square of the voices. After X. L. Dong, L. Berti-Équille,
//! D. Srivastava (2009), PVLDB 2(1), 550–561, doi:10.14778/1687627.1687690, with the popularity of a
//! false value in place of a uniform guess.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::{Ledger, Vote, precedence};

/// How copying is found.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Whether votes of copiers are counted once together.
    pub discount: bool,
    /// Evidence needed to call a pair dependent, in nats; 0 and up.
    pub evidence: f64,
    /// Fewest false values that a pair must share (expected number); 1 and up.
    pub shared: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { discount: true, evidence: 12.0, shared: 4.0 }
    }
}

/// Two voices that depend on each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// One of them.
    pub a: VoiceId,
    /// The other.
    pub b: VoiceId,
    /// False values they share, in expectation.
    pub shared: f64,
    /// `ln LR`, nats.
    pub evidence: f64,
    /// Share of their false values and differences that are shared false values, `[0, 1]`.
    pub alike: f64,
}

/// What is known of dependence: who is whose clone, who is in which group of copiers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Dependence {
    /// The voice that stands for this one: itself, unless it is a clone.
    pub stands: Vec<u32>,
    /// Group of copiers, by voice; its own number for a voice in none.
    pub group: Vec<u32>,
    /// The voices that each depends on or that depend on it, clones aside.
    pub partners: Vec<Vec<u32>>,
    /// The pairs found.
    pub links: Vec<Link>,
    /// Who speaks for an origin that several voices share: the one with the lowest number.
    precedence: Vec<u32>,
    /// By vote: whether another voice speaks for its origin. Empty where that is never so.
    relayed: Vec<bool>,
}

/// `c`, as in the paper.
const RATE: f64 = 0.8;
/// Least share of a pair's errors and differences that are shared errors.
const TOGETHER: f64 = 0.6;
/// A value less likely false than this is no evidence, however many share it: accurate voices share
/// thousands of doubtful true ones.
const LIKELY: f64 = 0.5;
/// A value that more voices give is not rare; keeps the pairs of one value bounded.
const RARE: usize = 40;
/// Pairs looked at, at most; beyond it only every n-th question is read.
const PAIRS: usize = 4_000_000;

impl Dependence {
    /// Everybody speaks for themselves.
    pub(crate) fn none(voices: usize) -> Self {
        let own: Vec<u32> = (0..voices as u32).collect();
        Self {
            stands: own.clone(),
            group: own.clone(),
            partners: vec![Vec::new(); voices],
            links: Vec::new(),
            precedence: own,
            relayed: Vec::new(),
        }
    }

    /// Everybody speaks for themselves, but one voice for each origin.
    fn by_origin(ledger: &Ledger) -> Self {
        let mut found = Self::none(ledger.voices().len());
        found.precedence = precedence(ledger);
        let mut relayed = vec![false; ledger.all_votes().len()];
        for q in ledger.question_ids().filter(|&q| !apart(ledger.votes(q))) {
            let range = ledger.vote_range(q);
            found.mark_relayed(ledger.votes(q), &mut relayed[range]);
        }
        if relayed.contains(&true) {
            found.relayed = relayed;
        }
        found
    }

    /// Marks the votes on one question for whose origin and answer another of them speaks.
    fn mark_relayed(&self, votes: &[Vote], out: &mut [bool]) {
        let key = |i: usize| (votes[i].origin, votes[i].answer);
        let mut order: Vec<usize> = (0..votes.len()).collect();
        order.sort_by_key(|&i| (key(i), self.precedence[votes[i].voice.index()], i));
        for same in order.chunk_by(|&a, &b| key(a) == key(b)) {
            same[1..].iter().for_each(|&i| out[i] = true);
        }
    }

    /// Finds clones: voices whose every vote is the same, and often not what the others say.
    pub(crate) fn clones(ledger: &Ledger, questions: &[QuestionId], settings: &Settings) -> Self {
        let mut found = Self::by_origin(ledger);
        if !settings.discount {
            return found;
        }
        let said = found.said(ledger, questions);
        let mut order: Vec<usize> =
            (0..said.len()).filter(|&s| said[s].len() as f64 >= settings.shared).collect();
        order.sort_by(|&a, &b| said[a].cmp(&said[b]).then(a.cmp(&b)));
        for class in order.chunk_by(|&a, &b| said[a] == said[b]) {
            if class.len() < 2 {
                continue;
            }
            let against = said[class[0]]
                .iter()
                .filter(|&&(q, a)| {
                    let q = QuestionId(q);
                    let mut count = vec![0usize; ledger.answers(q).len()];
                    for v in found.heard(ledger, q) {
                        if class.binary_search(&v.voice.index()).is_err() {
                            count[v.answer.index()] += 1;
                        }
                    }
                    count.iter().any(|&c| c > count[a as usize])
                })
                .count() as f64;
            if against >= settings.shared {
                for &s in &class[1..] {
                    found.stands[s] = class[0] as u32;
                    found.group[s] = class[0] as u32;
                    found.links.push(Link {
                        a: VoiceId(class[0] as u32),
                        b: VoiceId(s as u32),
                        shared: against,
                        evidence: against * (1.0 / RATE).ln().max(1.0),
                        alike: 1.0,
                    });
                }
            }
        }
        found
    }

    /// What each voice said, in order of question; nothing for clones.
    fn said(&self, ledger: &Ledger, questions: &[QuestionId]) -> Vec<Vec<(u32, u32)>> {
        let mut said: Vec<Vec<(u32, u32)>> = vec![Vec::new(); self.stands.len()];
        for &q in questions {
            for v in self.heard(ledger, q) {
                said[v.voice.index()].push((q.0, v.answer.0));
            }
        }
        said
    }

    /// The votes on a question that are their voices' own: neither a clone's, nor relayed from an
    /// origin for which another voice speaks.
    pub(crate) fn heard<'a>(
        &'a self,
        ledger: &'a Ledger,
        q: QuestionId,
    ) -> impl Iterator<Item = &'a Vote> + Clone {
        let votes = ledger.vote_range(q).zip(ledger.votes(q));
        votes
            .filter(|(at, v)| {
                let relayed = self.relayed.get(*at).copied().unwrap_or(false);
                !relayed && self.stands[v.voice.index()] == v.voice.0
            })
            .map(|(_, v)| v)
    }

    /// Adds the copiers among the voters of these questions. `belief(q, answer)` is what is believed
    /// so far.
    pub(crate) fn find(
        mut self,
        ledger: &Ledger,
        questions: &[QuestionId],
        settings: &Settings,
        belief: impl Fn(QuestionId, usize) -> f64,
    ) -> Self {
        if !settings.discount {
            return self;
        }
        let said = self.said(ledger, questions);
        for (a, b) in self.candidates(ledger, questions, settings, &belief) {
            let (shared, evidence, alike) =
                self.compare(ledger, &said[a as usize], &said[b as usize], &belief);
            if shared >= settings.shared && evidence >= settings.evidence {
                self.links.push(Link { a: VoiceId(a), b: VoiceId(b), shared, evidence, alike });
            }
        }
        self.gather();
        self
    }

    /// Makes groups of links, the most alike first, in which **each** is linked with each: through
    /// single links a copier who also errs like someone else would chain whole groups together, and
    /// two voices that never answer one question need no discount.
    fn gather(&mut self) {
        let pairs: BTreeSet<(u32, u32)> =
            self.links.iter().map(|l| (l.a.0.min(l.b.0), l.a.0.max(l.b.0))).collect();
        for &(a, b) in &pairs {
            self.partners[a as usize].push(b);
            self.partners[b as usize].push(a);
        }
        let mut order: Vec<&Link> = self.links.iter().collect();
        order.sort_by(|x, y| {
            let by = y.alike.total_cmp(&x.alike).then(y.evidence.total_cmp(&x.evidence));
            by.then((x.a, x.b).cmp(&(y.a, y.b)))
        });
        let mut members: Vec<Vec<u32>> = vec![Vec::new(); self.group.len()];
        for (s, &g) in self.group.iter().enumerate() {
            if self.stands[s] as usize == s {
                members[g as usize].push(s as u32);
            }
        }
        for link in order {
            let (a, b) = (self.group[link.a.index()], self.group[link.b.index()]);
            let (keep, gone) = (a.min(b), a.max(b));
            let all = || {
                members[keep as usize].iter().all(|&x| {
                    members[gone as usize].iter().all(|&y| pairs.contains(&(x.min(y), x.max(y))))
                })
            };
            if keep == gone || !all() {
                continue;
            }
            let moved = std::mem::take(&mut members[gone as usize]);
            members[keep as usize].extend(moved);
            self.group.iter_mut().filter(|g| **g == gone).for_each(|g| *g = keep);
        }
    }

    /// Groups of two or more, each in order of voice.
    pub(crate) fn groups(&self) -> Vec<Vec<VoiceId>> {
        let mut by_root: Vec<(u32, u32)> =
            self.group.iter().enumerate().map(|(s, &g)| (g, s as u32)).collect();
        by_root.sort_unstable();
        by_root
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|g| g.len() > 1)
            .map(|g| g.iter().map(|&(_, s)| VoiceId(s)).collect())
            .collect()
    }

    /// The weight of each vote among these on one question.
    ///
    /// # Formula
    ///
    /// ```text
    /// stated weight / (clones · max(votes of its origin, votes of its voice, 1 + partners with its answer))
    /// ```
    ///
    /// One utterance counts once however many relay it: the voice that speaks for its origin
    /// ([`precedence`]) has the weight, the others none. A voice that gives three answers gives each
    /// a third, and copiers who are all linked with each other count once for each of their answers.
    /// Whoever is linked with some of them only loses as much as those repeat it.
    pub(crate) fn weights(&self, ledger: &Ledger, votes: &[(usize, Vote)], out: &mut Vec<f64>) {
        out.clear();
        // The usual case: nobody repeats anybody.
        let cast: Vec<Vote> = votes.iter().map(|(_, v)| *v).collect();
        if self.links.is_empty() && apart(&cast) {
            out.extend(votes.iter().map(|(at, _)| ledger.weight(*at)));
            return;
        }
        let stands = |v: &Vote| self.stands[v.voice.index()];
        let mut relayed = vec![false; votes.len()];
        self.mark_relayed(&cast, &mut relayed);
        // One of each clone's votes; `(stands, answer, origin)` in order.
        let mut kept: Vec<(u32, u32, u32)> = cast
            .iter()
            .zip(&relayed)
            .filter(|(_, relayed)| !**relayed)
            .map(|(v, _)| (stands(v), v.answer.0, v.origin.0))
            .collect();
        kept.sort_unstable();
        let all: Vec<(u32, u32)> = kept.iter().map(|k| (k.0, k.1)).collect();
        kept.dedup_by_key(|k| (k.0, k.1));
        let sorted = |keys: Vec<u64>| {
            let mut keys = keys;
            keys.sort_unstable();
            keys
        };
        let origins = sorted(kept.iter().map(|k| u64::from(k.2)).collect());
        let voices = sorted(kept.iter().map(|k| u64::from(k.0)).collect());
        let count = |keys: &[u64], key: u64| {
            keys.partition_point(|&k| k <= key) - keys.partition_point(|&k| k < key)
        };
        let says = |s: u32, a: u32| kept.binary_search_by_key(&(s, a), |k| (k.0, k.1)).is_ok();
        for ((at, vote), relayed) in votes.iter().zip(relayed) {
            if relayed {
                out.push(0.0);
                continue;
            }
            let (s, a) = (stands(vote), vote.answer.0);
            let same = (s, a);
            let clones = all.partition_point(|&k| k <= same) - all.partition_point(|&k| k < same);
            // A clone shares its original's origin count.
            let origin = kept[kept.partition_point(|k| (k.0, k.1) < same)].2;
            let n = count(&origins, u64::from(origin))
                .max(count(&voices, u64::from(s)))
                .max(1 + self.partners[s as usize].iter().filter(|&&t| says(t, a)).count())
                .max(1);
            out.push(ledger.weight(*at) / (n * clones.max(1)) as f64);
        }
    }
}

impl Dependence {
    /// Pairs that share enough values that are rare and likely false.
    fn candidates(
        &self,
        ledger: &Ledger,
        questions: &[QuestionId],
        settings: &Settings,
        belief: &impl Fn(QuestionId, usize) -> f64,
    ) -> Vec<(u32, u32)> {
        let mut total = 0usize;
        let mut by_answer: Vec<(u32, u32)> = Vec::new();
        let rare = |q: QuestionId, by_answer: &mut Vec<(u32, u32)>| {
            by_answer.clear();
            by_answer.extend(self.heard(ledger, q).map(|v| (v.answer.0, v.voice.0)));
            by_answer.sort_unstable();
            by_answer.dedup();
        };
        for &q in questions {
            rare(q, &mut by_answer);
            for group in by_answer.chunk_by(|a, b| a.0 == b.0) {
                if (2..=RARE).contains(&group.len())
                    && 1.0 - belief(q, group[0].0 as usize) > LIKELY
                {
                    total += group.len() * (group.len() - 1) / 2;
                }
            }
        }
        let every = total.div_ceil(PAIRS).max(1);
        let mut pairs: Vec<(u64, f64)> = Vec::with_capacity(total / every + 16);
        for &q in questions.iter().step_by(every) {
            rare(q, &mut by_answer);
            for group in by_answer.chunk_by(|a, b| a.0 == b.0) {
                if !(2..=RARE).contains(&group.len()) {
                    continue;
                }
                let wrong = 1.0 - belief(q, group[0].0 as usize);
                if wrong <= LIKELY {
                    continue;
                }
                for (i, a) in group.iter().enumerate() {
                    for b in &group[i + 1..] {
                        pairs.push((u64::from(a.1) << 32 | u64::from(b.1), wrong));
                    }
                }
            }
        }
        pairs.sort_by_key(|p| p.0);
        pairs
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|g| g.iter().map(|p| p.1).sum::<f64>() * every as f64 >= settings.shared)
            .map(|g| ((g[0].0 >> 32) as u32, g[0].0 as u32))
            .collect()
    }

    /// Expected shared false values, the evidence for dependence, and how alike the two err.
    fn compare(
        &self,
        ledger: &Ledger,
        a: &[(u32, u32)],
        b: &[(u32, u32)],
        belief: &impl Fn(QuestionId, usize) -> f64,
    ) -> (f64, f64, f64) {
        let (mut shared, mut evidence, mut differ) = (0.0, 0.0, 0.0);
        let (mut i, mut j) = (0, 0);
        while i < a.len() && j < b.len() {
            match a[i].0.cmp(&b[j].0) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    let q = QuestionId(a[i].0);
                    if a[i].1 == b[j].1 {
                        let wrong = 1.0 - belief(q, a[i].1 as usize);
                        if wrong > LIKELY {
                            let votes = self.heard(ledger, q);
                            let all = votes.clone().count();
                            let same = votes.filter(|v| v.answer.0 == a[i].1).count();
                            // The others, and a quarter vote for what a stranger might say.
                            let p = ((same as f64 - 2.0).max(0.0) + 0.25)
                                / ((all as f64 - 2.0).max(0.0) + 1.0);
                            shared += wrong;
                            evidence += wrong * ((RATE + (1.0 - RATE) * p) / p).ln();
                        }
                    } else {
                        evidence += (1.0 - RATE).ln();
                        differ += 1.0;
                    }
                    i += 1;
                    j += 1;
                }
            }
        }
        let alike = shared / (shared + differ).max(1e-9);
        // A copier agrees where it errs.
        if alike < TOGETHER {
            evidence = f64::NEG_INFINITY;
        }
        (shared, evidence, alike)
    }
}

/// Whether no two of these votes have a voice or an origin in common; `false`, too, where that is not
/// plain to see.
fn apart(votes: &[Vote]) -> bool {
    let rising = |by: fn(&Vote) -> u32| votes.windows(2).all(|w| by(&w[0]) < by(&w[1]));
    let all_differ = |by: fn(&Vote) -> u32| {
        rising(by)
            || (votes.len() <= 32
                && (1..votes.len()).all(|i| votes[..i].iter().all(|v| by(v) != by(&votes[i]))))
    };
    all_differ(|v| v.voice.0) && all_differ(|v| v.origin.0)
}
