//! Undirected graphs on the players: communication, cooperation, networks of links.

use super::{Coalition, mark};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Undirected graph on players `0..n`: a communication graph, or a network of links.
///
/// A coalition can act as one only where its members are connected within it (Myerson 1977); players form and
/// sever links (Jackson & Wolinsky 1996). Written as its edges, `0–1 1–2`; serialises as the number of
/// players and the edges.
///
/// ```
/// use comity::coalition::{Coalition, Graph};
/// let line = Graph::new(4, [(0, 1), (1, 2)])?;
/// let components = line.components(Coalition::from_mask(0b1101));
/// assert_eq!(components.map(|c| c.mask()).collect::<Vec<_>>(), [0b0001, 0b0100, 0b1000]);
/// # Ok::<(), comity::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "EdgeList", into = "EdgeList")]
pub struct Graph {
    neighbours: Vec<Coalition>,
}

/// A graph as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EdgeList {
    players: usize,
    #[serde(serialize_with = "mark::player")]
    edges: Vec<(usize, usize)>,
}

impl TryFrom<EdgeList> for Graph {
    type Error = Error;

    fn try_from(list: EdgeList) -> Result<Self> {
        Graph::new(list.players, list.edges)
    }
}

impl From<Graph> for EdgeList {
    fn from(graph: Graph) -> Self {
        EdgeList { players: graph.players(), edges: graph.edges().collect() }
    }
}

impl Graph {
    /// The graph with these edges; doubled edges count once.
    ///
    /// # Errors
    /// More than 63 players, an edge to a player past `n − 1` or from a player to itself.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::Graph;
    /// assert_eq!(Graph::new(3, [(0, 1), (1, 0)])?.edges().count(), 1);
    /// assert!(Graph::new(3, [(0, 3)]).is_err());
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn new(n: usize, edges: impl IntoIterator<Item = (usize, usize)>) -> Result<Self> {
        if n > Coalition::MAX_PLAYERS {
            return Err(Error::invalid("graph", "players", n, "0..=63"));
        }
        let mut graph = Graph { neighbours: vec![Coalition::EMPTY; n] };
        for (i, j) in edges {
            if !graph.has_edge(i, j) {
                graph.toggle(i, j)?;
            }
        }
        Ok(graph)
    }

