//! A good structure before the search: rounding and re-splitting pairs of blocs.

use super::worth::prefer;
use crate::coalition::Coalition;
use crate::game::TuGame;

/// Unions of up to this many players are re-split by trying all their subsets.
const RESPLIT: usize = 16;
/// Improvements after which it is good enough.
const STEPS: usize = 200;

/// The better of a few structures, none of which a re-split of one or two of its blocs improves.
///
/// `rounded` are disjoint coalitions to start from, `tight` more of them, the most promising first.
pub(super) fn incumbent(
    game: &TuGame,
    rounded: &[Coalition],
    tight: impl Iterator<Item = Coalition>,
) -> Vec<Coalition> {
    let all = game.grand_coalition();
    let mut greedy = Vec::new();
    let mut left = all;
    for s in rounded.iter().copied().chain(tight) {
        if s.is_subset_of(left) {
            greedy.push(s);
            left = left.difference(s);
        }
    }
    let starts = [greedy, Vec::new(), vec![all]];
    let improved = starts.into_iter().map(|mut blocs| {
        let covered = blocs.iter().fold(Coalition::EMPTY, |c, b| c.union(*b));
        blocs.extend(all.difference(covered).players().map(Coalition::singleton));
        resplit(game, blocs)
    });
    improved.reduce(|a, b| if prefer(game, &a, &b).is_gt() { b } else { a }).unwrap_or_default()
}

/// Replaces one or two blocs by a better split of their union until there is none; blocs by lowest member.
fn resplit(game: &TuGame, mut blocs: Vec<Coalition>) -> Vec<Coalition> {
    'improved: for _ in 0..STEPS {
        for i in 0..blocs.len() {
            for j in 0..=i {
                let union = blocs[i].union(blocs[j]);
                let Some(lowest) = union.first().filter(|_| union.len() <= RESPLIT) else { continue };
                let others = union.without(lowest);
                let pair = |t: Coalition| [t.with(lowest), others.difference(t)];
                let sum = |[a, b]: [Coalition; 2]| *game.value(a) + *game.value(b);
                let now =
                    if i == j { *game.value(union) } else { *game.value(blocs[i]) + *game.value(blocs[j]) };
                let (value, best) = others.subsets().fold((now, None), |(value, best), t| {
                    let split = sum(pair(t));
                    if split > value { (split, Some(pair(t))) } else { (value, best) }
                });
                if let Some(best) = best.filter(|_| value > now) {
                    blocs.swap_remove(i);
                    if i != j {
                        blocs.swap_remove(j);
                    }
                    blocs.extend(best.into_iter().filter(|b| !b.is_empty()));
                    continue 'improved;
                }
            }
        }
        break;
    }
    blocs.sort_unstable_by_key(|b| b.first());
    blocs
}
