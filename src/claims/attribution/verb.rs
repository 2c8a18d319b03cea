//! Verbs: "X said that P", "P, X said", "X was accused of P", "X declined to comment".

use super::Kind;
use super::bounds::{breaks, extend_right, noun_phrase, source_phrase, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Cue, Frames, Lexicon};
use super::order;
use super::quote::Quotation;
use crate::claims::Stance;
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// All attributions whose cue is a verb.
pub(super) fn verbs(doc: &Doc<'_>, quotes: &[Quotation], out: &mut Vec<Draft>) {
    let lexicon = Lexicon::get();
    for v in 0..doc.words.len() {
        if doc.words[v].kind != TokenKind::Word || !doc.tag(v).is_verb() {
            continue;
        }
        let Some((cue, _)) = lexicon.verb(doc.lower(v)) else { continue };
        if matches!(doc.relation(v), R::Amod | R::Compound | R::Case | R::Fixed) {
            out.extend(order::predicate(doc, v, cue));
            continue;
        }
        if let Some(draft) = verb(doc, quotes, v, cue) {
            out.push(draft);
        }
    }
}

/// Who is the subject of a verb, and how that was found.
struct Subject {
    /// The head noun.
    word: usize,
    /// Its phrase.
    words: Words,
    /// For a relative pronoun: the phrase it stands for.
    antecedent: Option<Words>,
}

/// Whether a verb is in the passive.
fn is_passive(doc: &Doc<'_>, v: usize) -> bool {
    doc.tag(v) == Tag::Vbn
        && !order::perfect(doc, v)
        && (doc.child(v, &[R::AuxPass, R::NsubjPass, R::CsubjPass, R::OblAgent]).is_some()
            || (matches!(doc.relation(v), R::Acl | R::Advcl)
                && doc.child(v, &[R::Aux, R::Nsubj]).is_none()
                // The only verb of a sentence is its predicate, whatever the tagger made of it.
                && doc.sentence_of(v).any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))))
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

