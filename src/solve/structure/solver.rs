//! The solver: price, fix, cover; the dynamic programme where that would take longer.

use super::control::{Control, StopReason};
use super::cover::{Budget, Cover, Stop};
use super::incumbent::incumbent;
use super::relaxation::{Relaxation, relax};
use super::subset_dp;
use super::symmetric;
use super::worth::{prefer, worth};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::TuGame;
use crate::solve::{Excess, Scan};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

/// Most survivors held at a time: 2 GiB with their lists.
const SURVIVORS: usize = 1 << 26;
/// Work that listing and sorting one survivor is worth, in candidates looked at.
const LISTING: u64 = 50;
/// Steps spent on finding the smallest of very many tied structures.
const TIE_STEPS: u64 = 20_000_000;
/// Beyond so many players the dynamic programme is not run merely to break a tie.
const TIE_PLAYERS: usize = 24;

/// How the optimal structure is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Method {
    /// By dual prices, and by dynamic programming where that promises to be faster.
    #[default]
    Auto,
    /// By dual prices only.
    Dual,
    /// By dynamic programming over subsets only. (`Auto` takes it over sizes in a symmetric game.)
    Dp,
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Method::Auto => "auto",
            Method::Dual => "dual",
            Method::Dp => "dp",
        })
    }
}

impl FromStr for Method {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let known = [Method::Auto, Method::Dual, Method::Dp];
        let method = known.into_iter().find(|m| m.to_string() == name);
        method.ok_or_else(|| Error::unknown("method", name, known.map(|m| m.to_string())))
    }
}

/// The bounds known in the middle of a solve.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Worth of the best structure so far.
    pub value: f64,
    /// No structure is worth more.
    pub bound: f64,
    /// Passes over the table of worths so far.
    pub scans: u64,
    /// Coalitions the search is about to choose from.
    pub survivors: u64,
    /// Search nodes so far.
    pub nodes: u64,
}

/// A coalition structure, how good it is proven to be, and what it took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OptimalStructure {
    /// The structure.
    pub partition: Partition,
    /// Its worth `v(B₁) + (v(B₂) + …)`, blocs in the order of their lowest member.
    pub value: f64,
    /// No structure is worth more. Equal to `value` if proven optimal.
    pub bound: f64,
    /// Why the search ended.
    pub stop: StopReason,
    /// Whether the structure is known to be the lexicographically smallest of the optimal ones.
    pub smallest: bool,
    /// The method that proved it: [`Method::Dual`] or [`Method::Dp`].
    pub method: Method,
    /// A price for each player with `p(S) ≥ v(S)` for every coalition.
    pub prices: Vec<f64>,
    /// Coalitions with `p(S) − v(S) ≤ Σp − value`; no other one can be in an optimal structure.
    pub survivors: u64,
    /// Passes over the table of worths.
    pub scans: u64,
    /// Nodes of the exact-cover search.
    pub nodes: u64,
}

impl OptimalStructure {
    /// How much more than `value` a structure could at most be worth; 0 if proven optimal.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::structure::{Method, StructureSolver};
    /// let game = TuGame::from_fn(4, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
    /// assert_eq!(StructureSolver::new().solve(&game)?.gap(), 0.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn gap(&self) -> f64 {
        self.bound - self.value
    }

    /// Whether the structure is proven optimal.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::structure::{Method, StructureSolver};
    /// let game = TuGame::from_fn(4, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
    /// assert!(StructureSolver::new().solve(&game)?.is_optimal());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn is_optimal(&self) -> bool {
        self.stop == StopReason::Optimal
    }
}

/// Finds the coalition structure with the greatest total worth, and proves it.
///
/// See the [module](super) for the method, its cost and the rule at ties.
///
/// ```
/// use comity::game::TuGame;
/// use comity::solve::{Certified, structure::StructureSolver};
/// // Pairs are worth 3, everybody else 1 a head: with five players one stays alone.
/// let pairs = TuGame::from_fn(5, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
/// let best = StructureSolver::new().solve(&pairs)?;
/// assert_eq!((best.value, best.gap()), (7.0, 0.0));
/// assert_eq!(best.partition.to_string(), "{0} {1,2} {3,4}");
/// best.check(&pairs, 0.0)?;
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct StructureSolver {
    method: Method,
    time_limit: Option<Duration>,
    node_limit: u64,
    flag: Option<Arc<AtomicBool>>,
}

impl Default for StructureSolver {
    fn default() -> Self {
        StructureSolver { method: Method::Auto, time_limit: None, node_limit: u64::MAX, flag: None }
    }
}

impl StructureSolver {
    /// A solver that stops when it is done.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::structure::{Method, StructureSolver};
    /// let game = TuGame::from_fn(4, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
    /// assert_eq!(StructureSolver::new().solve(&game)?.value, 6.0); // two pairs
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new() -> Self {
        Self::default()
    }

