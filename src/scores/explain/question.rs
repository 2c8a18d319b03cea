//! One question as a tree: its answers, the origins behind each, and what decides.

use std::fmt::Write;

use super::node::{Node, Quote, print_short};
use crate::claims::Stance;
use crate::consensus::{Belief, Consensus};
use crate::ids::{Id, OriginId, QuestionId};
use crate::ledger::{Ledger, Vote};
use crate::scores::probability_words;
use crate::scores::score::Scores;
use crate::units::print_number;

/// One question as a tree: every answer, the origins behind it, what cannot be determined and why,
/// and which single origin decides most.
pub fn explain_question(
    scores: &Scores,
    ledger: &Ledger,
    consensus: &Consensus,
    q: QuestionId,
) -> Node {
    if q.index() >= ledger.questions().len() {
        return Node::new("no such question");
    }
    let question = ledger.question(q);
    let belief = consensus.beliefs.get(q.index()).cloned().unwrap_or_default();
    let start = ledger.vote_range(q).start;
    let votes: Vec<(usize, Vote)> =
        ledger.votes(q).iter().enumerate().map(|(i, v)| (start + i, *v)).collect();
    let mut origins: Vec<OriginId> = votes.iter().map(|(_, v)| v.origin).collect();
    origins.sort_unstable();
    origins.dedup();
    let mut root = Node::new(&question.name);
    root.note = format!("{} votes from {} origins", votes.len(), origins.len());
    if let Some(n) = belief.number {
        root.value = Some(n.value);
        root.interval = Some((n.low, n.high));
    } else if let Some(best) = belief.best() {
        let p = belief.support[best];
        let answer = ledger.print_answer(q, Id::from_index(best));
        let _ = write!(root.note, "; {answer}: {} ({})", print_short(p), probability_words(p));
    }
    if origins.len() < 3 {
        root.note.push_str(
            "; undetermined: whoever is judged here has fewer than two independent others",
        );
    }
    for (a, _) in ledger.answers(q).iter().enumerate() {
        let answer = Id::from_index(a);
        let mut node = Node::new(ledger.print_answer(q, answer));
        node.value = belief.support.get(a).copied();
        let own: Vec<&(usize, Vote)> = votes.iter().filter(|(_, v)| v.answer == answer).collect();
        let mut seen: Vec<OriginId> = Vec::new();
        for (_, vote) in &own {
            if seen.contains(&vote.origin) {
                continue;
            }
            seen.push(vote.origin);
            node.parts.push(origin(scores, ledger, &own, vote.origin));
        }
        node.note = format!("{} origins", seen.len());
        root.parts.push(node);
    }
    if let Some(part) = decisive(ledger, consensus, q, &votes, &origins, &belief) {
        root.parts.push(part);
    }
    root
}

/// One origin of one answer: who says so, since when, and how each fares.
fn origin(scores: &Scores, ledger: &Ledger, votes: &[&(usize, Vote)], origin: OriginId) -> Node {
    let names = ledger.voices();
    let own: Vec<&&(usize, Vote)> = votes.iter().filter(|(_, v)| v.origin == origin).collect();
    let mut node =
        Node::new(own.iter().map(|(_, v)| names.name(v.voice)).collect::<Vec<_>>().join(", "));
    let mut notes: Vec<String> = Vec::new();
    for (at, vote) in own.iter().copied() {
        if let Some(d) = ledger.detail(*at) {
            if d.stance != Stance::Asserts {
                notes.push(crate::ledger::stance_name(d.stance).to_owned());
            }
            if let Some(date) = d.date {
                notes.push(format!("as of {date}"));
            }
            if !d.via.is_empty() {
                notes.push(format!("via {}", d.via));
            }
            node.quotes.extend(d.places.iter().map(Quote::from));
        }
        if let Ok(i) =
            scores.evidence.binary_search_by_key(&(vote.voice, *at), |e| (e.voice, e.vote))
        {
            let e = &scores.evidence[i];
            notes.push(match e.probability {
                Some(p) => format!("{} by the others ({})", e.verdict.word(), print_short(p)),
                None => format!("unattested: {} independent other origins, 2 are needed", e.others),
            });
        }
    }
    notes.dedup();
    node.note = notes.join("; ");
    node
}

/// The origin without which the belief would change most.
fn decisive(
    ledger: &Ledger,
    consensus: &Consensus,
    q: QuestionId,
    votes: &[(usize, Vote)],
    origins: &[OriginId],
    belief: &Belief,
) -> Option<Node> {
    let distance = |other: &Belief| -> f64 {
        belief.support.iter().zip(&other.support).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
    };
    let mut top: Option<(OriginId, f64, Belief)> = None;
    for &o in origins {
        let rest: Vec<(usize, Vote)> =
            votes.iter().filter(|(_, v)| v.origin != o).copied().collect();
        let without = consensus.model.belief(ledger, q, &rest);
        let d = distance(&without);
        if top.as_ref().is_none_or(|t| d > t.1) {
            top = Some((o, d, without));
        }
    }
    let (o, change, without) = top.filter(|t| t.1 > 0.0)?;
    let names: Vec<&str> = votes
        .iter()
        .filter(|(_, v)| v.origin == o)
        .map(|(_, v)| ledger.voices().name(v.voice))
        .collect();
    let mut node = Node::new(format!("what decides most: {}", names.join(", ")));
    node.value = Some(change);
    node.note = match (without.number, without.best()) {
        (Some(n), _) => format!("without it: {}", print_number(n.value)),
        (None, Some(b)) if without.support[b] > 0.0 => format!(
            "without it: {}, {}",
            ledger.print_answer(q, Id::from_index(b)),
            print_short(without.support[b])
        ),
        _ => "without it nothing is said".to_owned(),
    };
    Some(node)
}
