//! What may be typed: the arguments of every subcommand.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// Reads news articles, sets the claims of all sources side by side, works out the cross-source
/// consensus, and scores outlets and speakers for reliability and partisanship.
#[derive(Debug, Parser)]
#[command(
    name = "corroborate",
    version,
    about,
    arg_required_else_help = true,
    after_help = "Examples:\n  \
        corroborate score articles/                     score every outlet and speaker\n  \
        corroborate score articles/ --out run/          the same, with tables and charts in run/\n  \
        corroborate explain articles/ --voice \"NAME\"    why a voice has its score, sentence by sentence\n  \
        corroborate consensus votes.csv                 the believed answers of a table of votes\n  \
        corroborate evaluate votes.csv --answers key.csv --method all    every method against a key\n\n\
        INPUT is any mix of folders and files: articles (.txt, .md, .html, .jsonl), a claims table or\n\
        a ledger (.csv, also .gz), or - for standard input."
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The subcommands, in the order of the pipeline.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Score every outlet and speaker; with --out, write all tables and charts.
    Score(Score),
    /// Print what was read: outlet, date, title and text without page furniture.
    Articles(Articles),
    /// Print the claims found in the articles.
    Claims(Claims),
    /// Print the questions and votes after alignment; edit the table and feed it back.
    Ledger(LedgerArgs),
    /// Print the believed answer of each question.
    Consensus(ConsensusArgs),
    /// Show a score or a question as a tree, down to sentences.
    Explain(Explain),
    /// Write charts, page and tables.
    Report(Report),
    /// Fit weights to an answer key or to labels of sources.
    Tune(Tune),
    /// Show how scores move with each weight and preset.
    Sweep(Sweep),
    /// Measure believed answers, or extracted claims, against a key.
    Evaluate(Evaluate),
    /// Work on several machines at once: start one process on each.
    #[cfg(feature = "cluster")]
    Cluster(Cluster),
    /// List the consensus methods.
    Methods,
    /// Print the settings in force.
    Config(ConfigArgs),
    /// Print the JSON Schema of scores.json.
    Schema,
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page.
    Man,
}

/// Where input and settings come from.
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct Common {
    /// Articles, folders of articles, claims tables or ledgers; - for standard input.
    #[arg(required = true, value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Settings file [default: corroborate.toml in the first input folder, else in the current one].
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Threads to use [default: all cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Exit with code 3 if any input was skipped.
    #[arg(long)]
    pub strict: bool,
    /// Take every question of a ledger as this kind instead of inferring it.
    #[arg(long, value_enum, value_name = "KIND")]
    pub kind: Option<KindArg>,
}

/// Where readings of articles are kept.
#[derive(Debug, Args)]
pub struct Keeping {
    /// Keep what was read of each article in this folder, and read only articles that are new or
    /// changed. Results do not depend on it.
    #[arg(long = "run", value_name = "DIR")]
    pub folder: Option<PathBuf>,
}

/// How much memory a run may take.
#[derive(Debug, Args)]
pub struct Memory {
    /// Most memory that votes may take, such as 500M or 4G; beyond, they are read from disk at every
    /// step [default: what the machine has free].
    #[arg(long = "memory", value_name = "SIZE", value_parser = super::memory::bytes_of)]
    pub limit: Option<u64>,
}

/// A kind of answer, on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub enum KindArg {
    /// One of several names.
    Category,
    /// A whole number of things.
    Count,
    /// A real number.
    Real,
    /// A day.
    Date,
    /// Yes or no.
    YesNo,
}

/// How a table is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Table,
    /// Comma-separated values with a header.
    Csv,
    /// One JSON document.
    Json,
    /// One JSON object a line.
    Jsonl,
}

/// `corroborate score`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate score articles/ --out run/                tables, pictures and page in run/\n  \
        corroborate score articles/ --out new/ --since run/   which scores moved, and by which claims\n  \
        corroborate score articles/ --out run/ --run kept/    read only what is new since last time\n  \
        corroborate score votes.csv --format csv              scores of a table of votes")]
pub struct Score {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keeping: Keeping,
    /// Write every table and chart to this folder, whole or not at all.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// How to print the scores.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
    /// Do not draw charts.
    #[arg(long)]
    pub no_charts: bool,
    /// Answers known from outside (question,value), for some of the questions: they are believed, and
    /// voices are judged by them.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Compare with an earlier run: its folder or its run.json.
    #[arg(long, value_name = "RUN")]
    pub since: Option<PathBuf>,
    /// Write how long each stage took to timings.json.
    #[arg(long)]
    pub timings: bool,
}

