//! Word and part of speech → base form: a list of exceptions, then rules for regular endings.
//!
//! Where a rule leaves a choice ("hop|ed" or "hope|d"), the list of known base forms decides, and
//! failing that the spelling.

use super::tags::Tag;
use super::weights::ModelError;

/// Kinds of word that inflect alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Verbs and modals.
    Verb,
    /// Common nouns.
    Noun,
    /// Proper nouns: keep their capitals.
    Proper,
    /// Adjectives and adverbs.
    Degree,
    /// All else: the word in lower case.
    Other,
}

impl Kind {
    pub fn of(tag: Tag) -> Self {
        match tag {
            t if t.is_verb() || t == Tag::Md => Self::Verb,
            Tag::Nn | Tag::Nns => Self::Noun,
            Tag::Nnp | Tag::Nnps => Self::Proper,
            t if t.is_adjective() || t.is_adverb() => Self::Degree,
            _ => Self::Other,
        }
    }

    pub fn letter(self) -> char {
        match self {
            Self::Verb => 'V',
            Self::Noun => 'N',
            Self::Proper => 'P',
            Self::Degree => 'A',
            Self::Other => 'O',
        }
    }
}

/// The lemma list, indexed.
#[derive(Default)]
pub(super) struct Lemmas {
    /// Keys and values, one after the other.
    text: String,
    /// Hash of kind and form → where form and lemma stand in `text`. An entry whose lemma is its
    /// form is a known base.
    index: Vec<Option<Entry>>,
    /// A pair of entries fills the index to no more than half.
    count: usize,
}

#[derive(Clone, Copy)]
struct Entry {
    kind: Kind,
    form: (u32, u32),
    lemma: (u32, u32),
}

fn hash(kind: Kind, form: &str) -> usize {
    let h = form.bytes().fold(0x811C_9DC5u32, |h, b| (h ^ u32::from(b)).wrapping_mul(0x0100_0193));
    ((h ^ (h >> 15)).wrapping_add((kind as u32).wrapping_mul(0x9E37_79B1))) as usize
}

impl Lemmas {
    /// Reads a list: lines of kind, form and lemma, tab-separated; `#` begins a comment.
    ///
    /// # Errors
    ///
    /// If a line is not of that shape.
    pub fn read(list: &str) -> Result<Self, ModelError> {
        let lines = list.lines().filter(|l| !l.is_empty() && !l.starts_with("# ")).count();
        let mut lemmas = Self {
            text: String::with_capacity(list.len()),
            index: vec![None; (2 * lines).next_power_of_two().max(2)],
            count: 0,
        };
        for (i, line) in list.lines().enumerate() {
            if line.is_empty() || line.starts_with("# ") {
                continue;
            }
            let bad = || ModelError::Header { line: i + 1, got: line.to_owned() };
            let mut columns = line.split('\t');
            let (kind, form) = (columns.next().ok_or_else(bad)?, columns.next().ok_or_else(bad)?);
            let lemma = columns.next().unwrap_or(form);
            let kind = match kind {
                "V" => Kind::Verb,
                "N" => Kind::Noun,
                "P" => Kind::Proper,
                "A" => Kind::Degree,
                "O" => Kind::Other,
                _ => return Err(bad()),
            };
            lemmas.insert(kind, form, lemma);
        }
        Ok(lemmas)
    }

    fn insert(&mut self, kind: Kind, form: &str, lemma: &str) {
        let mut keep = |s: &str| {
            let start = self.text.len() as u32;
            self.text.push_str(s);
            (start, self.text.len() as u32)
        };
        let form_at = keep(form);
        let lemma_at = if lemma == form { form_at } else { keep(lemma) };
        let mask = self.index.len() - 1;
        let mut slot = hash(kind, form) & mask;
        while self.index[slot].is_some() {
            slot = (slot + 1) & mask;
        }
        self.index[slot] = Some(Entry { kind, form: form_at, lemma: lemma_at });
        self.count += 1;
    }

    fn at(&self, (start, end): (u32, u32)) -> &str {
        &self.text[start as usize..end as usize]
    }

    fn find(&self, kind: Kind, form: &str) -> Option<&str> {
        if self.index.is_empty() {
            return None;
        }
        let mask = self.index.len() - 1;
        let mut slot = hash(kind, form) & mask;
        while let Some(entry) = self.index[slot] {
            if entry.kind == kind && self.at(entry.form) == form {
                return Some(self.at(entry.lemma));
            }
            slot = (slot + 1) & mask;
        }
        None
    }

    /// Whether the list has this as a base form.
    fn is_base(&self, kind: Kind, form: &str) -> bool {
        self.find(kind, form) == Some(form)
    }

