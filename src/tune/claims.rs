//! How well extracted claims match a human key: counts, speakers, subjects, events.

use std::collections::BTreeMap;

/// One row of a key or of `claims.csv`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct KeyClaim {
    /// The article's name, without folders.
    pub document: String,
    /// Bytes in the article file.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Who asserts it.
    pub speaker: String,
    /// Whether it is in the outlet's own voice.
    pub own: bool,
    /// asserts, confirms, denies, declines.
    pub stance: String,
    /// The event's name.
    pub event: String,
    /// The question it answers, by any name that is the same for the same question.
    pub question: String,
    /// What is asked.
    pub measure: String,
    /// Of whom.
    pub subject: String,
    /// Lower bound, for numbers.
    pub low: Option<f64>,
    /// Upper bound; none: no bound.
    pub high: Option<f64>,
}

/// A part found and missed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Found {
    /// Right among those predicted.
    pub right: usize,
    /// Predicted.
    pub predicted: usize,
    /// In the key.
    pub key: usize,
}

impl Found {
    /// Share of the predicted that is right.
    pub fn precision(self) -> f64 {
        if self.predicted == 0 { 0.0 } else { self.right as f64 / self.predicted as f64 }
    }

    /// Share of the key that was found.
    pub fn recall(self) -> f64 {
        if self.key == 0 { 0.0 } else { self.right as f64 / self.key as f64 }
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(self) -> f64 {
        let (p, r) = (self.precision(), self.recall());
        if p + r == 0.0 { 0.0 } else { 2.0 * p * r / (p + r) }
    }
}

/// Extraction against a key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extracted {
    /// Counts: place, measure and interval right.
    pub counts: Found,
    /// … and the speaker.
    pub with_speaker: Found,
    /// … and the speaker and the subject.
    pub with_subject: Found,
    /// Counts, by measure.
    pub by_measure: BTreeMap<String, Found>,
    /// Key claims of any kind that some claim covers with the right speaker, by manner
    /// (`own`, `attributed`): predicted counts the key here, so only recall has a meaning.
    pub by_manner: BTreeMap<&'static str, Found>,
    /// Key claims whose stance is right, of all.
    pub stance: Found,
    /// B-cubed F1 of events over the matched counts (Bagga & Baldwin 1998).
    pub events: Option<f64>,
    /// The same of questions.
    pub questions: Option<f64>,
}

/// Compares extracted claims with a key.
///
/// `same_speaker` and `same_subject` say whether a key's name and a printed name mean the same.
/// Precision is over extracted claims that have a number of a measure that the key has.
pub fn compare(
    key: &[KeyClaim],
    found: &[KeyClaim],
    same_speaker: &dyn Fn(&str, &str) -> bool,
    same_subject: &dyn Fn(&str, &str) -> bool,
) -> Extracted {
    let documents: Vec<&str> = key.iter().map(|k| k.document.as_str()).collect();
    let found: Vec<&KeyClaim> =
        found.iter().filter(|f| documents.contains(&f.document.as_str())).collect();
    let measures: Vec<&str> =
        key.iter().filter(|k| k.low.is_some()).map(|k| k.measure.as_str()).collect();
    let numbers: Vec<&&KeyClaim> = found
        .iter()
        .filter(|f| f.low.is_some() && measures.contains(&f.measure.as_str()))
        .collect();
    // An unnamed speaker is part of every name: the outlet's own voice is right as such only.
    let speaker_ok = |k: &KeyClaim, f: &KeyClaim| {
        let nameless = k.own && k.speaker.is_empty();
        (k.own && f.own) || (!nameless && same_speaker(&k.speaker, &f.speaker))
    };
    let subject_ok = |k: &KeyClaim, f: &KeyClaim| same_subject(&k.subject, &f.subject);
    let overlap =
        |k: &KeyClaim, f: &KeyClaim| k.document == f.document && k.start < f.end && f.start < k.end;

    let mut out = Extracted::default();
    let mut used = vec![false; numbers.len()];
    let mut pairs = Vec::new();
    for k in key.iter().filter(|k| k.low.is_some()) {
        let best = (0..numbers.len())
            .filter(|&i| !used[i])
            .filter(|&i| overlap(k, numbers[i]) && k.measure == numbers[i].measure)
            .filter(|&i| same_interval(k, numbers[i]))
            .max_by_key(|&i| {
                let good =
                    usize::from(speaker_ok(k, numbers[i])) + usize::from(subject_ok(k, numbers[i]));
                (good, numbers.len() - i)
            });
        let measure = out.by_measure.entry(k.measure.clone()).or_default();
        measure.key += 1;
        if let Some(i) = best {
            used[i] = true;
            measure.right += 1;
            pairs.push((k, numbers[i]));
        }
    }
    for f in &numbers {
        if let Some(m) = out.by_measure.get_mut(&f.measure) {
            m.predicted += 1;
        }
    }
    let all = key.iter().filter(|k| k.low.is_some()).count();
    let count = |test: &dyn Fn(&KeyClaim, &KeyClaim) -> bool| Found {
        right: pairs.iter().filter(|(k, f)| test(k, f)).count(),
        predicted: numbers.len(),
        key: all,
    };
    out.counts = count(&|_, _| true);
    out.with_speaker = count(&|k, f| speaker_ok(k, f));
    out.with_subject = count(&|k, f| speaker_ok(k, f) && subject_ok(k, f));
    out.stance = Found { predicted: key.len(), key: key.len(), right: 0 };
    for k in key {
        let covering: Vec<_> = found.iter().filter(|f| overlap(k, f) && speaker_ok(k, f)).collect();
        let manner = out.by_manner.entry(if k.own { "own" } else { "attributed" }).or_default();
        manner.key += 1;
        manner.predicted += 1;
        manner.right += usize::from(!covering.is_empty());
        out.stance.right += usize::from(covering.iter().any(|f| f.stance == k.stance));
    }
    let clusters = |of: fn(&KeyClaim) -> &str| {
        let named = pairs.iter().map(|(k, f)| (of(k), of(f)));
        b_cubed(&named.filter(|(k, _)| !k.is_empty()).collect::<Vec<_>>())
    };
    out.events = clusters(|c| &c.event);
    out.questions = clusters(|c| &c.question);
    out
}

