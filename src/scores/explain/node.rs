//! A number with what it is made of, printed as text, JSON or Markdown.

use std::fmt::Write;

use serde::Serialize;

use crate::ledger::Place;
use crate::units::{Estimate, print_number};

/// One number of an explanation, with what it is made of.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Node {
    /// What it is.
    pub label: String,
    /// Its value, on its own scale.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// Lower and upper bound of its interval.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interval: Option<(f64, f64)>,
    /// What of the parent's value it makes up; the shares of all parts add up to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub share: Option<f64>,
    /// How the value follows from the parts.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub formula: String,
    /// What else a reader should know.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// The sentences behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Quote>,
    /// What it is made of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Node>,
}

/// Words of an article.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Quote {
    /// The article.
    pub document: String,
    /// Who printed it.
    pub outlet: String,
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The words.
    pub text: String,
}

impl From<&Place> for Quote {
    fn from(p: &Place) -> Self {
        Self {
            document: p.document.clone(),
            outlet: p.outlet.clone(),
            start: p.span.start(),
            end: p.span.end(),
            text: p.quote.clone(),
        }
    }
}

impl Node {
    pub(super) fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }

    pub(super) fn estimate(mut self, e: Option<Estimate>) -> Self {
        self.value = e.map(Estimate::mean);
        self.interval = e.map(|e| (e.low(), e.high()));
        self
    }

    /// As an indented text.
    pub fn to_text(&self) -> String {
        let mut out = String::new();
        self.write_text(&mut out, 0);
        out
    }

    fn write_text(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{indent}{}", self.headline());
        for line in [&self.formula, &self.note].into_iter().filter(|l| !l.is_empty()) {
            let _ = writeln!(out, "{indent}    {line}");
        }
        for q in &self.quotes {
            let _ = writeln!(out, "{indent}    {}", q.line());
        }
        for p in &self.parts {
            p.write_text(out, depth + 1);
        }
    }

    fn headline(&self) -> String {
        let mut line = self.label.clone();
        if let Some(v) = self.value {
            let _ = write!(line, ": {}", print_short(v));
        }
        if let Some((low, high)) = self.interval {
            let _ = write!(line, " [{} … {}]", print_short(low), print_short(high));
        }
        if let Some(s) = self.share {
            let _ = write!(line, "  (makes {})", print_short(s));
        }
        line
    }

    /// As JSON, numbers with at most six decimals.
    pub fn to_json(&self) -> String {
        let mut value = serde_json::to_value(self).unwrap_or_default();
        round(&mut value);
        serde_json::to_string_pretty(&value).unwrap_or_default()
    }

    /// As a Markdown list.
    pub fn to_markdown(&self) -> String {
        let mut out = format!("## {}\n\n", escape(&self.headline()));
        self.write_body(&mut out, 0);
        for p in &self.parts {
            p.write_markdown(&mut out, 0);
        }
        out
    }

    fn write_markdown(&self, out: &mut String, depth: usize) {
        let _ = writeln!(out, "{}- {}", "  ".repeat(depth), escape(&self.headline()));
        self.write_body(out, depth + 1);
        for p in &self.parts {
            p.write_markdown(out, depth + 1);
        }
    }

    fn write_body(&self, out: &mut String, depth: usize) {
        let indent = "  ".repeat(depth);
        for line in [&self.formula, &self.note].into_iter().filter(|l| !l.is_empty()) {
            let _ = writeln!(out, "{indent}- *{}*", escape(line));
        }
        for q in &self.quotes {
            let _ = writeln!(out, "{indent}- {}", escape(&q.line()));
        }
        if depth == 0 && !(self.formula.is_empty() && self.note.is_empty()) {
            out.push('\n');
        }
    }
}

impl Quote {
    /// `“words” (document 10–20, outlet)`, on one line.
    fn line(&self) -> String {
        let words = self.text.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("“{words}” ({} {}–{}, {})", self.document, self.start, self.end, self.outlet)
    }
}

/// Three decimals: what people compare.
pub(super) fn print_short(x: f64) -> String {
    print_number((x * 1000.0).round() / 1000.0)
}

/// Numbers in JSON as in the tables, so that equal runs give equal bytes.
fn round(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Number(n) => {
            if let (false, Some(x)) = (n.is_u64(), n.as_f64())
                && let Some(n) = print_number(x).parse().ok().and_then(serde_json::Number::from_f64)
            {
                *value = serde_json::Value::Number(n);
            }
        }
        serde_json::Value::Array(xs) => xs.iter_mut().for_each(round),
        serde_json::Value::Object(map) => map.values_mut().for_each(round),
        _ => {}
    }
}

/// Characters that Markdown would take for markup.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '*' | '_' | '`' | '[' | ']' | '<' | '>' | '#' | '|' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}
