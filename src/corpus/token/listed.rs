//! The words that matter before a full stop: `models/sentences.csv`.

use std::sync::OnceLock;

/// What the word list says about a word before a full stop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Title,
    Number,
    Month,
    Short,
    Inner,
    Starter,
    Speech,
}

/// The word list of `models/sentences.csv`, sorted by word; a word may stand in several classes.
pub fn listed() -> &'static [(&'static str, Class)] {
    static LIST: OnceLock<Vec<(&'static str, Class)>> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut list: Vec<_> = include_str!("../../../models/sentences.csv")
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
pub const LONGEST_LISTED: usize = 12;

/// The classes of a word, in any case.
pub fn classes(word: &str) -> impl Iterator<Item = Class> {
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
pub fn is_listed(word: &str, class: Class) -> bool {
    classes(word).any(|c| c == class)
}
