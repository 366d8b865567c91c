//! The Banzhaf value, as it is and normalised.

use super::fold::{Sums, weighted_sums};
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value};
use num_bigint::BigInt;

/// The Banzhaf value: each player's marginal contribution, averaged over all coalitions of the others.
///
/// `β_i = 2^(1−n) Σ_{S∌i} (v(S∪i) − v(S))`. It does not in general add up to `v(N)`.
pub(super) fn banzhaf<V: Value>(game: &TuGame<V>) -> Vec<V> {
    let coalitions = BigInt::from(1) << (game.players() - 1);
    let Sums { all, with } = weighted_sums(game, |_| Fraction::new(BigInt::from(1), coalitions.clone()));
    with.into_iter().map(|m| m.clone() + m - all.clone()).collect()
}

/// The Banzhaf value scaled to add up to 1.
pub(super) fn banzhaf_normalized<V: Value>(game: &TuGame<V>) -> Result<Vec<V>> {
    let raw = banzhaf(game);
    let total = raw.iter().cloned().fold(V::zero(), |a, b| a + b);
    // In floating point a sum of 0 arrives as rounding noise: relative to the worths, n units in the last place.
    let noise = if V::EXACT { 0.0 } else { game.players() as f64 * f64::EPSILON * game.scale() };
    if total.to_f64().abs() <= noise {
        return Err(Error::undefined("normalised Banzhaf value", "the Banzhaf values add up to 0"));
    }
    Ok(raw.into_iter().map(|b| b / total.clone()).collect())
}
