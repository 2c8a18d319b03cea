//! What a page says of itself: title, outlet, byline, time, address, language.
//!
//! Pages say it several times, for search engines (JSON-LD, schema.org) and for whoever shares a
//! link (OpenGraph), and not always truly. So a title is believed that the page shows, a time of
//! publication that does not lie after the time of change, a byline that could be a name.

use std::collections::BTreeSet;

use dom_query::Document;
use jiff::civil::{Date, Time};
use serde_json::Value;

use crate::corpus::time::{date_in, parse_time};

/// What was found; each part is absent where nothing said it, or nothing that is believed.
#[derive(Debug, Default, PartialEq)]
pub struct Metadata {
    pub title: Option<String>,
    pub site: Option<String>,
    pub byline: Option<String>,
    pub published: Option<(Date, Option<Time>)>,
    pub url: Option<String>,
    pub language: Option<String>,
}

/// Every name under which something is said, with what is said, in the page's order.
#[derive(Default)]
struct Said(Vec<(String, String)>);

impl Said {
    fn add(&mut self, name: &str, value: &str) {
        let value = value.split_whitespace().collect::<Vec<_>>().join(" ");
        if !value.is_empty() {
            self.0.push((name.to_lowercase(), value));
        }
    }

    /// What is said under the names, in the order of the names.
    fn all<'s>(&'s self, names: &'s [&str]) -> impl Iterator<Item = &'s str> {
        names.iter().flat_map(|name| {
            self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
        })
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        self.all(names).next().map(str::to_owned)
    }
}

impl Metadata {
    /// Reads a page's metadata; `body` is the article's text, which should bear it out.
    pub fn read(document: &Document, body: &str) -> Self {
        let said = gather(document);
        Self {
            title: title(&said, body),
            site: said
                .all(&["og:site_name", "ld:publisher", "application-name"])
                .find(|s| !is_address(s))
                .map(str::to_owned),
            byline: said
                .all(&[
                    "ld:author",
                    "author",
                    "article:author",
                    "parsely-author",
                    "dc.creator",
                    "rel:author",
                ])
                .find_map(byline),
            published: published(&said),
            url: said.first(&["rel:canonical", "og:url"]).filter(|u| is_address(u)),
            language: said.first(&["html:lang", "og:locale", "ld:language"]),
        }
    }
}

fn gather(document: &Document) -> Said {
    let mut said = Said::default();
    for node in document.select("meta[content]").iter() {
        for attribute in ["property", "name", "itemprop"] {
            if let Some(name) = node.attr(attribute) {
                said.add(&name, &node.attr_or("content", ""));
            }
        }
    }
    for (selector, attribute, name) in [
        ("html[lang]", "lang", "html:lang"),
        ("link[rel=canonical]", "href", "rel:canonical"),
        ("time[datetime]", "datetime", "time"),
    ] {
        for node in document.select(selector).iter() {
            said.add(name, &node.attr_or(attribute, ""));
        }
    }
    for (selector, name) in [("title", "title"), ("h1", "h1"), ("a[rel=author]", "rel:author")] {
        for node in document.select(selector).iter() {
            said.add(name, &node.text());
        }
    }
    for node in document.select("script[type=\"application/ld+json\"]").iter() {
        // Damaged JSON-LD is common and no loss.
        if let Ok(value) = serde_json::from_str(&node.text()) {
            linked_data(&value, &mut said);
        }
    }
    said
}

/// Kinds of schema.org that are an article's.
const ARTICLES: [&str; 7] = [
    "Article",
    "NewsArticle",
    "ReportageNewsArticle",
    "AnalysisNewsArticle",
    "OpinionNewsArticle",
    "BlogPosting",
    "LiveBlogPosting",
];

/// Reads the articles of a JSON-LD value. The parser has bounded its depth.
fn linked_data(value: &Value, said: &mut Said) {
    match value {
        Value::Array(values) => values.iter().for_each(|v| linked_data(v, said)),
        Value::Object(object) => {
            let kinds = strings(object.get("@type"));
            if kinds.iter().any(|k| ARTICLES.contains(&k.as_str())) {
                for (key, name) in [
                    ("headline", "ld:headline"),
                    ("datePublished", "ld:published"),
                    ("dateModified", "ld:modified"),
                    ("inLanguage", "ld:language"),
                    ("publisher", "ld:publisher"),
                ] {
                    for text in strings(object.get(key)) {
                        said.add(name, &text);
                    }
                }
                said.add("ld:author", &strings(object.get("author")).join(" and "));
            }
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(inner) = object.get(key) {
                    linked_data(inner, said);
                }
            }
        }
        _ => {}
    }
}

/// The text of a value, the names of the things in it, or of the things in a list.
fn strings(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Object(object)) => strings(object.get("name")),
        Some(Value::Array(values)) => values.iter().flat_map(|v| strings(Some(v))).collect(),
        _ => Vec::new(),
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.")
}

