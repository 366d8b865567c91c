//! Stacked alternating offers.
//!
//! R. Aydoğan, D. Festen, K. V. Hindriks, C. M. Jonker (2017), Alternating offers protocols for multilateral negotiation,
//! in *Modern Approaches to Agent-based Complex Automated Negotiation*, 153–167; with two parties, A. Rubinstein (1982).
//!
//! * Parties move in turn; a round is a turn of each.
//! * On its turn a member of the deal on the floor accepts it or rejects it; who rejects, or finds the floor empty,
//!   proposes in its turn (if it may propose).
//! * A deal that all its members have accepted, its proposer included, is signed. Outsiders wait.

use super::Protocol;
use crate::coalition::Coalition;
use crate::negotiate::table::{Halt, Table};

/// Stacked alternating offers: whoever rejects a deal makes the next; unanimity among the members.
#[derive(Clone, Copy, Debug, Default)]
pub struct AlternatingOffers;

impl Protocol for AlternatingOffers {
    fn name(&self) -> String {
        "alternating offers".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        let parties = table.parties();
        let proposers: Coalition = table.proposers().into_iter().collect();
        let (mut members, mut consented) = (Coalition::EMPTY, Coalition::EMPTY);
        loop {
            table.tick()?;
            for party in 0..parties {
                if members.contains(party) {
                    if table.respond(party)? {
                        consented = consented.with(party);
                        if members.is_subset_of(consented) {
                            return table.sign();
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
                        return table.sign();
                    }
                }
            }
        }
    }
}
