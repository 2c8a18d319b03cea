//! Articles → claims: each fact of a sentence, given to whoever is said to have stated it.
//!
//! ```text
//! block ─▶ tokens ─▶ sentences ─▶ analysis ─▶ attributions ─▶ speakers
//!                        └─▶ counts, parties, dates, events ──┴─▶ claims
//! ```
//!
//! Extraction never fails: what it cannot use it skips and counts, by reason.

mod kept;
mod scenes;
mod statements;
mod voices;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use jiff::civil::Date;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::attribution::{self, Attribution, Kind, Tone};
use super::event::{EventKinds, Events, Mention as Said, Scene, is_parted, place_key};
use super::hedge;
use super::language::{Analysis, Language};
use super::lexicon::LexiconError;
use super::loaded::{Labels, Mention};
use super::speaker::{self, Asked, Names, Persons, Speaker, Speakers};
use super::value::date::{days, print_period};
use super::value::{
    ACCOUNT, Actions, Count, Measures, Nouns, NumberSettings, Numbers, Part, Party, Preset,
    PresetError, SOME, counts, parties,
};
use super::words::Words;
use super::{AxisSettings, Claim, EventHint, Hedge, Manner, Stance, Update, VoiceSettings};
use crate::corpus::{Article, Block, BlockKind, Span, Token, dateline, sentences, tokenize};
use crate::units::Interval;

use self::kept::Entry;
pub use self::kept::Kept;
pub(in crate::claims) use self::kept::exact;

fn is_account(measure: &str) -> bool {
    ACCOUNT.lines().any(|m| m == measure)
}

/// `persons`, `[numbers]` and `[lexicons]`: how claims are read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Who is scored by name: `role` (persons in a public role), `all`, `none`.
    pub persons: Persons,
    /// How vague numbers are read.
    pub numbers: NumberSettings,
    /// Own word tables in place of the built-in ones.
    pub lexicons: LexiconSettings,
    /// How much is taken from an article.
    pub limits: LimitSettings,
}

/// `[claims]`: how much is taken from an article.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LimitSettings {
    /// Claims kept of one article, the first in the text; what comes after is left out and counted.
    /// No news article comes near it.
    pub max_per_article: usize,
}

impl Default for LimitSettings {
    fn default() -> Self {
        Self { max_per_article: 5000 }
    }
}

/// `[lexicons]`: paths of word tables that replace the built-in ones of `models/`, relative to the
/// working folder.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LexiconSettings {
    /// In place of `quantity_words.csv`: words of the quantity grammar.
    pub quantity_words: Option<PathBuf>,
    /// In place of `nouns.csv`: what can be counted.
    pub nouns: Option<PathBuf>,
    /// In place of `measures.csv`: what is asked of those counted.
    pub measures: Option<PathBuf>,
    /// In place of `actions.csv`: who did what to whom.
    pub actions: Option<PathBuf>,
    /// In place of `events.csv`: kinds of event.
    pub events: Option<PathBuf>,
    /// In place of `loaded.csv`: labels that take sides.
    pub labels: Option<PathBuf>,
}

/// Settings that extraction cannot work with.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum SettingsError {
    /// The preset for vague numbers.
    #[error(transparent)]
    Preset(#[from] PresetError),
    /// A word table.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
}

/// The words that extraction works with, read once.
pub struct Tables {
    numbers: Numbers,
    nouns: Nouns,
    measures: Measures,
    actions: Actions,
    kinds: EventKinds,
    labels: Labels,
}

impl Tables {
    /// Reads the tables that the settings name.
    ///
    /// # Errors
    ///
    /// If the preset is unknown, or a table of the user's cannot be read.
    pub fn new(settings: &Settings) -> Result<Self, SettingsError> {
        let own = &settings.lexicons;
        Ok(Self {
            numbers: Numbers::new(Preset::new(&settings.numbers)?, own.quantity_words.as_ref())?,
            nouns: Nouns::new(own.nouns.as_ref())?,
            measures: Measures::new(own.measures.as_ref())?,
            actions: Actions::new(own.actions.as_ref())?,
            kinds: EventKinds::new(own.events.as_ref())?,
            labels: Labels::new(own.labels.as_ref())?,
        })
    }

    /// The tables of the default settings, read once however often they are asked for.
    fn built_in() -> Result<&'static Self, SettingsError> {
        static TABLES: OnceLock<Result<Tables, SettingsError>> = OnceLock::new();
        TABLES.get_or_init(|| Self::new(&Settings::default())).as_ref().map_err(Clone::clone)
    }

    /// The number grammar, with the preset in force.
    pub fn numbers(&self) -> &Numbers {
        &self.numbers
    }
}

/// What the articles say.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Extraction {
    /// The claims, in order of article and place.
    pub claims: Vec<Claim>,
    /// Uses of labels that take sides.
    pub labels: Vec<Mention>,
    /// Words quoted of each speaker by each article.
    pub quoted: Vec<Quoted>,
    /// With which verbs each article lets each speaker speak.
    pub verbs: Vec<VerbUse>,
    /// What was left out, by reason.
    pub skipped: BTreeMap<Cow<'static, str>, usize>,
}

