//! Model files and the tables in them: feature name → small integer weights.
//!
//! A file is a text header, a line `---`, and a body of byte tables. Loading lays them out for speed.
//! The header's lines are `key: value`; the first line names the format. Everything is integers, so
//! decoding is the same on every processor.

use std::borrow::Cow;

/// First line of a model file; the number goes up when the features change.
const FORMAT: &str = "corroborate model 2";

/// Why a model could not be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A model file could not be read.
    #[error("{path}: {reason}")]
    File {
        /// The file.
        path: String,
        /// What the system says.
        reason: String,
    },
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

/// A model's bytes: part of the program, or read from a file.
pub(super) type Bytes = Cow<'static, [u8]>;

/// Cuts `bytes` in two at `at`.
fn cut(bytes: Bytes, at: usize) -> (Bytes, Bytes) {
    match bytes {
        Cow::Borrowed(b) => (Cow::Borrowed(&b[..at]), Cow::Borrowed(&b[at..])),
        Cow::Owned(mut b) => {
            let rest = b.split_off(at);
            (Cow::Owned(b), Cow::Owned(rest))
        }
    }
}

/// Parts a model file into header and body.
fn part(file: Bytes) -> Result<(Header, Bytes), ModelError> {
    let first: Vec<u8> = file.iter().copied().take(80).take_while(|&b| b != b'\n').collect();
    if first != FORMAT.as_bytes() {
        return Err(ModelError::Format(String::from_utf8_lossy(&first).into_owned()));
    }
    let end = file.windows(5).position(|w| w == b"\n---\n").ok_or(ModelError::NoBody)?;
    let text = String::from_utf8_lossy(&file[..end]).into_owned();
    let mut header = Header::default();
    for (i, line) in text.lines().enumerate().skip(1) {
        let (key, value) = line
            .split_once(": ")
            .ok_or_else(|| ModelError::Header { line: i + 1, got: line.to_owned() })?;
        header.set(key, value);
    }
    Ok((header, cut(file, end + 5).1))
}

/// Parts a model file into header and tables.
///
/// # Errors
///
/// If the format, the header or the kind is not as it should be, or the body's checksum is wrong.
pub(super) fn open(file: Bytes, kind: &'static str) -> Result<(Header, Bytes), ModelError> {
    let (header, body) = part(file)?;
    let got = header.get("kind").unwrap_or_default();
    if got != kind {
        return Err(ModelError::Kind { want: kind, got: got.to_owned() });
    }
    let sum = format!("{:016x}", checksum(&body));
    if header.get("checksum") != Some(&sum) {
        let want = header.get("checksum").unwrap_or("none");
        return Err(ModelError::Body(format!("its checksum is {sum}, the header says {want}")));
    }
    Ok((header, body))
}

/// Puts a model file together.
pub(super) fn seal(header: &Header, body: &[u8]) -> Vec<u8> {
    let mut header = header.clone();
    header.set("checksum", format!("{:016x}", checksum(body)));
    let mut file = head(&header);
    file.extend_from_slice(body);
    file
}

/// The file with one header line set.
pub(super) fn relabel(file: &[u8], key: &str, value: &str) -> Result<Vec<u8>, ModelError> {
    let (mut header, body) = part(Cow::Owned(file.to_vec()))?;
    header.set(key, value);
    let mut out = head(&header);
    out.extend_from_slice(&body);
    Ok(out)
}

fn head(header: &Header) -> Vec<u8> {
    let lines: String = header.iter().map(|(key, value)| format!("{key}: {value}\n")).collect();
    format!("{FORMAT}\n{lines}---\n").into_bytes()
}

