//! Finding stationary equilibria, pure and mixed; every one is verified before it is reported.

use super::bonus::{self, Incentives, Prior};
use super::noise;
use crate::coalition::Labels;
use crate::error::{Error, Result};
use crate::game::{FormationProcess, StationaryProfile};
use crate::parallel::in_turn;
use crate::solve::farsighted::{ProfileReport, dynamics, verify_profile};
use crate::solve::labelled::{Labelled, written_in_numbers};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use serde::{Deserialize, Serialize};
use std::cell::RefCell;
use std::fmt;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU32, Ordering};

/// How hard to look for equilibria.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct FindEquilibria {
    /// Paths to follow at most, each from a start of its own.
    pub starts: u32,
    /// The number of the first start: to go on after an earlier search, the number at which that ended.
    pub first: u32,
    /// Seed of the starts.
    pub seed: u64,
    /// Stop once this many different equilibria are found.
    pub wanted: usize,
    /// Steps along one path at most, and rounds of play before it; a sixteenth of them along paths of the
    /// kinds 1 and 3 below at first, half along those of 4.
    pub path_steps: u32,
    /// Gains up to this share of the range of payoffs are ties. Paths of noise end within 4e-10, those of
    /// bonuses at rounding. With more, equilibria with noise along a path may be good enough as they are, and
    /// the search ends sooner.
    pub tolerance: f64,
}

impl Default for FindEquilibria {
    /// One equilibrium from at most 60 paths of 40 000 steps, tolerance 1e-9.
    fn default() -> Self {
        FindEquilibria { starts: 60, first: 0, seed: 0, wanted: 1, path_steps: 40_000, tolerance: 1e-9 }
    }
}

/// Starts of a round.
const ROUND: u32 = 4;
/// Players times states up to which noise is tried: matrices have that many rows.
const MOST_VALUES: usize = 2500;

/// A stationary equilibrium, verified.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessEquilibrium {
    /// The strategies.
    pub profile: StationaryProfile,
    /// The consequences; without deviations that gain more than the tolerance. How much any gains,
    /// [`verify_profile`] with none tells.
    pub report: ProfileReport<f64>,
    /// Whether every probability is 0 or 1.
    pub pure: bool,
}

/// A stationary profile that is no equilibrium, and how far it is from one.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct NearEquilibrium {
    /// The strategies.
    pub profile: StationaryProfile,
    /// The consequences, with every deviation that gains more than the tolerance.
    pub report: ProfileReport<f64>,
    /// The most that any of the deviations gains, in units of payoff: with this as tolerance it is an
    /// equilibrium.
    pub gain: f64,
}

/// The equilibria found, and the bound of the search: it is not exhaustive.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ProcessEquilibria {
    /// With different transition matrices, in the order found.
    pub found: Vec<ProcessEquilibrium>,
    /// If none was found: of what was tried, that with the least gain by deviating, if anything was.
    pub closest: Option<NearEquilibrium>,
    /// Paths followed.
    pub starts: u32,
    /// Steps made along all of them.
    pub path_steps: u64,
}

impl Labelled for ProcessEquilibria {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} equilibria found ({} starts, ", self.found.len(), self.starts)?;
        write!(f, "{} steps along their paths; not exhaustive)", self.path_steps)?;
        if let Some(NearEquilibrium { gain, .. }) = &self.closest {
            let (between, unit) = labels.unit().map_or(("", ""), |unit| (" ", unit));
            write!(f, "\n  the closest profile leaves {gain:.1e}{between}{unit} to gain by deviating")?;
        }
        self.found.iter().try_for_each(|equilibrium| write!(f, "\n{}", equilibrium.labelled(labels)))
    }
}

