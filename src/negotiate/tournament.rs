//! Tournaments: strategies against each other, over domains, seats and seeds.

use super::domain::Domain;
use super::protocol::Protocol;
use super::session::{Session, Settings};
use super::strategy::Strategy;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use statrs::distribution::{ContinuousCDF, StudentsT};
use std::fmt;

/// A mean with its 95 % confidence interval (Student's t over the observations).
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// Half the width of the interval; `None` for fewer than two observations.
    pub half_width: Option<f64>,
}

impl Estimate {
    /// From observations that are taken as independent; 0 for none.
    pub fn of(observations: &[f64]) -> Self {
        let n = observations.len() as f64;
        let mean = observations.iter().sum::<f64>() / n.max(1.0);
        let squares: f64 = observations.iter().map(|x| (x - mean).powi(2)).sum();
        let t = StudentsT::new(0.0, 1.0, n - 1.0).ok().filter(|_| n > 1.0);
        let half_width = t.map(|t| t.inverse_cdf(0.975) * (squares / (n - 1.0) / n).sqrt());
        Estimate { mean, half_width }
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.half_width {
            Some(half) => write!(f, "{:.4} ± {half:.4}", self.mean),
            None => write!(f, "{:.4}", self.mean),
        }
    }
}

/// How one strategy did.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Row {
    /// The strategy.
    pub name: String,
    /// Its payoff.
    pub payoff: Estimate,
    /// The mean payoff of all parties in its sessions.
    pub welfare: Estimate,
    /// How often a deal bound it.
    pub agreement: Estimate,
    /// Rounds played.
    pub rounds: Estimate,
    /// Turns it lost.
    pub faults: usize,
}

/// The result of a tournament.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Standings {
    /// One row a strategy, in the order of entry.
    pub rows: Vec<Row>,
    /// `differences[a][b]`: payoff of `a` minus that of `b` in the same seat of the same domain against the same others with the same
    /// seed: a paired comparison.
    pub differences: Vec<Vec<Estimate>>,
    /// Sessions played for each strategy.
    pub sessions: usize,
}

type Entrant<'a> = Box<dyn Fn(usize, usize) -> Box<dyn Strategy + 'a> + Sync + 'a>;

/// Every strategy in every seat of every domain against a field of every strategy, with every seed.
///
/// In one session a strategy holds one seat and one other (or itself) all the others; for two parties that is everybody against
/// everybody from both sides. All face the same fields, seats and seeds, so that their payoffs can be compared in pairs. Utilities are
/// compared as they are: domains should have a common scale.
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

struct Score {
    payoff: f64,
    welfare: f64,
    agreement: f64,
    rounds: f64,
    faults: usize,
}

impl<'a> Tournament<'a> {
    /// Without domains and entrants, default settings, seed 0.
    pub fn new(protocol: &'a dyn Protocol) -> Self {
        Tournament {
            protocol,
            domains: Vec::new(),
            entrants: Vec::new(),
            settings: Settings::default(),
            seeds: vec![0],
        }
    }

    /// Adds a domain.
    pub fn domain(mut self, domain: &'a dyn Domain) -> Self {
        self.domains.push(domain);
        self
    }

    /// Adds a strategy; `strategy(domain, party)` makes a fresh one for a seat of the domain of that number.
    pub fn entrant(
        mut self,
        name: impl Into<String>,
        strategy: impl Fn(usize, usize) -> Box<dyn Strategy + 'a> + Sync + 'a,
    ) -> Self {
        self.entrants.push((name.into(), Box::new(strategy)));
        self
    }

    /// The rules of all sessions.
    pub fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The seeds of each pairing. Where neither protocol nor strategies draw, more than one adds nothing but narrower intervals.
    pub fn seeds(mut self, seeds: impl IntoIterator<Item = u64>) -> Self {
        self.seeds = seeds.into_iter().collect();
        self
    }

    /// Plays all sessions, on all threads of the current pool; the result does not depend on how many there are.
    ///
    /// # Errors
    /// Nothing to play; the first session that fails, in order.
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
            let all = map(&cells, |&cell| self.play(entrant, cell));
            scores.push(all.into_iter().collect::<Result<Vec<Score>>>()?);
        }
        let rows = self.entrants.iter().zip(&scores).map(|((name, _), scores)| {
            let estimate = |of: fn(&Score) -> f64| Estimate::of(&scores.iter().map(of).collect::<Vec<_>>());
            Row {
                name: name.clone(),
                payoff: estimate(|s| s.payoff),
                welfare: estimate(|s| s.welfare),
                agreement: estimate(|s| s.agreement),
                rounds: estimate(|s| s.rounds),
                faults: scores.iter().map(|s| s.faults).sum(),
            }
        });
        let rows = rows.collect();
        let difference = |a: &Vec<Score>, b: &Vec<Score>| {
            Estimate::of(&a.iter().zip(b).map(|(a, b)| a.payoff - b.payoff).collect::<Vec<_>>())
        };
        let differences = scores.iter().map(|a| scores.iter().map(|b| difference(a, b)).collect()).collect();
        Ok(Standings { rows, differences, sessions: cells.len() })
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
            faults: trace.faults().filter(|(e, _)| e.party.map(usize::from) == Some(cell.seat)).count(),
        })
    }
}

#[cfg(feature = "parallel")]
fn map<T: Sync, R: Send>(items: &[T], f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().map(&f).collect()
}

#[cfg(not(feature = "parallel"))]
fn map<T, R>(items: &[T], f: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(f).collect()
}

impl fmt::Display for Standings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let width = self.rows.iter().map(|r| r.name.chars().count()).max().unwrap_or(0).max(8);
        writeln!(f, "{} sessions for each strategy, means with 95 % confidence intervals", self.sessions)?;
        writeln!(
            f,
            "{:width$}  {:>18}  {:>18}  {:>18}  {:>18}  faults",
            "strategy", "payoff", "welfare", "agreement", "rounds"
        )?;
        for r in &self.rows {
            let cells =
                [r.payoff, r.welfare, r.agreement, r.rounds].map(|e| format!("{:>18}", e.to_string()));
            writeln!(f, "{:width$}  {}  {}", r.name, cells.join("  "), r.faults)?;
        }
        writeln!(f, "payoff of the row minus that of the column, same seat, field and seed")?;
        for (r, differences) in self.rows.iter().zip(&self.differences) {
            let cells: Vec<String> = differences.iter().map(|e| format!("{:>18}", e.to_string())).collect();
            writeln!(f, "{:width$}  {}", r.name, cells.join("  "))?;
        }
        Ok(())
    }
}
