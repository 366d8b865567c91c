//! Power in weighted voting, exact, for hundreds of voters and for several quotas at once.
//!
//! Identical voters are treated as one type; coalitions are counted by generating functions over weight (and
//! size) modulo word-sized primes, or listed where voters are few and weights large, whichever is less work.
//! Each index also exists for any dense simple game through the values of [`tu`](super::tu); these take a
//! [`WeightedVoting`] and never tabulate it.
//!
//! | question | function |
//! |---|---|
//! | how much power does each voter have? | [`index()`] under a [`PowerIndex`] |
//! | how much, about, where that is too large to compute? | [`sampled_index`] |
//! | who has power where more than half of all resources win? | [`index()`] of [`WeightedVoting::simple_majority`] |

mod index;
mod lattice;
mod minimal;
mod modular;
mod pivots;
mod profiles;
mod sampled;

pub use index::{PowerIndex, index};
pub use sampled::sampled_index;

use crate::game::WeightedVoting;
use std::collections::BTreeMap;

/// Voters by their weights under every quota: equal weights, equal power.
fn types(game: &WeightedVoting) -> BTreeMap<Vec<u64>, Vec<usize>> {
    let mut types: BTreeMap<Vec<u64>, Vec<usize>> = BTreeMap::new();
    for i in 0..game.players() {
        types.entry(game.weights_of(i)).or_default().push(i);
    }
    types
}

/// One result per type, in the order of [`types`], to one per voter.
fn by_type<T: Clone>(game: &WeightedVoting, results: impl IntoIterator<Item = T>) -> Vec<T> {
    let mut placed: Vec<(usize, T)> = types(game)
        .into_values()
        .zip(results)
        .flat_map(|(voters, result)| voters.into_iter().map(move |i| (i, result.clone())))
        .collect();
    placed.sort_by_key(|&(i, _)| i);
    placed.into_iter().map(|(_, result)| result).collect()
}
