//! Random proposer with an endogenous coalition.
//!
//! A. Okada (1996), A noncooperative coalitional bargaining game with random proposers, *Games and Economic Behavior* 16,
//! 97–108.
//!
//! * Each round one of the free parties is drawn to propose a deal; its members are the coalition it proposes.
//! * The other members answer in order. If all accept, the deal is signed; at the first refusal the round is over.
//! * Under [`Residual::Continue`] those outside a signed deal go on bargaining among themselves, as in the paper; under
//!   [`Residual::Stop`] the first deal ends the session.

use super::{Protocol, Residual, named};
use crate::negotiate::table::{Halt, Table};

/// A proposer is drawn each round and names coalition and deal; only its members vote, unanimously.
#[derive(Clone, Copy, Debug, Default)]
pub struct RandomProposer {
    /// Whether the others go on after a deal.
    pub residual: Residual,
}

impl Protocol for RandomProposer {
    fn name(&self) -> String {
        named("random proposer", self.residual)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        loop {
            table.tick()?;
            let proposer = table.recognise()?;
            if table.propose(proposer)?.is_some() && table.unanimous()? {
                table.sign()?;
                if self.residual == Residual::Stop || table.free().is_empty() {
                    return Ok(());
                }
            }
        }
    }
}
