//! The Aumann–Drèze value: the Shapley value within each bloc of a coalition structure.

use super::shapley::shapley;
use crate::coalition::Partition;
use crate::error::Result;
use crate::game::{TuGame, Value};

/// The Aumann–Drèze value: every bloc shares out its own worth by the Shapley value of its subgame.
pub(super) fn aumann_dreze<V: Value>(game: &TuGame<V>, structure: &Partition) -> Result<Vec<V>> {
    let n = game.players();
    let structure = Partition::new(n, structure.blocs().iter().copied())?;
    let mut value = vec![V::zero(); n];
    for &bloc in structure.blocs() {
        let share = shapley(&game.subgame(bloc)?);
        bloc.players().zip(share).for_each(|(i, x)| value[i] = x);
    }
    Ok(value)
}
