//! Scores → pictures, tables and a page. Prints nothing and decides nothing: it shows.
//!
//! ```text
//! inputs ─ chart/* ─▶ Chart (plain data) ─ layout ─▶ Scene (shapes, pixels) ─ draw ─▶ SVG ─▶ PNG
//! ```

pub mod chart;
mod choose;
pub mod draw;
mod font;
mod index;
mod inputs;
mod layout;
mod page;
pub mod scene;
mod settings;
mod table;
pub mod theme;

#[cfg(test)]
mod synthetic;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

pub use choose::{KINDS, charts};
pub use draw::DrawError;
pub use index::Listed;
pub use inputs::{Extras, HistoryPoint, Inputs, PresetRange, Ranking, RunFacts, SettingEffect};
pub use layout::lay_out;
pub use page::page;
pub use settings::Settings;
pub use table::table;
pub use theme::ThemeName;

/// The sentence that every output carries.
pub const LIMITS: &str = chart::LIMITS;

/// A report could not be made.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A picture could not be drawn.
    #[error(transparent)]
    Draw(#[from] DrawError),
    /// A file could not be written.
    #[error("cannot write {file}: {source}")]
    Write {
        /// Which file, relative to the report's folder.
        file: String,
        /// Why.
        source: std::io::Error,
    },
}

/// Makes a report: pictures, index and page, each handed to `write` as a path relative to the
/// report's folder and its bytes, in a fixed order. Returns the pictures.
///
/// # Errors
///
/// If a picture cannot be drawn or `write` fails.
pub fn report(
    inputs: &Inputs<'_>,
    settings: &Settings,
    write: &mut dyn FnMut(&str, &[u8]) -> std::io::Result<()>,
) -> Result<Vec<Listed>, Error> {
    let charts = charts(inputs, settings);
    let foot = inputs.run.foot();
    // Drawn at once on all cores, written in order: the same bytes at any number of threads.
    type Drawn = (Listed, Vec<u8>, String);
    let drawn: Vec<Result<Drawn, DrawError>> = charts
        .par_iter()
        .enumerate()
        .map(|(i, chart)| {
            let scene = lay_out(chart, &foot, settings.pixels());
            let svg = draw::svg(&scene, settings.theme)?;
            let png = draw::rasterize(&svg, &chart.title, settings.density())?;
            let stem = format!("charts/{:02}-{}", i + 1, chart.name);
            let listed = Listed {
                png: format!("{stem}.png"),
                svg: settings.svg.then(|| format!("{stem}.svg")),
                size: (scene.width, scene.height),
                title: chart.title.clone(),
                subtitle: chart.subtitle.clone(),
                alt: chart.alt.clone(),
            };
            Ok((listed, png, svg))
        })
        .collect();
    let mut put = |file: &str, bytes: &[u8]| {
        write(file, bytes).map_err(|source| Error::Write { file: file.to_owned(), source })
    };
    let mut listed = Vec::with_capacity(drawn.len());
    for picture in drawn {
        let (entry, png, svg) = picture?;
        put(&entry.png, &png)?;
        if let Some(file) = &entry.svg {
            put(file, svg.as_bytes())?;
        }
        listed.push(entry);
    }
    if settings.page {
        put("page.html", page(inputs, settings.theme).as_bytes())?;
    }
    put("index.md", index::markdown(&listed, inputs.run, settings.page).as_bytes())?;
    let palette = theme::palette(settings.theme);
    put("index.html", index::html(&listed, inputs.run, settings.page, palette).as_bytes())?;
    Ok(listed)
}
