//! An objection, checked against every counter-objection.

use super::excess::sum;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::fails;
use num_traits::Signed;

/// That these `gains` of the members of `s` are an objection of `player` against another at `payoff`, and that
/// no coalition with the other and without `player` can counter it.
///
/// Payoffs and worths in `f64` are taken as the binary fractions they are.
pub(super) fn justified<V: Value>(
    game: &TuGame<V>,
    payoff: &[Fraction],
    (player, against): (usize, usize),
    s: Coalition,
    gains: &[Fraction],
) -> Result<()> {
    let claim = "justified objection";
    let n = game.players();
    let excess = |t: Coalition| game.value(t).to_fraction() - sum(payoff, t);
    if payoff.len() != n || !s.is_subset_of(game.grand_coalition()) || gains.len() != s.len() {
        return Err(fails(claim, format!("{s} and {} gains do not fit {n} players", gains.len())));
    }
    if !s.contains(player) || s.contains(against) || against >= n {
        return Err(fails(claim, format!("{s} must hold player {player} and not {against}")));
    }
    let total: Fraction = gains.iter().sum();
    if total != excess(s) {
        return Err(fails(claim, format!("{s} has {} to share and gains {total}", excess(s))));
    }
    if let Some((k, gain)) = s.players().zip(gains).find(|(_, gain)| !gain.is_positive()) {
        return Err(fails(claim, format!("player {k} gains {gain}")));
    }
    let gained = |t: Coalition| s.players().zip(gains).filter(|(k, _)| t.contains(*k)).map(|(_, g)| g).sum();
    let others = game.grand_coalition().without(player).without(against);
    match others.subsets().map(|t| t.with(against)).find(|&t| excess(t) >= gained(t)) {
        None => Ok(()),
        Some(t) => Err(fails(
            claim,
            format!("{t} counters it: it has {} to share, the objection gave {}", excess(t), gained(t)),
        )),
    }
}
