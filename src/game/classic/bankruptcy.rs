//! Bankruptcy games.

use crate::error::{Error, Result};
use crate::game::transform::subset_sums;
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The bankruptcy game of `estate` and `claims`: a coalition is worth what the others leave if paid in
    /// full.
    ///
    /// `v(S) = max(0, E − Σ_{i∉S} d_i)`. Convex; its nucleolus is the rule of the Babylonian Talmud.
    ///
    /// # Errors
    /// A negative estate or claim, no claim or more than 30, claims that add up to less than the estate.
    ///
    /// # Examples
    /// ```
    /// use comity::game::TuGame;
    /// let game = TuGame::bankruptcy(200.0, &[100.0, 200.0, 300.0])?;
    /// assert_eq!(game.values(), [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 200.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// B. O'Neill, "A problem of rights arbitration from the Talmud", *Mathematical Social Sciences* 2
    /// (1982); R. J. Aumann and M. Maschler, "Game theoretic analysis of a bankruptcy problem from the
    /// Talmud", *Journal of Economic Theory* 36 (1985).
    pub fn bankruptcy(estate: V, claims: &[V]) -> Result<Self> {
        TuGame::<V>::check_size(claims.len())?;
        if !(estate.is_finite() && estate >= V::zero()) {
            return Err(Error::invalid("bankruptcy", "estate", estate, "at least 0"));
        }
        if let Some(i) = claims.iter().position(|d| !(d.is_finite() && *d >= V::zero())) {
            return Err(Error::invalid(format!("claimant {i}"), "claim", &claims[i], "at least 0"));
        }
        let owed = subset_sums(claims);
        let all = owed[owed.len() - 1].clone();
        if all < estate {
            return Err(Error::invalid(
                "bankruptcy",
                "sum of claims",
                all,
                format!("at least the estate, {estate}"),
            ));
        }
        let short = all - estate;
        let left = |owed: V| if owed > short { owed - short.clone() } else { V::zero() };
        TuGame::from_values(owed.into_iter().map(left).collect())
    }
}
