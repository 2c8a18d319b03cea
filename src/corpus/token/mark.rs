//! Marks, brackets and quotation marks, and which side a quotation mark is on.

use super::*;

impl Scan<'_> {
    /// Scans what starts with neither a letter nor a digit.
    pub(super) fn mark(&mut self, i: usize, c: char) -> usize {
        use TokenKind::{
            CloseBracket, Currency, Hashtag, Mention, OpenBracket, Punctuation, Stop, Symbol,
        };
        let end = i + c.len_utf8();
        match c {
            '.' | '!' | '?' | '…' => {
                let mut end = end;
                while let Some(d) = self.at(end) {
                    let same = match c {
                        '.' => d == '.',
                        '…' => d == '…' || d == '.',
                        _ => matches!(d, '!' | '?'),
                    };
                    if !same {
                        break;
                    }
                    end += d.len_utf8();
                }
                // ".5" is a number.
                if end - i == 1
                    && c == '.'
                    && self.bytes.get(end).is_some_and(u8::is_ascii_digit)
                    && self.before(i).is_none_or(is_space)
                {
                    let end = self.digits(end);
                    return self.push(i, end, TokenKind::Number);
                }
                self.push(i, end, Stop)
            }
            ',' | ';' | ':' | '،' | '؛' | '、' | '，' | '：' | '；' => {
                self.push(i, end, Punctuation)
            }
            '。' | '！' | '？' | '؟' | '۔' | '।' => self.push(i, end, Stop),
            '-' | '–' | '—' | '―' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '−' => {
                let mut end = end;
                while self.at(end) == Some(c) {
                    end += c.len_utf8();
                }
                self.push(i, end, Punctuation)
            }
            '(' | '[' | '{' | '（' | '【' => self.push(i, end, OpenBracket),
            ')' | ']' | '}' | '）' | '】' => self.push(i, end, CloseBracket),
            '$' | '€' | '£' | '¥' | '\u{20a0}'..='\u{20cf}' => self.push(i, end, Currency),
            '"' | '“' | '”' | '„' | '‟' | '«' | '»' | '＂' => self.double_quote(i, c),
            '\'' | '’' | '‘' | '‚' | '‛' | '‹' | '›' | '`' | '´' => {
                self.single_quote(i, c)
            }
            '@' => {
                let name = end
                    + self.bytes[end..]
                        .iter()
                        .take_while(|b| b.is_ascii_alphanumeric() || **b == b'_')
                        .count();
                if name > end { self.push(i, name, Mention) } else { self.push(i, end, Symbol) }
            }
            '#' => {
                let topic = self.word_chars(end);
                // "#1" is a sign and a number.
                if self.text[end..topic].chars().next().is_some_and(is_letter) {
                    self.push(i, topic, Hashtag)
                } else {
                    self.push(i, end, Symbol)
                }
            }
            '*' | '=' | '~' | '+' | '<' | '>' | '|' => {
                let run = self.bytes[end..].iter().take_while(|&&b| char::from(b) == c).count();
                self.push(i, end + run, Symbol)
            }
            _ => {
                // A sign keeps the joiners and variation selectors that shape it, whatever their
                // number; they are consumed, so the time stays linear.
                let mut end = end;
                while let Some(d @ ('\u{fe0e}' | '\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')) =
                    self.at(end)
                {
                    end += d.len_utf8();
                }
                self.push(i, end, Symbol)
            }
        }
    }

    /// Whether a mark at `start..end` leans on what follows (opens) or on what precedes (closes).
    pub(super) fn leaning(&self, start: usize, end: usize) -> Option<bool> {
        let open_before = self.before(start).is_none_or(|c| {
            is_space(c)
                || matches!(
                    c,
                    '(' | '[' | '{' | '—' | '–' | '-' | '/' | '“' | '‘' | '"' | '\'' | '«' | '…'
                )
        });
        let after = self.at(end);
        let close_after = after.is_none_or(|c| {
            is_space(c)
                || matches!(
                    c,
                    '.' | ','
                        | ';'
                        | ':'
                        | '!'
                        | '?'
                        | ')'
                        | ']'
                        | '}'
                        | '”'
                        | '’'
                        | '"'
                        | '»'
                        | '—'
                        | '–'
                        | '…'
                )
        });
        match (open_before, close_after) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => None,
        }
    }

    pub(super) fn quote(&mut self, start: usize, end: usize, opens: bool) -> usize {
        self.push(start, end, if opens { TokenKind::OpenQuote } else { TokenKind::CloseQuote })
    }

    pub(super) fn double_quote(&mut self, i: usize, c: char) -> usize {
        let end = i + c.len_utf8();
        let leaning = self.leaning(i, end);
        let opens = match c {
            '„' | '‟' => true,
            // “ closes a German „quotation“; » opens a German »quotation«.
            '“' => !(self.double && leaning == Some(false)),
            '”' => false,
            '«' => leaning != Some(false) || !self.double,
            '»' => leaning == Some(true) && !self.double,
            _ => leaning.unwrap_or(!self.double),
        };
        self.double = opens;
        self.quote(i, end, opens)
    }

    pub(super) fn single_quote(&mut self, i: usize, c: char) -> usize {
        let mut end = i + c.len_utf8();
        // `` and '' are double quotation marks of plain ASCII.
        if matches!(c, '`' | '\'') && self.at(end) == Some(c) {
            end += 1;
            let opens = c == '`' || self.leaning(i, end).unwrap_or(!self.double);
            self.double = opens;
            return self.quote(i, end, opens);
        }
        let opens = match c {
            '‘' | '‚' | '‛' | '‹' | '`' => true,
            '›' | '´' => false,
            _ => {
                let next = self.at(end);
                let fresh = self.leaning(i, end);
                // "'90s", "'em": something is left out, no quotation opens.
                if fresh == Some(true) && next.is_some_and(|c| c.is_ascii_digit()) {
                    let digits = self.digits(end);
                    let plural = digits + usize::from(self.bytes.get(digits) == Some(&b's'));
                    if plural - end <= 3 && !self.at(plural).is_some_and(is_word_char) {
                        return self.push(i, plural, TokenKind::Number);
                    }
                }
                if fresh == Some(true)
                    && ["em", "tis", "twas", "til", "cause"].iter().any(|w| {
                        self.starts(end, w) && !self.at(end + w.len()).is_some_and(is_word_char)
                    })
                {
                    let word = self.word_chars(end);
                    return self.push(i, word, TokenKind::Word);
                }
                // A clitic left alone by what precedes it: `"…army"'s`.
                if let Some(last) = self.tokens.last()
                    && last.span.end() == i
                    && next.is_some_and(is_letter)
                    && !self.single
                {
                    let tail = self.word_chars(end);
                    if ["s", "re", "ve", "ll", "d", "m"]
                        .iter()
                        .any(|w| self.text[end..tail].eq_ignore_ascii_case(w))
                    {
                        return self.push(i, tail, TokenKind::Word);
                    }
                }
                // After a plural: the possessive, unless a single quotation waits for its end.
                if fresh != Some(true) && !self.single && self.before(i).is_some_and(is_word_char) {
                    return self.push(i, end, TokenKind::Word);
                }
                c == '\'' && fresh.unwrap_or(!self.single)
            }
        };
        self.single = opens;
        self.quote(i, end, opens)
    }
}
