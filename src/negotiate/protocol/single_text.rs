//! Mediated single negotiating text.
//!
//! M. Klein, P. Faratin, H. Sayama, Y. Bar-Yam (2003), Negotiating complex contracts, *Group Decision and
//! Negotiation* 12, 111–125.
//!
//! * A mediator keeps a text, at first none. Each round it changes the text by one step to a
//!   [neighbour](crate::negotiate::Domain::neighbour), and every member of either says, unseen by the others,
//!   whether it prefers the candidate.
//! * If all do, the candidate is the text. At the deadline the text is signed.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::negotiate::offer::Offer;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;
use rand::RngExt;

/// Mediated single negotiating text: hill climbing on one text with accept or reject from every member.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::SingleText, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[5, 5])?;
/// let session = Session::new(&domain, &SingleText).everybody(|_| TimeDependent::linear());
/// let trace = session.seed(7).run()?;
/// assert!(trace.payoffs.iter().all(|payoff| *payoff >= 0.1)); // no party signs below its reservation value
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct SingleText;

impl Protocol for SingleText {
    fn name(&self) -> String {
        "single text".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let mut text: Option<Offer> = None;
        loop {
            match table.tick() {
                None => {}
                Some(Termination::Deadline) => break,
                Some(end) => return Ok(end),
            }
            let (domain, draw) = (table.domain(), table.rng().random::<u64>());
            let candidate = Offer::of(match &text {
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
        let Some(deal) = text else { return Ok(Termination::Deadline) };
        // Its members preferred it to what stood before it.
        let members = table.members(&deal);
        table.put(deal, members)?;
        table.sign()?;
        Ok(Termination::Agreement)
    }
}
