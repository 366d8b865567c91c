//! Deegan–Packel, Holler and Johnston: power from minimal winning and from vulnerable coalitions.

use super::by_type;
use super::lattice::check_entries;
use super::modular::{Prime, exact_integers, lcm_to};
use super::pivots::fraction;
use super::profiles::{self, Vulnerable};
use crate::error::{Error, Result};
use crate::game::{Fraction, WeightedVoting};
use num_bigint::BigUint;

/// The Deegan–Packel index: minimal winning coalitions are equally likely and share power equally.
///
/// `1/|M| · Σ_{S∈M, S∋i} 1/|S|` over the minimal winning coalitions `M`. Exact.
pub(super) fn deegan_packel(game: &WeightedVoting) -> Result<Vec<Fraction>> {
    let n = game.players();
    let lcm = lcm_to(n);
    let sums = match Chain::new(game, n + 1, 0)? {
        Some(chain) => exact_integers(n as u64 + lcm.bits(), |p| {
            let inverses: Vec<u64> =
                (1..=n as u64 + 1).map(|s| p.mul(p.residue(&lcm), p.inverse(s))).collect();
            chain.minimal(p, |members| inverses[members - 1])
        }),
        None => profiles::tally(game, |v| minimal(v, &lcm / v.size))?,
    };
    Ok(shares(game, sums))
}

/// The public good index (Holler): minimal winning coalitions a voter is in, as a share of all voters'
/// counts.
///
/// Exact.
pub(super) fn holler(game: &WeightedVoting) -> Result<Vec<Fraction>> {
    let sums = match Chain::new(game, 1, 0)? {
        Some(chain) => exact_integers(game.players() as u64 + 1, |p| chain.minimal(p, |_| 1)),
        None => profiles::tally(game, |v| minimal(v, BigUint::from(1u32)))?,
    };
    Ok(shares(game, sums))
}

/// The Johnston index: each vulnerable coalition shares power equally among its critical members.
///
/// `Σ_{S : i critical in S} 1/κ(S)`, scaled to add up to 1; `κ(S)` is the number of critical members. Exact.
pub(super) fn johnston(game: &WeightedVoting) -> Result<Vec<Fraction>> {
    let n = game.players();
    let lcm = lcm_to(n);
    let largest = game.all_quotas().flat_map(|q| q.weights.iter().copied()).max().unwrap_or(0);
    let sums = match Chain::new(game, n + 1, largest)? {
        Some(chain) => exact_integers(n as u64 + lcm.bits(), |p| {
            let inverses: Vec<u64> = (0..=n as u64)
                .map(|k| if k == 0 { 0 } else { p.mul(p.residue(&lcm), p.inverse(k)) })
                .collect();
            chain.vulnerable(p, &inverses)
        }),
        None => profiles::tally(game, |v| &lcm / v.critical)?,
    };
    Ok(shares(game, sums))
}

/// `share` if the coalition is minimal winning: everybody in it is critical.
fn minimal(v: Vulnerable, share: BigUint) -> BigUint {
    if v.critical == v.size { share } else { BigUint::ZERO }
}

/// Per type to per voter, scaled to add up to 1.
fn shares(game: &WeightedVoting, per_type: Vec<BigUint>) -> Vec<Fraction> {
    let sums = by_type(game, per_type);
    let total: BigUint = sums.iter().sum();
    sums.into_iter().map(|sum| fraction(sum, &total)).collect()
}

/// The voters of a game with one quota in the order of their weights, the heaviest first.
///
/// In that order the critical members of a winning coalition are its first ones: those heavier than what it
/// has to spare. Voters of no weight are never critical and are left out, which scales all sums alike.
struct Chain {
    quota: usize,
    weights: Vec<usize>,
    /// Whether there are voters of no weight: the first type.
    idle: bool,
    /// Sizes told apart: `0..width`, the last of them never reached; 1 for none.
    width: usize,
    /// Weights told apart: those below the extent.
    extent: usize,
}

impl Chain {
    /// The chain of `game` with weights told apart to `beyond` past the quota, unless listing is to be used.
    fn new(game: &WeightedVoting, width: usize, beyond: u64) -> Result<Option<Self>> {
        let n = game.players();
        let [rule] = game.quotas() else {
            let reason = "voters under several quotas, or alternatives, in at most 2^28 different mixes: their vulnerable \
                          coalitions have to be listed";
            let what = "index from critical members".into();
            let error = Error::TooLarge { what, n, limit: profiles::VOTERS, reason: reason.into() };
            return profiles::unless_listed(game, 0, Err(error));
        };
        let extent = u128::from(rule.quota) + u128::from(beyond);
        let entries = extent * width as u128;
        let chain = check_entries("table of coalitions by weight", n, entries).map(|()| {
            let mut weights: Vec<usize> =
                rule.weights.iter().map(|&w| w as usize).filter(|&w| w > 0).collect();
            weights.sort_unstable_by(|a, b| b.cmp(a));
            let idle = weights.len() < n;
            Chain { quota: rule.quota as usize, weights, idle, width, extent: extent as usize }
        });
        profiles::unless_listed(game, entries.saturating_mul(n as u128), chain)
    }

