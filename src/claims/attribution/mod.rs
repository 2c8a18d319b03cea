//! Who said what: every attribution in an article, with its speaker's mention, its cue and its content.
//!
//! One file per way of attributing; each proposes drafts in words, and [`attributions`] settles
//! their boundaries, nests them and turns them into spans.

mod bounds;
mod colon;
mod complement;
mod doc;
mod draft;
mod floating;
mod going_on;
mod headline;
mod lexicon;
mod noun;
mod order;
mod passive;
mod phrase;
mod quote;
mod reply;
mod subject;
mod verb;

#[cfg(test)]
mod tests;

use std::ops::Range;

use super::language::{Analysis, Relation, Tag};
use super::{Hedge, Manner, Stance, hedge};
use crate::corpus::{Block, BlockKind, Span, TokenKind};

pub use lexicon::{Tone, tone_of};
pub(crate) use lexicon::{names_a_statement, plural, publishes, rows, utterance};

use doc::{Doc, Word};
use draft::Draft;
use quote::Quotation;

/// One attribution: somebody is said to say (or think) something.
///
/// Attributions come in text order of their first byte.
#[derive(Clone, Debug, PartialEq)]
pub struct Attribution {
    /// Whether words or a state of mind are attributed.
    pub kind: Kind,
    /// The speaker's mention; `None` where the text names nobody ("reportedly", "is said to").
    pub source: Option<Span>,
    /// Where the mention is a relative pronoun ("who said"): the phrase it stands for.
    pub antecedent: Option<Span>,
    /// What attributes: "said", "according to", "reportedly".
    pub cue: Option<Span>,
    /// What is attributed, in order; a split quotation has several pieces. Empty where the speaker
    /// gives nothing ("declined to comment").
    pub content: Vec<Span>,
    /// Whether the content is a clause or a quotation, something that can be so or not, rather
    /// than a topic ("discussed the strikes") or an act ("vowed to leave").
    pub clausal: bool,
    /// In quotation marks or in the outlet's words.
    pub manner: Manner,
    /// What the speaker does with the content.
    pub stance: Stance,
    /// How firmly, by the cue ("reportedly") and the content ("may have").
    pub hedge: Hedge,
    /// To whom it was said ("told Kyiv Post"): never the speaker.
    pub addressee: Option<Span>,
    /// Whom the speaker has it from by the speaker's own account: "…, citing X".
    pub citing: Vec<Span>,
    /// The attribution (by place in the list) whose content this one answers, where it does not say
    /// anew what it confirms, denies or declines: "a claim that X denies", "X dismissed the report".
    pub about: Option<usize>,
    /// The attribution (by place in the list) in whose content this one is nested; its speaker
    /// passes this one on.
    pub parent: Option<usize>,
}

impl Attribution {
    /// From the first byte of the content to its last, where there is any.
    pub fn content_cover(&self) -> Option<Span> {
        Some(self.content.first()?.cover(*self.content.last()?))
    }
}

/// Whether words or a state of mind are attributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Words: said, wrote, announced, according to.
    Speech,
    /// Belief, intention, feeling: thinks, plans, hopes. No claim is made of these.
    Mental,
}

/// All attributions of an article, in text order.
///
/// `sentences` are the article's analysed sentences in order; those without a tree count as
/// unanalysed and give little. Sentences outside the body (furniture, teasers) should be left out;
/// with `blocks`, those that lie in no body block are skipped here, and blocks bound paragraphs.
/// Time is linear in the text for sentences of bounded length.
pub fn attributions(text: &str, sentences: &[Analysis], blocks: &[Block]) -> Vec<Attribution> {
    let doc = document(text, sentences, blocks);
    let quotes = quote::quotations(&doc);
    let mut drafts = Vec::new();
    verb::verbs(&doc, &quotes, &mut drafts);
    phrase::phrases(&doc, &mut drafts);
    noun::nouns(&doc, &mut drafts);
    colon::colons(&doc, &mut drafts);
    colon::dashes(&doc, &quotes, &mut drafts);
    headline::headlines(&doc, &mut drafts);
    for d in &mut drafts {
        whole_quotations(&doc, &quotes, d);
    }
    // The same head twice: the draft that says more wins.
    drafts.sort_by_key(|d| (d.head, d.citing.is_empty(), !d.clausal));
    drafts.dedup_by_key(|d| d.head);
    shared_sources(&mut drafts);
    participles(&doc, &mut drafts);
    cited(&doc, &mut drafts);
    going_on::go_on(&doc, &quotes, &mut drafts);
    reply::replies(&doc, &mut drafts);
    finish(&doc, &quotes, drafts)
}

