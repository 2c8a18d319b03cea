//! Numbers that count nobody: dates, years, ages, clock times, numbers in names, scores.

use super::cardinal::digits;
use super::{Form, Numbers, Quantity, Role, Unit};
use crate::claims::words::Words;

impl Numbers {
    /// Whether the number at word `i` counts nobody: an age, a date, a year, a name's number.
    pub(super) fn is_trap(
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
}