/// FNV-1a over words of eight bytes: quick, and any flipped bit or lost end shows.
fn checksum(bytes: &[u8]) -> u64 {
    let step = |h: u64, word: u64| (h ^ word).wrapping_mul(0x0000_0100_0000_01B3).rotate_left(23);
    let mut chunks = bytes.chunks_exact(8);
    let mut h = 0xCBF2_9CE4_8422_2325;
    for chunk in &mut chunks {
        h = step(h, u64::from_le_bytes(chunk.try_into().expect("chunks of eight")));
    }
    chunks.remainder().iter().fold(step(h, bytes.len() as u64), |h, &b| step(h, u64::from(b)))
}

/// Longest walk from a name's own slot; the writer keeps to it, so the reader always ends.
const LONGEST_WALK: usize = 64;

/// Slots of four bytes by name: a check of the name, never 0 (0 is an empty slot), and 24 bits of
/// content. A name never seen is taken for another about once in a hundred times.
///
/// Most names looked up are in no slot, and no processor can guess which. So the checks lie in a
/// list of their own, a quarter of the size, and eight of them are compared at once without a
/// branch.
struct Slots {
    checks: Vec<u8>,
    contents: Vec<u32>,
    count: u64,
}

#[inline(always)]
fn check(name: u32) -> u32 {
    (name & 0xff).max(1)
}

#[inline(always)]
fn home(name: u32, slots: u64) -> usize {
    ((u64::from(name) * slots) >> 32) as usize
}

impl Slots {
    /// Takes the slots that [`Slots::write`] wrote off the front of `bytes`.
    fn read(bytes: Bytes) -> Result<(Self, Bytes), ModelError> {
        let early = || ModelError::Body("it ends early".to_owned());
        let count = bytes.first_chunk::<4>().map(|&b| u32::from_le_bytes(b)).ok_or_else(early)?;
        let (_, rest) = cut(bytes, 4);
        let length = 4 * (count as usize + LONGEST_WALK);
        if rest.len() < length {
            return Err(early());
        }
        let (bytes, rest) = cut(rest, length);
        let slots = || bytes.chunks_exact(4);
        let contents = |s: &[u8]| u32::from_le_bytes([s[1], s[2], s[3], 0]);
        let checks = slots().map(|s| s[0]).collect();
        let contents = slots().map(contents).collect();
        Ok((Self { checks, contents, count: u64::from(count) }, rest))
    }

    /// Writes names with contents, names not in order; those that find no slot near are left out.
    fn write(entries: &[(u32, u32)], out: &mut Vec<u8>) {
        // Six in ten slots are filled: fuller tables take longer walks and more names for others.
        let count = entries.len() as u64 * 10 / 6 + 1;
        let mut slots = vec![0u32; count as usize + LONGEST_WALK];
        for &(name, content) in entries {
            let at = home(name, count);
            if let Some(slot) = slots[at..at + LONGEST_WALK].iter_mut().find(|s| **s == 0) {
                *slot = check(name) | content << 8;
            }
        }
        out.extend((count as u32).to_le_bytes());
        out.extend(slots.iter().flat_map(|s| s.to_le_bytes()));
    }

    /// The contents of those of the names that have a slot, in order: they go to the front of
    /// `found`. Returns how many.
    #[inline(always)]
    fn find(&self, names: &[u32], found: &mut [u32; MOST_NAMES]) -> usize {
        let mut n = 0;
        for &name in names.iter().take(MOST_NAMES) {
            let (at, want) = (home(name, self.count), check(name));
            let (mut offset, mut hit) = self.among_eight(at, want);
            if offset == NEITHER {
                (offset, hit) = self.walk(at, want);
            }
            // Written in any case, kept only if it is one: a branch would be guessed wrong.
            found[n] = (at + offset as usize) as u32;
            n += usize::from(hit);
        }
        for place in &mut found[..n] {
            *place = self.contents.get(*place as usize).copied().unwrap_or(0);
        }
        n
    }

