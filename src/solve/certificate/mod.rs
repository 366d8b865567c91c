//! Checks any answer of [`solve`](crate::solve) from the definition, without the code that found it.
//!
//! A certificate is data and a `check`: it goes over all coalitions once, where it can in exact arithmetic, and
//! fails with the number that is wrong.

mod airport;
pub mod conjecture;
mod core;
pub mod deviation;
mod excess;
pub mod farsighted;
pub mod hedonic;
mod kernel;
pub mod membership;
mod nucleolus;
mod objection;
mod span;
mod structure;
mod value;
mod voting;

pub use self::core::{BalancedCollection, CoreAllocation, LeastCoreProof, MinimumPrices};
pub use airport::{check_airport_nucleolus, check_airport_shapley};
pub use kernel::{check_kernel, check_prekernel, check_tau};
pub use nucleolus::{KohlbergLevel, NucleolusProof};
pub use objection::Objection;
pub use structure::{StructureCertificate, StructureProof};
pub use value::{check_banzhaf, check_owen, check_owen_index, check_shapley};
pub use voting::{check_deegan_packel, check_holler, check_johnston, check_shapley_shubik, check_swings};

use crate::error::Error;

/// The failure of `claim` for `reason`.
fn fails(claim: &str, reason: impl Into<String>) -> Error {
    Error::Certificate { claim: claim.into(), reason: reason.into() }
}

/// `x(S)`.
fn sum(payoff: &[Fraction], coalition: Coalition) -> Fraction {
    coalition.players().filter_map(|i| payoff.get(i)).sum()
}

/// The non-empty coalitions with `v(S) − x(S) > bound · weight(S)`, ascending, each with its excess.
fn above<'a, V: Value>(
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
pub mod process;
