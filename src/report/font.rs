//! Text as it will be drawn: which font each character takes, how wide it comes out, how it breaks.
//!
//! The fonts are part of the binary, so a picture is the same on every computer. A text is cut into
//! runs of one font and one direction, in visual order; each run is shaped with the same shaper as
//! the renderer uses, so what is measured here is what is drawn. A character that no font covers is
//! transliterated; nothing is ever drawn as an empty box.

use std::sync::OnceLock;

use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use unicode_bidi::{BidiInfo, Level};
use unicode_segmentation::UnicodeSegmentation;

/// One font file, with how far its letters reach above and below the baseline (in em).
pub struct Face {
    /// Family name, as SVG and the renderer know it.
    pub family: &'static str,
    /// Whether it is the bold cut.
    pub bold: bool,
    /// The file.
    pub bytes: &'static [u8],
    above: f64,
    below: f64,
}

macro_rules! face {
    ($family:literal, $bold:literal, $file:literal, $above:literal, $below:literal) => {
        Face {
            family: $family,
            bold: $bold,
            bytes: include_bytes!(concat!("../../models/fonts/", $file, ".ttf")),
            above: $above,
            below: $below,
        }
    };
}

/// All fonts, in the order in which a character looks for one.
pub static FACES: [Face; 12] = [
    face!("Noto Sans", false, "NotoSans-Regular", 0.80, 0.24),
    face!("Noto Sans", true, "NotoSans-Bold", 0.80, 0.24),
    face!("Noto Sans Math", false, "NotoSansMath-Regular", 0.80, 0.24),
    face!("Noto Sans Arabic", false, "NotoSansArabic-Regular", 0.95, 0.42),
    face!("Noto Sans Hebrew", false, "NotoSansHebrew-Regular", 0.80, 0.28),
    face!("Noto Sans Armenian", false, "NotoSansArmenian-Regular", 0.80, 0.28),
    face!("Noto Sans Georgian", false, "NotoSansGeorgian-Regular", 0.80, 0.28),
    face!("Noto Sans Devanagari", false, "NotoSansDevanagari-Regular", 0.90, 0.36),
    face!("Noto Sans Bengali", false, "NotoSansBengali-Regular", 0.90, 0.36),
    face!("Noto Sans Thai", false, "NotoSansThai-Regular", 0.98, 0.34),
    face!("Noto Sans Myanmar", false, "NotoSansMyanmar-Regular", 0.98, 0.56),
    face!("Noto Sans Ethiopic", false, "NotoSansEthiopic-Regular", 0.80, 0.26),
];

/// Keeps what stands after a name that reads leftward at the name's right.
pub const LEFT_TO_RIGHT: char = '\u{200E}';

const REGULAR: usize = 0;
const BOLD: usize = 1;

struct Loaded {
    coverage: ttf_parser::Face<'static>,
    font: FontRef<'static>,
    shaper: ShaperData,
    units_per_em: f64,
}

fn loaded() -> &'static [Loaded] {
    static LOADED: OnceLock<Vec<Loaded>> = OnceLock::new();
    LOADED.get_or_init(|| {
        FACES
            .iter()
            .map(|face| {
                let coverage = ttf_parser::Face::parse(face.bytes, 0)
                    .expect("the fonts in the package parse; a test draws with each");
                let font = FontRef::new(face.bytes)
                    .expect("the fonts in the package parse; a test draws with each");
                let shaper = ShaperData::new(&font);
                let units_per_em = f64::from(coverage.units_per_em());
                Loaded { coverage, font, shaper, units_per_em }
            })
            .collect()
    })
}

/// A stretch of text of one font and one direction.
#[derive(Clone, Debug, PartialEq)]
pub struct Run {
    /// The characters, in logical order, without the white space at both ends (renderers drop it).
    pub text: String,
    /// Its font, a place in [`FACES`].
    pub face: usize,
    /// Whether it reads from right to left.
    pub rtl: bool,
    /// The white space at its left end, in em.
    pub lead: f64,
    /// Its width with the white space at both ends, in em.
    pub width: f64,
}

/// A text ready to be drawn: its runs from left to right, and its extent in em.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Shaped {
    /// Runs, left to right.
    pub runs: Vec<Run>,
    /// Total width, in em.
    pub width: f64,
    /// Reach above the baseline, in em.
    pub above: f64,
    /// Reach below the baseline, in em.
    pub below: f64,
}

