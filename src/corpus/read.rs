//! The only reader of article files: bytes → articles.
//!
//! Nothing is lost in silence: what cannot be read is skipped with a reason, and counted.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::inputs::{ArticleFile, ending};
use super::manifest::Record;
use super::{Article, Block, Encoding, OutletFrom, decode, furniture, jsonl, outlet, page};
use crate::ids::{ArticleId, Id};

/// `[corpus]`: limits of reading.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Largest article, in bytes after decompression; a larger one is skipped and counted.
    /// 1 to 1,000,000,000; default 32,000,000.
    pub max_article_bytes: u64,
    /// Largest table (claims, ledger) or JSONL file, in bytes after decompression.
    /// Default 100,000,000,000.
    pub max_table_bytes: u64,
    /// Longest line of a claims table, in bytes after decompression; a longer one is an error, before
    /// it fills the memory. For ledgers the default holds. Default 64,000,000.
    pub max_line_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_article_bytes: 32_000_000,
            max_table_bytes: 100_000_000_000,
            max_line_bytes: 64_000_000,
        }
    }
}

/// Something that was not read, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Skipped {
    /// The file (and record).
    pub document: String,
    /// The reason, of a short list, for counting.
    pub reason: &'static str,
    /// The reason in full.
    pub detail: String,
}

/// Articles as read, sorted by document name.
#[derive(Clone, Debug, Default)]
pub struct Corpus {
    /// The articles; an [`ArticleId`] is a place in this list.
    pub articles: Vec<Article>,
    /// What was skipped.
    pub skipped: Vec<Skipped>,
    /// SHA-256 over the articles' names, outlets, dates and texts, in hexadecimal.
    pub hash: String,
}

/// Opens a file or standard input, unpacking gzip.
///
/// # Errors
///
/// What the system says.
pub fn open(path: &Path) -> io::Result<Box<dyn Read>> {
    let mut raw: Box<dyn Read> = if path.as_os_str() == "-" {
        Box::new(io::stdin().lock())
    } else {
        Box::new(fs::File::open(path)?)
    };
    let mut magic = [0; 2];
    let mut got = 0;
    while got < 2 {
        match raw.read(&mut magic[got..])? {
            0 => break,
            n => got += n,
        }
    }
    let whole = io::Cursor::new(magic[..got].to_vec()).chain(raw);
    Ok(if magic == [0x1f, 0x8b] {
        Box::new(io::BufReader::new(MultiGzDecoder::new(whole)))
    } else {
        Box::new(io::BufReader::new(whole))
    })
}

/// Opens a table as [`open`] does; reading fails where it is larger, or has a longer line, than the
/// settings allow.
///
/// # Errors
///
/// What the system says.
pub fn open_table(path: &Path, settings: &Settings) -> io::Result<Bounded<Box<dyn Read>>> {
    Ok(Bounded::new(open(path)?, settings))
}

/// A table's bytes, within the limits of the settings.
#[derive(Debug)]
pub struct Bounded<R> {
    inner: R,
    /// Bytes read so far, in all and since the last line's end.
    total: u64,
    line: u64,
    max_total: u64,
    max_line: u64,
}

impl<R: Read> Bounded<R> {
    /// Bounds what is read from `inner`.
    pub fn new(inner: R, settings: &Settings) -> Self {
        let (max_total, max_line) = (settings.max_table_bytes, settings.max_line_bytes);
        Self { inner, total: 0, line: 0, max_total, max_line }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.total += n as u64;
        match buffer[..n].iter().rposition(|b| *b == b'\n') {
            Some(at) => self.line = (n - at - 1) as u64,
            None => self.line += n as u64,
        }
        for (found, most, what, key) in [
            (self.line, self.max_line, "a line of it is longer", "corpus.max_line_bytes"),
            (self.total, self.max_total, "it is larger", "corpus.max_table_bytes"),
        ] {
            if found > most {
                let why = format!("{what} than {most} bytes ({key})");
                return Err(io::Error::new(io::ErrorKind::InvalidData, why));
            }
        }
        Ok(n)
    }
}

/// What one file gave: its articles, and what of it was skipped.
pub type Part = (Vec<Article>, Vec<Skipped>);

/// Reads the articles that [`find`](super::find) found, in order of document name.
///
/// A file that cannot be read is skipped with a reason; the rest goes on.
pub fn read(files: &[ArticleFile], settings: &Settings) -> Corpus {
    let parts: Vec<Part> = files.par_iter().map(|f| read_file(f, settings)).collect();
    let mut corpus = Corpus::default();
    for (articles, skipped) in parts {
        corpus.articles.extend(articles);
        corpus.skipped.extend(skipped);
    }
    // The lines of a JSONL file may stand in any order.
    corpus.articles.sort_by(|a, b| a.document.cmp(&b.document));
    let mut hash = Sha256::new();
    for (i, article) in corpus.articles.iter_mut().enumerate() {
        article.id = ArticleId::from_index(i);
        let date = article.published.map(|d| d.to_string()).unwrap_or_default();
        for part in [&article.document, &article.outlet, &date, &article.text] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
    }
    corpus.hash = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    corpus
}