impl Labelled for ProcessEquilibrium {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.pure { "  pure" } else { "  mixed" })?;
        let start = labels.start();
        if let Ok(chain) = dynamics(&self.report.transition) {
            for (k, class) in chain.recurrent.iter().enumerate() {
                let before = if k > 0 { " or" } else { ": ends in" };
                write!(f, "{before} {}", labels.list(class, " → "))?;
            }
            if let Some(time) = chain.expected_time.get(start) {
                write!(f, "\n  {time:.2} periods from {}", labels.state(start))?;
            }
        }
        match self.report.values.get(start) {
            Some(values) => write!(f, "; values {}", values.labelled(labels)),
            None => Ok(()),
        }
    }
}

written_in_numbers!(ProcessEquilibrium, ProcessEquilibria);

impl FindEquilibria {
    /// Stationary equilibria of a process of coalition formation.
    ///
    /// Each start is another process that is easily solved, and a path of equilibria that leads from there to
    /// this one. There are four kinds:
    ///
    /// 1. every choice has a bonus, just large enough that the best profile of a few rounds of replies is an
    ///    equilibrium; the bonuses vanish. Short where replies nearly settle, seldom successful elsewhere;
    /// 2. choices are noisy (logit), the players' values at first random; adaptive play brings them to a noisy
    ///    equilibrium. From there a path is followed along which the noise fades, in the values of all states
    ///    first and, once few choices are left open, in their log-odds. Where it turns back to more noise, play
    ///    from near the turn may find an equilibrium beyond. With little noise left, those who still mix are made
    ///    indifferent without any, by the method of Levenberg and Marquardt; if that is no equilibrium, the path
    ///    goes on, to a noise of 1e-11 of the payoffs' range;
    /// 3. the whole path of noisy equilibria from the only one of much noise, however often it turns;
    /// 4. bonuses as in 1, so large that nothing else is an equilibrium at first.
    ///
    /// The first four starts are of kinds 1, 2, 3 and 2, the next four of kind 2, then 1, 2, 4 and 2, and four of
    /// kind 2 again.
    ///
    /// For almost all processes the paths of 3 and 4 lead to an equilibrium, however long they may be; most are
    /// found by 2. An equilibrium in mixed strategies always exists; that one is found within the bounds is not
    /// guaranteed, that what is found is one is. If none is, [`ProcessEquilibria::closest`] is the profile that
    /// leaves least to gain by deviating, and says how much.
    ///
    /// # Errors
    /// A tolerance that is negative or not finite; payoffs of which the range overflows.
    ///
    /// # Complexity
    /// A step with bonuses, or with few open choices, inverts an `m × m` matrix for each different discount
    /// factor and looks at all `n·m²` choices. A step in values factors a matrix of `n·m` rows: 260 for all
    /// structures of five players, 1 218 for six, which is about the largest that is sensible; beyond 2 500 only
    /// bonuses are used. Memory `O(n²·m²)`. `cargo bench --bench formation` prints times to the first equilibrium
    /// for two to four players, and how many processes of five are solved and how long that takes.
    /// `cargo test --test process` wants an equilibrium in each of its random processes of two to four players.
    /// Of five players nearly all are solved within a minute on two threads, with random payoffs or partition
    /// functions, but not all; the higher the discount factor, the longer it takes. With a tolerance of 1e-3 all
    /// thirty processes of the bench are.
    ///
    /// # Examples
    /// ```
    /// use comity::coalition::Partition;
    /// use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
    /// use comity::solve::farsighted::FindEquilibria;
    /// // Two players who gain from each other's company.
    /// let alone_or_not: Vec<Partition> = Partition::all(2).collect();
    /// let payoffs = alone_or_not.iter().map(|p| vec![2.0 - p.blocs().len() as f64; 2]).collect();
    /// let rules = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);
    /// let process =
    ///     FormationProcess::over_structures(&alone_or_not, payoffs, vec![0.9; 2], vec![0.5; 2], rules)?;
    /// let found = FindEquilibria::default().solve(&process)?.found;
    /// let together = alone_or_not.iter().position(|p| p.blocs().len() == 1).unwrap();
    /// assert!(found[0].report.transition.iter().all(|row| row[together] == 1.0));
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// R. D. McKelvey & T. R. Palfrey (1998), Quantal response equilibria for extensive form games, *Experimental
    /// Economics* 1 (noise); T. L. Turocy (2005), A dynamic homotopy interpretation of the logistic quantal
    /// response equilibrium correspondence, *GEB* 51 (its path); C. T. Kelley & D. E. Keyes (1998), Convergence
    /// analysis of pseudo-transient continuation, *SIAM J. Numer. Anal.* 35 (from play to an equilibrium); D. W.
    /// Marquardt (1963), An algorithm for least-squares estimation of nonlinear parameters, *J. SIAM* 11 (without
    /// noise); S. Govindan & R. Wilson (2009), Global Newton method for stochastic games, *JET* 144 (bonuses and
    /// their path); P. J.-J. Herings & R. Peeters (2004), Stationary equilibria in stochastic games, *JET* 118
    /// (that almost all paths lead to one); D. Heyen & J. Lehtomaa (2021) (the process).
    pub fn solve(&self, process: &FormationProcess) -> Result<ProcessEquilibria> {
        self.solve_with(process, |_| ControlFlow::Continue(()))
    }