/// How many words of a speaker an article quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quoted {
    /// The article's name.
    pub document: String,
    /// Who prints them.
    pub outlet: String,
    /// Whose they are.
    pub speaker: String,
    /// How many, in quotation marks.
    pub direct: usize,
    /// How many, in the outlet's words.
    pub indirect: usize,
}

/// One attribution's verb.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerbUse {
    /// The article's name.
    pub document: String,
    /// Who prints it.
    pub outlet: String,
    /// Who is said to speak.
    pub speaker: String,
    /// Whether the verb doubts, endorses or neither.
    pub tone: Tone,
    /// Where the verb stands.
    pub span: Span,
}

/// Extracts the claims of articles.
///
/// Articles are read in parallel and put together in their order, so the result does not depend on
/// the number of threads.
///
/// # Errors
///
/// If the settings name an unknown preset or an unreadable table; never for an article's text.
pub fn extract(
    articles: &[Article],
    settings: &Settings,
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
    language: &Language,
) -> Result<Extraction, SettingsError> {
    extract_keeping(articles, settings, voices, axes, language, None)
}

/// The same, not reading again what was kept of earlier runs: the result is the same. What is to be
/// kept of this one is in `kept` afterwards.
///
/// # Errors
///
/// As for [`extract`].
pub fn extract_keeping(
    articles: &[Article],
    settings: &Settings,
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
    language: &Language,
    kept: Option<&mut Kept>,
) -> Result<Extraction, SettingsError> {
    let default = Settings::default();
    let own;
    let tables = if (&settings.numbers, &settings.lexicons) == (&default.numbers, &default.lexicons)
    {
        Tables::built_in()?
    } else {
        own = Tables::new(settings)?;
        &own
    };
    // Without a key nothing is kept.
    let base = kept.as_ref().and_then(|_| kept::base(settings, voices, axes).ok());
    let keys: Vec<Option<String>> =
        articles.par_iter().map(|a| base.as_ref().map(|b| kept::key(b, a))).collect();
    let had: Vec<Had> = articles
        .par_iter()
        .zip(&keys)
        .map(|(article, key)| {
            let line = kept.as_ref().zip(key.as_ref()).and_then(|(kept, key)| kept.line(key));
            match line.and_then(|line| Entry::of_line(line, article.id)) {
                Some(entry) => Had::Kept(entry),
                None => Had::Read(FirstReading::new(article, language, tables)),
            }
        })
        .collect();
    let places: BTreeSet<&str> = had.iter().flat_map(Had::places).collect();
    let names = had.iter().map(|h| match h {
        Had::Kept(entry) => &entry.names,
        Had::Read(first) => &first.names,
    });
    let speakers = Speakers::new(settings.persons, voices, axes, &outlets_of(articles), names)
        .with_places(&places);
    let limit = settings.limits.max_per_article;
    let parts: Vec<(Extraction, Option<String>)> = articles
        .par_iter()
        .zip(had)
        .zip(&keys)
        .map(|((article, had), key)| {
            let first = match had {
                Had::Kept(entry) if entry.still_holds(&speakers) => return (entry.part, None),
                Had::Kept(_) => FirstReading::new(article, language, tables),
                Had::Read(first) => first,
            };
            first.finish(article, &speakers, tables, limit, key.is_some())
        })
        .collect();
    let (parts, lines): (Vec<Extraction>, Vec<Option<String>>) = parts.into_iter().unzip();
    if let Some(kept) = kept {
        kept.keep(keys.into_iter().zip(lines));
    }
    let mut all = Extraction::default();
    for part in parts {
        all.claims.extend(part.claims);
        all.labels.extend(part.labels);
        all.quoted.extend(part.quoted);
        all.verbs.extend(part.verbs);
        for (reason, n) in part.skipped {
            *all.skipped.entry(reason).or_default() += n;
        }
    }
    spell_places(&mut all.claims);
    Ok(all)
}

/// How each article was read, as text for people: every sentence with tags and heads, every
/// attribution with its spans and the reason for its speaker.
pub fn explain(
    articles: &[Article],
    settings: &Settings,
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
    language: &Language,
) -> Vec<String> {
    let read: Vec<(Read, Names, Vec<Attribution>)> = articles
        .par_iter()
        .map(|a| {
            let read = Read::new(a, language);
            let names = speaker::names(&a.text, &read.tokens);
            let attributions = attribution::attributions(&a.text, &read.analyses, &a.blocks);
            (read, names, attributions)
        })
        .collect();
    let names = read.iter().map(|(_, names, _)| names);
    let speakers = Speakers::new(settings.persons, voices, axes, &outlets_of(articles), names);
    articles
        .par_iter()
        .zip(read)
        .map(|(article, (read, names, attributions))| {
            let reading = Reading::new(article, read, &names, attributions, &speakers);
            super::explain::article(article, &reading)
        })
        .collect()
}

