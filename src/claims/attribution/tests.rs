//! Sentences of our own, two or more for each way of attributing, with what must be found.

use super::*;
use crate::claims::language::Language;
use crate::corpus::{sentences, tokenize};

fn read(text: &str) -> Vec<Attribution> {
    let tokens = tokenize(text, Span::new(0, text.len()));
    let analysed: Vec<Analysis> = sentences(text, &tokens)
        .into_iter()
        .map(|r| Language::embedded().analyse(text, &tokens[r]))
        .collect();
    attributions(text, &analysed, &[])
}

/// One attribution as a line: `source | cue | content / content | stance`.
fn line(text: &str, a: &Attribution) -> String {
    let of = |s: Option<Span>| s.map_or("-", |s| s.of(text));
    let content: Vec<&str> = a.content.iter().map(|s| s.of(text)).collect();
    let stance = match a.stance {
        Stance::Asserts => "asserts",
        Stance::Confirms => "confirms",
        Stance::Denies => "denies",
        Stance::Declines => "declines",
    };
    format!(
        "{} | {} | {} | {stance}",
        of(a.source),
        of(a.cue),
        if content.is_empty() { "-".to_owned() } else { content.join(" / ") }
    )
}

/// Phenomenon, text, and the lines that must be among those found.
type Case = (&'static str, &'static str, &'static [&'static str]);

