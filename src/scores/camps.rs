//! Which camp a name belongs to on each declared axis.

use std::collections::BTreeMap;

use crate::claims::{AxisSettings, VoiceSettings};

/// Where a name stands on one axis by declaration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Minus,
    Plus,
    Off,
}

impl Side {
    /// −1, +1, or nothing for a party off the axis.
    pub(crate) fn sign(self) -> Option<f64> {
        match self {
            Self::Minus => Some(-1.0),
            Self::Plus => Some(1.0),
            Self::Off => None,
        }
    }
}

/// The declared camps of all axes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Camps {
    /// By axis: folded name → side.
    sides: Vec<BTreeMap<String, Side>>,
    /// Names of the minus and plus camps, by axis.
    names: Vec<(String, String)>,
}

/// Names are compared without regard to case and outer blanks.
fn fold(name: &str) -> String {
    name.trim().to_lowercase()
}

/// The camp names of an axis: as given, else the parts of its name beside the dash.
pub(crate) fn camp_names(axis: &AxisSettings) -> (String, String) {
    let halves = ["–", "—", " v. ", " vs ", "-"]
        .iter()
        .find_map(|dash| axis.name.split_once(dash))
        .map(|(a, b)| (a.trim().to_owned(), b.trim().to_owned()));
    let (a, b) = halves.unwrap_or_else(|| ("minus".to_owned(), "plus".to_owned()));
    (axis.minus_name.clone().unwrap_or(a), axis.plus_name.clone().unwrap_or(b))
}

impl Camps {
    pub(crate) fn new(axes: &[AxisSettings], voices: &[VoiceSettings]) -> Self {
        let mut camps = Self::default();
        for axis in axes {
            let (minus, plus) = camp_names(axis);
            let mut sides = BTreeMap::new();
            let listed =
                [(&axis.minus, Side::Minus), (&axis.plus, Side::Plus), (&axis.off, Side::Off)];
            for (names, side) in listed {
                for name in names {
                    sides.entry(fold(name)).or_insert(side);
                }
            }
            sides.entry(fold(&minus)).or_insert(Side::Minus);
            sides.entry(fold(&plus)).or_insert(Side::Plus);
            for voice in voices {
                let known = std::iter::once(&voice.name)
                    .chain(&voice.aliases)
                    .find_map(|n| sides.get(&fold(n)).copied());
                let by_camp = voice.camp.as_deref().and_then(|c| sides.get(&fold(c)).copied());
                if let Some(side) = known.or(by_camp) {
                    for name in std::iter::once(&voice.name).chain(&voice.aliases) {
                        sides.entry(fold(name)).or_insert(side);
                    }
                }
            }
            camps.sides.push(sides);
            camps.names.push((minus, plus));
        }
        camps
    }

    /// Where `name` stands on axis number `axis`, if it is declared.
    pub(crate) fn side(&self, axis: usize, name: &str) -> Option<Side> {
        self.sides.get(axis)?.get(&fold(name)).copied()
    }

    /// The name of the camp that `name` is declared to belong to: `off` for one off the axis.
    pub(crate) fn camp(&self, axis: usize, name: &str) -> Option<&str> {
        let (minus, plus) = self.names.get(axis)?;
        Some(match self.side(axis, name)? {
            Side::Minus => minus,
            Side::Plus => plus,
            Side::Off => "off the axis",
        })
    }

    /// Whether two names are declared members of one camp on some axis.
    pub(crate) fn allied(&self, a: &str, b: &str) -> bool {
        (0..self.sides.len()).any(|axis| {
            let side = self.side(axis, a);
            side.is_some_and(|s| s != Side::Off) && side == self.side(axis, b)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis() -> AxisSettings {
        AxisSettings {
            name: "state–separatist".into(),
            minus: vec!["Malian army".into()],
            plus: vec!["CSP".into()],
            off: vec!["JNIM".into()],
            ..AxisSettings::default()
        }
    }

    #[test]
    fn aliases_and_declared_camps_count_and_case_does_not() {
        let voices = [
            VoiceSettings {
                name: "CSP-DPA".into(),
                aliases: vec!["csp".into(), "the separatists".into()],
                ..VoiceSettings::default()
            },
            VoiceSettings {
                name: "Ministry".into(),
                camp: Some("State".into()),
                ..VoiceSettings::default()
            },
        ];
        let camps = Camps::new(&[axis()], &voices);
        assert_eq!(camps.side(0, "The Separatists"), Some(Side::Plus));
        assert_eq!(camps.side(0, "ministry"), Some(Side::Minus));
        assert_eq!(camps.camp(0, "CSP-DPA"), Some("separatist"));
        assert_eq!(camps.camp(0, "JNIM"), Some("off the axis"));
        assert!(camps.allied("Ministry", "Malian army"));
        assert!(!camps.allied("JNIM", "JNIM"), "off the axis is not a camp");
        assert_eq!(camps.side(0, "analyst"), None);
    }
}
