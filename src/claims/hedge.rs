//! How firmly something is said: "likely", "may have", "unconfirmed", by the table of `models/`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::Hedge;
use super::attribution::rows;

/// A phrase's words and the strength it gives.
type Entry = (Vec<&'static str>, Hedge);

/// The table: by first word, the phrases with their strength, longest first.
fn table() -> &'static BTreeMap<&'static str, Vec<Entry>> {
    static TABLE: OnceLock<BTreeMap<&'static str, Vec<Entry>>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let mut table: BTreeMap<&'static str, Vec<Entry>> = BTreeMap::new();
        for row in rows(include_str!("../../models/hedges.csv")) {
            let [phrase, strength] = row[..] else { continue };
            let words: Vec<_> = phrase.split(' ').collect();
            let strength = match strength {
                "likely" => Hedge::Likely,
                "possible" => Hedge::Possible,
                "unverified" => Hedge::Unverified,
                _ => continue,
            };
            table.entry(words[0]).or_default().push((words, strength));
        }
        for list in table.values_mut() {
            list.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        }
        table
    })
}

/// The strongest hedge among these words (lower case): "unverified" over "possible" over "likely".
///
/// "may" as the month and "could" before "not" do not count as hedges of their own.
pub(crate) fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Hedge {
    let words: Vec<&str> = words.collect();
    let table = table();
    let mut found = Hedge::None;
    for i in 0..words.len() {
        let Some(list) = table.get(words[i]) else { continue };
        for (phrase, strength) in list {
            // "could n't be verified" is found as "could not be verified".
            let fits = phrase.len() <= words.len() - i
                && phrase
                    .iter()
                    .zip(&words[i..])
                    .all(|(p, w)| p == w || (*p == "not" && matches!(*w, "n't" | "n’t")));
            if !fits {
                continue;
            }
            let month = words[i] == "may"
                && words.get(i + 1).is_some_and(|w| {
                    w.starts_with(|c: char| c.is_ascii_digit()) || matches!(*w, "," | ".")
                });
            let denied = words[i] == "could"
                && phrase.len() == 1
                && words.get(i + 1).is_some_and(|w| matches!(*w, "not" | "n't" | "n’t"));
            if !month && !denied {
                found = found.max(*strength);
                break;
            }
        }
    }
    found
}

/// The strongest hedge in a stretch of text.
pub fn of_text(text: &str) -> Hedge {
    let lower = text.to_lowercase();
    let tokens = crate::corpus::tokenize(&lower, crate::corpus::Span::new(0, lower.len()));
    of_words(tokens.iter().map(|t| t.of(&lower)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hedges_are_read_from_words() {
        for (text, hedge) in [
            ("Six people were killed.", Hedge::None),
            ("Six people were likely killed.", Hedge::Likely),
            ("The raid appears to have failed.", Hedge::Likely),
            ("Twenty may have been killed.", Hedge::Possible),
            ("The strike of May 12 killed six.", Hedge::None),
            ("The footage could not be independently verified.", Hedge::Unverified),
            ("Two unconfirmed reports spoke of a raid that may have failed.", Hedge::Unverified),
            ("They could not enter.", Hedge::None),
        ] {
            assert_eq!(of_text(text), hedge, "{text}");
        }
    }
}
