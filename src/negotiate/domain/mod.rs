//! Domains: parties, outcomes, the signatories of each outcome, and its utility for each party.
//!
//! | given | use |
//! |---|---|
//! | a table of utilities | [`ListDomain`]; [`ListDomain::pie`] to divide a pie by side payments |
//! | a function that evaluates an outcome, such as a model | [`LazyDomain`] |
//! | issues with linear-additive preferences | [`LinearDomain`] |
//! | the same, with types that the others do not know | [`TypedDomain`] |
//! | a game with transferable utility | [`TransferableDomain`] |
//! | only a size and a level of conflict | [`Generator`] |
//! | a file of GENIUS, GeniusWeb or NegMAS | `Imported`, with the feature `import` |
//! | anything else | an `impl` of [`Domain`] |

mod generate;
mod issue;
mod lazy;
mod linear;
mod list;
mod names;
mod transferable;
mod typed;

pub use generate::Generator;
pub use issue::{Issue, Preference};
pub use lazy::LazyDomain;
pub use linear::LinearDomain;
pub use list::ListDomain;
pub use names::OutcomeNames;
pub use transferable::TransferableDomain;
pub use typed::{PartyType, TypedDomain};

use crate::coalition::Coalition;
use crate::error::{Error, Result};

/// A negotiation domain: parties `0..n` (n ≤ 63), outcomes `0..m`, a utility of every outcome for every
/// party.
///
/// An outcome is a package with its signatories: it names its [members](Self::members), and is worth
/// something to every party, member or not. Nothing is enumerated that nobody asks for: a session calls
/// [`utility`](Self::utility) for single outcomes, and [`utilities`](Self::utilities) once for a party whose
/// strategy wants the whole table. A domain that is costly to evaluate memoises (see [`LazyDomain`]).
///
/// Sessions ask only for parties and outcomes that exist; of any other the domains of this crate return an error where a
/// method can, else nobody, nothing or zero. Two sizes and a utility are required; a domain
/// that is one function is a [`LazyDomain`].
///
/// ```
/// use comity::negotiate::{Domain, Session, protocol::SingleText, strategy::TimeDependent};
/// /// A price of 0 to 100 between a seller and a buyer.
/// struct Price;
/// impl Domain for Price {
///     fn parties(&self) -> usize {
///         2
///     }
///     fn outcomes(&self) -> usize {
///         101
///     }
///     fn utility(&self, party: usize, price: usize) -> comity::Result<f64> {
///         Ok(if party == 0 { price as f64 - 40.0 } else { 70.0 - price as f64 })
///     }
/// }
/// let trace = Session::new(&Price, &SingleText).everybody(|_| TimeDependent::linear()).run()?;
/// assert!((40..=70).contains(&trace.agreement().expect("both gain").deal.outcome));
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Domain: Sync {
    /// Number of parties, 1 to 63.
    fn parties(&self) -> usize;

    /// Number of outcomes.
    fn outcomes(&self) -> usize;

    /// Utility of `outcome` for `party`: a finite number, higher is better.
    ///
    /// # Errors
    /// Any error of the evaluation; it ends the session, which returns it.
    fn utility(&self, party: usize, outcome: usize) -> Result<f64>;

    /// Utilities of all outcomes for `party`; bit for bit those of [`utility`](Self::utility).
    ///
    /// # Errors
    /// As [`utility`](Self::utility).
    fn utilities(&self, party: usize) -> Result<Vec<f64>> {
        (0..self.outcomes()).map(|outcome| self.utility(party, outcome)).collect()
    }

    /// The members of `outcome`, its signatories; everybody unless overridden.
    fn members(&self, outcome: usize) -> Coalition {
        let _ = outcome;
        Coalition::grand(self.parties())
    }

    /// Reservation value of `party`, its utility without a deal; 0 unless overridden.
    fn reservation(&self, party: usize) -> f64 {
        let _ = party;
        0.0
    }

    /// Budget of `party` for side payments; 0, so none, unless overridden.
    fn budget(&self, party: usize) -> f64 {
        let _ = party;
        0.0
    }

    /// Package of `outcome`, what is agreed apart from who signs: outcomes of one package differ in their
    /// members only.
    ///
    /// Unless overridden, all outcomes are one package.
    fn package(&self, outcome: usize) -> usize {
        let _ = outcome;
        0
    }

    /// The outcome with the package of `outcome` and just these members, if there is one; the first, if
    /// several.
    fn among(&self, outcome: usize, members: Coalition) -> Option<usize> {
        if self.members(outcome) == members {
            return Some(outcome);
        }
        let package = self.package(outcome);
        (0..self.outcomes()).find(|&o| self.members(o) == members && self.package(o) == package)
    }

    /// A neighbour of `outcome` that `draw`, a uniform random number, picks; unless overridden, any outcome.
    ///
    /// A mediator changes a text by such steps. With issues, one of them changes.
    fn neighbour(&self, outcome: usize, draw: u64) -> usize {
        let _ = outcome;
        (draw % self.outcomes().max(1) as u64) as usize
    }

    /// Name of `party`.
    fn party_name(&self, party: usize) -> String {
        format!("party {party}")
    }

    /// Names of the outcomes; unless overridden, their numbers.
    fn outcome_names(&self) -> OutcomeNames {
        OutcomeNames::default()
    }
}

/// The error of a party or an outcome that a domain does not have.
fn absent(domain: &dyn Domain, party: usize, outcome: usize) -> Error {
    let (parties, outcomes) = (domain.parties(), domain.outcomes());
    if party >= parties {
        Error::invalid("domain", "party", party, format!("below {parties}"))
    } else {
        Error::invalid("domain", "outcome", outcome, format!("below {outcomes}"))
    }
}
