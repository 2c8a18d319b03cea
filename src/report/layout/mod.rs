//! Chart → scene: where everything comes to stand, measured with the fonts that draw it.
//!
//! ```text
//! title
//! subtitle
//! legend
//! ┌ plot ─ rows · plane · grid · flow ┐
//! caption, what was left out
//! ───
//! foot: version, hashes, counts, dates
//! ```

mod flow;
mod grid;
mod labels;
mod plane;
mod rows;
mod ticks;

use super::chart::{Cell, Chart, Dot, Form, Plot, Sample};
use super::font;
use super::scene::{Anchor, Item, Rect, Scene};
use super::theme::{Ink, TypeScale, type_scale};

/// White space around the picture.
const PAD: f64 = 28.0;
/// Widest line of running text, in pixels.
const MEASURE: f64 = 780.0;
/// Line height of running text, in sizes.
const LEADING: f64 = 1.38;

/// Lays a chart out, `width` pixels wide, with the facts of the run at its foot.
pub fn lay_out(chart: &Chart, foot: &[String], width: f64) -> Scene {
    let sizes = type_scale();
    let mut scene = Scene::new(width);
    scene.title = font::drawable(&chart.title);
    scene.alt = font::drawable(&chart.alt);
    let room = width - 2.0 * PAD;
    let mut y = PAD;
    y = paragraph(&mut scene, &chart.title, y, sizes.title, true, Ink::Text, room, 3);
    y += 3.0;
    y = paragraph(&mut scene, &chart.subtitle, y, sizes.subtitle, false, Ink::Muted, room, 4);
    if !chart.legend.is_empty() {
        y += 12.0;
        y = legend(&mut scene, chart, y, room, sizes);
    }
    y += 16.0;
    let within = Rect::new(PAD, y, width - PAD, f64::INFINITY);
    let (bottom, not_drawn) = match &chart.plot {
        Plot::Rows(rows) => (rows::draw(&mut scene, rows, within, sizes), 0),
        Plot::Plane(plane) => plane::draw(&mut scene, plane, within, sizes),
        Plot::Grid(grid) => (grid::draw(&mut scene, grid, within, sizes), 0),
        Plot::Flow(flow) => (flow::draw(&mut scene, flow, within, sizes), 0),
    };
    y = bottom + 18.0;
    let mut caption = chart.caption.clone();
    for more in [&chart.left_out, &labels_left_out(not_drawn)] {
        if !more.is_empty() {
            caption.push(' ');
            caption.push_str(more);
        }
    }
    let measure = room.min(MEASURE);
    y = paragraph(&mut scene, &caption, y, sizes.caption, false, Ink::Muted, measure, 12);
    y += 10.0;
    scene.line(vec![(PAD, y), (width - PAD, y)], Ink::Grid, 1.0);
    y += 7.0;
    for line in foot.iter().filter(|l| !l.is_empty()) {
        y = paragraph(&mut scene, line, y, sizes.foot, false, Ink::Faint, room, 3);
    }
    scene.height = (y + PAD * 0.6).ceil();
    scene
}

fn labels_left_out(n: usize) -> String {
    match n {
        0 => String::new(),
        1 => "One point has no room for its name; the CSV tables name it.".to_owned(),
        n => format!("{n} points have no room for their names; the CSV tables name all."),
    }
}

/// Writes wrapped text from `y` down and returns where it ends.
#[expect(clippy::too_many_arguments, reason = "a paragraph has this many properties")]
fn paragraph(
    scene: &mut Scene,
    text: &str,
    mut y: f64,
    size: f64,
    bold: bool,
    ink: Ink,
    room: f64,
    most: usize,
) -> f64 {
    if text.is_empty() {
        return y;
    }
    for line in font::wrap(text, size, bold, room, most) {
        let shaped = font::shape(&line, bold);
        // Scripts with a deep reach get the lines they need.
        let extra = (shaped.above + shaped.below - 1.04).max(0.0) * size;
        y += size * LEADING + extra;
        let baseline = y - size * (LEADING - 1.0) / 2.0 - size * 0.22 - extra / 2.0;
        scene.text(&line, (PAD, baseline), Anchor::Start, size, bold, ink);
    }
    y
}

fn legend(scene: &mut Scene, chart: &Chart, y: f64, room: f64, sizes: &TypeScale) -> f64 {
    const SAMPLE: f64 = 26.0;
    const LINE: f64 = 20.0;
    let size = sizes.tick;
    let (mut x, mut top) = (PAD, y);
    for entry in &chart.legend {
        let sample = if entry.sample == Sample::None { 0.0 } else { SAMPLE };
        let words = font::shorten(&entry.words, size, false, room - SAMPLE);
        let width = sample + font::width(&words, size, false);
        if x > PAD && x + width > PAD + room {
            x = PAD;
            top += LINE;
        }
        let middle = top + LINE / 2.0;
        draw_sample(scene, entry.sample, (x, middle));
        scene.text(
            &words,
            (x + sample, middle + size * 0.36),
            Anchor::Start,
            size,
            false,
            Ink::Muted,
        );
        x += width + 22.0;
    }
    top + LINE
}

fn draw_sample(scene: &mut Scene, sample: Sample, (x, y): (f64, f64)) {
    let (from, to) = (x, x + 20.0);
    match sample {
        Sample::None => {}
        Sample::Dot(dot) => draw_dot(scene, (x + 10.0, y), &dot),
        Sample::Bar(ink) => scene.line(vec![(from, y), (to, y)], ink, 4.0),
        Sample::Arrow(ink) => {
            scene.line(vec![(from, y), (to - 4.0, y)], ink, 4.0);
            arrow_head(scene, (to + 1.0, y), ink, 1.0, 5.0);
        }
        Sample::Band(ink) => scene.rect(Rect::new(from, y - 6.0, to, y + 6.0), ink, 0.55),
        Sample::Line(ink) => scene.line(vec![(from, y), (to, y)], ink, 1.6),
        Sample::Dashed(ink) => scene.dashed((from, y), (to, y), ink, 1.4, 3.0),
        Sample::Cell(cell) => {
            draw_cell(scene, Rect::new(x + 3.0, y - 7.0, x + 17.0, y + 7.0), cell);
        }
    }
}