    /// Looks for `want` in the eight slots from `at` on: how far off it is, and whether it comes
    /// before the first empty slot. [`NEITHER`] if neither is among them.
    #[inline(always)]
    fn among_eight(&self, at: usize, want: u32) -> (u32, bool) {
        let eight = self.checks[at..].first_chunk::<8>().map_or(0, |&c| u64::from_le_bytes(c));
        let same = zero_bytes(eight ^ (EACH_BYTE * u64::from(want)));
        let empty = zero_bytes(eight);
        let (same, empty) = (same.trailing_zeros(), empty.trailing_zeros());
        (same.min(empty) / 8, same < empty)
    }

    /// [`Slots::among_eight`] of the slots further on.
    #[cold]
    fn walk(&self, at: usize, want: u32) -> (u32, bool) {
        (8..LONGEST_WALK)
            .step_by(8)
            .map(|k| (k, self.among_eight(at + k, want)))
            .find(|(_, (offset, _))| *offset != NEITHER)
            .map_or((0, false), |(k, (offset, hit))| (k as u32 + offset, hit))
    }
}

/// What [`Slots::among_eight`] says if it finds neither.
const NEITHER: u32 = 8;

const EACH_BYTE: u64 = 0x0101_0101_0101_0101;

/// Marks the zero bytes of a word by their highest bit; the lowest mark is always right, those above
/// it may be of a byte 1.
#[inline(always)]
fn zero_bytes(word: u64) -> u64 {
    word.wrapping_sub(EACH_BYTE) & !word & (EACH_BYTE << 7)
}

/// Most features looked up at once.
const MOST_NAMES: usize = 160;

/// Rows of weights by feature name, for choices among `N`.
///
/// Most features speak of few choices, so a row of the file lists only those: their number, then
/// column and weight of each. In memory a row has all columns: adding up rows of one length is much
/// the quicker.
pub(super) struct Rows<const N: usize> {
    /// Their contents are numbers of rows.
    slots: Slots,
    /// The first has no weight.
    rows: Vec<[i8; N]>,
}

impl<const N: usize> Rows<N> {
    /// Reads what [`Rows::write`] wrote.
    pub fn read(bytes: Bytes) -> Result<Self, ModelError> {
        let (mut slots, listed) = Slots::read(bytes)?;
        let mut rows = vec![[0; N]];
        // By place in the file: the number of the row that begins there.
        let mut numbers = vec![0; listed.len()];
        let mut place = 0;
        while let Some(&entries) = listed.get(place) {
            let end = place + 1 + 2 * usize::from(entries);
            let pairs = listed
                .get(place + 1..end)
                .ok_or_else(|| ModelError::Body("its last row ends early".to_owned()))?;
            let mut row = [0; N];
            for pair in pairs.chunks_exact(2) {
                row[usize::from(pair[0]) % N] = pair[1] as i8;
            }
            numbers[place] = rows.len() as u32;
            rows.push(row);
            place = end;
        }
        for content in &mut slots.contents {
            *content = numbers.get(*content as usize).copied().unwrap_or(0);
        }
        Ok(Self { slots, rows })
    }

    /// Writes rows, zeros left out. Equal rows are written once.
    pub fn write(rows: &[(u32, [i8; N])], out: &mut Vec<u8>) {
        let mut places = std::collections::BTreeMap::new();
        let (mut entries, mut weights) = (Vec::new(), Vec::new());
        for (name, row) in rows {
            let place = *places.entry(row).or_insert_with(|| {
                let place = weights.len() as u32;
                weights.push(row.iter().filter(|&&w| w != 0).count() as u8);
                for (column, &w) in row.iter().enumerate().filter(|&(_, &w)| w != 0) {
                    weights.push(column as u8);
                    weights.push(w as u8);
                }
                place
            });
            // 24 bits hold the place; a table that large would not ship.
            if place < 1 << 24 {
                entries.push((*name, place));
            }
        }
        Slots::write(&entries, out);
        out.extend(weights);
    }