    /// Appends the word's lemma to `out`.
    pub fn push(&self, word: &str, tag: Tag, out: &mut String) {
        let kind = Kind::of(tag);
        let start = out.len();
        if kind == Kind::Proper {
            out.push_str(word);
            if let Some(lemma) = self.find(kind, word) {
                out.truncate(start);
                out.push_str(lemma);
            } else if tag == Tag::Nnps {
                self.noun(out, start);
            }
            return;
        }
        for c in word.chars() {
            match c {
                '’' | '‘' => out.push('\''),
                _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
                _ => out.extend(c.to_lowercase()),
            }
        }
        if let Some(lemma) = self.find(kind, &out[start..]) {
            out.truncate(start);
            out.push_str(lemma);
            return;
        }
        match tag {
            Tag::Nns => self.noun(out, start),
            Tag::Vbz => self.third_person(out, start),
            Tag::Vbd | Tag::Vbn => self.stem(out, start, "ed"),
            Tag::Vbg => self.stem(out, start, "ing"),
            Tag::Jjr | Tag::Rbr => self.stem_degree(out, start, "er"),
            Tag::Jjs | Tag::Rbs => self.stem_degree(out, start, "est"),
            _ => {}
        }
    }

    /// "armies" → "army", "houses" → "house".
    fn noun(&self, out: &mut String, start: usize) {
        self.strip_s(Kind::Noun, out, start);
        if out[start..].ends_with("men") && out.len() - start > 3 {
            let end = out.len() - 2;
            out.truncate(end);
            out.push_str("an");
        }
    }

    fn third_person(&self, out: &mut String, start: usize) {
        self.strip_s(Kind::Verb, out, start);
    }

    fn strip_s(&self, kind: Kind, out: &mut String, start: usize) {
        let word = &out[start..];
        if !word.ends_with('s') || word.ends_with("ss") || word.len() < 3 {
            return;
        }
        if word.ends_with("ies") && word.len() > 4 {
            if !self.is_base(kind, &word[..word.len() - 1]) {
                out.truncate(out.len() - 3);
                out.push('y');
                return;
            }
        } else if let Some(stem) = word.strip_suffix("es") {
            let with_e = self.is_base(kind, &word[..word.len() - 1]);
            let hisses = ["s", "x", "z", "ch", "sh", "o"].iter().any(|end| stem.ends_with(end));
            // "ss", "x", "ch", "sh" take "es"; a single s or z is more often part of "se", "ze".
            let sure = ["ss", "x", "zz", "ch", "sh"].iter().any(|end| stem.ends_with(end));
            if !with_e && hisses && (sure || self.is_base(kind, stem) || stem.ends_with('o')) {
                out.truncate(out.len() - 2);
                return;
            }
        }
        out.pop();
    }

    /// Takes "ed" or "ing" off a verb and restores its base.
    fn stem(&self, out: &mut String, start: usize, ending: &str) {
        let word = &out[start..];
        let Some(stem) = word.strip_suffix(ending) else { return };
        if !stem.bytes().any(|b| b"aeiouy".contains(&b)) || stem.len() < 2 {
            return;
        }
        let length = stem.len();
        if ending == "ed" && stem.ends_with('i') && length > 2 {
            out.truncate(start + length - 1);
            out.push('y');
            return;
        }
        let plain = self.is_base(Kind::Verb, stem);
        // The bare stem, the stem with e, the stem with its doubled consonant single.
        out.truncate(start + length);
        out.push('e');
        let with_e = self.is_base(Kind::Verb, &out[start..]);
        out.pop();
        let bytes = &out.as_bytes()[start..];
        let (last, before) = (bytes[length - 1], bytes[length - 2]);
        let doubled = last == before && last.is_ascii_alphabetic() && !b"aeiou".contains(&last);
        if plain && !with_e {
            return;
        }
        if with_e {
            out.push('e');
            return;
        }
        if doubled {
            let single = self.is_base(Kind::Verb, &out[start..out.len() - 1]);
            if single || !b"lsz".contains(&last) {
                out.pop();
            }
            return;
        }
        if needs_e(&out[start..]) {
            out.push('e');
        }
    }

    /// Takes "er" or "est" off an adjective or adverb.
    fn stem_degree(&self, out: &mut String, start: usize, ending: &str) {
        let word = &out[start..];
        let Some(stem) = word.strip_suffix(ending) else { return };
        let length = stem.len();
        if length < 3 {
            return;
        }
        if stem.ends_with('i') {
            out.truncate(start + length - 1);
            out.push('y');
            return;
        }
        out.truncate(start + length);
        if self.is_base(Kind::Degree, &out[start..]) {
            return;
        }
        out.push('e');
        if self.is_base(Kind::Degree, &out[start..]) {
            return;
        }
        out.pop();
        let bytes = &out.as_bytes()[start..];
        let (last, before) = (bytes[length - 1], bytes[length - 2]);
        if last == before && !b"lsaeiou".contains(&last) {
            out.pop();
        } else if needs_e(&out[start..]) {
            out.push('e');
        }
    }
}

