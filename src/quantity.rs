//! Knowledge of a number: the one source of every check, error and table.

use crate::error::{Error, Result};
use std::fmt;

/// An interval of real numbers, each end of which belongs to it or not; infinity never does.
///
/// ```
/// use comity::model::Range;
/// let share = Range::below(0.0, 1.0);
/// assert!(share.contains(0.0) && !share.contains(1.0) && !share.contains(f64::NAN));
/// assert_eq!(share.to_string(), "0..1, below 1");
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Range {
    low: f64,
    high: f64,
    low_open: bool,
    high_open: bool,
}

impl Range {
    /// 0..1, both ends included.
    pub const UNIT: Range = Range::closed(0.0, 1.0);
    /// Finite numbers ≥ 0.
    pub const NOT_NEGATIVE: Range = Range { low: 0.0, high: f64::INFINITY, low_open: false, high_open: true };
    /// Finite numbers > 0.
    pub const POSITIVE: Range = Range { low: 0.0, high: f64::INFINITY, low_open: true, high_open: true };

    /// Both ends included.
    pub const fn closed(low: f64, high: f64) -> Self {
        Range { low, high, low_open: false, high_open: false }
    }

    /// The lower end included, the upper not.
    pub const fn below(low: f64, high: f64) -> Self {
        Range { low, high, low_open: false, high_open: true }
    }

    /// The upper end included, the lower not.
    pub const fn above(low: f64, high: f64) -> Self {
        Range { low, high, low_open: true, high_open: false }
    }

    /// Neither end included.
    pub const fn open(low: f64, high: f64) -> Self {
        Range { low, high, low_open: true, high_open: true }
    }

    /// The ends, whether or not they belong to the interval.
    pub const fn ends(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// Whether `x` is in it; a NaN is in none.
    pub fn contains(&self, x: f64) -> bool {
        let above = if self.low_open { x > self.low } else { x >= self.low };
        let below = if self.high_open { x < self.high } else { x <= self.high };
        x.is_finite() && above && below
    }

    /// The keywords of JSON Schema for its two ends.
    #[cfg(feature = "schema")]
    pub(crate) fn keywords(&self) -> [&'static str; 2] {
        [
            if self.low_open { "exclusiveMinimum" } else { "minimum" },
            if self.high_open { "exclusiveMaximum" } else { "maximum" },
        ]
    }

    /// An error that names `subject` and `field` unless `x` is in it.
    pub(crate) fn check(&self, subject: impl Into<String>, field: &str, x: f64) -> Result<()> {
        if self.contains(x) { Ok(()) } else { Err(Error::invalid(subject, field, x, self.to_string())) }
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = |x: f64| {
            let plain = x == 0.0 || (1e-3..1e6).contains(&x.abs());
            let digits = if plain { x.abs().to_string() } else { format!("{:e}", x.abs()) };
            if x < 0.0 { format!("−{digits}") } else { digits }
        };
        let (low, high) = (text(self.low), text(self.high));
        match (self.low_open, self.high_open) {
            (false, true) if self.high == f64::INFINITY => write!(f, "a finite number ≥ {low}"),
            (true, true) if self.high == f64::INFINITY => write!(f, "a finite number > {low}"),
            (false, false) => write!(f, "{low}..{high}"),
            (false, true) => write!(f, "{low}..{high}, below {high}"),
            (true, false) => write!(f, "above {low}, at most {high}"),
            (true, true) => write!(f, "above {low}, below {high}"),
        }
    }
}

/// How far a number can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// The value is in the work cited.
    Published,
    /// Fitted to data, which are named.
    Estimated,
    /// No source gives it: it belongs in every sensitivity analysis.
    Assumed,
    /// The literature does not agree on its sign: 0 switches the mechanism off.
    Contested,
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Status::Published => "published",
            Status::Estimated => "estimated",
            Status::Assumed => "assumed",
            Status::Contested => "contested",
        })
    }
}

/// A number of the model or of a term: what it is, what it may be, and how far its default can be trusted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantity {
    /// Name, as in files.
    pub name: &'static str,
    /// Symbol on the model page, in LaTeX; empty without one.
    pub symbol: &'static str,
    /// Unit; empty for a pure number.
    pub unit: &'static str,
    /// Value where none is given; `None` where one must be.
    pub default: Option<f64>,
    /// Values allowed.
    pub range: Range,
    /// Status of the default; empty where there is none.
    pub status: &'static [Status],
    /// Where the default comes from, and what else is to be said of it.
    pub source: &'static str,
}

impl Quantity {
    /// The text of what is allowed: the range and the unit.
    pub fn allowed(&self) -> String {
        if self.unit.is_empty() { self.range.to_string() } else { format!("{} ({})", self.range, self.unit) }
    }
}
