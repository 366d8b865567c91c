//! Checks of power indices: by going through all coalitions where they are few, else by fingerprint.

mod fingerprint;
mod listing;

use crate::error::Result;
use crate::game::{Fraction, WeightedVoting};
use listing::{LISTED, compare};
use num_bigint::{BigInt, BigUint};
use num_traits::Zero;

/// Whether `claim` is the Shapley–Shubik index.
///
/// Past 24 voters by fingerprint: modulo the prime 2^61 − 1, which a wrong index passes only if its error's
/// numerator is a multiple of it.
///
/// # Errors
/// [`Error::Certificate`](crate::Error::Certificate) naming the first voter whose index differs;
/// [`Error::TooLarge`](crate::Error::TooLarge) where neither way of checking is within reach.
pub fn check_shapley_shubik(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    let (name, n) = ("Shapley–Shubik index", game.players());
    if n > LISTED {
        return fingerprint::compare(name, &fingerprint::shapley_shubik(game)?, claim);
    }
    let weight = |size: usize, _| {
        let orders = n * num_integer::binomial(BigInt::from(n - 1), BigInt::from(size - 1));
        Fraction::new(1.into(), orders)
    };
    compare(name, &listing::sums(game, weight), claim)
}

/// Whether `claim` counts each voter's swings.
///
/// # Errors
/// As [`check_shapley_shubik`].
pub fn check_swings(game: &WeightedVoting, claim: &[BigUint]) -> Result<()> {
    let name = "Banzhaf swings";
    let claim: Vec<Fraction> = claim.iter().map(|c| Fraction::from_integer(c.clone().into())).collect();
    if game.players() > LISTED {
        return fingerprint::compare(name, &fingerprint::swings(game)?, &claim);
    }
    compare(name, &listing::sums(game, |_, _| Fraction::from_integer(1.into())), &claim)
}

/// Whether `claim` is the Deegan–Packel index.
///
/// # Errors
/// As [`check_shapley_shubik`]; several quotas are checked to 24 voters.
pub fn check_deegan_packel(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    let name = "Deegan–Packel index";
    if game.players() > LISTED {
        return fingerprint::compare_shares(name, &fingerprint::deegan_packel(game)?, claim);
    }
    compare_shares(name, game, claim, |size, critical| {
        if size == critical { Fraction::new(1.into(), size.into()) } else { Fraction::zero() }
    })
}

/// Whether `claim` is the public good index (Holler).
///
/// # Errors
/// As [`check_deegan_packel`].
pub fn check_holler(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    let name = "public good index";
    if game.players() > LISTED {
        return fingerprint::compare_shares(name, &fingerprint::holler(game)?, claim);
    }
    let one = Fraction::from_integer(1.into());
    compare_shares(
        name,
        game,
        claim,
        |size, critical| {
            if size == critical { one.clone() } else { Fraction::zero() }
        },
    )
}

/// Whether `claim` is the Johnston index.
///
/// # Errors
/// As [`check_deegan_packel`].
pub fn check_johnston(game: &WeightedVoting, claim: &[Fraction]) -> Result<()> {
    let name = "Johnston index";
    if game.players() > LISTED {
        return fingerprint::compare_shares(name, &fingerprint::johnston(game)?, claim);
    }
    compare_shares(name, game, claim, |_, critical| Fraction::new(1.into(), critical.into()))
}

fn compare_shares(
    name: &str,
    game: &WeightedVoting,
    claim: &[Fraction],
    share: impl Fn(usize, usize) -> Fraction,
) -> Result<()> {
    let sums = listing::sums(game, share);
    let total: Fraction = sums.iter().sum();
    compare(name, &sums.into_iter().map(|s| s / &total).collect::<Vec<_>>(), claim)
}
