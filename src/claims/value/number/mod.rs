//! The quantity grammar: digits, number words, ranges, bounds, approximations and vague words → intervals.
//!
//! ```text
//! quantity  = [added] bound* ( range | cardinal | vague [multiplier] | existence ) [suffix] [unit]
//! cardinal  = 1,200 | 1.2m | 1.2 million | two hundred and fifty | half a million | a dozen | 3 dozen
//! range     = between A and B | [from] A to B | A-B | A or B
//! bound     = at least | more than | up to | fewer than | about | nearly | …        (models/quantity_words.csv)
//! vague     = dozens of | several | a few | tens of thousands | …                    (models/numbers.toml)
//! suffix    = or more | or so | or fewer | +
//! ```
//!
//! What looks like a number but counts nobody (ages, dates, clock times, years, ordinals, unit
//! numbers, distances) is found by the same pass and left out, or kept with another [`Unit`].

mod cardinal;
mod trap;

use super::vague::Preset;
use crate::claims::Update;
use crate::claims::lexicon::{self, LexiconError};
use crate::claims::words::{Phrases, Words};
use crate::units::Interval;

/// A quantity in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// First word, bounds included.
    pub from: usize,
    /// One past the last word, unit included.
    pub to: usize,
    /// The numbers it allows; `None` where it only says that there are some ("a large number of").
    pub value: Option<Interval>,
    /// How it was said.
    pub form: Form,
    /// Of what.
    pub unit: Unit,
    /// How it relates to earlier numbers.
    pub update: Update,
}

/// How a quantity was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// "21".
    Exact,
    /// "at least 21", "21 or more", "more than 20".
    AtLeast,
    /// "up to 21", "fewer than 22".
    AtMost,
    /// "about 21", "nearly 21", "21 or so".
    About,
    /// "between 5 and 15".
    Range,
    /// "dozens".
    Vague,
    /// "a large number".
    Existence,
}

/// What a quantity counts, as far as the number itself tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things or people.
    Count,
    /// Hundredths.
    Percent,
    /// Money, with the currency's code where the text names one.
    Money(String),
    /// Years, kilometres, degrees: not a count of anybody.
    Other,
}

