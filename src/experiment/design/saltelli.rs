//! Saltelli designs, for indices of variance.

use super::blocks::Blocks;
use super::design::{Design, Layout, count, some};
use super::groups::Groups;
use super::random::{independent, power_of_two, scramble};
use super::sobol;
use crate::error::{Error, Result};
use crate::experiment::factor::Factor;
use crate::stream::Stream;

/// What the base matrices of a Saltelli design are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// One unscrambled Sobol' sequence: the published numbers, without an interval.
    Sobol,
    /// This many independent scrambles, each of which gives an estimate; their spread gives the interval.
    Scrambles(usize),
    /// Independent draws: the interval is bootstrapped.
    MonteCarlo,
}

/// Settings of a Saltelli design.
///
/// The default, eight scrambles of 1,024 points, covers at its nominal level and is three times as narrow as
/// independent draws of the same number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Saltelli {
    /// Points per scramble; a power of 2 unless the base is [`Base::MonteCarlo`].
    pub points: usize,
    /// What the base matrices are made of.
    pub base: Base,
    /// Whether to add the rows for second-order indices.
    pub second_order: bool,
    /// Seed of the scrambles, or of the independent draws.
    pub seed: u64,
}

impl Default for Saltelli {
    fn default() -> Self {
        Saltelli { points: 1024, base: Base::Scrambles(8), second_order: false, seed: 0 }
    }
}

impl Design {
    /// A Saltelli design: two base matrices $A$, $B$ of $N$ points, and for each group of factors $j$ the matrix
    /// $A_B^{(j)}$, which is $A$ with the columns of $j$ from $B$ (and $B_A^{(j)}$ for second order).
    ///
    /// $A$ and $B$ are the halves of one sequence in 2D dimensions. Draws go point by point: $A$, $A_B^{(1)}$,
    /// …, $A_B^{(D)}$, $B_A^{(1)}$, …, $B$. A group is what [`Factor::group`] says; without, each factor is its
    /// own. The outcomes go to [`Indices::sobol`](crate::experiment::Indices::sobol).
    ///
    /// # Errors
    /// No factor, more than 128 (a sequence has 256 dimensions), points that are no power of 2, no scramble, a
    /// value that is not finite.
    ///
    /// # Complexity
    /// $N(D+2)$ draws, $N(2D+2)$ with second order, per scramble; memory for $2ND$ numbers per scramble.
    ///
    /// # Example
    /// ```
    /// use comity::experiment::{Design, Factor, Saltelli};
    /// let factors = [Factor::uniform("x", 0.0, 1.0)?, Factor::uniform("y", 0.0, 1.0)?];
    /// let design = Design::saltelli(factors, Saltelli { points: 64, ..Saltelli::default() })?;
    /// assert_eq!(design.len(), 8 * 64 * (2 + 2));
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// A. Saltelli and others (2010), Variance based sensitivity analysis of model output, *Comput. Phys.
    /// Commun.* 181, 259–270, doi:10.1016/j.cpc.2009.09.018; A. Saltelli (2002), *Comput. Phys. Commun.* 145,
    /// 280–297, doi:10.1016/S0010-4655(02)00280-1, for second order.
    pub fn saltelli(factors: impl IntoIterator<Item = Factor>, settings: Saltelli) -> Result<Self> {
        let factors = some(factors, sobol::DIMENSIONS / 2)?;
        let Saltelli { points, base, second_order, seed } = settings;
        let dimensions = 2 * factors.len();
        let (units, blocks, kind) = match base {
            Base::Sobol => {
                (sobol::points(power_of_two(points)?, dimensions, None), 1, "not scrambled".into())
            }
            Base::Scrambles(scrambles) => {
                if scrambles == 0 || scrambles > 1 << 16 {
                    return Err(Error::invalid("design", "scrambles", scrambles, "1..2^16"));
                }
                let m = power_of_two(points)?;
                let one = |r| sobol::points(m, dimensions, Some(scramble(seed, r)));
                let kind = format!("{scrambles} scrambles, seed {seed}");
                ((0..scrambles).flat_map(one).collect(), scrambles, kind)
            }
            Base::MonteCarlo => {
                let names: Vec<String> = ["A", "B"]
                    .iter()
                    .flat_map(|m| factors.iter().map(move |f| format!("{m} {}", f.name())))
                    .collect();
                let stream = Stream::new(seed, "Saltelli");
                let units = independent(names.iter().map(String::as_str), count("points", points)?, stream);
                (units, 1, format!("Monte Carlo, seed {seed}"))
            }
        };
        let order = if second_order { "second" } else { "first and total" };
        let groups = Groups::new(&factors);
        let independent = base == Base::MonteCarlo;
        let blocks = Blocks { base: units, points, blocks, groups, second_order, independent };
        let kind = format!("Saltelli, {points} points, {order} order, {kind}");
        Design::new(kind, factors, Layout::Saltelli(blocks))
    }
}
