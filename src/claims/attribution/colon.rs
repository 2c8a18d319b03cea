//! Colons and dashes: "Army: we were attacked", "Twelve killed in clash: rebels", transcripts, and
//! a name after a quotation and a dash.

use super::Kind;
use super::bounds::{trim, trim_content};
use super::doc::Doc;
use super::draft::Draft;
use super::lexicon::{Lexicon, Role};
use super::quote::Quotation;
use crate::claims::Stance;
use crate::claims::language::Tag;
use crate::corpus::TokenKind;

/// Longest speaker beside a colon, in words.
const LONGEST: usize = 7;

/// All attributions of the form "…" — Name.
pub(super) fn dashes(doc: &Doc<'_>, quotes: &[Quotation], out: &mut Vec<Draft>) {
    for q in quotes.iter().filter(|q| q.closed && q.len() >= 3) {
        let dash = q.close + 1;
        if !matches!(doc.lower(dash), "—" | "–" | "--" | "―" | "-" | "~") {
            continue;
        }
        let Some(paragraph) = doc.words.get(dash).map(|w| doc.paragraph_of[w.sentence]) else {
            continue;
        };
        let end = doc.sentences[doc.paragraphs[paragraph].end - 1].end;
        let from = dash + 1;
        let mut to = from;
        while to < end
            && to - from < LONGEST
            && (doc.tag(to).is_proper()
                || doc.lower(to) == "." && to > from && to + 1 < end && doc.tag(to + 1).is_proper())
        {
            to += 1;
        }
        // A name and nothing more: a mark, another quotation or the end comes next.
        if to == from || (to < end && !doc.is_mark(to)) {
            continue;
        }
        let mut d = Draft::new(Kind::Speech, dash, (dash, dash), Stance::Asserts);
        d.source = Some((from, to - 1));
        d.content.push((q.open, q.close));
        d.clausal = true;
        out.push(d);
    }
}

/// All attributions that a colon makes.
pub(super) fn colons(doc: &Doc<'_>, out: &mut Vec<Draft>) {
    for (s, sentence) in doc.sentences.iter().enumerate() {
        let paragraph = doc.paragraph_of[s];
        let (start, end) = (sentence.start, sentence.end - 1);
        let whole = doc.paragraphs[paragraph].len() == 1;
        let stops = doc.kind(end) == Some(TokenKind::Stop);
        let headline = doc.title[paragraph] || (whole && !stops && end - start < 30);
        let at_head = doc.paragraphs[paragraph].start == s;
        let Some(colon) =
            (start..=end).find(|&i| doc.lower(i) == ":").filter(|&c| c > start && c < end)
        else {
            continue;
        };
        let from = if doc.kind(start) == Some(TokenKind::OpenQuote) { start + 1 } else { start };
        if from >= colon {
            continue;
        }
        let no_verb = |a: usize, b: usize| {
            (a..=b).all(|i| {
                !matches!(
                    doc.tag(i),
                    Tag::Vbd
                        | Tag::Vbz
                        | Tag::Vbp
                        | Tag::Md
                        | Tag::Vb
                        | Tag::Vbg
                        | Tag::Wrb
                        | Tag::Wp
                        | Tag::In
                        | Tag::To
                ) || matches!(doc.lower(i), "of" | "for")
            })
        };
        let capital = |i: usize| doc.form(i).chars().next().is_some_and(char::is_uppercase);
        let speaks = |a: usize, b: usize| {
            let label: Vec<&str> = (a..=b).map(|i| doc.lower(i)).collect();
            let is_label = Lexicon::get()
                .phrases(label[0])
                .iter()
                .any(|p| p.role == Role::Label && p.words == label);
            !is_label
                && (a..=b).any(|i| doc.tag(i).is_noun())
                && (a..=b).all(|i| doc.kind(i) == Some(TokenKind::Word) || doc.is_mark(i))
        };
        // "WALLACE: …", "Army: …".
        let names = (from..colon).all(|i| capital(i) || doc.is_mark(i));
        let upper = (from..colon).all(|i| !doc.form(i).chars().any(char::is_lowercase));
        if colon - from <= LONGEST
            && speaks(from, colon - 1)
            && no_verb(from, colon - 1)
            && capital(from)
            && ((headline && colon - from <= 4)
                || (at_head && names && (upper || colon - from <= 3)))
            && end - colon >= 2
        {
            let mut d = Draft::new(Kind::Speech, colon, (colon, colon), Stance::Asserts);
            d.source = Some(trim(doc, (from, colon - 1)));
            // A transcript's turn is the whole paragraph.
            let stop = if upper || names && !headline {
                doc.sentences[doc.paragraphs[paragraph].end - 1].end - 1
            } else {
                end
            };
            d.content.push(trim_content(doc, (colon + 1, stop)));
            d.clausal = true;
            out.push(d);
        } else if headline
            && end - colon <= LONGEST
            && colon - start >= 3
            && speaks(colon + 1, end)
            && no_verb(colon + 1, end)
        {
            let mut d = Draft::new(Kind::Speech, colon, (colon, colon), Stance::Asserts);
            d.source = Some(trim(doc, (colon + 1, end)));
            d.content.push(trim_content(doc, (start, colon - 1)));
            d.clausal = true;
            out.push(d);
        }
    }
}
