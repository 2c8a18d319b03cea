//! Any bytes as a Parquet ledger.

#![no_main]

#[path = "../../tests/hostile/laws.rs"]
mod laws;

libfuzzer_sys::fuzz_target!(
    init: {
        // What the decoder panics at is told as a broken file; any other panic is a finding.
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !corroborate::ledger::is_decoding() {
                usual(info);
            }
        }));
    },
    |bytes: &[u8]| laws::parquet(bytes)
);
