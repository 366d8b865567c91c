//! Majorities of resources: the simple game in which more than half of them win.

use super::{Fraction, Value, WeightedVoting};
use crate::error::{Error, Result};
use num_integer::Integer;
use num_traits::ToPrimitive;

impl WeightedVoting {
    /// The simple game in which more than half of the resources win.
    ///
    /// # Errors
    /// No player, a negative resource or one that is no number, nobody holding anything; resources whose common
    /// unit is more than 2^63 times in them.
    ///
    /// # Example
    /// ```
    /// use comity::game::{Fraction, WeightedVoting};
    /// use comity::solve::voting::{PowerIndex, index};
    /// // USA CHN JPN RUS KOR PRK, Composite Index of National Capability in 2002, 1/10 000.
    /// let vote = WeightedVoting::simple_majority(&[1537.0, 1535.0, 486.0, 496.0, 241.0, 123.0])?;
    /// let power = index(&vote, &PowerIndex::ShapleyShubik)?;
    /// assert_eq!(power, [9, 9, 4, 4, 4, 0].map(|p| Fraction::new(p.into(), 30.into()))); // .3 .3 .1333 …
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn simple_majority<V: Value>(resources: &[V]) -> Result<Self> {
        let units = whole_units(resources)?;
        let weights: Option<Vec<u64>> = units.iter().map(ToPrimitive::to_u64).collect();
        let quota = (units.iter().sum::<i128>() / 2 + 1).to_u64();
        let (Some(quota), Some(weights)) = (quota, weights) else { return Err(too_fine("2^63")) };
        WeightedVoting::new(quota, weights)
    }
}

/// Resources as whole multiples of their greatest common measure.
pub(crate) fn whole_units<V: Value>(resources: &[V]) -> Result<Vec<i128>> {
    if let Some(i) = resources.iter().position(|r| !(r.is_finite() && *r >= V::zero())) {
        return Err(Error::invalid(format!("player {i}"), "resources", &resources[i], "at least 0"));
    }
    let exact: Vec<Fraction> = resources.iter().map(Value::to_fraction).collect();
    let (integers, _) = Fraction::over_common_denominator(&exact).ok_or_else(|| too_fine("2^126"))?;
    let unit = integers.iter().fold(0, |gcd: i128, r| r.gcd(&gcd)).max(1);
    let units: Vec<i128> = integers.iter().map(|r| r / unit).collect();
    match units.iter().try_fold(0i128, |sum, &r| sum.checked_add(r)) {
        Some(0) => Err(Error::invalid("balance of power", "total resources", 0, "above 0")),
        Some(total) if total < 1 << 126 => Ok(units),
        _ => Err(too_fine("2^126")),
    }
}

fn too_fine(most: &str) -> Error {
    Error::invalid(
        "balance of power",
        "resources",
        "too many digits",
        format!("multiples of a unit, {most} in all"),
    )
}
