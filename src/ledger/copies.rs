//! Near-duplicate texts: shingles, MinHash, and bands of hashes that copies share.
//!
//! A text is the set of its runs of `k` words ([`Settings::shingle_words`]). The chance that two
//! sets have the same minimum under a random hash is their Jaccard similarity (Broder 1997,
//! doi:10.1109/SEQUEN.1997.666900), so texts that share a band of two such minima are compared
//! exactly, and others never are: the work grows with the number of texts, not of pairs. With 128
//! bands a pair of similarity `j` is found with probability `1 − (1 − j²)^128`: 0.92 at 0.14, 0.994
//! at 0.2, always from 0.3 on.
//!
//! Copies are judged by *containment*, the share of the shorter text's shingles that stand in the
//! other, since an outlet that cuts a wire text is still copying.

use std::borrow::Cow;

use rayon::prelude::*;

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
pub(super) fn mix(x: u64) -> u64 {
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

/// A key for each band: texts with equal keys have, but for chance, equal minima under both of the
/// band's hashes. Empty for an empty text.
fn band_keys(set: &[u64], salts: &[[u64; 2]]) -> Vec<u64> {
    if set.is_empty() {
        return Vec::new();
    }
    let minimum = |salt: u64| set.iter().map(|x| mix(x ^ salt)).min().unwrap_or(0);
    salts.iter().map(|s| mix(minimum(s[0]) ^ mix(minimum(s[1])))).collect()
}

/// Finds the pairs of texts whose containment reaches [`Settings::copy_containment`], in order.
pub fn near_duplicates(texts: &[Text<'_>], settings: &Settings) -> Vec<CopyPair> {
    near_duplicates_of(texts.len(), |i| Cow::Borrowed(texts[i].words), settings)
}

/// The same for texts that are made when they are looked at. Of each text its band keys are held, a
/// kilobyte, and its shingles only where it may be a copy.
pub(super) fn near_duplicates_of<'t>(
    count: usize,
    text: impl Fn(usize) -> Cow<'t, str> + Sync,
    settings: &Settings,
) -> Vec<CopyPair> {
    let set = |i: usize| shingles(&text(i), settings.shingle_words, settings.seed);
    let bands = (settings.min_hashes / 2).max(1);
    let salts: Vec<[u64; 2]> = (0..bands as u64)
        .map(|b| [2 * b, 2 * b + 1].map(|i| mix(settings.seed.wrapping_add(i + 2))))
        .collect();
    let keys: Vec<Vec<u64>> =
        (0..count).into_par_iter().map(|i| band_keys(&set(i), &salts)).collect();
    let of_band = |band: usize| {
        let with_key = |(i, keys): (usize, &Vec<u64>)| Some((*keys.get(band)?, i));
        let mut entries: Vec<(u64, usize)> = keys.iter().enumerate().filter_map(with_key).collect();
        entries.sort_unstable();
        let mut pairs = Vec::new();
        for same in entries.chunk_by(|a, b| a.0 == b.0) {
            for (n, &(_, i)) in same.iter().enumerate() {
                // In a bucket of thousands of copies each needs a few partners, not all of them:
                // copying is passed on through the group.
                pairs.extend(same[n + 1..].iter().take(16).map(|&(_, j)| (i, j)));
            }
        }
        pairs
    };
    // As many bands at a time as give every thread one, so that pairs found often are held once.
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let bands: Vec<usize> = (0..bands).collect();
    for some in bands.chunks(rayon::current_num_threads().max(1)) {
        let mut fresh: Vec<(usize, usize)> =
            some.par_iter().flat_map_iter(|&band| of_band(band)).collect();
        fresh.par_sort_unstable();
        // Two sorted runs, which the stable sort merges in one pass.
        pairs.append(&mut fresh);
        pairs.sort();
        pairs.dedup();
    }
    drop(keys);
    let mut compared = vec![false; count];
    for &(a, b) in &pairs {
        compared[a] = true;
        compared[b] = true;
    }
    let sets: Vec<Vec<u64>> = compared
        .into_par_iter()
        .enumerate()
        .map(|(i, compared)| if compared { set(i) } else { Vec::new() })
        .collect();
    let judge = |(a, b): (usize, usize)| {
        let common = shared(&sets[a], &sets[b]);
        let (la, lb) = (sets[a].len(), sets[b].len());
        let containment = common as f64 / la.min(lb) as f64;
        let jaccard = common as f64 / (la + lb - common) as f64;
        let pair = CopyPair { a, b, containment, jaccard };
        (containment >= settings.copy_containment).then_some(pair)
    };
    pairs.into_par_iter().filter_map(judge).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// A text of invented words.
    fn text(seed: u64, words: usize) -> Vec<String> {
        (0..words as u64)
            .map(|i| format!("w{}", mix(seed.wrapping_mul(1_000_003).wrapping_add(i)) % 5000))
            .collect()
    }

    #[test]
    fn shared_parts_are_counted_longhand() {
        let a = shingles("one two three four five six", 3, 1);
        let b = shingles("Two, three: FOUR five!", 3, 1);
        // a: 123 234 345 456; b: 234 345.
        assert_eq!((a.len(), b.len(), shared(&a, &b)), (4, 2, 2));
        assert!((containment(&a, &b) - 1.0).abs() < 1e-12);
        assert!((containment(&a, &[]) - 0.0).abs() < 1e-12);
    }

    #[test]
    fn planted_copies_are_found_and_nothing_else() {
        // 300 texts of their own; 60 cut to a share of another and filled up with other words.
        let mut texts: Vec<String> =
            (0..300).map(|i| text(i, 200 + (i as usize % 7) * 40).join(" ")).collect();
        let mut planted = BTreeSet::new();
        for k in 0..60usize {
            let source: Vec<&str> = texts[k * 3].split(' ').collect();
            let share = 0.62 + 0.006 * k as f64;
            let kept = (source.len() as f64 * share) as usize;
            let mut copy = source[source.len() - kept..].join(" ");
            copy.push(' ');
            copy.push_str(&text(5000 + k as u64, source.len() - kept).join(" "));
            planted.insert((k * 3, texts.len()));
            texts.push(copy);
        }
        let texts: Vec<Text<'_>> = texts.iter().map(|t| Text { words: t }).collect();
        let found: BTreeSet<(usize, usize)> =
            near_duplicates(&texts, &Settings::default()).iter().map(|p| (p.a, p.b)).collect();
        let right = found.intersection(&planted).count() as f64;
        assert!(right / planted.len() as f64 >= 0.95, "recall {right} of {}", planted.len());
        assert!(right / found.len() as f64 >= 0.95, "precision {right} of {}", found.len());
    }
}
