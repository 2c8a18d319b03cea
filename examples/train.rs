//! Trains the language models from the treebanks: `train tagger|parser|lemmas|accuracy|measure DATA MODELS`.
//!
//! DATA holds `ud_ewt/` and `ud_gum/`, each with train.tsv, dev.tsv and test.tsv; MODELS is where
//! the models go. The parser is trained after the tagger, whose lexicon it shares;
//! `accuracy` then measures both on the test parts and writes the result into their headers.

#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Parser;
use corroborate::claims::language::train::{
    Accuracy, Plan, Sentence, join_hyphens, measure, read_treebank, set_header, tag_by_others,
    train_lemmas, train_parser, train_tagger,
};
use corroborate::claims::language::{Header, Language, Tag};

/// GUM's genres whose texts are free; the others may not train what ships.
const FREE_GENRES: [&str; 8] =
    ["news", "interview", "academic", "court", "bio", "voyage", "speech", "textbook"];

/// Train the language models from treebanks, or measure them.
#[derive(Parser)]
struct Arguments {
    /// What to do: tagger, parser, lemmas, accuracy, measure.
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
    /// Train on the dev parts too, for the models that ship; then only test is left to measure on.
    #[arg(long)]
    with_dev: bool,
    /// Trainings whose weights are added.
    #[arg(long)]
    runs: Option<usize>,
    /// Features kept, of tags or moves.
    #[arg(long)]
    keep: Option<usize>,
    /// Features kept, of relations.
    #[arg(long)]
    keep_labels: Option<usize>,
    /// Lead of the right choice below which weights change.
    #[arg(long)]
    margin: Option<i32>,
    /// File that keeps the tags for the parser's training from one run to the next.
    #[arg(long)]
    tags: Option<PathBuf>,
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
        plan.runs = arguments.runs.unwrap_or(plan.runs);
        plan.keep = arguments.keep.unwrap_or(plan.keep);
        plan.keep_labels = arguments.keep_labels.unwrap_or(plan.keep_labels);
        plan.margin = arguments.margin.unwrap_or(plan.margin);
        plan.unit = arguments.unit.unwrap_or(plan.unit);
        plan.least = arguments.least.unwrap_or(plan.least);
        plan
    };
    match arguments.what.as_str() {
        "tagger" => {
            let data = training(&arguments)?;
            let file = train_tagger(&data, plan(Plan::TAGGER), header(&arguments), &mut progress)?;
            save(&arguments.models.join("tagger.model"), &file)?;
        }
        "parser" => {
            let data = training(&arguments)?;
            let tags = match &arguments.tags {
                Some(path) if path.exists() => read_tags(&fs::read_to_string(path)?)?,
                path => {
                    let tags = tag_by_others(&data, 4, Plan::FOLD, &mut progress)?;
                    if let Some(path) = path {
                        save(path, write_tags(&tags).as_bytes())?;
                    }
                    tags
                }
            };
            let tagger = fs::read(arguments.models.join("tagger.model"))?;
            let file = train_parser(
                &data,
                &tags,
                &tagger,
                plan(Plan::PARSER),
                header(&arguments),
                &mut progress,
            )?;
            save(&arguments.models.join("parser.model"), &file)?;
        }
        "lemmas" => {
            let list = train_lemmas(&treebanks(&arguments.data, "train")?);
            let head = header(&arguments);
            let head: String = head.iter().map(|(k, v)| format!("# {k}: {v}\n")).collect();
            save(&arguments.models.join("lemmas.tsv"), format!("{head}{list}").as_bytes())?;
        }
        "measure" | "accuracy" => {}
        other => {
            return Err(format!(
                "first argument: tagger, parser, lemmas or measure, got {other:?}"
            )
            .into());
        }
    }
    if matches!(arguments.what.as_str(), "measure" | "accuracy") {
        let read = |name: &str| fs::read(arguments.models.join(name));
        let (tagger, parser) = (read("tagger.model")?, read("parser.model")?);
        let lemmas = fs::read_to_string(arguments.models.join("lemmas.tsv"))?;
        let loading = Instant::now();
        let language = Language::from_files(tagger.clone(), parser.clone(), &lemmas)?;
        println!("loaded in {:.1} ms", loading.elapsed().as_secs_f64() * 1e3);
        let part = if arguments.what == "accuracy" { "test" } else { &arguments.part };
        let (mut tags, mut heads) = (Vec::new(), Vec::new());
        for bank in ["ud_ewt", "ud_gum"] {
            let found = measure(&language, &treebank(&arguments.data, bank, part)?);
            println!("{bank} {part}: {}", describe(&found));
            tags.push(format!("{bank} {part} {:.2} %", found.percent(found.tags)));
            heads.push(format!(
                "{bank} {part} UAS {:.2} %, LAS {:.2} %",
                found.percent(found.heads),
                found.percent(found.relations)
            ));
        }
        if arguments.what == "accuracy" {
            let on = "on gold words, punctuation included";
            let tagger = set_header(&tagger, "accuracy", &format!("{}; {on}", tags.join(", ")))?;
            save(&arguments.models.join("tagger.model"), &tagger)?;
            let parser = set_header(
                &parser,
                "accuracy",
                &format!("{}; {on}, predicted tags", heads.join(", ")),
            )?;
            save(&arguments.models.join("parser.model"), &parser)?;
        }
    }
    Ok(())
}

