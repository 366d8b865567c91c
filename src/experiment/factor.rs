//! A quantity that an experiment varies: its name, its unit, and what it is drawn from.

use crate::error::{Error, Result};
use crate::frame::{Cell, Column};
use crate::model::Parameters;
use crate::simulate::Rules;
use statrs::distribution::{ContinuousCDF, Normal, Triangular};
use std::fmt;
use std::sync::Arc;

/// Factor of an experiment: a named quantity with a unit and a distribution.
///
/// A design gives a factor coordinates $0\le u\le 1$; its value is the quantile $F^{-1}(u)$ of its
/// distribution. A category takes the level whose interval of cumulative weight holds $u$.
///
/// # Example
/// ```
/// use comity::experiment::Factor;
/// let rate = Factor::log_uniform("rate", 0.01, 1.0)?.unit("1/yr");
/// let rule = Factor::category("rule", ["majority", "unanimity"])?.weighted(&[0.25, 0.75])?;
/// assert_eq!((rate.name(), rule.name()), ("rate", "rule"));
/// let error = Factor::uniform("rate", 1.0, 1.0).unwrap_err().to_string();
/// assert_eq!(error, "factor rate: range is 1..1, allowed: finite ends, the lower below the upper");
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone)]
pub struct Factor {
    name: String,
    unit: String,
    group: Option<String>,
    law: Law,
}

#[derive(Clone)]
enum Law {
    Uniform(f64, f64),
    LogUniform(f64, f64),
    Normal(Normal, f64, f64),
    Triangular(Triangular, [f64; 3]),
    Integers(i64, i64),
    /// Levels, and the cumulative weight up to each.
    Category(Vec<String>, Vec<f64>),
    Switch,
    Quantile(String, Arc<dyn Fn(f64) -> f64 + Send + Sync>),
}

/// Largest integer of a factor: every one up to it is a real, too.
const INTEGER: i64 = 1 << 53;

impl Factor {
    fn new(name: impl Into<String>, law: Law) -> Result<Self> {
        let name = name.into();
        if name.is_empty() || name.chars().any(char::is_control) {
            return Err(Error::invalid(
                "factor",
                "name",
                format!("{name:?}"),
                "text without control characters",
            ));
        }
        Ok(Factor { name, unit: String::new(), group: None, law })
    }

    /// A real uniform on `low..high`.
    ///
    /// # Errors
    /// An empty or infinite range.
    pub fn uniform(name: impl Into<String>, low: f64, high: f64) -> Result<Self> {
        let factor = Factor::new(name, Law::Uniform(low, high))?;
        factor.ranged(low, high, (high - low).is_finite(), "finite ends, the lower below the upper")
    }

    /// A real whose logarithm is uniform on `ln low..ln high`.
    ///
    /// # Errors
    /// An empty range, or one that is not above 0.
    pub fn log_uniform(name: impl Into<String>, low: f64, high: f64) -> Result<Self> {
        let factor = Factor::new(name, Law::LogUniform(low, high))?;
        factor.ranged(
            low,
            high,
            low > 0.0 && (high / low).is_finite(),
            "finite ends above 0, the lower below the upper",
        )
    }

    /// A normal real. Its quantiles at 0 and 1 are infinite: a design that holds such a point refuses it.
    ///
    /// # Errors
    /// A mean that is not finite, a deviation that is not above 0.
    pub fn normal(name: impl Into<String>, mean: f64, deviation: f64) -> Result<Self> {
        let name = name.into();
        let given = || format!("mean {mean}, deviation {deviation}");
        let allowed = "a finite mean, a finite deviation above 0";
        let invalid = || Error::invalid(format!("factor {name}"), "distribution", given(), allowed);
        let finite = mean.is_finite() && deviation.is_finite();
        let normal = Normal::new(mean, deviation).ok().filter(|_| finite).ok_or_else(invalid)?;
        Factor::new(name, Law::Normal(normal, mean, deviation))
    }

