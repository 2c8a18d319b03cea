//! Places for labels beside points: a search that covers no point, no line of text and no edge.
//!
//! Labels are placed in order of importance. Each tries the eight places next to its point, then
//! rings farther out with a leader line; the cheapest free place wins. A label with no free place is
//! left out, and the caption says how many were.

use super::super::scene::Rect;

/// A label that wants a place.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Centre of its point.
    pub at: (f64, f64),
    /// Radius of its point.
    pub radius: f64,
    /// Width of the text.
    pub width: f64,
    /// Height of the text's box.
    pub height: f64,
    /// Level and upright lines pass through its point, so a leader along them would not be seen.
    pub crossed: bool,
}

/// A label's place.
#[derive(Clone, Debug, PartialEq)]
pub struct Placed {
    /// The text's box.
    pub rect: Rect,
    /// From the point's edge to the text, where they stand apart.
    pub leader: Option<((f64, f64), (f64, f64))>,
}

/// Free space between a label and anything else.
const CLEAR: f64 = 2.5;
/// What crossing a thin line (an interval) costs, in pixels of distance: a level line strikes words
/// out, an upright one only touches a letter.
const LEVEL: f64 = 22.0;
const UPRIGHT: f64 = 7.0;

/// A line that a label had better not cover.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thin {
    /// One end.
    pub a: (f64, f64),
    /// The other.
    pub b: (f64, f64),
    /// How bad covering it is: 1 for an interval, more for a line that carries the picture.
    pub weight: f64,
}

/// Finds a place for each label, in order; `None` where there is none.
///
/// `solid` may not be covered at all (points, bars), and a leader may not pass through those in
/// `named`, which it would seem to name; `thin` lines may be crossed at a cost.
pub fn place(
    wanted: &[Wanted],
    solid: &[Rect],
    named: &[Rect],
    thin: &[Thin],
    within: Rect,
) -> Vec<Option<Placed>> {
    let mut placed: Vec<Option<Placed>> = Vec::new();
    for label in wanted {
        let mut best: Option<(f64, Placed)> = None;
        for (cost, candidate) in candidates(label) {
            if best.as_ref().is_some_and(|(b, _)| cost >= *b) {
                continue;
            }
            let own = Rect::around(label.at, label.radius);
            let box_ = candidate.rect.grown(CLEAR);
            let free = within.contains(&candidate.rect)
                && !solid.iter().any(|s| s.overlaps(&box_))
                && placed.iter().flatten().all(|p| {
                    !p.rect.overlaps(&box_)
                        && p.leader.is_none_or(|(a, b)| !box_.crosses(a, b))
                        && candidate.leader.is_none_or(|(a, b)| !p.rect.grown(CLEAR).crosses(a, b))
                        && !candidate.leader.zip(p.leader).is_some_and(|(l, m)| meet(l, m))
                });
            if !free {
                continue;
            }
            // A leader through another point would name that one.
            let misled = candidate
                .leader
                .is_some_and(|(a, b)| named.iter().any(|s| *s != own && s.crosses(a, b)));
            if misled {
                continue;
            }
            let crossings: f64 = thin
                .iter()
                .filter(|t| candidate.rect.crosses(t.a, t.b))
                .map(|t| {
                    let level = (t.b.0 - t.a.0).abs() > (t.b.1 - t.a.1).abs();
                    t.weight * if level { LEVEL } else { UPRIGHT }
                })
                .sum();
            let cost = cost + crossings;
            if best.as_ref().is_none_or(|(b, _)| cost < *b) {
                best = Some((cost, candidate));
            }
        }
        placed.push(best.map(|b| b.1));
    }
    placed
}

/// Whether two segments cross.
fn meet((a, b): ((f64, f64), (f64, f64)), (c, d): ((f64, f64), (f64, f64))) -> bool {
    let side = |p: (f64, f64), q: (f64, f64), r: (f64, f64)| {
        (q.0 - p.0) * (r.1 - p.1) - (q.1 - p.1) * (r.0 - p.0)
    };
    side(a, b, c) * side(a, b, d) < 0.0 && side(c, d, a) * side(c, d, b) < 0.0
}

