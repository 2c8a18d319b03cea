//! What classes and ids say of an element, by `models/page_names.csv`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

/// What an element's class or id says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Said {
    Nothing,
    /// The article's body.
    Body,
    /// Something else than running text.
    Elsewhere,
    /// What readers wrote.
    Comments,
}

/// A part of a name.
#[derive(Clone)]
struct Part {
    text: String,
    /// Whether what follows it must be the end of a word.
    whole: bool,
}

#[derive(Default)]
struct Lexicon {
    body: Vec<Part>,
    elsewhere: Vec<Part>,
    inline: Vec<Part>,
    comments: Vec<Part>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut reader = csv::ReaderBuilder::new()
        .comment(Some(b'#'))
        .from_reader(include_bytes!("../../../models/page_names.csv").as_slice());
    let mut lexicon = Lexicon::default();
    for row in reader.records().filter_map(Result::ok) {
        let (Some(said), Some(how), Some(text)) = (row.get(0), row.get(1), row.get(2)) else {
            continue;
        };
        let part = Part { text: text.to_owned(), whole: how == "word" };
        let list = match said {
            "body" => &mut lexicon.body,
            "elsewhere" => &mut lexicon.elsewhere,
            "comments" => &mut lexicon.comments,
            "inline" => {
                lexicon.inline.push(part.clone());
                &mut lexicon.elsewhere
            }
            _ => continue,
        };
        list.push(part);
    }
    lexicon
});

/// Reads names, remembering those of the page: most come more than once.
#[derive(Default)]
pub struct Naming {
    known: BTreeMap<(String, bool), Said>,
    words: String,
}

impl Naming {
    /// What class and id say. Of a paragraph or a run of words (`inline`) only a few names are
    /// believed.
    pub fn of(&mut self, class: &str, id: &str, inline: bool) -> Said {
        if class.is_empty() && id.is_empty() {
            return Said::Nothing;
        }
        self.words.clear();
        apart(class, &mut self.words);
        self.words.push(' ');
        apart(id, &mut self.words);
        let key = (std::mem::take(&mut self.words), inline);
        if let Some(&said) = self.known.get(&key) {
            self.words = key.0;
            return said;
        }
        let has = |list: &[Part]| list.iter().any(|part| part.is_in(&key.0));
        let said = match inline {
            true if has(&LEXICON.inline) => Said::Elsewhere,
            true => Said::Nothing,
            false if has(&LEXICON.comments) => Said::Comments,
            false if has(&LEXICON.elsewhere) => Said::Elsewhere,
            false if has(&LEXICON.body) => Said::Body,
            false => Said::Nothing,
        };
        self.known.insert(key, said);
        said
    }
}

/// Lower case, with one `-` between the words of a name: "imageCaption__big" → "image-caption-big".
fn apart(name: &str, out: &mut String) {
    let mut before = ' ';
    for c in name.chars() {
        let mark = matches!(c, '_' | '-');
        if (mark || c.is_uppercase() && before.is_lowercase()) && !out.ends_with('-') {
            out.push('-');
        }
        if !mark {
            out.extend(c.to_lowercase());
        }
        before = c;
    }
}

impl Part {
    /// Whether a word of the names begins so, or whole words are so.
    fn is_in(&self, names: &str) -> bool {
        names.match_indices(&self.text).any(|(at, _)| {
            let inside = names[..at].ends_with(char::is_alphanumeric);
            let goes_on = names[at + self.text.len()..].starts_with(char::is_alphanumeric);
            !(inside || self.whole && goes_on)
        })
    }
}
