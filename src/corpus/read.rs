//! The only reader of article files: folders, files and standard input → articles.
//!
//! Nothing is lost in silence: what cannot be read is skipped with a reason, and counted.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use flate2::read::MultiGzDecoder;
use jiff::civil::{Date, Time};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use super::manifest::{Manifest, ManifestError, Record};
use super::{Article, Block, Encoding, OutletFrom, decode, furniture, outlet, page};
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
}

impl Default for Settings {
    fn default() -> Self {
        Self { max_article_bytes: 32_000_000, max_table_bytes: 100_000_000_000 }
    }
}

/// What a command line's inputs turned out to be.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Article files, each with the name under which it is printed.
    pub articles: Vec<ArticleFile>,
    /// Claims tables.
    pub claims: Vec<PathBuf>,
    /// Ledgers.
    pub ledgers: Vec<PathBuf>,
    /// Files that were left alone, with the reason.
    pub skipped: Vec<Skipped>,
    /// The first folder named, where a config may lie.
    pub first_folder: Option<PathBuf>,
}

/// A file that holds an article, or several (JSONL).
#[derive(Clone, Debug)]
pub struct ArticleFile {
    /// Where it is.
    pub path: PathBuf,
    /// How tables name it.
    pub document: String,
    /// What the folder's manifest says of it.
    pub record: Option<Record>,
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

/// The input cannot be read at all.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// There is no such file or folder.
    #[error("{path}: no such file or folder")]
    Missing {
        /// As named.
        path: String,
    },
    /// The system refused.
    #[error("{path}: {source}")]
    Io {
        /// As named.
        path: String,
        /// What the system said.
        source: io::Error,
    },
    /// A folder or list of inputs holds nothing to read.
    #[error(
        "{path}: no article (.txt, .md, .html, .jsonl) and no table (.csv) found; name a folder that holds some"
    )]
    Nothing {
        /// As named.
        path: String,
    },
    /// A file is of no kind that is known.
    #[error("{path}: {detail}")]
    Unrecognised {
        /// As named.
        path: String,
        /// What was expected.
        detail: String,
    },
    /// A folder's manifest is broken.
    #[error(transparent)]
    Manifest(#[from] ManifestError),
}

fn io_error(path: &Path) -> impl FnOnce(io::Error) -> ReadError + '_ {
    move |source| ReadError::Io { path: path.display().to_string(), source }
}

const ARTICLE_ENDINGS: [&str; 6] = ["txt", "md", "html", "htm", "jsonl", "ndjson"];
/// Conventional companions of a data folder, never articles.
const COMPANIONS: [&str; 8] =
    ["readme", "license", "licence", "changelog", "contributing", "notice", "authors", "copying"];

/// File name without `.gz`, and the ending before it, in lower case.
fn ending(path: &Path) -> (String, String) {
    let name = path.file_name().map(|n| n.to_string_lossy().to_lowercase()).unwrap_or_default();
    let bare = name.strip_suffix(".gz").unwrap_or(&name).to_owned();
    let ending = bare.rsplit_once('.').map(|(_, e)| e.to_owned()).unwrap_or_default();
    (bare, ending)
}

fn is_article_name(path: &Path) -> bool {
    let (bare, ending) = ending(path);
    let stem = bare.split(['.', '-', '_']).next().unwrap_or_default();
    ARTICLE_ENDINGS.contains(&ending.as_str()) && !COMPANIONS.contains(&stem)
}

/// Finds out what each input is.
///
/// A folder is searched for articles, with its sub-folders; each folder's `manifest.csv` names what
/// the texts do not say. A folder without articles is searched for tables instead. A file that is
/// named itself is taken by its content.
///
/// # Errors
///
/// If an input does not exist, cannot be opened, holds nothing to read, or a manifest is broken.
pub fn find(inputs: &[PathBuf]) -> Result<Inputs, ReadError> {
    let mut found = Inputs::default();
    for input in inputs {
        let shown = input.display().to_string();
        if shown == "-" {
            found.articles.push(ArticleFile {
                path: input.clone(),
                document: "stdin.txt".to_owned(),
                record: None,
            });
            continue;
        }
        if !input.exists() {
            return Err(ReadError::Missing { path: shown });
        }
        if input.is_dir() {
            found.first_folder.get_or_insert_with(|| input.clone());
            let before = found.articles.len() + found.claims.len() + found.ledgers.len();
            let mut tables = Vec::new();
            folder(input, input, &mut found, &mut tables)?;
            if found.articles.len() + found.claims.len() + found.ledgers.len() == before {
                for table in tables {
                    sort_table(&table, &mut found, false)?;
                }
            }
            if found.articles.len() + found.claims.len() + found.ledgers.len() == before {
                return Err(ReadError::Nothing { path: shown });
            }
        } else if matches!(ending(input).1.as_str(), "csv") {
            sort_table(input, &mut found, true)?;
        } else {
            let record = beside(input)?;
            found.articles.push(ArticleFile {
                path: input.clone(),
                document: input
                    .file_name()
                    .map(|n| n.to_string_lossy().into_owned())
                    .unwrap_or_default(),
                record,
            });
        }
    }
    found.articles.sort_by(|a, b| a.document.cmp(&b.document).then(a.path.cmp(&b.path)));
    name_apart(&mut found.articles);
    Ok(found)
}

