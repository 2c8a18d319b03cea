//! Sentences → attributed claims. Knows language, knows no probability.

mod claim;

pub use claim::{Claim, Hedge, Manner, Stance};
