//! Cues that float: "P, X said", "“P,” said X, “Q”", "P, he said, Q".

use super::Kind;
use super::bounds::{breaks, cue_words, noun_phrase, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Cue, Form, Frames, Lexicon};
use super::order;
use super::quote::Quotation;
use super::subject::{Subject, clause_within};
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// Longest way, in words, from a quotation to the verb of saying after it.
const REACH: usize = 40;

/// A verb of saying beside a quotation or behind a clause, where the order of words leaves no doubt
/// of who says what, whatever the tree makes of them.
pub(super) fn by_order(doc: &Doc<'_>, quotes: &[Quotation], v: usize, cue: &Cue) -> Option<Draft> {
    let (_, form) = Lexicon::get().verb(doc.lower(v))?;
    let says = cue.kind == Kind::Speech
        && cue.frames.has(Frames::QUOTE)
        && (matches!(form, Form::Past | Form::Third) || doc.tag(v) == Tag::Vbp);
    if !says {
        return None;
    }
    beside_quotation(doc, quotes, v, cue)
        .or_else(|| after_clause(doc, v, cue))
        .or_else(|| at_the_head(doc, quotes, v, cue))
}

/// "“P,” said X", "“P,” X of Y said": a quotation that ends in a comma or its like right before a
/// speaker and a verb of saying.
fn beside_quotation(doc: &Doc<'_>, quotes: &[Quotation], v: usize, cue: &Cue) -> Option<Draft> {
    let sentence = doc.sentence_of(v);
    let first = cue_words(doc, v, None).0;
    let ends_at = |i: usize| quotes.iter().rfind(|q| q.closed && q.close == i);
    let mark = (sentence.start..first)
        .rev()
        .take(REACH)
        .find(|&i| matches!(doc.kind(i), Some(TokenKind::OpenQuote | TokenKind::CloseQuote)))?;
    let q = ends_at(mark).filter(|q| leads_to_a_cue(doc, q))?;
    let from = if doc.lower(mark + 1) == "," { mark + 2 } else { mark + 1 };
    let (source, block) = if from >= first {
        let source = after_verb(doc, v)?;
        (source, (first.max(from), source.1))
    } else {
        let source = order::plain_subject(doc, (from, first - 1))?;
        (source, (from, v))
    };
    // "In “P,” X said that Q": the quotation is part of something else.
    let own = q.open <= sentence.start + 1;
    let clause = doc.children(v).any(|c| c > block.1 && doc.relation(c) == R::Ccomp);
    if !own && (clause || doc.lower(block.1 + 1) == "that") {
        return None;
    }
    let mut draft = Draft::new(cue.kind, v, (first.max(from.min(v)), v), cue.stance);
    draft.source = Some(source);
    draft.content = content(doc, quotes, v, block, false)?;
    draft.clausal = true;
    draft.floating = true;
    Some(draft)
}

/// Whether a quotation ends so that a cue must follow: a comma, a question or exclamation mark, or
/// a break inside its closing mark, or a comma right after it.
fn leads_to_a_cue(doc: &Doc<'_>, q: &Quotation) -> bool {
    let inside = doc.lower(q.close.saturating_sub(1));
    q.len() >= 2
        && (matches!(inside, "," | "?" | "!" | "…" | "..." | "—" | "–" | "--" | "-")
            || doc.lower(q.close + 1) == ",")
}

/// "said X, the mayor of Y": the speaker after the verb, with an apposition or a relative clause
/// that a comma or the end closes.
fn after_verb(doc: &Doc<'_>, v: usize) -> Option<Words> {
    let end = doc.sentence_of(v).end;
    let (from, mut to) = inverted(doc, v)?;
    if from > v + 2 {
        return None;
    }
    if doc.lower(to + 1) == "," && to + 2 < end {
        let next = to + 2;
        let close = (next..end)
            .find(|&i| {
                doc.is_mark(i)
                    && !matches!(
                        doc.kind(i),
                        Some(TokenKind::OpenBracket | TokenKind::CloseBracket)
                    )
            })
            .unwrap_or(end);
        let who = doc.lower(next) == "who";
        let describes = who
            || ((doc.tag(next).is_noun()
                || matches!(doc.tag(next), Tag::Dt | Tag::Jj | Tag::Cd | Tag::PrpS))
                && !(next..close)
                    .any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)));
        if describes && close > next {
            to = close - 1;
        }
    }
    Some((from, to))
}

