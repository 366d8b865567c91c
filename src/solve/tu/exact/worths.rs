//! The worths of a game held twice: in floating point to find with, as integers to decide with.

use crate::coalition::Coalition;
use crate::game::{Fraction, TuGame, Value};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Pow, Signed, ToPrimitive};
use std::any::Any;
use std::borrow::Cow;
use std::ops::Range;

/// Sizes between which sums and products of worths neither overflow nor lose digits in `f64`.
const ORDINARY: Range<f64> = 1e-250..1e250;
/// Binary digits of a float after its leading one.
const FRACTION_BITS: u32 = f64::MANTISSA_DIGITS - 1;

/// The worths of a game: `v(S) = unit · integer(S)` exactly, and in proportion to `float(S)` about.
///
/// A float is off by at most one part in 2^53 of the largest, `magnitude`.
pub struct Worths<'a> {
    float: Cow<'a, [f64]>,
    integers: Integers,
    unit: Fraction,
    /// The float of 1.
    float_unit: Fraction,
    bits: u64,
    magnitude: f64,
}

/// Where the integers come from.
enum Integers {
    /// The floats are exact, multiples of `2^exponent`.
    Dyadic { exponent: i32 },
    /// Longer than a float holds, or too far apart in size.
    Long(Vec<BigInt>),
}

impl<'a> Worths<'a> {
    /// The worths of `game`; those in `f64` are taken as the binary fractions that they are.
    pub fn new<V: Value>(game: &'a TuGame<V>) -> Self {
        (game as &dyn Any)
            .downcast_ref::<TuGame<f64>>()
            .and_then(|game| Self::dyadic(Cow::Borrowed(game.values()), Fraction::one()))
            .unwrap_or_else(|| Self::fractions(game))
    }

    /// Takes exact floats, `v(S) = scale · float(S)`, if their sizes are ordinary.
    fn dyadic(float: Cow<'a, [f64]>, scale: Fraction) -> Option<Self> {
        let (mut least, mut most) = (f64::INFINITY, 0.0f64);
        for size in float.iter().map(|v| v.abs()) {
            least = if size > 0.0 && size < least { size } else { least };
            most = if size > most { size } else { most };
        }
        if most == 0.0 {
            (least, most) = (1.0, 1.0);
        }
        if !ORDINARY.contains(&least) || !ORDINARY.contains(&most) {
            return None;
        }
        let exponent = binary_exponent(least) - FRACTION_BITS as i32;
        let float_unit = Fraction::from_integer(2.into()).pow(exponent);
        let unit = scale * &float_unit;
        let bits = (binary_exponent(most) - exponent + 1) as u64;
        let integers = Integers::Dyadic { exponent };
        Some(Worths { float, integers, unit, float_unit, bits, magnitude: most })
    }

    fn fractions<V: Value>(game: &TuGame<V>) -> Self {
        let worths: Vec<Fraction> = game.values().iter().map(Value::to_fraction).collect();
        let denominator = worths.iter().fold(BigInt::one(), |lcm, v| {
            if lcm.is_multiple_of(v.denom()) { lcm } else { lcm.lcm(v.denom()) }
        });
        let integers: Vec<BigInt> = worths.iter().map(|v| v.numer() * (&denominator / v.denom())).collect();
        let unit = Fraction::new(BigInt::one(), denominator);
        let largest = integers.iter().map(Signed::abs).max().unwrap_or_default().max(BigInt::one());
        let bits = largest.bits();
        if bits <= f64::MANTISSA_DIGITS.into() {
            let float = integers.iter().map(|v| v.to_f64().unwrap_or(0.0)).collect();
            if let Some(worths) = Self::dyadic(Cow::Owned(float), unit.clone()) {
                return worths;
            }
        }
        let share = |v: &BigInt| Value::to_f64(&Fraction::new_raw(v.clone(), largest.clone()));
        let float = integers.iter().map(share).collect();
        let float_unit = Fraction::new(BigInt::one(), largest);
        let integers = Integers::Long(integers);
        Worths { float: Cow::Owned(float), integers, unit, float_unit, bits, magnitude: 1.0 }
    }

