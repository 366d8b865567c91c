//! The questions: a table asks a party, and records the answer.

use super::Table;
use super::seats::Unanswered;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::negotiate::offer::{Condition, Offer};
use crate::negotiate::party::Strategy;
use crate::negotiate::trace::{Act, Fault};
use crate::negotiate::view::View;

impl Table<'_> {
    /// Asks `party` for an offer. One that is made goes on the floor (unless moves are [secret](Self::hide)),
    /// with its proposer's consent. `None`: it passed, or lost its turn.
    ///
    /// # Errors
    /// [`Error::Illegal`] for a party that may not propose.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// table.tick();
    /// assert!(table.propose(0)?.is_some());
    /// assert!(table.propose(7).is_err()); // there is no such party
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn propose(&mut self, party: usize) -> Result<Option<Offer>> {
        self.referee.may_propose(party)?;
        let floor = self.floor.take();
        let act = self.ask(party, floor.as_ref(), |strategy, view| {
            strategy.propose(view).map_or(Act::Pass, Act::Propose)
        });
        self.floor.put_back(floor);
        match act? {
            Act::Propose(offer) => match self.referee.proposal(party, &offer, self.free) {
                Ok(members) => {
                    self.record.note_offer(
                        self.clock.round(),
                        Some(party),
                        Act::Propose(offer.clone()),
                        members,
                    );
                    if !self.record.is_secret() {
                        self.floor.lay(offer.clone(), Coalition::singleton(party));
                    }
                    Ok(Some(offer))
                }
                // A strategy's illegal move costs its turn; a recorded one is an error of the record.
                Err(Error::Illegal { rule, detail, .. }) if self.seats.are_live() => {
                    self.note(Some(party), Act::Fault(Fault::Illegal(format!("{rule}: {detail}"))));
                    Ok(None)
                }
                Err(error) => Err(error),
            },
            act @ (Act::Pass | Act::Fault(_)) => {
                self.note(Some(party), act);
                Ok(None)
            }
            act => Err(self.unasked(party, &act)),
        }
    }

    /// Asks `party` whether it accepts the offer on the floor. A lost turn is a refusal.
    ///
    /// # Errors
    /// [`Error::Illegal`] without an offer on the floor, for a party not in the session, or for its second
    /// vote.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.tick();
    /// table.put(Offer::of(0), Coalition::EMPTY)?;
    /// assert!(table.respond(0)?); // its best outcome
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn respond(&mut self, party: usize) -> Result<bool> {
        let act = self.vote(party, |strategy, view, offer| match strategy.respond(view, offer) {
            Ok(()) => Act::Accept,
            Err(reason) => Act::Reject(reason),
        })?;
        match act {
            Act::Accept => self.floor.consent(party),
            Act::Reject(_) | Act::Fault(_) => {}
            act => return Err(self.unasked(party, &act)),
        }
        Ok(self.floor.consented().contains(party))
    }

    /// Asks `party` for a conditional vote on the offer on the floor; `None` is a refusal. It is no consent
    /// yet: a protocol that finds conditions met [puts](Self::put) the offer on the floor again for those who
    /// then sign.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.tick();
    /// table.put(Offer::of(0), Coalition::EMPTY)?;
    /// assert!(table.condition(0)?.is_some_and(|condition| condition.partners.len() == 2));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn condition(&mut self, party: usize) -> Result<Option<Condition>> {
        let act = self.vote(party, |strategy, view, offer| match strategy.condition(view, offer) {
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
        question: impl FnOnce(&mut dyn Strategy, &mut View<'_>, &Offer) -> Act,
    ) -> Result<Act> {
        let Some(offer) = self.floor.take() else {
            return Err(self.illegal("votes are on an offer on the floor", "there is none".into()));
        };
        if self.floor.voted().contains(party) {
            let detail = format!("party {party} has voted on {offer}");
            return Err(self.illegal("one vote each on an offer", detail));
        }
        let act = self.ask(party, Some(&offer), |strategy, view| question(strategy, view, &offer));
        self.floor.put_back(Some(offer));
        let act = act?;
        self.floor.vote(party);
        self.note(Some(party), act.clone());
        Ok(act)
    }

    /// Asks all members of the offer on the floor that have not voted yet, in order, until one refuses.
    ///
    /// # Errors
    /// As [`respond`](Self::respond).
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.tick();
    /// table.put(Offer::of(2), Coalition::EMPTY)?;
    /// assert!(!table.unanimous()?); // nothing for the first
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn unanimous(&mut self) -> Result<bool> {
        let members = self.floor_members();
        for party in members.difference(self.floor.voted()).players() {
            if !self.respond(party)? {
                return Ok(false);
            }
        }
        Ok(!members.is_empty() && members.is_subset_of(self.floor.consented()))
    }

    /// Asks `party` whether it prefers `candidate` to what stands (`None`: no deal). A lost turn: it does
    /// not.
    ///
    /// # Errors
    /// [`Error::Illegal`] for a party not in the session.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::negotiate::Offer;
    /// table.tick();
    /// assert!(table.prefer(0, &Offer::of(0), Some(&Offer::of(1)))?);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn prefer(&mut self, party: usize, candidate: &Offer, standing: Option<&Offer>) -> Result<bool> {
        let act = self
            .ask(party, standing, |strategy, view| Act::Prefer(strategy.prefer(view, candidate, standing)))?;
        match act {
            Act::Prefer(_) | Act::Fault(_) => {
                let yes = act == Act::Prefer(true);
                self.note(Some(party), act);
                Ok(yes)
            }
            act => Err(self.unasked(party, &act)),
        }
    }

    /// Asks a member of an agreement in force whether it stays. A lost turn: it does.
    ///
    /// # Errors
    /// [`Error::Illegal`] for a party not in the session.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::negotiate::Offer;
    /// table.tick();
    /// assert!(table.stays(0, &Offer::of(1))?);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn stays(&mut self, party: usize, deal: &Offer) -> Result<bool> {
        let question = |strategy: &mut dyn Strategy, view: &mut View<'_>| {
            if strategy.stay(view, deal) { Act::Stay } else { Act::Withdraw }
        };
        match self.ask(party, Some(deal), question)? {
            act @ (Act::Stay | Act::Withdraw | Act::Fault(_)) => {
                let leaves = act == Act::Withdraw;
                self.note(Some(party), act);
                Ok(!leaves)
            }
            act => Err(self.unasked(party, &act)),
        }
    }

    fn unasked(&self, party: usize, act: &Act) -> Error {
        self.illegal("a move answers the question asked", format!("party {party}: {act}"))
    }

    fn ask(
        &mut self,
        party: usize,
        standing: Option<&Offer>,
        question: impl FnOnce(&mut dyn Strategy, &mut View<'_>) -> Act,
    ) -> Result<Act> {
        if party >= self.parties() {
            let detail = format!("there is no party {party}");
            return Err(self.illegal("a mover is a party to the session", detail));
        }
        let view = View {
            book: self.referee.book,
            settings: self.referee.settings,
            party,
            round: self.clock.round(),
            free: self.free,
            standing,
            events: self.record.events(),
            rng: &mut self.streams[party],
        };
        self.seats.ask(view, question).map_err(|unanswered| match unanswered {
            Unanswered::Failed(error) => error,
            Unanswered::OutOfOrder(detail) => self.referee.illegal("moves are made in order", detail),
        })
    }
}