/// "P", said X: the subject after the verb.
pub(super) fn inverted(doc: &Doc<'_>, v: usize) -> Option<Words> {
    let n = doc
        .children(v)
        .find(|&c| {
            c > v
                && matches!(doc.relation(c), R::Nsubj | R::Obj | R::Ccomp | R::Parataxis | R::Xcomp)
                && (doc.tag(c).is_noun() || doc.tag(c) == Tag::Prp)
        })
        .or_else(|| {
            // The noun that ends the words right after the verb.
            let end = doc.sentence_of(v).end;
            let to = (v + 1..end.min(v + 9))
                .take_while(|&i| !doc.is_mark(i) && !doc.tag(i).is_verb() && doc.tag(i) != Tag::In)
                .last()?;
            (doc.tag(to).is_noun() || doc.tag(to) == Tag::Prp).then_some(to)
        })?;
    (n <= v + 12).then(|| {
        let (from, to) = noun_phrase(doc, n, Some(v));
        trim(doc, (from.max(v + 1), to.max(from.max(v + 1))))
    })
}

/// "P, said X, the mayor of Y.": after a comma the verb and its speaker and nothing more, before
/// it a clause.
fn after_clause(doc: &Doc<'_>, v: usize, cue: &Cue) -> Option<Draft> {
    let sentence = doc.sentence_of(v);
    if v < sentence.start + 3
        || doc.lower(v - 1) != ","
        || order::subordinates(doc, sentence.start)
        || !clause_within(doc, (sentence.start, v - 2))
    {
        return None;
    }
    let source = after_verb(doc, v)?;
    let next = source.1 + 1;
    let ends = (next..sentence.end).all(|i| doc.is_mark(i)) || order::adverbial_to_end(doc, next);
    ends.then(|| {
        let from = first_of_content(doc, sentence.start, v - 1);
        Draft {
            source: Some(source),
            content: vec![trim_content(doc, (from, v - 2))],
            clausal: true,
            floating: true,
            ..Draft::new(cue.kind, v, (v, v), cue.stance)
        }
    })
}

/// "Said X: “P”": the verb at the head of its sentence, a quotation behind the speaker.
fn at_the_head(doc: &Doc<'_>, quotes: &[Quotation], v: usize, cue: &Cue) -> Option<Draft> {
    if v != doc.sentence_of(v).start {
        return None;
    }
    let source = after_verb(doc, v)?;
    let mark = source.1 + 1;
    let q = quotes.iter().find(|q| q.open == mark + 1 && matches!(doc.lower(mark), ":" | ","))?;
    Some(Draft {
        source: Some(source),
        content: vec![(q.open, q.close)],
        clausal: true,
        ..Draft::new(cue.kind, v, (v, v), cue.stance)
    })
}

