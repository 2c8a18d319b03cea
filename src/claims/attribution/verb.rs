//! Verbs: "X said that P", "P, X said", "X was accused of P", "X declined to comment".

use super::Kind;
use super::bounds::trim;
use super::complement::{addressee, complement};
use super::doc::Doc;
use super::draft::Draft;
use super::floating::{by_order, floating, inverted};
use super::lexicon::{Cue, Frames, Lexicon};
use super::order;
use super::passive::{is_passive, passive_verb};
use super::quote::Quotation;
use super::subject;
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
        let draft = by_order(doc, quotes, v, cue)
            .map(|mut draft| {
                addressee(doc, v, cue, &mut draft);
                draft
            })
            .or_else(|| {
                let inside_a_phrase =
                    matches!(doc.relation(v), R::Amod | R::Compound | R::Case | R::Fixed);
                if inside_a_phrase {
                    order::predicate(doc, v, cue)
                } else {
                    verb(doc, quotes, v, cue)
                }
            });
        out.extend(draft);
    }
}

fn verb(doc: &Doc<'_>, quotes: &[Quotation], v: usize, cue: &Cue) -> Option<Draft> {
    let frames = cue.frames;
    // "P, farmers said." is taken for "farmers (who were) said" now and then.
    let parenthesis = frames.has(Frames::QUOTE)
        && doc.child(v, &[R::AuxPass]).is_none()
        && subject::between_commas(doc, v, (v, v)).is_some();
    let passive = is_passive(doc, v) && !parenthesis;
    let found = subject::of_verb(doc, v, cue, passive);
    let mut draft = Draft::new(cue.kind, v, found.cue, cue.stance);
    if let Some(s) = &found.subject {
        draft.source = Some(s.words);
        draft.antecedent = s.antecedent;
    } else if !passive && let Some(words) = compound(doc, v) {
        draft.source = Some(words);
        draft.cue = Some((v, v));
    }
    if passive {
        return passive_verb(doc, v, cue, draft);
    }
    // "the group calling itself X": its name, not what it says
    let names_itself = doc.tag(v) == Tag::Vbg
        && frames.has(Frames::PREDICATE)
        && matches!(doc.lower(v + 1), "itself" | "themselves" | "himself" | "herself");
    if names_itself || asks_the_reader(doc, v, cue, &draft) {
        return None;
    }
    if negated(doc, v) {
        draft.stance = match (cue.kind, cue.stance) {
            // "did not deny": no answer; "did not say", "did not confirm": no answer either.
            (Kind::Speech, _) => Stance::Declines,
            // "does not think that P" is meant as "thinks that not P".
            (Kind::Mental, Stance::Denies) => Stance::Asserts,
            (Kind::Mental, _) => Stance::Denies,
        };
    }
    addressee(doc, v, cue, &mut draft);
    // "P, X said", "P", said X: a parenthesis with nothing of its own to the right.
    if frames.has(Frames::QUOTE)
        && let Some(content) = floating(doc, quotes, v, &found.subject, found.cue, found.near)
    {
        let source = draft.source.or_else(|| inverted(doc, v));
        return Some(Draft { source, content, clausal: true, floating: true, ..draft });
    }
    complement(doc, quotes, v, cue, &draft)
}

/// "See how it works", "you know", "to see whether": nobody is said to see or know.
fn asks_the_reader(doc: &Doc<'_>, v: usize, cue: &Cue, draft: &Draft) -> bool {
    match draft.source {
        Some((a, b)) => cue.kind == Kind::Mental && a == b && doc.lower(a) == "you",
        None => {
            doc.tag(v) == Tag::Vb && (cue.kind == Kind::Mental || v == doc.sentence_of(v).start)
        }
    }
}

/// "the army denies" read as a compound noun: what stands before the verb in it is the speaker.
fn compound(doc: &Doc<'_>, v: usize) -> Option<(usize, usize)> {
    let first = doc.children(v).find(|&c| {
        c < v
            && matches!(doc.relation(c), R::Compound | R::Det | R::Amod | R::NmodPoss | R::NmodDesc)
    })?;
    doc.children(v)
        .any(|c| c + 1 == v && doc.relation(c) == R::Compound)
        .then(|| trim(doc, (doc.words[first].left, v - 1)))
}

/// Whether the verb is negated, through its auxiliaries or the verbs that carry it.
pub(super) fn negated(doc: &Doc<'_>, v: usize) -> bool {
    let no = |i: usize| {
        matches!(
            doc.lower(i),
            "not" | "n't" | "n’t" | "never" | "no" | "nor" | "neither" | "hardly"
        )
    };
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