/// An article with who says what in it.
pub(super) struct Reading {
    read: Read,
    /// In text order.
    pub attributions: Vec<Attribution>,
    /// Who speaks in each attribution.
    pub said: Vec<Speaker>,
}

impl Reading {
    /// The analysed sentences, in order.
    pub fn sentences(&self) -> impl Iterator<Item = &Analysis> {
        self.read.analyses.iter()
    }
}

impl Reading {
    /// Finds who says what, with what all articles together say of names.
    fn new(
        article: &Article,
        read: Read,
        names: &Names,
        attributions: Vec<Attribution>,
        speakers: &Speakers,
    ) -> Self {
        let said = speakers.resolve(
            &article.document,
            &article.outlet,
            &article.text,
            &read.tokens,
            names,
            &attributions,
        );
        Self { read, attributions, said }
    }
}

/// The outlets of a corpus, each once.
fn outlets_of(articles: &[Article]) -> Vec<String> {
    let outlets: BTreeSet<&String> = articles.iter().map(|a| &a.outlet).collect();
    outlets.into_iter().cloned().collect()
}

/// What there is of an article before the corpus is known.
enum Had {
    /// A reading of an earlier run, to be looked at again.
    Kept(Entry),
    /// A first reading.
    Read(FirstReading),
}

impl Had {
    /// What the article introduces as places.
    fn places(&self) -> BTreeSet<&str> {
        match self {
            Self::Kept(entry) => entry.places.iter().map(String::as_str).collect(),
            Self::Read(first) => scenes::introduced(&first.scenes),
        }
    }
}

/// What an article says by its own words alone.
struct FirstReading {
    /// Without the analyses: they are large, and what attributions need of them is known.
    read: Read,
    names: Names,
    attributions: Vec<Attribution>,
    /// A scene a sentence.
    scenes: Vec<Scene>,
}

impl FirstReading {
    fn new(article: &Article, language: &Language, tables: &Tables) -> Self {
        let mut read = Read::new(article, language);
        let names = speaker::names(&article.text, &read.tokens);
        let attributions =
            attribution::attributions(&article.text, &read.analyses, &article.blocks);
        read.analyses = Vec::new();
        let scenes = scenes::of_article(article, &read, tables);
        Self { read, names, attributions, scenes }
    }

    /// What it says, now that the corpus is known; and where that is to be kept, as a line.
    fn finish(
        self,
        article: &Article,
        speakers: &Speakers,
        tables: &Tables,
        max_claims: usize,
        keep: bool,
    ) -> (Extraction, Option<String>) {
        let Self { read, names, attributions, scenes } = self;
        let asked = Arc::new(Asked::default());
        let noting = if keep { speakers.noting(&asked) } else { speakers.clone() };
        let reading = Reading::new(article, read, &names, attributions, &noting);
        let with_places = scenes::with_known_places(article, &reading.read, &scenes, &noting);
        let mut part = Assembly::new(article, &reading, &noting, tables).run(with_places);
        let beyond = part.claims.len().saturating_sub(max_claims);
        if beyond > 0 {
            part.claims.truncate(max_claims);
            part.skipped.insert("claim beyond the most of an article".into(), beyond);
        }
        drop(noting);
        match Arc::into_inner(asked).filter(|_| keep) {
            None => (part, None),
            Some(asked) => {
                let entry = Entry::new(names, scenes::introduced(&scenes), asked, part);
                let line = entry.to_line();
                (entry.part, line)
            }
        }
    }
}

/// One article's body, tokens and sentences.
struct Read {
    tokens: Vec<Token>,
    analyses: Vec<Analysis>,
    /// Ranges of `tokens`, one a sentence.
    sentences: Vec<Range<usize>>,
    /// The kind of block each sentence stands in.
    kinds: Vec<BlockKind>,
    skipped: BTreeMap<Cow<'static, str>, usize>,
}

/// Longer sentences are no sentences (tables, lists, text without stops), and trees of them would
/// cost more than they tell.
const LONGEST_SENTENCE: usize = 400;

impl Read {
    fn new(article: &Article, language: &Language) -> Self {
        let text = &article.text;
        let mut read = Self {
            tokens: Vec::new(),
            analyses: Vec::new(),
            sentences: Vec::new(),
            kinds: Vec::new(),
            skipped: BTreeMap::new(),
        };
        let lines;
        let blocks: &[Block] = if article.blocks.is_empty() {
            lines = by_line(text);
            &lines
        } else {
            &article.blocks
        };
        for block in blocks {
            if !block.kind.is_body() {
                *read.skipped.entry(reason(block.kind).into()).or_default() += 1;
                continue;
            }
            let tokens = tokenize(text, block.span);
            let base = read.tokens.len();
            for sentence in sentences(text, &tokens) {
                if sentence.len() > LONGEST_SENTENCE {
                    *read.skipped.entry("sentence of more than 400 words".into()).or_default() += 1;
                    continue;
                }
                let skip = dateline(text, &tokens[sentence.clone()]);
                let sentence = sentence.start + skip..sentence.end;
                let part = &tokens[sentence.clone()];
                read.analyses.push(language.analyse(text, part));
                read.sentences.push(base + sentence.start..base + sentence.end);
                read.kinds.push(block.kind);
            }
            read.tokens.extend(tokens);
        }
        read
    }
}

