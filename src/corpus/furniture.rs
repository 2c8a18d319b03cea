//! What belongs to the article and what the page printed around it.
//!
//! A text is cut into blocks (lines, or paragraphs where lines are wrapped), and each block is given
//! a [`BlockKind`]. Claims are sought in the article's own blocks only; the rest is counted.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::{Block, BlockKind, Span};

/// How a line of the lexicon matches.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Match {
    Line,
    Start,
    End,
    Part,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    Furniture,
    Section,
    Credit,
    Caption,
}

struct Entry {
    found: Found,
    how: Match,
    text: String,
}

/// `models/furniture.csv`, compiled in; a test checks that every row of it is understood.
static LEXICON: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(include_bytes!("../../models/furniture.csv").as_slice());
    reader
        .records()
        .filter_map(Result::ok)
        .filter_map(|row| {
            let found = match row.get(0)? {
                "furniture" => Found::Furniture,
                "section" => Found::Section,
                "credit" => Found::Credit,
                "caption" => Found::Caption,
                _ => return None,
            };
            let how = match row.get(1)? {
                "line" => Match::Line,
                "start" => Match::Start,
                "end" => Match::End,
                "part" => Match::Part,
                _ => return None,
            };
            Some(Entry { found, how, text: row.get(2)?.to_owned() })
        })
        .collect()
});

/// Longest line, in bytes, in which a phrase may mark furniture. Running text that happens to
/// mention a newsletter is longer.
const FURNITURE_MOST: usize = 200;
/// Longest headline and longest heading, in bytes.
const TITLE_MOST: usize = 220;
/// Longest caption before a credit in brackets, in bytes.
const CAPTION_MOST: usize = 400;
const HEADING_MOST: usize = 80;

/// Cuts a text into blocks and says what each is.
///
/// `title` is the headline where it is known from elsewhere. The time is linear in the text.
pub fn blocks(text: &str, title: Option<&str>) -> Vec<Block> {
    let spans = paragraphs(text);
    let mut kinds: Vec<Option<BlockKind>> = vec![None; spans.len()];
    let folded: Vec<String> = spans.iter().map(|s| fold(s.of(text))).collect();
    let mut sections = vec![false; spans.len()];
    for (i, span) in spans.iter().enumerate() {
        sections[i] = look_up(&folded[i]) == Some(Found::Section);
        kinds[i] = line(span.of(text))
            .or_else(|| is_menu_item(span.of(text)).then_some(BlockKind::Furniture));
    }
    captions_told_twice(&folded, &mut kinds);
    mark_title(text, title, &spans, &folded, &mut kinds);
    mark_repeats(&folded, &mut kinds);
    mark_teasers(text, &spans, &sections, &mut kinds);
    mark_headings(text, &spans, &mut kinds);
    spans
        .into_iter()
        .zip(kinds)
        .map(|(span, kind)| Block { span, kind: kind.unwrap_or(BlockKind::Paragraph) })
        .collect()
}

/// What a line is that pages print around an article, by its words; `None` for any other.
pub fn line(line: &str) -> Option<BlockKind> {
    match look_up(&fold(line)) {
        Some(Found::Section | Found::Furniture) => Some(BlockKind::Furniture),
        Some(Found::Credit) => Some(BlockKind::Credit),
        Some(Found::Caption) => Some(BlockKind::Caption),
        None if is_byline(line) => Some(BlockKind::Credit),
        None if has_picture_credit(line) => Some(BlockKind::Caption),
        None => None,
    }
}

/// Lines, or the paragraphs between blank lines where the lines of a paragraph are wrapped.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut lines = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        lines.push(Span::new(at, at + line.len()).trim(text));
        at += line.len();
    }
    // Wrapped text: most lines that are followed by another line end without a sentence ending,
    // and are about equally long.
    let (mut followed, mut open) = (0, 0);
    for pair in lines.windows(2) {
        if !pair[0].is_empty() && !pair[1].is_empty() {
            followed += 1;
            let line = pair[0].of(text);
            open +=
                usize::from((40..=110).contains(&line.chars().count()) && !line.ends_with(ENDINGS));
        }
    }
    let wrapped = followed >= 4 && open * 10 >= followed * 7;
    let mut spans: Vec<Span> = Vec::new();
    let mut joins = false;
    for line in lines {
        if line.is_empty() {
            joins = false;
            continue;
        }
        match spans.last_mut() {
            Some(last) if joins && wrapped => *last = last.cover(line),
            _ => spans.push(line),
        }
        joins = true;
    }
    spans
}

const ENDINGS: [char; 10] = ['.', '!', '?', '”', '"', '’', '»', '…', ':', ')'];

/// Lower case, straight quotes, single spaces, no bullet in front.
pub fn fold(line: &str) -> String {
    let line = line.trim_start_matches(['•', '*', '-', '–', '>', '|', '#', '\t', ' ']);
    let mut out = String::with_capacity(line.len());
    for word in line.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().flat_map(char::to_lowercase).map(|c| match c {
            '’' | '‘' => '\'',
            '“' | '”' => '"',
            c => c,
        }));
    }
    out
}

