//! Proofs that answers about payoffs carry: plain data, re-checked by
//! `certificate`.

use crate::coalition::Coalition;
use crate::game::{Fraction, TuGame, Value};
use serde::{Deserialize, Serialize};

/// Coalitions with positive weights; balanced if each player's coalitions weigh 1 together.
///
/// A balanced collection with `Σ λ_S v(S) > v(N)` proves the core empty (Bondareva 1963, Shapley 1967):
/// payoffs in the core would give `v(N) = x(N) = Σ λ_S x(S) ≥ Σ λ_S v(S)`.
///
/// # References
/// - O. N. Bondareva (1963), Some applications of linear programming methods to the theory of cooperative
///   games, *Problemy Kibernetiki* 10, 119–139.
/// - L. S. Shapley (1967), On balanced sets and cores, *Naval Research Logistics Quarterly* 14, 453–460.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BalancedCollection {
    /// Each coalition with its weight, ascending.
    #[serde(with = "crate::game::plain")]
    pub weights: Vec<(Coalition, Fraction)>,
}

impl BalancedCollection {
    /// The coalition alone with weight 1: balanced if it is the grand coalition.
    pub(in crate::solve) fn of(coalition: Coalition) -> Self {
        BalancedCollection { weights: vec![(coalition, Fraction::from_integer(1.into()))] }
    }

    /// `Σ λ_S v(S)`.
    pub fn worth<V: Value>(&self, game: &TuGame<V>) -> Fraction {
        self.weights.iter().map(|(s, weight)| weight * game.value(*s).to_fraction()).sum()
    }
}

/// A payoff of the least core, and weights that prove no smaller ε possible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::solve) struct LeastCoreProof {
    /// The least ε.
    #[serde(with = "crate::game::plain")]
    pub epsilon: Fraction,
    /// Payoffs with `x(N) = v(N)` and `x(S) ≥ v(S) − ε` for every proper coalition.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<Fraction>,
    /// Weights that sum to 1 and give each player the same: `Σ λ_S v(S) − Σ λ_S 1_S · v(N) = ε`.
    pub weights: BalancedCollection,
}

/// One level of excess, and why nobody can do better at it.
///
/// Among the payoffs that pay the coalitions of the earlier levels what they get, none brings all other
/// excesses below this one, as `Σ λ_S 1_S + Σ ρ_i 1_i` lies in the span of the earlier coalitions with
/// positive weights; and each of these coalitions has this excess whenever the bound is attained.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::solve) struct KohlbergLevel {
    /// The excess, per head where so claimed; consecutive levels may share one.
    #[serde(with = "crate::game::plain")]
    pub excess: Fraction,
    /// Coalitions that have it, with weights λ, ascending.
    #[serde(with = "crate::game::plain")]
    pub coalitions: Vec<(Coalition, Fraction)>,
    /// Players who get exactly their own worth, with weights ρ: only in a nucleolus proper.
    #[serde(with = "crate::game::plain")]
    pub players: Vec<(usize, Fraction)>,
}

/// Proof that a payoff is the (pre)nucleolus.
///
/// # References
/// - E. Kohlberg (1971), On the nucleolus of a characteristic function game, *SIAM Journal on Applied
///   Mathematics* 20, 62–66, Theorem 4.
/// - D. Schmeidler (1969), The nucleolus of a characteristic function game, *ibid.* 17, 1163–1170.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::solve) struct NucleolusProof {
    /// The payoff of each player.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<Fraction>,
    /// Levels, excesses not increasing.
    pub levels: Vec<KohlbergLevel>,
    /// Whether payoffs were restricted to imputations, `x_i ≥ v({i})`.
    pub individually_rational: bool,
    /// Whether excesses are divided by the size of the coalition.
    pub per_capita: bool,
}
