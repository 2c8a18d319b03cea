//! Which pieces of a page are the article.
//!
//! What is named or shaped as something else goes first. Then each piece speaks for or against the
//! element around it, by its letters: sentences for, links and scraps against. The article is in
//! the element whose pieces are worth most together, and inside that, in the innermost one that
//! holds most of its worth. The time is linear in the page.
//!
//! # References
//!
//! The sum over contiguous pieces: J. Pasternack and D. Roth (2009), "Extracting article text from
//! the web with maximum subsequence segmentation", WWW, doi:10.1145/1526709.1526840. Text and link
//! density as evidence: C. Kohlschütter, P. Fankhauser and W. Nejdl (2010), "Boilerplate detection
//! using shallow text features", WSDM, doi:10.1145/1718487.1718542.

use std::collections::{BTreeMap, BTreeSet};

use super::names::Said;
use super::pieces::{Element, Kind, Page, Piece};

/// An element named as elsewhere is dropped where it holds less than this share of the page's text
/// … (some pages call the article's own box "social-content" or "page-with-caption")
const LITTLE: f64 = 0.2;
/// … and no more than this many paragraphs.
const FEW_PARAGRAPHS: f64 = 4.0;
/// Comments and what covers the page are dropped up to this share.
const COMMENTS_MOST: f64 = 0.4;
/// A piece that is one link of at least this many bytes is a teaser.
const LINK_LEAST: usize = 20;
/// The box of another article's teaser has at most so many pieces and bytes,
const CARD_PIECES: usize = 8;
const CARD_BYTES: usize = 600;
/// and at least so many others beside it that look alike.
const CARDS_LEAST: usize = 3;
/// A sentence that comes again is a copy if it has more than this many bytes; tables and recipes
/// repeat short ones.
const REPEAT_LEAST: usize = 80;

/// What a dropped piece, a link and a scrap of words speak against the element around them, in
/// letters.
const DROPPED: f64 = -5.0;
const LINK: f64 = -10.0;
const SCRAP: f64 = -10.0;
/// A line that ends like a sentence counts from this many letters, any other from this many.
const SENTENCE_LEAST: f64 = 40.0;
const LINE_LEAST: f64 = 80.0;
/// What scraps and lists are worth, a letter, in an element that is named as the article's text.
const SCRAP_IN_BODY: f64 = 0.3;

/// The article is sought in an inner element that holds at least this share of the worth: one that
/// is named as the article's text, one that is an `article`, or any.
const SHARE_BODY: f64 = 0.5;
const SHARE_ARTICLE: f64 = 0.6;
const SHARE_ANY: f64 = 0.7;
/// … and whose neighbours do not hold more than this share of text that is so named: then the
/// article is in several parts.
const OTHER_PARTS: f64 = 0.15;
/// What stands beside the inner element, in the same `article`, belongs to it if so much of its
/// letters is worth something: a lead, for instance.
const PURE: f64 = 0.9;
/// An `article` element worth at least this is an article; further ones beside it are others.
const ARTICLE_LEAST: f64 = 100.0;

/// The article's pieces, in order.
pub fn select(page: &Page) -> Vec<&Piece> {
    let mut kept = vec![true; page.pieces.len()];
    drop_named(page, &mut kept);
    drop_links(page, &mut kept);
    drop_cards(page, &mut kept);
    let wanted = Worth::new(page, &kept).article();
    for (kept, wanted) in kept.iter_mut().zip(wanted) {
        *kept &= wanted;
    }
    drop_repeats(page, &mut kept);
    page.pieces.iter().zip(kept).filter_map(|(piece, kept)| kept.then_some(piece)).collect()
}

/// Sums over the pieces before each: the difference of two is an element's.
struct Sums(Vec<f64>);

impl Sums {
    fn new(page: &Page, value: impl Fn(usize, &Piece) -> f64) -> Self {
        let mut sum = 0.0;
        let mut sums = vec![0.0];
        for (i, piece) in page.pieces.iter().enumerate() {
            sum += value(i, piece);
            sums.push(sum);
        }
        Self(sums)
    }

    fn of(&self, element: &Element) -> f64 {
        self.between(element.first, element.end)
    }

    fn between(&self, first: usize, end: usize) -> f64 {
        self.0[end] - self.0[first]
    }
}

fn is_one_link(piece: &Piece) -> bool {
    let n = piece.text.len();
    n >= LINK_LEAST && piece.linked * 20 >= n * 19
}

