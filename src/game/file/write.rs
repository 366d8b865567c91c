//! Games as the text of game files.

use super::number::Exact;
use crate::game::{Fraction, TuGame, WeightedVoting};
use num_traits::Zero;
use serde::Serialize;
use std::collections::BTreeMap;

/// The file of a transferable-utility game: its worths by mask, zeros left out but for the grand coalition.
pub fn tu_game_json(name: &str, game: &TuGame<Fraction>) -> String {
    #[derive(Serialize)]
    struct File<'a> {
        name: &'a str,
        kind: &'a str,
        n: usize,
        values: BTreeMap<usize, Exact>,
    }
    let last = game.values().len() - 1;
    let listed = game.values().iter().enumerate().filter(|&(mask, v)| mask == last || !v.is_zero());
    let values = listed.map(|(mask, v)| (mask, Exact(v.clone()))).collect();
    text(&File { name, kind: "tu_gain", n: game.players(), values })
}

/// The file of a weighted voting game.
pub fn weighted_voting_json(name: &str, game: &WeightedVoting) -> String {
    #[derive(Serialize)]
    struct File<'a, Q: Serialize, W: Serialize> {
        name: &'a str,
        kind: &'a str,
        n: usize,
        quota: Q,
        weights: W,
    }
    let (kind, n) = ("weighted_voting", game.players());
    if let [rule] = game.quotas() {
        return text(&File { name, kind, n, quota: rule.quota, weights: &rule.weights });
    }
    let quota: Vec<u64> = game.quotas().iter().map(|q| q.quota).collect();
    let weights: Vec<&[u64]> = game.quotas().iter().map(|q| q.weights.as_slice()).collect();
    text(&File { name, kind, n, quota, weights })
}

fn text(file: &impl Serialize) -> String {
    serde_json::to_string(file).unwrap_or_default() // plain fields and integer keys: cannot fail
}
