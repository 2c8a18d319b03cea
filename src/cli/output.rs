//! What is printed: to standard output, to standard error, as a table.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};

use comfy_table::{ContentArrangement, LineStyle, TableStyle};

use super::Failure;

/// Prints to standard output. A closed pipe (`| head`) is not an error: the reader has had enough.
///
/// # Errors
///
/// If standard output cannot be written to.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let text = if out.is_terminal() { harmless(text) } else { Cow::Borrowed(text) };
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(|e| Failure::run(format!("cannot write to standard output: {e}"))),
    }
}

/// Prints a line to standard error.
pub fn note(text: &str) {
    // Nothing can be said where standard error is closed.
    let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
}

/// `text` without the control characters by which a name in an article could command a terminal.
fn harmless(text: &str) -> Cow<'_, str> {
    let commands = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if text.contains(commands) {
        Cow::Owned(text.replace(commands, "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}

/// What a writer of tables writes, as text.
///
/// # Errors
///
/// If it fails, or what it writes is not UTF-8.
pub fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Result<String, Failure> {
    let mut out = Vec::new();
    write(&mut out).map_err(Failure::run)?;
    String::from_utf8(out).map_err(Failure::run)
}

/// A list of one line a row, under a ruled header. Nothing in it is wrapped, so that a name can be
/// copied from it.
pub fn list<const N: usize>(header: [&str; N]) -> comfy_table::Table {
    let rule = LineStyle::none().fill('─').junction('─');
    let mut table = comfy_table::Table::new();
    table
        .load_style(TableStyle::new().header_separator(rule))
        .set_content_arrangement(ContentArrangement::Disabled)
        .set_header(header);
    table
}

/// A table of at most 100 columns, its cells wrapped.
pub fn table<const N: usize>(header: [&str; N]) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table
        .load_style(comfy_table::presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(100)
        .set_header(header);
    table
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn a_name_cannot_command_a_terminal() {
        assert_eq!(
            harmless("\u{1b}[2JColonel\u{9b}31m\r\tBo\n"),
            "\u{fffd}[2JColonel\u{fffd}31m\u{fffd}\tBo\n"
        );
        assert_eq!(harmless("Zoë, \u{200f}علي"), "Zoë, \u{200f}علي");
    }
}
