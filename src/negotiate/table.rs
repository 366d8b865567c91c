//! The negotiating table: the only way a protocol reaches the parties, and the keeper of the rules all share.

use super::book::{Book, Cut};
use super::deal::{Agreement, Condition, Deal};
use super::domain::Domain;
use super::session::Settings;
use super::strategy::{Response, Strategy};
use super::stream::{below, stream};
use super::trace::{Act, Event, Fault, Termination};
use super::view::View;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Why a protocol stops before its last line: `?` on a table's answers carries it out.
#[derive(Debug)]
pub enum Halt {
    /// The session is over.
    End(Termination),
    /// The domain failed, or a rule was broken by the protocol itself or by the record that is being replayed.
    Error(Box<Error>),
}

impl From<Error> for Halt {
    fn from(error: Error) -> Self {
        Halt::Error(Box::new(error))
    }
}

impl From<Termination> for Halt {
    fn from(termination: Termination) -> Self {
        Halt::End(termination)
    }
}

pub(super) enum Seats<'a> {
    Live(Vec<Box<dyn Strategy + 'a>>),
    Script(std::slice::Iter<'a, Event>),
}

/// The table at which a [`Protocol`](super::Protocol) puts its questions.
///
/// It keeps the clock, the floor (the deal under discussion), the votes on it, who is still free to sign, and the
/// record. What a protocol does against the rules is [`Error::Illegal`]; what a strategy does against them costs it
/// the turn and is recorded.
pub struct Table<'a> {
    book: &'a Book<'a>,
    settings: &'a Settings,
    protocol: String,
    seats: Seats<'a>,
    streams: Vec<ChaCha8Rng>,
    rng: ChaCha8Rng,
    round: u32,
    free: Coalition,
    floor: Option<Deal>,
    voted: Coalition,
    consented: Coalition,
    secret: Option<usize>,
    events: Vec<Event>,
    agreements: Vec<Agreement>,
}

impl<'a> Table<'a> {
    pub(super) fn open(
        book: &'a Book<'a>,
        settings: &'a Settings,
        protocol: String,
        seed: u64,
        seats: Seats<'a>,
    ) -> Self {
        Table {
            book,
            settings,
            protocol,
            seats,
            streams: (0..book.parties).map(|i| stream(seed, "party", i)).collect(),
            rng: stream(seed, "protocol", 0),
            round: 0,
            free: Coalition::grand(book.parties),
            floor: None,
            voted: Coalition::EMPTY,
            consented: Coalition::EMPTY,
            secret: None,
            events: Vec::new(),
            agreements: Vec::new(),
        }
    }

    pub(super) fn close(self) -> Result<(String, Vec<Event>, Vec<Agreement>, u32)> {
        if let Seats::Script(mut rest) = self.seats
            && let Some(event) = rest.find(|e| e.party.is_some())
        {
            let detail = format!("round {}: {}", event.round, event.act);
            return Err(Error::Illegal {
                protocol: self.protocol,
                rule: "no move after the end".into(),
                detail,
            });
        }
        Ok((self.protocol, self.events, self.agreements, self.round))
    }

