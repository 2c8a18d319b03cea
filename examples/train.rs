//! Trains the language models from the treebanks: `train tagger|parser|lemmas|measure DATA MODELS`.
//!
//! DATA holds `ud_ewt/` and `ud_gum/`, each with train.tsv, dev.tsv and test.tsv; MODELS is where
//! the models go. The parser is trained after the tagger, whose lexicon it shares.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use corroborate::claims::language::train::{
    Accuracy, Plan, Sentence, join_hyphens, measure, read_treebank, tag_by_others, train_lemmas,
    train_parser, train_tagger,
};
use corroborate::claims::language::{Header, Language};

/// GUM's genres whose texts are free; the others may not train what ships.
const FREE_GENRES: [&str; 8] =
    ["news", "interview", "academic", "court", "bio", "voyage", "speech", "textbook"];

/// Train the language models from treebanks, or measure them.
#[derive(Parser)]
struct Arguments {
    /// What to do: tagger, parser, lemmas, measure.
    what: String,
    /// Folder with ud_ewt and ud_gum.
    #[arg(default_value = "../shared/data/text")]
    data: PathBuf,
    /// Folder of the models.
    #[arg(default_value = "models")]
    models: PathBuf,
    /// Passes over the data.
    #[arg(long)]
    epochs: Option<usize>,
    /// Worth of one unit of an eight-bit weight.
    #[arg(long)]
    unit: Option<f64>,
    /// Least averaged weight of a feature that is kept.
    #[arg(long)]
    least: Option<f64>,
    /// Train on this many sentences only.
    #[arg(long)]
    limit: Option<usize>,
    /// Which part to measure on: dev or test.
    #[arg(long, default_value = "dev")]
    part: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let started = Instant::now();
    let mut progress = |line: &str| println!("{:7.1} s  {line}", started.elapsed().as_secs_f64());
    let plan = |mut plan: Plan| {
        plan.epochs = arguments.epochs.unwrap_or(plan.epochs);
        plan.unit = arguments.unit.unwrap_or(plan.unit);
        plan.least = arguments.least.unwrap_or(plan.least);
        plan
    };
    match arguments.what.as_str() {
        "tagger" => {
            let data = training(&arguments)?;
            let file = train_tagger(&data, plan(Plan::TAGGER), header("tagger"), &mut progress)?;
            save(&arguments.models.join("tagger.model"), &file)?;
        }
        "parser" => {
            let data = training(&arguments)?;
            let tags = tag_by_others(&data, 5, Plan { epochs: 5, ..Plan::TAGGER }, &mut progress)?;
            let tagger = fs::read(arguments.models.join("tagger.model"))?;
            let file = train_parser(
                &data,
                &tags,
                &tagger,
                plan(Plan::PARSER),
                header("parser"),
                &mut progress,
            )?;
            save(&arguments.models.join("parser.model"), &file)?;
        }
        "lemmas" => {
            let list = train_lemmas(&treebanks(&arguments.data, "train")?);
            let head = header("lemmas");
            let head: String = head.iter().map(|(k, v)| format!("# {k}: {v}\n")).collect();
            save(&arguments.models.join("lemmas.tsv"), format!("{head}{list}").as_bytes())?;
        }
        "measure" => {}
        other => {
            return Err(format!(
                "first argument: tagger, parser, lemmas or measure, got {other:?}"
            )
            .into());
        }
    }
    let read = |name: &str| fs::read(arguments.models.join(name));
    let lemmas = fs::read_to_string(arguments.models.join("lemmas.tsv")).unwrap_or_default();
    if let (Ok(tagger), Ok(parser)) = (read("tagger.model"), read("parser.model")) {
        let loading = Instant::now();
        let language = Language::from_files(&tagger, &parser, &lemmas)?;
        println!("loaded in {:.1} ms", loading.elapsed().as_secs_f64() * 1e3);
        for bank in ["ud_ewt", "ud_gum"] {
            let data = treebank(&arguments.data, bank, &arguments.part)?;
            let found = measure(&language, &data);
            println!("{bank} {}: {}", arguments.part, describe(&found));
        }
    }
    Ok(())
}

fn describe(found: &Accuracy) -> String {
    format!(
        "{} words, tags {:.2}, lemmas {:.2}, UAS {:.2}, LAS {:.2}",
        found.words,
        found.percent(found.tags),
        found.percent(found.lemmas),
        found.percent(found.heads),
        found.percent(found.relations)
    )
}

fn save(path: &Path, file: &[u8]) -> std::io::Result<()> {
    println!("{}: {} bytes", path.display(), file.len());
    fs::write(path, file)
}

fn treebank(data: &Path, bank: &str, part: &str) -> Result<Vec<Sentence>, Box<dyn Error>> {
    let path = data.join(bank).join(format!("{part}.tsv"));
    let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()))?;
    let free = |document: &str| {
        bank != "ud_gum" || FREE_GENRES.iter().any(|g| document.starts_with(&format!("GUM_{g}_")))
    };
    Ok(read_treebank(&text, free))
}

fn treebanks(data: &Path, part: &str) -> Result<Vec<Sentence>, Box<dyn Error>> {
    Ok([treebank(data, "ud_ewt", part)?, treebank(data, "ud_gum", part)?].concat())
}

/// Both treebanks, and once more the sentences with hyphenated words, written as one word each: so
/// the tokenizer leaves them.
fn training(arguments: &Arguments) -> Result<Vec<Sentence>, Box<dyn Error>> {
    let mut data = treebanks(&arguments.data, "train")?;
    if let Some(limit) = arguments.limit {
        data.truncate(limit);
    }
    let joined: Vec<Sentence> = data.iter().filter_map(join_hyphens).collect();
    println!("{} sentences, {} of them once more with joined hyphens", data.len(), joined.len());
    data.extend(joined);
    Ok(data)
}

fn header(kind: &str) -> Header {
    let mut header = Header::default();
    header.set("kind", kind);
    header.set("language", "en");
    header.set("licence", "CC BY-SA 4.0");
    header.set(
        "data",
        "UD English EWT (CC BY-SA 4.0, github.com/UniversalDependencies/UD_English-EWT), train; UD English GUM (CC BY 4.0, \
         github.com/UniversalDependencies/UD_English-GUM), train, genres news, interview, academic, court, bio, voyage, speech, textbook",
    );
    header.set("date", "2026-11-21");
    header.set("command", format!("cargo run --release --example train -- {kind}"));
    header
}
