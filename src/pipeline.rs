//! The stages in order.

use std::path::PathBuf;

use thiserror::Error;

use crate::consensus::{self, Consensus, UnknownMethod};
use crate::corpus::{self, Corpus, Inputs};
use crate::ledger::{self, Kind, Ledger};
use crate::settings::Settings;

/// A stage could not do its work.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum PipelineError {
    /// A ledger could not be read.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
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
    /// All votes.
    pub ledger: Ledger,
    /// What the reader of a ledger file has to tell.
    pub notes: Vec<String>,
}

/// Inputs → votes.
///
/// # Errors
///
/// If a table is broken, or ledgers are mixed with articles.
pub fn gather(
    inputs: &Inputs,
    kind: Option<Kind>,
    settings: &Settings,
) -> Result<Gathered, PipelineError> {
    if let Some(path) = inputs.ledgers.first() {
        if !inputs.articles.is_empty() || !inputs.claims.is_empty() {
            return Err(PipelineError::Mixed { ledger: path.clone() });
        }
        let (ledger, report) = ledger::read(&inputs.ledgers, kind, &settings.ledger)?;
        return Ok(Gathered { ledger, notes: report.warnings, ..Gathered::default() });
    }
    let corpus = corpus::read(&inputs.articles, &settings.corpus);
    Ok(Gathered { corpus, ..Gathered::default() })
}

/// Votes → beliefs, by the method that the settings name.
///
/// # Errors
///
/// If there is no such method.
pub fn believe(ledger: &Ledger, settings: &Settings) -> Result<Consensus, PipelineError> {
    Ok(consensus::run(&settings.consensus.method, ledger, &settings.consensus)?)
}