/// The same interval, as far as a human key and a grammar can agree: bounds within a tenth where
/// the key has two, "at least N" also printed as N, and vague words by their lower bound.
fn same_interval(k: &KeyClaim, f: &KeyClaim) -> bool {
    let (Some(kl), Some(fl)) = (k.low, f.low) else { return false };
    match (k.high, f.high) {
        (None, None) => (kl - fl).abs() <= 0.2 * kl,
        (None, Some(fh)) => (kl - fl).abs() <= 0.2 * kl && (fh <= kl * 5.0),
        (Some(kh), fh) if kh <= kl => fl == kl && fh.is_none_or(|h| h == kl),
        (Some(kh), Some(fh)) => {
            let near = |a: f64, b: f64| (a - b).abs() <= (0.1 * b).max(1.0);
            near(fl, kl) && near(fh, kh)
        }
        (Some(_), None) => false,
    }
}

/// B-cubed F1 of a clustering (second) against a key (first); `None` of nothing.
fn b_cubed(pairs: &[(&str, &str)]) -> Option<f64> {
    if pairs.is_empty() {
        return None;
    }
    let both = |a: &(&str, &str)| pairs.iter().filter(|b| *b == a).count() as f64;
    let n = pairs.len() as f64;
    let precision: f64 = pairs
        .iter()
        .map(|a| both(a) / pairs.iter().filter(|b| b.1 == a.1).count() as f64)
        .sum::<f64>()
        / n;
    let recall: f64 = pairs
        .iter()
        .map(|a| both(a) / pairs.iter().filter(|b| b.0 == a.0).count() as f64)
        .sum::<f64>()
        / n;
    Some(2.0 * precision * recall / (precision + recall))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(start: usize, speaker: &str, measure: &str, low: f64, high: Option<f64>) -> KeyClaim {
        KeyClaim {
            document: "a.txt".into(),
            start,
            end: start + 10,
            speaker: speaker.into(),
            stance: "asserts".into(),
            measure: measure.into(),
            low: Some(low),
            high,
            ..KeyClaim::default()
        }
    }

    #[test]
    fn one_of_two_found_by_the_wrong_speaker() {
        let key =
            [claim(0, "army", "killed", 5.0, Some(5.0)), claim(50, "mayor", "killed", 3.0, None)];
        let found =
            [claim(2, "rebels", "killed", 5.0, Some(5.0)), claim(90, "mayor", "killed", 3.0, None)];
        let same = |a: &str, b: &str| a == b;
        let got = compare(&key, &found, &same, &same);
        assert_eq!(got.counts, Found { right: 1, predicted: 2, key: 2 });
        assert_eq!(got.with_speaker.right, 0);
        assert!((got.counts.f1() - 0.5).abs() < 1e-12);
    }

    #[test]
    fn what_an_outlet_says_itself_is_not_found_in_another_mouth() {
        let own = KeyClaim { own: true, ..claim(0, "", "killed", 5.0, Some(5.0)) };
        let within = |key: &str, printed: &str| printed.contains(key);
        let army = [claim(0, "army", "killed", 5.0, Some(5.0))];
        let got = compare(std::slice::from_ref(&own), &army, &within, &within);
        assert_eq!((got.counts.right, got.with_speaker.right, got.stance.right), (1, 0, 0));
        let itself = [KeyClaim { speaker: "The Gazette".into(), ..own.clone() }];
        let got = compare(&[own], &itself, &within, &within);
        assert_eq!((got.with_speaker.right, got.stance.right), (1, 1));
    }

    #[test]
    fn b_cubed_of_a_split_cluster() {
        // Key: one cluster of three; found: {1, 2}, {3}. P = 1; R = (2/3 + 2/3 + 1/3)/3 = 5/9.
        let f = b_cubed(&[("e", "x"), ("e", "x"), ("e", "y")]).unwrap();
        let r = 5.0 / 9.0;
        assert!((f - 2.0 * r / (1.0 + r)).abs() < 1e-12);
        assert_eq!(b_cubed(&[]), None);
    }
}
