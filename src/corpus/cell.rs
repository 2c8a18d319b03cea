//! Tables whose cells no spreadsheet runs as formulas: how they are written, and read back.

use std::borrow::Cow;
use std::io::{self, Write};

/// Writes a CSV table of ours. Every cell goes through [`to_cell`], so that no column can be
/// forgotten; numbers stay as they are.
#[derive(Debug)]
pub struct TableWriter<W: Write>(csv::Writer<W>);

impl<W: Write> TableWriter<W> {
    /// Begins a table with its header.
    ///
    /// # Errors
    ///
    /// If `out` cannot be written to.
    pub fn new<S: AsRef<str>>(out: W, header: impl IntoIterator<Item = S>) -> io::Result<Self> {
        let mut table = Self(csv::Writer::from_writer(out));
        table.row(header)?;
        Ok(table)
    }

    /// Writes a row, which has as many cells as the header.
    ///
    /// # Errors
    ///
    /// If the output cannot be written to.
    pub fn row<S: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = S>) -> io::Result<()> {
        for cell in cells {
            self.0.write_field(to_cell(cell.as_ref()).as_bytes())?;
        }
        Ok(self.0.write_record(None::<&[u8]>)?)
    }

    /// Ends the table and hands the output back.
    ///
    /// # Errors
    ///
    /// If the rest cannot be written.
    pub fn finish(self) -> io::Result<W> {
        self.0.into_inner().map_err(csv::IntoInnerError::into_error)
    }
}

/// Whether a spreadsheet would take a cell that begins so for a formula.
fn starts_formula(c: char) -> bool {
    matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r')
}

/// `text` as it is written into a cell.
///
/// A text that begins with `=`, `+`, `-`, `@`, a tab or a carriage return, and is not a number,
/// gets an apostrophe before it: spreadsheets then show it and do not run it. A text that begins
/// with an apostrophe before one of these (or before another apostrophe) gets one more, so that
/// [`from_cell`] is the exact inverse.
///
/// ```
/// use corroborate::corpus::{from_cell, to_cell};
/// assert_eq!(to_cell("=1+1"), "'=1+1");
/// assert_eq!(to_cell("-31.5"), "-31.5");
/// assert_eq!(from_cell(&to_cell("'@x")), "'@x");
/// ```
pub fn to_cell(text: &str) -> Cow<'_, str> {
    let mut chars = text.chars();
    let escape = match chars.next() {
        Some('\'') => chars.next().is_some_and(|c| c == '\'' || starts_formula(c)),
        Some(c) if starts_formula(c) => !text.parse::<f64>().is_ok_and(f64::is_finite),
        _ => false,
    };
    if escape { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text of a cell that [`to_cell`] wrote. Other cells stay as they are.
pub fn from_cell(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(|c| c == '\'' || starts_formula(c)) => rest,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_cell_of_a_table_is_escaped_and_numbers_stay() {
        let mut table = TableWriter::new(Vec::new(), ["source", "x"]).unwrap();
        table.row(["=HYPERLINK(\"http://a.example\",\"b\")", "-0.5"]).unwrap();
        table.row(["@a, b", ""]).unwrap();
        assert_eq!(
            String::from_utf8(table.finish().unwrap()).unwrap(),
            "source,x\n\"'=HYPERLINK(\"\"http://a.example\"\",\"\"b\"\")\",-0.5\n\"'@a, b\",\n"
        );
    }

    proptest! {
        #[test]
        fn a_cell_read_back_is_the_text(text in "['=+@\\-\t\ra1. ]{0,6}") {
            let cell = to_cell(&text).into_owned();
            prop_assert_eq!(from_cell(&cell), &text);
        }

        #[test]
        fn no_written_text_starts_a_formula(text in "['=+@\\-\t\ra1. ]{0,6}") {
            let cell = to_cell(&text).into_owned();
            prop_assert!(
                !cell.starts_with(starts_formula) || cell.parse::<f64>().is_ok(),
                "{cell:?}"
            );
        }
    }
}
