//! Sequential accession.
//!
//! The founders agree, then others join one at a time with the members' consent; after P. Macho-Stadler, D. Pérez-Castrillo,
//! N. Porteiro (2006), Sequential formation of coalitions through bilateral agreements, *International Journal of Game
//! Theory* 34, 207–228, and the accession clauses of treaties.
//!
//! * Until a deal is founded, a proposer is drawn each round; its members vote unanimously, as under a random proposer.
//! * Then each round every outsider in order may apply: if the same package exists with it as one more member and it prefers
//!   that, the members vote; if all prefer it too, the enlarged deal replaces the old one, side payments kept.
//! * A round without an accession ends the session.

use super::Protocol;
use crate::coalition::Coalition;
use crate::negotiate::deal::Deal;
use crate::negotiate::table::{Halt, Table};

/// Founders first, then accession one by one, each by consent of all members.
#[derive(Clone, Copy, Debug, Default)]
pub struct Accession;

impl Protocol for Accession {
    fn name(&self) -> String {
        "sequential accession".into()
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        let mut deal = loop {
            table.tick()?;
            let proposer = table.recognise()?;
            if let Some(deal) = table.propose(proposer)?
                && table.unanimous()?
            {
                table.sign()?;
                break deal;
            }
        };
        loop {
            table.tick()?;
            let mut joined = false;
            for applicant in table.free().players() {
                let members = table.members(&deal);
                let Some(outcome) = table.domain().among(deal.outcome, members.with(applicant)) else {
                    continue;
                };
                let enlarged = Deal { outcome, payments: deal.payments.clone() };
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
                return Ok(());
            }
        }
    }
}
