//! Verbs in the passive: "X was accused of P", "X is said to P", "it was reported that P".

use super::Kind;
use super::bounds::{extend_right, noun_phrase, skip_to_content, trim, trim_content};
use super::doc::Doc;
use super::draft::Draft;
use super::lexicon::{Cue, Frames};
use super::order;
use super::verb::negated;
use crate::claims::Stance;
use crate::claims::language::{Relation as R, Tag};

/// Whether a verb is in the passive.
pub(super) fn is_passive(doc: &Doc<'_>, v: usize) -> bool {
    doc.tag(v) == Tag::Vbn
        && !order::perfect(doc, v)
        // "relatives gathered outside said": the tree may take any verb before it for an auxiliary
        && doc.child(v, &[R::AuxPass]).is_none_or(|a| order::makes_passive(doc, a))
        && (doc.child(v, &[R::AuxPass, R::NsubjPass, R::CsubjPass, R::OblAgent]).is_some()
            || (matches!(doc.relation(v), R::Acl | R::Advcl)
                && doc.child(v, &[R::Aux, R::Nsubj]).is_none()
                // The only verb of a sentence is its predicate, whatever the tagger made of it.
                && doc.sentence_of(v).any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp | Tag::Md))))
}

/// "X was accused of P", "X is said to P", "it was reported that P", "X was told that P".
pub(super) fn passive_verb(doc: &Doc<'_>, v: usize, cue: &Cue, mut draft: Draft) -> Option<Draft> {
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
        let (from, mut to) = noun_phrase(doc, agent, None);
        // "accused by X of P": what X accuses of is no part of X.
        if frames.has(Frames::OBJECT)
            && let Some(p) = (agent + 1..to).find(|&p| cue.prepositions.contains(&doc.lower(p)))
        {
            to = p - 1;
        }
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
    // "was accused by X of P": the phrase behind whoever accuses.
    let behind = draft.source.map(|w| w.1 + 1).filter(|&p| {
        rest.is_none() && p > v && p < last && cue.prepositions.contains(&doc.lower(p))
    });
    if let Some(p) = behind {
        let to = extend_right(doc, v, p + 1, doc.words[doc.words[p].head].right.max(p + 1), false);
        pieces.push(trim_content(doc, (p + 1, to)));
    }
    if let Some(r) = rest {
        let mut from = doc.words[r].left.max(v + 1);
        let to = doc.words[r].right.min(last);
        // "was accused of P": the preposition belongs to the cue.
        if let Some((a, b)) = draft.cue
            && from == b + 1
            && from < to
            && cue.prepositions.contains(&doc.lower(from))
        {
            draft.cue = Some((a, from));
            from += 1;
        }
        pieces.push(trim_content(doc, (from, to)));
    }
    draft.content = pieces;
    draft.clausal = false;
    Some(draft)
}
