//! The index of a report's pictures, in Markdown and in HTML.

use super::inputs::RunFacts;
use super::theme::{Ink, Palette};

/// One picture of a report.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its PNG file, relative to the report's folder.
    pub png: String,
    /// Its SVG file, where one was written.
    pub svg: Option<String>,
    /// Size in CSS pixels.
    pub size: (f64, f64),
    /// Its title.
    pub title: String,
    /// How to read it.
    pub subtitle: String,
    /// The picture in words.
    pub alt: String,
}

/// The index in Markdown.
pub fn markdown(pictures: &[Listed], run: &RunFacts, page: bool) -> String {
    let mut out = String::from("# Report\n\n");
    out.push_str(super::LIMITS);
    out.push_str("\n\n");
    for line in run.foot().iter().filter(|l| !l.is_empty()) {
        out.push_str(&plain(line));
        out.push_str("  \n");
    }
    if page {
        out.push_str(
            "\nAll voices, claims and questions, to sort and search: [page.html](page.html)\n",
        );
    }
    for p in pictures {
        let svg = p.svg.as_ref().map_or_else(String::new, |s| format!(" · [SVG]({s})"));
        out.push_str(&format!(
            "\n## {}\n\n{}\n\n![{}]({})\n\n[PNG]({}){svg}\n",
            plain(&p.title),
            plain(&p.subtitle),
            plain(&p.alt),
            p.png,
            p.png
        ));
    }
    out
}

/// The index in HTML.
pub fn html(pictures: &[Listed], run: &RunFacts, page: bool, palette: &Palette) -> String {
    let css = |ink| palette.colour(ink).css();
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src 'self'; \
         style-src 'unsafe-inline'\">\n<title>Report</title>\n<style>\n\
         body{{font:16px/1.5 \"Noto Sans\",system-ui,sans-serif;max-width:60rem;margin:2rem auto;\
         padding:0 1rem;color:{};background:{}}}\n\
         a{{color:{}}}\nimg{{max-width:100%;height:auto}}\nfigure{{margin:2.5rem 0}}\n\
         nav li{{margin:.2rem 0}}\n.facts{{color:{};font-size:.85rem}}\n\
         figure{{break-inside:avoid}}\n</style>\n</head>\n<body>\n<h1>Report</h1>\n<p>{}</p>\n",
        css(Ink::Text),
        css(Ink::Background),
        css(Ink::Outlet),
        css(Ink::Muted),
        escape(super::LIMITS),
    );
    for line in run.foot().iter().filter(|l| !l.is_empty()) {
        out.push_str(&format!("<p class=\"facts\">{}</p>\n", escape(line)));
    }
    if page {
        out.push_str(
            "<p><a href=\"page.html\">All voices, claims and questions, to sort and search</a></p>\n",
        );
    }
    out.push_str("<nav aria-label=\"Pictures\"><ol>\n");
    for (i, p) in pictures.iter().enumerate() {
        out.push_str(&format!("<li><a href=\"#p{}\">{}</a></li>\n", i + 1, escape(&p.title)));
    }
    out.push_str("</ol></nav>\n<main>\n");
    for (i, p) in pictures.iter().enumerate() {
        let svg = p
            .svg
            .as_ref()
            .map_or_else(String::new, |s| format!(" · <a href=\"{}\">SVG</a>", escape(s)));
        out.push_str(&format!(
            "<figure id=\"p{}\">\n<img src=\"{}\" width=\"{:.0}\" height=\"{:.0}\" loading=\"lazy\" \
             alt=\"{}\">\n<figcaption class=\"facts\"><a href=\"{}\">PNG</a>{svg}</figcaption>\n</figure>\n",
            i + 1,
            escape(&p.png),
            p.size.0,
            p.size.1,
            escape(&p.alt),
            escape(&p.png),
        ));
    }
    out.push_str("</main>\n</body>\n</html>\n");
    out
}

/// Text for HTML content and attributes.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// Text for Markdown: nothing in it acts.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\`*_{}[]()<>#+!|".contains(c) {
            out.push('\\');
        }
        out.push(if c.is_control() { ' ' } else { c });
    }
    out
}
