//! Prints the claims of a folder of `.txt` articles as CSV: `cargo run --release --example claims FOLDER`.

use std::path::Path;

use corroborate::claims::language::Language;
use corroborate::claims::{AxisSettings, Settings, VoiceSettings, extract, table};
use corroborate::corpus::{Article, Block, BlockKind, Encoding, OutletFrom, Span};
use corroborate::ids::ArticleId;

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Config {
    voice: Vec<VoiceSettings>,
    axis: Vec<AxisSettings>,
}

#[derive(serde::Deserialize)]
struct Row {
    file: String,
    outlet: String,
    published: String,
    title: Option<String>,
}

fn main() {
    let folder = std::env::args().nth(1).expect("a folder");
    let folder = Path::new(&folder);
    let config: Config = std::fs::read_to_string(folder.join("corroborate.toml"))
        .map_or_else(|_| Config::default(), |t| toml::from_str(&t).expect("a config"));
    let manifest: Vec<Row> = csv::Reader::from_path(folder.join("manifest.csv"))
        .map_or_else(|_| Vec::new(), |mut r| r.deserialize().map(|r| r.expect("a row")).collect());
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a folder")
        .map(|e| e.expect("an entry").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let mut articles = Vec::new();
    for path in &files {
        let document = path.file_name().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(path).expect("UTF-8");
        let row = manifest.iter().find(|r| r.file == document);
        let mut blocks: Vec<Block> = Vec::new();
        let mut at = 0;
        let mut end = false;
        let mut seen: Vec<String> = Vec::new();
        for line in text.split_inclusive('\n') {
            let span = Span::new(at, at + line.len()).trim(&text);
            at += line.len();
            if span.is_empty() {
                continue;
            }
            let words = span.of(&text).to_owned();
            end |= matches!(
                &*words,
                "Related Articles" | "Add a Comment" | "Newsletter" | "Leave a Reply"
            ) || words.starts_with("Your email")
                || words.starts_with("To suggest");
            let kind = if end || words == "Advertisement" || words.starts_with("Published On") {
                BlockKind::Furniture
            } else if seen.contains(&words) {
                BlockKind::Repeated
            } else if !words.ends_with(['.', '!', '?', '"', '”', ':']) && words.len() < 120 {
                BlockKind::Heading
            } else {
                BlockKind::Paragraph
            };
            seen.push(words);
            blocks.push(Block { span, kind });
        }
        articles.push(Article {
            id: ArticleId(articles.len() as u32),
            outlet: row.map_or_else(|| document.clone(), |r| r.outlet.clone()),
            document,
            outlet_from: OutletFrom::Manifest,
            published: row.and_then(|r| r.published.parse().ok()),
            published_time: None,
            title: row.and_then(|r| r.title.clone()),
            byline: None,
            agency: None,
            url: None,
            language: None,
            text,
            encoding: Encoding::Utf8,
            blocks,
        });
    }
    let extraction =
        extract(&articles, &Settings::default(), &config.voice, &config.axis, Language::embedded())
            .expect("the default settings are valid");
    table::write(std::io::stdout(), &extraction.claims, &articles).expect("stdout");
    if std::env::args().nth(2).is_some() {
        for a in &articles {
            let mut analyses = Vec::new();
            for b in a.blocks.iter().filter(|b| b.kind.is_body()) {
                let tokens = corroborate::corpus::tokenize(&a.text, b.span);
                for s in corroborate::corpus::sentences(&a.text, &tokens) {
                    analyses.push(Language::embedded().analyse(&a.text, &tokens[s]));
                }
            }
            for x in corroborate::claims::attribution::attributions(&a.text, &analyses, &a.blocks) {
                eprintln!(
                    "ATT {} {:?} {:?} {:?} src={:?} cue={:?} clausal={} {:?} parent={:?}",
                    a.document,
                    x.kind,
                    x.manner,
                    x.stance,
                    x.source.map(|s| s.of(&a.text)),
                    x.cue.map(|s| s.of(&a.text)),
                    x.clausal,
                    x.content.iter().map(|s| (s.start(), s.of(&a.text))).collect::<Vec<_>>(),
                    x.parent
                );
            }
        }
        eprintln!("{:#?} {:#?} {:#?}", extraction.skipped, extraction.labels, extraction.quoted);
        for claim in &extraction.claims {
            eprintln!(
                "{} {} {} {:?}",
                claim.document,
                claim.content.start(),
                claim.measure,
                claim.hint
            );
        }
    }
}
