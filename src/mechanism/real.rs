//! The numbers that an equilibrium is computed in: `f64`, or twice its digits where these leave too much open.

use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// A real number of fixed precision.
pub(super) trait Real:
    Copy
    + From<f64>
    + Add<Output = Self>
    + Sub<Output = Self>
    + Mul<Output = Self>
    + Div<Output = Self>
    + Neg<Output = Self>
    + AddAssign
{
    /// Bound on the relative rounding of one operation.
    const ROUNDING: f64;

    /// The nearest `f64`.
    fn value(self) -> f64;
    /// `e^x`.
    fn exp(self) -> Self;
    /// `ln x` for x > 0.
    fn ln(self) -> Self;
    /// `ln(1 + x)`, with the digits of a small `x`.
    fn ln_1p(self) -> Self;
}

impl Real for f64 {
    const ROUNDING: f64 = 0.5 * f64::EPSILON;

    fn value(self) -> f64 {
        self
    }

    fn exp(self) -> f64 {
        f64::exp(self)
    }

    fn ln(self) -> f64 {
        f64::ln(self)
    }

    fn ln_1p(self) -> f64 {
        f64::ln_1p(self)
    }
}

/// Running sums of [`dot`].
const LANES: usize = 4;

/// Additions that the longest chain in a [`dot`] of length `n` has.
pub(super) fn chain(n: usize) -> f64 {
    (n / LANES + LANES + 2) as f64
}

/// `Σ a_i b_i` over the shorter length, in four running sums, because an addition waits for the one before.
pub(super) fn dot<R: Real>(a: &[R], b: &[R]) -> R {
    let mut sums = [R::from(0.0); LANES];
    let n = a.len().min(b.len());
    let whole = n - n % LANES;
    for (a, b) in a[..whole].chunks_exact(LANES).zip(b[..whole].chunks_exact(LANES)) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest = a[whole..n].iter().zip(&b[whole..n]).fold(R::from(0.0), |sum, (&a, &b)| sum + a * b);
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// `y += f x`, entry by entry.
pub(super) fn add_scaled<R: Real>(y: &mut [R], f: R, x: &[R]) {
    for (y, &x) in y.iter_mut().zip(x) {
        *y += f * x;
    }
}
