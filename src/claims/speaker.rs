//! Which voice a mention stands for: canonical names, over an article and over the corpus.

use serde::{Deserialize, Serialize};

/// What a voice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum VoiceKind {
    /// An organisation, a government, an armed group.
    Organisation,
    /// A person in a public role (or any person, with `persons = "all"`).
    Person,
    /// A source that the article does not name; kept apart per article.
    Anonymous,
    /// People without a role, pooled: "residents", "witnesses".
    Pooled,
    /// Who publishes, or an agency.
    Outlet,
}

/// One voice behind a mention.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Voice {
    /// The canonical name.
    pub name: String,
    /// What it is.
    pub kind: VoiceKind,
}

/// Who speaks in one attribution.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Speaker {
    /// The voices that assert it: one, or several for "the army and Wagner". Empty where the text
    /// names nobody.
    pub voices: Vec<Voice>,
    /// Who passed it on inside the article, nearest to the speaker first.
    pub via: Vec<String>,
}

impl Speaker {
    /// The voices' names, joined by "; ".
    pub fn name(&self) -> String {
        self.voices.iter().map(|v| v.name.as_str()).collect::<Vec<_>>().join("; ")
    }
}

/// `persons`: who is scored by name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Persons {
    /// Persons in a public role; a spokesperson counts for the organisation; others are pooled.
    #[default]
    Role,
    /// Everyone by name.
    All,
    /// Organisations only: a person counts for the organisation, where it is known, else pooled.
    None,
}
