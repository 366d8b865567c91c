//! The record of a session, as data.

use super::deal::{Agreement, Condition, Deal};
use super::session::Settings;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a party refused.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Reason {
    /// The deal is worth less to it than no deal.
    BelowReservation,
    /// The deal is worth less than it still hopes for.
    BelowTarget,
    /// It prefers the deal that stands.
    PrefersStanding,
    /// Its condition on who signs is not met.
    Condition,
    /// It did not say.
    Unstated,
}

/// How a strategy lost its turn.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fault {
    /// It panicked, with this message.
    Panicked(String),
    /// It made a move that the rules forbid; the rule and the detail.
    Illegal(String),
    /// It asked for more than the session's patience allows.
    Stalled,
}

/// One move.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Act {
    /// Proposes a deal.
    Propose(Deal),
    /// Has nothing to propose.
    Pass,
    /// Says yes to the deal on the floor.
    Accept,
    /// Says no, and why.
    Reject(Reason),
    /// Says yes on a condition.
    AcceptIf(Condition),
    /// Prefers the candidate to the deal that stands (`true`), or not.
    Prefer(bool),
    /// Stays in the agreement it has signed.
    Stay,
    /// Leaves it.
    Withdraw,
    /// Loses its turn.
    Fault(Fault),
    /// The table: a mediator or a rule puts this deal on the floor.
    Put(Deal),
    /// The table: this deal enters into force.
    Sign(Deal),
    /// The table: this deal is no longer in force.
    Dissolve(Deal),
}

/// One line of the record.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// The round, from 1; 0 before the first.
    pub round: u32,
    /// Who moved; nobody for the table itself.
    pub party: Option<u8>,
    /// Whether the other parties could not see it at the end of the session.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// The move.
    pub act: Act,
}

/// Why a session ended.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Termination {
    /// Everything that was to be agreed is agreed.
    Agreement,
    /// The last round is over.
    Deadline,
    /// The negotiation broke down by chance.
    Breakdown,
    /// Nobody has anything left to propose, or no further move can change anything.
    Impasse,
}

/// The record of one session: who played what under which rules, every move, and how it ended.
///
/// Serialises as plain data; prints as a table; [replays](super::Session::replay) to the same end. Two runs of
/// one session with one seed give the same bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Trace {
    /// The protocol.
    pub protocol: String,
    /// The seed of all random streams.
    pub seed: u64,
    /// Deadline, discount, breakdown, proposers, quorum.
    pub settings: Settings,
    /// The parties' names.
    pub parties: Vec<String>,
    /// The strategy of each party.
    pub strategies: Vec<String>,
    /// Every move, in order.
    pub events: Vec<Event>,
    /// The deals in force at the end; their members are disjoint.
    pub agreements: Vec<Agreement>,
    /// Why it ended.
    pub termination: Termination,
    /// Rounds played.
    pub rounds: u32,
    /// What each party ends up with: its reservation value `r` plus its gain, discounted,
    /// `r + δ^(round−1) (u − r)`.
    ///
    /// `u` is its utility for the deal it signed, side payment included. A party that signed nothing feels
    /// every deal of the others: their spillovers add.
    pub payoffs: Vec<f64>,
}

impl Trace {
    /// The agreement, where there is exactly one.
    pub fn agreement(&self) -> Option<&Agreement> {
        match self.agreements.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The turns lost, in order.
    pub fn faults(&self) -> impl Iterator<Item = (&Event, &Fault)> {
        self.events
            .iter()
            .filter_map(|e| if let Act::Fault(fault) = &e.act { Some((e, fault)) } else { None })
    }

    fn name(&self, party: usize) -> &str {
        self.parties.get(party).map_or("?", String::as_str)
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
            writeln!(f, "{:>5}  {who:width$}  {}{secret}", event.round, event.act)?;
        }
        for a in &self.agreements {
            write!(f, "agreed in round {}: {} by", a.round, a.label)?;
            for i in a.members.players() {
                write!(f, " {}", self.name(i))?;
            }
            writeln!(f)?;
        }
        write!(f, "ended in round {}: {}", self.rounds, self.termination)
    }
}

impl fmt::Display for Act {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Act::Propose(deal) => write!(f, "proposes {deal}"),
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
            Act::Put(deal) => write!(f, "on the floor: {deal}"),
            Act::Sign(deal) => write!(f, "in force: {deal}"),
            Act::Dissolve(deal) => write!(f, "dissolved: {deal}"),
        }
    }
}

impl fmt::Display for Deal {
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
