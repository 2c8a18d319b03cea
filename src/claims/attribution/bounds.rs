//! Where sources and contents begin and end.

use super::doc::Doc;
use super::draft::Words;
use super::lexicon::{Form, Frames, Lexicon, Role};
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
/// the verb.
pub(super) fn source_phrase(doc: &Doc<'_>, n: usize, v: usize) -> Words {
    let (from, mut to) = noun_phrase(doc, n, Some(v));
    if n < v {
        to = to.min(v - 1);
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
            c.frames.has(Frames::QUOTE.or(Frames::CLAUSE)) && c.kind == super::Kind::Speech
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
    let last = embedded_end(doc, v, from).map_or(last, |e| e.min(last));
    let mut end = from;
    let mut quoted = doc.kind(from) == Some(TokenKind::OpenQuote);
    for i in from + 1..=to.min(last) {
        match doc.kind(i) {
            Some(TokenKind::OpenQuote) => quoted = true,
            Some(TokenKind::CloseQuote) => quoted = false,
            // Inside a quotation the words are the speaker's own.
            _ if !quoted
                && (doc.lower(i) == ";"
                    || second_cue(doc, v, i)
                    || breaks(doc, i)
                    || leaves(doc, v, from, i, loose)) =>
            {
                return end;
            }
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
        if breaks(doc, i) || leaves(doc, v, from, i, loose) {
            break;
        }
        // "that P, and that Q": both are said.
        let joined = if doc.lower(i) == "," { i + 1 } else { i };
        if matches!(doc.lower(joined), "and" | "or" | "but")
            && doc.lower(joined + 1) == "that"
            && doc.lower(from) == "that"
            && joined < last
        {
            i = joined + 1;
            end = doc.words[doc.words[i].head].right.clamp(i, last);
            i = end + 1;
            continue;
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

/// The last word that a verb in a subordinate clause can govern: "which claims P, *has denied* Q",
/// "as the army claimed P, the rebels left".
fn embedded_end(doc: &Doc<'_>, v: usize, from: usize) -> Option<usize> {
    let end = doc.sentence_of(v).end;
    match doc.relation(v) {
        R::Advcl if doc.head(v).is_some_and(|h| h > v) => Some(doc.words[v].right.max(from)),
        R::AclRelcl => {
            let opens = (doc.sentence_of(v).start..v).rev().take(12).find(|&i| doc.is_mark(i))?;
            let subject = doc.tag(opens + 1);
            if !matches!(subject, Tag::Wp | Tag::Wdt) {
                return None;
            }
            (from + 1..end.saturating_sub(1)).find(|&i| {
                let verb = (i + 1..end).find(|&k| !doc.tag(k).is_adverb());
                matches!(doc.lower(i), "," | "—" | "–" | "--")
                    && verb.is_some_and(|k| super::order::finite(doc, k))
            })
        }
        _ => None,
    }
    .map(|e| if doc.is_mark(e) { e - 1 } else { e })
}

/// Whether the writer goes on in another clause at word `i`, outside quotation marks: ", but Q", ", who
/// was there"; after a phrase also ", which", ", a town of ten thousand" and "and left".
fn leaves(doc: &Doc<'_>, v: usize, from: usize, i: usize, loose: bool) -> bool {
    let end = doc.sentence_of(v).end;
    let finite = |k: usize| super::order::finite(doc, k);
    if doc.lower(i) == "," && i + 2 < end {
        let next = i + 1;
        return match doc.lower(next) {
            "but" | "yet" => doc.lower(next + 1) != "that",
            "though" | "although" | "whereas" | "who" => true,
            // ", a claim that the army denies": the writer's word for what was said.
            "a" | "an" | "the" if doc.lower(next + 2) == "that" => {
                !loose || Lexicon::get().noun(doc.lower(next + 1)).is_some()
            }
            "which" | "where" | "when" | "whose" | "known" | "the" | "a" | "an" => !loose,
            // "that P, and X did Q": a clause of its own, if "that" does not take it up.
            "and" if !loose || doc.lower(from) == "that" => {
                let verb = (next + 1..end).take(8).find(|&k| finite(k) || doc.is_mark(k));
                let subject = doc.tag(next + 1);
                (subject.is_noun() || matches!(subject, Tag::Dt | Tag::Prp | Tag::PrpS | Tag::Jj))
                    && doc.lower(next + 1) != "that"
                    && verb.is_some_and(|k| finite(k) && k > next + 1)
            }
            _ => {
                // ", X said that Q": another attribution.
                let verb = (next + 1..end).take(6).find(|&k| finite(k) || doc.is_mark(k));
                let phrase = doc.tag(next).is_proper() || doc.tag(next) == Tag::Prp;
                phrase
                    && verb.is_some_and(|k| {
                        k + 1 < end
                            && !doc.is_mark(k)
                            && !doc.is_mark(k + 1)
                            && Lexicon::get().verb(doc.lower(k)).is_some_and(|(c, _)| {
                                c.kind == super::Kind::Speech && c.frames.has(Frames::QUOTE)
                            })
                    })
            }
        };
    }
    // "condemned P and called for Q".
    if !loose && matches!(doc.lower(i), "and" | "but") {
        let verb = (i + 1..end).take(3).find(|&k| !doc.tag(k).is_adverb());
        return verb.is_some_and(|k| finite(k) && doc.tag(k) == doc.tag(v))
            && !(from..i).any(|k| finite(k) || matches!(doc.tag(k), Tag::Wdt | Tag::Wp));
    }
    false
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

/// The cue: the verb with its auxiliaries, adverbs and particle, and the verbs that only carry it
/// ("continued to call").
pub(super) fn cue_words(doc: &Doc<'_>, v: usize, subject: Option<usize>) -> Words {
    let mut from = v;
    let floor = subject.filter(|&s| s < v).map_or(doc.sentence_of(v).start, |s| s + 1);
    let mut head = v;
    for _ in 0..40 {
        if from == floor {
            break;
        }
        let i = from - 1;
        let w = doc.words[i];
        let ours = w.head == head || w.head == v;
        let part = ours
            && (matches!(w.relation, R::Aux | R::AuxPass | R::Cop)
                || (w.relation == R::Advmod
                    && w.left == i
                    && w.right == i
                    && doc.tag(i).is_adverb())
                || (w.relation == R::Mark && doc.lower(i) == "to"));
        if part {
            from = i;
            continue;
        }
        // "continued to call": the governor, if it attributes nothing itself.
        if doc.relation(head) == R::Xcomp
            && doc.words[head].head == i
            && doc.tag(i).is_verb()
            && Lexicon::get()
                .verb(doc.lower(i))
                .is_none_or(|(c, _)| !c.frames.has(Frames::INFINITIVE))
        {
            head = i;
            from = i;
            continue;
        }
        break;
    }
    // "to" alone at the front is the infinitive's.
    if from < v && doc.lower(from) == "to" {
        from += 1;
    }
    let mut to = v;
    while to + 1 < doc.sentence_of(v).end
        && doc.words[to + 1].relation == R::CompoundPrt
        && doc.words[to + 1].head == v
    {
        to += 1;
    }
    (from, to)
}

/// Past the mark between cue and content.
pub(super) fn skip_to_content(doc: &Doc<'_>, v: usize, mut from: usize) -> usize {
    // "that" belongs to the content wherever the parser put it.
    if from > v + 1 && doc.lower(from - 1) == "that" && doc.tag(from - 1) == Tag::In {
        from -= 1;
    }
    while doc.is_mark(from)
        && !matches!(doc.kind(from), Some(TokenKind::OpenQuote | TokenKind::OpenBracket))
    {
        from += 1;
    }
    from
}
