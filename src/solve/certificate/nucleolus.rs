//! Kohlberg's criterion, level by level.

use super::excess::{above, sum};
use super::span::{Span, indicator};
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::{Certified, fails};
use crate::solve::tu::{KohlbergLevel, Nucleolus, NucleolusProof};
use num_traits::{Signed, Zero};

const CLAIM: &str = "nucleolus";

impl<V: Value> Certified<&TuGame<V>> for Nucleolus<V> {
    /// That the exact payoff is efficient (an imputation, where claimed) and rounds to the one stated, each level
    /// balanced over the ones before and an upper bound on the excesses they leave open, and that all levels
    /// together determine the payoff. `O(2^n)` exact excesses; a test of the span, `O(n²)`, for those above
    /// the last level.
    fn check(&self, game: &TuGame<V>, _: f64) -> Result<()> {
        let Nucleolus { payoff, certificate, .. } = self;
        if !payoff.iter().eq(&certificate.payoff.iter().map(V::from_fraction).collect::<Vec<V>>()) {
            return Err(fails(CLAIM, "the proof is of another payoff"));
        }
        certificate.check(game)
    }
}

impl NucleolusProof {
    fn check<V: Value>(&self, game: &TuGame<V>) -> Result<()> {
        let n = game.players();
        let grand = game.grand_coalition();
        let worth = game.grand().to_fraction();
        if self.payoff.len() != n || sum(&self.payoff, grand) != worth {
            return Err(fails(CLAIM, format!("payoffs do not share {worth} among {n} players")));
        }
        let own = |i| game.value(Coalition::singleton(i)).to_fraction();
        if let Some(i) = (0..n).find(|&i| self.individually_rational && self.payoff[i] < own(i)) {
            return Err(fails(CLAIM, format!("player {i} gets {}, alone {}", self.payoff[i], own(i))));
        }
        // spans[k]: what the levels before k, and N, determine.
        let mut span = Span::default();
        span.insert(&indicator(grand, n));
        let mut spans = vec![span];
        for (k, level) in self.levels.iter().enumerate() {
            if k > 0 && level.excess > self.levels[k - 1].excess {
                return Err(fails(CLAIM, format!("level {k} has a larger excess than the one before")));
            }
            let span = self
                .check_level(game, level, spans[k].clone())
                .map_err(|reason| fails(CLAIM, format!("level {k} at excess {}: {reason}", level.excess)))?;
            spans.push(span);
        }
        let open = n - spans[self.levels.len()].rank();
        if open > 0 {
            return Err(fails(CLAIM, format!("the levels leave {open} dimensions open")));
        }
        let Some(last) = self.levels.last() else { return Ok(()) };
        for (s, excess) in above(game, &self.payoff, &last.excess, |s| self.weight(s)) {
            let settled = spans.iter().position(|span| span.contains(&indicator(s, n))).unwrap_or(0);
            let bound = settled.checked_sub(1).map(|k| self.bound(&self.levels[k], s));
            if bound.is_some_and(|bound| excess > bound) {
                return Err(fails(
                    CLAIM,
                    format!("{s} has excess {excess}, which level {} rules out", settled - 1),
                ));
            }
        }
        Ok(())
    }

    fn weight(&self, coalition: Coalition) -> usize {
        if self.per_capita { coalition.len() } else { 1 }
    }

    fn bound(&self, level: &KohlbergLevel, coalition: Coalition) -> Fraction {
        &level.excess * Fraction::from_integer(self.weight(coalition).into())
    }

    /// The span with this level in it, or what is wrong with the level over the span.
    fn check_level<V: Value>(
        &self,
        game: &TuGame<V>,
        level: &KohlbergLevel,
        mut span: Span,
    ) -> Result<Span, String> {
        let n = game.players();
        let own = level.players.iter().map(|(i, weight)| (Coalition::singleton(*i), weight));
        let members: Vec<(Coalition, &Fraction)> =
            level.coalitions.iter().map(|(s, weight)| (*s, weight)).chain(own).collect();
        for (k, &(s, weight)) in members.iter().enumerate() {
            if !weight.is_positive() {
                return Err(format!("the weight of {s} is {weight}"));
            }
            let (excess, bound) = (game.value(s).to_fraction() - sum(&self.payoff, s), self.bound(level, s));
            let held = k >= level.coalitions.len();
            if held && !self.individually_rational || excess != if held { Fraction::zero() } else { bound } {
                return Err(format!("{s} has excess {excess}"));
            }
        }
        let total = |i| members.iter().filter(|(s, _)| s.contains(i)).map(|(_, w)| *w).sum::<Fraction>();
        if level.coalitions.is_empty() || !span.contains(&(0..n).map(total).collect::<Vec<_>>()) {
            return Err("its weights do not balance over the levels before".into());
        }
        members.iter().for_each(|(s, _)| span.insert(&indicator(*s, n)));
        Ok(span)
    }
}
