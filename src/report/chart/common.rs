//! What several charts share: the sentence on limits, names, and the rule for what is left out.

use std::collections::BTreeMap;

use super::super::inputs::{self, Inputs};
use super::super::theme::Ink;
use super::{Dot, Form};
use crate::ids::{Id, OriginId, QuestionId, VoiceId};
use crate::ledger::{Answer, Role};
use crate::scores::{Grade, LeanReading, Verdict, VoiceScore};

/// The limit that every reliability picture states.
pub const LIMITS: &str =
    "Reliability is agreement with other sources in this corpus, not accuracy.";

/// What grade F means.
pub const ABSTAIN: &str =
    "Hollow marks: too little evidence to grade (F), which says nothing bad of a voice.";

/// Voices with the most independent checkable claims first; ties by claims, then by name.
pub fn by_evidence<'a>(inputs: &Inputs<'a>) -> Vec<&'a VoiceScore> {
    let mut voices: Vec<&VoiceScore> = inputs.scores.voices.iter().collect();
    voices.sort_by(|a, b| {
        (b.checkable, b.claims).cmp(&(a.checkable, a.claims)).then_with(|| a.name.cmp(&b.name))
    });
    voices
}

/// Whether the engine abstains from grading this voice.
pub fn abstains(voice: &VoiceScore) -> bool {
    voice.grade == Grade::F
}

/// The colour of a role.
pub fn role_ink(role: Role) -> Ink {
    match role {
        Role::Outlet => Ink::Outlet,
        Role::Speaker => Ink::Speaker,
    }
}

/// A voice's dot: form and colour tell its role, hollow that the engine abstains.
pub fn voice_dot(voice: &VoiceScore, radius: f64) -> Dot {
    let form = match voice.role {
        Role::Outlet => Form::Circle,
        Role::Speaker => Form::Diamond,
    };
    Dot { ink: role_ink(voice.role), hollow: abstains(voice), form, radius, faint: false }
}

/// A voice's name; a declared party to the conflict carries a dagger.
pub fn marked_name(voice: &VoiceScore, axis: usize) -> String {
    match voice.axes.get(axis).map(|a| a.reading) {
        Some(LeanReading::Party) => format!("{} †", voice.name),
        Some(LeanReading::OffAxis) => format!("{} ‡", voice.name),
        _ => voice.name.clone(),
    }
}

/// The note on what was left out, and which table has it; empty where nothing was.
pub fn left_out(shown: usize, all: usize, what: &str, rule: &str) -> String {
    if shown >= all {
        return String::new();
    }
    let table = match what {
        "answer" => "beliefs.csv",
        "origin" => "ledger.csv",
        "outlet" => "claims.csv",
        "question" => "answers.csv",
        "setting" => "effects.csv",
        "variant" => "orders.csv",
        _ => "scores.csv",
    };
    format!(
        "Shown: {} of {}, {rule}; {table} has all.",
        inputs::thousands(shown as f64),
        inputs::count(all, what),
    )
}

/// `0.62`.
pub fn decimal(x: f64) -> String {
    let words = format!("{:.2}", x.abs());
    if x < 0.0 && words != "0.00" { format!("−{words}") } else { words }
}

/// `+0.62`, `−0.10`, `0.00`.
pub fn signed(x: f64) -> String {
    let words = decimal(x);
    if words.starts_with('−') || words == "0.00" { words } else { format!("+{words}") }
}

/// Letters of a picture's name that come from a voice or question.
const LONGEST_SLUG: usize = 40;

/// A name as part of a file's name: letters, digits and single dashes, at most 40.
pub fn slug(name: &str) -> String {
    let mut out = String::new();
    for c in any_ascii::any_ascii(name).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('-') && !out.is_empty() {
            out.push('-');
        }
    }
    // A long name ends with a whole word.
    if out.len() > LONGEST_SLUG {
        let cut = out[..=LONGEST_SLUG].rfind('-').filter(|&at| at >= LONGEST_SLUG / 2);
        out.truncate(cut.unwrap_or(LONGEST_SLUG));
    }
    let out = out.trim_end_matches('-');
    if out.is_empty() { "unnamed".to_owned() } else { out.to_owned() }
}

/// All votes of one origin on one question.
pub struct OriginVotes {
    /// Which origin.
    pub origin: OriginId,
    /// The vote that stands for it: a speaker's before an outlet's, then the earliest. A place in
    /// [`crate::ledger::Ledger::all_votes`].
    pub lead: usize,
    /// Outlets that printed it, by name.
    pub outlets: Vec<String>,
    /// First day, as days since 1970-01-01.
    pub date: Option<f64>,
}