/// "The army confirms the attack and says P": who confirms is who says, even where the tree takes
/// all that stands before the second verb for its subject.
fn shared_sources(drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        let Some((first, last)) = drafts[i].source else { continue };
        let inner = drafts.iter().filter(|d| first < d.head && d.head <= last);
        let shared = inner.filter_map(|d| d.source).find(|&(a, b)| a == first && b < last);
        // "Deputy Minister X dismissed P and said Q": whoever the first verb has in full
        let fuller = || {
            let same = |d: &&Draft| d.head < drafts[i].head && d.antecedent.is_none();
            let of = |d: &Draft| d.source.filter(|s| s.0 == first && s.1 > last && s.1 < d.head);
            drafts[..i].iter().filter(same).find_map(of)
        };
        if let Some(source) = shared.or_else(fuller) {
            drafts[i].source = Some(source);
        }
    }
}

/// "P, X said, adding that Q": who said P adds Q. Where no other verb stands between the two, the
/// tree's subject of the participle, some noun of P, is not asked.
fn participles(doc: &Doc<'_>, drafts: &mut [Draft]) {
    for i in 1..drafts.len() {
        let head = drafts[i].head;
        let (before, at) = drafts.split_at_mut(i);
        // "with X, the agency, saying that P" has its subject in front.
        let with = at[0].source.is_some_and(|(a, _)| a > 0 && doc.lower(a - 1) == "with");
        // "according to Y" has its own source.
        let verb = doc.tag(head) == Tag::Vbg
            && lexicon::Lexicon::get().verb(doc.lower(head)).is_some()
            && lexicon::Lexicon::get().phrases(doc.lower(head)).is_empty();
        let free = verb && !with && head > 0 && doc.lower(head - 1) == ",";
        let sayer = before.last().filter(|d| {
            free && d.kind == Kind::Speech
                && doc.sentence_of(head).contains(&d.head)
                && order::finite(doc, d.head)
                && !(d.head + 1..head).any(|k| order::finite(doc, k))
        });
        if let Some(source) = sayer.and_then(|d| d.source) {
            at[0].source = Some(source);
            at[0].antecedent = None;
        }
    }
}

/// "X said P, citing Y": Y is noted with what X said, and X is who cites. In order of heads.
fn cited(doc: &Doc<'_>, drafts: &mut [Draft]) {
    for i in 0..drafts.len() {
        if drafts[i].citing.is_empty() {
            continue;
        }
        let sentence = doc.sentence_of(drafts[i].head);
        let says = |d: &Draft| {
            d.kind == Kind::Speech && d.clausal && d.source.is_some() && sentence.contains(&d.head)
        };
        let before = drafts[..i].iter().rposition(says);
        let sayer = before.or_else(|| drafts[i + 1..].iter().position(says).map(|k| i + 1 + k));
        if let Some(k) = sayer {
            let citing = drafts[i].citing.clone();
            drafts[i].source = drafts[k].source;
            drafts[k].citing.extend(citing);
        }
        drafts[i].citing.clear();
    }
}

/// The tag, but a verb's for forms that nothing but a verb of saying has ("denies", "said") where
/// the tagger took them for a noun; after a word that wants a noun ("one of the *states*") they are
/// one.
fn verb_tag(before: Option<Tag>, word: &str, tag: Tag) -> Tag {
    let wants_noun = before.is_some_and(|t| {
        t.is_adjective() || matches!(t, Tag::Dt | Tag::PrpS | Tag::Cd | Tag::In | Tag::Pos)
    });
    if wants_noun || !matches!(tag, Tag::Nn | Tag::Nns) {
        return tag;
    }
    let lower = word.to_ascii_lowercase();
    let lexicon = lexicon::Lexicon::get();
    match lexicon.verb(&lower) {
        Some((cue, lexicon::Form::Third))
            if cue.kind == Kind::Speech
                && cue.frames.has(lexicon::Frames::QUOTE)
                && lexicon.noun(&lower).is_none() =>
        {
            Tag::Vbz
        }
        Some((cue, lexicon::Form::Past))
            if cue.kind == Kind::Speech && cue.frames.has(lexicon::Frames::QUOTE) =>
        {
            Tag::Vbd
        }
        _ => tag,
    }
}

