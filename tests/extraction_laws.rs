//! Laws of extraction: whatever the text, it does not panic, its spans lie in the text on character
//! boundaries, and a duplicate of the run gives the same claims.

use corroborate::claims::language::Language;
use corroborate::claims::{Extraction, Settings, extract};
use corroborate::corpus::{Article, Block, BlockKind, Encoding, OutletFrom, Span};
use corroborate::ids::ArticleId;
use proptest::prelude::*;

fn article(text: &str) -> Article {
    let mut at = 0;
    let blocks = text
        .split_inclusive('\n')
        .filter_map(|line| {
            let span = Span::new(at, at + line.len()).trim(text);
            at += line.len();
            (!span.is_empty()).then_some(Block { span, kind: BlockKind::Paragraph })
        })
        .collect();
    Article {
        id: ArticleId(0),
        document: "a.txt".to_owned(),
        outlet: "Daily".to_owned(),
        outlet_from: OutletFrom::Manifest,
        published: Some(jiff::civil::date(2024, 5, 2)),
        published_time: None,
        title: None,
        byline: None,
        agency: None,
        url: None,
        language: None,
        text: text.to_owned(),
        encoding: Encoding::Utf8,
        blocks,
    }
}

fn run(text: &str) -> Extraction {
    extract(&[article(text)], &Settings::default(), &[], &[], Language::embedded()).unwrap()
}

fn check(text: &str) {
    let found = run(text);
    for c in &found.claims {
        let spans = [Some(c.content), c.speaker_span, c.cue_span];
        for s in spans.into_iter().flatten() {
            assert!(s.end() <= text.len(), "{s:?} beyond {text:?}");
            assert!(text.is_char_boundary(s.start()) && text.is_char_boundary(s.end()));
        }
        if let Some(v) = c.value {
            assert!(v.high().is_none_or(|h| v.low() <= h) && v.low().is_finite());
        }
        assert!(!c.measure.is_empty() && !c.speaker.is_empty());
    }
    for l in &found.labels {
        assert!(text.is_char_boundary(l.span.start()) && l.span.end() <= text.len());
    }
    assert_eq!(run(text).claims, found.claims);
}

/// Words that the grammars look at, in any order.
fn news() -> impl Strategy<Value = String> {
    let words = prop::sample::select(vec![
        "at least",
        "21",
        "people",
        "killed",
        "were",
        "and",
        "12",
        "injured",
        "said",
        "“",
        "”",
        "\"",
        "the army",
        "Oct.",
        "5",
        "to",
        "between",
        "including",
        "children",
        "million",
        "a",
        "hundred",
        "dozens of",
        "of",
        "toll",
        "rose",
        "from",
        "two",
        "days",
        "later",
        "who",
        "–",
        "(",
        ")",
        ",",
        ".",
        "Tuesday",
        "in",
        "Port Maren",
        "$",
        "%",
        "no",
        "one",
        "nobody",
        "lost",
        "losses",
        "heavy",
        "among",
        "them",
        "was",
        "according to",
        "denied",
        "the report",
        "’s",
        "é",
        "١٢",
        "\n",
        "1,200",
        "5-15",
        "half",
        "dozen",
        "or so",
        "by",
        "attack",
        "on",
        "claimed",
        "that",
        "not",
    ]);
    prop::collection::vec(words, 0..60).prop_map(|w| w.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn words_of_news_in_any_order_give_claims_inside_the_text(text in news()) {
        check(&text);
    }

    #[test]
    fn any_text_at_all_is_read_without_panic(text in "\\PC{0,200}") {
        check(&text);
    }
}

#[test]
fn a_speakers_count_is_theirs_and_the_outlets_its_own() {
    let text = "The governor said at least 21 people were killed in the blast. Police arrested 7 suspects.";
    let claims = run(text).claims;
    let killed = claims.iter().find(|c| c.measure == "killed").unwrap();
    assert!(killed.speaker.to_lowercase().contains("governor"), "{killed:#?}");
    assert_eq!(killed.value.unwrap().to_string(), "≥ 21");
    assert!(killed.content.of(text).contains("21 people"));
    let arrested = claims.iter().find(|c| c.measure == "arrested").unwrap();
    assert_eq!((arrested.speaker.as_str(), arrested.subject.as_str()), ("Daily", "suspects"));
}
