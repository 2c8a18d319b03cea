//! `corroborate` reads news articles, finds every claim and who made it, sets the claims of all
//! sources side by side, works out the cross-source consensus, and scores each outlet and each
//! attributed speaker for reliability and partisanship.
//!
//! ```text
//! files ─ corpus ─▶ articles ─ claims ─▶ claims ─ ledger ─▶ votes ─ consensus ─▶ beliefs
//!                                                                                  │
//!                      charts, page, tables ◀─ report ─ scores per voice ◀─ scores ┘
//! ```
//!
//! The modules are listed in the order of that flow, and each imports only modules before it.
//!
//! ```
//! use std::path::PathBuf;
//! use corroborate::{corpus, pipeline, settings::Settings};
//!
//! let settings = Settings::default();
//! let inputs = corpus::find(&[PathBuf::from("seeds/ledgers/flood.csv")])?;
//! let run = pipeline::score(pipeline::gather(&inputs, None, &settings)?, &settings)?;
//! assert!(run.scores.voices.iter().any(|v| v.name == "Valley Echo"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod units;

pub mod ids;

pub mod corpus;

pub mod claims;

pub mod ledger;

pub mod consensus;

pub mod scores;

pub mod report;

pub mod settings;

pub mod pipeline;

pub mod tune;

pub mod cli;
#[cfg(feature = "cluster")]
pub mod cluster;