/// Drops elements that are named as something else than running text and hold little of it.
fn drop_named(page: &Page, kept: &mut [bool]) {
    let bytes = Sums::new(page, |_, p| p.text.len() as f64);
    let paragraphs = Sums::new(page, |_, p| f64::from(page.kind(p) == Kind::Paragraph));
    let all = bytes.between(0, page.pieces.len()).max(1.0);
    // The article stands below the page's one headline, or around it.
    let mut headlines =
        page.pieces.iter().enumerate().filter(|(_, p)| page.kind(p) == Kind::Headline);
    let headline = match (headlines.next(), headlines.next()) {
        (Some((at, _)), None) => Some(at),
        _ => None,
    };
    let mut done = 0;
    for e in &page.elements {
        if e.end <= done || headline.is_some_and(|h| (e.first..e.end).contains(&h)) {
            continue;
        }
        let share = bytes.of(e) / all;
        let named = matches!(e.said, Said::Elsewhere | Said::Comments) || e.kind == Kind::Beside;
        if named && share < LITTLE && paragraphs.of(e) <= FEW_PARAGRAPHS
            || e.said == Said::Comments && share < COMMENTS_MOST
        {
            kept[e.first..e.end].fill(false);
            done = e.end;
        }
    }
}

/// Drops what is one link, unless it is a paragraph that ends like a sentence.
fn drop_links(page: &Page, kept: &mut [bool]) {
    for (piece, kept) in page.pieces.iter().zip(kept) {
        let sentence = piece.text.ends_with('.') && page.kind(piece) == Kind::Paragraph;
        *kept &= !is_one_link(piece) || sentence;
    }
}

/// Drops lists of other articles: boxes that look alike, each short and with a link of its own.
fn drop_cards(page: &Page, kept: &mut [bool]) {
    let mut alike: BTreeMap<(usize, u64), Vec<&Element>> = BTreeMap::new();
    for e in &page.elements {
        // An item of one piece is an item of the article's own list.
        let least = match e.kind {
            Kind::Item => 2,
            Kind::Box | Kind::Article => 1,
            _ => continue,
        };
        let pieces = &page.pieces[e.first..e.end];
        if (least..=CARD_PIECES).contains(&pieces.len())
            && pieces.iter().any(is_one_link)
            && pieces.iter().map(|p| p.text.len()).sum::<usize>() < CARD_BYTES
        {
            alike.entry((e.parent, e.look)).or_default().push(e);
        }
    }
    for card in alike.values().filter(|cards| cards.len() >= CARDS_LEAST).flatten() {
        kept[card.first..card.end].fill(false);
    }
}

/// Drops what stands in the article a second time, in the same pieces or in others.
fn drop_repeats(page: &Page, kept: &mut [bool]) {
    let mut seen = BTreeSet::new();
    for (piece, kept) in page.pieces.iter().zip(kept).filter(|(_, kept)| **kept) {
        let (mut all, mut again) = (0, 0);
        for sentence in piece.text.split_inclusive(". ").map(str::trim) {
            if sentence.len() > REPEAT_LEAST {
                all += sentence.len();
                again += if seen.insert(sentence) { 0 } else { sentence.len() };
            }
        }
        *kept = again * 2 <= all;
    }
}

/// Letters of a text; those of scripts that write a word in one or two count double.
fn letters(text: &str) -> f64 {
    text.chars().map(|c| if ('\u{2e80}'..'\u{ff00}').contains(&c) { 2.0 } else { 1.0 }).sum()
}

const ENDINGS: [char; 12] = ['.', '!', '?', '”', '"', '’', '»', '…', ':', ')', '。', '」'];

/// What a piece speaks for the element around it being the article's.
fn value(piece: &Piece, kind: Kind, in_body: bool) -> f64 {
    let n = letters(&piece.text);
    let linked = piece.linked as f64 / piece.text.len().max(1) as f64;
    if linked > 0.5 {
        return LINK - n / 4.0;
    }
    let sentence = n >= SENTENCE_LEAST && piece.text.ends_with(ENDINGS);
    let value = match kind {
        _ if sentence => n * (1.0 - linked),
        _ if n >= LINE_LEAST => n / 2.0,
        Kind::Headline | Kind::Heading => 0.0,
        _ => SCRAP,
    };
    if in_body { value.max(SCRAP_IN_BODY * n) } else { value }
}

/// What the page's elements are worth.
struct Worth<'p> {
    page: &'p Page,
    values: Vec<f64>,
    worth: Sums,
    /// The worth of pieces in elements named as the article's text.
    body: Sums,
    /// Letters that were not dropped.
    letters: Sums,
    /// By element: whether it is, or stands in, an `article` or an element named as its text.
    in_article: Vec<bool>,
    children: Vec<Vec<usize>>,
}

