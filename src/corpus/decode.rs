//! Bytes → text: UTF-8, with or without a byte order mark, or Windows-1252; else a clear error.

use thiserror::Error;

use super::Encoding;

/// The bytes are not text in an encoding that is read.
#[derive(Debug, Error, PartialEq, Eq)]
#[non_exhaustive]
pub enum NotText {
    /// UTF-16.
    #[error("it is UTF-16; save it as UTF-8")]
    Utf16,
    /// Bytes that no text has.
    #[error("byte {at} is 0x{byte:02x}, which no text holds: a binary file?")]
    Binary {
        /// Where, from 0.
        at: usize,
        /// The byte.
        byte: u8,
    },
    /// UTF-8 with a broken place.
    #[error("invalid UTF-8 at byte {at}; save it as UTF-8 again from its source")]
    BrokenUtf8 {
        /// Where, from 0.
        at: usize,
    },
}

/// Decodes an article.
///
/// Bytes that are not UTF-8 are taken as Windows-1252 only where that is plausible: no control
/// characters, and no well-formed multi-byte UTF-8 sequence among them, for then it is UTF-8 with
/// damage and reading it as Windows-1252 would print garbage as a quotation. A page (`lenient`)
/// has its own declared charset and is damaged more often; broken bytes become U+FFFD there.
///
/// # Errors
///
/// If it is UTF-16, binary, or damaged UTF-8.
pub fn decode(bytes: Vec<u8>, lenient: bool) -> Result<(String, Encoding), NotText> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(NotText::Utf16);
    }
    let marked = bytes.starts_with(&[0xef, 0xbb, 0xbf]);
    let control = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0b | 0x0c | 0x1b);
    if let (Some(at), false) = (bytes.iter().position(control), lenient) {
        return Err(NotText::Binary { at, byte: bytes[at] });
    }
    let error = match std::str::from_utf8(&bytes) {
        Ok(text) if marked => return Ok((text[3..].to_owned(), Encoding::Utf8WithMark)),
        Ok(_) => {
            let text = String::from_utf8(bytes).map_err(|_| NotText::BrokenUtf8 { at: 0 })?;
            return Ok((text, Encoding::Utf8));
        }
        Err(error) => error,
    };
    if lenient {
        let charset = declared_charset(&bytes).unwrap_or(encoding_rs::UTF_8);
        return Ok((charset.decode(&bytes).0.into_owned(), Encoding::Utf8));
    }
    let at = error.valid_up_to();
    let utf8_elsewhere = String::from_utf8_lossy(&bytes)
        .chars()
        .any(|c| !c.is_ascii() && c != char::REPLACEMENT_CHARACTER);
    let undefined = |b: &u8| matches!(b, 0x81 | 0x8d | 0x8f | 0x90 | 0x9d);
    let high = bytes.iter().filter(|b| **b >= 0x80).count();
    if marked || utf8_elsewhere || bytes.iter().any(undefined) || high * 3 > bytes.len() {
        return Err(NotText::BrokenUtf8 { at });
    }
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(&bytes);
    Ok((text.into_owned(), Encoding::Windows1252))
}

/// The charset that a page declares in its first kilobyte.
fn declared_charset(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let head = &bytes[..bytes.len().min(2048)];
    let at = head.windows(8).position(|w| w.eq_ignore_ascii_case(b"charset="))? + 8;
    let label: Vec<u8> = head[at..]
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\'' | b' '))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
        .collect();
    encoding_rs::Encoding::for_label(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_passes_with_and_without_a_mark() {
        assert_eq!(decode("Côte".into(), false).unwrap(), ("Côte".to_owned(), Encoding::Utf8));
        assert_eq!(
            decode(b"\xef\xbb\xbfC\xc3\xb4te".to_vec(), false).unwrap(),
            ("Côte".to_owned(), Encoding::Utf8WithMark)
        );
    }

    #[test]
    fn windows_1252_is_recognised_by_its_quotation_marks() {
        let (text, encoding) = decode(b"He said: \x93no\x94.".to_vec(), false).unwrap();
        assert_eq!((text.as_str(), encoding), ("He said: “no”.", Encoding::Windows1252));
    }

    #[test]
    fn damaged_utf8_is_an_error_with_its_place() {
        let bytes = [b"caf\xc3\xa9 ".as_slice(), b"\xff ok"].concat();
        assert_eq!(decode(bytes, false), Err(NotText::BrokenUtf8 { at: 6 }));
    }

    #[test]
    fn binary_and_utf16_are_refused() {
        assert_eq!(decode(b"ab\0c".to_vec(), false), Err(NotText::Binary { at: 2, byte: 0 }));
        assert_eq!(decode(b"\xff\xfea\0".to_vec(), false), Err(NotText::Utf16));
    }

    #[test]
    fn a_page_is_read_in_the_charset_it_declares() {
        let page = b"<html><meta charset=\"windows-1252\">caf\xe9".to_vec();
        assert!(decode(page, true).unwrap().0.ends_with("café"));
    }
}
