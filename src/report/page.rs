//! The page: one HTML file with every voice, claim and question, to sort, search and read.
//!
//! The file carries its data as JSON blocks that nothing executes; the script parses a block when a
//! reader opens something in it. Nothing is fetched: the content security policy forbids all
//! connections and every script but the one whose hash it names. The script writes text as text,
//! never as markup, so a name or a quote cannot act.

use std::collections::BTreeMap;

use serde::Serialize;
use sha2::{Digest, Sha256};

use super::chart::interval_words;
use super::index::escape;
use super::inputs::Inputs;
use super::theme::{Ink, Palette, ThemeName, palette};
use crate::claims::{Manner, Stance};
use crate::consensus::{origins, status};
use crate::ids::{AnswerId, Id, QuestionId};
use crate::ledger::{Answer, Kind, Role};
use crate::scores::{Component, Grade, LeanReading, Verdict, VoiceScore};
use crate::units::Estimate;

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Votes in a block, at least; a question is never cut.
const BLOCK: usize = 400;
/// Characters of context on each side of a claim.
const CONTEXT: usize = 90;
/// Places of one vote that are shown with their context.
const IN_CONTEXT: usize = 2;

/// The page of a run.
pub fn page(inputs: &Inputs<'_>, theme: ThemeName) -> String {
    page_with(inputs, theme, "")
}

/// The page with a script before its own, which a test uses to watch it.
pub(super) fn page_with(inputs: &Inputs<'_>, theme: ThemeName, watch: &str) -> String {
    let style = format!("{}{STYLE}", colours(theme));
    let watched = if watch.is_empty() { String::new() } else { format!(" '{}'", hash(watch)) };
    let policy = format!(
        "default-src 'none'; img-src data:; script-src '{}'{watched}; style-src '{}'; base-uri 'none'; \
         form-action 'none'",
        hash(SCRIPT),
        hash(&style)
    );
    let blocks = Blocks::new(inputs);
    let mut out = format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <title>Voices, claims and questions</title>\n<link rel=\"icon\" href=\"data:,\">\n\
         <style>{style}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#main\">Skip to the content</a>\n\
         <header>\n<p class=\"title\"><a href=\"#/voices\">Voices, claims and questions</a></p>\n\
         <p>{}</p>\n",
        escape(super::LIMITS),
    );
    for line in inputs.run.foot().iter().filter(|l| !l.is_empty()) {
        out.push_str(&format!("<p class=\"facts\">{}</p>\n", escape(line)));
    }
    out.push_str(
        "<nav aria-label=\"Views\"><a href=\"#/voices\">Voices</a> <a href=\"#/questions\">Questions</a> \
         <a href=\"#/about\">About this run</a></nav>\n</header>\n\
         <main id=\"main\" tabindex=\"-1\"><noscript><p>The tables of this page need JavaScript; the same \
         data are in scores.csv, evidence.csv and ledger.csv.</p></noscript></main>\n\
         <footer><p>A voice without a grade (F) has too little evidence, which says nothing bad of it. \
         To contest a score: open the voice, find the claim, and send its document and position with \
         what it should say.</p></footer>\n",
    );
    block(&mut out, "voices", &voices(inputs, &blocks));
    block(&mut out, "questions", &questions(inputs, &blocks));
    block(&mut out, "run", &run(inputs));
    let mut names = vec![""; blocks.names.len()];
    for (name, &at) in &blocks.names {
        names[at] = name;
    }
    block(&mut out, "names", &names);
    for (i, range) in blocks.ranges.iter().enumerate() {
        let votes: Vec<VoteRow> = range.clone().map(|at| vote(inputs, &blocks, at)).collect();
        block(&mut out, &format!("votes-{i}"), &votes);
    }
    if !watch.is_empty() {
        out.push_str(&format!("<script>{watch}</script>\n"));
    }
    out.push_str("<script>");
    out.push_str(SCRIPT);
    out.push_str("</script>\n</body>\n</html>\n");
    out
}

/// A block of data that no browser executes.
fn block<T: Serialize>(out: &mut String, id: &str, data: &T) {
    // Our own plain types always serialise.
    let json = serde_json::to_string(data).unwrap_or_else(|_| "null".to_owned());
    out.push_str(&format!("<script type=\"application/json\" id=\"{id}\">"));
    // `</script>` and `<!--` inside a string would end or hide the block.
    out.push_str(
        &json.replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029"),
    );
    out.push_str("</script>\n");
}

