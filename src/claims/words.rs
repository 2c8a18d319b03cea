//! A sentence as lower-cased words with positions: what the quantity and event grammars read.
//!
//! Unlike the tagger's tokens, these keep `Mi-8`, `twenty-one`, `1,200` and `34-year-old` whole,
//! because those are one thing to a number grammar; a sentence costs two allocations however many
//! words it has.

use std::collections::BTreeMap;

use crate::corpus::Span;

/// The words of one sentence.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    text: &'a str,
    lower: String,
    base: usize,
    words: Vec<(u32, u32)>,
}

impl<'a> Words<'a> {
    /// Splits the bytes `span` of `text`.
    pub fn new(text: &'a str, span: Span) -> Self {
        let text = span.of(text);
        Self { text, lower: text.to_ascii_lowercase(), base: span.start(), words: split(text) }
    }

    /// How many words and punctuation marks there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Word `i` with ASCII letters in lower case; empty beyond the end.
    pub fn get(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |&(a, b)| &self.lower[a as usize..b as usize])
    }

    /// The word before word `i`; empty at the start.
    pub fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |j| self.get(j))
    }

    /// Word `i` as written; empty beyond the end.
    pub fn original(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |&(a, b)| &self.text[a as usize..b as usize])
    }

    /// Where words `from..to` lie in the article. An empty range gives an empty span.
    pub fn span(&self, from: usize, to: usize) -> Span {
        let end = self.text.len();
        let start = self.words.get(from).map_or(end, |w| w.0 as usize);
        let stop = to.checked_sub(1).and_then(|i| self.words.get(i)).map_or(end, |w| w.1 as usize);
        Span::new(self.base + start, self.base + stop.max(start))
    }

    /// The words `from..to` as written, with what lies between them.
    pub fn slice(&self, from: usize, to: usize) -> &'a str {
        let s = self.span(from, to);
        &self.text[s.start() - self.base..s.end() - self.base]
    }

    /// The first word that ends after byte `at` of the article.
    pub fn at(&self, at: usize) -> usize {
        self.words.partition_point(|w| self.base + w.1 as usize <= at)
    }

    /// Whether word `i` begins with a capital letter.
    pub fn is_capitalised(&self, i: usize) -> bool {
        self.original(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the sentence is written without lower-case letters, so that capitals say nothing.
    pub fn is_upper_case(&self) -> bool {
        let lower = self.text.bytes().filter(u8::is_ascii_lowercase).count();
        let upper = self.text.bytes().filter(u8::is_ascii_uppercase).count();
        upper > 8 && lower * 10 < upper
    }

    /// Whether word `i` is a letter or a digit's word rather than a mark.
    pub fn is_word(&self, i: usize) -> bool {
        self.get(i).chars().next().is_some_and(char::is_alphanumeric)
    }
}

/// Splits at white space and marks; keeps hyphens, and points and commas between digits.
///
/// Offsets fit `u32` because articles are limited far below 4 GiB, as [`Span`] checks.
fn split(text: &str) -> Vec<(u32, u32)> {
    let mut words = Vec::with_capacity(text.len() / 5 + 1);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let mut end = start + c.len_utf8();
        if !c.is_alphanumeric() {
            words.push((start as u32, end as u32));
            continue;
        }
        let (mut last, mut letters) = (c, 1);
        while let Some(&(at, d)) = chars.peek() {
            let next = text[at + d.len_utf8()..].chars().next();
            let joined = d.is_alphanumeric()
                // combining marks belong to their letter
                || matches!(d, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{652}')
                || (d == '-' && next.is_some_and(char::is_alphanumeric))
                || (matches!(d, '.' | ',' | ':')
                    && last.is_ascii_digit()
                    && next.is_some_and(|n| n.is_ascii_digit()))
                // abbreviations in single letters: U.N., p.m.
                || (d == '.' && last.is_alphabetic() && letters == 1
                    && (next.is_some_and(char::is_alphabetic) || text[start..at].contains('.')));
            if !joined {
                break;
            }
            letters = if d.is_alphanumeric() { letters + 1 } else { 0 };
            last = d;
            end = at + d.len_utf8();
            chars.next();
        }
        words.push((start as u32, end as u32));
        // the clitic 's is a word of its own
        if let Some(&(at, q @ ('\'' | '’'))) = chars.peek() {
            let rest = &text[at + q.len_utf8()..];
            let clitic = rest.chars().take_while(|c| c.is_alphanumeric()).collect::<String>();
            if matches!(clitic.as_str(), "s" | "S" | "t" | "re" | "ve" | "ll" | "d") {
                let stop = at + q.len_utf8() + clitic.len();
                words.push((at as u32, stop as u32));
                while chars.peek().is_some_and(|&(at, _)| at < stop) {
                    chars.next();
                }
            } else if !clitic.is_empty() && last.is_alphabetic() {
                // a letter's apostrophe inside a name (N'Djamena): one word
                let stop = at + q.len_utf8() + clitic.len();
                while chars.peek().is_some_and(|&(at, _)| at < stop) {
                    chars.next();
                }
                if let Some(word) = words.last_mut() {
                    word.1 = stop as u32;
                }
            }
        }
    }
    words
}

/// Phrases of one or more lower-case words, each with what it means.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    by_first: BTreeMap<Box<str>, Vec<(Vec<Box<str>>, T)>>,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { by_first: BTreeMap::new() }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase: words with single spaces between them. A later entry of the same words wins.
    pub fn insert(&mut self, phrase: &str, meaning: T) {
        let lower = phrase.trim().to_lowercase();
        let words = Words::new(&lower, Span::new(0, lower.len()));
        if words.is_empty() {
            return;
        }
        let rest: Vec<Box<str>> = (1..words.len()).map(|i| words.get(i).into()).collect();
        let entries = self.by_first.entry(words.get(0).into()).or_default();
        entries.retain(|(r, _)| *r != rest);
        // longest first, so that the first match is the longest
        let at = entries.partition_point(|(r, _)| r.len() >= rest.len());
        entries.insert(at, (rest, meaning));
    }

    /// The longest phrase that begins at word `i`, and how many words it has.
    pub fn at(&self, words: &Words<'_>, i: usize) -> Option<(usize, &T)> {
        self.by_first.get(words.get(i))?.iter().find_map(|(rest, meaning)| {
            rest.iter()
                .enumerate()
                .all(|(k, w)| words.get(i + 1 + k) == &**w)
                .then_some((1 + rest.len(), meaning))
        })
    }
}
