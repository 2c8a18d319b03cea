//! Prints articles of the synthetic press as lines of JSON.
//!
//! usage: synthetic COUNT [SEED]
#![allow(clippy::print_stdout)]

#[path = "../benches/synthetic/mod.rs"]
mod synthetic;

use std::io::{self, Write};

fn main() -> io::Result<()> {
    let mut args = std::env::args().skip(1).map(|a| a.parse::<u64>().unwrap_or(1));
    let count = args.next().unwrap_or(1000);
    let mut out = io::BufWriter::new(io::stdout().lock());
    for article in synthetic::articles(count as usize, args.next().unwrap_or(1)) {
        writeln!(out, "{}", article.json())?;
    }
    out.flush()
}
