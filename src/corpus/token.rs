//! Text → tokens: words, numbers, marks and quotes, each a span of the text and a kind.
//!
//! Words are divided as in UD English (`do|n't`, `army|'s`, `can|not`), with two exceptions that
//! serve reading news: a word with hyphens stays whole (`Paris-based`, `F-16`), and so does a
//! number with its magnitude (`1.5m`). Every look-ahead is bounded, so the time is linear in the
//! text whatever it contains.

use std::sync::OnceLock;

use super::Span;

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

/// What the word list says about a word before a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Title,
    Number,
    Month,
    Short,
    Inner,
    Starter,
    Speech,
}

/// The word list of `models/sentences.csv`, sorted by word; a word may stand in several classes.
pub(super) fn listed() -> &'static [(&'static str, Class)] {
    static LIST: OnceLock<Vec<(&'static str, Class)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut list: Vec<_> = include_str!("../../models/sentences.csv")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| {
                let (word, class) = line.trim_end().split_once(',')?;
                let class = match class {
                    "title" => Class::Title,
                    "number" => Class::Number,
                    "month" => Class::Month,
                    "short" => Class::Short,
                    "inner" => Class::Inner,
                    "starter" => Class::Starter,
                    "speech" => Class::Speech,
                    _ => return None,
                };
                Some((word, class))
            })
            .collect();
        list.sort_by_key(|&(word, _)| word);
        list
    })
}

/// Longest word that the list is asked about; all entries are ASCII and shorter.
const LONGEST_LISTED: usize = 12;

/// The classes of a word, in any case.
pub(super) fn classes(word: &str) -> impl Iterator<Item = Class> {
    let mut lower = [0u8; LONGEST_LISTED];
    let list = listed();
    let found = if word.len() <= LONGEST_LISTED && word.is_ascii() {
        let lower = &mut lower[..word.len()];
        lower.copy_from_slice(word.as_bytes());
        lower.make_ascii_lowercase();
        let start = list.partition_point(|(w, _)| w.as_bytes() < &*lower);
        let len = list[start..].iter().take_while(|(w, _)| w.as_bytes() == lower).count();
        start..start + len
    } else {
        0..0
    };
    list[found].iter().map(|&(_, class)| class)
}

