//! Proofs about the core: a payoff in it, or a balanced collection that leaves none.

use super::excess::{above, sum};
use super::fails;
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::tu::{BalancedCollection, CoreAllocation, LeastCoreProof, MinimumPrices};
use num_traits::{Signed, Zero};

impl BalancedCollection {
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

impl MinimumPrices {
    /// That the prices cover every coalition and that the balanced collection is worth their total.
    ///
    /// # Errors
    /// The condition that fails, and where.
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

impl LeastCoreProof {
    /// That the payoff attains ε and the weights bound it from below. Empty weights are right for one
    /// player only.
    ///
    /// # Errors
    /// The condition that fails, and where.
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
