//! Small random games, many of them degenerate: ties, zeros, negative worths; orders of arrival.

use comity::game::{Fraction, TuGame};
use num_bigint::BigInt;
use rand::{RngExt, SeedableRng, rngs::ChaCha8Rng};

/// `p / q`.
pub fn fraction(p: i64, q: i64) -> Fraction {
    Fraction::new(BigInt::from(p), BigInt::from(q))
}

/// Integer worths by mask of a random game of at most `most` players; `seed` also picks the kind of game.
pub fn random_worths(most: usize, seed: u64) -> Vec<i64> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let n = rng.random_range(1..=most as u32);
    let size = |mask: u64| i64::from(mask.count_ones());
    let mut worths: Vec<i64> = (0..1u64 << n)
        .map(|mask| match seed % 8 {
            0 => 0,
            1 => rng.random_range(-1..=1),
            2 => rng.random_range(0..=3) * size(mask),
            3 => -rng.random_range(0..=9i64),
            4 => size(mask) * size(mask),
            5 => i64::from(size(mask) > i64::from(n) / 2),
            6 => i64::from(mask & 3 == 3) * 5,
            _ => rng.random_range(-1000..=1000),
        })
        .collect();
    worths[0] = 0;
    worths
}

/// The same worths as an exact game, each divided by `divisor`.
pub fn exact(worths: &[i64], divisor: i64) -> TuGame<Fraction> {
    TuGame::from_values(worths.iter().map(|&v| fraction(v, divisor)).collect()).unwrap()
}

/// All orders of `0..n`.
pub fn orders(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let shorter = orders(n - 1);
    (0..n)
        .flat_map(|at| {
            shorter.iter().map(move |order| {
                let mut order = order.clone();
                order.insert(at, n - 1);
                order
            })
        })
        .collect()
}

/// Average marginal contributions of `worth` over `orders`: the value from its definition.
pub fn average_marginals(n: usize, worth: impl Fn(u64) -> i64, orders: &[Vec<usize>]) -> Vec<Fraction> {
    let mut sums = vec![0i64; n];
    for order in orders {
        let mut joined = 0u64;
        for &i in order {
            sums[i] += worth(joined | 1 << i) - worth(joined);
            joined |= 1 << i;
        }
    }
    sums.into_iter().map(|sum| fraction(sum, orders.len() as i64)).collect()
}
