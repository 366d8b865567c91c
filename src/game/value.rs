//! Number types of games.

use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{NumAssign, One, Signed, ToPrimitive, Zero};
use std::fmt::{Debug, Display};

/// An exact fraction of unbounded integers.
pub type Fraction = num_rational::BigRational;

/// Number type of worths: `f64`, or an exact [`Fraction`].
///
/// Closed formulas (Shapley, Banzhaf, τ …) are written once over this trait.
pub trait Value:
    NumAssign + Signed + PartialOrd + Clone + Debug + Display + Send + Sync + sealed::Sealed + 'static
{
    /// Whether arithmetic is exact.
    const EXACT: bool;
    /// `numerator / denominator`; the denominator is not zero.
    fn ratio(numerator: i64, denominator: i64) -> Self;
    /// An exact fraction; `f64` rounds it.
    fn from_fraction(fraction: &Fraction) -> Self;
    /// A finite `f64` as it is: exactly.
    fn from_float(x: f64) -> Self;
    /// The nearest finite `f64`.
    fn to_f64(&self) -> f64;
    /// The number as an exact fraction: an `f64` is a binary one. Not finite gives 0.
    fn to_fraction(&self) -> Fraction;
    /// Whether it is an ordinary number; `f64`: not NaN and within ±1e290, so that sums over players stay
    /// finite.
    fn is_finite(&self) -> bool;
    /// The values as integers over one common denominator, where they are exact and fit 128 bits.
    #[doc(hidden)]
    fn over_common_denominator(values: &[Self]) -> Option<(Vec<i128>, BigInt)>;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f64 {}
    impl Sealed for super::Fraction {}
}

impl Value for f64 {
    const EXACT: bool = false;
    fn ratio(numerator: i64, denominator: i64) -> Self {
        numerator as f64 / denominator as f64
    }
    fn from_fraction(fraction: &Fraction) -> Self {
        Value::to_f64(fraction)
    }
    fn from_float(x: f64) -> Self {
        x
    }
    fn to_f64(&self) -> f64 {
        *self
    }
    fn to_fraction(&self) -> Fraction {
        Fraction::from_float(*self).unwrap_or_else(Fraction::zero)
    }
    fn is_finite(&self) -> bool {
        self.abs() <= 1e290
    }
    fn over_common_denominator(_: &[f64]) -> Option<(Vec<i128>, BigInt)> {
        None
    }
}

impl Value for Fraction {
    const EXACT: bool = true;
    fn ratio(numerator: i64, denominator: i64) -> Self {
        Fraction::new(BigInt::from(numerator), BigInt::from(denominator))
    }
    fn from_fraction(fraction: &Fraction) -> Self {
        fraction.clone()
    }
    fn from_float(x: f64) -> Self {
        x.to_fraction()
    }
    fn to_f64(&self) -> f64 {
        let end = if self < &Fraction::zero() { f64::MIN } else { f64::MAX };
        ToPrimitive::to_f64(self).filter(|x| x.is_finite()).unwrap_or(end)
    }
    fn to_fraction(&self) -> Fraction {
        self.clone()
    }
    fn is_finite(&self) -> bool {
        true
    }
    fn over_common_denominator(values: &[Fraction]) -> Option<(Vec<i128>, BigInt)> {
        let denominator = values.iter().fold(BigInt::one(), |lcm, v| {
            if lcm.is_multiple_of(v.denom()) { lcm } else { lcm.lcm(v.denom()) }
        });
        let integers = values.iter().map(|v| {
            if v.denom() == &denominator {
                v.numer().to_i128()
            } else {
                (v.numer() * (&denominator / v.denom())).to_i128()
            }
        });
        Some((integers.collect::<Option<_>>()?, denominator))
    }
}
