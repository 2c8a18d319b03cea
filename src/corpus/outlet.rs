//! Who publishes a text, when, and with whose help: found in the text where nobody says.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::time::date_in;
use super::{Block, BlockKind, OutletFrom};

/// What a text says of its own publication.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The outlet, with where its name was found.
    pub outlet: Option<(String, OutletFrom)>,
    /// The agency that it credits.
    pub agency: Option<String>,
    /// Author line, without "By".
    pub byline: Option<String>,
    /// Day of publication.
    pub published: Option<Date>,
}

/// `models/outlets.csv`: alias in lower case → (name, is an agency).
static KNOWN: LazyLock<BTreeMap<String, (String, bool)>> = LazyLock::new(|| {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .flexible(true)
        .from_reader(include_bytes!("../../models/outlets.csv").as_slice());
    let mut known = BTreeMap::new();
    for row in reader.records().filter_map(Result::ok) {
        let (Some(name), Some(kind)) = (row.get(0), row.get(2)) else { continue };
        let entry = (name.to_owned(), kind == "agency");
        known.insert(name.to_lowercase(), entry.clone());
        for alias in row.get(1).unwrap_or_default().split('|').filter(|a| !a.is_empty()) {
            known.insert(alias.to_lowercase(), entry.clone());
        }
    }
    known
});

/// The canonical name of a known outlet or agency, and whether it is an agency.
pub fn known(name: &str) -> Option<(&'static str, bool)> {
    KNOWN.get(&name.trim().to_lowercase()).map(|(n, agency)| (n.as_str(), *agency))
}

/// Phrases before a name by which a text speaks of its own publisher: "officials told NAME".
const BEFORE: [&str; 6] =
    ["told ", "spoke to ", "speaking to ", "interview with ", "contacted by ", "seen by "];
/// Phrases after a name: "NAME could not verify", "NAME has learned".
const AFTER: [&str; 9] = [
    " could not independently",
    " could not verify",
    " was unable to",
    " has learned",
    " has reached out",
    " has contacted",
    " obtained ",
    " understands ",
    "’s correspondent",
];

/// Looks for credit lines first, then for the text speaking of itself.
pub fn find(text: &str, blocks: &[Block]) -> Facts {
    let mut facts = Facts::default();
    for block in blocks {
        let line = block.span.of(text);
        match block.kind {
            BlockKind::Credit => credit(line, &mut facts),
            BlockKind::Furniture | BlockKind::Heading if line.len() < 40 => {
                // A line that is nothing but a known name is a credit.
                if let Some((name, agency)) = known(line) {
                    name_found(name, agency, &mut facts);
                }
            }
            BlockKind::Paragraph if facts.agency.is_none() => {
                facts.agency = dateline_agency(line).map(str::to_owned);
            }
            _ => {}
        }
    }
    if facts.outlet.is_none() {
        facts.outlet = self_reference(text, blocks).map(|n| (n, OutletFrom::SelfReference));
    }
    facts
}

fn name_found(name: &str, agency: bool, facts: &mut Facts) {
    if agency {
        facts.agency.get_or_insert_with(|| name.to_owned());
    }
    if facts.outlet.is_none() {
        facts.outlet = Some((name.to_owned(), OutletFrom::Credit));
    }
}

fn credit(line: &str, facts: &mut Facts) {
    if let Some(rest) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) {
        facts.byline.get_or_insert_with(|| rest.trim().to_owned());
    }
    let lower = line.to_lowercase();
    if lower.starts_with("source:") || lower.starts_with("sources:") {
        let rest = line.split_once(':').map_or("", |(_, r)| r);
        for part in rest.split([',', '/', '&']).flat_map(|p| p.split(" and ")) {
            let part = part.trim().trim_end_matches('.');
            if part.is_empty() || part.to_lowercase().ends_with("agencies") {
                continue;
            }
            match known(part) {
                Some((name, agency)) => name_found(name, agency, facts),
                None if part.split_whitespace().count() <= 4
                    && part.starts_with(char::is_uppercase) =>
                {
                    name_found(part, false, facts);
                }
                None => {}
            }
        }
    }
    if facts.published.is_none() {
        facts.published = date_in(line);
    }
}