    /// The same, telling `progress` after each start, in their order, what there is until then.
    ///
    /// With [`ControlFlow::Break`] the search ends there; starts that are under way are abandoned. It goes on
    /// from `first: self.first + starts` of what it returned, and finds there what it would have found.
    ///
    /// # Errors
    /// As [`solve`](Self::solve).
    ///
    /// # Examples
    /// ```
    /// use comity::coalition::Partition;
    /// use comity::game::{ApprovalRule, FormationProcess, ProposalRule};
    /// use comity::solve::farsighted::FindEquilibria;
    /// use std::ops::ControlFlow;
    /// let structures: Vec<Partition> = Partition::all(3).collect();
    /// let payoffs = structures.iter().map(|p| vec![p.blocs().len() as f64, 1.0, 2.0]).collect();
    /// let rules = (ProposalRule::AnyStructure, ApprovalRule::AllAffected);
    /// let process =
    ///     FormationProcess::over_structures(&structures, payoffs, vec![0.9; 3], vec![1.0 / 3.0; 3], rules)?;
    /// let how = FindEquilibria { wanted: 5, starts: 100, ..FindEquilibria::default() };
    /// let some = how.solve_with(&process, |so_far| match so_far.starts {
    ///     7 => ControlFlow::Break(()),
    ///     _ => ControlFlow::Continue(()),
    /// })?;
    /// assert!(some.starts <= 7);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn solve_with(
        &self,
        process: &FormationProcess,
        mut progress: impl FnMut(&ProcessEquilibria) -> ControlFlow<()> + Send,
    ) -> Result<ProcessEquilibria> {
        let how = self;
        let range = process.range();
        if !(how.tolerance >= 0.0 && how.tolerance.is_finite() && range.is_finite()) {
            let given = format!("tolerance {}, range of payoffs {range}", how.tolerance);
            return Err(Error::invalid(
                "search for equilibria",
                "scale",
                given,
                "finite, tolerance 0 or more",
            ));
        }
        let range = if range > 0.0 { range } else { 1.0 };
        let mut search = ProcessEquilibria { found: vec![], closest: None, starts: 0, path_steps: 0 };
        if how.wanted == 0 {
            return Ok(search);
        }
        // The last start that counts: later ones do not if earlier ones are enough, whatever the threads.
        let last = AtomicU32::new(u32::MAX);
        let path = |k: usize| {
            let start = how.first.saturating_add(k as u32);
            let mut steps = 0;
            let go_on = || start <= last.load(Ordering::Relaxed);
            let (found, closest) = attempt(process, range, how, start, &mut steps, go_on);
            if found.is_some() && how.wanted == 1 {
                last.fetch_min(start, Ordering::Relaxed);
            }
            (found, closest, start, steps)
        };
        in_turn(how.starts as usize, path, |(found, closest, start, steps)| {
            search.starts += 1;
            search.path_steps += u64::from(steps);
            let known = |e: &ProcessEquilibrium| search.found.iter().any(|other| leads_alike(e, other));
            let fresh = found.filter(|e| !known(e));
            search.found.extend(fresh);
            let closer =
                |one: &NearEquilibrium| search.closest.as_ref().is_none_or(|other| one.gain < other.gain);
            if let Some(one) = closest.filter(closer) {
                search.closest = Some(one);
            }
            if !search.found.is_empty() {
                search.closest = None;
            }
            let told = progress(&search).is_continue();
            let go_on = told && search.found.len() < how.wanted;
            if !go_on {
                last.fetch_min(start, Ordering::Relaxed);
            }
            go_on
        });
        Ok(search)
    }
}

