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

    /// Ends a lap; returns its seconds.
    pub fn lap(&mut self, name: &'static str) -> f64 {
        let now = Instant::now();
        let seconds = (now - self.last).as_secs_f64();
        self.laps.push((name, seconds));
        self.last = now;
        seconds
    }

    /// Seconds a lap.
    pub fn json(&self) -> String {
        let laps: serde_json::Map<_, _> =
            self.laps.iter().map(|(n, s)| ((*n).to_owned(), serde_json::json!(s))).collect();
        serde_json::Value::Object(laps).to_string() + "\n"
    }
}

/// Most memory that the process has held since it began, in MB; `None` where the system does not
/// tell (anywhere but Linux).
pub(super) fn peak_memory() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
