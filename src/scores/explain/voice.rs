//! The scores of one voice as a tree, down to each observation.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::node::{Node, Quote, print_short};
use crate::ids::{Id, QuestionId, VoiceId};
use crate::ledger::Ledger;
use crate::scores::probability_words;
use crate::scores::score::{Component, Evidence, Grade, Item, Scores, Source, Verdict};

/// The scores of one voice as a tree.
pub fn explain_voice(scores: &Scores, ledger: &Ledger, voice: VoiceId) -> Node {
    let Some(v) = scores.voices.get(voice.index()) else {
        return Node::new("no such voice");
    };
    let mut root = Node::new(&v.name);
    root.note = format!(
        "grade {}: {} claims from {} origins, {} of them checkable. Agreement with other sources in \
         this corpus, not accuracy.",
        v.grade.letter(),
        v.claims,
        v.origins,
        v.checkable
    );
    if v.grade == Grade::F {
        root.note.push_str(
            " F: too few checkable claims, or too wide an interval; it says nothing bad.",
        );
    }
    // One origin may speak to a question in several claims; each was checked.
    let marked_so = |verdict: Verdict| {
        scores.evidence.iter().filter(move |e| e.voice == voice && e.verdict == verdict)
    };
    let contradicted: Vec<&Evidence> = marked_so(Verdict::Contradicted).collect();
    let checked = contradicted.len() + marked_so(Verdict::Supported).count();
    let mut reliability = Node::new("reliability").estimate(v.reliability);
    reliability.formula =
        "weighted mean of the components that have evidence: Σ w·m / Σ w".to_owned();
    let marked: Vec<&Component> = v.components.iter().filter(|c| c.value.is_some()).collect();
    let weight: f64 = marked.iter().map(|c| c.weight).sum();
    reliability.note = match v.reliability {
        None => "none of its claims can be checked against two independent others".to_owned(),
        Some(_) => format!(
            "contradicted by independent origins on {} of {checked} checked claims",
            contradicted.len()
        ),
    };
    if let (Some(r), Some((claim, change))) = (v.reliability, most_influential(ledger, &marked)) {
        let _ = write!(
            reliability.note,
            "; without “{claim}” it would be {}",
            print_short(r.mean() + change)
        );
    }
    for c in marked {
        let mut part = component(scores, ledger, c);
        if v.reliability.is_some() && weight > 0.0 {
            part.share = c.value.map(|e| c.weight * e.mean() / weight);
        }
        reliability.parts.push(part);
    }
    root.parts.push(reliability);
    if let Some(s) = v.specificity {
        let mut node = Node::new("specificity");
        node.value = Some(s);
        node.formula = "mean of 1/(1 + log2(high/low)) over its claims".to_owned();
        root.parts.push(node);
    }
    for ((axis, name), camps) in v.axes.iter().zip(&scores.axes).zip(&scores.camps) {
        let mut node = Node::new(format!("partisanship, {name}")).estimate(axis.partisanship);
        node.formula = "weighted mean of the components that have evidence: Σ w·z / Σ w".to_owned();
        node.note = format!("{} (−1 {}, +1 {})", axis.reading.words(camps), camps.0, camps.1);
        if let Some(camp) = &axis.declared_camp {
            let _ = write!(node.note, "; declared: {camp}");
        }
        let found: Vec<&Component> = axis.components.iter().filter(|c| c.value.is_some()).collect();
        let weight: f64 = found.iter().map(|c| c.weight).sum();
        for c in found {
            let mut part = component(scores, ledger, c);
            if axis.partisanship.is_some() && weight > 0.0 {
                part.share = c.value.map(|e| c.weight * e.mean() / weight);
            }
            node.parts.push(part);
        }
        root.parts.push(node);
    }
    root
}

/// A component: the prior's share and each observation's add up to its mean.
fn component(scores: &Scores, ledger: &Ledger, c: &Component) -> Node {
    let mut node = Node::new(c.name).estimate(c.value);
    let total = c.prior_strength + c.items.iter().map(|i| i.weight).sum::<f64>();
    node.note = format!("weight {}, {} observations", print_short(c.weight), c.n);
    if c.items.is_empty() || total <= 0.0 {
        return node;
    }
    if let Some((i, change)) = influence(c) {
        let _ = write!(
            node.note,
            "; without “{}” it would change most, by {}",
            title(ledger, &c.items[i].source),
            print_short(change)
        );
    }
    let formula = "(κ·μ + Σ w·a) / (κ + Σ w), prior mean μ worth κ observations".to_owned();
    let mut prior =
        Node::new(format!("prior, worth {} observations", print_short(c.prior_strength)));
    prior.value = Some(c.prior_mean);
    prior.share = Some(c.prior_strength * c.prior_mean / total);
    let parts = std::iter::once(prior).chain(c.items.iter().map(|item| {
        let mut part = observation(scores, ledger, item);
        part.share = Some(item.weight * item.mark / total);
        part
    }));
    match c.natural {
        // A house effect is read through tanh: the parts add up before it.
        Some(natural) => {
            let mut inner = Node::new("mean deviation, in typical scatters");
            inner.value = Some(natural);
            inner.formula = formula;
            inner.parts = parts.collect();
            node.formula = "tanh of the mean deviation".to_owned();
            node.parts = vec![inner];
        }
        None => {
            node.formula = formula;
            node.parts = parts.collect();
        }
    }
    node
}