fn look_up(folded: &str) -> Option<Found> {
    if folded.len() > FURNITURE_MOST {
        // Only a caption's credit may close a long line.
        return LEXICON
            .iter()
            .find(|e| e.how == Match::End && folded.len() < 1000 && folded.ends_with(&e.text))
            .map(|e| e.found);
    }
    let bare = folded.trim_end_matches([':', '.', '!', '»', '›', '>', ' ']);
    LEXICON
        .iter()
        .find(|e| match e.how {
            Match::Line => bare == e.text,
            Match::Start => folded.starts_with(e.text.as_str()),
            Match::End => folded.ends_with(&e.text),
            Match::Part => folded.contains(&e.text),
        })
        .map(|e| e.found)
}

/// "By Jane Doe", "By Jane Doe and John Roe, Nairobi": two to ten words, names in capitals.
fn is_byline(line: &str) -> bool {
    let Some(rest) = line.strip_prefix("By ").or_else(|| line.strip_prefix("BY ")) else {
        return false;
    };
    let words: Vec<&str> = rest.split_whitespace().collect();
    (1..=10).contains(&words.len())
        && !line.ends_with('.')
        && words.iter().all(|w| {
            w.starts_with(char::is_uppercase)
                || matches!(*w, "and" | "in" | "for" | "de" | "van" | "von" | "|")
        })
}

/// Ends in a bracket such as `[AP]` or `[Jane Doe/Agency]`: a few words, at least one with a
/// capital, no verb-like full stop inside.
fn has_picture_credit(line: &str) -> bool {
    let Some(body) = line.strip_suffix(']') else { return false };
    let Some((before, credit)) = body.rsplit_once('[') else { return false };
    (10..=CAPTION_MOST).contains(&before.len())
        && credit.len() <= 60
        && credit.starts_with(char::is_uppercase)
        && credit.split_whitespace().count() <= 6
}

/// A bullet with at most four words and no sentence ending.
fn is_menu_item(line: &str) -> bool {
    let Some(rest) = line.strip_prefix(['•', '*', '·', '›', '»']) else { return false };
    rest.split_whitespace().count() <= 4 && !rest.trim_end().ends_with(ENDINGS)
}

fn words(folded: &str) -> BTreeSet<&str> {
    folded.split(|c: char| !c.is_alphanumeric()).filter(|w| w.len() > 2).collect()
}

/// Pages often print a picture's alternative text beside its caption.
fn captions_told_twice(folded: &[String], kinds: &mut [Option<BlockKind>]) {
    for i in 0..folded.len() {
        if kinds[i] != Some(BlockKind::Caption) {
            continue;
        }
        let caption = words(&folded[i]);
        for j in [i.wrapping_sub(1), i + 1] {
            if j < folded.len() && kinds[j].is_none() {
                let other = words(&folded[j]);
                let shared = caption.intersection(&other).count();
                if other.len() >= 6 && shared * 3 >= other.len().min(caption.len()) * 2 {
                    kinds[j] = Some(BlockKind::Caption);
                }
            }
        }
    }
}

/// The headline: the known title where a block repeats it, else the first of the opening blocks
/// that is short and not a sentence.
fn mark_title(
    text: &str,
    title: Option<&str>,
    spans: &[Span],
    folded: &[String],
    kinds: &mut [Option<BlockKind>],
) {
    let known = title.map(fold);
    let opening = || (0..spans.len()).filter(|&i| spans[i].start() < 2000).take(8);
    if let Some(known) = known.filter(|k| !k.is_empty())
        && let Some(i) = opening().find(|&i| folded[i] == known)
    {
        kinds[i] = Some(BlockKind::Title);
        return;
    }
    let open: Vec<usize> = opening().filter(|&i| kinds[i].is_none()).take(1).collect();
    if let Some(&i) = open.first() {
        let line = spans[i].of(text);
        // A lone block is the article; a headline has something under it.
        let below = spans.len() > i + 1;
        if below
            && line.len() <= TITLE_MOST
            && !line.ends_with(['.', '…', ':', ';'])
            && line.split_whitespace().count() >= 3
        {
            kinds[i] = Some(BlockKind::Title);
        }
    }
}

fn mark_repeats(folded: &[String], kinds: &mut [Option<BlockKind>]) {
    let mut seen = BTreeSet::new();
    for i in 0..folded.len() {
        if folded[i].len() > 15 && !seen.insert(folded[i].as_str()) && kinds[i].is_none() {
            kinds[i] = Some(BlockKind::Repeated);
        }
    }
}

/// What a text is about: its capitalised words beyond the first, cut to their first letters so that
/// "Mali" meets "Malian" and "Russia" meets "Russian".
fn topic_words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '-'))
        .skip(1)
        .filter(|w| w.len() >= 4 && w.starts_with(char::is_uppercase))
        .map(|w| w.char_indices().nth(TOPIC_LETTERS).map_or(w, |(at, _)| &w[..at]))
}

const TOPIC_LETTERS: usize = 4;
/// A paragraph of this length is running text: one shared topic word brings the article back.
const PARAGRAPH_LEAST: usize = 220;

