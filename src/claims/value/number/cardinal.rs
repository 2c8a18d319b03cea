//! Cardinals in digits and in words: "1,200", "two hundred and fifty", "half a million", "21-24".

use super::{Numbers, Role, Unit};
use crate::claims::words::Words;
use crate::corpus::{Span, tokenize};

impl Numbers {
    /// "5 to 15", "between five and 15", "5-15", "two or three", "two to three million".
    pub(super) fn range(
        &self,
        words: &Words<'_>,
        i: usize,
        between: bool,
    ) -> Option<(f64, f64, usize)> {
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
    pub(super) fn any_cardinal(&self, words: &Words<'_>, i: usize) -> Option<(f64, usize, Unit)> {
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
    pub(super) fn number_words(&self, words: &Words<'_>, i: usize) -> Option<(f64, usize, Unit)> {
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
    pub(super) fn hyphenated(&self, token: &str) -> Option<f64> {
        let spaced = token.replace('-', " ");
        let tokens = tokenize(&spaced, Span::new(0, spaced.len()));
        let parts = Words::new(&spaced, &tokens);
        let (value, to, _) = self.number_words(&parts, 0)?;
        (to == parts.len()).then_some(value)
    }

    /// `value` times the multipliers from word `to` on ("million", "hundred thousand").
    pub(super) fn multiplied(
        &self,
        words: &Words<'_>,
        mut value: f64,
        mut to: usize,
    ) -> (f64, usize) {
        while let Some((1, Role::Multiplier(m))) = self.cardinals.at(words, to) {
            value *= m;
            to += 1;
        }
        (value, to)
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
pub(super) fn digits(token: &str) -> Option<(f64, &str)> {
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
