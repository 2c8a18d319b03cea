//! The evidence as W3C Web Annotations: each claim in its article, with how it fared.
//!
//! A target is given twice, as the Web Annotation model asks for robust anchoring: by position, in
//! characters of the article's text as `articles` prints it, and by the quoted words with what
//! stands before and behind them.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{About, round};
use crate::ledger::{Ledger, Place};
use crate::scores::probability_words;
use crate::scores::score::{Evidence, Scores};

/// Characters of context before and behind a quotation.
const CONTEXT: usize = 32;

/// One page of annotations, in the order of the evidence. `texts` are the articles, by name; a claim
/// of an article that is not among them is anchored by its words alone.
pub fn annotations(
    scores: &Scores,
    ledger: &Ledger,
    texts: &BTreeMap<&str, &str>,
    about: About<'_>,
) -> Value {
    let places = scores.evidence.iter().flat_map(|e| e.places.iter().map(move |p| (e, p)));
    let items: Vec<Value> = places
        .filter(|(_, p)| !p.document.is_empty() && !p.quote.is_empty())
        .enumerate()
        .map(|(i, (e, p))| annotation(i, ledger, e, p, texts.get(p.document.as_str()).copied()))
        .collect();
    json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": "urn:corroborate:evidence",
        "type": "AnnotationPage",
        "summary": about.limits,
        "items": items,
    })
}

fn annotation(
    number: usize,
    ledger: &Ledger,
    e: &Evidence,
    p: &Place,
    text: Option<&str>,
) -> Value {
    let mut said = format!(
        "{}: {} by {} independent others ({} say the same, {} otherwise), on {}",
        ledger.voices().name(e.voice),
        e.verdict.word(),
        e.others,
        e.agree,
        e.contradict,
        ledger.question(e.question).name
    );
    if e.known {
        said.push_str("; judged by the known answer");
    }
    if let (Some(p), false) = (e.probability, e.known) {
        said.push_str(&format!("; by the others alone {} ({})", round(p), probability_words(p)));
    }
    let body = json!({
        "type": "TextualBody",
        "purpose": "assessing",
        "format": "text/plain",
        "value": said,
    });
    let tag =
        json!({"type": "TextualBody", "purpose": "tagging", "value": e.credibility.misp_tag()});
    json!({
        "id": format!("urn:corroborate:evidence:{}", number + 1),
        "type": "Annotation",
        "motivation": "assessing",
        "body": [body, tag],
        "target": {"source": p.document, "selector": selectors(p, text)},
    })
}

/// Where a quotation stands: by position, where the text is at hand, and by its words.
fn selectors(p: &Place, text: Option<&str>) -> Vec<Value> {
    let mut quote = json!({"type": "TextQuoteSelector", "exact": p.quote});
    let found = text.and_then(|t| {
        let exact = t.get(p.span.range())?;
        Some((t.get(..p.span.start())?, exact, t.get(p.span.end()..)?))
    });
    let Some((before, exact, behind)) = found else { return vec![quote] };
    // A selector must quote the text as it stands.
    quote["exact"] = json!(exact);
    let prefix: String = {
        let tail: Vec<char> = before.chars().rev().take(CONTEXT).collect();
        tail.into_iter().rev().collect()
    };
    quote["prefix"] = json!(prefix);
    quote["suffix"] = json!(behind.chars().take(CONTEXT).collect::<String>());
    let start = before.chars().count();
    let position = json!({
        "type": "TextPositionSelector",
        "start": start,
        "end": start + exact.chars().count(),
    });
    vec![position, quote]
}