/// "*Retired* Gen. X said": a participle at the head of a sentence or behind a mark, before a name
/// that a verb of saying follows, is no verb of its own.
fn describes_a_name(a: &Analysis, i: usize, text: &str) -> bool {
    let opens = i == 0 || !matches!(a.tokens[i - 1].kind, TokenKind::Word | TokenKind::Number);
    let tag = |k: usize| a.tags.get(k).copied();
    let names = (i + 1..a.len()).take_while(|&k| tag(k).is_some_and(Tag::is_noun)).count();
    let says = |k: usize| {
        tag(k).is_some_and(Tag::is_verb)
            && lexicon::Lexicon::get().verb(&a.text(k, text).to_ascii_lowercase()).is_some_and(
                |(c, _)| c.kind == Kind::Speech && c.frames.has(lexicon::Frames::QUOTE),
            )
    };
    opens
        && matches!(tag(i), Some(Tag::Vbd | Tag::Vbn))
        && a.text(i, text).ends_with("ed")
        && (2..=8).contains(&names)
        && tag(i + 1).is_some_and(Tag::is_proper)
        && says(i + 1 + names)
}

/// Puts the sentences together as one list of words, with paragraphs.
fn document<'a>(text: &'a str, sentences: &[Analysis], blocks: &[Block]) -> Doc<'a> {
    let mut words: Vec<Word> = Vec::with_capacity(sentences.iter().map(Analysis::len).sum());
    let mut ranges: Vec<Range<usize>> = Vec::with_capacity(sentences.len());
    let mut paragraphs: Vec<Range<usize>> = Vec::new();
    let mut title = Vec::new();
    let mut block = 0;
    let mut last: Option<(usize, usize)> = None;
    for a in sentences {
        let (Some(first), Some(end)) = (a.tokens.first(), a.tokens.last()) else { continue };
        let (start, end) = (first.span.start(), end.span.end());
        while block < blocks.len() && blocks[block].span.end() <= start {
            block += 1;
        }
        let kind = blocks.get(block).filter(|b| b.span.start() <= start).map(|b| b.kind);
        if !blocks.is_empty() && !kind.is_some_and(BlockKind::is_body) {
            continue;
        }
        let base = words.len();
        let s = ranges.len();
        for (i, token) in a.tokens.iter().enumerate() {
            words.push(Word {
                span: token.span,
                kind: token.kind,
                tag: if describes_a_name(a, i, text) {
                    Tag::Jj
                } else {
                    verb_tag(
                        i.checked_sub(1).and_then(|b| a.tags.get(b).copied()),
                        token.of(text),
                        a.tags.get(i).copied().unwrap_or(Tag::Sym),
                    )
                },
                relation: a.relations.get(i).copied().unwrap_or(Relation::Dep),
                head: base + a.heads.get(i).copied().flatten().unwrap_or(i),
                left: 0,
                right: 0,
                sentence: s,
            });
        }
        ranges.push(base..words.len());
        // A line end or a new block begins a paragraph.
        let same =
            last.is_some_and(|(b, e)| b == block && e <= start && !text[e..start].contains('\n'));
        match paragraphs.last_mut() {
            Some(p) if same => p.end = s + 1,
            _ => {
                paragraphs.push(s..s + 1);
                title.push(kind == Some(BlockKind::Title));
            }
        }
        last = Some((block, end));
    }
    Doc::new(text, words, ranges, paragraphs, title)
}

/// A content that touches a quotation takes the whole of it; a cue inside a quotation stays inside.
fn whole_quotations(doc: &Doc<'_>, quotes: &[Quotation], d: &mut Draft) {
    let around = |i: usize| {
        let k = quotes.partition_point(|q| q.close < i);
        quotes.get(k).filter(|q| q.holds(i))
    };
    let cue = d.cue.map_or(d.head, |c| c.0);
    let outer = around(cue);
    for piece in &mut d.content {
        if let Some(q) = outer {
            // Said inside a quotation: its content does not reach beyond.
            let inner_end = if q.closed { q.close - 1 } else { q.close };
            if piece.0 <= inner_end && piece.1 > inner_end {
                piece.1 = inner_end;
            }
            if piece.0 < q.open && piece.1 >= q.open {
                piece.0 = q.open + 1;
            }
            *piece = bounds::trim_content(doc, (piece.0, piece.1.max(piece.0)));
            continue;
        }
        if !d.clausal {
            continue;
        }
        if let Some(q) = around(piece.0)
            && q.open < piece.0
            && (q.closed || q.open >= doc.sentence_of(piece.0).start)
        {
            piece.0 = q.open;
        }
        if let Some(q) = around(piece.1)
            && q.close > piece.1
            && q.closed
            && q.open >= piece.0
        {
            piece.1 = q.close;
        }
    }
    // Pieces that met are one.
    d.content.sort_unstable();
    let mut merged: Vec<(usize, usize)> = Vec::with_capacity(d.content.len());
    for &(a, b) in &d.content {
        match merged.last_mut() {
            Some(m) if a <= m.1 => m.1 = m.1.max(b),
            _ => merged.push((a, b)),
        }
    }
    d.content = merged;
}

