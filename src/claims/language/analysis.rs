//! What is known of one sentence: its words with tags, lemmas, heads and relations.

use super::tags::{Relation, Tag};
use crate::corpus::{Span, Token, TokenKind};

/// One sentence analysed. All lists have one entry a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Analysis {
    /// The tokens, as given.
    pub tokens: Vec<Token>,
    /// Parts of speech.
    pub tags: Vec<Tag>,
    /// The token that each token depends on; `None` for the one head of the sentence.
    pub heads: Vec<Option<usize>>,
    /// How each token depends on its head.
    pub relations: Vec<Relation>,
    /// All lemmas, one after the other.
    pub(super) lemma_text: String,
    /// Where each lemma ends in `lemma_text`.
    pub(super) lemma_ends: Vec<u32>,
    /// Dependents of all tokens, grouped by head, in order within each.
    pub(super) dependents: Vec<u32>,
    /// Where each token's dependents begin in `dependents`; one more at the end.
    pub(super) starts: Vec<u32>,
    /// First and last token below each token, itself included.
    pub(super) spans: Vec<(u32, u32)>,
}

impl Analysis {
    /// Number of tokens.
    pub fn len(&self) -> usize {
        self.tags.len()
    }

    /// Whether there is no token.
    pub fn is_empty(&self) -> bool {
        self.tags.is_empty()
    }

    /// The token's words in the article's text.
    pub fn text<'t>(&self, i: usize, text: &'t str) -> &'t str {
        self.tokens[i].of(text)
    }

    /// The base form, in lower case but for proper nouns: "say" for "said".
    pub fn lemma(&self, i: usize) -> &str {
        let start = if i == 0 { 0 } else { self.lemma_ends[i - 1] as usize };
        &self.lemma_text[start..self.lemma_ends[i] as usize]
    }

    /// The token that nothing governs; `None` if there is no token.
    pub fn root(&self) -> Option<usize> {
        self.heads.iter().position(Option::is_none)
    }

    /// The tokens that depend on token `i`, in order.
    pub fn children(&self, i: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        self.dependents[self.starts[i] as usize..self.starts[i + 1] as usize]
            .iter()
            .map(|&d| d as usize)
    }

    /// The first child with this relation.
    pub fn child(&self, i: usize, relation: Relation) -> Option<usize> {
        self.children(i).find(|&d| self.relations[d] == relation)
    }

    /// First and last token of all that depends on token `i`, directly or not, itself included.
    ///
    /// The tree has no crossing arcs, so every token between the two belongs to it.
    pub fn subtree(&self, i: usize) -> (usize, usize) {
        let (first, last) = self.spans[i];
        (first as usize, last as usize)
    }

    /// The bytes of [`Analysis::subtree`].
    pub fn subtree_span(&self, i: usize) -> Span {
        let (first, last) = self.subtree(i);
        self.tokens[first].span.cover(self.tokens[last].span)
    }

    /// Whether `above` governs token `i`, directly or not, or is the same.
    pub fn governs(&self, above: usize, i: usize) -> bool {
        let (first, last) = self.subtree(above);
        first <= i && i <= last
    }

    /// Whether token `i` is a verb, modals excluded.
    pub fn is_verb(&self, i: usize) -> bool {
        self.tags[i].is_verb()
    }

    /// Whether token `i` is a noun, proper or common.
    pub fn is_noun(&self, i: usize) -> bool {
        self.tags[i].is_noun()
    }

    /// Whether token `i` is a quotation mark.
    pub fn is_quote(&self, i: usize) -> bool {
        matches!(self.tokens[i].kind, TokenKind::OpenQuote | TokenKind::CloseQuote)
    }

    /// Fills what follows from the heads: children and subtrees.
    pub(super) fn index(&mut self) {
        let n = self.heads.len();
        self.starts.clear();
        self.starts.resize(n + 1, 0);
        for &head in self.heads.iter().flatten() {
            self.starts[head + 1] += 1;
        }
        for i in 0..n {
            self.starts[i + 1] += self.starts[i];
        }
        self.dependents.clear();
        self.dependents.resize(self.starts[n] as usize, 0);
        let mut at = self.starts.clone();
        for (d, head) in self.heads.iter().enumerate() {
            if let Some(h) = *head {
                self.dependents[at[h] as usize] = d as u32;
                at[h] += 1;
            }
        }
        self.spans.clear();
        self.spans.extend((0..n as u32).map(|i| (i, i)));
        // Heads before their dependents; then back, each span widening its head's.
        let mut order: Vec<usize> = Vec::with_capacity(n);
        order.extend(self.heads.iter().position(Option::is_none));
        let mut next = 0;
        while let Some(&h) = order.get(next) {
            order.extend(self.children(h));
            next += 1;
        }
        for &d in order.iter().rev() {
            if let Some(h) = self.heads[d] {
                let ((a, b), (c, e)) = (self.spans[h], self.spans[d]);
                self.spans[h] = (a.min(c), b.max(e));
            }
        }
    }
}
