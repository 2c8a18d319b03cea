//! Text → tokens: words, numbers, marks and quotes, each a span of the text and a kind.
//!
//! Words are divided as in UD English (`do|n't`, `army|'s`, `can|not`), with two exceptions that
//! serve reading news: a word with hyphens stays whole (`Paris-based`, `F-16`), and so does a
//! number with its magnitude (`1.5m`). Every look-ahead is bounded, so the time is linear in the
//! text whatever it contains.

mod address;
mod listed;
mod mark;
mod number;
#[cfg(test)]
mod tests;
mod word;

use super::Span;
pub(super) use listed::{Class, classes, is_listed};

/// One token: where it is and what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Its bytes in the text; never empty.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
}

impl Token {
    /// The token's text.
    pub fn of(self, text: &str) -> &str {
        self.span.of(text)
    }
}

/// What a token is, as far as its characters tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TokenKind {
    /// A word, abbreviation with its stop, clitic (`'s`, `n't`), or hyphenated word.
    Word,
    /// A number: `47`, `1,200`, `3.5`, `1.5m`, `20th`, `1990s`, `10:30`, `9/11`, `2024-07-30`.
    Number,
    /// A currency sign: `$`, `€`, `US$`.
    Currency,
    /// A sentence's end: `.`, `!`, `?!`, `...`, `…`.
    Stop,
    /// Any other mark: comma, colon, semicolon, dash.
    Punctuation,
    /// `(`, `[`, `{`.
    OpenBracket,
    /// `)`, `]`, `}`.
    CloseBracket,
    /// A quotation mark that opens.
    OpenQuote,
    /// A quotation mark that closes.
    CloseQuote,
    /// A web address.
    Url,
    /// An e-mail address.
    Email,
    /// `@name`.
    Mention,
    /// `#topic`.
    Hashtag,
    /// Any other sign: `%`, `&`, `*`, `•`, an emoji.
    Symbol,
}

/// Whether a character separates tokens without belonging to one: white space, and the invisible
/// marks that only steer layout (zero-width space, byte order mark, directional marks).
pub fn is_space(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{2060}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The tokens of `text` inside `within`, in order.
///
/// They do not overlap, and every character that is not [a space](is_space) lies in one. Bounds
/// outside the text or inside a character are moved inward. Linear in the length of `within`.
pub fn tokenize(text: &str, within: Span) -> Vec<Token> {
    let mut end = within.end().min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut start = within.start().min(end);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    let start = start.min(end);
    // English runs to five or six bytes a token.
    let tokens = Vec::with_capacity((end - start) / 5 + 4);
    let mut scan = Scan {
        text: &text[..end],
        bytes: &text.as_bytes()[..end],
        from: start,
        tokens,
        double: false,
        single: false,
    };
    scan.run();
    scan.tokens
}

/// The scanner's state.
struct Scan<'a> {
    /// The text up to the end of the part asked for.
    text: &'a str,
    bytes: &'a [u8],
    /// First byte of the part asked for: nothing before it is looked at.
    from: usize,
    tokens: Vec<Token>,
    /// Whether a double quotation is open.
    double: bool,
    /// Whether a single quotation is open.
    single: bool,
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || (!c.is_ascii() && is_word_char(c))
}

/// Whether a character can stand inside a word. Combining marks and scripts unknown to the
/// tables count, so only what is known as a mark or a sign divides words.
fn is_word_char(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || c == '_';
    }
    if c.is_alphanumeric() {
        return true;
    }
    !(is_space(c)
        || c.is_control()
        || matches!(c,
            '\u{a1}'..='\u{bf}' | '×' | '÷'
            | '\u{2c2}'..='\u{2df}'
            | '\u{37e}' | '\u{387}' | '\u{55a}'..='\u{55f}' | '\u{589}' | '\u{58a}'
            | '\u{5be}' | '\u{5c0}' | '\u{5c3}' | '\u{5f3}' | '\u{5f4}'
            | '\u{606}'..='\u{60f}' | '\u{61b}'..='\u{61f}' | '\u{66a}'..='\u{66d}' | '\u{6d4}'
            | '\u{964}' | '\u{965}'
            | '\u{2000}'..='\u{200b}' | '\u{200e}'..='\u{2bff}'
            | '\u{2e00}'..='\u{2e7f}' | '\u{3000}'..='\u{303f}'
            | '\u{e000}'..='\u{f8ff}' | '\u{fe10}'..='\u{fe1f}' | '\u{fe30}'..='\u{fe6f}'
            | '\u{ff01}'..='\u{ff0f}' | '\u{ff1a}'..='\u{ff20}' | '\u{ff3b}'..='\u{ff40}'
            | '\u{ff5b}'..='\u{ff65}' | '\u{ffe0}'..='\u{ffff}'
            | '\u{1f000}'..='\u{1faff}'))
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

impl Scan<'_> {
    fn at(&self, i: usize) -> Option<char> {
        let b = *self.bytes.get(i)?;
        if b < 128 { Some(char::from(b)) } else { self.text[i..].chars().next() }
    }

    fn before(&self, i: usize) -> Option<char> {
        if i <= self.from {
            return None;
        }
        let b = self.bytes[i - 1];
        if b < 128 { Some(char::from(b)) } else { self.text[self.from..i].chars().next_back() }
    }

    fn push(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        self.tokens.push(Token { span: Span::new(start, end), kind });
        end
    }

    fn run(&mut self) {
        let mut i = self.from;
        while let Some(c) = self.at(i) {
            if is_space(c) {
                // A quotation that was never closed ends with its paragraph.
                if c == '\n' && self.bytes.get(i + 1) == Some(&b'\n') {
                    self.double = false;
                    self.single = false;
                }
                i += c.len_utf8();
                continue;
            }
            i = self.token(i, c);
        }
    }

    /// Scans one token (or a word and its clitics) that starts at `i` with `c`; its end.
    fn token(&mut self, i: usize, c: char) -> usize {
        if c.is_ascii_digit() {
            return self.number(i);
        }
        if is_word_char(c) {
            if matches!(c, 'h' | 'H' | 'w' | 'W' | 'f' | 'F')
                && let Some(end) = self.url(i)
            {
                return self.push(i, end, TokenKind::Url);
            }
            return self.word(i);
        }
        self.mark(i, c)
    }

    fn starts(&self, i: usize, prefix: &str) -> bool {
        self.bytes
            .get(i..i + prefix.len())
            .is_some_and(|b| b.eq_ignore_ascii_case(prefix.as_bytes()))
    }

    fn letters(&self, mut i: usize) -> usize {
        while let Some(c) = self.at(i).filter(|&c| is_letter(c)) {
            i += c.len_utf8();
        }
        i
    }

    fn word_chars(&self, mut i: usize) -> usize {
        loop {
            while self.bytes.get(i).is_some_and(|b| b.is_ascii_alphanumeric() || *b == b'_') {
                i += 1;
            }
            match self.at(i) {
                Some(c) if is_word_char(c) => i += c.len_utf8(),
                _ => return i,
            }
        }
    }
}
