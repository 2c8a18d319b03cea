//! Small ledgers for tests of the methods.

use super::settings::Settings;
use crate::ledger::{Kind, Ledger, LedgerBuilder, Question, Role, Row};
use crate::units::Interval;

/// A question without an event.
pub(super) fn question(name: &str, kind: Kind) -> Question {
    Question {
        name: name.to_owned(),
        kind,
        event: String::new(),
        measure: String::new(),
        subject: String::new(),
    }
}

/// A ledger of category votes `(voice, question, label)`.
pub(super) fn ledger(rows: &[(&str, &str, &str)]) -> Ledger {
    of_kind(Kind::Category, rows.iter().copied())
}

/// A ledger of labels of one kind.
pub(super) fn of_kind<'a>(
    kind: Kind,
    rows: impl Iterator<Item = (&'a str, &'a str, &'a str)>,
) -> Ledger {
    let mut builder = LedgerBuilder::default();
    for (voice, q, label) in rows {
        builder.push(Row {
            voice,
            role: Role::Outlet,
            question: question(q, kind),
            label,
            number: None,
            origin: "",
            detail: None,
        });
    }
    builder.build()
}

/// A ledger of real numbers `(voice, question, number)`.
pub(super) fn reals(rows: &[(&str, &str, f64)]) -> Ledger {
    let mut builder = LedgerBuilder::default();
    for (voice, q, x) in rows {
        builder.push(Row {
            voice,
            role: Role::Outlet,
            question: question(q, Kind::Real),
            label: "",
            number: Interval::exactly(*x),
            origin: "",
            detail: None,
        });
    }
    builder.build()
}

/// Settings that take exactly so many steps.
pub(super) fn never(steps: usize) -> Settings {
    Settings { tolerance: f64::NEG_INFINITY, max_steps: steps, ..Settings::default() }
}

/// A generator for planted worlds: xorshift64*, uniform in [0, 1).
pub(crate) fn uniform(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    move || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        (state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 11) as f64 / (1u64 << 53) as f64
    }
}
