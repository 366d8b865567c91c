//! Independent draws, and Sobol' points.

use super::design::{Design, Layout, count, some};
use super::sobol;
use crate::error::{Error, Result};
use crate::experiment::factor::Factor;
use crate::stream::Stream;
use rand::RngExt;

impl Design {
    /// Independent draws. What is drawn for a factor depends on seed, name and row alone: another factor in the
    /// design changes nothing.
    ///
    /// # Errors
    /// No factor, no draw, a value that is not finite.
    ///
    /// # Complexity
    /// O(draws × factors) time and memory.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let one = Design::monte_carlo([Factor::normal("x", 0.0, 1.0)?], 100, 7)?;
    /// let two = Design::monte_carlo([Factor::switch("pacts")?, Factor::normal("x", 0.0, 1.0)?], 100, 7)?;
    /// assert_eq!(one.draw(99)?.real("x")?, two.draw(99)?.real("x")?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn monte_carlo(factors: impl IntoIterator<Item = Factor>, draws: usize, seed: u64) -> Result<Self> {
        let factors = some(factors, usize::MAX)?;
        let rows = count("draws", draws)?;
        let units = independent(factors.iter().map(Factor::name), rows, Stream::new(seed, "Monte Carlo"));
        Design::new(format!("Monte Carlo, seed {seed}"), factors, Layout::Cube { units, rows })
    }

    /// The first points of a Sobol' sequence, those of Joe & Kuo (2008).
    ///
    /// With a seed the sequence is scrambled by random lower triangular matrices and a digital shift, which
    /// keeps its evenness and makes estimates unbiased. Without one the first point is the origin: a factor
    /// whose quantile at 0 is infinite is refused.
    ///
    /// # Errors
    /// A number of points that is no power of 2 (fewer or more would undo the balance of the points), more
    /// than 256 factors, a value that is not finite.
    ///
    /// # Complexity
    /// O(points × factors) time and memory.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor};
    /// let factors = || Ok::<_, comity::Error>([Factor::uniform("x", 0.0, 1.0)?, Factor::uniform("y", 0.0, 1.0)?]);
    /// let plain = Design::sobol(factors()?, 4, None)?;
    /// assert_eq!(plain.frame()?.column("y")?.collect::<Vec<_>>(), [0.0.into(), 0.5.into(), 0.25.into(), 0.75.into()]);
    /// let error = Design::sobol(factors()?, 1000, Some(7)).unwrap_err().to_string();
    /// assert_eq!(error, "design: points is 1000, allowed: a power of 2 up to 2^31");
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// I. M. Sobol' (1967), *USSR Comput. Math. Math. Phys.* 7(4), 86–112,
    /// doi:10.1016/0041-5553(67)90144-9. S. Joe, F. Y. Kuo (2008), Constructing Sobol sequences with better
    /// two-dimensional projections, *SIAM J. Sci. Comput.* 30, 2635–2654, doi:10.1137/070709359. J. Matoušek
    /// (1998), On the L2-discrepancy for anchored boxes, *J. Complexity* 14, 527–556,
    /// doi:10.1006/jcom.1998.0489. A. B. Owen (2022), On dropping the first Sobol' point, *MCQMC 2020*,
    /// doi:10.1007/978-3-030-98319-2_4.
    pub fn sobol(
        factors: impl IntoIterator<Item = Factor>,
        points: usize,
        seed: Option<u64>,
    ) -> Result<Self> {
        let factors = some(factors, sobol::DIMENSIONS)?;
        let units = sobol::points(power_of_two(points)?, factors.len(), seed.map(|seed| scramble(seed, 0)));
        let scrambled =
            seed.map_or_else(|| "not scrambled".into(), |seed| format!("scrambled by seed {seed}"));
        Design::new(format!("Sobol', {scrambled}"), factors, Layout::Cube { units, rows: points })
    }
}

/// Independent coordinates, a column per name.
pub(super) fn independent<'a>(
    names: impl ExactSizeIterator<Item = &'a str>,
    rows: usize,
    stream: Stream,
) -> Vec<f64> {
    let columns = names.len();
    let mut units = vec![0.0; rows * columns];
    for (j, name) in names.enumerate() {
        let mut rng = stream.code(name).rng();
        (0..rows).for_each(|k| units[k * columns + j] = rng.random());
    }
    units
}

/// The address of a scramble.
pub(super) fn scramble(seed: u64, number: usize) -> Stream {
    Stream::new(seed, "scramble").year(number as i64)
}

/// The exponent of a number of Sobol' points.
pub(super) fn power_of_two(points: usize) -> Result<u32> {
    if points.is_power_of_two() && points <= super::design::DRAWS {
        Ok(points.trailing_zeros())
    } else {
        Err(Error::invalid("design", "points", points, "a power of 2 up to 2^31"))
    }
}
