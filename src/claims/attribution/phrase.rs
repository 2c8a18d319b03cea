//! Phrases: "according to X, P", "P, per X", "reportedly P", "…, citing X".

use super::bounds::{extend_right, is_per, noun_phrase, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Lexicon, Phrase, Role};
use crate::claims::Stance;
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// All attributions whose cue is a fixed phrase.
pub(super) fn phrases(doc: &Doc<'_>, out: &mut Vec<Draft>) {
    let verbs = out.len();
    let lexicon = Lexicon::get();
    let mut i = 0;
    while i < doc.words.len() {
        let hit = lexicon.phrases(doc.lower(i)).iter().find(|p| {
            p.role != Role::Label
                && i + p.words.len() <= doc.sentence_of(i).end
                && p.words.iter().enumerate().all(|(k, w)| doc.lower(i + k) == *w)
        });
        let Some(p) = hit else {
            i += 1;
            continue;
        };
        let last = i + p.words.len() - 1;
        let draft = match p.role {
            Role::Source if p.words == ["per"] && !is_per(doc, i) => None,
            Role::Source => {
                let found = source(doc, i, last, p);
                found.map(|d| relayed(doc, d, &mut out[..verbs]))
            }
            Role::Agentless => agentless(doc, i, p),
            Role::Citing => citing(doc, i, p),
            Role::Label => None,
        };
        out.extend(draft);
        i = last + 1;
    }
}

/// The noun phrase that begins at `start`: the highest word whose dependents begin there.
fn phrase_at(doc: &Doc<'_>, start: usize, floor: usize) -> Option<Words> {
    let end = doc.sentence_of(floor).end;
    if start >= end {
        return None;
    }
    let mut n = start;
    for _ in 0..12 {
        let Some(h) = doc.head(n) else { break };
        // The comma before "according to" may hang on the noun.
        let left = (doc.words[h].left..h).find(|&i| !doc.is_mark(i)).unwrap_or(h);
        if left >= floor && doc.tag(h).is_noun() && h < end {
            n = h;
        } else {
            break;
        }
    }
    // Past determiners and adjectives, to the noun.
    while n + 1 < end
        && !doc.tag(n).is_noun()
        && !matches!(doc.tag(n), Tag::Prp)
        && !doc.is_mark(n + 1)
        && doc.head(n).is_some_and(|h| h > n && h < end && h - n < 8)
    {
        n = doc.head(n).unwrap_or(n);
    }
    let (_, to) = noun_phrase(doc, n, None);
    // A comma before a clause of its own ends the phrase.
    Some(trim(doc, (start, to.max(start))))
}

fn source(doc: &Doc<'_>, first: usize, last: usize, p: &Phrase) -> Option<Draft> {
    let sentence = doc.sentence_of(first);
    let end = sentence.end - 1;
    let mut draft = Draft::new(p.kind, first, (first, last), Stance::Asserts);
    draft.hedge = p.hedge;
    let (from, mut to) = phrase_at(doc, last + 1, first)?;
    let lead = (sentence.start..first).all(|i| {
        doc.is_mark(i)
            || matches!(
                doc.lower(i),
                "but" | "and" | "yet" | "however" | "meanwhile" | "still" | "so"
            )
    });
    // At the head of a sentence the source ends at a comma, and what follows must have a verb.
    if lead {
        let commas: Vec<usize> = (from..=end).filter(|&i| doc.lower(i) == ",").take(6).collect();
        // The first comma ends the source, unless an apposition follows it ("X, a Y, P").
        let finite = |a: usize, b: usize| {
            (a..b).any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
        };
        let mut chosen = None;
        for (k, &c) in commas.iter().enumerate() {
            let next = commas.get(k + 1).copied().unwrap_or(end + 1);
            let relative = matches!(doc.lower(c + 1), "which" | "who" | "whose" | "where" | "whom");
            let apposed = !finite(c + 1, next)
                && next <= end
                && (matches!(doc.tag(c + 1), Tag::Dt | Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Jj) || doc.lower(c + 1) == "including")
                && !matches!(doc.lower(next + 1), "which" | "who" | "whose" | "where")
                // Something is left to be said after it.
                && finite(next + 1, end + 1);
            if relative || apposed {
                continue;
            }
            if finite(c + 1, end + 1) || (c + 1..=end).any(|i| doc.tag(i).is_verb()) {
                chosen = Some(c);
                break;
            }
        }
        // Where no verb is seen (one was mistagged), the first comma it is.
        let chosen =
            chosen.or_else(|| commas.first().copied().filter(|&c| c > from && c + 2 <= end));
        if let Some(c) = chosen {
            to = c - 1;
        }
        draft.source = Some(trim(doc, (from, to)));
        let mut start = to + 1;
        while start < end
            && doc.is_mark(start)
            && !matches!(doc.kind(start), Some(TokenKind::OpenQuote | TokenKind::OpenBracket))
        {
            start += 1;
        }
        if start > end {
            return None;
        }
        let stop = extend_right(doc, start, start, start, true).max(start);
        let stop = clause_end(doc, start, end).unwrap_or(stop);
        draft.content.push(trim_content(doc, (start, stop)));
        draft.clausal = true;
        return Some(draft);
    }
    // In the middle or at the end: the clause before, and what goes on after.
    draft.source = Some((from, to));
    let before = first - 1;
    let start = clause_start(doc, sentence.start, first);
    if start > before {
        return None;
    }
    draft.content.push(trim_content(doc, (start, before)));
    // "P1, according to X, P2": only where commas stand on both sides.
    if to + 1 < end && doc.lower(to + 1) == "," && doc.lower(before) == "," {
        let next = to + 2;
        let other = matches!(
            doc.lower(next),
            "which"
                | "who"
                | "but"
                | "and"
                | "while"
                | "although"
                | "though"
                | "with"
                | "adding"
                | "as"
                | "where"
                | "when"
        ) || super::bounds::breaks(doc, next);
        let before_has_root = (start..before).any(|i| matches!(doc.relation(i), R::Root));
        if !other && !before_has_root {
            let stop = clause_end(doc, next, end).unwrap_or(end);
            draft.content.push(trim_content(doc, (next, stop)));
        }
    }
    draft.clausal = true;
    draft.floating = true;
    Some(draft)
}

