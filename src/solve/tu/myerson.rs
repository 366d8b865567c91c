//! The Myerson value: the Shapley value where only linked players can cooperate.

use super::shapley::shapley;
use crate::coalition::Graph;
use crate::error::Result;
use crate::game::{TuGame, Value};

/// The Myerson value: the Shapley value of the [graph-restricted game](TuGame::restricted_to).
///
/// It is the only rule that shares out each component's worth in full and under which two players gain
/// or lose the same from a link between them.
pub(super) fn myerson<V: Value>(game: &TuGame<V>, graph: &Graph) -> Result<Vec<V>> {
    Ok(shapley(&game.restricted_to(graph)?))
}