const CASES: &[Case] = &[
    // Quotation and verb, in every order.
    (
        "quotation, subject, verb",
        "“The bridge is closed,” the mayor said.",
        &["the mayor | said | “The bridge is closed,” | asserts"],
    ),
    (
        "quotation, verb, subject",
        "“We counted nine boats,” said Captain Ines Duarte.",
        &["Captain Ines Duarte | said | “We counted nine boats,” | asserts"],
    ),
    (
        "subject, verb, colon, quotation",
        "The governor said: “The dam will hold.”",
        &["The governor | said: | “The dam will hold.” | asserts"],
    ),
    (
        "subject, verb, comma, quotation",
        "The envoy added, “Nobody was hurt.”",
        &["The envoy | added | “Nobody was hurt.” | asserts"],
    ),
    // Indirect speech.
    (
        "that",
        "The ministry said that eleven trucks were destroyed.",
        &["The ministry | said | that eleven trucks were destroyed | asserts"],
    ),
    (
        "without that",
        "Police said the road was blocked.",
        &["Police | said | the road was blocked | asserts"],
    ),
    (
        "claim",
        "The militia claimed that it had captured the airport.",
        &["The militia | claimed | that it had captured the airport | asserts"],
    ),
    // According to.
    (
        "according to, last",
        "Five miners died in the blast, according to the union.",
        &["the union | according to | Five miners died in the blast | asserts"],
    ),
    (
        "according to, first",
        "According to the coast guard, the ferry sank at dawn.",
        &["the coast guard | According to | the ferry sank at dawn | asserts"],
    ),
    (
        "per",
        "The raid lasted two hours, per the Navy.",
        &["the Navy | per | The raid lasted two hours | asserts"],
    ),
    // A floating cue.
    (
        "floating, last",
        "The harvest has failed, farmers said.",
        &["farmers | said | The harvest has failed | asserts"],
    ),
    (
        "floating, last, name",
        "Talks will resume next week, Mr. Okafor said.",
        &["Mr. Okafor | said | Talks will resume next week | asserts"],
    ),
    // Colons in headlines.
    (
        "speaker first",
        "Army: Rebels shelled the market",
        &["Army | : | Rebels shelled the market | asserts"],
    ),
    (
        "speaker last",
        "Nine killed in border raid: monitors",
        &["monitors | : | Nine killed in border raid | asserts"],
    ),
    // Nouns.
    (
        "claim that",
        "The company repeated its claim that the plant was safe.",
        &["The company | repeated | that the plant was safe | asserts"],
    ),
    (
        "possessor",
        "The rebels’ announcement that they would withdraw surprised aid workers.",
        &["The rebels’ | announcement | that they would withdraw | asserts"],
    ),
    // Nobody named.
    (
        "reportedly",
        "The general was reportedly arrested on Friday.",
        &["- | reportedly | The general was / arrested on Friday | asserts"],
    ),
    (
        "it is said",
        "It was reported that the convoy had turned back.",
        &["- | was reported | that the convoy had turned back | asserts"],
    ),
    (
        "is said to",
        "The minister is said to have left the country.",
        &["- | is said | The minister / to have left the country | asserts"],
    ),
    // Split quotations.
    (
        "split",
        "“The fire is out,” the chief said. “Everyone is safe.”",
        &["the chief | said | “The fire is out,” / “Everyone is safe.” | asserts"],
    ),
    (
        "split in the sentence",
        "“The fire,” the chief said, “is out.”",
        &["the chief | said | “The fire,” / “is out.” | asserts"],
    ),
    // Quotations over paragraphs, and with a mark missing.
    (
        "paragraphs",
        "The rector said: “We will reopen.\n\n“Students may return on Monday.”",
        &["The rector | said: | “We will reopen. / “Students may return on Monday.” | asserts"],
    ),
    ("mark missing", "“We will reopen, the rector said.\n\nThe library stays closed.", &[]),
    // Partial quotations and scare quotes.
    (
        "partial",
        "The party called the vote “a farce.”",
        &["The party | called | the vote “a farce.” | asserts"],
    ),
    (
        "partial in a clause",
        "The bishop said the camp was “worse than a prison” in winter.",
        &["The bishop | said | the camp was “worse than a prison” in winter | asserts"],
    ),
    // Going on.
    (
        "adding that",
        "The bank said profits fell, adding that costs had risen.",
        &[
            "The bank | said | profits fell | asserts",
            "The bank | adding | that costs had risen | asserts",
        ],
    ),
    (
        "it added",
        "The army said the base was attacked. It added that two guards were wounded.",
        &["It | added | that two guards were wounded | asserts"],
    ),
    // Chains.
    (
        "relay",
        "Radio Delta reported that the port was shut, according to a statement from the harbour master.",
        &["a statement from the harbour master | according to | the port was shut | asserts"],
    ),
    (
        "citing",
        "The agency said the tanker was seized, citing port officials.",
        &["The agency | said | the tanker was seized | asserts"],
    ),
    // The addressee is not the speaker.
    (
        "told",
        "A nurse told Reuters that the ward was full.",
        &["A nurse | told | that the ward was full | asserts"],
    ),
    (
        "told, last",
        "The ward was full, a nurse told the newspaper.",
        &["a nurse | told | The ward was full | asserts"],
    ),
    (
        "contacted by",
        "Residents contacted by Reuters said the shelling had stopped.",
        &["Residents contacted by Reuters | said | the shelling had stopped | asserts"],
    ),
    // Denying, declining, confirming.
    (
        "denied that",
        "The airline denied that the pilot was drunk.",
        &["The airline | denied | that the pilot was drunk | denies"],
    ),
    (
        "rejected claims",
        "The spokesman rejected claims that the group received weapons.",
        &["The spokesman | rejected | that the group received weapons | denies"],
    ),
    (
        "declined to comment",
        "The ministry declined to comment.",
        &["The ministry | declined | to comment | declines"],
    ),
    (
        "did not respond",
        "The company did not respond to a request for comment.",
        &["The company | did not respond | - | declines"],
    ),
    (
        "did not say",
        "The army did not say how many soldiers were killed.",
        &["The army | did not say | how many soldiers were killed | declines"],
    ),
    (
        "confirmed",
        "The palace confirmed that the king was ill.",
        &["The palace | confirmed | that the king was ill | confirms"],
    ),
    (
        "acknowledged",
        "The operator acknowledged the leak.",
        &["The operator | acknowledged | the leak | confirms"],
    ),
    // States of mind.
    (
        "believes",
        "The analyst believes the truce will fail.",
        &["The analyst | believes | the truce will fail | asserts"],
    ),
    (
        "plans",
        "The union plans to strike on Monday.",
        &["The union | plans | to strike on Monday | asserts"],
    ),
    (
        "confident",
        "The coach was confident that the team would win.",
        &["The coach | was confident | that the team would win | asserts"],
    ),
];

#[test]
fn each_way_of_attributing_is_found() {
    let mut failed = Vec::new();
    for (phenomenon, text, expected) in CASES {
        let found: Vec<String> = read(text).iter().map(|a| line(text, a)).collect();
        for e in *expected {
            if !found.iter().any(|f| f == e) {
                failed.push(format!(
                    "{phenomenon}: {text}\n  expected {e}\n  found    {}",
                    found.join("\n           ")
                ));
            }
        }
    }
    assert!(
        failed.is_empty(),
        "{} of {} cases fail:\n{}",
        failed.len(),
        CASES.len(),
        failed.join("\n")
    );
}
