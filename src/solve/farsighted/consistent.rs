//! The largest consistent set.

use super::dominance::{Dominance, prefers};
use crate::coalition::{Labels, relabel};
use crate::error::Result;
use crate::game::{FiniteSituation, Move};
use crate::solve::deviation::Improvement;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The largest consistent set of a situation, with its proof.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LargestConsistentSet {
    /// Its states, ascending.
    #[serde(serialize_with = "relabel::state")]
    pub states: Vec<usize>,
    /// The convention for "prefers".
    pub improvement: Improvement,
    /// The other states in an order in which they can be ruled out one by one, each by a move from it that
    /// nothing deters: the coalition prefers every state left, in which the move may end, to it.
    pub removals: Vec<Move>,
}

impl Labelled for LargestConsistentSet {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "largest consistent set, {}", labels.states(self.states.len()))?;
        self.states.iter().try_for_each(|&state| write!(f, "\n  {}", labels.state(state)))
    }
}

written_in_numbers!(LargestConsistentSet);

/// The largest consistent set of Chwe: the largest `Y` such that `a ∈ Y` iff every move `a →_S d` is deterred
/// by some `e ∈ Y` with `d = e` or `d ≪ e` that `S` does not prefer to `a`.
///
/// # Errors
/// As [`Dominance::new`].
///
/// # Complexity
/// [`Dominance`] first; then each move keeps one deterring state and looks for the next only when that one is
/// removed: `O(m · E)` at worst in all, little more than `O(E)` as a rule.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::{FiniteSituation, Move};
/// use comity::solve::deviation::Improvement;
/// use comity::solve::farsighted::largest_consistent_set;
/// // Chwe (1994), p. 308: 0 → 1 by player 0, 1 → 2 by player 1; utilities (0,2,1) and (0,1,2).
/// let step = |from, to, i| Move { from, to, coalition: Coalition::singleton(i) };
/// let u = [[0.0, 0.0], [2.0, 1.0], [1.0, 2.0]].map(Vec::from);
/// let situation = FiniteSituation::new(&u, [step(0, 1, 0), step(1, 2, 1)])?;
/// assert_eq!(largest_consistent_set(&situation, Improvement::Strict)?.states, [2]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. S.-Y. Chwe (1994), Farsighted coalitional stability, *Journal of Economic Theory* 63, Propositions 1
/// and 2.
pub fn largest_consistent_set(
    situation: &FiniteSituation,
    improvement: Improvement,
) -> Result<LargestConsistentSet> {
    let dominance = Dominance::new(situation, improvement)?;
    let moves = situation.moves();
    let mut inside = vec![!0u64; situation.states().div_ceil(64)];
    // The lowest state not before `from` that is left, may follow the move, and deters it.
    let deterrent = |m: usize, from: usize, inside: &[u64]| -> Option<usize> {
        let mv = &moves[m];
        let row = dominance.row(mv.to);
        (from / 64..row.len()).find_map(|w| {
            let end = if mv.to / 64 == w { 1 << (mv.to % 64) } else { 0 };
            let mut bits = (row[w] | end) & inside[w];
            while bits != 0 {
                let e = w * 64 + bits.trailing_zeros() as usize;
                if e >= from && !prefers(situation, mv.coalition, mv.from, e, improvement) {
                    return Some(e);
                }
                bits &= bits - 1;
            }
            None
        })
    };
    let mut removals: Vec<Move> = Vec::new();
    let mut relying: Vec<Vec<usize>> = vec![Vec::new(); situation.states()];
    // Moves that lost their deterrent, with the place to look on from. The set only shrinks, so nothing before it
    // comes back.
    let mut pending: Vec<(usize, usize)> = (0..moves.len()).rev().map(|m| (m, 0)).collect();
    while let Some((m, from)) = pending.pop() {
        let state = moves[m].from;
        if inside[state / 64] >> (state % 64) & 1 == 0 {
            continue;
        }
        match deterrent(m, from, &inside) {
            Some(e) => relying[e].push(m),
            None => {
                inside[state / 64] &= !(1 << (state % 64));
                removals.push(moves[m]);
                pending.extend(std::mem::take(&mut relying[state]).into_iter().map(|m| (m, state)));
            }
        }
    }
    let left = |a: &usize| inside[a / 64] >> (a % 64) & 1 == 1;
    Ok(LargestConsistentSet { states: (0..situation.states()).filter(left).collect(), improvement, removals })
}
