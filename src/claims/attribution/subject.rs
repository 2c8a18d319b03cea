//! Who is the subject of a verb: by the tree, and by the order of words where the tree is wrong.

use super::Kind;
use super::bounds::{cue_words, noun_phrase, source_phrase, trim};
use super::doc::Doc;
use super::draft::Words;
use super::lexicon::{Cue, Frames, Lexicon};
use super::order;
use super::passive::is_passive;
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// Who is the subject of a verb, and how that was found.
pub(super) struct Subject {
    /// The head noun.
    pub word: usize,
    /// Its phrase.
    pub words: Words,
    /// For a relative pronoun: the phrase it stands for.
    pub antecedent: Option<Words>,
}

/// A verb with its subject.
pub(super) struct Found {
    pub subject: Option<Subject>,
    /// The verb with its auxiliaries and adverbs.
    pub cue: Words,
    /// Whether the subject and the verb stand between commas: "P, X said".
    pub near: bool,
}

/// The subject of verb `v` in the active, all of it, and the words of the cue.
pub(super) fn of_verb(doc: &Doc<'_>, v: usize, cue: &Cue, passive: bool) -> Found {
    let by_tree = if passive { None } else { subject(doc, v) };
    let cue_range = cue_words(doc, v, by_tree.as_ref().map(|s| s.words.1));
    let found =
        with_phrase(doc, v, cue_range).or_else(|| by_tree.map(|s| whole(doc, s, cue_range)));
    // The tree gives a finite verb no subject: all that stands before it, if that is plain.
    let found = found.or_else(|| {
        let alone = !passive
            && cue.kind == Kind::Speech
            && (matches!(doc.tag(v), Tag::Vbd | Tag::Vbz | Tag::Vbp) || plain_past(doc, v))
            && doc.child(v, &[R::Nsubj, R::NsubjPass, R::Expl]).is_none();
        let words = order::front(doc, cue_range.0).filter(|_| alone)?;
        Some(Subject { word: words.0, words, antecedent: None })
    });
    let near = between_commas(doc, v, cue_range);
    let is_near = near.is_some();
    let found = match near {
        Some(near)
            if !passive
                && cue.frames.has(Frames::QUOTE)
                && found.as_ref().is_none_or(|s| {
                    s.words.1 < near.words.0
                        || (s.words.0 < near.words.0
                            && (clause_within(doc, s.words)
                                || object_of_clause(doc, s.words.0, near.words.0)))
                }) =>
        {
            Some(near)
        }
        _ => match own_clause(doc, cue_range.0).filter(|_| !passive) {
            Some(own) if found.as_ref().is_some_and(|s| s.words.0 < own.words.0) => Some(own),
            _ => found,
        },
    };
    // "police put it at P; *the organisers, called Y,* claimed Q": another clause, another subject
    let found = match after_semicolon(doc, cue_range.0).filter(|_| !passive) {
        Some(own) if found.as_ref().is_none_or(|s| s.words.1 < own.words.0) => Some(own),
        _ => found,
    };
    let subject = found.map(|s| {
        let words = match s.antecedent {
            None if s.words.0 < cue_range.0 => order::with_modifiers(doc, s.words),
            _ => s.words,
        };
        Subject { words: order::without_time(doc, words, s.word), ..s }
    });
    Found { subject, cue: cue_range, near: is_near }
}