/// Blocks under a heading such as "Related articles" are teasers of other articles, until the
/// article's own topic comes back.
fn mark_teasers(text: &str, spans: &[Span], sections: &[bool], kinds: &mut [Option<BlockKind>]) {
    let mut topic: BTreeSet<&str> = BTreeSet::new();
    let mut inside = false;
    for i in 0..spans.len() {
        let line = spans[i].of(text);
        if sections[i] {
            inside = true;
            // A teaser's headline is often printed above the heading too.
            if i > 0 && kinds[i - 1].is_none() && i + 1 < spans.len() {
                let after = fold(spans[i + 1].of(text));
                if fold(spans[i - 1].of(text)) == after {
                    kinds[i - 1] = Some(BlockKind::Teaser);
                }
            }
            continue;
        }
        if inside && matches!(kinds[i], None | Some(BlockKind::Repeated)) {
            let shared: BTreeSet<&str> = topic_words(line).filter(|w| topic.contains(w)).collect();
            let sentence = line.len() >= 80 && line.ends_with(['.', '”', '"', '?', '!']);
            let needed = if line.len() >= PARAGRAPH_LEAST { 1 } else { 2 };
            if sentence && shared.len() >= needed {
                inside = false;
            } else {
                kinds[i] = Some(BlockKind::Teaser);
                continue;
            }
        }
        if kinds[i].is_none() || kinds[i] == Some(BlockKind::Title) {
            topic.extend(topic_words(line));
        }
    }
}

fn mark_headings(text: &str, spans: &[Span], kinds: &mut [Option<BlockKind>]) {
    for i in 0..spans.len() {
        let line = spans[i].of(text);
        if kinds[i].is_none()
            && line.len() <= HEADING_MOST
            && !line.ends_with(ENDINGS)
            && !line.ends_with(',')
        {
            let followed = (i + 1..spans.len()).find(|&j| kinds[j].is_none());
            // A line with nothing under it, or a lone word, is left over from a menu or a byline.
            kinds[i] = Some(match followed {
                Some(j)
                    if spans[j].len() > HEADING_MOST && line.split_whitespace().count() >= 2 =>
                {
                    BlockKind::Heading
                }
                _ if spans.len() == 1 => BlockKind::Paragraph,
                _ => BlockKind::Furniture,
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<(BlockKind, &str)> {
        blocks(text, None).iter().map(|b| (b.kind, b.span.of(text))).collect()
    }

    #[test]
    fn every_row_of_the_lexicon_is_understood() {
        let rows = include_str!("../../models/furniture.csv")
            .lines()
            .filter(|l| !l.starts_with('#'))
            .count();
        assert_eq!(
            LEXICON.len(),
            rows - 1,
            "a row of models/furniture.csv has an unknown kind or match"
        );
    }

    const PAGE: &str = "\
Ferry sinks off Batu with 60 aboard

Ferry sinks off Batu with 60 aboard

By Ana Duarte

A ferry with about 60 people aboard went down off the island of Batu on Monday, the Coast Guard said.

Divers search the hull of the ferry off Batu [Ana Duarte/Harbour News]

Advertisement

The rescue

Coast Guard boats pulled 41 people from the water before nightfall, said Commander Ruiz, who leads the search off Batu.

Related Articles

Star striker signs for City after weeks of talks in Madrid

The deal is worth a reported 40 million and runs for five years.

Leave a Reply

Your email address will not be published. Required fields are marked *
";

    #[test]
    fn a_page_falls_into_its_parts() {
        use BlockKind::*;
        let got: Vec<BlockKind> = kinds(PAGE).into_iter().map(|(k, _)| k).collect();
        assert_eq!(
            got,
            [
                Title, Repeated, Credit, Paragraph, Caption, Furniture, Heading, Paragraph,
                Furniture, Teaser, Teaser, Furniture, Furniture
            ]
        );
    }

    #[test]
    fn the_article_comes_back_after_a_teaser_in_its_middle() {
        let text = "The Coast Guard of Batu said on Monday that Commander Ruiz had called off the search.\n\n\
            Other Topics of Interest\n\nA new cook book for the cold season\n\n\
            Later on Monday the Coast Guard said that Commander Ruiz would resume the search off Batu.\n";
        use BlockKind::*;
        let got: Vec<BlockKind> = kinds(text).into_iter().map(|(k, _)| k).collect();
        assert_eq!(got, [Paragraph, Furniture, Teaser, Paragraph]);
    }

    #[test]
    fn wrapped_lines_are_joined_into_paragraphs() {
        let text = "The mayor of the town said on Tuesday that the bridge which\n\
            connects both halves of the old town had been closed for good\n\
            after an engineer found cracks in two of its four pillars, and\n\
            that a ferry would take its place from the first of the month\n\
            until a new one was built.\n\nNobody was hurt.\n";
        assert_eq!(kinds(text).len(), 2);
    }

    #[test]
    fn one_line_is_an_article() {
        assert_eq!(
            kinds("Six people died in the fire"),
            [(BlockKind::Paragraph, "Six people died in the fire")]
        );
    }
}
