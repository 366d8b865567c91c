//! Rejector proposes.
//!
//! K. Chatterjee, B. Dutta, D. Ray, K. Sengupta (1993), A noncooperative theory of coalitional bargaining,
//! *Review of Economic Studies* 60, 463–477.
//!
//! * The first free proposer in the session's order names a coalition and a deal; its members answer in
//!   order.
//! * The first to refuse proposes in the next round, or, where it may not propose or passes, the next in
//!   order.
//! * If all accept, the deal is signed; under [`Residual::Continue`] the others go on, as in the paper.

use super::{Protocol, Residual, named};
use crate::error::Result;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Rejector proposes: the first to reject a deal makes the next; coalitions are endogenous, unanimity among
/// the members.
///
/// ```
/// use comity::negotiate::protocol::{RejectorProposes, Residual};
/// use comity::negotiate::{Session, domain::Generator, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let protocol = RejectorProposes { residual: Residual::Continue };
/// let trace = Session::new(&domain, &protocol).everybody(|_| TimeDependent::conceder()).seed(7).run()?;
/// for agreement in &trace.agreements {
///     assert_eq!(agreement.consented, agreement.members); // unanimity among the members
/// }
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RejectorProposes {
    /// Whether the others go on after a deal.
    pub residual: Residual,
}

impl Protocol for RejectorProposes {
    fn name(&self) -> String {
        named("rejector proposes", self.residual)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let mut next = None;
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let list = table.proposers();
            let Some(&first) = list.first() else { return Ok(Termination::Impasse) };
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
                        return Ok(Termination::Agreement);
                    }
                    next = None;
                }
            }
        }
    }
}
