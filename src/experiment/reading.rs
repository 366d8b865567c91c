//! What a pattern that holds in some draws and not in others says.

use super::design::Design;
use super::proportion::Proportion;
use crate::error::{Error, Result};
use crate::frame::Cell;
use std::collections::BTreeMap;
use std::fmt;

/// Reading of a pattern over draws, with its mechanism and without.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// It holds in at least 99 % of the draws, and without the mechanism, too: it says nothing of it.
    Structural,
    /// Its share is above ½ with 95 % confidence, and below ½ without the mechanism.
    Supported,
    /// Its share is below ½ with 95 % confidence.
    Refuted,
    /// The interval of its share lies within .2 and .8, or a split of one factor turns a share above ½ into one
    /// below, each with 95 % confidence.
    Contingent,
    /// None of these: it holds with and without the mechanism, or the draws are too few.
    Undecided,
}

impl fmt::Display for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Reading::Structural => "structural",
            Reading::Supported => "supported",
            Reading::Refuted => "refuted",
            Reading::Contingent => "contingent",
            Reading::Undecided => "undecided",
        })
    }
}

/// Factor that a pattern depends on most.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// Name.
    pub factor: String,
    /// Rank correlation (Spearman) of its values with true = 1 and false = 0; levels of a category are ranked by
    /// their share of true, and it is then not negative.
    pub correlation: f64,
    /// Where a first split of the factor separates true from false best, by Gini's impurity: values up to this
    /// text, or the levels it lists, against the others.
    pub split: String,
    /// Share on the near side of the split.
    pub within: Proportion,
    /// Share on the other side.
    pub beyond: Proportion,
}

/// A pattern over the draws of a design: in which share it holds, with its mechanism and without, and what that
/// says.
///
/// A pattern holds in a draw if its statistic over paired replicates says so; how is the model's affair. A share
/// near 1 alone shows no mechanism: the pattern must go when the mechanism does.
///
/// # Example
/// ```
/// use comity::experiment::{Design, Factor, Latin, Pattern, Reading};
/// let design = Design::latin_hypercube([Factor::uniform("trust", 0.0, 1.0)?], 400, Latin::Centred, 1)?;
/// let holds = |k: usize| design.draw(k)?.real("trust").map(|trust| trust > 0.5);
/// let holds: Vec<bool> = (0..400).map(holds).collect::<comity::Result<_>>()?;
/// let pattern = Pattern::over(&design, &holds, &[false; 400])?;
/// assert_eq!(pattern.reading, Reading::Contingent);
/// let driver = pattern.driver.ok_or_else(|| comity::Error::undefined("driver", "none"))?;
/// assert_eq!((driver.factor.as_str(), driver.within.count, driver.beyond.count), ("trust", 0, 200));
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Pattern {
    /// Share of draws in which it holds.
    pub share: Proportion,
    /// The same without the mechanism.
    pub ablated: Proportion,
    /// What the two say.
    pub reading: Reading,
    /// The factor of the greatest absolute rank correlation; `None` where the pattern holds in all draws or in
    /// none, or nothing is varied.
    pub driver: Option<Driver>,
}

