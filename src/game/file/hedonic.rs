//! Hedonic games: preference lists, or a matrix of what each player thinks of each.

use super::case::Case;
use super::number::Exact;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, HedonicGame};

/// Names of the matrix whose row `i` holds what `i` thinks of each player.
const WEIGHTS: [&str; 5] = ["weights", "weight_matrix", "matrix", "values", "utilities"];

impl Case {
    /// Strict preference lists, best first: `preferences_best_to_worst_masks`.
    ///
    /// # Errors
    /// A missing field; another number of lists than players; what [`HedonicGame`] refuses.
    #[inline]
    pub(crate) fn ordinal_hedonic_game(&self) -> Result<HedonicGame> {
        let key = "preferences_best_to_worst_masks";
        let lists: Vec<Vec<Coalition>> = self.parsed(key)?;
        self.one_row_per_player(key, lists.len())?;
        HedonicGame::from_preferences(&lists).map_err(|e| self.error(key, e))
    }

    /// Additively separable preferences, or fractional ones if the case says `"fractional": true`.
    ///
    /// # Errors
    /// A missing field; another number of rows than players; what [`HedonicGame`] refuses.
    #[inline]
    pub(crate) fn separable_hedonic_game(&self) -> Result<HedonicGame> {
        if self.has("fractional") && self.parsed("fractional")? {
            return self.fractional_hedonic_game();
        }
        self.weighted_hedonic_game(HedonicGame::additively_separable)
    }

    /// Fractional preferences: the mean weight of the others.
    ///
    /// # Errors
    /// As [`separable_hedonic_game`](Self::separable_hedonic_game).
    #[inline]
    pub(crate) fn fractional_hedonic_game(&self) -> Result<HedonicGame> {
        self.weighted_hedonic_game(HedonicGame::fractional)
    }

    #[inline]
    fn weighted_hedonic_game(
        &self,
        game: fn(&[Vec<Fraction>]) -> Result<HedonicGame>,
    ) -> Result<HedonicGame> {
        let missing = || format!("missing; a matrix under one of {}", WEIGHTS.join(", "));
        let key =
            WEIGHTS.into_iter().find(|key| self.has(key)).ok_or_else(|| self.error("weights", missing()))?;
        let rows: Vec<Vec<Exact>> = self.parsed(key)?;
        self.one_row_per_player(key, rows.len())?;
        let weights: Vec<Vec<Fraction>> =
            rows.into_iter().map(|row| row.into_iter().map(|w| w.0).collect()).collect();
        game(&weights).map_err(|e| self.error(key, e))
    }

    /// A file that gives the number of players has as many rows.
    #[inline]
    fn one_row_per_player(&self, key: &str, rows: usize) -> Result<()> {
        let n: usize = if self.has("n") { self.parsed("n")? } else { rows };
        if n == rows {
            Ok(())
        } else {
            Err(self.error(key, format!("{rows} rows, allowed: one for each of n = {n} players")))
        }
    }
}