fn reason(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Caption => "block: caption",
        BlockKind::Credit => "block: credit line",
        BlockKind::Teaser => "block: teaser of another article",
        BlockKind::Repeated => "block: repeated text",
        _ => "block: page furniture",
    }
}

/// A text without blocks: each line is a paragraph.
fn by_line(text: &str) -> Vec<Block> {
    let mut at = 0;
    text.split_inclusive('\n')
        .filter_map(|line| {
            let span = Span::new(at, at + line.len()).trim(text);
            at += line.len();
            (!span.is_empty()).then_some(Block { span, kind: BlockKind::Paragraph })
        })
        .collect()
}

/// Turns one article's facts into claims.
struct Assembly<'a> {
    article: &'a Article,
    read: &'a Read,
    attributions: &'a [Attribution],
    said: &'a [Speaker],
    speakers: &'a Speakers,
    tables: &'a Tables,
    out: Extraction,
    /// By attribution: which pieces of its content carry a claim.
    carried: Vec<Vec<bool>>,
    /// By claim: the event it is about.
    events: Vec<usize>,
    /// By sentence: the attributions whose cue or content lies in it, wholly or in part.
    by_sentence: Vec<Vec<usize>>,
    /// By attribution: those nested in it.
    nested: Vec<Vec<usize>>,
    /// What each sentence says of its event.
    scenes: Vec<Scene>,
    /// By sentence: the event that it leaves the reader with.
    sentence_events: Vec<usize>,
    /// Facts that speakers stated, with the speaker: what "the report" may stand for.
    facts: Vec<(String, Fact)>,
    /// By voice: the event in which the article first told of its losses.
    losses: BTreeMap<String, usize>,
    /// The sentence that last told of all that happened since some day, and what it said of it.
    to_date: Option<(usize, Said)>,
    /// The attribution that last carried a number, with the number's event and paragraph.
    spoke: Option<(usize, usize, Option<usize>)>,
}

/// A fact before it is given to its speakers.
#[derive(Clone)]
struct Fact {
    content: Span,
    /// What decides who said it.
    core: Span,
    measure: String,
    subject: String,
    value: Option<Interval>,
    label: Option<String>,
    update: Update,
    hedge: Hedge,
    event: usize,
    place: Option<String>,
}

impl<'a> Assembly<'a> {
    fn new(
        article: &'a Article,
        reading: &'a Reading,
        speakers: &'a Speakers,
        tables: &'a Tables,
    ) -> Self {
        let Reading { read, attributions, said } = reading;
        let out = Extraction { skipped: read.skipped.clone(), ..Extraction::default() };
        let mut assembly = Self {
            article,
            read,
            attributions,
            said,
            speakers,
            tables,
            out,
            carried: attributions.iter().map(|a| vec![false; a.content.len()]).collect(),
            events: Vec::new(),
            by_sentence: vec![Vec::new(); read.sentences.len()],
            nested: vec![Vec::new(); attributions.len()],
            scenes: Vec::new(),
            sentence_events: Vec::new(),
            facts: Vec::new(),
            losses: BTreeMap::new(),
            to_date: None,
            spoke: None,
        };
        for (i, a) in attributions.iter().enumerate() {
            for part in a.content.iter().chain(a.cue.iter()) {
                let first = assembly.sentence_number(*part);
                for s in first..read.sentences.len() {
                    if s > first && read.tokens[read.sentences[s].start].span.start() >= part.end()
                    {
                        break;
                    }
                    let list = &mut assembly.by_sentence[s];
                    if list.last() != Some(&i) {
                        list.push(i);
                    }
                }
            }
            if let Some(parent) = a.parent.filter(|p| *p < attributions.len()) {
                assembly.nested[parent].push(i);
            }
        }
        assembly
    }

    fn run(mut self, mut scenes: Vec<Scene>) -> Extraction {
        self.drop_utterance_dates(&mut scenes);
        let mut events = Events::new(self.main_event(&scenes), self.article.published);
        self.scenes = scenes;
        for i in 0..self.scenes.len() {
            let scene = self.scenes[i].clone();
            self.sentence(i, &scene, &mut events);
            self.sentence_events.push(events.current());
        }
        self.statements(&mut events);
        for (claim, &event) in self.out.claims.iter_mut().zip(&self.events) {
            let participants = std::mem::take(&mut claim.hint.participants);
            claim.hint = EventHint { participants, ..events.hint(event) };
            claim.event_date = claim.hint.dates;
            if let Some(place) = claim.place.clone() {
                claim.hint.place = Some(place);
            } else {
                claim.place.clone_from(&claim.hint.place);
            }
        }
        self.drop_groups();
        self.voices();
        let mut order: Vec<usize> = (0..self.out.claims.len()).collect();
        order.sort_by_key(|&i| (self.out.claims[i].content, i));
        self.out.claims = order.into_iter().map(|i| self.out.claims[i].clone()).collect();
        self.out
    }