/// Whether the list puts the word, in any case, into this class.
pub(super) fn is_listed(word: &str, class: Class) -> bool {
    classes(word).any(|c| c == class)
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

/// The longest e-mail local part and domain that are looked for (RFC 5321).
const LONGEST_LOCAL: usize = 64;
const LONGEST_DOMAIN: usize = 255;

/// Endings that make `word.ending` an address.
const DOMAINS: [&str; 14] =
    ["com", "org", "net", "gov", "edu", "mil", "info", "int", "io", "uk", "fr", "ua", "ru", "ml"];

/// Units that are split from the number before them, as in UD English.
const UNITS: [&str; 12] =
    ["am", "pm", "km", "kg", "mm", "cm", "kph", "mph", "ft", "mi", "ha", "gmt"];

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

    /// The end of a web address that starts here.
    fn url(&self, i: usize) -> Option<usize> {
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
    fn email(&self, i: usize) -> Option<usize> {
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

    fn digits(&self, i: usize) -> usize {
        i + self.bytes[i..].iter().take_while(|b| b.is_ascii_digit()).count()
    }

    /// Scans what starts with a digit.
    fn number(&mut self, start: usize) -> usize {
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

    /// Scans what starts with a letter.
    fn word(&mut self, start: usize) -> usize {
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
    fn rest_of_word(&mut self, start: usize, i: usize) -> usize {
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
    fn push_word(&mut self, start: usize, end: usize) -> usize {
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
    fn clitic(&mut self, start: usize, at: usize, next: usize) -> Option<usize> {
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
    fn dotted(&self, start: usize, dot: usize) -> Option<usize> {
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
    fn is_initials(&self, start: usize, dot: usize) -> bool {
        let mut chars = self.text[start..dot].chars();
        chars.next().is_some_and(is_letter) && chars.next().is_none()
    }

    /// Whether the full stop at `dot` belongs to the word before it.
    fn keeps_stop(&self, start: usize, dot: usize) -> bool {
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

    /// Scans what starts with neither a letter nor a digit.
    fn mark(&mut self, i: usize, c: char) -> usize {
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
    fn leaning(&self, start: usize, end: usize) -> Option<bool> {
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

    fn quote(&mut self, start: usize, end: usize, opens: bool) -> usize {
        self.push(start, end, if opens { TokenKind::OpenQuote } else { TokenKind::CloseQuote })
    }

    fn double_quote(&mut self, i: usize, c: char) -> usize {
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

    fn single_quote(&mut self, i: usize, c: char) -> usize {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn all(text: &str) -> Vec<Token> {
        tokenize(text, Span::new(0, text.len()))
    }

    fn words(text: &str) -> String {
        all(text).iter().map(|t| t.of(text)).collect::<Vec<_>>().join(" ")
    }

    fn kinds(text: &str) -> Vec<TokenKind> {
        all(text).iter().map(|t| t.kind).collect()
    }

    #[test]
    fn clitics_are_split_as_in_ud_english() {
        assert_eq!(words("Don't say it's the army's."), "Do n't say it 's the army 's .");
        assert_eq!(words("They’ll go, we’re told"), "They ’ll go , we ’re told");
        assert_eq!(words("I can't, cannot and won't"), "I ca n't , can not and wo n't");
        assert_eq!(words("the rebels' camp"), "the rebels ' camp");
        assert_eq!(
            words("O'Brien of N'Djamena in Côte d’Ivoire"),
            "O'Brien of N'Djamena in Côte d’Ivoire"
        );
        assert_eq!(words("in the '90s"), "in the '90s");
    }

    #[test]
    fn numbers_keep_their_marks() {
        use TokenKind::{Currency, Number, Symbol, Word};
        assert_eq!(
            words("1,200 or 3.5 or 1.5m, $40bn at 10:30"),
            "1,200 or 3.5 or 1.5m , $ 40bn at 10:30"
        );
        assert_eq!(kinds("$40bn"), [Currency, Number]);
        assert_eq!(kinds("US$5"), [Currency, Number]);
        assert_eq!(kinds("47%"), [Number, Symbol]);
        assert_eq!(kinds("10\u{a0}000"), [Number]);
        assert_eq!(kinds("5pm"), [Number, Word]);
        assert_eq!(kinds("20th 1990s 2024-07-30 9/11"), [Number; 4]);
        assert_eq!(words("10-15 people"), "10 - 15 people");
        assert_eq!(kinds("23-year-old F-16 COVID-19"), [Word; 3]);
        assert_eq!(words("killed 47."), "killed 47 .");
    }

    #[test]
    fn addresses_and_handles_are_whole() {
        use TokenKind::{CloseBracket, Email, Hashtag, Mention, OpenBracket, Stop, Url};
        assert_eq!(kinds("(https://a.org/x_(y)?q=1)."), [OpenBracket, Url, CloseBracket, Stop]);
        assert_eq!(kinds("desk.one@news.example.org."), [Email, Stop]);
        assert_eq!(kinds("@army_ml #Mali"), [Mention, Hashtag]);
        assert_eq!(words("Visit reuters.com. Now"), "Visit reuters.com . Now");
        assert_eq!(words("the end.Next one"), "the end . Next one");
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        assert_eq!(
            words("Lt. Col. Ba of the U.N. at 5 a.m. in Sept."),
            "Lt. Col. Ba of the U.N. at 5 a.m. in Sept."
        );
        assert_eq!(words("No. 3 said no."), "No. 3 said no .");
        assert_eq!(words("J. Smith, Ph.D., of AT&T"), "J. Smith , Ph.D. , of AT&T");
        assert_eq!(words("wait... what?!"), "wait ... what ?!");
    }

    #[test]
    fn quotation_marks_know_their_side() {
        use TokenKind::{CloseQuote, OpenQuote};
        let sides = |text: &str| -> String {
            kinds(text)
                .iter()
                .filter_map(|k| match k {
                    OpenQuote => Some('<'),
                    CloseQuote => Some('>'),
                    _ => None,
                })
                .collect()
        };
        assert_eq!(sides("He said \"no\" and \"yes.\""), "<><>");
        assert_eq!(sides("“No,” he said, “‘maybe’ later.”"), "<><<>>");
        assert_eq!(sides("„Nein“, sagte er. « Non », »nein«"), "<><><>");
        assert_eq!(sides("``no'' and 'yes'"), "<><>");
        assert_eq!(sides("the rebels' camp"), "");
        assert_eq!(sides("\"odd \" spacing \" here \""), "<><>");
    }

    #[test]
    fn other_scripts_are_words() {
        assert_eq!(words("Київ, الجيش و नमस्ते."), "Київ , الجيش و नमस्ते .");
        assert_eq!(words("e\u{301}tat 👍🏽 ok"), "e\u{301}tat 👍🏽 ok");
    }

    #[test]
    fn bounds_inside_a_character_are_moved_inward() {
        assert_eq!(tokenize("é", Span::new(1, 9)).len(), 0);
        assert_eq!(tokenize("aé b", Span::new(2, 5))[0].span, Span::new(4, 5));
    }

    #[test]
    fn a_part_is_read_without_its_surroundings() {
        let text = "\"one two\" three";
        let part = tokenize(text, Span::new(1, 8));
        assert_eq!(part.iter().map(|t| t.of(text)).collect::<Vec<_>>(), ["one", "two"]);
    }

    /// Texts that make a scanner look ahead again and again.
    #[test]
    fn hostile_texts_take_linear_time() {
        for piece in [
            "a.", "a@", "http://", "a'", "'", "\"", "(", "1-", "1,", "a-", "U.", "é", "#", "@a.",
            "..a", "a.b@c", "‘s",
        ] {
            let text = piece.repeat(300_000 / piece.len());
            let started = std::time::Instant::now();
            let tokens = all(&text);
            assert!(!tokens.is_empty());
            assert!(
                started.elapsed().as_secs_f64() < 2.0,
                "{piece:?} took {:?}",
                started.elapsed()
            );
        }
    }

    proptest! {
        #[test]
        fn tokens_tile_everything_but_space(text in "(?s)(\\PC|[ \n\t'’\"“”.,a-z0-9@#$-]){0,80}") {
            let tokens = all(&text);
            let mut at = 0;
            for t in &tokens {
                prop_assert!(!t.span.is_empty());
                prop_assert!(text.is_char_boundary(t.span.start()) && text.is_char_boundary(t.span.end()));
                prop_assert!(at <= t.span.start());
                prop_assert!(text[at..t.span.start()].chars().all(is_space));
                at = t.span.end();
            }
            prop_assert!(text[at..].chars().all(is_space));
        }

        #[test]
        fn any_bounds_are_safe(text in "\\PC{0,20}", a in 0usize..90, b in 0usize..90) {
            for t in tokenize(&text, Span::new(a.min(b), a.max(b))) {
                prop_assert!(t.span.start() >= a.min(b) && t.span.end() <= a.max(b));
                prop_assert!(!t.of(&text).is_empty());
            }
        }
    }
}
