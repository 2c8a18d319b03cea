//! A page → an article: running text, headline, outlet and date, without what surrounds them.
//!
//! The page's tree is cleared of what is never running text (captions, forms, lists of other
//! articles, paragraphs that are one link) before the text is sought, because what seeks it weighs
//! whole branches and keeps what stands among paragraphs. Metadata (JSON-LD, OpenGraph) names title,
//! outlet and date; a headline that the body does not bear out is not taken for one.

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

/// Never running text, whatever it holds.
const NEVER: &str = "script, style, noscript, template, button, select, textarea, input, nav, iframe, object, \
    svg, figcaption, video, audio";

/// Parts of class names and ids that announce something else than running text. An element so
/// called is dropped only where it holds little of the page's text: some pages call the article's
/// own box "social-content" or "page-with-caption".
const ELSEWHERE: [&str; 44] = [
    "caption",
    "credit",
    "related",
    "newsletter",
    "subscribe",
    "subscription",
    "signup",
    "sign-up",
    "promo",
    "share",
    "sharing",
    "social",
    "sponsor",
    "advert",
    "recommend",
    "trending",
    "most-read",
    "mostread",
    "most-popular",
    "read-more",
    "readmore",
    "more-stories",
    "more-from",
    "also-read",
    "also-like",
    "teaser",
    "outbrain",
    "taboola",
    "author-bio",
    "about-author",
    "author-info",
    "comment",
    "disqus",
    "breadcrumb",
    "byline",
    "dateline",
    "timestamp",
    "post-meta",
    "entry-meta",
    "tags",
    "slideshow",
    "gallery",
    "cookie",
    "paywall",
];

/// An element named as elsewhere is dropped where it holds less than this share of the page's text.
const LITTLE: f64 = 0.2;
/// … and no more than this many paragraphs.
const FEW_PARAGRAPHS: usize = 4;
/// A paragraph that is one link of at least this many bytes is a teaser, not a sentence.
const LINK_LEAST: usize = 20;

/// Of a paragraph or a run of words only these names are believed.
const ELSEWHERE_INLINE: [&str; 6] =
    ["caption", "credit", "byline", "newsletter", "timestamp", "promo"];

/// Whether a word of a class or id begins like one of [`ELSEWHERE`].
fn names_elsewhere(name: &str, inline: bool) -> bool {
    let mut words = String::with_capacity(name.len() + 8);
    let mut before = ' ';
    for c in name.chars() {
        // "imageCaption" is two words.
        if c.is_uppercase() && before.is_lowercase() {
            words.push('-');
        }
        words.extend(if c == '_' { '-'.to_lowercase() } else { c.to_lowercase() });
        before = c;
    }
    let list: &[&str] = if inline { &ELSEWHERE_INLINE } else { &ELSEWHERE };
    list.iter().any(|part| {
        words
            .match_indices(part)
            .any(|(at, _)| at == 0 || !words[..at].ends_with(|c: char| c.is_alphanumeric()))
    })
}

/// Drops what is never running text.
fn clear(reader: &Readability) {
    let doc = &reader.doc;
    doc.select(NEVER).remove();
    // Quotations are text; a class such as "twitter-tweet" must not get them thrown out.
    for quote in doc.select("blockquote, blockquote *").iter() {
        quote.remove_all_attrs();
    }
    let all = doc.select("body").text().len().max(1) as f64;
    for node in doc
        .select("div, section, aside, ul, ol, p, span, footer, header, figure, table, dl, form")
        .iter()
    {
        let always = node.is("aside, footer, form");
        let inline = node.is("p, span");
        let name = format!("{} {}", node.attr_or("class", ""), node.attr_or("id", ""));
        if !always && !names_elsewhere(&name, inline) {
            continue;
        }
        let share = node.text().len() as f64 / all;
        if share < LITTLE && node.select("p").length() <= FEW_PARAGRAPHS {
            node.remove();
        }
    }
    for node in doc.select("p, li, h2, h3, h4, h5").iter() {
        let text = node.text();
        let text = text.trim();
        if text.len() < LINK_LEAST {
            continue;
        }
        let linked: usize = node.select("a").iter().map(|a| a.text().trim().len()).sum();
        // All of it is a link, and it is no sentence.
        if linked * 20 >= text.len() * 19 && !text.ends_with('.') {
            node.remove();
        }
    }
}

/// The article of a page; `None` where there is no running text.
pub(super) fn article(page: &str, document: &str, record: &Record) -> Option<Article> {
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let mut reader = Readability::new(page, None, Some(config)).ok()?;
    let metadata = reader.get_article_metadata(reader.parse_json_ld());
    clear(&reader);
    let found = reader.parse().ok()?;
    let text = found.text_content.trim().to_owned();
    if text.is_empty() {
        return None;
    }
    let mut known = record.clone();
    let title = Some(found.title.trim().to_owned()).filter(|t| !t.is_empty());
    known.title = known.title.or(title);
    known.byline = known.byline.or(metadata.byline);
    known.language = known.language.or(found.lang);
    known.url = known.url.or(metadata.url);
    if known.published.is_none() {
        let read = |t: &str| parse_time(t).or_else(|| Some((date_in(t)?, None)));
        if let Some((date, at)) = metadata.published_time.as_deref().and_then(read) {
            (known.published, known.published_time) = (Some(date), at);
        }
    }
    let mut article = plain(text, Encoding::Utf8, document, &known);
    let site = metadata.site_name.filter(|s| !s.trim().is_empty());
    if let (None, Some(site)) = (&record.outlet, site) {
        article.outlet = site.trim().to_owned();
        article.outlet_from = OutletFrom::Metadata;
    }
    Some(article.without_furniture())
}