    /// The day somebody spoke ("said on Monday that …") is not the day of what they spoke of.
    fn drop_utterance_dates(&self, scenes: &mut [Scene]) {
        for (i, (range, scene)) in self.read.sentences.iter().zip(scenes).enumerate() {
            if scene.dates.is_empty() {
                continue;
            }
            let words = Words::new(&self.article.text, &self.read.tokens[range.clone()]);
            let whole = words.span(0, words.len());
            let here = || self.by_sentence[i].iter().map(|&a| &self.attributions[a]);
            let cues: Vec<Range<usize>> = here()
                .filter(|a| a.kind == Kind::Speech && a.source.is_some() && !a.content.is_empty())
                .filter_map(|a| a.cue.filter(|c| whole.contains(*c)))
                .map(|c| words.at(c.start())..words.at(c.end().saturating_sub(1)) + 1)
                .collect();
            let mut told = None;
            scene.dates.retain(|d| {
                let span = words.span(d.words.start, d.words.end);
                let of_speech = cues.iter().any(|cue| {
                    let between = d.words.end.min(cue.end)..d.words.start.max(cue.start);
                    !is_parted(&words, between, &scene.kinds)
                });
                // people speak on a day, not over days
                let of_speech = of_speech && !d.is_days();
                let kept = !of_speech || here().any(|a| a.content.iter().any(|c| c.overlaps(span)));
                if !kept && d.first == d.last {
                    told = Some(d.last);
                }
                kept
            });
            scene.told = told;
        }
    }

    /// What the title and the first sentences say of the article's main event.
    fn main_event(&self, scenes: &[Scene]) -> Said {
        let text = &self.article.text;
        let mut main = Said::default();
        let recent = |d: &(Date, Date)| match self.article.published {
            Some(p) => d.0 <= p && d.1.until(p).is_ok_and(|s| s.get_days() <= 12),
            None => true,
        };
        for (range, scene) in self.read.sentences.iter().zip(scenes).take(6) {
            let words = Words::new(text, &self.read.tokens[range.clone()]);
            let lead = scene.lead(&words);
            main.kind = main.kind.or(lead.kind);
            // a day counts for the main event where the words beside it speak of that kind
            main.dates =
                main.dates.or_else(|| scene.day_of(&words, main.kind.as_ref(), |d| recent(&d)));
            if main.place.is_none() {
                main.place = lead.place;
                main.beside = lead.beside;
            }
        }
        main
    }

    fn sentence(&mut self, i: usize, scene: &Scene, events: &mut Events) {
        let text = &self.article.text;
        let words = Words::new(text, &self.read.tokens[self.read.sentences[i].clone()]);
        let t = self.tables;
        for u in t.labels.find(&words, &t.nouns) {
            self.label(u);
        }
        let mut first = None;
        let counts = counts(&words, &t.numbers, &t.nouns, &t.measures);
        // what one verb counts is of one event
        let mut last: Option<(Range<usize>, usize)> = None;
        for c in &counts {
            let mut said = scene.near(&words, &c.trigger);
            if c.update == Update::ToDate
                && let (Some(first), Some(last)) =
                    (scene.since(c.words.start), self.article.published)
            {
                // all that happened since then is not what the sentences around it are about
                said.dates = Some((first.min(last), last));
                let event = events.period(&said);
                self.to_date = Some((i, said.clone()));
                let fact = self.count(&words, c, event, &said);
                self.assert(fact);
                continue;
            }
            // "X died since May, the ministry says. The army says it has killed Y": of the same time
            let perfect = (c.trigger.start.saturating_sub(3)..c.trigger.start)
                .any(|j| matches!(words.get(j), "has" | "have"));
            if let Some((at, since)) = &self.to_date
                && perfect
                && at + 1 >= i
                && said.dates.is_none()
                && said.kind.is_none()
            {
                let since = since.clone();
                let event = events.period(&since);
                let fact = self.count(&words, c, event, &since);
                self.assert(fact);
                continue;
            }
            let group = self.group_of(c);
            // a group's losses go on where the article first told of them
            let known = group.as_ref().and_then(|g| self.losses.get(g).copied());
            let event = match (&last, known) {
                (Some((trigger, event)), _) if *trigger == c.trigger => *event,
                (_, Some(event)) if said.kind.is_none() && said.dates.is_none() => event,
                _ => events.locate(&said),
            };
            last = Some((c.trigger.clone(), event));
            if let Some(group) = group {
                if said.dates.is_some() {
                    self.losses.insert(group, event);
                } else {
                    self.losses.entry(group).or_insert(event);
                }
            }
            first.get_or_insert(event);
            let fact = self.count(&words, c, event, &said);
            self.assert(fact);
        }
        let attack = |j: usize| scene.kinds.iter().any(|(r, k)| r.contains(&j) && k.is_violent());
        for p in parties(&words, &t.nouns, &t.actions, attack) {
            let said = scene.near(&words, &(p.verb..p.verb + 1));
            let event = events.locate(&said);
            first.get_or_insert(event);
            let kind = events.hint(event).kind;
            for fact in self.party(&words, &p, event, &said, kind.as_deref()) {
                self.assert(fact);
            }
        }
        // a day that the sentence gives to its event is a claim of its own
        if let Some(event) = first {
            let mut given: Vec<(Date, Date)> = Vec::new();
            for d in &scene.dates {
                let short = d.first.until(d.last).is_ok_and(|s| s.get_days() <= 14);
                if d.bound || !short || given.contains(&(d.first, d.last)) {
                    continue;
                }
                given.push((d.first, d.last));
                let about = self.event_of(&words, scene, d, event, events);
                let kind = events.hint(about).kind;
                let span = words.span(d.words.start, d.words.end);
                self.assert(Fact {
                    content: span,
                    core: span,
                    measure: "date".to_owned(),
                    subject: kind.unwrap_or_else(|| "event".to_owned()),
                    value: days(d.first, d.last),
                    label: Some(print_period(d.first, d.last)),
                    update: Update::Plain,
                    hedge: Hedge::None,
                    event: about,
                    place: None,
                });
            }
        }
        let led = scene.lead(&words);
        let recent = led.dates.is_none_or(|(a, b)| a.until(b).is_ok_and(|s| s.get_days() < 60));
        match first {
            Some(event) => events.go_on(event),
            None if (led.dates.is_some() && recent) || led.kind.is_some() => {
                let event = events.locate(&led);
                events.go_on(event);
            }
            None => {}
        }
    }

