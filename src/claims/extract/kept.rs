//! Readings of articles that are kept from run to run.
//!
//! The reading of an article depends on the article, on the settings, on the program, and on what the
//! whole corpus knows of names and places. The first three are in its key; the fourth it remembers as
//! questions with their answers ([`Asked`](super::super::speaker::Asked)), which are put again to the corpus
//! of today (a verifying trace: Mokhov, Mitchell and Peyton Jones 2018, doi:10.1145/3236774). Where an
//! answer has changed, the article is read anew; so a kept reading never differs from a new one.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::super::speaker::{Asked, Names, Question, Speakers};
use super::{AxisSettings, Extraction, Settings, VoiceSettings};
use crate::corpus::Article;
use crate::ids::ArticleId;

/// What the first line of a file of readings says.
const HEADER: &str = "readings of articles, kept by corroborate\n";

/// Readings of articles: those kept by an earlier run, after an extraction those to keep.
#[derive(Debug, Default)]
pub struct Kept {
    /// By key, a line without key and checksum.
    lines: BTreeMap<String, String>,
    /// Whether they are others than those that were read from the file.
    changed: bool,
    /// Entries that were damaged and left out.
    pub damaged: usize,
    /// Articles whose kept reading was used.
    pub reused: usize,
    /// Articles that were read.
    pub read: usize,
}

/// The reading of one article.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Entry {
    /// What the corpus learns of names from it.
    pub names: Names,
    /// What it introduces as places.
    pub places: BTreeSet<String>,
    /// What it asked of the corpus and was told.
    pub told: Vec<(Question, String)>,
    /// What it asked of the corpus, which did not know or said no.
    pub unknown: Vec<Question>,
    /// What it says.
    pub part: Extraction,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// A check over a line: half of its SHA-256, in hexadecimal.
fn checksum(key: &str, line: &str) -> String {
    hex(&Sha256::new().chain_update(key).chain_update(line).finalize()[..16])
}

/// Which program this is: SHA-256 of its file. Any change of code, models or word tables changes it.
fn program() -> io::Result<&'static [u8; 32]> {
    static PROGRAM: OnceLock<Option<[u8; 32]>> = OnceLock::new();
    let of_file = || {
        let mut file = BufReader::new(File::open(std::env::current_exe().ok()?).ok()?);
        let mut hash = Sha256::new();
        loop {
            let part = file.fill_buf().ok()?;
            if part.is_empty() {
                return Some(hash.finalize().into());
            }
            hash.update(part);
            let n = part.len();
            file.consume(n);
        }
    };
    let found = PROGRAM.get_or_init(of_file).as_ref();
    found.ok_or_else(|| io::Error::other("the program's own file cannot be read"))
}

