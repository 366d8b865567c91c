//! Shapley–Shubik, Banzhaf and Owen power by generating functions.

use super::lattice::{Lattice, Table, work};
use super::modular::{Prime, exact_integers, lcm_to};
use super::profiles;
use super::{by_type, types};
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, WeightedVoting};
use crate::solve::tu::{Rule, value};
use num_bigint::{BigInt, BigUint};

/// The Shapley–Shubik index: how often each voter is the pivot over all orders of voting.
///
/// `φ_i = Σ t! (n−1−t)! / n! · #{T ∌ i : |T| = t, T loses, T∪i wins}`. Exact.
pub(in crate::solve) fn shapley_shubik(game: &WeightedVoting) -> Result<Vec<Fraction>> {
    let n = game.players();
    let lattice = profiles::unless_listed(game, work(game, n + 1), Lattice::new(game, n + 1))?;
    let Some(lattice) = lattice else { return shapley_by_listing(game) };
    let denominator = lcm_to(n);
    let numerators = exact_integers(denominator.bits() + 1, |p| {
        let mut table = Table::new(&lattice, p, n + 1);
        (0..n).for_each(|i| table.include(&game.weights_of(i)));
        let weights = p.shapley_weights(n);
        let counts = table.by_size();
        let scale = p.residue(&denominator);
        let power = |weights_of: &Vec<u64>| {
            p.mul(scale, pivots(p, &counts, &table.with_room_for(weights_of), &weights))
        };
        types(game).keys().map(power).collect()
    });
    Ok(by_type(game, numerators.into_iter().map(|a| fraction(a, &denominator))))
}

/// Weighted number of pivots of a voter: those `T` of others in the box that the voter leads out of it.
///
/// `inside[t]` counts all coalitions of `t` in the box, `room[t]` those of others that still are with the
/// voter.
fn pivots(p: Prime, inside: &[u64], room: &[u64], weights: &[u64]) -> u64 {
    let without = |t: usize| if t == 0 { inside[0] } else { p.sub(inside[t], room[t - 1]) };
    let pivots: Vec<u64> = (0..weights.len()).map(|t| p.sub(without(t), room[t])).collect();
    p.dot(pivots.iter(), weights.iter())
}

fn shapley_by_listing(game: &WeightedVoting) -> Result<Vec<Fraction>> {
    let n = game.players();
    let denominator = lcm_to(n);
    let tally = profiles::tally(game, |v| {
        let orders = n * num_integer::binomial(BigUint::from(n - 1), BigUint::from(v.size - 1));
        &denominator / orders
    })?;
    Ok(by_type(game, tally.into_iter().map(|a| fraction(a, &denominator))))
}

/// Banzhaf power of each voter, as counted.
///
/// A swing of a voter is a winning coalition that would lose without them.
pub(super) struct Swings {
    /// How many swings each voter has.
    pub swings: Vec<BigUint>,
}

impl Swings {
    /// All swings of all voters.
    pub fn total(&self) -> BigUint {
        self.swings.iter().sum()
    }

    /// The swings of each voter, as numbers of an answer.
    pub fn counts(&self) -> Vec<Fraction> {
        self.swings.iter().map(|s| Fraction::from_integer(s.clone().into())).collect()
    }

    /// The normalised Banzhaf index: swings as a share of all swings.
    pub fn normalized(&self) -> Vec<Fraction> {
        // The grand coalition wins and the empty one loses, so that somebody has a swing.
        let total = self.total();
        self.swings.iter().map(|s| fraction(s.clone(), &total)).collect()
    }

    /// The Penrose measure (absolute Banzhaf index): swings as a share of the `2^(n−1)` coalitions of others.
    pub fn penrose(&self) -> Vec<Fraction> {
        let coalitions = BigUint::from(1u32) << self.swings.len().saturating_sub(1);
        self.swings.iter().map(|s| fraction(s.clone(), &coalitions)).collect()
    }
}

/// The Banzhaf swings of each voter. Exact.
pub(super) fn swings(game: &WeightedVoting) -> Result<Swings> {
    let mut sums = vec![BigInt::ZERO; game.players()];
    for (plus, part) in game.signed_parts() {
        for (sum, swings) in sums.iter_mut().zip(swings_of_one(&part)?.swings) {
            if plus { *sum += BigInt::from(swings) } else { *sum -= BigInt::from(swings) }
        }
    }
    // As counts of coalitions none is negative.
    Ok(Swings { swings: sums.into_iter().map(|sum| sum.magnitude().clone()).collect() })
}