/// `sha256-…`, as a content security policy names a script.
fn hash(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = Sha256::digest(text.as_bytes());
    let mut out = String::from("sha256-");
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |w, b| (w << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for i in 0..4 {
            if i <= chunk.len() {
                out.push(char::from(DIGITS[(word >> (18 - 6 * i)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

fn colours(theme: ThemeName) -> String {
    let set = |p: &Palette| {
        [
            ("ground", Ink::Background),
            ("text", Ink::Text),
            ("muted", Ink::Muted),
            ("faint", Ink::Faint),
            ("grid", Ink::Grid),
            ("rule", Ink::Rule),
            ("outlet", Ink::Outlet),
            ("speaker", Ink::Speaker),
            ("minus", Ink::Minus),
            ("plus", Ink::Plus),
            ("neutral", Ink::Neutral),
            ("consensus", Ink::Consensus),
            ("supported", Ink::Supported),
            ("contradicted", Ink::Contradicted),
        ]
        .iter()
        .map(|(name, ink)| format!("--{name}:{};", p.colour(*ink).css()))
        .collect::<String>()
    };
    let light =
        set(palette(if theme == ThemeName::Print { ThemeName::Print } else { ThemeName::Light }));
    let dark = set(palette(ThemeName::Dark));
    match theme {
        ThemeName::Dark => format!(":root{{color-scheme:dark;{dark}}}\n"),
        ThemeName::Print => format!(":root{{{light}}}\n"),
        ThemeName::Light => format!(
            ":root{{color-scheme:light dark;{light}}}\n\
             @media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
        ),
    }
}

/// Which votes lie in which block, and what is looked up for each vote.
struct Blocks {
    ranges: Vec<std::ops::Range<usize>>,
    of_question: Vec<usize>,
    verdict: Vec<Option<(Verdict, Option<f64>, usize)>>,
    articles: BTreeMap<String, usize>,
    /// Names of documents and outlets, each written once in the page.
    names: BTreeMap<String, usize>,
}

impl Blocks {
    fn new(inputs: &Inputs<'_>) -> Self {
        let mut ranges = Vec::new();
        let mut of_question = Vec::new();
        let mut start = 0;
        for q in inputs.ledger.question_ids() {
            of_question.push(ranges.len());
            let end = inputs.ledger.vote_range(q).end;
            if end - start >= BLOCK {
                ranges.push(start..end);
                start = end;
            }
        }
        let all = inputs.ledger.all_votes().len();
        if start < all {
            ranges.push(start..all);
        }
        let mut verdict = vec![None; all];
        for e in &inputs.scores.evidence {
            if let Some(slot) = verdict.get_mut(e.vote) {
                *slot = Some((e.verdict, e.probability, e.others));
            }
        }
        let articles =
            inputs.articles.iter().enumerate().map(|(i, a)| (a.document.clone(), i)).collect();
        let mut names: BTreeMap<String, usize> = BTreeMap::new();
        for at in 0..all {
            for p in inputs.ledger.detail(at).map_or(&[][..], |d| &d.places) {
                for name in [&p.document, &p.outlet] {
                    let next = names.len();
                    names.entry(name.clone()).or_insert(next);
                }
            }
        }
        Self { ranges, of_question, verdict, articles, names }
    }
}

/// A number short enough to be read.
fn short(x: f64) -> f64 {
    (x * 1000.0).round() / 1000.0
}

type Three = Option<(f64, f64, f64)>;

fn three(e: Option<Estimate>) -> Three {
    e.map(|e| (short(e.mean()), short(e.low()), short(e.high())))
}

#[derive(Serialize)]
struct VoiceRow<'a> {
    name: &'a str,
    outlet: bool,
    grade: &'static str,
    r: Three,
    specificity: Option<f64>,
    claims: usize,
    origins: usize,
    checkable: usize,
    supported: usize,
    contradicted: usize,
    parts: Vec<PartRow>,
    axes: Vec<AxisRow<'a>>,
    /// Block and places of its votes.
    votes: Vec<(usize, Vec<usize>)>,
}

#[derive(Serialize)]
struct PartRow {
    name: String,
    v: Three,
    n: usize,
    w: f64,
    /// Strength of the prior it is drawn toward, in observations.
    k: f64,
}

#[derive(Serialize)]
struct AxisRow<'a> {
    p: Three,
    reading: &'static str,
    camp: Option<&'a str>,
    parts: Vec<PartRow>,
}

fn parts(components: &[Component]) -> Vec<PartRow> {
    components
        .iter()
        .map(|c| PartRow {
            name: c.name.replace('_', " "),
            v: three(c.value),
            n: c.n,
            w: c.weight,
            k: short(c.prior_strength),
        })
        .collect()
}

fn voices<'a>(inputs: &Inputs<'a>, blocks: &Blocks) -> Vec<VoiceRow<'a>> {
    let mut votes: Vec<BTreeMap<usize, Vec<usize>>> =
        vec![BTreeMap::new(); inputs.ledger.voices().len()];
    for q in inputs.ledger.question_ids() {
        let block = blocks.of_question[q.index()];
        let Some(range) = blocks.ranges.get(block) else { continue };
        for at in inputs.ledger.vote_range(q) {
            let voice = inputs.ledger.all_votes()[at].voice;
            votes[voice.index()].entry(block).or_default().push(at - range.start);
        }
    }
    let mut tally = vec![(0, 0); votes.len()];
    for e in &inputs.scores.evidence {
        if let Some(t) = tally.get_mut(e.voice.index()) {
            t.0 += usize::from(e.verdict == Verdict::Supported);
            t.1 += usize::from(e.verdict == Verdict::Contradicted);
        }
    }
    let row = |v: &'a VoiceScore| VoiceRow {
        name: &v.name,
        outlet: v.role == Role::Outlet,
        grade: v.grade.letter(),
        // Grade F: counts, no number.
        r: three(v.reliability.filter(|_| v.grade != Grade::F)),
        specificity: v.specificity.map(short),
        claims: v.claims,
        origins: v.origins,
        checkable: v.checkable,
        supported: tally.get(v.voice.index()).map_or(0, |t| t.0),
        contradicted: tally.get(v.voice.index()).map_or(0, |t| t.1),
        parts: parts(&v.components),
        axes: v
            .axes
            .iter()
            .map(|a| AxisRow {
                p: three(a.partisanship),
                reading: reading(a.reading),
                camp: a.declared_camp.as_deref(),
                parts: parts(&a.components),
            })
            .collect(),
        votes: votes
            .get(v.voice.index())
            .map_or_else(Vec::new, |m| m.clone().into_iter().collect()),
    };
    inputs.scores.voices.iter().map(row).collect()
}

fn reading(reading: LeanReading) -> &'static str {
    match reading {
        LeanReading::TowardMinus => "minus",
        LeanReading::TowardPlus => "plus",
        LeanReading::NoLeanDetected => "none",
        LeanReading::Party => "party",
        LeanReading::OffAxis => "off",
        LeanReading::Unknown => "unknown",
    }
}

#[derive(Serialize)]
struct QuestionRow {
    words: String,
    event: String,
    kind: Kind,
    status: &'static str,
    origins: usize,
    /// Block, first place and number of its votes.
    votes: (usize, usize, usize),
    answers: Vec<AnswerRow>,
    /// The believed number in words, with its interval.
    believed: Option<String>,
    /// The interval itself, for drawing.
    band: Three,
}

#[derive(Serialize)]
struct AnswerRow {
    words: String,
    p: Option<f64>,
    low: Option<f64>,
    high: Option<f64>,
}

fn questions(inputs: &Inputs<'_>, blocks: &Blocks) -> Vec<QuestionRow> {
    inputs
        .ledger
        .question_ids()
        .map(|q| {
            let question = inputs.ledger.question(q);
            let belief = inputs.consensus.beliefs.get(q.index());
            let unknown = crate::consensus::Belief::default();
            let status = status(inputs.ledger, q, belief.unwrap_or(&unknown));
            let number = belief.and_then(|b| b.number);
            let range = inputs.ledger.vote_range(q);
            let block = blocks.of_question[q.index()];
            let first = blocks.ranges.get(block).map_or(0, |r| range.start - r.start);
            QuestionRow {
                words: inputs.question_words(q),
                event: question.event.clone(),
                kind: question.kind,
                status: status.name(),
                origins: origins(inputs.ledger, q),
                votes: (block, first, range.len()),
                answers: answers(inputs, q),
                believed: belief
                    .map(|_| super::chart::consensus_words(inputs, q))
                    .filter(|w| !w.is_empty()),
                band: number.map(|n| (short(n.value), short(n.low), short(n.high))),
            }
        })
        .collect()
}

fn answers(inputs: &Inputs<'_>, q: QuestionId) -> Vec<AnswerRow> {
    let support = inputs.consensus.beliefs.get(q.index()).map(|b| b.support.as_slice());
    inputs
        .ledger
        .answers(q)
        .iter()
        .enumerate()
        .map(|(a, answer)| {
            let p = support.and_then(|s| s.get(a)).copied().filter(|p| p.is_finite()).map(short);
            let dated = inputs.ledger.question(q).kind == Kind::Date;
            match answer {
                Answer::Number(i) if !dated => {
                    AnswerRow { words: interval_words(*i), p, low: Some(i.low()), high: i.high() }
                }
                Answer::Number(i) => AnswerRow {
                    words: inputs.ledger.print_answer(q, AnswerId::from_index(a)),
                    p,
                    low: Some(i.low()),
                    high: i.high(),
                },
                Answer::Label(_) => AnswerRow {
                    words: inputs.ledger.print_answer(q, AnswerId::from_index(a)),
                    p,
                    low: None,
                    high: None,
                },
            }
        })
        .collect()
}

#[derive(Serialize)]
struct VoteRow<'a> {
    /// Voice, question, answer within the question, origin.
    v: usize,
    q: usize,
    a: usize,
    o: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    verdict: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<f64>,
    others: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<String>,
    #[serde(skip_serializing_if = "str::is_empty")]
    via: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    manner: Option<Manner>,
    #[serde(skip_serializing_if = "asserts")]
    stance: Stance,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    places: Vec<PlaceRow<'a>>,
}

fn asserts(stance: &Stance) -> bool {
    *stance == Stance::Asserts
}

/// Document and outlet (places in the names), first and last byte, and the words: before, of and
/// after the claim. Written as a row, for there are many.
type PlaceRow<'a> = (usize, usize, usize, usize, &'a str, &'a str, &'a str);

