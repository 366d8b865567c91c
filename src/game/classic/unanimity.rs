//! Unanimity games and their sums.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The unanimity game of `carrier`: a coalition is worth 1 if all of `carrier` are in it, else 0.
    ///
    /// # Errors
    /// `n` outside 1..=30, an empty carrier or one with a player past `n − 1`.
    ///
    /// # Example
    /// ```
    /// use comity::{coalition::Coalition, game::TuGame};
    /// let game: TuGame = TuGame::unanimity(2, Coalition::singleton(1))?;
    /// assert_eq!(game.values(), [0.0, 0.0, 1.0, 1.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// L. S. Shapley, "A value for n-person games", in *Contributions to the Theory of Games II* (1953),
    /// section 3.
    pub fn unanimity(n: usize, carrier: Coalition) -> Result<Self> {
        Self::unanimity_sum(n, [(carrier, V::one())])
    }

    /// The sum of unanimity games with these coefficients (Harsanyi dividends): every game is one.
    ///
    /// # Errors
    /// As [`unanimity`](Self::unanimity); a coefficient that is not finite.
    ///
    /// # Examples
    /// ```
    /// use comity::{coalition::Coalition, game::TuGame};
    /// let c = Coalition::from_mask;
    /// let game = TuGame::unanimity_sum(3, [(c(0b011), 4.0), (c(0b111), 3.0), (c(0b100), -1.0)])?;
    /// assert_eq!(game.values(), [0.0, 0.0, 0.0, 4.0, -1.0, -1.0, -1.0, 6.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn unanimity_sum(n: usize, terms: impl IntoIterator<Item = (Coalition, V)>) -> Result<Self> {
        TuGame::<V>::check_size(n)?;
        let mut dividends = vec![V::zero(); 1 << n];
        for (carrier, coefficient) in terms {
            if carrier.is_empty() || !carrier.is_subset_of(Coalition::grand(n)) {
                let allowed = format!("a non-empty set of players below {n}");
                return Err(Error::invalid("unanimity game", "carrier", carrier, allowed));
            }
            dividends[carrier.index()] += coefficient;
        }
        TuGame::from_dividends(dividends)
    }
}
