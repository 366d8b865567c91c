//! Renegotiation and withdrawal.
//!
//! After A. Seidmann, E. Winter (1998), A theory of gradual coalition formation, *Review of Economic Studies* 65, 793–815
//! (renegotiation needs the consent of those it releases), with the right to withdraw of treaties (Vienna Convention, Art. 54).
//!
//! * First another protocol is played. Then, each further round:
//! * each member of each deal in force may withdraw. Under [`BreakUp::Gamma`] its deal is dissolved; under [`BreakUp::Delta`] the
//!   rest goes on with the same package among themselves if all of them accept it;
//! * a proposer is drawn among all and proposes a deal, which replaces the deals its members have signed; all its members vote,
//!   and the other parties to a replaced deal must prefer it too.
//! * The session ends after the given number of rounds, or at its deadline.

use super::Protocol;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::negotiate::deal::{Agreement, Deal};
use crate::negotiate::domain::Domain;
use crate::negotiate::session::Settings;
use crate::negotiate::table::{Halt, Table};
use crate::negotiate::trace::Termination;

/// What becomes of a deal that a member leaves.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum BreakUp {
    /// It is dissolved (Hart & Kurz γ).
    #[default]
    Gamma,
    /// The rest goes on, if it will (Hart & Kurz δ).
    Delta,
}

/// Plays `first`, then lets parties withdraw and renegotiate for some rounds.
#[derive(Clone, Copy, Debug)]
pub struct Renegotiation<P> {
    /// The protocol of the first agreement.
    pub first: P,
    /// Rounds after it.
    pub rounds: u32,
    /// What becomes of a deal that a member leaves.
    pub break_up: BreakUp,
}

impl<P: Protocol> Protocol for Renegotiation<P> {
    fn name(&self) -> String {
        let break_up = match self.break_up {
            BreakUp::Gamma => "gamma",
            BreakUp::Delta => "delta",
        };
        format!("{}, then {} rounds of renegotiation, {break_up}", self.first.name(), self.rounds)
    }

    fn validate(&self, domain: &dyn Domain, settings: &Settings) -> Result<()> {
        self.first.validate(domain, settings)
    }

    fn run(&self, table: &mut Table<'_>) -> Result<(), Halt> {
        self.first.run(table)?;
        for _ in 0..self.rounds {
            match table.tick() {
                Err(Halt::End(Termination::Deadline)) => break,
                other => other?,
            }
            self.withdrawals(table)?;
            renegotiate(table)?;
        }
        if table.agreements().is_empty() { Err(Termination::Impasse.into()) } else { Ok(()) }
    }
}

impl<P> Renegotiation<P> {
    fn withdrawals(&self, table: &mut Table<'_>) -> Result<(), Halt> {
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
                table.domain().among(deal.outcome, staying).filter(|_| self.break_up == BreakUp::Delta);
            // Side payments were between all of them; those who stay go on without.
            if let Some(outcome) = among
                && staying.len() >= table.settings().quorum.max(1)
            {
                table.put(Deal::of(outcome), Coalition::EMPTY)?;
                if table.unanimous()? {
                    table.sign()?;
                }
            }
        }
        Ok(())
    }
}

fn renegotiate(table: &mut Table<'_>) -> Result<(), Halt> {
    table.reopen();
    let proposal = match table.recognise_among(Coalition::grand(table.parties())) {
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
