//! Excesses in exact arithmetic.

use crate::coalition::Coalition;
use crate::game::{Fraction, TuGame, Value};
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::One;

/// `x(S)`.
pub(super) fn sum(payoff: &[Fraction], coalition: Coalition) -> Fraction {
    coalition.players().filter_map(|i| payoff.get(i)).sum()
}

/// The non-empty coalitions with `v(S) − x(S) > bound · weight(S)`, ascending, each with its excess.
pub(super) fn above<'a, V: Value>(
    game: &'a TuGame<V>,
    payoff: &'a [Fraction],
    bound: &Fraction,
    weight: impl Fn(Coalition) -> usize + 'a,
) -> impl Iterator<Item = (Coalition, Fraction)> + 'a {
    let scale = payoff.iter().chain([bound]).fold(BigInt::one(), |lcm, x| lcm.lcm(x.denom()));
    let integer = |x: &Fraction| x.numer() * (&scale / x.denom());
    let (payoffs, bound): (Vec<BigInt>, BigInt) = (payoff.iter().map(integer).collect(), integer(bound));
    // sums[j]: what the members from j upwards get; only the low ones change from mask to mask.
    let mut sums = vec![BigInt::ZERO; payoff.len() + 1];
    game.values().iter().enumerate().skip(1).filter_map(move |(mask, worth)| {
        for j in (0..=mask.trailing_zeros() as usize).rev().filter(|&j| j < payoffs.len()) {
            sums[j] = if mask >> j & 1 == 1 { &sums[j + 1] + &payoffs[j] } else { sums[j + 1].clone() };
        }
        let (coalition, worth) = (Coalition::from_mask(mask as u64), worth.to_fraction());
        let allowed = &sums[0] + &bound * weight(coalition);
        (worth.numer() * &scale > allowed * worth.denom()).then(|| {
            let paid = Fraction::new(sums[0].clone(), scale.clone());
            (coalition, worth - paid)
        })
    })
}
