//! Checks of values by the sums over marginal contributions that define them.

use super::kernel::tau;
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::tu::Rule;
use num_bigint::BigInt;
use num_integer::binomial;
use num_traits::NumAssign;

impl<V: Value> Certified<(&TuGame<V>, &Rule)> for [V] {
    /// The sum over marginal contributions that defines the value: `O(n 2^n)`, `O(n 2^(m+p))` for the Owen
    /// value under `m` unions of at most `p` members.
    fn check(&self, (game, rule): (&TuGame<V>, &Rule), tolerance: f64) -> Result<()> {
        let within = |p: &Partition| Partition::new(game.players(), p.blocs().iter().copied());
        let value = match rule {
            Rule::Shapley => shapley(game),
            Rule::Banzhaf => banzhaf(game),
            Rule::NormalizedBanzhaf => {
                let raw = banzhaf(game);
                let total = raw.iter().cloned().fold(V::zero(), |sum, x| sum + x);
                if total.is_zero() {
                    return Err(fails(&rule.to_string(), "the Banzhaf values add up to 0"));
                }
                raw.into_iter().map(|x| x / total.clone()).collect()
            }
            Rule::Owen(unions) => {
                owen_value(game.players(), |s| game.value(s).clone(), within(unions)?.blocs())
            }
            Rule::AumannDreze(structure) => {
                let mut value = vec![V::zero(); game.players()];
                for &bloc in within(structure)?.blocs() {
                    let share = shapley(&game.subgame(bloc)?);
                    bloc.players().zip(share).for_each(|(i, x)| value[i] = x);
                }
                value
            }
            Rule::Myerson(graph) => shapley(&game.restricted_to(graph)?),
            Rule::Tau => return tau(game, self, tolerance),
        };
        let scale = if *rule == Rule::NormalizedBanzhaf { 1.0 } else { game.scale() };
        compare(&rule.to_string(), scale, &value, self, tolerance)
    }
}

/// `Σ_{S∌i} |S|! (n−|S|−1)! / n! · (v(S∪i) − v(S))`.
fn shapley<V: Value>(game: &TuGame<V>) -> Vec<V> {
    let n = game.players();
    marginal_value(game, |size| n * binomial(BigInt::from(n - 1), BigInt::from(size)))
}

/// `2^(1−n) Σ_{S∌i} (v(S∪i) − v(S))`.
fn banzhaf<V: Value>(game: &TuGame<V>) -> Vec<V> {
    marginal_value(game, |_| BigInt::from(1) << (game.players() - 1))
}

/// `Σ_H Σ_T` of the marginal contributions to `Q_H ∪ T`, `T` within the own union, by their shares of orders.
pub(super) fn owen_value<V: Value>(n: usize, worth: impl Fn(Coalition) -> V, unions: &[Coalition]) -> Vec<V> {
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

pub(super) fn compare<V: Value>(
    claim_of: &str,
    scale: f64,
    value: &[V],
    claim: &[V],
    tolerance: f64,
) -> Result<()> {
    if value.len() != claim.len() {
        return Err(fails(claim_of, format!("{} players, {} values claimed", value.len(), claim.len())));
    }
    for (i, (x, y)) in value.iter().zip(claim).enumerate() {
        let same = if V::EXACT { x == y } else { (x.to_f64() - y.to_f64()).abs() <= tolerance * scale };
        if !same {
            return Err(fails(claim_of, format!("player {i} gets {x}, claimed {y}")));
        }
    }
    Ok(())
}
