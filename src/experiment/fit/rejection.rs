//! Approximate Bayesian computation by rejection.

use super::simulated;
use super::spread::{Spread, usual_scale};
use super::target::Target;
use crate::error::{Error, Result};
use crate::experiment::design::{Design, Layout};
use crate::frame::Frame;
use std::collections::BTreeMap;

/// Posterior of the factors of a design given data, by rejection: approximate Bayesian computation (*ABC*) for a
/// model without a likelihood.
///
/// The draws of the design are the prior, each with equal weight; every run is one set of data that the model
/// could have given. Its distance from the data is
/// $d=\big(\sum_k ((s_k-t_k)/\sigma_k)^2\big)^{1/2}$, with the statistics $s_k$ of its row, the values $t_k$ of the
/// [targets](Target) and their scales $\sigma_k$. The runs with $d\le\varepsilon$ are accepted; the values of
/// their draws are the posterior. It is that of $d\le\varepsilon$, not of the data alone: with fewer accepted
/// out of more runs $\varepsilon$ falls, and the two meet.
///
/// One history of the model stands for the one of the world. Replicates are therefore further runs, each with the
/// noise of a single history, and not averaged; with [`independent_seeds`](crate::experiment::Experiment::independent_seeds),
/// or all draws share the same few histories of chance.
///
/// `Display` is both tables.
///
/// # Example
/// ```
/// use comity::Stream;
/// use comity::experiment::{Design, Experiment, Factor, Fit, Target};
/// use comity::frame::Column;
/// // The rate of wars is not known; of ten years four had one.
/// let prior = Design::monte_carlo([Factor::uniform("rate", 0.0, 2.0)?], 4000, 1)?;
/// let wars = Experiment::new("wars", prior.clone(), [Column::integer("years of war")], |draw, seed, rows| {
///     let peace = (-draw.real("rate")?).exp();
///     let war = |year: &i64| Stream::new(seed, "war").year(*year).uniform() > peace;
///     rows.push([(0..10).filter(war).count().into()])
/// })?;
/// let rows = wars.independent_seeds().run()?;
/// let fit = Fit::rejection(&prior, &rows, [Target::new("years of war", 4.0)?], 0.05)?;
/// println!("{fit}"); // prior and posterior of each factor, and what the accepted runs give
/// let again = fit.posterior()?; // a design: what else does the model say where it agrees with the data?
/// assert!(again.len() == fit.accepted && fit.accepted >= 200);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// J. K. Pritchard, M. T. Seielstad, A. Perez-Lezaun, M. W. Feldman (1999), Population growth of human Y
/// chromosomes, *Mol. Biol. Evol.* 16, 1791–1798, doi:10.1093/oxfordjournals.molbev.a026091. M. A. Beaumont, W.
/// Zhang, D. J. Balding (2002), Approximate Bayesian computation in population genetics, *Genetics* 162, 2025–2035,
/// doi:10.1093/genetics/162.4.2025. K. Csilléry, O. François, M. G. B. Blum (2012), abc: an R package, *Methods Ecol.
/// Evol.* 3, 475–479, doi:10.1111/j.2041-210X.2011.00179.x.
#[derive(Clone, Debug)]
pub struct Fit {
    /// $\varepsilon$, the greatest distance accepted.
    pub tolerance: f64,
    /// All runs, those that failed or lack a statistic included: these are never accepted.
    pub runs: usize,
    /// Runs accepted.
    pub accepted: usize,
    /// Effective number of draws behind them, $(\sum_i n_i)^2/\sum_i n_i^2$ with $n_i$ the accepted runs of draw $i$
    /// (Kish 1965): the posterior is as sharp as of so many.
    pub effective: f64,
    pub(super) design: Design,
    /// The draw of each run accepted.
    pub(super) draws: Vec<usize>,
    pub(super) met: Vec<Met>,
}

/// A target, and what all runs and those accepted give.
#[derive(Clone, Debug)]
pub(super) struct Met {
    pub target: Target,
    pub scale: f64,
    pub before: Spread,
    pub after: Spread,
    /// Share of all runs below the target, those that equal it by half.
    pub below: f64,
}

