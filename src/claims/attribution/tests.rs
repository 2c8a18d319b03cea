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
    // Where the order of words says more than the tree.
    (
        "clause, verb, subject with an apposition",
        "The roof gave way within minutes, said Omar Lind, the site's chief engineer.",
        &[
            "Omar Lind, the site's chief engineer | said | The roof gave way within minutes | asserts",
        ],
    ),
    (
        "a participle before a name",
        "Retired Gen. Omar Lind said the bridge was unsafe.",
        &["Retired Gen. Omar Lind | said | the bridge was unsafe | asserts"],
    ),
    (
        "a headline that ends in its cue",
        "Ferry Sank Within Minutes, Former Captain Says",
        &["Former Captain | Says | Ferry Sank Within Minutes | asserts"],
    ),
    // Where a content begins and ends.
    (
        "a day between verb and content",
        "The mayor said Friday that the market would reopen.",
        &["The mayor | said | that the market would reopen | asserts"],
    ),
    (
        "a day between subject and verb",
        "The council on Monday said the pool would close.",
        &["The council | said | the pool would close | asserts"],
    ),
    (
        "the writer goes on",
        "The airline said that the jet was new, but inspectors had found cracks.",
        &["The airline | said | that the jet was new | asserts"],
    ),
    (
        "a clause inside a relative clause",
        "The union, which claims that pay fell, has called a strike.",
        &["which | claims | that pay fell | asserts"],
    ),
    (
        "a figure",
        "Rescuers put the death toll at 30.",
        &["Rescuers | put | the death toll at 30 | asserts"],
    ),
    ("called for", "The bishop called for calm.", &["The bishop | called for | calm | asserts"]),
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
        "The rebels’ announcement that they would withdraw was welcomed.",
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
        "The union intends to strike on Monday.",
        &["The union | intends | to strike on Monday | asserts"],
    ),
    (
        "confident",
        "The coach was confident that the team would win.",
        &["The coach | was confident | that the team would win | asserts"],
    ),
    // Where the tree is wrong, the order of words.
    (
        "a headline's clause taken for a participle",
        "Miners in southern Peru say a landslide buried at least 14 houses",
        &["Miners in southern Peru | say | a landslide buried at least 14 houses | asserts"],
    ),
    (
        "a long coordination before the cue",
        "The flood destroyed the bridge, the mill and the school, and killed nine people, the mayor said.",
        &[
            "the mayor | said | The flood destroyed the bridge, the mill and the school, and killed nine people | asserts",
        ],
    ),
    (
        "accused two of a quotation",
        "Another nurse accused the clinic and its Swiss owners of “hiding the report, which left ten patients ill.”",
        &[
            "Another nurse | accused | the clinic and its Swiss owners of “hiding the report, which left ten patients ill.” | asserts",
        ],
    ),
    (
        "spoke of a quotation",
        "The captain spoke of “a disaster for the whole coast”.",
        &["The captain | spoke of | “a disaster for the whole coast” | asserts"],
    ),
    (
        "confirmed two noun phrases",
        "The company acknowledged losses among its divers and the sinking of one of its ships.",
        &[
            "The company | acknowledged | losses among its divers and the sinking of one of its ships | confirms",
        ],
    ),
    (
        "the only verb taken for a participle",
        "A shipping agent close to the Baltic group confirmed losses in its fleet and the death of one of its captains.",
        &[
            "A shipping agent close to the Baltic group | confirmed | losses in its fleet and the death of one of its captains | confirms",
        ],
    ),
    (
        "an apposition whose last noun is taken for the subject",
        "Ana Duarte, spokeswoman for the Permanent Alliance for the Defence of the Alpine Valleys, a league of mostly Swiss angry farmers, said that “the wells were poisoned on purpose” last year.",
        &[
            "Ana Duarte, spokeswoman for the Permanent Alliance for the Defence of the Alpine Valleys, a league of mostly Swiss angry farmers, | said | that “the wells were poisoned on purpose” last year | asserts",
        ],
    ),
    (
        "a coordinated subject whose last noun is taken for the subject",
        "Nurses, porters and cleaners from three hospitals say wages were not paid in May",
        &[
            "Nurses, porters and cleaners from three hospitals | say | wages were not paid in May | asserts",
        ],
    ),
    (
        "the clause goes on after the cue",
        "The blast destroyed two silos, he said, and left a toll of four dead.",
        &["he | said | The blast destroyed two silos / and left a toll of four dead | asserts"],
    ),
    (
        "according to, over a coordination",
        "The storm tore off roofs and killed two farmers, and three barns burned down, according to the fire brigade.",
        &[
            "the fire brigade | according to | The storm tore off roofs and killed two farmers, and three barns burned down | asserts",
        ],
    ),
    (
        "did not confirm",
        "The ministry did not confirm these figures.",
        &["The ministry | did not confirm | these figures | declines"],
    ),
    (
        "a participle in front of the only verb",
        "A blog on the Nordic platform linked to the Baltic group confirmed delays within its fleet.",
        &[
            "A blog on the Nordic platform linked to the Baltic group | confirmed | delays within its fleet | confirms",
        ],
    ),
    (
        "a verb without a subject in the tree",
        "Ines Duarte, a senior fellow at the Centre for the High Alps, a Swiss think tank, told the Alpine news agency that the glacier and the villages are too close.",
        &[
            "Ines Duarte, a senior fellow at the Centre for the High Alps, a Swiss think tank, | told | that the glacier and the villages are too close | asserts",
        ],
    ),
    (
        "said at the time that",
        "Ines Duarte said at the time that heavier frosts were to be expected.",
        &["Ines Duarte | said | that heavier frosts were to be expected | asserts"],
    ),
    (
        "saying, before a quotation that begins late",
        "The bank confirmed the outage on national radio, saying the “hasty updates crashed terminals”.",
        &["The bank | saying | the “hasty updates crashed terminals” | asserts"],
    ),
    (
        "neither has disclosed",
        "The airline denied the leak, but neither of the two has disclosed how many seats were lost.",
        &["neither of the two | has disclosed | how many seats were lost | declines"],
    ),
];