/// Nests the drafts and turns words into spans.
fn finish(doc: &Doc<'_>, quotes: &[Quotation], mut drafts: Vec<Draft>) -> Vec<Attribution> {
    let n = doc.words.len();
    let first = |d: &Draft| {
        let mut at = d.cue.map_or(d.head, |c| c.0);
        at = at.min(d.source.map_or(at, |s| s.0));
        at.min(d.content.first().map_or(at, |c| c.0))
    };
    let heads_before: Vec<usize> = drafts.iter().map(|d| d.head).collect();
    drafts.sort_by_key(|d| (first(d), std::cmp::Reverse(d.cover().map_or(0, |c| c.1)), d.head));
    // `about` was a place in the order of heads.
    let place: std::collections::BTreeMap<usize, usize> =
        drafts.iter().enumerate().map(|(i, d)| (d.head, i)).collect();
    for d in &mut drafts {
        d.about = d.about.and_then(|k| place.get(&heads_before[k]).copied());
    }
    // For each draft, the shortest piece that holds its head and is not its own.
    let mut by_start: Vec<(usize, usize, usize)> = drafts
        .iter()
        .enumerate()
        .flat_map(|(i, d)| d.content.iter().map(move |&(a, b)| (a, b.min(n - 1), i)))
        .collect();
    by_start.sort_unstable();
    let mut parent: Vec<Option<usize>> = vec![None; drafts.len()];
    let mut heads: Vec<(usize, usize)> =
        drafts.iter().enumerate().map(|(i, d)| (d.head, i)).collect();
    heads.sort_unstable();
    // What is nested is shorter than what it is nested in, so no chain of parents closes.
    let size = |i: usize| (drafts[i].cover().map_or(0, |(a, b)| b + 1 - a), std::cmp::Reverse(i));
    let mut active: Vec<(usize, usize, usize)> = Vec::new();
    let mut k = 0;
    for (head, i) in heads {
        while k < by_start.len() && by_start[k].0 <= head {
            active.push(by_start[k]);
            k += 1;
        }
        active.retain(|p| p.1 >= head);
        let best = active
            .iter()
            .filter(|p| {
                p.2 != i && size(p.2) > size(i) && !holds_head(&drafts[i], drafts[p.2].head)
            })
            .min_by_key(|p| (p.1 - p.0, p.2));
        parent[i] = best.map(|p| p.2);
    }
    drafts
        .iter()
        .enumerate()
        .map(|(i, d)| {
            let span = |w: draft::Words| doc.span(w.0.min(n - 1), w.1.max(w.0).min(n - 1));
            let content: Vec<Span> = d.content.iter().map(|&w| span(w)).collect();
            let manner = manner(quotes, d);
            let own = hedge::of_words(
                d.content.iter().flat_map(|&(a, b)| a..=b.min(n - 1)).map(|w| doc.lower(w)),
            );
            Attribution {
                kind: d.kind,
                source: d.source.map(span),
                antecedent: d.antecedent.map(span),
                cue: d.cue.map(span),
                content,
                clausal: d.clausal,
                manner,
                stance: d.stance,
                hedge: d.hedge.max(own),
                addressee: d.addressee.map(span),
                citing: d.citing.iter().map(|&w| span(w)).collect(),
                about: d.about,
                parent: parent[i],
            }
        })
        .collect()
}

/// Whether a draft's own content holds this word: two drafts must not nest in each other.
fn holds_head(d: &Draft, word: usize) -> bool {
    d.content.iter().any(|&(a, b)| a <= word && word <= b)
}

/// Direct if at least half of the words stand in quotation marks.
fn manner(quotes: &[Quotation], d: &Draft) -> Manner {
    let mut quoted = 0;
    let mut all = 0;
    for &(a, b) in &d.content {
        all += b - a + 1;
        let mut k = quotes.partition_point(|q| q.close < a);
        while let Some(q) = quotes.get(k).filter(|q| q.open <= b) {
            quoted += q.close.min(b) - q.open.max(a) + 1;
            k += 1;
        }
    }
    if all > 0 && quoted * 2 >= all { Manner::Direct } else { Manner::Indirect }
}
