//! Words by class: the closed lists of `models/word_classes.csv` that the grammars read.

use std::sync::LazyLock;

use super::lexicon;

/// A class of words. A word may be of several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// Opens a phrase of its own.
    Preposition,
    /// Auxiliary or modal verb.
    Auxiliary,
    /// Stands in no noun phrase after its number (with prepositions and auxiliaries).
    Closed,
    /// Month.
    Month,
    /// Weekdays, in their order.
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
    /// Other words for when.
    Time,
    /// May stand between a subject and its verb.
    BeforeVerb,
    /// Leads to the number of a toll.
    TollLedBy,
    /// Losses without a number: great.
    Heavy,
    /// Losses without a number: small.
    Light,
    /// What one does with losses.
    Suffers,
    /// Opens a clause, or says that somebody speaks: no subject lies beyond it.
    Clause,
    /// What a place is: "town", "province".
    PlaceKind,
    /// Parts of a place: "the edge of X".
    PlacePart,
    /// Prepositions of place.
    PlaceBefore,
    /// Of them, those of going somewhere.
    PlaceGoing,
    /// First words of a place's name that say what it is: "Lake".
    PlaceFeature,
    /// Directions and the like before a place's name.
    Direction,
    /// Lower-case words inside a name.
    NameInner,
    /// Names with one of these words are of bodies, not of places.
    NoPlace,
    /// Parts a word from what it belongs to.
    Parting,
    /// Makes a verb tell of what did not, or may not have, happened.
    Unreal,
    /// The bodies of the dead.
    Remains,
    /// Sets a figure against another: "organisers *claimed* 150,000".
    Figure,
}

/// All classes, under the names of the table.
const NAMES: [(&str, Class); 30] = [
    ("preposition", Class::Preposition),
    ("auxiliary", Class::Auxiliary),
    ("closed", Class::Closed),
    ("month", Class::Month),
    ("monday", Class::Monday),
    ("tuesday", Class::Tuesday),
    ("wednesday", Class::Wednesday),
    ("thursday", Class::Thursday),
    ("friday", Class::Friday),
    ("saturday", Class::Saturday),
    ("sunday", Class::Sunday),
    ("time", Class::Time),
    ("before verb", Class::BeforeVerb),
    ("toll led by", Class::TollLedBy),
    ("heavy", Class::Heavy),
    ("light", Class::Light),
    ("suffers", Class::Suffers),
    ("clause", Class::Clause),
    ("place kind", Class::PlaceKind),
    ("place part", Class::PlacePart),
    ("place before", Class::PlaceBefore),
    ("place going", Class::PlaceGoing),
    ("place feature", Class::PlaceFeature),
    ("direction", Class::Direction),
    ("name inner", Class::NameInner),
    ("no place", Class::NoPlace),
    ("parting", Class::Parting),
    ("unreal", Class::Unreal),
    ("remains", Class::Remains),
    ("figure", Class::Figure),
];

/// The weekdays, Monday first.
const WEEKDAYS: [Class; 7] = [
    Class::Monday,
    Class::Tuesday,
    Class::Wednesday,
    Class::Thursday,
    Class::Friday,
    Class::Saturday,
    Class::Sunday,
];

impl Class {
    const fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Whether a word (lower case) is of this class.
    pub(crate) fn has(self, word: &str) -> bool {
        TABLE.of(word) & self.bit() != 0
    }
}

/// Whether a word is of one of these classes.
pub(crate) fn any(word: &str, classes: &[Class]) -> bool {
    let mask = classes.iter().fold(0, |m, c| m | c.bit());
    TABLE.of(word) & mask != 0
}

/// Which day of the week a word names, from 0 for Monday.
pub(crate) fn weekday(word: &str) -> Option<usize> {
    let of = TABLE.of(word);
    WEEKDAYS.iter().position(|d| of & d.bit() != 0)
}

/// Words in buckets by first byte and length, so that a look-up compares a handful.
struct Table {
    buckets: Vec<Vec<(Box<str>, u32)>>,
}

const BUCKETS: usize = 512;

fn bucket(word: &str) -> usize {
    let first = usize::from(word.as_bytes().first().copied().unwrap_or_default());
    (first * 16 + word.len()) % BUCKETS
}

impl Table {
    fn of(&self, word: &str) -> u32 {
        self.buckets[bucket(word)].iter().find(|(w, _)| **w == *word).map_or(0, |(_, c)| *c)
    }

    /// The built-in table; a row of an unknown class is passed over (a test reads them all).
    fn new() -> Self {
        let mut table = Self { buckets: vec![Vec::new(); BUCKETS] };
        let _ = read(|class, word| {
            let Some(class) = class else { return };
            let list = &mut table.buckets[bucket(word)];
            match list.iter_mut().find(|(w, _)| **w == *word) {
                Some((_, classes)) => *classes |= class.bit(),
                None => list.push((word.into(), class.bit())),
            }
        });
        table
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

fn read(mut each: impl FnMut(Option<Class>, &str)) -> Result<(), lexicon::LexiconError> {
    let text = include_str!("../../models/word_classes.csv");
    lexicon::read("models/word_classes.csv", text, &["class", "words"], |row| {
        let class = NAMES.iter().find(|(n, _)| *n == row.cell("class")).map(|(_, c)| *c);
        row.cell("words").split('|').for_each(|w| each(class, w));
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_read_whole_and_fills_every_class() {
        let mut words = [0; NAMES.len()];
        read(|class, word| {
            let class = class.expect("a class that the table names");
            assert!(!word.is_empty() && class.has(word), "{word:?}");
            words[class as usize] += 1;
        })
        .unwrap();
        assert!(words.iter().all(|n| *n > 0), "{words:?}");
    }

    #[test]
    fn a_word_is_of_the_classes_that_name_it_and_no_other() {
        assert!(Class::Preposition.has("near") && Class::PlaceBefore.has("near"));
        assert!(!Class::Preposition.has("karsova") && !Class::Month.has(""));
        assert_eq!(
            (weekday("tuesday"), weekday("tues"), weekday("noon")),
            (Some(1), Some(1), None)
        );
        assert!(any("may", &[Class::Month, Class::Light]) && !any("it", &[Class::Month]));
    }
}
