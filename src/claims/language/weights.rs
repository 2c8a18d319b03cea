//! Model files and the tables they unpack to: feature name → small integer weights.
//!
//! A file is a text header, a line `---`, and a deflated body. The header's lines are `key: value`;
//! the first line names the format. Everything is integers, so decoding is the same on every
//! processor.

use std::io::{Read, Write};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

/// First line of a model file; the number goes up when the features change.
const FORMAT: &str = "corroborate model 1";

/// The most a model may unpack to, in bytes: a damaged file must not fill the memory.
const LARGEST_BODY: u64 = 1 << 28;

/// Why a model could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// The file does not begin with the format's name.
    #[error("this is no model file: its first line must be {FORMAT:?}, got {0:?}")]
    Format(String),
    /// The header never ends.
    #[error("the model's header has no line \"---\" at its end")]
    NoBody,
    /// A header line is not `key: value`.
    #[error("line {line} of the model's header must be \"key: value\", got {got:?}")]
    Header {
        /// Line number, from 1.
        line: usize,
        /// The line.
        got: String,
    },
    /// It is a model of another kind.
    #[error("a model of kind {want:?} is wanted here, this one is {got:?}")]
    Kind {
        /// The kind wanted.
        want: &'static str,
        /// The kind in the header.
        got: String,
    },
    /// The body is damaged.
    #[error("the model's body is damaged: {0}")]
    Body(String),
}

/// The header of a model: what it is, from what data, under which licence, how good.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header(Vec<(String, String)>);

impl Header {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(k, _)| k == key).map(|(_, v)| v.as_str())
    }

    /// Adds a line; line ends in the value become spaces.
    pub fn set(&mut self, key: &str, value: impl Into<String>) {
        let value = value.into().replace(['\n', '\r'], " ");
        match self.0.iter_mut().find(|(k, _)| k == key) {
            Some((_, v)) => *v = value,
            None => self.0.push((key.to_owned(), value)),
        }
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(k, v)| (k.as_str(), v.as_str()))
    }
}

/// Parts a model file into header and packed body.
fn part(file: &[u8]) -> Result<(Header, &[u8]), ModelError> {
    let first: Vec<u8> = file.iter().copied().take(80).take_while(|&b| b != b'\n').collect();
    if first != FORMAT.as_bytes() {
        return Err(ModelError::Format(String::from_utf8_lossy(&first).into_owned()));
    }
    let end = file.windows(5).position(|w| w == b"\n---\n").ok_or(ModelError::NoBody)?;
    let text = String::from_utf8_lossy(&file[..end]);
    let mut header = Header::default();
    for (i, line) in text.lines().enumerate().skip(1) {
        let (key, value) = line
            .split_once(": ")
            .ok_or_else(|| ModelError::Header { line: i + 1, got: line.to_owned() })?;
        header.set(key, value);
    }
    Ok((header, &file[end + 5..]))
}

/// Parts a model file into header and unpacked body.
///
/// # Errors
///
/// If the format, the header, the kind or the deflated body is not as it should be.
pub(super) fn open(file: &[u8], kind: &'static str) -> Result<(Header, Vec<u8>), ModelError> {
    let (header, packed) = part(file)?;
    let got = header.get("kind").unwrap_or_default();
    if got != kind {
        return Err(ModelError::Kind { want: kind, got: got.to_owned() });
    }
    let mut body = Vec::new();
    DeflateDecoder::new(packed)
        .take(LARGEST_BODY)
        .read_to_end(&mut body)
        .map_err(|e| ModelError::Body(e.to_string()))?;
    Ok((header, body))
}

/// The file with one header line set.
pub(super) fn relabel(file: &[u8], key: &str, value: &str) -> Result<Vec<u8>, ModelError> {
    let (mut header, packed) = part(file)?;
    header.set(key, value);
    let mut out = head(&header);
    out.extend_from_slice(packed);
    Ok(out)
}

fn head(header: &Header) -> Vec<u8> {
    let lines: String = header.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    format!("{FORMAT}\n{lines}---\n").into_bytes()
}

/// Puts a model file together.
///
/// # Errors
///
/// None in practice: writing to memory does not fail.
pub(super) fn seal(header: &Header, body: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut deflate = DeflateEncoder::new(head(header), Compression::best());
    deflate.write_all(body)?;
    deflate.finish()
}

/// Reads a body's numbers in order.
pub(super) struct Reader<'a>(pub &'a [u8]);

impl Reader<'_> {
    pub fn byte(&mut self) -> Result<u8, ModelError> {
        let (&b, rest) =
            self.0.split_first().ok_or_else(|| ModelError::Body("it ends early".into()))?;
        self.0 = rest;
        Ok(b)
    }

    /// A number in groups of seven bits, the lowest first.
    pub fn number(&mut self) -> Result<u32, ModelError> {
        let mut x = 0u64;
        for shift in (0..35).step_by(7) {
            let b = self.byte()?;
            x |= u64::from(b & 0x7f) << shift;
            if b < 0x80 {
                return u32::try_from(x)
                    .map_err(|_| ModelError::Body("a number is too large".into()));
            }
        }
        Err(ModelError::Body("a number is too long".into()))
    }
}

