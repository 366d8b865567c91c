//! Sums over vulnerable coalitions, every coalition gone through.

use crate::game::{Fraction, Quota, WeightedVoting};
use num_bigint::BigInt;

/// Sum of `share(|S|, κ(S))` over winning coalitions `S` in which each voter is critical, one by one.
pub(super) fn sums(game: &WeightedVoting, share: impl Fn(usize, usize) -> Fraction) -> Vec<Fraction> {
    let n = game.players();
    let mut counts = vec![0i64; n * (n + 1) * (n + 1)];
    for mask in 1..1u32 << n {
        let members: Vec<usize> = (0..n).filter(|i| mask >> i & 1 == 1).collect();
        let sums: Vec<u64> =
            game.quotas().iter().map(|q| members.iter().map(|&i| q.weights[i]).sum()).collect();
        let wins_without = |weight: &dyn Fn(&Quota) -> u64| {
            game.quotas().iter().zip(&sums).all(|(q, sum)| sum - weight(q) >= q.quota)
        };
        if wins_without(&|_| 0) {
            let critical: Vec<usize> =
                members.iter().copied().filter(|&i| !wins_without(&|q: &Quota| q.weights[i])).collect();
            for &i in &critical {
                counts[(i * (n + 1) + members.len()) * (n + 1) + critical.len()] += 1;
            }
        }
    }
    let voter = |counts: &[i64]| {
        let shapes = counts.iter().enumerate().filter(|&(_, &count)| count > 0);
        shapes.map(|(k, &count)| share(k / (n + 1), k % (n + 1)) * BigInt::from(count)).sum()
    };
    counts.chunks_exact((n + 1) * (n + 1)).map(voter).collect()
}
