//! Each vote against independent others: how far it agrees with what they make believe, and who
//! agrees with it or contradicts it outright.
//!
//! A vote is judged by the belief that the *other* voices' votes give, without those that share its
//! origin, and on request without its whole camp. With too few other origins it is unattested: no
//! mark, for or against.
//!
//! **As-of time.** A toll of 6 at noon and one of 21 the next day were both right. For counts with
//! dates, only figures that were known by the vote's own day judge it. Where there are too few of
//! these, all figures judge it from above only: a toll that later figures never fell below was not
//! too high.

use rayon::prelude::*;

use super::camps::Camps;
use super::closeness::{closeness, on_scale};
use super::score::{Credibility, Verdict};
use super::settings::ReliabilitySettings;
use crate::claims::Stance;
use crate::consensus::{Belief, Consensus, Truth};
use crate::ids::{Id, OriginId, QuestionId};
use crate::ledger::{Answer, Kind, Ledger, Vote};
use crate::units::Interval;

/// The least support of what others say too and nobody contradicts.
const UNDENIED: f64 = 0.5;

/// How one vote fared.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Judged {
    /// `γ`: probability that it is compatible with the truth, by the others alone.
    pub support: Option<f64>,
    /// `π`: chance that a wrong answer to this question would be this one; `None` for marks that
    /// are a distance, not a probability.
    pub chance: Option<f64>,
    /// Other independent origins that spoke to the question, then or later.
    pub others: usize,
    /// Of these, who says the same.
    pub agree: usize,
    /// Of these, who says otherwise.
    pub contradict: usize,
    pub verdict: Verdict,
    /// Number of the claim by the Admiralty scale.
    pub credibility: Credibility,
    /// Whether it was judged by an answer known from outside the votes.
    pub known: bool,
    /// Whether it counts as a claim at all (a voice that declines makes none).
    pub claim: bool,
}

/// What judging needs.
pub(crate) struct Bench<'a> {
    pub ledger: &'a Ledger,
    pub consensus: &'a Consensus,
    pub camps: &'a Camps,
    pub origins: &'a [OriginId],
    /// Who speaks for an origin that several voices share: the one with the lowest number.
    pub precedence: &'a [u32],
    /// Typical scatter of each question's numbers, in its scale.
    pub scatter: &'a [f64],
    pub settings: &'a ReliabilitySettings,
}

/// Judges all votes, in the order of [`Ledger::all_votes`].
pub(crate) fn judge(bench: &Bench<'_>) -> Vec<Judged> {
    let questions: Vec<QuestionId> = bench.ledger.question_ids().collect();
    questions.par_iter().flat_map_iter(|&q| bench.question(q)).collect()
}

/// The most that a question may change while its early figures still are what was known.
fn grows(kind: Kind) -> bool {
    kind == Kind::Count
}

