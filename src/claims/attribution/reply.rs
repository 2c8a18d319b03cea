//! Replies: "a claim that X denies", "which X confirmed", "X dismissed the report".

use super::Kind;
use super::doc::Doc;
use super::draft::Draft;
use super::lexicon::Lexicon;
use crate::claims::Stance;
use crate::claims::language::{Relation as R, Tag};

/// How far back, in words, the claim is sought that a reply answers.
const REACH: usize = 120;

/// For each draft that confirms, denies or declines something without saying what: which draft's
/// content is meant. `drafts` are in order of their heads.
pub(super) fn replies(doc: &Doc<'_>, drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let d = &drafts[i];
        if d.stance == Stance::Asserts || d.kind != Kind::Speech || d.clausal || !refers(doc, d) {
            continue;
        }
        let head = d.head;
        let source = d.source.map(|s| doc.span(s.0, s.1).of(doc.text).to_lowercase());
        drafts[i].about = (0..i)
            .rev()
            .take_while(|&k| drafts[k].head + REACH > head)
            .filter(|&k| {
                drafts[k].kind == Kind::Speech && drafts[k].clausal && !drafts[k].content.is_empty()
            })
            // Nobody answers themselves.
            .find(|&k| {
                drafts[k].source.map(|s| doc.span(s.0, s.1).of(doc.text).to_lowercase()) != source
            });
    }
}

/// Whether what is answered is named by a pronoun or by a word for an utterance, and not said anew.
fn refers(doc: &Doc<'_>, d: &Draft) -> bool {
    let v = d.head;
    // "a claim that X denies", "which X confirmed".
    if doc.relation(v) == R::AclRelcl {
        return true;
    }
    let objects = doc.children(v).filter(|&c| {
        matches!(doc.relation(c), R::Obj | R::Obl | R::NsubjPass | R::Nsubj | R::Ccomp)
            && d.source.is_none_or(|s| c < s.0 || c > s.1)
    });
    for o in objects {
        let lower = doc.lower(o);
        let pronoun = matches!(doc.tag(o), Tag::Prp | Tag::Dt | Tag::Wdt)
            && matches!(lower, "it" | "this" | "that" | "these" | "those" | "them" | "which");
        let definite = doc.children(o).any(|c| {
            matches!(
                doc.lower(c),
                "the" | "this" | "that" | "these" | "those" | "such" | "its" | "their"
            )
        });
        let utterance = Lexicon::get().noun(lower).is_some()
            || matches!(lower, "toll" | "number" | "involvement" | "responsibility");
        if pronoun || (definite && utterance) {
            return true;
        }
    }
    false
}
