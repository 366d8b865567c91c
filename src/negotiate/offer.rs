//! Offers, agreements and conditional votes.

use crate::coalition::Coalition;
use serde::{Deserialize, Serialize};

/// An offer: an outcome of the domain, and side payments among its members.
///
/// `payments[i]` is what party `i` receives, in its own utility (negative: pays). The payments sum to zero;
/// only members pay or receive; nobody pays more than its [budget](crate::negotiate::Domain::budget). Empty:
/// none.
///
/// ```
/// use comity::negotiate::Offer;
/// assert_eq!(Offer::of(3).payment(0), 0.0);
/// let offer = Offer { outcome: 3, payments: vec![-0.5, 0.5] };
/// assert_eq!(offer.payment(1), 0.5);
/// ```
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Offer {
    /// Index of the outcome in its domain.
    pub outcome: usize,
    /// The payment to each party; empty for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<f64>,
}

impl Offer {
    /// The outcome without side payments.
    ///
    /// ```
    /// use comity::negotiate::Offer;
    /// assert!(Offer::of(2).payments.is_empty());
    /// ```
    pub const fn of(outcome: usize) -> Self {
        Offer { outcome, payments: Vec::new() }
    }

    /// The side payment that `party` receives.
    ///
    /// ```
    /// use comity::negotiate::Offer;
    /// assert_eq!(Offer { outcome: 0, payments: vec![-1.0, 1.0] }.payment(0), -1.0);
    /// ```
    pub fn payment(&self, party: usize) -> f64 {
        self.payments.get(party).copied().unwrap_or(0.0)
    }
}

/// An offer in force.
///
/// ```
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
/// let agreement = &trace.agreements[0];
/// assert_eq!((agreement.deal.outcome, agreement.members), (1, agreement.consented)); // the middle, both agreed
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Agreement {
    /// The offer that was accepted.
    pub deal: Offer,
    /// The parties it binds.
    pub members: Coalition,
    /// The members that said yes: all under consent, enough under a voting rule.
    pub consented: Coalition,
    /// The round it was signed in, from 1.
    pub round: u32,
    /// The outcome's name in its domain.
    pub label: String,
}

/// A conditional vote: "I sign if *these* sign".
///
/// Met by a set of signatories that contains every one of `partners` and whose power (the sum of the parties'
/// voting power, the voter's own included) lies in `least..=most`.
///
/// ```
/// use comity::{coalition::Coalition, negotiate::Condition};
/// let condition = Condition { partners: Coalition::singleton(2), least: 2.0, ..Condition::NONE };
/// assert!(condition.holds(Coalition::from_mask(0b101), 2.0));
/// assert!(!condition.holds(Coalition::from_mask(0b011), 2.0)); // party 2 is missing
/// ```
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Condition {
    /// The parties that must sign as well.
    pub partners: Coalition,
    /// The least power the signatories must have together.
    pub least: f64,
    /// The most power they may have together.
    pub most: f64,
}

impl Condition {
    /// No condition.
    pub const NONE: Condition = Condition { partners: Coalition::EMPTY, least: 0.0, most: f64::MAX };

    /// Whether a set of signatories of this total power meets the condition.
    ///
    /// ```
    /// use comity::{coalition::Coalition, negotiate::Condition};
    /// let weighty = Condition { least: 2.0, ..Condition::NONE };
    /// assert!(weighty.holds(Coalition::grand(2), 2.0) && !weighty.holds(Coalition::grand(1), 1.0));
    /// ```
    pub fn holds(&self, signatories: Coalition, power: f64) -> bool {
        self.partners.is_subset_of(signatories) && self.least <= power && power <= self.most
    }
}