/// The subject of a verb, through coordination, control and participles. Steps up at most a few
/// times, so that a deep tree costs nothing.
fn subject(doc: &Doc<'_>, v: usize) -> Option<Subject> {
    let mut at = v;
    for _ in 0..6 {
        if let Some(n) = doc.child(at, &[R::Nsubj, R::NsubjPass]) {
            let expletive = doc.child(at, &[R::Expl]).is_some();
            if expletive {
                return None;
            }
            return Some(of_noun(doc, n, at, v));
        }
        let head = doc.head(at)?;
        match doc.relation(at) {
            R::Conj | R::Parataxis => at = head,
            R::Xcomp => {
                // "urged X to say": the object is the subject.
                if let Some(o) = doc
                    .child(head, &[R::Obj, R::Iobj])
                    .filter(|&o| o < at && doc.tag(at) != Tag::Vbg)
                {
                    return Some(of_noun(doc, o, head, v));
                }
                at = head;
            }
            R::Advcl | R::Dep if matches!(doc.tag(at), Tag::Vbg | Tag::Vbn | Tag::Vb) => {
                // "X said P, adding that Q": X adds, whatever the subject of P.
                at = head;
                while doc.tag(v) == Tag::Vbg
                    && matches!(doc.relation(at), R::Ccomp | R::Conj)
                    && let Some(h) = doc.head(at)
                    && (doc.relation(at) == R::Conj
                        || Lexicon::get()
                            .verb(doc.lower(h))
                            .is_some_and(|(c, _)| c.frames.has(Frames::QUOTE)))
                {
                    at = h;
                }
            }
            R::Acl => {
                if doc.tag(at) == Tag::Vbn && is_passive(doc, at) {
                    return None;
                }
                // "issued a statement saying P": whoever issued it.
                if super::utterance(doc.lower(head))
                    && matches!(doc.relation(head), R::Obj | R::Obl)
                    && doc.children(head).all(|c| {
                        doc.relation(c) != R::NmodPoss
                            && !doc.children(c).any(|k| {
                                matches!(doc.lower(k), "from" | "by") && doc.relation(k) == R::Case
                            })
                    })
                    && let Some(issuer) = doc.head(head).filter(|&h| doc.tag(h).is_verb())
                    && let Some(n) = doc.child(issuer, &[R::Nsubj])
                {
                    return Some(of_noun(doc, n, issuer, v));
                }
                // "a statement saying P", "the man claiming P".
                return (doc.tag(head).is_noun()).then(|| Subject {
                    word: head,
                    words: noun_phrase(doc, head, Some(at)),
                    antecedent: None,
                });
            }
            _ => return None,
        }
    }
    None
}

fn of_noun(doc: &Doc<'_>, n: usize, at: usize, v: usize) -> Subject {
    let words = source_phrase(doc, n, if n < at { at } else { v.max(at) });
    let relative = matches!(doc.tag(n), Tag::Wp | Tag::Wdt) || doc.lower(n) == "who";
    let antecedent = if relative && doc.relation(at) == R::AclRelcl {
        doc.head(at).map(|h| noun_phrase(doc, h, Some(at)))
    } else {
        None
    };
    Subject { word: n, words: if relative { (n, n) } else { words }, antecedent }
}

/// "with X, a fellow at Y, claiming P": the noun phrase after "with" is the speaker.
fn with_phrase(doc: &Doc<'_>, v: usize, cue: Words) -> Option<Subject> {
    if doc.tag(v) != Tag::Vbg {
        return None;
    }
    let floor = doc.sentence_of(v).start.max(cue.0.saturating_sub(30));
    let with = (floor..cue.0)
        .rev()
        .take_while(|&i| !matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
        .find(|&i| doc.lower(i) == "with")?;
    // "in coordination with X, adding" speaks of the clause's own subject.
    if with > doc.sentence_of(v).start && !doc.is_mark(with - 1) {
        return None;
    }
    if with + 1 >= cue.0 || doc.lower(cue.0 - 1) == "and" {
        return None;
    }
    let words = trim(doc, (with + 1, cue.0 - 1));
    let noun = (words.0..=words.1).find(|&i| doc.tag(i).is_noun() || doc.tag(i) == Tag::Prp)?;
    // Right before the participle stands the phrase's end: a noun or the mark after it.
    (doc.tag(words.1).is_noun() || doc.is_mark(words.1) || doc.tag(words.1) == Tag::Prp)
        .then_some(Subject { word: noun, words, antecedent: None })
}

/// The subject, all of it.
fn whole(doc: &Doc<'_>, s: Subject, cue: Words) -> Subject {
    if s.antecedent.is_none()
        && s.word < cue.0
        && let Some(words) = order::whole_subject(doc, s.words, cue.0)
    {
        return Subject { words, ..s };
    }
    across_gap(doc, s, cue)
}

/// The subject with what stands between it and its verb, where that describes it: names, an
/// apposition, "known as X", a relative clause, "for X".
fn across_gap(doc: &Doc<'_>, mut s: Subject, cue: Words) -> Subject {
    let (from, to) = s.words;
    if s.antecedent.is_some() || to + 1 >= cue.0 || s.word > cue.0 || cue.0 - to > 40 {
        return s;
    }
    let gap = to + 1..cue.0;
    let comma = doc.lower(to + 1) == ",";
    let first = if comma { to + 2 } else { to + 1 };
    if first >= cue.0 {
        return s;
    }
    let relative = matches!(doc.lower(first), "who" | "which" | "whose");
    let names = gap.clone().all(|i| doc.tag(i).is_proper());
    // "the armed group calling itself X denied"
    let named = (s.word..first)
        .chain([first])
        .any(|i| doc.lower(i) == "calling" && matches!(doc.lower(i + 1), "itself" | "themselves"));
    let describes = if comma {
        matches!(
            doc.tag(first),
            Tag::Dt | Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps | Tag::Jj | Tag::Vbn
        ) || relative
            || doc.lower(first) == "including"
    } else {
        matches!(doc.lower(first), "of" | "for" | "from" | "at" | "with")
            || doc.tag(first) == Tag::Vbn
            || named
            || names
    };
    let finite =
        gap.clone().any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md));
    let quoted = gap
        .clone()
        .any(|i| matches!(doc.kind(i), Some(TokenKind::OpenQuote | TokenKind::CloseQuote)));
    // An apposition is closed by a comma before the verb.
    let closed = !comma || doc.lower(cue.0 - 1) == ",";
    if describes && closed && !quoted && (!finite || relative) {
        let end = if comma { cue.0 - 1 } else { trim(doc, (from, cue.0 - 1)).1 };
        s.words = (from, end);
    }
    s
}