impl Fit {
    /// The runs of an experiment nearest to the data: this share of them, and all that are as near as the last.
    ///
    /// # Errors
    /// No target, or one twice; a column that does not exist or is text; a share outside 0..1 or 0; a table with
    /// several rows per run, or of another design; no run with all statistics; a statistic that is the same in all
    /// runs, without a scale.
    ///
    /// # Complexity
    /// O(runs × (log runs + targets)).
    pub fn rejection(
        design: &Design,
        rows: &Frame,
        targets: impl IntoIterator<Item = Target>,
        share: f64,
    ) -> Result<Self> {
        let targets: Vec<Target> = targets.into_iter().collect();
        if targets.is_empty() {
            return Err(Error::invalid("fit", "targets", 0, "at least 1"));
        }
        if let Some(k) =
            (1..targets.len()).find(|&k| targets[..k].iter().any(|t| t.column == targets[k].column))
        {
            let twice = format!("{:?}", targets[k].column);
            return Err(Error::invalid("fit", "target", twice, "a column not given before"));
        }
        if !(share > 0.0 && share <= 1.0) {
            return Err(Error::invalid("fit", "share of runs accepted", share, "above 0, at most 1"));
        }
        let all = simulated::runs(design.len(), rows, &targets)?;
        let whole: Vec<(usize, &[f64])> =
            all.iter().filter_map(|run| Some((run.draw, run.statistics.as_deref()?))).collect();
        if whole.is_empty() {
            let given = format!("none of {}", all.len());
            return Err(Error::invalid("fit", "runs with all statistics", given, "at least 1"));
        }
        let column = |k: usize| whole.iter().map(|(_, s)| s[k]).collect::<Vec<f64>>();
        let mut scales = Vec::new();
        for (k, target) in targets.iter().enumerate() {
            let scale = target.scale.unwrap_or_else(|| usual_scale(&column(k)));
            if !(scale.is_finite() && scale > 0.0) {
                let (subject, allowed) =
                    (format!("target {}", target.column), "one that is given: all runs are alike");
                return Err(Error::invalid(subject, "scale", scale, allowed));
            }
            scales.push(scale);
        }
        let distance = |statistics: &[f64]| {
            let of = |k: usize| ((statistics[k] - targets[k].value) / scales[k]).powi(2);
            (0..targets.len()).map(of).sum::<f64>().sqrt()
        };
        let distances: Vec<f64> = whole.iter().map(|(_, statistics)| distance(statistics)).collect();
        let mut sorted = distances.clone();
        sorted.sort_by(f64::total_cmp);
        let wanted = ((share * all.len() as f64).ceil() as usize).clamp(1, whole.len());
        let tolerance = sorted[wanted - 1];
        let accepted: Vec<usize> = (0..whole.len()).filter(|&k| distances[k] <= tolerance).collect();
        let met = targets.into_iter().zip(scales).enumerate().map(|(k, (target, scale))| {
            let before = column(k);
            let count = |holds: &dyn Fn(f64) -> bool| before.iter().filter(|s| holds(**s)).count() as f64;
            let below =
                (count(&|s| s < target.value) + 0.5 * count(&|s| s == target.value)) / before.len() as f64;
            let after = Spread::of(accepted.iter().map(|&run| before[run]).collect());
            Met { target, scale, before: Spread::of(before), after, below }
        });
        let met = met.collect();
        let draws: Vec<usize> = accepted.iter().map(|&run| whole[run].0).collect();
        let mut counts: BTreeMap<usize, f64> = BTreeMap::new();
        draws.iter().for_each(|draw| *counts.entry(*draw).or_default() += 1.0);
        let effective = (draws.len() as f64).powi(2) / counts.values().map(|n| n * n).sum::<f64>();
        Ok(Fit {
            tolerance,
            runs: all.len(),
            accepted: draws.len(),
            effective,
            design: design.clone(),
            draws,
            met,
        })
    }

    /// The posterior as a design, a draw per run accepted: for what else the model says where it agrees with the
    /// data (*posterior predictive*).
    ///
    /// # Errors
    /// None for a fit of a design.
    pub fn posterior(&self) -> Result<Design> {
        let factors = self.design.factors();
        let row = |&draw: &usize| (0..factors.len()).map(move |j| self.design.value(draw, j));
        let values = self.draws.iter().flat_map(row).collect();
        let data: Vec<String> =
            self.met.iter().map(|met| format!("{} {:?}", met.target.column, met.target.value)).collect();
        let kind = format!("{}, given {} within {:?}", self.design.kind(), data.join(", "), self.tolerance);
        Design::new(kind, factors.to_vec(), Layout::Given { values, rows: self.draws.len() })
    }
}