/// The content of a floating cue: what stands before it, and what goes on after it.
pub(super) fn floating(
    doc: &Doc<'_>,
    quotes: &[Quotation],
    v: usize,
    subject: &Option<Subject>,
    cue: Words,
    near: bool,
) -> Option<Vec<Words>> {
    if !matches!(doc.tag(v), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Vbn | Tag::Vbg)
        || (doc.relation(v) == R::AclRelcl && !near)
    {
        return None;
    }
    let sentence = doc.sentence_of(v);
    // The block: subject and verb, in either order.
    let mut from = cue.0;
    let mut to = cue.1;
    let mut subject_after = false;
    match subject {
        Some(s) if s.words.1 < v => from = from.min(s.words.0),
        Some(s) if s.word > v => {
            to = to.max(s.words.1);
            subject_after = true;
        }
        Some(_) => return None,
        None => {
            let n = inverted(doc, v)?;
            to = to.max(n.1);
            subject_after = true;
        }
    }
    if from <= sentence.start {
        return None;
    }
    if doc.tag(v) == Tag::Vbg {
        return None;
    }
    let before = from - 1;
    let closes = doc.kind(before) == Some(TokenKind::CloseQuote);
    let comma = doc.lower(before) == ","
        || doc.lower(before) == "?"
        || doc.lower(before) == "!"
        || matches!(doc.kind(before), Some(TokenKind::Stop));
    let dash = matches!(doc.lower(before), "—" | "–" | "--");
    if !(closes || comma || dash) || before == sentence.start {
        return None;
    }
    if !closes
        && subject_after
        && doc.relation(v) != R::Parataxis
        && doc.child(v, &[R::Ccomp, R::Parataxis]).is_none_or(|c| c > v)
    {
        return None;
    }
    // Right of the block nothing that it governs as content, but a comma, a stop or an adverbial.
    let next = to + 1;
    let right_clause = doc.children(v).any(|c| {
        c > to
            && (doc.relation(c) == R::Ccomp
                || (doc.relation(c) == R::Obj
                    && !subject_after
                    && doc.words[c].left <= next + 1
                    && !is_addressee(doc, v, c)))
    });
    let at_start = |o: usize| o <= sentence.start + 1;
    if right_clause
        && closes
        && !quotes
            .iter()
            .any(|q| q.close == before && (at_start(q.open) || q.open < sentence.start))
    {
        return None;
    }
    if right_clause && !closes {
        let c = doc.children(v).find(|&c| c > to && doc.relation(c) == R::Ccomp);
        // "The truth, he said, was …" is parsed as if "was" were said; a comma follows the block.
        // "P, X said Sunday, a day after Q": a day may stand between.
        let past_day = if order::is_time(doc, next) { next + 1 } else { next };
        if doc.lower(past_day) != "," || c.is_none() {
            return None;
        }
    }
    content(doc, quotes, v, (from, to), near)
}

/// The content around a speaker and a verb that stand at `block`, a quotation or a comma before.
fn content(
    doc: &Doc<'_>,
    quotes: &[Quotation],
    v: usize,
    (from, to): Words,
    near: bool,
) -> Option<Vec<Words>> {
    let sentence = doc.sentence_of(v);
    let last = sentence.end - 1;
    let (before, next) = (from - 1, to + 1);
    let closes = doc.kind(before) == Some(TokenKind::CloseQuote);
    // A quotation that closes right before: all of it. Else from the beginning of the sentence.
    let quote = quotes.iter().rfind(|q| q.closed && q.close <= before && q.close + 2 > before);
    let start = match quote {
        Some(q) if closes || q.close + 1 == before => {
            let lead =
                if q.open > sentence.start { lead_in(doc, sentence.start, q.open) } else { q.open };
            lead.min(q.open)
        }
        _ => first_of_content(doc, sentence.start, before),
    };
    if start >= before {
        return None;
    }
    if !closes && quote.is_none() {
        // A parenthesis needs a clause before it: some verb.
        let has_verb = (start..before).any(|i| doc.tag(i).is_verb() || doc.tag(i) == Tag::Md);
        let medial = doc.lower(next) == ",";
        if !has_verb && !medial {
            return None;
        }
        // "After the attack, the army said" + P: an adverbial in front, content to the right.
        if !medial && doc.words[v].relation != R::Parataxis {
            let root_before = (start..before).any(|i| {
                doc.tag(i).is_verb()
                    && matches!(
                        doc.relation(i),
                        R::Root | R::Ccomp | R::Parataxis | R::Conj | R::Dep
                    )
                    || matches!(doc.relation(i), R::Root | R::Ccomp | R::Parataxis)
            });
            // The order of words tells as much: a finite clause, a comma, a short name, the verb.
            let by_order =
                near && clause_within(doc, (start, before)) && !order::subordinates(doc, start);
            if !root_before && !by_order {
                return None;
            }
        }
    }
    // "In office, X said, P": an adverbial in front of a whole clause is no part of it.
    let clause_after = doc.lower(next) == ","
        && !closes
        && quote.is_none()
        && (start..before).all(|i| !doc.tag(i).is_verb())
        && matches!(doc.tag(start), Tag::In | Tag::Rb)
        && (next + 1..=last).any(|i| matches!(doc.relation(i), R::Nsubj | R::NsubjPass | R::Expl));
    let said = match quote {
        // The mark that opened it is missing.
        None if closes => (start, before),
        _ => trim_content(doc, (start, before)),
    };
    let mut content = if clause_after { Vec::new() } else { vec![said] };
    // What goes on after the block: 'he said, "Q"', 'P, he said, Q'.
    let mut i = next;
    // Adverbials of the cue itself: "on Monday", "in an interview".
    while i <= last && !doc.is_mark(i) {
        i += 1;
    }
    if i < last {
        let mark = doc.lower(i);
        let q = if doc.kind(i) == Some(TokenKind::OpenQuote) {
            Some(i)
        } else if doc.kind(i + 1) == Some(TokenKind::OpenQuote) {
            Some(i + 1)
        } else {
            None
        };
        // 'X said during a rally in Y, "Q"': past further adverbials without a verb.
        let q = q.or_else(|| {
            (i..=last)
                .take_while(|&k| !doc.tag(k).is_verb())
                .find(|&k| doc.kind(k) == Some(TokenKind::OpenQuote))
        });
        if let Some(q) =
            q.and_then(|o| quotes.iter().find(|x| x.open == o)).filter(|_| quote.is_some())
        {
            content.push((q.open, q.close));
        } else if mark == "," && quote.is_none() && !breaks(doc, i + 1) && and_more(doc, i + 1) {
            // "P, X said in a statement, and Q": both are what X said.
            content.push(trim_content(doc, (i + 1, last)));
        } else if mark == "," && i == next && quote.is_none() && !breaks(doc, i + 1) {
            // Only if the first piece was left without its verb or the rest carries on.
            let rest = (i + 1, last);
            let coordinated = matches!(
                doc.lower(i + 1),
                "but" | "and" | "while" | "although" | "though" | "who" | "which" | "when" | "as"
            );
            let speaks = |k: usize| {
                Lexicon::get().verb(doc.lower(k)).is_some_and(|(c, _)| c.kind == Kind::Speech)
            };
            if !coordinated || order::clause_goes_on(doc, i + 1, speaks) {
                content.push(trim_content(doc, rest));
            }
        }
    }
    (!content.is_empty()).then_some(content)
}

