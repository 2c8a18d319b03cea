//! The report in `reports/seeds` is what the program makes of `seeds/`: tables, index and page byte
//! for byte, pictures within a tolerance that no reader could see.
//!
//! The hash of the whole run, pictures too, stands in `reports/seeds.sha256`: builds and processors
//! that promise the same bytes are held to it.
//!
//! After an intended change: `cargo run --release -- score seeds --out reports/seeds`, look at the
//! pictures, then `GOLDEN=write cargo test --test golden`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use sha2::{Digest, Sha256};

/// Share of the full range by which two pictures' channels may differ on average.
const TOLERANCE: f64 = 0.002;

fn files(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![root.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(root).unwrap().display().to_string();
                found.insert(name.replace('\\', "/"), fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn decode(png: &[u8]) -> (u32, u32, Vec<u8>) {
    let picture = resvg::tiny_skia::Pixmap::decode_png(png).unwrap();
    (picture.width(), picture.height(), picture.take())
}

/// Mean difference of two pictures, as a share of the full range; `None` where the sizes differ.
fn difference(a: &[u8], b: &[u8]) -> Option<f64> {
    let ((w, h, a), (v, g, b)) = (decode(a), decode(b));
    let sum: f64 = a.iter().zip(&b).map(|(x, y)| f64::from(x.abs_diff(*y))).sum();
    ((w, h) == (v, g)).then(|| sum / a.len() as f64 / 255.0)
}

/// SHA-256 over the names and bytes of all files, in order of name.
fn hash(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (name, bytes) in files {
        for part in [name.as_bytes(), bytes] {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}

/// The files of the sample run, with some variables of the environment set.
fn sample_run(environment: &[(&str, &str)]) -> BTreeMap<String, Vec<u8>> {
    let home = tempfile::tempdir().unwrap();
    let out = home.path().join("report");
    let run = Command::new(env!("CARGO_BIN_EXE_corroborate"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .envs(environment.iter().copied())
        .args(["score", "seeds", "--out"])
        .arg(&out)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    files(&out)
}

#[test]
fn the_sample_report_is_what_the_program_makes() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (golden, made) = (files(&root.join("reports/seeds")), sample_run(&[]));
    assert_eq!(
        golden.keys().collect::<Vec<_>>(),
        made.keys().collect::<Vec<_>>(),
        "other files than in reports/seeds"
    );
    let mut wrong = Vec::new();
    for (name, bytes) in &golden {
        let new = &made[name];
        if bytes == new {
            continue;
        }
        if name.ends_with(".png") {
            match difference(bytes, new) {
                Some(d) if d <= TOLERANCE => continue,
                Some(d) => wrong.push(format!("{name}: differs by {:.2} %", 100.0 * d)),
                None => wrong.push(format!("{name}: of another size")),
            }
            continue;
        }
        let (old, new) = (String::from_utf8_lossy(bytes), String::from_utf8_lossy(new));
        let line = old.lines().zip(new.lines()).position(|(a, b)| a != b);
        let at = line.unwrap_or_else(|| old.lines().count().min(new.lines().count()));
        let cut = |t: &str| t.lines().nth(at).unwrap_or("").chars().take(160).collect::<String>();
        wrong.push(format!("{name}, line {}:\n  - {}\n  + {}", at + 1, cut(&old), cut(&new)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let place = root.join("reports/seeds.sha256");
    if std::env::var("GOLDEN").is_ok_and(|v| v == "write") {
        fs::write(&place, hash(&golden) + "\n").unwrap();
    }
    let written = fs::read_to_string(&place).unwrap();
    assert_eq!(hash(&golden), written.trim(), "reports/seeds is not the report of the hash");
    if cfg!(all(target_arch = "x86_64", target_os = "linux")) {
        assert_eq!(hash(&made), written.trim(), "this build draws other pictures");
        // glibc computes exp, ln and pow by other instructions where the processor has them.
        let old = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX,-AVX512F,-SSE4_2";
        let on_old = sample_run(&[("GLIBC_TUNABLES", old)]);
        assert_eq!(hash(&on_old), written.trim(), "an older processor writes other bytes");
    }
}

#[test]
fn another_picture_is_told_from_the_same() {
    let charts = Path::new(env!("CARGO_MANIFEST_DIR")).join("reports/seeds/charts");
    let mut pictures: Vec<_> = fs::read_dir(charts).unwrap().map(|e| e.unwrap().path()).collect();
    pictures.sort();
    let (a, b) = (fs::read(&pictures[0]).unwrap(), fs::read(&pictures[1]).unwrap());
    assert_eq!(difference(&a, &a), Some(0.0));
    assert!(difference(&a, &b).is_none_or(|d| d > TOLERANCE));
}
