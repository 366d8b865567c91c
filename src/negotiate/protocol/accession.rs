//! Sequential accession.
//!
//! The founders agree, then others join one at a time with the members' consent; after P. Macho-Stadler, D.
//! Pérez-Castrillo, N. Porteiro (2006), Sequential formation of coalitions through bilateral agreements,
//! *International Journal of Game Theory* 34, 207–228, and the accession clauses of treaties.
//!
//! * Until a deal is founded, a proposer is drawn each round; its members vote unanimously, as under a random
//!   proposer.
//! * Then each round every outsider in order may apply: if the same package exists with it as one more member
//!   and it prefers that, the members vote; if all prefer it too, the enlarged deal replaces the old one,
//!   side payments kept.
//! * A round without an accession ends the session.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::negotiate::offer::Offer;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Sequential accession: founders first, then one by one, each by consent of all members.
///
/// ```
/// use comity::negotiate::{Session, domain::Generator, protocol::Accession, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let trace = Session::new(&domain, &Accession).everybody(|_| TimeDependent::conceder()).seed(7).run()?;
/// assert!(trace.agreements.len() <= 1); // one agreement, which grows
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct Accession;

impl Protocol for Accession {
    fn name(&self) -> String {
        "sequential accession".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        let mut deal = loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let Some(proposer) = table.recognise(table.free()) else { return Ok(Termination::Impasse) };
            if let Some(deal) = table.propose(proposer)?
                && table.unanimous()?
            {
                table.sign()?;
                break deal;
            }
        };
        loop {
            if let Some(end) = table.tick() {
                return Ok(end);
            }
            let mut joined = false;
            for applicant in table.free().players() {
                let members = table.members(&deal);
                let Some(outcome) = table.domain().among(deal.outcome, members.with(applicant)) else {
                    continue;
                };
                let enlarged = Offer { outcome, payments: deal.payments.clone() };
                let mut all = true;
                for party in std::iter::once(applicant).chain(members.players()) {
                    all = all && table.prefer(party, &enlarged, Some(&deal))?;
                }
                if all {
                    table.dissolve(0);
                    table.put(enlarged.clone(), Coalition::with(members, applicant))?;
                    table.sign()?;
                    deal = enlarged;
                    joined = true;
                }
            }
            if !joined {
                return Ok(Termination::Agreement);
            }
        }
    }
}