/// What a word or phrase does in a quantity.
#[derive(Clone, Debug, PartialEq)]
enum Role {
    Digit(f64),
    Tens(f64),
    Multiplier(f64),
    Vague(String),
    Existence,
    Bound(Bound),
    Between,
    From,
    OrMore,
    OrFewer,
    OrSo,
    AddedBefore,
    AddedAfter,
    Rise,
    Revise,
    Unit,
    Percent,
    Currency(String),
    CurrencySign(String),
    OrdinalOf,
    AgeOf,
    Month(i8),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Bound {
    AtLeast,
    MoreThan,
    AtMost,
    LessThan,
    About,
    Nearly,
    Exactly,
}

/// The grammar with its words and the preset in force.
#[derive(Clone, Debug)]
pub struct Numbers {
    preset: Preset,
    /// A word may have several roles ("some", "number", "additional"), so one table per use.
    cardinals: Phrases<Role>,
    vague: Phrases<Role>,
    before: Phrases<Role>,
    after: Phrases<Role>,
    names: Phrases<Role>,
    verbs: Phrases<Role>,
}

const WORDS: (&str, &str) =
    ("models/quantity_words.csv", include_str!("../../../../models/quantity_words.csv"));

impl Numbers {
    /// The grammar with the built-in words, or those of the user's table.
    ///
    /// # Errors
    ///
    /// If the user's table cannot be read.
    pub fn new(preset: Preset, own: Option<&std::path::PathBuf>) -> Result<Self, LexiconError> {
        let (file, text) = lexicon::text(WORDS, own)?;
        let mut grammar = Self {
            preset,
            cardinals: Phrases::default(),
            vague: Phrases::default(),
            before: Phrases::default(),
            after: Phrases::default(),
            names: Phrases::default(),
            verbs: Phrases::default(),
        };
        lexicon::read(&file, &text, &["phrase", "role", "value"], |row| {
            let number =
                || row.cell("value").parse::<f64>().map_err(|_| row.error("value", "a number"));
            let value = row.cell("value").to_owned();
            let (table, role) = match row.cell("role") {
                "digit" => (&mut grammar.cardinals, Role::Digit(number()?)),
                "tens" => (&mut grammar.cardinals, Role::Tens(number()?)),
                "multiplier" => (&mut grammar.cardinals, Role::Multiplier(number()?)),
                "vague" => (&mut grammar.vague, Role::Vague(value)),
                "existence" => (&mut grammar.vague, Role::Existence),
                "at_least" => (&mut grammar.before, Role::Bound(Bound::AtLeast)),
                "more_than" => (&mut grammar.before, Role::Bound(Bound::MoreThan)),
                "at_most" => (&mut grammar.before, Role::Bound(Bound::AtMost)),
                "less_than" => (&mut grammar.before, Role::Bound(Bound::LessThan)),
                "about" => (&mut grammar.before, Role::Bound(Bound::About)),
                "nearly" => (&mut grammar.before, Role::Bound(Bound::Nearly)),
                "exactly" => (&mut grammar.before, Role::Bound(Bound::Exactly)),
                "between" => (&mut grammar.before, Role::Between),
                "from" => (&mut grammar.before, Role::From),
                "added_before" => (&mut grammar.before, Role::AddedBefore),
                "currency_sign" => (&mut grammar.before, Role::CurrencySign(value)),
                "or_more" => (&mut grammar.after, Role::OrMore),
                "or_fewer" => (&mut grammar.after, Role::OrFewer),
                "or_so" => (&mut grammar.after, Role::OrSo),
                "added_after" => (&mut grammar.after, Role::AddedAfter),
                "unit" => (&mut grammar.after, Role::Unit),
                "percent" => (&mut grammar.after, Role::Percent),
                "currency" => (&mut grammar.after, Role::Currency(value)),
                "ordinal_of" => (&mut grammar.names, Role::OrdinalOf),
                "age_of" => (&mut grammar.names, Role::AgeOf),
                "month" => (&mut grammar.names, Role::Month(number()? as i8)),
                "rise" => (&mut grammar.verbs, Role::Rise),
                "revise" => (&mut grammar.verbs, Role::Revise),
                _ => return Err(row.error("role", "a role named in the header")),
            };
            table.insert(row.cell("phrase"), role);
            Ok(())
        })?;
        Ok(grammar)
    }

    /// The preset in force.
    pub fn preset(&self) -> &Preset {
        &self.preset
    }

    /// All quantities of a sentence, left to right, none overlapping; names' numbers, dates, ages
    /// and clock times left out. `is_counted(i)` tells whether word `i` names something that can be
    /// counted, which settles "2000 people" against the year 2000.
    pub fn find(&self, words: &Words<'_>, is_counted: impl Fn(usize) -> bool) -> Vec<Quantity> {
        let mut found: Vec<Quantity> = Vec::new();
        let mut i = 0;
        while i < words.len() {
            match self.quantity(words, i, &is_counted) {
                Some(q) => {
                    i = q.to.max(i + 1);
                    if q.unit != Unit::Other {
                        found.push(q);
                    }
                }
                None => i += 1,
            }
        }
        found
    }

    /// The number of the month that word `i` names.
    pub fn month(&self, words: &Words<'_>, i: usize) -> Option<i8> {
        match self.names.at(words, i) {
            Some((1, Role::Month(m))) => Some(*m),
            _ => None,
        }
    }

    /// The number of the month of this name, lower case.
    pub fn month_named(&self, name: &str) -> Option<i8> {
        match self.names.get(name) {
            Some(Role::Month(m)) => Some(*m),
            _ => None,
        }
    }

    /// A cardinal that begins at word `i`: its value and the word after it.
    pub fn cardinal(&self, words: &Words<'_>, i: usize) -> Option<(f64, usize)> {
        let (value, end, _) = self.any_cardinal(words, i)?;
        Some((value, end))
    }

