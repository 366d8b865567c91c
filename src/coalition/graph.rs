//! An undirected graph on the players: who can talk to whom.

use super::Coalition;
use crate::error::{Error, Result};

/// An undirected communication graph on players `0..n`.
///
/// A coalition can act as one only where its members are connected within it (Myerson 1977).
///
/// ```
/// use comity::coalition::{Coalition, Graph};
/// let line = Graph::new(4, [(0, 1), (1, 2)])?;
/// let components = line.components(Coalition::from_mask(0b1101));
/// assert_eq!(components.map(|c| c.mask()).collect::<Vec<_>>(), [0b0001, 0b0100, 0b1000]);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graph {
    neighbours: Vec<Coalition>,
}

impl Graph {
    /// The graph with these edges; doubled edges count once.
    ///
    /// # Errors
    /// More than 63 players, an edge to a player past `n − 1` or from a player to itself.
    pub fn new(n: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Result<Self> {
        if n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("graph", "players", n, "0..=63"));
        }
        let mut neighbours = vec![Coalition::EMPTY; n];
        for (i, j) in edges {
            if i >= n || j >= n || i == j {
                let allowed = format!("two different players below {n}");
                return Err(Error::invalid("graph", "edge", format!("({i}, {j})"), allowed));
            }
            neighbours[i] = neighbours[i].with(j);
            neighbours[j] = neighbours[j].with(i);
        }
        Ok(Graph { neighbours })
    }

    /// The graph in which everybody talks to everybody.
    ///
    /// # Errors
    /// More than 63 players.
    pub fn complete(n: usize) -> Result<Self> {
        Self::new(n, (0..n).flat_map(|i| (0..i).map(move |j| (i, j))))
    }

    /// Number of players.
    pub fn players(&self) -> usize {
        self.neighbours.len()
    }

    /// Those `player` is linked to; nobody for a player past `n − 1`.
    pub fn neighbours(&self, player: usize) -> Coalition {
        self.neighbours.get(player).copied().unwrap_or_default()
    }

    /// The members of `within` that its lowest member reaches without leaving `within`.
    pub fn component(&self, within: Coalition) -> Coalition {
        let mut reached = within.first().map_or(Coalition::EMPTY, Coalition::singleton);
        let mut frontier = reached;
        while let Some(player) = frontier.first() {
            let new = self.neighbours(player).intersection(within).difference(reached);
            reached = reached.union(new);
            frontier = frontier.without(player).union(new);
        }
        reached
    }

    /// The connected components of `within`, in the order of their lowest member.
    pub fn components(&self, within: Coalition) -> impl Iterator<Item = Coalition> {
        let mut rest = within;
        std::iter::from_fn(move || {
            let component = self.component(rest);
            rest = rest.difference(component);
            (!component.is_empty()).then_some(component)
        })
    }
}
