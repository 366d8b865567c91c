//! The look-ups of one session: the domain, its tables filled on demand, and the meter of a turn.

use super::domain::Domain;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::Value;
use std::cell::{Cell, OnceCell, RefCell};
use std::panic::resume_unwind;

/// Most numbers of one table: a GiB.
const LARGEST_TABLE: usize = 1 << 27;
/// Utilities whose differences and sums stay finite.
const FINITE: &str = "a finite number, within ±1e290";

/// Refuses a table of so many utilities where it is past a GiB.
pub(super) fn within(utilities: usize) -> Result<()> {
    if utilities <= LARGEST_TABLE {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "table of utilities".into(),
        n: utilities,
        limit: LARGEST_TABLE,
        reason: "8 bytes each; strategies that ask for single outcomes need none".into(),
    })
}

/// Payload that unwinds a strategy which goes on asking long after its turn is lost.
pub(super) struct Stalled;

/// How a turn was spoilt while the strategy had it.
pub(super) enum Spoilt {
    /// More look-ups than the session's patience.
    Stalled,
    /// A utility that could not be evaluated.
    Failed(Error),
}

pub(super) struct Book<'a> {
    pub domain: &'a dyn Domain,
    pub parties: usize,
    pub outcomes: usize,
    pub reservations: Vec<f64>,
    tables: Vec<OnceCell<Vec<f64>>>,
    /// Look-ups left in this turn; none once it is spoilt.
    left: Cell<u64>,
    /// Look-ups past the last one allowed that end a turn by force.
    grace: Cell<u64>,
    overdrawn: Cell<bool>,
    failure: RefCell<Option<Error>>,
}

impl<'a> Book<'a> {
    pub fn open(domain: &'a dyn Domain) -> Result<Self> {
        let (parties, outcomes) = (domain.parties(), domain.outcomes());
        if parties == 0 || parties > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("domain", "parties", parties, "1..=63"));
        }
        let reservations: Vec<f64> = (0..parties).map(|i| domain.reservation(i)).collect();
        if let Some(i) = reservations.iter().position(|r| !Value::is_finite(r)) {
            return Err(Error::invalid(domain.party_name(i), "reservation value", reservations[i], FINITE));
        }
        Ok(Book {
            domain,
            parties,
            outcomes,
            reservations,
            tables: vec![OnceCell::new(); parties],
            left: Cell::new(0),
            grace: Cell::new(0),
            overdrawn: Cell::new(false),
            failure: RefCell::new(None),
        })
    }

    /// Begins a turn of so many look-ups.
    pub fn begin(&self, patience: u64) {
        self.left.set(patience);
        self.grace.set(patience);
        self.overdrawn.set(false);
    }

    /// Ends the turn: how it was spoilt, if it was.
    pub fn end(&self) -> Option<Spoilt> {
        match self.failure.take() {
            Some(error) => Some(Spoilt::Failed(error)),
            None => self.overdrawn.get().then_some(Spoilt::Stalled),
        }
    }

    /// Whether one more look-up is allowed.
    fn spend(&self) -> bool {
        match self.left.get().checked_sub(1) {
            Some(left) => {
                self.left.set(left);
                true
            }
            None => self.overdraw(),
        }
    }

    /// The turn is lost; a strategy that never ends it is unwound, where programs unwind.
    #[cold]
    fn overdraw(&self) -> bool {
        self.overdrawn.set(true);
        match self.grace.get().checked_sub(1) {
            Some(grace) => self.grace.set(grace),
            None if cfg!(panic = "unwind") => resume_unwind(Box::new(Stalled)),
            None => {}
        }
        false
    }

    /// For a strategy's turn: −∞ for what does not exist, cannot be evaluated or is asked for too late.
    pub fn utility(&self, party: usize, outcome: usize) -> f64 {
        if !self.spend() {
            return f64::NEG_INFINITY;
        }
        if let Some(table) = self.tables[party].get() {
            return table.get(outcome).copied().unwrap_or(f64::NEG_INFINITY);
        }
        if outcome >= self.outcomes {
            return f64::NEG_INFINITY;
        }
        self.lookup(party, outcome).unwrap_or_else(|error| {
            self.fail(error);
            f64::NEG_INFINITY
        })
    }

    /// For a strategy's turn: all of one party's utilities, filled at first use; all −∞ where that fails, none where they
    /// are too many.
    pub fn utilities(&self, party: usize) -> &[f64] {
        self.spend();
        self.tables[party].get_or_init(|| {
            if self.failure.borrow().is_none() {
                match self.fill(party) {
                    Ok(table) => return table,
                    Err(error) => self.fail(error),
                }
            }
            vec![f64::NEG_INFINITY; if within(self.outcomes).is_ok() { self.outcomes } else { 0 }]
        })
    }

    /// All of one party's utilities, checked.
    pub fn fill(&self, party: usize) -> Result<Vec<f64>> {
        within(self.outcomes)?;
        let table = self.domain.utilities(party)?;
        if table.len() != self.outcomes {
            return Err(Error::Shape {
                what: format!("utilities of {}", self.domain.party_name(party)),
                expected: format!("{} outcomes", self.outcomes),
                got: table.len().to_string(),
            });
        }
        // Branch-free first: nearly always all are finite.
        if table.iter().fold(true, |all, u| all & Value::is_finite(u)) {
            return Ok(table);
        }
        let outcome = table.iter().position(|u| !Value::is_finite(u)).unwrap_or(0);
        Err(self.not_finite(party, outcome, table[outcome]))
    }

    /// One utility, checked.
    pub fn lookup(&self, party: usize, outcome: usize) -> Result<f64> {
        let u = self.domain.utility(party, outcome)?;
        if Value::is_finite(&u) { Ok(u) } else { Err(self.not_finite(party, outcome, u)) }
    }

    fn not_finite(&self, party: usize, outcome: usize, u: f64) -> Error {
        let field = format!("utility of {}", self.domain.outcome_names().name(outcome));
        Error::invalid(self.domain.party_name(party), field, u, FINITE)
    }

    /// Poisons the turn: nothing more is evaluated in it, and the session ends with the first error.
    #[cold]
    fn fail(&self, error: Error) {
        self.failure.borrow_mut().get_or_insert(error);
        self.left.set(0);
    }
}
