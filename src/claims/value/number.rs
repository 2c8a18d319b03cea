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

use super::vague::Preset;
use crate::claims::Update;
use crate::claims::lexicon::{self, LexiconError};
use crate::claims::words::{Phrases, Words};
use crate::corpus::{Span, tokenize};
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
    ("models/quantity_words.csv", include_str!("../../../models/quantity_words.csv"));

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

    /// "5 to 15", "between five and 15", "5-15", "two or three", "two to three million".
    fn range(&self, words: &Words<'_>, i: usize, between: bool) -> Option<(f64, f64, usize)> {
        let token = words.get(i);
        if let Some((a, b)) = token.split_once('-')
            && let (Some(low), Some(high)) = (digits(a), digits(b))
        {
            let (high, to) = self.multiplied(words, high.0, i + 1);
            return widen(low.0, high, to);
        }
        let (low, end, _) = self.any_cardinal(words, i)?;
        let joined = match words.get(end) {
            "to" => words.before(i) != "from" || !self.rises(words, i - 1),
            "and" => between,
            "-" | "–" => true,
            "or" => self.cardinal(words, end + 1).is_some_and(|(high, _)| high <= 2.5 * low),
            _ => false,
        };
        if !joined {
            return None;
        }
        let (high, to, _) = self.any_cardinal(words, end + 1)?;
        let shared = self.multiplied(words, 1.0, to.checked_sub(1)?).0;
        let low = if shared >= 1000.0 && low < 1000.0 && low < high / shared {
            low * shared
        } else {
            low
        };
        widen(low, high, to)
    }

    /// A cardinal in digits or words; the unit is [`Unit::Other`] for fractions and the like.
    fn any_cardinal(&self, words: &Words<'_>, i: usize) -> Option<(f64, usize, Unit)> {
        let token = words.get(i);
        if token.as_bytes().first()?.is_ascii_digit() {
            let (mut value, suffix) = digits(token)?;
            let mut unit = if value.fract() == 0.0 { Unit::Count } else { Unit::Other };
            let mut to = i + 1;
            let metres = suffix == "m" && !token.contains('.');
            let paid = matches!(
                self.before.at(words, i.wrapping_sub(1)),
                Some((1, Role::CurrencySign(_)))
            );
            match suffix {
                "" => {}
                "k" => value *= 1e3,
                "m" if metres && !paid => unit = Unit::Other,
                "m" | "mn" | "mln" => value *= 1e6,
                "bn" | "b" => value *= 1e9,
                "tn" => value *= 1e12,
                _ => return None,
            }
            // "12 000": a thin or plain space as thousands separator
            if suffix.is_empty()
                && token.len() <= 3
                && words.get(to).len() == 3
                && words.get(to).bytes().all(|b| b.is_ascii_digit())
                && words.span(i, to + 1).len() <= token.len() + 6
                && !token.starts_with('0')
            {
                value = value * 1000.0 + words.get(to).parse::<f64>().ok()?;
                to += 1;
            }
            let (scaled, end) = self.multiplied(words, value, to);
            if end > to || (!suffix.is_empty() && unit == Unit::Other && !metres) {
                unit = Unit::Count;
            }
            return Some((scaled, end, unit));
        }
        if token.contains('-') {
            return self.hyphenated(token).map(|v| {
                let (v, to) = self.multiplied(words, v, i + 1);
                (v, to, Unit::Count)
            });
        }
        if token == "half" && matches!(words.get(i + 1), "a" | "an") {
            let (v, to) = self.multiplied(words, 0.5, i + 2);
            return (to > i + 2).then_some((v, to, Unit::Count));
        }
        self.number_words(words, i)
    }

    /// "two hundred and fifty", "a dozen", "one and a half million".
    fn number_words(&self, words: &Words<'_>, i: usize) -> Option<(f64, usize, Unit)> {
        let (mut total, mut current) = (0.0_f64, 0.0_f64);
        let mut at = i;
        let mut any = false;
        if matches!(words.get(i), "a" | "an") {
            // only "a hundred", "a dozen": a bare article is no number
            if !matches!(self.cardinals.at(words, i + 1), Some((1, Role::Multiplier(_)))) {
                return None;
            }
            current = 1.0;
            at += 1;
        }
        loop {
            let token = words.get(at);
            let hyphenated = token
                .contains('-')
                .then(|| self.hyphenated(token))
                .flatten()
                .filter(|v| *v < 100.0);
            match self.cardinals.at(words, at) {
                Some((1, Role::Digit(v))) if small_fits(current, *v) => current += v,
                Some((1, Role::Tens(v))) if current % 100.0 == 0.0 => current += v,
                Some((1, Role::Multiplier(m))) if any || current > 0.0 => {
                    if *m <= 100.0 {
                        current *= m;
                    } else {
                        total += current * m;
                        current = 0.0;
                    }
                }
                _ if hyphenated.is_some() && any && current % 100.0 == 0.0 => {
                    current += hyphenated.unwrap_or_default();
                }
                _ => {
                    // "two hundred and fifty"; "one and a half million"
                    let large = total > 0.0 || current >= 100.0;
                    if token == "and" && any && words.get(at + 1) == "a" {
                        if words.get(at + 2) == "half"
                            && let Some((1, Role::Multiplier(m))) = self.cardinals.at(words, at + 3)
                        {
                            return Some((total + (current + 0.5) * m, at + 4, Unit::Count));
                        }
                    } else if token == "and" && any && large && total + current >= 100.0 {
                        let next = self.number_words(words, at + 1);
                        if let Some((v, to, _)) = next
                            && v < 100.0
                            && (total + current) % 100.0 == 0.0
                            && !matches!(
                                self.cardinals.at(words, to),
                                Some((1, Role::Multiplier(_)))
                            )
                        {
                            return Some((total + current + v, to, Unit::Count));
                        }
                    }
                    break;
                }
            }
            any = true;
            at += 1;
        }
        any.then_some((total + current, at, Unit::Count))
    }

    /// "twenty-one", "two-hundred"; `None` for "twenty-member".
    fn hyphenated(&self, token: &str) -> Option<f64> {
        let spaced = token.replace('-', " ");
        let tokens = tokenize(&spaced, Span::new(0, spaced.len()));
        let parts = Words::new(&spaced, &tokens);
        let (value, to, _) = self.number_words(&parts, 0)?;
        (to == parts.len()).then_some(value)
    }

    /// `value` times the multipliers from word `to` on ("million", "hundred thousand").
    fn multiplied(&self, words: &Words<'_>, mut value: f64, mut to: usize) -> (f64, usize) {
        while let Some((1, Role::Multiplier(m))) = self.cardinals.at(words, to) {
            value *= m;
            to += 1;
        }
        (value, to)
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

    /// Whether the number at word `i` counts nobody: an age, a date, a year, a name's number.
    fn is_trap(
        &self,
        words: &Words<'_>,
        i: usize,
        q: &Quantity,
        bounded: bool,
        is_counted: &impl Fn(usize) -> bool,
    ) -> bool {
        if matches!(q.unit, Unit::Percent | Unit::Money(_)) {
            return false;
        }
        let before = words.before(i);
        let second = i.checked_sub(2).map_or("", |j| words.get(j));
        let after = words.get(q.to);
        let token = words.get(i);
        if q.unit == Unit::Other || token.contains(':') {
            return true;
        }
        // 5 October, October 5, October 5 and 6, 5-6 October
        let month_near = self.month(words, q.to).is_some()
            && (words.get(q.to) != "may" || !is_counted(q.to))
            || i > 0 && self.month(words, i - 1).is_some()
            || i > 1 && before == "." && self.month(words, i - 2).is_some();
        let small = q.value.is_some_and(|v| v.low() <= 31.0 || v.low() >= 1900.0);
        if month_near && q.form != Form::Vague && (small || token.len() <= 2) {
            return true;
        }
        if matches!(before, "and" | "to" | "-" | "–" | "," | "or")
            && i >= 3
            && digits(second).is_some()
            && (self.month(words, i - 3).is_some()
                || words.get(i - 3) == "." && i >= 4 && self.month(words, i - 4).is_some())
            && q.value.is_some_and(|v| v.low() <= 31.0 || v.low() >= 1900.0)
            // "On March 4, 17 people died"
            && !(before == "," && is_counted(q.to))
        {
            return true;
        }
        // a year, unless something countable follows or a bound precedes
        let digits_only = token.len() == 4 && token.bytes().all(|b| b.is_ascii_digit());
        if digits_only
            && q.value.is_some_and(|v| (1900.0..2100.0).contains(&v.low()))
            && !bounded
            && !is_counted(q.to)
        {
            return true;
        }
        // "Resolution 2254", "aged 34", "# 3"; "the number 5" but not "a number of"
        if q.form != Form::Vague && i > 0 && !is_counted(q.to) {
            let j = if before == "." { i.saturating_sub(2) } else { i - 1 };
            if matches!(self.names.at(words, j), Some((_, Role::OrdinalOf | Role::AgeOf)))
                && (before != "no" || token.as_bytes()[0].is_ascii_digit())
            {
                return true;
            }
        }
        // "aged 19 and 21"
        if matches!(before, "and" | "or" | "," | "to")
            && i >= 3
            && digits(second).is_some()
            && matches!(self.names.at(words, i - 3), Some((_, Role::AgeOf)))
        {
            return true;
        }
        // ", 34 ,": an age
        let exact_small = q.form == Form::Exact && q.value.is_some_and(|v| v.low() <= 110.0);
        if exact_small
            && before == ","
            && token.as_bytes()[0].is_ascii_digit()
            && matches!(after, "," | "." | ")" | "" | ";")
            && i >= 2
            && words.is_capitalised(i - 2)
        {
            return true;
        }
        if exact_small
            && before == "("
            && after == ")"
            && token.as_bytes()[0].is_ascii_digit()
            && i >= 2
            && words.is_capitalised(i - 2)
        {
            return true;
        }
        // scores, fractions, telephone numbers: 24/7, 3-1
        let dash = |w: &str| matches!(w, "-" | "–");
        if matches!(before, "/" | "+" | "№")
            || after == "/"
            || (dash(before) && digits(second).is_some())
            || (dash(after) && digits(words.get(q.to + 1)).is_some())
        {
            return true;
        }
        // "one of the largest", "one another", "this one"
        if token == "one" && q.to == i + 1 {
            let superlative = |w: &str| {
                (w.ends_with("est") && w.len() > 4)
                    || matches!(w, "most" | "least" | "few" | "many")
            };
            if after == "of" && (1..=4).any(|k| superlative(words.get(q.to + k))) {
                return true;
            }
            if matches!(before, "no" | "any" | "every" | "this" | "that" | "which" | "the")
                || matches!(after, "another" | "'s" | "’s" | "such" | "has" | "can" | "must")
            {
                return true;
            }
        }
        false
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

/// Whether a digit may follow what has been read: "twenty one" but not "seven seven".
fn small_fits(current: f64, v: f64) -> bool {
    let rest = current % 100.0;
    rest == 0.0 || (rest >= 20.0 && rest % 10.0 == 0.0 && v < 10.0)
}

fn widen(low: f64, high: f64, to: usize) -> Option<(f64, f64, usize)> {
    (low < high).then_some((low, high, to))
}

/// `1,200`, `7.8`, `1.2m`, `50`: the number and its letters; `None` for `7th`, `1,20`, `10:30`.
fn digits(token: &str) -> Option<(f64, &str)> {
    let end = token.find(|c: char| !matches!(c, '0'..='9' | ',' | '.')).unwrap_or(token.len());
    let (number, suffix) = token.split_at(end);
    if !number.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if fraction.contains(['.', ',']) || fraction.len() > 12 {
        return None;
    }
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let grouped = whole.contains(',');
    if first.is_empty() || (grouped && first.len() > 3) || groups.any(|g| g.len() != 3) {
        return None;
    }
    let plain: String = whole.chars().filter(char::is_ascii_digit).collect();
    // a longer run of digits is a telephone or account number
    if plain.len() > 15 {
        return None;
    }
    let value = format!("{plain}.{fraction}0").parse::<f64>().ok()?;
    matches!(suffix, "" | "k" | "m" | "mn" | "mln" | "b" | "bn" | "tn").then_some((value, suffix))
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
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<String> {
        let numbers = Numbers::new(Preset::default(), None).unwrap();
        let tokens = tokenize(text, Span::new(0, text.len()));
        let words = Words::new(text, &tokens);
        numbers
            .find(&words, |i| matches!(words.get(i), "people" | "homes" | "voters"))
            .iter()
            .map(|q| {
                let unit = match &q.unit {
                    Unit::Count => String::new(),
                    Unit::Percent => "%".to_owned(),
                    Unit::Money(code) => format!(" {code}"),
                    Unit::Other => " other".to_owned(),
                };
                let value = q.value.map_or("some".to_owned(), |v| v.to_string());
                let update = match q.update {
                    Update::Plain => String::new(),
                    u => format!(" {u:?}"),
                };
                format!("{value}{unit}{update}")
            })
            .collect()
    }

    #[test]
    fn quantities_read_as_the_intervals_people_mean() {
        for (text, expected) in [
            ("21 people", "21"),
            ("twenty-one people", "21"),
            ("Twenty one people", "21"),
            ("1,200 people", "1200"),
            ("12 000 people", "12000"),
            ("two hundred and fifty people", "250"),
            ("two thousand three hundred and twelve", "2312"),
            ("1.2 million people", "1200000"),
            ("1.2m people", "1200000"),
            ("half a million people", "500000"),
            ("one and a half million people", "1500000"),
            ("a hundred people", "100"),
            ("a dozen people", "12"),
            ("half a dozen people", "6"),
            ("two dozen people", "24"),
            ("a dozen or so people", "10–14"),
            ("about a dozen people", "10–14"),
            ("more than a dozen", "≥ 13"),
            ("at least 21 people", "≥ 21"),
            ("no fewer than six", "≥ 6"),
            ("more than 20 people", "≥ 21"),
            ("over 300 homes", "≥ 301"),
            ("upwards of 40 people", "≥ 41"),
            ("20 or more people", "≥ 20"),
            ("50+ people", "≥ 50"),
            ("up to 30 people", "0–30"),
            ("as many as 30 people", "0–30"),
            ("fewer than 30 people", "0–29"),
            ("about 50 people", "45–55"),
            ("around 70 people", "63–77"),
            ("some 200 people", "150–250"),
            ("roughly 1,200 people", "1080–1320"),
            ("nearly 100 people", "90–99"),
            ("almost 40", "36–39"),
            ("between 5 and 15 people", "5–15"),
            ("between five and fifteen", "5–15"),
            ("5 to 15 people", "5–15"),
            ("5-15 people", "5–15"),
            ("5–15 people", "5–15"),
            ("two or three people", "2–3"),
            ("two to three million people", "2000000–3000000"),
            ("dozens of people", "20–99"),
            ("scores of people", "40–99"),
            ("hundreds of people", "200–999"),
            ("tens of thousands of people", "20000–99999"),
            ("several people", "3–9"),
            ("several hundred people", "300–999"),
            ("a few dozen people", "36–119"),
            ("a couple of people", "2"),
            ("some people", "5–19"),
            ("at least a dozen people", "≥ 12"),
            ("a large number of people", "some"),
            ("many people", "some"),
            ("2000 people", "2000"),
            ("two more people", "2 Added"),
            ("another 12 people", "12 Added"),
            ("a further 30", "30 Added"),
            ("rose to 34", "34 Risen"),
            ("has been revised down to 5", "5 Corrected"),
            ("5.4 percent", "5.4%"),
            ("at least 40% of voters", "≥ 40%"),
            ("$1.2 billion", "1200000000 USD"),
            ("about 3 million euros", "2500000–3500000 EUR"),
            ("€40m", "40000000 EUR"),
        ] {
            assert_eq!(read(text), [expected], "{text}");
        }
    }

    #[test]
    fn numbers_that_count_nobody_are_left_out() {
        for text in [
            "aged 34",
            "aged 19 and 21",
            "a 34-year-old man",
            "Ali Hassan, 34, said",
            "Ali Hassan (34) said",
            "the 7th Brigade",
            "the second attack",
            "on October 5",
            "on 5 October",
            "on Oct. 5",
            "between July 22 and 27",
            "July 25 to 27",
            "in 2012",
            "since 1998 and until 2003",
            "at 10:30",
            "at 5 p.m.",
            "two years ago",
            "20 kilometres",
            "a 7.8-magnitude quake",
            "of magnitude 7",
            "a Mi-8 helicopter",
            "Resolution 2254",
            "U.N. Resolution 2254",
            "No. 10",
            "Battalion 316",
            "Flight 370",
            "one of the largest",
            "one of the most important",
            "24/7",
            "in his 30s",
            "the 1990s",
            "three times",
            "five degrees",
            "no one",
            "COVID-19",
            "a 3-1 win",
        ] {
            assert_eq!(read(text), [] as [&str; 0], "{text}");
        }
    }

    #[test]
    fn both_numbers_of_a_rise_are_not_a_range() {
        assert_eq!(read("the toll rose from 21 to 34"), ["34 Risen"]);
    }

    #[test]
    fn capitals_do_not_matter() {
        assert_eq!(read("AT LEAST TWENTY-ONE PEOPLE AND SOME 200 HOMES"), ["≥ 21", "150–250"]);
    }
}
