//! An analysed article as attribution looks at it: words with tags and heads, subtrees, paragraphs.

use std::ops::Range;

use crate::claims::language::{Relation, Tag};
use crate::corpus::{Span, TokenKind};

/// One word or mark.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub span: Span,
    pub kind: TokenKind,
    pub tag: Tag,
    pub relation: Relation,
    /// The head's place in the article; its own for a sentence's head.
    pub head: usize,
    /// The first and last word that depend on it, itself included.
    pub left: usize,
    pub right: usize,
    /// Its sentence.
    pub sentence: usize,
}

/// An article's words.
pub(super) struct Doc<'a> {
    pub text: &'a str,
    /// The text in ASCII lower case: the same offsets.
    lower: String,
    pub words: Vec<Word>,
    /// Ranges of words.
    pub sentences: Vec<Range<usize>>,
    /// Ranges of sentences that stand in one paragraph.
    pub paragraphs: Vec<Range<usize>>,
    /// Each sentence's paragraph.
    pub paragraph_of: Vec<usize>,
    /// Whether the paragraph is a headline.
    pub title: Vec<bool>,
    child_offsets: Vec<u32>,
    children: Vec<u32>,
}

impl<'a> Doc<'a> {
    /// Puts the parts together. `words[i].head` must lie in the same sentence. Linear.
    pub fn new(
        text: &'a str,
        mut words: Vec<Word>,
        sentences: Vec<Range<usize>>,
        paragraphs: Vec<Range<usize>>,
        title: Vec<bool>,
    ) -> Self {
        let n = words.len();
        let mut child_offsets = vec![0u32; n + 1];
        for (i, w) in words.iter().enumerate() {
            if w.head != i && w.head < n {
                child_offsets[w.head + 1] += 1;
            }
        }
        for i in 0..n {
            child_offsets[i + 1] += child_offsets[i];
        }
        let mut fill = child_offsets.clone();
        let mut children = vec![0u32; child_offsets[n] as usize];
        for (i, w) in words.iter().enumerate() {
            if w.head != i && w.head < n {
                children[fill[w.head] as usize] = i as u32;
                fill[w.head] += 1;
            }
        }
        // Leaves first, so that each word is done once: a deep tree costs no more than a flat one.
        let mut left: Vec<usize> = (0..n).collect();
        let mut right: Vec<usize> = (0..n).collect();
        let mut open: Vec<u32> = (0..n).map(|i| child_offsets[i + 1] - child_offsets[i]).collect();
        let mut ready: Vec<usize> = (0..n).filter(|&i| open[i] == 0).collect();
        while let Some(i) = ready.pop() {
            let h = words[i].head;
            if h != i && h < n {
                left[h] = left[h].min(left[i]);
                right[h] = right[h].max(right[i]);
                open[h] -= 1;
                if open[h] == 0 {
                    ready.push(h);
                }
            }
        }
        for (i, w) in words.iter_mut().enumerate() {
            w.left = left[i];
            w.right = right[i];
        }
        let mut paragraph_of = vec![0; sentences.len()];
        for (p, range) in paragraphs.iter().enumerate() {
            for s in range.clone() {
                paragraph_of[s] = p;
            }
        }
        let lower = text.to_ascii_lowercase();
        Self {
            text,
            lower,
            words,
            sentences,
            paragraphs,
            paragraph_of,
            title,
            child_offsets,
            children,
        }
    }

    /// A word, ASCII letters in lower case.
    pub fn lower(&self, i: usize) -> &str {
        self.words.get(i).map_or("", |w| &self.lower[w.span.range()])
    }

    /// A word as written.
    pub fn form(&self, i: usize) -> &'a str {
        self.words.get(i).map_or("", |w| w.span.of(self.text))
    }

    pub fn tag(&self, i: usize) -> Tag {
        self.words[i].tag
    }

    pub fn relation(&self, i: usize) -> Relation {
        self.words[i].relation
    }

    /// The head, unless the word is its sentence's head.
    pub fn head(&self, i: usize) -> Option<usize> {
        let h = self.words[i].head;
        (h != i && h < self.words.len()).then_some(h)
    }

    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.children[self.child_offsets[i] as usize..self.child_offsets[i + 1] as usize]
            .iter()
            .map(|&c| c as usize)
    }

    /// The first dependent with one of these relations.
    pub fn child(&self, i: usize, relations: &[Relation]) -> Option<usize> {
        self.children(i).find(|&c| relations.contains(&self.relation(c)))
    }

    /// The words of a sentence.
    pub fn sentence_of(&self, i: usize) -> Range<usize> {
        self.sentences[self.words[i].sentence].clone()
    }

    /// From the first byte of word `from` to the last of word `to`.
    pub fn span(&self, from: usize, to: usize) -> Span {
        self.words[from].span.cover(self.words[to].span)
    }

    pub fn is_mark(&self, i: usize) -> bool {
        self.words.get(i).is_some_and(|w| {
            !matches!(
                w.kind,
                TokenKind::Word
                    | TokenKind::Number
                    | TokenKind::Mention
                    | TokenKind::Hashtag
                    | TokenKind::Url
                    | TokenKind::Email
                    | TokenKind::Currency
                    | TokenKind::Symbol
            )
        })
    }

    pub fn kind(&self, i: usize) -> Option<TokenKind> {
        self.words.get(i).map(|w| w.kind)
    }
}
