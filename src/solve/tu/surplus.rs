//! The surplus of one player against another: what the kernel balances.

use crate::error::Result;
use crate::game::{TuGame, Value};
use crate::solve::Scan;
use crate::solve::excess::{check_payoff, excesses, floats};

/// The maximum surplus of each player over each other one at a payoff, in one pass over the coalitions:
/// `s_ij(x) = max { v(S) − x(S) : i ∈ S, j ∉ S }`, the most that `i` can hold out for without `j`.
///
/// Row `i`, column `j`; 0 on the diagonal.
///
/// # Errors
/// A list without one finite payoff per player.
///
/// # Complexity
/// `f64`: a scan with `O(n)` vector operations a block, tens of milliseconds at n = 22. Fractions: `O(n²
/// 2^n)`.
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// let surplus = comity::solve::tu::surplus(&glove, &[0.5, 0.25, 0.25])?;
/// assert_eq!((surplus[0][1], surplus[1][0]), (0.25, -0.25));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. Davis and M. Maschler (1965), The kernel of a cooperative game, *Naval Research Logistics Quarterly*
/// 12, 223–259.
pub fn surplus<V: Value>(game: &TuGame<V>, payoff: &[V]) -> Result<Vec<Vec<V>>> {
    check_payoff(game, payoff)?;
    let players = game.players();
    let mut values: Vec<Option<V>> = vec![None; players * players];
    if let Some((floats, prices)) = floats(game, payoff) {
        let surplus = Scan::new(floats, &prices)?.surplus();
        values = surplus.iter().map(|s| Some(V::from_fraction(&s.to_fraction()))).collect();
    } else {
        for (coalition, excess) in excesses(game, payoff) {
            for i in coalition.players() {
                for j in coalition.complement(players).players() {
                    let best = &mut values[i * players + j];
                    if best.as_ref().is_none_or(|best| excess > *best) {
                        *best = Some(excess.clone());
                    }
                }
            }
        }
    }
    (0..players).for_each(|i| values[i * players + i] = None);
    let row = |row: &[Option<V>]| row.iter().map(|s| s.clone().unwrap_or_else(V::zero)).collect();
    Ok(values.chunks(players).map(row).collect())
}
