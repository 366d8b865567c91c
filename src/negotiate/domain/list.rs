//! A domain given outcome by outcome.

use super::{Domain, OutcomeNames, absent};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Value;
use serde::{Deserialize, Serialize};

/// An explicit list of outcomes: a table of utilities, members, reservation values, budgets and names.
///
/// Serialises as it stands, and is checked when read.
///
/// ```
/// use comity::coalition::Coalition;
/// use comity::negotiate::{Domain, domain::ListDomain};
/// // Two outcomes for three parties: one for the first two alone, one for all.
/// let domain = ListDomain::new(vec![vec![2.0, 3.0], vec![2.0, 1.0], vec![-1.0, 1.0]])?
///     .with_members(vec![Coalition::from_mask(0b011), Coalition::grand(3)])?
///     .with_reservations(vec![0.5; 3])?;
/// assert_eq!((domain.parties(), domain.outcomes()), (3, 2));
/// assert_eq!(domain.among(0, Coalition::grand(3)), Some(1)); // the same package with one more member
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, try_from = "Fields", into = "Fields")]
pub struct ListDomain(Fields);

#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Fields {
    /// `utilities[i][o]`: outcome `o` for party `i`.
    utilities: Vec<Vec<f64>>,
    /// Members of each outcome; empty: everybody signs everything.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    members: Vec<Coalition>,
    /// Package of each outcome; empty: one package where members are given, else every outcome its own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    packages: Vec<usize>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    reservations: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    budgets: Vec<f64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    party_names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    outcome_names: Vec<String>,
    /// The same, shared.
    #[serde(skip)]
    labels: OutcomeNames,
}

impl TryFrom<Fields> for ListDomain {
    type Error = Error;

    fn try_from(mut fields: Fields) -> Result<Self> {
        let (n, m) = (fields.utilities.len(), fields.utilities.first().map_or(0, Vec::len));
        if !(1..=Coalition::MAX_PLAYERS).contains(&n) {
            return Err(Error::invalid("domain", "parties", n, "1..=63"));
        }
        if m == 0 || m > u32::MAX as usize {
            return Err(Error::invalid("domain", "outcomes", m, "1..=4294967295"));
        }
        for (i, row) in fields.utilities.iter().enumerate() {
            if row.len() != m {
                return Err(shape(&format!("utilities of party {i}"), m, row.len()));
            }
            if let Some(o) = row.iter().position(|u| !Value::is_finite(u)) {
                let field = format!("utility of outcome {o}");
                return Err(Error::invalid(format!("party {i}"), field, row[o], "a number within ±1e290"));
            }
        }
        for (what, expected, got) in [
            ("members of outcomes", m, fields.members.len()),
            ("packages of outcomes", m, fields.packages.len()),
            ("reservation values", n, fields.reservations.len()),
            ("budgets", n, fields.budgets.len()),
            ("party names", n, fields.party_names.len()),
            ("outcome names", m, fields.outcome_names.len()),
        ] {
            if got != 0 && got != expected {
                return Err(shape(what, expected, got));
            }
        }
        for (o, members) in fields.members.iter().enumerate() {
            if members.is_empty() || !members.is_subset_of(Coalition::grand(n)) {
                let allowed = format!("at least one of the parties 0..{n}");
                return Err(Error::invalid(format!("outcome {o}"), "members", members, allowed));
            }
        }
        for (i, r) in fields.reservations.iter().enumerate() {
            if !f64::is_finite(*r) {
                return Err(Error::invalid(format!("party {i}"), "reservation value", r, "a finite number"));
            }
        }
        for (i, b) in fields.budgets.iter().enumerate() {
            if !(f64::is_finite(*b) && *b >= 0.0) {
                return Err(Error::invalid(
                    format!("party {i}"),
                    "budget",
                    b,
                    "a finite number, not negative",
                ));
            }
        }
        fields.labels = fields.outcome_names.clone().into();
        Ok(ListDomain(fields))
    }
}

impl From<ListDomain> for Fields {
    fn from(domain: ListDomain) -> Fields {
        domain.0
    }
}

fn shape(what: &str, expected: usize, got: usize) -> Error {
    Error::Shape { what: what.into(), expected: expected.to_string(), got: got.to_string() }
}

