//! Membership of a payoff in the core, the kernels and the bargaining set.

use super::bargaining_set::bargaining_set;
use super::payoff::{Breach, PayoffSet, PayoffVerdict};
use super::surplus::surplus;
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{TuGame, Value};
use crate::solve::excess::{absolute, largest_excess};

/// Whether a payoff is in a set of payoffs, and if not, the breach.
///
/// Of coalitions that block, the one with the largest excess is named, of equals that with the lowest mask; of
/// players who outweigh others, those with the widest gap between surpluses. Equalities may fail by `tolerance`
/// times the largest worth, 0 for exact payoffs; excesses, gaps and the gains of objections must be larger,
/// and counter-objections fall short by more.
///
/// # Errors
/// A list without one finite payoff per player; a negative tolerance; a structure of other players. For the
/// bargaining set more than 12 players, and payoffs that are not an imputation within the tolerance
/// ([`Error::Undefined`]).
///
/// # Complexity
/// Cores: one scan, `O(2^n)`. Kernels: as [`surplus`](super::surplus()). Bargaining set: `O(n² 4^n)`
/// comparisons and at most `n² 2^n / 4` small linear programmes.
///
/// # Examples
/// ```
/// use comity::coalition::Coalition;
/// use comity::game::TuGame;
/// use comity::solve::Certified;
/// use comity::solve::tu::{Breach, PayoffSet, payoff_stability};
/// let glove = TuGame::from_fn(3, |s| if s.contains(0) && s.len() > 1 { 1.0 } else { 0.0 })?;
/// assert!(payoff_stability(&glove, &[1.0, 0.0, 0.0], PayoffSet::Core, 1e-9)?.is_stable());
/// let verdict = payoff_stability(&glove, &[0.5, 0.25, 0.25], PayoffSet::Core, 1e-9)?;
/// let blocked = Breach::Blocked { coalition: Coalition::from_mask(0b011), excess: 0.25 };
/// assert_eq!(verdict.breach, Some(blocked));
/// verdict.check(&glove, 1e-12)?;
/// assert!(payoff_stability(&glove, &[0.5, 0.25, 0.25], PayoffSet::EpsilonCore(0.25), 1e-9)?.is_stable());
/// // Three players, any two of whom share 1: an even split stands, (1/2, 1/2, 0) does not.
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 1.0 } else { 0.0 })?;
/// for set in [PayoffSet::Prekernel, PayoffSet::Kernel, PayoffSet::BargainingSet] {
///     assert!(payoff_stability(&majority, &[1.0 / 3.0; 3], set.clone(), 1e-9)?.is_stable());
///     let verdict = payoff_stability(&majority, &[0.5, 0.5, 0.0], set, 1e-9)?;
///     assert!(!verdict.is_stable());
///     verdict.check(&majority, 1e-12)?;
/// }
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// D. B. Gillies (1959), Solutions to general non-zero-sum games, in *Contributions to the Theory of Games IV*;
/// L. S. Shapley and M. Shubik (1966), Quasi-cores in a monetary economy with nonconvex preferences,
/// *Econometrica* 34; M. Davis and M. Maschler (1965), The kernel of a cooperative game, *Naval Research
/// Logistics Quarterly* 12; M. Maschler, B. Peleg and L. S. Shapley (1972), The kernel and bargaining set for
/// convex games, *IJGT* 1; R. J. Aumann and M. Maschler (1964), The bargaining set for cooperative games, in
/// *Advances in Game Theory*.
pub fn payoff_stability<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    set: PayoffSet<V>,
    tolerance: f64,
) -> Result<PayoffVerdict<V>> {
    let n = game.players();
    let (breach, compared) = match &set {
        PayoffSet::Core => core(game, payoff, &V::zero(), tolerance)?,
        PayoffSet::EpsilonCore(epsilon) => core(game, payoff, epsilon, tolerance)?,
        PayoffSet::StructureCore(structure) => structure_core(game, payoff, structure, tolerance)?,
        PayoffSet::Prekernel => (kernel(game, payoff, tolerance, false)?, (n * (n - 1)) as u64),
        PayoffSet::Kernel => (kernel(game, payoff, tolerance, true)?, (n * (n - 1)) as u64),
        PayoffSet::BargainingSet => bargaining_set(game, payoff, tolerance)?,
    };
    Ok(PayoffVerdict { payoff: payoff.to_vec(), set, tolerance, breach, compared })
}

