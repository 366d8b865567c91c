//! Proofs about the core: a payoff in it, or a balanced collection that leaves none.

use super::excess::{above, sum};
use crate::coalition::{Coalition, Partition};
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::tu::{BalancedCollection, Balancedness, Core, LeastCore, rounding};
use num_traits::{Signed, Zero};

impl<V: Value> Certified<&TuGame<V>> for Core<V> {
    fn check(&self, game: &TuGame<V>, tolerance: f64) -> Result<()> {
        self.check((game, &Partition::grand(game.players())), tolerance)
    }
}

impl<V: Value> Certified<(&TuGame<V>, &Partition)> for Core<V> {
    /// That every bloc shares its worth and no coalition is worth more than its members get; or that the
    /// balanced collection asks for more than the structure is worth.
    fn check(&self, (game, structure): (&TuGame<V>, &Partition), _: f64) -> Result<()> {
        let shared = worth_of(game, structure)?;
        match self {
            Core::NonEmpty { payoff, exact } => {
                let claim = "payoff in the core";
                check_length(claim, game, exact)?;
                check_rounded(claim, payoff, exact)?;
                for &bloc in structure.blocs() {
                    let (paid, worth) = (sum(exact, bloc), game.value(bloc).to_fraction());
                    if paid != worth {
                        return Err(fails(claim, format!("bloc {bloc} is worth {worth} and gets {paid}")));
                    }
                }
                check_covered(claim, game, exact, &Fraction::zero())
            }
            Core::Undecided { payoff, exact, certificate } => {
                let (claim, rounding) = ("core undecided within rounding", rounding(game));
                check_length(claim, game, exact)?;
                check_rounded(claim, payoff, exact)?;
                balanced(certificate, game)?;
                let least = &rounding * Fraction::from_integer(game.players().into());
                let (worth, paid) = (certificate.worth(game), exact.iter().sum::<Fraction>());
                if paid != shared || worth < &shared - &least {
                    let reason = format!(
                        "the collection is worth {worth}, the structure {shared}, payoffs add up to {paid}"
                    );
                    return Err(fails(claim, reason));
                }
                check_covered(claim, game, exact, &rounding)
            }
            Core::Empty { certificate } => {
                balanced(certificate, game)?;
                let worth = certificate.worth(game);
                if worth > shared {
                    return Ok(());
                }
                let reason = format!("the collection is worth {worth}, the structure {shared}");
                Err(fails("empty core", reason))
            }
        }
    }
}

impl<V: Value> Certified<&TuGame<V>> for Balancedness<V> {
    /// That the prices cover every coalition and the balanced collection is worth their total.
    fn check(&self, game: &TuGame<V>, _: f64) -> Result<()> {
        let claim = "minimum prices";
        check_length(claim, game, &self.prices)?;
        balanced(&self.collection, game)?;
        let (total, worth) = (self.prices.iter().sum::<Fraction>(), self.collection.worth(game));
        if total != worth {
            return Err(fails(claim, format!("prices add up to {total}, the collection is worth {worth}")));
        }
        let shortfall = &total - game.grand().to_fraction();
        if V::from_fraction(&total) != self.worth || V::from_fraction(&shortfall) != self.shortfall {
            return Err(fails(claim, format!("{total} is needed, {shortfall} more than there is")));
        }
        check_covered(claim, game, &self.prices, &Fraction::zero())
    }
}

