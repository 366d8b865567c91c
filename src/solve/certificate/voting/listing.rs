//! Sums over vulnerable coalitions, every coalition gone through.

use crate::error::{Error, Result};
use crate::game::{Fraction, Quota, WeightedVoting};
use num_bigint::BigInt;

/// Most voters whose coalitions are gone through.
pub(super) const LISTED: usize = 24;

/// Sum of `share(|S|, κ(S))` over winning coalitions `S` in which each voter is critical, one by one.
pub(super) fn sums(game: &WeightedVoting, share: impl Fn(usize, usize) -> Fraction) -> Vec<Fraction> {
    let n = game.players();
    let halves: Vec<[Vec<u64>; 2]> = game
        .all_quotas()
        .map(|q| [subset_sums(&q.weights[..n / 2]), subset_sums(&q.weights[n / 2..])])
        .collect();
    let mut counts = vec![0i64; n * (n + 1) * (n + 1)];
    for mask in 1usize..1 << n {
        let members = || (0..n).filter(|i| mask >> i & 1 == 1);
        let sum = |k: usize| halves[k][0][mask & ((1 << (n / 2)) - 1)] + halves[k][1][mask >> (n / 2)];
        let wins_without = |weight: &dyn Fn(&Quota) -> u64| {
            let mut k = 0;
            game.alternatives().iter().any(|quotas| {
                let meets = |(at, q): (usize, &Quota)| sum(k + at) - weight(q) >= q.quota;
                let all = quotas.iter().enumerate().all(meets);
                k += quotas.len();
                all
            })
        };
        if wins_without(&|_| 0) {
            let is_critical = |i: &usize| !wins_without(&|q: &Quota| q.weights[*i]);
            let critical = members().filter(is_critical).fold(0usize, |set, i| set | 1 << i);
            let shape = mask.count_ones() as usize * (n + 1) + critical.count_ones() as usize;
            for i in (0..n).filter(|i| critical >> i & 1 == 1) {
                counts[i * (n + 1) * (n + 1) + shape] += 1;
            }
        }
    }
    let voter = |counts: &[i64]| {
        let shapes = counts.iter().enumerate().filter(|&(_, &count)| count > 0);
        shapes.map(|(k, &count)| share(k / (n + 1), k % (n + 1)) * BigInt::from(count)).sum()
    };
    counts.chunks_exact((n + 1) * (n + 1)).map(voter).collect()
}

/// Sums of all subsets, by mask.
fn subset_sums(weights: &[u64]) -> Vec<u64> {
    let mut sums = vec![0];
    for w in weights {
        sums.extend(sums.iter().map(|sum| sum + w).collect::<Vec<_>>());
    }
    sums
}

/// The figures claimed are those found.
pub(super) fn compare<T: PartialEq + std::fmt::Display>(
    claim_of: &str,
    value: &[T],
    claim: &[T],
) -> Result<()> {
    let fail = |reason: String| Err(Error::Certificate { claim: claim_of.into(), reason });
    if value.len() != claim.len() {
        return fail(format!("{} voters, {} figures claimed", value.len(), claim.len()));
    }
    match value.iter().zip(claim).position(|(x, y)| x != y) {
        Some(i) => fail(format!("voter {i} has {}, claimed {}", value[i], claim[i])),
        None => Ok(()),
    }
}
