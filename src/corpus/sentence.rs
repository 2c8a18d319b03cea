//! Tokens → sentences: ranges of tokens, in order, that together hold every token.
//!
//! A sentence ends at a full stop, question or exclamation mark, with the quotes and brackets that
//! close after it; not at an abbreviation's stop (unless the next word begins a sentence), not
//! inside brackets, not before a word in lower case. A blank line always ends one, so a headline
//! is a sentence although nothing closes it.

use std::ops::Range;

use super::token::{Class, Token, TokenKind, is_listed};

/// A bracket longer than this, in tokens, does not hold a sentence together.
const LONGEST_BRACKET: usize = 80;

/// The longest dateline, in tokens.
const LONGEST_DATELINE: usize = 14;

/// How far past `?” ` a verb of speech is looked for, in tokens.
const SPEECH_WITHIN: usize = 6;

/// How many tokens at the head of a sentence are its dateline with the dash that ends it: "NAIROBI, 3
/// May (AFP) –". None of it is said by anybody, and its day is the day of writing.
pub fn dateline(text: &str, sentence: &[Token]) -> usize {
    let is_dash = |t: &Token| matches!(t.of(text), "-" | "–" | "—" | "--");
    let near = sentence.len().min(LONGEST_DATELINE);
    let Some(dash) = sentence[..near].iter().position(is_dash).filter(|&d| d > 0) else {
        return 0;
    };
    // "UNICEF – the agency for children – said": a second dash closes what the first one opened.
    let insertion = sentence[dash + 1..].iter().take(12).any(is_dash);
    let first = sentence[0].of(text);
    let shouts = first.chars().filter(|c| c.is_uppercase()).count() >= 3
        && !first.chars().any(char::is_lowercase);
    let mut inside = 0usize;
    let names = sentence[..dash].iter().all(|t| {
        match t.kind {
            TokenKind::OpenBracket => inside += 1,
            TokenKind::CloseBracket => inside = inside.saturating_sub(1),
            _ => {}
        }
        inside > 0
            || t.kind != TokenKind::Word
            || t.of(text).starts_with(char::is_uppercase)
            || matches!(t.of(text), "de" | "la" | "el" | "al" | "du" | "of")
    });
    if shouts && names && !insertion && sentence.len() > dash + 3 { dash + 1 } else { 0 }
}

/// The sentences of `tokens`, as ranges of indices. Linear in the number of tokens.
pub fn sentences(text: &str, tokens: &[Token]) -> Vec<Range<usize>> {
    let held = held_by_brackets(tokens);
    let mut found = Vec::with_capacity(tokens.len() / 20 + 1);
    let mut start = 0;
    let mut i = 0;
    while i < tokens.len() {
        let mut end = i + 1;
        let closes = if held[i] { false } else { closes(text, tokens, start, i) };
        if closes {
            while end < tokens.len() && trails(text, tokens, end) {
                end += 1;
            }
        }
        let split = end < tokens.len()
            && (blank_line(text, tokens[end - 1], tokens[end])
                || (closes && begins(text, tokens, i, end)));
        if split {
            found.push(start..end);
            start = end;
        }
        i = end;
    }
    if start < tokens.len() {
        found.push(start..tokens.len());
    }
    found
}

/// Which tokens stand inside a pair of brackets, the closing one excluded.
fn held_by_brackets(tokens: &[Token]) -> Vec<bool> {
    let mut held = vec![false; tokens.len()];
    let mut open: Vec<usize> = Vec::new();
    // Where the last marked stretch ended: nested pairs mark nothing twice, so this stays linear.
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::OpenBracket => open.push(i),
            TokenKind::CloseBracket => {
                if let Some(from) = open.pop()
                    && i - from <= LONGEST_BRACKET
                {
                    while pairs.last().is_some_and(|&(f, _)| f > from) {
                        pairs.pop();
                    }
                    pairs.push((from, i));
                }
            }
            _ => {}
        }
    }
    for (from, to) in pairs {
        held[from..to].fill(true);
    }
    held
}

/// Whether two line ends, with nothing but space between, part the tokens.
fn blank_line(text: &str, left: Token, right: Token) -> bool {
    let gap = &text[left.span.end()..right.span.start()];
    gap.len() >= 2 && gap.bytes().filter(|&b| b == b'\n').count() >= 2
}

