//! Admiralty letters, and words for probabilities.

use super::score::Grade;
use super::settings::GradeSettings;
use crate::units::Estimate;

/// The letter of a voice with this reliability on so many independent checkable claims.
///
/// ```text
/// F   fewer than 5 claims, or an interval wider than 0.5: cannot be judged, which says nothing bad
/// A   R ≥ .90 and lower bound ≥ .75      B   R ≥ .70      C   R ≥ .45
/// D   R ≥ .25 and upper bound < .50      E   R < .25 and upper bound < .35      else "C?"
/// ```
pub fn letter(reliability: Option<Estimate>, checkable: usize, g: &GradeSettings) -> Grade {
    let Some(r) = reliability else { return Grade::F };
    if checkable < g.min_claims || r.width() > g.max_width {
        return Grade::F;
    }
    match r.mean() {
        m if m >= g.a && r.low() >= g.a_low => Grade::A,
        m if m >= g.b => Grade::B,
        m if m >= g.c => Grade::C,
        m if m >= g.d && r.high() < g.d_high => Grade::D,
        m if m < g.d && r.high() < g.e_high => Grade::E,
        _ => Grade::CDoubtful,
    }
}

/// The words of Intelligence Community Directive 203 (2015) for a probability. Outside its table, 0–1 %
/// and 99–100 %, the nearest words stand.
pub fn probability_words(p: f64) -> &'static str {
    match p * 100.0 {
        x if x < 5.0 => "almost no chance",
        x if x < 20.0 => "very unlikely",
        x if x < 45.0 => "unlikely",
        x if x < 55.0 => "roughly even",
        x if x < 80.0 => "likely",
        x if x < 95.0 => "very likely",
        _ => "almost certain",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scores::Credibility;

    fn grade(mean: f64, low: f64, high: f64, n: usize) -> &'static str {
        letter(Estimate::new(mean, low, high).ok(), n, &GradeSettings::default()).letter()
    }

    #[test]
    fn letters_follow_the_published_thresholds() {
        assert_eq!(grade(0.92, 0.80, 0.97, 9), "A");
        assert_eq!(grade(0.92, 0.74, 0.97, 9), "B", "an A needs a lower bound of .75");
        assert_eq!(grade(0.70, 0.5, 0.8, 9), "B");
        assert_eq!(grade(0.69, 0.5, 0.8, 9), "C");
        assert_eq!(grade(0.30, 0.15, 0.49, 9), "D");
        assert_eq!(grade(0.30, 0.15, 0.51, 9), "C?");
        assert_eq!(grade(0.10, 0.02, 0.34, 9), "E");
        assert_eq!(grade(0.10, 0.02, 0.36, 9), "C?");
        assert_eq!(grade(0.95, 0.9, 0.99, 4), "F", "too few claims");
        assert_eq!(grade(0.6, 0.3, 0.81, 9), "F", "too wide");
        assert_eq!(letter(None, 100, &GradeSettings::default()), Grade::F);
    }

    #[test]
    fn claim_numbers_follow_the_other_origins() {
        let number = |a, c, allies, inside| Credibility::of(a, c, allies, inside).number();
        assert_eq!(number(2, 0, false, false), 1);
        assert_eq!(number(2, 0, true, false), 2, "only its own camp agrees");
        assert_eq!(number(1, 0, false, false), 2);
        assert_eq!(number(3, 1, false, false), 3);
        assert_eq!(number(0, 2, true, true), 3);
        assert_eq!(number(0, 1, true, false), 4);
        assert_eq!(number(0, 2, true, false), 5);
        assert_eq!(number(0, 0, true, false), 6);
    }

    #[test]
    fn words_follow_the_directive() {
        let words: Vec<&str> =
            [0.03, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97].iter().map(|&p| probability_words(p)).collect();
        let table = "almost no chance|very unlikely|unlikely|roughly even|likely|very likely|almost certain";
        assert_eq!(words.join("|"), table);
    }
}
