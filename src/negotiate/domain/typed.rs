//! Incomplete information: types and priors.
//!
//! J. C. Harsanyi (1967–68), Games with incomplete information played by "Bayesian" players, *Management
//! Science* 14.

use super::{Domain, Issue, LinearDomain, Preference};
use crate::error::{Error, Result};
use crate::stream::counted;
use rand::RngExt;
use serde::{Deserialize, Serialize};

/// A type of a party (Harsanyi): its prior probability, and its preferences.
///
/// ```
/// use comity::negotiate::domain::{PartyType, Preference};
/// let keen = Preference {
///     name: "buyer".into(),
///     weights: vec![1.0],
///     evaluations: vec![vec![1.0, 0.9]],
///     reservation: 0.0,
///     most: None,
/// };
/// let stingy = Preference { evaluations: vec![vec![1.0, 0.1]], ..keen.clone() };
/// let prior = [PartyType { prior: 1.0, preference: keen }, PartyType { prior: 3.0, preference: stingy }];
/// assert_eq!(prior[1].prior / prior.iter().map(|party| party.prior).sum::<f64>(), 0.75);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartyType {
    /// Prior probability, relative to the party's other types.
    pub prior: f64,
    /// Its preferences.
    pub preference: Preference,
}

/// Issues and, for each party, a prior over linear-additive preferences. The prior is common knowledge, the
/// draw is not.
///
/// [`draw`](Self::draw) gives the domain that is negotiated over; a strategy that learns
/// ([`Bayesian`](crate::negotiate::strategy::Bayesian)) is given the prior.
///
/// ```
/// use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
/// let issues = vec![Issue { name: "price".into(), values: vec!["low".into(), "high".into()] }];
/// let party = |name: &str, evaluation: [f64; 2]| Preference {
///     name: name.into(),
///     weights: vec![1.0],
///     evaluations: vec![evaluation.to_vec()],
///     reservation: 0.0,
///     most: None,
/// };
/// let keen = PartyType { prior: 1.0, preference: party("buyer", [1.0, 0.9]) };
/// let stingy = PartyType { prior: 3.0, preference: party("buyer", [1.0, 0.1]) };
/// let domain = TypedDomain { issues, types: vec![vec![keen, stingy]] };
/// assert_eq!(domain.prior(0)?, [0.25, 0.75]);
/// assert_eq!(domain.utilities(0, 1)?.0, [1.0, 0.1]);
/// assert_eq!(domain.draw(7)?, domain.draw(7)?); // the seed decides the types
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TypedDomain {
    /// The issues.
    pub issues: Vec<Issue>,
    /// `types[i]`: the types of party `i`, at least one each.
    pub types: Vec<Vec<PartyType>>,
}

impl TypedDomain {
    /// A draw of everybody's type: the domain of the drawn preferences, and the type of each party.
    ///
    /// # Errors
    /// A party without types, probabilities that are negative, not finite or sum to zero, preferences that do
    /// not fit the issues.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
    /// # let issues = vec![Issue { name: "price".into(), values: vec!["low".into(), "high".into()] }];
    /// # let buyer = |value| Preference { name: "buyer".into(), weights: vec![1.0], evaluations: vec![vec![1.0, value]], reservation: 0.0, most: None };
    /// # let types = vec![vec![PartyType { prior: 1.0, preference: buyer(0.9) }, PartyType { prior: 3.0, preference: buyer(0.1) }]];
    /// # let prior = TypedDomain { issues, types };
    /// let (domain, types) = prior.draw(7)?;
    /// assert_eq!(domain.preferences()[0], prior.types[0][types[0]].preference);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn draw(&self, seed: u64) -> Result<(LinearDomain, Vec<usize>)> {
        let mut drawn = Vec::with_capacity(self.types.len());
        for party in 0..self.types.len() {
            let prior = self.prior(party)?;
            let mut at = counted(seed, "type", party).random::<f64>();
            let mut k = 0;
            while k + 1 < prior.len() && at >= prior[k] {
                at -= prior[k];
                k += 1;
            }
            drawn.push(k);
        }
        let parties = self.types.iter().zip(&drawn).map(|(types, &k)| types[k].preference.clone()).collect();
        Ok((LinearDomain::new(self.issues.clone(), parties)?, drawn))
    }

    /// The prior probabilities of a party's types, summing to 1.
    ///
    /// # Errors
    /// As [`draw`](Self::draw).
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
    /// # let issues = vec![Issue { name: "price".into(), values: vec!["low".into(), "high".into()] }];
    /// # let buyer = |value| Preference { name: "buyer".into(), weights: vec![1.0], evaluations: vec![vec![1.0, value]], reservation: 0.0, most: None };
    /// # let types = vec![vec![PartyType { prior: 1.0, preference: buyer(0.9) }, PartyType { prior: 3.0, preference: buyer(0.1) }]];
    /// # let prior = TypedDomain { issues, types };
    /// assert_eq!(prior.prior(0)?, [0.25, 0.75]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn prior(&self, party: usize) -> Result<Vec<f64>> {
        let weights: Vec<f64> = self.types.get(party).into_iter().flatten().map(|t| t.prior).collect();
        let sum: f64 = weights.iter().sum();
        if weights.iter().all(|w| *w >= 0.0) && sum > 0.0 && sum.is_finite() {
            return Ok(weights.iter().map(|w| w / sum).collect());
        }
        let allowed = "at least one type, none negative, with a positive sum";
        Err(Error::invalid(format!("party {party}"), "priors", format!("{weights:?}"), allowed))
    }

    /// Utilities of all outcomes for `party` as the `k`-th of its types, and its reservation value then.
    ///
    /// # Errors
    /// A type that does not exist, preferences that do not fit the issues.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, PartyType, Preference, TypedDomain};
    /// # let issues = vec![Issue { name: "price".into(), values: vec!["low".into(), "high".into()] }];
    /// # let buyer = |value| Preference { name: "buyer".into(), weights: vec![1.0], evaluations: vec![vec![1.0, value]], reservation: 0.0, most: None };
    /// # let types = vec![vec![PartyType { prior: 1.0, preference: buyer(0.9) }, PartyType { prior: 3.0, preference: buyer(0.1) }]];
    /// # let prior = TypedDomain { issues, types };
    /// assert_eq!(prior.utilities(0, 0)?, (vec![1.0, 0.9], 0.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn utilities(&self, party: usize, k: usize) -> Result<(Vec<f64>, f64)> {
        let Some(of) = self.types.get(party).and_then(|types| types.get(k)) else {
            return Err(Error::invalid(format!("party {party}"), "type", k, "one of its types"));
        };
        let alone = LinearDomain::new(self.issues.clone(), vec![of.preference.clone()])?;
        Ok((alone.utilities(0)?, of.preference.reservation))
    }
}