/// Whether a stretch of words has a finite verb that no relative pronoun takes.
pub(super) fn clause_within(doc: &Doc<'_>, (from, to): Words) -> bool {
    let mut relative = false;
    (from..=to).any(|i| {
        relative |= matches!(doc.lower(i), "who" | "which" | "whose");
        relative &= doc.lower(i) != ",";
        !relative && matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
    })
}

/// Whether a participle at the root of its sentence, without an auxiliary, is a past tense.
fn plain_past(doc: &Doc<'_>, v: usize) -> bool {
    doc.tag(v) == Tag::Vbn
        && doc.relation(v) == R::Root
        && doc.child(v, &[R::Aux, R::AuxPass]).is_none()
        && !order::perfect(doc, v)
}

/// The noun phrase between a semicolon and the verb.
fn after_semicolon(doc: &Doc<'_>, cue: usize) -> Option<Subject> {
    let start = doc.sentence_of(cue).start;
    let mark = (start..cue).rev().take(30).find(|&i| doc.lower(i) == ";")?;
    let words = order::plain_subject(doc, (mark + 1, cue.checked_sub(1).filter(|&c| c > mark)?))?;
    let noun = (words.0..=words.1).find(|&i| doc.tag(i).is_noun() || doc.tag(i) == Tag::Prp)?;
    Some(Subject { word: noun, words, antecedent: None })
}

/// Whether a finite verb, or a participle that follows a noun as one, stands behind the first word of
/// `start..end`.
fn has_predicate(doc: &Doc<'_>, start: usize, end: usize) -> bool {
    (start + 1..end)
        .any(|i| order::finite(doc, i) || (doc.tag(i) == Tag::Vbn && doc.tag(i - 1).is_noun()))
}

/// "P, *and X* said Q": the noun phrase between a conjunction that a comma precedes and the verb,
/// where a clause stands before it.
fn own_clause(doc: &Doc<'_>, cue: usize) -> Option<Subject> {
    let start = doc.sentence_of(cue).start;
    let inside = |i: usize| {
        doc.tag(i).is_noun()
            || doc.tag(i).is_adjective()
            || matches!(doc.tag(i), Tag::Dt | Tag::PrpS | Tag::Pos | Tag::Cd | Tag::Prp)
            || matches!(doc.lower(i), "of" | "for")
    };
    let first = (start + 1..cue).rev().take(9).take_while(|&i| inside(i)).last()?;
    let joins = matches!(doc.lower(first - 1), "and" | "but" | "while" | "whereas");
    if !joins || first < start + 4 || doc.lower(first - 2) != "," {
        return None;
    }
    let clause = has_predicate(doc, start, first - 2);
    let head = (first..cue).find(|&i| doc.tag(i) == Tag::In).unwrap_or(cue);
    let noun = (first..head).rev().find(|&i| doc.tag(i).is_noun() || doc.tag(i) == Tag::Prp)?;
    clause.then_some(Subject { word: noun, words: (first, cue - 1), antecedent: None })
}