/// A dot; its place is kept free of text.
fn draw_dot(scene: &mut Scene, at: (f64, f64), dot: &Dot) {
    let r = dot.radius;
    let strength = if dot.faint { 0.38 } else { 1.0 };
    match dot.form {
        Form::Cross => {
            let k = r * 0.8;
            for s in [1.0, -1.0] {
                let line = vec![(at.0 - k, at.1 - s * k), (at.0 + k, at.1 + s * k)];
                scene.line(line, dot.ink, 2.2);
            }
        }
        Form::Circle if dot.faint => scene.items.push(Item::Circle {
            at,
            radius: r,
            fill: Some(dot.ink),
            outline: None,
            opacity: if dot.hollow { 0.16 } else { strength },
        }),
        Form::Circle => {
            let (fill, outline) = if dot.hollow {
                (Ink::Background, Some((dot.ink, 1.6)))
            } else {
                // A rim in the ground's colour keeps neighbouring dots apart.
                (dot.ink, Some((Ink::Background, 0.9)))
            };
            scene.items.push(Item::Circle {
                at,
                radius: r,
                fill: Some(fill),
                outline,
                opacity: 1.0,
            });
        }
        Form::Diamond | Form::Square => {
            let corner = |k: f64| -> Vec<(f64, f64)> {
                let (x, y) = at;
                if dot.form == Form::Diamond {
                    let k = k * 1.2;
                    vec![(x, y - k), (x + k, y), (x, y + k), (x - k, y)]
                } else {
                    let k = k * 0.88;
                    vec![(x - k, y - k), (x + k, y - k), (x + k, y + k), (x - k, y + k)]
                }
            };
            let area = |points, ink| Item::Area { points, ink, opacity: 1.0 };
            if dot.faint {
                let opacity = if dot.hollow { 0.16 } else { strength };
                scene.items.push(Item::Area { points: corner(r), ink: dot.ink, opacity });
            } else if dot.hollow {
                scene.items.push(area(corner(r), dot.ink));
                scene.items.push(area(corner((r - 1.9).max(0.5)), Ink::Background));
            } else {
                scene.items.push(area(corner(r + 0.7), Ink::Background));
                scene.items.push(area(corner(r), dot.ink));
            }
        }
    }
    let reach = if dot.form == Form::Diamond { r * 1.2 } else { r };
    scene.marks.push(Rect::around(at, reach));
}

/// The head of an arrow, its tip at `tip`, pointing along x (`way` = ±1).
fn arrow_head(scene: &mut Scene, tip: (f64, f64), ink: Ink, way: f64, half: f64) {
    let points = vec![
        tip,
        (tip.0 - way * half * 1.5, tip.1 - half),
        (tip.0 - way * half * 1.5, tip.1 + half),
    ];
    scene.items.push(Item::Area { points, ink, opacity: 1.0 });
}

fn draw_cell(scene: &mut Scene, r: Rect, cell: Cell) {
    match cell {
        Cell::Empty => {}
        Cell::Full(ink) => scene.rect(r, ink, 1.0),
        Cell::Half(ink) => {
            scene.outline(Rect::new(r.x0 + 0.6, r.y0 + 0.6, r.x1 - 0.6, r.y1 - 0.6), ink, 1.2);
            let points = vec![(r.x0, r.y0), (r.x1, r.y1), (r.x0, r.y1)];
            scene.items.push(Item::Area { points, ink, opacity: 1.0 });
        }
        Cell::Crossed(ink) => {
            scene.rect(r, ink, 1.0);
            let inset = ((r.x1 - r.x0).min(r.y1 - r.y0) * 0.28).min(6.0);
            let (cx, cy) = ((r.x0 + r.x1) / 2.0, (r.y0 + r.y1) / 2.0);
            let k = (r.y1 - r.y0) / 2.0 - inset;
            for s in [1.0, -1.0] {
                let line = vec![(cx - k, cy - s * k), (cx + k, cy + s * k)];
                scene.line(line, Ink::Background, 1.8);
            }
        }
        Cell::Open(ink) => {
            let inner = Rect::new(r.x0 + 0.7, r.y0 + 0.7, r.x1 - 0.7, r.y1 - 0.7);
            scene.outline(inner, ink, 1.4);
        }
        Cell::Speck(ink) => scene.items.push(Item::Circle {
            at: ((r.x0 + r.x1) / 2.0, (r.y0 + r.y1) / 2.0),
            radius: 1.7,
            fill: Some(ink),
            outline: None,
            opacity: 1.0,
        }),
        Cell::Count(n, share) => {
            let size = type_scale().label;
            if n > 0 {
                scene.rect(r, Ink::Strong, 0.10 + 0.55 * share);
            }
            let ink = if n == 0 {
                Ink::Rule
            } else if share > 0.55 {
                Ink::Background
            } else {
                Ink::Text
            };
            let at = ((r.x0 + r.x1) / 2.0, (r.y0 + r.y1) / 2.0 + size * 0.36);
            let words =
                if n == 0 { "·".to_owned() } else { super::inputs::thousands(f64::from(n)) };
            scene.text_on_mark(&words, at, size, n > 0, ink);
        }
    }
}
