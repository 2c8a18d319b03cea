//! How long each stage took: the only reader of the clock, for `--timings` alone.

use std::time::Instant;

/// Laps of a run.
pub(super) struct Timings {
    last: Instant,
    laps: Vec<(&'static str, f64)>,
}

impl Timings {
    /// Starts the clock.
    pub fn start() -> Self {
        Self { last: Instant::now(), laps: Vec::new() }
    }

    /// Ends a lap.
    pub fn lap(&mut self, name: &'static str) {
        let now = Instant::now();
        self.laps.push((name, (now - self.last).as_secs_f64()));
        self.last = now;
    }

    /// Seconds a lap.
    pub fn json(&self) -> String {
        let laps: serde_json::Map<_, _> =
            self.laps.iter().map(|(n, s)| ((*n).to_owned(), serde_json::json!(s))).collect();
        serde_json::Value::Object(laps).to_string() + "\n"
    }
}
