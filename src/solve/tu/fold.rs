//! Weighted sums of worths over all coalitions and over those with each player in them, by halving.

use crate::game::{Fraction, TuGame, Value};
use crate::parallel::join;
use num_bigint::BigInt;
use num_traits::{NumAssign, Signed, ToPrimitive};

/// Tables up to this long are folded on one thread; a constant, so that the order of additions is one too.
const BLOCK: usize = 1 << 14;

/// `Σ_S w(|S|) v(S)` over all coalitions, and for each player over those with that player in them.
pub(super) struct Sums<T> {
    pub all: T,
    pub with: Vec<T>,
}

/// Folds `game` under weights that depend on the coalition's size.
///
/// A table is the half without its highest player followed by the half with it: the second half's sum is what
/// that player's coalitions come to, and both halves are folded the same way. About 2^(n+1) additions for
/// all n + 1 sums together, in an order that no thread count changes. Exact worths are folded as 128-bit
/// integers where no sum can pass that, as fractions otherwise.
pub(super) fn weighted_sums<V: Value>(game: &TuGame<V>, weight: impl Fn(usize) -> Fraction) -> Sums<V> {
    let n = game.players();
    let weights: Vec<Fraction> = (0..=n).map(weight).collect();
    if let Some((sums, denominator)) = integer_sums(game, &weights) {
        let value = |sum: i128| V::from_fraction(&Fraction::new(sum.into(), denominator.clone()));
        return Sums { all: value(sums.all), with: sums.with.into_iter().map(value).collect() };
    }
    let weights: Vec<V> = weights.iter().map(V::from_fraction).collect();
    tree(game.values(), &weights)
}

/// The same as integers over one denominator; `None` where 128 bits might not hold a sum.
fn integer_sums<V: Value>(game: &TuGame<V>, weights: &[Fraction]) -> Option<(Sums<i128>, BigInt)> {
    let (values, per_value) = V::over_common_denominator(game.values())?;
    let (weights, per_weight) = Fraction::over_common_denominator(weights)?;
    let largest = values.iter().map(|v| v.unsigned_abs()).max()?;
    let n = game.players();
    let mass = weights.iter().enumerate().fold(BigInt::ZERO, |sum, (s, w)| {
        sum + num_integer::binomial(BigInt::from(n), BigInt::from(s)) * w.abs()
    });
    (mass * largest).to_i128()?;
    Some((tree(&values, &weights), per_value * per_weight))
}

fn tree<T: NumAssign + Clone + Send + Sync>(values: &[T], weights: &[T]) -> Sums<T> {
    if values.len() <= BLOCK {
        let mut with = vec![T::zero(); values.len().ilog2() as usize];
        let all = block(values, weights, &mut with);
        return Sums { all, with };
    }
    let (without, with) = values.split_at(values.len() / 2);
    let (low, high) = join(|| tree(without, weights), || tree(with, &weights[1..]));
    let mut sums: Vec<T> = low.with.into_iter().zip(high.with).map(|(a, b)| a + b).collect();
    sums.push(high.all.clone());
    Sums { all: low.all + high.all, with: sums }
}

/// Sum of the block; `weights[0]` belongs to its first coalition, `with[i]` gathers those of its player `i`.
fn block<T: NumAssign + Clone>(values: &[T], weights: &[T], with: &mut [T]) -> T {
    match values {
        [value] => value.clone() * weights[0].clone(),
        [a, b, c, d] => {
            let [a, b, c, d] = [(a, 0), (b, 1), (c, 1), (d, 2)].map(|(v, s)| v.clone() * weights[s].clone());
            with[0] += b.clone() + d.clone();
            let high = c + d;
            with[1] += high.clone();
            a + b + high
        }
        _ => {
            let (low, high) = values.split_at(values.len() / 2);
            let player = values.len().ilog2() as usize - 1;
            let low = block(low, weights, with);
            let high = block(high, &weights[1..], with);
            with[player] += high.clone();
            low + high
        }
    }
}
