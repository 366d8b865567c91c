//! Equilibrium concepts of sign-up games, with their conventions.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::solve::deviation::{Improvement, check_tolerance};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An equilibrium concept for profiles of announcements.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Concept {
    /// No single player deviates.
    Nash,
    /// No coalition has a self-enforcing deviation (Bernheim, Peleg & Whinston 1987).
    CoalitionProof,
    /// No coalition deviates (Aumann 1959).
    Strong,
}

impl Concept {
    /// All three, from the weakest to the strongest.
    pub const ALL: [Concept; 3] = [Concept::Nash, Concept::CoalitionProof, Concept::Strong];
}

impl fmt::Display for Concept {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Concept::Nash => "Nash",
            Concept::CoalitionProof => "coalition-proof Nash",
            Concept::Strong => "strong Nash",
        })
    }
}

/// An equilibrium concept with its convention: part of every answer.
///
/// No [`Search`](crate::solve::deviation::Search): the concept says how large coalitions may be and which of their
/// deviations count, and every profile is compared.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Question {
    /// The equilibrium concept.
    pub concept: Concept,
    /// When a coalition counts as better off.
    pub improvement: Improvement,
    /// Gains up to this size, in units of payoff, are ties.
    pub tolerance: f64,
}

impl Question {
    /// This concept under strict improvement (every member gains) with tolerance 1e-12.
    ///
    /// ```
    /// use comity::solve::membership::{Concept, Question};
    /// assert_eq!(Question::strict(Concept::Nash).to_string(), "Nash equilibrium, strict improvement (every member gains)");
    /// ```
    pub fn strict(concept: Concept) -> Self {
        Question { concept, improvement: Improvement::Strict, tolerance: 1e-12 }
    }

    pub(super) fn check(&self, what: &str, n: usize, limit: usize, reason: &str) -> Result<()> {
        check_tolerance(what, self.tolerance)?;
        if n == 0 {
            return Err(Error::invalid(what, "players", n, format!("1..={limit}")));
        }
        if n > limit {
            let what = format!("{what}, {} equilibria", self.concept);
            return Err(Error::TooLarge { what, n, limit, reason: reason.into() });
        }
        Ok(())
    }

    pub(super) fn likes(&self, coalition: Coalition, now: &[f64], then: &[f64]) -> bool {
        self.improvement.accepts(coalition.players().map(|i| then[i] - now[i]), self.tolerance)
    }
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} equilibrium, {}", self.concept, self.improvement)
    }
}
