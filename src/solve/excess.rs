//! Excesses in the arithmetic of the game, for concepts that need all of them or few players.

use super::scan::Scan;
use crate::coalition::Coalition;
use crate::error::{Error, Result};
use crate::game::{Fraction, TuGame, Value};
use num_traits::Signed;
use std::any::Any;

/// `v(S) − x(S)` of every non-empty coalition, ascending by mask; about two additions each.
pub(super) fn excesses<'a, V: Value>(
    game: &'a TuGame<V>,
    payoff: &'a [V],
) -> impl Iterator<Item = (Coalition, V)> + 'a {
    // sums[j]: what the members from j upwards get; only the low ones change from mask to mask.
    let mut sums = vec![V::zero(); payoff.len() + 1];
    game.values().iter().enumerate().skip(1).map(move |(mask, worth)| {
        for j in (0..=mask.trailing_zeros() as usize).rev().filter(|&j| j < payoff.len()) {
            sums[j] = sums[j + 1].clone();
            if mask >> j & 1 == 1 {
                sums[j] += payoff[j].clone();
            }
        }
        (Coalition::from_mask(mask as u64), worth.clone() - sums[0].clone())
    })
}

/// The same game and payoff in the type that scans take, if that is what they are.
pub(super) fn floats<'a, V: Value>(game: &'a TuGame<V>, payoff: &[V]) -> Option<(&'a TuGame, Vec<f64>)> {
    let game = (game as &dyn Any).downcast_ref()?;
    Some((game, payoff.iter().map(Value::to_f64).collect()))
}

/// The proper coalition with the largest excess, the lowest mask among equals; `None` for one player.
pub(super) fn largest_excess<V: Value>(game: &TuGame<V>, payoff: &[V]) -> Result<Option<(Coalition, V)>> {
    check_payoff(game, payoff)?;
    if let Some((floats, prices)) = floats(game, payoff) {
        let worst = Scan::proper(floats, &prices)?.max();
        return Ok(worst.map(|worst| (worst.coalition, V::from_fraction(&worst.excess.to_fraction()))));
    }
    let proper = excesses(game, payoff).filter(|&(s, _)| s != game.grand_coalition());
    Ok(proper.reduce(|a, b| if b.1 > a.1 { b } else { a }))
}

/// One finite payoff per player.
pub(super) fn check_payoff<V: Value>(game: &TuGame<V>, payoff: &[V]) -> Result<()> {
    if payoff.len() != game.players() {
        return Err(Error::Shape {
            what: "payoffs".into(),
            expected: format!("one for each of {} players", game.players()),
            got: payoff.len().to_string(),
        });
    }
    match payoff.iter().position(|x| !x.is_finite()) {
        None => Ok(()),
        Some(i) => Err(Error::invalid(format!("player {i}"), "payoff", &payoff[i], "a finite number")),
    }
}

/// A tolerance relative to the largest worth, in the game's numbers.
pub(super) fn absolute<V: Value>(game: &TuGame<V>, tolerance: f64) -> Result<V> {
    match Fraction::from_float(tolerance) {
        _ if tolerance == 0.0 => Ok(V::zero()), // also of worths past the floating-point numbers
        Some(relative) if tolerance > 0.0 => {
            let largest = game.values().iter().map(Signed::abs).reduce(|a, b| if b > a { b } else { a });
            Ok(V::from_fraction(&(relative * largest.unwrap_or_else(V::zero).to_fraction())))
        }
        _ => Err(Error::invalid("verdict", "tolerance", tolerance, "a finite number, 0 or more")),
    }
}
