//! Pages without bottomless nesting.
//!
//! A tree builder looks through all open elements at every tag, as the standard has it, so that a
//! page of nothing but opening tags takes quadratic time. Browsers cut the depth, and so does this:
//! where too many elements are open, further tags are left out and their text goes on in the
//! element around them.

use std::borrow::Cow;

/// Elements open at once. Pages that people made have fewer than a hundred.
const DEEPEST: usize = 256;

/// Elements that only their own end tag closes; others close each other, or stay in one line.
const NESTING: [&str; 27] = [
    "div",
    "section",
    "article",
    "main",
    "aside",
    "header",
    "footer",
    "nav",
    "ul",
    "ol",
    "dl",
    "table",
    "blockquote",
    "form",
    "fieldset",
    "center",
    "details",
    "figure",
    "address",
    "dir",
    "menu",
    "pre",
    "hgroup",
    "summary",
    "object",
    "marquee",
    "select",
];

/// The page without the tags that nest too deeply. Linear in its length.
pub fn shallow(page: &str) -> Cow<'_, str> {
    let mut out = String::new();
    let mut copied = 0;
    let (mut open, mut left_out) = (0usize, 0usize);
    let mut at = 0;
    while let Some(found) = page[at..].find('<') {
        let start = at + found;
        let rest = &page[start + 1..];
        if rest.starts_with("!--") {
            at = start + 1 + rest.find("-->").map_or(rest.len(), |end| end + 3);
            continue;
        }
        let (closes, name) = match rest.strip_prefix('/') {
            Some(name) => (true, name),
            None => (false, rest),
        };
        let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
        let name = &name[..length];
        // After the name; the tag's end is sought only where the tag is left out.
        at = start + 1 + usize::from(closes) + length;
        if !closes && (name.eq_ignore_ascii_case("script") || name.eq_ignore_ascii_case("style")) {
            at += page[at..].find("</").map_or(page.len() - at, |end| end);
            continue;
        }
        if !NESTING.iter().any(|n| n.eq_ignore_ascii_case(name)) {
            continue;
        }
        let leave_out = if closes {
            let beyond = left_out > 0;
            left_out -= usize::from(beyond);
            open = open.saturating_sub(usize::from(!beyond));
            beyond
        } else {
            let beyond = open >= DEEPEST;
            left_out += usize::from(beyond);
            open += usize::from(!beyond);
            beyond
        };
        if leave_out {
            out.push_str(&page[copied..start]);
            at += page[at..].find('>').map_or(page.len() - at, |end| end + 1);
            copied = at;
        }
    }
    if copied == 0 {
        return Cow::Borrowed(page);
    }
    out.push_str(&page[copied..]);
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_usual_depth_is_left_alone() {
        let page = format!("{}x{}", "<div><p>".repeat(99), "</DIV>".repeat(99)).repeat(9);
        assert!(matches!(shallow(&page), Cow::Borrowed(_)));
    }

    #[test]
    fn tags_beyond_the_depth_go_in_pairs_and_their_text_stays() {
        let page = format!(
            "{}<div class=x>a</div>b{}c<div>d</div>",
            "<div>".repeat(256),
            "</div>".repeat(256)
        );
        let want = format!("{}ab{}c<div>d</div>", "<div>".repeat(256), "</div>".repeat(256));
        assert_eq!(shallow(&page), want);
    }

    #[test]
    fn what_scripts_and_comments_hold_is_no_tag() {
        let page = format!("<script>{0}</script><!--{0}--><style>{0}</style>", "<div>".repeat(300));
        assert_eq!(shallow(&page), page);
    }
}