    /// The voice that a count's losses are of: "Wagner fighters" are Wagner's.
    fn group_of(&self, c: &Count) -> Option<String> {
        let subject = c.subject.as_deref().filter(|_| is_account(&c.measure))?;
        let owner = || self.speakers.canonical(subject.rsplit_once(' ')?.0);
        Some(self.speakers.canonical(subject).or_else(owner)?.name)
    }

    fn event_of(
        &self,
        words: &Words<'_>,
        scene: &Scene,
        d: &super::value::DateMention,
        event: usize,
        events: &mut Events,
    ) -> usize {
        let mut said = scene.near(words, &d.words);
        said.dates = Some((d.first, d.last));
        if said.kind.is_none() { event } else { events.locate(&said) }
    }

    fn count(&self, words: &Words<'_>, c: &Count, event: usize, said: &Said) -> Fact {
        let subject = c.subject.clone().unwrap_or_else(|| {
            let things = matches!(&*c.measure, "destroyed" | "damaged");
            if things { "things" } else { "people" }.to_owned()
        });
        Fact {
            content: words.span(c.words.start, c.words.end),
            core: words.span(c.counted.start, c.counted.end),
            measure: c.measure.clone(),
            subject,
            value: c.value,
            label: c.label.clone(),
            update: c.update,
            hedge: self.local_hedge(words, c.trigger.start.min(c.counted.start)),
            event,
            place: said.place.clone(),
        }
    }

    fn party(
        &self,
        words: &Words<'_>,
        p: &Party,
        event: usize,
        said: &Said,
        kind: Option<&str>,
    ) -> Vec<Fact> {
        let labels: Vec<String> = match p.part {
            Part::Target => vec![p.label.clone()],
            // several perpetrators are several answers
            Part::Perpetrator => p
                .label
                .split(" and ")
                .map(|name| {
                    let name = name.trim().trim_start_matches("the ");
                    // "the army of neighbouring Chad" is the army of Chad
                    let plain: Vec<&str> = name
                        .split_whitespace()
                        .filter(|w| !matches!(*w, "neighboring" | "neighbouring" | "nearby"))
                        .collect();
                    let known = self.speakers.canonical(&plain.join(" "));
                    known.map_or_else(|| name.to_owned(), |v| v.name)
                })
                .collect(),
        };
        let measure = match p.part {
            Part::Target => "target",
            Part::Perpetrator => "perpetrator",
        };
        // a disease or a flood kills too, but nobody is blamed
        let blamed = |l: &str| p.part == Part::Target || !self.tables.kinds.names(l);
        labels
            .into_iter()
            .filter(|l| !l.is_empty() && blamed(l))
            .map(|label| Fact {
                content: words.span(p.words.start, p.words.end),
                core: words.span(p.phrase.start, p.phrase.end),
                measure: measure.to_owned(),
                subject: kind.unwrap_or("attack").to_owned(),
                value: None,
                label: Some(label),
                update: Update::Plain,
                hedge: self.local_hedge(words, p.verb),
                event,
                place: said.place.clone(),
            })
            .collect()
    }