#[test]
fn a_relay_passes_on_what_another_said() {
    for (text, speaker, relay) in [
        (
            "Radio Delta reported that the port was shut, according to a statement from the harbour master.",
            "according to",
            "reported",
        ),
        (
            "The militia claimed that it took the bridge, according to Reuters.",
            "claimed",
            "according to",
        ),
    ] {
        let found = read(text);
        let with = |cue: &str| {
            found
                .iter()
                .position(|a| a.cue.is_some_and(|c| c.of(text) == cue))
                .expect("the cue is found")
        };
        assert_eq!(found[with(speaker)].parent, Some(with(relay)), "{text}");
        assert_eq!(found[with(relay)].parent, None, "{text}");
    }
}

#[test]
fn whom_a_speaker_cites_is_noted() {
    let text = "The agency said the tanker was seized, citing port officials.";
    let found = read(text);
    let said = found.iter().find(|a| a.cue.is_some_and(|c| c.of(text) == "said")).expect("found");
    assert_eq!(said.citing.iter().map(|s| s.of(text)).collect::<Vec<_>>(), ["port officials"]);
}

#[test]
fn a_reply_points_at_what_it_answers() {
    for (text, claim, reply, stance) in [
        (
            "The rebels said they had shot down a helicopter, a claim that the army denies.",
            "said",
            "denies",
            Stance::Denies,
        ),
        (
            "The union said the mine was unsafe. The company dismissed the claim.",
            "said",
            "dismissed",
            Stance::Denies,
        ),
        (
            "The rebels claimed that forty soldiers were killed, but the army did not confirm that toll.",
            "claimed",
            "did not confirm",
            Stance::Declines,
        ),
    ] {
        let found = read(text);
        let with = |cue: &str| {
            found
                .iter()
                .position(|a| a.cue.is_some_and(|c| c.of(text) == cue))
                .expect("the cue is found")
        };
        assert_eq!(found[with(reply)].stance, stance, "{text}");
        assert_eq!(found[with(reply)].about, Some(with(claim)), "{text}");
    }
}

#[test]
fn the_addressee_is_kept_apart() {
    let text = "A nurse told Reuters that the ward was full.";
    let found = read(text);
    assert_eq!(found[0].addressee.map(|s| s.of(text)), Some("Reuters"));
    assert_eq!(found[0].source.map(|s| s.of(text)), Some("A nurse"));
}

#[test]
fn manner_and_hedge_are_read() {
    let text = "“We may leave,” the captain said. The pilot said that fog was likely.";
    let found = read(text);
    assert_eq!((found[0].manner, found[0].hedge), (Manner::Direct, Hedge::Possible));
    let pilot =
        found.iter().find(|a| a.source.is_some_and(|s| s.of(text) == "The pilot")).expect("found");
    assert_eq!((pilot.manner, pilot.hedge), (Manner::Indirect, Hedge::Likely));
}

/// Whatever the text: spans lie inside it on character boundaries, pieces run forward, links point
/// into the list and never in a circle.
fn lawful(text: &str) {
    let found = read(text);
    for a in &found {
        let spans = a
            .content
            .iter()
            .copied()
            .chain(a.source)
            .chain(a.antecedent)
            .chain(a.cue)
            .chain(a.addressee)
            .chain(a.citing.iter().copied());
        for s in spans {
            assert!(
                s.end() <= text.len()
                    && text.is_char_boundary(s.start())
                    && text.is_char_boundary(s.end())
            );
            assert!(!s.is_empty());
        }
        assert!(a.content.windows(2).all(|w| w[0].end() <= w[1].start()), "{text:?}");
        assert!(a.about.is_none_or(|k| k < found.len()));
        let mut up = a.parent;
        for _ in 0..=found.len() {
            up = up.and_then(|p| found[p].parent);
        }
        assert!(up.is_none(), "{text:?}");
    }
}

/// A content of "that" alone, passed on by a publisher.
#[test]
fn a_relay_of_nothing_is_lawful() {
    lawful("Reuters told that according to said said");
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(60))]

    #[test]
    fn any_text_is_lawful(text in "\\PC{0,200}") {
        lawful(&text);
    }

    #[test]
    fn shuffled_news_is_lawful(words in proptest::collection::vec(proptest::sample::select(vec![
        "said", "“", "”", "\"", ",", ".", "that", "according to", "the army", "Reuters", "told", "denied", "claims", ":", "\n\n", "who", "He",
        "reportedly", "citing", "adding", "is", "was killed", "—", "(", ")", "‘", "’", "per", "to comment", "declined", "ten soldiers", "й", "is said to",
    ]), 0..60)) {
        lawful(&words.join(" "));
    }
}

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
