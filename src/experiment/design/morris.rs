//! Morris designs, for screening many factors.

use super::design::{Design, Layout, count, some};
use super::groups::Groups;
use super::trajectories;
use crate::error::{Error, Result};
use crate::experiment::factor::Factor;
use crate::stream::Stream;

/// Settings of a Morris design.
///
/// The default draws 500 trajectories and keeps the 20 that lie farthest apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Morris {
    /// Trajectories of the design, at least 2.
    pub trajectories: usize,
    /// Trajectories drawn, of which those of the design are chosen; as many as `trajectories` for no choice.
    pub candidates: usize,
    /// Levels of the grid, even.
    pub levels: usize,
    /// Seed of the trajectories.
    pub seed: u64,
}

impl Default for Morris {
    fn default() -> Self {
        Morris { trajectories: 20, candidates: 500, levels: 4, seed: 0 }
    }
}

/// Most candidates, whose distances are a table.
const CANDIDATES: usize = 10_000;

impl Design {
    /// A Morris design: trajectories through a grid of $p$ levels of each coordinate, each of which moves one
    /// group after the other by $\Delta=p/(2(p-1))$.
    ///
    /// Of the candidates those are kept that maximise the distance between them (Campolongo and others 2007):
    /// exactly where there are at most 20,000 choices, else greedily and by exchanges. The outcomes go to
    /// [`Indices::morris`](crate::experiment::Indices::morris).
    ///
    /// # Errors
    /// No factor; levels that are odd, for then the levels are not equally likely; fewer than 2 trajectories,
    /// or fewer candidates than trajectories, or more than 10,000; a value that is not finite: grids hold the
    /// ends of a distribution.
    ///
    /// # Complexity
    /// trajectories × (groups + 1) draws. The choice takes O(candidates² × groups² × factors) time: a second
    /// for 500 candidates of 20 factors.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor, Morris};
    /// let factors = || Ok::<_, comity::Error>([Factor::uniform("x", 0.0, 1.0)?, Factor::switch("pacts")?]);
    /// assert_eq!(Design::morris(factors()?, Morris { candidates: 50, ..Morris::default() })?.len(), 20 * 3);
    /// let error = Design::morris(factors()?, Morris { levels: 5, ..Morris::default() }).unwrap_err().to_string();
    /// assert_eq!(error, "design: levels is 5, allowed: an even number of at least 2");
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// M. D. Morris (1991), *Technometrics* 33, 161–174, doi:10.2307/1269043. F. Campolongo, J. Cariboni, A.
    /// Saltelli (2007), *Environ. Model. Softw.* 22, 1509–1518, doi:10.1016/j.envsoft.2006.10.004. M. V. Ruano
    /// and others (2012), *Environ. Model. Softw.* 37, 103–109, doi:10.1016/j.envsoft.2012.03.008.
    pub fn morris(factors: impl IntoIterator<Item = Factor>, settings: Morris) -> Result<Self> {
        let factors = some(factors, usize::MAX)?;
        let Morris { trajectories: kept, candidates, levels, seed } = settings;
        if levels < 2 || levels % 2 == 1 || levels > 1 << 20 {
            return Err(Error::invalid("design", "levels", levels, "an even number of at least 2"));
        }
        if count("trajectories", kept)? < 2 {
            return Err(Error::invalid("design", "trajectories", kept, "at least 2"));
        }
        if candidates < kept || candidates > kept.max(CANDIDATES) {
            return Err(Error::invalid(
                "design",
                "candidates",
                candidates,
                format!("{kept}..{}", kept.max(CANDIDATES)),
            ));
        }
        let groups = Groups::new(&factors);
        let mut rng = Stream::new(seed, "Morris").rng();
        let all: Vec<Vec<f64>> =
            (0..candidates).map(|_| trajectories::random(&groups, levels, &mut rng)).collect();
        let units = if candidates == kept {
            all.concat()
        } else {
            let chosen = trajectories::spread(&all, kept, factors.len());
            chosen.into_iter().flat_map(|t| all[t].iter().copied()).collect()
        };
        let kind = format!("Morris, {kept} of {candidates} trajectories, {levels} levels, seed {seed}");
        Design::new(kind, factors, Layout::Trajectories { units, groups })
    }
}
