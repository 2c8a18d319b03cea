//! How much memory a run may take, and whether its votes would take more.

use std::path::{Path, PathBuf};

use super::Start;
use super::args::Memory;
use crate::ledger::rows_about;

/// Memory that a vote takes at the height of a run in memory, in bytes, its names included.
const BYTES_A_VOTE: u64 = 200;

/// Share of the memory found free that a run plans with.
const PLANNED: f64 = 0.8;

/// Where the system does not tell, a run may take this much.
const UNTOLD: u64 = 4 << 30;

/// Reads a size such as `500M`, `4G` or a number of bytes.
///
/// # Errors
///
/// If it is none.
pub fn bytes_of(text: &str) -> Result<u64, String> {
    let text = text.trim();
    let unit = match text.chars().last().map(|c| c.to_ascii_uppercase()) {
        Some('K') => 1 << 10,
        Some('M') => 1 << 20,
        Some('G') => 1 << 30,
        Some('T') => 1u64 << 40,
        _ => 1,
    };
    let digits = if unit == 1 { text } else { &text[..text.len() - 1] };
    digits
        .parse::<u64>()
        .ok()
        .and_then(|n| n.checked_mul(unit))
        .ok_or_else(|| "a size such as 500M or 4G".to_owned())
}

/// What a run may take, in bytes: the limit named, else most of what is free.
pub fn limit(memory: &Memory) -> u64 {
    memory.limit.unwrap_or_else(|| free().map_or(UNTOLD, |bytes| (bytes as f64 * PLANNED) as u64))
}

/// Memory for sorting, in bytes.
pub fn for_sorting(memory: &Memory) -> usize {
    usize::try_from(limit(memory) / 4).unwrap_or(usize::MAX).clamp(1 << 20, 1 << 30)
}

/// About how much memory the votes of these tables take, in bytes.
pub fn needed(ledgers: &[PathBuf]) -> u64 {
    ledgers.iter().map(|path| rows_about(path)).sum::<u64>().saturating_mul(BYTES_A_VOTE)
}

/// Whether the inputs are votes that would take more than a run may.
pub fn beyond_memory(start: &Start, memory: &Memory) -> bool {
    start.only_votes() && needed(&start.inputs.ledgers) > limit(memory)
}

/// Bytes as people write them.
pub fn print_bytes(bytes: u64) -> String {
    let b = bytes as f64;
    match bytes {
        0..=999_999 => format!("{:.0} kB", b / 1e3),
        1_000_000..=999_999_999 => format!("{:.0} MB", b / 1e6),
        _ => format!("{:.1} GB", b / 1e9),
    }
}

/// Memory that is free, as the system tells: of the machine, or of the group of processes where
/// that has a limit of its own.
fn free() -> Option<u64> {
    let machine = available(&std::fs::read_to_string("/proc/meminfo").ok()?)?;
    let number = |name: &str| {
        let text = std::fs::read_to_string(Path::new("/sys/fs/cgroup").join(name)).ok()?;
        text.trim().parse::<u64>().ok()
    };
    let group = number("memory.max")
        .zip(number("memory.current"))
        .map(|(most, now)| most.saturating_sub(now));
    Some(group.map_or(machine, |g| g.min(machine)))
}

/// `MemAvailable` of `/proc/meminfo`, in bytes.
fn available(meminfo: &str) -> Option<u64> {
    let line = meminfo.lines().find_map(|l| l.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    kilobytes.checked_mul(1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(bytes_of("500M"), Ok(500 << 20));
        assert_eq!(bytes_of("4g"), Ok(4 << 30));
        assert_eq!(bytes_of("4096"), Ok(4096));
        for text in ["", "G", "four", "-1M", "1.5G", "99999999999T"] {
            assert!(bytes_of(text).is_err(), "{text}");
        }
    }

    #[test]
    fn free_memory_is_read_from_the_systems_words() {
        let meminfo = "MemTotal:       24000000 kB\nMemAvailable:   20000000 kB\n";
        assert_eq!(available(meminfo), Some(20_480_000_000));
        assert_eq!(available("nothing"), None);
    }
}
