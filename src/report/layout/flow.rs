//! Named nodes in columns, joined by links that swing from one column to the next.

use super::super::chart::Flow;
use super::super::font;
use super::super::scene::{Anchor, Item, Rect, Scene};
use super::super::theme::{Ink, TypeScale};

/// Width of a node's bar.
const BAR: f64 = 7.0;
/// Height of one place in a column.
const PITCH: f64 = 25.0;
/// Steps of a link's curve.
const STEPS: u32 = 24;

/// Draws a flow and returns where it ends.
pub fn draw(scene: &mut Scene, plot: &Flow, within: Rect, sizes: &TypeScale) -> f64 {
    let columns = plot.columns.len().max(1);
    let width = within.x1 - within.x0;
    let last = columns - 1;
    // The last column needs room for its names only, the others for their links too.
    let step = width / (columns as f64 - 0.3).max(1.0);
    let top = within.y0 + 26.0;
    let places = plot.nodes.iter().map(|n| n.place).fold(0.0, f64::max) + 1.0;
    let heaviest = plot.nodes.iter().map(|n| n.weight).fold(1.0, f64::max);
    let bar_x = |column: usize| within.x0 + column as f64 * step;
    let room = |column: usize| if column == last { step * 0.7 - 16.0 } else { step * 0.66 - 16.0 };
    for (i, head) in plot.columns.iter().enumerate() {
        let words = font::shorten(head, sizes.heading, true, room(i) + 14.0);
        scene.text(
            &words,
            (bar_x(i), within.y0 + 10.0),
            Anchor::Start,
            sizes.heading,
            true,
            Ink::Text,
        );
    }
    let middle = |place: f64| top + (place + 0.5) * PITCH;
    let half = |weight: f64| (1.5 + 9.0 * (weight / heaviest).sqrt()).min(10.5);
    let labels: Vec<String> = plot
        .nodes
        .iter()
        .map(|n| {
            let note =
                font::width(&n.note, sizes.tick, false) + if n.note.is_empty() { 0.0 } else { 6.0 };
            font::shorten(&n.label, sizes.label, false, (room(n.column) - note).max(30.0))
        })
        .collect();
    let label_end = |i: usize| {
        let node = &plot.nodes[i];
        let note = if node.note.is_empty() {
            0.0
        } else {
            6.0 + font::width(&node.note, sizes.tick, false)
        };
        bar_x(node.column) + BAR + 6.0 + font::width(&labels[i], sizes.label, false) + note
    };
    for link in &plot.links {
        let (Some(a), Some(b)) = (plot.nodes.get(link.from), plot.nodes.get(link.to)) else {
            continue;
        };
        // From the end of the name, so that the line strikes no word.
        // A node without a name is a lane that a link passes through.
        let from = if a.label.is_empty() {
            (bar_x(a.column), middle(a.place))
        } else {
            (label_end(link.from) + 6.0, middle(a.place))
        };
        let stop = if b.label.is_empty() { 0.0 } else { 3.0 };
        let to = (bar_x(b.column) - stop, middle(b.place));
        let shelf = from.0.max(bar_x(a.column) + room(a.column) + BAR + 12.0);
        let mut points = vec![from, (shelf, from.1)];
        for i in 1..=STEPS {
            let t = f64::from(i) / f64::from(STEPS);
            let ease = t * t * (3.0 - 2.0 * t);
            points.push((shelf + (to.0 - shelf) * t, from.1 + (to.1 - from.1) * ease));
        }
        let width = 0.9 + 3.6 * (link.weight / heaviest).sqrt();
        scene.items.push(Item::Line { points, ink: link.ink, width, opacity: 0.5 });
    }
    for (i, node) in plot.nodes.iter().enumerate() {
        if node.label.is_empty() {
            continue;
        }
        let (x, y) = (bar_x(node.column), middle(node.place));
        let h = half(node.weight);
        let bar = Rect::new(x, y - h, x + BAR, y + h);
        scene.rect(bar, node.ink, 1.0);
        scene.marks.push(bar);
        let at = (x + BAR + 6.0, y + sizes.label * 0.36);
        let end = scene.text(&labels[i], at, Anchor::Start, sizes.label, false, Ink::Text);
        let note = (end.x1 + 6.0, at.1);
        scene.text(&node.note, note, Anchor::Start, sizes.tick, false, Ink::Faint);
    }
    top + places * PITCH + 4.0
}
