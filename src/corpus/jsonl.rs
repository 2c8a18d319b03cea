//! JSONL: an article a line, as text or as a page.

use std::collections::BTreeSet;
use std::path::Path;

use serde::Deserialize;

use super::Encoding;
use super::inputs::ending;
use super::manifest::Record;
use super::page;
use super::read::{Part, Skipped, plain};
use super::time::parse_time;

/// One line of a JSONL corpus. Unknown fields are left alone.
#[derive(Deserialize)]
struct Line {
    id: Option<serde_json::Value>,
    text: Option<String>,
    html: Option<String>,
    outlet: Option<String>,
    publisher: Option<String>,
    published: Option<String>,
    date: Option<String>,
    title: Option<String>,
    byline: Option<String>,
    url: Option<String>,
    language: Option<String>,
    agency: Option<String>,
}

/// Whether a file's name says that it holds an article a line.
pub fn is_named(path: &Path) -> bool {
    matches!(ending(path).1.as_str(), "jsonl" | "ndjson")
}

/// Reads the articles of a JSONL file's bytes; a line of more than `most` bytes is skipped.
pub fn articles(document: &str, bytes: &[u8], most: u64) -> Part {
    let (mut articles, mut skipped) = (Vec::new(), Vec::new());
    let mut taken = BTreeSet::new();
    for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let place = format!("{document}:{}", number + 1);
        let mut skip = |reason, detail: String| {
            skipped.push(Skipped { document: place.clone(), reason, detail });
        };
        if line.len() as u64 > most {
            skip("too large", format!("larger than {most} bytes"));
            continue;
        }
        let line: Line = match serde_json::from_slice(line) {
            Ok(line) => line,
            Err(e) => {
                skip("broken JSON", e.to_string());
                continue;
            }
        };
        let id = match &line.id {
            Some(serde_json::Value::String(s)) => s.clone(),
            Some(other) => other.to_string(),
            None => (number + 1).to_string(),
        };
        let mut name = format!("{document}#{id}");
        if !taken.insert(name.clone()) {
            let mut n = 2;
            while !taken.insert(format!("{name}~{n}")) {
                n += 1;
            }
            name = format!("{name}~{n}");
            skip("id given twice", format!("id {id:?} was taken; this article is read as {name}"));
        }
        let date = line.published.or(line.date);
        let (published, published_time) = match date.as_deref().map(parse_time) {
            Some(Some((d, t))) => (Some(d), t),
            Some(None) => {
                skip("date not understood", format!("published {:?}", date.unwrap_or_default()));
                (None, None)
            }
            None => (None, None),
        };
        let record = Record {
            outlet: line.outlet.or(line.publisher).filter(|s| !s.trim().is_empty()),
            published,
            published_time,
            title: line.title.filter(|s| !s.trim().is_empty()),
            byline: line.byline,
            url: line.url,
            language: line.language,
            agency: line.agency,
        };
        match (line.text, line.html) {
            (Some(text), _) if !text.trim().is_empty() => {
                articles.push(plain(text, Encoding::Utf8, &name, &record).without_furniture());
            }
            (_, Some(html)) => match page::article(&html, &name, &record) {
                Some(article) => articles.push(article),
                None => skip("no article text", "the page holds no running text".to_owned()),
            },
            _ => skip("empty", "neither \"text\" nor \"html\"".to_owned()),
        }
    }
    (articles, skipped)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINES: &[u8] = br#"{"id": 7, "text": "The dam broke on Monday, officials in the valley said.", "publisher": "Valley Echo", "date": "2024-08-26"}

{"html": "<html><body><p>The dam broke on Monday, officials in the valley said, and it will take a year.</p></body></html>", "published": "soon"}
{"text": "no end
{"id": "x"}
"#;

    #[test]
    fn a_line_is_an_article_as_text_or_as_a_page() {
        let (articles, skipped) = articles("news.jsonl", LINES, 1000);
        let names: Vec<&str> = articles.iter().map(|a| a.document.as_str()).collect();
        assert_eq!(names, ["news.jsonl#7", "news.jsonl#3"]);
        assert_eq!(articles[0].outlet, "Valley Echo");
        assert_eq!(articles[0].published.unwrap().to_string(), "2024-08-26");
        assert!(articles[1].text.ends_with("a year.\n"));
        let reasons: Vec<_> = skipped.iter().map(|s| (s.document.as_str(), s.reason)).collect();
        assert_eq!(
            reasons,
            [
                ("news.jsonl:3", "date not understood"),
                ("news.jsonl:4", "broken JSON"),
                ("news.jsonl:5", "empty")
            ]
        );
    }

    #[test]
    fn articles_of_one_id_are_told_apart_and_counted() {
        let line = |id: &str| format!("{{\"id\": \"{id}\", \"text\": \"The dam broke.\"}}\n");
        let lines: String = ["a", "a", "a~2", "a"].map(line).concat();
        let (articles, skipped) = articles("n.jsonl", lines.as_bytes(), 1000);
        let names: Vec<&str> = articles.iter().map(|a| a.document.as_str()).collect();
        assert_eq!(names, ["n.jsonl#a", "n.jsonl#a~2", "n.jsonl#a~2~2", "n.jsonl#a~3"]);
        assert!(skipped.iter().all(|s| s.reason == "id given twice"));
        assert_eq!(skipped.len(), 3);
    }

    #[test]
    fn a_date_that_cannot_be_is_told_with_its_line() {
        for date in ["0000-00-00", "0000-01-01", "9999-12-31"] {
            let line = format!("{{\"date\": \"{date}\", \"text\": \"The dam broke.\"}}");
            let (articles, skipped) = articles("n.jsonl", line.as_bytes(), 1000);
            assert_eq!(articles[0].published, None, "{date}");
            let told = (skipped[0].document.as_str(), skipped[0].reason);
            assert_eq!(told, ("n.jsonl:1", "date not understood"));
        }
    }

    #[test]
    fn a_line_beyond_the_limit_is_skipped() {
        let (articles, skipped) = articles("news.jsonl", LINES, 20);
        assert_eq!((articles.len(), skipped[0].reason), (0, "too large"));
    }
}
