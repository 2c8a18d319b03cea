//! Laws of extraction: whatever the text, it does not panic, its spans lie in the text on character
//! boundaries, and a duplicate of the run gives the same claims.

use corroborate::claims::language::Language;
use corroborate::claims::{Extraction, Kept, Persons, Settings, extract, extract_keeping};
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

/// Texts of which each tells something that changes how the others are read.
fn texts_that_know_of_each_other() -> Vec<Article> {
    let texts = [
        "The NLA said 12 people were killed in Velm on Monday.",
        "The National Liberation Army (NLA) said 40 soldiers were wounded. The NLA denied more.",
        "Fighting in the town of Velm killed 9 people, residents said.",
        "Duarte said 14 civilians died. A witness in Velm saw two bodies.",
        "Foreign Minister Ines Duarte said that 14 civilians died on Monday in Sorn.",
        "President Inez Duarte met Sorn's mayor. Ines Duarte said nothing. Ines Duarte left.",
        "Northern Herald reported that 3 houses were destroyed near Sorn.",
        "The National Liberation Army said it captured 5 men, a spokesman for the NLA told Radio X.",
        "Two more people died in the village of Sorn, the mayor said on Tuesday.",
        "The Liberation Front of the North (LFN) killed 7 people. LFN fighters left Velm. LFN won.",
    ];
    let outlets = ["Daily", "Radio X", "Northern Herald"];
    let of = |(i, text): (usize, &&str)| Article {
        document: format!("{i}.txt"),
        outlet: outlets[i % 3].to_owned(),
        ..article(text)
    };
    texts.iter().enumerate().map(of).collect()
}

/// Extracts the articles chosen, with a file of readings, and gives the file of this run.
fn run_keeping(articles: &[Article], file: Option<&[u8]>) -> (String, Kept, Vec<u8>) {
    let mut articles = articles.to_vec();
    for (i, a) in articles.iter_mut().enumerate() {
        a.id = ArticleId(i as u32);
    }
    let mut kept = file.map_or_else(Kept::default, |f| Kept::read(f).unwrap());
    let settings = Settings::default();
    let language = Language::embedded();
    let found = extract_keeping(&articles, &settings, &[], &[], language, Some(&mut kept)).unwrap();
    let alone = extract(&articles, &settings, &[], &[], language).unwrap();
    assert_eq!(format!("{found:?}"), format!("{alone:?}"));
    let mut out = Vec::new();
    kept.write(&mut out).unwrap();
    (format!("{found:?}"), kept, out)
}

#[test]
fn articles_added_to_kept_readings_give_what_all_at_once_give() {
    let all = texts_that_know_of_each_other();
    let (whole, kept, file) = run_keeping(&all, None);
    assert_eq!((kept.read, kept.reused), (all.len(), 0));
    let mut read_again = 0;
    // every way to part ten articles in two
    for split in 1..(1_u32 << all.len()) - 1 {
        if split % 7 != 0 {
            continue;
        }
        let part: Vec<Article> =
            (0..all.len()).filter(|i| split >> i & 1 == 1).map(|i| all[i].clone()).collect();
        let (_, _, before) = run_keeping(&part, None);
        let (then, kept, after) = run_keeping(&all, Some(&before));
        assert_eq!(then, whole);
        assert_eq!(after, file, "what is kept does not depend on the way there");
        assert_eq!(kept.read + kept.reused, all.len());
        read_again += kept.read + part.len() - all.len();
    }
    assert!(read_again > 0, "some reading depends on other articles");
    // fewer articles later: their readings go
    let (_, kept, _) = run_keeping(&all[..3], Some(&file));
    assert!(kept.reused > 0 && !kept.is_unchanged());
    let (_, kept, _) = run_keeping(&all, Some(&file));
    assert_eq!((kept.read, kept.reused, kept.is_unchanged()), (0, all.len(), true));
}

#[test]
fn a_damaged_reading_is_read_anew() {
    let all = texts_that_know_of_each_other();
    let (whole, _, file) = run_keeping(&all, None);
    let body = file.iter().position(|b| *b == b'\n').unwrap() + 1;
    for at in (body..file.len()).step_by(131) {
        let mut bad = file.clone();
        bad[at] = if bad[at] == b'1' { b'2' } else { b'1' };
        let (found, kept, after) = run_keeping(&all, Some(&bad));
        assert_eq!((found, kept.read > 0), (whole.clone(), true));
        assert_eq!(after, file);
    }
    for end in [body, body + 10, file.len() - 1] {
        assert_eq!(run_keeping(&all, Some(&file[..end])).2, file);
    }
    assert!(Kept::read(&b"outlet,date\n"[..]).is_err());
}

#[test]
fn another_setting_reads_anew() {
    let all = texts_that_know_of_each_other();
    let (_, _, file) = run_keeping(&all, None);
    let mut kept = Kept::read(&file[..]).unwrap();
    let settings = Settings { persons: Persons::All, ..Settings::default() };
    let language = Language::embedded();
    let found = extract_keeping(&all, &settings, &[], &[], language, Some(&mut kept)).unwrap();
    assert_eq!(kept.read, all.len());
    let alone = extract(&all, &settings, &[], &[], language).unwrap();
    assert_eq!(format!("{found:?}"), format!("{alone:?}"));
}
