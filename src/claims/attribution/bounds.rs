//! Where sources and contents begin and end.

use super::doc::Doc;
use super::draft::Words;
use super::lexicon::{Lexicon, Role};
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// The noun phrase headed by `n`, with its modifiers and appositions, without `except` and what
/// depends on it (a verb in its relative clause, say).
pub(super) fn noun_phrase(doc: &Doc<'_>, n: usize, except: Option<usize>) -> Words {
    let (mut from, mut to) = (doc.words[n].left, doc.words[n].right);
    // What stands before the phrase as a whole is no part of it.
    for c in doc.children(n) {
        let before = c < n;
        let outside = match doc.relation(c) {
            R::Cc
            | R::CcPreconj
            | R::Mark
            | R::Advcl
            | R::Ccomp
            | R::Parataxis
            | R::Cop
            | R::Aux
            | R::Discourse => true,
            R::Case => true,
            R::Advmod => before && doc.is_mark(c + 1),
            R::Punct => false,
            R::Nsubj | R::NsubjPass => true,
            _ => false,
        };
        if outside && before {
            from = from.max(doc.words[c].right + 1);
        } else if outside && c > n && !matches!(doc.relation(c), R::Cc) {
            to = to.min(doc.words[c].left.saturating_sub(1)).max(n);
        }
        if Some(c) == except {
            if before {
                from = from.max(doc.words[c].right + 1);
            } else {
                to = to.min(doc.words[c].left.saturating_sub(1)).max(n);
            }
        }
    }
    if let Some(x) = except {
        if x > n && x <= to {
            to = to.min(x.saturating_sub(1)).max(n);
        } else if x < n && x >= from {
            from = x + 1;
        }
    }
    trim(doc, (from.min(n), to.max(n)))
}

/// Without marks at both ends, save a bracket or quotation that closes what was opened inside.
pub(super) fn trim(doc: &Doc<'_>, (mut from, mut to): Words) -> Words {
    while from < to
        && doc.is_mark(from)
        && !matches!(doc.kind(from), Some(TokenKind::OpenQuote | TokenKind::OpenBracket))
    {
        from += 1;
    }
    while to > from && doc.is_mark(to) {
        let keep = match doc.kind(to) {
            Some(TokenKind::CloseBracket) => {
                (from..to).any(|i| doc.kind(i) == Some(TokenKind::OpenBracket))
            }
            Some(TokenKind::CloseQuote) => {
                (from..to).any(|i| doc.kind(i) == Some(TokenKind::OpenQuote))
            }
            _ => false,
        };
        if keep {
            break;
        }
        to -= 1;
    }
    (from, to)
}

/// The subject's phrase as the source of verb `v`: with the comma that closes an apposition before
/// the verb, and without an age.
pub(super) fn source_phrase(doc: &Doc<'_>, n: usize, v: usize) -> Words {
    let (from, mut to) = noun_phrase(doc, n, Some(v));
    if n < v {
        to = to.min(v - 1);
    }
    // ", 25," is an age, no part of the name.
    if let Some(c) = (n + 1..=to).find(|&i| doc.lower(i) == ",")
        && doc.kind(c + 1) == Some(TokenKind::Number)
        && (c + 2 > to || doc.lower(c + 2) == ",")
    {
        to = c - 1;
    }
    let (from, to) = trim(doc, (from, to.max(from)));
    // "Mr. X, who knows, said": the second comma belongs to what the first began.
    let has_comma = (from..to).any(|i| doc.lower(i) == ",");
    if has_comma && to + 1 < v && doc.lower(to + 1) == "," && n < v && apposed(doc, from, to) {
        return (from, to + 1);
    }
    (from, to)
}

/// Whether a comma in the phrase opens an apposition or a relative clause, not a list.
fn apposed(doc: &Doc<'_>, from: usize, to: usize) -> bool {
    (from..to).any(|i| {
        doc.lower(i) == ","
            && !(i + 1..=to).any(|j| {
                doc.lower(j) == "and" && doc.relation(j) == R::Cc && doc.lower(j - 1) == ","
            })
    })
}

