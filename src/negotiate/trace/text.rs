//! A trace as text.

use super::{Act, Event, Fault, Reason, Termination, Trace};
use crate::coalition::Coalition;
use crate::negotiate::offer::Offer;
use std::fmt;

impl Trace {
    /// A move in words: the package by name, then its members.
    pub(super) fn told(&self, event: &Event) -> String {
        let Some(offer) = event.act.offer() else { return event.act.to_string() };
        let package = self.package(offer.outcome);
        let all = event.members == Coalition::grand(self.parties.len().min(Coalition::MAX_PLAYERS));
        let members = if all { "all".into() } else { self.names(event.members) };
        let mut text = format!("{}{package} by {members}", verb(&event.act));
        if !offer.payments.is_empty() {
            text.push_str(&format!(" with payments {:?}", offer.payments));
        }
        text
    }
}

fn verb(act: &Act) -> &'static str {
    match act {
        Act::Propose(_) => "proposes ",
        Act::Put(_) => "on the floor: ",
        Act::Sign(_) => "in force: ",
        Act::Dissolve(_) => "dissolved: ",
        _ => "",
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}, seed {}, {}", self.protocol, self.seed, self.settings)?;
        let width = self.parties.iter().map(|p| p.chars().count()).max().unwrap_or(0).max(5);
        for ((party, strategy), payoff) in self.parties.iter().zip(&self.strategies).zip(&self.payoffs) {
            writeln!(f, "  {party:width$}  {payoff:>12.6}  {strategy}")?;
        }
        writeln!(f, "round  {:width$}  move", "party")?;
        for event in &self.events {
            let who = event.party.map_or("–", |p| self.name(p as usize));
            let secret = if event.secret { " (secret)" } else { "" };
            writeln!(f, "{:>5}  {who:width$}  {}{secret}", event.round, self.told(event))?;
        }
        for a in &self.agreements {
            writeln!(f, "agreed in round {}: {} by {}", a.round, a.label, self.names(a.members))?;
        }
        write!(f, "ended in round {}: {}", self.rounds, self.termination)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Act::Propose(offer) | Act::Put(offer) | Act::Sign(offer) | Act::Dissolve(offer) => {
                write!(f, "{}{offer}", verb(self))
            }
            Act::Pass => f.write_str("passes"),
            Act::Accept => f.write_str("accepts"),
            Act::Reject(reason) => write!(f, "rejects: {reason}"),
            Act::AcceptIf(c) => {
                write!(f, "accepts if {} sign and power ≥ {}", c.partners, c.least)?;
                if c.most < f64::MAX { write!(f, " and ≤ {}", c.most) } else { Ok(()) }
            }
            Act::Prefer(true) => f.write_str("prefers the candidate"),
            Act::Prefer(false) => f.write_str("prefers what stands"),
            Act::Stay => f.write_str("stays"),
            Act::Withdraw => f.write_str("withdraws"),
            Act::Fault(Fault::Panicked(message)) => write!(f, "loses its turn: panicked: {message}"),
            Act::Fault(Fault::Illegal(rule)) => write!(f, "loses its turn: {rule}"),
            Act::Fault(Fault::Stalled) => f.write_str("loses its turn: stalled"),
        }
    }
}

impl fmt::Display for Offer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "outcome {}", self.outcome)?;
        if !self.payments.is_empty() {
            write!(f, " with payments {:?}", self.payments)?;
        }
        Ok(())
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Reason::BelowReservation => "worth less than no deal",
            Reason::BelowTarget => "worth less than its target",
            Reason::PrefersStanding => "prefers what stands",
            Reason::Condition => "its condition is not met",
            Reason::Unstated => "no reason given",
        })
    }
}

impl fmt::Display for Termination {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Termination::Agreement => "agreement",
            Termination::Deadline => "deadline",
            Termination::Breakdown => "breakdown",
            Termination::Impasse => "impasse",
        })
    }
}
