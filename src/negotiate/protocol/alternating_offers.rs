//! Stacked alternating offers.
//!
//! R. Aydoğan, D. Festen, K. V. Hindriks, C. M. Jonker (2017), Alternating offers protocols for multilateral
//! negotiation, in *Modern Approaches to Agent-based Complex Automated Negotiation*, 153–167; with two
//! parties, A. Rubinstein (1982).
//!
//! * Parties move in turn; a round is a turn of each.
//! * On its turn a member of the deal on the floor accepts it or rejects it; who rejects, or finds the floor
//!   empty, proposes in its turn (if it may propose).
//! * A deal that all its members have accepted, its proposer included, is signed. Outsiders wait.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Stacked alternating offers: whoever rejects a deal makes the next; unanimity among the members.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::AlternatingOffers, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let session = Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::linear());
/// let trace = session.seed(7).run()?;
/// assert!(trace.payoffs.iter().all(|payoff| *payoff >= 0.1)); // no party signs below its reservation value
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct AlternatingOffers;

impl Protocol for AlternatingOffers {
    fn name(&self) -> String {
        "alternating offers".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let parties = table.parties();
        let proposers: Coalition = table.proposers().into_iter().collect();
        let (mut members, mut consented) = (Coalition::EMPTY, Coalition::EMPTY);
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            for party in 0..parties {
                if members.contains(party) {
                    if table.respond(party)? {
                        consented = consented.with(party);
                        if members.is_subset_of(consented) {
                            table.sign()?;
                            return Ok(Termination::Agreement);
                        }
                        continue;
                    }
                    members = Coalition::EMPTY;
                }
                if members.is_empty()
                    && proposers.contains(party)
                    && let Some(deal) = table.propose(party)?
                {
                    members = table.members(&deal);
                    consented = Coalition::singleton(party);
                    if members == consented {
                        table.sign()?;
                        return Ok(Termination::Agreement);
                    }
                }
            }
        }
    }
}
