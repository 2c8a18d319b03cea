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

#[cfg(test)]
mod tests {
    use super::*;

    const THEMES: [ThemeName; 3] = [ThemeName::Light, ThemeName::Dark, ThemeName::Print];

    /// Colours that stand side by side in some chart and mean different things.
    const GROUPS: [&[Ink]; 5] = [
        &[Ink::Outlet, Ink::Speaker, Ink::Background],
        &[Ink::Minus, Ink::Plus, Ink::Neutral],
        &[Ink::Supported, Ink::Contradicted, Ink::Neutral],
        &[Ink::Strong, Ink::Medium, Ink::Light],
        &[Ink::Strong, Ink::Medium, Ink::Contradicted],
    ];

    fn linear(c: Rgb) -> [f64; 3] {
        [c.0, c.1, c.2].map(|v| {
            let v = f64::from(v) / 255.0;
            if v <= 0.04045 { v / 12.92 } else { ((v + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn times(m: [[f64; 3]; 3], v: [f64; 3]) -> [f64; 3] {
        m.map(|row| row[0] * v[0] + row[1] * v[1] + row[2] * v[2])
    }

    /// Machado, Oliveira & Fernandes 2009 (doi:10.1109/TVCG.2009.113), severity 1.
    const SIGHTS: [(&str, [[f64; 3]; 3]); 4] = [
        ("usual sight", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn lab(rgb: [f64; 3]) -> [f64; 3] {
        const XYZ: [[f64; 3]; 3] = [
            [0.412_456_4, 0.357_576_1, 0.180_437_5],
            [0.212_672_9, 0.715_152_2, 0.072_175_0],
            [0.019_333_9, 0.119_192_0, 0.950_304_1],
        ];
        let [x, y, z] = times(XYZ, rgb.map(|v| v.clamp(0.0, 1.0)));
        let f = |t: f64| {
            if t > 216.0 / 24_389.0 { t.cbrt() } else { (24_389.0 / 27.0 * t + 16.0) / 116.0 }
        };
        let (fx, fy, fz) = (f(x / 0.950_47), f(y), f(z / 1.088_83));
        [116.0 * fy - 16.0, 500.0 * (fx - fy), 200.0 * (fy - fz)]
    }

    /// CIEDE2000 (Sharma, Wu & Dalal 2005, doi:10.1002/col.20070), with all weights 1.
    fn ciede2000(p: [f64; 3], q: [f64; 3]) -> f64 {
        let c_bar = (p[1].hypot(p[2]) + q[1].hypot(q[2])) / 2.0;
        let g = 0.5 * (1.0 - (c_bar.powi(7) / (c_bar.powi(7) + 25_f64.powi(7))).sqrt());
        let (a1, a2) = ((1.0 + g) * p[1], (1.0 + g) * q[1]);
        let (c1, c2) = (a1.hypot(p[2]), a2.hypot(q[2]));
        let hue = |a: f64, b: f64| {
            if a == 0.0 && b == 0.0 { 0.0 } else { b.atan2(a).to_degrees().rem_euclid(360.0) }
        };
        let (h1, h2) = (hue(a1, p[2]), hue(a2, q[2]));
        let dl = q[0] - p[0];
        let dc = c2 - c1;
        let mut dh = h2 - h1;
        if c1 * c2 == 0.0 {
            dh = 0.0;
        } else if dh > 180.0 {
            dh -= 360.0;
        } else if dh < -180.0 {
            dh += 360.0;
        }
        let dh_big = 2.0 * (c1 * c2).sqrt() * (dh.to_radians() / 2.0).sin();
        let (l, c) = ((p[0] + q[0]) / 2.0, (c1 + c2) / 2.0);
        let h = if c1 * c2 == 0.0 {
            h1 + h2
        } else if (h1 - h2).abs() <= 180.0 {
            (h1 + h2) / 2.0
        } else if h1 + h2 < 360.0 {
            (h1 + h2 + 360.0) / 2.0
        } else {
            (h1 + h2 - 360.0) / 2.0
        };
        let cos = |d: f64| d.to_radians().cos();
        let t = 1.0 - 0.17 * cos(h - 30.0) + 0.24 * cos(2.0 * h) + 0.32 * cos(3.0 * h + 6.0)
            - 0.20 * cos(4.0 * h - 63.0);
        let turn = 30.0 * (-((h - 275.0) / 25.0).powi(2)).exp();
        let rc = 2.0 * (c.powi(7) / (c.powi(7) + 25_f64.powi(7))).sqrt();
        let sl = 1.0 + 0.015 * (l - 50.0).powi(2) / (20.0 + (l - 50.0).powi(2)).sqrt();
        let (sc, sh) = (1.0 + 0.045 * c, 1.0 + 0.015 * c * t);
        let rt = -(2.0 * turn).to_radians().sin() * rc;
        let (x, y, z) = (dl / sl, dc / sc, dh_big / sh);
        (x * x + y * y + z * z + rt * y * z).sqrt()
    }

    fn luminance(c: Rgb) -> f64 {
        let [r, g, b] = linear(c);
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// WCAG 2.2 contrast ratio.
    fn contrast(a: Rgb, b: Rgb) -> f64 {
        let (x, y) = (luminance(a), luminance(b));
        (x.max(y) + 0.05) / (x.min(y) + 0.05)
    }

    #[test]
    fn ciede2000_gives_the_published_values() {
        // Pairs 1, 7 and 17 of Sharma's table.
        for (p, q, want) in [
            ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
            ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
            ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ] {
            let got = ciede2000(p, q);
            assert!((got - want).abs() < 1e-4, "{got} {want}");
        }
    }

    #[test]
    fn colours_that_differ_in_meaning_differ_to_every_eye() {
        for theme in THEMES {
            let palette = palette(theme);
            for (sight, matrix) in SIGHTS {
                for group in GROUPS {
                    for (i, &a) in group.iter().enumerate() {
                        for &b in &group[..i] {
                            // Crosses and squares carry these apart too in greys.
                            if theme == ThemeName::Print
                                && a == Ink::Contradicted
                                && b == Ink::Strong
                            {
                                continue;
                            }
                            let see = |ink| lab(times(matrix, linear(palette.colour(ink))));
                            let d = ciede2000(see(a), see(b));
                            assert!(
                                d >= 12.0,
                                "{theme:?} {sight}: {a:?} and {b:?} differ by {d:.1}"
                            );
                        }
                    }
                }
            }
        }
    }

    #[test]
    fn text_and_marks_stand_out_from_the_ground() {
        for theme in THEMES {
            let palette = palette(theme);
            let against = |ink| contrast(palette.colour(ink), palette.background);
            for ink in [Ink::Text, Ink::Muted, Ink::Faint] {
                assert!(against(ink) >= 4.5, "{theme:?} {ink:?} {:.2}", against(ink));
            }
            for ink in [
                Ink::Outlet,
                Ink::Speaker,
                Ink::Minus,
                Ink::Plus,
                Ink::Neutral,
                Ink::Supported,
                Ink::Contradicted,
                Ink::Strong,
                Ink::Medium,
            ] {
                assert!(against(ink) >= 3.0, "{theme:?} {ink:?} {:.2}", against(ink));
            }
            // Words stand on bars of the ordered series and on the consensus band.
            let on = |ink, ground: Ink| contrast(palette.colour(ink), palette.colour(ground));
            assert!(on(Ink::Text, Ink::Light) >= 4.5, "{theme:?}");
            assert!(on(Ink::Background, Ink::Strong) >= 4.5, "{theme:?}");
            assert!(on(Ink::Background, Ink::Medium) >= 3.0, "{theme:?}");
        }
    }

    #[test]
    fn ordered_colours_are_ordered_in_grey() {
        for theme in THEMES {
            let palette = palette(theme);
            let steps: Vec<f64> = [Ink::Background, Ink::Light, Ink::Medium, Ink::Strong]
                .map(|i| lab(linear(palette.colour(i)))[0])
                .to_vec();
            let down = steps.windows(2).all(|p| p[0] - p[1] > 8.0);
            let up = steps.windows(2).all(|p| p[1] - p[0] > 8.0);
            assert!(down || up, "{theme:?} {steps:?}");
        }
    }

    #[test]
    fn a_colour_that_is_not_one_is_refused() {
        for bad in ["", "#12345", "red", "#GG0000", "#1234567", "é23456"] {
            assert!(Rgb::try_from(bad.to_owned()).is_err(), "{bad}");
        }
        assert_eq!(Rgb::try_from("#0B5CA8".to_owned()), Ok(Rgb(11, 92, 168)));
    }
}