/// Places to try, with their cost: next to the point, then rings with a leader.
fn candidates(label: &Wanted) -> Vec<(f64, Placed)> {
    let (x, y) = label.at;
    let (w, h) = (label.width, label.height);
    let near = label.radius + 3.5;
    let slant = near * 0.72;
    let mut out = Vec::new();
    // Corner of the text's box nearest the point, and how much less welcome each place is.
    for (dx, dy, align_x, align_y, cost) in [
        (near, 0.0, 0.0, 0.5, 0.0),
        (slant, -slant, 0.0, 1.0, 1.0),
        (slant, slant, 0.0, 0.0, 1.2),
        (-near, 0.0, 1.0, 0.5, 2.0),
        (-slant, -slant, 1.0, 1.0, 2.6),
        (-slant, slant, 1.0, 0.0, 2.8),
        (0.0, -near, 0.5, 1.0, 3.0),
        (0.0, near, 0.5, 0.0, 3.2),
    ] {
        let x0 = x + dx - align_x * w;
        let y0 = y + dy - align_y * h;
        out.push((cost, Placed { rect: Rect::new(x0, y0, x0 + w, y0 + h), leader: None }));
    }
    for distance in [12.0, 20.0, 30.0, 42.0, 58.0, 78.0, 100.0, 130.0, 165.0, 205.0, 250.0] {
        for step in 0..16 {
            if label.crossed && step % 4 == 0 {
                continue;
            }
            let angle = f64::from(step) * std::f64::consts::TAU / 16.0;
            let (c, s) = (libm::cos(angle), libm::sin(angle));
            let reach = label.radius + distance;
            let tip = (x + c * reach, y + s * reach);
            let x0 = if c > 0.3 {
                tip.0
            } else if c < -0.3 {
                tip.0 - w
            } else {
                tip.0 - w / 2.0
            };
            let y0 = tip.1 - h / 2.0 + s * h / 2.0;
            let rect = Rect::new(x0, y0, x0 + w, y0 + h);
            let from = (x + c * label.radius, y + s * label.radius);
            let to = (tip.0.clamp(rect.x0, rect.x1), tip.1.clamp(rect.y0, rect.y1));
            out.push((
                8.0 + distance + 0.4 * f64::from(step % 4),
                Placed { rect, leader: Some((from, to)) },
            ));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn placed_labels_cover_nothing(
            points in prop::collection::vec((20.0..480.0_f64, 20.0..280.0_f64, 3.0..9.0_f64), 1..40)
        ) {
            let wanted: Vec<Wanted> = points
                .iter()
                .map(|&(x, y, radius)| Wanted { at: (x, y), radius, width: 70.0, height: 13.0, crossed: false })
                .collect();
            let solid: Vec<Rect> =
                wanted.iter().map(|w| Rect::around(w.at, w.radius)).collect();
            let within = Rect::new(0.0, 0.0, 500.0, 300.0);
            let placed: Vec<Placed> =
                place(&wanted, &solid, &solid, &[], within).into_iter().flatten().collect();
            prop_assert!(!placed.is_empty());
            for (i, a) in placed.iter().enumerate() {
                prop_assert!(within.contains(&a.rect));
                prop_assert!(!solid.iter().any(|s| s.overlaps(&a.rect)));
                for b in &placed[..i] {
                    prop_assert!(!a.rect.overlaps(&b.rect));
                    prop_assert!(!a.leader.zip(b.leader).is_some_and(|(l, m)| meet(l, m)));
                }
            }
        }
    }

    #[test]
    fn a_lone_label_stands_at_the_right_without_leader() {
        let wanted =
            [Wanted { at: (50.0, 50.0), radius: 4.0, width: 30.0, height: 12.0, crossed: false }];
        let placed = place(&wanted, &[], &[], &[], Rect::new(0.0, 0.0, 200.0, 100.0));
        let placed = placed[0].as_ref().expect("there is room");
        assert!(placed.leader.is_none() && placed.rect.x0 > 54.0);
    }
}
