//! Alignment: players of different sizes with propensities to work together.

use crate::coalition::Partition;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};

/// The landscape of Axelrod and Bennett: sizes `s_i` and propensities `p_ij = p_ji` to work together.
///
/// In a configuration `X` of players in camps the frustration of `i` and the energy are $$F_i(X) = \sum_{j
/// \ne i} s_j p_{ij} d_{ij}(X),\qquad E(X) = \sum_i s_i F_i(X),$$ with `d_ij` 0 where `i` and `j` are in one
/// camp and 1 where they are not. Since propensities are symmetric, a player's switch of camp lowers its own
/// frustration iff it lowers the energy.
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::Alignment;
/// // Two friends and the larger enemy of both.
/// let p = [[0.0, 1.0, -1.0], [1.0, 0.0, -1.0], [-1.0, -1.0, 0.0]].map(Vec::from);
/// let game = Alignment::new(&[1.0, 1.0, 2.0], &p)?;
/// let against = Partition::new(3, [Coalition::from_mask(0b011), Coalition::from_mask(0b100)])?;
/// assert_eq!(game.energy(&against), -8.0);
/// assert_eq!(game.frustrations(&against), [-2.0, -2.0, -2.0]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. Axelrod and D. S. Bennett, "A landscape theory of aggregation", *British Journal of Political Science*
/// 23 (1993).
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(try_from = "Written")]
pub struct Alignment {
    sizes: Vec<f64>,
    propensities: Vec<Vec<f64>>,
}

/// A landscape as it is read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    sizes: Vec<f64>,
    propensities: Vec<Vec<f64>>,
}

impl TryFrom<Written> for Alignment {
    type Error = Error;

    fn try_from(written: Written) -> Result<Self> {
        Alignment::new(&written.sizes, &written.propensities)
    }
}

impl Alignment {
    /// Players of these sizes with these propensities; the diagonal does not count.
    ///
    /// # Errors
    /// No player or more than 63, a table that is not square of their number, a size that is negative, a size
    /// or propensity that is neither 0 nor 1e-90..1e90 in size, two players with different propensities to
    /// each other.
    ///
    /// # Example
    /// ```
    /// use comity::game::Alignment;
    /// let one_sided = Alignment::new(&[1.0, 1.0], &[[0.0, 1.0], [2.0, 0.0]]).unwrap_err();
    /// assert!(one_sided.to_string().contains("players 0 and 1: propensities"));
    /// ```
    pub fn new<R: AsRef<[f64]>>(sizes: &[f64], propensities: &[R]) -> Result<Self> {
        let n = sizes.len();
        if n == 0 || n > 63 {
            return Err(Error::invalid("alignment", "players", n, "1..=63"));
        }
        // So that products neither overflow nor vanish.
        let fits = |x: f64| x == 0.0 || (1e-90..=1e90).contains(&x.abs());
        if let Some(i) = sizes.iter().position(|&s| !(s >= 0.0 && fits(s))) {
            return Err(Error::invalid(format!("player {i}"), "size", sizes[i], "0 or 1e-90..1e90"));
        }
        let propensities: Vec<Vec<f64>> = propensities.iter().map(|row| row.as_ref().to_vec()).collect();
        if propensities.len() != n || propensities.iter().any(|row| row.len() != n) {
            return Err(Error::Shape {
                what: "propensities".into(),
                expected: format!("{n} rows of {n}"),
                got: format!("{} rows", propensities.len()),
            });
        }
        let mut pairs = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
        let both = |i: usize, j: usize| (propensities[i][j], propensities[j][i]);
        let odd = pairs.find(|&(i, j)| matches!(both(i, j), (p, q) if !(fits(p) && p == q)));
        if let Some((i, j)) = odd {
            let (given, allowed) = (format!("{:?}", both(i, j)), "equal; 0 or 1e-90..1e90 in size");
            return Err(Error::invalid(format!("players {i} and {j}"), "propensities", given, allowed));
        }
        Ok(Alignment { sizes: sizes.to_vec(), propensities })
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.sizes.len()
    }

    /// Weight of a pair, `s_i s_j p_ij`, of which the energy counts a distance of 1 twice; 0 for `i` itself and for
    /// who is no player.
    ///
    /// ```
    /// use comity::game::Alignment;
    /// let game = Alignment::new(&[2.0, 3.0], &[[0.0, -0.5], [-0.5, 0.0]])?;
    /// assert_eq!(game.weight(0, 1), -3.0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn weight(&self, i: usize, j: usize) -> f64 {
        if i == j || i.max(j) >= self.players() {
            return 0.0;
        }
        self.sizes[i.min(j)] * self.sizes[i.max(j)] * self.propensities[i][j]
    }

    /// Frustration of each player, `F_i(X)`.
    pub fn frustrations(&self, camps: &Partition) -> Vec<f64> {
        let n = self.players();
        let apart = |i: usize, j: usize| i != j && !camps.bloc_of(i).is_some_and(|camp| camp.contains(j));
        let felt = |i: usize, j: usize| self.sizes[j] * self.propensities[i][j];
        (0..n).map(|i| (0..n).filter(|&j| apart(i, j)).map(|j| felt(i, j)).sum()).collect()
    }

    /// Energy of a configuration, `E(X)`.
    pub fn energy(&self, camps: &Partition) -> f64 {
        self.frustrations(camps).iter().zip(&self.sizes).map(|(frustration, size)| size * frustration).sum()
    }
}
