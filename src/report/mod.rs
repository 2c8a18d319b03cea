//! Scores → pictures, tables and a page. Prints nothing and decides nothing: it shows.
//!
//! ```text
//! inputs ─ chart/* ─▶ Chart (plain data) ─ layout ─▶ Scene (shapes, pixels) ─ draw ─▶ SVG ─▶ PNG
//! ```

pub mod chart;
pub mod draw;
mod font;
mod inputs;
mod layout;
pub mod scene;
pub mod theme;

#[cfg(test)]
mod synthetic;

pub use inputs::{
    Extras, HistoryPoint, Inputs, PresetRange, Ranking, RunFacts, SettingEffect,
};
pub use layout::lay_out;
pub use theme::ThemeName;

#[cfg(test)]
mod tests {
    use super::chart::{self, Chart};
    use super::synthetic::{self, World};
    use super::*;

    fn worlds() -> Vec<(&'static str, World)> {
        vec![
            ("tiny", synthetic::tiny()),
            ("small", synthetic::small()),
            ("scripts", synthetic::scripts()),
            ("500", synthetic::large(500)),
            ("2000", synthetic::large(2000)),
        ]
    }

    fn charts(world: &World) -> Vec<Chart> {
        let inputs = world.inputs();
        let mut out: Vec<Chart> = [
            chart::scatter(&inputs, 0, 40),
            chart::reliability(&inputs, 40),
            chart::caterpillar(&inputs, 0, 40),
            chart::components(&inputs, 0, 40),
            chart::coverage(&inputs, 24),
        ]
        .into_iter()
        .flatten()
        .collect();
        for q in chart::common::contested(&inputs).into_iter().take(4) {
            out.extend(chart::claims(&inputs, q, 30));
        }
        out
    }

    #[test]
    #[ignore = "writes every picture of every synthetic corpus, to be looked at"]
    fn draw_all() {
        let theme = match std::env::var("THEME").as_deref() {
            Ok("dark") => ThemeName::Dark,
            Ok("print") => ThemeName::Print,
            _ => ThemeName::Light,
        };
        let only = std::env::var("ONLY").unwrap_or_default();
        for (name, world) in worlds() {
            let folder = format!("{}/target/pictures/{name}", env!("CARGO_MANIFEST_DIR"));
            std::fs::create_dir_all(&folder).unwrap();
            for (i, chart) in charts(&world).iter().enumerate() {
                if !chart.name.contains(&only) {
                    continue;
                }
                let scene = lay_out(chart, &world.run.foot(), 960.0);
                let png = draw::png(&scene, theme, 2.0).unwrap();
                std::fs::write(format!("{folder}/{i:02}-{}.png", chart.name), png).unwrap();
            }
        }
    }
}
