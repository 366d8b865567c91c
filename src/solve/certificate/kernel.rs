//! Kernels and the τ value, added up from their definitions.

use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use crate::solve::certified::fails;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{One, Signed, Zero};

/// That `claim` is in the prekernel: efficient, and no player can hold out for more against another than the
/// other way round.
///
/// Equalities may fail by `tolerance` of the largest worth, 0 for exact claims. O(n² 2^n) time, O(2^n)
/// memory.
pub(super) fn prekernel<V: Value>(game: &TuGame<V>, claim: &[V], tolerance: f64) -> Result<()> {
    check("prekernel", game, claim, tolerance, |_| true)
}

/// That `claim` is in the kernel: an imputation at which nobody outweighs a player who gets more than alone.
pub(super) fn kernel<V: Value>(game: &TuGame<V>, claim: &[V], tolerance: f64) -> Result<()> {
    let slack = absolute(game, tolerance);
    let gain = |i: usize| claim[i].to_fraction() - game.value(Coalition::singleton(i)).to_fraction();
    if let Some(i) = (0..claim.len().min(game.players())).find(|&i| gain(i) < -&slack) {
        return Err(fails("kernel", format!("player {i} gets {} less than alone", -gain(i))));
    }
    check("kernel", game, claim, tolerance, |j| gain(j) > slack)
}

/// That nobody outweighs a player for whom `exposed` holds.
fn check<V: Value>(
    what: &str,
    game: &TuGame<V>,
    claim: &[V],
    tolerance: f64,
    exposed: impl Fn(usize) -> bool,
) -> Result<()> {
    let (x, slack) = (efficient(what, game, claim, tolerance)?, absolute(game, tolerance));
    let (excess, unit) = excesses(game, &x);
    let n = x.len();
    // most[i][j] points at the coalition with i and without j that asks for most.
    let mut most = vec![None; n * n];
    for s in 1..excess.len() {
        for (i, j) in (0..n).filter(|i| s >> i & 1 == 1).flat_map(|i| (0..n).map(move |j| (i, j))) {
            let best: &mut Option<usize> = &mut most[i * n + j];
            if s >> j & 1 == 0 && best.is_none_or(|best| excess[s] > excess[best]) {
                *best = Some(s);
            }
        }
    }
    let surplus = |i: usize, j: usize| {
        most[i * n + j].map_or_else(Fraction::zero, |s| Fraction::new(excess[s].clone(), unit.clone()))
    };
    for j in (0..n).filter(|&j| exposed(j)) {
        for i in (0..n).filter(|&i| i != j) {
            let (own, counter) = (surplus(i, j), surplus(j, i));
            if &own - &counter > slack {
                return Err(fails(what, format!("player {i} outweighs player {j}: {own} against {counter}")));
            }
        }
    }
    Ok(())
}

/// `v(S) − x(S)` of every coalition, by mask, in multiples of one over the second result.
pub(super) fn excesses<V: Value>(game: &TuGame<V>, payoff: &[Fraction]) -> (Vec<BigInt>, BigInt) {
    let worths: Vec<Fraction> = game.values().iter().map(Value::to_fraction).collect();
    let unit = worths.iter().chain(payoff).fold(BigInt::one(), |lcm, x| lcm.lcm(x.denom()));
    let integer = |x: &Fraction| x.numer() * (&unit / x.denom());
    let mut paid = vec![BigInt::ZERO];
    for x in payoff.iter().map(integer) {
        paid.extend(paid.iter().map(|sum| sum + &x).collect::<Vec<_>>());
    }
    (worths.iter().zip(paid).map(|(v, paid)| integer(v) - paid).collect(), unit)
}

/// That `claim` is the τ value: efficient, and as far from the minimal right to the utopia payoff for every
/// player.
pub(super) fn tau<V: Value>(game: &TuGame<V>, claim: &[V], tolerance: f64) -> Result<()> {
    let what = "τ value";
    let (x, slack) = (efficient(what, game, claim, tolerance)?, absolute(game, tolerance));
    let (n, grand) = (game.players(), game.grand_coalition());
    let worth = |s: Coalition| game.value(s).to_fraction();
    let utopia: Vec<Fraction> = (0..n).map(|i| worth(grand) - worth(grand.without(i))).collect();
    // m_i = M_i + max { v(S) − M(S) : i ∈ S }.
    let (excess, unit) = excesses(game, &utopia);
    let right = |i: usize| {
        let asked = excess.iter().enumerate().filter(|(s, _)| s >> i & 1 == 1).map(|(_, e)| e).max();
        &utopia[i] + Fraction::new(asked.cloned().unwrap_or_default(), unit.clone())
    };
    let rights: Vec<Fraction> = (0..n).map(right).collect();
    let (least, most): (Fraction, Fraction) = (rights.iter().sum(), utopia.iter().sum());
    if let Some(i) = (0..n).find(|&i| &rights[i] - &utopia[i] > slack) {
        return Err(fails(what, format!("player {i} has a right to {}, above {}", rights[i], utopia[i])));
    }
    if &least - worth(grand) > slack || worth(grand) - &most > slack {
        return Err(fails(what, format!("{} lies outside {least} to {most}", worth(grand))));
    }
    let span = &most - &least;
    for i in 0..n {
        // x_i = m_i + (v(N) − Σ m) / Σ (M − m) · (M_i − m_i); with no room between the bounds, x_i is both.
        let way = &utopia[i] - &rights[i];
        let share = if span > slack { &way * (worth(grand) - &least) / &span } else { Fraction::zero() };
        let off = (&x[i] - &rights[i] - share).abs();
        if off > &slack + &slack {
            return Err(fails(what, format!("player {i} gets {}, off the segment by {off}", x[i])));
        }
    }
    Ok(())
}

/// The claim as fractions, if it shares the worth of the grand coalition.
pub(super) fn efficient<V: Value>(
    what: &str,
    game: &TuGame<V>,
    claim: &[V],
    tolerance: f64,
) -> Result<Vec<Fraction>> {
    let x: Vec<Fraction> = claim.iter().map(Value::to_fraction).collect();
    let (paid, worth) = (x.iter().sum::<Fraction>(), game.grand().to_fraction());
    if x.len() != game.players() || (&paid - &worth).abs() > absolute(game, tolerance) {
        let reason = format!("{} payoffs share {paid} of {worth} among {} players", x.len(), game.players());
        return Err(fails(what, reason));
    }
    Ok(x)
}

/// A tolerance relative to the largest worth; one that is no number is none.
pub(super) fn absolute<V: Value>(game: &TuGame<V>, tolerance: f64) -> Fraction {
    Fraction::from_float(tolerance * game.scale())
        .map_or_else(Fraction::zero, |slack| slack.max(Fraction::zero()))
}
