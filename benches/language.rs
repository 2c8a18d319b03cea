//! How fast a text is cut into tokens and sentences, tagged and parsed, in bytes per second.
//!
//! The text is our own, repeated; every step asserts its result, so a fast wrong answer cannot win.

use corroborate::claims::language::{Analysis, Language};
use corroborate::corpus::{Span, Token, sentences, tokenize};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    divan::main();
}

const TEXT: &str = "BAMAKO, July 30 (Example News) - The army said on Tuesday that at least 47 fighters were \
killed when its aircraft struck a camp near the border town of Tinzaouaten, while a spokesman for the rebels, Col. \
Mohamed Ag Najim, denied the claim and put the toll at \"no more than five.\" According to two residents contacted by \
telephone, vehicles were still burning on Wednesday morning. \"We counted eleven bodies,\" one of them said, asking not \
to be named because he feared reprisals. The U.N. mission, which left the country in December 2023, could not verify \
either account. A statement that was read out on state television said the operation had been planned for months and \
that 1,200 soldiers took part in it. Officials in the capital didn't answer questions about their own losses, which \
a ministry source put at 15 to 20, adding that some of the wounded had been flown to Gao. Prices rose by 3.5% in the \
weeks after the fighting, the statistics office reported, and $1.5m of aid was held up at the frontier.\n\n";

/// The text often enough for a stable figure, its tokens and its sentences.
fn sample() -> (String, Vec<Token>, Vec<std::ops::Range<usize>>) {
    let text = TEXT.repeat(50);
    let tokens = tokenize(&text, Span::new(0, text.len()));
    let found = sentences(&text, &tokens);
    (text, tokens, found)
}

#[divan::bench]
fn tokenise(bencher: Bencher) {
    let (text, tokens, _) = sample();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let found = tokenize(&text, Span::new(0, text.len()));
        assert_eq!(found.len(), tokens.len());
        found
    });
}

#[divan::bench]
fn sentence(bencher: Bencher) {
    let (text, tokens, found) = sample();
    assert_eq!(found.len(), 50 * 9);
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let again = sentences(&text, &tokens);
        assert_eq!(again.len(), found.len());
        again
    });
}

#[divan::bench]
fn tag(bencher: Bencher) {
    let (text, tokens, found) = sample();
    let language = Language::embedded();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let tagged: usize =
            found.iter().map(|r| language.tag(&text, &tokens[r.clone()]).tags.len()).sum();
        assert_eq!(tagged, tokens.len());
        tagged
    });
}

#[divan::bench]
fn parse(bencher: Bencher) {
    let (text, tokens, found) = sample();
    let language = Language::embedded();
    let tagged: Vec<Analysis> =
        found.iter().map(|r| language.tag(&text, &tokens[r.clone()])).collect();
    bencher.counter(BytesCount::of_str(&text)).bench_local(|| {
        let mut parsed = 0;
        for sentence in &tagged {
            let mut sentence = sentence.clone();
            language.parse(&text, &mut sentence);
            parsed += sentence.heads.len();
        }
        assert_eq!(parsed, tokens.len());
        parsed
    });
}

/// Opening the embedded models, as every run of the program does once.
#[divan::bench]
fn load(bencher: Bencher) {
    const TAGGER: &[u8] = include_bytes!("../models/tagger.model");
    const PARSER: &[u8] = include_bytes!("../models/parser.model");
    let lemmas = include_str!("../models/lemmas.tsv");
    bencher.bench_local(|| {
        let language = Language::from_files(TAGGER, PARSER, lemmas);
        assert!(language.is_ok());
        language.is_ok()
    });
}
