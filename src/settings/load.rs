//! Finding and reading the settings file; errors name the place, the value and the nearest key.

use std::path::{Path, PathBuf};

use thiserror::Error;

use super::Settings;

/// The settings file cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SettingsError {
    /// It cannot be read.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// It is not TOML, or a key or value is not one of ours.
    #[error("{path}:{line}:{column}: {what}")]
    Bad {
        /// The file.
        path: String,
        /// Line, from 1.
        line: usize,
        /// Column in characters, from 1.
        column: usize,
        /// What is wrong and what to do.
        what: String,
    },
}

/// The file that holds the settings: the one named, else `corroborate.toml` in the first input
/// folder, else in the current folder, else none (defaults).
pub fn find(named: Option<&Path>, first_folder: Option<&Path>) -> Option<PathBuf> {
    const NAME: &str = "corroborate.toml";
    if let Some(path) = named {
        return Some(path.to_owned());
    }
    first_folder
        .map(|f| f.join(NAME))
        .into_iter()
        .chain([PathBuf::from(NAME)])
        .find(|p| p.is_file())
}

/// Reads a settings file.
///
/// # Errors
///
/// If it cannot be read, is not TOML, or has an unknown key or a value out of range.
pub fn load(path: &Path) -> Result<Settings, SettingsError> {
    let shown = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| SettingsError::Io { path: shown.clone(), source })?;
    parse(&text, &shown)
}

/// Reads settings from text; `path` names it in errors.
///
/// # Errors
///
/// If it is not TOML, or has an unknown key or a value out of range.
pub fn parse(text: &str, path: &str) -> Result<Settings, SettingsError> {
    let bad = |at: usize, what: String| {
        let before = &text[..at.min(text.len())];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        SettingsError::Bad { path: path.to_owned(), line, column, what }
    };
    let settings: Settings = toml::from_str(text).map_err(|e| {
        let span = e.span().unwrap_or(0..0);
        let what = match (e.message(), text.get(span.clone())) {
            ("duplicate key", Some(key)) => {
                format!(
                    "`{key}` stands here a second time; put both under the first, or delete one"
                )
            }
            (message, _) => with_nearest(message),
        };
        bad(span.start, what)
    })?;
    settings.check().map_err(|(key, what)| {
        let at = key.rsplit('.').next().and_then(|k| find_key(text, k)).unwrap_or(0);
        bad(at, format!("{key}: {what}"))
    })?;
    Ok(settings)
}

/// Where a key is set in the text: the first line that starts with it.
fn find_key(text: &str, key: &str) -> Option<usize> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let lead = line.len() - line.trim_start().len();
        if line.trim_start().strip_prefix(key).is_some_and(|r| r.trim_start().starts_with('=')) {
            return Some(at + lead);
        }
        at += line.len();
    }
    None
}

/// Adds "did you mean" to serde's "unknown field `x`, expected one of `a`, `b`".
fn with_nearest(message: &str) -> String {
    let Some(rest) = message.strip_prefix("unknown field `") else {
        return message.to_owned();
    };
    let mut quoted = rest.split('`').step_by(2);
    let Some(unknown) = quoted.next() else { return message.to_owned() };
    let known: Vec<&str> = rest.split('`').skip(2).step_by(2).collect();
    let nearest = known.iter().min_by_key(|k| (distance(unknown, k), k.len()));
    match nearest {
        Some(k) if distance(unknown, k) <= 1 + unknown.len() / 3 => {
            format!(
                "unknown key `{unknown}`; did you mean `{k}`? `corroborate config --default` lists all keys"
            )
        }
        _ => format!("unknown key `{unknown}`; known here: {}", known.join(", ")),
    }
}

/// Levenshtein distance between two short words.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let next = (corner + usize::from(ca != *cb)).min(row[j] + 1).min(row[j + 1] + 1);
            corner = row[j + 1];
            row[j + 1] = next;
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_or_key_given_twice_is_named() {
        let twice = "[numbers]\npreset = \"acled\"\n[numbers]\npreset = \"default\"\n";
        let said = parse(twice, "c.toml").unwrap_err().to_string();
        assert!(said.starts_with("c.toml:3:2: `numbers` stands here a second time"), "{said}");
        let twice = "[numbers]\npreset = \"acled\"\npreset = \"default\"\n";
        let said = parse(twice, "c.toml").unwrap_err().to_string();
        assert!(said.starts_with("c.toml:3:1: `preset` stands here a second time"), "{said}");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_place_and_the_nearest_key() {
        let error = parse("[corpus]\nmax_article_byte = 5\n", "c.toml").unwrap_err().to_string();
        assert_eq!(
            error,
            "c.toml:2:1: unknown key `max_article_byte`; did you mean `max_article_bytes`? `corroborate config --default` lists all keys"
        );
    }

    #[test]
    fn distance_counts_single_changes() {
        assert_eq!(distance("weight", "weights"), 1);
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
    }
}
