//! One name for each voice: declared aliases, spellings, spokespersons.

use std::collections::{BTreeMap, BTreeSet};

use super::lexicon::lexicon;
use super::scope::has_word;
use crate::claims::{AxisSettings, Claim, VoiceSettings, compared_name as compared};

/// Who is who.
#[derive(Clone, Debug, Default)]
pub(super) struct Voices {
    /// Compared form → name.
    names: BTreeMap<String, String>,
    /// Counted groups that claims write with a capital or without: compared form → spelling.
    groups: BTreeMap<String, String>,
    outlets: BTreeSet<String>,
}

impl Voices {
    pub(super) fn new(voices: &[VoiceSettings], axes: &[AxisSettings], claims: &[Claim]) -> Self {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        // The spelling that most claims use, for names that nobody declares.
        type Spellings<'a> = BTreeMap<String, BTreeMap<&'a str, usize>>;
        let mut spellings = Spellings::new();
        let mut counted = Spellings::new();
        for claim in claims {
            let subjects = claim.subject.split(" + ").filter(|s| !s.is_empty());
            for subject in subjects.map(str::trim) {
                *counted.entry(compared(subject)).or_default().entry(subject).or_default() += 1;
            }
            let names = claim.speaker.split(';').chain([claim.outlet.as_str()]);
            for name in names.map(str::trim).filter(|n| !n.is_empty()) {
                *spellings.entry(compared(name)).or_default().entry(name).or_default() += 1;
            }
        }
        let most = |spellings: Spellings<'_>| -> BTreeMap<String, String> {
            let best = |forms: BTreeMap<&str, usize>| {
                let best = forms.iter().max_by(|a, b| a.1.cmp(b.1).then_with(|| b.0.cmp(a.0)));
                best.map_or_else(String::new, |(name, _)| (*name).to_owned())
            };
            spellings.into_iter().map(|(key, forms)| (key, best(forms))).collect()
        };
        names.extend(most(spellings));
        let groups = most(counted);
        for name in axes.iter().flat_map(|a| a.minus.iter().chain(&a.plus).chain(&a.off)) {
            names.insert(compared(name), name.clone());
        }
        for voice in voices {
            for alias in voice.aliases.iter().chain([&voice.name]) {
                names.insert(compared(alias), voice.name.clone());
            }
        }
        let mut out = Self { names, groups, outlets: BTreeSet::new() };
        out.outlets = claims.iter().map(|c| out.resolve(&c.outlet)).collect();
        out
    }

    /// The one name of a voice. A spokesperson's words are the organisation's.
    pub(super) fn resolve(&self, name: &str) -> String {
        let key = compared(name);
        if let Some(name) = self.names.get(&key)
            && spoken_for(&key).is_none()
        {
            return name.clone();
        }
        match spoken_for(&key) {
            Some(organisation) => {
                let found = self.names.get(organisation);
                found.cloned().unwrap_or_else(|| {
                    // As the claim spells it, without the words around it.
                    let at = name.to_lowercase().find(organisation);
                    at.and_then(|i| name.get(i..i + organisation.len()))
                        .unwrap_or(organisation)
                        .to_owned()
                })
            }
            None => name.trim().to_owned(),
        }
    }

    /// Whether one of a voice's names says that it is of a nation: "Russian private military
    /// company Wagner". `nation` in lower case.
    pub(super) fn is_of_nation(&self, voice: &str, nation: &str) -> bool {
        self.names.iter().any(|(alias, name)| name == voice && has_word(alias, nation))
    }

    /// The one name of a counted group, or of several joined by ` + `.
    pub(super) fn resolve_group(&self, subject: &str) -> String {
        let mut parts: Vec<String> = subject.split(" + ").map(|p| self.group(p)).collect();
        parts.sort();
        parts.dedup();
        parts.join(" + ")
    }

    fn group(&self, subject: &str) -> String {
        self.known_group(subject).unwrap_or_else(|| compared(subject))
    }

    /// The one name of a counted group: whose it is, else as claims mostly spell it.
    pub(super) fn known_group(&self, subject: &str) -> Option<String> {
        let key = compared(subject);
        let lexicon = lexicon();
        if lexicon.scopes.contains_key(&key) || lexicon.group_words.contains_key(&key) {
            return None;
        }
        if let Some(name) = self.names.get(&key) {
            return Some(name.clone());
        }
        // "Wagner mercenaries" are Wagner's; "Malian soldiers" are the Malian army's.
        if let Some((owner, noun)) = key.rsplit_once(' ')
            && let Some(words) = lexicon.group_words.get(noun)
        {
            if let Some(name) = self.names.get(owner) {
                return Some(name.clone());
            }
            let of_owner: BTreeSet<&String> = self
                .names
                .range(format!("{owner} ")..format!("{owner}!"))
                .filter(|(k, _)| words.iter().any(|w| k.contains(w.as_str())))
                .map(|(_, name)| name)
                .collect();
            if let (1, Some(name)) = (of_owner.len(), of_owner.first()) {
                return Some((*name).clone());
            }
        }
        self.groups.get(&key).cloned()
    }

    pub(super) fn is_outlet(&self, name: &str) -> bool {
        self.outlets.contains(name)
    }
}

/// The organisation that a spokesperson's mention names: "a spokesman for X", "X spokeswoman".
fn spoken_for(key: &str) -> Option<&str> {
    const NOUNS: [&str; 4] = ["spokesman", "spokeswoman", "spokesperson", "spokespeople"];
    for noun in NOUNS {
        if let Some(rest) = key.strip_prefix(noun) {
            for of in [" for the ", " of the ", " for ", " of "] {
                if let Some(organisation) = rest.strip_prefix(of) {
                    return Some(organisation);
                }
            }
        }
        if let Some(organisation) = key.strip_suffix(noun) {
            let organisation = organisation.trim_end();
            let organisation = organisation.strip_suffix("’s").unwrap_or(organisation);
            let organisation = organisation.strip_suffix("'s").unwrap_or(organisation);
            if !organisation.is_empty() {
                return Some(organisation);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voices() -> Voices {
        let csp = VoiceSettings {
            name: "CSP-DPA".into(),
            aliases: vec!["the separatists".into(), "CSP".into()],
            ..VoiceSettings::default()
        };
        let axis = AxisSettings {
            minus: vec!["Malian army".into(), "Wagner".into(), "Malian government".into()],
            ..AxisSettings::default()
        };
        Voices::new(&[csp], &[axis], &[])
    }

    #[test]
    fn aliases_and_spokespersons_are_the_organisation() {
        let v = voices();
        for name in [
            "the separatists",
            "CSP",
            "a spokesman for the separatists",
            "CSP spokesperson",
            "csp's spokeswoman",
        ] {
            assert_eq!(v.resolve(name), "CSP-DPA", "{name}");
        }
        assert_eq!(v.resolve("a spokesman for Azawad Radio"), "Azawad Radio");
        assert_eq!(v.resolve("Rida Lyammouri"), "Rida Lyammouri");
    }

    #[test]
    fn a_group_is_known_by_its_owner() {
        let v = voices();
        assert_eq!(v.resolve_group("Wagner mercenaries"), "Wagner");
        assert_eq!(v.resolve_group("Malian soldiers"), "Malian army");
        assert_eq!(v.resolve_group("wagner + Malian soldiers"), "Malian army + Wagner");
        assert_eq!(v.resolve_group("Civilians"), "civilians");
        assert_eq!(v.resolve_group("Chadian soldiers"), "chadian soldiers");
    }
}
