//! The two network games of Jackson and Wolinsky.

use super::{FnNetworkGame, NetworkGame};
use crate::coalition::Graph;
use crate::error::{Error, Result};

/// The symmetric connections model: a player gains from everybody it reaches, less the further, and pays for
/// its links.
///
/// $$u_i(g) = \sum_{j \ne i} \delta^{t_{ij}} - c\\,d_i,$$ `t_ij` the length of the shortest path (no path, no
/// gain), `d_i` the number of links of `i`.
///
/// # Errors
/// `n` outside 1..=63, `decay` δ outside 0..1, a cost that is not a number.
///
/// # Complexity
/// O(n²) a network, on bit masks.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::{NetworkGame, connections};
/// let star = Graph::new(4, [(0, 1), (0, 2), (0, 3)])?;
/// let u = connections(4, 0.5, 0.3)?.payoffs(&star)?;
/// assert!((u[0] - 0.6).abs() < 1e-12 && (u[1] - 0.7).abs() < 1e-12);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. O. Jackson and A. Wolinsky, "A strategic model of social and economic networks", *Journal of Economic
/// Theory* 71 (1996), section 3.1: Propositions 1 (efficient networks) and 2 (pairwise stable ones).
pub fn connections(n: usize, decay: f64, cost: f64) -> Result<impl NetworkGame> {
    if !(0.0..=1.0).contains(&decay) {
        return Err(Error::invalid("connections model", "decay", decay, "0..1"));
    }
    if !cost.is_finite() {
        return Err(Error::invalid("connections model", "cost", cost, "a number"));
    }
    let mut power = vec![1.0; n.clamp(1, 64)];
    (1..power.len()).for_each(|t| power[t] = power[t - 1] * decay);
    FnNetworkGame::new(n, move |network: &Graph| {
        let payoff = |i: usize| {
            let mut at = vec![0u32; power.len()]; // how many are so far away: the same sum for the same places
            network.distances(i).into_iter().flatten().for_each(|t| at[t] += 1);
            let reached: f64 = (1..at.len()).map(|t| f64::from(at[t]) * power[t]).sum();
            reached - cost * network.neighbours(i).len() as f64
        };
        Ok((0..network.players()).map(payoff).collect())
    })
}

/// The co-author model: links are projects, to which a player gives equal parts of its time, plus what
/// working together adds.
///
/// $$u_i(g) = \sum_{j: ij \in g} \Big(\frac1{d_i} + \frac1{d_j} + \frac1{d_i d_j}\Big),$$ 0 for a player
/// without links.
///
/// # Errors
/// `n` outside 1..=63.
///
/// # Examples
/// ```
/// use comity::coalition::Graph;
/// use comity::game::{NetworkGame, co_authors};
/// let pair = Graph::new(3, [(0, 1)])?;
/// assert_eq!(co_authors(3)?.payoffs(&pair)?, [3.0, 3.0, 0.0]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. O. Jackson and A. Wolinsky, as for [`connections`], section 3.2: Proposition 4.
pub fn co_authors(n: usize) -> Result<impl NetworkGame> {
    FnNetworkGame::new(n, |network: &Graph| {
        let time: Vec<f64> =
            (0..network.players()).map(|i| 1.0 / network.neighbours(i).len().max(1) as f64).collect();
        let shared = |i: usize, j: usize| time[i] + time[j] + time[i] * time[j];
        let payoff = |i: usize| network.neighbours(i).players().map(|j| shared(i, j)).sum();
        Ok((0..network.players()).map(payoff).collect())
    })
}