/// Whether an attribution of its own begins here, so that a content before it ends: "according
/// to", "reportedly", ", adding".
pub(super) fn breaks(doc: &Doc<'_>, i: usize) -> bool {
    let lexicon = Lexicon::get();
    let lower = doc.lower(i);
    for p in lexicon.phrases(lower) {
        if matches!(p.role, Role::Source | Role::Citing)
            && p.words.iter().enumerate().all(|(k, w)| doc.lower(i + k) == *w)
            && (p.words.len() > 1 || is_per(doc, i) || lower != "per")
        {
            return true;
        }
    }
    doc.tag(i) == Tag::Vbg
        && i > 0
        && doc.lower(i - 1) == ","
        && lexicon.verb(lower).is_some_and(|(c, _)| {
            c.frames.has(super::lexicon::Frames::QUOTE.or(super::lexicon::Frames::CLAUSE))
                && c.kind == super::Kind::Speech
        })
}

/// Whether "per" at `i` means "according to": after a mark or at the beginning, before a name or
/// a determiner.
pub(super) fn is_per(doc: &Doc<'_>, i: usize) -> bool {
    let starts = i == doc.sentence_of(i).start || doc.is_mark(i - 1);
    starts
        && i + 1 < doc.words.len()
        && (doc.tag(i + 1).is_proper()
            || matches!(doc.lower(i + 1), "the" | "a" | "an" | "his" | "its"))
}

/// Whether another attribution beside verb `v` begins at `i`: ", but she noted", "and called".
fn second_cue(doc: &Doc<'_>, v: usize, i: usize) -> bool {
    use super::lexicon::{Form, Frames, Lexicon};
    let joins =
        matches!(doc.lower(i), "and" | "but" | "though" | "although" | "while" | "as" | "whereas");
    if !joins || i + 2 >= doc.words.len() {
        return false;
    }
    let speaks = |k: usize| {
        doc.tag(k).is_verb()
            && Lexicon::get().verb(doc.lower(k)).is_some_and(|(c, f)| {
                c.kind == super::Kind::Speech
                    && c.frames.has(Frames::QUOTE)
                    && matches!(f, Form::Past | Form::Third)
            })
    };
    // "and said": the same subject goes on, in the same tense.
    let mut k = i + 1;
    while k < i + 3 && doc.tag(k).is_adverb() {
        k += 1;
    }
    if speaks(k) && doc.tag(k) == doc.tag(v) && doc.lower(i) != "as" {
        return true;
    }
    // ", but she noted": a subject of its own, short, then the verb and what it says.
    let comma = i > 0 && doc.lower(i - 1) == ",";
    comma
        && (i + 2..(i + 9).min(doc.sentence_of(i).end)).any(|k| {
            speaks(k)
                && (i + 1..k).all(|j| !doc.tag(j).is_verb() && !doc.is_mark(j))
                && k + 1 < doc.sentence_of(i).end
                && !doc.is_mark(k + 1)
        })
}

