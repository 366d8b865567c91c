//! Balancedness: the least that must be shared out to leave no coalition better off alone.

use super::exact::{Measure, Programme, Worths};
use super::proof::BalancedCollection;
use crate::coalition::Coalition;
use crate::error::Result;
use crate::game::{Fraction, TuGame, Value};
use num_bigint::BigInt;
use num_traits::{Signed, Zero};
use serde::{Deserialize, Serialize};

/// The largest worth of a balanced collection, and the prices that match it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(serialize = "V: Value", deserialize = "V: Value"))]
pub struct Balancedness<V> {
    /// `max Σ λ_S v(S)` over balanced collections `= min x(N)` over prices with `x(S) ≥ v(S)` for all S.
    #[serde(with = "crate::game::plain")]
    pub worth: V,
    /// `worth − v(N)`: the cost of stability, the least subsidy that makes the core non-empty; 0 if balanced.
    #[serde(with = "crate::game::plain")]
    pub shortfall: V,
    /// A price for each player, exact, with `x(S) ≥ v(S)` for every coalition: the least in total.
    #[serde(with = "crate::game::plain")]
    pub prices: Vec<Fraction>,
    /// A balanced collection that is worth as much as the prices add up to.
    pub collection: BalancedCollection,
    /// Scans of all coalitions that it took.
    pub scans: usize,
}

impl<V: Value> Balancedness<V> {
    /// Whether the game is balanced, which is whether its core is not empty.
    pub fn is_balanced(&self) -> bool {
        !self.shortfall.is_positive()
    }
}

/// How far a game is from balanced.
///
/// By duality `min { x(N) : x(S) ≥ v(S) ∀S } = max { Σ λ_S v(S) : Σ λ_S 1_S = 1_N, λ ≥ 0 }`. The core is not
/// empty iff that is `v(N)` (Bondareva 1963; Shapley 1967); the difference is the cost of stability.
/// Worths in `f64` are taken as the binary fractions they are, and the decision is exact.
///
/// # Errors
/// None today: every valid game has one.
///
/// # Complexity
/// A handful of scans, `O(2^n)` each, and some hundreds of pivots, `O(n²)` each. Memory beside the game: that
/// of a scan for `f64`; for fractions also a table of floats, and one of integers where these pass 53 bits.
/// Sensible to n = 25.
///
/// # Examples
/// ```
/// use comity::game::TuGame;
/// let majority = TuGame::from_fn(3, |s| if s.len() >= 2 { 1.0 } else { 0.0 })?;
/// use comity::solve::{Certified, tu};
/// let balancedness = tu::balancedness(&majority)?;
/// assert_eq!((balancedness.worth, balancedness.shortfall), (1.5, 0.5));
/// balancedness.check(&majority, 0.0)?;
/// # Ok::<(), comity::Error>(())
/// ```
///
/// # References
/// - O. N. Bondareva (1963), *Problemy Kibernetiki* 10, 119–139; L. S. Shapley (1967), *Naval Research
///   Logistics Quarterly* 14, 453–460.
/// - Y. Bachrach et al. (2009), The cost of stability in coalitional games, *SAGT*, LNCS 5814, 122–134.
pub fn balancedness<V: Value>(game: &TuGame<V>) -> Result<Balancedness<V>> {
    let worths = Worths::new(game);
    let grand = game.grand_coalition();
    let PerHead { surcharge, payoff, collection, scans } = per_head(&worths, worths.big(grand))?;
    let surcharge = surcharge.max(Fraction::zero());
    let collection = if surcharge.is_positive() { collection } else { BalancedCollection::of(grand) };
    let shortfall = &surcharge * Fraction::from_integer(game.players().into());
    let worth = V::from_fraction(&(game.grand().to_fraction() + &shortfall));
    let prices = payoff.into_iter().map(|x| x + &surcharge).collect();
    Ok(Balancedness { worth, shortfall: V::from_fraction(&shortfall), prices, collection, scans })
}

/// The least surcharge on a payoff, the same for every player, that satisfies all proper coalitions.
pub(super) struct PerHead {
    /// The surcharge, negative if there is more than enough.
    pub surcharge: Fraction,
    /// The payoff that it is least for.
    pub payoff: Vec<Fraction>,
    /// A balanced collection that asks for as much: `Σ λ_S v(S) = x(N) + n · surcharge`.
    pub collection: BalancedCollection,
    /// Scans of all coalitions that it took.
    pub scans: usize,
}

/// Minimises `ε` over payoffs with `x(N) = total` and `x(S) + ε |S| ≥ v(S)` for proper S.
///
/// Prices that cover every coalition are a payoff plus a surcharge, so that their least sum is a least
/// surcharge. One player has no proper coalition and needs none.
pub(super) fn per_head(worths: &Worths, total: BigInt) -> Result<PerHead> {
    match Programme::new(worths, total.clone(), Measure::PerHead, false) {
        None => {
            let (surcharge, payoff) = (Fraction::zero(), vec![Fraction::from_integer(total) * worths.unit()]);
            let collection = BalancedCollection::of(Coalition::grand(1));
            Ok(PerHead { surcharge, payoff, collection, scans: 0 })
        }
        Some(mut programme) => {
            let price = programme.solve()?;
            let (surcharge, payoff) = (price.bound(worths), price.payoff(worths));
            // Σ |S| λ_S = 1, so that the coalitions of each player weigh 1/n.
            let n = Fraction::from_integer(payoff.len().into());
            let weights =
                programme.tight().coalitions.into_iter().map(|(s, weight)| (s, weight * &n)).collect();
            Ok(PerHead {
                surcharge,
                payoff,
                collection: BalancedCollection { weights },
                scans: programme.scans(),
            })
        }
    }
}
