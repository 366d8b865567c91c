//! The record of a session, as data.

mod table;
mod text;
mod written;

use super::domain::OutcomeNames;
use super::offer::{Agreement, Condition, Offer};
use super::settings::Settings;
use crate::coalition::Coalition;
use serde::{Deserialize, Serialize};

/// The reason of a refusal.
///
/// ```
/// use comity::negotiate::{Act, Reason};
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
/// let refusals = trace.events.iter().filter(|event| event.act == Act::Reject(Reason::BelowTarget));
/// assert!(refusals.count() > 0); // boulware asks for much for long
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Reason {
    /// Worth less than no deal.
    BelowReservation,
    /// Worth less than the party's target.
    BelowTarget,
    /// Worth less than the offer that stands.
    PrefersStanding,
    /// A condition on the signatories that is not met.
    Condition,
    /// None given.
    Unstated,
}

/// The fault by which a strategy lost its turn.
///
/// ```
/// use comity::negotiate::{Fault, Offer, Session, Strategy, View};
/// use comity::negotiate::{domain::ListDomain, protocol::AlternatingOffers};
/// /// Names an outcome that there is not.
/// struct Confused;
/// impl Strategy for Confused {
///     fn propose(&mut self, _: &mut View<'_>) -> Option<Offer> {
///         Some(Offer::of(99))
///     }
/// }
/// let pie = ListDomain::new(vec![vec![1.0, 0.0], vec![0.0, 1.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| Confused).deadline(2).run()?;
/// let (_, fault) = trace.faults().next().unwrap();
/// assert!(matches!(fault, Fault::Illegal(_)));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum Fault {
    /// A panic, with this message.
    Panicked(String),
    /// A move that the rules forbid; the rule and the detail.
    Illegal(String),
    /// More look-ups than the session's patience allows.
    Stalled,
}

/// One move.
///
/// ```
/// use comity::negotiate::Act;
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
/// assert!(matches!(trace.events[0].act, Act::Propose(_)));
/// assert!(matches!(trace.events.last().unwrap().act, Act::Sign(_)));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub enum Act {
    /// An offer is made.
    Propose(Offer),
    /// No offer is made.
    Pass,
    /// A vote for the offer on the floor.
    Accept,
    /// A vote against it, and the reason.
    Reject(Reason),
    /// A vote for it on a condition.
    AcceptIf(Condition),
    /// The candidate is preferred to the offer that stands (`true`), or not.
    Prefer(bool),
    /// A signatory stays.
    Stay,
    /// A signatory leaves.
    Withdraw,
    /// The turn is lost.
    Fault(Fault),
    /// The table: a mediator or a rule puts this offer on the floor.
    Put(Offer),
    /// The table: this offer enters into force.
    Sign(Offer),
    /// The table: this offer is no longer in force.
    Dissolve(Offer),
}

impl Act {
    /// The offer that the move is about, where it names one.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
    /// let proposed = trace.events.iter().find_map(|event| event.act.offer());
    /// assert_eq!(proposed.map(|offer| offer.outcome), Some(0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn offer(&self) -> Option<&Offer> {
        match self {
            Act::Propose(offer) | Act::Put(offer) | Act::Sign(offer) | Act::Dissolve(offer) => Some(offer),
            _ => None,
        }
    }
}

/// One line of the record.
///
/// ```
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
/// let first = &trace.events[0];
/// assert_eq!((first.round, first.party, first.members.len()), (1, Some(0), 2));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Event {
    /// The round, from 1; 0 before the first.
    pub round: u32,
    /// The party that moved; none for the table itself.
    pub party: Option<u8>,
    /// Whether the other parties could not see it at the end of the session.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// The move.
    pub act: Act,
    /// The members of the offer that the move names; empty where it names none.
    #[serde(default, skip_serializing_if = "nobody")]
    pub members: Coalition,
}

fn nobody(members: &Coalition) -> bool {
    members.is_empty()
}

/// The end of a session.
///
/// ```
/// use comity::negotiate::Termination;
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
/// assert_eq!(trace.termination, Termination::Agreement);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Termination {
    /// Everything that was to be agreed is agreed.
    Agreement,
    /// The last round is over.
    Deadline,
    /// The negotiation broke down by chance.
    Breakdown,
    /// No party has anything left to propose, or no further move can change anything.
    Impasse,
}

/// The record of one session: protocol, rules, strategies, every move, and how it ended.
///
/// Serialises as plain data, the packages that occur by name; prints as a table; fills a
/// [`Frame`](crate::frame::Frame); [replays](super::Session::replay) to the same end. Two runs of one session
/// with one seed give the same bytes.
///
/// ```
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let domain = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let names = |names: &[&str]| names.iter().map(|n| n.to_string()).collect::<Vec<_>>();
/// let domain = domain.with_names(names(&["JPN", "KOR"]), names(&["mine", "shared", "yours"]))?;
/// let trace = Session::new(&domain, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
/// assert_eq!(trace.package(1), "shared");
/// let agreement = trace.agreement().expect("they agree");
/// assert_eq!((agreement.label.as_str(), agreement.members.len()), ("shared", 2));
/// assert_eq!(trace.frame()?.len(), trace.events.len());
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug)]
pub struct Trace {
    /// The protocol.
    pub protocol: String,
    /// The seed of all random streams.
    pub seed: u64,
    /// The rules: deadline, discount, breakdown, proposers, quorum.
    pub settings: Settings,
    /// The parties' names.
    pub parties: Vec<String>,
    /// The strategy of each party.
    pub strategies: Vec<String>,
    /// Every move, in order.
    pub events: Vec<Event>,
    /// The agreements in force at the end; their members are disjoint.
    pub agreements: Vec<Agreement>,
    /// How it ended.
    pub termination: Termination,
    /// Rounds played.
    pub rounds: u32,
    /// The payoff of each party: its reservation value `r` plus its gain, discounted, `r + δ^(round−1) (u −
    /// r)`.
    ///
    /// `u` is its utility for the agreement it signed, side payment included. A party that signed nothing
    /// feels every agreement of the others: their spillovers add.
    pub payoffs: Vec<f64>,
    pub(super) labels: OutcomeNames,
}

impl Trace {
    /// The agreement, where there is exactly one.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
    /// assert_eq!(trace.agreement().map(|agreement| agreement.deal.outcome), Some(1));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn agreement(&self) -> Option<&Agreement> {
        match self.agreements.as_slice() {
            [one] => Some(one),
            _ => None,
        }
    }

    /// The turns lost, in order.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
    /// assert_eq!(trace.faults().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn faults(&self) -> impl Iterator<Item = (&Event, &Fault)> {
        self.events
            .iter()
            .filter_map(|e| if let Act::Fault(fault) = &e.act { Some((e, fault)) } else { None })
    }

    /// The name of an outcome: what is agreed in it, apart from who signs.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
    /// assert_eq!(trace.package(1), "outcome 1"); // a name, where the domain has one
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn package(&self, outcome: usize) -> String {
        self.labels.name(outcome)
    }

    fn name(&self, party: usize) -> &str {
        self.parties.get(party).map_or("?", String::as_str)
    }

    /// The names of these parties.
    fn names(&self, members: Coalition) -> String {
        members.players().map(|i| self.name(i)).collect::<Vec<_>>().join(" ")
    }
}
