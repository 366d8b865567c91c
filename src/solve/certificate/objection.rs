//! An objection, checked against every counter-objection.

use super::excess::sum;
use super::fails;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::tu::JustifiedObjection;
use num_traits::Signed;

impl JustifiedObjection {
    /// That it is an objection at `payoff` and that no coalition with j and without i can counter it.
    ///
    /// Payoffs and worths in `f64` are taken as the binary fractions they are.
    ///
    /// # Errors
    /// The member who does not gain, or the coalition that counters.
    pub fn check<V: Value>(&self, game: &TuGame<V>, payoff: &[V]) -> Result<()> {
        let claim = "justified objection";
        let (s, n) = (self.coalition, game.players());
        let payoff: Vec<Fraction> = payoff.iter().map(Value::to_fraction).collect();
        let excess = |t: Coalition| game.value(t).to_fraction() - sum(&payoff, t);
        if payoff.len() != n || !s.is_subset_of(game.grand_coalition()) || self.gains.len() != s.len() {
            return Err(fails(claim, format!("{s} and {} gains do not fit {n} players", self.gains.len())));
        }
        if !s.contains(self.player) || s.contains(self.against) || self.against >= n {
            return Err(fails(
                claim,
                format!("{s} must hold player {} and not {}", self.player, self.against),
            ));
        }
        let total: Fraction = self.gains.iter().sum();
        if total != excess(s) {
            return Err(fails(claim, format!("{s} has {} to share and gains {total}", excess(s))));
        }
        if let Some((k, gain)) = s.players().zip(&self.gains).find(|(_, gain)| !gain.is_positive()) {
            return Err(fails(claim, format!("player {k} gains {gain}")));
        }
        let gained =
            |t: Coalition| s.players().zip(&self.gains).filter(|(k, _)| t.contains(*k)).map(|(_, g)| g).sum();
        let others = game.grand_coalition().without(self.player).without(self.against);
        match others.subsets().map(|t| t.with(self.against)).find(|&t| excess(t) >= gained(t)) {
            None => Ok(()),
            Some(t) => Err(fails(
                claim,
                format!("{t} counters it: it has {} to share, the objection gave {}", excess(t), gained(t)),
            )),
        }
    }
}