fn write_tags(tags: &[Vec<Tag>]) -> String {
    let line = |tags: &Vec<Tag>| tags.iter().map(|t| t.name()).collect::<Vec<_>>().join(" ") + "\n";
    tags.iter().map(line).collect()
}

fn read_tags(text: &str) -> Result<Vec<Vec<Tag>>, String> {
    let tag = |name| Tag::named(name).ok_or_else(|| format!("no such tag: {name}"));
    text.lines().map(|line| line.split(' ').map(tag).collect()).collect()
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
    if arguments.with_dev {
        data.extend(treebanks(&arguments.data, "dev")?);
    }
    if let Some(limit) = arguments.limit {
        data.truncate(limit);
    }
    let joined: Vec<Sentence> = data.iter().filter_map(join_hyphens).collect();
    println!("{} sentences, {} of them once more with joined hyphens", data.len(), joined.len());
    data.extend(joined);
    Ok(data)
}

fn header(arguments: &Arguments) -> Header {
    let (kind, part) =
        (&arguments.what, if arguments.with_dev { "train and dev" } else { "train" });
    let mut header = Header::default();
    header.set("kind", kind.as_str());
    header.set("language", "en");
    header.set("licence", "CC BY-SA 4.0");
    header.set(
        "data",
        format!(
            "UD English EWT (CC BY-SA 4.0, github.com/UniversalDependencies/UD_English-EWT), {part}; \
             UD English GUM (CC BY 4.0, github.com/UniversalDependencies/UD_English-GUM), {part}, genres {}",
            FREE_GENRES.join(", ")
        ),
    );
    header.set("date", "2026-11-21");
    // The options as given, paths left out.
    let mut command = format!("cargo run --release --example train -- {kind}");
    for (name, value) in [
        ("runs", arguments.runs.map(|x| x.to_string())),
        ("epochs", arguments.epochs.map(|x| x.to_string())),
        ("margin", arguments.margin.map(|x| x.to_string())),
        ("unit", arguments.unit.map(|x| x.to_string())),
        ("least", arguments.least.map(|x| x.to_string())),
        ("keep", arguments.keep.map(|x| x.to_string())),
        ("keep-labels", arguments.keep_labels.map(|x| x.to_string())),
        ("limit", arguments.limit.map(|x| x.to_string())),
    ] {
        if let Some(value) = value {
            command += &format!(" --{name} {value}");
        }
    }
    if arguments.with_dev {
        command += " --with-dev";
    }
    header.set("command", command);
    header
}