fn vote<'a>(inputs: &Inputs<'a>, blocks: &Blocks, at: usize) -> VoteRow<'a> {
    let vote = inputs.ledger.all_votes()[at];
    let question = question_of(inputs, at);
    let detail = inputs.ledger.detail(at);
    let judged = blocks.verdict[at];
    VoteRow {
        v: vote.voice.index(),
        q: question.index(),
        a: vote.answer.index(),
        o: vote.origin.index(),
        verdict: judged.map(|j| match j.0 {
            Verdict::Supported => "supported",
            Verdict::Contradicted => "contradicted",
            Verdict::Unattested => "unattested",
        }),
        p: judged.and_then(|j| j.1).filter(|p| p.is_finite()).map(short),
        others: judged.map_or(0, |j| j.2),
        date: detail.and_then(|d| d.date).map(|d| d.to_string()),
        via: detail.map_or("", |d| d.via.as_str()),
        manner: detail.and_then(|d| d.manner),
        stance: detail.map_or(Stance::Asserts, |d| d.stance),
        places: detail.map_or_else(Vec::new, |d| {
            d.places
                .iter()
                .enumerate()
                .map(|(i, p)| {
                    // Copies mostly have the same words: an empty quote is the one before it.
                    let same = i > 0 && d.places[i - 1].quote == p.quote;
                    let quote = if same { "" } else { p.quote.as_str() };
                    let (start, end) = (p.span.start(), p.span.end());
                    let (before, after) = if i < IN_CONTEXT && !same {
                        context(inputs, blocks, &p.document, start, end)
                    } else {
                        ("", "")
                    };
                    let name = |n: &str| blocks.names.get(n).copied().unwrap_or(0);
                    (name(&p.document), name(&p.outlet), start, end, before, quote, after)
                })
                .collect()
        }),
    }
}

