//! Simultaneous offers.
//!
//! J. S. Rosenschein, G. Zlotkin (1994), *Rules of Encounter*, ch. 3 (monotonic concession protocol), without its
//! obligation to concede; for many parties U. Endriss (2006), Monotonic concession protocols for multilateral negotiation,
//! AAMAS, 392–399.
//!
//! * Each round all who may propose do so at the same time, unseen; then the offers are opened.
//! * The offers are voted on in an order drawn by lot; the first that all its members accept is signed.

use super::Protocol;
use crate::coalition::Coalition;
use crate::negotiate::stream::below;
use crate::negotiate::table::{Halt, Table};

/// All propose at once; an offer that all its members accept is signed.
#[derive(Clone, Copy, Debug, Default)]
pub struct SimultaneousOffers;

impl Protocol for SimultaneousOffers {
    fn name(&self) -> String {
        "simultaneous offers".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        loop {
            table.tick()?;
            let mut offers = offers(table)?;
            while !offers.is_empty() {
                let k = below(table.rng(), offers.len());
                let (party, deal) = offers.swap_remove(k);
                table.put(deal, Coalition::singleton(party))?;
                if table.unanimous()? {
                    return table.sign();
                }
            }
        }
    }
}

/// One sealed proposal from each who may propose, then opened.
pub(super) fn offers(table: &mut Table<'_>) -> Result<Vec<(usize, crate::negotiate::Deal)>, Halt> {
    table.hide();
    let mut offers = Vec::new();
    for party in table.proposers() {
        offers.extend(table.propose(party)?.map(|deal| (party, deal)));
    }
    table.reveal();
    Ok(offers)
}