/// The end of a content that begins after the cue: from the end that the tree gives, on to the
/// end of the sentence, unless something of its own begins first.
///
/// `loose` contents (clauses) take relative clauses after a comma with them, others do not.
pub(super) fn extend_right(doc: &Doc<'_>, v: usize, from: usize, to: usize, loose: bool) -> usize {
    let sentence = doc.sentence_of(v);
    let last = sentence.end - 1;
    // "Citing P, X did Q": a participle in front ends with its own clause.
    if doc.tag(v) == Tag::Vbg
        && doc.head(v).is_some_and(|h| h > v)
        && matches!(doc.relation(v), R::Advcl | R::Acl | R::Dep)
    {
        let comma = (from..=last).find(|&i| doc.lower(i) == ",").map_or(last, |c| c - 1);
        return doc.words[v].right.max(from).min(comma.max(from));
    }
    let mut end = from;
    let mut quoted = doc.kind(from) == Some(TokenKind::OpenQuote);
    for i in from + 1..=to.min(last) {
        match doc.kind(i) {
            Some(TokenKind::OpenQuote) => quoted = true,
            Some(TokenKind::CloseQuote) => quoted = false,
            // Inside a quotation the words are the speaker's own.
            _ if !quoted && (second_cue(doc, v, i) || breaks(doc, i)) => return end,
            _ => {}
        }
        end = i;
    }
    end = end.max(to.min(last));
    let mut i = to + 1;
    while i <= last {
        match doc.kind(i) {
            Some(TokenKind::OpenQuote) => quoted = true,
            Some(TokenKind::CloseQuote) => quoted = false,
            _ => {}
        }
        if quoted {
            end = i;
            i += 1;
            continue;
        }
        if breaks(doc, i) {
            break;
        }
        let w = doc.words[i];
        let beside = !(from..=to).contains(&w.head) && w.head <= v;
        // A new clause beside the cue's own, with a subject of its own, ends the content.
        let own_subject = doc.children(i).any(|c| doc.relation(c).is_subject());
        if beside
            && matches!(w.relation, R::Conj | R::Parataxis | R::Root)
            && w.left > to
            && own_subject
        {
            break;
        }
        if doc.lower(i) == ";" || second_cue(doc, v, i) {
            break;
        }
        if !loose && matches!(doc.lower(i), "," | "—" | "–" | "--" | "―" | "(") {
            break;
        }
        // ", but the army denied it": a conjunct of the cue with a subject of its own.
        if matches!(w.relation, R::Cc) && w.head > i && w.head <= last {
            let conj = doc.words[w.head];
            if conj.relation == R::Conj
                && conj.head <= v
                && doc.children(w.head).any(|c| doc.relation(c).is_subject())
            {
                break;
            }
        }
        if matches!(w.relation, R::Mark) && w.head > i && i > 0 && doc.lower(i - 1) == "," {
            let clause = doc.words[w.head];
            if clause.relation == R::Advcl && clause.head <= v {
                break;
            }
        }
        end = i;
        i += 1;
    }
    end
}

/// Without closing marks at the end, but with the quotation mark that closes a quotation opened
/// inside, and the stop before it.
pub(super) fn trim_content(doc: &Doc<'_>, (from, to): Words) -> Words {
    let (mut from, mut to) = (from, to.min(doc.words.len() - 1));
    while from < to
        && doc.is_mark(from)
        && !matches!(doc.kind(from), Some(TokenKind::OpenQuote | TokenKind::OpenBracket))
    {
        from += 1;
    }
    loop {
        if to <= from || !doc.is_mark(to) {
            break;
        }
        let open = |kind| (from..to).filter(|&i| doc.kind(i) == Some(kind)).count();
        match doc.kind(to) {
            Some(TokenKind::CloseQuote)
                if open(TokenKind::OpenQuote) > open(TokenKind::CloseQuote) =>
            {
                break;
            }
            Some(TokenKind::CloseBracket)
                if open(TokenKind::OpenBracket) > open(TokenKind::CloseBracket) =>
            {
                break;
            }
            // The stop of a quotation whose closing mark is missing.
            Some(TokenKind::Stop) if open(TokenKind::OpenQuote) > open(TokenKind::CloseQuote) => {
                break;
            }
            _ => to -= 1,
        }
    }
    // The mark that closes what was opened inside, a stop or comma before it.
    let opened = (from..=to).filter(|&i| doc.kind(i) == Some(TokenKind::OpenQuote)).count();
    let closed = (from..=to).filter(|&i| doc.kind(i) == Some(TokenKind::CloseQuote)).count();
    if opened > closed {
        if doc.kind(to + 1) == Some(TokenKind::CloseQuote) {
            to += 1;
        } else if doc.is_mark(to + 1) && doc.kind(to + 2) == Some(TokenKind::CloseQuote) {
            to += 2;
        }
    }
    (from, to)
}
