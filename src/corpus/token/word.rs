//! Words, clitics and abbreviations.

use super::address::DOMAINS;
use super::listed::LONGEST_LISTED;
use super::*;

impl Scan<'_> {
    /// Scans what starts with a letter.
    pub(super) fn word(&mut self, start: usize) -> usize {
        if self.bytes[start].is_ascii_alphanumeric()
            && let Some(end) = self.email(start)
        {
            return self.push(start, end, TokenKind::Email);
        }
        // "US$5": the sign belongs to the letters.
        if let Some(sign) = self.bytes[start..].iter().take(4).position(|&b| b == b'$')
            && sign > 0
            && self.bytes[start..start + sign].iter().all(u8::is_ascii_uppercase)
            && self.bytes.get(start + sign + 1).is_some_and(u8::is_ascii_digit)
        {
            return self.push(start, start + sign + 1, TokenKind::Currency);
        }
        self.rest_of_word(start, start)
    }

    /// Scans a word from `start`, of which the part before `i` is known to belong to it.
    pub(super) fn rest_of_word(&mut self, start: usize, i: usize) -> usize {
        let mut i = self.word_chars(i);
        while let Some(c) = self.at(i) {
            let next = i + c.len_utf8();
            let Some(follows) = self.at(next) else { break };
            if is_hyphen(c) && is_word_char(follows) {
                i = self.word_chars(next);
            } else if is_apostrophe(c) && is_letter(follows) {
                match self.clitic(start, i, next) {
                    Some(end) => return end,
                    None => i = self.word_chars(next),
                }
            } else if c == '&'
                && follows.is_ascii_uppercase()
                && self.before(i).is_some_and(|c| c.is_ascii_uppercase())
            {
                i = self.word_chars(next);
            } else if c == '.' && is_letter(follows) {
                match self.dotted(start, i) {
                    Some(end) => {
                        i = end;
                        // "U.S." has taken its last stop; "reuters.com" goes on.
                        if self.bytes[i - 1] == b'.' {
                            break;
                        }
                    }
                    None => break,
                }
            } else {
                break;
            }
        }
        if self.bytes.get(i) == Some(&b'.') && self.keeps_stop(start, i) {
            i += 1;
        }
        self.push_word(start, i)
    }

    /// Splits what UD English splits although no mark divides it.
    pub(super) fn push_word(&mut self, start: usize, end: usize) -> usize {
        if (5..=6).contains(&(end - start)) {
            let word = &self.bytes[start..end];
            let split = [("cannot", 3), ("gonna", 3), ("wanna", 3), ("gotta", 3)]
                .iter()
                .find(|(w, _)| word.eq_ignore_ascii_case(w.as_bytes()))
                .map(|&(_, at)| at);
            if let Some(at) = split {
                self.push(start, start + at, TokenKind::Word);
                return self.push(start + at, end, TokenKind::Word);
            }
        }
        self.push(start, end, TokenKind::Word)
    }

    /// Splits a clitic off the word `start..at`: `'s`, `'re`, `n't`. `None` if the apostrophe
    /// belongs to the word ("O'Brien", "N'Djamena").
    pub(super) fn clitic(&mut self, start: usize, at: usize, next: usize) -> Option<usize> {
        let end = next
            + self.bytes[next..].iter().take(3).take_while(|b| b.is_ascii_alphabetic()).count();
        if self.at(end).is_some_and(is_word_char) {
            return None;
        }
        let suffix = &self.bytes[next..end];
        if suffix.eq_ignore_ascii_case(b"t")
            && at - start >= 2
            && self.bytes[at - 1].eq_ignore_ascii_case(&b'n')
        {
            self.push(start, at - 1, TokenKind::Word);
            return Some(self.push(at - 1, end, TokenKind::Word));
        }
        let known = [&b"s"[..], b"m", b"d", b"re", b"ve", b"ll"];
        if known.iter().any(|k| suffix.eq_ignore_ascii_case(k)) {
            self.push(start, at, TokenKind::Word);
            return Some(self.push(at, end, TokenKind::Word));
        }
        None
    }

    /// The end of a word whose letters have stops between them, where the stop at `dot` is one of
    /// those: `U.S.`, `a.m.`, `reuters.com`.
    pub(super) fn dotted(&self, start: usize, dot: usize) -> Option<usize> {
        if self.is_initials(start, dot) {
            let mut i = dot;
            // Letter, stop, letter, stop … ; the last stop is taken too.
            loop {
                let Some(c) = self.at(i + 1).filter(|&c| is_letter(c)) else { return Some(i + 1) };
                let after = i + 1 + c.len_utf8();
                match self.at(after) {
                    Some('.') => i = after,
                    Some(c) if is_word_char(c) => break,
                    _ => return Some(after),
                }
            }
            if i > dot {
                return Some(i + 1);
            }
        }
        if dot == start + 2
            && self.starts(start, "ph.d")
            && !self.at(start + 4).is_some_and(is_word_char)
        {
            return Some(start + 4);
        }
        let end = self.word_chars(dot + 1);
        let last = &self.text[dot + 1..end];
        DOMAINS.iter().any(|d| last.eq_ignore_ascii_case(d)).then_some(end)
    }

    /// Whether `start..dot` is one letter.
    pub(super) fn is_initials(&self, start: usize, dot: usize) -> bool {
        let mut chars = self.text[start..dot].chars();
        chars.next().is_some_and(is_letter) && chars.next().is_none()
    }

    /// Whether the full stop at `dot` belongs to the word before it.
    pub(super) fn keeps_stop(&self, start: usize, dot: usize) -> bool {
        // Two stops are an ellipsis.
        if self.bytes.get(dot + 1) == Some(&b'.') {
            return false;
        }
        let word = &self.text[start..dot];
        let mut next = dot + 1;
        let mut spaces = 0;
        while let Some(c) = self.at(next).filter(|&c| is_space(c)).filter(|_| spaces < 3) {
            next += c.len_utf8();
            spaces += 1;
        }
        let follows = self.at(next);
        if self.is_initials(start, dot) {
            // An initial in a name: "J. Smith"; not "Plan B." at the end, nor "and I. He".
            let upper = word.chars().next().is_some_and(char::is_uppercase);
            let name_before = self.tokens.last().is_none_or(|t| {
                t.kind != TokenKind::Word || t.of(self.text).starts_with(char::is_uppercase)
            });
            // "Plan B. It failed": what follows begins a sentence, it is no surname.
            let ahead = self.bytes[next..]
                .iter()
                .take(LONGEST_LISTED + 1)
                .take_while(|b| b.is_ascii_alphabetic())
                .count();
            let starter = ahead > 1 && is_listed(&self.text[next..next + ahead], Class::Starter);
            return upper
                && word != "I"
                && name_before
                && spaces <= 1
                && !starter
                && follows.is_some_and(char::is_uppercase);
        }
        // A hyphenated title ("Maj.-Gen.", "ex-Sen.") is judged by its last part.
        let last = word.rsplit(is_hyphen).next().unwrap_or(word);
        classes(last).any(|class| match class {
            Class::Title => follows.is_some_and(|c| c.is_uppercase() || c == '-'),
            Class::Number | Class::Month => follows.is_some_and(|c| c.is_ascii_digit()),
            Class::Short | Class::Inner => true,
            Class::Starter | Class::Speech => false,
        })
    }
}
