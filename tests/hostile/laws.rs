//! What must hold for any bytes given as each kind of input: no panic, spans on character boundaries
//! and inside the text, the same result again. The fuzz targets and the tests share these.

#![allow(dead_code)]

use std::io::Write;
use std::path::PathBuf;

use corroborate::claims::language::Language;
use corroborate::claims::{self, extract, table};
use corroborate::corpus::{self, Article, ArticleFile, Manifest, Span, sentences, tokenize};
use corroborate::ids::{ArticleId, Id};
use corroborate::{ledger, settings};

/// Any bytes as an article's text.
pub fn text(bytes: &[u8]) {
    article("a.txt", bytes);
}

/// Any bytes as a page.
pub fn html(bytes: &[u8]) {
    article("a.html", bytes);
}

/// Any bytes as a corpus of an article a line.
pub fn jsonl(bytes: &[u8]) {
    article("a.jsonl", bytes);
}

fn article(name: &str, bytes: &[u8]) {
    let file = ArticleFile { path: PathBuf::from(name), document: name.to_owned(), record: None };
    let read = || corpus::parse(&file, bytes.to_vec(), &corpus::Settings::default()).0;
    let mut articles = read();
    for (i, article) in articles.iter_mut().enumerate() {
        article.id = ArticleId::from_index(i);
    }
    for (article, again) in articles.iter().zip(read()) {
        assert_eq!(article.text, again.text);
        spans(article, bytes.len());
    }
    let extract = || {
        let language = Language::embedded();
        extract(&articles, &claims::Settings::default(), &[], &[], language).expect("defaults")
    };
    let found = extract();
    for claim in &found.claims {
        let article = &articles[claim.article.map_or(0, Id::index)];
        for span in [Some(claim.content), claim.speaker_span, claim.cue_span].into_iter().flatten()
        {
            inside(&article.text, span);
        }
        assert!(
            claim
                .value
                .is_none_or(|v| v.low().is_finite() && v.high().is_none_or(|h| v.low() <= h))
        );
    }
    assert_eq!(found.claims, extract().claims);
}

fn inside(text: &str, span: Span) {
    assert!(span.start() <= span.end() && span.end() <= text.len(), "{span:?} beyond the text");
    assert!(text.is_char_boundary(span.start()) && text.is_char_boundary(span.end()), "{span:?}");
}

/// Blocks and tokens lie in order inside the text, and their offsets inside the file.
fn spans(article: &Article, file_len: usize) {
    let text = &article.text;
    let mut end = 0;
    for block in &article.blocks {
        inside(text, block.span);
        assert!(end <= block.span.start(), "blocks overlap");
        end = block.span.end();
        if article.document.ends_with(".txt") {
            assert!(article.file_offset(end) <= file_len);
        }
        let tokens = tokenize(text, block.span);
        let mut at = block.span.start();
        for token in &tokens {
            inside(text, token.span);
            assert!(at <= token.span.start() && !token.span.is_empty());
            at = token.span.end();
        }
        let mut at = 0;
        for sentence in sentences(text, &tokens) {
            assert!(sentence.start == at && sentence.end > at, "sentences leave tokens out");
            at = sentence.end;
        }
        assert_eq!(at, tokens.len());
    }
}

/// Any bytes as a manifest: what it lists lies beside it.
pub fn manifest(bytes: &[u8]) {
    if let Ok(manifest) = Manifest::parse("manifest.csv", bytes) {
        for file in manifest.files() {
            assert!(!file.contains(['/', '\\']) && file != "..");
        }
    }
}

/// Any bytes as a table of claims: what was read is read the same after writing.
pub fn claims(bytes: &[u8]) {
    let Ok(claims) = table::read("claims.csv", bytes) else { return };
    let mut written = Vec::new();
    table::write(&mut written, &claims, &[]).expect("memory");
    let again = table::read("claims.csv", written.as_slice()).expect("our own table");
    let mut once_more = Vec::new();
    table::write(&mut once_more, &again, &[]).expect("memory");
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&once_more));
}

/// Any bytes as a ledger: weights are numbers.
pub fn ledger(bytes: &[u8]) {
    let mut reader = ledger::Reader::new(None, ledger::Settings::default());
    if reader.read("ledger.csv", bytes).is_ok() {
        sound(&reader.finish().0);
    }
}

/// Any bytes as a Parquet ledger, read at once and in parts.
pub fn parquet(bytes: &[u8]) {
    // Its last four bytes say what it is; with another end, it is no Parquet file at all.
    let mut bytes = bytes.to_vec();
    if let Some(end) = bytes.len().checked_sub(4) {
        bytes[..4].copy_from_slice(b"PAR1");
        bytes[end..].copy_from_slice(b"PAR1");
    }
    let mut file = tempfile::NamedTempFile::new().expect("a temporary file");
    file.write_all(&bytes).expect("written");
    if let Ok((ledger, _)) = ledger::read(&[file.path()], None, &ledger::Settings::default()) {
        sound(&ledger);
    }
    let files = [file.path().to_owned()];
    if let Ok(parts) = ledger::Stream::open(&files, None, &ledger::Settings::default(), 1 << 16) {
        let _ = parts.each_part(0, |part| {
            sound(part);
            Ok::<(), ledger::Error>(())
        });
    }
}

fn sound(ledger: &ledger::Ledger) {
    for q in ledger.question_ids() {
        assert!(ledger.votes(q).iter().all(|v| v.answer.index() < ledger.answers(q).len()));
        for at in ledger.vote_range(q) {
            assert!(ledger.weight(at).is_finite());
        }
    }
}

/// Any bytes as a config: what is accepted is sound, and prints as something that is accepted.
pub fn config(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Ok(settings) = settings::parse(text, "corroborate.toml") {
        assert!(settings.check().is_ok());
    }
}