/// The cue: the verb with its auxiliaries, adverbs and particle, and the verbs that only carry it
/// ("continued to call").
fn cue_words(doc: &Doc<'_>, v: usize, subject: Option<usize>) -> Words {
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

/// Whether a stretch of words has a finite verb that no relative pronoun takes.
fn clause_within(doc: &Doc<'_>, (from, to): Words) -> bool {
    let mut relative = false;
    (from..=to).any(|i| {
        relative |= matches!(doc.lower(i), "who" | "which" | "whose");
        relative &= doc.lower(i) != ",";
        !relative && matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md)
    })
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
    let describes = if comma {
        matches!(
            doc.tag(first),
            Tag::Dt | Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps | Tag::Jj | Tag::Vbn
        ) || relative
            || doc.lower(first) == "including"
    } else {
        matches!(doc.lower(first), "of" | "for" | "from" | "at" | "with")
            || doc.tag(first) == Tag::Vbn
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

/// "which, X said, is P": the short noun phrase between a comma and the verb, the verb before a
/// comma or the end.
fn between_commas(doc: &Doc<'_>, v: usize, cue: Words) -> Option<Subject> {
    let sentence = doc.sentence_of(v);
    let mut after = cue.1 + 1;
    if Lexicon::get().verb(doc.lower(v)).is_some_and(|(c, _)| c.frames.has(Frames::ADDRESSEE)) {
        while after < sentence.end
            && after < cue.1 + 6
            && (doc.tag(after).is_noun()
                || matches!(doc.tag(after), Tag::Dt | Tag::Prp | Tag::PrpS | Tag::Jj))
        {
            after += 1;
        }
    }
    if after < sentence.end && !matches!(doc.lower(after), "," | "." | "”" | "\"") {
        return None;
    }
    let floor = sentence.start.max(cue.0.saturating_sub(7));
    let comma = (floor..cue.0).rev().find(|&i| doc.is_mark(i))?;
    let noun = cue
        .0
        .checked_sub(1)
        .filter(|&n| n > comma && (doc.tag(n).is_noun() || doc.tag(n) == Tag::Prp))?;
    let plain = (comma + 1..cue.0).all(|i| {
        (!doc.tag(i).is_verb() || doc.relation(i) == R::Amod)
            && doc.tag(i) != Tag::Wdt
            && doc.tag(i) != Tag::In
    });
    (plain && matches!(doc.lower(comma), "," | "”" | "\"" | "—" | "–" | "--")).then(|| Subject {
        word: noun,
        words: (comma + 1, noun),
        antecedent: None,
    })
}

/// Whether the verb is negated, through its auxiliaries or the verbs that carry it.
fn negated(doc: &Doc<'_>, v: usize) -> bool {
    let no = |i: usize| matches!(doc.lower(i), "not" | "n't" | "n’t" | "never" | "no" | "nor" | "neither" | "hardly" | "yet" if doc.lower(i) != "yet");
    let own = doc
        .children(v)
        .any(|c| matches!(doc.relation(c), R::Advmod | R::Aux | R::Cc | R::CcPreconj) && no(c));
    let subject = doc.child(v, &[R::Nsubj]).is_some_and(|s| {
        doc.children(s).any(|c| {
            matches!(doc.relation(c), R::Det | R::Cc | R::CcPreconj)
                && matches!(doc.lower(c), "no" | "neither")
        }) || matches!(doc.lower(s), "nobody" | "none" | "neither")
    });
    let before = v > 0 && no(v - 1);
    own || subject || before
}

fn verb(doc: &Doc<'_>, quotes: &[Quotation], v: usize, cue: &Cue) -> Option<Draft> {
    let sentence = doc.sentence_of(v);
    let last = sentence.end - 1;
    // "P, farmers said." is taken for "farmers (who were) said" now and then.
    let parenthesis = cue.frames.has(Frames::QUOTE)
        && doc.child(v, &[R::AuxPass]).is_none()
        && between_commas(doc, v, (v, v)).is_some();
    let passive = is_passive(doc, v) && !parenthesis;
    let subject = if passive { None } else { subject(doc, v) };
    let cue_range = cue_words(doc, v, subject.as_ref().map(|s| s.words.1));
    let subject =
        with_phrase(doc, v, cue_range).or_else(|| subject.map(|s| whole(doc, s, cue_range)));
    // The tree gives a finite verb no subject: all that stands before it, if that is plain.
    let subject = subject.or_else(|| {
        let alone = !passive
            && cue.kind == Kind::Speech
            && matches!(doc.tag(v), Tag::Vbd | Tag::Vbz | Tag::Vbp)
            && doc.child(v, &[R::Nsubj, R::NsubjPass, R::Expl]).is_none();
        let words = order::front(doc, cue_range.0).filter(|_| alone)?;
        Some(Subject { word: words.0, words, antecedent: None })
    });
    let mut draft = Draft::new(cue.kind, v, cue_range, cue.stance);
    let frames = cue.frames;
    let near = between_commas(doc, v, cue_range);
    let is_near = near.is_some();
    let subject = match near {
        Some(near)
            if !passive
                && frames.has(Frames::QUOTE)
                && subject.as_ref().is_none_or(|s| {
                    s.words.1 < near.words.0
                        || (s.words.0 < near.words.0 && clause_within(doc, s.words))
                }) =>
        {
            Some(near)
        }
        _ => subject,
    };
    // "the army denies" read as a compound noun: what stands before the verb in it is the speaker.
    if subject.is_none() && !passive {
        let inside = |c: &usize| {
            *c < v
                && matches!(
                    doc.relation(*c),
                    R::Compound | R::Det | R::Amod | R::NmodPoss | R::NmodDesc
                )
        };
        if let Some(first) = doc.children(v).find(inside)
            && doc.children(v).any(|c| c + 1 == v && doc.relation(c) == R::Compound)
        {
            draft.source = Some(trim(doc, (doc.words[first].left, v - 1)));
            draft.cue = Some((v, v));
        }
    }
    if let Some(s) = &subject {
        draft.source = Some(s.words);
        draft.antecedent = s.antecedent;
    }
    if passive {
        return passive_verb(doc, v, cue, draft);
    }
    let no = negated(doc, v);
    if no {
        draft.stance = match (cue.kind, cue.stance) {
            // "did not deny": no answer; "did not say", "did not confirm": no answer either.
            (Kind::Speech, _) => Stance::Declines,
            // "does not think that P" is meant as "thinks that not P".
            (Kind::Mental, Stance::Denies) => Stance::Asserts,
            (Kind::Mental, _) => Stance::Denies,
        };
    }
    // "P, X said", "P", said X: a parenthesis with nothing of its own to the right.
    if frames.has(Frames::QUOTE)
        && let Some(content) = floating(doc, quotes, v, &subject, cue_range, is_near)
    {
        if draft.source.is_none() {
            draft.source = inverted(doc, v);
        }
        draft.content = content;
        draft.clausal = true;
        draft.floating = true;
        addressee(doc, v, cue, &mut draft);
        return Some(draft);
    }
    addressee(doc, v, cue, &mut draft);
    // A clause: "said that P", "said P", "asked whether P".
    let clause = doc
        .children(v)
        .find(|&c| {
            c > v && doc.relation(c) == R::Ccomp && frames.has(Frames::CLAUSE.or(Frames::QUOTE))
        })
        .or_else(|| {
            // The parser's "advcl" after a verb that wants a clause, with "that" before it.
            doc.children(v).find(|&c| {
                c > v
                    && frames.has(Frames::CLAUSE)
                    && matches!(doc.relation(c), R::Advcl | R::Acl | R::Parataxis | R::Dep)
                    && doc.lower(doc.words[c].left) == "that"
            })
        });
    if let Some(c) = clause {
        let from = doc.words[c].left.max(v + 1);
        let from = skip_to_content(doc, v, from);
        // "told the X news agency that P": the addressee is no part of P.
        let that = (from..(from + 12).min(last))
            .take_while(|&i| !doc.tag(i).is_verb() && doc.tag(i) != Tag::Md)
            .find(|&i| doc.lower(i) == "that" && doc.tag(i) == Tag::In);
        let from = match that.filter(|&t| t > from && frames.has(Frames::ADDRESSEE)) {
            Some(t) => {
                draft.addressee = Some(trim(doc, (v + 1, t - 1)));
                t
            }
            None => from,
        };
        let to = extend_right(doc, v, from, doc.words[c].right.min(last), true);
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = true;
        colon(doc, &mut draft, from);
        return Some(draft);
    }
    // The tree has no clause, but one follows: "say some judges are …" taken for a parenthesis.
    if let Some((from, to)) = clause_by_order(doc, v, cue, &draft, last) {
        let to = extend_right(doc, v, from, to, true);
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = true;
        return Some(draft);
    }
    // A quotation right after: 'said: "P"', 'called it "P"'.
    let next = draft.cue.map_or(v, |c| c.1) + 1;
    let after_mark = if matches!(doc.lower(next), ":" | ",") { next + 1 } else { next };
    let opens = |i: usize| i <= last && doc.kind(i) == Some(TokenKind::OpenQuote);
    let quote_at = [next, after_mark].into_iter().find(|&i| opens(i));
    if let Some(q) = quote_at.filter(|_| frames.has(Frames::QUOTE.or(Frames::NOUN)))
        && let Some(quote) = quotes.iter().find(|x| x.open == q)
    {
        let to = extend_right(doc, v, q, quote.close.min(last), true).max(quote.close);
        draft.content.push((q, if to > last { quote.close } else { to }));
        let (a, b) = draft.content[0];
        draft.content[0] = trim_content(doc, (a, b));
        draft.clausal = quote.len() > 3 && frames.has(Frames::CLAUSE.or(Frames::QUOTE));
        colon(doc, &mut draft, q);
        return Some(draft);
    }
    if doc.lower(next) == ":" && next < last && frames.has(Frames::QUOTE) {
        draft.cue = draft.cue.map(|c| (c.0, next));
        draft.content.push(trim_content(doc, (next + 1, last)));
        draft.clausal = true;
        return Some(draft);
    }
    // An infinitive: "vowed to P", "declined to P", "urged X to P".
    if frames.has(Frames::INFINITIVE.or(Frames::OBJECT).or(Frames::ADDRESSEE))
        && let Some(x) = doc.children(v).find(|&c| {
            c > v
                && matches!(doc.relation(c), R::Xcomp | R::Ccomp | R::Advcl)
                && doc.lower(doc.words[c].left.max(v + 1)) == "to"
                || (c > v
                    && matches!(doc.relation(c), R::Xcomp | R::Ccomp)
                    && doc.children(c).any(|m| doc.lower(m) == "to" && doc.relation(m) == R::Mark))
        })
    {
        let object = doc
            .children(v)
            .find(|&c| c > v && c < x && matches!(doc.relation(c), R::Obj | R::Iobj));
        let mark = doc
            .children(x)
            .find(|&m| doc.lower(m) == "to" && doc.relation(m) == R::Mark)
            .unwrap_or(doc.words[x].left);
        let mut from = mark.max(v + 1);
        if let Some(o) = object
            && frames.has(Frames::OBJECT)
        {
            from = doc.words[o].left.max(v + 1);
        } else if object.is_some() && !frames.has(Frames::ADDRESSEE) {
            return None;
        }
        // A speech verb that is declined: "declined to comment", "refused to say".
        let to = extend_right(doc, v, from, doc.words[x].right.min(last), false);
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = false;
        return Some(draft);
    }
    // "called for P", "pointed to P", "agreed with P".
    if !cue.prepositions.is_empty()
        && let Some(draft) = prepositional(doc, v, cue, &draft, last)
    {
        return Some(draft);
    }
    let object =
        doc.children(v).find(|&c| c > v && matches!(doc.relation(c), R::Obj | R::Xcomp | R::Ccomp));
    // "rejected claims that P", "repeated its allegation that P": the clause is what is meant.
    if let Some(o) = object.filter(|&o| Lexicon::get().noun(doc.lower(o)).is_some())
        && frames.has(Frames::NOUN.or(Frames::CLAUSE))
        && let Some((from, to)) = super::noun::noun_clause(doc, o)
    {
        let to = extend_right(doc, v, from, to, true);
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = true;
        return Some(draft);
    }
    if let Some(o) = object.filter(|_| {
        frames.has(Frames::NOUN.or(Frames::PREDICATE).or(Frames::GERUND).or(Frames::OBJECT))
    }) && (subject.is_some() || doc.tag(v) == Tag::Vbg)
    {
        let gerund = doc.tag(o) == Tag::Vbg && doc.relation(o) != R::Obj;
        if gerund && !frames.has(Frames::GERUND.or(Frames::NOUN)) {
            return None;
        }
        let from = doc.words[o].left.max(v + 1);
        let mut to = doc.words[o].right.min(last);
        if frames.has(Frames::PREDICATE.or(Frames::OBJECT)) {
            // "called X a Y", "described X as Y", "accused X of Y": all that follows.
            for c in doc.children(v) {
                if c > o
                    && matches!(doc.relation(c), R::Xcomp | R::Obl | R::Advcl | R::Obj | R::Ccomp)
                {
                    to = to.max(doc.words[c].right.min(last));
                }
            }
        } else if frames.has(Frames::PREDICATE) || !frames.has(Frames::NOUN.or(Frames::GERUND)) {
            return None;
        } else if let Some(c) = doc.child(v, &[R::Conj]).filter(|&c| {
            // "confirmed losses and the death of X": the second noun hung on the verb.
            c > to
                && doc.tag(c).is_noun()
                && doc.words[c].left <= to + 2
                && doc.child(c, &[R::Cc]).is_some()
        }) {
            to = doc.words[c].right.min(last);
        }
        if cue.lemma == "see" && !frames.has(Frames::NOUN) && to <= doc.words[o].right {
            return None;
        }
        // "accused X of Y": what follows the preposition is asserted.
        let of = frames
            .has(Frames::OBJECT.or(Frames::PREDICATE))
            .then(|| {
                (to + 1..(to + 3).min(last)).find(|&i| {
                    cue.prepositions.contains(&doc.lower(i))
                        || (frames.has(Frames::PREDICATE) && doc.lower(i) == "as")
                })
            })
            .flatten();
        let accusation = frames.has(Frames::OBJECT) && cue.prepositions.contains(&"of");
        let of = of.or_else(|| order::accusation(doc, to, last).filter(|_| accusation));
        let to = match of {
            Some(p) => extend_right(
                doc,
                v,
                from,
                doc.words[p]
                    .head
                    .clamp(p, last)
                    .max(doc.words[doc.words[p].head.clamp(p, last)].right.min(last)),
                false,
            ),
            None => extend_right(doc, v, from, to, true).min(to),
        };
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = accusation && (of.is_some() || (from..=to).any(|i| doc.lower(i) == "of"));
        return Some(draft);
    }
    // "a claim that X denies", "which X confirmed": the phrase that the clause belongs to.
    if doc.relation(v) == R::AclRelcl
        && matches!(draft.stance, Stance::Denies | Stance::Confirms)
        && cue.kind == Kind::Speech
        && let Some(source) = draft.source
        && let Some(h) = doc.head(v).filter(|&h| h < source.0)
    {
        let (from, to) = noun_phrase(doc, h, Some(v));
        draft.content.push(trim_content(doc, (from, to.min(source.0 - 1).max(from))));
        // The relative pronoun between is no part of it.
        if let Some(c) = draft.content.last_mut() {
            while c.1 > c.0 && matches!(doc.lower(c.1), "that" | "which") {
                c.1 -= 1;
            }
        }
        return Some(draft);
    }
    // "X asked.", "said so": nothing to attribute; a declining answer stands by itself.
    if draft.stance == Stance::Declines && draft.source.is_some() && cue.kind == Kind::Speech {
        draft.content.clear();
        return Some(draft);
    }
    None
}

/// The clause that follows a verb of saying in the order of words, where the tree shows none: from
/// "that", or from a noun phrase or pronoun with a finite verb after it.
fn clause_by_order(
    doc: &Doc<'_>,
    v: usize,
    cue: &Cue,
    draft: &Draft,
    last: usize,
) -> Option<Words> {
    let core = cue.frames.has(Frames::CLAUSE)
        && (cue.frames.has(Frames::QUOTE) || cue.kind == Kind::Mental);
    if !core
        || draft.source.is_none()
        || !matches!(doc.tag(v), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Vbg | Tag::Vb | Tag::Vbn)
    {
        return None;
    }
    let next = draft.cue.map_or(v, |c| c.1) + 1;
    let finite = |a: usize| {
        (a + 1..=last.min(a + 25))
            .any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))
            || order::participle_with_object(doc, a, last)
    };
    // "said on Monday that P", "told the court that P": "that" within reach, nothing between but
    // a phrase without a verb.
    let that = (next..(next + 12).min(last))
        .take_while(|&i| !doc.tag(i).is_verb())
        .find(|&i| doc.lower(i) == "that");
    let that = that.filter(|&t| {
        // After a noun "that" is a relative pronoun, unless the noun is whom one tells or a time.
        t == next
            || (doc.tag(t) == Tag::In
                && (cue.frames.has(Frames::ADDRESSEE)
                    || doc.tag(next) == Tag::In
                    || !doc.tag(t - 1).is_noun()
                    || doc.tag(t - 1).is_proper()))
            // "said at the time that more rain": a pronoun would have the verb right after it.
            || (doc.tag(t) == Tag::Wdt
                && doc.tag(next) == Tag::In
                && !doc.tag(t + 1).is_verb()
                && doc.tag(t + 1) != Tag::Md
                && !doc.tag(t + 1).is_adverb())
    });
    if let Some(t) = that.filter(|&t| finite(t)) {
        return Some((t, last));
    }
    if next >= last || cue.kind == Kind::Mental || cue.frames.has(Frames::NOUN) || doc.is_mark(next)
    {
        return None;
    }
    let begins = doc.tag(next).is_noun()
        || matches!(
            doc.tag(next),
            Tag::Dt
                | Tag::Prp
                | Tag::PrpS
                | Tag::Ex
                | Tag::Cd
                | Tag::Jj
                | Tag::Wp
                | Tag::Wrb
                | Tag::Jjs
                | Tag::Jjr
        )
        || matches!(doc.lower(next), "whether" | "if");
    (begins && finite(next)).then_some((next, last))
}