/// Whether the noun phrase that begins at `from` stands behind a verb of the clause before `near`:
/// "… recovered *31 bodies by nightfall*, X said" has its subject behind the comma.
fn object_of_clause(doc: &Doc<'_>, from: usize, near: usize) -> bool {
    let start = doc.sentence_of(from).start;
    from > start
        && !order::subordinates(doc, start)
        && !doc.is_mark(from - 1)
        && has_predicate(doc, start, from)
        && (from..near).any(|i| doc.lower(i) == ",")
}

/// "P, X said", "which, X said, is P": the short noun phrase between a comma and the verb, the verb
/// before a comma, the end, or an adverbial that ends the sentence.
pub(super) fn between_commas(doc: &Doc<'_>, v: usize, cue: Words) -> Option<Subject> {
    let sentence = doc.sentence_of(v);
    let entry = Lexicon::get().verb(doc.lower(v)).map(|(c, _)| c);
    let mut after = cue.1 + 1;
    if entry.is_some_and(|c| c.frames.has(Frames::ADDRESSEE)) {
        while after < sentence.end
            && after < cue.1 + 6
            && (doc.tag(after).is_noun()
                || matches!(doc.tag(after), Tag::Dt | Tag::Prp | Tag::PrpS | Tag::Jj))
        {
            after += 1;
        }
    }
    let closes = after >= sentence.end || matches!(doc.lower(after), "," | "." | "”" | "\"");
    let governs = entry.is_some_and(|c| c.prepositions.contains(&doc.lower(after)));
    if !closes && (governs || !order::adverbial_to_end(doc, after)) {
        return None;
    }
    let comma = opening_mark(doc, sentence.start, cue.0)?;
    let last = cue.0.checked_sub(1).filter(|&n| n > comma)?;
    let bracket = doc.kind(last) == Some(TokenKind::CloseBracket);
    if !(bracket || doc.tag(last).is_noun() || doc.tag(last) == Tag::Prp) {
        return None;
    }
    let mut depth = 0;
    let plain = (comma + 1..cue.0).all(|i| {
        match doc.kind(i) {
            Some(TokenKind::OpenBracket) => depth += 1,
            Some(TokenKind::CloseBracket) => depth -= 1,
            _ => {}
        }
        depth > 0
            || ((!doc.tag(i).is_verb() || doc.relation(i) == R::Amod)
                && doc.tag(i) != Tag::Wdt
                && (doc.tag(i) != Tag::In
                    || matches!(doc.lower(i), "of" | "for")
                    // "the ministry in Y said"
                    || (matches!(doc.lower(i), "in" | "at" | "from" | "near")
                        && doc.tag(i - 1).is_noun()
                        && doc.tag(comma + 1) != Tag::In)))
    });
    let head = (comma + 1..cue.0).find(|&i| doc.tag(i) == Tag::In).unwrap_or(cue.0);
    let noun = (comma + 1..head).rev().find(|&i| doc.tag(i).is_noun() || doc.tag(i) == Tag::Prp)?;
    (plain && matches!(doc.lower(comma), "," | "”" | "\"" | "—" | "–" | "--")).then(|| Subject {
        word: noun,
        words: (comma + 1, last),
        antecedent: None,
    })
}

/// The mark that opens the phrase before `end`, brackets passed over.
fn opening_mark(doc: &Doc<'_>, start: usize, end: usize) -> Option<usize> {
    let mut depth = 0usize;
    let mut outside = 0;
    for i in (start..end).rev().take(16) {
        match doc.kind(i) {
            Some(TokenKind::CloseBracket) => depth += 1,
            Some(TokenKind::OpenBracket) => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ if doc.is_mark(i) => return Some(i),
            _ => outside += 1,
        }
        if outside > 7 {
            return None;
        }
    }
    None
}