    /// Uses this method.
    pub fn method(self, method: Method) -> Self {
        StructureSolver { method, ..self }
    }

    /// Ends after this time with what is known by then.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::structure::{Method, StructureSolver};
    /// let game = TuGame::from_fn(4, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
    /// use std::time::Duration;
    /// assert!(StructureSolver::new().time_limit(Duration::from_secs(60)).solve(&game)?.is_optimal());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn time_limit(self, limit: Duration) -> Self {
        StructureSolver { time_limit: Some(limit), ..self }
    }

    /// Ends after this many nodes of the exact-cover search with what is known by then.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::structure::{Method, StructureSolver};
    /// let game = TuGame::from_fn(4, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
    /// assert!(StructureSolver::new().node_limit(1_000).solve(&game)?.value <= 6.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn node_limit(self, limit: u64) -> Self {
        StructureSolver { node_limit: limit, ..self }
    }

    /// Ends soon after `flag` is raised, with what is known by then.
    pub fn stop_flag(self, flag: Arc<AtomicBool>) -> Self {
        StructureSolver { flag: Some(flag), ..self }
    }

    /// Solves `game`.
    ///
    /// # Errors
    /// Only if rounding drove a price to infinity; no worth that a game accepts is large enough for that.
    ///
    /// ```
    /// use comity::game::TuGame;
    /// use comity::solve::structure::{Method, StructureSolver};
    /// let game = TuGame::from_fn(4, |s| if s.len() == 2 { 3.0 } else { s.len() as f64 })?;
    /// assert_eq!(StructureSolver::new().solve(&game)?.partition.len(), 2);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn solve(&self, game: &TuGame) -> Result<OptimalStructure> {
        self.solve_with(game, |_| ())
    }

    /// Solves `game` and tells `progress` whenever the bound, the structure or the candidates change.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    pub fn solve_with(&self, game: &TuGame, progress: impl FnMut(&Bounds)) -> Result<OptimalStructure> {
        let control = Control {
            deadline: self.time_limit.and_then(|limit| Instant::now().checked_add(limit)),
            flag: self.flag.clone(),
        };
        let relaxation = relax(game, &control)?;
        let tight = relaxation.tight.iter().map(|e| e.coalition);
        let blocs = incumbent(game, &relaxation.rounded, tight);
        let size = relaxation.prices.iter().map(|p| p.abs()).sum::<f64>() + worth(game, &blocs).abs();
        let mut solve = Solve {
            game,
            control,
            node_limit: self.node_limit,
            rounding: 16.0 * game.players() as f64 * f64::EPSILON * size,
            value: worth(game, &blocs),
            blocs,
            bound: relaxation.bound,
            smallest: false,
            survivors: 0,
            scans: relaxation.scans,
            nodes: 0,
            progress,
        };
        let (method, stop) = match self.method {
            Method::Dp => (Method::Dp, solve.by_dp()),
            Method::Dual => match solve.by_prices(&relaxation, u64::MAX)? {
                Some(stop) => (Method::Dual, stop),
                None => (Method::Dual, StopReason::TooManySurvivors),
            },
            Method::Auto => match symmetric::optimum(game) {
                Some(blocs) => (Method::Dp, solve.prove(blocs)),
                None => match solve.by_prices(&relaxation, dp_work(game.players()))? {
                    Some(stop) => (Method::Dual, stop),
                    None => (Method::Dp, solve.by_dp()),
                },
            },
        };
        solve.finish(relaxation, method, stop)
    }
}

/// Work a dual solve may take before the dynamic programme is preferred: a small part of what that takes.
fn dp_work(n: usize) -> u64 {
    3u64.saturating_pow(n as u32 - 1) / 256
}

/// A solve under way.
struct Solve<'a, P> {
    game: &'a TuGame,
    control: Control,
    node_limit: u64,
    /// Sums of worths and prices that differ by less may be equal.
    rounding: f64,
    blocs: Vec<Coalition>,
    value: f64,
    bound: f64,
    smallest: bool,
    survivors: u64,
    scans: u64,
    nodes: u64,
    progress: P,
}

