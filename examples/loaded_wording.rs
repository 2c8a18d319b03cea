//! Measures loaded wording on labelled sentences: is a sentence that people call biased found?
//!
//! ```text
//! cargo run --release --example loaded_wording -- DATA/text/babe/babe_sg2.jsonl
//! ```

#![allow(clippy::print_stdout)]

use std::error::Error;

use corroborate::claims::Words;
use corroborate::claims::loaded::Wording;
use corroborate::corpus::{Span, tokenize};

/// One labelled sentence.
#[derive(serde::Deserialize)]
struct Sentence {
    text: String,
    label_bias: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file of labelled sentences")?;
    // By label (plain, biased), then by our answer.
    let mut counts = [[0.0_f64; 2]; 2];
    for line in std::fs::read_to_string(path)?.lines() {
        let Sentence { text, label_bias } = serde_json::from_str(line)?;
        let labelled = match &*label_bias {
            "Biased" => 1,
            "Non-biased" => 0,
            _ => continue,
        };
        let tokens = tokenize(&text, Span::new(0, text.len()));
        let found = Wording::get().judges(&Words::new(&text, &tokens));
        counts[labelled][usize::from(found)] += 1.0;
    }
    let f1 = |class: usize| {
        let right = counts[class][class];
        2.0 * right / (2.0 * right + counts[class][1 - class] + counts[1 - class][class])
    };
    println!("class,labelled,right,f1");
    for (class, name) in ["plain", "biased"].into_iter().enumerate() {
        let labelled: f64 = counts[class].iter().sum();
        println!("{name},{labelled},{},{:.3}", counts[class][class], f1(class));
    }
    println!("macro,,,{:.3}", (f1(0) + f1(1)) / 2.0);
    Ok(())
}
