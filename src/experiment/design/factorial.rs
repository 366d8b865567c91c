//! Factorial designs, and one factor at a time.

use super::design::{DRAWS, Design, Layout, some};
use crate::error::{Error, Result};
use crate::experiment::factor::Factor;

impl Design {
    /// Every combination of levels, the last factor's varying fastest: all levels of categories and switches,
    /// `reals` quantiles at equal steps from 0 to 1 of each other factor.
    ///
    /// # Errors
    /// No factor; `reals` below 2 where a factor needs it; more than 2³¹ combinations; a value that is not
    /// finite.
    ///
    /// # Complexity
    /// Π levels × factors time and memory.
    pub fn full_factorial(factors: impl IntoIterator<Item = Factor>, reals: usize) -> Result<Self> {
        let factors = some(factors, usize::MAX)?;
        let levels: Vec<Vec<f64>> = factors.iter().map(|f| f.levels(reals)).collect::<Result<_>>()?;
        let product = levels.iter().try_fold(1usize, |n, l| n.checked_mul(l.len()));
        let rows = product.filter(|n| *n <= DRAWS).ok_or_else(|| Error::TooLarge {
            what: "full factorial design".into(),
            n: product.unwrap_or(usize::MAX),
            limit: DRAWS,
            reason: "draws; use fewer levels, or Design::fractional_factorial".into(),
        })?;
        let mut units = Vec::with_capacity(rows * factors.len());
        for k in 0..rows {
            let mut period = rows;
            for own in &levels {
                period /= own.len();
                units.push(own[k / period % own.len()]);
            }
        }
        Design::new(format!("full factorial, {reals} levels"), factors, Layout::Cube { units, rows })
    }

    /// A two-level fractional factorial of resolution IV: a Hadamard matrix of Sylvester's kind and its
    /// fold-over, +1 for the upper end of a factor's range. Main effects are clear of two-factor interactions
    /// and are read with [`Indices::main_effects`](crate::experiment::Indices::main_effects). Of a category the
    /// first and the last level count.
    ///
    /// # Errors
    /// No factor, more than 4,096, a value that is not finite.
    ///
    /// # Complexity
    /// 2m draws, m the least power of 2 that is at least the number of factors.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let switches = ["a", "b", "c", "d"].map(Factor::switch).into_iter().collect::<comity::Result<Vec<_>>>()?;
    /// assert_eq!(Design::fractional_factorial(switches)?.len(), 8);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// G. E. P. Box, K. B. Wilson (1951), *J. R. Stat. Soc. B* 13, 1–45; A. Saltelli and others (2008),
    /// *Global Sensitivity Analysis: The Primer*, §2.5, doi:10.1002/9780470725184.
    pub fn fractional_factorial(factors: impl IntoIterator<Item = Factor>) -> Result<Self> {
        let factors = some(factors, 4096)?;
        let order = factors.len().next_power_of_two();
        let sign = |row: usize, j: usize| (row & j).count_ones().is_multiple_of(2);
        let row = |k: usize| (0..factors.len()).map(move |j| f64::from(sign(k % order, j) == (k < order)));
        let units = (0..2 * order).flat_map(row).collect();
        Design::new("fractional factorial", factors, Layout::Cube { units, rows: 2 * order })
    }

    /// One factor at a time from a base: draw 0 is the base, the median of each real and the first level of
    /// each other factor; then, factor by factor, every other level.
    ///
    /// It sees no interaction and only the neighbourhood of the base: for what a paper asks of "all else
    /// equal", not for screening (Saltelli & Annoni 2010).
    ///
    /// # Errors
    /// As [`full_factorial`](Self::full_factorial).
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let design = Design::one_at_a_time([Factor::uniform("x", 0.0, 1.0)?, Factor::switch("pacts")?], 3)?;
    /// assert_eq!(design.len(), 1 + 2 + 1);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// A. Saltelli, P. Annoni (2010), *Environ. Model. Softw.* 25, 1508–1517,
    /// doi:10.1016/j.envsoft.2010.04.012.
    pub fn one_at_a_time(factors: impl IntoIterator<Item = Factor>, reals: usize) -> Result<Self> {
        let factors = some(factors, usize::MAX)?;
        let levels: Vec<Vec<f64>> = factors.iter().map(|f| f.levels(reals)).collect::<Result<_>>()?;
        let real = |own: &[f64]| own.first() == Some(&0.0);
        let base: Vec<f64> = levels.iter().map(|own| if real(own) { 0.5 } else { own[0] }).collect();
        let mut units = base.clone();
        for (j, own) in levels.iter().enumerate() {
            for level in own.iter().filter(|level| **level != base[j]) {
                units.extend(base.iter().enumerate().map(|(k, b)| if k == j { level } else { b }));
            }
        }
        let rows = units.len() / factors.len();
        Design::new(format!("one at a time, {reals} levels"), factors, Layout::Cube { units, rows })
    }
}