impl<P: FnMut(&Bounds)> Solve<'_, P> {
    /// Covers the players by coalitions of ever larger deficit; nothing if that would take more than `work`.
    fn by_prices(&mut self, relaxation: &Relaxation, work: u64) -> Result<Option<StopReason>> {
        let scan = Scan::new(self.game, &relaxation.prices)?;
        let deficit = |e: &Excess| -e.excess;
        // The deficit of the incumbent, which a search up to there must find again.
        let last = (relaxation.bound - self.value).max(0.0) + self.rounding;
        // The coalitions kept from the last pass are all there are up to some gap, unless they tie.
        let complete = relaxation.tight.len() == self.game.values().len() - 1;
        let kept =
            relaxation.tight.last().filter(|_| !complete).map_or(last, |e| deficit(e) - 3.0 * self.rounding);
        let mut done = 0;
        let (mut gap, mut survivors) = if kept > 0.0 || complete {
            (kept.min(last), relaxation.tight.clone())
        } else if let Some(wider) = self.widen(&scan, 0.0, last, work) {
            wider
        } else {
            return Ok(None);
        };
        loop {
            survivors.retain(|e| deficit(e) <= gap + 2.0 * self.rounding);
            self.survivors = survivors.len() as u64;
            self.tell();
            let listing = LISTING * self.survivors;
            if done + listing > work {
                return Ok(None);
            }
            let cover = Cover::new(self.game, &survivors, self.rounding);
            let budget = Budget {
                work: work - done - listing,
                nodes: self.node_limit.saturating_sub(self.nodes),
                control: &self.control,
            };
            let covers = cover.search(gap, &budget);
            done += listing + covers.work;
            self.nodes += covers.nodes;
            let found = covers.best.is_some();
            if let Some(best) = covers.best {
                self.take(best);
            }
            match covers.stopped {
                Some(Stop::Work) => return Ok(None),
                Some(Stop::Told(reason)) => return Ok(Some(reason)),
                None => {}
            }
            if found || gap >= last {
                let gap = relaxation.bound - self.value;
                self.bound = self.value;
                self.smallest = !covers.crowded || self.break_tie(&cover, gap);
                self.survivors = survivors.iter().filter(|e| deficit(e) <= gap).count() as u64;
                return Ok(Some(StopReason::Optimal));
            }
            self.bound = self.bound.min(relaxation.bound - gap.max(0.0) + self.rounding);

            match self.widen(&scan, gap, last, work - done) {
                Some(wider) => (gap, survivors) = wider,
                None => return Ok(None),
            }
        }
    }

    /// About twice the gap, at most `last`, and what survives there; nothing if that is too many.
    fn widen(&mut self, scan: &Scan, gap: f64, last: f64, work: u64) -> Option<(f64, Vec<Excess>)> {
        let limit = SURVIVORS.min(usize::try_from(work / LISTING).unwrap_or(SURVIVORS));
        [2.0, 1.4, 1.2].into_iter().find_map(|factor| {
            let wider = (gap * factor).max(last / 64.0).min(last);
            self.scans += 1;
            let survivors = scan.at_least(-wider - 2.0 * self.rounding, limit)?;
            Some((wider, survivors))
        })
    }

    /// The smallest of more tied structures than the search compares; whether it was found.
    fn break_tie(&mut self, cover: &Cover, deficit: f64) -> bool {
        if let Some(smallest) = cover.lexicographic(deficit + self.rounding, TIE_STEPS) {
            self.take(smallest.clone());
            if self.blocs == smallest {
                return true;
            }
        }
        self.game.players() <= TIE_PLAYERS && self.by_dp() == StopReason::Optimal
    }

    fn by_dp(&mut self) -> StopReason {
        self.tell();
        let control = self.control.clone();
        let Some(blocs) = subset_dp::optimum(self.game, &|| control.stopped().is_some()) else {
            return self.control.stopped().unwrap_or(StopReason::Interrupted);
        };
        self.prove(blocs)
    }

    /// Takes a structure that dynamic programming has proven to be the smallest optimal one.
    fn prove(&mut self, blocs: Vec<Coalition>) -> StopReason {
        self.value = worth(self.game, &blocs);
        self.blocs = blocs;
        self.bound = self.value;
        self.smallest = true;
        StopReason::Optimal
    }

    /// Keeps the better of a structure and the one held.
    fn take(&mut self, blocs: Vec<Coalition>) {
        if prefer(self.game, &blocs, &self.blocs).is_lt() {
            self.value = worth(self.game, &blocs);
            self.blocs = blocs;
        }
    }

    fn tell(&mut self) {
        let &mut Solve { value, bound, scans, survivors, nodes, .. } = self;
        (self.progress)(&Bounds { value, bound, scans, survivors, nodes });
    }

    fn finish(self, relaxation: Relaxation, method: Method, stop: StopReason) -> Result<OptimalStructure> {
        let mut scans = self.scans;
        let mut survivors = self.survivors;
        if method == Method::Dp || stop != StopReason::Optimal {
            let gap = relaxation.bound - self.value;
            survivors = Scan::new(self.game, &relaxation.prices)?.count_at_least(-gap);
            scans += 1;
        }
        Ok(OptimalStructure {
            partition: Partition::new(self.game.players(), self.blocs)?,
            value: self.value,
            bound: self.bound.max(self.value),
            stop,
            smallest: self.smallest,
            method,
            prices: relaxation.prices,
            survivors,
            scans,
            nodes: self.nodes,
        })
    }
}
