//! Checks of power indices: by going through all coalitions where they are few, else by fingerprint.
//!
//! The fingerprint recomputes an index modulo the prime 2^61 − 1 from Owen's multilinear extension: with
//! everybody else in favour with probability `t`, a voter swings with probability `f_i(t)`, a polynomial of
//! degree `n − 1`; `f_i` at n points gives `∫₀¹ f_i = φ_i` exactly, and `2^(n−1) f_i(½)` the swings. No size
//! is counted and nobody is divided out. A wrong index passes only if its error's numerator is a multiple
//! of that prime.

use crate::error::{Error, Result};
use crate::game::{Fraction, Quota, WeightedVoting};
use num_bigint::{BigInt, BigUint};
use num_traits::{ToPrimitive, Zero};
use std::collections::BTreeMap;

/// Most voters whose coalitions are gone through.
const LISTED: usize = 18;
/// Most additions of a voter to an entry that a fingerprint may take: about half a minute.
const WORK: u128 = 1 << 33;
/// The Mersenne prime 2^61 − 1.
const P: u64 = (1 << 61) - 1;

/// Whether `claim` is the Shapley–Shubik index.
///
/// # Errors
/// [`Error::Certificate`] naming the first voter whose index differs; [`Error::TooLarge`] where neither way of
/// checking is within reach.
pub fn check_shapley_shubik(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    let n = game.players();
    if n <= LISTED {
        let weight = |size: usize, _| {
            let orders = n * num_integer::binomial(BigInt::from(n - 1), BigInt::from(size - 1));
            Fraction::new(1.into(), orders)
        };
        return compare("Shapley–Shubik index", &by_listing(game, weight), claim);
    }
    fits(game, n)?;
    let mut value = vec![0; n];
    for (node, weight) in quadrature(n) {
        for (sum, f) in value.iter_mut().zip(swing_polynomials(game, node, sub(1, node))) {
            *sum = add(*sum, mul(weight, f));
        }
    }
    let claim: Option<Vec<u64>> = claim.iter().map(residue).collect();
    compare("Shapley–Shubik index modulo 2^61 − 1", &value, &claim.unwrap_or_default())
}

/// Whether `claim` counts each voter's swings.
///
/// # Errors
/// As [`check_shapley_shubik`].
pub fn check_swings(game: &WeightedVoting, claim: &[BigUint]) -> Result<()> {
    if game.players() <= LISTED {
        let claim: Vec<Fraction> = claim.iter().map(|c| Fraction::from_integer(c.clone().into())).collect();
        return compare("Banzhaf swings", &by_listing(game, |_, _| Fraction::from_integer(1.into())), &claim);
    }
    fits(game, 1)?;
    let claim: Vec<u64> = claim.iter().map(|c| (c % P).to_u64().unwrap_or(P)).collect();
    compare("Banzhaf swings modulo 2^61 − 1", &swing_polynomials(game, 1, 1), &claim)
}

/// Whether `claim` is the Deegan–Packel index.
///
/// # Errors
/// [`Error::Certificate`] naming the first voter whose index differs; [`Error::TooLarge`] past 18 voters.
pub fn check_deegan_packel(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    check_share(game, claim, "Deegan–Packel index", |size, critical| {
        if size == critical { Fraction::new(1.into(), size.into()) } else { Fraction::zero() }
    })
}

/// Whether `claim` is the public good index (Holler).
///
/// # Errors
/// As [`check_deegan_packel`].
pub fn check_holler(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    let one = Fraction::from_integer(1.into());
    check_share(game, claim, "public good index", |size, critical| {
        if size == critical { one.clone() } else { Fraction::zero() }
    })
}

/// Whether `claim` is the Johnston index.
///
/// # Errors
/// As [`check_deegan_packel`].
pub fn check_johnston(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    check_share(game, claim, "Johnston index", |_, critical| Fraction::new(1.into(), critical.into()))
}

fn check_share(
    game: &WeightedVoting,
    claim: &[Fraction],
    name: &str,
    share: impl Fn(usize, usize) -> Fraction,
) -> Result<()> {
    let n = game.players();
    if n > LISTED {
        let reason = "voters: the check goes through all coalitions".into();
        return Err(Error::TooLarge { what: format!("check of the {name}"), n, limit: LISTED, reason });
    }
    let sums = by_listing(game, share);
    let total: Fraction = sums.iter().sum();
    compare(name, &sums.into_iter().map(|s| s / &total).collect::<Vec<_>>(), claim)
}