/// Whether token `i` of the sentence that began at `start` may end it.
fn closes(text: &str, tokens: &[Token], start: usize, i: usize) -> bool {
    let token = tokens[i];
    match token.kind {
        TokenKind::Stop => {
            // "1. The army …", "B. …": the number of an item, not a sentence.
            let item = i == start + 1
                && token.of(text) == "."
                && match tokens[start].kind {
                    TokenKind::Number => true,
                    TokenKind::Word => tokens[start].of(text).chars().nth(1).is_none(),
                    _ => false,
                };
            !item
        }
        // A whole sentence in brackets: "(He denied it.)".
        TokenKind::CloseBracket => {
            i > start
                && tokens[start].kind == TokenKind::OpenBracket
                && tokens[i - 1].kind == TokenKind::Stop
        }
        TokenKind::Word => {
            let word = token.of(text);
            if !word.ends_with('.') {
                return false;
            }
            let Some(next) = tokens.get(i + 1) else { return true };
            let stem = &word[..word.len() - 1];
            let last = stem.rsplit('-').next().unwrap_or(stem);
            // Titles, numbers and the like never end a sentence, nor does an initial ("J. Smith").
            if [Class::Title, Class::Number, Class::Month, Class::Inner]
                .iter()
                .any(|&class| is_listed(last, class))
                || stem.chars().nth(1).is_none()
            {
                return false;
            }
            // After "a.m.", "U.N.", "Inc.": only if the next word begins a sentence for certain.
            match next.kind {
                TokenKind::OpenQuote => true,
                TokenKind::CloseQuote | TokenKind::CloseBracket => true,
                TokenKind::Word => is_listed(next.of(text), Class::Starter),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether token `i` still belongs to the sentence that the token before it closes.
fn trails(text: &str, tokens: &[Token], i: usize) -> bool {
    let token = tokens[i];
    match token.kind {
        TokenKind::CloseBracket => true,
        TokenKind::CloseQuote => {
            // A straight mark after a space rather opens the next sentence's quotation.
            tokens[i - 1].span.end() == token.span.start() || !straight(token.of(text))
        }
        TokenKind::Stop => tokens[i - 1].span.end() == token.span.start(),
        _ => false,
    }
}

fn straight(quote: &str) -> bool {
    matches!(quote, "\"" | "'" | "''")
}

/// Whether token `next` can begin a sentence after the one closed by token `stop`.
fn begins(text: &str, tokens: &[Token], stop: usize, next: usize) -> bool {
    let before = tokens[next - 1];
    let token = tokens[next];
    let gap = token.span.start() > before.span.end();
    let quoted =
        next - 1 > stop && tokens[stop + 1..next].iter().any(|t| t.kind == TokenKind::CloseQuote);
    let upper = |t: Token| t.of(text).chars().next().is_some_and(|c| !c.is_lowercase());
    let first = match token.kind {
        TokenKind::OpenQuote | TokenKind::OpenBracket => {
            // `. "the` goes on; `. "The` does not.
            let inner = tokens[next..]
                .iter()
                .take(4)
                .find(|t| !matches!(t.kind, TokenKind::OpenQuote | TokenKind::OpenBracket));
            return inner.is_none_or(|&t| upper(t)) && !goes_on(text, tokens, stop);
        }
        TokenKind::Word => upper(token),
        TokenKind::Number | TokenKind::Currency | TokenKind::Mention | TokenKind::Hashtag => gap,
        TokenKind::Url | TokenKind::Email => gap,
        TokenKind::Symbol => gap,
        TokenKind::Punctuation => {
            // A dash begins an item of a list or the next turn of a dialogue, after a line end.
            text[before.span.end()..token.span.start()].contains('\n')
        }
        TokenKind::Stop | TokenKind::CloseQuote | TokenKind::CloseBracket => false,
    };
    if !first {
        return false;
    }
    // "J.Smith" style gluing is no sentence end, but "end.Next" of bad typing is: the tokenizer
    // has kept the former whole.
    if !gap && token.kind != TokenKind::Word {
        return false;
    }
    if quoted && token.kind == TokenKind::Word && !tokens[stop].of(text).ends_with('.') {
        // `"Why?" Smith asked.` is one sentence.
        return !speech_follows(text, tokens, next);
    }
    !goes_on(text, tokens, stop)
}

/// Whether the stop is an ellipsis that opens a sentence or quotation ("… and then").
fn goes_on(text: &str, tokens: &[Token], stop: usize) -> bool {
    let mark = tokens[stop].of(text);
    (mark.starts_with('…') || mark.starts_with(".."))
        && (stop == 0 || tokens[stop - 1].kind == TokenKind::OpenQuote)
}

/// Whether a verb of speech follows before any mark.
fn speech_follows(text: &str, tokens: &[Token], from: usize) -> bool {
    tokens[from..]
        .iter()
        .take(SPEECH_WITHIN)
        .take_while(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number))
        .any(|t| is_listed(t.of(text), Class::Speech))
}

#[cfg(test)]
mod tests {
    use super::super::{Span, tokenize};
    use super::*;

    /// The text's sentences, a `|` between any two.
    fn split(text: &str) -> String {
        let tokens = tokenize(text, Span::new(0, text.len()));
        let found = sentences(text, &tokens);
        assert_eq!(found.first().map_or(0, |r| r.start), 0);
        assert!(found.windows(2).all(|w| w[0].end == w[1].start));
        assert_eq!(found.last().map_or(0, |r| r.end), tokens.len());
        found
            .iter()
            .map(|r| &text[tokens[r.start].span.start()..tokens[r.end - 1].span.end()])
            .collect::<Vec<_>>()
            .join(" | ")
    }

    /// The case is written with its answer: a `|` where a sentence is to end.
    fn golden(cases: &[&str]) {
        let mut wrong = Vec::new();
        for case in cases {
            let got = split(&case.replace(" | ", " "));
            if got != *case {
                wrong.push(format!("want {case}\n got {got}"));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn plain_sentences_part_at_their_stops() {
        golden(&[
            "The army withdrew. | The town is quiet.",
            "Who fired first? | Nobody knows! | The inquiry goes on.",
            "It rose by 3.5 per cent. | Prices of 1.2 million homes fell.",
            "He was born in 1990. | 40 people attended.",
            "The toll stands at 47. | The ministry gave no names.",
            "No one was hurt. | No. 3 battalion left.",
            "Stop?! | They did not.",
        ]);
    }

    #[test]
    fn abbreviations_do_not_end_a_sentence() {
        golden(&[
            "Lt. Col. Sadio Camara spoke. | Gen. Tiani did not.",
            "Mr. Diallo met Mrs. Keita on Sept. 12 in St. Louis.",
            "The attack began at 5 a.m. on Tuesday. | It ended by noon.",
            "The attack began at 5 a.m. | The army responded.",
            "U.N. officials met in the U.S. capital. | They left.",
            "He works for the U.N. | He denies it.",
            "They flew home to the U.S. | The trip took a day.",
            "Maj.-Gen. Horta signed.",
            "J. K. Rowling wrote it. | George W. Bush read it.",
            "He called Plan B. | It failed.",
            "Acme Inc. reported a loss. | Rivals such as Bolt Ltd. gained.",
            "Several arms, e.g. Rifles, were found vs. none last year.",
            "See pp. 12 and vol. 3 of the report.",
            "He lives in Washington, D.C. and works at night.",
            "On Jan. 5 and Feb. 6 shells fell. | On Mar. 7 none did.",
            "The deadline is in Sept. | The talks go on.",
            "Dr. Ali et al. Found no trace.",
        ]);
    }

    #[test]
    fn quotations_close_after_the_stop() {
        golden(&[
            "\"We won.\" | The crowd cheered.",
            "“We won. | They lost,” he said.",
            "“We won,” he said. | “They lost.” | The end came.",
            "\"Why?\" Smith asked. | Nobody answered.",
            "\"Why?\" he asked. | Nobody answered.",
            "“Never!” a spokesman for the group said.",
            "He said: \"Go.\" | \"No,\" she said.",
            "He spoke of ‘the end.’ | Few believed him.",
            "« Nous partons. » | The minister left.",
            "He told them “the war is over.” | Later he denied it.",
        ]);
    }

    #[test]
    fn brackets_and_ellipses_hold_together() {
        golden(&[
            "The mayor (He resigned in May. His deputy stayed.) was absent. | So was she.",
            "(He denied it.) | The army did not.",
            "He waited … and left. | She stayed...",
            "“... We are ready,” he said.",
            "The text broke off... | The rest is lost.",
            "An unclosed ( does no harm. | The next goes on.",
        ]);
    }

    #[test]
    fn datelines_items_and_headlines() {
        golden(&[
            "BAMAKO, July 30 (Agency) - The army said it lost five men. | Rebels claimed more.",
            "WASHINGTON, D.C. (AP) — The U.S. said so.",
            "GAO, Mali, Sept. 3 (Example News) – Two died. | Five fled.",
            "1. The army withdrew. | 2. The rebels came.",
            "Visit reuters.com. | Write to desk@example.org. | Or call.",
        ]);
        assert_eq!(
            split("Five die in strike\n\nThe army denied it."),
            "Five die in strike | The army denied it."
        );
        assert_eq!(split("Five die\nin strike. Ten fled."), "Five die\nin strike. | Ten fled.");
    }

    #[test]
    fn datelines_end_at_their_dash() {
        fn skipped(text: &str) -> &str {
            let tokens = tokenize(text, Span::new(0, text.len()));
            match dateline(text, &tokens) {
                0 => "",
                n => text[tokens[n].span.start()..].split(' ').next().unwrap(),
            }
        }
        assert_eq!(skipped("BAMAKO, July 30 (Agency) - The army lost five men."), "The");
        assert_eq!(skipped("WASHINGTON, D.C. (AP) — The U.S. said so."), "The");
        assert_eq!(skipped("GAO, Mali — Two died in it."), "Two");
        assert_eq!(skipped("UNICEF – the agency for children – said so today."), "");
        assert_eq!(skipped("The army – it said – lost five."), "");
        assert_eq!(skipped("NATO lost – so it said – five."), "");
        assert_eq!(skipped("PARIS — Two died."), "Two");
    }

    #[test]
    fn no_tokens_no_sentences() {
        assert!(sentences("", &[]).is_empty());
    }

    #[test]
    fn nested_brackets_take_linear_time() {
        let n = 200_000;
        let text = format!("{}{}", "(".repeat(n), ")".repeat(n));
        let tokens = tokenize(&text, Span::new(0, text.len()));
        assert_eq!(sentences(&text, &tokens).len(), 1);
    }
}
