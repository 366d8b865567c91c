//! Issues × values with linear-additive preferences.

use super::{Domain, Issue, OutcomeNames, Preference, absent};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Issues × values: an outcome gives every issue one value, everybody signs, preferences are linear-additive.
///
/// Outcomes are numbered with the last issue running fastest. Nothing is tabulated: one utility costs one
/// division per issue, the whole table one addition per outcome.
///
/// ```
/// use comity::negotiate::Domain;
/// use comity::negotiate::domain::{Issue, LinearDomain, Preference};
/// let issue = |name: &str, values: &[&str]| Issue {
///     name: name.into(),
///     values: values.iter().map(|v| v.to_string()).collect(),
/// };
/// let buyer = Preference {
///     name: "buyer".into(),
///     weights: vec![0.7, 0.3],
///     evaluations: vec![vec![1.0, 0.0], vec![0.0, 0.5, 1.0]],
///     reservation: 0.4,
///     most: None,
/// };
/// let issues = vec![issue("price", &["low", "high"]), issue("warranty", &["none", "1 year", "2 years"])];
/// let domain = LinearDomain::new(issues, vec![buyer])?;
/// assert_eq!(domain.outcome(&[0, 1]), Some(1));
/// assert_eq!(domain.outcome_names().name(1), "price = low, warranty = 1 year");
/// assert!((domain.utility(0, 1)? - 0.85).abs() < 1e-15);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Fields", into = "Fields")]
pub struct LinearDomain {
    issues: Arc<[Issue]>,
    parties: Vec<Preference>,
    /// `worth[i][k][v]`: weight times evaluation.
    worth: Vec<Vec<Vec<f64>>>,
    outcomes: usize,
}

#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    issues: Vec<Issue>,
    parties: Vec<Preference>,
}

impl TryFrom<Fields> for LinearDomain {
    type Error = Error;

    fn try_from(fields: Fields) -> Result<Self> {
        LinearDomain::new(fields.issues, fields.parties)
    }
}

impl From<LinearDomain> for Fields {
    fn from(domain: LinearDomain) -> Fields {
        Fields { issues: domain.issues.to_vec(), parties: domain.parties }
    }
}

