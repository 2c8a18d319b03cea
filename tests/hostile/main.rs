//! Hostile input: the laws that the fuzz targets check, on their seeds, on damaged seeds and on
//! generated text and pages.

mod laws;

use std::fs;
use std::path::Path;

use corroborate::claims::language::Language;
use corroborate::claims::{Settings, extract};
use corroborate::corpus::{self, ArticleFile};
use proptest::prelude::*;

/// Runs a law on a target's seeds, whole, cut short, and with a byte changed.
fn on_seeds(target: &str, law: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(target);
    let mut seeds: Vec<_> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    seeds.sort();
    assert!(!seeds.is_empty());
    for seed in seeds {
        let bytes = fs::read(&seed).unwrap();
        law(&bytes);
        for part in 1..6 {
            law(&bytes[..bytes.len() * part / 6]);
        }
        for (i, byte) in [0, b'"', b',', b'<', 0xff].into_iter().enumerate() {
            let mut damaged = bytes.clone();
            if let Some(at) =
                (bytes.len() * (2 * i + 1)).checked_div(11).filter(|_| !bytes.is_empty())
            {
                damaged[at] = byte;
            }
            law(&damaged);
        }
    }
}

#[test]
fn seeds_of_text() {
    on_seeds("text", laws::text);
}

#[test]
fn seeds_of_pages() {
    on_seeds("html", laws::html);
}

#[test]
fn seeds_of_manifests() {
    on_seeds("manifest", laws::manifest);
}

#[test]
fn seeds_of_claims() {
    on_seeds("claims", laws::claims);
}

#[test]
fn seeds_of_ledgers() {
    on_seeds("ledger", laws::ledger);
}

#[test]
fn seeds_of_parquet_ledgers() {
    on_seeds("parquet", laws::parquet);
}

/// The decoder panics at this one: a column that begins before the file.
#[test]
fn a_parquet_file_that_contradicts_itself_is_an_error_that_names_it() {
    let seed = "fuzz/seeds/parquet/before-the-file.parquet";
    let run = std::process::Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["ledger", seed])
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(run.status.code(), Some(1), "{said}");
    assert!(said.contains(seed) && said.contains("contradict"), "{said}");
    assert!(!said.contains("panicked"), "{said}");
}

#[test]
fn seeds_of_configs() {
    on_seeds("config", laws::config);
}

/// Words, marks and letters that news is made of, and such as it is not: quotes that never close,
/// marks that combine, writing from right to left, signs without width.
fn scraps() -> impl Strategy<Value = String> {
    let scraps = prop::sample::select(vec![
        "said",
        "47",
        "killed",
        "the army",
        "“",
        "”",
        "„",
        "«",
        "\"",
        "'",
        "’",
        "''",
        "``",
        ".",
        "…",
        "\n",
        "\n\n",
        " ",
        "\t",
        "according to",
        "Mr.",
        "e\u{301}\u{302}",
        "قال الجيش",
        "\u{202e}",
        "\u{200f}",
        "עשרים",
        "\u{200b}",
        "\u{feff}",
        "👩‍👩‍👧",
        "²",
        "Ⅻ",
        "ﬁ",
        "\u{0}",
        "\r",
        "(",
        "[",
        "—",
        "-",
        "http://",
        "@",
        "www.",
        "1,000,000,000,000,000,000,000",
        "٣",
        "ẞ",
        "İ",
        "denied",
        "to",
    ]);
    prop::collection::vec(scraps, 0..40).prop_map(|s| s.concat())
}

/// Tags as pages have them, opened and closed or not.
fn soup() -> impl Strategy<Value = String> {
    let tags = prop::sample::select(vec![
        "<p>",
        "</p>",
        "<div class=story-body>",
        "<div class=\"comment\">",
        "</div>",
        "<a href=x>",
        "</a>",
        "<b>",
        "</i>",
        "<li>",
        "<ul>",
        "<table><tr><td>",
        "</table>",
        "<article>",
        "</article>",
        "<blockquote>",
        "<h1>",
        "<br>",
        "<!--",
        "-->",
        "<script>",
        "</script>",
        "<form>",
        "<svg>",
        "</svg>",
        "<select>",
        "<template>",
        "<p hidden>",
        "&nbsp;",
        "&#x1F600;",
        "&lt",
        "<frameset>",
        "<math>",
        "<",
        ">",
    ]);
    prop::collection::vec(prop_oneof![tags.prop_map(str::to_owned), scraps()], 0..30)
        .prop_map(|s| s.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_as_text(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        laws::text(&bytes);
    }

    #[test]
    fn any_bytes_are_read_as_a_page(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        laws::html(&bytes);
    }

    #[test]
    fn scraps_of_any_script_are_read_as_text(text in scraps()) {
        laws::text(text.as_bytes());
    }

    #[test]
    fn tag_soup_is_read_as_a_page(page in soup()) {
        laws::html(page.as_bytes());
    }

    #[test]
    fn tag_soup_is_read_from_jsonl(page in soup(), text in scraps()) {
        let line = |key: &str, value: &str| serde_json::json!({ key: value }).to_string();
        laws::jsonl(format!("{}\n{}\n", line("html", &page), line("text", &text)).as_bytes());
    }
}

#[test]
fn no_nesting_is_too_deep() {
    for tag in [
        "<div>",
        "<b>",
        "<blockquote>",
        "<ul><li>",
        "<table><tr><td>",
        "<a href=x>",
        "<p class=caption>",
    ] {
        let page = format!(
            "<html><body>{}<p>The army said on Monday that 47 people died in the town.",
            tag.repeat(5_000)
        );
        laws::html(page.as_bytes());
    }
    laws::text(format!("The army {} said.", "(“[".repeat(5_000)).as_bytes());
    laws::jsonl("[".repeat(100_000).as_bytes());
    laws::config(format!("a = {}", "[".repeat(10_000)).as_bytes());
}

/// Claims of a few articles on one thread and on three.
#[test]
fn threads_change_nothing() {
    let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds");
    let files: Vec<ArticleFile> = ["text/agency.txt", "html/article.html", "text/odd.txt"]
        .into_iter()
        .map(|name| ArticleFile { path: seeds.join(name), document: name.to_owned(), record: None })
        .collect();
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| {
            let read = corpus::read(&files, &corpus::Settings::default());
            let found =
                extract(&read.articles, &Settings::default(), &[], &[], Language::embedded());
            (read.hash, found.unwrap().claims)
        })
    };
    let one = run(1);
    assert!(!one.1.is_empty());
    assert_eq!(one, run(3));
}
