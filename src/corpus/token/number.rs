//! Numbers, with their marks, magnitudes and units.

use super::*;

/// Units that are split from the number before them, as in UD English.
const UNITS: [&str; 12] =
    ["am", "pm", "km", "kg", "mm", "cm", "kph", "mph", "ft", "mi", "ha", "gmt"];

impl Scan<'_> {
    pub(super) fn digits(&self, i: usize) -> usize {
        i + self.bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count()
    }

    /// Scans what starts with a digit.
    pub(super) fn number(&mut self, start: usize) -> usize {
        if let Some(end) = self.email(start) {
            return self.push(start, end, TokenKind::Email);
        }
        let mut i = self.digits(start);
        // An ISO date is one token; other digits with a hyphen between are a range of two numbers.
        if i - start == 4
            && let [b'-', m1, m2, b'-', d1, d2, ..] = self.bytes[i..]
            && [m1, m2, d1, d2].iter().all(u8::is_ascii_digit)
            && !self.bytes.get(i + 6).is_some_and(u8::is_ascii_digit)
        {
            return self.push(start, i + 6, TokenKind::Number);
        }
        while let Some(c) = self.at(i) {
            let next = i + c.len_utf8();
            if !self.bytes.get(next).is_some_and(u8::is_ascii_digit) {
                break;
            }
            let end = self.digits(next);
            match c {
                '.' | ',' | ':' | '/' => i = end,
                // "10 000" with a space that does not break.
                '\u{a0}' | '\u{202f}' | '\u{2009}' if end - next == 3 && i - start <= 3 + 4 * 5 => {
                    i = end;
                }
                _ => break,
            }
        }
        // Letters follow at once: a magnitude or ordinal stays, a unit is split off, and anything
        // else ("23-year-old", "3D") makes it a word.
        match self.at(i) {
            Some(c) if is_letter(c) => {
                let run = self.letters(i);
                let after = self.at(run);
                let whole = !after.is_some_and(|c| is_word_char(c) || is_hyphen(c));
                let suffix = &self.text[i..run];
                if whole && UNITS.iter().any(|u| suffix.eq_ignore_ascii_case(u)) {
                    self.push(start, i, TokenKind::Number);
                    return self.push(i, run, TokenKind::Word);
                }
                if whole && suffix.len() <= 3 {
                    return self.push(start, run, TokenKind::Number);
                }
                self.rest_of_word(start, i)
            }
            Some(c) if is_hyphen(c) && self.at(i + c.len_utf8()).is_some_and(is_letter) => {
                self.rest_of_word(start, i)
            }
            Some('_') => self.rest_of_word(start, i),
            _ => self.push(start, i, TokenKind::Number),
        }
    }
}