impl LinearDomain {
    /// The domain with these issues and these parties.
    ///
    /// # Errors
    /// No party or more than 63, no issue, an issue without values, more than 2³²−1 outcomes, weights or
    /// evaluations of the wrong number or not finite, a largest utility that is not finite.
    ///
    /// ```
    /// use comity::negotiate::domain::{Issue, LinearDomain, Preference};
    /// let issue = |name: &str| Issue { name: name.into(), values: vec!["no".into(), "yes".into()] };
    /// let likes = vec![0.0, 1.0];
    /// let party = Preference {
    ///     name: "JPN".into(),
    ///     weights: vec![0.7, 0.3],
    ///     evaluations: vec![likes.clone(), likes],
    ///     reservation: 0.0,
    ///     most: None,
    /// };
    /// let domain = LinearDomain::new(vec![issue("aid"), issue("trade")], vec![party])?;
    /// assert_eq!(domain.issues().len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(issues: Vec<Issue>, parties: Vec<Preference>) -> Result<Self> {
        if !(1..=63).contains(&parties.len()) {
            return Err(Error::invalid("domain", "parties", parties.len(), "1..=63"));
        }
        if let Some(empty) = issues.iter().find(|issue| issue.values.is_empty()) {
            return Err(Error::invalid(format!("issue {}", empty.name), "values", 0, "at least one"));
        }
        let outcomes = issues.iter().try_fold(1usize, |m, issue| m.checked_mul(issue.values.len()));
        let Some(outcomes) = outcomes.filter(|&m| m <= u32::MAX as usize && !issues.is_empty()) else {
            let given = format!("{} issues", issues.len());
            return Err(Error::invalid(
                "domain",
                "outcomes",
                given,
                "at least one issue, at most 4294967295 outcomes",
            ));
        };
        let worth = parties.iter().map(|p| weigh(&issues, p)).collect::<Result<_>>()?;
        Ok(LinearDomain { issues: issues.into(), parties, worth, outcomes })
    }

    /// The issues.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, LinearDomain, Preference};
    /// # let issue = |name: &str| Issue { name: name.into(), values: vec!["no".into(), "yes".into()] };
    /// # let likes = vec![0.0, 1.0];
    /// # let party = Preference {
    /// #     name: "JPN".into(),
    /// #     weights: vec![0.7, 0.3],
    /// #     evaluations: vec![likes.clone(), likes],
    /// #     reservation: 0.0,
    /// #     most: None,
    /// # };
    /// # let domain = LinearDomain::new(vec![issue("aid"), issue("trade")], vec![party])?;
    /// assert_eq!(domain.issues()[1].name, "trade");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn issues(&self) -> &[Issue] {
        &self.issues
    }

    /// The parties' preferences.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, LinearDomain, Preference};
    /// # let issue = |name: &str| Issue { name: name.into(), values: vec!["no".into(), "yes".into()] };
    /// # let likes = vec![0.0, 1.0];
    /// # let party = Preference {
    /// #     name: "JPN".into(),
    /// #     weights: vec![0.7, 0.3],
    /// #     evaluations: vec![likes.clone(), likes],
    /// #     reservation: 0.0,
    /// #     most: None,
    /// # };
    /// # let domain = LinearDomain::new(vec![issue("aid"), issue("trade")], vec![party])?;
    /// assert_eq!(domain.preferences()[0].weights, [0.7, 0.3]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn preferences(&self) -> &[Preference] {
        &self.parties
    }

    /// The value index of each issue in `outcome`.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, LinearDomain, Preference};
    /// # let issue = |name: &str| Issue { name: name.into(), values: vec!["no".into(), "yes".into()] };
    /// # let likes = vec![0.0, 1.0];
    /// # let party = Preference {
    /// #     name: "JPN".into(),
    /// #     weights: vec![0.7, 0.3],
    /// #     evaluations: vec![likes.clone(), likes],
    /// #     reservation: 0.0,
    /// #     most: None,
    /// # };
    /// # let domain = LinearDomain::new(vec![issue("aid"), issue("trade")], vec![party])?;
    /// assert_eq!(domain.values(2), [1, 0]); // aid, no trade
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn values(&self, outcome: usize) -> Vec<usize> {
        let mut rest = outcome;
        let mut values: Vec<usize> =
            self.issues.iter().rev().map(|issue| pop(&mut rest, issue.values.len())).collect();
        values.reverse();
        values
    }

    /// The outcome with these value indices; `None` where one does not exist.
    ///
    /// ```
    /// # use comity::negotiate::domain::{Issue, LinearDomain, Preference};
    /// # let issue = |name: &str| Issue { name: name.into(), values: vec!["no".into(), "yes".into()] };
    /// # let likes = vec![0.0, 1.0];
    /// # let party = Preference {
    /// #     name: "JPN".into(),
    /// #     weights: vec![0.7, 0.3],
    /// #     evaluations: vec![likes.clone(), likes],
    /// #     reservation: 0.0,
    /// #     most: None,
    /// # };
    /// # let domain = LinearDomain::new(vec![issue("aid"), issue("trade")], vec![party])?;
    /// assert_eq!((domain.outcome(&[1, 0]), domain.outcome(&[2, 0])), (Some(2), None));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn outcome(&self, values: &[usize]) -> Option<usize> {
        if values.len() != self.issues.len() {
            return None;
        }
        values
            .iter()
            .zip(self.issues.iter())
            .try_fold(0, |o, (&v, issue)| (v < issue.values.len()).then_some(o * issue.values.len() + v))
    }
}

fn pop(rest: &mut usize, base: usize) -> usize {
    let digit = *rest % base;
    *rest /= base;
    digit
}

