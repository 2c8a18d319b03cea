//! What a command line's inputs are: folders and files → article files, claims tables, ledgers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use thiserror::Error;

use super::manifest::{Manifest, ManifestError, Record};
use super::read::{Skipped, open};

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
pub fn ending(path: &Path) -> (String, String) {
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
        } else if is_parquet(input) {
            found.ledgers.push(input.clone());
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
    let mut seen = BTreeSet::new();
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
            seen.insert(name);
        } else if matches!(ending(&path).1.as_str(), "csv" | "parquet") && name != "manifest.csv" {
            tables.push(path);
        }
    }
    for file in manifest.files() {
        if !seen.contains(file) {
            found.skipped.push(Skipped {
                document: file.to_owned(),
                reason: "listed in a manifest but missing",
                detail: format!("{} lists it; no such article beside it", manifest_path.display()),
            });
        }
    }
    Ok(())
}

/// Whether a file is a Parquet table, by its first bytes: always a ledger.
pub fn is_parquet(path: &Path) -> bool {
    let mut magic = [0; 4];
    let read = fs::File::open(path).and_then(|mut file| file.read_exact(&mut magic));
    read.is_ok() && magic == *b"PAR1"
}

/// Names of columns for a message: the first dozen, and how many more there are.
pub fn some_of(names: &[impl AsRef<str>]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<&str> = names.iter().take(SHOWN).map(AsRef::as_ref).collect();
    let more = format!("and {} more", names.len().saturating_sub(SHOWN));
    if names.len() > SHOWN {
        shown.push(&more);
    }
    shown.join(", ")
}

/// Sorts a CSV file by its header: ledger, claims table, or neither.
fn sort_table(path: &Path, found: &mut Inputs, named: bool) -> Result<(), ReadError> {
    if is_parquet(path) {
        found.ledgers.push(path.to_owned());
        return Ok(());
    }
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
                some_of(&header)
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