/// The votes of a question by origin, the earliest first (undated last), then by name.
pub fn origins(inputs: &Inputs<'_>, q: QuestionId) -> Vec<OriginVotes> {
    let ledger = inputs.ledger;
    let mut by_origin: BTreeMap<OriginId, Vec<usize>> = BTreeMap::new();
    for at in ledger.vote_range(q) {
        by_origin.entry(ledger.all_votes()[at].origin).or_default().push(at);
    }
    let date = |at: usize| ledger.detail(at).and_then(|d| d.date).map(inputs::day_number);
    let mut all: Vec<OriginVotes> = by_origin
        .into_iter()
        .map(|(origin, votes)| {
            let rank = |&at: &usize| {
                let outlet = ledger.role(ledger.all_votes()[at].voice) == Role::Outlet;
                let day = date(at).map_or(i64::MAX, |d| d as i64);
                (outlet, day, at)
            };
            let lead = votes.iter().copied().min_by_key(rank).unwrap_or_default();
            let mut outlets: Vec<String> = Vec::new();
            for &at in &votes {
                let vote = ledger.all_votes()[at];
                if ledger.role(vote.voice) == Role::Outlet {
                    outlets.push(ledger.voices().name(vote.voice).to_owned());
                }
                if let Some(detail) = ledger.detail(at) {
                    outlets.extend(detail.places.iter().map(|p| p.outlet.clone()));
                }
            }
            outlets.sort();
            outlets.dedup();
            let first = votes.iter().filter_map(|&at| date(at)).reduce(f64::min);
            OriginVotes { origin, lead, outlets, date: first }
        })
        .collect();
    let name = |o: &OriginVotes| ledger.voices().name(ledger.all_votes()[o.lead].voice).to_owned();
    all.sort_by(|a, b| {
        let key = |o: &OriginVotes| o.date.unwrap_or(f64::MAX);
        key(a).total_cmp(&key(b)).then_with(|| name(a).cmp(&name(b))).then(a.origin.cmp(&b.origin))
    });
    all
}

/// Questions on which origins give answers that cannot all be true, those with the most origins
/// first.
pub fn contested(inputs: &Inputs<'_>) -> Vec<QuestionId> {
    let ledger = inputs.ledger;
    let mut found: Vec<(usize, usize, QuestionId)> = Vec::new();
    for q in ledger.question_ids() {
        let mut origins: Vec<OriginId> = ledger.votes(q).iter().map(|v| v.origin).collect();
        origins.sort();
        origins.dedup();
        if origins.len() < 2 {
            continue;
        }
        let answers = ledger.answers(q);
        let clash = answers.iter().enumerate().any(|(i, a)| {
            answers[..i].iter().any(|b| match (a, b) {
                (Answer::Number(a), Answer::Number(b)) => !a.overlaps(*b),
                _ => a != b,
            })
        });
        if clash {
            found.push((origins.len(), answers.len(), q));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)));
    found.into_iter().map(|f| f.2).collect()
}

/// How each vote fared, by its place in the ledger; `None` where it was not judged.
pub fn verdicts(inputs: &Inputs<'_>) -> Vec<Option<Verdict>> {
    let mut out = vec![None; inputs.ledger.all_votes().len()];
    for e in &inputs.scores.evidence {
        if let Some(slot) = out.get_mut(e.vote) {
            *slot = Some(e.verdict);
        }
    }
    out
}

/// The name of a voice.
pub fn voice_name<'a>(inputs: &Inputs<'a>, voice: VoiceId) -> &'a str {
    if voice.index() < inputs.ledger.voices().len() {
        inputs.ledger.voices().name(voice)
    } else {
        ""
    }
}

/// `1 voice is`, `3 voices are`.
pub fn are(n: usize, what: &str) -> String {
    format!("{} {}", inputs::count(n, what), if n == 1 { "is" } else { "are" })
}

/// With a capital first letter.
pub fn capital(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_named_by_whole_words() {
        assert_eq!(slug("Kidal, 25 August"), "kidal-25-august");
        assert_eq!(slug(""), "unnamed");
        let long = slug("people killed in the strike on the northern market of Orsk");
        assert_eq!(long, "people-killed-in-the-strike-on-the");
        assert_eq!(slug(&"x".repeat(60)).len(), LONGEST_SLUG);
        assert_eq!(slug(&format!("{} tail", "y".repeat(40))), "y".repeat(40));
    }
}
