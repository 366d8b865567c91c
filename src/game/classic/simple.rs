//! Simple games: a coalition wins or it does not.

use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The monotone simple game in which these coalitions win, and every coalition that contains one of them.
    ///
    /// # Errors
    /// `n` outside 1..=30, no winning coalition, an empty one, or one with a player past `n − 1`.
    ///
    /// # Complexity
    /// O(n 2^n) time.
    ///
    /// # Examples
    /// ```
    /// use comity::{coalition::Coalition, game::TuGame};
    /// let game: TuGame = TuGame::simple(3, [0b011, 0b101].map(Coalition::from_mask))?;
    /// assert_eq!(game.values(), [0.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// J. von Neumann and O. Morgenstern, *Theory of Games and Economic Behavior* (1944), chapter X.
    pub fn simple(n: usize, winning: impl IntoIterator<Item = Coalition>) -> Result<Self> {
        TuGame::<V>::check_size(n)?;
        let mut wins = vec![false; 1 << n];
        for coalition in winning {
            if coalition.is_empty() || !coalition.is_subset_of(Coalition::grand(n)) {
                let allowed = format!("a non-empty set of players below {n}");
                return Err(Error::invalid("simple game", "winning coalition", coalition, allowed));
            }
            wins[coalition.index()] = true;
        }
        for mask in 1..wins.len() {
            let s = Coalition::from_mask(mask as u64);
            wins[mask] = wins[mask] || s.players().any(|i| wins[s.without(i).index()]);
        }
        if !wins[wins.len() - 1] {
            return Err(Error::invalid("simple game", "winning coalitions", "none", "at least one"));
        }
        TuGame::from_values(wins.into_iter().map(|w| if w { V::one() } else { V::zero() }).collect())
    }

    /// The apex game: player 0 wins with anybody else, the others win all together.
    ///
    /// # Errors
    /// `n` outside 3..=30.
    ///
    /// # Example
    /// ```
    /// use comity::game::TuGame;
    /// let game: TuGame = TuGame::apex(4)?;
    /// assert_eq!(game.values().iter().sum::<f64>(), 8.0); // seven with the apex player, and the others
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// M. Davis and M. Maschler, "The kernel of a cooperative game", *Naval Research Logistics Quarterly* 12
    /// (1965).
    pub fn apex(n: usize) -> Result<Self> {
        TuGame::<V>::check_size(n)?;
        if n < 3 {
            return Err(Error::invalid("apex game", "players", n, "3..=30"));
        }
        let pairs = (1..n).map(|i| Coalition::singleton(0).with(i));
        Self::simple(n, pairs.chain([Coalition::grand(n).without(0)]))
    }
}
