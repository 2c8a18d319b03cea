//! Scene → SVG → PNG: the only file that knows plotters and resvg.
//!
//! plotters writes the SVG in tenths of a pixel, because its coordinates are whole numbers; the
//! root element then gives the real size. resvg turns that SVG into pixels with the fonts of
//! `report/font.rs` and no others, so the bytes depend on nothing outside the program.

use std::sync::{Arc, OnceLock};

use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{FontStyle, FontTransform, RGBAColor, TextStyle};
use resvg::{tiny_skia, usvg};

use super::font::FACES;
use super::scene::{Item, Scene, TextLine};
use super::theme::{self, Ink, ThemeName};

/// SVG units in a pixel.
const UNIT: f64 = 10.0;
/// plotters puts the baseline this far below the top of a text, in em.
const TOP_TO_BASELINE: f64 = 0.76;
/// plotters divides every font size by this.
const PLOTTERS_SIZE: f64 = 1.24;
/// Pixels to the inch of an SVG's user unit (CSS).
const CSS_DPI: f64 = 96.0;

/// A picture could not be drawn.
#[derive(Debug, thiserror::Error)]
#[error("cannot draw {what}: {why}")]
pub struct DrawError {
    /// Which picture.
    pub what: String,
    /// What went wrong.
    pub why: String,
}

/// Draws a scene as SVG.
///
/// # Errors
///
/// If the drawing backend refuses a shape.
pub fn svg(scene: &Scene, theme: ThemeName) -> Result<String, DrawError> {
    let mut out = String::new();
    let size = (unit(scene.width) as u32, unit(scene.height) as u32);
    plot(scene, theme, size, &mut out)
        .map_err(|why| DrawError { what: scene.title.clone(), why: why.to_string() })?;
    // The real size, and the words for those who cannot see it.
    let body = out.find('>').map_or("", |at| &out[at + 1..]);
    let (w, h) = (scene.width.round(), scene.height.round());
    let mut head = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" \
         viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"title desc\">\n\
         <title id=\"title\">{}</title>\n<desc id=\"desc\">{}</desc>",
        size.0,
        size.1,
        escape(&scene.title),
        escape(&scene.alt),
    );
    head.push_str(&body.replace("\n</text>", "</text>"));
    Ok(head)
}

/// Draws a scene as PNG, `density` pixels to a CSS pixel; the density is written into the file.
///
/// # Errors
///
/// If the scene cannot be drawn, or is too large for memory.
pub fn png(scene: &Scene, theme: ThemeName, density: f64) -> Result<Vec<u8>, DrawError> {
    rasterize(&svg(scene, theme)?, &scene.title, density)
}

/// Turns one of our SVGs into PNG.
///
/// # Errors
///
/// If the SVG does not parse or the picture is too large.
pub fn rasterize(svg: &str, what: &str, density: f64) -> Result<Vec<u8>, DrawError> {
    let fail = |why: String| DrawError { what: what.to_owned(), why };
    let tree = usvg::Tree::from_str(svg, &options()).map_err(|e| fail(e.to_string()))?;
    let size = tree.size();
    let side = |x: f32| (f64::from(x) * density).ceil() as u32;
    let (w, h) = (side(size.width()), side(size.height()));
    let mut pixels = tiny_skia::Pixmap::new(w, h)
        .ok_or_else(|| fail(format!("{w} × {h} pixels do not fit in memory")))?;
    let scale = density as f32;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    encode(&pixels, density).map_err(|e| fail(e.to_string()))
}

/// The pixels as PNG with their density, so that print programs know the picture's size. Every
/// picture has an opaque ground, so there is no alpha to write, and rows of flat charts repeat the row
/// above: the filter "up" leaves zeros, which even a low level of compression packs well. Packing the
/// pixels with the defaults took longer than drawing them.
fn encode(pixels: &tiny_skia::Pixmap, density: f64) -> Result<Vec<u8>, png::EncodingError> {
    let rgb: Vec<u8> =
        pixels.pixels().iter().flat_map(|p| [p.red(), p.green(), p.blue()]).collect();
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, pixels.width(), pixels.height());
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_deflate_compression(png::DeflateCompression::Level(3));
    encoder.set_filter(png::Filter::Up);
    let per_metre = (density * CSS_DPI / 0.0254).round() as u32;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder.write_header()?;
    writer.write_image_data(&rgb)?;
    writer.finish()?;
    Ok(out)
}

