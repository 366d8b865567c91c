//! Years pass: phases over a state, one run or many.

use super::phase::{Memory, Phase, Year};
use super::process::Process;
use crate::error::{Error, Result};
use crate::frame::{Cell, Column, Frame};
use crate::parallel::try_map;
use crate::stream::Stream;
use std::fmt;
use std::sync::Arc;

/// The engine on which [`Simulation`](super::Simulation) runs, for any other [`Process`]: phases, in the order in which they
/// are given, over years. The seed decides every draw, each by its own address: a phase that is taken out leaves the
/// draws of all others as they were, a run in two parts is the whole run, and the number of threads does not matter.
///
/// ```
/// use comity::Result;
/// use comity::simulate::{Engine, Process, Year};
///
/// /// A walk that starts at a place and goes one step to the left or to the right per year.
/// struct Walk(i64);
///
/// impl Process for Walk {
///     type State = i64;
///     fn begin(&self, _: u64) -> Result<i64> {
///         Ok(self.0)
///     }
/// }
///
/// fn step(year: &Year<'_, Walk>, next: &mut i64) -> Result<()> {
///     *next += if year.draw("step").uniform() < 0.5 { -1 } else { 1 };
///     Ok(())
/// }
///
/// let engine = Engine::of(Walk(0)).phase("step", step).years(100).seed(7);
/// let ends = engine.ensemble(400, |end| Ok(end as f64))?;
/// let variance = ends.iter().map(|x| x * x).sum::<f64>() / 400.0;
/// assert!((80.0..120.0).contains(&variance)); // one per year
/// let path = engine.observe("place", |walker| *walker as f64).table(1)?;
/// assert_eq!(path.len(), 101);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Engine<P: Process> {
    process: P,
    years: u32,
    seed: u64,
    phases: Vec<(String, Arc<dyn Phase<P>>)>,
    faults: Vec<Fault>,
    observers: Vec<(String, Observer<P::State>)>,
    start: Option<(u32, P::State)>,
}

type Observer<S> = Arc<dyn Fn(&S) -> f64 + Send + Sync>;

/// What was wrong with a call of the builder, told when it runs.
#[derive(Clone, Debug)]
enum Fault {
    Twice(String),
    Unknown(String, Vec<String>),
}

impl<P: Process + Clone> Clone for Engine<P> {
    fn clone(&self) -> Self {
        Engine {
            process: self.process.clone(),
            years: self.years,
            seed: self.seed,
            phases: self.phases.clone(),
            faults: self.faults.clone(),
            observers: self.observers.clone(),
            start: self.start.clone(),
        }
    }
}

impl<P: Process> Engine<P> {
    /// Runs that are computed before the next are begun, whatever the number of threads.
    const AT_A_TIME: u32 = 32;

    /// The process without a phase, over 40 years, with the seed 0.
    pub fn of(process: P) -> Self {
        Engine {
            process,
            years: 40,
            seed: 0,
            phases: Vec::new(),
            faults: Vec::new(),
            observers: Vec::new(),
            start: None,
        }
    }

    /// Up to this year, counted from the beginning; 1 to 100 000.
    #[must_use]
    pub fn years(mut self, years: u32) -> Self {
        self.years = years;
        self
    }

    /// With this seed (default 0).
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// With one more phase, at the end of the year. Its name may not be taken.
    #[must_use]
    pub fn phase(self, name: impl Into<String>, phase: impl Phase<P> + 'static) -> Self {
        self.phase_before(None, name.into(), Arc::new(phase))
    }

    /// With one more phase before the one of this name, or else at the end.
    pub(super) fn phase_before(
        mut self,
        other: Option<&str>,
        name: String,
        phase: Arc<dyn Phase<P>>,
    ) -> Self {
        if self.phases.iter().any(|(taken, _)| *taken == name) {
            self.faults.push(Fault::Twice(name));
            return self;
        }
        let before = self.phases.iter().position(|(name, _)| Some(name.as_str()) == other);
        self.phases.insert(before.unwrap_or(self.phases.len()), (name, phase));
        self
    }

    /// With another phase in the place of the one of this name, if there is one.
    pub(super) fn replace_phase(mut self, name: &str, other: Arc<dyn Phase<P>>) -> Self {
        if let Some((_, phase)) = self.phases.iter_mut().find(|(known, _)| known == name) {
            *phase = other;
        }
        self
    }

    /// Without the phase of this name.
    #[must_use]
    pub fn without_phase(mut self, name: &str) -> Self {
        let known: Vec<String> = self.phases.iter().map(|(name, _)| name.clone()).collect();
        if known.iter().any(|other| other == name) {
            self.phases.retain(|(other, _)| other != name);
        } else {
            self.faults.push(Fault::Unknown(name.to_owned(), known));
        }
        self
    }

    /// With one more column of [`table`](Self::table): a figure of the state at the end of each year. It cannot change
    /// the run.
    #[must_use]
    pub fn observe(
        mut self,
        column: impl Into<String>,
        figure: impl Fn(&P::State) -> f64 + Send + Sync + 'static,
    ) -> Self {
        self.observers.push((column.into(), Arc::new(figure)));
        self
    }

    /// From this state at the end of this year on; [`years`](Self::years) stays the last one. The rest of a run from a
    /// state of its own is the run.
    #[must_use]
    pub fn from(mut self, year: u32, state: P::State) -> Self {
        self.start = Some((year, state));
        self
    }

    /// The state at the end of the last year.
    ///
    /// # Errors
    /// No year; a phase of a name that is taken or unknown; a start that is not before the last year; the first error of
    /// the process or of a phase.
    ///
    /// # Complexity
    /// Per year and phase that is not idle, a copy of the state and the phase.
    pub fn run(&self) -> Result<P::State> {
        self.watch(|_, _| Ok(()))
    }

