//! Nouns and adjectives: "the claim that P", "X's announcement of P", "X is confident that P".

use super::Kind;
use super::bounds::{extend_right, noun_phrase, source_phrase, trim, trim_content};
use super::doc::Doc;
use super::draft::{Draft, Words};
use super::lexicon::{Cue, Frames, Lexicon};
use crate::claims::Stance;
use crate::claims::language::{Relation as R, Tag};
use crate::corpus::TokenKind;

/// All attributions whose cue is a noun or a predicative adjective.
pub(super) fn nouns(doc: &Doc<'_>, out: &mut Vec<Draft>) {
    let lexicon = Lexicon::get();
    for n in 0..doc.words.len() {
        if doc.words[n].kind != TokenKind::Word {
            continue;
        }
        if matches!(doc.tag(n), Tag::Nn | Tag::Nns) {
            if let Some(cue) = lexicon.noun(doc.lower(n)) {
                out.extend(noun(doc, n, cue));
            }
        } else if (doc.tag(n).is_adjective() || doc.tag(n) == Tag::Vbn)
            && let Some(cue) = lexicon.adjective(doc.lower(n))
        {
            out.extend(adjective(doc, n, cue));
        }
    }
}

/// The clause that a noun introduces: "claim that P".
pub(super) fn noun_clause(doc: &Doc<'_>, n: usize) -> Option<Words> {
    let last = doc.sentence_of(n).end - 1;
    let c = doc.children(n).find(|&c| {
        c > n
            && matches!(
                doc.relation(c),
                R::Acl | R::Ccomp | R::AclRelcl | R::Appos | R::Dep | R::Advcl
            )
            && matches!(doc.lower(doc.words[c].left), "that" | "whether")
            && doc.tag(doc.words[c].left) == Tag::In
            // "a claim that X denies": a relative pronoun, not the claim's content.
            && matches!(doc.relation(doc.words[c].left), R::Mark | R::Advmod | R::Dep)
    })?;
    let from = doc.words[c].left;
    Some(trim_content(doc, (from, doc.words[c].right.min(last))))
}

/// Whose claim it is: the possessor, or "of/by/from X".
fn owner(doc: &Doc<'_>, n: usize) -> Option<Words> {
    if let Some(p) = doc.child(n, &[R::NmodPoss]) {
        let (from, to) = (doc.words[p].left, doc.words[p].right);
        return Some(trim(doc, (from, to.min(n - 1))));
    }
    let p = doc.children(n).find(|&c| {
        c > n
            && doc.relation(c) == R::Nmod
            && doc
                .children(c)
                .any(|k| doc.relation(k) == R::Case && matches!(doc.lower(k), "by" | "from"))
    })?;
    let (from, to) = noun_phrase(doc, p, None);
    Some(trim(doc, (from.max(n + 1), to.max(n + 1))))
}

