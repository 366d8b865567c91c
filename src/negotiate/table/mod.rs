//! The negotiating table: the only way a protocol reaches the parties, and the keeper of the rules all share.
//!
//! Its parts: the clock, the floor, the record, the referee, the seats; and the questions that it puts to
//! them.

mod clock;
mod floor;
mod questions;
mod record;
mod referee;
mod seats;

pub(super) use seats::Seats;

use super::book::Book;
use super::domain::Domain;
use super::offer::{Agreement, Offer};
use super::settings::Settings;
use super::trace::{Act, Event, Termination};
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::stream::{below, counted};
use clock::Clock;
use floor::Floor;
use rand::RngExt;
use rand::rngs::ChaCha8Rng;
use record::Record;
use referee::Referee;

/// The table at which a [`Protocol`](super::Protocol) puts its questions.
///
/// It keeps the clock, the floor (the offer under discussion), the votes on it, the free parties, and the
/// record. A rule broken by the protocol is [`Error::Illegal`]; one broken by a strategy costs it the turn
/// and is recorded. Every method that asks a party returns the error of a domain that fails meanwhile.
///
/// ```
/// use comity::coalition::Coalition;
/// use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
/// /// The first party proposes once a round; the others say yes or no.
/// struct TakeIt;
/// impl Protocol for TakeIt {
///     fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
///         loop {
///             if let Some(end) = table.tick() {
///                 return Ok(end);
///             }
///             if let Some(offer) = table.propose(0)? {
///                 table.put(offer, Coalition::singleton(0))?;
///                 if table.unanimous()? {
///                     table.sign()?;
///                     return Ok(Termination::Agreement);
///                 }
///             }
///         }
///     }
/// }
/// let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let trace = Session::new(&pie, &TakeIt).everybody(|_| TimeDependent::linear()).run()?;
/// assert_eq!(trace.agreements.len(), 1);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Table<'a> {
    referee: Referee<'a>,
    seats: Seats<'a>,
    streams: Vec<ChaCha8Rng>,
    rng: ChaCha8Rng,
    clock: Clock,
    floor: Floor,
    record: Record,
    free: Coalition,
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
            referee: Referee { book, settings, protocol },
            seats,
            streams: (0..book.parties).map(|i| counted(seed, "party", i)).collect(),
            rng: counted(seed, "protocol", 0),
            clock: Clock::new(settings),
            floor: Floor::default(),
            record: Record::default(),
            free: Coalition::grand(book.parties),
        }
    }

    /// The moves, the agreements in force, the rounds played.
    pub(super) fn close(mut self) -> Result<(Vec<Event>, Vec<Agreement>, u32)> {
        if let Some(event) = self.seats.unasked() {
            let detail = format!("round {}: {}", event.round, event.act);
            return Err(self.referee.illegal("no move after the end", detail));
        }
        let (events, agreements) = self.record.into_parts()?;
        Ok((events, agreements, self.clock.round()))
    }

    /// The domain.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// assert_eq!(table.domain().outcomes(), 3);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn domain(&self) -> &'a dyn Domain {
        self.referee.book.domain
    }

    /// The rules that all protocols share.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// assert_eq!(table.settings().deadline, 100);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn settings(&self) -> &'a Settings {
        self.referee.settings
    }

    /// Number of parties.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// assert_eq!(table.parties(), 2);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn parties(&self) -> usize {
        self.referee.book.parties
    }

    /// The parties that no agreement binds yet.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::grand(2))?;
    /// table.sign()?;
    /// assert!(table.free().is_empty()); // both are bound
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn free(&self) -> Coalition {
        self.free
    }

    /// The round, from 1; 0 before the first [`tick`](Self::tick).
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// table.tick();
    /// assert_eq!(table.round(), 1);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn round(&self) -> u32 {
        self.clock.round()
    }

    /// The protocol's own random stream.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use rand::Rng;
    /// assert_ne!(table.rng().next_u64(), table.rng().next_u64());
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn rng(&mut self) -> &mut ChaCha8Rng {
        &mut self.rng
    }

    /// The agreements in force.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::grand(2))?;
    /// table.sign()?;
    /// assert_eq!(table.agreements()[0].deal, Offer::of(1));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn agreements(&self) -> &[Agreement] {
        self.record.agreements()
    }

    /// The offer on the floor.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// assert!(table.floor().is_none());
    /// table.put(Offer::of(1), Coalition::EMPTY)?;
    /// assert_eq!(table.floor(), Some(&Offer::of(1)));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn floor(&self) -> Option<&Offer> {
        self.floor.offer()
    }

    /// The parties that an offer would bind.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::negotiate::Offer;
    /// assert_eq!(table.members(&Offer::of(0)).len(), 2);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn members(&self, offer: &Offer) -> Coalition {
        self.referee.members(offer)
    }

    /// The free parties that may propose, in the session's order.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// assert_eq!(table.proposers(), [0, 1]);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn proposers(&self) -> Vec<usize> {
        self.referee.recognised(self.free).into_iter().map(|(party, _)| party).collect()
    }

    /// Starts the next round; or the reason why there is none: the deadline, or a breakdown by chance between
    /// two rounds.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// let rounds = std::iter::from_fn(|| Some(table.tick())).take_while(Option::is_none).count();
    /// assert_eq!(rounds, 100); // then the deadline
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn tick(&mut self) -> Option<Termination> {
        if self.record.is_full() {
            return Some(Termination::Deadline); // `close` tells why
        }
        self.clock.tick(&mut self.rng)
    }

    /// Draws a proposer among these parties with the session's recognition weights; `None` if no free one may
    /// propose.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::coalition::Coalition;
    /// assert_eq!(table.recognise(Coalition::singleton(1)), Some(1));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn recognise(&mut self, among: Coalition) -> Option<usize> {
        let list = self.referee.recognised(self.free.intersection(among));
        if self.settings().recognition.is_empty() {
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

    /// Puts an offer on the floor for the table itself, or again for those who made it: `by` have consented.
    ///
    /// # Errors
    /// [`Error::Illegal`]: an outcome that does not exist; members that are bound already, or too few.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::EMPTY)?;
    /// assert!(table.put(Offer::of(9), Coalition::EMPTY).is_err()); // there is no such outcome
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn put(&mut self, offer: Offer, by: Coalition) -> Result<()> {
        let members = self.referee.admissible(&offer, self.free)?;
        self.record.note_offer(self.clock.round(), None, Act::Put(offer.clone()), members);
        self.floor.lay(offer, by);
        Ok(())
    }

    /// Signs the offer on the floor: every member has consented.
    ///
    /// # Errors
    /// [`Error::Illegal`] if a member has not, and as [`enact`](Self::enact).
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::singleton(0))?;
    /// assert!(table.sign().is_err()); // the other has not consented
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn sign(&mut self) -> Result<()> {
        let missing = self.floor_members().difference(self.floor.consented());
        if !missing.is_empty() {
            let detail = format!("{missing} have not consented");
            return Err(self.illegal("nobody is bound without its consent", detail));
        }
        self.enact()
    }

    /// Puts the offer on the floor into force by a voting rule: it binds its members, whether they voted for
    /// it or not.
    ///
    /// # Errors
    /// [`Error::Illegal`] without an offer on the floor, or with a member that is bound already.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::singleton(0))?;
    /// table.enact()?; // by a rule under which one vote is enough
    /// assert_eq!(table.agreements()[0].consented, Coalition::singleton(0));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn enact(&mut self) -> Result<()> {
        let Some(deal) = self.floor.take() else {
            return Err(self.illegal("what enters into force was on the floor", "there is none".into()));
        };
        let members = self.referee.admissible(&deal, self.free)?;
        self.record.sign(Agreement {
            members,
            consented: self.floor.consented().intersection(members),
            round: self.round(),
            label: self.domain().outcome_names().name(deal.outcome),
            deal,
        });
        self.settle();
        Ok(())
    }

    /// Takes an agreement, by its place among those in force, out of force and frees its members.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::grand(2))?;
    /// table.sign()?;
    /// assert!(table.dissolve(0).is_some() && table.free().len() == 2);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn dissolve(&mut self, agreement: usize) -> Option<Agreement> {
        let old = self.record.dissolve(self.round(), agreement)?;
        self.settle();
        Some(old)
    }

    /// Lets bound parties propose and be proposed to, their agreements still in force, until
    /// [`settle`](Self::settle).
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::grand(2))?;
    /// table.sign()?;
    /// table.reopen();
    /// assert!(table.free().len() == 2 && table.agreements().len() == 1);
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn reopen(&mut self) {
        self.free = self.referee.everybody();
    }

    /// Binds the members of the agreements in force again.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.put(Offer::of(1), Coalition::grand(2))?;
    /// table.sign()?;
    /// table.reopen();
    /// table.settle();
    /// assert!(table.free().is_empty());
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn settle(&mut self) {
        self.free = self.referee.everybody().difference(self.record.bound());
    }

    /// Keeps the moves from here on secret from the other parties, until [`reveal`](Self::reveal).
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// table.tick();
    /// table.hide();
    /// table.propose(0)?;
    /// assert!(table.floor().is_none()); // it is sealed
    /// table.reveal();
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn hide(&mut self) {
        self.record.hide();
    }

    /// Makes the moves since [`hide`](Self::hide) public.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// table.tick();
    /// table.hide();
    /// let sealed = [table.propose(0)?, table.propose(1)?];
    /// table.reveal();
    /// assert!(sealed.iter().all(Option::is_some));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn reveal(&mut self) {
        self.record.reveal();
    }

    /// Leaves the moves since [`hide`](Self::hide) secret, and goes on in public.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// use comity::{coalition::Coalition, negotiate::Offer};
    /// table.tick();
    /// table.hide();
    /// table.prefer(0, &Offer::of(1), None)?; // for the mediator alone
    /// table.keep_secret();
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn keep_secret(&mut self) {
        self.record.keep_secret();
    }

    /// An [`Error::Illegal`] of this protocol.
    ///
    /// ```
    /// # use comity::negotiate::{Protocol, Session, Table, Termination, domain::ListDomain, strategy::TimeDependent};
    /// # struct Asks;
    /// # impl Protocol for Asks { fn run(&self, table: &mut Table<'_>) -> comity::Result<Termination> {
    /// let error = table.illegal("one offer a round", "a second one".into());
    /// assert!(error.to_string().contains("one offer a round"));
    /// # Ok(Termination::Impasse) } }
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// # Session::new(&pie, &Asks).everybody(|_| TimeDependent::conceder()).run()?;
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn illegal(&self, rule: &str, detail: String) -> Error {
        self.referee.illegal(rule, detail)
    }

    fn floor_members(&self) -> Coalition {
        self.floor.offer().map_or(Coalition::EMPTY, |offer| self.members(offer))
    }

    fn note(&mut self, party: Option<usize>, act: Act) {
        self.record.note(self.clock.round(), party, act);
    }
}
