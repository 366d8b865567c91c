//! Mediated single negotiating text.
//!
//! M. Klein, P. Faratin, H. Sayama, Y. Bar-Yam (2003), Negotiating complex contracts, *Group Decision and Negotiation* 12,
//! 111–125.
//!
//! * A mediator keeps a text, at first none. Each round it changes the text by one step to a
//!   [neighbour](crate::negotiate::Domain::neighbour), and every member of either says, unseen by the others, whether it
//!   prefers the candidate.
//! * If all do, the candidate is the text. At the deadline the text is signed.

use super::Protocol;
use crate::coalition::Coalition;
use crate::negotiate::deal::Deal;
use crate::negotiate::table::{Halt, Table};
use crate::negotiate::trace::Termination;
use rand::RngExt;

/// Hill climbing on one text with accept or reject from every member.
#[derive(Clone, Copy, Debug, Default)]
pub struct SingleText;

impl Protocol for SingleText {
    fn name(&self) -> String {
        "single text".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        let mut text: Option<Deal> = None;
        loop {
            match table.tick() {
                Ok(()) => {}
                Err(Halt::End(Termination::Deadline)) => break,
                Err(halt) => return Err(halt),
            }
            let (domain, draw) = (table.domain(), table.rng().random::<u64>());
            let candidate = Deal::of(match &text {
                Some(deal) => domain.neighbour(deal.outcome, draw),
                None => (draw % domain.outcomes().max(1) as u64) as usize,
            });
            let members = table.members(&candidate);
            if members.len() < table.settings().quorum.max(1) || text.as_ref() == Some(&candidate) {
                continue;
            }
            table.put(candidate.clone(), Coalition::EMPTY)?;
            let bound = text.as_ref().map_or(Coalition::EMPTY, |deal| table.members(deal));
            table.hide();
            let mut all = true;
            for party in members.union(bound).players() {
                all &= table.prefer(party, &candidate, text.as_ref())?;
            }
            table.keep_secret();
            if all {
                text = Some(candidate);
            }
        }
        let Some(deal) = text else { return Err(Termination::Deadline.into()) };
        // Its members preferred it to what stood before it.
        let members = table.members(&deal);
        table.put(deal, members)?;
        table.sign()
    }
}