/// A title is believed if half of its words stand in what readers see: a headline, the window's
/// title, or the article itself.
fn title(said: &Said, body: &str) -> Option<String> {
    let words = |text: &str| -> BTreeSet<String> {
        text.split(|c: char| !c.is_alphanumeric())
            .filter(|w| !w.is_empty())
            .map(str::to_lowercase)
            .collect()
    };
    let mut shown = words(body);
    said.all(&["h1"]).for_each(|t| shown.extend(words(t)));
    let borne_out = |title: &&str| {
        let words = words(title);
        !words.is_empty() && words.iter().filter(|w| shown.contains(*w)).count() * 2 >= words.len()
    };
    let named = ["ld:headline", "og:title", "twitter:title", "headline", "h1"];
    let found = said.all(&named).find(borne_out).map(str::to_owned);
    found.or_else(|| said.first(&["title"]).map(|t| without_site(&t, said)))
}

/// "Headline | Outlet" → "Headline".
fn without_site(title: &str, said: &Said) -> String {
    let site = said.first(&["og:site_name"]).unwrap_or_default().to_lowercase();
    for mark in [" | ", " - ", " – ", " — ", " :: ", " » "] {
        if let Some((headline, rest)) = title.rsplit_once(mark)
            && headline.split_whitespace().count() >= 3
            && (rest.to_lowercase() == site || rest.split_whitespace().count() <= 4)
        {
            return headline.to_owned();
        }
    }
    title.to_owned()
}

/// A byline that could be names: no address, a few words.
fn byline(text: &str) -> Option<String> {
    let name = text.strip_prefix("By ").or(text.strip_prefix("by ")).unwrap_or(text).trim();
    let short = name.len() <= 120 && name.split_whitespace().count() <= 14;
    (short && name.chars().any(char::is_alphabetic) && !is_address(name)).then(|| name.to_owned())
}

/// The first time of publication that can be read and does not lie after the day of the last
/// change.
fn published(said: &Said) -> Option<(Date, Option<Time>)> {
    let read = |text: &str| parse_time(text).or_else(|| Some((date_in(text)?, None)));
    let changed =
        said.all(&["article:modified_time", "ld:modified", "datemodified"]).find_map(read);
    let names = [
        "article:published_time",
        "ld:published",
        "datepublished",
        "og:article:published_time",
        "parsely-pub-date",
        "sailthru.date",
        "dc.date.issued",
        "dc.date",
        "pubdate",
        "publishdate",
        "publish-date",
        "date",
        "time",
    ];
    said.all(&names).filter_map(read).find(|(day, _)| changed.is_none_or(|(last, _)| *day <= last))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(head: &str, body: &str) -> Metadata {
        let page = format!("<html lang=en><head>{head}</head><body>{body}</body></html>");
        Metadata::read(&Document::from(page.as_str()), body)
    }

    #[test]
    fn json_ld_tells_title_outlet_author_and_time() {
        let m = metadata(
            r#"<script type="application/ld+json">{"@context":"https://schema.org","@graph":[{"@type":"WebSite","name":"x"},
            {"@type":["NewsArticle"],"headline":"Ferry sinks off Batu","datePublished":"2026-03-02T08:00:00+02:00",
            "dateModified":"2026-03-03T08:00:00Z","author":[{"@type":"Person","name":"Ana Duarte"},{"name":"Li Wei"}],
            "publisher":{"@type":"Organization","name":"Harbour News"}}]}</script>"#,
            "<h1>Ferry sinks off Batu</h1>",
        );
        assert_eq!(m.title.as_deref(), Some("Ferry sinks off Batu"));
        assert_eq!(m.site.as_deref(), Some("Harbour News"));
        assert_eq!(m.byline.as_deref(), Some("Ana Duarte and Li Wei"));
        let (day, time) = m.published.unwrap();
        assert_eq!(
            (day.to_string(), time.unwrap().to_string()),
            ("2026-03-02".into(), "06:00:00".into())
        );
        assert_eq!(m.language.as_deref(), Some("en"));
    }

    #[test]
    fn a_title_that_the_page_does_not_show_is_not_believed() {
        let m = metadata(
            r#"<meta property="og:title" content="Harbour News: all that moves the islands"><title>Ferry sinks off Batu | Harbour News</title>"#,
            "<h1>Ferry sinks off Batu</h1><p>A ferry went down off the island of Batu.</p>",
        );
        assert_eq!(m.title.as_deref(), Some("Ferry sinks off Batu"));
    }

    #[test]
    fn a_publication_after_the_last_change_is_not_believed() {
        let m = metadata(
            r#"<meta property="article:published_time" content="2026-05-01T00:00:00Z">
            <meta property="article:modified_time" content="2026-03-03T00:00:00Z">"#,
            r#"<time datetime="2026-03-02">2 March</time>"#,
        );
        assert_eq!(m.published.unwrap().0.to_string(), "2026-03-02");
    }

    #[test]
    fn an_address_is_no_name_and_broken_json_is_no_harm() {
        let m = metadata(
            r#"<meta property="article:author" content="https://example.org/ana"><meta name="author" content="By Ana Duarte">
            <script type="application/ld+json">{"@type": "NewsArticle", </script>"#,
            "",
        );
        assert_eq!(m.byline.as_deref(), Some("Ana Duarte"));
    }
}