    /// A triangular real on `low..high` with this mode.
    ///
    /// # Errors
    /// An empty or infinite range, a mode outside it.
    pub fn triangular(name: impl Into<String>, low: f64, mode: f64, high: f64) -> Result<Self> {
        let name = name.into();
        let allowed = "finite low ≤ mode ≤ high, low below high";
        let invalid = || {
            Error::invalid(
                format!("factor {name}"),
                "low, mode, high",
                format!("{low}, {mode}, {high}"),
                allowed,
            )
        };
        let ordered = low <= mode && mode <= high && low < high && (high - low).is_finite();
        let law = Triangular::new(low, high, mode).ok().filter(|_| ordered).ok_or_else(invalid)?;
        Factor::new(name, Law::Triangular(law, [low, mode, high]))
    }

    /// An integer uniform on `low..=high`.
    ///
    /// # Errors
    /// An empty range, or one beyond ±2⁵³.
    pub fn integers(name: impl Into<String>, low: i64, high: i64) -> Result<Self> {
        let factor = Factor::new(name, Law::Integers(low, high))?;
        if low > high || low < -INTEGER || high > INTEGER {
            let allowed = "integers of −2^53..2^53, the lower at most the upper";
            return Err(factor.invalid("range", format!("{low}..{high}"), allowed));
        }
        Ok(factor)
    }

    /// One of these levels, all equally likely.
    ///
    /// # Errors
    /// No level, an empty one, one that is given twice.
    pub fn category<S: Into<String>>(
        name: impl Into<String>,
        levels: impl IntoIterator<Item = S>,
    ) -> Result<Self> {
        let levels: Vec<String> = levels.into_iter().map(Into::into).collect();
        let count = levels.len() as f64;
        let upto = (1..=levels.len()).map(|k| k as f64 / count).collect();
        let bad =
            levels.iter().enumerate().find(|(k, level)| level.is_empty() || levels[..*k].contains(level));
        let bad = bad.map(|(_, level)| format!("{level:?}")).or(levels.is_empty().then(|| "none".into()));
        let factor = Factor::new(name, Law::Category(levels, upto))?;
        bad.map_or(Ok(factor.clone()), |bad| {
            Err(factor.invalid("levels", bad, "at least one level, each a text not given before"))
        })
    }

    /// The same category with these probabilities of its levels.
    ///
    /// # Errors
    /// A factor without levels; weights that are as many as the levels, not negative, and sum to 1 within
    /// 10⁻⁹ are allowed.
    pub fn weighted(mut self, weights: &[f64]) -> Result<Self> {
        let sum: f64 = weights.iter().sum();
        let Law::Category(levels, upto) = &mut self.law else {
            return Err(self.invalid("weights", format!("{weights:?}"), "none: the factor has no levels"));
        };
        if weights.len() != levels.len()
            || weights.iter().any(|w| w.is_nan() || *w < 0.0)
            || (sum - 1.0).abs() > 1e-9
        {
            let allowed = format!("{} numbers ≥ 0 that sum to 1", levels.len());
            return Err(self.invalid("weights", format!("{weights:?}, which sum to {sum}"), allowed));
        }
        let last = weights.iter().rposition(|w| *w > 0.0).unwrap_or(0);
        let mut total = 0.0;
        for (k, weight) in weights.iter().enumerate() {
            total += weight;
            upto[k] = if k >= last { 1.0 } else { total };
        }
        Ok(self)
    }

    /// A mechanism that is on or off.
    ///
    /// # Errors
    /// A name that is empty.
    pub fn switch(name: impl Into<String>) -> Result<Self> {
        Factor::new(name, Law::Switch)
    }

