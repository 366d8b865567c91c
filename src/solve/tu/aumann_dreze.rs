//! The Aumann–Drèze value: the Shapley value within each bloc of a coalition structure.

use super::shapley;
use crate::coalition::Partition;
use crate::error::Result;
use crate::game::{TuGame, Value};

/// The Aumann–Drèze value: every bloc shares out its own worth by the Shapley value of its subgame.
///
/// # Errors
/// A structure that is not a partition of the game's players.
///
/// # Complexity
/// O(Σ_k 2^(p_k)) time for blocs of sizes `p_k`.
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Partition};
/// use comity::game::TuGame;
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// let pair = Partition::one_bloc(3, Coalition::from_mask(0b011))?;
/// assert_eq!(comity::solve::tu::aumann_dreze(&glove, &pair)?, [0.5, 0.5, 0.0]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. J. Aumann and J. H. Drèze, "Cooperative games with coalition structures", *International Journal of
/// Game Theory* 3 (1974), theorem 3.
pub fn aumann_dreze<V: Value>(game: &TuGame<V>, structure: &Partition) -> Result<Vec<V>> {
    let n = game.players();
    let structure = Partition::new(n, structure.blocs().iter().copied())?;
    let mut value = vec![V::zero(); n];
    for &bloc in structure.blocs() {
        let share = shapley(&game.subgame(bloc)?);
        bloc.players().zip(share).for_each(|(i, x)| value[i] = x);
    }
    Ok(value)
}