impl Pattern {
    /// The pattern that holds in these draws of the design, and in those without its mechanism.
    ///
    /// # Errors
    /// Lists that do not have one entry per draw.
    ///
    /// # Complexity
    /// O(draws × log draws × factors).
    pub fn over(design: &Design, holds: &[bool], ablated: &[bool]) -> Result<Self> {
        for (what, list) in [("pattern", holds), ("pattern without its mechanism", ablated)] {
            if list.len() != design.len() {
                let (expected, got) =
                    (format!("one entry per draw, {}", design.len()), list.len().to_string());
                return Err(Error::Shape { what: what.into(), expected, got });
            }
        }
        let share = Proportion::among(holds.iter().copied())?;
        let ablated = Proportion::among(ablated.iter().copied())?;
        let mut driver: Option<Driver> = None;
        if share.count > 0 && share.count < share.of {
            for j in 0..design.factors().len() {
                let Some(other) = judge(design, j, holds)? else { continue };
                if driver.as_ref().is_none_or(|d| other.correlation.abs() > d.correlation.abs()) {
                    driver = Some(other);
                }
            }
        }
        let sides = |p: &Proportion| (p.low > 0.5, p.high < 0.5);
        let flips = driver.as_ref().is_some_and(|d| {
            let ((up, down), (up_too, down_too)) = (sides(&d.within), sides(&d.beyond));
            up && down_too || down && up_too
        });
        let reading = if share.share() >= 0.99 && ablated.share() >= 0.99 {
            Reading::Structural
        } else if share.low > 0.5 && ablated.share() < 0.5 {
            Reading::Supported
        } else if share.high < 0.5 {
            Reading::Refuted
        } else if flips || share.low > 0.2 && share.high < 0.8 {
            Reading::Contingent
        } else {
            Reading::Undecided
        };
        Ok(Pattern { share, ablated, reading, driver })
    }
}

/// How the truth depends on factor `j`; `None` if the factor has one value.
fn judge(design: &Design, j: usize, holds: &[bool]) -> Result<Option<Driver>> {
    let factor = &design.factors()[j];
    let mut x: Vec<f64> = (0..design.len()).map(|k| design.value(k, j)).collect();
    let category = matches!(factor.cell(x[0]), Cell::Text(_));
    let mut names: Vec<String> = Vec::new();
    if category {
        // Levels in the order of their shares of true: the best split of levels is then one of this order.
        let mut levels: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for (x, holds) in x.iter().zip(holds) {
            let level = levels.entry(*x as usize).or_default();
            *level = (level.0 + usize::from(*holds), level.1 + 1);
        }
        let mut order: Vec<(usize, f64)> =
            levels.into_iter().map(|(l, (t, n))| (l, t as f64 / n as f64)).collect();
        order.sort_by(|a, b| a.1.total_cmp(&b.1));
        names = order.iter().map(|(level, _)| factor.cell(*level as f64).to_string()).collect();
        let rank = |x: f64| order.iter().position(|(level, _)| *level == x as usize).unwrap_or(0) as f64;
        x.iter_mut().for_each(|x| *x = rank(*x));
    }
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|a, b| x[*a].total_cmp(&x[*b]));
    let (n, trues) = (x.len() as f64, holds.iter().filter(|h| **h).count() as f64);
    // Midranks of the values, and their correlation with the truth.
    let (mut rank_sum, mut squares, mut before, mut count) = (0.0, 0.0, 0.0, 0.0);
    let mut best: Option<(f64, f64)> = None;
    for run in order.chunk_by(|a, b| x[*a] == x[*b]) {
        let size = run.len() as f64;
        if before > 0.0 {
            // Twice the sum over the sides of n p (1 − p).
            let impurity = |t: f64, n: f64| t * (n - t) / n;
            let total = impurity(count, before) + impurity(trues - count, n - before);
            if best.is_none_or(|(least, _)| total < least) {
                let last = order[before as usize - 1];
                best = Some((total, x[last]));
            }
        }
        let own = run.iter().filter(|k| holds[**k]).count() as f64;
        let rank = before + 0.5 * (size + 1.0) - 0.5 * (n + 1.0);
        rank_sum += rank * own;
        squares += rank * rank * size;
        before += size;
        count += own;
    }
    let Some((_, at)) = best else { return Ok(None) };
    let correlation = rank_sum / (squares * trues * (n - trues) / n).sqrt();
    let side = |near: bool| {
        Proportion::among(x.iter().zip(holds).filter(|(x, _)| (**x <= at) == near).map(|(_, h)| *h))
    };
    let split = if category { names[..=at as usize].join(", ") } else { factor.cell(at).to_string() };
    let (within, beyond) = (side(true)?, side(false)?);
    Ok(Some(Driver { factor: factor.name().into(), correlation, split, within, beyond }))
}
