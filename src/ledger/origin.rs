//! Who repeats whom: votes that go back to one utterance or one text count once.
//!
//! | reason            | votes are one origin where                                                   |
//! |-------------------|------------------------------------------------------------------------------|
//! | one utterance     | one voice speaks of one event within a news cycle (a spokesperson is the organisation) |
//! | stated origin     | the claims table gives them the same origin                                  |
//! | the same text     | outlets print it in their own voice in articles that are copies of one another |
//! | the same agency   | outlets say it in their own voice and credit the same agency for it          |
//! | the same sentence | the quoted words are nearly the same, in different articles                  |
//! | the same figure   | an outlet gives in its own voice, without a source, a figure that exactly one speaker gives, within a news cycle; the figure is rare, or another one of the event is shared too |
//!
//! Two *speakers* who give the same figure stay two origins: accurate sources agree because they
//! are right.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::Settings;
use super::copies::{self, containment};
use super::votes::{Answered, Unit};
use crate::claims::Claim;
use crate::corpus::Article;

/// Which articles are copies of one another, and which agency each credits.
#[derive(Clone, Debug, Default)]
pub struct Copies {
    /// Document → the first document (by name) of its group of copies.
    first: BTreeMap<String, String>,
    /// Document → agency.
    agency: BTreeMap<String, String>,
}

impl Copies {
    /// Finds copies among articles: near-duplicate text, and whole paragraphs taken over.
    pub fn find(articles: &[Article], settings: &Settings) -> Self {
        let body = |a: &Article| {
            let mut text = a.title.clone().unwrap_or_default();
            for block in a.blocks.iter().filter(|b| b.kind.is_body()) {
                text.push('\n');
                text.push_str(block.span.of(&a.text));
            }
            text
        };
        let mut order: Vec<usize> = (0..articles.len()).collect();
        order.sort_by_key(|&i| &articles[i].document);
        let mut groups = Groups::new(order.len());
        let text = |at: usize| Cow::Owned(body(&articles[order[at]]));
        for pair in copies::near_duplicates_of(order.len(), text, settings) {
            groups.join(pair.a, pair.b);
        }
        let mut out = Self::default();
        for (at, &i) in order.iter().enumerate() {
            let article = &articles[i];
            let first = &articles[order[groups.first(at)]].document;
            out.first.insert(article.document.clone(), first.clone());
            if let Some(agency) = &article.agency {
                out.agency.insert(article.document.clone(), agency.to_lowercase());
            }
        }
        out
    }

    /// The agency that an article credits.
    pub(super) fn agency(&self, document: &str) -> Option<&str> {
        self.agency.get(document).map(String::as_str)
    }

    /// Numbers the texts behind the documents of some claims: copies share one, and so do articles
    /// that make the same claims in the same words.
    pub(super) fn texts_of(&self, claims: &[Claim]) -> BTreeMap<String, u32> {
        let mut said: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        for c in claims {
            let words = format!(
                "{}|{}|{}|{}|{:?}|{:?}|{}",
                c.speaker, c.outlet, c.measure, c.subject, c.value, c.label, c.quote
            );
            // The outlet's own claims are the same words whoever prints them.
            let own = format!("|{}|", c.outlet);
            said.entry(&c.document).or_default().insert(words.replacen(&own, "||", 1));
        }
        let quoted: BTreeSet<&str> =
            claims.iter().filter(|c| !c.quote.is_empty()).map(|c| c.document.as_str()).collect();
        let mut by_words: BTreeMap<&BTreeSet<String>, &str> = BTreeMap::new();
        let mut first_of: BTreeMap<&str, &str> = BTreeMap::new();
        for (document, words) in &said {
            let known =
                self.first.get(*document).map(String::as_str).filter(|f| said.contains_key(f));
            let quoted = quoted.contains(document);
            let first = match known {
                Some(f) => f,
                None if quoted => by_words.entry(words).or_insert(document),
                None => document,
            };
            let first = first_of.get(first).copied().unwrap_or(first);
            first_of.insert(document, first);
        }
        let numbers: BTreeMap<&str, u32> = first_of
            .values()
            .copied()
            .collect::<BTreeSet<_>>()
            .into_iter()
            .enumerate()
            .map(|(i, d)| (d, i as u32))
            .collect();
        first_of.into_iter().map(|(d, f)| (d.to_owned(), numbers[f])).collect()
    }
}

/// Votes that go back to one utterance or text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OriginGroup {
    /// The origin's name, as in the ledger.
    pub name: String,
    /// Who votes from it, on which question, printed by which outlets.
    pub members: Vec<OriginMember>,
    /// Why these are one.
    pub reasons: Vec<String>,
}

/// One vote of an origin.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct OriginMember {
    /// The question's name.
    pub question: String,
    /// Who votes.
    pub voice: String,
    /// The agencies and outlets it came through, where told.
    pub via: Vec<String>,
    /// Who prints it.
    pub outlets: Vec<String>,
}

/// All origins that stand behind more than one printing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Origins {
    /// In order of name.
    pub groups: Vec<OriginGroup>,
}

/// Disjoint sets; the first member names its set.
#[derive(Clone, Debug)]
pub(super) struct Groups(Vec<usize>);

