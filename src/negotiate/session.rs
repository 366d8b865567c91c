//! The session: strategies take their seats, the protocol is played, the trace is returned.

use super::book::Book;
use super::domain::Domain;
use super::party::Strategy;
use super::protocol::Protocol;
use super::settings::Settings;
use super::table::{Seats, Table};
use super::trace::Trace;
use crate::error::{Error, Result};

/// One negotiation: a domain, a protocol, a strategy for every party, and the rules.
///
/// A session is used once: [`run`](Self::run) consumes it together with its strategies, so that one seed
/// always means one trace.
///
/// ```
/// use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
/// let domain = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
/// let session = Session::new(&domain, &AlternatingOffers)
///     .seat(0, TimeDependent::boulware())
///     .seat(1, TimeDependent::conceder())
///     .deadline(20)
///     .discount(0.99)
///     .seed(7);
/// let trace = session.run()?;
/// assert_eq!(Session::replay(&domain, &AlternatingOffers, &trace)?, trace);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Session<'a> {
    domain: &'a dyn Domain,
    protocol: &'a dyn Protocol,
    seats: Vec<(usize, Box<dyn Strategy + 'a>)>,
    settings: Settings,
    seed: u64,
}

impl<'a> Session<'a> {
    /// A session with nobody seated, 100 rounds, no discounting, no breakdown, everybody may propose, seed 0.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear());
    /// assert_eq!(session.run()?.settings.deadline, 100);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(domain: &'a dyn Domain, protocol: &'a dyn Protocol) -> Self {
        Session { domain, protocol, seats: Vec::new(), settings: Settings::default(), seed: 0 }
    }

    /// The session with this strategy for one party.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).seat(0, TimeDependent::boulware());
    /// assert!(session.run().is_err()); // nobody sits for the second party
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn seat(mut self, party: usize, strategy: impl Strategy + 'a) -> Self {
        self.seats.push((party, Box::new(strategy)));
        self
    }

    /// The session with `strategy(party)` for every party.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).run()?;
    /// assert_eq!(trace.strategies[0], trace.strategies[1]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn everybody<S: Strategy + 'a>(mut self, mut strategy: impl FnMut(usize) -> S) -> Self {
        // Beyond 63 parties `run` refuses the domain.
        for party in 0..self.domain.parties().min(64) {
            self = self.seat(party, strategy(party));
        }
        self
    }

    /// The session with these rules, all at once.
    ///
    /// ```
    /// # use comity::negotiate::{Session, Settings, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let rules = Settings { deadline: 20, proposers: vec![1], ..Settings::default() };
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear());
    /// assert_eq!(session.settings(rules.clone()).run()?.settings, rules);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The last round (default 100).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware());
    /// assert!(session.deadline(10).run()?.rounds <= 10);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn deadline(mut self, rounds: u32) -> Self {
        self.settings.deadline = rounds;
        self
    }

    /// Discount factor of everybody's gain per round (default 1).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware());
    /// let trace = session.discount(0.9).run()?;
    /// assert!((trace.payoffs[0] - 3.0 * 0.9f64.powi(trace.rounds as i32 - 1)).abs() < 1e-12);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn discount(mut self, delta: f64) -> Self {
        self.settings.discounts = vec![delta];
        self
    }

    /// Probability of a breakdown between two rounds (default 0).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware());
    /// assert!(session.breakdown(0.9).seed(1).run()?.rounds < 50);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn breakdown(mut self, probability: f64) -> Self {
        self.settings.breakdown = probability;
        self
    }

    /// The parties that may propose, in order (default: everybody).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).proposers([1]);
    /// let trace = session.run()?;
    /// assert!(trace.events.iter().all(|event| event.act.offer().is_none() || event.party != Some(0)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn proposers(mut self, parties: impl IntoIterator<Item = usize>) -> Self {
        self.settings.proposers = parties.into_iter().collect();
        self
    }

    /// Relative weights with which a protocol that draws recognises each proposer (default: equal).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::RandomProposer, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let protocol = RandomProposer::default();
    /// let session = Session::new(&pie, &protocol).everybody(|_| TimeDependent::conceder()).recognition([1.0, 0.0]);
    /// let trace = session.run()?;
    /// assert!(trace.events.iter().filter(|event| event.act.offer().is_some()).all(|event| event.party != Some(1)));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn recognition(mut self, weights: impl IntoIterator<Item = f64>) -> Self {
        self.settings.recognition = weights.into_iter().collect();
        self
    }

    /// The fewest members a deal may have (default 1).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).quorum(2);
    /// assert_eq!(session.run()?.agreements[0].members.len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn quorum(mut self, members: usize) -> Self {
        self.settings.quorum = members;
        self
    }

    /// Look-ups of utilities after which a turn is lost as stalled (default ten million).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let session = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).patience(1);
    /// assert_eq!(session.run()?.settings.patience, 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn patience(mut self, lookups: u64) -> Self {
        self.settings.patience = lookups;
        self
    }

    /// The seed of all random streams (default 0).
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let run = |seed| Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::linear()).seed(seed).run();
    /// assert_eq!(run(7)?, run(7)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The trace of the negotiation.
    ///
    /// A strategy that panics, proposes what the rules forbid or asks for more than its patience loses that
    /// turn; the trace records the fault and the session goes on. (A panic of a strategy, and one that never
    /// stops asking, can be caught only in programs built with unwinding, Rust's default. A strategy that
    /// loops without ever asking for a utility cannot be stopped.)
    ///
    /// # Errors
    /// A party without a strategy or with two, a party or proposer that is not in the domain, a strategy that
    /// does not suit the protocol ([`Error::Illegal`], naming the rule), settings out of range, a domain that
    /// fails or returns a utility that is not finite; [`Error::TooLarge`] past four million moves, or for a strategy that
    /// asks for a table of utilities of more than a GiB.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
    /// assert_eq!(trace.payoffs, [3.0, 3.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn run(self) -> Result<Trace> {
        let book = Book::open(self.domain)?;
        self.settings.validate(book.parties)?;
        let illegal = |rule: &str, detail: String| Error::Illegal {
            protocol: self.protocol.name(),
            rule: rule.into(),
            detail,
        };
        proposers(self.protocol, &self.settings, book.parties)?;
        self.protocol.validate(self.domain, &self.settings)?;
        let mut seats: Vec<Option<Box<dyn Strategy + 'a>>> = (0..book.parties).map(|_| None).collect();
        for (party, strategy) in self.seats {
            match seats.get_mut(party) {
                None => {
                    return Err(illegal(
                        "a seat is for a party to the session",
                        format!("there is no party {party}"),
                    ));
                }
                Some(Some(_)) => {
                    return Err(illegal("one strategy a seat", format!("party {party} has two")));
                }
                Some(seat) => {
                    if !strategy.suits(self.protocol) {
                        let detail = format!("party {party}: {}", strategy.name());
                        return Err(illegal("a strategy plays the protocol that it is made for", detail));
                    }
                    *seat = Some(strategy);
                }
            }
        }
        let mut strategies = Vec::with_capacity(book.parties);
        for (party, seat) in seats.into_iter().enumerate() {
            let empty = || illegal("every party has a strategy", format!("party {party} has none"));
            strategies.push(seat.ok_or_else(empty)?);
        }
        let names = strategies.iter().map(|s| s.name()).collect();
        play(book, self.protocol, &self.settings, self.seed, names, Seats::Live(strategies))
    }

    /// The trace of a recorded session played again, move by move: the same, if the record is true.
    ///
    /// # Errors
    /// [`Error::Illegal`], naming the rule, at the first recorded move that the protocol does not ask for or
    /// forbids; a domain that fails.
    ///
    /// ```
    /// # use comity::negotiate::{Session, domain::ListDomain, protocol::AlternatingOffers, strategy::TimeDependent};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let trace = Session::new(&pie, &AlternatingOffers).everybody(|_| TimeDependent::boulware()).run()?;
    /// let mut forged = trace.clone();
    /// forged.events.truncate(1);
    /// assert!(Session::replay(&pie, &AlternatingOffers, &forged).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn replay(domain: &dyn Domain, protocol: &dyn Protocol, trace: &Trace) -> Result<Trace> {
        let book = Book::open(domain)?;
        trace.settings.validate(book.parties)?;
        if protocol.name() != trace.protocol {
            return Err(Error::Illegal {
                protocol: protocol.name(),
                rule: "a record is replayed under its own protocol".into(),
                detail: trace.protocol.clone(),
            });
        }
        proposers(protocol, &trace.settings, book.parties)?;
        protocol.validate(domain, &trace.settings)?;
        let script = Seats::Script(trace.events.iter());
        play(book, protocol, &trace.settings, trace.seed, trace.strategies.clone(), script)
    }
}