/// The question that a vote answers, by halving.
fn question_of(inputs: &Inputs<'_>, at: usize) -> QuestionId {
    let n = inputs.ledger.questions().len();
    let (mut low, mut high) = (0, n.saturating_sub(1));
    while low < high {
        let middle = (low + high) / 2;
        if inputs.ledger.vote_range(QuestionId::from_index(middle)).end > at {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    QuestionId::from_index(low)
}

/// What stands before and after a claim in its article, to the nearest word.
fn context<'a>(
    inputs: &Inputs<'a>,
    blocks: &Blocks,
    document: &str,
    start: usize,
    end: usize,
) -> (&'a str, &'a str) {
    let Some(article) = blocks.articles.get(document).and_then(|&i| inputs.articles.get(i)) else {
        return ("", "");
    };
    let text = article.text.as_str();
    if !text.is_char_boundary(start) || !text.is_char_boundary(end) || start > end {
        return ("", "");
    }
    let (head, tail) = (&text[..start], &text[end..]);
    let from = head.char_indices().rev().take(CONTEXT).last().map_or(0, |c| c.0);
    let from = if from == 0 { 0 } else { head[from..].find(' ').map_or(from, |s| from + s + 1) };
    let to = tail.char_indices().nth(CONTEXT).map_or(tail.len(), |c| c.0);
    let to = if to == tail.len() { to } else { tail[..to].rfind(' ').unwrap_or(to) };
    (&head[from..], &tail[..to])
}

#[derive(Serialize)]
struct RunRow<'a> {
    limits: &'static str,
    conditions: &'a str,
    method: &'a str,
    prior: (f64, f64),
    axes: Vec<(&'a str, String, String)>,
    presets: &'a [(String, String)],
    weights: &'a [(String, f64)],
    skipped: &'a [(String, usize)],
    corpus: &'a str,
    config: &'a str,
    version: &'a str,
    warnings: Vec<(&'a str, &'a str)>,
}

fn run<'a>(inputs: &Inputs<'a>) -> RunRow<'a> {
    RunRow {
        limits: super::LIMITS,
        conditions: &inputs.scores.conditions,
        method: inputs.consensus.method,
        prior: (inputs.scores.prior_mean, inputs.scores.prior_strength),
        axes: inputs
            .scores
            .axes
            .iter()
            .enumerate()
            .map(|(i, name)| {
                let (minus, plus) = inputs.camps(i);
                (name.as_str(), minus, plus)
            })
            .collect(),
        presets: &inputs.run.presets,
        weights: &inputs.run.weights,
        skipped: &inputs.run.skipped,
        corpus: &inputs.run.corpus_hash,
        config: &inputs.run.config_hash,
        version: &inputs.run.version,
        warnings: inputs
            .consensus
            .warnings
            .iter()
            .map(|w| (w.what.as_str(), w.advice.as_str()))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::synthetic;
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_standard() {
        // RFC 6234's "abc", in base 64.
        assert_eq!(hash("abc"), "sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
    }

    #[test]
    fn a_hostile_name_stays_text_and_nothing_is_fetched() {
        let mut world = synthetic::small();
        world.scores.voices[0].name = "</script><script>alert(1)</script><!--".into();
        let html = page(&world.inputs(), ThemeName::Light);
        assert!(!html.contains("<script>alert"));
        assert_eq!(html.matches("<script>").count(), 1, "one script runs");
        let opened = html.matches("<script").count();
        assert_eq!(opened, html.matches("</script>").count());
        for outside in ["http://", "https://", "src=\"//", "url("] {
            let in_code = STYLE.contains(outside)
                || SCRIPT.replace("http://www.w3.org/2000/svg", "").contains(outside);
            assert!(!in_code, "{outside}");
        }
        assert!(html.contains("default-src 'none'"));
    }

    #[test]
    fn every_vote_lies_in_the_block_that_its_voice_and_question_name() {
        let world = synthetic::large(500);
        let inputs = world.inputs();
        let blocks = Blocks::new(&inputs);
        for (i, row) in voices(&inputs, &blocks).iter().enumerate() {
            for (block, places) in &row.votes {
                for place in places {
                    let at = blocks.ranges[*block].start + place;
                    assert_eq!(vote(&inputs, &blocks, at).v, i);
                }
            }
        }
        for (i, row) in questions(&inputs, &blocks).iter().enumerate() {
            let (block, first, n) = row.votes;
            for k in 0..n {
                let at = blocks.ranges[block].start + first + k;
                assert_eq!(vote(&inputs, &blocks, at).q, i);
            }
        }
    }
}
