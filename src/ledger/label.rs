//! Answers in words: "a drugstore" and "the pharmacy" are one, "terrorists" and "civilians" are not.

use super::lexicon::lexicon;
use super::voice::Voices;

/// The answers that a label gives. Several actors joined by ` + ` are an answer each.
pub(super) fn answers(measure: &str, label: &str, voices: &Voices) -> Vec<String> {
    let mut out: Vec<String> = label
        .split(" + ")
        .map(|part| one(measure, part, voices))
        .filter(|s| !s.is_empty())
        .collect();
    out.sort();
    out.dedup();
    out
}

fn one(measure: &str, label: &str, voices: &Voices) -> String {
    if let Some(name) = voices.known_group(label) {
        return name;
    }
    let (base, detail) = match label.split_once('(') {
        Some((base, rest)) => (base, rest.trim_end_matches(')')),
        None => (label, ""),
    };
    for text in [base, detail] {
        if let Some(value) = equivalent(measure, &words(text)) {
            return value;
        }
    }
    words(base).join(" ")
}

/// Lower-case words without articles and numbers.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .split(|c: char| !(c.is_alphanumeric() || c == '-' || c == '\'' || c == '’'))
        .filter(|w| !w.is_empty() && !matches!(*w, "a" | "an" | "the" | "some" | "several"))
        .map(str::to_owned)
        .collect()
}

/// The printed value of the longest run of the words that the table knows; of equally long runs
/// the last, where English puts the head ("civilian gold mine workers"), except before "of".
fn equivalent(measure: &str, words: &[String]) -> Option<String> {
    let values = &lexicon().values;
    let known = |run: &[String]| {
        let text = run.join(" ");
        let single = singular(&text);
        [measure, ""].iter().find_map(|m| {
            let get = |t: &str| values.get(&((*m).to_owned(), t.to_owned()));
            get(&text).or_else(|| get(&single)).cloned()
        })
    };
    let end = words.iter().position(|w| w == "of" || w == "carrying" || w == "in" || w == "near");
    let mut found = known(words);
    let head = &words[..end.unwrap_or(words.len())];
    for length in (1..=words.len()).rev() {
        if found.is_some() {
            break;
        }
        let runs = |within: &[String]| within.windows(length).rev().find_map(known);
        found = runs(head).or_else(|| runs(words));
    }
    found
}

/// The last word without its plural ending.
fn singular(text: &str) -> String {
    let stem = |cut: &str, add: &str| text.strip_suffix(cut).map(|s| format!("{s}{add}"));
    match text {
        _ if text.ends_with("ss") => text.to_owned(),
        _ => stem("men", "man")
            .or_else(|| stem("ies", "y"))
            .or_else(|| {
                ["ches", "shes", "sses", "xes"].iter().find_map(|e| stem(e, &e[..e.len() - 2]))
            })
            .or_else(|| stem("s", ""))
            .unwrap_or_else(|| text.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(label: &str) -> Vec<String> {
        answers("target", label, &Voices::default())
    }

    #[test]
    fn words_for_one_target_meet() {
        for label in [
            "a pharmacy",
            "Drugstore",
            "civilians (gold mine workers)",
            "migrant workers",
            "a crowd of people",
            "civilian gold mine workers",
            "gold miners",
            "a market",
        ] {
            assert_eq!(target(label), ["civilians"], "{label}");
        }
        for label in
            ["terrorists", "a small vehicle carrying terrorists", "coalition of terrorists"]
        {
            assert_eq!(target(label), ["terrorists"], "{label}");
        }
        assert_eq!(target("an army base"), ["armed forces"]);
        assert_eq!(target("oil tankers"), ["oil tankers"]);
        assert_eq!(answers("weapon", "the drugstore", &Voices::default()), ["pharmacy"]);
    }

    #[test]
    fn several_actors_are_an_answer_each() {
        assert_eq!(
            answers("perpetrator", "Wagner + Malian army", &Voices::default()),
            ["malian army", "wagner"]
        );
    }
}
