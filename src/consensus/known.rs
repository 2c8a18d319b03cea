//! Questions whose answer is known from outside the votes: pinned.
//!
//! A known answer is certain: its question's belief is put there whatever the votes say, and every
//! vote on it is judged by it alone (it needs no independent others). Where it comes from is an answer
//! key, or the claims of a voice that the settings trust.
//!
//! Known answers also teach how far each voice may be believed elsewhere. On categories, yes and no,
//! each origin behind an answer brings it, beside what the method believes,
//!
//! ```text
//! Δ_s = [logit a_s − logit a⁰_s] − [logit a − logit a⁰]
//! a_s = (κ a + Σ right) / (κ + n_s)          a⁰_s the same with what was believed for right
//! ```
//!
//! log odds: how much better a voice did on its `n_s` known answers than the method held, beyond what
//! holds of all voices together (`a`, `a⁰`; that part is the recalibration's to learn), with `κ = 10`
//! answers' worth of doubt. Measured on public truth-discovery tables with a fifth of the answers
//! known, the log loss of the other answers falls on seven of nine (see `docs/method.md`).

use std::collections::BTreeMap;

use super::calibration::{belief_in_yes, logit};
use super::{Belief, Consensus, Link, Model, NumberBelief};
use crate::claims::Stance;
use crate::ids::{AnswerId, Id, OriginId, QuestionId, VoiceId};
use crate::ledger::{Answer, Kind, Ledger, Vote};

/// What is known of one question.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Truth {
    /// The true answers; empty where nobody of the ledger gave one of them.
    pub answers: Vec<Answer>,
    /// The trusted voice that knows; `None` for an answer key.
    pub voice: Option<VoiceId>,
}

impl Truth {
    /// Whether an answer goes together with what is known: the same label, or an interval that
    /// overlaps.
    pub fn allows(&self, answer: Answer) -> bool {
        self.answers.iter().any(|truth| match (*truth, answer) {
            (Answer::Label(a), Answer::Label(b)) => a == b,
            (Answer::Number(a), Answer::Number(b)) => a.overlaps(b),
            _ => false,
        })
    }
}

/// What is known, by question; questions beyond the end are not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Known(Vec<Option<Truth>>);

impl Known {
    /// What is known of a question.
    pub fn get(&self, q: QuestionId) -> Option<&Truth> {
        self.0.get(q.index())?.as_ref()
    }

    /// Sets what is known of a question, in place of what was.
    pub fn set(&mut self, q: QuestionId, truth: Truth) {
        let at = q.index();
        if self.0.len() <= at {
            self.0.resize(at + 1, None);
        }
        self.0[at] = Some(truth);
    }

