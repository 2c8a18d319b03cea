//! How fast articles become claims, step by step and as a whole, in bytes of text per second and
//! core; and how fast pages become text.
//!
//! The articles are the seeds, often enough for a stable figure. Every step asserts its result, so
//! a fast wrong answer cannot win.

use std::fs;
use std::ops::Range;
use std::path::PathBuf;

use corroborate::claims::attribution::attributions;
use corroborate::claims::language::{Analysis, Language};
use corroborate::claims::{Settings, extract};
use corroborate::corpus::{self, Article, ArticleFile, Token, sentences, tokenize};
use corroborate::ids::{ArticleId, Id};
use divan::Bencher;
use divan::counter::BytesCount;

fn main() {
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build_global();
    assert!(one.is_ok());
    divan::main();
}

/// How often the seeds are read: the word tables are then a small part of the work.
const TIMES: usize = 10;

fn articles() -> Vec<Article> {
    let inputs = corpus::find(&[PathBuf::from("seeds")]).unwrap_or_default();
    let read = corpus::read(&inputs.articles, &corpus::Settings::default());
    assert!(!read.articles.is_empty());
    let mut articles: Vec<Article> =
        (0..TIMES).flat_map(|_| read.articles.iter().cloned()).collect();
    for (i, article) in articles.iter_mut().enumerate() {
        article.id = ArticleId::from_index(i);
    }
    articles
}

fn bytes(articles: &[Article]) -> BytesCount {
    BytesCount::new(articles.iter().map(|a| a.text.len()).sum::<usize>())
}

type Cut<'a> = (&'a Article, Vec<Token>, Vec<Range<usize>>);

/// The articles' own blocks, cut into tokens and sentences.
fn cut(articles: &[Article]) -> Vec<Cut<'_>> {
    let body = articles.iter().flat_map(|a| a.blocks.iter().map(move |b| (a, b)));
    body.filter(|(_, b)| b.kind.is_body())
        .map(|(a, b)| {
            let tokens = tokenize(&a.text, b.span);
            let found = sentences(&a.text, &tokens);
            (a, tokens, found)
        })
        .collect()
}

#[divan::bench]
fn tokens_and_sentences(bencher: Bencher) {
    let articles = articles();
    bencher.counter(bytes(&articles)).bench_local(|| {
        let cut = cut(&articles);
        assert!(!cut.is_empty());
        cut
    });
}

#[divan::bench]
fn tags(bencher: Bencher) {
    let (articles, language) = (articles(), Language::embedded());
    let cut = cut(&articles);
    bencher.counter(bytes(&articles)).bench_local(|| {
        let tagged = cut.iter().flat_map(|(a, tokens, found)| {
            found.iter().map(|r| language.tag(&a.text, &tokens[r.clone()]).len())
        });
        assert_eq!(tagged.sum::<usize>(), cut.iter().map(|c| c.1.len()).sum::<usize>());
    });
}

/// Tags, lemmas and trees.
#[divan::bench]
fn analyses(bencher: Bencher) {
    let (articles, language) = (articles(), Language::embedded());
    let cut = cut(&articles);
    bencher.counter(bytes(&articles)).bench_local(|| {
        let analysed = cut.iter().flat_map(|(a, tokens, found)| {
            found.iter().map(|r| language.analyse(&a.text, &tokens[r.clone()]).heads.len())
        });
        assert_eq!(analysed.sum::<usize>(), cut.iter().map(|c| c.1.len()).sum::<usize>());
    });
}

/// Who said what, of analysed articles.
#[divan::bench]
fn attribution(bencher: Bencher) {
    let (articles, language) = (articles(), Language::embedded());
    let analysed: Vec<(&Article, Vec<Analysis>)> = articles
        .iter()
        .map(|a| {
            let cut = cut(std::slice::from_ref(a));
            let all = cut.iter().flat_map(|(a, tokens, found)| {
                found.iter().map(|r| language.analyse(&a.text, &tokens[r.clone()]))
            });
            (a, all.collect())
        })
        .collect();
    bencher.counter(bytes(&articles)).bench_local(|| {
        let found: usize =
            analysed.iter().map(|(a, s)| attributions(&a.text, s, &a.blocks).len()).sum();
        assert!(found > 0);
    });
}

/// All of it: articles to claims.
#[divan::bench]
fn whole(bencher: Bencher) {
    let (articles, language) = (articles(), Language::embedded());
    bencher.counter(bytes(&articles)).bench_local(|| {
        let found = extract(&articles, &Settings::default(), &[], &[], language);
        assert!(found.is_ok_and(|f| !f.claims.is_empty()));
    });
}

/// One article of this many bytes, all on one line.
#[divan::bench(args = [1_000_000, 10_000_000], sample_count = 3, sample_size = 1)]
fn one_line(bencher: Bencher, n: usize) {
    let sentence = "The army said on Monday that at least 47 people were killed in the town, but “the toll” could rise. ";
    let text = sentence.repeat(n / sentence.len());
    let file = ArticleFile { path: "a.txt".into(), document: "a.txt".to_owned(), record: None };
    let settings = corpus::Settings { max_article_bytes: u64::MAX, ..Default::default() };
    let articles = corpus::parse(&file, text.into_bytes(), &settings).0;
    let language = Language::embedded();
    bencher.counter(bytes(&articles)).bench_local(|| {
        extract(&articles, &Settings::default(), &[], &[], language).map(|f| f.claims.len())
    });
}

/// A page to its text, in bytes of the page.
#[divan::bench(args = [1_000, 1_000_000, 10_000_000, 100_000_000], sample_count = 5, sample_size = 1)]
fn page(bencher: Bencher, n: usize) {
    let page = fs::read_to_string("fuzz/seeds/html/article.html").unwrap_or_default();
    let (head, tail) = page.split_at(page.find("<blockquote").unwrap_or(0));
    let paragraph = "<p>The governor said on <b>Monday</b> that <a href=/t>the town</a> had been cut off for a week.</p>\n";
    let page = format!("{head}{}{tail}", paragraph.repeat(n / paragraph.len()));
    let file = ArticleFile { path: "a.html".into(), document: "a.html".to_owned(), record: None };
    bencher.counter(BytesCount::of_str(&page)).bench_local(|| {
        let read = corpus::parse(&file, page.clone().into_bytes(), &corpus::Settings::default());
        assert_eq!(read.0.len(), 1);
    });
}
