//! Quotations: which marks pair up, over sentences and paragraphs, also where one is missing.

use super::doc::Doc;
use crate::corpus::TokenKind;

/// A stretch in quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Quotation {
    /// The opening mark.
    pub open: usize,
    /// The closing mark, or the last word where it is missing.
    pub close: usize,
    /// Whether the closing mark is there.
    pub closed: bool,
    /// Whether it goes on from the paragraph before: that one was not closed, and this one opens
    /// anew, as newspapers print long quotations.
    pub continues: bool,
}

impl Quotation {
    /// The number of words inside.
    pub fn len(&self) -> usize {
        (self.close + usize::from(!self.closed)).saturating_sub(self.open + 1)
    }

    pub fn holds(&self, i: usize) -> bool {
        self.open <= i && i <= self.close
    }
}

/// The outermost quotations of an article, in order; they do not overlap. Linear.
pub(super) fn quotations(doc: &Doc<'_>) -> Vec<Quotation> {
    let mut found: Vec<Quotation> = Vec::new();
    let mut unclosed_before = false;
    for (p, range) in doc.paragraphs.iter().enumerate() {
        let words = doc.sentences[range.start].start..doc.sentences[range.end - 1].end;
        let mut open: Option<usize> = None;
        let mut first = true;
        let mut continues = false;
        for i in words.clone() {
            let form = doc.form(i);
            let double = !matches!(form, "'" | "‘" | "’" | "‚" | "‛" | "‹" | "›" | "`" | "´");
            // Single marks count where nothing is open: in headlines, and in British print.
            match (doc.words[i].kind, open) {
                (TokenKind::OpenQuote, None) => {
                    open = Some(i);
                    continues = first && unclosed_before && i == words.start;
                    first = false;
                }
                (TokenKind::CloseQuote, Some(o)) => {
                    let opened_double =
                        !matches!(doc.form(o), "'" | "‘" | "’" | "‚" | "‛" | "‹" | "›" | "`" | "´");
                    if opened_double == double {
                        found.push(Quotation { open: o, close: i, closed: true, continues });
                        open = None;
                    }
                }
                (TokenKind::OpenQuote, Some(o)) if double => {
                    // A double mark inside single ones: the single one was an apostrophe.
                    if matches!(doc.form(o), "'" | "‘" | "’" | "‚" | "‛" | "‹" | "›" | "`" | "´")
                    {
                        open = Some(i);
                    }
                }
                _ => {}
            }
        }
        unclosed_before = false;
        if let Some(o) = open {
            let last = words.end - 1;
            let double =
                !matches!(doc.form(o), "'" | "‘" | "’" | "‚" | "‛" | "‹" | "›" | "`" | "´");
            // Goes on in the next paragraph if that one opens with a mark too; else a mark was
            // forgotten, and the quotation is taken to end with its sentence.
            let next_opens = doc.paragraphs.get(p + 1).is_some_and(|r| {
                doc.kind(doc.sentences[r.start].start) == Some(TokenKind::OpenQuote)
            });
            if double && (next_opens || continues) {
                found.push(Quotation { open: o, close: last, closed: false, continues });
                unclosed_before = true;
            } else if double {
                let end = doc.sentence_of(o).end - 1;
                found.push(Quotation { open: o, close: end, closed: false, continues });
            }
        }
    }
    found
}