/// That `coalition` gets what it is worth.
fn inefficient<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    coalition: Coalition,
    slack: &V,
) -> Option<Breach<V>> {
    let paid = coalition.players().fold(V::zero(), |sum, i| sum + payoff[i].clone());
    let worth = game.value(coalition).clone();
    let off = (paid.clone() - worth.clone()).abs() > *slack;
    off.then_some(Breach::NotEfficient { coalition, paid, worth })
}

fn core<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    epsilon: &V,
    tolerance: f64,
) -> Result<(Option<Breach<V>>, u64)> {
    let worst = largest_excess(game, payoff)?;
    let slack = absolute(game, tolerance)?;
    let compared = game.values().len() as u64 - 1;
    let breach = inefficient(game, payoff, game.grand_coalition(), &slack);
    let blocked = worst.filter(|(_, excess)| excess.clone() - epsilon.clone() > slack);
    let blocked = blocked.map(|(coalition, excess)| Breach::Blocked { coalition, excess });
    Ok((breach.or(blocked), compared))
}

fn structure_core<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    structure: &Partition,
    tolerance: f64,
) -> Result<(Option<Breach<V>>, u64)> {
    if structure.players() != game.players() {
        let allowed = format!("{}, as in the game", game.players());
        return Err(Error::invalid("coalition structure", "players", structure.players(), allowed));
    }
    let (blocked, compared) = core_or_more(game, payoff, tolerance)?;
    let slack = absolute(game, tolerance)?;
    let breach = structure.blocs().iter().find_map(|&bloc| inefficient(game, payoff, bloc, &slack));
    Ok((breach.or(blocked), compared))
}

/// The coalition with the largest excess, everybody together included.
fn core_or_more<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    tolerance: f64,
) -> Result<(Option<Breach<V>>, u64)> {
    let slack = absolute(game, tolerance)?;
    let grand = game.grand_coalition();
    let proper = largest_excess(game, payoff)?;
    let paid = payoff.iter().fold(V::zero(), |sum, x| sum + x.clone());
    let together = (grand, game.grand().clone() - paid);
    let worst = match proper {
        Some(proper) if proper.1 >= together.1 => proper,
        _ => together,
    };
    let blocked = worst.1 > slack;
    let breach = blocked.then_some(Breach::Blocked { coalition: worst.0, excess: worst.1 });
    Ok((breach, game.values().len() as u64 - 1))
}

/// The prekernel, or the kernel.
fn kernel<V: Value>(
    game: &TuGame<V>,
    payoff: &[V],
    tolerance: f64,
    kernel: bool,
) -> Result<Option<Breach<V>>> {
    let surplus = surplus(game, payoff)?;
    let slack = absolute(game, tolerance)?;
    if let Some(breach) = inefficient(game, payoff, game.grand_coalition(), &slack) {
        return Ok(Some(breach));
    }
    // How much a player gets beyond its own worth.
    let gain = |i: usize| payoff[i].clone() - game.value(Coalition::singleton(i)).clone();
    if let Some(player) = (0..payoff.len()).find(|&i| kernel && -gain(i) > slack) {
        let worth = game.value(Coalition::singleton(player)).clone();
        return Ok(Some(Breach::NotRational { player, payoff: payoff[player].clone(), worth }));
    }
    let mut widest = (slack.clone(), None);
    for i in 0..payoff.len() {
        for j in (0..payoff.len()).filter(|&j| j != i && (!kernel || gain(j) > slack)) {
            let (own, counter) = (&surplus[i][j], &surplus[j][i]);
            let gap = own.clone() - counter.clone();
            if gap > widest.0 {
                let (surplus, counter) = (own.clone(), counter.clone());
                widest = (gap, Some(Breach::Outweighs { player: i, other: j, surplus, counter }));
            }
        }
    }
    Ok(widest.1)
}
