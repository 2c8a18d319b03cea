//! Near-duplicate texts: shingles, MinHash, and bands of hashes that copies share.
//!
//! A text is the set of its runs of `k` words ([`Settings::shingle_words`]). The chance that two
//! sets have the same minimum under a random hash is their Jaccard similarity (Broder 1997,
//! doi:10.1109/SEQUEN.1997.666900), so texts that share a band of two such minima are compared
//! exactly, and others never are: the work grows with the number of texts, not of pairs. With 64
//! bands a pair of similarity 0.25 is found with probability 0.98, one of 0.4 always.
//!
//! Copies are judged by *containment*, the share of the shorter text's shingles that stand in the
//! other, since an outlet that cuts a wire text is still copying.

use std::collections::{BTreeMap, BTreeSet};

use super::Settings;

/// A text to compare.
#[derive(Clone, Copy, Debug)]
pub struct Text<'a> {
    /// Its words.
    pub words: &'a str,
}

/// Two texts of which one copies the other, or both a third.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CopyPair {
    /// The first, by position.
    pub a: usize,
    /// The second; `a < b`.
    pub b: usize,
    /// Share of the shorter text's shingles that stand in the other, 0–1.
    pub containment: f64,
    /// Shared shingles over all shingles of both, 0–1.
    pub jaccard: f64,
}

/// A hash that mixes every bit of `x` into every bit of the result (SplitMix64; Steele, Lea and
/// Flood 2014, doi:10.1145/2714064.2660195).
fn mix(x: u64) -> u64 {
    let x = x.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The hashes of a text's runs of `k` words, sorted, each once. A shorter text is one run.
pub(super) fn shingles(text: &str, k: usize, seed: u64) -> Vec<u64> {
    let words: Vec<u64> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .map(|w| {
            w.chars().flat_map(char::to_lowercase).fold(mix(seed), |h, c| mix(h ^ u64::from(c)))
        })
        .collect();
    let run = |w: &[u64]| w.iter().fold(mix(seed ^ 1), |h, x| mix(h ^ x));
    let mut out: Vec<u64> = match words.len() {
        0 => Vec::new(),
        n if n <= k => vec![run(&words)],
        _ => words.windows(k.max(1)).map(run).collect(),
    };
    out.sort_unstable();
    out.dedup();
    out
}

/// How many hashes two sorted lists share.
fn shared(a: &[u64], b: &[u64]) -> usize {
    let (mut i, mut j, mut n) = (0, 0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                n += 1;
                i += 1;
                j += 1;
            }
        }
    }
    n
}

/// Share of the shorter list that stands in the other, 0–1; 0 for an empty one.
pub(super) fn containment(a: &[u64], b: &[u64]) -> f64 {
    match a.len().min(b.len()) {
        0 => 0.0,
        n => shared(a, b) as f64 / n as f64,
    }
}

/// Finds the pairs of texts whose containment reaches [`Settings::copy_containment`], in order.
pub fn near_duplicates(texts: &[Text<'_>], settings: &Settings) -> Vec<CopyPair> {
    let sets: Vec<Vec<u64>> =
        texts.iter().map(|t| shingles(t.words, settings.shingle_words, settings.seed)).collect();
    let bands = (settings.min_hashes / 2).max(1);
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut buckets: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for band in 0..bands as u64 {
        let salts = [2 * band, 2 * band + 1].map(|i| mix(settings.seed.wrapping_add(i + 2)));
        buckets.clear();
        for (i, set) in sets.iter().enumerate() {
            if set.is_empty() {
                continue;
            }
            let minima = salts.map(|s| set.iter().map(|x| mix(x ^ s)).min().unwrap_or(0));
            buckets.entry(mix(minima[0] ^ mix(minima[1]))).or_default().push(i);
        }
        for same in buckets.values().filter(|b| b.len() > 1) {
            for (n, &i) in same.iter().enumerate() {
                // In a bucket of thousands of copies each needs a few partners, not all of them:
                // copying is passed on through the group.
                for &j in same[n + 1..].iter().take(16) {
                    pairs.insert((i, j));
                }
            }
        }
    }
    pairs
        .into_iter()
        .filter_map(|(a, b)| {
            let common = shared(&sets[a], &sets[b]);
            let shorter = sets[a].len().min(sets[b].len());
            let containment = common as f64 / shorter as f64;
            let jaccard = common as f64 / (sets[a].len() + sets[b].len() - common) as f64;
            (containment >= settings.copy_containment).then_some(CopyPair {
                a,
                b,
                containment,
                jaccard,
            })
        })
        .collect()
}
