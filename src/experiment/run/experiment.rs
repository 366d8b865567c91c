//! An experiment: a design, replicates, and a model that turns a draw and a seed into rows.

use super::plan::Plan;
use crate::error::{Error, Result};
use crate::experiment::design::Design;
use crate::experiment::draw::Draw;
use crate::frame::{Cell, Column, Frame};
use crate::parallel;
use crate::stream::Stream;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

type Model<'a> = Box<dyn Fn(&Draw, u64, &mut Frame) -> Result<()> + Sync + 'a>;

/// Experiment: every draw of a design, with replicates, through a model.
///
/// A model is a function of a [`Draw`] and a seed that pushes rows onto a table with the columns given: one row
/// for an outcome, many for a history. Its rows come out with `run`, `draw` and `replicate` before and `error`
/// behind. A run that fails or panics is one row with its error and no outcome; the others go on.
///
/// The seed of replicate $r$ is the same in every draw, so that treatment and control share their noise
/// (*common random numbers*), unless [`independent_seeds`](Self::independent_seeds) are asked for. Run
/// $k$ is replicate $k \bmod R$ of draw $\lfloor k/R\rfloor$, and a function of experiment and $k$
/// alone: the same bits on any number of threads, processes and machines of one platform.
///
/// # Example
/// ```
/// use comity::experiment::{Design, Experiment, Factor};
/// use comity::frame::Column;
/// use comity::prelude::*;
/// let world = World::northeast_asia_2002();
/// let today = Regime::status_quo(&world);
/// let design = Design::full_factorial([Factor::parameter("war.soil", 0.1, 0.4)?], 2)?;
/// let losses = Experiment::new("loss", design, [Column::real("security").unit("log points")], |draw, _, rows| {
///     let model = Model::new(world.clone(), draw.parameters(Parameters::default())?)?;
///     rows.push([model.evaluate(&today)?.of("KOR").map(|nation| nation.security).into()])
/// })?
/// .run()?;
/// assert_eq!(losses.len(), 2);
/// # Ok::<(), comity::Error>(())
/// ```
pub struct Experiment<'a> {
    name: String,
    version: String,
    pub(super) design: Design,
    pub(super) replicates: usize,
    seed: u64,
    paired: bool,
    model: Model<'a>,
    watch: Box<dyn Fn(Progress) + Sync + 'a>,
    /// The model's table, empty.
    rows: Frame,
    /// The table of results, empty.
    pub(super) head: Frame,
}

/// How far an experiment, or a shard of it, is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Runs that are over, those of an earlier start included.
    pub done: usize,
    /// Those of them that failed.
    pub failed: usize,
    /// All runs.
    pub of: usize,
}

/// A run that is over: its rows, and whether it failed.
pub(super) struct Run {
    pub rows: Frame,
    pub failed: bool,
}

/// Runs that are computed before the next are begun, whatever the number of threads: those that are over but not
/// yet in their place are at most so many.
pub(super) const CHUNK: usize = 1024;

impl<'a> Experiment<'a> {
    /// An experiment of one replicate and seed 0.
    ///
    /// The name stands for the model in plans: give another when the model changes, or say so with
    /// [`version`](Self::version).
    ///
    /// # Errors
    /// No column, a name that is given twice or is `run`, `draw`, `replicate` or `error`.
    pub fn new(
        name: impl Into<String>,
        design: Design,
        columns: impl IntoIterator<Item = Column>,
        model: impl Fn(&Draw, u64, &mut Frame) -> Result<()> + Sync + 'a,
    ) -> Result<Self> {
        let columns: Vec<Column> = columns.into_iter().collect();
        let before = ["run", "draw", "replicate"].map(Column::integer).into_iter();
        let head = Frame::new(before.chain(columns.iter().cloned()).chain([Column::text("error")]))?;
        design.head()?; // a factor with the name of one of its own columns
        Ok(Experiment {
            name: name.into(),
            version: String::new(),
            design,
            replicates: 1,
            seed: 0,
            paired: true,
            model: Box::new(model),
            watch: Box::new(|_| ()),
            rows: Frame::new(columns)?,
            head,
        })
    }

    /// The same experiment with this many replicates of each draw.
    #[must_use]
    pub fn replicates(mut self, replicates: usize) -> Self {
        self.replicates = replicates;
        self
    }

    /// The same experiment with this seed.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// The same experiment with another seed in each run.
    #[must_use]
    pub fn independent_seeds(mut self) -> Self {
        self.paired = false;
        self
    }

