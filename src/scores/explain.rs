//! A score as a tree whose parts add up to the whole, down to quotes and bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Serialize;

use super::score::{Component, Evidence, Grade, Item, Scores, Source};
use crate::claims::Stance;
use crate::consensus::{Belief, Consensus};
use crate::ids::{Id, OriginId, QuestionId, VoiceId};
use crate::ledger::{Ledger, Place, Vote};
use crate::scores::probability_words;
use crate::units::{Estimate, print_number};

/// One number of an explanation, with what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Node {
    /// What it is.
    pub label: String,
    /// Its value, on its own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Lower and upper bound of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
    /// What of the parent's value it makes up; the shares of all parts add up to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// How the value follows from the parts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub formula: String,
    /// What else a reader should know.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The sentences behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quote>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Node>,
}

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quote {
    /// The article.
    pub document: String,
    /// Who printed it.
    pub outlet: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
}

impl From<&Place> for Quote {
    fn from(p: &Place) -> Self {
        Self {
            document: p.document.clone(),
            outlet: p.outlet.clone(),
            start: p.span.start(),
            end: p.span.end(),
            text: p.quote.clone(),
        }
    }
}

impl Node {
    fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    fn estimate(mut self, e: Option<Estimate>) -> Self {
        self.value = e.map(Estimate::mean);
        self.interval = e.map(|e| (e.low(), e.high()));
        self
    }

    /// As an indented text.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out, 0);
        out
    }

    fn write_text(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{indent}{}", self.headline());
        for line in [&self.formula, &self.note].into_iter().filter(|l| !l.is_empty()) {
            let _ = writeln!(out, "{indent}    {line}");
        }
        for q in &self.quotes {
            let _ = writeln!(out, "{indent}    {}", q.line());
        }
        for p in &self.parts {
            p.write_text(out, depth + 1);
        }
    }

    fn headline(&self) -> String {
        let mut line = self.label.clone();
        if let Some(v) = self.value {
            let _ = write!(line, ": {}", print_short(v));
        }
        if let Some((low, high)) = self.interval {
            let _ = write!(line, " [{} … {}]", print_short(low), print_short(high));
        }
        if let Some(s) = self.share {
            let _ = write!(line, "  (makes {})", print_short(s));
        }
        line
    }

    /// As JSON, numbers with at most six decimals.
    pub fn to_json(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        round(&mut value);
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }

    /// As a Markdown list.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("## {}\n\n", escape(&self.headline()));
        self.write_body(&mut out, 0);
        for p in &self.parts {
            p.write_markdown(&mut out, 0);
        }
        out
    }

    fn write_markdown(&self, out: &mut String, depth: usize) {
        let _ = writeln!(out, "{}- {}", "  ".repeat(depth), escape(&self.headline()));
        self.write_body(out, depth + 1);
        for p in &self.parts {
            p.write_markdown(out, depth + 1);
        }
    }

    fn write_body(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for line in [&self.formula, &self.note].into_iter().filter(|l| !l.is_empty()) {
            let _ = writeln!(out, "{indent}- *{}*", escape(line));
        }
        for q in &self.quotes {
            let _ = writeln!(out, "{indent}- {}", escape(&q.line()));
        }
        if depth == 0 && !(self.formula.is_empty() && self.note.is_empty()) {
            out.push('\n');
        }
    }
}

impl Quote {
    /// `“words” (document 10–20, outlet)`, on one line.
    fn line(&self) -> String {
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("“{words}” ({} {}–{}, {})", self.document, self.start, self.end, self.outlet)
    }
}

/// Three decimals: what people compare.
fn print_short(x: f64) -> String {
    print_number((x * 1000.0).round() / 1000.0)
}

/// Numbers in JSON as in the tables, so that equal runs give equal bytes.
fn round(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(n) => {
            if let (false, Some(x)) = (n.is_u64(), n.as_f64())
                && let Some(n) = print_number(x).parse().ok().and_then(serde_json::Number::from_f64)
            {
                *value = serde_json::Value::Number(n);
            }
        }
        serde_json::Value::Array(xs) => xs.iter_mut().for_each(round),
        serde_json::Value::Object(map) => map.values_mut().for_each(round),
        _ => {}
    }
}

/// Characters that Markdown would take for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

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
    let contradicted: Vec<&Evidence> = scores
        .evidence
        .iter()
        .filter(|e| e.voice == voice && e.verdict == super::Verdict::Contradicted)
        .collect();
    let mut reliability = Node::new("reliability").estimate(v.reliability);
    reliability.formula =
        "weighted mean of the components that have evidence: Σ w·m / Σ w".to_owned();
    let marked: Vec<&Component> = v.components.iter().filter(|c| c.value.is_some()).collect();
    let weight: f64 = marked.iter().map(|c| c.weight).sum();
    reliability.note = match v.reliability {
        None => "none of its claims can be checked against two independent others".to_owned(),
        Some(_) => format!(
            "contradicted by independent origins on {} of {} checkable claims",
            contradicted.len(),
            v.checkable
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
