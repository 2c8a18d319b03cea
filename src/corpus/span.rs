//! A range of bytes in one article's text, always on character boundaries.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Bytes `start..end` of a text, `start ≤ end`.
///
/// A span travels from token to claim to vote to chart, so that every number can be traced to the
/// sentence behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    start: u32,
    end: u32,
}

impl Span {
    /// Bytes `start..end`.
    ///
    /// # Panics
    ///
    /// If `end < start`, or a bound exceeds `u32::MAX` (articles are limited far below 4 GiB).
    pub fn new(start: usize, end: usize) -> Self {
        assert!(start <= end, "a span runs forward, got {start}..{end}");
        let narrow = |x: usize| u32::try_from(x).expect("articles are limited far below 4 GiB");
        Self { start: narrow(start), end: narrow(end) }
    }

    /// First byte.
    pub fn start(self) -> usize {
        self.start as usize
    }

    /// One past the last byte.
    pub fn end(self) -> usize {
        self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// As a range, for slicing.
    pub fn range(self) -> Range<usize> {
        self.start()..self.end()
    }

    /// The text under the span.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// Whether every byte of `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether a byte lies in both.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// From the first byte of either to the last of either.
    pub fn cover(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// Without the white space at both ends.
    pub fn trim(self, text: &str) -> Self {
        let s = self.of(text);
        let start = self.start() + (s.len() - s.trim_start().len());
        Self::new(start, start + s.trim().len())
    }
}
