//! Checks of power indices: by going through all coalitions where they are few, else by fingerprint.

mod fingerprint;
mod listing;

use super::value;
use crate::coalition::{Coalition, Partition};
use crate::error::{Error, Result};
use crate::game::{Fraction, WeightedVoting};
use crate::solve::certified::Certified;
use crate::solve::voting::PowerIndex;
use listing::{LISTED, compare};
use num_bigint::BigInt;
use num_traits::Zero;

impl Certified<(&WeightedVoting, &PowerIndex)> for [Fraction] {
    /// By the coalitions, where there are 24 voters at most. Past that by fingerprint: modulo the prime
    /// 2^61 − 1, which a wrong index passes only if its error's numerator is a multiple of it; several quotas
    /// for the indices of Shapley & Shubik and of Banzhaf only. The Owen index for 63 voters at most, and 20
    /// unions and members of one together.
    ///
    /// # Errors
    /// [`Error::TooLarge`] where no way of checking is within reach.
    fn check(&self, (game, index): (&WeightedVoting, &PowerIndex), _: f64) -> Result<()> {
        let (name, n) = (index.to_string(), game.players());
        let one = || Fraction::from_integer(1.into());
        let listed = n <= LISTED;
        match index {
            PowerIndex::ShapleyShubik if listed => {
                let weight = |size: usize, _| {
                    let orders = n * num_integer::binomial(BigInt::from(n - 1), BigInt::from(size - 1));
                    Fraction::new(1.into(), orders)
                };
                compare(&name, &listing::sums(game, weight), self)
            }
            PowerIndex::ShapleyShubik => {
                fingerprint::compare(&name, &fingerprint::shapley_shubik(game)?, self)
            }
            PowerIndex::Swings if listed => compare(&name, &listing::sums(game, |_, _| one()), self),
            PowerIndex::Swings => fingerprint::compare(&name, &fingerprint::swings(game)?, self),
            PowerIndex::Penrose => {
                let coalitions = Fraction::from_integer(BigInt::from(1) << (n - 1));
                let swings: Vec<Fraction> = self.iter().map(|share| share * &coalitions).collect();
                swings.check((game, &PowerIndex::Swings), 0.0)
            }
            PowerIndex::Banzhaf if listed => compare_shares(&name, game, self, |_, _| one()),
            PowerIndex::Banzhaf => fingerprint::compare_shares(&name, &fingerprint::swings(game)?, self),
            PowerIndex::DeeganPackel if listed => compare_shares(&name, game, self, |size, critical| {
                if size == critical { Fraction::new(1.into(), size.into()) } else { Fraction::zero() }
            }),
            PowerIndex::DeeganPackel => {
                fingerprint::compare_shares(&name, &fingerprint::deegan_packel(game)?, self)
            }
            PowerIndex::Holler if listed => {
                compare_shares(
                    &name,
                    game,
                    self,
                    |size, critical| {
                        if size == critical { one() } else { Fraction::zero() }
                    },
                )
            }
            PowerIndex::Holler => fingerprint::compare_shares(&name, &fingerprint::holler(game)?, self),
            PowerIndex::Johnston if listed => {
                compare_shares(&name, game, self, |_, critical| Fraction::new(1.into(), critical.into()))
            }
            PowerIndex::Johnston => fingerprint::compare_shares(&name, &fingerprint::johnston(game)?, self),
            PowerIndex::Owen(unions) => owen(game, unions, self),
        }
    }
}

/// The Owen index by the sum of the Owen value over its coalitions.
fn owen(game: &WeightedVoting, unions: &[Vec<usize>], claim: &[Fraction]) -> Result<()> {
    let n = game.players();
    let largest = unions.iter().map(Vec::len).max().unwrap_or(0);
    if n > Coalition::MAX_PLAYERS || unions.len() + largest > 20 {
        let reason = "unions and members of one together: the check goes through all mixes of both".into();
        return Err(Error::TooLarge { what: "check of an Owen index".into(), n, limit: 20, reason });
    }
    let blocs = unions.iter().filter(|u| !u.is_empty()).map(|u| u.iter().copied().collect());
    let unions = Partition::new(n, blocs)?;
    let worth = |s: Coalition| Fraction::from_integer(i32::from(game.wins(s.players())).into());
    value::compare("Owen index", 1.0, &value::owen_value(n, worth, unions.blocs()), claim, 0.0)
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
