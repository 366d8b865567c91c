//! The coalitional Nash bargaining solution, by the conditions of Karush, Kuhn and Tucker.

use super::core::balanced;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::bargaining::CoalitionalNash;
use crate::solve::certified::{Certified, fails};
use num_traits::Signed;

impl<V: Value> Certified<&TuGame<V>> for CoalitionalNash<V> {
    /// That the proof holds for its payoff, and that this is the payoff stated: equations may be off by
    /// `tolerance` relative to `v(N) − Σ v(i)`, multipliers by `tolerance` relative to theirs; at 0 the check is
    /// exact. `O(2^n)`.
    fn check(&self, game: &TuGame<V>, tolerance: f64) -> Result<()> {
        let proof = &self.certificate;
        if !self.payoff.iter().eq(&proof.payoff.iter().map(V::from_fraction).collect::<Vec<V>>()) {
            return Err(fails("coalitional Nash bargaining solution", "the proof is of another payoff"));
        }
        let wrong = |reason: String| Err(fails("coalitional Nash bargaining solution", reason));
        let n = game.players();
        if proof.payoff.len() != n {
            return wrong(format!("{} payoffs for {n} players", proof.payoff.len()));
        }
        let worth = |s: Coalition| game.value(s).to_fraction();
        let paid = |s: Coalition| s.players().map(|i| &proof.payoff[i]).sum::<Fraction>();
        let alone: Vec<Fraction> = (0..n).map(|i| worth(Coalition::singleton(i))).collect();
        let grand = game.grand_coalition();
        let surplus = worth(grand) - alone.iter().sum::<Fraction>();
        let slack = surplus.abs() * tolerance.to_fraction();
        if (paid(grand) - worth(grand)).abs() > slack {
            return wrong(format!("payoffs add up to {}, not {}", paid(grand), worth(grand)));
        }
        if let Some(s) = grand.subsets().skip(1).find(|&s| paid(s) < worth(s) - &slack) {
            return wrong(format!("{s} is worth {} and gets {}", worth(s), paid(s)));
        }
        for (s, weight) in &proof.weights {
            let binds = (paid(*s) - worth(*s)).abs() <= slack;
            if weight.is_negative() || !binds || s.is_empty() || !s.is_subset_of(grand) {
                return wrong(format!("{s} has weight {weight} and gets {} of {}", paid(*s), worth(*s)));
            }
        }
        for (i, collection) in &proof.pinned {
            balanced(collection, game)?;
            let alone = collection.weights.iter().any(|(s, _)| *s == Coalition::singleton(*i));
            if *i >= n || !alone || collection.worth(game) < worth(grand) - &slack {
                return wrong(format!("nothing proves that {i} cannot gain"));
            }
        }
        for i in (0..n).filter(|i| !proof.pinned.iter().any(|(k, _)| k == i)) {
            let gain = &proof.payoff[i] - &alone[i];
            let weigh = proof.weights.iter().filter(|(s, _)| s.contains(i)).map(|(_, w)| w).sum::<Fraction>();
            let one = &gain * (&proof.price - weigh);
            let off = (one - Fraction::from_integer(1.into())).abs();
            if !gain.is_positive() || off > tolerance.to_fraction() {
                return wrong(format!("player {i} gains {gain}: its price is off by {off}"));
            }
        }
        Ok(())
    }
}
