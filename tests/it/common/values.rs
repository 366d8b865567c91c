//! Values by name, and answers with something in them changed.

use comity::coalition::Partition;
use comity::game::{Fraction, TuGame, Value, WeightedVoting};
use comity::solve::tu::{Nucleolus, NucleolusKind, PayoffSet, PayoffVerdict, Rule, payoff_stability, value};
use comity::solve::voting::{PowerIndex, index};
use serde::Serialize;
use serde::de::DeserializeOwned;

pub fn shapley<V: Value>(game: &TuGame<V>) -> Vec<V> {
    value(game, &Rule::Shapley).unwrap()
}

pub fn banzhaf<V: Value>(game: &TuGame<V>) -> Vec<V> {
    value(game, &Rule::Banzhaf).unwrap()
}

pub fn owen<V: Value>(game: &TuGame<V>, unions: &Partition) -> comity::Result<Vec<V>> {
    value(game, &Rule::Owen(unions.clone()))
}

pub fn nucleolus<V: Value>(game: &TuGame<V>) -> comity::Result<Nucleolus<V>> {
    comity::solve::tu::nucleolus(game, NucleolusKind::Nucleolus)
}

pub fn prenucleolus<V: Value>(game: &TuGame<V>) -> Nucleolus<V> {
    comity::solve::tu::nucleolus(game, NucleolusKind::Prenucleolus).unwrap()
}

pub fn within<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    set: PayoffSet<V>,
    tolerance: f64,
) -> PayoffVerdict<V> {
    payoff_stability(game, payoff, set, tolerance).unwrap()
}

pub fn power(game: &WeightedVoting, which: PowerIndex) -> Vec<Fraction> {
    index(game, &which).unwrap()
}

/// The answer with its JSON changed: what a forger can do to any part of it.
pub fn altered<T: Serialize + DeserializeOwned>(
    answer: &T,
    change: impl FnOnce(&mut serde_json::Value),
) -> T {
    let mut json = serde_json::to_value(answer).unwrap();
    change(&mut json);
    serde_json::from_value(json).unwrap()
}