    /// How many questions are known.
    pub fn len(&self) -> usize {
        self.0.iter().flatten().count()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Adds what trusted voices claim, where nothing is known yet. A question on which they
    /// contradict one another stays open.
    pub fn trust(&mut self, ledger: &Ledger, trusted: &[VoiceId]) {
        if trusted.is_empty() {
            return;
        }
        for q in ledger.question_ids() {
            if self.get(q).is_some() {
                continue;
            }
            let start = ledger.vote_range(q).start;
            let claims = ledger.votes(q).iter().enumerate().filter(|(i, v)| {
                // A denial says what is not so: it names no truth.
                trusted.contains(&v.voice)
                    && ledger.detail(start + i).is_none_or(|d| d.stance == Stance::Asserts)
            });
            let mut truth: Option<Truth> = None;
            let mut agreed = true;
            for (_, v) in claims {
                let answer = ledger.answer(q, v.answer);
                match &mut truth {
                    None => truth = Some(Truth { answers: vec![answer], voice: Some(v.voice) }),
                    Some(t) => agreed &= t.allows(answer),
                }
            }
            if let (Some(truth), true) = (truth, agreed) {
                self.set(q, truth);
            }
        }
    }

    /// Puts the beliefs of a consensus, and those its model will give, where they are known to be,
    /// and moves the others by what the known ones teach of the voices.
    pub fn pin(&self, ledger: &Ledger, mut consensus: Consensus) -> Consensus {
        if self.is_empty() {
            return consensus;
        }
        let lessons = self.lessons(ledger, &consensus.beliefs);
        for q in ledger.question_ids() {
            let belief = &mut consensus.beliefs[q.index()];
            *belief = match self.get(q) {
                Some(truth) => certain(ledger, q, truth),
                None => lessons.belief(ledger, q, ledger.votes(q).iter(), std::mem::take(belief)),
            };
        }
        consensus.model = Box::new(Pinned { inner: consensus.model, known: self.clone(), lessons });
        consensus
    }

    /// What the known answers teach of each voice, given what was believed of them.
    fn lessons(&self, ledger: &Ledger, beliefs: &[Belief]) -> Lessons {
        /// Right by what is known, right by what was believed, answers.
        type Record = (f64, f64, f64);
        let mut records: Vec<Record> = vec![(0.0, 0.0, 0.0); ledger.voices().len()];
        let mut all: Record = (0.0, 0.0, 0.0);
        for q in ledger.question_ids() {
            let Some(truth) = self.get(q) else { continue };
            if !matches!(ledger.question(q).kind, Kind::Category | Kind::YesNo) {
                continue;
            }
            let start = ledger.vote_range(q).start;
            for (i, v) in ledger.votes(q).iter().enumerate() {
                let stance = ledger.detail(start + i).map_or(Stance::Asserts, |d| d.stance);
                let claims = matches!(stance, Stance::Asserts | Stance::Confirms);
                let believed = beliefs[q.index()].support.get(v.answer.index());
                let (Some(believed), true) = (believed, claims && truth.voice != Some(v.voice))
                else {
                    continue;
                };
                let right = f64::from(u8::from(truth.allows(ledger.answer(q, v.answer))));
                for record in [&mut records[v.voice.index()], &mut all] {
                    *record = (record.0 + right, record.1 + believed, record.2 + 1.0);
                }
            }
        }
        if all.2 == 0.0 {
            return Lessons(vec![0.0; records.len()]);
        }
        let (usual, usual_believed) = (all.0 / all.2, all.1 / all.2);
        let odds = |share: f64| logit(share.clamp(0.01, 0.99));
        let common = odds(usual) - odds(usual_believed);
        Lessons(
            records
                .into_iter()
                .map(|(right, believed, n)| {
                    let rate = |usual: f64, sum: f64| odds((DOUBT * usual + sum) / (DOUBT + n));
                    if n > 0.0 {
                        rate(usual, right) - rate(usual_believed, believed) - common
                    } else {
                        0.0
                    }
                })
                .collect(),
        )
    }
}

/// `κ`: known answers that a voice's record must outweigh.
const DOUBT: f64 = 10.0;

/// `Δ_s`, by voice.
#[derive(Clone, Debug, PartialEq)]
struct Lessons(Vec<f64>);

impl Lessons {
    /// A belief moved by what is known of the voices behind each answer; an origin counts once.
    fn belief<'a>(
        &self,
        ledger: &Ledger,
        q: QuestionId,
        votes: impl Iterator<Item = &'a Vote>,
        mut belief: Belief,
    ) -> Belief {
        let kind = ledger.question(q).kind;
        let nothing = self.0.iter().all(|d| *d == 0.0) || belief.support.iter().all(|s| *s == 0.0);
        if nothing || !matches!(kind, Kind::Category | Kind::YesNo) {
            return belief;
        }
        let mut origins: BTreeMap<(AnswerId, OriginId), (f64, f64)> = BTreeMap::new();
        for v in votes {
            let sum = origins.entry((v.answer, v.origin)).or_default();
            *sum = (sum.0 + self.0[v.voice.index()], sum.1 + 1.0);
        }
        let mut gains = vec![0.0; belief.support.len()];
        for ((answer, _), (sum, n)) in origins {
            gains[answer.index()] += sum / n;
        }
        let is_yes = |a: usize| ledger.print_answer(q, AnswerId::from_index(a)) == "yes";
        if let Some(yes) = belief_in_yes(ledger, q, &belief) {
            let signed = gains.iter().enumerate().map(|(a, g)| if is_yes(a) { *g } else { -g });
            let p = 1.0 / (1.0 + (-(logit(yes) + signed.sum::<f64>())).exp());
            for (a, s) in belief.support.iter_mut().enumerate() {
                *s = if is_yes(a) { p } else { 1.0 - p };
            }
            return belief;
        }
        // "None of these" is a candidate to which nobody adds.
        let rest = (1.0 - belief.support.iter().sum::<f64>()).max(0.0);
        let moved: Vec<f64> = belief.support.iter().zip(&gains).map(|(p, g)| p * g.exp()).collect();
        let total = moved.iter().sum::<f64>() + rest;
        if total > 0.0 {
            belief.support = moved.into_iter().map(|p| p / total).collect();
        }
        belief
    }
}

/// The belief in a known answer.
fn certain(ledger: &Ledger, q: QuestionId, truth: &Truth) -> Belief {
    let support = ledger.answers(q).iter().map(|a| f64::from(u8::from(truth.allows(*a)))).collect();
    let number = match (ledger.question(q).kind, truth.answers.first()) {
        (Kind::Count | Kind::Real | Kind::Date, Some(Answer::Number(i))) => {
            let middle = if ledger.question(q).kind == Kind::Count {
                i.count_point()
            } else {
                i.high().map_or(i.low(), |h| f64::midpoint(i.low(), h))
            };
            let high = i.high().unwrap_or(middle.max(i.low()));
            // A uniform law on what is left open.
            let sd = (high - i.low()) / 12f64.sqrt();
            Some(NumberBelief { value: middle, low: i.low(), high, mean: middle, sd })
        }
        _ => None,
    };
    Belief { support, number }
}

