//! Proofs about the core: a payoff in it, or a balanced collection that leaves none.

use super::excess::{above, sum};
use super::fails;
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use num_traits::{Signed, Zero};

/// Coalitions with positive weights; balanced if each player's coalitions weigh 1 together.
///
/// A balanced collection with `Σ λ_S v(S) > v(N)` proves the core empty (Bondareva 1963, Shapley 1967):
/// payoffs in the core would give `v(N) = x(N) = Σ λ_S x(S) ≥ Σ λ_S v(S)`.
///
/// # References
/// - O. N. Bondareva (1963), Some applications of linear programming methods to the theory of cooperative
///   games, *Problemy Kibernetiki* 10, 119–139.
/// - L. S. Shapley (1967), On balanced sets and cores, *Naval Research Logistics Quarterly* 14, 453–460.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BalancedCollection {
    /// Each coalition with its weight, ascending.
    pub weights: Vec<(Coalition, Fraction)>,
}

impl BalancedCollection {
    /// One coalition of weight 1: balanced if it is everybody.
    pub fn of(coalition: Coalition) -> Self {
        BalancedCollection { weights: vec![(coalition, Fraction::from_integer(1.into()))] }
    }

    /// `Σ λ_S v(S)`.
    pub fn worth<V: Value>(&self, game: &TuGame<V>) -> Fraction {
        self.weights.iter().map(|(s, weight)| weight * game.value(*s).to_fraction()).sum()
    }

    /// That the weights are positive and balance the players of `game`.
    ///
    /// # Errors
    /// The first weight or player for whom it fails.
    pub fn check_balanced<V: Value>(&self, game: &TuGame<V>) -> Result<()> {
        let one = Fraction::from_integer(1.into());
        match self.common_weight(game)? {
            weight if weight == one => Ok(()),
            weight => Err(fails(BALANCED, format!("each player's coalitions weigh {weight}, not 1"))),
        }
    }

    /// That no payoff `x` with `x(C) = v(C)` for the blocs of `structure` has `x(S) ≥ v(S)` for every
    /// coalition.
    ///
    /// # Errors
    /// The weights do not balance, or their worth is not above that of the structure.
    pub fn check_core_empty<V: Value>(&self, game: &TuGame<V>, structure: &Partition) -> Result<()> {
        self.check_balanced(game)?;
        let (worth, shared) = (self.worth(game), worth_of(game, structure)?);
        if worth <= shared {
            return Err(fails(
                "empty core",
                format!("the collection is worth {worth}, the structure {shared}"),
            ));
        }
        Ok(())
    }

    /// What the coalitions of each player weigh, the same for all.
    fn common_weight<V: Value>(&self, game: &TuGame<V>) -> Result<Fraction> {
        let n = game.players();
        for (s, weight) in &self.weights {
            if !weight.is_positive() || s.is_empty() || !s.is_subset_of(Coalition::grand(n)) {
                return Err(fails(BALANCED, format!("the weight of {s} is {weight}")));
            }
        }
        let weight = |i| self.weights.iter().filter(|(s, _)| s.contains(i)).map(|(_, w)| w).sum::<Fraction>();
        let first = weight(0);
        match (1..n).find(|&i| weight(i) != first) {
            None => Ok(first),
            Some(i) => {
                let reason =
                    format!("the coalitions of player 0 weigh {first}, those of player {i} {}", weight(i));
                Err(fails(BALANCED, reason))
            }
        }
    }
}

const BALANCED: &str = "balanced collection";

/// A payoff in the core relative to a structure: `x(C) = v(C)` for its blocs, `x(S) ≥ v(S)` for every
/// coalition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoreAllocation {
    /// The payoff of each player.
    pub payoff: Vec<Fraction>,
    /// Who works together: everybody, for the core in the ordinary sense.
    pub structure: Partition,
}

impl CoreAllocation {
    /// That every bloc shares its worth and that no coalition is worth more than its members get.
    ///
    /// # Errors
    /// The bloc, or the blocking coalition and its excess.
    pub fn check<V: Value>(&self, game: &TuGame<V>) -> Result<()> {
        let claim = "payoff in the core";
        worth_of(game, &self.structure)?;
        check_length(claim, game, &self.payoff)?;
        for &bloc in self.structure.blocs() {
            let (paid, worth) = (sum(&self.payoff, bloc), game.value(bloc).to_fraction());
            if paid != worth {
                return Err(fails(claim, format!("bloc {bloc} is worth {worth} and gets {paid}")));
            }
        }
        check_covered(claim, game, &self.payoff)
    }
}

