//! Prices at a basis: in floating point with a bound on the error, and exact.

use super::super::scan::Scan;
use super::sums::Sums;
use super::worths::Worths;
use crate::coalition::Coalition;
use crate::game::Fraction;
use num_bigint::BigInt;
use num_traits::{Signed, ToPrimitive};

/// Prices in floating point.
pub(super) struct FloatPrice<'a> {
    /// `x_i`.
    pub payoff: Vec<f64>,
    /// Excesses at `x_i`, and at ε more a head where the bound is per head.
    pub scan: Scan<'a>,
    /// What an excess may not exceed: ε, or 0 where it is in the price.
    pub bound: f64,
    /// No computed excess is off by more.
    pub error: f64,
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

    /// Whether `v(S) − x(S) − ε w(S) > 0`.
    pub fn violated(&self, worths: &Worths, coalition: Coalition) -> bool {
        match &self.small {
            Some((rates, rest, factor)) => worths.small(coalition) * factor - rates.of(coalition) > *rest,
            None => {
                let priced: BigInt = coalition.players().map(|i| &self.rates[i]).sum();
                worths.big(coalition) * &self.factor - priced > self.rest
            }
        }
    }

    /// Whether `v({i}) − x_i > 0`.
    pub fn below_own_worth(&self, worths: &Worths, player: usize) -> bool {
        worths.big(Coalition::singleton(player)) * &self.factor > self.payoff[player]
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
