//! Named rows with number lines side by side: names at the left, numbers at the right.

use super::super::chart::{Axis, Column, Mark, Panel, Row, Rows};
use super::super::font;
use super::super::scene::{Anchor, Rect, Scene};
use super::super::theme::{Ink, TypeScale};
use super::ticks::{place, ticks};
use super::{arrow_head, draw_dot};

/// Names may take this share of the width.
const NAMES: f64 = 0.30;
/// Gap between panels, and between names and panels.
const GAP: f64 = 26.0;
/// Extra gap before the first column of text, where an axis number may reach over.
const FIRST: f64 = 8.0;
const LINE: f64 = 15.5;
const ROW_PAD: f64 = 7.0;
const GROUP: f64 = 26.0;

struct LaidRow {
    name: Vec<String>,
    note: String,
    group: Option<String>,
    top: f64,
    height: f64,
}

/// Draws rows and returns where they end.
pub fn draw(scene: &mut Scene, plot: &Rows, within: Rect, sizes: &TypeScale) -> f64 {
    let width = within.x1 - within.x0;
    let note_size = sizes.tick;
    let widest = plot
        .rows
        .iter()
        .map(|r| {
            font::width(&r.label, sizes.label, false).max(font::width(&r.note, note_size, false))
        })
        .fold(0.0, f64::max);
    let names = widest.min(NAMES * width);
    let columns: Vec<(f64, bool)> = plot.columns.iter().map(|c| column_width(c, sizes)).collect();
    let columns_width: f64 = columns.iter().map(|c| c.0 + 18.0).sum::<f64>()
        + if columns.is_empty() { 0.0 } else { FIRST };
    let left = within.x0 + names + 18.0;
    let right = within.x1 - columns_width;
    let panels = split(&plot.panels, left, right);

    let head = head_height(plot, &panels, sizes);
    let mut y = within.y0 + head;
    let rows = lay_rows(&plot.rows, names, &mut y, sizes);
    let bottom = y + 4.0;

    // Back to front: bands, grid, guides, rules, marks, words.
    for (panel, &(x0, x1)) in plot.panels.iter().zip(&panels) {
        draw_ground(scene, panel, x0, x1, within.y0 + head - 4.0, bottom, sizes);
    }
    for row in &rows {
        let middle = row.top + row.height / 2.0;
        for &(x0, x1) in &panels {
            scene.line(vec![(x0, middle), (x1, middle)], Ink::Grid, 0.7);
        }
    }
    for (panel, &(x0, x1)) in plot.panels.iter().zip(&panels) {
        let top = within.y0 + head - 4.0;
        for rule in &panel.rules {
            let x = x0 + place(&panel.axis, rule.at) * (x1 - x0);
            if rule.dashed {
                scene.dashed((x, top), (x, bottom), rule.ink, 1.3, 3.5);
            } else {
                scene.line(vec![(x, top), (x, bottom)], rule.ink, 1.3);
            }
        }
        for (at, mark) in &panel.marks {
            if let Some(row) = rows.get(*at) {
                draw_mark(scene, mark, &panel.axis, (x0, x1), row, sizes);
            }
        }
    }
    let ends = plot.panels.iter().any(|p| p.axis.ends.is_some());
    for (panel, &(x0, x1)) in plot.panels.iter().zip(&panels) {
        draw_head(scene, panel, (x0, x1), within.y0 + head, ends, sizes);
    }
    for (row, data) in rows.iter().zip(&plot.rows) {
        draw_name(scene, row, data, within.x0, sizes);
        if let Some(group) = &row.group {
            let words = font::shorten(group, sizes.heading, true, right - within.x0);
            let at = (within.x0, row.top - 8.0);
            // Grid lines fade under a long heading.
            let w = font::width(&words, sizes.heading, true);
            let ground = Rect::new(at.0, at.1 - 11.0, at.0 + w + 4.0, at.1 + 4.0);
            scene.rect(ground, Ink::Background, 0.85);
            scene.text(&words, at, Anchor::Start, sizes.heading, true, Ink::Muted);
        }
    }
    let mut x = right + FIRST;
    for (column, &(w, numeric)) in plot.columns.iter().zip(&columns) {
        x += 18.0;
        let (anchor, at) = if numeric { (Anchor::End, x + w) } else { (Anchor::Start, x) };
        let lines = font::wrap(&column.head, sizes.tick, false, w.max(40.0), 3);
        for (i, line) in lines.iter().rev().enumerate() {
            let y = within.y0 + head - 9.0 - i as f64 * 13.5;
            scene.text(line, (at, y), anchor, sizes.tick, false, Ink::Muted);
        }
        for (row, cell) in rows.iter().zip(&column.cells) {
            let baseline = row.top + row.height / 2.0 + sizes.label * 0.36;
            let words = font::shorten(cell, sizes.label, false, w);
            scene.text(&words, (at, baseline), anchor, sizes.label, false, Ink::Text);
        }
        x += w;
    }
    draw_feet(scene, plot, &panels, bottom, rows.len(), sizes)
}

