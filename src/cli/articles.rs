//! `corroborate articles`: what was read.

use std::collections::BTreeMap;

use serde::Serialize;

use super::args::Articles;
use super::output::{note, print};
use super::whole::Folder;
use super::{Done, Failure, Start};
use crate::corpus::{self, Article, BlockKind, Corpus, OutletFrom, Skipped};

/// One line of output.
#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    outlet: &'a str,
    outlet_from: &'static str,
    published: Option<String>,
    title: Option<&'a str>,
    byline: Option<&'a str>,
    agency: Option<&'a str>,
    url: Option<&'a str>,
    language: Option<&'a str>,
    text: String,
    left_out: BTreeMap<&'static str, usize>,
}

pub(super) fn run(args: &Articles) -> Result<Done, Failure> {
    let start = Start::new(&args.common)?;
    let folder = args.out.as_deref().map(Folder::prepare).transpose()?;
    let corpus = corpus::read(&start.inputs.articles, &start.settings.corpus);
    let skipped = tell_skipped(&start.inputs.skipped, &corpus);
    let mut lines = String::new();
    for article in &corpus.articles {
        let line = serde_json::to_string(&line(article)).map_err(Failure::run)?;
        lines.push_str(&line);
        lines.push('\n');
    }
    match folder {
        Some(folder) => {
            for article in &corpus.articles {
                folder.add(&file_name(&article.document), article.body().as_bytes())?;
            }
            folder.add("run.json", b"{}\n")?;
            folder.commit()?;
        }
        None => print(&lines)?,
    }
    Ok(Done { skipped, strict: args.common.strict })
}

/// `ID.txt`, where ID is the document's name without its ending, and without any part that could
/// lead out of the folder.
fn file_name(document: &str) -> String {
    let bare = document.strip_suffix(".gz").unwrap_or(document);
    let stem = match bare.rsplit_once('.') {
        Some((stem, ending)) if ending.len() <= 6 && !ending.contains(['/', '#']) => stem,
        _ => bare,
    };
    let safe: String = stem
        .chars()
        .map(|c| {
            if c.is_control() || matches!(c, ':' | '\\' | '<' | '>' | '"' | '|' | '?' | '*') {
                '_'
            } else {
                c
            }
        })
        .collect();
    let parts: Vec<&str> =
        safe.split('/').filter(|p| !p.is_empty() && *p != "." && *p != "..").collect();
    format!("{}.txt", parts.join("/"))
}

fn line(article: &Article) -> Line<'_> {
    let mut left_out = BTreeMap::new();
    for block in article.blocks.iter().filter(|b| !b.kind.is_body()) {
        *left_out.entry(name(block.kind)).or_default() += 1;
    }
    Line {
        id: &article.document,
        outlet: &article.outlet,
        outlet_from: match article.outlet_from {
            OutletFrom::Manifest => "manifest",
            OutletFrom::Metadata => "metadata",
            OutletFrom::Credit => "credit line",
            OutletFrom::SelfReference => "self-reference",
            OutletFrom::FileStem => "file name",
        },
        published: article.published.map(|d| match article.published_time {
            Some(t) => format!("{d}T{t}Z"),
            None => d.to_string(),
        }),
        title: article.title.as_deref(),
        byline: article.byline.as_deref(),
        agency: article.agency.as_deref(),
        url: article.url.as_deref(),
        language: article.language.as_deref(),
        text: article.body(),
        left_out,
    }
}

fn name(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Title => "title",
        BlockKind::Paragraph => "paragraph",
        BlockKind::Heading => "heading",
        BlockKind::Caption => "caption",
        BlockKind::Credit => "credit",
        BlockKind::Furniture => "furniture",
        BlockKind::Teaser => "teaser",
        BlockKind::Repeated => "repeated",
    }
}

/// Says on standard error what was not read; returns how many.
pub(super) fn tell_skipped(earlier: &[Skipped], corpus: &Corpus) -> usize {
    let all: Vec<&Skipped> = earlier.iter().chain(&corpus.skipped).collect();
    for skipped in all.iter().take(20) {
        note(&format!("skipped {}: {}: {}", skipped.document, skipped.reason, skipped.detail));
    }
    if all.len() > 20 {
        note(&format!("skipped {} more; run.json counts them by reason", all.len() - 20));
    }
    all.len()
}