/// The text with nothing in it that cannot be drawn: control and direction marks removed, white
/// space made plain, characters without a glyph transliterated.
pub fn drawable(text: &str) -> String {
    let fonts = loaded();
    let covered = |c: char| fonts.iter().any(|f| f.coverage.glyph_index(c).is_some());
    let mut out = String::with_capacity(text.len());
    for cluster in text.graphemes(true) {
        if cluster.chars().all(char::is_whitespace) {
            out.push(' ');
            continue;
        }
        for c in cluster.chars() {
            let invisible = c.is_control()
                || matches!(c, '\u{200B}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
                    | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FE00}'..='\u{FE0F}');
            if invisible {
                continue;
            }
            // The left-to-right mark steers the order of what follows a name; it is drawn as nothing.
            if c == LEFT_TO_RIGHT || covered(c) {
                out.push(c);
            } else {
                out.push_str(&any_ascii::any_ascii_char(c).replace(char::is_control, ""));
            }
        }
    }
    out.trim().to_owned()
}

/// Cuts a text into runs and measures them.
pub fn shape(text: &str, bold: bool) -> Shaped {
    let text = drawable(text);
    let mut shaped = Shaped { above: 0.80, below: 0.24, ..Shaped::default() };
    if text.is_empty() {
        return shaped;
    }
    let bidi = BidiInfo::new(&text, Some(Level::ltr()));
    for paragraph in &bidi.paragraphs {
        let (levels, visual) = bidi.visual_runs(paragraph, paragraph.range.clone());
        for range in visual {
            let rtl = levels[range.start].is_rtl();
            let mut runs = by_font(&text[range], bold, rtl);
            if rtl {
                runs.reverse();
            }
            shaped.runs.append(&mut runs);
        }
    }
    for run in &shaped.runs {
        shaped.width += run.width;
        shaped.above = shaped.above.max(FACES[run.face].above);
        shaped.below = shaped.below.max(FACES[run.face].below);
    }
    shaped
}

/// The width of a text at a size, in pixels.
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    shape(text, bold).width * size
}

/// Consecutive characters of one font, in logical order. A character stays in the font of the one
/// before it where that font has it, so that spaces do not cut a phrase.
fn by_font(text: &str, bold: bool, rtl: bool) -> Vec<Run> {
    let fonts = loaded();
    let first = if bold { BOLD } else { REGULAR };
    let has = |face: usize, c: char| fonts[face].coverage.glyph_index(c).is_some();
    let mut runs: Vec<(usize, String)> = Vec::new();
    for c in text.chars().filter(|c| *c != LEFT_TO_RIGHT) {
        let plain = c.is_ascii() || !c.is_alphabetic();
        let last = runs.last().map(|r| r.0);
        let face = match last {
            Some(f) if (f == first || plain) && has(f, c) => f,
            _ => std::iter::once(first)
                .chain([REGULAR, BOLD])
                .chain(2..FACES.len())
                .find(|&f| has(f, c))
                .unwrap_or(first),
        };
        match runs.last_mut() {
            Some((f, s)) if *f == face => s.push(c),
            _ => runs.push((face, c.to_string())),
        }
    }
    runs.into_iter()
        .map(|(face, text)| {
            let width = run_width(&text, face, rtl);
            let ink = text.trim();
            // The left end of a run that reads leftward is its logical end.
            let left = if rtl {
                text.len() - text.trim_end().len()
            } else {
                text.len() - text.trim_start().len()
            };
            let lead = left as f64 * run_width(" ", face, false);
            Run { text: ink.to_owned(), face, rtl, lead, width }
        })
        .collect()
}