/// Width of a column of text, and whether its cells are numbers (set flush right).
fn column_width(column: &Column, sizes: &TypeScale) -> (f64, bool) {
    let cells = column.cells.iter().map(|c| font::width(c, sizes.label, false)).fold(0.0, f64::max);
    let word =
        column.head.split(' ').map(|w| font::width(w, sizes.tick, false)).fold(0.0, f64::max);
    let numeric = column.cells.iter().all(|c| {
        c.is_empty()
            || c == "–"
            || c.starts_with(|x: char| x.is_ascii_digit() || "−.+≥≤".contains(x))
    });
    (cells.clamp(word, 190.0_f64.max(word)).min(190.0), numeric)
}

fn split(panels: &[Panel], left: f64, right: f64) -> Vec<(f64, f64)> {
    let gaps = GAP * panels.len().saturating_sub(1) as f64;
    let shares: f64 = panels.iter().map(|p| p.share).sum();
    let unit = ((right - left - gaps) / shares.max(1e-9)).max(10.0);
    let mut x = left;
    panels
        .iter()
        .map(|p| {
            let x0 = x;
            x += p.share * unit + GAP;
            (x0, x0 + p.share * unit)
        })
        .collect()
}

fn title_lines(panel: &Panel, w: f64, sizes: &TypeScale) -> Vec<String> {
    if panel.title.is_empty() {
        Vec::new()
    } else {
        font::wrap(&panel.title, sizes.heading, true, w, 2)
    }
}

/// Height above the first row: panel titles, names of the ends, numbers, column heads.
fn head_height(plot: &Rows, panels: &[(f64, f64)], sizes: &TypeScale) -> f64 {
    let titles = plot
        .panels
        .iter()
        .zip(panels)
        .map(|(p, &(a, b))| title_lines(p, b - a, sizes).len())
        .max()
        .unwrap_or(0);
    let ends = plot.panels.iter().any(|p| p.axis.ends.is_some());
    let heads = plot
        .columns
        .iter()
        .map(|c| {
            font::wrap(&c.head, sizes.tick, false, column_width(c, sizes).0.max(40.0), 3).len()
        })
        .max()
        .unwrap_or(0);
    let panel_head = titles as f64 * 16.0 + if ends { 19.0 } else { 0.0 } + 22.0;
    panel_head.max(heads as f64 * 13.5 + 12.0)
}

fn lay_rows(rows: &[Row], names: f64, y: &mut f64, sizes: &TypeScale) -> Vec<LaidRow> {
    let mut last = "";
    rows.iter()
        .map(|row| {
            let group = (row.group != last && !row.group.is_empty()).then(|| row.group.clone());
            last = &row.group;
            if group.is_some() {
                *y += GROUP;
            }
            let most = if row.note.is_empty() { 2 } else { 1 };
            let name = font::wrap(&row.label, sizes.label, false, names, most);
            let note = font::shorten(&row.note, sizes.tick, false, names);
            let lines = name.len() + usize::from(!note.is_empty());
            let deep = name.iter().any(|l| {
                let shaped = font::shape(l, false);
                shaped.above + shaped.below > 1.1
            });
            let height =
                lines as f64 * LINE + ROW_PAD + if deep { 6.0 * name.len() as f64 } else { 0.0 };
            let top = *y;
            *y += height;
            LaidRow { name, note, group, top, height }
        })
        .collect()
}