impl Bench<'_> {
    fn question(&self, q: QuestionId) -> Vec<Judged> {
        let range = self.ledger.vote_range(q);
        let votes = self.ledger.votes(q);
        let standing = self.representatives(q, range.start, |_| false);
        let mut cache: Vec<(Vec<usize>, Belief)> = Vec::new();
        votes
            .iter()
            .enumerate()
            .map(|(i, vote)| self.vote(q, range.start, i, *vote, &standing, &mut cache))
            .collect()
    }

    /// One vote for each origin and answer, that of the voice that speaks for it, so that repeating
    /// adds nothing. Votes that
    /// decline, and those `without`, are no votes here.
    fn representatives(
        &self,
        q: QuestionId,
        start: usize,
        without: impl Fn(usize) -> bool,
    ) -> Vec<usize> {
        let votes = self.ledger.votes(q);
        let key = |j: usize| (self.origins[start + j], votes[j].answer);
        let mut found: Vec<usize> = (0..votes.len())
            .filter(|&j| self.stance(start + j) != Stance::Declines && !without(j))
            .collect();
        found.sort_by_key(|&j| (key(j), self.precedence[votes[j].voice.index()], j));
        found.dedup_by_key(|j| key(*j));
        found.sort_unstable();
        found
    }

    fn stance(&self, at: usize) -> Stance {
        self.ledger.detail(at).map_or(Stance::Asserts, |d| d.stance)
    }

    /// Whether a vote says that its answer is *not* so. In a yes/no question "no" is an answer.
    fn negated(&self, q: QuestionId, at: usize) -> bool {
        self.stance(at) == Stance::Denies && self.ledger.question(q).kind != Kind::YesNo
    }

    fn belief(
        &self,
        q: QuestionId,
        start: usize,
        others: Vec<usize>,
        cache: &mut Vec<(Vec<usize>, Belief)>,
    ) -> Belief {
        if let Some((_, known)) = cache.iter().find(|(o, _)| *o == others) {
            return known.clone();
        }
        let votes: Vec<(usize, Vote)> =
            others.iter().map(|&i| (start + i, self.ledger.votes(q)[i])).collect();
        let belief = self.consensus.model.belief(self.ledger, q, &votes);
        // Voices that vote alike and share their origin ask for the same belief one after another.
        if cache.len() > 4 {
            cache.remove(0);
        }
        cache.push((others, belief.clone()));
        belief
    }

    fn vote(
        &self,
        q: QuestionId,
        start: usize,
        i: usize,
        vote: Vote,
        standing: &[usize],
        cache: &mut Vec<(Vec<usize>, Belief)>,
    ) -> Judged {
        let votes = self.ledger.votes(q);
        let names = self.ledger.voices();
        let unattested = |others, agree, contradict, credibility, claim| Judged {
            support: None,
            chance: None,
            others,
            agree,
            contradict,
            verdict: Verdict::Unattested,
            credibility,
            known: false,
            claim,
        };
        if self.stance(start + i) == Stance::Declines {
            return unattested(0, 0, 0, Credibility::CannotBeJudged, false);
        }
        let own: Vec<OriginId> = (0..votes.len())
            .filter(|&j| votes[j].voice == vote.voice)
            .map(|j| self.origins[start + j])
            .collect();
        let others: Vec<usize> = if self.settings.leave_camp_out {
            let ally =
                |j: usize| self.camps.allied(names.name(votes[j].voice), names.name(vote.voice));
            self.representatives(q, start, ally)
        } else {
            standing.to_vec()
        };
        // Whoever stands for an origin that is not the voice's own is another voice, so leaving the
        // own origins out leaves the voice itself out.
        let others: Vec<usize> =
            others.into_iter().filter(|&j| !own.contains(&self.origins[start + j])).collect();
        let kind = self.ledger.question(q).kind;
        let day = |j: usize| self.ledger.detail(start + j).and_then(|d| d.date);
        let known: Vec<usize> = others
            .iter()
            .copied()
            .filter(|&j| match (grows(kind), day(i), day(j)) {
                (true, Some(mine), Some(theirs)) => {
                    let grace = jiff::Span::new().days(self.settings.as_of_days.clamp(0, 36_500));
                    mine.checked_add(grace).map_or(true, |last| theirs <= last)
                }
                _ => true,
            })
            .collect();
        let (mut agree, mut contradict) = (Vec::new(), Vec::new());
        let mut ally_only = true;
        for &j in &others {
            let later = !known.contains(&j);
            match self.relation(q, start, i, j, later) {
                Some(true) => {
                    agree.push(self.origins[start + j]);
                    ally_only &=
                        self.camps.allied(names.name(votes[j].voice), names.name(vote.voice));
                }
                Some(false) => contradict.push(self.origins[start + j]),
                None => {}
            }
        }
        let count = |origins: &mut Vec<OriginId>| {
            origins.sort_unstable();
            origins.dedup();
            origins.len()
        };
        // An origin that gives several answers, one of them the same, agrees.
        contradict.retain(|o| !agree.contains(o));
        let (agree, contradict) = (count(&mut agree), count(&mut contradict));
        let origins_of =
            |js: &[usize]| count(&mut js.iter().map(|&j| self.origins[start + j]).collect());
        let inside = self.inside(q, start, i, &others);
        let credibility = Credibility::of(agree, contradict, ally_only, inside);

        if let Some(truth) = self.consensus.model.known(q) {
            let n = origins_of(&others);
            let knows = |j: usize| truth.voice == Some(votes[j].voice);
            // Whoever knows the answer, or repeats who knows it, is not judged by itself.
            let own_word =
                (0..votes.len()).any(|j| knows(j) && own.contains(&self.origins[start + j]));
            let overtaken =
                |j: &usize| matches!((day(i), day(*j)), (Some(mine), Some(later)) if mine < later);
            let from_above = grows(kind) && others.iter().any(overtaken);
            let mark = self.against(q, vote, truth, from_above).filter(|_| !own_word);
            return match mark {
                None => unattested(n, agree, contradict, credibility, true),
                Some(support) => {
                    let support = if self.negated(q, start + i) { 1.0 - support } else { support };
                    Judged {
                        support: Some(support),
                        chance: None,
                        others: n,
                        agree,
                        contradict,
                        verdict: Verdict::of(support),
                        credibility,
                        known: true,
                        claim: true,
                    }
                }
            };
        }
        let enough = self.settings.min_origins.max(1);
        // Who says the same and who otherwise is counted among all others, so they are the whole.
        let n = origins_of(&others);
        let (judges, from_above) = if origins_of(&known) >= enough {
            (known, false)
        } else if n >= enough {
            (others, true)
        } else {
            return unattested(n, agree, contradict, credibility, true);
        };
        let belief = self.belief(q, start, judges.clone(), cache);
        let Some((mut support, mut chance)) =
            self.support(q, start, vote, &belief, &judges, from_above)
        else {
            return unattested(n, agree, contradict, credibility, true);
        };
        if self.negated(q, start + i) {
            support = 1.0 - support;
        }
        // What others say the same of, and nobody denies, is not contradicted: that the method would
        // rather believe in another part of a wide range is no word against it.
        if agree > 0 && contradict == 0 {
            support = support.max(UNDENIED);
        }
        if !self.settings.own_record {
            chance = None;
        }
        Judged {
            support: Some(support),
            chance,
            others: n,
            agree,
            contradict,
            verdict: Verdict::of(support),
            credibility,
            known: false,
            claim: true,
        }
    }

    /// How far an answer goes together with a known one, 0–1. A toll that later figures overtook is
    /// measured from above only: one below what was found in the end was not wrong in its day.
    fn against(&self, q: QuestionId, vote: Vote, truth: &Truth, from_above: bool) -> Option<f64> {
        let kind = self.ledger.question(q).kind;
        let mine = match self.ledger.answer(q, vote.answer) {
            Answer::Number(i) if from_above => Answer::Number(Interval::new(i.low(), None).ok()?),
            other => other,
        };
        let near = |t: &Answer| closeness(kind, mine, *t, self.scatter[q.index()]);
        let best = truth.answers.iter().map(near).fold(0.0, f64::max);
        best.is_finite().then_some(best)
    }

    /// Whether vote `j` says the same as vote `i` (`Some(true)`), otherwise, or neither. A later
    /// figure of a growing toll contradicts only an excess.
    fn relation(
        &self,
        q: QuestionId,
        start: usize,
        i: usize,
        j: usize,
        later: bool,
    ) -> Option<bool> {
        let votes = self.ledger.votes(q);
        let kind = self.ledger.question(q).kind;
        let (mine, theirs) =
            (self.ledger.answer(q, votes[i].answer), self.ledger.answer(q, votes[j].answer));
        // Real numbers within one typical scatter say the same; other answers only if they overlap.
        let enough = if kind == Kind::Real { (-1.0f64).exp() } else { 1.0 };
        let same = closeness(kind, mine, theirs, self.scatter[q.index()]) >= enough;
        let flipped = self.negated(q, start + i) != self.negated(q, start + j);
        if !same && !flipped && later {
            let above = |a: Answer| match a {
                Answer::Number(n) => n.low(),
                Answer::Label(_) => 0.0,
            };
            return if above(mine) > above(theirs) { Some(false) } else { None };
        }
        // Two who deny different answers neither agree nor contradict.
        if self.negated(q, start + i) && self.negated(q, start + j) && !same {
            return None;
        }
        Some(same != flipped)
    }

    /// Whether a number lies within the range of the others' numbers.
    fn inside(&self, q: QuestionId, start: usize, i: usize, others: &[usize]) -> bool {
        let votes = self.ledger.votes(q);
        let kind = self.ledger.question(q).kind;
        let number = |j: usize| match self.ledger.answer(q, votes[j].answer) {
            Answer::Number(n) if !self.negated(q, start + j) => Some(on_scale(kind, n)),
            _ => None,
        };
        let Some((low, high)) = number(i) else { return false };
        let ranges: Vec<(f64, f64)> = others.iter().filter_map(|&j| number(j)).collect();
        ranges.len() >= 2 && ranges.iter().any(|r| r.0 <= low) && ranges.iter().any(|r| r.1 >= high)
    }

    /// `γ`: how far the belief of others is compatible with a vote, and the chance `π` that a wrong
    /// answer would look like it.
    fn support(
        &self,
        q: QuestionId,
        start: usize,
        vote: Vote,
        belief: &Belief,
        judges: &[usize],
        from_above: bool,
    ) -> Option<(f64, Option<f64>)> {
        let kind = self.ledger.question(q).kind;
        let answers = self.ledger.answers(q);
        let mine = self.ledger.answer(q, vote.answer);
        let scatter = self.scatter[q.index()];
        let stated = belief.support.get(vote.answer.index()).copied()?;
        let finite = |x: f64| x.is_finite().then(|| x.clamp(0.0, 1.0));
        match mine {
            Answer::Label(_) => {
                // Most voices say yes to whatever they report, so many agreements do not show that
                // one is better than the belief in what it repeats: taken at face value.
                let seen = answers.len().max(2) as f64;
                let chance = (kind != Kind::YesNo).then(|| 1.0 / (seen - 1.0));
                Some((finite(stated)?, chance))
            }
            Answer::Number(i) => {
                if from_above {
                    let top = match belief.number {
                        Some(n) => n.high,
                        None => judges
                            .iter()
                            .filter_map(|&j| {
                                match answers[self.ledger.votes(q)[j].answer.index()] {
                                    Answer::Number(n) if !self.negated(q, start + j) => {
                                        Some(n.low())
                                    }
                                    _ => None,
                                }
                            })
                            .fold(f64::NEG_INFINITY, f64::max),
                    };
                    let open = Answer::Number(Interval::new(i.low(), None).ok()?);
                    let most = Answer::Number(Interval::exactly(top)?);
                    return Some((finite(closeness(kind, open, most, scatter))?, None));
                }
                // How far a number is off is a degree, not a doubt: it is taken at face value.
                if belief.number.is_some() {
                    return Some((finite(stated)?, None));
                }
                // A method without numbers believes in answers: each counts as far as it goes
                // together with this one.
                let total: f64 = belief.support.iter().sum();
                let shared: f64 = belief
                    .support
                    .iter()
                    .zip(answers)
                    .map(|(s, &a)| s * closeness(kind, mine, a, scatter))
                    .sum();
                Some((finite(if total > 1.0 { shared / total } else { shared })?, None))
            }
        }
    }
}
