//! Mentions of our own making and whom they must stand for.

use super::*;
use crate::claims::attribution::Kind;
use crate::claims::{Hedge, Manner, Stance};
use crate::corpus::tokenize;

/// Attributions to these mentions, each found at its first place after the one before.
fn attributed(text: &str, mentions: &[&str]) -> Vec<Attribution> {
    let mut from = 0;
    mentions
        .iter()
        .map(|m| {
            let at = from + text[from..].find(m).expect("the mention stands in the text");
            from = at + m.len();
            Attribution {
                kind: Kind::Speech,
                source: Some(Span::new(at, at + m.len())),
                antecedent: None,
                cue: None,
                content: Vec::new(),
                clausal: true,
                manner: Manner::Indirect,
                stance: Stance::Asserts,
                hedge: Hedge::None,
                addressee: None,
                citing: Vec::new(),
                about: None,
                parent: None,
            }
        })
        .collect()
}

fn voices() -> Vec<VoiceSettings> {
    let voice = |name: &str, aliases: &[&str]| VoiceSettings {
        name: name.to_owned(),
        aliases: aliases.iter().map(|a| (*a).to_owned()).collect(),
        ..VoiceSettings::default()
    };
    vec![
        voice("River Front", &["Front for the Liberation of the River", "RLF", "river rebels"]),
        voice("Iron Guard", &["Iron Guard Group", "the guardsmen"]),
    ]
}

fn who(persons: Persons, text: &str, mentions: &[&str]) -> Vec<String> {
    let tokens = tokenize(text, Span::new(0, text.len()));
    let found = names(text, &tokens);
    let speakers = Speakers::new(
        persons,
        &voices(),
        &[],
        &["Delta News".to_owned()],
        std::slice::from_ref(&found),
    );
    speakers
        .resolve("delta.txt", "Delta News", text, &tokens, &found, &attributed(text, mentions))
        .iter()
        .map(Speaker::name)
        .collect()
}

