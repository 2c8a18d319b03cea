//! Words → parts of speech: a greedy averaged perceptron from left to right.
//!
//! Each word is scored once, with the two tags before it known and, for the words after it, the
//! tags that the lexicon has seen them with. Words that had one tag only are not scored at all.
//!
//! # References
//!
//! M. Collins (2002), "Discriminative training methods for hidden Markov models", EMNLP, 1–8,
//! doi:10.3115/1118693.1118694 (the averaged perceptron). Ambiguity classes of the words ahead:
//! J. Giménez and L. Màrquez (2004), "SVMTool", LREC.

use super::features::{Form, name};
use super::tags::Tag;
use super::weights::{Bytes, Header, ModelError, Pairs, Rows, open};

/// Columns of a row: a cache line, at least as many as there are tags.
pub(super) const COLUMNS: usize = 64;

/// Most features of one word.
pub(super) const MOST_FEATURES: usize = 64;

/// Set in a lexicon class if the word always had the class's first tag.
pub(super) const SURE: u32 = 1 << 31;

/// The features of word `i`, with the tags before it (number + 1, 0 before the sentence).
#[inline(always)]
pub(super) fn features(
    forms: &[Form],
    classes: &[u32],
    i: usize,
    t1: u32,
    t2: u32,
    out: &mut [u32; MOST_FEATURES],
) -> usize {
    /// Stands for the words before and after the sentence.
    const EDGE: Form = Form { exact: 1, lower: 1, suffix: [1; 5], prefix: [1; 4], shape: 1 << 12 };
    let at = |k: isize| -> (&Form, u32) {
        usize::try_from(i as isize + k)
            .ok()
            .and_then(|j| Some((forms.get(j)?, classes[j] & !SURE)))
            .unwrap_or((&EDGE, 1 << 30))
    };
    let (w, c) = (&forms[i], classes[i] & !SURE);
    let ((l1, lc1), (l2, _)) = (at(-1), at(-2));
    let ((r1, rc1), (r2, rc2)) = (at(1), at(2));
    let first = u32::from(i == 0);
    let mut n = 0;
    let mut template = 0;
    let mut add = |a: u32, b: u32, c: u32| {
        out[n] = name(template, a, b, c);
        n += 1;
        template += 1;
    };
    add(0, 0, 0);
    add(w.exact, 0, 0);
    add(w.lower, 0, 0);
    add(w.suffix[0], 0, 0);
    add(w.suffix[1], 0, 0);
    add(w.suffix[2], 0, 0);
    add(w.suffix[3], 0, 0);
    add(w.suffix[4], 0, 0);
    add(w.prefix[0], 0, 0);
    add(w.prefix[1], 0, 0);
    add(w.prefix[2], 0, 0);
    add(w.prefix[3], 0, 0);
    add(w.shape, first, 0);
    add(w.outline(), w.suffix[1], first);
    add(w.outline(), w.suffix[2], first);
    add(c, w.outline(), first);
    add(c, rc1, 0);
    add(c, t1, 0);
    add(c, t1, rc1);
    add(c, t1, t2);
    add(t1, 0, 0);
    add(t1, t2, 0);
    add(t1, w.lower, 0);
    add(t1, t2, w.lower);
    add(t1, w.suffix[2], 0);
    add(t1, w.suffix[1], rc1);
    add(t1, rc1, 0);
    add(t1, r1.lower, 0);
    add(l1.lower, 0, 0);
    add(l2.lower, 0, 0);
    add(r1.lower, 0, 0);
    add(r2.lower, 0, 0);
    add(l1.lower, w.lower, 0);
    add(w.lower, r1.lower, 0);
    add(l1.lower, r1.lower, 0);
    add(l1.suffix[2], 0, 0);
    add(r1.suffix[2], 0, 0);
    add(r1.suffix[1], r1.outline(), 0);
    add(rc1, rc2, 0);
    add(c, rc1, rc2);
    add(rc1, r1.outline(), w.outline());
    add(l1.outline(), w.outline(), first);
    add(rc2, 0, 0);
    add(l2.lower, l1.lower, 0);
    add(r1.lower, r2.lower, 0);
    add(w.lower, rc1, 0);
    add(w.lower, t1, rc1);
    add(lc1, c, rc1);
    add(w.outline(), l1.outline(), r1.outline());
    add(w.suffix[2], r1.lower, 0);
    add(l1.lower, w.suffix[2], 0);
    n
}

/// The part-of-speech tagger.
pub(super) struct Tagger {
    pub header: Header,
    /// What the lexicon says of a word, by [`Form::lower`]: its class, i.e. its tags in training, the
    /// most frequent lowest, a byte each (number + 1, 0 for none), and [`SURE`].
    pub lexicon: Pairs,
    pub weights: Rows<COLUMNS>,
}

impl Tagger {
    /// Loads a model file of kind `tagger`.
    pub fn read(file: Bytes) -> Result<Self, ModelError> {
        let (header, body) = open(file, "tagger")?;
        let (lexicon, body) = Pairs::read(body)?;
        Ok(Self { header, lexicon, weights: Rows::read(body)? })
    }

    /// Looks up each word's class.
    pub fn classes(&self, forms: &[Form], out: &mut Vec<u32>) {
        out.clear();
        out.extend(forms.iter().map(|f| self.lexicon.get(f.lower)));
    }

    /// Tags a sentence, given its words' [classes](Self::classes).
    pub fn tag(&self, forms: &[Form], classes: &[u32], out: &mut Vec<Tag>) {
        out.clear();
        let mut names = [0; MOST_FEATURES];
        let (mut t1, mut t2) = (0, 0);
        for i in 0..forms.len() {
            let tag = if classes[i] & SURE != 0 {
                (classes[i] & 0xff).saturating_sub(1).min(Tag::ALL.len() as u32 - 1)
            } else {
                let n = features(forms, classes, i, t1, t2, &mut names);
                let scores = self.weights.scores(&names[..n]);
                best(&scores, Tag::ALL.len()) as u32
            };
            out.push(Tag::ALL[tag as usize]);
            t2 = t1;
            t1 = tag + 1;
        }
    }
}

/// The column with the highest score, the first of equals.
#[inline(always)]
pub(super) fn best(scores: &[i16; COLUMNS], columns: usize) -> usize {
    let scores = &scores[..columns];
    let most = scores.iter().copied().fold(i16::MIN, i16::max);
    scores.iter().position(|&s| s == most).unwrap_or(0)
}
