//! Fitted values into the user's TOML: only the numbers change; comments, order and layout stay.

use toml_edit::{DocumentMut, Item, Table, value};

/// The user's file is not TOML, or a key stands where it cannot.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct WriteError(String);

/// How a note of ours begins, so that a later fit replaces it.
const NOTE: &str = "# fitted: ";

/// The text of a settings file with some keys set, and a note at its end that replaces an earlier one.
///
/// # Errors
///
/// If `text` is not TOML, or a table of a key's path is something else there.
pub fn set(text: &str, changes: &[(String, f64)], note: &str) -> Result<String, WriteError> {
    let mut document: DocumentMut = text.parse().map_err(|e| WriteError(format!("{e}")))?;
    for (path, x) in changes {
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
    }
    // A comment cannot stand inside an inline table, so the note stands apart, at the end.
    let kept: String = document
        .trailing()
        .as_str()
        .unwrap_or_default()
        .split_inclusive('\n')
        .filter(|l| !l.trim_start().starts_with(NOTE))
        .collect();
    let body = {
        document.set_trailing("");
        document.to_string()
    };
    let mut out = body + &kept;
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.push_str(&format!("{NOTE}{note}\n"));
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Comments in odd places, an inline table, dotted and quoted keys, arrays of tables, an array
    /// over several lines, and no newline at the end.
    const FILE: &str = "\
# Our desk's settings.
persons = \"role\"   # public roles only
consensus.joint.unsaid = 0.05 # dotted

[reliability]   # judged by others
  # indented, above a key
prior_strength = 3 # a whole number

weights = { agreement = 1.0, fidelity = 0.3 } # inline

    # an odd place

[\"partisanship\".weights] # quoted
house_effect =    1.0
[[axis]]
name = \"a–b\" # kept
# between keys
minus = [ \"x\", # who
          \"y\" ]
[[voice]]
name = \"x\"
[[voice]] # a second
name = \"y\"
# the end";

    /// The same, only the numbers changed, and the note.
    const FITTED: &str = "\
# Our desk's settings.
persons = \"role\"   # public roles only
consensus.joint.unsaid = 0.01 # dotted

[reliability]   # judged by others
  # indented, above a key
prior_strength = 4.5 # a whole number

weights = { agreement = 1.0, fidelity = 0.7 } # inline

    # an odd place

[\"partisanship\".weights] # quoted
house_effect =    1.25
[[axis]]
name = \"a–b\" # kept
# between keys
minus = [ \"x\", # who
          \"y\" ]
[[voice]]
name = \"x\"
[[voice]] # a second
name = \"y\"
# the end
# fitted: key 12ab, log loss 0.5 → 0.4
";

    fn changes(list: &[(&str, f64)]) -> Vec<(String, f64)> {
        list.iter().map(|(p, x)| ((*p).to_owned(), *x)).collect()
    }

    #[test]
    fn only_the_numbers_change() {
        let changed = changes(&[
            ("reliability.weights.fidelity", 0.7),
            ("reliability.prior_strength", 4.5),
            ("consensus.joint.unsaid", 0.01),
            ("partisanship.weights.house_effect", 1.25),
        ]);
        let got = set(FILE, &changed, "key 12ab, log loss 0.5 → 0.4").unwrap();
        assert_eq!(got, FITTED);
        let settings = crate::settings::parse(&got, "t").unwrap();
        assert_eq!(settings.consensus.joint.unsaid, 0.01);
        // Set back, the file is the old one but for the note.
        let back = changes(&[
            ("reliability.weights.fidelity", 0.3),
            ("consensus.joint.unsaid", 0.05),
            ("partisanship.weights.house_effect", 1.0),
        ]);
        let back = set(&got, &back, "undone").unwrap();
        let plain = back.replace("prior_strength = 4.5", "prior_strength = 3");
        assert_eq!(plain, format!("{FILE}\n{NOTE}undone\n"));
    }

    #[test]
    fn a_missing_key_is_added_and_an_older_note_replaced() {
        let once = set("# mine\n", &changes(&[("consensus.joint.unsaid", 0.02)]), "first").unwrap();
        assert_eq!(once, "[consensus.joint]\nunsaid = 0.02\n# mine\n# fitted: first\n");
        let twice = set(&once, &changes(&[("consensus.joint.unsaid", 0.03)]), "second").unwrap();
        assert_eq!(twice, "[consensus.joint]\nunsaid = 0.03\n# mine\n# fitted: second\n");
        crate::settings::parse(&twice, "t").unwrap();
        let added = changes(&[("consensus.calibration.slope", 0.5)]);
        let beside = set(FILE, &added, "third").unwrap();
        assert_eq!(crate::settings::parse(&beside, "t").unwrap().consensus.calibration.slope, 0.5);
        let lost: Vec<&str> = FILE.lines().filter(|l| !beside.contains(l)).collect();
        assert!(lost.is_empty(), "{lost:?}");
    }

    #[test]
    fn a_key_inside_something_else_is_refused_by_name() {
        let error =
            set("reliability = 3\n", &changes(&[("reliability.weights.fidelity", 1.0)]), "")
                .unwrap_err()
                .to_string();
        assert_eq!(error, "reliability.weights.fidelity: `reliability` is not a table in the file");
    }
}
