//! A page → an article: running text, headline, outlet and date, without what surrounds them.
//!
//! ```text
//! page ─ pieces ─▶ texts in boxes ─ select (names) ─▶ the article's own ─ metadata ─▶ article
//! ```

mod metadata;
mod names;
mod pieces;
mod select;
mod shallow;
#[cfg(test)]
mod tests;

use dom_query::Document;

use super::furniture::{self, fold};
use super::manifest::Record;
use super::outlet;
use super::read::assemble;
use super::{Article, Block, BlockKind, Encoding, OutletFrom, Span};
use metadata::Metadata;
use pieces::Kind;

/// Whether bytes begin like a page, whatever the file is called.
pub(super) fn looks_like_page(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let head =
        String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The article of a page; `None` where there is no running text.
pub(super) fn article(page: &str, document: &str, record: &Record) -> Option<Article> {
    let tree = Document::from(shallow::shallow(page).as_ref());
    let read = pieces::pieces(&tree);
    let found = select::select(&read);
    let mut text = String::new();
    let mut blocks = Vec::new();
    for piece in &found {
        let start = text.len();
        text.push_str(&piece.text);
        let kind = furniture::line(&piece.text).unwrap_or(match read.kind(piece) {
            Kind::Headline | Kind::Heading => BlockKind::Heading,
            _ => BlockKind::Paragraph,
        });
        blocks.push(Block { span: Span::new(start, text.len()), kind });
        text.push('\n');
    }
    let metadata = Metadata::read(&tree, &text);
    let mut known = record.clone();
    known.title = known.title.or(metadata.title);
    known.byline = known.byline.or(metadata.byline);
    known.language = known.language.or(metadata.language);
    known.url = known.url.or(metadata.url);
    if known.published.is_none() {
        known.published = metadata.published.map(|(day, _)| day);
        known.published_time = metadata.published.and_then(|(_, time)| time);
    }
    // A byline that names an agency credits it.
    let agency = known.byline.as_deref().and_then(outlet::known).filter(|(_, agency)| *agency);
    known.agency = known.agency.or(agency.map(|(name, _)| name.to_owned()));
    // The headline is kept apart from the text.
    if let Some(title) = known.title.as_deref().map(fold) {
        for block in blocks.iter_mut().filter(|b| fold(b.span.of(&text)) == title) {
            block.kind = BlockKind::Repeated;
        }
    }
    if !blocks.iter().any(|b| b.kind.is_body()) {
        return None;
    }
    let mut article = assemble(text, Encoding::Utf8, blocks, document, &known);
    if let (None, Some(site)) = (&record.outlet, metadata.site) {
        article.outlet = site;
        article.outlet_from = OutletFrom::Metadata;
    }
    Some(article.without_furniture())
}
