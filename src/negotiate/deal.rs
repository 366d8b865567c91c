//! What is proposed and what is signed.

use crate::coalition::Coalition;
use serde::{Deserialize, Serialize};

/// A deal: an outcome of the domain, and side payments among its members.
///
/// `payments[i]` is what party `i` receives, in its own utility (negative: pays). They sum to zero, only
/// members pay or receive, and nobody pays more than its [budget](crate::negotiate::Domain::budget). Empty:
/// none.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Deal {
    /// Index of the outcome in its domain.
    pub outcome: usize,
    /// What each party receives; empty for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub payments: Vec<f64>,
}

impl Deal {
    /// The outcome without side payments.
    pub const fn of(outcome: usize) -> Self {
        Deal { outcome, payments: Vec::new() }
    }

    /// What `party` receives on the side.
    pub fn payment(&self, party: usize) -> f64 {
        self.payments.get(party).copied().unwrap_or(0.0)
    }
}

/// A deal in force.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Agreement {
    /// The deal.
    pub deal: Deal,
    /// Whom it binds.
    pub members: Coalition,
    /// Those of them who said yes: all under consent, enough under a voting rule.
    pub consented: Coalition,
    /// The round it was signed in, from 1.
    pub round: u32,
    /// The outcome's name in its domain.
    pub label: String,
}

/// "I sign if *these* sign": a conditional vote.
///
/// Met by a set of signatories that contains every one of `partners` and whose power (the sum of the parties'
/// voting power, the voter's own included) lies in `least..=most`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Condition {
    /// Who must sign as well.
    pub partners: Coalition,
    /// The least power the signatories must have together.
    pub least: f64,
    /// The most power they may have together.
    pub most: f64,
}

impl Condition {
    /// Signs with whoever else does.
    pub const NONE: Condition = Condition { partners: Coalition::EMPTY, least: 0.0, most: f64::MAX };

    /// Whether a set of signatories of this total power meets the condition.
    pub fn holds(&self, signatories: Coalition, power: f64) -> bool {
        self.partners.is_subset_of(signatories) && self.least <= power && power <= self.most
    }
}
