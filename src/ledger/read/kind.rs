//! Which kind of answer a question takes, from its values: see [`super`].

use std::fmt;

use super::super::cells::Reading;
use super::super::table::{Answer, Kind};

/// Why a question has its kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum KindReason {
    /// The caller forced it.
    Forced,
    /// The `kind` column says so.
    Stated,
    /// All values are yes or no.
    YesNoWords,
    /// All values are days.
    Days,
    /// The table's numbers are all small whole numbers: codes.
    Codes,
    /// The table's numbers fill a rating scale.
    Scale,
    /// All values are whole numbers, 0 and up.
    WholeNumbers,
    /// All values are numbers.
    Numbers,
    /// Some value is neither a number nor a day.
    Words,
    /// No value at all.
    NoValue,
}

impl fmt::Display for KindReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Forced => "forced",
            Self::Stated => "stated in the table",
            Self::YesNoWords => "inferred: all values are yes or no",
            Self::Days => "inferred: all values are days",
            Self::Codes => {
                "inferred: the table's numbers are all small whole numbers, taken for codes"
            }
            Self::Scale => "inferred: the table's numbers fill a rating scale",
            Self::WholeNumbers => "inferred: all values are whole numbers",
            Self::Numbers => "inferred: all values are numbers",
            Self::Words => "inferred: some values are words",
            Self::NoValue => "inferred: no value was given",
        })
    }
}

/// What holds for all values of a question.
#[derive(Clone, Copy, Debug)]
pub(super) struct Facts {
    /// Values that count; those that are no finite numbers stand beside them.
    pub n: usize,
    pub not_finite: usize,
    pub numbers: bool,
    pub whole: bool,
    pub days: bool,
    pub yes_no: bool,
    pub bounds: bool,
    pub low: f64,
    pub high: f64,
}

impl Default for Facts {
    fn default() -> Self {
        Self {
            n: 0,
            not_finite: 0,
            numbers: true,
            whole: true,
            days: true,
            yes_no: true,
            bounds: false,
            low: f64::INFINITY,
            high: f64::NEG_INFINITY,
        }
    }
}

impl Facts {
    pub(super) fn add(&mut self, reading: Reading) {
        if reading.not_finite {
            self.not_finite += 1;
            return;
        }
        self.n += 1;
        self.numbers &= reading.number.is_some();
        self.whole &= reading.whole;
        self.days &= reading.days.is_some();
        self.yes_no &= reading.yes.is_some();
        if let Some(i) = reading.number {
            self.low = self.low.min(i.low());
            self.high = self.high.max(i.high().unwrap_or(i.low()));
        }
    }

    pub(super) fn add_bounds(&mut self, value: &Answer) {
        self.n += 1;
        self.bounds = true;
        self.days = false;
        self.yes_no = false;
        if let Answer::Number(i) = value {
            let whole = |x: f64| x >= 0.0 && x.fract() == 0.0;
            self.whole &= whole(i.low()) && i.high().is_none_or(whole);
        }
    }

    pub(super) fn join(&mut self, other: Self) {
        self.n += other.n;
        self.whole &= other.whole;
        self.low = self.low.min(other.low);
        self.high = self.high.max(other.high);
    }

    pub(super) fn kind(&self, codes: bool, scale: bool) -> (Kind, KindReason) {
        match self {
            Self { n: 0, not_finite: 0, .. } => (Kind::Category, KindReason::NoValue),
            Self { n: 0, .. } => (Kind::Category, KindReason::Words),
            Self { yes_no: true, .. } => (Kind::YesNo, KindReason::YesNoWords),
            Self { days: true, .. } => (Kind::Date, KindReason::Days),
            Self { numbers: true, bounds: false, .. } if codes => {
                (Kind::Category, KindReason::Codes)
            }
            Self { numbers: true, bounds: false, .. } if scale => (Kind::Real, KindReason::Scale),
            Self { numbers: true, whole: true, .. } => (Kind::Count, KindReason::WholeNumbers),
            Self { numbers: true, .. } => (Kind::Real, KindReason::Numbers),
            _ => (Kind::Category, KindReason::Words),
        }
    }
}
