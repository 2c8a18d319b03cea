//! Two number lines at a right angle, with points whose labels find their own places.

use super::super::chart::{Curve, Form, Plane, Point};
use super::super::font;
use super::super::scene::{Anchor, Item, Rect, Scene};
use super::super::theme::{Ink, TypeScale};
use super::draw_dot;
use super::labels::{Thin, Wanted, place as place_labels};
use super::ticks::{place, ticks};

/// Draws a plane and returns where it ends and how many labels found no place.
pub fn draw(scene: &mut Scene, plot: &Plane, within: Rect, sizes: &TypeScale) -> (f64, usize) {
    let width = within.x1 - within.x0;
    let height = width * plot.shape;
    let title = if plot.y.title.is_empty() { 0.0 } else { 22.0 };
    let y_ticks = ticks(&plot.y, height, sizes.tick * 1.8);
    let widest = y_ticks.iter().map(|t| font::width(&t.1, sizes.tick, false)).fold(0.0, f64::max);
    let area = Rect::new(
        within.x0 + widest + 10.0,
        within.y0 + title,
        within.x1 - 6.0,
        within.y0 + title + height,
    );
    let at = |x: f64, y: f64| {
        (
            area.x0 + place(&plot.x, x) * (area.x1 - area.x0),
            area.y1 - place(&plot.y, y) * (area.y1 - area.y0),
        )
    };

    if title > 0.0 {
        let words = format!("↑ {}", plot.y.title);
        scene.text(
            &words,
            (within.x0, within.y0 + 9.0),
            Anchor::Start,
            sizes.tick,
            false,
            Ink::Text,
        );
    }
    for (value, words) in &y_ticks {
        let y = at(plot.x.low, *value).1;
        scene.line(vec![(area.x0, y), (area.x1, y)], Ink::Grid, 1.0);
        let baseline = (area.x0 - 8.0, y + sizes.tick * 0.36);
        scene.text(words, baseline, Anchor::End, sizes.tick, false, Ink::Muted);
    }
    for (value, words) in ticks(&plot.x, area.x1 - area.x0, sizes.tick) {
        let x = at(value, plot.y.low).0;
        scene.line(vec![(x, area.y0), (x, area.y1)], Ink::Grid, 1.0);
        let half = font::width(&words, sizes.tick, false) / 2.0;
        let middle = x.clamp(within.x0 + half, within.x1 - half);
        scene.text(&words, (middle, area.y1 + 17.0), Anchor::Middle, sizes.tick, false, Ink::Muted);
    }
    scene.line(vec![(area.x0, area.y1), (area.x1, area.y1)], Ink::Rule, 1.2);

    for region in &plot.areas {
        let points = region.points.iter().map(|&(x, y)| inside(at(x, y), area)).collect();
        scene.items.push(Item::Area { points, ink: region.ink, opacity: region.opacity });
    }
    let mut thin = Vec::new();
    for curve in &plot.lines {
        draw_curve(scene, curve, &at, area, &mut thin);
    }
    for point in &plot.points {
        draw_cross(scene, point, &at, area, &mut thin);
    }
    for point in &plot.points {
        let reach = reach(point);
        scene.marks.push(Rect::around(inside(at(point.x, point.y), area), reach));
    }
    let lost = draw_labels(scene, plot, &at, area, &thin, sizes);
    // Faint ones first, then the largest, so that none hides another.
    let mut order: Vec<usize> = (0..plot.points.len()).collect();
    order.sort_by(|&a, &b| {
        let (p, q) = (&plot.points[a].dot, &plot.points[b].dot);
        q.faint.cmp(&p.faint).then(q.radius.total_cmp(&p.radius)).then(a.cmp(&b))
    });
    for i in order {
        let point = &plot.points[i];
        draw_dot(scene, inside(at(point.x, point.y), area), &point.dot);
        scene.marks.pop();
    }

    let mut bottom = area.y1 + 24.0;
    let y = area.y1 + 36.0;
    let middle = (area.x0 + area.x1) / 2.0;
    let title_width = font::width(&plot.x.title, sizes.tick, false);
    if let Some((low, high)) = &plot.x.ends {
        let room = (area.x1 - area.x0 - title_width) / 2.0 - 16.0;
        let low = font::shorten(&format!("← {low}"), sizes.tick, false, room);
        let high = font::shorten(&format!("{high} →"), sizes.tick, false, room);
        scene.text(&low, (area.x0, y), Anchor::Start, sizes.tick, false, Ink::Text);
        scene.text(&high, (area.x1, y), Anchor::End, sizes.tick, false, Ink::Text);
        bottom = y + 6.0;
    }
    if !plot.x.title.is_empty() {
        scene.text(&plot.x.title, (middle, y), Anchor::Middle, sizes.tick, false, Ink::Muted);
        bottom = y + 6.0;
    }
    (bottom, lost)
}

