//! Times consensus from disk on one table of votes: seconds and bytes of every stage.
//!
//! usage: bench_stream VOTES.parquet METHOD...
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use corroborate::consensus::Settings;
use corroborate::consensus::stream::{Fit, Method, Packed};
use corroborate::ledger::{self, Stream};
use rayon::prelude::*;

/// Most memory held so far, in MB (Linux).
fn peak() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<f64>().unwrap_or(0.0) / 1024.0
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [file, methods @ ..] = &arguments[..] else {
        return Err("usage: bench_stream VOTES.parquet METHOD...".into());
    };
    let settings = Settings::default();
    let begin = Instant::now();
    let stream = Stream::open(&[PathBuf::from(file)], None, &ledger::Settings::default(), 1 << 30)?;
    let packed = Packed::new(&stream, &settings)?;
    let (votes, bytes) = (packed.votes() as f64, packed.bytes());
    println!(
        "pack: {votes} votes of {} voices in {:.1} s, {:.2} bytes a vote, peak {:.0} MB",
        packed.voices.len(),
        begin.elapsed().as_secs_f64(),
        bytes as f64 / votes,
        peak(),
    );
    let mut labels = packed.facts.label_set(&settings);
    labels.bind(&packed);
    for name in methods {
        let method = Method::find(name).ok_or("no such method")?;
        for fit in Fit::parts(method, &labels, &settings) {
            let mut sums = packed.pass(&fit, &labels, None)?;
            let begin = Instant::now();
            let mut steps = 0;
            let mut objective = f64::NEG_INFINITY;
            loop {
                let (parameters, prior) = fit.maximise(sums);
                sums = packed.pass(&fit, &labels, Some(&parameters))?;
                steps += 1;
                let now = sums.likelihood + prior;
                if now - objective < settings.tolerance * votes || steps == settings.max_steps {
                    break;
                }
                objective = now;
            }
            let seconds = begin.elapsed().as_secs_f64();
            println!(
                "{name}: {steps} steps in {seconds:.1} s, {:.2} s and {:.2} GB/s a step, {:.2} ns a vote and step, peak {:.0} MB",
                seconds / f64::from(steps as u32),
                bytes as f64 * steps as f64 / seconds / 1e9,
                seconds * 1e9 / votes / steps as f64,
                peak(),
            );
        }
    }
    // A plain loop over as many bytes in memory, on all cores.
    let words = vec![1u64; (bytes as usize / 8).min(1 << 27)];
    let sum = || words.par_chunks(1 << 16).map(|c| c.iter().sum::<u64>()).sum::<u64>();
    black_box(sum());
    let begin = Instant::now();
    (0..4).for_each(|_| _ = black_box(sum()));
    let read = 4.0 * 8.0 * words.len() as f64 / begin.elapsed().as_secs_f64() / 1e9;
    println!("a plain read loop over memory: {read:.2} GB/s");
    Ok(())
}
