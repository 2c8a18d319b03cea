//! Which questions are fitted together: label sets that many questions share, open domains, yes/no, and
//! each kind of number.

use crate::ids::QuestionId;
use crate::ledger::{Answer, Kind, Ledger};

/// Most labels of a set that is treated as closed.
const CLOSED_LABELS: usize = 64;
/// Votes that a closed set needs for each cell of a confusion matrix.
const VOTES_PER_CELL: usize = 8;
/// Questions that a closed set needs.
const CLOSED_QUESTIONS: usize = 20;
/// Cells of all voices' matrices together, at most: keeps memory in bounds.
const MOST_CELLS: usize = 8_000_000;

/// Questions that are fitted together.
pub(super) enum Group {
    Open(Vec<QuestionId>),
    Closed { questions: Vec<QuestionId>, dense: Vec<u16>, labels: usize },
    Numbers(Kind, Vec<QuestionId>),
}

/// Which questions go together: label sets that many questions share, the rest of the categories,
/// yes/no, and each kind of number.
pub(super) fn split(ledger: &Ledger) -> Vec<Group> {
    let of = |kind: Kind| -> Vec<QuestionId> {
        ledger.question_ids().filter(|&q| ledger.question(q).kind == kind).collect()
    };
    let mut groups = Vec::new();
    for kind in [Kind::Category, Kind::YesNo] {
        groups.extend(split_labels(ledger, of(kind)));
    }
    for kind in [Kind::Count, Kind::Real, Kind::Date] {
        let questions = of(kind);
        if !questions.is_empty() {
            groups.push(Group::Numbers(kind, questions));
        }
    }
    groups
}

fn split_labels(ledger: &Ledger, questions: Vec<QuestionId>) -> Vec<Group> {
    let labels = ledger.labels().len();
    let label = |a: &Answer| match a {
        Answer::Label(l) => Some(l.0),
        Answer::Number(_) => None,
    };
    // Labels that meet on a question belong to one set.
    let mut set: Vec<u32> = (0..labels as u32).collect();
    let root = |set: &[u32], mut l: u32| {
        while set[l as usize] != l {
            l = set[l as usize];
        }
        l
    };
    for &q in &questions {
        let mut first = None;
        for l in ledger.answers(q).iter().filter_map(label) {
            let a = root(&set, l);
            let b = *first.get_or_insert(a);
            set[a.max(b) as usize] = a.min(b);
            first = Some(a.min(b));
        }
    }
    for l in 0..labels {
        set[l] = root(&set, set[l]);
    }
    let mut size = vec![0usize; labels];
    let mut votes = vec![0usize; labels];
    let mut count = vec![0usize; labels];
    let mut used = vec![false; labels];
    let set_of =
        |q: QuestionId| ledger.answers(q).first().and_then(label).map(|l| set[l as usize] as usize);
    for &q in &questions {
        if let Some(s) = set_of(q) {
            votes[s] += ledger.votes(q).len();
            count[s] += 1;
            for l in ledger.answers(q).iter().filter_map(label) {
                if !std::mem::replace(&mut used[l as usize], true) {
                    size[s] += 1;
                }
            }
        }
    }
    let closed = |s: usize| {
        (2..=CLOSED_LABELS).contains(&size[s])
            && count[s] >= CLOSED_QUESTIONS
            && votes[s] >= VOTES_PER_CELL * size[s] * size[s]
            && votes[s] >= 2 * count[s]
            && ledger.voices().len().min(votes[s]) * size[s] * size[s] <= MOST_CELLS
    };
    let mut open = Vec::new();
    let mut sets: Vec<(usize, Vec<QuestionId>)> = Vec::new();
    for q in questions {
        match set_of(q) {
            Some(s) if closed(s) => match sets.iter_mut().find(|(r, _)| *r == s) {
                Some((_, list)) => list.push(q),
                None => sets.push((s, vec![q])),
            },
            _ => open.push(q),
        }
    }
    let mut groups: Vec<Group> = sets
        .into_iter()
        .map(|(s, questions)| {
            let mut dense = vec![u16::MAX; labels];
            let mut n = 0;
            for l in 0..labels {
                if used[l] && set[l] as usize == s {
                    dense[l] = n;
                    n += 1;
                }
            }
            Group::Closed { questions, dense, labels: n as usize }
        })
        .collect();
    if !open.is_empty() {
        groups.push(Group::Open(open));
    }
    groups
}
