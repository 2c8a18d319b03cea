//! Web and e-mail addresses.

use super::*;

/// The longest e-mail local part and domain that are looked for (RFC 5321).
const LONGEST_LOCAL: usize = 64;

const LONGEST_DOMAIN: usize = 255;

/// Endings that make `word.ending` an address.
pub const DOMAINS: [&str; 14] =
    ["com", "org", "net", "gov", "edu", "mil", "info", "int", "io", "uk", "fr", "ua", "ru", "ml"];

impl Scan<'_> {
    /// The end of a web address that starts here.
    pub(super) fn url(&self, i: usize) -> Option<usize> {
        let body = ["https://", "http://", "ftp://", "www."]
            .iter()
            .find(|p| self.starts(i, p))
            .map(|p| i + p.len())?;
        let mut end = body;
        let mut open = 0usize;
        let mut last = body;
        while let Some(c) = self.at(end) {
            if is_space(c) || matches!(c, '"' | '<' | '>' | '“' | '”' | '«' | '»' | '’') {
                break;
            }
            end += c.len_utf8();
            match c {
                '(' => open += 1,
                // A bracket belongs to the address only if it closes one inside it.
                ')' if open > 0 => {
                    open -= 1;
                    last = end;
                }
                ')' => break,
                '.' | ',' | ';' | ':' | '!' | '?' | '\'' | ']' | '}' | '…' | '*' => {}
                _ => last = end,
            }
        }
        (last > body).then_some(last)
    }

    /// The end of an e-mail address that starts here.
    pub(super) fn email(&self, i: usize) -> Option<usize> {
        let local =
            |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'%' | b'+' | b'-');
        let rest = &self.bytes[i..];
        let at = rest.iter().take(LONGEST_LOCAL + 1).take_while(|b| local(b)).count();
        if at == 0 || rest.get(at) != Some(&b'@') {
            return None;
        }
        let domain = &rest[at + 1..];
        let len = domain
            .iter()
            .take(LONGEST_DOMAIN)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            .count();
        let mut domain = &domain[..len];
        while let [head @ .., b'.' | b'-'] = domain {
            domain = head;
        }
        let dot = domain.iter().rposition(|&b| b == b'.')?;
        let top = &domain[dot + 1..];
        (dot > 0 && top.len() >= 2 && top.iter().all(u8::is_ascii_alphabetic))
            .then_some(i + at + 1 + domain.len())
    }
}