    /// The quantity that begins at word `i`, if one does.
    fn quantity(
        &self,
        words: &Words<'_>,
        i: usize,
        is_counted: &impl Fn(usize) -> bool,
    ) -> Option<Quantity> {
        let mut at = i;
        let mut bound = None;
        let mut between = false;
        let mut from = false;
        let mut update = Update::Plain;
        let mut money = None;
        // "at least about another 50": the outermost bound decides
        while let Some((len, role)) = self.before.at(words, at) {
            match role {
                Role::Bound(b) if bound.is_none_or(|b| b == Bound::Exactly) => bound = Some(*b),
                Role::Between => between = true,
                Role::From => from = true,
                Role::AddedBefore => update = Update::Added,
                Role::CurrencySign(code) => money = Some(code.clone()),
                _ => {}
            }
            at += len;
            if at - i > 8 {
                return None;
            }
        }
        // "the provisional toll of about the same 21": an article may stand inside
        if bound.is_some() && words.get(at) == "the" {
            at += 1;
        }
        let mut core = at;
        let mut q = match self.core(words, core, between) {
            Some(q) => q,
            // "some people": an approximator without a number is a vague word
            None => {
                core = i;
                bound = None;
                self.core(words, i, false)?
            }
        };
        if from && (q.form != Form::Range || self.rises(words, i)) {
            // "from 21 to 34" after "rose" is two numbers
            return None;
        }
        if words.before(core) == "from" && self.rises(words, core - 1) {
            q.unit = Unit::Other;
            return Some(q);
        }
        q.from = if from { core } else { i };
        if between && q.form != Form::Range {
            return None;
        }
        if let Some(code) = money {
            q.unit = Unit::Money(code);
        }
        self.suffixes(words, &mut q, &mut bound, &mut update);
        if q.form == Form::Existence {
            q.unit = Unit::Count;
        } else if self.is_trap(words, core, &q, bound.is_some(), is_counted) {
            q.unit = Unit::Other;
        }
        self.bind(&mut q, bound);
        q.update = if update == Update::Added { update } else { self.update_before(words, i) };
        Some(q)
    }

    /// The number itself, without bounds.
    fn core(&self, words: &Words<'_>, i: usize, between: bool) -> Option<Quantity> {
        let make = |to, value: Interval, form| Quantity {
            from: i,
            to,
            value: Some(value),
            form,
            unit: Unit::Count,
            update: Update::Plain,
        };
        if let Some((low, high, to)) = self.range(words, i, between) {
            return Some(make(to, Interval::new(low, Some(high)).ok()?, Form::Range));
        }
        if let Some((value, to, unit)) = self.any_cardinal(words, i) {
            let mut q = make(to, Interval::exactly(value)?, Form::Exact);
            q.unit = unit;
            return Some(q);
        }
        match self.vague.at(words, i)? {
            (len, Role::Vague(word)) => {
                let base = self.preset.meaning(word)?;
                let mut to = i + len;
                let mut value = base;
                if let Some((1, Role::Multiplier(m))) = self.cardinals.at(words, to) {
                    // "several hundred": up to the last before the next round one
                    let high = base.high().map(|h| (h + 1.0) * m - 1.0);
                    value = Interval::new(base.low() * m, high).ok()?;
                    to += 1;
                    if words.get(to) == "of" {
                        to += 1;
                    }
                }
                Some(make(to, value, Form::Vague))
            }
            (len, Role::Existence) => {
                let mut q = make(i + len, Interval::exactly(0.0)?, Form::Existence);
                q.value = None;
                Some(q)
            }
            _ => None,
        }
    }