    /// The same experiment with this version of its model, which is part of its plan.
    #[must_use]
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = version.into();
        self
    }

    /// The same experiment with a function that is told of each run that is over, on the thread of the run and
    /// in no order.
    ///
    /// ```
    /// use comity::experiment::{Design, Experiment};
    /// use comity::frame::Column;
    /// use std::sync::atomic::{AtomicUsize, Ordering};
    /// let runs = AtomicUsize::new(0);
    /// Experiment::new("noise", Design::fixed(), [Column::integer("bits")], |_, seed, rows| rows.push([seed.into()]))?
    ///     .replicates(100)
    ///     .watched(|progress| {
    ///         assert_eq!(progress.of, 100);
    ///         runs.fetch_add(1, Ordering::Relaxed);
    ///     })
    ///     .run()?;
    /// assert_eq!(runs.into_inner(), 100);
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn watched(mut self, watch: impl Fn(Progress) + Sync + 'a) -> Self {
        self.watch = Box::new(watch);
        self
    }

    /// Every run on all cores, in memory: the rows in the order of the runs.
    ///
    /// # Errors
    /// No replicate; a factor that the first run does not read. Errors of runs are rows.
    ///
    /// # Complexity
    /// Memory for all rows; [`write`](Self::write) needs none that grows with the runs.
    pub fn run(&self) -> Result<Frame> {
        let (of, mut all) = (self.runs()?, self.head.clone());
        let (done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let over = |run: &Run| {
            let failed =
                failed.fetch_add(usize::from(run.failed), Ordering::Relaxed) + usize::from(run.failed);
            self.watch(Progress { done: done.fetch_add(1, Ordering::Relaxed) + 1, failed, of });
        };
        let first = self.first(0)?;
        over(&first);
        all.append(&first.rows)?;
        let mut from = 1;
        while from < of {
            let count = CHUNK.min(of - from);
            let runs = parallel::map(count, |k| {
                let run = self.one(from + k);
                run.inspect(&over)
            });
            for run in runs {
                all.append(&run?.rows)?;
            }
            from += count;
        }
        Ok(all)
    }

    /// Number of runs.
    pub(super) fn runs(&self) -> Result<usize> {
        let refused = || {
            Error::invalid("experiment", "replicates", self.replicates, "at least 1, and 2^48 runs at most")
        };
        let runs = self.design.len().checked_mul(self.replicates);
        runs.filter(|runs| (1..=1 << 48).contains(runs)).ok_or_else(refused)
    }

    pub(super) fn watch(&self, progress: Progress) {
        (self.watch)(progress);
    }

    /// The plan: all that the rows depend on.
    pub(super) fn plan(&self) -> Result<Plan> {
        let seeds = if self.paired { "paired" } else { "independent" };
        let model = (&*self.name, &*self.version);
        Plan::new(model, &self.design, (self.replicates, self.seed, seeds), self.head.columns())
    }

    /// The run of this number, which must read every factor unless it fails.
    pub(super) fn first(&self, run: usize) -> Result<Run> {
        let factors = self.design.factors();
        let read: Vec<AtomicBool> = factors.iter().map(|_| AtomicBool::new(false)).collect();
        let first = self.rows(run, self.design.draw(run / self.replicates)?.marking(&read))?;
        let unread: Vec<&str> = factors
            .iter()
            .zip(read)
            .filter(|(_, read)| !read.load(Ordering::Relaxed))
            .map(|(factor, _)| factor.name())
            .collect();
        if unread.is_empty() || first.failed {
            return Ok(first);
        }
        let allowed = "factors that the model reads, in every run";
        Err(Error::invalid(
            format!("experiment {}", self.name),
            "factors not read",
            unread.join(", "),
            allowed,
        ))
    }

    /// The run of this number.
    pub(super) fn one(&self, run: usize) -> Result<Run> {
        self.rows(run, self.design.draw(run / self.replicates)?)
    }

    fn rows(&self, run: usize, draw: Draw) -> Result<Run> {
        let replicate = run % self.replicates;
        let mut seed = Stream::new(self.seed, "replicate").year(replicate as i64);
        if !self.paired {
            seed = seed.year(draw.number() as i64);
        }
        let mut rows = self.rows.clone();
        // What the model has pushed before it panics is thrown away.
        let result = catch_unwind(AssertUnwindSafe(|| (self.model)(&draw, seed.bits(), &mut rows)));
        let place = [Cell::from(run), draw.number().into(), replicate.into()];
        let mut all = self.head.clone();
        let mut fill = || {
            for row in (0..rows.len()).filter_map(|k| rows.row(k)) {
                all.push(place.into_iter().chain(row).chain([Cell::Missing]))?;
            }
            Ok(())
        };
        let result = result.unwrap_or_else(|panic| {
            let rule = message(&*panic).into();
            Err(Error::Illegal { protocol: "model".into(), rule: "it panicked".into(), detail: rule })
        });
        match result.and_then(|()| fill()) {
            Ok(()) => Ok(Run { rows: all, failed: false }),
            Err(error) => {
                let (error, nothing) = (error.to_string(), self.rows.columns().iter().map(|_| Cell::Missing));
                let mut all = self.head.clone();
                all.push(place.into_iter().chain(nothing).chain([(&error).into()]))?;
                Ok(Run { rows: all, failed: true })
            }
        }
    }
}

/// What a panic says.
fn message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or(panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message")
}

impl std::fmt::Debug for Experiment<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let runs = self.design.len().saturating_mul(self.replicates);
        write!(f, "experiment {}: {}, {runs} runs, seed {}", self.name, self.design.kind(), self.seed)
    }
}
