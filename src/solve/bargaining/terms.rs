//! The terms of coalitional bargaining, and what its equilibria look like.

use crate::coalition::{Coalition, Labels};
use crate::error::{Error, Result};
use crate::game::Value;
use crate::solve::labelled::{Labelled, written_in_numbers};
use serde::{Deserialize, Serialize};
use std::fmt;

/// The continuation for the players outside a signed deal.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Residual {
    /// The first deal ends the session.
    #[default]
    Stop,
    /// Bargaining goes on among them.
    Continue,
}

impl fmt::Display for Residual {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Residual::Stop => "the first deal ends it",
            Residual::Continue => "those outside a deal go on among themselves",
        })
    }
}

/// Recognition probabilities and discount factors.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Terms<V = f64> {
    /// Relative weight with which each player is recognised among those still free; all 0: nobody proposes.
    #[serde(with = "crate::game::plain")]
    pub recognition: Vec<V>,
    /// Discount factor of each player, in `[0, 1]`.
    #[serde(with = "crate::game::plain")]
    pub discounts: Vec<V>,
    /// The continuation for the players outside a deal.
    pub residual: Residual,
    /// The fewest members a coalition may have.
    pub quorum: usize,
}

impl<V: Value> Terms<V> {
    /// Everybody equally likely to propose, one discount factor, the first deal ends it, coalitions of any
    /// size.
    pub fn equal(players: usize, discount: V) -> Self {
        Terms {
            recognition: vec![V::one(); players],
            discounts: vec![discount; players],
            residual: Residual::Stop,
            quorum: 1,
        }
    }

    /// The same, but those outside a deal go on among themselves.
    pub fn continuing(self) -> Self {
        Terms { residual: Residual::Continue, ..self }
    }

    pub(super) fn check(&self, players: usize) -> Result<()> {
        for (what, values) in [("recognition weights", &self.recognition), ("discounts", &self.discounts)] {
            if values.len() != players {
                return Err(Error::Shape {
                    what: what.into(),
                    expected: format!("{players}, one a player"),
                    got: values.len().to_string(),
                });
            }
        }
        check_discounts(&self.discounts)?;
        if let Some(i) = self.recognition.iter().position(|w| !(*w >= V::zero() && w.is_finite())) {
            let given = &self.recognition[i];
            return Err(Error::invalid(
                format!("player {i}"),
                "recognition weight",
                given,
                "finite, 0 or more",
            ));
        }
        Ok(())
    }

    /// With which probability each player is recognised when `free` are left: all 0 if nobody may propose.
    pub(super) fn recognised(&self, free: Coalition) -> Vec<V> {
        let weight = |i: usize| if free.contains(i) { self.recognition[i].clone() } else { V::zero() };
        let weights: Vec<V> = (0..self.recognition.len()).map(weight).collect();
        let sum = weights.iter().fold(V::zero(), |sum, w| sum + w.clone());
        if sum.is_zero() { weights } else { weights.into_iter().map(|w| w / sum.clone()).collect() }
    }
}

pub(super) fn check_discounts<V: Value>(discounts: &[V]) -> Result<()> {
    match discounts.iter().position(|d| !(*d >= V::zero() && *d <= V::one())) {
        Some(i) => Err(Error::invalid(format!("player {i}"), "discount factor", &discounts[i], "[0, 1]")),
        None => Ok(()),
    }
}

/// The strategies played while these players are free.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Stage<V = f64> {
    /// The players still free.
    pub free: Coalition,
    /// The expected payoff of each player, before anybody is recognised; 0 for those not free.
    #[serde(with = "crate::game::plain")]
    pub values: Vec<V>,
    /// The least that each player accepts.
    #[serde(with = "crate::game::plain")]
    pub accepts: Vec<V>,
    /// The proposals of each player, with probabilities: a coalition in which everybody else gets what it
    /// accepts. With what they lack to 1 it waits.
    #[serde(with = "crate::game::plain")]
    pub proposals: Vec<Vec<(V, Coalition)>>,
}

/// A stationary equilibrium of bargaining over coalitions.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct CoalitionalEquilibrium<V = f64> {
    /// The stages, by the players who are free, ascending by mask: only everybody where the first deal ends
    /// it.
    pub stages: Vec<Stage<V>>,
    /// Whether every number is exact: over fractions, where the probabilities are fractions that could be
    /// told.
    pub exact: bool,
    /// By how much a value equation or a choice fails at most, up to rounding; 0 if exact.
    pub residual: f64,
}

impl<V> CoalitionalEquilibrium<V> {
    /// The stage in which everybody is free.
    pub fn start(&self) -> Option<&Stage<V>> {
        self.stages.last()
    }

    /// Expected payoffs before anybody is recognised.
    pub fn values(&self) -> &[V] {
        self.start().map_or(&[], |stage| &stage.values)
    }
}

impl<V: Value> Labelled for CoalitionalEquilibrium<V> {
    fn write(&self, labels: &Labels, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(start) = self.start() else { return Ok(()) };
        for (i, (value, proposals)) in start.values.iter().zip(&start.proposals).enumerate() {
            let line = if i > 0 { "\n" } else { "" };
            write!(f, "{line}  {} expects {}", labels.player(i), labels.value(value.to_f64()))?;
            for (k, (chance, coalition)) in proposals.iter().enumerate() {
                let before = if k > 0 { "," } else { ", proposes" };
                write!(f, "{before} {} ({:.2})", labels.coalition(*coalition), chance.to_f64())?;
            }
        }
        Ok(())
    }
}

written_in_numbers!(CoalitionalEquilibrium<V> where [V: Value]);

/// What a payoff of `value` in the next round is worth now: gains over what one has alone are discounted.
pub(super) fn next_round<V: Value>(discount: &V, alone: &V, value: &V) -> V {
    alone.clone() + discount.clone() * (value.clone() - alone.clone())
}