fn run_width(text: &str, face: usize, rtl: bool) -> f64 {
    let font = &loaded()[face];
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(if rtl { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.guess_segment_properties();
    let shaper = font.shaper.shaper(&font.font).build();
    let glyphs = shaper.shape(buffer, ShapeOptions::new());
    let units: i64 = glyphs.glyph_positions().iter().map(|p| i64::from(p.x_advance)).sum();
    units as f64 / font.units_per_em
}

/// Breaks a text into lines no wider than `room` pixels, at spaces and after hyphens and slashes; a
/// longer word is shortened in the middle. At most `most` lines; the last is shortened.
pub fn wrap(text: &str, size: f64, bold: bool, room: f64, most: usize) -> Vec<String> {
    let text = drawable(text);
    if width(&text, size, bold) <= room {
        return vec![text];
    }
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let cut = rest
            .char_indices()
            .find(|&(i, c)| {
                i > 0 && (c == ' ' || matches!(rest[..i].chars().last(), Some('-' | '/' | '–')))
            })
            .map_or(rest.len(), |(i, _)| i);
        let (word, tail) = rest.split_at(cut);
        let joined = format!("{line}{word}");
        if line.is_empty() || width(joined.trim_start(), size, bold) <= room {
            line = joined;
        } else {
            if lines.len() + 1 == most {
                line.push_str(rest);
                rest = "";
                continue;
            }
            lines.push(std::mem::take(&mut line));
            line.push_str(word);
        }
        rest = tail;
    }
    if !line.trim().is_empty() {
        lines.push(line);
    }
    lines.into_iter().map(|l| shorten(l.trim(), size, bold, room)).collect()
}

/// The text, with its middle left out ("…") where it is wider than `room` pixels.
pub fn shorten(text: &str, size: f64, bold: bool, room: f64) -> String {
    let text = drawable(text);
    if width(&text, size, bold) <= room {
        return text;
    }
    let clusters: Vec<&str> = text.graphemes(true).collect();
    // The most clusters that fit, by halving: width grows with the number kept.
    let with = |kept: usize| {
        let tail = kept * 2 / 5;
        let head = kept - tail;
        let front = clusters[..head].concat();
        let back = clusters[clusters.len() - tail..].concat();
        format!("{}…{}", front.trim_end(), back.trim_start())
    };
    let (mut low, mut high) = (0, clusters.len().saturating_sub(1));
    while low < high {
        let middle = (low + high).div_ceil(2);
        if width(&with(middle), size, bold) <= room { low = middle } else { high = middle - 1 }
    }
    with(low)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_character_without_a_glyph_is_transliterated() {
        assert_eq!(drawable("新华社"), "XinHuaShe");
        assert_eq!(drawable("أخبار"), "أخبار");
        assert_eq!(drawable("a\u{202E}b\tc"), "ab c");
    }

    #[test]
    fn every_run_is_covered_by_its_own_font() {
        for text in ["وكالة AFP (المغرب) 12", "Минобороны → «Ведомости»", "חדשות ערוץ 12", "≥ 21"]
        {
            for bold in [false, true] {
                let shaped = shape(text, bold);
                assert!(shaped.width > 0.0);
                for run in shaped.runs {
                    let font = &loaded()[run.face].coverage;
                    for c in run.text.chars() {
                        assert!(font.glyph_index(c).is_some(), "{c:?} of {text:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn arabic_is_measured_joined_and_runs_come_in_visual_order() {
        let joined = shape("محمد", false).width;
        let apart: f64 = "محمد".chars().map(|c| shape(&c.to_string(), false).width).sum();
        assert!((joined - apart).abs() > 0.05, "{joined} {apart}");
        let mixed = shape("وكالة AFP", false);
        let faces: Vec<&str> = mixed.runs.iter().map(|r| FACES[r.face].family).collect();
        assert_eq!(faces, ["Noto Sans Arabic", "Noto Sans"], "{:?}", mixed.runs);
        // A count after an Arabic name stays at its right.
        let counted = shape(&format!("محمد{LEFT_TO_RIGHT} ×4"), false);
        assert!(counted.runs.last().is_some_and(|r| r.text.contains('4')), "{:?}", counted.runs);
        // A renderer drops white space at the ends of a run; its width is kept as a lead.
        assert!(mixed.runs.iter().all(|r| r.text == r.text.trim()));
        assert!(mixed.runs[1].lead > 0.0 || mixed.runs[0].width > shape("وكالة", false).width);
    }

    #[test]
    fn shortened_text_fits_and_keeps_both_ends() {
        let name = "Ministry of Foreign Affairs and International Cooperation of the Republic";
        let short = shorten(name, 12.0, false, 160.0);
        assert!(width(&short, 12.0, false) <= 160.0);
        assert!(short.starts_with("Ministry") && short.ends_with("ublic"), "{short}");
    }

    #[test]
    fn wrapped_lines_fit_and_lose_nothing_when_there_is_room() {
        let text = "agreement with other sources in this corpus, not accuracy";
        let lines = wrap(text, 12.0, false, 120.0, 10);
        assert!(lines.len() > 2);
        assert_eq!(lines.join(" "), text);
        for line in lines {
            assert!(width(&line, 12.0, false) <= 120.0);
        }
        assert_eq!(wrap(text, 12.0, false, 120.0, 2).len(), 2);
    }
}