/// A model that knows some answers.
struct Pinned {
    inner: Box<dyn Model>,
    known: Known,
    lessons: Lessons,
}

impl Model for Pinned {
    fn belief(&self, ledger: &Ledger, q: QuestionId, votes: &[(usize, Vote)]) -> Belief {
        match self.known.get(q) {
            Some(truth) => certain(ledger, q, truth),
            None => {
                let belief = self.inner.belief(ledger, q, votes);
                self.lessons.belief(ledger, q, votes.iter().map(|(_, v)| v), belief)
            }
        }
    }

    fn links(&self) -> &[Link] {
        self.inner.links()
    }

    fn known(&self, q: QuestionId) -> Option<&Truth> {
        self.known.get(q)
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::question;
    use super::*;
    use crate::consensus::majority;
    use crate::ledger::{LedgerBuilder, Role, Row};

    /// Two voices that are right and three that are wrong together, on twenty questions.
    fn outvoted(kind: Kind, right: &str, wrong: &str) -> Ledger {
        let mut builder = LedgerBuilder::default();
        for q in 0..20 {
            for voice in ["good 1", "good 2", "bad 1", "bad 2", "bad 3"] {
                builder.push(Row {
                    voice,
                    role: Role::Outlet,
                    question: question(&format!("q{q}"), kind),
                    label: if voice.starts_with("good") { right } else { wrong },
                    number: None,
                    origin: "",
                    detail: None,
                });
            }
        }
        builder.build()
    }

    fn half_known(ledger: &Ledger, right: &str) -> Known {
        let mut known = Known::default();
        let truth = Answer::Label(ledger.labels().find(right).unwrap());
        for q in ledger.question_ids().step_by(2) {
            known.set(q, Truth { answers: vec![truth], voice: None });
        }
        known
    }

    #[test]
    fn known_answers_teach_whom_to_believe_on_the_others() {
        for (kind, right, wrong) in [(Kind::Category, "x", "y"), (Kind::YesNo, "no", "yes")] {
            let ledger = outvoted(kind, right, wrong);
            let known = half_known(&ledger, right);
            let pinned = known.pin(&ledger, majority(&ledger));
            for q in ledger.question_ids() {
                let belief = &pinned.beliefs[q.index()];
                let best = AnswerId::from_index(belief.best().unwrap());
                assert_eq!(ledger.print_answer(q, best), right, "{kind:?} {q:?}");
                let all: Vec<(usize, Vote)> = ledger.votes(q).iter().copied().enumerate().collect();
                assert_eq!(pinned.model.belief(&ledger, q, &all), *belief);
                assert!(belief.support.iter().sum::<f64>() < 1.0 + 1e-12);
            }
        }
    }

    #[test]
    fn what_is_learnt_of_a_voice_is_the_formula_worked_longhand() {
        let ledger = outvoted(Kind::Category, "x", "y");
        let lessons = half_known(&ledger, "x").lessons(&ledger, &majority(&ledger).beliefs);
        // Ten known answers each: the good right in all, held right at .4; all right in .4, held at
        // (2 · .4 + 3 · .6) / 5 = .52.
        let odds = |p: f64| (p / (1.0 - p)).ln();
        let common = odds(0.4) - odds(0.52);
        let good = odds((4.0 + 10.0) / 20.0) - odds((5.2 + 4.0) / 20.0) - common;
        let bad = odds(4.0 / 20.0) - odds((5.2 + 6.0) / 20.0) - common;
        for (voice, want) in [("good 1", good), ("bad 3", bad)] {
            let at = ledger.voices().find(voice).unwrap().index();
            assert!((lessons.0[at] - want).abs() < 1e-9, "{voice}: {} for {want}", lessons.0[at]);
        }
    }

    #[test]
    fn nothing_known_and_nothing_new_move_nothing() {
        let ledger = outvoted(Kind::Category, "x", "y");
        let plain = majority(&ledger).beliefs;
        assert_eq!(Known::default().pin(&ledger, majority(&ledger)).beliefs, plain);
        // A voice that is as right as was believed teaches nothing beyond what holds of all.
        let sure = vec![Belief { support: vec![1.0, 0.0], number: None }; 20];
        let lessons = half_known(&ledger, "x").lessons(&ledger, &sure);
        assert!(lessons.0.iter().all(|d| d.abs() < 1e-9), "{lessons:?}");
    }

    #[test]
    fn trusted_voices_that_contradict_one_another_settle_nothing() {
        let ledger = outvoted(Kind::Category, "x", "y");
        let voice = |name: &str| ledger.voices().find(name).unwrap();
        let mut known = Known::default();
        known.trust(&ledger, &[voice("good 1"), voice("bad 1")]);
        assert!(known.is_empty());
        known.trust(&ledger, &[voice("good 1"), voice("good 2")]);
        assert_eq!(known.len(), 20);
    }
}