fn reach(point: &Point) -> f64 {
    point.dot.radius * if point.dot.form == Form::Diamond { 1.2 } else { 1.0 }
}

fn inside((x, y): (f64, f64), area: Rect) -> (f64, f64) {
    (x.clamp(area.x0, area.x1), y.clamp(area.y0, area.y1))
}

fn draw_curve(
    scene: &mut Scene,
    curve: &Curve,
    at: &dyn Fn(f64, f64) -> (f64, f64),
    area: Rect,
    thin: &mut Vec<Thin>,
) {
    let points: Vec<(f64, f64)> =
        curve.points.iter().map(|&(x, y)| inside(at(x, y), area)).collect();
    for pair in points.windows(2) {
        let weight = if curve.width >= 1.5 { 4.0 } else { 1.0 };
        thin.push(Thin { a: pair[0], b: pair[1], weight });
        if curve.dashed {
            scene.dashed(pair[0], pair[1], curve.ink, curve.width, 4.0);
        }
    }
    if !curve.dashed && points.len() > 1 {
        scene.line(points, curve.ink, curve.width);
    }
}

fn draw_cross(
    scene: &mut Scene,
    point: &Point,
    at: &dyn Fn(f64, f64) -> (f64, f64),
    area: Rect,
    thin: &mut Vec<Thin>,
) {
    let mut segment = |a: (f64, f64), b: (f64, f64)| {
        let (a, b) = (inside(a, area), inside(b, area));
        let (points, ink) = (vec![a, b], point.dot.ink);
        scene.items.push(Item::Line { points, ink, width: 1.3, opacity: 0.55 });
        thin.push(Thin { a, b, weight: 1.0 });
    };
    if let Some((low, high)) = point.x_interval {
        segment(at(low, point.y), at(high, point.y));
    }
    if let Some((low, high)) = point.y_interval {
        segment(at(point.x, low), at(point.x, high));
    }
}

fn draw_labels(
    scene: &mut Scene,
    plot: &Plane,
    at: &dyn Fn(f64, f64) -> (f64, f64),
    area: Rect,
    thin: &[Thin],
    sizes: &TypeScale,
) -> usize {
    let named: Vec<&Point> =
        plot.points.iter().filter(|p| !p.label.is_empty()).take(plot.labels).collect();
    let words: Vec<String> =
        named.iter().map(|p| font::shorten(&p.label, sizes.label, false, 190.0)).collect();
    let shapes: Vec<font::Shaped> = words.iter().map(|w| font::shape(w, false)).collect();
    let wanted: Vec<Wanted> = named
        .iter()
        .zip(&shapes)
        .map(|(p, shaped)| Wanted {
            at: inside(at(p.x, p.y), area),
            radius: reach(p),
            width: shaped.width * sizes.label,
            height: (shaped.above + shaped.below) * sizes.label,
            crossed: p.x_interval.is_some() || p.y_interval.is_some(),
        })
        .collect();
    let solid = scene.marks.clone();
    // A leader may pass pale points: they are one of many, and nobody takes it for theirs.
    let strong: Vec<Rect> = plot
        .points
        .iter()
        .filter(|p| !p.dot.faint)
        .map(|p| Rect::around(inside(at(p.x, p.y), area), reach(p)))
        .collect();
    let placed = place_labels(&wanted, &solid, &strong, thin, area);
    let mut lost = 0;
    for ((place, words), shaped) in placed.iter().zip(&words).zip(&shapes) {
        let Some(place) = place else {
            lost += 1;
            continue;
        };
        if let Some((a, b)) = place.leader {
            scene.line(vec![a, b], Ink::Faint, 0.9);
        }
        // Lines fade under words.
        scene.rect(place.rect.grown(1.0), Ink::Background, 0.8);
        let baseline = (place.rect.x0, place.rect.y0 + shaped.above * sizes.label);
        scene.text(words, baseline, Anchor::Start, sizes.label, false, Ink::Text);
    }
    lost
}
