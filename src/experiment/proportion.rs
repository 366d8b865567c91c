//! Shares, with exact intervals.

use crate::error::{Error, Result};
use statrs::distribution::{Beta, ContinuousCDF};
use std::fmt;

/// Share of cases in which something holds, with its 95 % interval (Clopper & Pearson 1934).
///
/// # Example
/// ```
/// use comity::experiment::Proportion;
/// let always = Proportion::new(300, 300)?;
/// assert_eq!(always.to_string(), "1.000 [0.988, 1.000]"); // and not: certain
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// C. J. Clopper, E. S. Pearson (1934), *Biometrika* 26, 404–413, doi:10.1093/biomet/26.4.404.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Proportion {
    /// Cases in which it holds.
    pub count: usize,
    /// All cases.
    pub of: usize,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
}

impl Proportion {
    /// The share of `count` in `of` cases; of no case it is 0, and its interval all of 0..1.
    ///
    /// # Errors
    /// A count above the number of cases; more than 10⁶ cases, where the quantiles of the beta distribution take too long.
    pub fn new(count: usize, of: usize) -> Result<Self> {
        const MOST: usize = 1_000_000;
        if of > MOST {
            return Err(Error::invalid("proportion", "number of cases", of, format!("0..{MOST}")));
        }
        if count > of {
            return Err(Error::invalid("proportion", "count", count, format!("0..{of}")));
        }
        let quantile =
            |a: usize, b: usize, q: f64| Beta::new(a as f64, b as f64).map(|beta| beta.inverse_cdf(q));
        let low = if count == 0 { 0.0 } else { quantile(count, of - count + 1, 0.025).unwrap_or(0.0) };
        let high = if count == of { 1.0 } else { quantile(count + 1, of - count, 0.975).unwrap_or(1.0) };
        Ok(Proportion { count, of, low, high })
    }

    pub(super) fn among(holds: impl IntoIterator<Item = bool>) -> Result<Self> {
        let (mut count, mut of) = (0, 0);
        for holds in holds {
            count += usize::from(holds);
            of += 1;
        }
        Proportion::new(count, of)
    }

    /// The share itself.
    pub fn share(&self) -> f64 {
        self.count as f64 / self.of.max(1) as f64
    }
}

impl fmt::Display for Proportion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.3} [{:.3}, {:.3}]", self.share(), self.low, self.high))
    }
}
