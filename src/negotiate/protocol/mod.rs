//! Protocols, one file each: who may do what when.
//!
//! A new protocol is a file with an `impl Protocol` and a line here.

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
pub use clubs::{Clubs, Membership};
pub use conditional_votes::ConditionalVotes;
pub use random_proposer::RandomProposer;
pub use rejector_proposes::RejectorProposes;
pub use renegotiation::{BreakUp, Renegotiation};
pub use simultaneous_offers::SimultaneousOffers;
pub use single_text::SingleText;
pub use weighted_majority::{Amendment, WeightedMajority};

use super::domain::Domain;
use super::session::Settings;
use super::table::{Halt, Table};
use crate::error::Result;

pub use crate::solve::bargaining::Residual;

/// The rules of a negotiation, as a script that puts questions to the parties.
///
/// The script runs until everything is agreed (`Ok`) or the table halts it: `table.tick()?` ends it at the deadline.
///
/// ```
/// use comity::negotiate::{Halt, Protocol, Table};
/// /// The first proposer makes one offer; all take it or all leave it.
/// struct TakeItOrLeaveIt;
/// impl Protocol for TakeItOrLeaveIt {
///     fn name(&self) -> String {
///         "take it or leave it".into()
///     }
///     fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
///         table.tick()?;
///         let proposer = table.recognise()?;
///         if table.propose(proposer)?.is_some() && table.unanimous()? {
///             return table.sign();
///         }
///         Err(comity::negotiate::Termination::Impasse.into())
///     }
/// }
/// ```
pub trait Protocol: Send + Sync {
    /// Its name in the trace, parameters included.
    fn name(&self) -> String;

    /// Plays it.
    ///
    /// # Errors
    /// Not a failure as a rule: why the session ended without everything agreed. [`Halt`] tells.
    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt>;

    /// Whether it can be played over `domain` under `settings`.
    ///
    /// # Errors
    /// What is missing, by name.
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
