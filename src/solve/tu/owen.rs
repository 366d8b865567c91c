//! The Owen value: the Shapley value where some players have formed unions beforehand.

use super::shapley::shapley;
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::parallel;
use num_bigint::BigInt;

/// The Owen value of `game` with these a priori unions.
///
/// Orders of arrival in which the members of a union come one right after another are equally likely, others
/// do not occur. Computed union by union as the Shapley value, among its members, of the game in which
/// `T ⊆ P_k` is worth what union `k` gets by Shapley in the game between unions if `T` stands in for it:
/// `u_k(T) = Σ_{H ⊆ M∖k} |H|! (m−|H|−1)! / m! · (v(Q_H ∪ T) − v(Q_H))`, `Q_H` the members of the unions in
/// `H`. With everybody in a union of their own, or all in one, it is the Shapley value.
pub(super) fn owen<V: Value>(game: &TuGame<V>, unions: &Partition) -> Result<Vec<V>> {
    let n = game.players();
    let unions = Partition::new(n, unions.blocs().iter().copied())?; // of this game's players, not another's
    let shares = parallel::map(unions.len(), |k| internal_game(game, unions.blocs(), k).map(|u| shapley(&u)));
    let mut value = vec![V::zero(); n];
    for (bloc, share) in unions.blocs().iter().zip(shares) {
        bloc.players().zip(share?).for_each(|(i, x)| value[i] = x);
    }
    Ok(value)
}

/// `u_k` on the members of union `k`.
fn internal_game<V: Value>(game: &TuGame<V>, unions: &[Coalition], k: usize) -> Result<TuGame<V>> {
    let m = unions.len();
    let weights: Vec<V> = (0..m)
        .map(|h| m * num_integer::binomial(BigInt::from(m - 1), BigInt::from(h)))
        .map(|d| V::from_fraction(&Fraction::new(BigInt::from(1), d)))
        .collect();
    let others: Vec<Coalition> = (0..m).filter(|&j| j != k).map(|j| unions[j]).collect();
    let mut worth = vec![V::zero(); 1 << unions[k].len()];
    for chosen in Coalition::grand(m - 1).subsets() {
        let joined = chosen.players().fold(Coalition::EMPTY, |q, j| q.union(others[j]));
        let (weight, base) = (&weights[chosen.len()], game.value(joined));
        for (sum, members) in worth.iter_mut().zip(unions[k].subsets()) {
            *sum += weight.clone() * (game.value(joined.union(members)).clone() - base.clone());
        }
    }
    TuGame::from_values(worth)
}
