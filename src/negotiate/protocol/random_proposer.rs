//! Random proposer with an endogenous coalition.
//!
//! A. Okada (1996), A noncooperative coalitional bargaining game with random proposers, *Games and Economic
//! Behavior* 16, 97–108.
//!
//! * Each round one of the free parties is drawn to propose a deal; its members are the coalition it
//!   proposes.
//! * The other members answer in order. If all accept, the deal is signed; at the first refusal the round is
//!   over.
//! * Under [`Residual::Continue`] those outside a signed deal go on bargaining among themselves, as in the
//!   paper; under [`Residual::Stop`] the first deal ends the session.

use super::{Protocol, Residual, named};
use crate::error::Result;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Random proposer with an endogenous coalition: a proposer is drawn each round and names coalition and deal;
/// its members vote, unanimously.
///
/// ```
/// use comity::negotiate::protocol::{RandomProposer, Residual};
/// use comity::negotiate::{Session, domain::Generator, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let protocol = RandomProposer { residual: Residual::Continue };
/// let trace = Session::new(&domain, &protocol).everybody(|_| TimeDependent::conceder()).seed(7).run()?;
/// for agreement in &trace.agreements {
///     assert_eq!(agreement.consented, agreement.members); // unanimity among the members
/// }
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RandomProposer {
    /// Whether the others go on after a deal.
    pub residual: Residual,
}

impl Protocol for RandomProposer {
    fn name(&self) -> String {
        named("random proposer", self.residual)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let Some(proposer) = table.recognise(table.free()) else { return Ok(Termination::Impasse) };
            if table.propose(proposer)?.is_some() && table.unanimous()? {
                table.sign()?;
                if self.residual == Residual::Stop || table.free().is_empty() {
                    return Ok(Termination::Agreement);
                }
            }
        }
    }
}