    /// How far a voter of this weight moves an entry.
    fn shift(&self, weight: usize) -> usize {
        weight * self.width + usize::from(self.width > 1)
    }

    /// All voters' coalitions by weight and size.
    fn coalitions(&self, p: Prime) -> Vec<u64> {
        let mut table = vec![0; self.extent * self.width];
        table[0] = 1;
        self.weights.iter().for_each(|&w| p.include(&mut table, self.shift(w)));
        table
    }

    /// Whether voter `k` is the last, and hence stands, for all of their weight.
    fn is_last_of_type(&self, k: usize) -> bool {
        self.weights.get(k + 1) != Some(&self.weights[k])
    }

    /// Per type, the sum over the minimal winning coalitions of one of its voters of `share(members)`.
    ///
    /// A minimal winning coalition wins exactly when its last member joins. `before` counts what the voters
    /// before `k` can be, `after(x, s)` sums the shares of all ways in which those after `k` complete `s`
    /// members of weight `x`; every voter is taken out of the one and put into the other in turn.
    fn minimal(&self, p: Prime, share: impl Fn(usize) -> u64) -> Vec<u64> {
        let mut before = self.coalitions(p);
        let mut after = vec![0; before.len()];
        let complete: Vec<u64> = (1..=self.width).map(share).collect();
        let mut sums = vec![0; usize::from(self.idle)];
        for (k, &weight) in self.weights.iter().enumerate().rev() {
            let shift = self.shift(weight);
            p.exclude(&mut before, shift);
            // From here on, `weight` more reaches the quota.
            let close = (self.quota - weight.min(self.quota)) * self.width;
            if self.is_last_of_type(k) {
                let later = p.dot(before[..close].iter(), after.iter().skip(shift));
                let now = p.dot(before[close..].iter(), complete.iter().cycle());
                sums.push(p.add(later, now));
            }
            for j in 0..close {
                after[j] = p.add(after[j], after.get(j + shift).copied().unwrap_or(0));
            }
            after[close..].iter_mut().zip(complete.iter().cycle()).for_each(|(a, &c)| *a = p.add(*a, c));
        }
        sums
    }

    /// Per type, the sum over vulnerable coalitions in which one of its voters is critical of `share[κ]`.
    ///
    /// If the coalition has `d` to spare, its critical members are those heavier than `d`: the first ones, of
    /// weight `x`; the others, no heavier than `d`, weigh `y = q + d − x`. `rest` counts those by weight.
    fn vulnerable(&self, p: Prime, share: &[u64]) -> Vec<u64> {
        let share: Vec<_> = share.iter().map(|&a| p.multiplier(a)).collect();
        let mut before = self.coalitions(p);
        let mut after = vec![0; before.len()];
        let mut rest = vec![0; self.extent];
        rest[0] = 1;
        let mut sums = vec![0; usize::from(self.idle)];
        for (k, &weight) in self.weights.iter().enumerate().rev() {
            let shift = self.shift(weight);
            p.exclude(&mut before, shift);
            if self.is_last_of_type(k) {
                // Voter k is the last critical one: d runs from the next voter's weight up to their own.
                let next = self.weights.get(k + 1).copied().unwrap_or(0);
                let mut below = vec![0];
                rest.iter().for_each(|&r| below.push(p.add(below[below.len() - 1], r)));
                for (x, point) in after.chunks_exact_mut(self.width).enumerate() {
                    let [from, to] = [next, weight].map(|d| (self.quota + d).saturating_sub(x));
                    let others = p.sub(below[to], below[from]);
                    if others > 0 {
                        point.iter_mut().zip(&share).for_each(|(a, &s)| *a = p.add(*a, p.mul_by(others, s)));
                    }
                }
                sums.push(p.dot(before.iter(), after.iter().skip(shift)));
            }
            for j in 0..after.len().saturating_sub(shift) {
                after[j] = p.add(after[j], after[j + shift]);
            }
            p.include(&mut rest, weight);
        }
        sums
    }
}