fn read_file(file: &ArticleFile, settings: &Settings) -> Part {
    let limit = if jsonl::is_named(&file.path) {
        settings.max_table_bytes
    } else {
        settings.max_article_bytes
    };
    let mut bytes = Vec::new();
    match open(&file.path).and_then(|r| r.take(limit + 1).read_to_end(&mut bytes)) {
        Err(e) => skip(&file.document, "not readable", e.to_string()),
        Ok(_) if bytes.len() as u64 > limit => skip(
            &file.document,
            "too large",
            format!(
                "larger than {limit} bytes; raise corpus.max_article_bytes in the config to read it"
            ),
        ),
        Ok(_) => parse(file, bytes, settings),
    }
}

fn skip(document: &str, reason: &'static str, detail: String) -> Part {
    (Vec::new(), vec![Skipped { document: document.to_owned(), reason, detail }])
}

/// Reads the bytes of a file, decompressed: text, page or JSONL, by the file's name and its first
/// bytes. The path is not opened.
pub fn parse(file: &ArticleFile, bytes: Vec<u8>, settings: &Settings) -> Part {
    if jsonl::is_named(&file.path) {
        return jsonl::articles(&file.document, &bytes, settings.max_article_bytes);
    }
    let (_, ending) = ending(&file.path);
    let looks_html = matches!(ending.as_str(), "html" | "htm") || page::looks_like_page(&bytes);
    let (text, encoding) = match decode::decode(bytes, looks_html) {
        Ok(decoded) => decoded,
        Err(e) => return skip(&file.document, "not text", e.to_string()),
    };
    if text.trim().is_empty() {
        return skip(&file.document, "empty", "no text in it".to_owned());
    }
    let record = file.record.clone().unwrap_or_default();
    if !looks_html {
        return (vec![plain(text, encoding, &file.document, &record)], Vec::new());
    }
    match page::article(&text, &file.document, &record) {
        Some(article) => (vec![article], Vec::new()),
        None => {
            skip(&file.document, "no article text", "the page holds no running text".to_owned())
        }
    }
}

/// Makes an article of plain text: finds its blocks, outlet, title, date and agency.
pub fn plain(text: String, encoding: Encoding, document: &str, record: &Record) -> Article {
    let blocks = furniture::blocks(&text, record.title.as_deref());
    assemble(text, encoding, blocks, document, record)
}

/// Makes an article of a text whose blocks are known: finds outlet, title, date and agency.
pub(super) fn assemble(
    text: String,
    encoding: Encoding,
    blocks: Vec<Block>,
    document: &str,
    record: &Record,
) -> Article {
    let facts = outlet::find(&text, &blocks);
    let (outlet, outlet_from) = match (&record.outlet, facts.outlet) {
        (Some(name), _) => (name.clone(), OutletFrom::Manifest),
        (None, Some((name, from))) => (name, from),
        (None, None) => (stem(document), OutletFrom::FileStem),
    };
    let title = record.title.clone().or_else(|| {
        let title = blocks.iter().find(|b| b.kind == super::BlockKind::Title)?;
        Some(title.span.of(&text).to_owned())
    });
    Article {
        id: ArticleId(0),
        document: document.to_owned(),
        outlet,
        outlet_from,
        published: record.published.or(facts.published),
        published_time: record.published_time,
        title,
        byline: record.byline.clone().or(facts.byline),
        agency: record.agency.clone().or(facts.agency),
        url: record.url.clone(),
        language: record.language.clone(),
        text,
        encoding,
        blocks,
    }
}

fn stem(document: &str) -> String {
    let name = document.rsplit('/').next().unwrap_or(document);
    let name = name.strip_suffix(".gz").unwrap_or(name);
    name.rsplit_once('.').map_or(name, |(stem, _)| stem).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_beyond_the_limits_is_an_error_before_it_fills_the_memory() {
        let settings =
            Settings { max_line_bytes: 1000, max_table_bytes: 5000, ..Settings::default() };
        let read = |bytes: Box<dyn Read>| {
            let mut out = Vec::new();
            let end = Bounded::new(bytes, &settings).read_to_end(&mut out);
            (out.len(), end.map_err(|e| e.to_string()))
        };
        let endless = || Box::new(io::repeat(b'a'));
        let (held, error) = read(endless());
        assert!(held <= 1000, "{held}");
        assert!(error.unwrap_err().contains("max_line_bytes"));
        let lines = "0123456789\n".repeat(400);
        assert_eq!(read(Box::new(io::Cursor::new(lines.clone()))), (4400, Ok(4400)));
        let (_, error) = read(Box::new(io::Cursor::new(lines.repeat(2))));
        assert!(error.unwrap_err().contains("max_table_bytes"));
    }
}