    /// The state at the end of the last year, after showing that of each year, the year 0 or the start included.
    ///
    /// # Errors
    /// As [`run`](Self::run); the first error of `look`.
    pub fn watch(&self, look: impl FnMut(u32, &P::State) -> Result<()>) -> Result<P::State> {
        self.check()?;
        self.walk(self.seed, look)
    }

    /// As many runs, one seed each, run 0 that of [`run`](Self::run): what `summary` makes of each one's last state, in
    /// the order of the runs. They are computed in parallel.
    ///
    /// # Errors
    /// As [`run`](Self::run); the error of the first run that has one.
    pub fn ensemble<T: Send>(
        &self,
        runs: u32,
        summary: impl Fn(P::State) -> Result<T> + Sync,
    ) -> Result<Vec<T>> {
        let mut all = Vec::new();
        let one = |seed| summary(self.walk(seed, |_, _| Ok(()))?);
        self.each(runs, one, |_, result| {
            all.push(result);
            Ok(())
        })?;
        Ok(all)
    }

    /// A row per run and year: the columns of the observers.
    ///
    /// # Errors
    /// As [`run`](Self::run); an observer's column twice, or named `run` or `year`; a figure that is not finite.
    pub fn table(&self, runs: u32) -> Result<Frame> {
        let columns = self.observers.iter().map(|(name, _)| Column::real(name));
        let mut frame = Frame::new(["run", "year"].map(Column::integer).into_iter().chain(columns))?;
        let one = |seed| {
            let mut rows: Vec<(u32, Vec<f64>)> = Vec::new();
            self.walk(seed, |year, state| {
                let figures: Vec<f64> = self.observers.iter().map(|(_, figure)| figure(state)).collect();
                if let Some(k) = figures.iter().position(|x| !x.is_finite()) {
                    let who = format!("observer in year {year}");
                    return Err(Error::invalid(who, &self.observers[k].0, figures[k], "a finite number"));
                }
                rows.push((year, figures));
                Ok(())
            })?;
            Ok(rows)
        };
        self.each(runs, one, |run, rows| {
            for (year, figures) in rows {
                let place = [Cell::from(i64::from(run)), Cell::from(i64::from(year))];
                frame.push(place.into_iter().chain(figures.into_iter().map(Cell::from)))?;
            }
            Ok(())
        })?;
        Ok(frame)
    }

    /// What `one` gives for the seed of each run, handed to `take` in the order of the runs: computed in parallel, some
    /// at a time, so that memory does not grow with their number.
    pub(super) fn each<T: Send>(
        &self,
        runs: u32,
        one: impl Fn(u64) -> Result<T> + Sync,
        mut take: impl FnMut(u32, T) -> Result<()>,
    ) -> Result<()> {
        self.check()?;
        let mut first = 0;
        while first < runs {
            let count = Self::AT_A_TIME.min(runs - first);
            let results = try_map(count as usize, |k| one(self.seed_of(first + k as u32)))?;
            for (run, result) in (first..).zip(results) {
                take(run, result)?;
            }
            first += count;
        }
        Ok(())
    }

    fn seed_of(&self, run: u32) -> u64 {
        if run == 0 { self.seed } else { Stream::new(self.seed, "run").year(i64::from(run)).bits() }
    }

    /// A run with this seed; the builder has been checked.
    pub(super) fn walk(
        &self,
        seed: u64,
        mut look: impl FnMut(u32, &P::State) -> Result<()>,
    ) -> Result<P::State> {
        let (start, mut present) = match &self.start {
            Some((year, state)) => (*year, state.clone()),
            None => (0, self.process.begin(seed)?),
        };
        let mut before = present.clone();
        let memory = Memory::default();
        look(start, &present)?;
        for number in start + 1..=self.years {
            self.process.turn(number, &mut present)?;
            for (_, phase) in &self.phases {
                if !phase.is_idle(&Year::new(&self.process, &present, &memory, (number, seed))) {
                    before.clone_from(&present);
                    phase
                        .advance(&Year::new(&self.process, &before, &memory, (number, seed)), &mut present)?;
                }
            }
            look(number, &present)?;
        }
        Ok(present)
    }

    pub(super) fn check(&self) -> Result<()> {
        const MOST_YEARS: u32 = 100_000;
        match self.faults.first() {
            Some(Fault::Twice(name)) => {
                return Err(Error::invalid("history", "phase", name, "one of each name"));
            }
            Some(Fault::Unknown(name, known)) => return Err(Error::unknown("phase", name, known)),
            None => {}
        }
        if !(1..=MOST_YEARS).contains(&self.years) {
            return Err(Error::invalid("history", "years", self.years, format!("1..{MOST_YEARS}")));
        }
        match &self.start {
            Some((year, _)) if *year >= self.years => {
                Err(Error::invalid("history", "years", self.years, format!("above {year}, where it starts")))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn process(&self) -> &P {
        &self.process
    }

    pub(super) fn process_mut(&mut self) -> &mut P {
        &mut self.process
    }

    /// The last year.
    pub(super) fn last(&self) -> u32 {
        self.years
    }

    pub(super) fn first_seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn start(&self) -> Option<&P::State> {
        self.start.as_ref().map(|(_, state)| state)
    }
}

impl<P: Process> fmt::Debug for Engine<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phases: Vec<&str> = self.phases.iter().map(|(name, _)| name.as_str()).collect();
        f.debug_struct("Engine")
            .field("years", &self.years)
            .field("seed", &self.seed)
            .field("phases", &phases)
            .finish_non_exhaustive()
    }
}