/// Whether a stem that no list knows has lost an e, by its spelling.
fn needs_e(stem: &str) -> bool {
    const ENDS: [&str; 19] = [
        "at", "iz", "yz", "us", "is", "as", "os", "v", "c", "dg", "rg", "ng", "u", "bl", "tl",
        "dl", "pl", "gl", "fl",
    ];
    const NOT: [&str; 14] = [
        "eat", "oat", "cus", "ous", "ing", "ang", "ong", "ung", "eng", "aiv", "ias", "vas", "eu",
        "us us",
    ];
    if NOT.iter().any(|end| stem.ends_with(end)) {
        return stem.ends_with("rang") || stem.ends_with("leng");
    }
    if ENDS.iter().any(|end| stem.ends_with(end)) {
        return true;
    }
    // consonant + single vowel + one of these: "hir|ed", "stor|ed", "assum|ed", "decid|ed".
    let bytes = stem.as_bytes();
    if let [.., before, vowel, last] = bytes {
        let is_vowel = |b: &u8| b"aeiou".contains(b);
        return !is_vowel(before)
            && is_vowel(vowel)
            && match vowel {
                b'u' => b"rmntcd".contains(last),
                b'i' => b"dkrv".contains(last),
                b'o' => b"rkp".contains(last) && bytes.len() <= 4,
                b'a' => b"dkr".contains(last) && bytes.len() <= 5,
                _ => false,
            };
    }
    false
}

/// Makes a lemma list from words with tags and lemmas: known bases, and forms that the rules get
/// wrong.
pub(super) fn learn<'a>(words: impl Iterator<Item = (&'a str, Tag, &'a str)>) -> String {
    use std::collections::BTreeMap;
    let mut counts: BTreeMap<(Kind, String), BTreeMap<String, (usize, Tag)>> = BTreeMap::new();
    let mut bases: BTreeMap<(Kind, String), usize> = BTreeMap::new();
    for (form, tag, lemma) in words {
        // A form written in pieces or with a slip has a lemma that no rule should learn.
        if tag == Tag::Gw || lemma == "_" || form.chars().any(|c| c.is_ascii_digit()) {
            continue;
        }
        let kind = Kind::of(tag);
        let key = if kind == Kind::Proper {
            form.to_owned()
        } else {
            form.to_lowercase().replace(['’', '‘'], "'")
        };
        counts.entry((kind, key)).or_default().entry(lemma.to_owned()).or_insert((0, tag)).0 += 1;
        if matches!(kind, Kind::Verb | Kind::Noun | Kind::Degree)
            && lemma.chars().all(char::is_lowercase)
        {
            *bases.entry((kind, lemma.to_owned())).or_default() += 1;
        }
    }
    let mut list = String::new();
    let mut known = Lemmas {
        index: vec![None; (2 * bases.len()).next_power_of_two().max(2)],
        ..Lemmas::default()
    };
    for ((kind, base), _) in bases.iter().filter(|&(_, &n)| n >= 2) {
        let forms = counts.get(&(*kind, base.clone()));
        // "found" is a base, but the past of "find" far more often.
        let itself = forms.is_none_or(|lemmas| {
            lemmas
                .iter()
                .max_by_key(|(lemma, (n, _))| (*n, std::cmp::Reverse((*lemma).clone())))
                .is_some_and(|(lemma, _)| lemma == base)
        });
        if itself {
            known.insert(*kind, base, base);
            list.push_str(&format!("{}\t{base}\n", kind.letter()));
        }
    }
    let mut lemma_by_rule = String::new();
    for ((kind, form), lemmas) in &counts {
        let Some((lemma, &(n, tag))) =
            lemmas.iter().max_by_key(|(lemma, (n, _))| (*n, std::cmp::Reverse((*lemma).clone())))
        else {
            continue;
        };
        lemma_by_rule.clear();
        known.push(form, tag, &mut lemma_by_rule);
        // A single sighting of a proper noun's odd lemma is as likely a slip.
        if &lemma_by_rule != lemma
            && (n >= 2 || *kind == Kind::Verb || *kind == Kind::Noun)
            && known.find(*kind, form).is_none()
        {
            list.push_str(&format!("{}\t{form}\t{lemma}\n", kind.letter()));
        }
    }
    list
}