/// Past the mark between cue and content.
fn skip_to_content(doc: &Doc<'_>, v: usize, mut from: usize) -> usize {
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

/// A colon between cue and content belongs to the cue.
fn colon(doc: &Doc<'_>, draft: &mut Draft, from: usize) {
    if let Some((a, b)) = draft.cue
        && b + 1 < from
        && b + 1 < doc.words.len()
        && doc.lower(b + 1) == ":"
    {
        draft.cue = Some((a, b + 1));
    }
}

/// To whom it was said: the object of "told", the phrase after "to" of "said to".
fn addressee(doc: &Doc<'_>, v: usize, cue: &Cue, draft: &mut Draft) {
    let object = if cue.frames.has(Frames::ADDRESSEE) {
        doc.children(v).find(|&c| {
            c > v && matches!(doc.relation(c), R::Obj | R::Iobj) && doc.tag(c) != Tag::Vb
        })
    } else {
        doc.children(v).find(|&c| {
            c > v
                && doc.relation(c) == R::Obl
                && doc.children(c).any(|k| doc.relation(k) == R::Case && doc.lower(k) == "to")
        })
    };
    if let Some(o) = object {
        let (from, to) = noun_phrase(doc, o, None);
        let from = from.max(v + 1);
        // The addressee ends where the content begins.
        let to = (from..=to)
            .find(|&i| doc.lower(i) == "that")
            .map_or(to, |i| i.saturating_sub(1).max(from));
        if from <= to {
            draft.addressee = Some(trim(doc, (from, to)));
        }
    }
}

/// "P", said X: the subject after the verb.
fn inverted(doc: &Doc<'_>, v: usize) -> Option<Words> {
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

/// The content of a floating cue: what stands before it, and what goes on after it.
fn floating(
    doc: &Doc<'_>,
    quotes: &[Quotation],
    v: usize,
    subject: &Option<Subject>,
    cue: Words,
    near: bool,
) -> Option<Vec<Words>> {
    if !matches!(doc.tag(v), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Vbn | Tag::Vbg)
        || doc.relation(v) == R::AclRelcl
    {
        return None;
    }
    let sentence = doc.sentence_of(v);
    let last = sentence.end - 1;
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
        if doc.lower(next) != "," || c.is_none() {
            return None;
        }
    }
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
            let by_order = near
                && clause_within(doc, (start, before))
                && !matches!(doc.tag(start), Tag::In | Tag::Wrb | Tag::Vbg);
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
    let mut content =
        if clause_after { Vec::new() } else { vec![trim_content(doc, (start, before))] };
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

/// "called for P", "agreed with P", "spoke of P".
fn prepositional(doc: &Doc<'_>, v: usize, cue: &Cue, draft: &Draft, last: usize) -> Option<Draft> {
    let after = draft.cue?.1 + 1;
    if after < last && cue.prepositions.contains(&doc.lower(after)) && draft.source.is_some() {
        let mut found = draft.clone();
        found.cue = draft.cue.map(|(a, _)| (a, after));
        let from = after + 1;
        // The phrase that the preposition introduces, wherever the tree hangs it.
        let head = doc.words[after].head;
        let to = if head > after && head <= last { doc.words[head].right.min(last) } else { from };
        let to = extend_right(doc, v, from, to.max(from), false);
        found.content = vec![trim_content(doc, (from, to))];
        found.clausal = false;
        found.addressee = None;
        return Some(found);
    }
    for c in doc.children(v) {
        if c <= v
            || !matches!(
                doc.relation(c),
                R::Obl | R::Advcl | R::Xcomp | R::Nmod | R::Ccomp | R::Obj
            )
        {
            continue;
        }
        let case = doc.children(c).find(|&k| {
            matches!(doc.relation(k), R::Case | R::Mark) && cue.prepositions.contains(&doc.lower(k))
        });
        let case = case.or_else(|| {
            let l = doc.words[c].left;
            (l > v && cue.prepositions.contains(&doc.lower(l))).then_some(l)
        });
        let Some(p) = case.filter(|&p| p > v) else { continue };
        let mut found = draft.clone();
        if p == after {
            found.cue = draft.cue.map(|(a, _)| (a, p));
        }
        let from = p + 1;
        if from > last {
            continue;
        }
        let to = extend_right(doc, v, from, doc.words[c].right.min(last).max(from), false);
        // "called on X to P": the object and the infinitive.
        found.content = vec![trim_content(doc, (from, to))];
        found.clausal = false;
        if found.source.is_none() && doc.tag(v) != Tag::Vbg {
            return None;
        }
        return Some(found);
    }
    None
}

/// "X was accused of P", "X is said to P", "it was reported that P", "X was told that P".
fn passive_verb(doc: &Doc<'_>, v: usize, cue: &Cue, mut draft: Draft) -> Option<Draft> {
    // "measures intended to help", "backed by X": a description, not an attribution.
    if matches!(doc.relation(v), R::Acl | R::Advcl) && cue.kind == Kind::Mental {
        return None;
    }
    let sentence = doc.sentence_of(v);
    let last = sentence.end - 1;
    let frames = cue.frames;
    let subject = doc.child(v, &[R::NsubjPass, R::Nsubj]);
    if negated(doc, v) {
        draft.stance = match cue.kind {
            Kind::Speech if draft.stance == Stance::Asserts || draft.stance == Stance::Confirms => {
                Stance::Declines
            }
            Kind::Mental => Stance::Denies,
            Kind::Speech => draft.stance,
        };
    }
    // "by X".
    if let Some(agent) = doc.children(v).find(|&c| {
        c > v
            && (doc.relation(c) == R::OblAgent
                || doc.relation(c) == R::Obl
                    && doc.children(c).any(|k| doc.relation(k) == R::Case && doc.lower(k) == "by"))
    }) {
        let (from, to) = noun_phrase(doc, agent, None);
        draft.source = Some(trim(doc, (from.max(v + 1), to.max(v + 1))));
        if let Some((a, b)) = draft.cue
            && b + 1 < from.max(v + 1)
            && doc.lower(b + 1) == "by"
        {
            draft.cue = Some((a, b + 1));
        }
    }
    // A clause: "it was reported that P", "X was told that P".
    if let Some(c) = doc.children(v).find(|&c| {
        c > v
            && (matches!(doc.relation(c), R::Ccomp | R::Csubj | R::CsubjPass)
                || (matches!(doc.relation(c), R::Advcl | R::Xcomp)
                    && doc.lower(doc.words[c].left) == "that"))
    }) && frames.has(Frames::CLAUSE.or(Frames::ADDRESSEE))
    {
        let from = skip_to_content(doc, v, doc.words[c].left.max(v + 1));
        let to = extend_right(doc, v, from, doc.words[c].right.min(last), true);
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = true;
        if frames.has(Frames::ADDRESSEE)
            && let Some(s) = subject
            && doc.child(v, &[R::Expl]).is_none()
            && doc.lower(s) != "it"
        {
            draft.addressee = Some(noun_phrase(doc, s, Some(v)));
        }
        return Some(draft);
    }
    // An infinitive: "X is said to have P": subject and infinitive.
    if let Some(x) = doc.children(v).find(|&c| {
        c > v
            && matches!(doc.relation(c), R::Xcomp | R::Ccomp | R::Advcl)
            && doc.children(c).any(|m| doc.lower(m) == "to" && doc.relation(m) == R::Mark)
    }) && frames
        .has(Frames::CLAUSE.or(Frames::INFINITIVE).or(Frames::OBJECT).or(Frames::ADDRESSEE))
    {
        let mark = doc
            .children(x)
            .find(|&m| doc.lower(m) == "to" && doc.relation(m) == R::Mark)
            .unwrap_or(doc.words[x].left);
        let from = mark.max(v + 1);
        let to = extend_right(doc, v, from, doc.words[x].right.min(last), false);
        if let Some(s) = subject.filter(|&s| s < v) {
            draft.content.push(trim_content(doc, noun_phrase(doc, s, Some(v))));
        }
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = !frames.has(Frames::OBJECT);
        return Some(draft);
    }
    let s = subject.filter(|&s| s < v)?;
    // "Requests for comment were not answered by X".
    if draft.stance == Stance::Declines
        && draft.source.is_some()
        && !frames.has(Frames::NOUN.or(Frames::PREDICATE).or(Frames::OBJECT))
    {
        return Some(draft);
    }
    // A predicate or object after it: "was called a hoax", "was accused of P", "was condemned by X".
    let rest = doc.children(v).find(|&c| {
        c > v
            && (matches!(doc.relation(c), R::Xcomp | R::Obj)
                || matches!(doc.relation(c), R::Obl | R::Advcl)
                    && doc.children(c).any(|k| {
                        matches!(doc.relation(k), R::Case | R::Mark)
                            && (cue.prepositions.contains(&doc.lower(k)) || doc.lower(k) == "as")
                    }))
    });
    let usable = frames.has(Frames::NOUN.or(Frames::PREDICATE).or(Frames::OBJECT))
        && (rest.is_some() || draft.source.is_some());
    if !usable {
        return None;
    }
    let mut pieces = vec![trim_content(doc, noun_phrase(doc, s, Some(v)))];
    if let Some(r) = rest {
        let from = doc.words[r].left.max(v + 1);
        let to = doc.words[r].right.min(last);
        pieces.push(trim_content(doc, (from, to)));
    }
    draft.content = pieces;
    draft.clausal = false;
    Some(draft)
}