impl ListDomain {
    /// The domain with `utilities[i][o]` for party `i` and outcome `o`; everybody signs, reservations are 0.
    ///
    /// # Errors
    /// No party or more than 63, no outcome, rows of unequal length, a utility that is not finite.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// assert_eq!(ListDomain::new(vec![vec![4.0, 3.0], vec![0.0, 3.0]])?.outcomes(), 2);
    /// assert!(ListDomain::new(vec![vec![4.0, 3.0], vec![f64::NAN, 3.0]]).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(utilities: Vec<Vec<f64>>) -> Result<Self> {
        Fields { utilities, ..Fields::default() }.try_into()
    }

    /// The domain with these members, one coalition per outcome.
    ///
    /// # Errors
    /// Another number of coalitions than outcomes; an empty one, or one with a party that does not exist.
    ///
    /// ```
    /// use comity::coalition::Coalition;
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// let members = vec![Coalition::from_mask(0b011), Coalition::grand(3)];
    /// let domain = ListDomain::new(vec![vec![1.0, 2.0]; 3])?.with_members(members)?;
    /// assert_eq!(domain.members(0).len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_members(mut self, members: Vec<Coalition>) -> Result<Self> {
        self.0.members = members;
        self.0.try_into()
    }

    /// The domain with these packages, one per outcome: outcomes of one package differ in their members only.
    /// Unless given, all outcomes are one package where members are given, and each is its own where
    /// everybody signs everything.
    ///
    /// # Errors
    /// Another number than outcomes.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// let domain = ListDomain::new(vec![vec![1.0, 2.0]; 2])?.with_packages(vec![7, 8])?;
    /// assert_eq!(domain.package(1), 8);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_packages(mut self, packages: Vec<usize>) -> Result<Self> {
        self.0.packages = packages;
        self.0.try_into()
    }

    /// The domain with these reservation values, one per party.
    ///
    /// # Errors
    /// Another number than parties; one that is not finite.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// let domain = ListDomain::new(vec![vec![1.0, 2.0]; 2])?.with_reservations(vec![0.5, 1.5])?;
    /// assert_eq!(domain.reservation(1), 1.5);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_reservations(mut self, reservations: Vec<f64>) -> Result<Self> {
        self.0.reservations = reservations;
        self.0.try_into()
    }

    /// The domain with these budgets for side payments, one per party.
    ///
    /// # Errors
    /// Another number than parties; one that is negative or not finite.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// let domain = ListDomain::new(vec![vec![1.0, 2.0]; 2])?.with_budgets(vec![0.0, 3.0])?;
    /// assert_eq!(domain.budget(1), 3.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_budgets(mut self, budgets: Vec<f64>) -> Result<Self> {
        self.0.budgets = budgets;
        self.0.try_into()
    }

    /// A pie of this size that all parties divide among themselves: one outcome, worth an equal share to each
    /// before side payments, which are unlimited.
    ///
    /// # Errors
    /// No party or more than 63, a size that is not finite.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// let pie = ListDomain::pie(3, 12.0)?;
    /// assert_eq!((pie.outcomes(), pie.utility(2, 0)?), (1, 4.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn pie(parties: usize, size: f64) -> Result<Self> {
        if !(1..=63).contains(&parties) {
            return Err(Error::invalid("domain", "parties", parties, "1..=63"));
        }
        let share = vec![size / parties as f64];
        let (utilities, budgets) = (vec![share; parties], vec![f64::MAX; parties]);
        Fields { utilities, budgets, outcome_names: vec!["the pie".into()], ..Fields::default() }.try_into()
    }

    /// The domain with names for parties and outcomes; an empty list leaves the numbers.
    ///
    /// # Errors
    /// Another number than parties or outcomes.
    ///
    /// ```
    /// use comity::negotiate::{Domain, domain::ListDomain};
    /// let domain = ListDomain::new(vec![vec![1.0, 2.0]; 2])?;
    /// let domain = domain.with_names(vec!["JPN".into(), "KOR".into()], vec!["aid".into(), "trade".into()])?;
    /// assert_eq!(domain.outcome_names().name(1), "trade");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn with_names(mut self, parties: Vec<String>, outcomes: Vec<String>) -> Result<Self> {
        self.0.party_names = parties;
        self.0.outcome_names = outcomes;
        self.0.try_into()
    }
}

impl Domain for ListDomain {
    fn parties(&self) -> usize {
        self.0.utilities.len()
    }
    fn outcomes(&self) -> usize {
        self.0.utilities.first().map_or(0, Vec::len)
    }
    fn utility(&self, party: usize, outcome: usize) -> Result<f64> {
        let utility = self.0.utilities.get(party).and_then(|row| row.get(outcome));
        utility.copied().ok_or_else(|| absent(self, party, outcome))
    }
    fn utilities(&self, party: usize) -> Result<Vec<f64>> {
        self.0.utilities.get(party).cloned().ok_or_else(|| absent(self, party, 0))
    }
    fn members(&self, outcome: usize) -> Coalition {
        self.0.members.get(outcome).copied().unwrap_or(Coalition::grand(self.parties()))
    }
    fn package(&self, outcome: usize) -> usize {
        let own = if self.0.members.is_empty() { outcome } else { 0 };
        self.0.packages.get(outcome).copied().unwrap_or(own)
    }
    fn reservation(&self, party: usize) -> f64 {
        self.0.reservations.get(party).copied().unwrap_or(0.0)
    }
    fn budget(&self, party: usize) -> f64 {
        self.0.budgets.get(party).copied().unwrap_or(0.0)
    }
    fn party_name(&self, party: usize) -> String {
        self.0.party_names.get(party).cloned().unwrap_or_else(|| format!("party {party}"))
    }
    fn outcome_names(&self) -> OutcomeNames {
        self.0.labels.clone()
    }
}