fn draw_name(scene: &mut Scene, row: &LaidRow, data: &Row, x: f64, sizes: &TypeScale) {
    let lines = row.name.len() + usize::from(!row.note.is_empty());
    let line = (row.height - ROW_PAD) / lines as f64;
    let mut baseline = row.top + ROW_PAD / 2.0 + line / 2.0 + sizes.label * 0.36;
    for words in &row.name {
        scene.text(words, (x, baseline), Anchor::Start, sizes.label, false, data.ink);
        baseline += line;
    }
    if !row.note.is_empty() {
        scene.text(&row.note, (x, baseline), Anchor::Start, sizes.tick, false, Ink::Faint);
    }
}

fn draw_ground(
    scene: &mut Scene,
    panel: &Panel,
    x0: f64,
    x1: f64,
    top: f64,
    bottom: f64,
    sizes: &TypeScale,
) {
    let at = |v: f64| (x0 + place(&panel.axis, v) * (x1 - x0)).clamp(x0, x1);
    for &(low, high, ink) in &panel.bands {
        let (a, b) = (at(low), at(high));
        // A band of no width would vanish.
        let slim = (2.0 - (b - a)).max(0.0) / 2.0;
        scene.rect(Rect::new(a - slim, top, b + slim, bottom), ink, 0.5);
    }
    for (value, _) in ticks(&panel.axis, x1 - x0, sizes.tick) {
        scene.line(vec![(at(value), top), (at(value), bottom)], Ink::Grid, 1.0);
    }
}

fn numbers(scene: &mut Scene, axis: &Axis, x0: f64, x1: f64, baseline: f64, sizes: &TypeScale) {
    for (value, words) in ticks(axis, x1 - x0, sizes.tick) {
        let half = font::width(&words, sizes.tick, false) / 2.0;
        let x = (x0 + place(axis, value) * (x1 - x0))
            .clamp(x0 - 10.0 + half, (x1 + 10.0 - half).max(x0 - 10.0 + half));
        let x = if axis.names.is_empty() { x } else { x0 + place(axis, value) * (x1 - x0) };
        scene.text(&words, (x, baseline), Anchor::Middle, sizes.tick, false, Ink::Muted);
    }
}

fn draw_head(
    scene: &mut Scene,
    panel: &Panel,
    (x0, x1): (f64, f64),
    bottom: f64,
    ends: bool,
    sizes: &TypeScale,
) {
    let mut y = bottom - 9.0;
    numbers(scene, &panel.axis, x0, x1, y, sizes);
    y -= 19.0;
    if let Some((low, high)) = &panel.axis.ends {
        // Bold names where the ends lie; each keeps to its half.
        let half = (x1 - x0) / 2.0 - 6.0;
        let low = font::shorten(&format!("← {low}"), sizes.tick, false, half);
        let high = font::shorten(&format!("{high} →"), sizes.tick, false, half);
        scene.text(&low, (x0, y), Anchor::Start, sizes.tick, false, Ink::Text);
        scene.text(&high, (x1, y), Anchor::End, sizes.tick, false, Ink::Text);
    }
    // Titles of neighbouring panels stand on one line.
    if ends {
        y -= 19.0;
    }
    for line in title_lines(panel, x1 - x0, sizes).iter().rev() {
        scene.text(line, (x0, y), Anchor::Start, sizes.heading, true, Ink::Text);
        y -= 16.0;
    }
}