/// "NAIROBI, 3 May (AFP) – …": the agency in a dateline's brackets.
fn dateline_agency(line: &str) -> Option<&'static str> {
    let head = line.get(..80).unwrap_or(line);
    let (place, rest) = head.split_once('(')?;
    let (name, after) = rest.split_once(')')?;
    let dash = after.trim_start().starts_with(['-', '–', '—']);
    let (name, agency) = known(name)?;
    (dash && agency && place.chars().filter(|c| c.is_uppercase()).count() >= 3).then_some(name)
}

/// The capitalised name that most phrases such as "told NAME" point to. One mention is not enough:
/// a source may have spoken to another outlet.
fn self_reference(text: &str, blocks: &[Block]) -> Option<String> {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    for block in blocks.iter().filter(|b| b.kind.is_body()) {
        let line = block.span.of(text);
        for phrase in BEFORE {
            for (at, _) in line.match_indices(phrase) {
                if let Some(name) = leading_name(&line[at + phrase.len()..]) {
                    *count.entry(name).or_default() += 1;
                }
            }
        }
        for phrase in AFTER {
            for (at, _) in line.match_indices(phrase) {
                if let Some(name) = trailing_name(&line[..at]) {
                    *count.entry(name).or_default() += 1;
                }
            }
        }
    }
    let best = count.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0)))?;
    (*best.1 >= 2).then(|| best.0.clone())
}

fn is_name_word(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
        && word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '&' | '’' | '\''))
}

fn canonical(words: &[&str]) -> Option<String> {
    let words = if words.first().is_some_and(|w| w.eq_ignore_ascii_case("the")) {
        &words[1..]
    } else {
        words
    };
    let name = words.join(" ");
    let name = name.trim_end_matches("’s").trim_end_matches("'s");
    if name.len() < 2 || matches!(name, "He" | "She" | "It" | "They" | "I" | "We" | "Parliament") {
        return None;
    }
    Some(known(name).map_or_else(|| name.to_owned(), |(n, _)| n.to_owned()))
}

fn leading_name(rest: &str) -> Option<String> {
    let rest = rest.strip_prefix("the ").unwrap_or(rest);
    let words: Vec<&str> = rest
        .split(' ')
        .map(|w| w.trim_end_matches([',', '.', ';', ':']))
        .take(4)
        .take_while(|w| is_name_word(w))
        .collect();
    canonical(&words)
}

fn trailing_name(before: &str) -> Option<String> {
    let mut words: Vec<&str> = before.rsplit(' ').take(4).take_while(|w| is_name_word(w)).collect();
    words.reverse();
    canonical(&words)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::furniture;

    fn facts(text: &str) -> Facts {
        find(text, &furniture::blocks(text, None))
    }

    #[test]
    fn a_source_line_names_the_outlet_and_the_agency() {
        let got = facts(
            "The dam broke on Monday, officials in the valley said.\n\nSource: Valley Echo, AFP\n",
        );
        assert_eq!(got.outlet, Some(("Valley Echo".into(), OutletFrom::Credit)));
        assert_eq!(got.agency.as_deref(), Some("AFP"));
    }

    #[test]
    fn a_text_that_speaks_of_itself_twice_names_its_outlet() {
        let got = facts(
            "The mayor told the Valley Echo that the dam was safe.\n\nThe Valley Echo could not verify the report of the mayor.\n",
        );
        assert_eq!(got.outlet, Some(("Valley Echo".into(), OutletFrom::SelfReference)));
        let once = facts("The mayor told the Valley Echo that the dam was safe.\n");
        assert_eq!(once.outlet, None);
    }

    #[test]
    fn a_dateline_names_the_agency() {
        let got = facts(
            "NAIROBI, 3 May (AFP) – Two trains collided near the town on Friday, police said.\n",
        );
        assert_eq!(got.agency.as_deref(), Some("AFP"));
    }
}
