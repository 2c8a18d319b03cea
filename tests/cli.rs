//! The command line, a case a file: `tests/cli/*.toml` hold arguments, output and exit code.

#[test]
fn cases() {
    trycmd::TestCases::new().case("tests/cli/*.toml");
}