    /// The domain.
    pub fn domain(&self) -> &'a dyn Domain {
        self.book.domain
    }

    /// The rules that all protocols share.
    pub fn settings(&self) -> &'a Settings {
        self.settings
    }

    /// Number of parties.
    pub fn parties(&self) -> usize {
        self.book.parties
    }

    /// The parties that no agreement binds yet.
    pub fn free(&self) -> Coalition {
        self.free
    }

    /// The round, from 1; 0 before the first [`tick`](Self::tick).
    pub fn round(&self) -> u32 {
        self.round
    }

    /// The protocol's own random stream.
    pub fn rng(&mut self) -> &mut ChaCha8Rng {
        &mut self.rng
    }

    /// The deals in force.
    pub fn agreements(&self) -> &[Agreement] {
        &self.agreements
    }

    /// The deal on the floor.
    pub fn floor(&self) -> Option<&Deal> {
        self.floor.as_ref()
    }

    /// Whom a deal on the floor would bind.
    pub fn members(&self, deal: &Deal) -> Coalition {
        if deal.outcome < self.book.outcomes {
            self.book.domain.members(deal.outcome)
        } else {
            Coalition::EMPTY
        }
    }

    /// The free parties that may propose, in the session's order.
    pub fn proposers(&self) -> Vec<usize> {
        self.recognised().into_iter().map(|(party, _)| party).collect()
    }

    fn recognised(&self) -> Vec<(usize, f64)> {
        let all: Vec<usize> = (0..self.parties()).collect();
        let list = if self.settings.proposers.is_empty() { &all } else { &self.settings.proposers };
        let weight = |k: usize| self.settings.recognition.get(k).copied().unwrap_or(1.0);
        let each = list.iter().enumerate().map(|(k, &party)| (party, weight(k)));
        each.filter(|&(party, w)| self.free.contains(party) && w > 0.0).collect()
    }

    /// Starts the next round.
    ///
    /// # Errors
    /// Ends the session at the deadline, or by chance between two rounds.
    pub fn tick(&mut self) -> Result<(), Halt> {
        if self.round >= self.settings.deadline {
            return Err(Termination::Deadline.into());
        }
        if self.round > 0
            && self.settings.breakdown > 0.0
            && self.rng.random::<f64>() < self.settings.breakdown
        {
            return Err(Termination::Breakdown.into());
        }
        self.round += 1;
        Ok(())
    }

    /// Draws a proposer with the session's recognition weights.
    ///
    /// # Errors
    /// Ends the session as an impasse when nobody who may propose is free.
    pub fn recognise(&mut self) -> Result<usize, Halt> {
        self.recognise_among(Coalition::grand(self.parties())).ok_or(Termination::Impasse.into())
    }

    /// Draws a proposer among these parties; `None` if no free one may propose.
    pub fn recognise_among(&mut self, among: Coalition) -> Option<usize> {
        let mut list = self.recognised();
        list.retain(|&(party, _)| among.contains(party));
        if self.settings.recognition.is_empty() {
            let k = below(&mut self.rng, list.len());
            return list.get(k).map(|&(party, _)| party);
        }
        let mut at = self.rng.random::<f64>() * list.iter().map(|(_, w)| w).sum::<f64>();
        for &(party, w) in &list {
            at -= w;
            if at < 0.0 {
                return Some(party);
            }
        }
        list.last().map(|&(party, _)| party)
    }

    /// Asks `party` for a proposal. One that is made goes on the floor (unless the table is [secret](Self::hide)),
    /// with its proposer's consent. `None`: it passed, or lost its turn.
    pub fn propose(&mut self, party: usize) -> Result<Option<Deal>, Halt> {
        self.rights(party)?;
        let act = self.ask(party, |strategy, view| strategy.propose(view).map_or(Act::Pass, Act::Propose))?;
        match act {
            Act::Propose(deal) => match self.check(party, &deal) {
                Ok(()) => {
                    self.record(Some(party), Act::Propose(deal.clone()));
                    if self.secret.is_none() {
                        self.lay(deal.clone(), Coalition::singleton(party));
                    }
                    Ok(Some(deal))
                }
                Err(error) => self.fault(party, error).map(|()| None),
            },
            act @ (Act::Pass | Act::Fault(_)) => {
                self.record(Some(party), act);
                Ok(None)
            }
            act => Err(self.unasked(party, &act)),
        }
    }

    /// Puts a deal on the floor for the table itself, or again for those who proposed it: `by` have consented.
    ///
    /// # Errors
    /// An outcome that does not exist, members that are bound already or too few.
    pub fn put(&mut self, deal: Deal, by: Coalition) -> Result<(), Halt> {
        self.admissible(&deal)?;
        self.record(None, Act::Put(deal.clone()));
        self.lay(deal, by);
        Ok(())
    }

    fn lay(&mut self, deal: Deal, by: Coalition) {
        self.floor = Some(deal);
        self.voted = by;
        self.consented = by;
    }

    /// Asks `party` whether it accepts the deal on the floor. A lost turn is a refusal.
    ///
    /// # Errors
    /// [`Error::Illegal`] without a deal on the floor, for a party not in the session, or for its second vote.
    pub fn respond(&mut self, party: usize) -> Result<bool, Halt> {
        let act = self.vote(party, |strategy, view, deal| match strategy.respond(view, deal) {
            Response::Accept => Act::Accept,
            Response::Reject(reason) => Act::Reject(reason),
        })?;
        match act {
            Act::Accept => self.consented = self.consented.with(party),
            Act::Reject(_) | Act::Fault(_) => {}
            act => return Err(self.unasked(party, &act)),
        }
        Ok(self.consented.contains(party))
    }

    /// Asks `party` for a conditional vote on the deal on the floor; `None` is a refusal. It is no consent yet: a protocol that finds
    /// conditions met [puts](Self::put) the deal on the floor again for those who then sign.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    pub fn condition(&mut self, party: usize) -> Result<Option<Condition>, Halt> {
        let act = self.vote(party, |strategy, view, deal| match strategy.condition(view, deal) {
            Ok(condition) => Act::AcceptIf(condition),
            Err(reason) => Act::Reject(reason),
        })?;
        match act {
            Act::AcceptIf(condition) => Ok(Some(condition)),
            Act::Reject(_) | Act::Fault(_) => Ok(None),
            act => Err(self.unasked(party, &act)),
        }
    }

    fn vote(
        &mut self,
        party: usize,
        question: impl FnOnce(&mut dyn Strategy, &mut View<'_>, &Deal) -> Act,
    ) -> Result<Act, Halt> {
        let Some(deal) = self.floor.take() else {
            return Err(self.illegal("votes are on a deal on the floor", "there is none".into()).into());
        };
        if self.voted.contains(party) {
            return Err(self
                .illegal("one vote each on a deal", format!("party {party} has voted on {deal}"))
                .into());
        }
        let act = self.ask_on(party, Some(&deal), |strategy, view| question(strategy, view, &deal));
        self.floor = Some(deal);
        let act = act?;
        self.voted = self.voted.with(party);
        self.record(Some(party), act.clone());
        Ok(act)
    }

    /// Asks all members of the deal on the floor that have not voted yet, in order, until one refuses.
    pub fn unanimous(&mut self) -> Result<bool, Halt> {
        let members = self.floor.as_ref().map_or(Coalition::EMPTY, |deal| self.members(deal));
        for party in members.difference(self.voted).players() {
            if !self.respond(party)? {
                return Ok(false);
            }
        }
        Ok(!members.is_empty() && members.is_subset_of(self.consented))
    }

    /// Asks `party` whether it prefers `candidate` to what stands (`None`: no deal). A lost turn: it does not.
    pub fn prefer(&mut self, party: usize, candidate: &Deal, standing: Option<&Deal>) -> Result<bool, Halt> {
        let act = self.ask_on(party, standing, |strategy, view| {
            Act::Prefer(strategy.prefer(view, candidate, standing))
        })?;
        match act {
            Act::Prefer(_) | Act::Fault(_) => {
                let yes = act == Act::Prefer(true);
                self.record(Some(party), act);
                Ok(yes)
            }
            act => Err(self.unasked(party, &act)),
        }
    }

    /// Asks a member of the deal in force whether it stays. A lost turn: it does.
    pub fn stays(&mut self, party: usize, deal: &Deal) -> Result<bool, Halt> {
        let question = |strategy: &mut dyn Strategy, view: &mut View<'_>| {
            if strategy.stay(view, deal) { Act::Stay } else { Act::Withdraw }
        };
        match self.ask_on(party, Some(deal), question)? {
            act @ (Act::Stay | Act::Withdraw | Act::Fault(_)) => {
                let leaves = act == Act::Withdraw;
                self.record(Some(party), act);
                Ok(!leaves)
            }
            act => Err(self.unasked(party, &act)),
        }
    }

    /// Signs the deal on the floor: every member has consented.
    ///
    /// # Errors
    /// [`Error::Illegal`] if a member has not.
    pub fn sign(&mut self) -> Result<(), Halt> {
        let members = self.floor.as_ref().map_or(Coalition::EMPTY, |deal| self.members(deal));
        let missing = members.difference(self.consented);
        if !missing.is_empty() {
            return Err(self
                .illegal("nobody is bound without its consent", format!("{missing} have not consented"))
                .into());
        }
        self.enact()
    }

    /// Puts the deal on the floor into force by a voting rule: it binds its members, whether they voted for it or not.
    ///
    /// # Errors
    /// [`Error::Illegal`] without a deal on the floor, or with a member that is bound already.
    pub fn enact(&mut self) -> Result<(), Halt> {
        let Some(deal) = self.floor.take() else {
            return Err(self.illegal("a deal in force was on the floor", "there is none".into()).into());
        };
        self.admissible(&deal)?;
        let members = self.members(&deal);
        self.record(None, Act::Sign(deal.clone()));
        self.agreements.push(Agreement {
            members,
            consented: self.consented.intersection(members),
            round: self.round,
            label: self.book.domain.outcome_name(deal.outcome),
            deal,
        });
        self.settle();
        Ok(())
    }

    /// Takes a deal out of force and frees its members.
    pub fn dissolve(&mut self, agreement: usize) -> Option<Agreement> {
        if agreement >= self.agreements.len() {
            return None;
        }
        let old = self.agreements.remove(agreement);
        self.record(None, Act::Dissolve(old.deal.clone()));
        self.settle();
        Some(old)
    }

    /// Lets bound parties propose and be proposed to, their deals still in force; to be [settled](Self::settle).
    pub fn reopen(&mut self) {
        self.free = Coalition::grand(self.parties());
    }

    /// Binds the members of the deals in force again.
    pub fn settle(&mut self) {
        let bound = self.agreements.iter().fold(Coalition::EMPTY, |all, a| all.union(a.members));
        self.free = Coalition::grand(self.parties()).difference(bound);
    }

    /// From here on nobody sees the others' moves, until [`reveal`](Self::reveal).
    pub fn hide(&mut self) {
        self.secret.get_or_insert(self.events.len());
    }

    /// Makes the moves since [`hide`](Self::hide) public.
    pub fn reveal(&mut self) {
        if let Some(from) = self.secret.take() {
            self.events[from..].iter_mut().for_each(|e| e.secret = false);
        }
    }

    /// Leaves the moves since [`hide`](Self::hide) secret, and goes on in public.
    pub fn keep_secret(&mut self) {
        self.secret = None;
    }

    /// An [`Error::Illegal`] of this protocol.
    pub fn illegal(&self, rule: &str, detail: String) -> Error {
        Error::Illegal { protocol: self.protocol.clone(), rule: rule.into(), detail }
    }

    /// Whether `party` may propose `deal`.
    ///
    /// # Errors
    /// [`Error::Illegal`], naming the rule that forbids it.
    pub fn check(&self, party: usize, deal: &Deal) -> Result<()> {
        self.rights(party)?;
        self.admissible(deal)?;
        if self.members(deal).contains(party) {
            Ok(())
        } else {
            Err(self
                .illegal("a proposer signs its own deal", format!("party {party} is not a member of {deal}")))
        }
    }

    fn rights(&self, party: usize) -> Result<()> {
        if party >= self.parties() {
            return Err(
                self.illegal("a proposer is a party to the session", format!("there is no party {party}"))
            );
        }
        let list = &self.settings.proposers;
        if !list.is_empty() && !list.contains(&party) {
            return Err(self.illegal("only those entitled propose", format!("party {party} is not")));
        }
        Ok(())
    }

    fn admissible(&self, deal: &Deal) -> Result<()> {
        let (domain, quorum) = (self.book.domain, self.settings.quorum);
        if deal.outcome >= self.book.outcomes {
            let detail = format!("{deal}, of {}", self.book.outcomes);
            return Err(self.illegal("a deal is an outcome of the domain", detail));
        }
        let members = domain.members(deal.outcome);
        if members.len() < quorum.max(1) || !members.is_subset_of(Coalition::grand(self.parties())) {
            let detail = format!("{deal} has members {members}, quorum {quorum}");
            return Err(self.illegal("a deal has a quorum of the session's parties", detail));
        }
        if !members.is_subset_of(self.free) {
            let detail = format!("{deal} binds {members}, free are {}", self.free);
            return Err(self.illegal("members are not bound by another deal", detail));
        }
        if deal.payments.is_empty() {
            return Ok(());
        }
        if deal.payments.len() != self.parties() || !deal.payments.iter().all(|p| p.is_finite()) {
            return Err(self.illegal("side payments are one finite number a party", deal.to_string()));
        }
        if let Some(i) = (0..self.parties()).find(|&i| deal.payments[i] != 0.0 && !members.contains(i)) {
            return Err(self.illegal("only members pay or receive", format!("{deal}: party {i} is not one")));
        }
        // Rounding in a sum of n payments, with room to spare.
        let scale: f64 = deal.payments.iter().map(|p| p.abs()).sum();
        let sum: f64 = deal.payments.iter().sum();
        if sum.abs() > 1e-9 * scale {
            return Err(self.illegal("side payments sum to zero", format!("{deal}: {sum}")));
        }
        match (0..self.parties()).find(|&i| -deal.payments[i] > domain.budget(i)) {
            Some(i) => {
                let detail = format!("{deal}: party {i} has {}", domain.budget(i));
                Err(self.illegal("nobody pays beyond its budget", detail))
            }
            None => Ok(()),
        }
    }

    fn unasked(&self, party: usize, act: &Act) -> Halt {
        self.illegal("a move answers the question asked", format!("party {party}: {act}")).into()
    }

    /// A strategy's illegal move costs its turn; a recorded one is an error of the record.
    fn fault(&mut self, party: usize, error: Error) -> Result<(), Halt> {
        match (&self.seats, error) {
            (Seats::Live(_), Error::Illegal { rule, detail, .. }) => {
                self.record(Some(party), Act::Fault(Fault::Illegal(format!("{rule}: {detail}"))));
                Ok(())
            }
            (_, error) => Err(error.into()),
        }
    }

    fn record(&mut self, party: Option<usize>, act: Act) {
        let party = party.map(|p| p as u8);
        self.events.push(Event {
            round: self.round,
            party,
            secret: party.is_some() && self.secret.is_some(),
            act,
        });
    }

    fn ask(
        &mut self,
        party: usize,
        question: impl FnOnce(&mut dyn Strategy, &mut View<'_>) -> Act,
    ) -> Result<Act, Halt> {
        let floor = self.floor.take();
        let act = self.ask_on(party, floor.as_ref(), question);
        self.floor = floor;
        act
    }

    fn ask_on(
        &mut self,
        party: usize,
        standing: Option<&Deal>,
        question: impl FnOnce(&mut dyn Strategy, &mut View<'_>) -> Act,
    ) -> Result<Act, Halt> {
        if party >= self.parties() {
            return Err(self
                .illegal("a mover is a party to the session", format!("there is no party {party}"))
                .into());
        }
        let strategies = match &mut self.seats {
            Seats::Live(strategies) => strategies,
            Seats::Script(events) => {
                return match events.find(|e| e.party.is_some()) {
                    Some(e) if e.party == Some(party as u8) => Ok(e.act.clone()),
                    other => {
                        let found =
                            other.map_or("the record ends".into(), |e| format!("{:?} {}", e.party, e.act));
                        Err(self
                            .illegal("moves are made in order", format!("party {party} is asked, {found}"))
                            .into())
                    }
                };
            }
        };
        let mut view = View {
            book: self.book,
            settings: self.settings,
            party,
            round: self.round,
            free: self.free,
            standing,
            events: &self.events,
            rng: &mut self.streams[party],
        };
        self.book.refill(self.settings.patience);
        let strategy: &mut dyn Strategy = &mut *strategies[party];
        // After a panic the strategy may be in a state it did not foresee; the table's own is untouched.
        let answer = catch_unwind(AssertUnwindSafe(|| question(strategy, &mut view)));
        self.book.refill(u64::MAX);
        match answer {
            Ok(act) => Ok(act),
            Err(payload) => match self.book.take_failure() {
                Some(error) => Err(error.into()),
                None => Ok(Act::Fault(why(&*payload))),
            },
        }
    }
}

fn why(payload: &(dyn Any + Send)) -> Fault {
    if payload.is::<Cut>() {
        return Fault::Stalled;
    }
    let text = payload.downcast_ref::<&str>().copied();
    let text = text.or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    Fault::Panicked(text.unwrap_or("no message").to_owned())
}
