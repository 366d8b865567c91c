//! Prices at a basis: in floating point with a bound on the error, and exact.

use super::sums::Sums;
use super::worths::Worths;
use crate::coalition::Coalition;
use crate::game::Fraction;
use crate::solve::Scan;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// Prices in floating point.
pub(super) struct FloatPrice<'a> {
    pub payoff: Vec<f64>,
    /// Excesses at `x_i`, and at ε more a head where the bound is per head.
    pub scan: Scan<'a>,
    /// What an excess may not exceed: ε, or 0 where it is in the price.
    pub bound: f64,
    /// No computed excess is off by more.
    pub error: f64,
}

impl FloatPrice<'_> {
    /// `v(S) − x(S) − ε w(S)`.
    pub fn excess(&self, coalition: Coalition) -> f64 {
        self.scan.excess(coalition).excess - self.bound
    }

    /// `x(S)`.
    pub fn sum(&self, coalition: Coalition) -> f64 {
        coalition.players().map(|i| self.payoff[i]).sum()
    }
}

/// Exact prices, integers over `factor`.
pub struct ExactPrice {
    pub payoff: Vec<BigInt>,
    pub bound: BigInt,
    pub factor: BigInt,
    /// `x_i`, and ε where the bound is per head; the bound where it is not.
    rates: Vec<BigInt>,
    rest: BigInt,
    /// The same in machine integers, if every excess fits them.
    small: Option<(Sums<i128>, i128, i128)>,
}

impl ExactPrice {
    pub fn new(worths: &Worths, payoff: Vec<BigInt>, bound: BigInt, factor: BigInt, per_head: bool) -> Self {
        let rates: Vec<BigInt> =
            if per_head { payoff.iter().map(|x| x + &bound).collect() } else { payoff.clone() };
        let rest = if per_head { BigInt::ZERO } else { bound.clone() };
        let total: BigInt = rates.iter().chain([&rest]).map(Signed::abs).sum();
        let small = (worths.bits() + factor.bits() < 126 && total.bits() < 126)
            .then(|| rates.iter().map(BigInt::to_i128).collect::<Option<Vec<_>>>())
            .flatten()
            .and_then(|rates| Some((Sums::new(&rates), rest.to_i128()?, factor.to_i128()?)));
        ExactPrice { payoff, bound, factor, rates, rest, small }
    }

    /// `v(S) − x(S) − ε w(S)` in units over `factor`, if it is positive.
    pub fn violation(&self, worths: &Worths, coalition: Coalition) -> Option<BigInt> {
        match &self.small {
            Some((rates, rest, factor)) => {
                let excess = worths.small(coalition) * factor - rates.of(coalition) - rest;
                (excess > 0).then(|| excess.into())
            }
            None => {
                let priced: BigInt = coalition.players().map(|i| &self.rates[i]).sum();
                Some(worths.big(coalition) * &self.factor - priced - &self.rest)
                    .filter(|excess| excess.is_positive())
            }
        }
    }

    /// `v(S) − x(S)` in units over `factor`, if it is positive.
    pub fn shortfall(&self, worths: &Worths, coalition: Coalition) -> Option<BigInt> {
        let excess = worths.big(coalition) * &self.factor - self.sum(coalition);
        excess.is_positive().then_some(excess)
    }

    /// ε, as a number.
    pub fn bound(&self, worths: &Worths) -> Fraction {
        Fraction::new(self.bound.clone(), self.factor.clone()) * worths.unit()
    }

    /// `x_i`, as numbers.
    pub fn payoff(&self, worths: &Worths) -> Vec<Fraction> {
        self.payoff.iter().map(|x| Fraction::new(x.clone(), self.factor.clone()) * worths.unit()).collect()
    }

    /// `x(S)` over `factor`.
    pub fn sum(&self, coalition: Coalition) -> BigInt {
        coalition.players().map(|i| &self.payoff[i]).sum()
    }
}
