//! Symmetric games: only the sizes of the blocs matter.

use crate::coalition::Coalition;
use crate::game::TuGame;

/// The optimal structure of a symmetric game, lexicographically smallest among equals; none if it is not
/// symmetric.
///
/// `w(c) = max { v(k) + w(c − k) : 1 ≤ k ≤ c }` over numbers of players, `O(n²)` after one look at the table,
/// which ends at the first two coalitions of the same size and different worth.
pub(super) fn optimum(game: &TuGame) -> Option<Vec<Coalition>> {
    let n = game.players();
    let of_size: Vec<f64> = (0..=n).map(|k| game.value(Coalition::grand(k)) + 0.0).collect();
    let symmetric = |(mask, worth): (usize, &f64)| *worth == of_size[mask.count_ones() as usize];
    if !game.values().iter().enumerate().all(symmetric) {
        return None;
    }
    // Size of the first bloc and worth of the best structure of c players.
    let mut best = vec![(0, 0.0)];
    for c in 1..=n {
        let split = |k: usize| (k, of_size[k] + best[c - k].1);
        best.push((2..=c).map(split).fold(split(1), |a, b| if b.1 > a.1 { b } else { a }));
    }
    let mut blocs = Vec::new();
    let mut first = 0;
    while first < n {
        let next = first + best[n - first].0;
        blocs.push(Coalition::grand(next).difference(Coalition::grand(first)));
        first = next;
    }
    Some(blocs)
}
