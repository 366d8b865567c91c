//! The τ value, with the utopia payoffs and minimal rights that it lies between.

use crate::error::{Error, Result};
use crate::game::{TuGame, Value};
use crate::solve::excess::{absolute, excesses};
use serde::{Deserialize, Serialize};

/// The τ value of a quasi-balanced game.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Tau<V> {
    /// The compromise `m + α (M − m)` with `Σ τ_i = v(N)`.
    #[serde(with = "crate::game::plain")]
    pub payoff: Vec<V>,
    /// Utopia payoffs `M_i = v(N) − v(N∖i)`: more than that the others need not pay.
    #[serde(with = "crate::game::plain")]
    pub utopia: Vec<V>,
    /// Minimal rights `m_i = max { v(S) − Σ_{j∈S∖i} M_j : i ∈ S }`: what i can keep while paying others
    /// their utopia.
    #[serde(with = "crate::game::plain")]
    pub minimal_rights: Vec<V>,
}

/// The τ value (Tijs 1981): the efficient point on the segment from the minimal rights to the utopia payoffs.
///
/// In `f64` the conditions below are taken to hold if they fail by no more than `1e-12` of the largest
/// worth times n; fractions are decided exactly.
///
/// # Errors
/// [`Error::Undefined`] unless the game is quasi-balanced: `m_i ≤ M_i` for all i and `Σ m_i ≤ v(N) ≤ Σ M_i`.
///
/// # Complexity
/// `O(n 2^n)` time, `O(n)` memory.
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// // An estate of 200 and claims of 100, 200, 300.
/// let game = TuGame::from_values(vec![0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 100.0, 200.0])?;
/// assert_eq!(comity::solve::tu::tau(&game)?.payoff, [40.0, 80.0, 80.0]);
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// S. H. Tijs (1981), Bounds for the core and the τ-value, in *Game Theory and Mathematical Economics*,
/// 123–132; S. H. Tijs and F. A. S. Lipperts (1982), The hypercube and the core cover of n-person
/// cooperative games, *Cahiers du CERO* 24, 27–37.
pub fn tau<V: Value>(game: &TuGame<V>) -> Result<Tau<V>> {
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
    let payoff = minimal_rights
        .iter()
        .zip(&utopia)
        .map(|(m, most)| m.clone() + share.clone() * (most.clone() - m.clone()))
        .collect();
    Ok(Tau { payoff, utopia, minimal_rights })
}
