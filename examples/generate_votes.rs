//! Writes votes of a planted world of any size, sorted by question, without holding them.
//!
//! usage: generate_votes VOTES SOURCES QUESTIONS LABELS OUT [SHARDS]
//!
//! The same arguments give the same bytes. Every question gets VOTES / QUESTIONS votes of different
//! sources; source k is drawn with probability ln((k + 1) / k) / ln SOURCES, about 1/k (Zipf). A
//! source is right in a share of its votes that its name decides, 0.4 to 0.95, and else picks a
//! wrong label at random. OUT is a .parquet file, a .csv file, or with SHARDS a folder of so many
//! shards.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

use corroborate::ledger::{ParquetWriter, shard_of};

/// splitmix64 (G. L. Steele, D. Lea and C. H. Flood 2014, doi:10.1145/2660193.2660195).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn uniform(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// How often a source is right.
fn accuracy(source: u64) -> f64 {
    0.4 + 0.55 * Random(source ^ 0x5eed).uniform()
}

enum Out {
    Csv(BufWriter<File>),
    Parquet(Vec<ParquetWriter<File>>),
}

impl Out {
    fn create(path: &Path, shards: usize) -> Result<Self, Box<dyn Error>> {
        if shards > 0 {
            fs::create_dir_all(path)?;
            let name = |i| path.join(format!("shard-{i:04}-of-{shards:04}.parquet"));
            let begin = |i| Ok(ParquetWriter::new(File::create(name(i))?, shards)?);
            return (1..=shards).map(begin).collect::<Result<_, _>>().map(Self::Parquet);
        }
        let file = File::create(path)?;
        if path.extension().is_some_and(|e| e == "parquet") {
            return Ok(Self::Parquet(vec![ParquetWriter::new(file, 1)?]));
        }
        let mut csv = BufWriter::new(file);
        csv.write_all(b"source,question,value\n")?;
        Ok(Self::Csv(csv))
    }

    fn vote(&mut self, source: &str, question: &str, label: &str) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Csv(csv) => writeln!(csv, "{source},{question},{label}")?,
            Self::Parquet(writers) => {
                let shard = shard_of(question, writers.len());
                let mut cells = [""; 16];
                cells[..4].copy_from_slice(&[source, question, label, "category"]);
                writers[shard].row(cells)?;
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<(), Box<dyn Error>> {
        match self {
            Self::Csv(mut csv) => csv.flush()?,
            Self::Parquet(writers) => {
                for writer in writers {
                    writer.finish()?;
                }
            }
        }
        Ok(())
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [votes, sources, questions, labels, out, shards @ ..] = &arguments[..] else {
        return Err("usage: generate_votes VOTES SOURCES QUESTIONS LABELS OUT [SHARDS]".into());
    };
    let number = |text: &String| text.replace('_', "").parse::<u64>();
    let (votes, sources, questions, labels) =
        (number(votes)?, number(sources)?, number(questions)?.max(1), number(labels)?.max(2));
    let shards = shards.first().map(number).transpose()?.unwrap_or(0);
    let mut out = Out::create(Path::new(out), shards as usize)?;
    let names: Vec<String> = (0..labels).map(|l| format!("label {l}")).collect();
    let each = (votes / questions).min(sources / 2).max(1);
    let most = (sources as f64).ln();
    let mut random = Random(1);
    let mut drawn = Vec::new();
    for q in 0..questions {
        let question = format!("q{q:010}");
        let truth = random.next() % labels;
        drawn.clear();
        while drawn.len() < each as usize {
            let source = (random.uniform() * most).exp() as u64;
            if drawn.contains(&source) {
                continue;
            }
            drawn.push(source);
            let right = random.uniform() < accuracy(source);
            let wrong = (truth + 1 + random.next() % (labels - 1)) % labels;
            let label = if right { truth } else { wrong };
            out.vote(&format!("s{source}"), &question, &names[label as usize])?;
        }
    }
    out.finish()?;
    println!("{} votes", questions * each);
    Ok(())
}
