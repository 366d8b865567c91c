//! Tournaments: strategies against each other, over domains, seats and seeds.

use super::domain::Domain;
use super::party::Strategy;
use super::protocol::Protocol;
use super::session::Session;
use super::settings::Settings;
use crate::error::{Error, Result};
use crate::frame::{Column, Frame};
use crate::interval::Interval;
use crate::parallel;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Means with their 95 % confidence intervals (Student's t over the sessions, taken as independent).
///
/// `Display` prints both tables.
///
/// ```
/// use comity::negotiate::{Standings, Tournament};
/// use comity::negotiate::{domain::Generator, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}};
/// let domain = Generator { parties: 2, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[4, 4])?;
/// let standings: Standings = Tournament::new(&AlternatingOffers)
///     .domain(&domain)
///     .entrant("Boulware", |_, _| Box::new(TimeDependent::boulware()))
///     .entrant("MiCRO", |_, _| Box::new(Micro::new()))
///     .run()?;
/// assert_eq!(standings.means.len(), 2 * 5); // strategies × measures
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Standings {
    /// Columns `strategy, measure, mean, half_width`; the width is missing for fewer than two sessions. The
    /// measures: its `payoff`; `welfare`, the mean payoff of all parties in its sessions; `agreement`, how
    /// often one bound it; `rounds` played; `turns lost` by it.
    pub means: Frame,
    /// Columns `strategy, against, mean, half_width`: the payoff of one minus that of the other in the same
    /// seat of the same domain against the same others with the same seed, a paired comparison.
    pub differences: Frame,
    /// Sessions played per strategy.
    pub sessions: usize,
}

type Entrant<'a> = Box<dyn Fn(usize, usize) -> Box<dyn Strategy + 'a> + Sync + 'a>;

/// A tournament: every strategy in every seat of every domain against a field of every strategy, with every
/// seed.
///
/// In one session a strategy holds one seat and one other (or itself) all the others; for two parties that is
/// everybody against everybody from both sides. All face the same fields, seats and seeds, so that their
/// payoffs can be compared in pairs. Utilities are compared as they are: domains should have a common scale.
///
/// ```
/// use comity::negotiate::{domain::Generator, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}, Tournament};
/// let domain = Generator { parties: 2, conflict: 0.8, reservation: 0.1, seed: 1 }.issues(&[4, 4])?;
/// let standings = Tournament::new(&AlternatingOffers)
///     .domain(&domain)
///     .entrant("Boulware", |_, _| Box::new(TimeDependent::boulware()))
///     .entrant("MiCRO", |_, _| Box::new(Micro::new()))
///     .seeds(0..5)
///     .run()?;
/// println!("{standings}");
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Tournament<'a> {
    protocol: &'a dyn Protocol,
    domains: Vec<&'a dyn Domain>,
    entrants: Vec<(String, Entrant<'a>)>,
    settings: Settings,
    seeds: Vec<u64>,
}

/// Seat, domain, field and seed of one comparison.
#[derive(Clone, Copy)]
struct Cell {
    domain: usize,
    seat: usize,
    field: usize,
    seed: u64,
}

type Measure = fn(&Score) -> f64;

struct Score {
    payoff: f64,
    welfare: f64,
    agreement: f64,
    rounds: f64,
    faults: f64,
}

impl<'a> Tournament<'a> {
    /// A tournament without domains and entrants, with default settings and seed 0.
    ///
    /// ```
    /// # use comity::negotiate::{Tournament, protocol::AlternatingOffers};
    /// assert!(Tournament::new(&AlternatingOffers).run().is_err()); // nothing to play
    /// ```
    pub fn new(protocol: &'a dyn Protocol) -> Self {
        Tournament {
            protocol,
            domains: Vec::new(),
            entrants: Vec::new(),
            settings: Settings::default(),
            seeds: vec![0],
        }
    }

    /// The tournament with one more domain.
    ///
    /// ```
    /// # use comity::negotiate::{Settings, Tournament, domain::ListDomain, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let tournament = Tournament::new(&AlternatingOffers).domain(&pie).entrant("linear", |_, _| Box::new(TimeDependent::linear()));
    /// assert_eq!(tournament.domain(&pie).run()?.sessions, 4); // two seats in two domains
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn domain(mut self, domain: &'a dyn Domain) -> Self {
        self.domains.push(domain);
        self
    }

    /// The tournament with one more strategy; `strategy(domain, party)` makes a fresh one for a seat of the
    /// domain of that number.
    ///
    /// ```
    /// # use comity::negotiate::{Settings, Tournament, domain::ListDomain, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let tournament = Tournament::new(&AlternatingOffers).domain(&pie).entrant("linear", |_, _| Box::new(TimeDependent::linear()));
    /// let standings = tournament.entrant("MiCRO", |_, _| Box::new(Micro::new())).run()?;
    /// assert_eq!(standings.differences.len(), 4); // each against each
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn entrant(
        mut self,
        name: impl Into<String>,
        strategy: impl Fn(usize, usize) -> Box<dyn Strategy + 'a> + Sync + 'a,
    ) -> Self {
        self.entrants.push((name.into(), Box::new(strategy)));
        self
    }

    /// The rules of all sessions.
    ///
    /// ```
    /// # use comity::negotiate::{Settings, Tournament, domain::ListDomain, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let tournament = Tournament::new(&AlternatingOffers).domain(&pie).entrant("linear", |_, _| Box::new(TimeDependent::linear()));
    /// let short = Settings { deadline: 5, ..Settings::default() };
    /// assert_eq!(tournament.settings(short).run()?.sessions, 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The seeds of each pairing. Where neither protocol nor strategies draw, more than one adds nothing but
    /// narrower intervals.
    ///
    /// ```
    /// # use comity::negotiate::{Settings, Tournament, domain::ListDomain, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let tournament = Tournament::new(&AlternatingOffers).domain(&pie).entrant("linear", |_, _| Box::new(TimeDependent::linear()));
    /// assert_eq!(tournament.seeds(0..10).run()?.sessions, 20);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn seeds(mut self, seeds: impl IntoIterator<Item = u64>) -> Self {
        self.seeds = seeds.into_iter().collect();
        self
    }

    /// The standings after all sessions, played on all threads of the current pool; the same on any number.
    ///
    /// # Errors
    /// No session to play; the first session that fails, in order.
    ///
    /// ```
    /// # use comity::negotiate::{Settings, Tournament, domain::ListDomain, protocol::AlternatingOffers, strategy::{Micro, TimeDependent}};
    /// # let pie = ListDomain::new(vec![vec![4.0, 3.0, 0.0], vec![0.0, 3.0, 4.0]])?;
    /// let tournament = Tournament::new(&AlternatingOffers).domain(&pie).entrant("linear", |_, _| Box::new(TimeDependent::linear()));
    /// println!("{}", tournament.run()?); // means with their intervals
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn run(&self) -> Result<Standings> {
        let mut cells = Vec::new();
        for (domain, d) in self.domains.iter().enumerate() {
            for seat in 0..d.parties().min(64) {
                for field in 0..self.entrants.len() {
                    cells.extend(self.seeds.iter().map(|&seed| Cell { domain, seat, field, seed }));
                }
            }
        }
        if cells.is_empty() {
            return Err(Error::invalid(
                "tournament",
                "sessions",
                0,
                "at least one domain, strategy and seed",
            ));
        }
        let mut scores = Vec::with_capacity(self.entrants.len());
        for entrant in 0..self.entrants.len() {
            scores.push(parallel::try_map(cells.len(), |k| self.play(entrant, cells[k]))?);
        }
        Ok(Standings {
            means: self.means(&scores)?,
            differences: self.differences(&scores)?,
            sessions: cells.len(),
        })
    }

    fn means(&self, scores: &[Vec<Score>]) -> Result<Frame> {
        let heads = [
            Column::text("strategy"),
            Column::text("measure"),
            Column::real("mean"),
            Column::real("half_width"),
        ];
        let mut frame = Frame::new(heads)?;
        let measures: [(&str, Measure); 5] = [
            ("payoff", |s| s.payoff),
            ("welfare", |s| s.welfare),
            ("agreement", |s| s.agreement),
            ("rounds", |s| s.rounds),
            ("turns lost", |s| s.faults),
        ];
        for ((name, _), scores) in self.entrants.iter().zip(scores) {
            for (measure, of) in measures {
                let Interval { mean, half_width } = Interval::of(&scores.iter().map(of).collect::<Vec<_>>());
                frame.push([name.into(), measure.into(), mean.into(), half_width.into()])?;
            }
        }
        Ok(frame)
    }

    fn differences(&self, scores: &[Vec<Score>]) -> Result<Frame> {
        let heads = [
            Column::text("strategy"),
            Column::text("against"),
            Column::real("mean"),
            Column::real("half_width"),
        ];
        let mut frame = Frame::new(heads)?;
        for ((a, _), own) in self.entrants.iter().zip(scores) {
            for ((b, _), other) in self.entrants.iter().zip(scores) {
                let paired = own.iter().zip(other).map(|(x, y)| x.payoff - y.payoff);
                let Interval { mean, half_width } = Interval::of(&paired.collect::<Vec<_>>());
                frame.push([a.into(), b.into(), mean.into(), half_width.into()])?;
            }
        }
        Ok(frame)
    }

    fn play(&self, entrant: usize, cell: Cell) -> Result<Score> {
        let domain = self.domains[cell.domain];
        let mut session = Session::new(domain, self.protocol).settings(self.settings.clone()).seed(cell.seed);
        for party in 0..domain.parties().min(64) {
            let who = if party == cell.seat { entrant } else { cell.field };
            session = session.seat(party, (self.entrants[who].1)(cell.domain, party));
        }
        let trace = session.run()?;
        let bound = trace.agreements.iter().any(|a| a.members.contains(cell.seat));
        Ok(Score {
            payoff: trace.payoffs[cell.seat],
            welfare: trace.payoffs.iter().sum::<f64>() / trace.payoffs.len() as f64,
            agreement: f64::from(u8::from(bound)),
            rounds: f64::from(trace.rounds),
            faults: trace.faults().filter(|(e, _)| e.party.map(usize::from) == Some(cell.seat)).count()
                as f64,
        })
    }
}

impl fmt::Display for Standings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{} sessions per strategy, means with 95 % confidence intervals", self.sessions)?;
        write!(f, "{}", self.means)?;
        writeln!(f, "payoff of one minus that of the other, same seat, field and seed")?;
        write!(f, "{}", self.differences)
    }
}
