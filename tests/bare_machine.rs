//! It runs on a bare machine: no environment, no home, no locale, no fonts of the system, a working
//! directory that cannot be written, and no network.
#![cfg(unix)]
#![allow(clippy::print_stdout)]

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

fn check(mut command: Command) {
    let home = tempfile::tempdir().unwrap();
    let locked = home.path().join("locked");
    fs::create_dir(&locked).unwrap();
    fs::set_permissions(&locked, Permissions::from_mode(0o555)).unwrap();
    let out = home.path().join("out");
    let run = command
        .arg("score")
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds"))
        .arg("--out")
        .arg(&out)
        .env_clear()
        .env("HOME", "/nonexistent")
        .current_dir(&locked)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    assert!(out.join("charts/01-reliability-partisanship.png").is_file());
    assert_eq!(fs::read_dir(&locked).unwrap().count(), 0, "wrote into the working directory");
}

#[test]
fn without_home_locale_fonts_or_a_writable_place() {
    check(Command::new(env!("CARGO_BIN_EXE_corroborate")));
}

#[test]
#[expect(clippy::print_stdout, reason = "a skipped test says so")]
fn without_a_network() {
    let cut_off = || {
        let mut command = Command::new("/usr/bin/unshare");
        command.args(["--map-root-user", "--net", "--"]);
        command
    };
    if !cut_off().arg("/bin/true").status().is_ok_and(|s| s.success()) {
        println!("skipped: this system lets nobody make a network of their own (unshare)");
        return;
    }
    let mut command = cut_off();
    command.arg(env!("CARGO_BIN_EXE_corroborate"));
    check(command);
}
