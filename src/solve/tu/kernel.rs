//! The kernel and the prekernel: who can hold what against whom.

use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{TuGame, Value};
use crate::solve::Scan;
use crate::solve::excess::{absolute, check_payoff, excesses, floats};
use serde::{Deserialize, Serialize};

/// The maximum surplus of each player over each other one at a payoff: `s_ij(x) = max { e(S, x) : i ∈ S, j
/// ∉ S }`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Surplus<V> {
    players: usize,
    /// Row by row; the diagonal means nothing.
    #[serde(with = "crate::game::plain")]
    values: Vec<V>,
}

impl<V> Surplus<V> {
    /// `s_ij(x)`, the most that `player` can hold out for without `other`; `None` unless they are two
    /// players.
    pub fn of(&self, player: usize, other: usize) -> Option<&V> {
        let two = player != other && player < self.players && other < self.players;
        two.then(|| &self.values[player * self.players + other])
    }
}

/// The surplus of every player over every other one, in one pass over the coalitions.
///
/// # Errors
/// A list without one finite payoff per player.
///
/// # Complexity
/// `f64`: a scan with `O(n)` vector operations a block, tens of milliseconds at n = 22. Fractions: `O(n²
/// 2^n)`.
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// let surplus = comity::solve::tu::surplus(&glove, &[0.5, 0.25, 0.25])?;
/// assert_eq!((surplus.of(0, 1), surplus.of(1, 0)), (Some(&0.25), Some(&-0.25)));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. Davis and M. Maschler (1965), The kernel of a cooperative game, *Naval Research Logistics Quarterly*
/// 12, 223–259.
pub fn surplus<V: Value>(game: &TuGame<V>, payoff: &[V]) -> Result<Surplus<V>> {
    check_payoff(game, payoff)?;
    let players = game.players();
    if let Some((floats, prices)) = floats(game, payoff) {
        let values = Scan::new(floats, &prices)?.surplus();
        return Ok(Surplus {
            players,
            values: values.iter().map(|s| V::from_fraction(&s.to_fraction())).collect(),
        });
    }
    let mut values: Vec<Option<V>> = vec![None; players * players];
    for (coalition, excess) in excesses(game, payoff) {
        for i in coalition.players() {
            for j in coalition.complement(players).players() {
                let best = &mut values[i * players + j];
                if best.as_ref().is_none_or(|best| excess > *best) {
                    *best = Some(excess.clone());
                }
            }
        }
    }
    Ok(Surplus { players, values: values.into_iter().map(|best| best.unwrap_or_else(V::zero)).collect() })
}

/// Why a payoff is not in a (pre)kernel.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
#[serde(rename_all = "snake_case")]
pub enum KernelBreach<V> {
    /// The payoffs do not add up to the worth of the grand coalition.
    NotEfficient {
        /// `x(N)`.
        #[serde(with = "crate::game::plain")]
        paid: V,
        /// `v(N)`.
        #[serde(with = "crate::game::plain")]
        worth: V,
    },
    /// A player gets less than alone (kernel only).
    NotRational {
        /// The player.
        player: usize,
        /// `x_i`.
        #[serde(with = "crate::game::plain")]
        payoff: V,
        /// `v({i})`.
        #[serde(with = "crate::game::plain")]
        worth: V,
    },
    /// A player can hold out for more against another than the other way round.
    Outweighs {
        /// i, who outweighs.
        player: usize,
        /// j, who is outweighed (and gets more than alone, in the kernel).
        other: usize,
        /// `s_ij(x)`.
        #[serde(with = "crate::game::plain")]
        surplus: V,
        /// `s_ji(x)`, less than that.
        #[serde(with = "crate::game::plain")]
        counter: V,
    },
}

/// Whether a payoff is in the prekernel: `x(N) = v(N)` and `s_ij(x) = s_ji(x)` for all players. `None` if
/// it is.
///
/// Equalities may fail by `tolerance` times the largest worth, 0 for exact ones. The breach with the widest
/// gap between surpluses is named. The [`prenucleolus`](super::prenucleolus) is always in the prekernel.
///
/// # Errors
/// A list without one finite payoff per player; a negative tolerance.
///
/// # Complexity
/// As [`surplus`].
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// use comity::solve::tu::{KernelBreach, prekernel_breach, prenucleolus};
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// assert_eq!(prekernel_breach(&glove, &prenucleolus(&glove)?.payoff, 1e-9)?, None);
/// let breach = prekernel_breach(&glove, &[0.5, 0.25, 0.25], 1e-9)?;
/// assert!(matches!(breach, Some(KernelBreach::Outweighs { player: 0, other: 1, .. })));
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// M. Maschler, B. Peleg and L. S. Shapley (1972), The kernel and bargaining set for convex games,
/// *International Journal of Game Theory* 1, 73–93.
pub fn prekernel_breach<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    tolerance: f64,
) -> Result<Option<KernelBreach<V>>> {
    breach(game, payoff, tolerance, false)
}

/// Whether a payoff is in the kernel of the grand coalition: an imputation at which nobody outweighs
/// another who gets more than alone, `s_ij(x) ≤ s_ji(x)` or `x_j = v({j})`. `None` if it is.
///
/// The [`nucleolus`](super::nucleolus) is in the kernel wherever there is an imputation. Tolerance as in
/// [`prekernel_breach`].
///
/// # Errors
/// A list without one finite payoff per player; a negative tolerance.
///
/// # Complexity
/// As [`surplus`].
///
/// # References
/// M. Davis and M. Maschler (1965), The kernel of a cooperative game, *Naval Research Logistics Quarterly*
/// 12, 223–259.
pub fn kernel_breach<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    tolerance: f64,
) -> Result<Option<KernelBreach<V>>> {
    breach(game, payoff, tolerance, true)
}

fn breach<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    tolerance: f64,
    kernel: bool,
) -> Result<Option<KernelBreach<V>>> {
    let surplus = surplus(game, payoff)?;
    let slack = absolute(game, tolerance)?;
    let paid = payoff.iter().fold(V::zero(), |sum, x| sum + x.clone());
    let worth = game.grand().clone();
    if (paid.clone() - worth.clone()).abs() > slack {
        return Ok(Some(KernelBreach::NotEfficient { paid, worth }));
    }
    // How much a player gets beyond its own worth.
    let gain = |i: usize| payoff[i].clone() - game.value(Coalition::singleton(i)).clone();
    if let Some(player) = (0..payoff.len()).find(|&i| kernel && -gain(i) > slack) {
        let worth = game.value(Coalition::singleton(player)).clone();
        return Ok(Some(KernelBreach::NotRational { player, payoff: payoff[player].clone(), worth }));
    }
    let mut widest = (slack.clone(), None);
    for i in 0..payoff.len() {
        for j in (0..payoff.len()).filter(|&j| !kernel || gain(j) > slack) {
            if let (Some(own), Some(counter)) = (surplus.of(i, j), surplus.of(j, i))
                && own.clone() - counter.clone() > widest.0
            {
                let breach = KernelBreach::Outweighs {
                    player: i,
                    other: j,
                    surplus: own.clone(),
                    counter: counter.clone(),
                };
                widest = (own.clone() - counter.clone(), Some(breach));
            }
        }
    }
    Ok(widest.1)
}