/// Numbers again under long lists, and the axes' titles. Returns the lower edge.
fn draw_feet(
    scene: &mut Scene,
    plot: &Rows,
    panels: &[(f64, f64)],
    bottom: f64,
    rows: usize,
    sizes: &TypeScale,
) -> f64 {
    let mut y = bottom;
    if rows > 16 {
        y += 16.0;
        for (panel, &(x0, x1)) in plot.panels.iter().zip(panels) {
            numbers(scene, &panel.axis, x0, x1, y, sizes);
        }
    }
    let titles: Vec<Vec<String>> = plot
        .panels
        .iter()
        .zip(panels)
        .map(|(p, &(a, b))| {
            if p.axis.title.is_empty() {
                Vec::new()
            } else {
                font::wrap(&p.axis.title, sizes.tick, false, b - a, 2)
            }
        })
        .collect();
    let deepest = titles.iter().map(Vec::len).max().unwrap_or(0);
    for (lines, &(x0, x1)) in titles.iter().zip(panels) {
        for (i, line) in lines.iter().enumerate() {
            let at = ((x0 + x1) / 2.0, y + 17.0 + 15.0 * i as f64);
            scene.text(line, at, Anchor::Middle, sizes.tick, false, Ink::Muted);
        }
    }
    y + if deepest > 0 { 6.0 + 15.0 * deepest as f64 } else { 2.0 }
}

fn draw_mark(
    scene: &mut Scene,
    mark: &Mark,
    axis: &Axis,
    (x0, x1): (f64, f64),
    row: &LaidRow,
    sizes: &TypeScale,
) {
    let y = row.top + row.height / 2.0;
    let at = |v: f64| x0 + place(axis, v) * (x1 - x0);
    match mark {
        Mark::Interval { low, high, ink, width } => {
            let (a, b) = (at(*low), high.map_or(x1 + 1.0, at));
            let half = (width * 0.9 + 2.0).min(6.0);
            let from = a.max(x0);
            let to = if b > x1 { x1 - half } else { b };
            scene.line(vec![(from, y), (to.max(from), y)], *ink, *width);
            if b > x1 {
                arrow_head(scene, (x1 + half * 0.5, y), *ink, 1.0, half);
            }
            if a < x0 {
                arrow_head(scene, (x0 - half * 0.5, y), *ink, -1.0, half);
            }
            scene.marks.push(Rect::new(from, y - width / 2.0, to.max(from), y + width / 2.0));
        }
        Mark::Bar { low, high, ink, words } => {
            let half = (row.height / 2.0 - 3.0).min(9.0);
            let (a, b) = (at(*low).clamp(x0, x1), at(*high).clamp(x0, x1));
            let r = Rect::new(a.min(b), y - half, a.max(b), y + half);
            scene.rect(r, *ink, 1.0);
            scene.marks.push(r);
            if !words.is_empty() && font::width(words, sizes.tick, false) + 8.0 <= r.x1 - r.x0 {
                let on = match ink {
                    Ink::Light | Ink::Consensus | Ink::Grid => Ink::Text,
                    _ => Ink::Background,
                };
                let at = ((r.x0 + r.x1) / 2.0, y + sizes.tick * 0.36);
                scene.text_on_mark(words, at, sizes.tick, false, on);
            }
        }
        Mark::At { at: value, dot } => {
            let x = at(*value).clamp(x0, x1);
            draw_dot(scene, (x, y), dot);
        }
        Mark::Stroke { at: value, ink } => {
            let x = at(*value).clamp(x0, x1);
            scene.line(vec![(x, y - 8.0), (x, y + 8.0)], *ink, 2.0);
        }
        Mark::Missing(words) => {
            let words = font::shorten(words, sizes.tick, false, x1 - x0 - 8.0);
            let w = font::width(&words, sizes.tick, false);
            let middle = (x0 + x1) / 2.0;
            // Words on a guide line would be struck through.
            let (half, up) = (w / 2.0 + 5.0, sizes.tick * 0.7);
            let ground = Rect::new(middle - half, y - up, middle + half, y + up);
            scene.rect(ground, Ink::Background, 1.0);
            let at = (middle, y + sizes.tick * 0.36);
            scene.text(&words, at, Anchor::Middle, sizes.tick, false, Ink::Faint);
        }
    }
}
