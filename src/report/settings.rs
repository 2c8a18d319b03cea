//! What a report contains and how it looks.

use serde::{Deserialize, Serialize};

use super::theme::ThemeName;

/// `[report]`: which pictures, how large, how many names on each.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Palette: `light`, `dark` or `print` (greys).
    pub theme: ThemeName,
    /// Width of every picture in CSS pixels, 480–2400; type keeps its size, so a wider picture holds
    /// more.
    pub width: f64,
    /// Pixels to the inch of the PNG files, 72–600. By default 192 (two pixels to a CSS pixel), or
    /// 300 with the print theme.
    pub dpi: Option<f64>,
    /// Write each picture as SVG too.
    pub svg: bool,
    /// Write the page (`page.html`).
    pub page: bool,
    /// At most so many voices, origins or questions in one picture; those with the most evidence
    /// are kept and the caption says how many were not.
    pub top: usize,
    /// At most so many contested questions get pictures of their own.
    pub questions: usize,
    /// At most so many voices get a score card, those with the most evidence.
    pub cards: usize,
    /// Up to so many articles the text is read under every rule set for vague numbers, for the
    /// picture that sets them side by side; each rule set costs a reading of its own.
    pub presets_up_to: usize,
    /// Only pictures whose name starts with one of these; empty: all.
    pub only: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: ThemeName::Light,
            width: 960.0,
            dpi: None,
            svg: false,
            page: true,
            top: 40,
            questions: 6,
            cards: 8,
            presets_up_to: 200,
            only: Vec::new(),
        }
    }
}

/// Pixels to the inch of a CSS pixel.
const CSS_DPI: f64 = 96.0;

impl Settings {
    /// PNG pixels to a CSS pixel.
    pub fn density(&self) -> f64 {
        let usual = if self.theme == ThemeName::Print { 300.0 } else { 192.0 };
        self.dpi.unwrap_or(usual).clamp(72.0, 600.0) / CSS_DPI
    }

    /// The width, within what can be drawn.
    pub fn pixels(&self) -> f64 {
        if self.width.is_finite() { self.width.clamp(480.0, 2400.0).round() } else { 960.0 }
    }
}
