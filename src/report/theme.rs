//! How pictures look: type sizes and colours, read from `models/theme.toml`.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

/// Which palette.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeName {
    /// Dark on white.
    #[default]
    Light,
    /// Light on near-black.
    Dark,
    /// Greys on white, for print.
    Print,
}

/// What a colour is for. Charts name a use; the theme gives the colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ink {
    /// The ground.
    Background,
    /// Names, titles.
    Text,
    /// Second-rank text.
    Muted,
    /// Third-rank text: the foot.
    Faint,
    /// Grid lines.
    Grid,
    /// Axis lines, zero lines.
    Rule,
    /// An outlet.
    Outlet,
    /// A speaker.
    Speaker,
    /// Toward the minus camp.
    Minus,
    /// Toward the plus camp.
    Plus,
    /// Undecided: an interval that covers zero, a voice without a grade.
    Neutral,
    /// The consensus of others.
    Consensus,
    /// Compatible with the consensus.
    Supported,
    /// Not compatible with it.
    Contradicted,
    /// First of an ordered series of three, darkest against the ground.
    Strong,
    /// Second of the series.
    Medium,
    /// Third of the series.
    Light,
}

/// Red, green, blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Rgb(pub u8, pub u8, pub u8);

impl TryFrom<String> for Rgb {
    type Error = String;
    fn try_from(s: String) -> Result<Self, String> {
        let part = |at: usize| s.get(at..at + 2).and_then(|h| u8::from_str_radix(h, 16).ok());
        match (s.len(), part(1), part(3), part(5)) {
            (7, Some(r), Some(g), Some(b)) if s.starts_with('#') => Ok(Self(r, g, b)),
            _ => Err(format!("a colour is written #RRGGBB, got {s:?}")),
        }
    }
}

impl Rgb {
    /// As CSS writes it.
    pub fn css(self) -> String {
        format!("#{:02X}{:02X}{:02X}", self.0, self.1, self.2)
    }
}

/// Type sizes in pixels.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypeScale {
    /// The picture's title.
    pub title: f64,
    /// The line under it.
    pub subtitle: f64,
    /// Titles of panels and groups.
    pub heading: f64,
    /// Names of voices, questions and points.
    pub label: f64,
    /// Numbers on axes, column heads.
    pub tick: f64,
    /// The caption.
    pub caption: f64,
    /// The foot line.
    pub foot: f64,
}

/// The colours of one theme, one for each [`Ink`].
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(missing_docs, reason = "the fields are those of Ink, which documents them")]
pub struct Palette {
    pub background: Rgb,
    pub text: Rgb,
    pub muted: Rgb,
    pub faint: Rgb,
    pub grid: Rgb,
    pub rule: Rgb,
    pub outlet: Rgb,
    pub speaker: Rgb,
    pub minus: Rgb,
    pub plus: Rgb,
    pub neutral: Rgb,
    pub consensus: Rgb,
    pub supported: Rgb,
    pub contradicted: Rgb,
    pub strong: Rgb,
    pub medium: Rgb,
    pub light: Rgb,
}

impl Palette {
    /// The colour for a use.
    pub fn colour(&self, ink: Ink) -> Rgb {
        match ink {
            Ink::Background => self.background,
            Ink::Text => self.text,
            Ink::Muted => self.muted,
            Ink::Faint => self.faint,
            Ink::Grid => self.grid,
            Ink::Rule => self.rule,
            Ink::Outlet => self.outlet,
            Ink::Speaker => self.speaker,
            Ink::Minus => self.minus,
            Ink::Plus => self.plus,
            Ink::Neutral => self.neutral,
            Ink::Consensus => self.consensus,
            Ink::Supported => self.supported,
            Ink::Contradicted => self.contradicted,
            Ink::Strong => self.strong,
            Ink::Medium => self.medium,
            Ink::Light => self.light,
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    r#type: TypeScale,
    light: Palette,
    dark: Palette,
    print: Palette,
}

fn file() -> &'static File {
    static FILE: OnceLock<File> = OnceLock::new();
    FILE.get_or_init(|| {
        toml::from_str(include_str!("../../models/theme.toml"))
            .expect("the theme file in the package parses; a test reads it")
    })
}

/// The type scale, the same in all themes.
pub fn type_scale() -> &'static TypeScale {
    &file().r#type
}

/// The colours of a theme.
pub fn palette(name: ThemeName) -> &'static Palette {
    match name {
        ThemeName::Light => &file().light,
        ThemeName::Dark => &file().dark,
        ThemeName::Print => &file().print,
    }
}
