//! Tokens of English and of hostile texts.

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

/// Texts that make a scanner look ahead again and again: in quadratic time this would not end.
#[test]
fn hostile_texts_are_read_in_one_pass() {
    for piece in [
        "a.", "a@", "http://", "a'", "'", "\"", "(", "1-", "1,", "a-", "U.", "é", "#", "@a.",
        "..a", "a.b@c", "‘s",
    ] {
        let text = piece.repeat(300_000 / piece.len());
        assert!(!all(&text).is_empty());
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
