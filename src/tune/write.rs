//! Fitted values into the user's TOML: only the numbers change; comments, order and layout stay.

use toml_edit::{DocumentMut, Item, Table, value};

/// The user's file is not TOML, or a key stands where it cannot.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(String);

/// How a note of ours begins, so that a later fit replaces it.
const NOTE: &str = "# fitted: ";

/// The text of a settings file with some keys set, and a note above the first of them.
///
/// # Errors
///
/// If `text` is not TOML, or a table of a key's path is something else there.
pub fn set(text: &str, changes: &[(String, f64)], note: &str) -> Result<String, WriteError> {
    let mut document: DocumentMut = text.parse().map_err(|e| WriteError(format!("{e}")))?;
    for (i, (path, x)) in changes.iter().enumerate() {
        let (tables, name) = path.rsplit_once('.').unwrap_or(("", path));
        let mut table = document.as_table_mut() as &mut dyn toml_edit::TableLike;
        for part in tables.split('.').filter(|p| !p.is_empty()) {
            let slot = table.entry(part).or_insert_with(|| {
                let mut fresh = Table::new();
                fresh.set_implicit(true);
                Item::Table(fresh)
            });
            table = slot.as_table_like_mut().ok_or_else(|| {
                WriteError(format!("{path}: `{part}` is not a table in the file"))
            })?;
        }
        match table.get_mut(name).and_then(Item::as_value_mut) {
            Some(old) => {
                // The comment behind the value stays where it is.
                let decor = old.decor().clone();
                *old = (*x).into();
                *old.decor_mut() = decor;
            }
            None => {
                table.insert(name, value(*x));
            }
        }
        if i == 0
            && let Some(mut key) = table.key_mut(name)
        {
            let before = key.leaf_decor().prefix().and_then(|p| p.as_str()).unwrap_or("");
            let kept: String = before
                .split_inclusive('\n')
                .filter(|l| !l.trim_start().starts_with(NOTE))
                .collect();
            key.leaf_decor_mut().set_prefix(format!("{kept}{NOTE}{note}\n"));
        }
    }
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "\
# Our desk's settings.

[reliability]   # judged by others
weights = { agreement = 1.0, fidelity = 0.3 } # inline

  # an odd place
[consensus.joint]
unsaid = 0.05   # small

[[axis]]
name = \"a–b\" # kept
minus = [ \"x\",
          \"y\" ]
";

    #[test]
    fn only_the_numbers_change() {
        let changes = [
            ("reliability.weights.fidelity".to_owned(), 0.7),
            ("consensus.joint.unsaid".to_owned(), 0.01),
        ];
        let got = set(FILE, &changes, "test").unwrap();
        let without_note: String =
            got.split_inclusive('\n').filter(|l| !l.starts_with(NOTE)).collect();
        let want = FILE
            .replace("fidelity = 0.3", "fidelity = 0.7")
            .replace("unsaid = 0.05", "unsaid = 0.01");
        // A note cannot stand inside an inline table; toml_edit puts it before the key there.
        let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(squeeze(&without_note.replace(&format!("{NOTE}test"), "")), squeeze(&want));
    }

    #[test]
    fn a_missing_key_is_added_and_an_older_note_replaced() {
        let once =
            set("# mine\n", &[("consensus.joint.unsaid".to_owned(), 0.02)], "first").unwrap();
        assert!(once.contains("unsaid = 0.02") && once.contains("# fitted: first"), "{once}");
        let twice = set(&once, &[("consensus.joint.unsaid".to_owned(), 0.03)], "second").unwrap();
        assert!(twice.contains("# fitted: second") && !twice.contains("first"), "{twice}");
        assert!(twice.starts_with("# mine\n") || twice.contains("# mine"));
        crate::settings::parse(&twice, "t").unwrap();
    }
}
