//! A page → an article: running text, headline, outlet and date, without what surrounds them.

use dom_smoothie::{Config, Readability, TextMode};

use super::manifest::Record;
use super::outlet::date_in;
use super::read::{parse_time, plain};
use super::{Article, Encoding, OutletFrom};

/// Whether bytes begin like a page, whatever the file is called.
pub(super) fn looks_like_page(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(1024)];
    let head =
        String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    head.starts_with("<!doctype html") || head.starts_with("<html")
}

/// The article of a page; `None` where there is no running text.
pub(super) fn article(page: &str, document: &str, record: &Record) -> Option<Article> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::new(page, None, Some(config)).ok()?;
    let found = reader.parse().ok()?;
    let text = found.text_content.trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let mut known = record.clone();
    known.title =
        known.title.or_else(|| Some(found.title.trim().to_owned()).filter(|t| !t.is_empty()));
    known.byline = known.byline.or(found.byline);
    known.language = known.language.or(found.lang);
    if known.published.is_none() {
        let time = found.published_time.as_deref();
        if let Some((date, at)) =
            time.and_then(|t| parse_time(t).or_else(|| Some((date_in(t)?, None))))
        {
            (known.published, known.published_time) = (Some(date), at);
        }
    }
    let mut article = plain(text, Encoding::Utf8, document, &known);
    if let (None, Some(site)) = (&record.outlet, found.site_name.filter(|s| !s.trim().is_empty())) {
        article.outlet = site.trim().to_owned();
        article.outlet_from = OutletFrom::Metadata;
    }
    Some(article.without_furniture())
}
