//! Prints every attribution in a folder of .txt files as CSV, to measure against span-labelled data.
//!
//! ```text
//! cargo run --release --example attributions -- FOLDER [--pieces] [--nested] [--clauses] > spans.csv
//! ```
//!
//! `--pieces` prints a row for each piece of a divided content, instead of one that covers them;
//! `--nested` prints those inside another's content too; `--clauses` leaves out topics and acts.

#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::Path;

use corroborate::claims::attribution::{Attribution, Kind, attributions};
use corroborate::claims::language::{Analysis, Language};
use corroborate::claims::speaker::{Persons, Speakers, names};
use corroborate::claims::{Hedge, Manner, Stance};
use corroborate::corpus::{Span, Token, sentences, tokenize};

struct Read {
    document: String,
    text: String,
    tokens: Vec<Token>,
    found: Vec<Attribution>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let has = |flag: &str| args.iter().any(|a| a == flag);
    let folder = args.iter().find(|a| !a.starts_with("--")).ok_or("name a folder of .txt files")?;
    let (voices, axes) = declared(Path::new(folder))?;
    let mut files: Vec<_> = std::fs::read_dir(folder)?
        .filter_map(|e| e.ok().map(|e| e.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    files.sort();
    let language = Language::embedded();
    let mut read = Vec::new();
    for path in files {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let tokens = tokenize(&text, Span::new(0, text.len()));
        let analysed: Vec<Analysis> = sentences(&text, &tokens)
            .into_iter()
            .map(|r| language.analyse(&text, &tokens[r]))
            .collect();
        if has("--tree") {
            for a in &analysed {
                for i in 0..a.len() {
                    println!(
                        "{i}\t{}\t{}\t{}\t{}",
                        a.text(i, &text),
                        a.tags[i],
                        a.heads[i].map_or(-1, |h| h as i64),
                        a.relations[i]
                    );
                }
                println!();
            }
            continue;
        }
        let found = attributions(&text, &analysed, &[]);
        let document =
            path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        read.push(Read { document, text, tokens, found });
    }
    let all: Vec<_> = read.iter().map(|r| names(&r.text, &r.tokens)).collect();
    let speakers = Speakers::new(Persons::Role, &voices, &axes, &[], &all);
    let mut out = csv::Writer::from_writer(std::io::stdout().lock());
    out.write_record([
        "document",
        "start",
        "end",
        "speaker",
        "manner",
        "speaker_start",
        "speaker_end",
        "cue_start",
        "cue_end",
        "kind",
        "clausal",
        "stance",
        "hedge",
        "voice",
        "via",
        "addressee",
        "id",
        "parent",
        "content",
    ])?;
    for (r, n) in read.iter().zip(&all) {
        let who = speakers.resolve(&r.document, "", &r.text, &r.tokens, n, &r.found);
        for (k, (a, w)) in r.found.iter().zip(&who).enumerate() {
            if (a.parent.is_some() && !has("--nested")) || (!a.clausal && has("--clauses")) {
                continue;
            }
            let Some(cover) = a.content_cover() else { continue };
            let pieces = if has("--pieces") { a.content.clone() } else { vec![cover] };
            let ends = |s: Option<Span>| {
                s.map_or([String::new(), String::new()], |s| {
                    [s.start().to_string(), s.end().to_string()]
                })
            };
            let of = |s: Option<Span>| s.map_or("", |s| s.of(&r.text));
            let [ss, se] = ends(a.source);
            let [cs, ce] = ends(a.cue);
            for piece in pieces {
                out.write_record([
                    r.document.as_str(),
                    &piece.start().to_string(),
                    &piece.end().to_string(),
                    of(a.source),
                    match a.manner {
                        Manner::Direct => "direct",
                        _ => "indirect",
                    },
                    &ss,
                    &se,
                    &cs,
                    &ce,
                    match a.kind {
                        Kind::Speech => "speech",
                        Kind::Mental => "mental",
                    },
                    if a.clausal { "yes" } else { "no" },
                    match a.stance {
                        Stance::Asserts => "asserts",
                        Stance::Confirms => "confirms",
                        Stance::Denies => "denies",
                        Stance::Declines => "declines",
                    },
                    match a.hedge {
                        Hedge::None => "none",
                        Hedge::Likely => "likely",
                        Hedge::Possible => "possible",
                        Hedge::Unverified => "unverified",
                    },
                    &w.name(),
                    &w.via.join("; "),
                    of(a.addressee),
                    &k.to_string(),
                    &a.parent.map_or(String::new(), |p| p.to_string()),
                    piece.of(&r.text),
                ])?;
            }
        }
    }
    out.flush()?;
    Ok(())
}

type Declared = (Vec<corroborate::claims::VoiceSettings>, Vec<corroborate::claims::AxisSettings>);

/// The voices and axes of a `corroborate.toml` in the folder, if there is one.
fn declared(folder: &Path) -> Result<Declared, Box<dyn Error>> {
    #[derive(serde::Deserialize, Default)]
    #[serde(default)]
    struct File {
        voice: Vec<corroborate::claims::VoiceSettings>,
        axis: Vec<corroborate::claims::AxisSettings>,
    }
    let path = folder.join("corroborate.toml");
    if !path.exists() {
        return Ok(Declared::default());
    }
    let file: File = toml::from_str(&std::fs::read_to_string(path)?)?;
    Ok((file.voice, file.axis))
}