/// One path, of a kind by turns: an equilibrium, or what came closest to one.
fn attempt(
    process: &FormationProcess,
    range: f64,
    how: &FindEquilibria,
    start: u32,
    made: &mut u32,
    go_on: impl Fn() -> bool,
) -> (Option<ProcessEquilibrium>, Option<NearEquilibrium>) {
    let mut rng = ChaCha8Rng::seed_from_u64(how.seed);
    rng.set_stream(u64::from(start));
    let (turn, round) = (start % ROUND, start / ROUND);
    let large = process.players() * process.states() > MOST_VALUES;
    let closest: RefCell<Option<NearEquilibrium>> = RefCell::new(None);
    let equilibrium = |profile: &StationaryProfile| {
        let report = verify_profile(process, profile, how.tolerance * range).ok()?;
        if report.is_equilibrium() {
            let numbers = profile.proposals.iter().chain(&profile.approvals).flatten().flatten();
            let pure = numbers.into_iter().all(|p| *p == 0.0 || *p == 1.0);
            return Some(ProcessEquilibrium { profile: profile.clone(), report, pure });
        }
        let gain = report.largest_gain();
        let mut closest = closest.borrow_mut();
        if closest.as_ref().is_none_or(|other| gain < other.gain) {
            *closest = Some(NearEquilibrium { profile: profile.clone(), report, gain });
        }
        None
    };
    let holds = |profile: &StationaryProfile| equilibrium(profile).is_some();
    let end = match (turn, round % 4) {
        (0, 0 | 2) => bonus::follow(
            &Incentives::new(process, range, Prior::Settled, &mut rng),
            how.path_steps / 16,
            made,
            go_on,
        ),
        (turn, of_four) if large || (turn, of_four) == (2, 2) => bonus::follow(
            &Incentives::new(process, range, Prior::Myopic, &mut rng),
            how.path_steps / 2,
            made,
            go_on,
        ),
        (2, 0) => {
            let (cares, leaning) =
                if round == 0 { (vec![1.0; process.players()], 1.25) } else { lean(process, &mut rng) };
            let steps = (how.path_steps / 16).saturating_mul(1 << (round / 4).min(3));
            noise::follow(process, (&cares, leaning), steps, made, holds, go_on)
        }
        _ => {
            let (cares, leaning) = lean(process, &mut rng);
            // Not so much that what is an equilibrium of the shaken payoffs is none of these.
            let shake = f64::min(1e-10, how.tolerance / 10.0);
            noise::descend(process, (&cares, leaning, shake), &mut rng, how.path_steps, made, holds, go_on)
        }
    };
    let found = end.and_then(|profile| equilibrium(&profile));
    (found, closest.into_inner())
}

/// How much each player cares, and how far all lean towards change: paths are short where most of it is
/// approved.
fn lean(process: &FormationProcess, rng: &mut ChaCha8Rng) -> (Vec<f64>, f64) {
    let mut within = |by: f64| by * (2.0 * rng.random::<f64>() - 1.0);
    (process.discount().iter().map(|_| within(0.1).exp()).collect(), 0.5 + within(1.5))
}

/// Whether two equilibria have the same transition matrix, to 1e-6.
fn leads_alike(a: &ProcessEquilibrium, b: &ProcessEquilibrium) -> bool {
    let entries = a.report.transition.iter().flatten().zip(b.report.transition.iter().flatten());
    entries.into_iter().all(|(a, b)| (a - b).abs() < 1e-6)
}
