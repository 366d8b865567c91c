//! Weighted voting under one or several quotas at once.

use super::{Characteristic, Fraction, Value};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use num_integer::Integer;
use num_traits::{One, Signed, ToPrimitive};

/// One rule of a vote: the weights of those in favour must reach the quota.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quota {
    /// What the weights in favour must come to at least.
    pub quota: u64,
    /// The weight of each voter.
    pub weights: Vec<u64>,
}

/// A weighted voting game `[q; w_1, …, w_n]`, or several at once of which a motion must pass every one.
///
/// A coalition wins if for every quota its members' weights add up to at least that quota: double and triple
/// majorities are two and three quotas over the same voters. Any number of voters.
///
/// ```
/// use comity::game::WeightedVoting;
/// let eec_1958 = WeightedVoting::new(12, [4, 4, 4, 2, 2, 1])?;
/// assert!(eec_1958.wins([0, 1, 2]) && !eec_1958.wins([0, 1, 3, 5]));
/// // … and at least four of the six members.
/// let double = eec_1958.and(4, [1; 6])?;
/// assert!(!double.wins([0, 1, 2]));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedVoting {
    quotas: Vec<Quota>,
}

impl WeightedVoting {
    /// Voters with these weights under one quota.
    ///
    /// # Errors
    /// No voter, a sum of weights past 2^63, a quota outside `1..=` that sum (nobody or the empty coalition
    /// would win).
    pub fn new(quota: u64, weights: impl IntoIterator<Item = u64>) -> Result<Self> {
        WeightedVoting { quotas: vec![] }.and(quota, weights)
    }

    /// The same voters under one more quota, with weights of its own.
    ///
    /// # Errors
    /// As [`new`](Self::new); another number of voters.
    pub fn and(mut self, quota: u64, weights: impl IntoIterator<Item = u64>) -> Result<Self> {
        let rule = format!("quota {}", self.quotas.len() + 1);
        let weights: Vec<u64> = weights.into_iter().collect();
        if weights.is_empty() || self.quotas.first().is_some_and(|q| q.weights.len() != weights.len()) {
            let expected = self.quotas.first().map_or("at least one".into(), |q| q.weights.len().to_string());
            return Err(Error::Shape {
                what: format!("weights of {rule}"),
                expected,
                got: weights.len().to_string(),
            });
        }
        let total = weights.iter().try_fold(0u64, |sum, &w| sum.checked_add(w)).filter(|&t| t <= 1 << 63);
        let Some(total) = total else {
            return Err(Error::invalid(rule, "sum of weights", "more than 2^63", "at most 2^63"));
        };
        if quota == 0 || quota > total {
            return Err(Error::invalid(rule, "quota", quota, format!("1..={total}, the sum of weights")));
        }
        self.quotas.push(Quota { quota, weights });
        Ok(self)
    }

    /// The same voters under one more quota given in fractions: quota and weights are brought to integers.
    ///
    /// The quota is rounded up after that, which changes no coalition's fate.
    ///
    /// # Errors
    /// As [`and`](Self::and); a negative weight; a quota not above 0.
    pub fn and_fractions(self, quota: &Fraction, weights: &[Fraction]) -> Result<Self> {
        let rule = format!("quota {}", self.quotas.len() + 1);
        if !quota.is_positive() {
            return Err(Error::invalid(rule, "quota", quota, "above 0"));
        }
        if let Some(i) = weights.iter().position(|w| w.is_negative()) {
            return Err(Error::invalid(format!("voter {i}"), "weight", &weights[i], "at least 0"));
        }
        let too_large = || Error::invalid(&*rule, "weights", "too many digits", "a common scale within 2^63");
        let (integers, _) = Fraction::over_common_denominator(weights).ok_or_else(too_large)?;
        let scale = weights.iter().fold(num_bigint::BigInt::one(), |lcm, w| lcm.lcm(w.denom()));
        let divisor = integers.iter().fold(0, |gcd, w| w.gcd(&gcd)).max(1);
        let quota = (quota * Fraction::from_integer(scale) / Fraction::from_integer(divisor.into())).ceil();
        let weights: Option<Vec<u64>> = integers.iter().map(|w| (w / divisor).to_u64()).collect();
        let quota = quota.to_integer().to_u64();
        self.and(quota.ok_or_else(too_large)?, weights.ok_or_else(too_large)?)
    }

    /// The voters of fractional weights under one quota; see [`and_fractions`](Self::and_fractions).
    ///
    /// # Errors
    /// As [`and_fractions`](Self::and_fractions).
    pub fn from_fractions(quota: &Fraction, weights: &[Fraction]) -> Result<Self> {
        WeightedVoting { quotas: vec![] }.and_fractions(quota, weights)
    }

    /// Number of voters.
    pub fn players(&self) -> usize {
        self.quotas[0].weights.len()
    }

    /// The quotas, each with its weights.
    pub fn quotas(&self) -> &[Quota] {
        &self.quotas
    }

    /// A voter's weight under each quota.
    pub(crate) fn weights_of(&self, voter: usize) -> Vec<u64> {
        self.quotas.iter().map(|q| q.weights[voter]).collect()
    }

    /// Whether these voters, each named once, win together. Voters past the last do not count.
    pub fn wins(&self, members: impl IntoIterator<Item = usize>) -> bool {
        let mut sums = vec![0u64; self.quotas.len()];
        for i in members {
            for (sum, q) in sums.iter_mut().zip(&self.quotas) {
                *sum = sum.saturating_add(q.weights.get(i).copied().unwrap_or(0));
            }
        }
        sums.iter().zip(&self.quotas).all(|(&sum, q)| sum >= q.quota)
    }
}

impl Characteristic for WeightedVoting {
    fn players(&self) -> usize {
        self.players()
    }
    fn value(&self, coalition: Coalition) -> f64 {
        f64::from(u8::from(self.wins(coalition.players())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use num_traits::Zero;

    #[test]
    fn quotas_that_nobody_or_everybody_meets_are_errors() {
        assert!(WeightedVoting::new(0, [1, 2]).is_err());
        assert!(WeightedVoting::new(4, [1, 2]).is_err());
        assert!(WeightedVoting::new(1, []).is_err());
        assert!(WeightedVoting::new(1, [u64::MAX, 1]).is_err());
        assert!(WeightedVoting::new(2, [1, 2]).unwrap().and(1, [1]).is_err());
    }

    #[test]
    fn fractions_become_integers() {
        let f = |p: i64, q: i64| Fraction::new(p.into(), q.into());
        let game = WeightedVoting::from_fractions(&f(1, 2), &[f(1, 3), f(1, 3), f(1, 3)]).unwrap();
        assert_eq!(game, WeightedVoting::new(2, [1, 1, 1]).unwrap());
        assert!(WeightedVoting::from_fractions(&f(1, 2), &[f(-1, 3), f(2, 1)]).is_err());
        assert!(WeightedVoting::from_fractions(&f(0, 2), &[f(1, 3)]).is_err());
        assert!(WeightedVoting::from_fractions(&Fraction::zero(), &[]).is_err());
        assert!(WeightedVoting::from_fractions(&f(1, 1), &[]).is_err());
    }
}
