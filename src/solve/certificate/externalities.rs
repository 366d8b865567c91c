//! Re-checks what mergers do in a game with externalities, from the finer structure's side.

use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::{PartitionFunction, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::externalities::{Externalities, Merger};
use std::cmp::Ordering;

impl<V: Value, G: PartitionFunction<V>> Certified<&G> for Externalities<V> {
    fn check(&self, game: &G, _: f64) -> Result<()> {
        mergers(game, self)
    }
}

/// Every witness named, and for every kind that has none all mergers.
///
/// The solver merges two blocs of each structure; this splits one bloc of each structure in two, which meets
/// every merger once.
///
/// One pass over the `B(n)` structures and the `2^(|C|−1) − 1` splits of each bloc.
fn mergers<V: Value>(game: &impl PartitionFunction<V>, claimed: &Externalities<V>) -> Result<()> {
    let kinds = [
        ("merger that loses worth", &claimed.subadditive, true, Ordering::Less),
        ("positive externality", &claimed.positive, false, Ordering::Greater),
        ("negative externality", &claimed.negative, false, Ordering::Less),
    ];
    for (claim, witness, joined, change) in kinds {
        if let Some(merger) = witness {
            check_witness(game, claim, merger, joined, change)?;
        }
    }
    let mut mergers = 0;
    for merged in Partition::all(game.players()) {
        let after = game.worths(&merged)?;
        for (place, &union) in merged.blocs().iter().enumerate() {
            let Some(first) = union.first() else { continue };
            for half in union.without(first).subsets().skip(1) {
                mergers += 1;
                let finer = merged.after_departure(half);
                let rest = union.difference(half);
                let apart = game.worth(half, &finer)? + game.worth(rest, &finer)?;
                for (claim, _, joined, change) in kinds.iter().filter(|k| k.1.is_none()) {
                    let differs = |before: &V, after: &V| after.partial_cmp(before) == Some(*change);
                    let found = if *joined {
                        differs(&apart, &after[place])
                    } else {
                        let mut others =
                            merged.blocs().iter().zip(after.iter()).filter(|(b, _)| **b != union);
                        others.try_fold(false, |found, (b, worth)| -> Result<bool> {
                            Ok(found || differs(&game.worth(*b, &finer)?, worth))
                        })?
                    };
                    if found {
                        return Err(fails(
                            &format!("no {claim}"),
                            format!("{half} and {rest} merge in {finer}"),
                        ));
                    }
                }
            }
        }
    }
    if mergers != claimed.mergers {
        return Err(fails("mergers", format!("there are {mergers}, not {}", claimed.mergers)));
    }
    Ok(())
}

fn check_witness<V: Value>(
    game: &impl PartitionFunction<V>,
    claim: &str,
    merger: &Merger<V>,
    joined: bool,
    change: Ordering,
) -> Result<()> {
    let Merger { structure, merging: [a, b], bloc, before, after } = merger;
    let union = a.union(*b);
    if [a, b].iter().any(|half| structure.position(**half).is_none()) || a == b || (union == *bloc) != joined
    {
        return Err(fails(claim, format!("{a} and {b} do not merge in {structure}")));
    }
    let apart: Vec<Coalition> = structure.blocs().iter().copied().filter(|c| c != a && c != b).collect();
    let merged = Partition::new(game.players(), apart.into_iter().chain([union]))?;
    let then = if joined {
        game.worth(*a, structure)? + game.worth(*b, structure)?
    } else {
        game.worth(*bloc, structure)?
    };
    let now = game.worth(*bloc, &merged)?;
    if then != *before || now != *after || now.partial_cmp(&then) != Some(change) {
        return Err(fails(
            claim,
            format!("{bloc} is worth {then} before and {now} after, not {before} and {after}"),
        ));
    }
    Ok(())
}
