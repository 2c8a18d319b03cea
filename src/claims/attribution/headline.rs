//! Headlines in capitals: "Army Says Rebels Shelled Market", where tags and trees are of no use.

use super::bounds::trim_content;
use super::doc::Doc;
use super::draft::Draft;
use super::lexicon::{Form, Frames, Lexicon};
use crate::claims::language::Tag;
use crate::corpus::TokenKind;

/// Longest headline, in words.
const LONGEST: usize = 30;

/// Attributions in lines whose words are capitalised.
pub(super) fn headlines(doc: &Doc<'_>, out: &mut Vec<Draft>) {
    for (s, sentence) in doc.sentences.iter().enumerate() {
        let (start, end) = (sentence.start, sentence.end - 1);
        if end - start > LONGEST
            || doc.paragraphs[doc.paragraph_of[s]].len() != 1
            || !capitalised(doc, start, end)
        {
            continue;
        }
        if let Some(draft) = at_the_end(doc, start, end) {
            out.retain(|o| o.head != draft.head);
            out.push(draft);
            continue;
        }
        let hit = (start + 1..end).take(8).find_map(|v| {
            let (cue, form) = Lexicon::get().verb(doc.lower(v))?;
            let fits = matches!(form, Form::Third | Form::Past)
                || (form == Form::Base && doc.tag(v).is_verb());
            // A noun of the same form ("Claims", "Reports") needs a noun before it.
            let after_noun = doc.tag(v - 1).is_noun();
            (fits
                && after_noun
                && cue.frames.has(Frames::CLAUSE.or(Frames::INFINITIVE))
                && cue.kind == super::Kind::Speech)
                .then_some((v, cue))
        });
        let Some((v, cue)) = hit else { continue };
        if (start..v)
            .any(|i| matches!(doc.tag(i), Tag::Vbd | Tag::Vbz | Tag::Vbp) || doc.lower(i) == ":")
            || out.iter().any(|d| d.head == v && !d.content.is_empty() && d.clausal)
        {
            continue;
        }
        let infinitive = doc.lower(v + 1) == "to";
        if infinitive && !cue.frames.has(Frames::INFINITIVE)
            || doc.lower(v + 1) == "in"
            || doc.lower(v + 1) == "on"
        {
            continue;
        }
        let mut d = Draft::new(cue.kind, v, (v, v), cue.stance);
        d.source = Some((start, v - 1));
        d.content.push(trim_content(doc, (v + 1, end)));
        d.clausal = !infinitive;
        out.retain(|o| o.head != v);
        out.push(d);
    }
}

/// "Ferry Sank Within Minutes, Former Captain Says".
fn at_the_end(doc: &Doc<'_>, start: usize, end: usize) -> Option<Draft> {
    let v = (start..=end).rev().find(|&i| !doc.is_mark(i))?;
    let (cue, form) = Lexicon::get().verb(doc.lower(v))?;
    let says = cue.kind == super::Kind::Speech
        && cue.frames.has(Frames::QUOTE)
        && matches!(form, Form::Third | Form::Past);
    let comma = (start..v).rev().take(8).find(|&i| doc.is_mark(i))?;
    if !says || doc.lower(comma) != "," || comma < start + 3 || comma + 1 >= v {
        return None;
    }
    let mut d = Draft::new(cue.kind, v, (v, v), cue.stance);
    d.source = Some((comma + 1, v - 1));
    d.content.push(trim_content(doc, (start, comma)));
    d.clausal = true;
    d.floating = true;
    Some(d)
}

/// Whether most words of four letters or more begin with a capital.
fn capitalised(doc: &Doc<'_>, start: usize, end: usize) -> bool {
    let mut long = 0;
    let mut capital = 0;
    for i in start..=end {
        let form = doc.form(i);
        if doc.kind(i) == Some(TokenKind::Word) && form.len() >= 4 {
            long += 1;
            capital += usize::from(form.starts_with(char::is_uppercase));
        }
    }
    long >= 3 && capital * 10 >= long * 8
}
