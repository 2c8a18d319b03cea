//! Who is who, as the user declares it: names, aliases, camps and axes.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// `[[voice]]`: a voice that the user describes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VoiceSettings {
    /// The name under which it is scored.
    pub name: String,
    /// Other names and spellings of it.
    pub aliases: Vec<String>,
    /// The camp it belongs to, where that is not said by an axis.
    pub camp: Option<String>,
    /// What it is: `organisation`, `person`, `outlet`, `agency`, `anonymous`.
    pub kind: Option<String>,
    /// Whether what it asserts is taken for known: its answers are believed, and others are judged
    /// by them.
    pub trusted: bool,
}

/// `[[axis]]`: two camps set against each other; other parties are off the axis.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AxisSettings {
    /// The axis's name, as printed.
    pub name: String,
    /// The name of the minus camp, as printed; by default the part of the axis's name before its
    /// dash.
    pub minus_name: Option<String>,
    /// The name of the plus camp; by default the part of the axis's name after its dash.
    pub plus_name: Option<String>,
    /// Voices of the minus camp.
    pub minus: Vec<String>,
    /// Voices of the plus camp.
    pub plus: Vec<String>,
    /// Parties that are off the axis, not in its middle.
    pub off: Vec<String>,
}

/// A name as it is compared: lower case, without an article before it.
pub fn compared_name(name: &str) -> String {
    let lower = name.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let from = usize::from(words.len() > 1 && matches!(words[0], "the" | "a" | "an"));
    words[from..].join(" ")
}

/// Checks that every name belongs to one voice, and on each axis to one side.
///
/// # Errors
///
/// The key of the settings at fault, and which names clash and what to do.
pub fn check_names(
    voices: &[VoiceSettings],
    axes: &[AxisSettings],
) -> Result<(), (&'static str, String)> {
    let mut owners = BTreeMap::new();
    for voice in voices {
        if voice.name.trim().is_empty() {
            return Err(("voice.name", "a voice needs a name".to_owned()));
        }
        if owners.insert(compared_name(&voice.name), voice.name.as_str()).is_some() {
            return Err(("voice.name", format!("{:?} is declared twice; keep one", voice.name)));
        }
    }
    for voice in voices {
        for alias in &voice.aliases {
            let owner = *owners.entry(compared_name(alias)).or_insert(&voice.name);
            if owner != voice.name {
                let what = format!(
                    "{alias:?} is an alias of {:?} and a name of {owner:?} too; if the two are one \
                     voice, declare it once with all its names, else take the alias from one of them",
                    voice.name
                );
                return Err(("voice.aliases", what));
            }
        }
    }
    for axis in axes {
        let sides = [("minus", &axis.minus), ("plus", &axis.plus), ("off", &axis.off)];
        let mut placed = BTreeMap::new();
        for (side, names) in sides {
            for name in names {
                let compared = compared_name(name);
                let voice = owners.get(&compared).map_or(compared, |v| compared_name(v));
                let (before, other) = *placed.entry(voice).or_insert((side, name));
                if before != side {
                    let what = format!(
                        "axis {:?} has {other:?} under `{before}` and {name:?} under `{side}`, which \
                         are one voice; keep it on one side",
                        axis.name
                    );
                    return Err((if side == "off" { "axis.off" } else { "axis.plus" }, what));
                }
            }
        }
        if let (Some(minus), Some(plus)) = (&axis.minus_name, &axis.plus_name)
            && compared_name(minus) == compared_name(plus)
        {
            let what =
                format!("axis {:?} calls both camps {plus:?}; give them two names", axis.name);
            return Err(("axis.plus_name", what));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(name: &str, aliases: &[&str]) -> VoiceSettings {
        let aliases = aliases.iter().map(|a| (*a).to_owned()).collect();
        VoiceSettings { name: name.to_owned(), aliases, ..VoiceSettings::default() }
    }

    fn axis(minus: &[&str], plus: &[&str], off: &[&str]) -> AxisSettings {
        let list = |names: &[&str]| names.iter().map(|n| (*n).to_owned()).collect();
        AxisSettings {
            name: "a–b".into(),
            minus: list(minus),
            plus: list(plus),
            off: list(off),
            ..AxisSettings::default()
        }
    }

    #[test]
    fn clashing_names_are_refused_with_both_of_them() {
        for (voices, axes, key, says) in [
            // A cycle.
            (
                vec![voice("Anna", &["Berta"]), voice("Berta", &["Anna"])],
                vec![],
                "voice.aliases",
                ["\"Anna\"", "\"Berta\""],
            ),
            (
                vec![voice("Anna", &["the X"]), voice("Berta", &["x"])],
                vec![],
                "voice.aliases",
                ["\"Anna\"", "\"Berta\""],
            ),
            (
                vec![voice("Anna", &[]), voice("anna ", &[])],
                vec![],
                "voice.name",
                ["anna", "twice"],
            ),
            (vec![voice(" ", &[])], vec![], "voice.name", ["needs", "name"]),
            (
                vec![],
                vec![axis(&["Army"], &["the army"], &[])],
                "axis.plus",
                ["\"Army\"", "\"the army\""],
            ),
            (vec![], vec![axis(&["Army"], &[], &["army"])], "axis.off", ["`minus`", "`off`"]),
            (
                vec![voice("CSP-DPA", &["CSP"])],
                vec![axis(&["CSP"], &["CSP-DPA"], &[])],
                "axis.plus",
                ["\"CSP\"", "\"CSP-DPA\""],
            ),
        ] {
            let (at, what) = check_names(&voices, &axes).unwrap_err();
            assert_eq!(at, key, "{what}");
            assert!(says.iter().all(|s| what.contains(s)), "{what}");
        }
        let mut named = axis(&[], &[], &[]);
        (named.minus_name, named.plus_name) = (Some("State".into()), Some("the state".into()));
        assert_eq!(check_names(&[], &[named]).unwrap_err().0, "axis.plus_name");
    }

    #[test]
    fn a_name_said_twice_of_one_voice_is_no_clash() {
        let voices = [voice("Anna", &["anna", "A.", "the A."]), voice("Berta", &["B."])];
        assert_eq!(check_names(&voices, &[axis(&["Anna", "A."], &["B."], &["C"])]), Ok(()));
    }
}