    /// The hedges of the eight words before a fact, within its clause.
    fn local_hedge(&self, words: &Words<'_>, at: usize) -> Hedge {
        let from = (at.saturating_sub(8)..at)
            .rev()
            .find(|&j| matches!(words.get(j), ";" | ":" | "that" | "but" | "while"))
            .map_or(at.saturating_sub(8), |j| j + 1);
        hedge::of_words((from..at).map(|j| words.get(j)))
    }

    /// The innermost attribution whose content holds a place of the text.
    fn attribution(&self, core: Span) -> Option<usize> {
        let holds = |a: &Attribution| a.content.iter().any(|c| c.contains(core));
        let touches = |a: &Attribution| a.content.iter().any(|c| c.overlaps(core));
        let size = |i: &usize| self.attributions[*i].content.iter().map(|c| c.len()).sum::<usize>();
        let here = self.by_sentence.get(self.sentence_number(core))?;
        let near = |f: &dyn Fn(&Attribution) -> bool| {
            here.iter().copied().filter(|&i| f(&self.attributions[i])).min_by_key(size)
        };
        near(&holds).or_else(|| near(&touches))
    }

    /// The sentence that holds a place, or the first one after it.
    fn sentence_number(&self, at: Span) -> usize {
        self.read
            .sentences
            .partition_point(|r| self.read.tokens[r.end - 1].span.end() <= at.start())
    }

    /// Gives a fact to its speakers.
    fn assert(&mut self, fact: Fact) {
        let at = self.attribution(fact.core).map(|i| (i, false));
        let Some((i, goes_on)) = at.or_else(|| Some((self.going_on(&fact)?, true))) else {
            self.push(&fact, None, false, &self.article.outlet.clone(), Vec::new());
            return;
        };
        let a = &self.attributions[i];
        if a.kind == Kind::Mental {
            *self.out.skipped.entry("fact inside a hope, plan or belief".into()).or_default() += 1;
            return;
        }
        self.carry(i, fact.core);
        let i = self.speaking(i);
        self.carry(i, fact.core);
        let speaker = &self.said[i];
        let (name, via) = if speaker.voices.is_empty() {
            (self.article.outlet.clone(), Vec::new())
        } else {
            (speaker.name(), speaker.via.clone())
        };
        if fact.value.is_some() && is_account(&fact.measure) && !speaker.voices.is_empty() {
            self.spoke = Some((i, fact.event, self.paragraph(fact.core)));
        }
        self.push(&fact, Some(i), goes_on, &name, via);
        self.facts.push((name, fact));
    }

    /// The attribution that a number in an unattributed sentence goes on with: reporters name the
    /// speaker once and go on with the account ("The mayor said that … . Nine more were wounded.").
    /// Only within a paragraph, about the same event, and where nobody else speaks in the sentence.
    fn going_on(&self, fact: &Fact) -> Option<usize> {
        let (i, event, paragraph) = self.spoke?;
        let here = self.paragraph(fact.core);
        let sentence = self.sentence_number(fact.core);
        let others = self.by_sentence.get(sentence)?.iter().any(|&other| {
            other != i
                && self.attributions[other].kind != Kind::Mental
                && self.attributions[other].source.is_some()
        });
        (fact.value.is_some()
            && is_account(&fact.measure)
            && event == fact.event
            && paragraph.is_some()
            && paragraph == here
            && !others)
            .then_some(i)
    }

    /// Marks the piece of an attribution's content that a fact stands in.
    fn carry(&mut self, i: usize, core: Span) {
        for (piece, carried) in self.attributions[i].content.iter().zip(&mut self.carried[i]) {
            *carried |= piece.overlaps(core);
        }
    }

    /// The block that a span lies in.
    fn paragraph(&self, span: Span) -> Option<usize> {
        self.article.blocks.iter().position(|b| b.span.contains(span))
    }

    /// The attribution itself, or where it names nobody ("adding that …") the one it is part of.
    fn speaking(&self, i: usize) -> usize {
        let mut at = i;
        while self.said[at].voices.is_empty()
            && self.attributions[at].manner != Manner::Own
            && let Some(parent) =
                self.attributions[at].parent.filter(|p| *p < self.said.len() && *p != at)
        {
            at = parent;
            if at == i {
                break;
            }
        }
        if self.said[at].voices.is_empty() { i } else { at }
    }

