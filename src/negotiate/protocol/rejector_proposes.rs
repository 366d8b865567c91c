//! Rejector proposes.
//!
//! K. Chatterjee, B. Dutta, D. Ray, K. Sengupta (1993), A noncooperative theory of coalitional bargaining, *Review of
//! Economic Studies* 60, 463–477.
//!
//! * The first free proposer in the session's order names a coalition and a deal; its members answer in order.
//! * The first to refuse proposes in the next round, or, where it may not propose or passes, the next in order.
//! * If all accept, the deal is signed; under [`Residual::Continue`] the others go on, as in the paper.

use super::{Protocol, Residual, named};
use crate::negotiate::table::{Halt, Table};
use crate::negotiate::trace::Termination;

/// The first who rejects a deal makes the next; coalitions are endogenous, unanimity among the members.
#[derive(Clone, Copy, Debug, Default)]
pub struct RejectorProposes {
    /// Whether the others go on after a deal.
    pub residual: Residual,
}

impl Protocol for RejectorProposes {
    fn name(&self) -> String {
        named("rejector proposes", self.residual)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        let mut next = None;
        loop {
            table.tick()?;
            let list = table.proposers();
            let first = *list.first().ok_or(Termination::Impasse)?;
            let proposer = next.filter(|p| list.contains(p)).unwrap_or(first);
            let after = |p| list.iter().position(|&q| q == p).map_or(first, |k| list[(k + 1) % list.len()]);
            next = Some(after(proposer));
            let Some(deal) = table.propose(proposer)? else { continue };
            let mut refuser = None;
            for party in table.members(&deal).without(proposer).players() {
                if !table.respond(party)? {
                    refuser = Some(party);
                    break;
                }
            }
            match refuser {
                Some(party) if list.contains(&party) => next = refuser,
                Some(_) => {}
                None => {
                    table.sign()?;
                    if self.residual == Residual::Stop || table.free().is_empty() {
                        return Ok(());
                    }
                    next = None;
                }
            }
        }
    }
}