/// Whether "and" with a clause of its own, in which nobody is said to say anything, begins at `i`.
fn and_more(doc: &Doc<'_>, i: usize) -> bool {
    let end = doc.sentence_of(i).end;
    let speaks = (i..end).any(|k| {
        doc.tag(k).is_verb()
            && Lexicon::get().verb(doc.lower(k)).is_some_and(|(c, _)| c.kind == Kind::Speech)
    });
    doc.lower(i) == "and"
        && i + 3 < end
        && (doc.tag(i + 1).is_noun()
            || matches!(doc.tag(i + 1), Tag::Dt | Tag::Cd | Tag::Jj | Tag::Jjs))
        && (i + 2..end).any(|k| order::finite(doc, k))
        && !speaks
        && !(i..end).any(|k| matches!(doc.kind(k), Some(TokenKind::OpenQuote)))
}

fn is_addressee(doc: &Doc<'_>, v: usize, c: usize) -> bool {
    Lexicon::get().verb(doc.lower(v)).is_some_and(|(cue, _)| cue.frames.has(Frames::ADDRESSEE))
        && doc.tag(c).is_noun()
        || doc.tag(c) == Tag::Prp
}

/// Where a floating content begins: past "But", "And" at the head of the sentence.
fn first_of_content(doc: &Doc<'_>, start: usize, before: usize) -> usize {
    let mut i = start;
    while i < before && (matches!(doc.lower(i), "however" | "meanwhile") || doc.lower(i) == ",") {
        i += 1;
    }
    i
}

/// Where a quotation that closes before the cue really begins: a partial quotation has its
/// sentence before it.
fn lead_in(doc: &Doc<'_>, start: usize, open: usize) -> usize {
    let first = first_of_content(doc, start, open);
    // A quotation after a colon or comma, or after another attribution, stands by itself.
    if open > start && (matches!(doc.lower(open - 1), ":" | ",") || doc.is_mark(open - 1)) {
        return open;
    }
    first
}