    /// `goes_on`: the speaker was named in an earlier sentence.
    fn push(
        &mut self,
        fact: &Fact,
        at: Option<usize>,
        goes_on: bool,
        speaker: &str,
        via: Vec<String>,
    ) {
        let a = at.map(|i| &self.attributions[i]);
        let own = a.is_none_or(|a| a.source.is_none()) && speaker == self.article.outlet;
        let text = &self.article.text;
        // the content, as far as the speaker's words go
        let piece = a.and_then(|a| a.content.iter().find(|c| c.overlaps(fact.core)).copied());
        let content = piece.map_or(fact.content, |c| {
            let start = fact.content.start().max(c.start());
            let end = fact.content.end().min(c.end());
            if start < end { Span::new(start, end) } else { fact.content }
        });
        let claim = Claim {
            article: Some(self.article.id),
            document: self.article.document.clone(),
            content,
            outlet: self.article.outlet.clone(),
            published: self.article.published,
            speaker: speaker.to_owned(),
            via,
            manner: match a {
                Some(_) if goes_on => Manner::Indirect,
                Some(a) if !own => a.manner,
                _ => Manner::Own,
            },
            stance: a.filter(|_| !goes_on).map_or(Stance::Asserts, |a| a.stance),
            hedge: a.map_or(Hedge::None, |a| a.hedge).max(fact.hedge),
            event: String::new(),
            event_date: None,
            place: fact.place.clone(),
            measure: fact.measure.clone(),
            subject: fact.subject.clone(),
            value: fact.value,
            label: fact.label.clone(),
            favours: None,
            origin: None,
            quote: quote(text, content),
            attributed: piece.filter(|p| *p != content),
            speaker_span: a.and_then(|a| a.source),
            cue_span: a.and_then(|a| a.cue),
            hint: EventHint { participants: self.participants(fact), ..EventHint::default() },
            update: fact.update,
        };
        // the same answer twice in one place (an apposition) is one claim
        let twice = self.out.claims.iter().rev().take(8).any(|c| {
            c.speaker == claim.speaker
                && c.measure == claim.measure
                && c.subject == claim.subject
                && c.value == claim.value
                && c.label == claim.label
                && c.content.overlaps(claim.content)
        });
        if twice {
            *self.out.skipped.entry("claim repeated in one place".into()).or_default() += 1;
            return;
        }
        self.out.claims.push(claim);
        self.events.push(fact.event);
    }

    /// Groups that the fact names, by canonical name.
    fn participants(&self, fact: &Fact) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        let named = match &*fact.measure {
            "perpetrator" => fact.label.as_deref(),
            _ => Some(&*fact.subject),
        };
        if let Some(voice) = named.and_then(|n| self.speakers.canonical(n)) {
            names.push(voice.name);
        }
        names.sort();
        names.dedup();
        names
    }

    /// The words of the sentence that holds a place, with the sentence's number.
    fn sentence_at(&self, at: Span) -> Option<(Words<'a>, usize)> {
        let i = self.sentence_number(at);
        let range = self.read.sentences.get(i)?;
        Some((Words::new(&self.article.text, &self.read.tokens[range.clone()]), i))
    }

    /// The event that the words of a place speak of.
    fn event_at(&self, at: Span, events: &mut Events) -> usize {
        let Some((words, i)) = self.sentence_at(at) else { return events.current() };
        let from = words.at(at.start());
        let to = words.at(at.end().saturating_sub(1)) + 1;
        let said = self.scenes[i].within(from..to);
        if said.kind.is_none() && said.dates.is_none() {
            // what the sentence before was about
            return self.sentence_events.get(i).copied().unwrap_or_else(|| events.current());
        }
        // from where the sentence stands, not from the end of the article
        if let Some(&event) = self.sentence_events.get(i) {
            events.go_on(event);
        }
        events.locate(&said)
    }

    /// That people were killed says nothing where the article also says how many.
    fn drop_groups(&mut self) {
        let is_group = |c: &Claim| c.value.is_some() && c.label.as_deref() == Some(SOME);
        let numbered: BTreeSet<String> = self
            .out
            .claims
            .iter()
            .filter(|c| c.value.is_some() && !is_group(c))
            .map(|c| c.measure.clone())
            .collect();
        self.out.claims.retain(|c| !(is_group(c) && numbered.contains(&c.measure)));
    }
}

/// Longest quotation kept with a claim, in bytes; the span says where the rest is.
const LONGEST_QUOTE: usize = 400;

/// The words of a span on one line.
fn quote(text: &str, span: Span) -> String {
    let mut words = span.of(text).split_whitespace().collect::<Vec<_>>().join(" ");
    if words.len() > LONGEST_QUOTE {
        let end = (0..=LONGEST_QUOTE).rev().find(|&i| words.is_char_boundary(i)).unwrap_or(0);
        words.truncate(end);
        words.push('…');
    }
    words
}

/// One spelling for each place: the most frequent of those with its key, the first of equals.
fn spell_places(claims: &mut [Claim]) {
    let mut spellings: BTreeMap<String, BTreeMap<String, usize>> = BTreeMap::new();
    for place in claims.iter().filter_map(|c| c.place.as_ref()) {
        *spellings.entry(place_key(place)).or_default().entry(place.clone()).or_default() += 1;
    }
    let best = |key: &str| {
        let of_key = spellings.get(key)?;
        of_key.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map(|(name, _)| name.clone())
    };
    for claim in claims.iter_mut() {
        if let Some(name) = claim.place.as_deref().and_then(|p| best(&place_key(p))) {
            claim.place = Some(name.clone());
            claim.hint.place = Some(name);
        }
    }
}