    /// The graph without edges.
    ///
    /// # Errors
    /// More than 63 players.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert_eq!(Graph::empty(4)?.edges().count(), 0);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn empty(n: usize) -> Result<Self> {
        Self::new(n, [])
    }

    /// The complete graph.
    ///
    /// # Errors
    /// More than 63 players.
    ///
    /// # Example
    /// ```
    /// assert_eq!(comity::coalition::Graph::complete(4)?.edges().count(), 6);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn complete(n: usize) -> Result<Self> {
        Self::new(n, (0..n).flat_map(|i| (0..i).map(move |j| (i, j))))
    }

    /// Largest number of players whose graphs [`edge_mask`](Self::edge_mask) numbers.
    pub const MAX_NUMBERED: usize = 11;

    /// The graph with this number among the `2^(n(n−1)/2)` on `n` players: bit `j(j−1)/2 + i` is the edge of
    /// `i < j`.
    ///
    /// # Errors
    /// More than 11 players; a bit past the last pair.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::Graph;
    /// assert_eq!(Graph::from_edge_mask(3, 0b101)?.to_string(), "0–1 1–2");
    /// assert_eq!(Graph::new(3, [(0, 1), (1, 2)])?.edge_mask(), Some(0b101));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn from_edge_mask(n: usize, mask: u64) -> Result<Self> {
        if n > Self::MAX_NUMBERED {
            return Err(Error::invalid("graph", "players", n, "0..=11 for a number of 64 bits"));
        }
        let pairs = n * n.saturating_sub(1) / 2;
        if mask >> pairs != 0 {
            return Err(Error::invalid("graph", "edge mask", mask, format!("below 2^{pairs}")));
        }
        let all = (0..n).flat_map(|j| (0..j).map(move |i| (i, j)));
        Self::new(n, all.enumerate().filter(|(k, _)| mask >> k & 1 == 1).map(|(_, edge)| edge))
    }

    /// The number of this graph, [`from_edge_mask`](Self::from_edge_mask) of which it is; `None` past 11
    /// players.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert_eq!(Graph::from_edge_mask(4, line.edge_mask().unwrap())?, line);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn edge_mask(&self) -> Option<u64> {
        let bit = |(i, j): (usize, usize)| 1u64 << (j * (j - 1) / 2 + i);
        (self.players() <= Self::MAX_NUMBERED).then(|| self.edges().map(bit).sum())
    }

    /// The edges `(i, j)` with `i < j`, ascending.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert_eq!(line.edges().collect::<Vec<_>>(), [(0, 1), (1, 2)]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn edges(&self) -> impl Iterator<Item = (usize, usize)> {
        let above = |i: usize| self.neighbours[i].difference(Coalition::grand(i)).players();
        (0..self.players()).flat_map(move |i| above(i).map(move |j| (i, j)))
    }

    /// Whether `i` and `j` are linked.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert!(line.has_edge(2, 1) && !line.has_edge(0, 2));
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn has_edge(&self, i: usize, j: usize) -> bool {
        self.neighbours(i).contains(j)
    }

    /// The graph with the edge of `i` and `j` added where it is not, taken out where it is.
    ///
    /// # Errors
    /// A player past `n − 1`, or one player twice.
    ///
    /// # Example
    /// ```
    /// use comity::coalition::Graph;
    /// let line = Graph::new(3, [(0, 1)])?;
    /// assert_eq!(line.toggled(1, 2)?.to_string(), "0–1 1–2");
    /// assert_eq!(line.toggled(0, 1)?, Graph::empty(3)?);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn toggled(&self, i: usize, j: usize) -> Result<Self> {
        let mut graph = self.clone();
        graph.toggle(i, j)?;
        Ok(graph)
    }

    fn toggle(&mut self, i: usize, j: usize) -> Result<()> {
        let n = self.players();
        if i >= n || j >= n || i == j {
            let allowed = format!("two different players below {n}");
            return Err(Error::invalid("graph", "edge", format!("({i}, {j})"), allowed));
        }
        for (a, b) in [(i, j), (j, i)] {
            let row = &mut self.neighbours[a];
            *row = if row.contains(b) { row.without(b) } else { row.with(b) };
        }
        Ok(())
    }

    /// The graph without any edge of `player`.
    ///
    /// ```
    /// use comity::coalition::Graph;
    /// assert_eq!(Graph::complete(3)?.isolating(0).to_string(), "1–2");
    /// # Ok::<(), comity::Error>(())
    /// ```
    #[must_use]
    pub fn isolating(&self, player: usize) -> Self {
        let mut rows: Vec<Coalition> = self.neighbours.iter().map(|row| row.without(player)).collect();
        if let Some(row) = rows.get_mut(player) {
            *row = Coalition::EMPTY;
        }
        Graph { neighbours: rows }
    }

    /// Length of the shortest path from `player` to each player; `None` where there is none.
    ///
    /// ```
    /// use comity::coalition::Graph;
    /// assert_eq!(Graph::new(4, [(0, 1), (1, 2)])?.distances(0), [Some(0), Some(1), Some(2), None]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn distances(&self, player: usize) -> Vec<Option<usize>> {
        let mut distance = vec![None; self.players()];
        let mut frontier = Coalition::singleton(player).intersection(Coalition::grand(self.players()));
        let mut reached = frontier;
        for steps in 0.. {
            if frontier.is_empty() {
                break;
            }
            frontier.players().for_each(|i| distance[i] = Some(steps));
            let next = frontier.players().fold(Coalition::EMPTY, |all, i| all.union(self.neighbours(i)));
            frontier = next.difference(reached);
            reached = reached.union(next);
        }
        distance
    }

    /// Number of players.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert_eq!(line.players(), 4);
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn players(&self) -> usize {
        self.neighbours.len()
    }

    /// Players linked to `player`; none for a player past `n − 1`.
    ///
    /// ```
    /// use comity::coalition::Graph;
    /// assert_eq!(Graph::new(4, [(0, 1), (1, 2)])?.neighbours(1).to_string(), "{0,2}");
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn neighbours(&self, player: usize) -> Coalition {
        self.neighbours.get(player).copied().unwrap_or_default()
    }

    /// The members of `within` that its lowest member reaches without leaving `within`.
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert_eq!(line.component(Coalition::from_mask(0b1101)).to_string(), "{0}"); // 1 is not within
    /// # Ok::<(), comity::Error>(())
    /// ```
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
    ///
    /// ```
    /// use comity::coalition::{Coalition, Graph};
    /// let line = Graph::new(4, [(0, 1), (1, 2)])?;
    /// assert_eq!(line.components(Coalition::grand(4)).count(), 2); // the line, and player 3
    /// # Ok::<(), comity::Error>(())
    /// ```
    pub fn components(&self, within: Coalition) -> impl Iterator<Item = Coalition> {
        let mut rest = within;
        std::iter::from_fn(move || {
            let component = self.component(rest);
            rest = rest.difference(component);
            (!component.is_empty()).then_some(component)
        })
    }
}

impl fmt::Display for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let edges: Vec<String> = self.edges().map(|(i, j)| format!("{i}–{j}")).collect();
        f.write_str(if edges.is_empty() { "no link".into() } else { edges.join(" ") }.as_str())
    }
}