    /// What follows the number: "or more", "more", "percent", "dollars".
    fn suffixes(
        &self,
        words: &Words<'_>,
        q: &mut Quantity,
        bound: &mut Option<Bound>,
        update: &mut Update,
    ) {
        while let Some((len, role)) = self.after.at(words, q.to) {
            match role {
                Role::OrMore if words.get(q.to) != "plus" => *bound = Some(Bound::AtLeast),
                Role::OrFewer => *bound = Some(Bound::AtMost),
                Role::OrSo => *bound = Some(Bound::About),
                Role::AddedAfter if q.unit == Unit::Count && words.get(q.to + 1) != "than" => {
                    *update = Update::Added;
                }
                Role::Percent => q.unit = Unit::Percent,
                Role::Currency(code) if !matches!(q.unit, Unit::Money(_)) => {
                    q.unit = Unit::Money(code.clone());
                }
                Role::Unit if !matches!(q.unit, Unit::Money(_)) => q.unit = Unit::Other,
                _ => break,
            }
            q.to += len;
            if q.unit != Unit::Count {
                break;
            }
        }
    }

    /// Applies the bound.
    fn bind(&self, q: &mut Quantity, bound: Option<Bound>) {
        let (Some(bound), Some(value)) = (bound, q.value) else { return };
        let (low, high) = (value.low(), value.high());
        let whole = q.unit == Unit::Count || q.unit == Unit::Other;
        let step = if whole { 1.0 } else { 0.0 };
        let (form, new) = match bound {
            Bound::Exactly => return,
            Bound::AtLeast => (Form::AtLeast, self.preset.open(low)),
            Bound::MoreThan if self.preset.bounds_are_points => {
                (Form::AtLeast, self.preset.open(low))
            }
            Bound::MoreThan => (Form::AtLeast, self.preset.open(low + step)),
            Bound::AtMost => (Form::AtMost, Interval::new(0.0, high).ok()),
            Bound::LessThan => {
                (Form::AtMost, Interval::new(0.0, high.map(|h| (h - step).max(0.0))).ok())
            }
            Bound::About if low == 12.0 && high == Some(12.0) => {
                (Form::About, self.preset.meaning("about a dozen"))
            }
            Bound::About if q.form == Form::Exact => (Form::About, about(low, whole)),
            Bound::Nearly if q.form == Form::Exact => {
                let bottom = if whole { (0.9 * low).floor() } else { 0.9 * low };
                (Form::About, Interval::new(bottom.min(low - step), Some(low - step)).ok())
            }
            // "about 5 to 10", "nearly several": as they stand
            Bound::About | Bound::Nearly => return,
        };
        if let Some(new) = new {
            q.form = form;
            q.value = Some(new);
        }
    }

    /// "rose to 34", "revised to 5": read off the words before the number.
    fn update_before(&self, words: &Words<'_>, i: usize) -> Update {
        if !matches!(words.before(i), "to" | "from" | "at") {
            return Update::Plain;
        }
        let mut at = i - 1;
        for _ in 0..6 {
            let Some(j) = at.checked_sub(1) else { break };
            match self.verbs.at(words, j) {
                Some((_, Role::Rise)) => return Update::Risen,
                Some((_, Role::Revise)) => return Update::Corrected,
                _ => {}
            }
            if matches!(words.get(j), "," | ";" | "and" | "that") {
                break;
            }
            at = j;
        }
        Update::Plain
    }

    fn rises(&self, words: &Words<'_>, i: usize) -> bool {
        (1..=3).filter_map(|k| i.checked_sub(k)).any(|j| self.verbs.at(words, j).is_some())
    }
}

/// "about N": ± half of the last significant digit, at least 10 %, rounded outward for counts.
///
/// # Formula
///
/// ```text
/// [N − w, N + w]   w = max(10^k / 2, N / 10)   10^k the largest power of ten that divides N
/// ```
fn about(n: f64, whole: bool) -> Option<Interval> {
    let mut power = 1.0;
    while n > 0.0 && n % (power * 10.0) == 0.0 && power < n {
        power *= 10.0;
    }
    let w = f64::max(power / 2.0, n / 10.0);
    let (low, high) = (f64::max(0.0, n - w), n + w);
    if whole {
        // 1e-9: 0.9 · 70 is 63.000…01 in binary
        Interval::new((low + 1e-9).floor(), Some((high - 1e-9).ceil())).ok()
    } else {
        Interval::new(low, Some(high)).ok()
    }
}

#[cfg(test)]
mod tests;