/// `corroborate articles`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate articles page.html                        what is the article, and what is furniture?\n  \
        corroborate articles articles/ --out texts/           a text file for each article")]
pub struct Articles {
    #[command(flatten)]
    pub common: Common,
    /// Write the text of each article to DIR/ID.txt instead.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `corroborate claims`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate claims articles/ > claims.csv             a row per claim, with speaker and bytes\n  \
        corroborate score claims.csv                          corrected claims are input like articles")]
pub struct Claims {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keeping: Keeping,
    /// Show instead how each sentence was read: words, tags, heads, cues, spans, and why each
    /// speaker is who they are.
    #[arg(long)]
    pub explain: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
}

/// `corroborate ledger`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate ledger articles/ --origins                who repeats whom, and why we think so\n  \
        corroborate ledger articles/ --out votes.csv          edit the table and feed it back")]
pub struct LedgerArgs {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keeping: Keeping,
    /// Show who repeats whom, with the reasons, instead of the votes.
    #[arg(long)]
    pub origins: bool,
    /// Write the table to this file instead of standard output; a name that ends in .parquet gives a
    /// columnar file, sorted by question.
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
    /// Write so many columnar files, each question whole in one of them, to the folder --out.
    #[arg(long, value_name = "N", requires = "out", conflicts_with = "origins",
          value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub shards: Option<u16>,
    #[command(flatten)]
    pub memory: Memory,
}

/// `corroborate consensus`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate consensus articles/ --format table        what is disputed first\n  \
        corroborate consensus votes.csv --method dawid_skene --beliefs beliefs.csv")]
pub struct ConsensusArgs {
    #[command(flatten)]
    pub common: Common,
    /// The method, of those that `corroborate methods` lists.
    #[arg(long, value_name = "NAME")]
    pub method: Option<String>,
    /// Answers known from outside (question,value), for some of the questions: they are believed, and
    /// voices are judged by them.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Also write the belief in every candidate (question,value,probability) to this file.
    #[arg(long, value_name = "FILE")]
    pub beliefs: Option<PathBuf>,
    #[command(flatten)]
    pub memory: Memory,
    /// How to print.
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
}

/// `corroborate cluster`.
#[cfg(feature = "cluster")]
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  \
    corroborate ledger votes.csv --shards 8 --out shards/    shards to hand out\n  \
    corroborate cluster --hosts hosts.txt --process 0 consensus shards/*1-of-*.parquet --out out/")]
#[allow(missing_docs)]
pub struct Cluster {
    /// Addresses of all processes, host:port, one a line; the same file on all machines.
    #[arg(long, value_name = "FILE")]
    pub hosts: PathBuf,
    /// Which line of the hosts file this process is, from 0.
    #[arg(long, value_name = "K")]
    pub process: usize,
    /// Workers of this process, the same number on all machines; each takes every W-th shard.
    #[arg(short = 'w', long, value_name = "W", default_value_t = 1,
          value_parser = clap::value_parser!(u16).range(1..=256))]
    pub workers: u16,
    #[command(subcommand)]
    pub command: ClusterCommand,
}

/// What a cluster can do.
#[cfg(feature = "cluster")]
#[derive(Debug, Subcommand)]
pub enum ClusterCommand {
    /// Write the believed answers of the votes that all machines hold together.
    Consensus(ClusterConsensus),
}

/// `corroborate cluster consensus`.
#[cfg(feature = "cluster")]
#[derive(Debug, Args)]
#[allow(missing_docs)]
pub struct ClusterConsensus {
    /// Votes that this machine holds, as `ledger --shards` writes them. No question may be in two
    /// shards.
    #[arg(required = true, value_name = "SHARD")]
    pub shards: Vec<PathBuf>,
    /// The folder for answers-SHARD.csv and beliefs-SHARD.csv, and for checkpoints meanwhile.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The method: one that can stream.
    #[arg(long, value_name = "NAME", default_value = "one_coin")]
    pub method: String,
    /// Settings file; must say the same on all machines.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Threads to use [default: all cores]. Results do not depend on it.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    #[command(flatten)]
    pub memory: Memory,
}

/// `corroborate explain`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate explain articles/ --voice \"NAME\"          why a voice has its score\n  \
        corroborate explain articles/ --question ID           every origin on a question")]
pub struct Explain {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keeping: Keeping,
    /// The voice to explain.
    #[arg(
        long,
        value_name = "NAME",
        required_unless_present = "question",
        conflicts_with = "question"
    )]
    pub voice: Option<String>,
    /// The question to explain.
    #[arg(long, value_name = "ID")]
    pub question: Option<String>,
    /// Answers known from outside (question,value), for some of the questions: they are believed, and
    /// voices are judged by them.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// How to print: text, json or markdown.
    #[arg(long, value_enum, default_value = "text")]
    pub format: TreeFormat,
}

/// How a tree is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TreeFormat {
    /// Indented text.
    Text,
    /// JSON.
    Json,
    /// A Markdown list.
    Markdown,
}

/// `corroborate report`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate report articles/ --out pictures/ --only claims,timeline --theme print\n  \
        corroborate report articles/ --out pictures/ --svg --top 20")]
pub struct Report {
    #[command(flatten)]
    pub common: Common,
    #[command(flatten)]
    pub keeping: Keeping,
    /// The folder to write, whole or not at all.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// Answers known from outside (question,value), for some of the questions: they are believed, and
    /// voices are judged by them.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Only these charts.
    #[arg(long, value_name = "CHART", value_delimiter = ',')]
    pub only: Vec<String>,
    /// light, dark or print.
    #[arg(long, value_name = "NAME")]
    pub theme: Option<String>,
    /// Width of every picture in CSS pixels, 480 to 2400; a wider picture holds more.
    #[arg(long, value_name = "WIDTH", value_parser = clap::value_parser!(u16).range(480..=2400))]
    pub size: Option<u16>,
    /// Keep the SVG files beside the PNG files.
    #[arg(long)]
    pub svg: bool,
    /// At most this many voices or questions in one picture.
    #[arg(long, value_name = "N")]
    pub top: Option<usize>,
}

/// `corroborate tune`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate tune votes.csv --answers key.csv          would other weights do better on events not seen?\n  \
        corroborate tune votes.csv --answers key.csv --write  put them into the settings file")]
pub struct Tune {
    #[command(flatten)]
    pub common: Common,
    /// Known answers: question,value.
    #[arg(
        long,
        value_name = "FILE",
        required_unless_present = "labels",
        conflicts_with = "labels"
    )]
    pub answers: Option<PathBuf>,
    /// Known labels of voices: source,label (a number; higher is more reliable).
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
    /// Write the fitted values into the settings file, keeping its comments.
    #[arg(long)]
    pub write: bool,
}

/// `corroborate sweep`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate sweep articles/ --out sensitivity/        what depends on which weight")]
pub struct Sweep {
    #[command(flatten)]
    pub common: Common,
    /// Write the charts and tables to this folder.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

/// `corroborate evaluate`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate evaluate votes.csv --answers key.csv --method all\n  \
        corroborate evaluate articles/ --claims-key key.csv   how well claims are found")]
pub struct Evaluate {
    #[command(flatten)]
    pub common: Common,
    /// Known answers: question,value.
    #[arg(long, value_name = "FILE")]
    pub answers: Option<PathBuf>,
    /// Known labels of voices: source,label.
    #[arg(long, value_name = "FILE")]
    pub labels: Option<PathBuf>,
    /// A human key of claims (document,start,end,speaker,…,measure,subject,low,high).
    #[arg(long, value_name = "FILE")]
    pub claims_key: Option<PathBuf>,
    /// Write the reliability diagram (did what was 70 % likely come true 70 times of 100?) of the
    /// beliefs against --answers to this folder: a table and a picture.
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// The method to measure, or all.
    #[arg(long, value_name = "NAME")]
    pub method: Option<String>,
    /// Add how long each method took, and the most memory that the process held so far.
    #[arg(long)]
    pub timings: bool,
    /// How to print.
    #[arg(long, value_enum, default_value = "table")]
    pub format: Format,
}

/// `corroborate config`.
#[derive(Debug, Args)]
#[allow(missing_docs)]
#[command(after_help = "Examples:\n  \
        corroborate config --default > corroborate.toml       every key, explained\n  \
        corroborate config articles/                          what is in force there, and from where")]
pub struct ConfigArgs {
    /// Folders or files whose settings are meant.
    #[arg(value_name = "INPUT")]
    pub inputs: Vec<PathBuf>,
    /// Settings file.
    #[arg(long, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Print every key with its default and a comment.
    #[arg(long, conflicts_with_all = ["schema", "markdown"])]
    pub default: bool,
    /// Print every key as a Markdown table.
    #[arg(long, conflicts_with = "schema")]
    pub markdown: bool,
    /// Print a JSON Schema of the file, for editors.
    #[arg(long)]
    pub schema: bool,
}
