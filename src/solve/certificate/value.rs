//! Checks of values by the sums over marginal contributions that define them.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value, WeightedVoting};
use num_bigint::BigInt;
use num_integer::binomial;
use num_traits::NumAssign;

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

/// Whether `claim` is the Owen value under `unions`: the double sum over whole unions and, within the own
/// one, its members. O(n 2^(m+p)) time for `m` unions of at most `p` members.
///
/// # Errors
/// As [`check_shapley`]; unions that are not a partition of the players.
pub fn check_owen<V: Value>(game: &TuGame<V>, unions: &Partition, claim: &[V], tolerance: f64) -> Result<()> {
    let unions = Partition::new(game.players(), unions.blocs().iter().copied())?;
    let value = owen_value(game.players(), |s| game.value(s).clone(), unions.blocs());
    compare("Owen value", game.scale(), &value, claim, tolerance)
}

/// Whether `claim` is the Owen index of a vote under `unions`, by the sum of [`check_owen`] over its
/// coalitions.
///
/// # Errors
/// As there; [`Error::TooLarge`] past 63 voters or 2^22 terms.
pub fn check_owen_index(game: &WeightedVoting, unions: &[Vec<usize>], claim: &[Fraction]) -> Result<()> {
    let n = game.players();
    let largest = unions.iter().map(Vec::len).max().unwrap_or(0);
    if n > Coalition::MAX_PLAYERS || unions.len() + largest > 20 {
        let reason = "unions and members of one together: the check goes through all mixes of both".into();
        return Err(Error::TooLarge { what: "check of an Owen index".into(), n, limit: 20, reason });
    }
    let blocs = unions.iter().filter(|u| !u.is_empty()).map(|u| u.iter().copied().collect());
    let unions = Partition::new(n, blocs)?;
    let worth = |s: Coalition| Fraction::from_integer(i32::from(game.wins(s.players())).into());
    compare("Owen index", 1.0, &owen_value(n, worth, unions.blocs()), claim, 0.0)
}

/// `Σ_H Σ_T` of the marginal contributions to `Q_H ∪ T`, `T` within the own union, by their shares of orders.
fn owen_value<V: Value>(n: usize, worth: impl Fn(Coalition) -> V, unions: &[Coalition]) -> Vec<V> {
    let m = unions.len();
    let mut value = vec![V::zero(); n];
    for &own in unions {
        let others: Vec<Coalition> = unions.iter().copied().filter(|&b| b != own).collect();
        let inside = |t: usize| own.len() * binomial(BigInt::from(own.len() - 1), BigInt::from(t));
        for joined in Coalition::grand(m - 1).subsets() {
            let q = joined.players().fold(Coalition::EMPTY, |q, j| q.union(others[j]));
            let outside = m * binomial(BigInt::from(m - 1), BigInt::from(joined.len()));
            let shares: Vec<V> = (0..own.len()).map(|t| inverse(inside(t) * &outside)).collect();
            for i in own.players() {
                for t in own.without(i).subsets() {
                    let s = q.union(t);
                    value[i] += (worth(s.with(i)) - worth(s)) * shares[t.len()].clone();
                }
            }
        }
    }
    value
}

/// `Σ_{S∌i} (v(S∪i) − v(S)) / divisor(|S|)` for each player, gathered by size first.
fn marginal_value<V: Value>(game: &TuGame<V>, divisor: impl Fn(usize) -> BigInt) -> Vec<V> {
    let n = game.players();
    let weights: Vec<V> = (0..n).map(|size| inverse(divisor(size))).collect();
    let weigh =
        |sums: Vec<V>| sums.into_iter().zip(&weights).fold(V::zero(), |sum, (x, w)| sum + x * w.clone());
    if let Some((integers, denominator)) = V::over_common_denominator(game.values())
        && integers.iter().all(|v| v.unsigned_abs() < 1 << 90)
    {
        // 2^30 marginal contributions of 91 bits at most fit 128.
        let value = |x: i128| V::from_fraction(&Fraction::new(x.into(), denominator.clone()));
        return by_size(n, &integers).map(|sums| weigh(sums.into_iter().map(value).collect())).collect();
    }
    by_size(n, game.values()).map(weigh).collect()
}

/// For each player, the sums of marginal contributions to coalitions of each size.
fn by_size<T: NumAssign + Clone>(n: usize, values: &[T]) -> impl Iterator<Item = Vec<T>> {
    (0..n).map(move |i| {
        let mut sums = vec![T::zero(); n];
        for (s, worth) in values.iter().enumerate().filter(|(s, _)| s >> i & 1 == 0) {
            sums[s.count_ones() as usize] += values[s | 1 << i].clone() - worth.clone();
        }
        sums
    })
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
