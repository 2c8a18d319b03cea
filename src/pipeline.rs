//! The stages in order.
//!
//! ```text
//! find ─▶ read ─▶ extract ─▶ align ─▶ believe ─▶ score
//! ```

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::claims::language::Language;
use crate::claims::loaded::Charge;
use crate::claims::{self, Claim, Extraction, Kept};
use crate::consensus::{self, Consensus, Known, UnknownMethod};
use crate::corpus::{self, Corpus, Inputs};
use crate::ledger::{self, Aligned, Copies, Kind, Ledger, Overrides, Place, Role};
use crate::report::{self, RunFacts};
use crate::scores::{self, ArticleInfo, LabelMention, Printing, QuotedWords, Scores, VerbClass};
use crate::settings::Settings;

/// A stage could not do its work.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// A ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// A claims table could not be read.
    #[error(transparent)]
    Claims(#[from] claims::table::TableError),
    /// A file could not be opened.
    #[error("{path}: {source}")]
    Io {
        /// Which.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The settings name a table or preset that cannot be used.
    #[error(transparent)]
    Settings(#[from] claims::SettingsError),
    /// The settings name no consensus method.
    #[error("consensus.method: {0}")]
    Method(#[from] UnknownMethod),
    /// Tables and articles cannot be mixed.
    #[error(
        "{ledger}: a ledger cannot be mixed with articles or claims tables; align those first with `corroborate ledger`, then name both ledgers"
    )]
    Mixed {
        /// The ledger named.
        ledger: PathBuf,
    },
}

/// What came of the inputs before any judgement.
#[derive(Debug, Default)]
pub struct Gathered {
    /// The articles read.
    pub corpus: Corpus,
    /// The claims found, or read from tables; empty for ledgers.
    pub claims: Vec<Claim>,
    /// All votes.
    pub ledger: Ledger,
    /// What else alignment found; empty for ledgers.
    pub aligned: Aligned,
    /// What extraction found beside claims.
    pub extraction: Extraction,
    /// What the user should know of the reading.
    pub notes: Vec<String>,
    /// Questions whose answer is known from outside the votes: claims of trusted voices, and what
    /// an answer key adds.
    pub known: Known,
}

/// Beliefs and scores, with all that they rest on.
pub struct Run {
    /// Articles, claims and votes.
    pub gathered: Gathered,
    /// What is believed.
    pub consensus: Consensus,
    /// What each voice has shown itself to be.
    pub scores: Scores,
    /// Who ran what on what.
    pub facts: RunFacts,
}

/// Inputs → claims → votes.
///
/// # Errors
///
/// If a table is broken, ledgers are mixed with articles, or a lexicon of the settings cannot be
/// read. Never for an article: those are skipped and counted.
pub fn gather(
    inputs: &Inputs,
    kind: Option<Kind>,
    settings: &Settings,
) -> Result<Gathered, PipelineError> {
    gather_keeping(inputs, kind, settings, None)
}

/// The same, not reading again articles of which a reading was kept: nothing else comes out. What is
/// to be kept of this run is in `kept` afterwards.
///
/// # Errors
///
/// As for [`gather`].
pub fn gather_keeping(
    inputs: &Inputs,
    kind: Option<Kind>,
    settings: &Settings,
    kept: Option<&mut Kept>,
) -> Result<Gathered, PipelineError> {
    if let Some(path) = inputs.ledgers.first() {
        if !inputs.articles.is_empty() || !inputs.claims.is_empty() {
            return Err(PipelineError::Mixed { ledger: path.clone() });
        }
        let (mut ledger, report) = ledger::read(&inputs.ledgers, kind, &settings.ledger)?;
        let mut notes = report.warnings;
        if let Some(path) = &settings.ledger.overrides {
            let (changed, unmatched) = overrides(path)?.apply(&ledger);
            ledger = changed;
            notes.extend(unmatched);
        }
        let known = trusted(&ledger, settings);
        return Ok(Gathered { ledger, notes, known, ..Gathered::default() });
    }
    let corpus = corpus::read(&inputs.articles, &settings.corpus);
    let mut extraction = extract(&corpus, settings, kept)?;
    let mut claims = std::mem::take(&mut extraction.claims);
    let mut tables = Vec::new();
    for path in &inputs.claims {
        tables.extend(claims_table(path, settings)?);
    }
    // Rows may stand in any order; those of one place are told apart by all that they hold.
    tables.sort_by(|a, b| {
        let place = |c: &Claim| (c.content.start(), c.content.end());
        let by_place = a.document.cmp(&b.document).then_with(|| place(a).cmp(&place(b)));
        by_place.then_with(|| format!("{a:?}").cmp(&format!("{b:?}")))
    });
    claims.extend(tables);
    let copies = Copies::find(&corpus.articles, &settings.ledger);
    let mut aligned =
        ledger::align(&mut claims, &copies, &settings.ledger, &settings.voice, &settings.axis);
    let notes = match &settings.ledger.overrides {
        Some(path) => aligned.apply(&overrides(path)?),
        None => Vec::new(),
    };
    let ledger = std::mem::take(&mut aligned.ledger);
    let known = trusted(&ledger, settings);
    Ok(Gathered { corpus, claims, ledger, aligned, extraction, notes, known })
}

/// What the voices that the settings trust claim.
fn trusted(ledger: &Ledger, settings: &Settings) -> Known {
    let mut known = Known::default();
    let names = settings.voice.iter().filter(|v| v.trusted);
    let voices: Vec<_> = names.filter_map(|v| ledger.voices().find(&v.name)).collect();
    known.trust(ledger, &voices);
    known
}

/// Articles → claims, not yet aligned. With `kept`, no article is read again of which a reading was kept.
///
/// # Errors
///
/// If the settings name an unknown preset or an unreadable table.
pub fn extract(
    corpus: &Corpus,
    settings: &Settings,
    kept: Option<&mut Kept>,
) -> Result<Extraction, PipelineError> {
    Ok(claims::extract_keeping(
        &corpus.articles,
        &settings.claims(),
        &settings.voice,
        &settings.axis,
        Language::embedded(),
        kept,
    )?)
}

/// How each article was read, as text for people; see [`claims::explain`].
pub fn explain(corpus: &Corpus, settings: &Settings) -> Vec<String> {
    claims::explain(
        &corpus.articles,
        &settings.claims(),
        &settings.voice,
        &settings.axis,
        Language::embedded(),
    )
}

fn claims_table(path: &Path, settings: &Settings) -> Result<Vec<Claim>, PipelineError> {
    let shown = path.display().to_string();
    let file = corpus::open_table(path, &settings.corpus)
        .map_err(|source| PipelineError::Io { path: shown.clone(), source })?;
    Ok(claims::table::read(&shown, file)?)
}

fn overrides(path: &Path) -> Result<Overrides, PipelineError> {
    let shown = path.display().to_string();
    let file =
        corpus::open(path).map_err(|source| PipelineError::Io { path: shown.clone(), source })?;
    Ok(Overrides::read(&shown, file)?)
}

/// Votes → beliefs, by the method that the settings name; what is known is put where it is.
///
/// # Errors
///
/// If there is no such method.
pub fn believe(gathered: &Gathered, settings: &Settings) -> Result<Consensus, PipelineError> {
    let ledger = &gathered.ledger;
    let consensus = consensus::run(&settings.consensus.method, ledger, &settings.consensus)?;
    Ok(gathered.known.pin(ledger, consensus))
}

/// Votes → beliefs → scores.
///
/// # Errors
///
/// If the settings name no consensus method.
pub fn score(gathered: Gathered, settings: &Settings) -> Result<Run, PipelineError> {
    let (consensus, scores) = rescore(&gathered, settings)?;
    let facts = facts(&gathered, settings);
    Ok(Run { gathered, consensus, scores, facts })
}

/// The same for votes that others go on using.
///
/// # Errors
///
/// If the settings name no consensus method.
pub fn rescore(
    gathered: &Gathered,
    settings: &Settings,
) -> Result<(Consensus, Scores), PipelineError> {
    let consensus = believe(gathered, settings)?;
    let beside = Beside::of(gathered);
    let inputs = scores::Inputs {
        axes: &settings.axis,
        voices: &settings.voice,
        articles: &beside.articles,
        printings: &beside.printings,
        labels: &beside.labels,
        quotes: &beside.quotes,
        verbs: &beside.verbs,
        favours: &gathered.aligned.favours,
    };
    let scores = scores::score(&gathered.ledger, &consensus, &inputs, &settings.scores());
    Ok((consensus, scores))
}

/// What the scores read beside votes and beliefs.
#[derive(Default)]
struct Beside {
    articles: Vec<ArticleInfo>,
    printings: Vec<Printing>,
    labels: Vec<LabelMention>,
    quotes: Vec<QuotedWords>,
    verbs: Vec<scores::VerbUse>,
}

impl Beside {
    fn of(gathered: &Gathered) -> Self {
        let texts: BTreeMap<&str, &str> = gathered
            .corpus
            .articles
            .iter()
            .map(|a| (a.document.as_str(), a.text.as_str()))
            .collect();
        let place = |document: &str, outlet: &str, span: corpus::Span| Place {
            document: document.to_owned(),
            outlet: outlet.to_owned(),
            span,
            quote: texts
                .get(document)
                .and_then(|t| t.get(span.range()))
                .unwrap_or_default()
                .to_owned(),
        };
        // An article that an outlet prints twice shows its manner once.
        let mut printed: BTreeSet<(&str, &str)> = BTreeSet::new();
        let again: BTreeSet<&str> = gathered
            .corpus
            .articles
            .iter()
            .filter(|a| !printed.insert((&a.outlet, &a.text)))
            .map(|a| a.document.as_str())
            .collect();
        let once = |document: &str| !again.contains(document);
        let extraction = &gathered.extraction;
        Self {
            articles: gathered
                .corpus
                .articles
                .iter()
                .filter(|a| once(&a.document))
                .map(|a| ArticleInfo {
                    document: a.document.clone(),
                    outlet: a.outlet.clone(),
                    published: a.published,
                })
                .collect(),
            printings: gathered
                .aligned
                .statements
                .iter()
                .filter(|s| once(&s.place.document))
                .map(|s| Printing {
                    outlet: s.outlet.clone(),
                    speaker: s.speaker.clone(),
                    question: s.question,
                    answer: s.answer,
                    utterance: s.utterance.clone(),
                    text: Some(s.text),
                    hedge: s.hedge,
                    published: s.published,
                    relayed: !s.via.is_empty(),
                    place: s.place.clone(),
                })
                .collect(),
            labels: extraction
                .labels
                .iter()
                .filter(|m| m.own_voice && !m.referent.is_empty() && once(&m.document))
                .map(|m| LabelMention {
                    outlet: m.outlet.clone(),
                    referent: m.referent.clone(),
                    polarity: match m.charge {
                        Charge::Hostile => -1.0,
                        Charge::Neutral => 0.0,
                        Charge::Friendly => 1.0,
                    },
                    place: place(&m.document, &m.outlet, m.span),
                })
                .collect(),
            quotes: extraction
                .quoted
                .iter()
                .filter(|q| once(&q.document))
                .map(|q| QuotedWords {
                    outlet: q.outlet.clone(),
                    speaker: q.speaker.clone(),
                    words: q.direct + q.indirect,
                    place: place(&q.document, &q.outlet, corpus::Span::new(0, 0)),
                })
                .collect(),
            verbs: extraction
                .verbs
                .iter()
                .filter(|v| once(&v.document))
                .map(|v| scores::VerbUse {
                    outlet: v.outlet.clone(),
                    speaker: v.speaker.clone(),
                    class: match v.tone {
                        claims::attribution::Tone::Doubt => VerbClass::Doubt,
                        claims::attribution::Tone::Neutral => VerbClass::Neutral,
                        claims::attribution::Tone::Endorse => VerbClass::Endorse,
                    },
                    place: place(&v.document, &v.outlet, v.span),
                })
                .collect(),
        }
    }
}

impl Run {
    /// What a report is made from.
    pub fn report_inputs<'a>(
        &'a self,
        settings: &'a Settings,
        extras: &'a report::Extras,
    ) -> report::Inputs<'a> {
        report::Inputs {
            ledger: &self.gathered.ledger,
            consensus: &self.consensus,
            scores: &self.scores,
            claims: &self.gathered.claims,
            articles: &self.gathered.corpus.articles,
            axes: &settings.axis,
            run: &self.facts,
            extras,
        }
    }
}