    /// The worths in floating point, by mask, in a unit of their own.
    pub fn float(&self) -> &[f64] {
        &self.float
    }

    /// The largest size in [`float`](Self::float); 1 if all are 0.
    pub fn magnitude(&self) -> f64 {
        self.magnitude
    }

    /// What an integer of 1 stands for.
    pub fn unit(&self) -> &Fraction {
        &self.unit
    }

    /// `numerator / denominator` units in the unit of the floats.
    pub fn to_float(&self, numerator: &BigInt, denominator: &BigInt) -> f64 {
        let (above, below) = (numerator * self.float_unit.numer(), denominator * self.float_unit.denom());
        Value::to_f64(&Fraction::new_raw(above, below))
    }

    /// Bits of the longest integer.
    pub fn bits(&self) -> u64 {
        self.bits
    }

    /// The worth in units, for [`bits`](Self::bits) below 127.
    pub fn small(&self, coalition: Coalition) -> i128 {
        match &self.integers {
            &Integers::Dyadic { exponent } => {
                let (mantissa, shift) = split(self.float[coalition.index()], exponent);
                i128::from(mantissa) << shift
            }
            Integers::Long(integers) => integers[coalition.index()].to_i128().unwrap_or(0),
        }
    }

    /// The worth in units.
    pub fn big(&self, coalition: Coalition) -> BigInt {
        match &self.integers {
            &Integers::Dyadic { exponent } => {
                let (mantissa, shift) = split(self.float[coalition.index()], exponent);
                BigInt::from(mantissa) << shift
            }
            Integers::Long(integers) => integers[coalition.index()].clone(),
        }
    }
}

/// `⌊log₂ size⌋` of an ordinary positive float.
fn binary_exponent(size: f64) -> i32 {
    (size.to_bits() >> FRACTION_BITS) as i32 - (f64::MAX_EXP - 1)
}

/// The integer `mantissa · 2^shift` that `v` is in units of `2^exponent`.
fn split(v: f64, exponent: i32) -> (i64, u32) {
    if v == 0.0 {
        return (0, 0);
    }
    let fraction = (v.to_bits() & ((1 << FRACTION_BITS) - 1)) as i64 | 1 << FRACTION_BITS;
    let shift = binary_exponent(v.abs()) - FRACTION_BITS as i32 - exponent;
    (if v < 0.0 { -fraction } else { fraction }, shift as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<V: Value>(game: &TuGame<V>, bits: Range<u64>) {
        let worths = Worths::new(game);
        assert!(bits.contains(&worths.bits()), "{} bits", worths.bits());
        let most = game.values().iter().map(|v| v.to_fraction().abs()).max().unwrap();
        for (mask, v) in game.values().iter().enumerate() {
            let s = Coalition::from_mask(mask as u64);
            let exact = Fraction::from_integer(worths.big(s)) * worths.unit();
            assert_eq!(exact, v.to_fraction());
            if worths.bits() < 127 {
                assert_eq!(BigInt::from(worths.small(s)), worths.big(s));
            }
            let share = Value::to_f64(&(exact / &most));
            assert!((worths.float()[mask] / worths.magnitude() - share).abs() <= f64::EPSILON / 2.0);
        }
    }

    #[test]
    fn floats_and_integers_are_the_same_worths() {
        let f = |v: [f64; 4]| TuGame::from_values(v.to_vec()).unwrap();
        check(&f([0.0, 1.0, -3.0, 0.1]), 50..70);
        check(&f([0.0, 1e-7, 1e9, -1.0]), 100..110);
        check(&f([0.0, 1e-30, 1e30, -1.0]), 200..300);
        check(&f([0.0, 1e-300, -1e290, 5e-324]), 2000..2200);
        check(&f([0.0, 1e289, -1e290, 1.0]), 950..1100);
        let q = |n, d| Fraction::ratio(n, d);
        check(&TuGame::from_values(vec![q(0, 1), q(1, 3), q(-2, 7), q(5, 1)]).unwrap(), 50..60);
        let long = q(i64::MAX, 3) * q(i64::MAX - 2, 5);
        check(&TuGame::from_values(vec![q(0, 1), q(1, 3), -long, q(5, 1)]).unwrap(), 120..140);
    }
}
