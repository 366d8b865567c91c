//! Power indices modulo the prime 2^61 − 1, by ways that share nothing with the solver's.
//!
//! Owen's multilinear extension: with everybody else in favour with probability `t`, a voter swings with
//! probability `f_i(t)`, a polynomial of degree `n − 1`; its values at n points give `∫₀¹ f_i = φ_i`, and
//! counted without probabilities the swings. Sums of `1/k` are integrals of `t^(k−1)` in the same way. Nobody
//! is divided out of a generating function: each voter is left out by multiplying the others' factors by
//! halves.

use super::listing::{self, LISTED};
use crate::error::{Error, Result};
use crate::game::{Fraction, WeightedVoting};
use crate::parallel;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::ToPrimitive;
use std::collections::BTreeMap;

/// Most steps a fingerprint may take: about half a minute.
const WORK: u128 = 1 << 33;
/// The Mersenne prime.
const P: u64 = (1 << 61) - 1;

/// Voters who count alike.
#[derive(Debug, Clone)]
struct Type {
    weights: Vec<u64>,
    voters: Vec<usize>,
    /// Factor of a coalition for each of them in it.
    yes: u64,
    /// Factor for each of them not in it.
    no: u64,
}

/// Types by weights, the heaviest (under the first quota) last.
fn types(game: &WeightedVoting, yes: u64, no: u64) -> Vec<Type> {
    let mut types: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
    for i in 0..game.players() {
        types.entry(game.quotas().iter().map(|q| q.weights[i]).collect()).or_default().push(i);
    }
    types.into_iter().map(|(weights, voters)| Type { weights, voters, yes, no }).collect()
}

pub(super) fn shapley_shubik(game: &WeightedVoting) -> Result<Vec<u64>> {
    joined(game, |game| {
        let extents = extents(game, 0, game.players())?;
        Ok(integral(game.players(), |t| swing_sums(game, &extents, &types(game, t, sub(1, t)))))
    })
}

pub(super) fn swings(game: &WeightedVoting) -> Result<Vec<u64>> {
    joined(game, |game| Ok(swing_sums(game, &extents(game, 0, 1)?, &types(game, 1, 1))))
}

/// Sums of a game with alternatives, by its parts without.
fn joined(game: &WeightedVoting, of: impl Fn(&WeightedVoting) -> Result<Vec<u64>>) -> Result<Vec<u64>> {
    let mut sums = vec![0; game.players()];
    for (plus, part) in game.signed_parts() {
        for (sum, x) in sums.iter_mut().zip(of(&part)?) {
            *sum = if plus { add(*sum, x) } else { sub(*sum, x) };
        }
    }
    Ok(sums)
}

pub(super) fn deegan_packel(game: &WeightedVoting) -> Result<Vec<u64>> {
    let (n, single) = (game.players(), single_quota(game)?);
    extents(game, single.1, 2 * n * types(game, 1, 1).len())?;
    Ok(integral(n, |t| minimal_sums(n, single.0, &types(game, t, 1))))
}

pub(super) fn holler(game: &WeightedVoting) -> Result<Vec<u64>> {
    let single = single_quota(game)?;
    extents(game, single.1, 2 * types(game, 1, 1).len())?;
    Ok(minimal_sums(game.players(), single.0, &types(game, 1, 1)))
}

pub(super) fn johnston(game: &WeightedVoting) -> Result<Vec<u64>> {
    let (n, (quota, largest)) = (game.players(), single_quota(game)?);
    extents(game, largest, n * types(game, 1, 1).len())?;
    Ok(integral(n, |t| {
        let mut sums = vec![0; n];
        let mut types = types(game, 1, 1);
        // With a spare weight from the next type's up to this one's, exactly this and heavier ones are critical.
        for k in (0..types.len()).rev() {
            types[k].yes = t;
            let spare = if k == 0 { 0 } else { types[k - 1].weights[0] };
            let window = (quota + spare) as usize..(quota + types[k].weights[0]) as usize;
            let left_out = window_sums(n, &types, window);
            types[k..].iter().flat_map(|t| &t.voters).for_each(|&i| sums[i] = add(sums[i], left_out[i]));
        }
        sums
    }))
}

/// Minimal winning coalitions of each voter, by the lightest member's weight `m`: those that win by less than
/// `m` among voters of at least `m`, less those among heavier voters only.
fn minimal_sums(n: usize, quota: u64, types: &[Type]) -> Vec<u64> {
    let mut sums = vec![0; n];
    for (k, lightest) in types.iter().enumerate() {
        let window = quota as usize..(quota + lightest.weights[0]) as usize;
        let (with, without) =
            (window_sums(n, &types[k..], window.clone()), window_sums(n, &types[k + 1..], window));
        (0..n).for_each(|i| sums[i] = add(sums[i], sub(with[i], without[i])));
    }
    sums
}

/// The only quota, and the largest weight.
fn single_quota(game: &WeightedVoting) -> Result<(u64, u64)> {
    if let [rule] = game.quotas() {
        return Ok((rule.quota, rule.weights.iter().copied().max().unwrap_or(0)));
    }
    let reason = "voters under several quotas or alternatives: the check goes through all coalitions".into();
    let what = "check of a power index".into();
    Err(Error::TooLarge { what, n: game.players(), limit: LISTED, reason })
}