/// Whether proposers are parties, each listed once.
fn proposers(protocol: &dyn Protocol, settings: &Settings, parties: usize) -> Result<()> {
    let illegal =
        |rule: &str, detail| Error::Illegal { protocol: protocol.name(), rule: rule.into(), detail };
    let mut proposers = settings.proposers.clone();
    proposers.sort_unstable();
    if let Some(pair) = proposers.windows(2).find(|w| w[0] == w[1]) {
        return Err(illegal("a proposer is listed once", format!("party {}", pair[0])));
    }
    match proposers.into_iter().find(|&p| p >= parties) {
        Some(p) => Err(illegal("a proposer is a party to the session", format!("there is no party {p}"))),
        None => Ok(()),
    }
}

fn play(
    book: Book<'_>,
    protocol: &dyn Protocol,
    settings: &Settings,
    seed: u64,
    strategies: Vec<String>,
    seats: Seats<'_>,
) -> Result<Trace> {
    let mut table = Table::open(&book, settings, protocol.name(), seed, seats);
    let termination = protocol.run(&mut table)?;
    let (events, agreements, rounds) = table.close()?;
    let mut payoffs = Vec::with_capacity(book.parties);
    for i in 0..book.parties {
        let r = book.reservations[i];
        let mut payoff = r;
        let own = agreements.iter().find(|a| a.members.contains(i)).map(std::slice::from_ref);
        for a in own.unwrap_or(&agreements) {
            let delay = i32::try_from(a.round.saturating_sub(1)).unwrap_or(i32::MAX);
            let u = book.lookup(i, a.deal.outcome)? + a.deal.payment(i);
            payoff += settings.discount(i).powi(delay) * (u - r);
        }
        payoffs.push(payoff);
    }
    let parties = (0..book.parties).map(|i| book.domain.party_name(i)).collect();
    let settings = settings.clone();
    Ok(Trace {
        protocol: protocol.name(),
        seed,
        settings,
        parties,
        strategies,
        events,
        agreements,
        termination,
        rounds,
        payoffs,
        labels: book.domain.outcome_names(),
    })
}