/// Writes a number as [`Reader::number`] reads it.
pub(super) fn put(out: &mut Vec<u8>, mut x: u32) {
    while x >= 0x80 {
        out.push((x & 0x7f) as u8 | 0x80);
        x >>= 7;
    }
    out.push(x as u8);
}

/// Rows of `N` weights by feature name, for choices among many.
///
/// The index holds, per slot, 12 bits of the name as a check and 20 bits of row number. A feature
/// never seen is found absent but for one in 4096.
pub(super) struct Rows<const N: usize> {
    index: Vec<u32>,
    rows: Vec<[i8; N]>,
}

const CHECK: u32 = 0xfff0_0000;

impl<const N: usize> Rows<N> {
    /// Reads what [`Rows::write`] wrote.
    pub fn read(from: &mut Reader<'_>) -> Result<Self, ModelError> {
        let count = from.number()? as usize;
        if count >= 1 << 20 {
            return Err(ModelError::Body("too many features".into()));
        }
        let size = (2 * count).next_power_of_two().max(16);
        let mut table = Self { index: vec![0; size], rows: vec![[0; N]; count + 1] };
        let mut name = 0u32;
        for row in 1..=count {
            name = name.wrapping_add(from.number()?);
            let weights = &mut table.rows[row];
            for _ in 0..from.byte()? {
                let column = from.byte()?;
                let weight = from.byte()? as i8;
                *weights
                    .get_mut(usize::from(column))
                    .ok_or_else(|| ModelError::Body("a column is out of range".into()))? = weight;
            }
            let mut slot = name as usize & (size - 1);
            while table.index[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            table.index[slot] = (name & CHECK) | row as u32;
        }
        Ok(table)
    }

    /// Writes rows given in order of name, zeros left out.
    pub fn write(rows: &[(u32, [i8; N])], out: &mut Vec<u8>) {
        put(out, rows.len() as u32);
        let mut last = 0;
        for (name, weights) in rows {
            put(out, name - last);
            last = *name;
            out.push(weights.iter().filter(|&&w| w != 0).count() as u8);
            for (column, &w) in weights.iter().enumerate().filter(|&(_, &w)| w != 0) {
                out.push(column as u8);
                out.push(w as u8);
            }
        }
    }

    /// Adds the feature's weights to `scores`.
    #[inline(always)]
    pub fn add(&self, name: u32, scores: &mut [i16; N]) {
        let mask = self.index.len() - 1;
        let mut slot = name as usize & mask;
        loop {
            let entry = self.index[slot];
            if entry == 0 {
                return;
            }
            if (entry ^ name) & CHECK == 0 {
                let row = &self.rows[(entry & !CHECK) as usize];
                for (s, &w) in scores.iter_mut().zip(row) {
                    *s = s.wrapping_add(i16::from(w));
                }
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// How many features it knows.
    pub fn len(&self) -> usize {
        self.rows.len() - 1
    }
}

/// Three weights by feature name, for the parser's three moves: four bytes a slot, so sixteen
/// slots share a cache line.
///
/// The lowest byte of a slot is a check of the name, never 0 (0 is an empty slot).
pub(super) struct Triples {
    slots: Vec<u32>,
}

#[inline(always)]
fn check(name: u32) -> u32 {
    (name >> 24).max(1)
}

impl Triples {
    /// Reads what [`Triples::write`] wrote.
    pub fn read(from: &mut Reader<'_>) -> Result<Self, ModelError> {
        let count = from.number()? as usize;
        if count >= 1 << 23 {
            return Err(ModelError::Body("too many features".into()));
        }
        let size = (count + count / 2).next_power_of_two().max(16);
        let mut slots = vec![0u32; size];
        let mut name = 0u32;
        for _ in 0..count {
            name = name.wrapping_add(from.number()?);
            let [a, b, c] = [from.byte()?, from.byte()?, from.byte()?];
            let mut slot = name as usize & (size - 1);
            while slots[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            slots[slot] = u32::from_le_bytes([check(name) as u8, a, b, c]);
        }
        Ok(Self { slots })
    }

    /// Writes triples given in order of name.
    pub fn write(triples: &[(u32, [i8; 3])], out: &mut Vec<u8>) {
        put(out, triples.len() as u32);
        let mut last = 0;
        for (name, weights) in triples {
            put(out, name - last);
            last = *name;
            out.extend(weights.iter().map(|&w| w as u8));
        }
    }

    /// Adds the feature's weights to `scores`.
    #[inline(always)]
    pub fn add(&self, name: u32, scores: &mut [i32; 3]) {
        let mask = self.slots.len() - 1;
        let mut slot = name as usize & mask;
        let want = check(name);
        loop {
            let entry = self.slots[slot];
            if entry == 0 {
                return;
            }
            if entry & 0xff == want {
                let [_, a, b, c] = entry.to_le_bytes();
                scores[0] += i32::from(a as i8);
                scores[1] += i32::from(b as i8);
                scores[2] += i32::from(c as i8);
                return;
            }
            slot = (slot + 1) & mask;
        }
    }

    /// How many features it knows.
    pub fn len(&self) -> usize {
        self.slots.iter().filter(|&&s| s != 0).count()
    }
}
