//! A domain whose outcomes are evaluated when first asked for.

use super::{Domain, OutcomeNames, absent};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use std::sync::OnceLock;

/// A domain that a function evaluates, each outcome at most once in the domain's life, for all parties
/// together.
///
/// For utilities that a model computes. The memo outlives a session, so a thousand negotiations over one menu
/// evaluate each outcome once, whichever thread asks first. An evaluation that fails is not remembered and
/// ends the session that asked.
///
/// ```
/// use comity::coalition::Coalition;
/// use comity::negotiate::{Domain, domain::LazyDomain};
/// let pairs = vec![Coalition::from_mask(0b011), Coalition::from_mask(0b111)];
/// let domain = LazyDomain::new(3, pairs, |outcome| Ok(vec![outcome as f64; 3]))?;
/// assert_eq!(domain.utility(2, 1)?, 1.0);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct LazyDomain<F> {
    parties: usize,
    members: Vec<Coalition>,
    evaluate: F,
    memo: Vec<OnceLock<Vec<f64>>>,
    packages: Vec<usize>,
    party_names: Vec<String>,
    labels: OutcomeNames,
    reservations: Vec<f64>,
}

impl<F: Fn(usize) -> Result<Vec<f64>> + Sync> LazyDomain<F> {
    /// A domain with one outcome per entry of `members`, its signatories; `evaluate(outcome)` gives every
    /// party's utility for it. Reservation values are 0.
    ///
    /// # Errors
    /// No party or more than 63, no outcome, an outcome with no member or an unknown one.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::LazyDomain};
    /// let both = vec![Coalition::grand(2); 3];
    /// let domain = LazyDomain::new(2, both, |outcome| Ok(vec![outcome as f64, 2.0 - outcome as f64]))?;
    /// assert_eq!((domain.utility(0, 2)?, domain.utility(1, 2)?), (2.0, 0.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(parties: usize, members: Vec<Coalition>, evaluate: F) -> Result<Self> {
        if !(1..=Coalition::MAX_PLAYERS).contains(&parties) {
            return Err(Error::invalid("domain", "parties", parties, "1..=63"));
        }
        if members.is_empty() || members.len() > u32::MAX as usize {
            return Err(Error::invalid("domain", "outcomes", members.len(), "1..=4294967295"));
        }
        if let Some(o) =
            members.iter().position(|m| m.is_empty() || !m.is_subset_of(Coalition::grand(parties)))
        {
            let allowed = format!("at least one of the parties 0..{parties}");
            return Err(Error::invalid(format!("outcome {o}"), "members", members[o], allowed));
        }
        let memo = members.iter().map(|_| OnceLock::new()).collect();
        let reservations = vec![0.0; parties];
        Ok(LazyDomain {
            parties,
            members,
            evaluate,
            memo,
            packages: Vec::new(),
            party_names: Vec::new(),
            labels: OutcomeNames::default(),
            reservations,
        })
    }

    /// The domain with names for parties and outcomes; those missing stay numbers.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::LazyDomain};
    /// let both = vec![Coalition::grand(2); 3];
    /// let domain = LazyDomain::new(2, both, |outcome| Ok(vec![outcome as f64, 2.0 - outcome as f64]))?;
    /// let domain = domain.with_names(vec!["JPN".into(), "KOR".into()], vec![]);
    /// assert_eq!((domain.party_name(1), domain.outcome_names().name(0)), ("KOR".into(), "outcome 0".into()));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_names(mut self, parties: Vec<String>, outcomes: Vec<String>) -> Self {
        self.party_names = parties;
        self.labels = outcomes.into();
        self
    }

    /// The domain with these packages, one per outcome: outcomes of one package differ in their members only;
    /// those missing are 0.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::LazyDomain};
    /// let both = vec![Coalition::grand(2); 3];
    /// let domain = LazyDomain::new(2, both, |outcome| Ok(vec![outcome as f64, 2.0 - outcome as f64]))?;
    /// assert_eq!(domain.with_packages(vec![0, 1, 2]).package(2), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_packages(mut self, packages: Vec<usize>) -> Self {
        self.packages = packages;
        self
    }

    /// The domain with these reservation values; those missing stay 0.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::LazyDomain};
    /// let both = vec![Coalition::grand(2); 3];
    /// let domain = LazyDomain::new(2, both, |outcome| Ok(vec![outcome as f64, 2.0 - outcome as f64]))?;
    /// assert_eq!(domain.with_reservations(vec![0.5]).reservation(0), 0.5);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_reservations(mut self, reservations: Vec<f64>) -> Self {
        self.reservations = reservations;
        self
    }

    /// Every party's utility for `outcome`.
    ///
    /// # Errors
    /// An outcome that does not exist, an evaluation that fails or does not give one number per party.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::LazyDomain};
    /// let both = vec![Coalition::grand(2); 3];
    /// let domain = LazyDomain::new(2, both, |outcome| Ok(vec![outcome as f64, 2.0 - outcome as f64]))?;
    /// assert_eq!(domain.evaluate(1)?, [1.0, 1.0]);
    /// assert!(domain.evaluate(3).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn evaluate(&self, outcome: usize) -> Result<&[f64]> {
        let Some(cell) = self.memo.get(outcome) else {
            return Err(Error::invalid("domain", "outcome", outcome, format!("below {}", self.memo.len())));
        };
        if let Some(row) = cell.get() {
            return Ok(row);
        }
        let row = (self.evaluate)(outcome)?;
        if row.len() != self.parties {
            return Err(Error::Shape {
                what: format!("utilities of {}", self.labels.name(outcome)),
                expected: format!("{} parties", self.parties),
                got: row.len().to_string(),
            });
        }
        Ok(cell.get_or_init(|| row))
    }

    /// Number of outcomes evaluated so far.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::LazyDomain};
    /// let both = vec![Coalition::grand(2); 3];
    /// let domain = LazyDomain::new(2, both, |outcome| Ok(vec![outcome as f64, 2.0 - outcome as f64]))?;
    /// domain.utility(0, 2)?;
    /// assert_eq!(domain.evaluated(), 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn evaluated(&self) -> usize {
        self.memo.iter().filter(|cell| cell.get().is_some()).count()
    }
}

impl<F: Fn(usize) -> Result<Vec<f64>> + Sync> Domain for LazyDomain<F> {
    fn parties(&self) -> usize {
        self.parties
    }
    fn outcomes(&self) -> usize {
        self.members.len()
    }
    fn utility(&self, party: usize, outcome: usize) -> Result<f64> {
        if party >= self.parties {
            return Err(absent(self, party, outcome));
        }
        self.evaluate(outcome)?.get(party).copied().ok_or_else(|| absent(self, party, outcome))
    }
    fn members(&self, outcome: usize) -> Coalition {
        self.members.get(outcome).copied().unwrap_or_default()
    }
    fn package(&self, outcome: usize) -> usize {
        self.packages.get(outcome).copied().unwrap_or(0)
    }
    fn reservation(&self, party: usize) -> f64 {
        self.reservations.get(party).copied().unwrap_or(0.0)
    }
    fn party_name(&self, party: usize) -> String {
        self.party_names.get(party).cloned().unwrap_or_else(|| format!("party {party}"))
    }
    fn outcome_names(&self) -> OutcomeNames {
        self.labels.clone()
    }
}
