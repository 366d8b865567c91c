//! The Shapley value.

use super::fold::weighted_sums;
use crate::game::{Fraction, TuGame, Value};
use num_bigint::BigInt;

/// The Shapley value: each player's marginal contribution, averaged over all orders of arrival.
///
/// `φ_i = Σ_{S∌i} |S|! (n−|S|−1)! / n! · (v(S∪i) − v(S))`, computed as `φ_i = M_i − T` with
/// `M_i = Σ_{S∋i} (s−1)! (n−s−1)! / (n−1)! · v(S)` (weight `1/n` at `S = N`) and the same `T` for everybody,
/// which efficiency `Σφ = v(N)` fixes. Fractions in, fractions out.
pub(in crate::solve) fn shapley<V: Value>(game: &TuGame<V>) -> Vec<V> {
    let n = game.players();
    let weight = |size: usize| match size {
        0 => Fraction::ZERO,
        s if s == n => Fraction::new(BigInt::from(1), BigInt::from(n)),
        s => Fraction::new(
            BigInt::from(1),
            (n - 1) * num_integer::binomial(BigInt::from(n - 2), BigInt::from(s - 1)),
        ),
    };
    let with = weighted_sums(game, weight).with;
    let total = with.iter().cloned().fold(V::zero(), |a, b| a + b);
    let common = (total - game.grand().clone()) / V::ratio(n as i64, 1);
    with.into_iter().map(|m| m - common.clone()).collect()
}
