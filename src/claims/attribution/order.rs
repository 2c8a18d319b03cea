//! What the order of words tells where a tree is wrong: whole subjects, accusations, predicates.

use super::Kind;
use super::bounds::{extend_right, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Cue, Frames, Lexicon};
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// Longest stretch of words looked at on either side of a verb.
const REACH: usize = 40;

/// Whether word `i` is a finite verb.
pub(super) fn finite(doc: &Doc<'_>, i: usize) -> bool {
    matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
}

/// Whether a word is an auxiliary of the passive: a form of "be" or "get".
pub(super) fn makes_passive(doc: &Doc<'_>, i: usize) -> bool {
    matches!(
        doc.lower(i),
        "is" | "are"
            | "was"
            | "were"
            | "be"
            | "been"
            | "being"
            | "am"
            | "'s"
            | "’s"
            | "'re"
            | "’re"
            | "get"
            | "gets"
            | "got"
            | "gotten"
            | "getting"
    )
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

/// Whether a time begins at word `i`: "Friday", "last week", "on Monday", "earlier this year".
pub(super) fn is_time(doc: &Doc<'_>, i: usize) -> bool {
    let lexicon = Lexicon::get();
    let end = doc.sentence_of(i).end;
    let opens = |k: usize| {
        matches!(doc.lower(k), "on" | "in" | "at" | "during" | "by" | "the")
            || lexicon.is_time_modifier(doc.lower(k))
    };
    let mut k = i;
    while k < end && k < i + 3 && opens(k) {
        k += 1;
    }
    k < end && lexicon.is_time(doc.lower(k))
}

/// Whether all that follows from word `i` to the end of the sentence is adverbial: it begins with a
/// preposition or a time, and no clause or quotation stands in it.
pub(super) fn adverbial_to_end(doc: &Doc<'_>, i: usize) -> bool {
    let end = doc.sentence_of(i).end;
    i < end
        && end - i <= REACH / 2
        && (doc.tag(i) == Tag::In || is_time(doc, i))
        && !(i..end).any(|k| {
            finite(doc, k)
                || matches!(doc.lower(k), "that" | "whether" | ":" | ";")
                || doc.kind(k) == Some(TokenKind::OpenQuote)
        })
}

/// A stretch of words that is one noun phrase with what describes it, and so can be a subject: it
/// begins like one and has no finite verb but behind "who", "which" or "that".
pub(super) fn plain_subject(doc: &Doc<'_>, (from, to): Words) -> Option<Words> {
    let begins = doc.tag(from).is_noun()
        || matches!(doc.tag(from), Tag::Dt | Tag::Prp | Tag::PrpS | Tag::Jj | Tag::Cd | Tag::Vbn);
    let mut relative = false;
    let plain = (from..=to).all(|i| {
        relative |= matches!(doc.lower(i), "who" | "which" | "whose" | "that") && i > from;
        (relative || !finite(doc, i)) && !matches!(doc.lower(i), ";" | ":")
    });
    let (from, last) = trim(doc, (from, to));
    let ends = last == to || (doc.lower(to) == "," && (from..last).any(|i| doc.lower(i) == ","));
    (begins && plain && ends).then_some((from, if last < to { to } else { last }))
}

/// Whether a sentence that begins at `start` begins with something subordinate: "After the vote",
/// "Leaving the hall"; not with a bound of a number ("Between 200 and 300", "At least 12").
pub(super) fn subordinates(doc: &Doc<'_>, start: usize) -> bool {
    let number = (start + 1..start + 3).any(|i| doc.words.get(i).is_some_and(|w| w.tag == Tag::Cd));
    match doc.tag(start) {
        Tag::In => !number,
        tag => matches!(tag, Tag::Wrb | Tag::Vbg),
    }
}

/// The subject with the nouns right before it that the tree left out: "*Police* spokesman X said".
pub(super) fn with_modifiers(doc: &Doc<'_>, (from, to): Words) -> Words {
    let start = doc.sentence_of(from).start;
    let describes = |i: &usize| {
        (doc.tag(*i).is_noun()
            || doc.tag(*i).is_adjective()
            || matches!(doc.tag(*i), Tag::PrpS | Tag::Pos))
            && !Lexicon::get().is_time(doc.lower(*i))
    };
    if !doc.tag(from).is_noun() || from == start {
        return (from, to);
    }
    let first = (start..from).rev().take_while(describes).last();
    match first {
        // Up to the head of the sentence, a mark or a determiner, not to a preposition.
        Some(f) if f == start || doc.is_mark(f - 1) => (f, to),
        Some(f) if doc.tag(f - 1) == Tag::Dt && (f - 1 == start || doc.is_mark(f - 2)) => {
            (f - 1, to)
        }
        _ => (from, to),
    }
}

/// The subject without a time, a place line or a date line in front of it ("7:45 a.m. X", "PARIS —
/// X", "At a rally on Friday, X") or a time behind it ("X on Wednesday"). `head` is its noun.
pub(super) fn without_time(doc: &Doc<'_>, (from, to): Words, head: usize) -> Words {
    let (mut from, mut to) = (from, to);
    let starts = from == doc.sentence_of(from).start;
    // A preposition in front: the noun phrase behind the last comma.
    if starts
        && doc.tag(from) == Tag::In
        && let Some(comma) = (from..to).rfind(|&i| doc.lower(i) == ",")
        && comma < head
    {
        from = comma + 1;
    }
    // "PARIS —", "LONDON (AP) -": capitals and a dash.
    let shouts = |i: usize| doc.form(i).chars().all(|c| !c.is_lowercase());
    if starts
        && let Some(dash) =
            (from + 1..to.min(from + 9)).find(|&i| matches!(doc.lower(i), "—" | "–" | "--" | "-"))
        && (from..dash).all(|i| shouts(i) || doc.is_mark(i))
        && dash < head
    {
        from = dash + 1;
    }
    // "7:45 a.m. X", "last week X".
    let clock =
        (from..to.min(from + 5)).find(|&i| matches!(doc.lower(i), "a.m." | "p.m." | "am" | "pm"));
    if let Some(c) = clock.filter(|&c| c > from && c < head && doc.tag(from) == Tag::Cd) {
        from = c + 1;
    } else if from + 2 <= head
        && Lexicon::get().is_time_modifier(doc.lower(from))
        && Lexicon::get().is_time(doc.lower(from + 1))
        && !matches!(doc.lower(from + 2), "'s" | "’s")
    {
        from += 2;
    }
    // "X on Wednesday", "X in April".
    if let Some(p) = (head + 1..to).rev().take(4).find(|&i| doc.tag(i) == Tag::In)
        && matches!(doc.lower(p), "on" | "in" | "during")
        && is_time(doc, p)
        && !(head..p).any(|i| doc.is_mark(i))
    {
        to = p - 1;
    }
    trim_start(doc, (from, to.max(from)))
}

/// Without marks in front.
fn trim_start(doc: &Doc<'_>, (mut from, to): Words) -> Words {
    while from < to
        && doc.is_mark(from)
        && !matches!(doc.kind(from), Some(TokenKind::OpenQuote | TokenKind::OpenBracket))
    {
        from += 1;
    }
    (from, to)
}
