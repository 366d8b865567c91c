//! Numbers of some 32 digits: the unevaluated sum of two `f64` (Dekker 1971).

use super::real::Real;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};

/// `high + low`, with `|low|` at most half a unit in the last place of `high`. Products keep their digits between
/// 1e-290 and 1e290.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct DoubleDouble {
    high: f64,
    low: f64,
}

/// `a + b` without error (Knuth).
fn two_sum(a: f64, b: f64) -> DoubleDouble {
    let high = a + b;
    let part = high - a;
    DoubleDouble { high, low: (a - (high - part)) + (b - part) }
}

/// `a + b` without error for `|a| ≥ |b|`.
fn quick_two_sum(a: f64, b: f64) -> DoubleDouble {
    let high = a + b;
    DoubleDouble { high, low: b - (high - a) }
}

/// `a b` without error, by halves of 26 digits (Veltkamp).
fn two_product(a: f64, b: f64) -> DoubleDouble {
    let halves = |x: f64| {
        let far = 134_217_729.0 * x; // 2^27 + 1
        let top = far - (far - x);
        (top, x - top)
    };
    let high = a * b;
    let ((a1, a2), (b1, b2)) = (halves(a), halves(b));
    DoubleDouble { high, low: ((a1 * b1 - high) + a1 * b2 + a2 * b1) + a2 * b2 }
}

impl DoubleDouble {
    const LN_2: DoubleDouble =
        DoubleDouble { high: std::f64::consts::LN_2, low: 2.319_046_813_846_299_6e-17 };

    /// Multiplied by a power of two: without error.
    fn scaled(self, factor: f64) -> Self {
        DoubleDouble { high: self.high * factor, low: self.low * factor }
    }

    /// `(e^r − 1, k)` with `x = r + k ln 2` and `|r| ≤ ln 2 / 2`.
    fn reduced_exp_m1(self) -> (Self, i32) {
        const HALVINGS: i32 = 9;
        let k = (self.high / Self::LN_2.high).round();
        let r = (self - Self::LN_2 * k.into()).scaled(0.5f64.powi(HALVINGS));
        // |r| < 7e-4: the eleventh term of the series is below 1e-34 of the first.
        let (mut term, mut sum) = (r, r);
        for i in 2..=10 {
            term = term * r / f64::from(i).into();
            sum += term;
        }
        for _ in 0..HALVINGS {
            sum = sum.scaled(2.0) + sum * sum; // e^2r − 1 = 2 (e^r − 1) + (e^r − 1)²
        }
        (sum, k as i32)
    }
}

impl From<f64> for DoubleDouble {
    fn from(x: f64) -> Self {
        DoubleDouble { high: x, low: 0.0 }
    }
}

impl Add for DoubleDouble {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        let (s, t) = (two_sum(self.high, other.high), two_sum(self.low, other.low));
        let s = quick_two_sum(s.high, s.low + t.high);
        quick_two_sum(s.high, s.low + t.low)
    }
}

impl Neg for DoubleDouble {
    type Output = Self;

    fn neg(self) -> Self {
        DoubleDouble { high: -self.high, low: -self.low }
    }
}

impl Sub for DoubleDouble {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Mul for DoubleDouble {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let p = two_product(self.high, other.high);
        quick_two_sum(p.high, p.low + (self.high * other.low + self.low * other.high))
    }
}

impl Div for DoubleDouble {
    type Output = Self;

    fn div(self, other: Self) -> Self {
        let first = self.high / other.high;
        let rest = self - other * first.into();
        let second = rest.high / other.high;
        let rest = rest - other * second.into();
        quick_two_sum(first, second) + (rest.high / other.high).into()
    }
}

impl AddAssign for DoubleDouble {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl Real for DoubleDouble {
    const ROUNDING: f64 = 4.0 * f64::EPSILON * f64::EPSILON; // 2^-102; an operation is within 2^-103

    fn value(self) -> f64 {
        self.high + self.low
    }

    fn exp(self) -> Self {
        if self.high < -700.0 {
            return 0.0.into();
        }
        if self.high > 700.0 {
            return f64::INFINITY.into();
        }
        let (below, k) = self.reduced_exp_m1();
        (below + 1.0.into()).scaled(2f64.powi(k))
    }

    fn ln(self) -> Self {
        if (0.5..=2.0).contains(&self.high) {
            return (self - 1.0.into()).ln_1p();
        }
        // One Newton step doubles the digits.
        let near = DoubleDouble::from(self.high.ln());
        near + (self * (-near).exp() - 1.0.into())
    }

    fn ln_1p(self) -> Self {
        if !(-0.5..=1.0).contains(&self.high) {
            return (self + 1.0.into()).ln();
        }
        let near = DoubleDouble::from(self.high.ln_1p());
        let (below, k) = near.reduced_exp_m1();
        let power = DoubleDouble::from(2f64.powi(k));
        let exp_m1 = below * power + (power - 1.0.into());
        // x = e^near − 1 + rest, so ln(1 + x) = near + ln(1 + rest / e^near).
        let rest = (self - exp_m1) / (exp_m1 + 1.0.into());
        near + rest - (rest * rest).scaled(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(found: DoubleDouble, high: f64, low: f64) {
        let error = (found - DoubleDouble { high, low }).value();
        assert!(error.abs() <= 1e-30 * high.abs(), "{found:?} is not {high:e} + {low:e}");
    }

    /// Thirty digits of constants (OEIS A001113, A002162, A002392).
    #[test]
    fn constants_to_thirty_digits() {
        close(DoubleDouble::from(1.0).exp(), std::f64::consts::E, 1.445_646_891_729_250_2e-16);
        close(DoubleDouble::from(2.0).ln(), DoubleDouble::LN_2.high, DoubleDouble::LN_2.low);
        close(DoubleDouble::from(10.0).ln(), std::f64::consts::LN_10, -2.170_756_223_382_249_4e-16);
        close(DoubleDouble::from(1.0) / 3.0.into(), 1.0 / 3.0, 1.850_371_707_708_594e-17);
    }

    #[test]
    fn logarithms_undo_exponentials() {
        for k in -300..=300 {
            let x = DoubleDouble::from(f64::from(k) * 0.731) + DoubleDouble::from(1e-20);
            let back = x.exp().ln() - x;
            assert!(back.value().abs() <= 1e-30 * x.value().abs().max(1.0), "{x:?}");
            let small = x.scaled(2f64.powi(-40));
            let (exp_m1, twos) = small.reduced_exp_m1();
            let back = exp_m1.ln_1p() - small;
            assert!(twos != 0 || back.value().abs() <= 1e-30 * small.value().abs(), "{small:?}");
        }
    }

    /// (a + b)(a − b) = a² − b², in whole numbers of 31 digits.
    #[test]
    fn products_of_whole_numbers_are_exact() {
        let (a, b) = (9_007_199_254_740_991f64, 123_456_789_012_345f64);
        let product = DoubleDouble::from(a) * b.into();
        let whole = product.high as i128 + product.low as i128;
        assert_eq!(whole, a as i128 * b as i128);
        let quotient = product / b.into();
        assert_eq!((quotient.high, quotient.low), (a, 0.0));
    }
}
