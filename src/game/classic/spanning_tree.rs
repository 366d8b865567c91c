//! Minimum-cost spanning tree games.

use crate::error::{Error, Result};
use crate::game::{TuGame, Value};

impl<V: Value> TuGame<V> {
    /// The minimum-cost spanning tree *cost* game: what connecting a coalition to a source costs.
    ///
    /// `costs` is a symmetric matrix; node 0 is the source and player `i` is node `i + 1`. `c(S)` is the cost
    /// of the cheapest tree that spans `S` and the source, using no other node. The worths are costs (less is
    /// better); its savings game is [`savings`](Self::savings).
    ///
    /// # Errors
    /// A matrix that is not square or not symmetric, no player or more than 30, a cost that is negative or
    /// not finite.
    ///
    /// # Complexity
    /// O(n² 2^n) time (Prim's algorithm for each coalition).
    ///
    /// # Examples
    /// ```
    /// use comity::game::TuGame;
    /// let costs = [[0.0, 4.0, 9.0], [4.0, 0.0, 1.0], [9.0, 1.0, 0.0]].map(|row| row.to_vec());
    /// assert_eq!(TuGame::spanning_tree(&costs)?.values(), [0.0, 4.0, 9.0, 5.0]);
    /// # Ok::<(), comity::Error>(())
    /// ```
    ///
    /// # References
    /// C. G. Bird, "On cost allocation for a spanning tree: a game theoretic approach", *Networks* 6 (1976);
    /// A. Claus and D. J. Kleitman, "Cost allocation for a spanning tree", *Networks* 3 (1973).
    pub fn spanning_tree(costs: &[Vec<V>]) -> Result<Self> {
        let nodes = costs.len();
        TuGame::<V>::check_size(nodes.saturating_sub(1))?;
        for (i, row) in costs.iter().enumerate() {
            if row.len() != nodes {
                return Err(Error::Shape {
                    what: format!("costs of node {i}"),
                    expected: format!("{nodes} nodes"),
                    got: row.len().to_string(),
                });
            }
            for (j, cost) in row.iter().enumerate() {
                if !(cost.is_finite() && *cost >= V::zero() && (j > i || *cost == costs[j][i])) {
                    let field = format!("cost to node {j}");
                    return Err(Error::invalid(
                        format!("node {i}"),
                        field,
                        cost,
                        "at least 0, the same both ways",
                    ));
                }
            }
        }
        TuGame::from_fn(nodes - 1, |s| {
            // Cheapest link of each player outside the tree to the tree.
            let mut outside: Vec<(usize, &V)> = s.players().map(|i| (i + 1, &costs[0][i + 1])).collect();
            let mut total = V::zero();
            while !outside.is_empty() {
                let nearest =
                    (1..outside.len()).fold(0, |a, b| if outside[b].1 < outside[a].1 { b } else { a });
                let (joined, cost) = outside.swap_remove(nearest);
                total += cost.clone();
                for (node, link) in &mut outside {
                    if costs[joined][*node] < **link {
                        *link = &costs[joined][*node];
                    }
                }
            }
            total
        })
    }
}