    /// A real of any other distribution, by its quantile function from 0 to 1, which must not decrease. The
    /// description stands for it in plans.
    ///
    /// # Errors
    /// A name that is empty.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let wait = Factor::quantile("wait", "exponential, mean 2", |u: f64| -2.0 * (-u).ln_1p())?;
    /// let design = Design::latin_hypercube([wait], 100, comity::experiment::Latin::Centred, 1)?;
    /// assert!((0..100).all(|k| design.draw(k).unwrap().real("wait").unwrap() > 0.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn quantile(
        name: impl Into<String>,
        description: impl Into<String>,
        quantile: impl Fn(f64) -> f64 + Send + Sync + 'static,
    ) -> Result<Self> {
        Factor::new(name, Law::Quantile(description.into(), Arc::new(quantile)))
    }

    /// A parameter of the world model or of a history, uniform on `low..high`, with its unit.
    ///
    /// A model sets all of them at once by [`Draw::parameters`](super::Draw::parameters) and
    /// [`Draw::rules`](super::Draw::rules).
    ///
    /// # Errors
    /// [`Error::Unknown`] with the names that exist; a range that is empty or reaches beyond what
    /// [`Parameters::table`] and [`Rules::table`] allow.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::Factor;
    /// let error = Factor::parameter("war.soil", 0.5, 1.5).unwrap_err().to_string();
    /// assert_eq!(error, "factor war.soil: upper end is 1.5, allowed: 0..1, below 1 (share of GDP)");
    /// ```
    pub fn parameter(name: &str, low: f64, high: f64) -> Result<Self> {
        let table = || Parameters::table().iter().map(|p| p.quantity).chain(Rules::table());
        let unknown = || Error::unknown("parameter", name, table().map(|q| q.name));
        let quantity = table().find(|q| q.name == name).ok_or_else(unknown)?;
        let factor = Factor::uniform(name, low, high)?.unit(quantity.unit);
        for (end, value) in [("lower end", low), ("upper end", high)] {
            if !quantity.range.contains(value) {
                return Err(factor.invalid(end, value, quantity.allowed()));
            }
        }
        Ok(factor)
    }

    /// The same factor with this unit.
    #[must_use]
    pub fn unit(mut self, unit: impl Into<String>) -> Self {
        self.unit = unit.into();
        self
    }

    /// The same factor as a member of a group, which [`Design::saltelli`](super::Design::saltelli) and
    /// [`Design::morris`](super::Design::morris) move as one.
    #[must_use]
    pub fn group(mut self, group: impl Into<String>) -> Self {
        self.group = Some(group.into());
        self
    }

    /// Name, unique in a design.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn unit_text(&self) -> &str {
        &self.unit
    }

    /// Name of the group; a factor without one is its own.
    pub(super) fn group_name(&self) -> &str {
        self.group.as_deref().unwrap_or(&self.name)
    }

    /// Value at a coordinate of 0..1: a real, an integer, the index of a level, 0 or 1 of a switch.
    pub(super) fn value(&self, u: f64) -> f64 {
        match &self.law {
            Law::Uniform(low, high) => low + (high - low) * u,
            Law::LogUniform(low, high) => (low * (high / low).powf(u)).clamp(*low, *high),
            Law::Normal(normal, ..) => normal.inverse_cdf(u),
            Law::Triangular(law, _) => law.inverse_cdf(u),
            Law::Integers(low, high) => {
                let low = *low as f64;
                (low + (u * (*high as f64 - low + 1.0)).floor()).min(*high as f64)
            }
            Law::Category(_, upto) => {
                let last = upto.partition_point(|c| *c < 1.0);
                upto.partition_point(|c| *c <= u).min(last) as f64
            }
            Law::Switch => f64::from(u >= 0.5),
            Law::Quantile(_, quantile) => quantile(u),
        }
    }

    /// A value as a cell.
    pub(super) fn cell(&self, value: f64) -> Cell<'_> {
        match &self.law {
            Law::Category(levels, _) => levels.get(value as usize).map_or(Cell::Missing, |l| Cell::Text(l)),
            Law::Switch => Cell::Boolean(value == 1.0),
            Law::Integers(..) => Cell::Integer(value as i128),
            _ => Cell::Real(value),
        }
    }

    /// Head of its column in a table.
    pub(super) fn column(&self) -> Column {
        let column = match &self.law {
            Law::Category(..) => Column::text(&self.name),
            Law::Switch => Column::boolean(&self.name),
            Law::Integers(..) => Column::integer(&self.name),
            _ => Column::real(&self.name),
        };
        column.unit(&self.unit)
    }

    /// Whether every coordinate of 0..1 has a finite value.
    pub(super) fn bounded(&self) -> bool {
        !matches!(self.law, Law::Normal(..) | Law::Quantile(..))
    }

    /// The coordinates of all its levels, or of this many for a real: equal steps from 0 to 1, both included.
    pub(super) fn levels(&self, reals: usize) -> Result<Vec<f64>> {
        let middles = |count: usize| (0..count).map(|k| (k as f64 + 0.5) / count as f64).collect();
        Ok(match &self.law {
            Law::Category(levels, upto) => {
                let from = std::iter::once(0.0).chain(upto.iter().copied());
                let middle =
                    |(low, high): (f64, &f64)| if low < *high { Ok(0.5 * (low + high)) } else { Err(()) };
                let coordinates: Result<Vec<f64>, ()> = from.zip(upto).map(middle).collect();
                let impossible =
                    |()| self.invalid("weights", "0 of a level", format!("{} weights above 0", levels.len()));
                coordinates.map_err(impossible)?
            }
            Law::Switch => middles(2),
            Law::Integers(low, high) => match usize::try_from(high - low + 1) {
                Ok(count) if count <= reals => middles(count),
                // The levels of a factorial are ends and what is between, as of a real.
                _ => self.steps(reals)?,
            },
            _ => self.steps(reals)?,
        })
    }

    fn steps(&self, count: usize) -> Result<Vec<f64>> {
        if !(2..=1 << 20).contains(&count) {
            return Err(self.invalid("levels", count, "2..2^20"));
        }
        Ok((0..count).map(|k| k as f64 / (count - 1) as f64).collect())
    }

    /// The value that a text gives.
    pub(super) fn read(&self, text: &str) -> Result<f64> {
        let refuse = |allowed: String| Err(self.invalid("value", format!("{text:?}"), allowed));
        let (value, allowed) = match &self.law {
            Law::Category(levels, _) => match levels.iter().position(|level| level == text) {
                Some(level) => return Ok(level as f64),
                None => return refuse(levels.join(", ")),
            },
            Law::Switch => match text {
                "true" => return Ok(1.0),
                "false" => return Ok(0.0),
                _ => return refuse("true, false".into()),
            },
            Law::Integers(low, high) => {
                let fits = text.parse().ok().filter(|i| (*low..=*high).contains(i));
                (fits.map(|i: i64| i as f64), format!("an integer of {low}..{high}"))
            }
            Law::Uniform(low, high) | Law::LogUniform(low, high) | Law::Triangular(_, [low, _, high]) => {
                let fits = text.parse().ok().filter(|x| (*low..=*high).contains(x));
                (fits, format!("{low}..{high}"))
            }
            _ => (text.parse().ok().filter(|x: &f64| x.is_finite()), "a finite number".into()),
        };
        value.map_or_else(|| refuse(allowed), Ok)
    }

    /// The distribution as text.
    pub(super) fn distribution(&self) -> String {
        match &self.law {
            Law::Uniform(low, high) => format!("uniform on {low:?}..{high:?}"),
            Law::LogUniform(low, high) => format!("log-uniform on {low:?}..{high:?}"),
            Law::Normal(_, mean, deviation) => format!("normal, mean {mean:?}, deviation {deviation:?}"),
            Law::Triangular(_, [low, mode, high]) => {
                format!("triangular on {low:?}..{high:?}, mode {mode:?}")
            }
            Law::Integers(low, high) => format!("an integer of {low}..={high}"),
            Law::Category(levels, upto) => format!("one of {levels:?}, cumulative weights {upto:?}"),
            Law::Switch => "on or off".into(),
            Law::Quantile(description, _) => description.clone(),
        }
    }

    fn ranged(self, low: f64, high: f64, fine: bool, allowed: &str) -> Result<Self> {
        if fine && low < high {
            Ok(self)
        } else {
            Err(self.invalid("range", format!("{low}..{high}"), allowed))
        }
    }

    pub(super) fn invalid(&self, field: &str, value: impl fmt::Display, allowed: impl Into<String>) -> Error {
        Error::invalid(format!("factor {}", self.name), field, value, allowed)
    }
}

impl fmt::Debug for Factor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.name, self.unit, self.distribution())
    }
}
