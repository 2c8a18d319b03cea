//! What was made of each sentence, for people to read: words with tags and heads, and who is found
//! to say what, with the reason for each speaker.

use std::fmt::Write;

use super::attribution::{Attribution, Kind};
use super::extract::Reading;
use super::language::Analysis;
use super::loaded::{Strength, Wording};
use super::speaker::{Speaker, VoiceKind};
use super::words::Words;
use super::{Hedge, Manner, Stance, table};
use crate::corpus::{Article, Span};

/// The analysis of one article.
pub(super) fn article(article: &Article, reading: &Reading) -> String {
    let mut out = format!("{}\n", article.document);
    let text = &article.text;
    let mut shown = 0;
    for (number, sentence) in reading.sentences().enumerate() {
        let (Some(first), Some(last)) = (sentence.tokens.first(), sentence.tokens.last()) else {
            continue;
        };
        let span = first.span.cover(last.span);
        let _ = writeln!(out, "\nsentence {}, bytes {}", number + 1, bytes(article, span));
        words(&mut out, text, sentence);
        wording(&mut out, article, sentence);
        while let Some((i, a)) = reading
            .attributions
            .get(shown)
            .map(|a| (shown, a))
            .filter(|(_, a)| begins(a) < span.end())
        {
            attribution(&mut out, article, reading, i, a);
            shown += 1;
        }
    }
    out
}

/// The first byte of an attribution.
fn begins(a: &Attribution) -> usize {
    [a.cue, a.source, a.content.first().copied()]
        .into_iter()
        .flatten()
        .map(Span::start)
        .min()
        .unwrap_or(0)
}

/// A line for each word: its number, the word, its tag, its relation to the number of its head.
fn words(out: &mut String, text: &str, sentence: &Analysis) {
    let widest = |f: &dyn Fn(usize) -> usize| (0..sentence.len()).map(f).max().unwrap_or(0);
    let word = widest(&|i| sentence.text(i, text).chars().count());
    for i in 0..sentence.len() {
        let head = sentence.heads[i].map_or(String::new(), |h| format!(" of {}", h + 1));
        let _ = writeln!(
            out,
            "  {:>3} {:word$} {:4} {}{head}",
            i + 1,
            sentence.text(i, text),
            sentence.tags[i].to_string(),
            sentence.relations[i],
        );
    }
}

/// A line for each word that judges.
fn wording(out: &mut String, article: &Article, sentence: &Analysis) {
    let text = &article.text;
    for (span, strength) in Wording::get().find(&Words::new(text, &sentence.tokens)) {
        let strength = match strength {
            Strength::Strong => "strong",
            Strength::Weak => "weak",
        };
        let _ = writeln!(
            out,
            "  loaded      \"{}\" {}, {strength}",
            span.of(text),
            bytes(article, span)
        );
    }
}

fn attribution(out: &mut String, article: &Article, reading: &Reading, i: usize, a: &Attribution) {
    let text = &article.text;
    let kind = match a.kind {
        Kind::Speech if a.clausal => "speech",
        Kind::Speech => "speech, a topic or an act",
        Kind::Mental => "state of mind",
    };
    let _ = write!(out, "  attribution {}: {kind}, {}", i + 1, table::stance(a.stance));
    if a.stance == Stance::Asserts || a.hedge != Hedge::None {
        let _ = write!(out, ", hedge {}", table::hedge(a.hedge));
    }
    let _ = writeln!(out, ", {}", table::manner(a.manner));
    let mut line = |what: &str, span: Span| {
        let quoted = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = writeln!(out, "    {what:<10}\"{quoted}\" {}", bytes(article, span));
    };
    if let Some(cue) = a.cue {
        line("cue", cue);
    }
    if let Some(source) = a.source {
        line("source", source);
    }
    if let Some(antecedent) = a.antecedent {
        line("that is", antecedent);
    }
    for &piece in &a.content {
        line("content", piece);
    }
    if let Some(addressee) = a.addressee {
        line("told to", addressee);
    }
    for &cited in &a.citing {
        line("citing", cited);
    }
    speaker(out, &reading.said[i], a);
    if let Some(parent) = a.parent {
        let _ = writeln!(out, "    inside    attribution {}", parent + 1);
    }
    if let Some(about) = a.about {
        let _ = writeln!(out, "    answers   attribution {}", about + 1);
    }
}

/// The voices and why they are those.
fn speaker(out: &mut String, said: &Speaker, a: &Attribution) {
    if said.voices.is_empty() {
        let owner = if a.manner == Manner::Direct { "quoted of nobody" } else { "nobody named" };
        let _ = writeln!(out, "    speaker   none: {owner}");
    }
    for (voice, why) in said.voices.iter().zip(&said.why) {
        let kind = match voice.kind {
            VoiceKind::Organisation => "organisation",
            VoiceKind::Person => "person",
            VoiceKind::Anonymous => "anonymous",
            VoiceKind::Pooled => "pooled",
            VoiceKind::Outlet => "outlet",
        };
        let _ = writeln!(out, "    speaker   {} ({kind}): {why}", voice.name);
    }
    if !said.via.is_empty() {
        let _ = writeln!(out, "    via       {}", said.via.join("; "));
    }
}

/// First and last byte in the article's file.
fn bytes(article: &Article, span: Span) -> String {
    format!("{}–{}", article.file_offset(span.start()), article.file_offset(span.end()))
}
