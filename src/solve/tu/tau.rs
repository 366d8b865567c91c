//! The τ value, between the minimal rights and the utopia payoffs.

use crate::error::{Error, Result};
use crate::game::{TuGame, Value};
use crate::solve::excess::{absolute, excesses};

/// The τ value (Tijs 1981): the efficient point on the segment from the minimal rights to the utopia payoffs.
///
/// In `f64` the conditions below are taken to hold if they fail by no more than `1e-12` of the largest
/// worth times n; fractions are decided exactly.
pub(super) fn tau<V: Value>(game: &TuGame<V>) -> Result<Vec<V>> {
    let n = game.players();
    let worth = game.grand().clone();
    let utopia: Vec<V> =
        (0..n).map(|i| worth.clone() - game.value(game.grand_coalition().without(i)).clone()).collect();
    // m_i = M_i + max { v(S) − M(S) : i ∈ S }.
    let mut best: Vec<Option<V>> = vec![None; n];
    for (coalition, excess) in excesses(game, &utopia) {
        for i in coalition.players() {
            if best[i].as_ref().is_none_or(|best| excess > *best) {
                best[i] = Some(excess.clone());
            }
        }
    }
    let minimal_rights: Vec<V> =
        utopia.iter().zip(best).map(|(m, best)| m.clone() + best.unwrap_or_else(V::zero)).collect();
    let slack: V = absolute(game, if V::EXACT { 0.0 } else { 1e-12 * n as f64 })?;
    let total = |x: &[V]| x.iter().fold(V::zero(), |sum, x| sum + x.clone());
    let (least, most) = (total(&minimal_rights), total(&utopia));
    let undefined =
        |reason: String| Err(Error::undefined("τ value", format!("not quasi-balanced: {reason}")));
    if let Some(i) = (0..n).find(|&i| minimal_rights[i].clone() > utopia[i].clone() + slack.clone()) {
        return undefined(format!(
            "player {i} has minimal right {} above utopia payoff {}",
            minimal_rights[i], utopia[i]
        ));
    }
    if least.clone() > worth.clone() + slack.clone() || worth > most.clone() + slack {
        return undefined(format!("the grand coalition is worth {worth}, outside {least} to {most}"));
    }
    let span = most - least.clone();
    let share = if span > V::zero() { (worth - least) / span } else { V::zero() };
    let on_the_way = |(m, most): (&V, &V)| m.clone() + share.clone() * (most.clone() - m.clone());
    Ok(minimal_rights.iter().zip(&utopia).map(on_the_way).collect())
}
