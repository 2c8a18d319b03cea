//! A picture as shapes at pixel positions: what layout makes and drawing takes.

use super::font::{self, Shaped};
use super::theme::Ink;

/// A rectangle, in pixels, y downward.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Rect {
    /// Left edge.
    pub x0: f64,
    /// Top edge.
    pub y0: f64,
    /// Right edge.
    pub x1: f64,
    /// Bottom edge.
    pub y1: f64,
}

impl Rect {
    /// From its edges.
    pub fn new(x0: f64, y0: f64, x1: f64, y1: f64) -> Self {
        Self { x0, y0, x1, y1 }
    }

    /// Around a point.
    pub fn around((x, y): (f64, f64), radius: f64) -> Self {
        Self::new(x - radius, y - radius, x + radius, y + radius)
    }

    /// Whether the two share more than an edge.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.x0 < other.x1 && other.x0 < self.x1 && self.y0 < other.y1 && other.y0 < self.y1
    }

    /// Whether `other` lies wholly inside.
    pub fn contains(&self, other: &Self) -> bool {
        self.x0 <= other.x0 && self.y0 <= other.y0 && self.x1 >= other.x1 && self.y1 >= other.y1
    }

    /// Grown by `by` on all sides.
    pub fn grown(&self, by: f64) -> Self {
        Self::new(self.x0 - by, self.y0 - by, self.x1 + by, self.y1 + by)
    }

    /// Whether a segment passes through it (Liang–Barsky clipping).
    pub fn crosses(&self, a: (f64, f64), b: (f64, f64)) -> bool {
        let (dx, dy) = (b.0 - a.0, b.1 - a.1);
        let (mut t0, mut t1) = (0.0_f64, 1.0_f64);
        for (p, q) in
            [(-dx, a.0 - self.x0), (dx, self.x1 - a.0), (-dy, a.1 - self.y0), (dy, self.y1 - a.1)]
        {
            if p == 0.0 {
                if q < 0.0 {
                    return false;
                }
            } else if p < 0.0 {
                t0 = t0.max(q / p);
            } else {
                t1 = t1.min(q / p);
            }
        }
        t0 < t1
    }
}

/// One shape.
#[derive(Clone, Debug, PartialEq)]
pub enum Item {
    /// An open line through points.
    Line {
        /// The points.
        points: Vec<(f64, f64)>,
        /// Its colour.
        ink: Ink,
        /// Its width.
        width: f64,
        /// Opacity, 0–1.
        opacity: f64,
    },
    /// A filled polygon.
    Area {
        /// Its corners.
        points: Vec<(f64, f64)>,
        /// Its colour.
        ink: Ink,
        /// Opacity, 0–1.
        opacity: f64,
    },
    /// A circle.
    Circle {
        /// Its centre.
        at: (f64, f64),
        /// Its radius.
        radius: f64,
        /// Its fill.
        fill: Option<Ink>,
        /// Its outline and the outline's width.
        outline: Option<(Ink, f64)>,
        /// Opacity of the fill, 0–1.
        opacity: f64,
    },
    /// A line of text.
    Text(TextLine),
}

/// One line of text, placed.
#[derive(Clone, Debug, PartialEq)]
pub struct TextLine {
    /// Its runs.
    pub shaped: Shaped,
    /// Left end (lower end, where `upward`) of its baseline.
    pub at: (f64, f64),
    /// Size in pixels.
    pub size: f64,
    /// Colour.
    pub ink: Ink,
    /// Reads from bottom to top.
    pub upward: bool,
    /// It is meant to stand on a mark (a number inside a bar, a word in a cell).
    pub on_mark: bool,
}

impl TextLine {
    /// The box that its letters keep to.
    pub fn bounds(&self) -> Rect {
        let (x, y) = self.at;
        let w = self.shaped.width * self.size;
        let (up, down) = (self.shaped.above * self.size, self.shaped.below * self.size);
        if self.upward {
            Rect::new(x - up, y - w, x + down, y)
        } else {
            Rect::new(x, y - up, x + w, y + down)
        }
    }

