//! A sentence's tokens in lower case: what the quantity and event grammars read.
//!
//! Lower-casing ASCII keeps every byte in its place, so a sentence costs one allocation however
//! many words it has.

use std::collections::BTreeMap;

use crate::corpus::{Span, Token, tokenize};

/// The words and marks of one sentence.
#[derive(Clone, Debug)]
pub struct Words<'a> {
    text: &'a str,
    tokens: &'a [Token],
    lower: String,
    base: usize,
}

impl<'a> Words<'a> {
    /// The sentence that `tokens` of `text` make up.
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        let base = tokens.first().map_or(0, |t| t.span.start());
        let end = tokens.last().map_or(base, |t| t.span.end());
        Self { text, tokens, lower: text[base..end].to_ascii_lowercase(), base }
    }

    /// How many words and punctuation marks there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// Word `i` with ASCII letters in lower case, an abbreviation without its last point; empty
    /// beyond the end.
    pub fn get(&self, i: usize) -> &str {
        let Some(token) = self.tokens.get(i) else { return "" };
        let word = &self.lower[token.span.start() - self.base..token.span.end() - self.base];
        match word.strip_suffix('.') {
            Some(stem) if stem.ends_with(char::is_alphanumeric) => stem,
            _ => word,
        }
    }

    /// The word before word `i`; empty at the start.
    pub fn before(&self, i: usize) -> &str {
        i.checked_sub(1).map_or("", |j| self.get(j))
    }

    /// Word `i` as written; empty beyond the end.
    pub fn original(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.of(self.text))
    }

    /// Word `i` as a token.
    pub fn token(&self, i: usize) -> Option<Token> {
        self.tokens.get(i).copied()
    }

    /// Where words `from..to` lie in the article. An empty range gives an empty span.
    pub fn span(&self, from: usize, to: usize) -> Span {
        let end = self.base + self.lower.len();
        let start = self.tokens.get(from).map_or(end, |t| t.span.start());
        let stop = to.checked_sub(1).and_then(|i| self.tokens.get(i)).map_or(end, |t| t.span.end());
        Span::new(start, stop.max(start))
    }

    /// The words `from..to` as written, with what lies between them.
    pub fn slice(&self, from: usize, to: usize) -> &'a str {
        self.span(from, to).of(self.text)
    }

    /// The first word that ends after byte `at` of the article.
    pub fn at(&self, at: usize) -> usize {
        self.tokens.partition_point(|t| t.span.end() <= at)
    }

    /// Whether word `i` begins with a capital letter.
    pub fn is_capitalised(&self, i: usize) -> bool {
        self.original(i).chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether the sentence is written without lower-case letters, so that capitals say nothing.
    pub fn is_upper_case(&self) -> bool {
        let text = self.span(0, self.len()).of(self.text);
        let lower = text.bytes().filter(u8::is_ascii_lowercase).count();
        let upper = text.bytes().filter(u8::is_ascii_uppercase).count();
        upper > 8 && lower * 10 < upper
    }

    /// Whether word `i` is a letter or a digit's word rather than a mark.
    pub fn is_word(&self, i: usize) -> bool {
        self.get(i).chars().next().is_some_and(char::is_alphanumeric)
    }
}

/// Phrases by their first word: the words that follow, and what the phrase means.
type ByFirst<T> = BTreeMap<Box<str>, Vec<(Vec<Box<str>>, T)>>;

/// Phrases of one or more lower-case words, each with what it means.
#[derive(Clone, Debug)]
pub struct Phrases<T> {
    by_first: ByFirst<T>,
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
        let tokens = tokenize(&lower, Span::new(0, lower.len()));
        let words = Words::new(&lower, &tokens);
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

    /// The meaning of a phrase of one word, lower case.
    pub fn get(&self, word: &str) -> Option<&T> {
        self.by_first.get(word)?.iter().find(|(rest, _)| rest.is_empty()).map(|(_, m)| m)
    }
}
