//! Pictures as plain data: what is drawn, in the data's own units, with no pixel and no colour.
//!
//! Each file below turns scores into one kind of [`Chart`]. A test compares charts; only
//! `report/layout` knows where on the page things come to stand.

mod admiralty;
mod calibration;
mod caterpillar;
mod claims;
mod common;
mod control;
mod coverage;
mod origin_graph;
mod posterior;
mod presets;
mod reliability;
mod scatter;
mod score_card;
mod sensitivity;
mod timeline;
mod voice_stack;

pub use admiralty::admiralty;
pub use calibration::calibration;
pub use caterpillar::{caterpillar, components};
pub use claims::{claims, consensus_words, interval_words};
pub use common::{LIMITS, by_evidence, contested, signed};
pub use control::{control, voices_with_history};
pub use coverage::coverage;
pub use origin_graph::origin_graph;
pub use posterior::posterior;
pub use presets::presets;
pub use reliability::reliability;
pub use scatter::scatter;
pub use score_card::score_card;
pub use sensitivity::{rank_flow, tornado};
pub use timeline::timeline;
pub use voice_stack::voice_stack;

use serde::Serialize;

use super::theme::Ink;

/// One picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// The stem of its file's name, without number: `reliability`, `claims-0a1b-killed`.
    pub name: String,
    /// What it is about.
    pub title: String,
    /// How to read it, a line.
    pub subtitle: String,
    /// What it shows and its limits.
    pub caption: String,
    /// What was left out and by which rule; empty if nothing.
    pub left_out: String,
    /// The picture in words.
    pub alt: String,
    /// What the marks mean.
    pub legend: Vec<Entry>,
    /// The marks.
    pub plot: Plot,
}

/// One entry of a legend.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Entry {
    /// How it looks.
    pub sample: Sample,
    /// What it means.
    pub words: String,
}

/// How a legend entry looks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Sample {
    /// A dot.
    Dot(Dot),
    /// A bar of an interval.
    Bar(Ink),
    /// An arrow: no upper bound.
    Arrow(Ink),
    /// A shaded band.
    Band(Ink),
    /// A line.
    Line(Ink),
    /// A dashed line.
    Dashed(Ink),
    /// A cell of a matrix.
    Cell(Cell),
    /// Nothing: words alone.
    None,
}

/// How a dot looks.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Dot {
    /// Colour.
    pub ink: Ink,
    /// Not filled: the engine abstains, or the figure is stale.
    pub hollow: bool,
    /// Form, so that no meaning hangs on colour alone.
    pub form: Form,
    /// Radius in pixels.
    pub radius: f64,
    /// Drawn pale, as one of many.
    pub faint: bool,
}

/// Form of a dot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Form {
    /// A circle: outlets, and where form has no meaning.
    Circle,
    /// A diamond: speakers.
    Diamond,
    /// A square.
    Square,
    /// A cross of two strokes: a denial.
    Cross,
}

impl Dot {
    /// A filled circle of the usual size.
    pub fn filled(ink: Ink) -> Self {
        Self { ink, hollow: false, form: Form::Circle, radius: 4.2, faint: false }
    }

    /// A hollow circle of the usual size.
    pub fn hollow(ink: Ink) -> Self {
        Self { hollow: true, ..Self::filled(ink) }
    }
}

/// How a number line is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Scale {
    /// Even steps.
    Linear,
    /// Even factors; bounds are positive.
    Log,
    /// Days since 1970-01-01, printed as dates.
    Days,
    /// Percent: 0–1 printed as 0–100 %.
    Percent,
}

/// A number line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Axis {
    /// How it is laid out.
    pub scale: Scale,
    /// Its lower end.
    pub low: f64,
    /// Its upper end.
    pub high: f64,
    /// What it measures, with unit.
    pub title: String,
    /// What lies toward its lower and upper end, where that has a name.
    pub ends: Option<(String, String)>,
    /// Names at fixed places instead of numbers (categories).
    pub names: Vec<(f64, String)>,
}

impl Axis {
    /// A plain number line.
    pub fn new(scale: Scale, low: f64, high: f64, title: &str) -> Self {
        Self { scale, low, high, title: title.to_owned(), ends: None, names: Vec::new() }
    }

    /// With names for its ends.
    pub fn with_ends(mut self, low: &str, high: &str) -> Self {
        self.ends = Some((low.to_owned(), high.to_owned()));
        self
    }
}

/// The marks of a picture, by how they are arranged.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Plot {
    /// Named rows, with one or more number lines side by side.
    Rows(Rows),
    /// Two number lines at a right angle.
    Plane(Plane),
    /// Named rows × named columns.
    Grid(Grid),
    /// Named nodes in columns, joined by links.
    Flow(Flow),
}

/// Named rows, with one or more number lines side by side.
#[derive(Clone, Debug, PartialEq, Serialize, Default)]
pub struct Rows {
    /// Rows, from the top.
    pub rows: Vec<Row>,
    /// Number lines, from the left.
    pub panels: Vec<Panel>,
    /// Columns of text at the right.
    pub columns: Vec<Column>,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// Its name.
    pub label: String,
    /// A second, muted part of its name.
    pub note: String,
    /// A heading printed above it where it differs from the row before.
    pub group: String,
    /// Colour of its name.
    pub ink: Ink,
}