fn weigh(issues: &[Issue], party: &Preference) -> Result<Vec<Vec<f64>>> {
    let shape = |what: &str, expected: usize, got: usize| Error::Shape {
        what: format!("{what} of {}", party.name),
        expected: expected.to_string(),
        got: got.to_string(),
    };
    if party.weights.len() != issues.len() {
        return Err(shape("weights", issues.len(), party.weights.len()));
    }
    if party.evaluations.len() != issues.len() {
        return Err(shape("evaluations", issues.len(), party.evaluations.len()));
    }
    if !party.reservation.is_finite() {
        return Err(Error::invalid(&*party.name, "reservation value", party.reservation, "a finite number"));
    }
    if let Some(most) = party.most.filter(|most| !most.is_finite()) {
        return Err(Error::invalid(&*party.name, "largest utility", most, "a finite number"));
    }
    let mut worth = Vec::with_capacity(issues.len());
    for ((issue, &weight), evaluation) in issues.iter().zip(&party.weights).zip(&party.evaluations) {
        if evaluation.len() != issue.values.len() {
            return Err(shape(
                &format!("evaluation of {}", issue.name),
                issue.values.len(),
                evaluation.len(),
            ));
        }
        let products: Vec<f64> = evaluation.iter().map(|e| weight * e).collect();
        // Below 1e300 no sum over issues overflows.
        if let Some(v) = products.iter().position(|p| p.is_nan() || p.abs() > 1e300) {
            let field = format!("weight × evaluation of {} = {}", issue.name, issue.values[v]);
            let given = format!("{:e}", products[v]);
            return Err(Error::invalid(&*party.name, field, given, "a finite number up to 1e300"));
        }
        worth.push(products);
    }
    Ok(worth)
}

impl Domain for LinearDomain {
    fn parties(&self) -> usize {
        self.parties.len()
    }
    fn outcomes(&self) -> usize {
        self.outcomes
    }
    fn utility(&self, party: usize, outcome: usize) -> Result<f64> {
        let Some(worth) = self.worth.get(party).filter(|_| outcome < self.outcomes) else {
            return Err(absent(self, party, outcome));
        };
        // From the last issue to the first, as `utilities` adds them.
        let mut rest = outcome;
        let sum = worth.iter().rev().fold(0.0, |u, worth| u + worth[pop(&mut rest, worth.len())]);
        Ok(self.parties[party].most.map_or(sum, |most| sum.min(most)))
    }
    fn utilities(&self, party: usize) -> Result<Vec<f64>> {
        let Some(worth) = self.worth.get(party) else { return Err(absent(self, party, 0)) };
        let mut table = vec![0.0];
        for worth in worth.iter().rev() {
            let mut wider = Vec::with_capacity(table.len() * worth.len());
            worth.iter().for_each(|w| wider.extend(table.iter().map(|u| u + w)));
            table = wider;
        }
        if let Some(most) = self.parties[party].most {
            table.iter_mut().for_each(|u| *u = u.min(most));
        }
        Ok(table)
    }
    fn package(&self, outcome: usize) -> usize {
        outcome
    }
    fn neighbour(&self, outcome: usize, draw: u64) -> usize {
        // One issue, moved to one of its other values; the same outcome where it has none.
        let (count, mut values) = (self.issues.len() as u64, self.values(outcome));
        let k = (draw % count) as usize;
        let base = self.issues[k].values.len();
        values[k] = (values[k] + 1 + (draw / count) as usize % (base - 1).max(1)) % base;
        self.outcome(&values).unwrap_or(outcome)
    }
    fn reservation(&self, party: usize) -> f64 {
        self.parties.get(party).map_or(0.0, |party| party.reservation)
    }
    fn party_name(&self, party: usize) -> String {
        self.parties.get(party).map_or_else(|| format!("party {party}"), |party| party.name.clone())
    }
    fn outcome_names(&self) -> OutcomeNames {
        OutcomeNames::of_issues(self.issues.clone())
    }
}
