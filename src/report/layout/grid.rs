//! Named rows × named columns.

use super::super::chart::{Cell, Grid};
use super::super::font;
use super::super::scene::{Anchor, Rect, Scene};
use super::super::theme::{Ink, TypeScale};
use super::draw_cell;

const NAMES: f64 = 0.36;
/// Names get so much even where the columns then do not fit at their least width.
const LEAST_NAMES: f64 = 72.0;
const LEAST_CELL: f64 = 13.0;
const TALLEST_HEAD: f64 = 150.0;

/// Draws a grid and returns where it ends.
pub fn draw(scene: &mut Scene, plot: &Grid, within: Rect, sizes: &TypeScale) -> f64 {
    let width = within.x1 - within.x0;
    let n = plot.columns.len().max(1);
    let widest = plot
        .rows
        .iter()
        .map(|r| {
            font::width(&r.label, sizes.label, false).max(font::width(&r.note, sizes.tick, false))
        })
        .chain([font::width(&plot.row_title, sizes.tick, false)])
        .fold(0.0, f64::max);
    let ends = plot
        .ends
        .iter()
        .map(|e| font::width(e, sizes.label, false))
        .chain([font::width(&plot.ends_head, sizes.tick, false)])
        .fold(0.0, f64::max);
    let ends_room = if plot.ends.is_empty() { 0.0 } else { ends + 18.0 };
    let beside = width - 16.0 - ends_room - LEAST_CELL * n as f64;
    let names = widest.min(NAMES * width).min(beside.max(LEAST_NAMES));
    let cell = ((width - names - 16.0 - ends_room) / n as f64).clamp(LEAST_CELL, 84.0);
    let left = within.x0 + names + 16.0;

    // Column heads stand flat where they fit in two lines, else they read upward.
    let flat: Vec<Vec<String>> =
        plot.columns.iter().map(|c| font::wrap(c, sizes.tick, false, cell - 6.0, 3)).collect();
    let is_flat = plot.columns.iter().zip(&flat).all(|(c, lines)| {
        lines.len() <= 3 && lines.concat().replace(' ', "") == font::drawable(c).replace(' ', "")
    });
    let head = if is_flat {
        flat.iter().map(Vec::len).max().unwrap_or(0) as f64 * 14.0 + 8.0
    } else {
        let tallest =
            plot.columns.iter().map(|c| font::width(c, sizes.tick, false)).fold(0.0, f64::max);
        tallest.min(TALLEST_HEAD) + 8.0
    };
    let title = if plot.column_title.is_empty() { 0.0 } else { 18.0 };
    let mut y = within.y0 + title + head;
    if title > 0.0 {
        let at = (left, within.y0 + 9.0);
        scene.text(&plot.column_title, at, Anchor::Start, sizes.tick, false, Ink::Text);
    }
    let row_title = (within.x0, y - 7.0);
    scene.text(&plot.row_title, row_title, Anchor::Start, sizes.tick, false, Ink::Text);
    if !plot.ends.is_empty() {
        let at = (left + cell * n as f64 + 14.0 + ends, y - 7.0);
        scene.text(&plot.ends_head, at, Anchor::End, sizes.tick, false, Ink::Muted);
    }
    for (i, column) in plot.columns.iter().enumerate() {
        let middle = left + (i as f64 + 0.5) * cell;
        if is_flat {
            for (k, line) in flat[i].iter().rev().enumerate() {
                let at = (middle, y - 7.0 - 14.0 * k as f64);
                scene.text(line, at, Anchor::Middle, sizes.tick, false, Ink::Muted);
            }
        } else {
            let words = font::shorten(column, sizes.tick, false, TALLEST_HEAD);
            let at = (middle + sizes.tick * 0.36, y - 6.0);
            scene.text_upward(&words, at, sizes.tick, false, Ink::Muted);
        }
    }
    for (i, row) in plot.rows.iter().enumerate() {
        let name = font::wrap(&row.label, sizes.label, false, names, 2);
        let note = font::shorten(&row.note, sizes.tick, false, names);
        let lines = name.len() + usize::from(!note.is_empty());
        let height = (lines as f64 * 15.5 + 8.0).max(24.0);
        let line = 15.5;
        let mut baseline =
            y + (height - line * lines as f64) / 2.0 + line / 2.0 + sizes.label * 0.36;
        for words in &name {
            scene.text(words, (within.x0, baseline), Anchor::Start, sizes.label, false, row.ink);
            baseline += line;
        }
        if !note.is_empty() {
            scene.text(&note, (within.x0, baseline), Anchor::Start, sizes.tick, false, Ink::Faint);
        }
        let box_ = (height - 4.0).min(26.0);
        for j in 0..plot.columns.len() {
            let Some(&content) = plot.cells.get(i * plot.columns.len() + j) else { continue };
            let x = left + j as f64 * cell;
            let middle = y + height / 2.0;
            // Nearly square: a wide box would carry more ink than its news.
            let side = if matches!(content, Cell::Count(..)) { cell } else { cell.min(34.0) };
            let x = x + (cell - side) / 2.0;
            let r = Rect::new(x + 1.5, middle - box_ / 2.0, x + side - 1.5, middle + box_ / 2.0);
            draw_cell(scene, r, content);
            scene.marks.push(r);
        }
        if let Some(end) = plot.ends.get(i) {
            let at = (left + cell * n as f64 + 14.0 + ends, y + height / 2.0 + sizes.label * 0.36);
            scene.text(end, at, Anchor::End, sizes.label, false, Ink::Text);
        }
        y += height;
        scene.line(vec![(within.x0, y), (left + cell * n as f64, y)], Ink::Grid, 0.7);
    }
    y + 4.0
}