impl<V: Value> Certified<&TuGame<V>> for LeastCore<V> {
    /// That the payoff attains ε and the weights bound it from below. Empty weights are right for one player
    /// only.
    fn check(&self, game: &TuGame<V>, _: f64) -> Result<()> {
        let claim = "least core";
        let proof = &self.certificate;
        check_length(claim, game, &proof.payoff)?;
        check_rounded(claim, &self.payoff, &proof.payoff)?;
        if V::from_fraction(&proof.epsilon) != self.epsilon {
            return Err(fails(claim, format!("ε is {}, not {}", proof.epsilon, self.epsilon)));
        }
        let (grand, worth) = (game.grand_coalition(), game.grand().to_fraction());
        let paid = sum(&proof.payoff, grand);
        if paid != worth {
            return Err(fails(claim, format!("payoffs add up to {paid}, not {worth}")));
        }
        let more = above(game, &proof.payoff, &proof.epsilon, |_| 1).find(|&(s, _)| s != grand);
        if let Some((s, excess)) = more {
            return Err(fails(claim, format!("{s} has excess {excess}, above {}", proof.epsilon)));
        }
        if game.players() == 1 {
            return Ok(());
        }
        let weights = &proof.weights.weights;
        let total: Fraction = weights.iter().map(|(_, weight)| weight).sum();
        if total != Fraction::from_integer(1.into()) || weights.iter().any(|&(s, _)| s == grand) {
            return Err(fails(claim, format!("weights of proper coalitions add up to {total}, not 1")));
        }
        let bound = proof.weights.worth(game) - common_weight(&proof.weights, game)? * worth;
        if bound != proof.epsilon {
            return Err(fails(claim, format!("the weights prove {bound}, not {}", proof.epsilon)));
        }
        Ok(())
    }
}

const BALANCED: &str = "balanced collection";

/// That the weights are positive and balance the players of `game`.
pub(super) fn balanced<V: Value>(collection: &BalancedCollection, game: &TuGame<V>) -> Result<()> {
    match common_weight(collection, game)? {
        weight if weight == Fraction::from_integer(1.into()) => Ok(()),
        weight => Err(fails(BALANCED, format!("each player's coalitions weigh {weight}, not 1"))),
    }
}

/// What the coalitions of each player weigh, the same for all.
fn common_weight<V: Value>(collection: &BalancedCollection, game: &TuGame<V>) -> Result<Fraction> {
    let n = game.players();
    for (s, weight) in &collection.weights {
        if !weight.is_positive() || s.is_empty() || !s.is_subset_of(Coalition::grand(n)) {
            return Err(fails(BALANCED, format!("the weight of {s} is {weight}")));
        }
    }
    let of = |i| collection.weights.iter().filter(move |(s, _)| s.contains(i)).map(|(_, w)| w);
    let weight = |i| of(i).sum::<Fraction>();
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

/// What the blocs of a structure of this game are worth together.
fn worth_of<V: Value>(game: &TuGame<V>, structure: &Partition) -> Result<Fraction> {
    if structure.players() != game.players() {
        let reason = format!("it has {} players, the game {}", structure.players(), game.players());
        return Err(fails("coalition structure", reason));
    }
    Ok(structure.blocs().iter().map(|&bloc| game.value(bloc).to_fraction()).sum())
}

/// That no coalition is worth more than its members get with so much more for each.
fn check_covered<V: Value>(
    claim: &str,
    game: &TuGame<V>,
    payoff: &[Fraction],
    more: &Fraction,
) -> Result<()> {
    let raised: Vec<Fraction> = payoff.iter().map(|x| x + more).collect();
    match above(game, &raised, &Fraction::zero(), |_| 1).next() {
        None => Ok(()),
        Some((s, excess)) => Err(fails(claim, format!("{s} blocks with excess {excess}"))),
    }
}

/// That the payoff stated is the exact one, rounded.
pub(super) fn check_rounded<V: Value>(claim: &str, stated: &[V], exact: &[Fraction]) -> Result<()> {
    if stated.iter().eq(&exact.iter().map(V::from_fraction).collect::<Vec<V>>()) {
        return Ok(());
    }
    Err(fails(claim, "the proof is of another payoff"))
}

fn check_length<V: Value>(claim: &str, game: &TuGame<V>, payoff: &[Fraction]) -> Result<()> {
    if payoff.len() == game.players() {
        return Ok(());
    }
    Err(fails(claim, format!("{} payoffs for {} players", payoff.len(), game.players())))
}
