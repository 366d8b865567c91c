//! The Myerson value: the Shapley value where only linked players can cooperate.

use super::shapley;
use crate::coalition::Graph;
use crate::error::Result;
use crate::game::{TuGame, Value};

/// The Myerson value: the Shapley value of the [graph-restricted game](TuGame::restricted_to).
///
/// It is the only rule that shares out each component's worth in full and under which two players gain
/// or lose the same from a link between them.
///
/// # Errors
/// A graph on another number of players.
///
/// # Complexity
/// O(n 2^n) time and one more table of the game's size.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::TuGame;
/// let game = TuGame::from_values(vec![0.0, 0.0, 0.0, 6.0, 0.0, 6.0, 12.0, 12.0])?;
/// let value = comity::solve::tu::myerson(&game, &Graph::new(3, [(0, 1), (1, 2)])?)?;
/// assert!(value.iter().zip([1.0, 7.0, 4.0]).all(|(x, y)| (x - y).abs() < 1e-14));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// R. B. Myerson, "Graphs and cooperation in games", *Mathematics of Operations Research* 2 (1977), theorem.
pub fn myerson<V: Value>(game: &TuGame<V>, graph: &Graph) -> Result<Vec<V>> {
    Ok(shapley(&game.restricted_to(graph)?))
}
