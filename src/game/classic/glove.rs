//! Glove games.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The glove game of `n` players: those in `left` own a left glove each, the others a right one; pairs
    /// sell for 1.
    ///
    /// `v(S) = min(|S ∩ L|, |S ∖ L|)`.
    ///
    /// # Errors
    /// `n` outside 1..=30, an owner past `n − 1`.
    ///
    /// # Examples
    /// ```
    /// use comity::{coalition::Coalition, game::TuGame};
    /// let game: TuGame = TuGame::glove(3, Coalition::singleton(0))?;
    /// assert_eq!(game.values(), [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// L. S. Shapley and M. Shubik, "Pure competition, coalitional power, and fair division", *International
    /// Economic Review* 10 (1969).
    pub fn glove(n: usize, left: Coalition) -> Result<Self> {
        if !left.is_subset_of(Coalition::grand(n)) {
            return Err(Error::invalid(
                "glove game",
                "owners of left gloves",
                left,
                format!("players below {n}"),
            ));
        }
        TuGame::from_fn(n, |s| V::ratio(s.intersection(left).len().min(s.difference(left).len()) as i64, 1))
    }
}