/// What all keys of a run have in common: program, settings, and the user's word tables.
pub(super) fn base(
    settings: &Settings,
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
) -> io::Result<Sha256> {
    let own = &settings.lexicons;
    let mut hash = Sha256::new().chain_update(program()?);
    let text = serde_json::to_vec(&(settings, voices, axes))?;
    hash.update((text.len() as u64).to_le_bytes());
    hash.update(text);
    let tables: [&Option<PathBuf>; 6] =
        [&own.quantity_words, &own.nouns, &own.measures, &own.actions, &own.events, &own.labels];
    for path in tables.into_iter().flatten() {
        let bytes = std::fs::read(path)?;
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    Ok(hash)
}

/// The key of an article's reading.
pub(super) fn key(base: &Sha256, article: &Article) -> String {
    let Article {
        id: _,
        document,
        outlet,
        outlet_from,
        published,
        published_time,
        title,
        byline,
        agency,
        url,
        language,
        text,
        encoding,
        blocks,
    } = article;
    let facts = format!(
        "{:?}",
        (
            (document, outlet, outlet_from, published, published_time, title),
            (byline, agency, url, language, encoding, blocks),
        )
    );
    let mut hash = base.clone();
    for part in [facts.as_str(), text] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    hex(&hash.finalize())
}

impl Kept {
    /// Reads a file of readings. What is damaged is left out and counted.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or is no file of readings.
    pub fn read(file: impl Read) -> io::Result<Self> {
        let mut file = BufReader::new(file);
        let mut line = Vec::new();
        let mut kept = Self::default();
        Read::take(&mut file, HEADER.len() as u64).read_to_end(&mut line)?;
        if line != HEADER.as_bytes() {
            return Err(io::Error::other("not a file of kept readings; name another folder"));
        }
        loop {
            line.clear();
            if file.read_until(b'\n', &mut line)? == 0 {
                return Ok(kept);
            }
            let sound = std::str::from_utf8(&line).ok().and_then(|l| {
                let (key, rest) = l.strip_suffix('\n')?.split_once(' ')?;
                let (check, rest) = rest.split_once(' ')?;
                (check == checksum(key, rest)).then(|| (key.to_owned(), rest.to_owned()))
            });
            match sound {
                Some((key, rest)) => {
                    kept.lines.insert(key, rest);
                }
                None => kept.damaged += 1,
            }
        }
    }

    /// Writes the readings.
    ///
    /// # Errors
    ///
    /// If `out` fails.
    pub fn write(&self, mut out: impl Write) -> io::Result<()> {
        out.write_all(HEADER.as_bytes())?;
        for (key, line) in &self.lines {
            writeln!(out, "{key} {} {line}", checksum(key, line))?;
        }
        out.flush()
    }

    /// Whether writing would change nothing.
    pub fn is_unchanged(&self) -> bool {
        self.damaged == 0 && !self.changed
    }

    /// The line of a key.
    pub(super) fn line(&self, key: &str) -> Option<&str> {
        self.lines.get(key).map(String::as_str)
    }

    /// Keeps lines for the next run, and only them: new ones, or the one that the key has.
    pub(super) fn keep(&mut self, lines: impl Iterator<Item = (Option<String>, Option<String>)>) {
        let mut next = BTreeMap::new();
        (self.reused, self.read) = (0, 0);
        for (key, new) in lines {
            let old = || key.as_ref().and_then(|key| self.lines.remove(key));
            self.changed |= new.is_some();
            self.read += usize::from(new.is_some() || key.is_none());
            self.reused += usize::from(new.is_none() && key.is_some());
            if let Some(line) = new.or_else(old) {
                next.extend(key.map(|key| (key, line)));
            }
        }
        // What is left belongs to no article of this run.
        self.changed |= !self.lines.is_empty();
        self.lines = next;
    }
}

impl Entry {
    /// Whether the corpus of today answers all that was asked as it was answered then.
    pub fn still_holds(&self, speakers: &Speakers) -> bool {
        let told = |(question, answer): &(Question, String)| {
            speakers.answer(question).as_ref() == Some(answer)
        };
        self.told.iter().all(told) && self.unknown.iter().all(|q| speakers.answer(q).is_none())
    }

    /// The reading of an article that introduces `places`.
    pub fn new(names: Names, places: BTreeSet<&str>, asked: Asked, part: Extraction) -> Self {
        let (mut told, mut unknown) = (Vec::new(), Vec::new());
        for (question, answer) in asked.into_answers() {
            match answer {
                Some(answer) => told.push((question, answer)),
                None => unknown.push(question),
            }
        }
        let places = places.into_iter().map(str::to_owned).collect();
        Self { names, places, told, unknown, part }
    }

    /// A line.
    pub fn to_line(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }

    /// The reading of a line, as of an article. `None` if it is not one.
    pub fn of_line(line: &str, id: ArticleId) -> Option<Self> {
        let mut entry: Self = serde_json::from_str(line).ok()?;
        for claim in &mut entry.part.claims {
            claim.article = Some(id);
        }
        Some(entry)
    }
}

/// Numbers to the last bit, and dates, which the formats of others would not keep so.
pub(in crate::claims) mod exact {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error};

    use crate::units::Interval;

    /// A number with its bounds.
    pub mod interval {
        use super::{Deserialize, Deserializer, Error, Interval, Serialize, Serializer};

        pub fn serialize<S: Serializer>(x: &Option<Interval>, s: S) -> Result<S::Ok, S::Error> {
            x.map(|x| (x.low().to_bits(), x.high().map(f64::to_bits))).serialize(s)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Interval>, D::Error> {
            let bits: Option<(u64, Option<u64>)> = Option::deserialize(d)?;
            let of = |(low, high): (u64, Option<u64>)| {
                Interval::new(f64::from_bits(low), high.map(f64::from_bits))
            };
            bits.map(of).transpose().map_err(D::Error::custom)
        }
    }

    /// A day.
    pub mod day {
        use super::{Date, Deserialize, Deserializer, Error, Serialize, Serializer};

        pub fn serialize<S: Serializer>(x: &Option<Date>, s: S) -> Result<S::Ok, S::Error> {
            x.map(|d| d.to_string()).serialize(s)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Option<Date>, D::Error> {
            let text: Option<String> = Option::deserialize(d)?;
            text.map(|t| t.parse()).transpose().map_err(D::Error::custom)
        }
    }

    /// First and last day.
    pub mod days {
        use super::{Date, Deserialize, Deserializer, Error, Serialize, Serializer};

        pub fn serialize<S: Serializer>(x: &Option<(Date, Date)>, s: S) -> Result<S::Ok, S::Error> {
            x.map(|(a, b)| (a.to_string(), b.to_string())).serialize(s)
        }

        pub fn deserialize<'de, D: Deserializer<'de>>(
            d: D,
        ) -> Result<Option<(Date, Date)>, D::Error> {
            let text: Option<(String, String)> = Option::deserialize(d)?;
            let of = |(a, b): (String, String)| Ok((a.parse::<Date>()?, b.parse::<Date>()?));
            text.map(of).transpose().map_err(|e: jiff::Error| D::Error::custom(e))
        }
    }
}