    /// The words.
    pub fn words(&self) -> String {
        self.shaped.runs.iter().map(|r| r.text.as_str()).collect()
    }
}

/// Where a text is tied to its position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its left end.
    Start,
    /// Its middle.
    Middle,
    /// Its right end.
    End,
}

/// A picture in the making.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    /// Width in pixels.
    pub width: f64,
    /// Height in pixels.
    pub height: f64,
    /// Shapes, the first at the back.
    pub items: Vec<Item>,
    /// Places that text must not cover: points, bars, cells.
    pub marks: Vec<Rect>,
    /// The picture's title, for its metadata.
    pub title: String,
    /// What the picture shows, in words.
    pub alt: String,
}

impl Scene {
    /// An empty picture.
    pub fn new(width: f64) -> Self {
        Self {
            width,
            height: 0.0,
            items: Vec::new(),
            marks: Vec::new(),
            title: String::new(),
            alt: String::new(),
        }
    }

    /// Draws a line.
    pub fn line(&mut self, points: Vec<(f64, f64)>, ink: Ink, width: f64) {
        self.items.push(Item::Line { points, ink, width, opacity: 1.0 });
    }

    /// Draws a dashed straight line.
    pub fn dashed(&mut self, a: (f64, f64), b: (f64, f64), ink: Ink, width: f64, dash: f64) {
        let length = (b.0 - a.0).hypot(b.1 - a.1);
        let at = |d: f64| {
            let t = if length > 0.0 { d / length } else { 0.0 };
            (a.0 + (b.0 - a.0) * t, a.1 + (b.1 - a.1) * t)
        };
        let mut d = 0.0;
        while d < length {
            self.line(vec![at(d), at((d + dash).min(length))], ink, width);
            d += 2.0 * dash;
        }
    }

    /// Fills a rectangle.
    pub fn rect(&mut self, r: Rect, ink: Ink, opacity: f64) {
        let points = vec![(r.x0, r.y0), (r.x1, r.y0), (r.x1, r.y1), (r.x0, r.y1)];
        self.items.push(Item::Area { points, ink, opacity });
    }

    /// Outlines a rectangle.
    pub fn outline(&mut self, r: Rect, ink: Ink, width: f64) {
        let corner = (r.x0 - width / 2.0, r.y0);
        let points = vec![corner, (r.x1, r.y0), (r.x1, r.y1), (r.x0, r.y1), (r.x0, r.y0)];
        self.line(points, ink, width);
    }

    /// Writes one line of text and returns its box.
    pub fn text(
        &mut self,
        words: &str,
        at: (f64, f64),
        anchor: Anchor,
        size: f64,
        bold: bool,
        ink: Ink,
    ) -> Rect {
        let shaped = font::shape(words, bold);
        let w = shaped.width * size;
        let x = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - w / 2.0,
            Anchor::End => at.0 - w,
        };
        let line = TextLine { shaped, at: (x, at.1), size, ink, upward: false, on_mark: false };
        let bounds = line.bounds();
        if !line.shaped.runs.is_empty() {
            self.items.push(Item::Text(line));
        }
        bounds
    }

    /// Writes one line of text that stands on a mark.
    pub fn text_on_mark(&mut self, words: &str, at: (f64, f64), size: f64, bold: bool, ink: Ink) {
        self.text(words, at, Anchor::Middle, size, bold, ink);
        if let Some(Item::Text(line)) = self.items.last_mut() {
            line.on_mark = true;
        }
    }

    /// Writes one line that reads upward, its lower end at `at`.
    pub fn text_upward(&mut self, words: &str, at: (f64, f64), size: f64, bold: bool, ink: Ink) {
        let shaped = font::shape(words, bold);
        if !shaped.runs.is_empty() {
            let line = TextLine { shaped, at, size, ink, upward: true, on_mark: false };
            self.items.push(Item::Text(line));
        }
    }

    /// All lines of text.
    pub fn texts(&self) -> impl Iterator<Item = &TextLine> {
        self.items.iter().filter_map(|i| match i {
            Item::Text(t) => Some(t),
            _ => None,
        })
    }
}
