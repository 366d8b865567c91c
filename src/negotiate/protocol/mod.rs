//! Protocols, one file each: the moves that are allowed, and their order.
//!
//! | how a deal comes about | protocol |
//! |---|---|
//! | the party that rejects a deal makes the next; unanimity | [`AlternatingOffers`] |
//! | all propose at once | [`SimultaneousOffers`] |
//! | a proposer drawn at random names coalition and deal | [`RandomProposer`] |
//! | the first to reject proposes next | [`RejectorProposes`] |
//! | weighted majority, closed or open rule | [`WeightedMajority`] |
//! | votes on condition of the other signatories and their power | [`ConditionalVotes`] |
//! | a mediator changes one text step by step | [`SingleText`] |
//! | sign-up to clubs, exclusive (γ, δ) or open | [`Clubs`] |
//! | founders first, then accession one by one | [`Accession`] |
//! | any of these, then withdrawal and renegotiation | [`Renegotiation`] |
//! | your own | an `impl` of [`Protocol`], one required method |

mod accession;
mod alternating_offers;
mod clubs;
mod conditional_votes;
mod random_proposer;
mod rejector_proposes;
mod renegotiation;
mod simultaneous_offers;
mod single_text;
mod weighted_majority;

pub use accession::Accession;
pub use alternating_offers::AlternatingOffers;
pub use clubs::Clubs;
pub(super) use clubs::club;
pub use conditional_votes::ConditionalVotes;
pub use random_proposer::RandomProposer;
pub use rejector_proposes::RejectorProposes;
pub use renegotiation::Renegotiation;
pub use simultaneous_offers::SimultaneousOffers;
pub use single_text::SingleText;
pub use weighted_majority::WeightedMajority;

use super::domain::Domain;
use super::settings::Settings;
use super::table::Table;
use super::trace::Termination;
use crate::error::Result;
use std::any::Any;

pub use crate::solve::bargaining::Residual;

/// The rules of a negotiation, as a script that puts questions to the parties: one required method,
/// [`run`](Self::run).
///
/// ```
/// use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
/// /// The first proposer makes one offer; all take it or all leave it.
/// struct TakeItOrLeaveIt;
/// impl Protocol for TakeItOrLeaveIt {
///     fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
///         if let Some(end) = table.tick() {
///             return Ok(end);
///         }
///         let Some(proposer) = table.recognise(table.free()) else { return Ok(Termination::Impasse) };
///         if table.propose(proposer)?.is_some() && table.unanimous()? {
///             table.sign()?;
///             return Ok(Termination::Agreement);
///         }
///         Ok(Termination::Impasse)
///     }
/// }
/// let domain = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&domain, &TakeItOrLeaveIt).everybody(|_| TimeDependent::boulware()).run()?;
/// assert_eq!(trace.termination, Termination::Impasse); // what one likes best is too little for the other
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Protocol: Any + Send + Sync {
    /// Plays it until everything is agreed or the table's [clock](Table::tick) says that the session is over;
    /// tells which.
    ///
    /// # Errors
    /// Only what the table's methods return: a domain that failed, a rule that this script has broken.
    fn run(&self, table: &mut Table<'_>) -> Result<Termination>;

    /// Its name in the trace, parameters included; unless overridden, its type's.
    fn name(&self) -> String {
        let full = std::any::type_name::<Self>();
        full.rsplit("::").next().unwrap_or(full).to_owned()
    }

    /// Whether it can be played over `domain` under `settings`; unless overridden, it can.
    ///
    /// # Errors
    /// The condition that fails.
    fn validate(&self, domain: &dyn Domain, settings: &Settings) -> Result<()> {
        let _ = (domain, settings);
        Ok(())
    }
}

/// The name of a protocol and what it does with those outside a deal.
fn named(protocol: &str, residual: Residual) -> String {
    match residual {
        Residual::Stop => protocol.to_owned(),
        Residual::Continue => format!("{protocol}, residual continues"),
    }
}