/// What the manifest beside a single file says of it.
fn beside(file: &Path) -> Result<Option<Record>, ReadError> {
    let manifest = file.with_file_name("manifest.csv");
    if !manifest.is_file() {
        return Ok(None);
    }
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(Manifest::read(&manifest)?.record(&name).cloned())
}

fn folder(
    root: &Path,
    here: &Path,
    found: &mut Inputs,
    tables: &mut Vec<PathBuf>,
) -> Result<(), ReadError> {
    let mut entries: Vec<PathBuf> = fs::read_dir(here)
        .map_err(io_error(here))?
        .map(|e| e.map(|e| e.path()))
        .collect::<Result<_, _>>()
        .map_err(io_error(here))?;
    entries.sort();
    let manifest_path = here.join("manifest.csv");
    let manifest =
        if manifest_path.is_file() { Manifest::read(&manifest_path)? } else { Manifest::default() };
    let mut seen = Vec::new();
    for path in entries {
        let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        if name.starts_with('.') {
            continue;
        }
        // A link could lead out of the folder, or round in a circle.
        if path.is_symlink() {
            found.skipped.push(Skipped {
                document: name,
                reason: "symbolic link",
                detail: "links inside a folder are not followed; name the target itself".to_owned(),
            });
        } else if path.is_dir() {
            folder(root, &path, found, tables)?;
        } else if is_article_name(&path) {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let document = relative
                .components()
                .filter_map(|c| match c {
                    Component::Normal(n) => Some(n.to_string_lossy()),
                    _ => None,
                })
                .collect::<Vec<_>>()
                .join("/");
            found.articles.push(ArticleFile {
                path: path.clone(),
                document,
                record: manifest.record(&name).cloned(),
            });
            seen.push(name);
        } else if ending(&path).1 == "csv" && name != "manifest.csv" {
            tables.push(path);
        }
    }
    for file in manifest.files() {
        if !seen.iter().any(|s| s == file) {
            found.skipped.push(Skipped {
                document: file.to_owned(),
                reason: "listed in a manifest but missing",
                detail: format!("{} lists it; no such article beside it", manifest_path.display()),
            });
        }
    }
    Ok(())
}

/// Sorts a CSV file by its header: ledger, claims table, or neither.
fn sort_table(path: &Path, found: &mut Inputs, named: bool) -> Result<(), ReadError> {
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).from_reader(open(path).map_err(io_error(path))?);
    let header: Vec<String> = reader
        .byte_headers()
        .map_err(|e| ReadError::Unrecognised {
            path: path.display().to_string(),
            detail: format!("not readable as CSV: {e}"),
        })?
        .iter()
        .map(|h| String::from_utf8_lossy(h).trim_start_matches('\u{feff}').trim().to_lowercase())
        .collect();
    let has = |names: &[&str]| names.iter().all(|n| header.iter().any(|h| h == n));
    if has(&["source", "question", "value"]) {
        found.ledgers.push(path.to_owned());
    } else if has(&["document", "start", "end", "measure"]) {
        found.claims.push(path.to_owned());
    } else if named {
        return Err(ReadError::Unrecognised {
            path: path.display().to_string(),
            detail: format!(
                "neither a ledger (source,question,value,…) nor a claims table (document,start,end,…,measure,…); its columns are {}",
                header.join(",")
            ),
        });
    }
    Ok(())
}