/// By how much the mean would change without each observation:
/// `m₋ᵢ − m = (m − aᵢ) wᵢ / (κ + Σw − wᵢ)`; an only observation without a prior has none.
fn influences(c: &Component) -> impl Iterator<Item = (usize, f64)> {
    let total = c.prior_strength + c.items.iter().map(|i| i.weight).sum::<f64>();
    let sum =
        c.prior_strength * c.prior_mean + c.items.iter().map(|i| i.weight * i.mark).sum::<f64>();
    c.items.iter().enumerate().filter(move |(_, item)| total - item.weight > 0.0).map(
        move |(i, item)| (i, (sum - item.weight * item.mark) / (total - item.weight) - sum / total),
    )
}

/// The observation without which a component would change most, and by how much.
fn influence(c: &Component) -> Option<(usize, f64)> {
    influences(c).reduce(|a, b| if b.1.abs() > a.1.abs() { b } else { a })
}

/// The claim without which the weighted mean of components would change most, and by how much. A
/// claim may count in several components.
fn most_influential(ledger: &Ledger, components: &[&Component]) -> Option<(String, f64)> {
    let weight: f64 = components.iter().map(|c| c.weight).sum();
    let mut changes: BTreeMap<String, f64> = BTreeMap::new();
    for c in components.iter().filter(|_| weight > 0.0) {
        for (i, change) in influences(c) {
            *changes.entry(title(ledger, &c.items[i].source)).or_default() +=
                c.weight * change / weight;
        }
    }
    changes.into_iter().reduce(|a, b| if b.1.abs() > a.1.abs() { b } else { a })
}

fn title(ledger: &Ledger, source: &Source) -> String {
    match source {
        Source::Vote(at) => {
            let q = question_of(ledger, *at);
            let answer = ledger.print_answer(q, ledger.all_votes()[*at].answer);
            format!("{}: {answer}", ledger.question(q).name)
        }
        Source::Question(q, what) => format!("{}: {what}", ledger.question(*q).name),
        Source::Text(_, what) => what.clone(),
    }
}

/// The question that vote number `at` answers.
fn question_of(ledger: &Ledger, at: usize) -> QuestionId {
    let (mut low, mut high) = (0, ledger.questions().len());
    while high - low > 1 {
        let middle = usize::midpoint(low, high);
        if ledger.vote_range(QuestionId::from_index(middle)).start <= at {
            low = middle;
        } else {
            high = middle;
        }
    }
    QuestionId::from_index(low)
}

fn observation(scores: &Scores, ledger: &Ledger, item: &Item) -> Node {
    let mut node = Node::new(title(ledger, &item.source));
    node.value = Some(item.mark);
    match &item.source {
        Source::Vote(at) => {
            let voice = ledger.all_votes()[*at].voice;
            // Evidence is in order of voice, then vote.
            let found = scores
                .evidence
                .binary_search_by_key(&(voice, *at), |e| (e.voice, e.vote))
                .ok()
                .map(|i| &scores.evidence[i]);
            if let Some(e) = found {
                node.note = format!(
                    "{}: of {} independent origins, {} say the same and {} otherwise; claim {}",
                    e.verdict.word(),
                    e.others,
                    e.agree,
                    e.contradict,
                    e.credibility.number()
                );
                if e.known {
                    node.note.push_str("; judged by the known answer");
                } else if let Some(p) = e.probability {
                    let _ = write!(
                        node.note,
                        "; by the others alone {} ({})",
                        print_short(p),
                        probability_words(p)
                    );
                }
                node.quotes = e.places.iter().map(Quote::from).collect();
            }
        }
        Source::Question(..) => {}
        Source::Text(place, _) => {
            if !place.document.is_empty() {
                node.quotes.push(Quote::from(place));
            }
        }
    }
    if (item.weight - 1.0).abs() > 1e-9 {
        let gap = if node.note.is_empty() { "" } else { "; " };
        let _ = write!(node.note, "{gap}weight {}", print_short(item.weight));
    }
    node
}