impl Groups {
    pub(super) fn new(n: usize) -> Self {
        Self((0..n).collect())
    }

    pub(super) fn first(&self, mut i: usize) -> usize {
        while self.0[i] != i {
            i = self.0[i];
        }
        i
    }

    /// Whether they were apart.
    pub(super) fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.first(a), self.first(b));
        let (low, high) = (a.min(b), a.max(b));
        self.0[high] = low;
        low != high
    }
}

/// Groups the votes; sets [`Unit::origin`] and [`Unit::figure_of`].
pub(super) fn group(units: &mut [Unit], copies: &Copies, settings: &Settings) -> Origins {
    let cycle = i32::try_from(settings.news_cycle_hours.div_ceil(24)).unwrap_or(i32::MAX);
    name_utterances(units, cycle);
    let mut groups = Groups::new(units.len());
    let mut reasons: Vec<(usize, usize, String)> = Vec::new();
    let mut by_question: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, u) in units.iter().enumerate() {
        by_question.entry(&u.question).or_default().push(i);
    }
    // Exact figures of an event, by voice: a second shared figure makes a small one telling.
    let mut figures: BTreeMap<(&str, &str), BTreeSet<(String, String)>> = BTreeMap::new();
    for u in units.iter() {
        if let Answered::Number(i) = u.answer {
            let figure = (u.measure.clone() + "/" + &u.subject, i.low().to_string());
            figures.entry((&u.event, &u.voice)).or_default().insert(figure);
        }
    }
    let mut figure_of: Vec<(usize, String)> = Vec::new();
    for of_question in by_question.values() {
        // What each unit can be joined by, so that large questions do not compare all pairs.
        let mut by_stated: BTreeMap<&str, usize> = BTreeMap::new();
        let mut by_text: BTreeMap<(u32, String), usize> = BTreeMap::new();
        let mut by_agency: BTreeMap<(String, String), usize> = BTreeMap::new();
        for &i in of_question {
            let u = &units[i];
            if let Some(stated) = &u.stated_origin {
                let j = *by_stated.entry(stated).or_insert(i);
                if groups.join(i, j) {
                    reasons.push((j, i, "the claims table states it".to_owned()));
                }
            }
            if !u.own_voice {
                continue;
            }
            let answer = u.answer.key();
            for print in &u.prints {
                let j = *by_text.entry((print.text, answer.clone())).or_insert(i);
                if groups.join(i, j) {
                    reasons.push((
                        j,
                        i,
                        format!("{} and {} print the same text", units[j].voice, u.voice),
                    ));
                }
                if let Some(agency) = copies.agency(&print.document) {
                    let j = *by_agency.entry((agency.to_owned(), answer.clone())).or_insert(i);
                    if groups.join(i, j) {
                        reasons.push((
                            j,
                            i,
                            format!("{} and {} credit {agency}", units[j].voice, u.voice),
                        ));
                    }
                }
            }
        }
        same_sentences(units, of_question, settings, &mut groups, &mut reasons);
        for &i in of_question.iter().filter(|&&i| units[i].own_voice || !is_named(&units[i].voice))
        {
            if let Some(j) = figure_source(units, of_question, i, &figures, cycle, settings) {
                if units[i].own_voice {
                    figure_of.push((i, units[j].voice.clone()));
                }
                if groups.join(i, j) {
                    reasons.push((
                        j,
                        i,
                        format!("{} prints {}'s figure as its own", units[i].voice, units[j].voice),
                    ));
                }
            }
        }
    }
    for (i, speaker) in figure_of {
        units[i].figure_of = Some(speaker);
    }
    name_groups(units, &groups, reasons)
}

/// Each voice's answers on one event within a news cycle are one utterance.
fn name_utterances(units: &mut [Unit], cycle: i32) {
    let mut by_voice: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
    for (i, u) in units.iter().enumerate() {
        let event = if u.event.is_empty() { u.question.clone() } else { u.event.clone() };
        by_voice.entry((u.voice.clone(), event)).or_default().push(i);
    }
    for ((voice, event), mut members) in by_voice {
        members.sort_by_key(|&i| (units[i].day, i));
        let mut first: Option<i32> = None;
        for i in members {
            let day = units[i].day;
            first = match (first, day) {
                (Some(f), Some(d)) if d - f <= cycle => Some(f),
                (_, d) => d,
            };
            let when = first.and_then(super::align::date_of);
            let when = when.map_or_else(String::new, |d| format!(", {d}"));
            units[i].origin = format!("{voice}: {event}{when}");
        }
    }
}