/// Two inputs may hold files of the same name; the folder's name sets them apart.
fn name_apart(files: &mut [ArticleFile]) {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for f in files.iter() {
        *count.entry(f.document.clone()).or_default() += 1;
    }
    let mut taken: BTreeMap<String, usize> = BTreeMap::new();
    for f in files.iter_mut() {
        if count[&f.document] > 1 {
            let folder = f
                .path
                .parent()
                .and_then(Path::file_name)
                .map(|n| n.to_string_lossy().into_owned())
                .unwrap_or_default();
            f.document = format!("{folder}/{}", f.document);
            let n = taken.entry(f.document.clone()).or_default();
            *n += 1;
            if *n > 1 {
                f.document = format!("{}~{n}", f.document);
            }
        }
    }
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

/// Reads the articles that [`find`] found, in order of document name.
///
/// A file that cannot be read is skipped with a reason; the rest goes on.
pub fn read(files: &[ArticleFile], settings: &Settings) -> Corpus {
    type Part = (Vec<Article>, Vec<Skipped>);
    let parts: Vec<Part> = files.par_iter().map(|f| read_file(f, settings)).collect();
    let mut corpus = Corpus::default();
    for (articles, skipped) in parts {
        corpus.articles.extend(articles);
        corpus.skipped.extend(skipped);
    }
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

fn read_file(file: &ArticleFile, settings: &Settings) -> (Vec<Article>, Vec<Skipped>) {
    let skip = |reason, detail: String| {
        (Vec::new(), vec![Skipped { document: file.document.clone(), reason, detail }])
    };
    let (_, ending) = ending(&file.path);
    let many = matches!(ending.as_str(), "jsonl" | "ndjson");
    let limit = if many { settings.max_table_bytes } else { settings.max_article_bytes };
    let mut bytes = Vec::new();
    let read = open(&file.path).and_then(|r| r.take(limit + 1).read_to_end(&mut bytes));
    if let Err(e) = read {
        return skip("not readable", e.to_string());
    }
    if bytes.len() as u64 > limit {
        let detail = format!(
            "larger than {limit} bytes; raise corpus.max_article_bytes in the config to read it"
        );
        return skip("too large", detail);
    }
    if many {
        return read_lines(file, &bytes, settings);
    }
    let looks_html = matches!(ending.as_str(), "html" | "htm") || page::looks_like_page(&bytes);
    let (text, encoding) = match decode::decode(bytes, looks_html) {
        Ok(decoded) => decoded,
        Err(e) => return skip("not text", e.to_string()),
    };
    if text.trim().is_empty() {
        return skip("empty", "no text in it".to_owned());
    }
    let record = file.record.clone().unwrap_or_default();
    let article = if looks_html {
        match page::article(&text, &file.document, &record) {
            Some(article) => article,
            None => return skip("no article text", "the page holds no running text".to_owned()),
        }
    } else {
        plain(text, encoding, &file.document, &record)
    };
    (vec![article], Vec::new())
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

fn read_lines(
    file: &ArticleFile,
    bytes: &[u8],
    settings: &Settings,
) -> (Vec<Article>, Vec<Skipped>) {
    let (mut articles, mut skipped) = (Vec::new(), Vec::new());
    for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let place = format!("{}:{}", file.document, number + 1);
        let mut skip = |reason, detail: String| {
            skipped.push(Skipped { document: place.clone(), reason, detail });
        };
        if line.len() as u64 > settings.max_article_bytes {
            skip("too large", format!("larger than {} bytes", settings.max_article_bytes));
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
        let document = format!("{}#{id}", file.document);
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
                articles.push(plain(text, Encoding::Utf8, &document, &record).without_furniture());
            }
            (_, Some(html)) => match page::article(&html, &document, &record) {
                Some(article) => articles.push(article),
                None => skip("no article text", "the page holds no running text".to_owned()),
            },
            _ => skip("empty", "neither \"text\" nor \"html\"".to_owned()),
        }
    }
    (articles, skipped)
}

/// A date, or date and time, as manifests and records write them: ISO 8601.
pub(super) fn parse_time(text: &str) -> Option<(Date, Option<Time>)> {
    let text = text.trim();
    if let Ok(at) = text.parse::<jiff::Timestamp>() {
        let at = at.to_zoned(jiff::tz::TimeZone::UTC);
        return Some((at.date(), Some(at.time())));
    }
    if text.len() > 10
        && let Ok(at) = text.replacen(' ', "T", 1).parse::<jiff::civil::DateTime>()
    {
        return Some((at.date(), Some(at.time())));
    }
    text.parse::<Date>().ok().map(|d| (d, None))
}
