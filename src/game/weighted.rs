//! Weighted voting under one or several quotas at once, or under any of several such rules.

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

/// A weighted voting game `[q; w_1, …, w_n]`, several at once of which a motion must pass every one, or alternatives of
/// which it must pass any.
///
/// A coalition wins if for every quota of an alternative its members' weights add up to at least that quota: double and
/// triple majorities are two and three quotas over the same voters. Any number of voters.
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
#[serde(try_from = "Written", into = "Written")]
pub struct WeightedVoting {
    /// Lists of quotas, of one of which all have to be met.
    alternatives: Vec<Vec<Quota>>,
}

/// Most alternatives: their power is a sum over all sets of them.
const MOST_ALTERNATIVES: usize = 8;

/// The quotas of the only alternative, or those of each.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Written {
    All(Vec<Quota>),
    Any { any: Vec<Vec<Quota>> },
}

impl TryFrom<Written> for WeightedVoting {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self> {
        let alternatives = match written {
            Written::All(quotas) => vec![quotas],
            Written::Any { any } => any,
        };
        let all = |quotas: Vec<Quota>| {
            let mut quotas = quotas.into_iter();
            let first = quotas.next().ok_or_else(none)?;
            let game = WeightedVoting::new(first.quota, first.weights)?;
            quotas.try_fold(game, |game, Quota { quota, weights }| game.and(quota, weights))
        };
        let mut games = alternatives.into_iter().map(all);
        let first = games.next().ok_or_else(none)??;
        games.try_fold(first, |game, other| game.or(other?))
    }
}

impl From<WeightedVoting> for Written {
    fn from(mut game: WeightedVoting) -> Self {
        match game.alternatives.len() {
            1 => Written::All(game.alternatives.remove(0)),
            _ => Written::Any { any: game.alternatives },
        }
    }
}

fn none() -> Error {
    Error::invalid("weighted voting", "quotas", 0, "at least one")
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
        WeightedVoting { alternatives: vec![vec![]] }.and(quota, weights)
    }

    /// The same voters under one more quota, with weights of its own, under every alternative.
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
        let first = self.alternatives.first();
        let rule = format!("quota {}", first.map_or(0, Vec::len) + 1);
        let weights: Vec<u64> = weights.into_iter().collect();
        let voters = first.and_then(|quotas| quotas.first()).map(|q| q.weights.len());
        if weights.is_empty() || voters.is_some_and(|n| n != weights.len()) {
            let expected = voters.map_or("at least one".into(), |n| n.to_string());
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
        for quotas in &mut self.alternatives {
            quotas.push(Quota { quota, weights: weights.clone() });
        }
        Ok(self)
    }

    /// The vote that a motion passes under this rule or under another one of the same voters.
    ///
    /// # Errors
    /// Another number of voters; more than 8 alternatives.
    ///
    /// # Example
    /// ```
    /// use comity::game::WeightedVoting;
    /// // 55 % of 27 states with 65 % of the people, or fewer than four against: the Council of the Union.
    /// let people = [84u64, 68, 59, 49, 37, 19, 18, 12, 11, 11, 11, 10, 10, 9, 6, 6, 6, 5, 5, 4, 3, 2, 2, 1, 1, 1, 1];
    /// let council = WeightedVoting::new(15, [1; 27])?.and(294, people)?.or(WeightedVoting::new(24, [1; 27])?)?;
    /// assert!(council.wins(3..27)); // 24 of them, without 211 of 451
    /// assert!(!council.wins(4..27));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn or(mut self, other: WeightedVoting) -> Result<Self> {
        if other.players() != self.players() {
            let (expected, got) = (self.players().to_string(), other.players().to_string());
            return Err(Error::Shape { what: "voters of an alternative".into(), expected, got });
        }
        self.alternatives.extend(other.alternatives);
        if self.alternatives.len() > MOST_ALTERNATIVES {
            return Err(Error::TooLarge {
                what: "alternatives of a vote".into(),
                n: self.alternatives.len(),
                limit: MOST_ALTERNATIVES,
                reason: "power is a sum over all sets of them".into(),
            });
        }
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
        let mut game = WeightedVoting { alternatives: vec![vec![]] };
        for (quota, weights) in rules {
            let (quota, weights) = integers(quota, weights, game.quotas().len() + 1)?;
            game = game.and(quota, weights)?;
        }
        if game.quotas().is_empty() { Err(none()) } else { Ok(game) }
    }

    /// Number of voters.
    pub fn players(&self) -> usize {
        self.all_quotas().next().map_or(0, |q| q.weights.len())
    }

    /// The alternatives: lists of quotas, each with its weights, of one of which all have to be met.
    ///
    /// ```
    /// use comity::game::WeightedVoting;
    /// let council = WeightedVoting::new(3, [2, 1, 1])?.or(WeightedVoting::new(2, [0, 1, 1])?)?;
    /// assert_eq!(council.alternatives().len(), 2);
    /// assert_eq!(council.alternatives()[1][0].weights, [0, 1, 1]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn alternatives(&self) -> &[Vec<Quota>] {
        &self.alternatives
    }

    /// The quotas of the only alternative; none where there are several.
    pub(crate) fn quotas(&self) -> &[Quota] {
        if let [only] = &self.alternatives[..] { only } else { &[] }
    }

    /// The quotas of all alternatives, one after another.
    pub(crate) fn all_quotas(&self) -> impl Iterator<Item = &Quota> {
        self.alternatives.iter().flatten()
    }

    /// A voter's weight under each quota of each alternative.
    pub(crate) fn weights_of(&self, voter: usize) -> Vec<u64> {
        self.all_quotas().map(|q| q.weights[voter]).collect()
    }

    /// Rules without alternatives whose games, with these signs (`true` for plus), add up to this one: a motion passes
    /// one of several as often as the sum over sets of them of passing all, odd sets with a plus.
    pub(crate) fn signed_parts(&self) -> Vec<(bool, WeightedVoting)> {
        let sets = 1u32..1 << self.alternatives.len();
        let part = |set: u32| {
            let mut all: Vec<Quota> = Vec::new();
            let members = (0..self.alternatives.len()).filter(|k| set >> k & 1 == 1);
            for quota in members.flat_map(|k| &self.alternatives[k]) {
                // Of two quotas over the same weights the larger one counts.
                match all.iter_mut().find(|q| q.weights == quota.weights) {
                    Some(q) => q.quota = q.quota.max(quota.quota),
                    None => all.push(quota.clone()),
                }
            }
            (set.count_ones() % 2 == 1, WeightedVoting { alternatives: vec![all] })
        };
        sets.map(part).collect()
    }

    /// Whether these voters, each named once, win together. Voters past the last do not count.
    ///
    /// ```
    /// use comity::game::WeightedVoting;
    /// assert!(WeightedVoting::new(3, [2, 1, 1])?.wins([0, 1]));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn wins(&self, members: impl IntoIterator<Item = usize>) -> bool {
        let mut sums = vec![0u64; self.all_quotas().count()];
        for i in members {
            for (sum, q) in sums.iter_mut().zip(self.all_quotas()) {
                *sum = sum.saturating_add(q.weights.get(i).copied().unwrap_or(0));
            }
        }
        self.passes(&sums)
    }

    /// Whether a motion passes with these sums of weights in favour, one per quota of each alternative.
    pub(crate) fn passes(&self, mut sums: &[u64]) -> bool {
        for quotas in &self.alternatives {
            let (own, rest) = sums.split_at(quotas.len().min(sums.len()));
            if own.iter().zip(quotas).all(|(&sum, q)| sum >= q.quota) {
                return true;
            }
            sums = rest;
        }
        false
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