impl<'p> Worth<'p> {
    fn new(page: &'p Page, kept: &[bool]) -> Self {
        let mut in_body = vec![false; page.elements.len()];
        let mut in_article = in_body.clone();
        let mut children = vec![Vec::new(); page.elements.len()];
        for (i, e) in page.elements.iter().enumerate().skip(1) {
            in_body[i] = in_body[e.parent] || e.said == Said::Body;
            in_article[i] = in_article[e.parent] || in_body[i] || e.kind == Kind::Article;
            children[e.parent].push(i);
        }
        let values: Vec<f64> = page
            .pieces
            .iter()
            .zip(kept)
            .map(
                |(p, &kept)| {
                    if kept { value(p, page.kind(p), in_body[p.element]) } else { DROPPED }
                },
            )
            .collect();
        Self {
            page,
            worth: Sums::new(page, |i, _| values[i]),
            body: Sums::new(page, |i, p| if in_body[p.element] { values[i] } else { 0.0 }),
            letters: Sums::new(page, |i, p| if kept[i] { letters(&p.text) } else { 0.0 }),
            values,
            in_article,
            children,
        }
    }

    /// Which pieces are the article's.
    fn article(&self) -> Vec<bool> {
        let mut wanted = vec![false; self.page.pieces.len()];
        let mut at = self.best();
        loop {
            let here = &self.page.elements[at];
            let Some((inner, alone)) = self.inner(at) else {
                wanted[here.first..here.end].fill(true);
                return wanted;
            };
            if !alone && self.in_article[at] {
                self.beside(at, inner, &mut wanted);
            }
            at = inner;
        }
    }

    /// The element that is worth most, the innermost of equals.
    fn best(&self) -> usize {
        let mut best = (0, f64::NEG_INFINITY);
        for (i, e) in self.page.elements.iter().enumerate().filter(|(_, e)| e.kind.holds_blocks()) {
            let worth = self.worth.of(e);
            if worth >= best.1 {
                best = (i, worth);
            }
        }
        best.0
    }

    /// The element inside this one that holds the article, if one does, and whether it holds it
    /// alone.
    fn inner(&self, at: usize) -> Option<(usize, bool)> {
        let element = |i: usize| &self.page.elements[i];
        let here = element(at);
        let blocks =
            || self.children[at].iter().copied().filter(|&c| element(c).kind.holds_blocks());
        let mut articles = blocks().filter(|&c| {
            element(c).kind == Kind::Article && self.worth.of(element(c)) > ARTICLE_LEAST
        });
        if let (Some(first), Some(_)) = (articles.next(), articles.next()) {
            return Some((first, true));
        }
        let inner = blocks().fold(None, |best: Option<usize>, c| {
            let worth = |i| self.worth.of(element(i));
            if best.is_none_or(|b| worth(c) > worth(b)) { Some(c) } else { best }
        })?;
        let e = element(inner);
        let (body, worth) = (self.body.of(e), self.worth.of(e));
        let parts = body > 0.0 && self.body.of(here) - body > OTHER_PARTS * body;
        let named = here.said == Said::Body && e.said != Said::Body;
        let share = match (e.said, e.kind) {
            (Said::Body, _) => SHARE_BODY,
            (_, Kind::Article) => SHARE_ARTICLE,
            _ => SHARE_ANY,
        };
        let holds = worth > 0.0 && worth >= share * self.worth.of(here);
        (holds && !parts && !named).then_some((inner, false))
    }

    /// Wants what stands beside the inner element and is running text all the same.
    fn beside(&self, at: usize, inner: usize, wanted: &mut [bool]) {
        let here = &self.page.elements[at];
        let mut loose = here.first;
        for &child in &self.children[at] {
            let e = &self.page.elements[child];
            self.loose(loose, e.first, wanted);
            let letters = self.letters.of(e);
            if child != inner && letters > 0.0 && self.worth.of(e) >= PURE * letters {
                wanted[e.first..e.end].fill(true);
            }
            loose = e.end;
        }
        self.loose(loose, here.end, wanted);
    }

    /// The same for pieces between elements.
    fn loose(&self, first: usize, end: usize, wanted: &mut [bool]) {
        let pieces = self.page.pieces[first..end].iter().zip(&self.values[first..end]);
        for (wanted, (piece, value)) in wanted[first..end].iter_mut().zip(pieces) {
            *wanted = *value >= PURE * letters(&piece.text);
        }
    }
}