fn noun(doc: &Doc<'_>, n: usize, cue: &Cue) -> Option<Draft> {
    let last = doc.sentence_of(n).end - 1;
    let mut draft = Draft::new(cue.kind, n, (n, n), cue.stance);
    draft.source = owner(doc, n);
    // Through the verb: "X made the claim that P", "X rejected claims that P".
    let verb =
        doc.head(n).filter(|&h| doc.tag(h).is_verb() && matches!(doc.relation(n), R::Obj | R::Obl));
    if draft.source.is_none()
        && let Some(v) = verb
    {
        let is_cue = Lexicon::get()
            .verb(doc.lower(v))
            .is_some_and(|(c, _)| c.frames.has(Frames::NOUN.or(Frames::CLAUSE)));
        if is_cue {
            // The verb attributes: its draft takes the clause.
            return None;
        }
        let s = doc.child(v, &[R::Nsubj]).filter(|&s| s < v)?;
        draft.source = Some(source_phrase(doc, s, v));
        if doc.relation(n) == R::Obj && v < n {
            draft.cue = Some((v, n));
        }
    }
    if cue.frames.has(Frames::CLAUSE)
        && let Some((from, to)) = noun_clause(doc, n)
    {
        let to = if draft.source.is_some() && doc.relation(n) == R::Obj {
            extend_right(doc, n, from, to, true)
        } else {
            to
        };
        draft.content.push(trim_content(doc, (from, to)));
        draft.clausal = true;
        return Some(draft);
    }
    // "X's claim is that P".
    if cue.frames.has(Frames::CLAUSE)
        && matches!(doc.relation(n), R::Nsubj | R::NsubjOuter)
        && let Some(h) = doc.head(n).filter(|&h| h > n)
        && doc.lower(doc.words[h].left.max(n + 1)) == "that"
        && draft.source.is_some()
    {
        draft
            .content
            .push(trim_content(doc, (doc.words[h].left.max(n + 1), doc.words[h].right.min(last))));
        draft.clausal = true;
        return Some(draft);
    }
    if cue.frames.has(Frames::INFINITIVE) && draft.source.is_some() {
        let c = doc.children(n).find(|&c| {
            c > n
                && matches!(doc.relation(c), R::Acl | R::Xcomp | R::Advcl)
                && doc.children(c).any(|m| doc.lower(m) == "to" && doc.relation(m) == R::Mark)
        });
        if let Some(c) = c {
            draft.content.push(trim_content(
                doc,
                (doc.words[c].left.max(n + 1), doc.words[c].right.min(last)),
            ));
            return Some(draft);
        }
    }
    if cue.frames.has(Frames::NOUN) {
        let about = |k: usize| {
            doc.relation(k) == R::Case
                && (doc.lower(k) == "of" && cue.kind == Kind::Speech
                    || matches!(doc.lower(k), "about" | "over" | "against" | "for" | "on" | "to"))
        };
        let c = doc
            .children(n)
            .find(|&c| c > n && doc.relation(c) == R::Nmod && doc.children(c).any(about));
        if let Some(c) = c {
            let case = doc.children(c).find(|&k| about(k))?;
            if draft.cue == Some((n, n)) && case == n + 1 {
                draft.cue = Some((n, case));
            }
            draft.content.push(trim_content(doc, (case + 1, doc.words[c].right.min(last))));
            return Some(draft);
        }
    }
    None
}

fn adjective(doc: &Doc<'_>, a: usize, cue: &Cue) -> Option<Draft> {
    let last = doc.sentence_of(a).end - 1;
    let subject = doc.child(a, &[R::Nsubj, R::NsubjPass]).filter(|&s| s < a)?;
    let first = doc
        .children(a)
        .filter(|&c| {
            c > subject
                && c < a
                && matches!(doc.relation(c), R::Cop | R::Aux | R::AuxPass | R::Advmod)
        })
        .min()?;
    let mut draft = Draft::new(cue.kind, a, (first, a), cue.stance);
    draft.source = Some(source_phrase(doc, subject, first));
    let negated = (first..a).any(|i| matches!(doc.lower(i), "not" | "n't" | "n’t" | "never"));
    if negated {
        draft.stance = if cue.stance == Stance::Denies { Stance::Asserts } else { Stance::Denies };
    }
    let content = doc.children(a).find_map(|c| {
        if c <= a {
            return None;
        }
        let l = doc.words[c].left.max(a + 1);
        let to_inf = doc.children(c).any(|m| doc.lower(m) == "to" && doc.relation(m) == R::Mark);
        match doc.relation(c) {
            R::Ccomp | R::Advcl
                if !to_inf
                    && cue.frames.has(Frames::CLAUSE)
                    && (doc.lower(l) == "that" || doc.relation(c) == R::Ccomp) =>
            {
                Some((l, doc.words[c].right, true))
            }
            R::Xcomp | R::Advcl | R::Ccomp if to_inf && cue.frames.has(Frames::INFINITIVE) => {
                Some((l, doc.words[c].right, false))
            }
            R::Obl
                if cue.frames.has(Frames::PHRASE)
                    && doc.children(c).any(|k| {
                        doc.relation(k) == R::Case && cue.prepositions.contains(&doc.lower(k))
                    }) =>
            {
                Some((l + 1, doc.words[c].right, false))
            }
            _ => None,
        }
    });
    let (from, to, clausal) = content?;
    if from == a + 2 && !clausal && doc.tag(a + 1) == Tag::In {
        draft.cue = Some((first, a + 1));
    }
    let to = extend_right(doc, a, from, to.min(last), clausal);
    draft.content.push(trim_content(doc, (from.min(last), to.min(last))));
    draft.clausal = clausal;
    Some(draft)
}