impl Row {
    /// A row with a name and nothing else.
    pub fn named(label: &str) -> Self {
        Self { label: label.to_owned(), note: String::new(), group: String::new(), ink: Ink::Text }
    }
}

/// A column of text at the right of the rows.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// A cell for each row.
    pub cells: Vec<String>,
}

/// One number line with its marks.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Panel {
    /// Its title; empty where there is only one.
    pub title: String,
    /// The number line.
    pub axis: Axis,
    /// Shaded ranges over all rows.
    pub bands: Vec<(f64, f64, Ink)>,
    /// Lines over all rows, solid or dashed.
    pub rules: Vec<Rule>,
    /// Marks in rows.
    pub marks: Vec<(usize, Mark)>,
    /// Its share of the width, relative to the others.
    pub share: f64,
}

/// A line over all rows of a panel.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Rule {
    /// Where.
    pub at: f64,
    /// Its colour.
    pub ink: Ink,
    /// Dashed or solid.
    pub dashed: bool,
}

/// A mark in a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub enum Mark {
    /// A thin line from low to high; no high: an arrow to the end of the axis.
    Interval {
        /// Lower end.
        low: f64,
        /// Upper end; none = no upper bound.
        high: Option<f64>,
        /// Colour.
        ink: Ink,
        /// Line width in pixels.
        width: f64,
    },
    /// A bar as high as the row allows.
    Bar {
        /// Lower end.
        low: f64,
        /// Upper end.
        high: f64,
        /// Colour.
        ink: Ink,
        /// A word on it, where there is room.
        words: String,
    },
    /// A dot.
    At {
        /// Where.
        at: f64,
        /// How it looks.
        dot: Dot,
    },
    /// An upright stroke.
    Stroke {
        /// Where.
        at: f64,
        /// Colour.
        ink: Ink,
    },
    /// "No value": a word in the middle of the panel.
    Missing(String),
}

/// Two number lines at a right angle.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Plane {
    /// Across.
    pub x: Axis,
    /// Up.
    pub y: Axis,
    /// Height over width.
    pub shape: f64,
    /// Filled shapes behind everything.
    pub areas: Vec<Region>,
    /// Lines.
    pub lines: Vec<Curve>,
    /// Points, the most important first: their labels are placed first.
    pub points: Vec<Point>,
    /// At most so many labels are tried.
    pub labels: usize,
}

/// A filled shape on a plane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Region {
    /// Its corners.
    pub points: Vec<(f64, f64)>,
    /// Its colour.
    pub ink: Ink,
    /// Opacity, 0–1.
    pub opacity: f64,
}

/// A line on a plane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Curve {
    /// Its points.
    pub points: Vec<(f64, f64)>,
    /// Its colour.
    pub ink: Ink,
    /// Its width in pixels.
    pub width: f64,
    /// Dashed or solid.
    pub dashed: bool,
}

/// A point on a plane.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Point {
    /// Across.
    pub x: f64,
    /// Up.
    pub y: f64,
    /// Interval across.
    pub x_interval: Option<(f64, f64)>,
    /// Interval up; an infinite upper end is drawn as an arrow.
    pub y_interval: Option<(f64, f64)>,
    /// How it looks.
    pub dot: Dot,
    /// Its name; empty = none.
    pub label: String,
}

/// Named rows × named columns.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Grid {
    /// What the rows are.
    pub row_title: String,
    /// What the columns are.
    pub column_title: String,
    /// Rows, from the top: name and note.
    pub rows: Vec<Row>,
    /// Columns, from the left.
    pub columns: Vec<String>,
    /// Cells, row by row.
    pub cells: Vec<Cell>,
    /// A text at the end of each row (a count), may be empty.
    pub ends: Vec<String>,
    /// Head of these.
    pub ends_head: String,
}

/// One cell of a grid.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub enum Cell {
    /// Filled.
    Full(Ink),
    /// Half filled (lower left triangle).
    Half(Ink),
    /// Filled, with a cross.
    Crossed(Ink),
    /// An outline.
    Open(Ink),
    /// A small dot.
    Speck(Ink),
    /// Nothing.
    Empty,
    /// A number on a ground as strong as its share (0–1) of the largest.
    Count(u32, f64),
}

/// Named nodes in columns, joined by links.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Flow {
    /// Heads of the columns, from the left.
    pub columns: Vec<String>,
    /// Nodes, each column's from the top.
    pub nodes: Vec<Node>,
    /// Links.
    pub links: Vec<Link>,
}

/// A node of a flow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Node {
    /// Its column.
    pub column: usize,
    /// Its place in the column, from the top; fractions space nodes apart.
    pub place: f64,
    /// Its name.
    pub label: String,
    /// A number after it.
    pub note: String,
    /// Its weight: height of its bar, in units of links.
    pub weight: f64,
    /// Its colour.
    pub ink: Ink,
}

/// A link of a flow.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Link {
    /// From node.
    pub from: usize,
    /// To node.
    pub to: usize,
    /// Its weight.
    pub weight: f64,
    /// Its colour.
    pub ink: Ink,
}
