//! A phase of a year, and what it reads.

use super::nations::Nations;
use super::process::Process;
use crate::error::Result;
use crate::stream::Stream;
use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

/// A phase of a year of a process `P`. All its decisions read the state as it stood when the phase began,
/// [`Year::present`]; what it changes goes to `next`, which starts as a copy of it. No order of activation exists,
/// so none can bias. A function of these two arguments is a phase, too.
///
/// ```
/// use comity::prelude::*;
/// use comity::simulate::{Phase, Present, Year};
///
/// /// Population grows by a constant rate.
/// #[derive(Debug)]
/// struct Growth(f64);
///
/// impl Phase for Growth {
///     fn advance(&self, year: &Year<'_>, next: &mut Present) -> Result<()> {
///         for (after, before) in next.state.population.iter_mut().zip(&year.present().state.population) {
///             *after = before * (1.0 + self.0);
///         }
///         Ok(())
///     }
/// }
///
/// let study = Study::new(World::northeast_asia_2002())?;
/// let still = comity::simulate::Rules::still();
/// let history = Simulation::of(&study).rules(still).phase("population", Growth(0.01)).years(2).run()?;
/// assert!(history.end().state.population[0] > 1.02 * history.begin().state.population[0]);
/// # Ok::<(), comity::Error>(())
/// ```
pub trait Phase<P: Process = Nations>: Send + Sync {
    /// Carries the phase out.
    ///
    /// # Errors
    /// Whatever cannot be evaluated.
    fn advance(&self, year: &Year<'_, P>, next: &mut P::State) -> Result<()>;

    /// Whether there is nothing for it to do in this year, so that it can be passed over.
    fn is_idle(&self, year: &Year<'_, P>) -> bool {
        let _ = year;
        false
    }
}

impl<P: Process, F: Fn(&Year<'_, P>, &mut P::State) -> Result<()> + Send + Sync> Phase<P> for F {
    fn advance(&self, year: &Year<'_, P>, next: &mut P::State) -> Result<()> {
        self(year, next)
    }
}

/// What one phase of a history has computed and another may need: nothing that could not be computed again.
#[derive(Default)]
pub(super) struct Memory(Mutex<Option<Arc<dyn Any + Send + Sync>>>);

impl Memory {
    /// What was kept last, if it is of this kind.
    pub fn recall<T: Send + Sync + 'static>(&self) -> Option<Arc<T>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()?.downcast().ok()
    }

    /// Keeps this, in place of what was kept.
    pub fn keep<T: Send + Sync + 'static>(&self, what: Arc<T>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(what);
    }
}

/// What a phase reads.
pub struct Year<'a, P: Process = Nations> {
    process: &'a P,
    present: &'a P::State,
    memory: &'a Memory,
    number: u32,
    seed: u64,
}

impl<'a, P: Process> Year<'a, P> {
    pub(super) fn new(
        process: &'a P,
        present: &'a P::State,
        memory: &'a Memory,
        (number, seed): (u32, u64),
    ) -> Self {
        Year { process, present, memory, number, seed }
    }

    /// What phases keep for each other.
    pub(super) fn memory(&self) -> &'a Memory {
        self.memory
    }

    /// The state as it stood when the phase began.
    pub fn present(&self) -> &'a P::State {
        self.present
    }

    /// The process with its parameters.
    pub fn process(&self) -> &'a P {
        self.process
    }

    /// Number of the year, from 1.
    pub fn number(&self) -> u32 {
        self.number
    }

    /// The address of this year's draws for this purpose: codes, or numbers within the year, come next.
    pub fn draw(&self, purpose: &str) -> Stream {
        Stream::new(self.seed, purpose).year(i64::from(self.number))
    }
}

impl<P: Process> fmt::Debug for Year<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "year {}, seed {}", self.number, self.seed)
    }
}
