//! Weighted voting under one or several quotas at once.

use super::{Characteristic, Fraction, Value};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use num_integer::Integer;
use num_traits::{Signed, ToPrimitive};
use serde::{Deserialize, Serialize};

/// One rule of a vote: the weights of those in favour must reach the quota.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Least sum of weights in favour.
    pub quota: u64,
    /// Weight of each voter.
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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Quota>", into = "Vec<Quota>")]
pub struct WeightedVoting {
    quotas: Vec<Quota>,
}

impl TryFrom<Vec<Quota>> for WeightedVoting {
    type Error = Error;

    fn try_from(quotas: Vec<Quota>) -> Result<Self> {
        if quotas.is_empty() {
            return Err(Error::invalid("weighted voting", "quotas", 0, "at least one"));
        }
        let none = WeightedVoting { quotas: Vec::new() };
        quotas.into_iter().try_fold(none, |game, Quota { quota, weights }| game.and(quota, weights))
    }
}

impl From<WeightedVoting> for Vec<Quota> {
    fn from(game: WeightedVoting) -> Self {
        game.quotas
    }
}

impl WeightedVoting {
    /// Voters with these weights under one quota.
    ///
    /// # Errors
    /// No voter, a sum of weights past 2^63, a quota outside `1..=` that sum (nobody or the empty coalition
    /// would win).
    ///
    /// # Example
    /// ```
    /// use comity::game::WeightedVoting;
    /// let council = WeightedVoting::new(3, [2, 1, 1])?;
    /// assert!(council.wins([0, 2]) && !council.wins([1, 2]));
    /// let never = WeightedVoting::new(5, [2, 1, 1]).unwrap_err();
    /// assert!(never.to_string().contains("quota is 5, allowed: 1..=4"));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(quota: u64, weights: impl IntoIterator<Item = u64>) -> Result<Self> {
        WeightedVoting { quotas: vec![] }.and(quota, weights)
    }

    /// The same voters under one more quota, with weights of its own.
    ///
    /// # Errors
    /// As [`new`](Self::new); another number of voters.
    ///
    /// # Example
    /// ```
    /// use comity::game::WeightedVoting;
    /// let double = WeightedVoting::new(3, [2, 1, 1])?.and(2, [1, 1, 1])?; // weights, and two of three voters
    /// assert!(double.wins([0, 1]) && !double.wins([0]));
    /// # Ok::<(), comity::Error>(())
    /// ```
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

    /// Voters under quotas given in fractions: each quota and its weights are brought to integers.
    ///
    /// The quota is rounded up after that, which changes no coalition's fate.
    ///
    /// # Errors
    /// As [`and`](Self::and); no quota; a negative weight; a quota not above 0.
    ///
    /// # Example
    /// ```
    /// use comity::game::{Fraction, Value, WeightedVoting};
    /// let third = Fraction::ratio(1, 3);
    /// let weights = [third.clone(), third.clone(), third];
    /// let game = WeightedVoting::from_fractions([(&Fraction::ratio(1, 2), &weights[..])])?;
    /// assert_eq!(game, WeightedVoting::new(2, [1, 1, 1])?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_fractions<'a>(
        rules: impl IntoIterator<Item = (&'a Fraction, &'a [Fraction])>,
    ) -> Result<Self> {
        let mut game = WeightedVoting { quotas: vec![] };
        for (quota, weights) in rules {
            let (quota, weights) = integers(quota, weights, game.quotas.len() + 1)?;
            game = game.and(quota, weights)?;
        }
        if game.quotas.is_empty() {
            return Err(Error::invalid("weighted voting", "quotas", 0, "at least one"));
        }
        Ok(game)
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
    ///
    /// ```
    /// use comity::game::WeightedVoting;
    /// assert!(WeightedVoting::new(3, [2, 1, 1])?.wins([0, 1]));
    /// # Ok::<(), comity::Error>(())
    /// ```
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

/// Quota and weights divided by the weights' greatest common measure, the quota rounded up.
fn integers(quota: &Fraction, weights: &[Fraction], number: usize) -> Result<(u64, Vec<u64>)> {
    let rule = format!("quota {number}");
    if !quota.is_positive() {
        return Err(Error::invalid(rule, "quota", quota, "above 0"));
    }
    if let Some(i) = weights.iter().position(Signed::is_negative) {
        return Err(Error::invalid(format!("voter {i}"), "weight", &weights[i], "at least 0"));
    }
    let too_fine =
        || Error::invalid(&*rule, "weights", "too many digits", "multiples of a unit, 2^63 at most");
    let (integers, denominator) = Fraction::over_common_denominator(weights).ok_or_else(too_fine)?;
    let unit = integers.iter().fold(0, |gcd, w| w.gcd(&gcd)).max(1);
    let quota = (quota * Fraction::new(denominator, unit.into())).ceil().to_integer();
    let weights: Option<Vec<u64>> = integers.iter().map(|w| (w / unit).to_u64()).collect();
    Ok((quota.to_u64().ok_or_else(too_fine)?, weights.ok_or_else(too_fine)?))
}

impl Characteristic for WeightedVoting {
    fn players(&self) -> usize {
        self.players()
    }
    fn value(&self, coalition: Coalition) -> f64 {
        f64::from(u8::from(self.wins(coalition.players())))
    }
}