fn facts(gathered: &Gathered, settings: &Settings) -> RunFacts {
    let ledger = &gathered.ledger;
    let roles = |role| {
        (0..ledger.voices().len())
            .filter(|&v| ledger.role(crate::ids::VoiceId(v as u32)) == role)
            .count()
    };
    let mut skipped: BTreeMap<String, usize> = BTreeMap::new();
    for s in &gathered.corpus.skipped {
        *skipped.entry(s.reason.to_owned()).or_default() += 1;
    }
    for (reason, n) in &gathered.extraction.skipped {
        *skipped.entry(reason.clone().into_owned()).or_default() += n;
    }
    for article in &gathered.corpus.articles {
        for block in article.blocks.iter().filter(|b| !b.kind.is_body()) {
            *skipped.entry(format!("{:?} block", block.kind).to_lowercase()).or_default() += 1;
        }
    }
    let published = gathered.corpus.articles.iter().filter_map(|a| a.published);
    // A ledger without articles reaches as far as its votes.
    let voted = (0..ledger.all_votes().len()).filter_map(|v| ledger.detail(v)?.date);
    let dates = published.clone().min().zip(published.max());
    let dates = dates.or_else(|| voted.clone().min().zip(voted.max()));
    let corpus_hash = if gathered.corpus.hash.is_empty() || gathered.corpus.articles.is_empty() {
        // A ledger stands for its corpus.
        let mut bytes = Vec::new();
        let _ = ledger::write(ledger, &mut bytes);
        hex(&Sha256::digest(&bytes))
    } else {
        gathered.corpus.hash.clone()
    };
    RunFacts {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        corpus_hash,
        config_hash: settings.hash(),
        presets: settings.presets(),
        weights: settings.weights(),
        articles: gathered.corpus.articles.len(),
        outlets: roles(Role::Outlet),
        speakers: roles(Role::Speaker),
        claims: gathered.claims.len(),
        origins: ledger.origin_count(),
        questions: ledger.questions().len(),
        dates,
        skipped: skipped.into_iter().collect(),
    }
}

/// Bytes as hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
