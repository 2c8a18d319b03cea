//! Who is part of whom: which counted groups are one question.
//!
//! A claim about a whole is evidence on the whole alone, so children and civilians are two
//! questions. But "people" and "civilians" of one event are one group in two words, unless both
//! occur apart: an article gives both with figures that share nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::lexicon;
use crate::units::Interval;

/// What is counted of one event and measure: (subject, article, figure).
pub(super) type Counted<'a> = (&'a str, u32, Option<Interval>);

/// Subjects that are another's part, or its other name.
#[derive(Debug, Default)]
pub(super) struct Scopes;

impl Scopes {
    /// The question that each subject's claims belong to. `is_of_nation(voice, adjective)` tells
    /// whether a voice is known to be of a nation.
    pub(super) fn merge(
        counted: &[Counted<'_>],
        is_of_nation: &dyn Fn(&str, &str) -> bool,
    ) -> BTreeMap<String, String> {
        let mut articles: BTreeMap<&str, BTreeSet<u32>> = BTreeMap::new();
        for (subject, article, _) in counted {
            articles.entry(subject).or_default().insert(*article);
        }
        let subjects: Vec<&str> = articles.keys().copied().collect();
        let mut named: BTreeMap<String, String> =
            subjects.iter().map(|s| ((*s).to_owned(), (*s).to_owned())).collect();
        // Groups of names for one group, the wholes first so that parts find them.
        let mut by_root: BTreeMap<String, Vec<&str>> = BTreeMap::new();
        for s in &subjects {
            by_root.entry(root(s)).or_default().push(s);
        }
        for names in by_root.values_mut().filter(|n| n.len() > 1) {
            // The most general that is not the vaguest: "civilians" names the group better than
            // "people" does; then the most written.
            names.sort_by_key(|s| {
                (*s != "civilians", depth(s), std::cmp::Reverse(articles[s].len()), *s)
            });
            let mut groups: Vec<Vec<&str>> = Vec::new();
            for s in names.iter() {
                match groups.iter_mut().find(|g| !g.iter().any(|t| apart(counted, s, t))) {
                    Some(g) => g.push(s),
                    None => groups.push(vec![s]),
                }
            }
            for group in groups {
                for s in &group {
                    named.insert((*s).to_owned(), group[0].to_owned());
                }
            }
        }
        // "Russians" are the one group of that nation whose losses are counted here.
        for nationals in &subjects {
            let Some(nation) = nation_of(nationals) else { continue };
            let of_nation = |s: &&&str| {
                *s != nationals
                    && !s.contains(" + ")
                    && (has_word(&s.to_lowercase(), &nation) || is_of_nation(s, &nation))
            };
            let owners: Vec<&&str> = subjects.iter().filter(of_nation).collect();
            if let [owner] = owners.as_slice()
                && !apart(counted, nationals, owner)
            {
                named.insert((*nationals).to_owned(), (**owner).to_owned());
            }
        }
        // "The soldiers" are the one army's whose losses are counted here.
        for (general, words) in &lexicon().group_words {
            if !articles.contains_key(general.as_str()) {
                continue;
            }
            let owners: Vec<&&str> = subjects
                .iter()
                .filter(|s| {
                    let lower = s.to_lowercase();
                    *s != general && !s.contains(" + ") && words.iter().any(|w| has_word(&lower, w))
                })
                .collect();
            if let [owner] = owners.as_slice()
                && !apart(counted, general, owner)
            {
                named.insert(general.clone(), (**owner).to_owned());
            }
        }
        named
    }
}

/// Whether `text` has `phrase` as whole words.
pub(super) fn has_word(text: &str, phrase: &str) -> bool {
    text.match_indices(phrase).any(|(i, _)| {
        let letter = |c: char| c.is_alphanumeric();
        !text[..i].ends_with(letter) && !text[i + phrase.len()..].starts_with(letter)
    })
}

/// Whether two names may be of one group: "soldiers" and "Malian soldiers", "people" and "miners".
pub(super) fn same_group(a: &str, b: &str) -> bool {
    let names = |long: &str, short: &str| {
        let words = lexicon().group_words.get(short);
        !long.contains(" + ")
            && (has_word(long, short)
                || words.is_some_and(|w| w.iter().any(|w| has_word(&long.to_lowercase(), w))))
    };
    a == b || root(a) == root(b) || names(a, b) || names(b, a)
}

/// The widest name of the same group.
fn root(subject: &str) -> String {
    let mut at = plain(subject);
    while let Some(scope) = lexicon().scopes.get(at).filter(|s| s.same) {
        at = &scope.within;
    }
    at.to_owned()
}

/// A group's noun where the words before it do not make it another group: "civilian passengers"
/// are passengers.
fn plain(subject: &str) -> &str {
    let scopes = &lexicon().scopes;
    if scopes.contains_key(subject) {
        return subject;
    }
    subject
        .match_indices(' ')
        .map(|(i, _)| &subject[i + 1..])
        .find(|noun| scopes.get(*noun).is_some_and(|s| s.same))
        .unwrap_or(subject)
}

/// The adjective of nationals, lower case: "Russians" → "russian".
fn nation_of(subject: &str) -> Option<String> {
    let adjective = subject.to_lowercase().strip_suffix('s')?.to_owned();
    lexicon().countries.contains_key(&adjective).then_some(adjective)
}

/// Steps to the root.
fn depth(subject: &str) -> usize {
    std::iter::successors(Some(plain(subject)), |s| {
        lexicon().scopes.get(*s).filter(|x| x.same).map(|x| x.within.as_str())
    })
    .count()
}

/// Whether `part` is part of `whole`, at any distance.
pub(super) fn is_within(part: &str, whole: &str) -> bool {
    std::iter::successors(Some(part), |s| lexicon().scopes.get(*s).map(|x| x.within.as_str()))
        .skip(1)
        .any(|s| s == whole)
}

/// Whether the group is made of people who do not fight.
pub(super) fn is_civilian(subject: &str) -> bool {
    subject == "people"
        || subject == "civilians"
        || is_within(subject, "civilians")
        || root(subject) == "people"
}

/// Whether some article gives both, with figures that share nothing.
fn apart(counted: &[Counted<'_>], a: &str, b: &str) -> bool {
    counted.iter().any(|(s, article, x)| {
        *s == a
            && counted.iter().any(|(t, other, y)| {
                *t == b
                    && article == other
                    && matches!((x, y), (Some(x), Some(y)) if !x.overlaps(*y))
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(counted: &[Counted<'_>]) -> BTreeMap<String, String> {
        Scopes::merge(counted, &|voice, nation| voice == "Wagner" && nation == "russian")
    }

    fn n(x: f64) -> Option<Interval> {
        Interval::exactly(x)
    }

    #[test]
    fn people_are_the_civilians_unless_an_article_counts_both_apart() {
        let one =
            merge(&[("people", 0, n(21.0)), ("civilians", 1, n(21.0)), ("children", 0, n(11.0))]);
        assert_eq!(one["people"], "civilians");
        assert_eq!(one["children"], "children");
        let two =
            merge(&[("people", 0, n(30.0)), ("civilians", 0, n(11.0)), ("miners", 1, n(11.0))]);
        assert_eq!(two["people"], "people");
        assert_eq!(two["miners"], "civilians");
    }

    #[test]
    fn the_soldiers_are_the_one_armys() {
        let one =
            merge(&[("soldiers", 0, n(47.0)), ("Malian army", 1, n(47.0)), ("Wagner", 1, n(84.0))]);
        assert_eq!(one["soldiers"], "Malian army");
        let two = merge(&[
            ("soldiers", 0, n(4.0)),
            ("Malian army", 1, n(4.0)),
            ("Burkina Faso army", 1, n(8.0)),
        ]);
        assert_eq!(two["soldiers"], "soldiers");
        // The sum of two groups is neither.
        let sum = merge(&[("soldiers", 0, n(4.0)), ("Malian army + Wagner", 1, n(4.0))]);
        assert_eq!(sum["soldiers"], "soldiers");
    }

    #[test]
    fn nationals_are_the_one_group_of_their_nation() {
        let one =
            merge(&[("Russians", 0, n(50.0)), ("Wagner", 1, n(50.0)), ("Malians", 0, n(10.0))]);
        assert_eq!((&*one["Russians"], &*one["Malians"]), ("Wagner", "Malians"));
        // An article that counts both apart means two groups.
        let two = merge(&[("Russians", 0, n(50.0)), ("Wagner", 0, n(20.0))]);
        assert_eq!(two["Russians"], "Russians");
        let named = merge(&[("Malians", 0, n(10.0)), ("Malian army", 1, n(10.0))]);
        assert_eq!(named["Malians"], "Malian army");
    }

    #[test]
    fn words_before_a_group_that_name_nobody_do_not_part_it() {
        let one = merge(&[("civilian passengers", 0, n(7.0)), ("people", 1, n(7.0))]);
        assert_eq!(one["civilian passengers"], one["people"]);
    }

    #[test]
    fn parts_know_their_whole() {
        assert!(is_within("children", "people") && is_within("children", "civilians"));
        assert!(!is_within("civilians", "children"));
        assert!(is_civilian("miners") && !is_civilian("soldiers"));
        assert!(same_group("soldiers", "Malian army"));
        assert!(same_group("Malian soldiers", "soldiers") && same_group("people", "miners"));
        assert!(!same_group("soldiers", "police officers"));
        assert!(!same_group("Malian army + Wagner", "Wagner"));
    }
}
