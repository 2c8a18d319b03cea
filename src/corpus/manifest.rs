//! `manifest.csv`: what a folder's owner knows of its articles.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::{Date, Time};
use thiserror::Error;

use super::inputs::some_of;
use super::time::parse_time;

/// What is known of one article beside its text. Every part may be missing.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Record {
    /// Who publishes it.
    pub outlet: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Time of publication, UTC.
    pub published_time: Option<Time>,
    /// Headline.
    pub title: Option<String>,
    /// Author line.
    pub byline: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Language tag.
    pub language: Option<String>,
    /// The agency whose text it is.
    pub agency: Option<String>,
}

/// A folder's manifest.
#[derive(Clone, Debug, Default)]
pub struct Manifest {
    records: BTreeMap<String, Record>,
}

/// A manifest is broken.
#[derive(Debug, Error, PartialEq)]
#[error("{path}:{line}: {what}")]
pub struct ManifestError {
    path: String,
    line: u64,
    what: String,
}

impl Manifest {
    /// Reads `file,outlet,published,url,title,language,byline,agency`, in any order; `file` is
    /// required, other columns are left alone.
    ///
    /// # Errors
    ///
    /// If the file is not CSV, has no column `file`, names a file twice or outside its folder, or a
    /// date is not ISO 8601.
    pub fn read(path: &Path) -> Result<Self, ManifestError> {
        let shown = path.display().to_string();
        match std::fs::read(path) {
            Ok(bytes) => Self::parse(&shown, &bytes),
            Err(e) => Err(ManifestError { path: shown, line: 0, what: e.to_string() }),
        }
    }

    /// Reads the bytes of a manifest; `path` is its name in messages.
    ///
    /// # Errors
    ///
    /// As [`Manifest::read`].
    pub fn parse(path: &str, bytes: &[u8]) -> Result<Self, ManifestError> {
        let fail = |line, what: String| ManifestError { path: path.to_owned(), line, what };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
        let header = reader.headers().map_err(|e| fail(1, e.to_string()))?.clone();
        let column = |name: &str| header.iter().position(|h| h.eq_ignore_ascii_case(name));
        let Some(file_column) = column("file") else {
            return Err(fail(
                1,
                format!(
                    "column \"file\" is missing; the columns are {}",
                    some_of(&header.iter().collect::<Vec<_>>())
                ),
            ));
        };
        let columns =
            ["outlet", "published", "url", "title", "language", "byline", "agency"].map(column);
        let mut manifest = Self::default();
        for row in reader.records() {
            let row =
                row.map_err(|e| fail(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            let line = row.position().map_or(0, csv::Position::line);
            let cell = |c: Option<usize>| {
                c.and_then(|c| row.get(c)).filter(|s| !s.is_empty()).map(str::to_owned)
            };
            let Some(file) = cell(Some(file_column)) else {
                return Err(fail(line, "column \"file\" is empty; name the article's file".into()));
            };
            if file.contains(['/', '\\']) || file == ".." {
                return Err(fail(
                    line,
                    format!(
                        "column \"file\": {file:?} leads out of the folder; a manifest names the files beside it"
                    ),
                ));
            }
            if manifest.record(&file).is_some() {
                return Err(fail(line, format!("column \"file\": {file:?} is listed twice")));
            }
            let [outlet, published, url, title, language, byline, agency] = columns.map(cell);
            let (published, published_time) = match published {
                None => (None, None),
                Some(text) => match parse_time(&text) {
                    Some((date, time)) => (Some(date), time),
                    None => {
                        return Err(fail(
                            line,
                            format!(
                                "column \"published\": {text:?} is not a date of publication; write 2024-07-31 or 2024-07-31T18:00:00Z, or leave it empty"
                            ),
                        ));
                    }
                },
            };
            manifest.records.insert(
                file,
                Record { outlet, published, published_time, title, byline, url, language, agency },
            );
        }
        Ok(manifest)
    }

    /// What it says of one file.
    pub fn record(&self, file: &str) -> Option<&Record> {
        self.records.get(file)
    }

    /// The files it lists, by name.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.records.keys().map(String::as_str)
    }
}