/// The least total that leaves no coalition better off alone, with prices that attain it and weights that
/// bound it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MinimumPrices {
    /// A price for each player, with `x(S) ≥ v(S)` for every coalition.
    pub prices: Vec<Fraction>,
    /// A balanced collection that is worth as much as the prices add up to.
    pub collection: BalancedCollection,
}

impl MinimumPrices {
    /// That the prices cover every coalition and that the balanced collection is worth their total.
    ///
    /// # Errors
    /// Which of the two fails, and where.
    pub fn check<V: Value>(&self, game: &TuGame<V>) -> Result<()> {
        let claim = "minimum prices";
        check_length(claim, game, &self.prices)?;
        self.collection.check_balanced(game)?;
        let (total, worth) = (self.prices.iter().sum::<Fraction>(), self.collection.worth(game));
        if total != worth {
            return Err(fails(claim, format!("prices add up to {total}, the collection is worth {worth}")));
        }
        check_covered(claim, game, &self.prices)
    }
}

/// A payoff of the least core, and weights that prove no smaller ε possible.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeastCoreProof {
    /// The least ε.
    pub epsilon: Fraction,
    /// Payoffs with `x(N) = v(N)` and `x(S) ≥ v(S) − ε` for every proper coalition.
    pub payoff: Vec<Fraction>,
    /// Weights that sum to 1 and give each player the same: `Σ λ_S v(S) − Σ λ_S 1_S · v(N) = ε`.
    pub weights: BalancedCollection,
}

impl LeastCoreProof {
    /// That the payoff attains ε and the weights bound it from below. Empty weights are right for one
    /// player only.
    ///
    /// # Errors
    /// Which of the two fails, and where.
    pub fn check<V: Value>(&self, game: &TuGame<V>) -> Result<()> {
        let claim = "least core";
        check_length(claim, game, &self.payoff)?;
        let grand = game.grand_coalition();
        let worth = game.grand().to_fraction();
        if sum(&self.payoff, grand) != worth {
            return Err(fails(claim, format!("payoffs add up to {}, not {worth}", sum(&self.payoff, grand))));
        }
        if let Some((s, excess)) = above(game, &self.payoff, &self.epsilon, |_| 1).find(|&(s, _)| s != grand)
        {
            return Err(fails(claim, format!("{s} has excess {excess}, above {}", self.epsilon)));
        }
        if game.players() == 1 {
            return Ok(());
        }
        let total: Fraction = self.weights.weights.iter().map(|(_, weight)| weight).sum();
        if total != Fraction::from_integer(1.into()) || self.weights.weights.iter().any(|&(s, _)| s == grand)
        {
            return Err(fails(claim, format!("weights of proper coalitions add up to {total}, not 1")));
        }
        let bound = self.weights.worth(game) - self.weights.common_weight(game)? * worth;
        if bound != self.epsilon {
            return Err(fails(claim, format!("the weights prove {bound}, not {}", self.epsilon)));
        }
        Ok(())
    }
}

/// What the blocs of a structure of this game are worth together.
fn worth_of<V: Value>(game: &TuGame<V>, structure: &Partition) -> Result<Fraction> {
    if structure.players() != game.players() {
        let reason = format!("it has {} players, the game {}", structure.players(), game.players());
        return Err(fails("coalition structure", reason));
    }
    Ok(structure.blocs().iter().map(|&bloc| game.value(bloc).to_fraction()).sum())
}

/// That no coalition is worth more than its members get.
fn check_covered<V: Value>(claim: &str, game: &TuGame<V>, payoff: &[Fraction]) -> Result<()> {
    match above(game, payoff, &Fraction::zero(), |_| 1).next() {
        None => Ok(()),
        Some((s, excess)) => Err(fails(claim, format!("{s} blocks with excess {excess}"))),
    }
}

fn check_length<V: Value>(claim: &str, game: &TuGame<V>, payoff: &[Fraction]) -> Result<()> {
    if payoff.len() == game.players() {
        return Ok(());
    }
    Err(fails(claim, format!("{} payoffs for {} players", payoff.len(), game.players())))
}