/// "Radio X reported that P, according to Y": if who reports publishes and Y does not, P is Y's and
/// X passes it on; else ("the army claimed P, according to Radio X") Y passes on what stands before.
fn relayed(doc: &Doc<'_>, mut phrase: Draft, verbs: &mut [Draft]) -> Draft {
    let (Some(source), true) = (phrase.source, phrase.floating) else { return phrase };
    let sentence = doc.sentence_of(phrase.head);
    let from = verbs.partition_point(|d| d.head < sentence.start);
    let outer = verbs[from..]
        .iter_mut()
        .take_while(|d| d.head < phrase.head)
        .filter(|d| d.clausal && !d.floating)
        .last();
    let Some(outer) = outer else { return phrase };
    let text = |w: Words| doc.span(w.0, w.1).of(doc.text);
    let publishes = outer.source.is_some_and(|s| super::lexicon::publishes(text(s)));
    if publishes
        && !super::lexicon::publishes(text(source))
        && let Some(c) = outer.content.last_mut()
        && c.1 < phrase.head
    {
        let start = if doc.lower(c.0) == "that" && c.0 < c.1 { c.0 + 1 } else { c.0 };
        phrase.content = vec![trim_content(doc, (start, c.1))];
        c.1 = source.1;
    }
    phrase
}

/// The end of a content that begins at `start`: the sentence's, unless another attribution begins.
fn clause_end(doc: &Doc<'_>, start: usize, end: usize) -> Option<usize> {
    (start + 1..=end)
        .find(|&i| super::bounds::breaks(doc, i) || doc.lower(i) == ";")
        .map(|i| i - 1)
        .or(Some(end))
}

/// The beginning of the clause before a floating phrase at `first`.
fn clause_start(doc: &Doc<'_>, start: usize, first: usize) -> usize {
    let mut i = start;
    while i < first
        && (matches!(doc.lower(i), "but" | "and" | "yet" | "however" | "meanwhile" | "still")
            || doc.lower(i) == ",")
    {
        i += 1;
    }
    // After a semicolon a new clause begins.
    (i..first).rfind(|&k| doc.lower(k) == ";").map_or(i, |k| k + 1)
}

/// "reportedly": the clause it stands in, whoever says so.
fn agentless(doc: &Doc<'_>, i: usize, p: &Phrase) -> Option<Draft> {
    let sentence = doc.sentence_of(i);
    let mut draft = Draft::new(p.kind, i, (i, i + p.words.len() - 1), Stance::Asserts);
    draft.hedge = p.hedge;
    let head = doc.head(i)?;
    let (from, to) =
        (doc.words[head].left.max(sentence.start), doc.words[head].right.min(sentence.end - 1));
    if from < i {
        draft.content.push(trim_content(doc, (from, i - 1)));
    }
    let after = i + p.words.len();
    if after <= to {
        draft.content.push(trim_content(doc, (after, to)));
    }
    draft.clausal = doc.tag(head).is_verb() || doc.child(head, &[R::Cop]).is_some();
    (!draft.content.is_empty()).then_some(draft)
}

/// "citing X": X is whom the speaker has it from.
fn citing(doc: &Doc<'_>, i: usize, p: &Phrase) -> Option<Draft> {
    let mut draft = Draft::new(p.kind, i, (i, i), Stance::Asserts);
    let x = phrase_at(doc, i + 1, i)?;
    draft.content.push(x);
    draft.citing.push(x);
    Some(draft)
}
