//! Checks of values by the sums over marginal contributions that define them.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value};
use num_bigint::BigInt;
use num_integer::binomial;

/// Whether `claim` is the Shapley value: `Σ_{S∌i} |S|! (n−|S|−1)! / n! · (v(S∪i) − v(S))`.
///
/// `tolerance` is relative to the largest worth; exact claims take 0. O(n 2^n) time.
///
/// # Errors
/// [`Error::Certificate`] naming the first player whose value differs.
pub fn check_shapley<V: Value>(game: &TuGame<V>, claim: &[V], tolerance: f64) -> Result<()> {
    let n = game.players();
    let value = marginal_value(game, |size| n * binomial(BigInt::from(n - 1), BigInt::from(size)));
    compare("Shapley value", game.scale(), &value, claim, tolerance)
}

/// Whether `claim` is the Banzhaf value: `2^(1−n) Σ_{S∌i} (v(S∪i) − v(S))`.
///
/// # Errors
/// As [`check_shapley`].
pub fn check_banzhaf<V: Value>(game: &TuGame<V>, claim: &[V], tolerance: f64) -> Result<()> {
    let value = marginal_value(game, |_| BigInt::from(1) << (game.players() - 1));
    compare("Banzhaf value", game.scale(), &value, claim, tolerance)
}

/// Whether `claim` is the Owen value under `unions`: the double sum over whole unions and, within the own one,
/// its members.
///
/// # Errors
/// As [`check_shapley`]; unions that are not a partition of the players.
pub fn check_owen<V: Value>(game: &TuGame<V>, unions: &Partition, claim: &[V], tolerance: f64) -> Result<()> {
    let unions = Partition::new(game.players(), unions.blocs().iter().copied())?;
    let m = unions.len();
    let mut value = vec![V::zero(); game.players()];
    for &own in unions.blocs() {
        let others: Vec<Coalition> = unions.blocs().iter().copied().filter(|&b| b != own).collect();
        for i in own.players() {
            for joined in Coalition::grand(m - 1).subsets() {
                let q = joined.players().fold(Coalition::EMPTY, |q, j| q.union(others[j]));
                for t in own.without(i).subsets() {
                    let orders = m
                        * binomial(BigInt::from(m - 1), BigInt::from(joined.len()))
                        * own.len()
                        * binomial(BigInt::from(own.len() - 1), BigInt::from(t.len()));
                    value[i] += marginal(game, q.union(t), i) * inverse::<V>(orders);
                }
            }
        }
    }
    compare("Owen value", game.scale(), &value, claim, tolerance)
}

/// `Σ_{S∌i} (v(S∪i) − v(S)) / divisor(|S|)` for each player, gathered by size first.
fn marginal_value<V: Value>(game: &TuGame<V>, divisor: impl Fn(usize) -> BigInt) -> Vec<V> {
    let n = game.players();
    let mut by_size = vec![vec![V::zero(); n]; n];
    for mask in 0..game.values().len() as u64 {
        let s = Coalition::from_mask(mask);
        for i in s.complement(n).players() {
            by_size[i][s.len()] += marginal(game, s, i);
        }
    }
    let weights: Vec<V> = (0..n).map(|size| inverse(divisor(size))).collect();
    let weigh =
        |row: Vec<V>| row.into_iter().zip(&weights).fold(V::zero(), |sum, (x, w)| sum + x * w.clone());
    by_size.into_iter().map(weigh).collect()
}

fn marginal<V: Value>(game: &TuGame<V>, s: Coalition, i: usize) -> V {
    game.value(s.with(i)).clone() - game.value(s).clone()
}

fn inverse<V: Value>(count: BigInt) -> V {
    V::from_fraction(&Fraction::new(BigInt::from(1), count))
}

fn compare<V: Value>(claim_of: &str, scale: f64, value: &[V], claim: &[V], tolerance: f64) -> Result<()> {
    let fail = |reason: String| Err(Error::Certificate { claim: claim_of.into(), reason });
    if value.len() != claim.len() {
        return fail(format!("{} players, {} values claimed", value.len(), claim.len()));
    }
    for (i, (x, y)) in value.iter().zip(claim).enumerate() {
        let same = if V::EXACT { x == y } else { (x.to_f64() - y.to_f64()).abs() <= tolerance * scale };
        if !same {
            return fail(format!("player {i} gets {x}, claimed {y}"));
        }
    }
    Ok(())
}
