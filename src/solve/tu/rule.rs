//! Rules that share out what everybody is worth, or measure what a player adds.

use super::aumann_dreze::aumann_dreze;
use super::banzhaf::{banzhaf, banzhaf_normalized};
use super::myerson::myerson;
use super::owen::owen;
use super::shapley::shapley;
use super::tau::tau;
use crate::coalition::{Graph, Partition};
use crate::error::Result;
use crate::game::{TuGame, Value};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A rule that gives each player one figure: a value of the game.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// The Shapley value: each player's marginal contribution, averaged over all orders of arrival,
    /// `φ_i = Σ_{S∌i} |S|! (n−|S|−1)! / n! · (v(S∪i) − v(S))`.
    Shapley,
    /// The Banzhaf value: averaged over all coalitions of the others, `2^(1−n) Σ_{S∌i} (v(S∪i) − v(S))`.
    Banzhaf,
    /// The Banzhaf value, scaled to add up to 1.
    NormalizedBanzhaf,
    /// The Owen value under a priori unions: averaged over the orders in which the members of a union come one
    /// right after another. With everybody in a union of their own, or all in one, it is the Shapley value.
    Owen(Partition),
    /// The Aumann–Drèze value: each bloc of a coalition structure shares out its own worth by the Shapley value
    /// of its subgame.
    AumannDreze(Partition),
    /// The Myerson value: the Shapley value of the [graph-restricted game](TuGame::restricted_to), in which
    /// only linked players can cooperate. No other rule shares out each component's worth in full and lets two
    /// players gain or lose the same from a link between them.
    Myerson(Graph),
    /// The τ value: the efficient point on the segment from the minimal rights
    /// `m_i = max { v(S) − Σ_{j∈S∖i} M_j : i ∈ S }` to the utopia payoffs `M_i = v(N) − v(N∖i)`.
    Tau,
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Rule::Shapley => "Shapley value",
            Rule::Banzhaf => "Banzhaf value",
            Rule::NormalizedBanzhaf => "normalised Banzhaf value",
            Rule::Owen(_) => "Owen value",
            Rule::AumannDreze(_) => "Aumann–Drèze value",
            Rule::Myerson(_) => "Myerson value",
            Rule::Tau => "τ value",
        })
    }
}

/// The value of a game to each player under a rule. Fractions in, fractions out.
///
/// # Errors
/// Unions, a structure or a graph of other players. [`Error::Undefined`](crate::Error::Undefined) for the
/// normalised Banzhaf value where the raw ones add up to 0 (for `f64`, to rounding), and for the τ value unless
/// the game is quasi-balanced, `m_i ≤ M_i` for all i and `Σ m_i ≤ v(N) ≤ Σ M_i`: in `f64` within `1e-12` of the
/// largest worth times n.
///
/// # Complexity
/// | rule | time | memory beside the game |
/// |---|---|---|
/// | Shapley, Banzhaf | O(2^n), sensible to n = 30 | none for `f64`; 16 bytes a coalition for exact worths that fit |
/// | Owen, m unions of sizes p_k | O(Σ_k 2^(m − 1 + p_k)), never more than n 2^n | a game for each union |
/// | Aumann–Drèze, blocs of sizes p_k | O(Σ_k 2^(p_k)) | a subgame |
/// | Myerson, τ | O(n 2^n) | a game; O(n) |
///
/// # Examples
/// ```
/// use comity::coalition::{Coalition, Graph, Partition};
/// use comity::game::TuGame;
/// use comity::solve::tu::{Rule, value};
/// // A left glove and two right ones.
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// let pair = Partition::one_bloc(3, Coalition::from_mask(0b011))?;
/// assert!((value(&glove, &Rule::Shapley)?[0] - 2.0 / 3.0).abs() < 1e-15);
/// assert_eq!(value(&glove, &Rule::Banzhaf)?, [0.75, 0.25, 0.25]);
/// assert_eq!(value(&glove, &Rule::NormalizedBanzhaf)?, [0.6, 0.2, 0.2]);
/// assert_eq!(value(&glove, &Rule::AumannDreze(pair.clone()))?, [0.5, 0.5, 0.0]);
/// assert_eq!(value(&glove, &Rule::Tau)?, [1.0, 0.0, 0.0]);
/// let majority = TuGame::from_fn(3, |s| if s.len() > 1 { 1.0 } else { 0.0 })?;
/// assert_eq!(value(&majority, &Rule::Owen(pair))?, [0.5, 0.5, 0.0]);
/// let game = TuGame::from_values(vec![0.0, 0.0, 0.0, 6.0, 0.0, 6.0, 12.0, 12.0])?;
/// let linked = value(&game, &Rule::Myerson(Graph::new(3, [(0, 1), (1, 2)])?))?;
/// assert!(linked.iter().zip([1.0, 7.0, 4.0]).all(|(x, y)| (x - y).abs() < 1e-14));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// L. S. Shapley (1953), A value for n-person games, in *Contributions to the Theory of Games II*, eq. (12);
/// J. F. Banzhaf (1965), *Rutgers Law Review* 19, and P. Dubey & L. S. Shapley (1979), *Mathematics of
/// Operations Research* 4; G. Owen (1977), Values of games with a priori unions, in *Mathematical Economics and
/// Game Theory*; R. J. Aumann & J. H. Drèze (1974), Cooperative games with coalition structures, *IJGT* 3,
/// theorem 3; R. B. Myerson (1977), Graphs and cooperation in games, *Mathematics of Operations Research* 2; S.
/// H. Tijs (1981), Bounds for the core and the τ-value, in *Game Theory and Mathematical Economics*, 123–132.
pub fn value<V: Value>(game: &TuGame<V>, rule: &Rule) -> Result<Vec<V>> {
    match rule {
        Rule::Shapley => Ok(shapley(game)),
        Rule::Banzhaf => Ok(banzhaf(game)),
        Rule::NormalizedBanzhaf => banzhaf_normalized(game),
        Rule::Owen(unions) => owen(game, unions),
        Rule::AumannDreze(structure) => aumann_dreze(game, structure),
        Rule::Myerson(graph) => myerson(game, graph),
        Rule::Tau => tau(game),
    }
}