/// Sum of `share(|S|, κ(S))` over winning coalitions `S` in which each voter is critical, one by one.
fn by_listing(game: &WeightedVoting, share: impl Fn(usize, usize) -> Fraction) -> Vec<Fraction> {
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

/// An error where `nodes` evaluations of the swing polynomials are out of reach.
fn fits(game: &WeightedVoting, nodes: usize) -> Result<()> {
    let n = game.players();
    let states = game.quotas().iter().fold(1u128, |s, q| s.saturating_mul(u128::from(q.quota) + 1));
    let levels = usize::BITS - n.leading_zeros();
    let work = states.saturating_mul((nodes * n * levels as usize) as u128);
    if work <= WORK && states < 1 << 27 {
        return Ok(());
    }
    Err(Error::TooLarge {
        what: "check of a power index".into(),
        n,
        limit: LISTED,
        reason: format!("voters where the fingerprint takes {work} steps, more than 2^33"),
    })
}

/// For each voter: the sum over swings of `yes` for every other voter in favour times `no` for every one against.
fn swing_polynomials(game: &WeightedVoting, yes: u64, no: u64) -> Vec<u64> {
    let n = game.players();
    let mut types: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
    for i in 0..n {
        types.entry(game.quotas().iter().map(|q| q.weights[i]).collect()).or_default().push(i);
    }
    let types: Vec<(Vec<u64>, Vec<usize>)> = types.into_iter().collect();
    let states = game.quotas().iter().map(|q| q.quota as usize + 1).product();
    let mut start = vec![0; states];
    start[0] = 1;
    let mut swings = vec![0; n];
    leave_each_out(game, &types, start, (yes, no), &mut swings);
    swings
}

/// Adds everybody but one type to `table`, whichever it is, by halves; at a type, everybody of it but one voter.
fn leave_each_out(
    game: &WeightedVoting,
    types: &[(Vec<u64>, Vec<usize>)],
    mut table: Vec<u64>,
    (yes, no): (u64, u64),
    swings: &mut [u64],
) {
    if let [(weights, voters)] = types {
        voters[1..].iter().for_each(|_| join(game, &mut table, weights, yes, no));
        let top = table.len() - 1;
        let total = table.iter().enumerate().filter(|&(state, _)| moved(game, state, weights) == top);
        let wins = total.fold(0, |sum, (_, &x)| add(sum, x));
        voters.iter().for_each(|&i| swings[i] = sub(wins, table[top]));
        return;
    }
    let (first, second) = types.split_at(types.len() / 2);
    for (kept, added) in [(first, second), (second, first)] {
        let mut table = table.clone();
        for (weights, voters) in added {
            voters.iter().for_each(|_| join(game, &mut table, weights, yes, no));
        }
        leave_each_out(game, kept, table, (yes, no), swings);
    }
}

/// One more voter: in favour by `yes`, against by `no`. From the top, so that nobody moves twice.
fn join(game: &WeightedVoting, table: &mut [u64], weights: &[u64], yes: u64, no: u64) {
    for state in (0..table.len()).rev() {
        let here = std::mem::take(&mut table[state]);
        if here != 0 {
            let up = moved(game, state, weights);
            table[up] = add(table[up], mul(yes, here));
            table[state] = add(table[state], mul(no, here));
        }
    }
}

/// The state after a voter of these weights; a state holds each sum of weights, cut off at its quota.
fn moved(game: &WeightedVoting, mut state: usize, weights: &[u64]) -> usize {
    let (mut up, mut stride) = (0, 1);
    for (q, &w) in game.quotas().iter().zip(weights) {
        let extent = q.quota as usize + 1;
        let sum = (state % extent) as u64 + w.min(q.quota);
        up += sum.min(q.quota) as usize * stride;
        state /= extent;
        stride *= extent;
    }
    up
}

/// Nodes `1..=n` and weights that integrate polynomials of degree `n − 1` over [0, 1], modulo `P`.
fn quadrature(n: usize) -> Vec<(u64, u64)> {
    let nodes = 1..=n as u64;
    // Π (t − k), lowest power first.
    let mut all = vec![1u64];
    for k in nodes.clone() {
        all.insert(0, 0);
        (0..all.len() - 1).for_each(|d| all[d] = sub(all[d], mul(k, all[d + 1])));
    }
    nodes
        .map(|k| {
            // Divided by (t − k) by Horner's rule, then integrated term by term and divided by its value at k.
            let mut carry = 0;
            let (mut integral, mut at_k) = (0, 0);
            for d in (0..n).rev() {
                carry = add(all[d + 1], mul(k, carry));
                integral = add(integral, mul(carry, inverse(d as u64 + 1)));
                at_k = add(mul(at_k, k), carry);
            }
            (k, mul(integral, inverse(at_k)))
        })
        .collect()
}

fn add(a: u64, b: u64) -> u64 {
    let sum = a + b;
    if sum >= P { sum - P } else { sum }
}

fn sub(a: u64, b: u64) -> u64 {
    add(a, P - b)
}

fn mul(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    add((product >> 61) as u64, product as u64 & P)
}

fn inverse(a: u64) -> u64 {
    // a^(P − 2), every bit of P − 2 but the second lowest being set.
    (0..61).rev().fold(1, |power, bit| {
        let square = mul(power, power);
        if bit == 1 { square } else { mul(square, a) }
    })
}

/// `None` where the denominator is a multiple of `P`.
fn residue(fraction: &Fraction) -> Option<u64> {
    let reduce = |x: &BigInt| num_integer::Integer::mod_floor(x, &BigInt::from(P)).to_u64();
    let denominator = reduce(fraction.denom()).filter(|&d| d != 0)?;
    Some(mul(reduce(fraction.numer())?, inverse(denominator)))
}

fn compare<T: PartialEq + std::fmt::Display>(claim_of: &str, value: &[T], claim: &[T]) -> Result<()> {
    let fail = |reason: String| Err(Error::Certificate { claim: claim_of.into(), reason });
    if value.len() != claim.len() {
        return fail(format!("{} voters, {} figures claimed", value.len(), claim.len()));
    }
    match value.iter().zip(claim).position(|(x, y)| x != y) {
        Some(i) => fail(format!("voter {i} has {}, claimed {}", value[i], claim[i])),
        None => Ok(()),
    }
}
