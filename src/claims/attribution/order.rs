//! What the order of words tells where a tree is wrong: whole subjects, accusations, predicates.

use super::Kind;
use super::bounds::{extend_right, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Cue, Frames};
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// Longest stretch of words looked at on either side of a verb.
const REACH: usize = 40;

fn finite(doc: &Doc<'_>, i: usize) -> bool {
    matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
}

/// Whether a participle follows "have", adverbs between: "has not disclosed" is never a passive.
pub(super) fn perfect(doc: &Doc<'_>, v: usize) -> bool {
    let start = doc.sentence_of(v).start;
    (start..v)
        .rev()
        .take(4)
        .find(|&i| !doc.tag(i).is_adverb())
        .is_some_and(|i| matches!(doc.lower(i), "has" | "have" | "had" | "having" | "'ve" | "’ve"))
}

/// The whole subject where the tree made one of its last nouns the verb's: "Ana X, head of a league
/// of armed *groups*, said", "nurses and cleaners from three *hospitals* say". `cue` is where the
/// verb begins.
pub(super) fn whole_subject(doc: &Doc<'_>, words: Words, cue: usize) -> Option<Words> {
    let sentence = doc.sentence_of(cue);
    if words.1 >= cue || cue - sentence.start > REACH {
        return None;
    }
    // A preposition governs what the tree took for the subject, and a noun stands before it.
    let preposition = (sentence.start..words.0).rev().take(5).find(|&i| {
        let inside = doc.tag(i).is_noun()
            || doc.tag(i).is_adverb()
            || matches!(doc.tag(i), Tag::Jj | Tag::Cd | Tag::Dt | Tag::PrpS);
        !inside
    })?;
    let governed = matches!(doc.lower(preposition), "of" | "from" | "in" | "at" | "for" | "with")
        && preposition > sentence.start
        && doc.tag(preposition - 1).is_noun();
    if !governed {
        return None;
    }
    front(doc, cue)
}

/// The words from the head of the sentence to a verb that begins at `cue`, where they can be
/// nothing but its subject.
pub(super) fn front(doc: &Doc<'_>, cue: usize) -> Option<Words> {
    let mut start = doc.sentence_of(cue).start;
    if cue - start > REACH {
        return None;
    }
    while start < cue
        && matches!(doc.lower(start), "but" | "and" | "yet" | "however" | "meanwhile" | ",")
    {
        start += 1;
    }
    if start >= cue {
        return None;
    }
    let begins = doc.tag(start).is_noun()
        || matches!(doc.tag(start), Tag::Dt | Tag::Jj | Tag::Cd | Tag::PrpS);
    // Nothing in it but noun phrases: no verb, no mark but commas and brackets.
    let plain = (start..cue).all(|i| {
        !finite(doc, i)
            && (!doc.is_mark(i)
                || doc.lower(i) == ","
                || matches!(doc.kind(i), Some(TokenKind::OpenBracket | TokenKind::CloseBracket)))
    });
    // "Last week in the hills herders said": a time in front is no part of it.
    let time = (start..cue)
        .any(|i| doc.relation(i) == R::Obl && !doc.children(i).any(|c| doc.relation(c) == R::Case));
    // A comma before the verb closes what another one opened.
    let commas = (start..cue).filter(|&i| doc.lower(i) == ",").count();
    let closed = doc.lower(cue - 1) != "," || commas >= 2;
    (begins && plain && !time && closed).then_some((start, cue - 1))
}

/// "accused X and its partners of “P”": the "of" that introduces what X is accused of, where the
/// object ends at `to`.
pub(super) fn accusation(doc: &Doc<'_>, to: usize, last: usize) -> Option<usize> {
    (to + 1..last)
        .take(15)
        .take_while(|&i| !finite(doc, i) && doc.kind(i) != Some(TokenKind::OpenQuote))
        .find(|&i| {
            doc.lower(i) == "of"
                && (doc.tag(i + 1) == Tag::Vbg || doc.kind(i + 1) == Some(TokenKind::OpenQuote))
        })
}

/// Whether a participle with an object of its own stands in `from..=last`: "drones killed people"
/// taken for "drones (that were) killed". A passive participle has no object, and after a plural
/// none describes the noun that follows ("strikes hit targets").
pub(super) fn participle_with_object(doc: &Doc<'_>, from: usize, last: usize) -> bool {
    (from..=last).take(25).any(|i| {
        doc.tag(i) == Tag::Vbn
            && i > from
            && doc.tag(i - 1).is_noun()
            && doc.lower(i + 1) != "by"
            && (doc.children(i).any(|c| c > i && doc.relation(c) == R::Obj)
                || (matches!(doc.tag(i - 1), Tag::Nns | Tag::Nnps)
                    && doc.relation(i) == R::Amod
                    && doc.head(i).is_some_and(|h| h > i && h <= last)))
    })
}

/// "X confirmed losses" taken for "confirmed losses" of X: the participle is the predicate where
/// the sentence has no other verb and the noun after it has a subject before it.
pub(super) fn predicate(doc: &Doc<'_>, v: usize, cue: &Cue) -> Option<Draft> {
    let sentence = doc.sentence_of(v);
    let last = sentence.end - 1;
    let noun = doc.head(v).filter(|&h| {
        h > v && doc.relation(v) == R::Amod && doc.tag(v) == Tag::Vbn && doc.tag(h).is_noun()
    })?;
    let usable = cue.kind == Kind::Speech && cue.frames.has(Frames::NOUN);
    if !usable || v == sentence.start || sentence.clone().any(|i| finite(doc, i)) {
        return None;
    }
    // Its subject stands before it: by the tree, or because a noun does in a whole sentence.
    let source = match doc.child(noun, &[R::Nsubj]).filter(|&s| s < v) {
        Some(subject) => trim(doc, (doc.words[subject].left, v - 1)),
        None if doc.lower(last) == "." && doc.tag(v - 1).is_noun() => front(doc, v)?,
        None => return None,
    };
    let mut draft = Draft::new(cue.kind, v, (v, v), cue.stance);
    draft.source = Some(source);
    let to = extend_right(doc, v, v + 1, doc.words[noun].right.min(last), false);
    draft.content.push(trim_content(doc, (v + 1, to)));
    Some(draft)
}

/// Whether what follows "and" at `i` goes on with the clause before a parenthesis: a finite verb
/// that has no subject of its own and attributes nothing ("…, he said, and left ten dead").
pub(super) fn clause_goes_on(doc: &Doc<'_>, i: usize, speaks: impl Fn(usize) -> bool) -> bool {
    let end = doc.sentence_of(i).end;
    let verb = (i + 1..end).take(3).find(|&k| !doc.tag(k).is_adverb());
    matches!(doc.lower(i), "and" | "but")
        && verb.is_some_and(|k| (finite(doc, k) || doc.tag(k) == Tag::Vbn) && !speaks(k))
}