#[test]
fn mentions_find_their_voices() {
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        (
            "alias",
            "The river rebels said so. The RLF said so.",
            &["The river rebels", "The RLF"],
            &["River Front", "River Front"],
        ),
        (
            "acronym defined in the text",
            "The Northern Herders Union (NHU) said so. The NHU said more. The NHU left.",
            &["The Northern Herders Union (NHU)", "The NHU"],
            &["NHU", "NHU"],
        ),
        (
            "spokesperson with for",
            "A spokesman for the river rebels said so.",
            &["A spokesman for the river rebels"],
            &["River Front"],
        ),
        (
            "spokesperson by name",
            "Ada Brook, spokeswoman for the Iron Guard, said so. Brook added more.",
            &["Ada Brook, spokeswoman for the Iron Guard,", "Brook"],
            &["Iron Guard", "Iron Guard"],
        ),
        (
            "spokesperson before the name",
            "Iron Guard spokesman Leo Marsh said so.",
            &["Iron Guard spokesman Leo Marsh"],
            &["Iron Guard"],
        ),
        (
            "a name after the description",
            "A spokesman for the rebel alliance, the Northern Front for Unity (NFU), said so. Rebels in the hills agreed. Hill rebels left.",
            &[
                "A spokesman for the rebel alliance, the Northern Front for Unity (NFU),",
                "Rebels in the hills",
            ],
            &["Northern Front for Unity", "Northern Front for Unity"],
        ),
        (
            "rank and office",
            "Kenyan army spokesman Major Leo Marsh said so. The port authority’s director, Petra Lund, agreed.",
            &[
                "Kenyan army spokesman Major Leo Marsh",
                "The port authority’s director, Petra Lund,",
            ],
            &["Kenyan army", "Petra Lund"],
        ),
        (
            "a name beside what it names",
            "The operator, Blue Bay Lines, said so. The operator said more, according to the same statement.",
            &["The operator, Blue Bay Lines,", "The operator", "the same statement"],
            &["Blue Bay Lines", "Blue Bay Lines", "Blue Bay Lines"],
        ),
        (
            "head noun",
            "Peruvian private military company Iron Guard said so.",
            &["Peruvian private military company Iron Guard"],
            &["Iron Guard"],
        ),
        (
            "army",
            "The Kenyan army said so. Kenya’s army added. The army denied it. The Kenyan military left.",
            &["The Kenyan army", "Kenya’s army", "The army", "The Kenyan military"],
            &["Kenyan army", "Kenyan army", "Kenyan army", "Kenyan army"],
        ),
        (
            "seat of government",
            "Nairobi denies this. Kenya said so. The Kenyan government said so. Kenyan officials agreed.",
            &["Nairobi", "Kenya", "The Kenyan government", "Kenyan officials"],
            &["Kenyan government", "Kenyan government", "Kenyan government", "Kenyan government"],
        ),
        (
            "person by last name",
            "Foreign Minister Ines Duarte said so. Duarte added. Mrs. Duarte left.",
            &["Foreign Minister Ines Duarte", "Duarte", "Mrs. Duarte"],
            &["Ines Duarte", "Ines Duarte", "Ines Duarte"],
        ),
        (
            "person in apposition",
            "Omar Reed, a senior fellow at the Coast Institute, said so. Reed said more.",
            &["Omar Reed, a senior fellow at the Coast Institute,", "Reed"],
            &["Omar Reed", "Omar Reed"],
        ),
        (
            "pronouns",
            "The Iron Guard said so. It added more. Minister Ines Duarte left. She said so.",
            &["The Iron Guard", "It", "Minister Ines Duarte", "She"],
            &["Iron Guard", "Iron Guard", "Ines Duarte", "Ines Duarte"],
        ),
        (
            "they",
            "The river rebels said so. They demand peace.",
            &["The river rebels", "They"],
            &["River Front", "River Front"],
        ),
        (
            "anonymous",
            "A source said so. Another source said more. The source left. Local officials agreed.",
            &["A source", "Another source", "The source", "Local officials"],
            &["source (delta)", "source 2 (delta)", "source 2 (delta)", "local officials (delta)"],
        ),
        (
            "pooled",
            "Residents said so. A resident said so. Witnesses agreed. Maria Lund, a farmer, wept.",
            &["Residents", "A resident", "Witnesses", "Maria Lund, a farmer,"],
            &["residents", "residents", "witnesses", "farmers"],
        ),
        (
            "two voices",
            "The Iron Guard and the Kenyan army said so.",
            &["The Iron Guard and the Kenyan army"],
            &["Iron Guard; Kenyan army"],
        ),
        (
            "statement",
            "The guardsmen agreed. A statement from the Kenyan army said so. Its statement was long.",
            &["A statement from the Kenyan army", "Its statement"],
            &["Kenyan army", "Kenyan army"],
        ),
        ("agency", "The AFP news agency said so.", &["The AFP news agency"], &["AFP"]),
    ];
    let mut failed = Vec::new();
    for (what, text, mentions, expected) in cases {
        let found = who(Persons::Role, text, mentions);
        if found != *expected {
            failed.push(format!("{what}: expected {expected:?}, found {found:?}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

#[test]
fn the_persons_setting_decides_who_is_named() {
    let text = "Ada Brook, spokeswoman for the Iron Guard, said so. Kenyan Foreign Minister Ines Duarte agreed. Maria Lund, a farmer, wept.";
    let mentions = [
        "Ada Brook, spokeswoman for the Iron Guard,",
        "Kenyan Foreign Minister Ines Duarte",
        "Maria Lund, a farmer,",
    ];
    assert_eq!(who(Persons::Role, text, &mentions), ["Iron Guard", "Ines Duarte", "farmers"]);
    assert_eq!(who(Persons::All, text, &mentions), ["Ada Brook", "Ines Duarte", "Maria Lund"]);
    let none = who(Persons::None, text, &mentions);
    assert_eq!(none[0], "Iron Guard");
    assert_eq!(none[1], "Kenyan government");
}

#[test]
fn spellings_of_one_name_are_one() {
    assert!(same_spelling("mohamed el mouloud", "mohammed el mouloud"));
    assert!(same_spelling("zelensky", "zelenskyy"));
    assert!(!same_spelling("mali", "malta"));
    assert!(!same_spelling("niger army", "nigeria army group"));
    assert!(!same_spelling("iran", "iraq"));
    assert!(!same_spelling("austria", "georgia"));
}
