//! Ten short articles whose figures were taken before anybody had read a miss
//! (`tests/corpus/fresh/README.md`): floors a little under those, so that they cannot fall unseen.

use std::process::Command;

#[test]
fn articles_that_no_rule_was_made_on() {
    let folder = "tests/corpus/fresh";
    let out = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .args(["evaluate", folder, "--claims-key", "tests/corpus/fresh/key/claims.csv"])
        .args(["--format", "json"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
    let got: serde_json::Value = serde_json::from_slice(&out.stdout).unwrap();
    let f1 = |what: &str| {
        let rows = got["claims"].as_array().unwrap();
        rows.iter().find(|r| r["what"] == what).unwrap()["f1"].as_f64().unwrap()
    };
    for (what, floor) in
        [("counts", 0.79), ("counts + speaker", 0.65), ("counts + speaker + subject", 0.64)]
    {
        assert!(f1(what) >= floor, "{what} {:.3}", f1(what));
    }
    let events = got["events_b3_f1"].as_f64().unwrap();
    let questions = got["questions_b3_f1"].as_f64().unwrap();
    assert!(events >= 0.76 && questions >= 0.81, "events {events:.3}, questions {questions:.3}");
}
