//! Re-checks values of games with externalities: averages over orders, and Myerson's by unanimity games.

use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{PartitionFunction, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::externalities::PartitionValue;

impl<V: Value, G: PartitionFunction<V>> Certified<(&G, PartitionValue)> for [V] {
    /// The externality-free value (de Clippel & Serrano 2008) as the average over all orders of what a player
    /// adds to those before it, while everybody after it stands alone; McQuillin's (2009) as the same average
    /// while everybody after it stands together, both for 9 players at most; Myerson's (1977) from unanimity
    /// games, for 7 at most. `tolerance` is relative to the largest payoff.
    fn check(&self, (game, value): (&G, PartitionValue), tolerance: f64) -> Result<()> {
        let alone = |rest: Coalition| rest.players().map(Coalition::singleton).collect();
        let together = |rest: Coalition| if rest.is_empty() { vec![] } else { vec![rest] };
        let right = match value {
            PartitionValue::ExternalityFree => by_orders(game, alone)?,
            PartitionValue::McQuillin => by_orders(game, together)?,
            PartitionValue::Myerson => myerson(game)?,
        };
        compare(&value.to_string(), &right, self, tolerance)
    }
}

/// Myerson's (1977) value by what determines it, linearity and carriers: in the game that is worth 1
/// to the blocs `S ⊇ T` of the structures that `Q ∋ T` refines, the members of `T` share that equally.
///
/// The game is written as a sum of those games, from the finest structures up.
fn myerson<V: Value>(game: &impl PartitionFunction<V>) -> Result<Vec<V>> {
    let n = within(game, 7)?;
    let mut structures: Vec<Partition> = Partition::all(n).collect();
    structures.sort_by_key(|p| std::cmp::Reverse(p.len()));
    let mut value = vec![V::zero(); n];
    let mut weights: Vec<(Coalition, usize, V)> = Vec::new();
    for (place, q) in structures.iter().enumerate() {
        let worths = game.worths(q)?;
        for (&t, worth) in q.blocs().iter().zip(worths.iter()) {
            // What the games met so far make of it: those of structures that q coarsens, of blocs inside t.
            let met = weights.iter().filter(|(s, at, _)| s.is_subset_of(t) && refines(&structures[*at], q));
            let weight = met.fold(worth.clone(), |left, (.., w)| left - w.clone());
            if !weight.is_zero() {
                let share = weight.clone() * V::ratio(1, t.len() as i64);
                t.players().for_each(|i| value[i] += share.clone());
                weights.push((t, place, weight));
            }
        }
    }
    Ok(value)
}

/// Whether every bloc of `fine` lies in one of `coarse`.
fn refines(fine: &Partition, coarse: &Partition) -> bool {
    fine.blocs().iter().all(|b| coarse.blocs().iter().any(|c| b.is_subset_of(*c)))
}

/// Average marginal contributions over all orders, the others organised as `outside` says.
fn by_orders<V: Value>(
    game: &impl PartitionFunction<V>,
    outside: impl Fn(Coalition) -> Vec<Coalition>,
) -> Result<Vec<V>> {
    let n = within(game, 9)?;
    let worth = |s: Coalition| -> Result<V> {
        if s.is_empty() {
            return Ok(V::zero());
        }
        game.worth(s, &Partition::new(n, outside(s.complement(n)).into_iter().chain([s]))?)
    };
    let table = Coalition::grand(n).subsets().map(worth).collect::<Result<Vec<V>>>()?;
    let mut sums = vec![V::zero(); n];
    let mut order: Vec<usize> = (0..n).collect();
    let mut orders = 0;
    loop {
        orders += 1;
        let mut before = Coalition::EMPTY;
        for &i in &order {
            let with = before.with(i);
            sums[i] += table[with.index()].clone() - table[before.index()].clone();
            before = with;
        }
        // The next order in the lexicographic sequence.
        let Some(k) = (1..n).rev().find(|&k| order[k - 1] < order[k]) else { break };
        let larger = (k..n).rev().find(|&l| order[l] > order[k - 1]).unwrap_or(k);
        order.swap(k - 1, larger);
        order[k..].reverse();
    }
    Ok(sums.into_iter().map(|sum| sum * V::ratio(1, orders)).collect())
}

fn within<V: Value>(game: &impl PartitionFunction<V>, limit: usize) -> Result<usize> {
    let n = game.players();
    if n == 0 || n > limit {
        let reason = "it goes through all orders of players, or all pairs of structures".into();
        return Err(Error::TooLarge { what: "check of a value with externalities".into(), n, limit, reason });
    }
    Ok(n)
}

fn compare<V: Value>(claim_of: &str, value: &[V], claim: &[V], tolerance: f64) -> Result<()> {
    if value.len() != claim.len() {
        return Err(fails(claim_of, format!("{} players, {} values claimed", value.len(), claim.len())));
    }
    let scale = value.iter().map(|v| v.to_f64().abs()).fold(0.0, f64::max);
    for (i, (x, y)) in value.iter().zip(claim).enumerate() {
        let same = if V::EXACT { x == y } else { (x.to_f64() - y.to_f64()).abs() <= tolerance * scale };
        if !same {
            return Err(fails(claim_of, format!("player {i} gets {x}, claimed {y}")));
        }
    }
    Ok(())
}
