//! Quotations without a cue of their own: they go on from the speaker before.

use super::Kind;
use super::doc::Doc;
use super::draft::Draft;
use super::quote::Quotation;

/// Gives every free-standing quotation to the attribution it goes on from. `drafts` are in text
/// order; linear in drafts and quotations.
pub(super) fn go_on(doc: &Doc<'_>, quotes: &[Quotation], drafts: &mut [Draft]) {
    // For each draft with words said: where its content ends.
    let quoted = |i: usize| {
        let k = quotes.partition_point(|q| q.close < i);
        quotes.get(k).is_some_and(|q| q.holds(i))
    };
    let mut order: Vec<usize> = (0..drafts.len())
        .filter(|&i| {
            let d = &drafts[i];
            d.kind == Kind::Speech
                && d.clausal
                && !d.content.is_empty()
                && d.source.is_some()
                && !quoted(d.head)
        })
        .collect();
    order.sort_by_key(|&i| (drafts[i].head, i));
    // What is said inside a quotation does not make the quotation its own.
    let inside = |head: usize, (a, b): (usize, usize)| {
        let k = quotes.partition_point(|q| q.close < head);
        quotes.get(k).is_some_and(|q| q.holds(head) && q.holds(a) && q.holds(b))
    };
    let taken: Vec<(usize, usize)> = {
        let mut t: Vec<_> = drafts
            .iter()
            .filter(|d| d.clausal)
            .flat_map(|d| {
                d.content
                    .iter()
                    .copied()
                    .filter(|&c| doc.lower(d.head) == ":" || !inside(d.head, c))
            })
            .collect();
        t.sort_unstable();
        t
    };
    let mut furthest: Vec<usize> = Vec::with_capacity(taken.len());
    for &(_, b) in &taken {
        furthest.push(furthest.last().map_or(b, |&f: &usize| f.max(b)));
    }
    let is_taken = |q: &Quotation| {
        // Some content that begins at or before the quotation's first word reaches into it, or one
        // begins inside it.
        let k = taken.partition_point(|t| t.0 <= q.open + 1);
        (k > 0 && furthest[k - 1] > q.open) || taken.get(k).is_some_and(|t| t.0 < q.close)
    };
    let mut latest: Option<usize> = None;
    let mut next = 0;
    for q in quotes {
        while next < order.len() && drafts[order[next]].head < q.open {
            let i = order[next];
            // A parenthesis inside another's quotation is not the speaker of what follows it.
            let inside = latest.is_some_and(|l| {
                drafts[l].content.iter().any(|c| c.0 <= drafts[i].head && drafts[i].head <= c.1)
            });
            if !inside {
                latest = Some(i);
            }
            next += 1;
        }
        if is_taken(q) || q.len() < 3 {
            continue;
        }
        let s = doc.words[q.open].sentence;
        let starts = doc.sentences[s].start == q.open;
        if !starts {
            continue;
        }
        let Some(l) = latest else { continue };
        let here = doc.paragraph_of[s];
        let said = drafts[l].content.last().map_or(drafts[l].head, |c| c.1.max(drafts[l].head));
        let there = doc.paragraph_of[doc.words[said].sentence];
        // In the same paragraph, or in the next, or as a long quotation printed in paragraphs.
        let last = drafts[l].content.last().map_or(0, |c| c.1);
        let quoted_before = doc.kind(last) == Some(crate::corpus::TokenKind::CloseQuote)
            || !q.closed
            || q.continues;
        let alone = doc.sentences[doc.paragraphs[here].start].start == q.open
            && q.close + 2 >= doc.sentences[doc.paragraphs[here].end - 1].end;
        if here == there || (here == there + 1 && (quoted_before || alone)) || q.continues {
            drafts[l].content.push((q.open, q.close));
        }
    }
}