/// The boxes that the renderer gives the texts of an SVG, in pixels, in order.
#[cfg(test)]
pub(super) fn rendered_text_boxes(svg: &str) -> Vec<super::scene::Rect> {
    fn walk(group: &usvg::Group, out: &mut Vec<super::scene::Rect>) {
        for node in group.children() {
            match node {
                usvg::Node::Group(g) => walk(g, out),
                usvg::Node::Text(t) => {
                    let b = t.abs_bounding_box();
                    let f = f64::from;
                    out.push(super::scene::Rect::new(
                        f(b.left()),
                        f(b.top()),
                        f(b.right()),
                        f(b.bottom()),
                    ));
                }
                _ => {}
            }
        }
    }
    let tree = usvg::Tree::from_str(svg, &options()).expect("our own SVG parses");
    let mut out = Vec::new();
    walk(tree.root(), &mut out);
    out
}

fn options() -> usvg::Options<'static> {
    static FONTS: OnceLock<Arc<usvg::fontdb::Database>> = OnceLock::new();
    let fontdb = FONTS.get_or_init(|| {
        let mut db = usvg::fontdb::Database::new();
        for face in &FACES {
            db.load_font_source(usvg::fontdb::Source::Binary(Arc::new(face.bytes)));
        }
        Arc::new(db)
    });
    usvg::Options { fontdb: Arc::clone(fontdb), ..usvg::Options::default() }
}

fn unit(x: f64) -> i32 {
    (x * UNIT).round() as i32
}

fn points(points: &[(f64, f64)]) -> Vec<(i32, i32)> {
    points.iter().map(|&(x, y)| (unit(x), unit(y))).collect()
}

type Surface<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;
type Refused = DrawingAreaErrorKind<std::io::Error>;

fn plot(
    scene: &Scene,
    theme: ThemeName,
    size: (u32, u32),
    out: &mut String,
) -> Result<(), Refused> {
    let palette = theme::palette(theme);
    let colour = |ink: Ink, opacity: f64| {
        let c = palette.colour(ink);
        RGBAColor(c.0, c.1, c.2, opacity)
    };
    let surface: Surface<'_> = SVGBackend::with_string(out, size).into_drawing_area();
    surface.fill(&colour(Ink::Background, 1.0))?;
    for item in &scene.items {
        match item {
            Item::Line { points: p, ink, width, opacity } => {
                let style = colour(*ink, *opacity).stroke_width(unit(*width).max(1) as u32);
                surface.draw(&PathElement::new(points(p), style))?;
            }
            Item::Area { points: p, ink, opacity } => {
                surface.draw(&Polygon::new(points(p), colour(*ink, *opacity).filled()))?;
            }
            Item::Circle { at, radius, fill, outline, opacity } => {
                let centre = (unit(at.0), unit(at.1));
                if let Some(ink) = fill {
                    let style = colour(*ink, *opacity).filled();
                    surface.draw(&Circle::new(centre, unit(*radius), style))?;
                }
                if let Some((ink, width)) = outline {
                    let style = colour(*ink, 1.0).stroke_width(unit(*width).max(1) as u32);
                    let inner = radius - width / 2.0;
                    surface.draw(&Circle::new(centre, unit(inner), style))?;
                }
            }
            Item::Text(line) => write(&surface, line, colour(line.ink, 1.0))?,
        }
    }
    surface.present()
}

fn write(surface: &Surface<'_>, line: &TextLine, colour: RGBAColor) -> Result<(), Refused> {
    let mut along = 0.0;
    for run in &line.shaped.runs {
        if run.text.is_empty() {
            along += run.width * line.size;
            continue;
        }
        let face = &FACES[run.face];
        let start = along + run.lead * line.size;
        // Marks of direction, so that brackets and full stops fall on the right side.
        let words =
            if run.rtl { format!("\u{202B}{}\u{202C}", run.text) } else { run.text.clone() };
        let cut = if face.bold { FontStyle::Bold } else { FontStyle::Normal };
        let down = TOP_TO_BASELINE * line.size;
        let (at, turn) = if line.upward {
            ((line.at.0 - down, line.at.1 - start), FontTransform::Rotate270)
        } else {
            ((line.at.0 + start, line.at.1 - down), FontTransform::None)
        };
        let font = (face.family, line.size * UNIT * PLOTTERS_SIZE, cut).into_font();
        let style = TextStyle::from(font.transform(turn))
            .color(&colour)
            .pos(Pos::new(HPos::Left, VPos::Top));
        // The element only hands text, style and place to the backend.
        surface.draw(&plotters::element::Text::new(
            words.as_str(),
            (unit(at.0), unit(at.1)),
            style,
        ))?;
        along += run.width * line.size;
    }
    Ok(())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
