//! Which camp gains if an answer is believed: −1 (the minus camp) … +1 (the plus camp).
//!
//! | the answer                                                         | favours                     |
//! |--------------------------------------------------------------------|-----------------------------|
//! | losses (killed, captured, destroyed, …) of a camp's own forces     | the other camp              |
//! | strength (present, deployed) of a camp's own forces                | that camp                   |
//! | civilians killed, injured, displaced …, by a camp's hand           | the other camp              |
//! | a camp did it, where civilians were hit                            | the other camp              |
//! | target: civilians                                                  | against whoever hit them    |
//! | target: armed men, terrorists, installations                       | whoever hit them            |
//! | no to one of these                                                 | the reverse                 |
//!
//! For a number it is the direction of a *higher* number. A group of both camps, a party off the
//! axis, and civilians hit by nobody knows whom favour neither: no value.

use super::lexicon::{Effect, lexicon};
use super::scope::is_civilian;
use super::voice::Voices;
use crate::claims::{AxisSettings, VoiceSettings};

/// The camps of one axis.
#[derive(Debug)]
pub(super) struct Camps<'a> {
    axis: &'a AxisSettings,
    declared: &'a [VoiceSettings],
    voices: &'a Voices,
}

/// The targets that are fair game in the eyes of those who hit them.
const ARMED: [&str; 3] = ["terrorists", "militants", "armed forces"];

impl<'a> Camps<'a> {
    pub(super) fn new(
        axis: &'a AxisSettings,
        declared: &'a [VoiceSettings],
        voices: &'a Voices,
    ) -> Self {
        Self { axis, declared, voices }
    }

    /// −1 or +1 for a member of a camp, or for several members of one.
    pub(super) fn side(&self, group: &str) -> Option<f64> {
        let mut sides = group.split(" + ").map(|name| self.side_of_one(name));
        let first = sides.next()??;
        sides.all(|s| s == Some(first)).then_some(first)
    }

    fn side_of_one(&self, name: &str) -> Option<f64> {
        let name = self.voices.resolve(name);
        let in_camp = |members: &[String]| {
            members.iter().any(|m| self.voices.resolve(m).eq_ignore_ascii_case(&name))
        };
        if in_camp(&self.axis.off) {
            return None;
        }
        if in_camp(&self.axis.minus) {
            return Some(-1.0);
        }
        if in_camp(&self.axis.plus) {
            return Some(1.0);
        }
        let camp = self.declared.iter().find(|v| v.name == name)?.camp.as_deref()?;
        let (minus, plus) = camp_names(self.axis);
        match camp {
            _ if camp.eq_ignore_ascii_case(&minus) => Some(-1.0),
            _ if camp.eq_ignore_ascii_case(&plus) => Some(1.0),
            _ => None,
        }
    }

    /// By the table of the module. `civilians_hit`: whether anyone says that civilians were hit.
    pub(super) fn favours(
        &self,
        measure: &str,
        subject: &str,
        label: Option<&str>,
        perpetrator: Option<&str>,
        civilians_hit: bool,
    ) -> Option<f64> {
        let by = perpetrator.and_then(|p| self.side(p));
        match (measure, label) {
            ("perpetrator", Some(actor)) => self.side(actor).filter(|_| civilians_hit).map(|s| -s),
            ("target", Some("civilians")) => by.map(|s| -s),
            ("target", Some(target)) if ARMED.contains(&target) => by,
            _ => {
                let effect = lexicon().effects.get(measure)?;
                if let Some(own) = self.side(subject) {
                    return Some(if *effect == Effect::Loss { -own } else { own });
                }
                (*effect == Effect::Loss && is_civilian(subject))
                    .then_some(by.map(|s| -s))
                    .flatten()
            }
        }
    }
}

/// The names of an axis's camps: declared, else the two sides of its name's dash.
fn camp_names(axis: &AxisSettings) -> (String, String) {
    let (minus, plus) =
        axis.name.split_once('–').or_else(|| axis.name.split_once('-')).unwrap_or(("", ""));
    (
        axis.minus_name.clone().unwrap_or_else(|| minus.trim().to_owned()),
        axis.plus_name.clone().unwrap_or_else(|| plus.trim().to_owned()),
    )
}

/// Which camp of `axis` gains if an answer is believed, by the table of the module; `None` where
/// neither does or it cannot be said. `label` is the answer in words (`None` for a number);
/// `perpetrator` who is held to have done it, several joined by ` + `.
pub fn favours(
    axis: &AxisSettings,
    voices: &[VoiceSettings],
    measure: &str,
    subject: &str,
    label: Option<&str>,
    perpetrator: Option<&str>,
) -> Option<f64> {
    let names = Voices::new(voices, std::slice::from_ref(axis), &[]);
    let subject = names.resolve_group(subject);
    Camps::new(axis, voices, &names).favours(measure, &subject, label, perpetrator, true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_module_holds() {
        let axis = AxisSettings {
            name: "state–separatist".into(),
            minus: vec!["Malian army".into(), "Wagner".into()],
            plus: vec!["CSP-DPA".into()],
            off: vec!["JNIM".into()],
            ..AxisSettings::default()
        };
        let ally = VoiceSettings {
            name: "Azawad Guard".into(),
            camp: Some("Separatist".into()),
            ..VoiceSettings::default()
        };
        let f = |m: &str, s: &str, l: Option<&str>, p: Option<&str>| {
            favours(&axis, std::slice::from_ref(&ally), m, s, l, p)
        };
        assert_eq!(f("killed", "Wagner", None, None), Some(1.0));
        assert_eq!(f("killed", "Wagner mercenaries", None, None), Some(1.0));
        assert_eq!(f("captured", "Azawad Guard", None, None), Some(-1.0));
        assert_eq!(f("deployed", "Malian army + Wagner", None, None), Some(-1.0));
        assert_eq!(f("killed", "civilians", None, Some("Malian army + Wagner")), Some(1.0));
        assert_eq!(f("killed", "children", None, Some("CSP-DPA")), Some(-1.0));
        assert_eq!(f("killed", "civilians", None, None), None);
        assert_eq!(f("killed", "JNIM", None, Some("Wagner")), None);
        assert_eq!(f("killed", "Wagner + CSP-DPA", None, None), None);
        assert_eq!(f("target", "strike", Some("civilians"), Some("Malian army")), Some(1.0));
        assert_eq!(f("target", "strike", Some("terrorists"), Some("Malian army")), Some(-1.0));
        assert_eq!(f("perpetrator", "strike", Some("Wagner"), None), Some(1.0));
        assert_eq!(f("date", "strike", None, Some("Wagner")), None);
    }
}