/// Joins units whose quoted words are nearly the same in different articles.
fn same_sentences(
    units: &[Unit],
    of_question: &[usize],
    settings: &Settings,
    groups: &mut Groups,
    reasons: &mut Vec<(usize, usize, String)>,
) {
    let mut quotes: Vec<(usize, &str, Vec<u64>)> = Vec::new();
    for &i in of_question {
        for print in &units[i].prints {
            let shingles =
                copies::shingles(&print.quote, settings.sentence_shingle_words, settings.seed);
            // Shorter quotes ("21 civilians died") are alike because the fact is.
            if shingles.len() >= 6 {
                quotes.push((i, &print.document, shingles));
            }
        }
    }
    // Quotes that share no shingle are never compared.
    let mut by_shingle: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for (k, (i, document, shingles)) in quotes.iter().enumerate() {
        let mut met: BTreeSet<usize> = BTreeSet::new();
        for s in shingles {
            let known = by_shingle.entry(*s).or_default();
            // A sentence printed a thousand times is one group after the first few comparisons.
            met.extend(known.iter().take(8));
            known.push(k);
        }
        for other in met {
            let (j, from, theirs) = &quotes[other];
            if j != i
                && from != document
                && containment(shingles, theirs) >= settings.copy_containment.max(0.8)
                && groups.join(*i, *j)
            {
                reasons.push((*j, *i, format!("{from} and {document} have the same sentence")));
            }
        }
    }
}

/// Whether a voice has a name, and is not only described ("insurgents", "a source").
fn is_named(voice: &str) -> bool {
    voice.starts_with(|c: char| c.is_uppercase() || c.is_numeric())
}

/// The speaker whose figure an outlet prints as its own, or lets somebody say whom it does not name,
/// if there is exactly one; a named speaker goes before one only described.
fn figure_source(
    units: &[Unit],
    of_question: &[usize],
    own: usize,
    figures: &BTreeMap<(&str, &str), BTreeSet<(String, String)>>,
    cycle: i32,
    settings: &Settings,
) -> Option<usize> {
    let Answered::Number(mine) = units[own].answer else { return None };
    let near = |a: Option<i32>, b: Option<i32>| match (a, b) {
        // The outlet may print it later than the speaker said it, not much earlier.
        (Some(outlet), Some(speaker)) => (-1..=cycle).contains(&(outlet - speaker)),
        _ => true,
    };
    let same = |&j: &usize| {
        let u = &units[j];
        j != own
            && !u.own_voice
            && near(units[own].day, u.day)
            && matches!(u.answer, Answered::Number(theirs) if theirs.low() == mine.low())
    };
    let all: Vec<usize> = of_question.iter().copied().filter(same).collect();
    let named: Vec<usize> = all.iter().copied().filter(|&j| is_named(&units[j].voice)).collect();
    let may_be_unnamed = units[own].own_voice && named.is_empty();
    let sources = if may_be_unnamed { all } else { named };
    let source = *sources.first()?;
    if sources.len() > 1 {
        return None;
    }
    let empty = BTreeSet::new();
    let of = |i: usize| {
        figures.get(&(units[i].event.as_str(), units[i].voice.as_str())).unwrap_or(&empty)
    };
    let shared = of(own).intersection(of(source)).count();
    (mine.low() >= settings.rare_from || shared >= 2).then_some(source)
}

fn name_groups(
    units: &mut [Unit],
    groups: &Groups,
    reasons: Vec<(usize, usize, String)>,
) -> Origins {
    // A group is named by its speaker's utterance, else by the first in order.
    let mut members: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for i in 0..units.len() {
        members.entry(groups.first(i)).or_default().push(i);
    }
    for group in members.values() {
        let best = group
            .iter()
            .min_by_key(|&&i| (units[i].own_voice, units[i].day, units[i].origin.clone()));
        if let Some(name) = best.map(|&i| units[i].origin.clone()) {
            for &i in group {
                units[i].origin.clone_from(&name);
            }
        }
    }
    let mut named: BTreeMap<&str, OriginGroup> = BTreeMap::new();
    for u in units.iter() {
        let group = named.entry(&u.origin).or_insert_with(|| OriginGroup {
            name: u.origin.clone(),
            members: Vec::new(),
            reasons: Vec::new(),
        });
        let outlets: BTreeSet<String> = u.prints.iter().map(|p| p.outlet.clone()).collect();
        let via: BTreeSet<String> = u.prints.iter().flat_map(|p| p.via.iter().cloned()).collect();
        group.members.push(OriginMember {
            question: u.question.clone(),
            voice: u.voice.clone(),
            via: via.into_iter().collect(),
            outlets: outlets.into_iter().collect(),
        });
    }
    for (a, _, why) in reasons {
        if let Some(group) = named.get_mut(units[a].origin.as_str())
            && !group.reasons.contains(&why)
        {
            group.reasons.push(why);
        }
    }
    let mut groups: Vec<OriginGroup> = named
        .into_values()
        .filter(|g| g.members.len() > 1 || g.members.iter().any(|m| m.outlets.len() > 1))
        .collect();
    for group in &mut groups {
        group.members.sort();
        let voices: BTreeSet<&str> = group.members.iter().map(|m| m.voice.as_str()).collect();
        let outlets: BTreeSet<&str> =
            group.members.iter().flat_map(|m| m.outlets.iter().map(String::as_str)).collect();
        if voices.len() == 1 && outlets.len() > 1 {
            group.reasons.push(format!("one utterance, printed by {} outlets", outlets.len()));
        } else if voices.len() == 1 {
            group.reasons.push("one utterance".to_owned());
        }
        group.reasons.sort();
    }
    Origins { groups }
}
