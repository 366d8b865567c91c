//! Simultaneous offers.
//!
//! J. S. Rosenschein, G. Zlotkin (1994), *Rules of Encounter*, ch. 3 (monotonic concession protocol), without
//! its obligation to concede; for many parties U. Endriss (2006), Monotonic concession protocols for
//! multilateral negotiation, AAMAS, 392–399.
//!
//! * Each round all who may propose do so at the same time, unseen; then the offers are opened.
//! * The offers are voted on in an order drawn by lot; the first that all its members accept is signed.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::negotiate::offer::Offer;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;
use crate::stream::below;

/// Simultaneous offers: all propose at once; an offer that all its members accept is signed.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::SimultaneousOffers, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let session = Session::new(&domain, &SimultaneousOffers).everybody(|_| TimeDependent::linear());
/// let trace = session.seed(7).run()?;
/// assert!(trace.payoffs.iter().all(|payoff| *payoff >= 0.1)); // no party signs below its reservation value
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SimultaneousOffers;

impl Protocol for SimultaneousOffers {
    fn name(&self) -> String {
        "simultaneous offers".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let mut offers = offers(table)?;
            while !offers.is_empty() {
                let k = below(table.rng(), offers.len());
                let (party, deal) = offers.swap_remove(k);
                table.put(deal, Coalition::singleton(party))?;
                if table.unanimous()? {
                    table.sign()?;
                    return Ok(Termination::Agreement);
                }
            }
        }
    }
}

/// One sealed proposal from each who may propose, then opened.
pub(super) fn offers(table: &mut Table<'_>) -> Result<Vec<(usize, Offer)>> {
    table.hide();
    let mut offers = Vec::new();
    for party in table.proposers() {
        offers.extend(table.propose(party)?.map(|deal| (party, deal)));
    }
    table.reveal();
    Ok(offers)
}
