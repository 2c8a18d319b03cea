//! What a reader of the beliefs should know: who copies whom, and worlds that votes cannot decide.

use super::Joint;
use crate::consensus::{Belief, VoiceEstimate, Warning};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::{Kind, Ledger};

/// Names listed in one warning, at most.
const NAMES: usize = 8;
/// A group of voices apart from the others is told of if it has so many questions.
const APART: usize = 3;
/// Votes on contested questions that a voice needs before it is called contrary.
const CONTRARY_VOTES: usize = 10;
/// Share of the contested votes that goes against what is believed, from which there are two camps.
const CAMP: f64 = 0.4;

/// All warnings, in a fixed order.
pub(super) fn warnings(
    ledger: &Ledger,
    model: &Joint,
    beliefs: &[Belief],
    voices: &[VoiceEstimate],
) -> Vec<Warning> {
    let mut out = copiers(ledger, model);
    out.extend(single(ledger));
    out.extend(unanimous(ledger));
    out.extend(apart(ledger));
    out.extend(contrary(ledger, beliefs, voices));
    out
}

fn warning(what: String, advice: &str) -> Warning {
    Warning { what, advice: advice.to_owned() }
}

fn listed(ledger: &Ledger, voices: &[VoiceId]) -> String {
    let names: Vec<&str> = voices.iter().take(NAMES).map(|&v| ledger.voices().name(v)).collect();
    match voices.len().saturating_sub(NAMES) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

/// Groups that share false values.
fn copiers(ledger: &Ledger, model: &Joint) -> Vec<Warning> {
    let tell = |group: Vec<VoiceId>| {
        let own = model.dependence.links.iter().filter(|l| group.contains(&l.a));
        let shared = own.map(|l| l.shared).fold(0.0, f64::max);
        let names: Vec<&str> = group.iter().map(|&v| ledger.voices().name(v)).collect();
        warning(
            format!(
                "{} share up to {shared:.0} values that are likely false and that few others give; \
                 they count once together",
                names.join(", ")
            ),
            "see who was first, or give their votes one origin",
        )
    };
    model.dependence.groups().into_iter().map(tell).collect()
}

/// Questions that only one voice answers: nothing can contradict it.
fn single(ledger: &Ledger) -> Option<Warning> {
    let all = ledger.question_ids().filter(|&q| !ledger.votes(q).is_empty()).count();
    let one = |q: &QuestionId| {
        let votes = ledger.votes(*q);
        !votes.is_empty() && votes.iter().all(|v| v.voice == votes[0].voice)
    };
    let alone = ledger.question_ids().filter(one).count();
    (alone > 0 && 2 * alone > all).then(|| {
        warning(
            format!("{alone} of {all} questions are answered by one voice alone"),
            "their beliefs say only how far voices are trusted in general; add sources",
        )
    })
}

/// Nobody contradicts anybody: no vote tells one voice from another.
fn unanimous(ledger: &Ledger) -> Option<Warning> {
    let answered: Vec<QuestionId> =
        ledger.question_ids().filter(|&q| ledger.votes(q).len() > 1).collect();
    let agreed = |q: &QuestionId| {
        let votes = ledger.votes(*q);
        votes.iter().all(|v| v.answer == votes[0].answer)
    };
    (!answered.is_empty() && answered.iter().all(agreed)).then(|| {
        warning(
            "all voices agree on every question".to_owned(),
            "who is reliable cannot be told from these votes; accuracies are what was assumed \
             beforehand",
        )
    })
}

/// Groups of voices with no question in common: their scales cannot be compared.
fn apart(ledger: &Ledger) -> Option<Warning> {
    let mut root: Vec<usize> = (0..ledger.voices().len()).collect();
    fn find(root: &mut [usize], mut v: usize) -> usize {
        while root[v] != v {
            root[v] = root[root[v]];
            v = root[v];
        }
        v
    }
    for q in ledger.question_ids() {
        for pair in ledger.votes(q).windows(2) {
            let [a, b] = [0, 1].map(|i| find(&mut root, pair[i].voice.index()));
            root[a.max(b)] = a.min(b);
        }
    }
    // Questions with two voices or more, by group.
    let mut questions = vec![0; root.len()];
    for q in ledger.question_ids() {
        if let [first, _, ..] = ledger.votes(q) {
            questions[find(&mut root, first.voice.index())] += 1;
        }
    }
    let groups: Vec<usize> = (0..root.len()).filter(|&g| questions[g] >= APART).collect();
    (groups.len() > 1).then(|| {
        let heads: Vec<VoiceId> = groups.iter().map(|&g| VoiceId::from_index(g)).collect();
        warning(
            format!(
                "{} groups of voices share no question with each other (those of {})",
                groups.len(),
                listed(ledger, &heads)
            ),
            "scores of voices in different groups cannot be compared; add questions that both answer",
        )
    })
}

/// Voices that mostly say the opposite of what is believed: swapped labels, liars, or the other camp.
fn contrary(ledger: &Ledger, beliefs: &[Belief], voices: &[VoiceEstimate]) -> Vec<Warning> {
    // Only questions with two sides: there being against one is being for the other.
    let mut against = vec![0.0; voices.len()];
    let mut votes = vec![0usize; voices.len()];
    for q in ledger.question_ids() {
        let kind = ledger.question(q).kind;
        if ledger.answers(q).len() != 2 || !matches!(kind, Kind::Category | Kind::YesNo) {
            continue;
        }
        for v in ledger.votes(q) {
            against[v.voice.index()] += 1.0 - beliefs[q.index()].support[v.answer.index()];
            votes[v.voice.index()] += 1;
        }
    }
    // More than half, by three standard errors of a fair coin.
    let opposes = |v: &usize| {
        let n = votes[*v] as f64;
        votes[*v] >= CONTRARY_VOTES && against[*v] - n / 2.0 > 1.5 * n.sqrt()
    };
    let contrary: Vec<usize> = (0..voices.len()).filter(opposes).collect();
    if contrary.is_empty() {
        return Vec::new();
    }
    let names: Vec<VoiceId> = contrary.iter().map(|&v| VoiceId::from_index(v)).collect();
    let own: usize = contrary.iter().map(|&v| votes[v]).sum();
    let all: usize = votes.iter().sum();
    let share = own as f64 / all.max(1) as f64;
    if share >= CAMP {
        return vec![warning(
            format!(
                "two camps contradict each other: {} ({:.0} % of the votes on two-sided questions) \
                 mostly say the opposite of what is believed",
                listed(ledger, &names),
                100.0 * share
            ),
            "votes alone cannot tell which camp is right: the mirror image fits nearly as well; settle \
             some questions from outside",
        )];
    }
    vec![warning(
        format!("mostly the opposite of what is believed is said by {}", listed(ledger, &names)),
        "see whether their labels are swapped, or whether they mean to mislead; their votes count \
         against what they say",
    )]
}