/// One more than each quota, `beyond` added; an error where `passes` over such a table are out of reach.
fn extents(game: &WeightedVoting, beyond: u64, passes: usize) -> Result<Vec<usize>> {
    let n = game.players();
    let extents = game.quotas().iter().map(|q| u128::from(q.quota) + u128::from(beyond) + 1);
    let states = extents.clone().fold(1u128, u128::saturating_mul);
    let levels = usize::BITS - n.leading_zeros();
    let work = states.saturating_mul((passes * n * levels as usize) as u128);
    if work <= WORK && states < 1 << 27 {
        return Ok(extents.map(|e| e as usize).collect());
    }
    Err(Error::TooLarge {
        what: "check of a power index".into(),
        n,
        limit: LISTED,
        reason: format!("voters where the fingerprint takes {work} steps, more than 2^33"),
    })
}

/// `∫₀¹ f` of polynomials of degree `n − 1` given by their values.
fn integral(n: usize, f: impl Fn(u64) -> Vec<u64> + Sync) -> Vec<u64> {
    let nodes = quadrature(n);
    let at_nodes = parallel::map(n, |k| f(nodes[k].0));
    let mut value = vec![0; n];
    for ((_, weight), at_node) in nodes.into_iter().zip(at_nodes) {
        value.iter_mut().zip(at_node).for_each(|(sum, f)| *sum = add(*sum, mul(weight, f)));
    }
    value
}

/// For each voter: the sum over swings of the factors of all others.
fn swing_sums(game: &WeightedVoting, extents: &[usize], types: &[Type]) -> Vec<u64> {
    // A state holds each sum of weights, cut off at its quota.
    let moved = |state: usize, t: &Type| {
        if let [extent] = extents {
            return Some((state + t.weights[0] as usize).min(extent - 1)); // one quota: no need to divide
        }
        let (mut rest, mut up, mut stride) = (state, 0, 1);
        for (&extent, &w) in extents.iter().zip(&t.weights) {
            let room = extent - 1 - rest % extent;
            up += (rest % extent + (w as usize).min(room)) * stride;
            rest /= extent;
            stride *= extent;
        }
        Some(up)
    };
    let mut sums = vec![0; game.players()];
    leave_each_out(types, start(extents.iter().product()), &moved, &mut |table, t| {
        let top = table.len() - 1;
        let wins = table.iter().enumerate().filter(|&(state, _)| moved(state, t) == Some(top));
        let swings = sub(wins.fold(0, |sum, (_, &x)| add(sum, x)), table[top]);
        t.voters.iter().for_each(|&i| sums[i] = swings);
    });
    sums
}

/// For each voter of these types: the sum over coalitions with that voter and a weight in `window` of the
/// factors of all others.
fn window_sums(n: usize, types: &[Type], window: std::ops::Range<usize>) -> Vec<u64> {
    let moved = |state: usize, t: &Type| Some(state + t.weights[0] as usize).filter(|&up| up < window.end);
    let mut sums = vec![0; n];
    if !types.is_empty() && !window.is_empty() {
        leave_each_out(types, start(window.end), &moved, &mut |table, t| {
            let inside = |state: usize| moved(state, t).is_some_and(|up| window.contains(&up));
            let inside = table.iter().enumerate().filter(|&(state, _)| inside(state));
            let sum = inside.fold(0, |sum, (_, &x)| add(sum, x));
            t.voters.iter().for_each(|&i| sums[i] = sum);
        });
    }
    sums
}

fn start(states: usize) -> Vec<u64> {
    let mut table = vec![0; states];
    table[0] = 1;
    table
}

/// Multiplies `table` by everybody's factor but one voter's, for each type in turn, by halves; `each` gets
/// the result.
fn leave_each_out(
    types: &[Type],
    mut table: Vec<u64>,
    moved: &impl Fn(usize, &Type) -> Option<usize>,
    each: &mut impl FnMut(&[u64], &Type),
) {
    if let [only] = types {
        only.voters[1..].iter().for_each(|_| join(&mut table, only, moved));
        return each(&table, only);
    }
    let (first, second) = types.split_at(types.len() / 2);
    for (kept, added) in [(first, second), (second, first)] {
        let mut table = table.clone();
        added.iter().for_each(|t| t.voters.iter().for_each(|_| join(&mut table, t, moved)));
        leave_each_out(kept, table, moved, each);
    }
}

/// One more voter, in or out; from the top, so that nobody moves twice. Who moves past the end is dropped.
fn join(table: &mut [u64], t: &Type, moved: &impl Fn(usize, &Type) -> Option<usize>) {
    for state in (0..table.len()).rev() {
        let here = std::mem::take(&mut table[state]);
        if here != 0 {
            if let Some(up) = moved(state, t) {
                table[up] = add(table[up], mul(t.yes, here));
            }
            table[state] = add(table[state], mul(t.no, here));
        }
    }
}

/// Whether the claim's residues are these.
pub(super) fn compare(name: &str, value: &[u64], claim: &[Fraction]) -> Result<()> {
    let claim: Option<Vec<u64>> = claim.iter().map(residue).collect();
    listing::compare(&format!("{name} modulo 2^61 − 1"), value, &claim.unwrap_or_default())
}

/// Whether the claim's residues are these sums' shares of their total.
pub(super) fn compare_shares(name: &str, sums: &[u64], claim: &[Fraction]) -> Result<()> {
    let scale = inverse(sums.iter().fold(0, |total, &s| add(total, s)));
    compare(name, &sums.iter().map(|&s| mul(s, scale)).collect::<Vec<_>>(), claim)
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
    let reduce = |x: &BigInt| x.mod_floor(&BigInt::from(P)).to_u64();
    let denominator = reduce(fraction.denom()).filter(|&d| d != 0)?;
    Some(mul(reduce(fraction.numer())?, inverse(denominator)))
}
