//! Small exact linear systems, and fractions told from their floating-point values.

use crate::game::{Fraction, Value};
use crate::solve::elimination::eliminate;
use num_bigint::BigInt;
use num_traits::{One, ToPrimitive, Zero};

/// The one solution of the equations `[A | b]` in `unknowns` unknowns; `None` if there is
/// none, or more than one. There may be more equations than unknowns where arithmetic is exact.
pub(super) fn solve<V: Value>(mut rows: Vec<Vec<V>>, unknowns: usize) -> Option<Vec<V>> {
    eliminate(&mut rows, unknowns)?;
    let consistent = rows[unknowns..].iter().all(|row| row[unknowns].is_zero());
    consistent.then(|| rows.into_iter().take(unknowns).map(|mut row| row.swap_remove(unknowns)).collect())
}

/// The fraction of smallest denominator near `x`, by continued fractions; `x` itself where none is near.
pub(super) fn rational(x: f64) -> Fraction {
    let exact = Fraction::from_float(x).unwrap_or_else(Fraction::zero);
    let (mut now, mut before) = ((BigInt::one(), BigInt::zero()), (BigInt::zero(), BigInt::one()));
    let mut rest = exact.clone();
    for _ in 0..30 {
        let whole = rest.floor().to_integer();
        let next = (&whole * &now.0 + &before.0, &whole * &now.1 + &before.1);
        (before, now) = (now, next);
        let guess = Fraction::new(now.0.clone(), now.1.clone());
        if (Value::to_f64(&guess) - x).abs() <= 1e-11 * (1.0 + x.abs()) {
            return guess;
        }
        if now.1.to_f64().is_none_or(|d| d > 1e7) {
            break;
        }
        rest = (rest - Fraction::from_integer(whole)).recip();
    }
    exact
}

/// An `f64` as it is.
pub(super) fn lift<V: Value>(x: f64) -> V {
    V::from_fraction(&x.to_fraction())
}