    /// Adds up the weights of the features.
    #[inline(always)]
    pub fn scores(&self, names: &[u32]) -> [i16; N] {
        let mut scores = [0i16; N];
        let mut numbers = [0; MOST_NAMES];
        let found = self.slots.find(names, &mut numbers);
        for row in numbers[..found].iter().filter_map(|&i| self.rows.get(i as usize)) {
            for (score, &weight) in scores.iter_mut().zip(row) {
                *score = score.wrapping_add(i16::from(weight));
            }
        }
        scores
    }
}

/// Three weights by feature name, for the parser's three moves.
pub(super) struct Triples(Slots);

impl Triples {
    /// Takes what [`Triples::write`] wrote off the front of `bytes`.
    pub fn read(bytes: Bytes) -> Result<(Self, Bytes), ModelError> {
        let (slots, rest) = Slots::read(bytes)?;
        Ok((Self(slots), rest))
    }

    /// Writes triples.
    pub fn write(triples: &[(u32, [i8; 3])], out: &mut Vec<u8>) {
        let content = |[a, b, c]: [i8; 3]| u32::from_le_bytes([a as u8, b as u8, c as u8, 0]);
        let entries: Vec<_> = triples.iter().map(|&(name, t)| (name, content(t))).collect();
        Slots::write(&entries, out);
    }

    /// Adds up the weights of the features.
    #[inline(always)]
    pub fn scores(&self, names: &[u32]) -> [i32; 3] {
        let mut scores = [0; 3];
        let mut contents = [0; MOST_NAMES];
        let found = self.0.find(names, &mut contents);
        for content in &contents[..found] {
            let [a, b, c, _] = content.to_le_bytes();
            scores[0] += i32::from(a as i8);
            scores[1] += i32::from(b as i8);
            scores[2] += i32::from(c as i8);
        }
        scores
    }
}

/// Pairs of numbers by name; 0 stands for none. For the lexicon, whose words are told apart exactly.
pub(super) struct Pairs {
    bytes: Bytes,
    count: u64,
}

impl Pairs {
    /// Takes what [`Pairs::write`] wrote off the front of `bytes`.
    pub fn read(bytes: Bytes) -> Result<(Self, Bytes), ModelError> {
        let early = || ModelError::Body("it ends early".to_owned());
        let count = bytes.first_chunk::<4>().map(|&b| u32::from_le_bytes(b)).ok_or_else(early)?;
        let (_, rest) = cut(bytes, 4);
        let length = 8 * (count as usize + LONGEST_WALK);
        if rest.len() < length {
            return Err(early());
        }
        let (bytes, rest) = cut(rest, length);
        Ok((Self { bytes, count: u64::from(count) }, rest))
    }

    /// Writes pairs of name and value, no value 0.
    pub fn write(pairs: &[(u32, u32)], out: &mut Vec<u8>) {
        let count = pairs.len() as u64 * 2 + 1;
        let mut slots = vec![(0u32, 0u32); count as usize + LONGEST_WALK];
        for &(name, value) in pairs {
            let at = home(name, count);
            if let Some(slot) = slots[at..at + LONGEST_WALK].iter_mut().find(|s| s.1 == 0) {
                *slot = (name, value);
            }
        }
        out.extend((count as u32).to_le_bytes());
        for (name, value) in slots {
            out.extend(name.to_le_bytes());
            out.extend(value.to_le_bytes());
        }
    }

    /// The value of a name, 0 if it has none.
    #[inline(always)]
    pub fn get(&self, name: u32) -> u32 {
        let start = 8 * home(name, self.count);
        for slot in self.bytes[start..start + 8 * LONGEST_WALK].chunks_exact(8) {
            let value = u32::from_le_bytes([slot[4], slot[5], slot[6], slot[7]]);
            if value == 0 || name == u32::from_le_bytes([slot[0], slot[1], slot[2], slot[3]]) {
                return value;
            }
        }
        0
    }
}
