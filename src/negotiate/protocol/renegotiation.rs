//! Renegotiation and withdrawal.
//!
//! After A. Seidmann, E. Winter (1998), A theory of gradual coalition formation, *Review of Economic Studies*
//! 65, 793–815 (renegotiation needs the consent of those it releases), with the right to withdraw of treaties
//! (Vienna Convention, Art. 54).
//!
//! * First another protocol is played. Then, each further round:
//! * each member of each deal in force may withdraw. Under [`SignUpRule::Gamma`] its deal is dissolved; under
//!   the other rules the rest goes on with the same package among themselves if all of them accept it;
//! * a proposer is drawn among all and proposes a deal, which replaces the deals its members have signed; all
//!   its members vote, and the other parties to a replaced deal must prefer it too.
//! * The session ends after the given number of rounds, or at its deadline.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::SignUpRule;
use crate::negotiate::domain::Domain;
use crate::negotiate::offer::{Agreement, Offer};
use crate::negotiate::settings::Settings;
use crate::negotiate::table::Table;
use crate::negotiate::trace::Termination;

/// Renegotiation: plays `first`, then lets parties withdraw and renegotiate for some rounds.
///
/// ```
/// use comity::game::SignUpRule;
/// use comity::negotiate::protocol::{RandomProposer, Renegotiation};
/// use comity::negotiate::{Session, domain::Generator, strategy::TimeDependent};
/// let domain = Generator { parties: 3, conflict: 0.8, reservation: 0.1, seed: 1 }.coalitions(3, 0.2)?;
/// let first = RandomProposer::default();
/// let protocol = Renegotiation { first, rounds: 10, break_up: SignUpRule::Delta };
/// let trace = Session::new(&domain, &protocol).everybody(|_| TimeDependent::conceder()).seed(7).run()?;
/// assert!(trace.rounds <= 100);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Renegotiation<P> {
    /// The protocol of the first agreement.
    pub first: P,
    /// Rounds after it.
    pub rounds: u32,
    /// The fate of a deal that a member leaves: dissolved under Γ, else the rest goes on, if it will.
    pub break_up: SignUpRule,
}

impl<P: Protocol> Protocol for Renegotiation<P> {
    fn name(&self) -> String {
        let break_up = match self.break_up {
            SignUpRule::Gamma => "gamma",
            SignUpRule::Delta => "delta",
            SignUpRule::Open => "open",
        };
        format!("{}, then {} rounds of renegotiation, {break_up}", self.first.name(), self.rounds)
    }

    fn validate(&self, domain: &dyn Domain, settings: &Settings) -> Result<()> {
        self.first.validate(domain, settings)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<Termination> {
        match self.first.run(table)? {
            Termination::Agreement => {}
            end => return Ok(end),
        }
        for _ in 0..self.rounds {
            match table.tick() {
                None => {}
                Some(Termination::Deadline) => break,
                Some(end) => return Ok(end),
            }
            self.withdrawals(table)?;
            renegotiate(table)?;
        }
        Ok(if table.agreements().is_empty() { Termination::Impasse } else { Termination::Agreement })
    }
}

impl<P> Renegotiation<P> {
    fn withdrawals(&self, table: &mut Table<'_>) -> Result<()> {
        for Agreement { deal, members, .. } in table.agreements().to_vec() {
            let mut staying = Coalition::EMPTY;
            for party in members.players() {
                if table.stays(party, &deal)? {
                    staying = staying.with(party);
                }
            }
            if staying == members {
                continue;
            }
            let at = table.agreements().iter().position(|a| a.members == members);
            at.and_then(|k| table.dissolve(k));
            let among =
                table.domain().among(deal.outcome, staying).filter(|_| self.break_up != SignUpRule::Gamma);
            // Side payments were between all of them; those who stay go on without.
            if let Some(outcome) = among
                && staying.len() >= table.settings().quorum.max(1)
            {
                table.put(Offer::of(outcome), Coalition::EMPTY)?;
                if table.unanimous()? {
                    table.sign()?;
                }
            }
        }
        Ok(())
    }
}

fn renegotiate(table: &mut Table<'_>) -> Result<()> {
    table.reopen();
    let proposal = match table.recognise(table.free()) {
        Some(proposer) => table.propose(proposer)?,
        None => None,
    };
    let Some(deal) = proposal else {
        table.settle();
        return Ok(());
    };
    let members = table.members(&deal);
    let replaced: Vec<Agreement> =
        table.agreements().iter().filter(|a| !a.members.is_disjoint(members)).cloned().collect();
    let mut agreed = !replaced.iter().any(|a| a.deal == deal) && table.unanimous()?;
    for old in &replaced {
        for party in old.members.difference(members).players() {
            agreed = agreed && table.prefer(party, &deal, Some(&old.deal))?;
        }
    }
    table.settle();
    if agreed {
        for old in &replaced {
            let at = table.agreements().iter().position(|a| a.members == old.members);
            at.and_then(|k| table.dissolve(k));
        }
        table.sign()?;
    }
    Ok(())
}