/// The same of a rule without alternatives.
fn swings_of_one(game: &WeightedVoting) -> Result<Swings> {
    let lattice = profiles::unless_listed(game, work(game, 1), Lattice::new(game, 1))?;
    let Some(lattice) = lattice else {
        let tally = profiles::tally(game, |_| BigUint::from(1u32))?;
        return Ok(Swings { swings: by_type(game, tally) });
    };
    let n = game.players();
    let weightless = |weights: &[u64]| weights.iter().all(|&w| w == 0);
    let swings = exact_integers(n as u64, |p| {
        let mut table = Table::new(&lattice, p, 1);
        let voters: Vec<Vec<u64>> = (0..n).map(|i| game.weights_of(i)).collect();
        let (idle, active): (Vec<_>, Vec<_>) = voters.iter().partition(|w| weightless(w));
        active.iter().for_each(|w| table.include(w));
        // A voter of no weight is in or out of everybody's swings.
        let twice = p.pow(2, idle.len() as u64);
        let inside = table.by_size()[0];
        let power = |weights_of: &Vec<u64>| {
            if weightless(weights_of) {
                return 0;
            }
            let room = table.with_room_for(weights_of)[0];
            p.mul(twice, p.sub(inside, p.add(room, room)))
        };
        types(game).keys().map(power).collect()
    });
    Ok(Swings { swings: by_type(game, swings) })
}

/// The Owen index: Shapley–Shubik power where `unions`, given as lists of voters, vote one after another.
///
/// The [Owen value](crate::solve::tu::owen) of the voting game. Exact.
pub(in crate::solve) fn owen_index(game: &WeightedVoting, unions: &[Vec<usize>]) -> Result<Vec<Fraction>> {
    let n = game.players();
    let mut union_of = vec![None; n];
    for (k, &i) in unions.iter().enumerate().flat_map(|(k, union)| union.iter().map(move |i| (k, i))) {
        match union_of.get_mut(i) {
            Some(free @ None) => *free = Some(k),
            _ => return Err(Error::invalid("unions", "voter", i, format!("each of 0..{n} once"))),
        }
    }
    if let Some(i) = union_of.iter().position(Option::is_none) {
        return Err(Error::invalid(
            "unions",
            "voter",
            format!("{i} in none"),
            format!("each of 0..{n} once"),
        ));
    }
    let unions: Vec<&Vec<usize>> = unions.iter().filter(|u| !u.is_empty()).collect();
    let (m, widest) = (unions.len(), unions.iter().map(|u| u.len()).max().unwrap_or(0));
    let width = m.max(widest + 1);
    let lattice = match Lattice::new(game, width) {
        // Few voters of large weights: the dense game is less to go through than the table.
        _ if n <= TABULATED && work(game, width) > (64 * n as u128) << n => {
            return owen_by_table(game, &unions);
        }
        lattice => lattice?,
    };
    let joint = |union: &[usize]| -> Vec<u64> {
        game.quotas().iter().map(|q| union.iter().map(|&i| q.weights[i]).sum()).collect()
    };
    let denominator = lcm_to(m) * lcm_to(widest);
    let numerators = exact_integers(denominator.bits() + 1, |p| {
        let scale = p.residue(&denominator);
        let mut power = vec![0; n];
        for (k, union) in unions.iter().enumerate() {
            let mut table = Table::new(&lattice, p, m);
            unions.iter().enumerate().filter(|&(j, _)| j != k).for_each(|(_, u)| table.include(&joint(u)));
            let mut table = table.weigh(&p.shapley_weights(m), union.len() + 1);
            union.iter().for_each(|&i| table.include(&game.weights_of(i)));
            let (inside, weights) = (table.by_size(), p.shapley_weights(union.len()));
            for &i in union.iter() {
                let room = table.with_room_for(&game.weights_of(i));
                power[i] = p.mul(scale, pivots(p, &inside, &room, &weights));
            }
        }
        power
    });
    Ok(numerators.into_iter().map(|a| fraction(a, &denominator)).collect())
}

/// Most voters for whom the Owen index may tabulate the game.
const TABULATED: usize = 18;

fn owen_by_table(game: &WeightedVoting, unions: &[&Vec<usize>]) -> Result<Vec<Fraction>> {
    let worth = |s: Coalition| Fraction::from_integer(i32::from(game.wins(s.players())).into());
    let blocs = unions.iter().map(|union| union.iter().copied().collect());
    let structure = Partition::new(game.players(), blocs)?;
    value(&TuGame::from_fn(game.players(), worth)?, &Rule::Owen(structure))
}

pub(super) fn fraction(numerator: BigUint, denominator: &BigUint) -> Fraction {
    Fraction::new(BigInt::from(numerator), BigInt::from(denominator.clone()))
}
