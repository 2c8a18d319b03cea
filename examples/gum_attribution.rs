//! Measures attributions on GUM's discourse units: how many of the labelled ones are found.
//!
//! ```text
//! cargo run --release --example gum_attribution -- DATA/text/gum_attribution/dev.jsonl [GENRE …]
//! ```
//!
//! A labelled attribution names the units that hold source and cue and the units that hold what is
//! said. One of ours is right if its cue lies in the former and its content overlaps the latter. Only
//! clauses count on our side, since topics and acts are not labelled.

#![allow(clippy::print_stdout)]

use std::collections::BTreeMap;
use std::error::Error;

use corroborate::claims::attribution::attributions;
use corroborate::claims::language::{Analysis, Language};
use corroborate::corpus::{Span, sentences, tokenize};

/// One document of the data.
#[derive(serde::Deserialize)]
struct Document {
    genre: String,
    edus: Vec<String>,
    attributions: Vec<Labelled>,
}

/// Units by number.
#[derive(serde::Deserialize)]
struct Labelled {
    source_cue_edus: Vec<usize>,
    content_edus: Vec<usize>,
}

/// Labelled, found by us, and the labelled that we found.
#[derive(Clone, Copy, Default)]
struct Count {
    labelled: usize,
    found: usize,
    right: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("name the file of labelled documents")?;
    let genres: Vec<String> = args.collect();
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    for line in std::fs::read_to_string(path)?.lines() {
        let document: Document = serde_json::from_str(line)?;
        if genres.is_empty() || genres.contains(&document.genre) {
            measure(&document, counts.entry(document.genre.clone()).or_default());
        }
    }
    let mut all = Count::default();
    for count in counts.values() {
        all.labelled += count.labelled;
        all.found += count.found;
        all.right += count.right;
    }
    counts.insert("all".to_owned(), all);
    println!("genre,labelled,found,right,precision,recall,f1");
    for (genre, Count { labelled, found, right }) in counts {
        let share = |n: usize| if n == 0 { 0.0 } else { right as f64 / n as f64 };
        let (p, r) = (share(found), share(labelled));
        let f1 = if p + r > 0.0 { 2.0 * p * r / (p + r) } else { 0.0 };
        println!("{genre},{labelled},{found},{right},{p:.3},{r:.3},{f1:.3}");
    }
    Ok(())
}

fn measure(document: &Document, count: &mut Count) {
    let (text, units) = laid_out(&document.edus);
    let tokens = tokenize(&text, Span::new(0, text.len()));
    let analysed: Vec<Analysis> = sentences(&text, &tokens)
        .into_iter()
        .map(|range| Language::embedded().analyse(&text, &tokens[range]))
        .collect();
    let found = attributions(&text, &analysed, &[]);
    let ours: Vec<_> = found.iter().filter(|a| a.clausal && !a.content.is_empty()).collect();
    let within = |span: Span, numbers: &[usize]| {
        numbers.iter().filter_map(|&i| units.get(i)).any(|unit| unit.overlaps(span))
    };
    let mut used = vec![false; ours.len()];
    for labelled in &document.attributions {
        let hit = (0..ours.len()).find(|&i| {
            !used[i]
                && ours[i].cue.is_some_and(|cue| within(cue, &labelled.source_cue_edus))
                && ours[i].content.iter().any(|&c| within(c, &labelled.content_edus))
        });
        if let Some(i) = hit {
            used[i] = true;
            count.right += 1;
        }
    }
    count.labelled += document.attributions.len();
    count.found += ours.len();
}

/// The units as running text, and where each stands in it. The data part every mark from its word;
/// print does not.
fn laid_out(units: &[String]) -> (String, Vec<Span>) {
    let mut text = String::new();
    let mut places = Vec::with_capacity(units.len());
    let mut glued = true;
    for unit in units {
        let mut start = None;
        for word in unit.split_whitespace() {
            let closes = word.chars().all(|c| ",.;:!?)]”’%…".contains(c))
                || ["'s", "’s", "n't", "n’t", "'re", "’re", "'ve", "’ve", "'ll", "’ll", "'d", "'m"]
                    .contains(&word);
            if !glued && !closes {
                text.push(' ');
            }
            start.get_or_insert(text.len());
            text.push_str(word);
            glued = word.chars().all(|c| "([“‘$".contains(c));
        }
        places.push(Span::new(start.unwrap_or(text.len()), text.len()));
    }
    (text, places)
}
