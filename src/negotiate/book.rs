//! What the parties may look up during one session: the domain, its tables filled on demand, and the meter.

use super::domain::Domain;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use std::cell::{Cell, OnceCell, RefCell};
use std::panic::resume_unwind;

/// Unwinds a strategy whose turn is over for a reason that is not its own panic.
pub(super) enum Cut {
    /// It asked for more utilities than its patience allows.
    Stalled,
    /// The domain failed; [`Book::take_failure`] has the error.
    Failed,
}

pub(super) struct Book<'a> {
    pub domain: &'a dyn Domain,
    pub parties: usize,
    pub outcomes: usize,
    pub reservations: Vec<f64>,
    tables: Vec<OnceCell<Vec<f64>>>,
    left: Cell<u64>,
    failure: RefCell<Option<Error>>,
}

impl<'a> Book<'a> {
    pub fn open(domain: &'a dyn Domain) -> Result<Self> {
        let (parties, outcomes) = (domain.parties(), domain.outcomes());
        if parties == 0 || parties > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("domain", "parties", parties, "1..=63"));
        }
        let reservations: Vec<f64> = (0..parties).map(|i| domain.reservation(i)).collect();
        if let Some(i) = reservations.iter().position(|r| !r.is_finite()) {
            return Err(Error::invalid(
                domain.party_name(i),
                "reservation value",
                reservations[i],
                "a finite number",
            ));
        }
        Ok(Book {
            domain,
            parties,
            outcomes,
            reservations,
            tables: vec![OnceCell::new(); parties],
            left: Cell::new(u64::MAX),
            failure: RefCell::new(None),
        })
    }

    /// Sets the number of look-ups until the next turn.
    pub fn refill(&self, patience: u64) {
        self.left.set(patience);
    }

    fn spend(&self, lookups: u64) {
        match self.left.get().checked_sub(lookups) {
            Some(left) => self.left.set(left),
            None => resume_unwind(Box::new(Cut::Stalled)),
        }
    }

    /// For a strategy's turn: unwinds with [`Cut`] on a failing domain or an empty meter.
    pub fn utility(&self, party: usize, outcome: usize) -> f64 {
        self.spend(1);
        if let Some(table) = self.tables[party].get() {
            return table.get(outcome).copied().unwrap_or(f64::NEG_INFINITY);
        }
        if outcome >= self.outcomes {
            return f64::NEG_INFINITY;
        }
        self.lookup(party, outcome).unwrap_or_else(|error| self.fail(error))
    }

    /// For a strategy's turn: all of one party's utilities, filled at first use.
    pub fn utilities(&self, party: usize) -> &[f64] {
        self.spend(1);
        if let Some(table) = self.tables[party].get() {
            return table;
        }
        match self.fill(party) {
            Ok(table) => self.tables[party].get_or_init(|| table),
            Err(error) => self.fail(error),
        }
    }

    /// All of one party's utilities, checked.
    pub fn fill(&self, party: usize) -> Result<Vec<f64>> {
        let table = self.domain.utilities(party)?;
        if table.len() != self.outcomes {
            return Err(Error::Shape {
                what: format!("utilities of {}", self.domain.party_name(party)),
                expected: format!("{} outcomes", self.outcomes),
                got: table.len().to_string(),
            });
        }
        // Branch-free first: nearly always all are finite.
        if table.iter().fold(true, |all, u| all & u.is_finite()) {
            return Ok(table);
        }
        let outcome = table.iter().position(|u| !u.is_finite()).unwrap_or(0);
        Err(self.not_finite(party, outcome, table[outcome]))
    }

    /// One utility, checked.
    pub fn lookup(&self, party: usize, outcome: usize) -> Result<f64> {
        let u = self.domain.utility(party, outcome)?;
        if u.is_finite() { Ok(u) } else { Err(self.not_finite(party, outcome, u)) }
    }

    fn not_finite(&self, party: usize, outcome: usize, u: f64) -> Error {
        let field = format!("utility of {}", self.domain.outcome_name(outcome));
        Error::invalid(self.domain.party_name(party), field, u, "a finite number")
    }

    fn fail(&self, error: Error) -> ! {
        self.failure.replace(Some(error));
        resume_unwind(Box::new(Cut::Failed))
    }

    /// Why the domain failed in the turn that is over, if it did.
    pub fn take_failure(&self) -> Option<Error> {
        self.failure.take()
    }
}
